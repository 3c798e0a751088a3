/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-interview.h"

#include "lk-error.h"

/**
 * LkInterview:
 *
 * What a homeserver asks of somebody who wants an account, and what they reply: the conversation
 * (lk-register.c) asks, whoever shows the questions replies. There is one question at a time. One
 * that comes again brings along what was wrong with the reply.
 *
 * Properties: `question`. All else is read when that changes; none of it is a property, because
 * the page's address names the attempt.
 */
struct _LkInterview
{
  GObject       parent_instance;
  LkPorts      *ports;
  LkHomeserver *homeserver;
  LkNameCheck  *name_check;
  LkQuestion    question;
  GError       *problem;    /* (nullable) with the last reply to the question */
  GPtrArray    *policies;   /* (nullable) LkPolicy, for LK_QUESTION_TERMS */
  char         *page;       /* (nullable) for LK_QUESTION_PAGE */
  GTask        *waiting;    /* (nullable) the conversation */
  GSource      *cancelled;  /* (nullable) while it waits */
};

G_DEFINE_ENUM_TYPE (LkQuestion, lk_question,
                    G_DEFINE_ENUM_VALUE (LK_QUESTION_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (LK_QUESTION_IDENTITY, "identity"),
                    G_DEFINE_ENUM_VALUE (LK_QUESTION_TOKEN, "token"),
                    G_DEFINE_ENUM_VALUE (LK_QUESTION_TERMS, "terms"),
                    G_DEFINE_ENUM_VALUE (LK_QUESTION_PAGE, "page"))

G_DEFINE_FINAL_TYPE (LkInterview, lk_interview, G_TYPE_OBJECT)

enum
{
  PROP_QUESTION = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/** lk_reply_free: frees @self. */
void
lk_reply_free (LkReply *self)
{
  g_free (self->name);
  g_clear_pointer (&self->secret, lk_secret_unref);
  g_free (self);
}

static void
lk_interview_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_QUESTION:
      g_value_set_enum (value, LK_INTERVIEW (object)->question);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_interview_dispose (GObject *object)
{
  LkInterview *self = LK_INTERVIEW (object);

  if (self->name_check != NULL)
    lk_name_check_forget (self->name_check);
  g_clear_object (&self->name_check);
  G_OBJECT_CLASS (lk_interview_parent_class)->dispose (object);
}

static void
lk_interview_finalize (GObject *object)
{
  LkInterview *self = LK_INTERVIEW (object);

  g_assert (self->waiting == NULL); /* one who waits keeps us alive */
  lk_ports_unref (self->ports);
  lk_homeserver_unref (self->homeserver);
  g_clear_error (&self->problem);
  g_clear_pointer (&self->policies, g_ptr_array_unref);
  lk_secret_wipe_string (self->page);
  G_OBJECT_CLASS (lk_interview_parent_class)->finalize (object);
}

static void
lk_interview_class_init (LkInterviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_interview_get_property;
  object_class->dispose = lk_interview_dispose;
  object_class->finalize = lk_interview_finalize;

  /** LkInterview:question: what is asked now */
  props[PROP_QUESTION] = g_param_spec_enum ("question", NULL, NULL, LK_TYPE_QUESTION,
                                            LK_QUESTION_NONE,
                                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                            G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_interview_init (LkInterview *self)
{
}

/**
 * lk_interview_new:
 * @ports: the world outside
 * @homeserver: who asks
 *
 * Returns: (transfer full): an interview; nothing is asked yet
 */
LkInterview *
lk_interview_new (LkPorts      *ports,
                  LkHomeserver *homeserver)
{
  LkInterview *self = g_object_new (LK_TYPE_INTERVIEW, NULL);

  self->ports = lk_ports_ref (ports);
  self->homeserver = lk_homeserver_ref (homeserver);
  self->name_check = lk_name_check_new (ports, homeserver->base_url);
  return self;
}

static void
set_question (LkInterview  *self,
              LkQuestion    question,
              const GError *problem)
{
  g_clear_error (&self->problem);
  self->problem = problem != NULL ? g_error_copy (problem) : NULL;
  if (question == self->question)
    return;
  self->question = question;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUESTION]);
}

/* The conversation's side. */

/**
 * lk_interview_set_policies:
 * @self: the interview
 * @policies: (element-type LkPolicy): what is to be agreed to with %LK_QUESTION_TERMS
 */
void
lk_interview_set_policies (LkInterview *self,
                           GPtrArray   *policies)
{
  g_return_if_fail (LK_IS_INTERVIEW (self));

  g_ptr_array_ref (policies);
  g_clear_pointer (&self->policies, g_ptr_array_unref);
  self->policies = policies;
}

/**
 * lk_interview_set_page:
 * @self: the interview
 * @uri: the page of %LK_QUESTION_PAGE
 */
void
lk_interview_set_page (LkInterview *self,
                       const char  *uri)
{
  g_return_if_fail (LK_IS_INTERVIEW (self));

  lk_secret_wipe_string (self->page);
  self->page = g_strdup (uri);
}

static GTask *
stop_waiting (LkInterview *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->waiting);

  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  set_question (self, LK_QUESTION_NONE, NULL);
  return g_steal_pointer (&task);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GTask) task = stop_waiting (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * lk_interview_ask_async:
 * @self: the interview, in which nothing is asked
 * @question: what to ask
 * @problem: (nullable): what was wrong with the last reply
 * @cancellable: (nullable): to stop waiting
 * @callback: called when there is a reply
 * @user_data: for @callback
 *
 * Asks, and waits for the reply.
 */
void
lk_interview_ask_async (LkInterview         *self,
                        LkQuestion           question,
                        const GError        *problem,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (LK_IS_INTERVIEW (self));
  g_return_if_fail (self->waiting == NULL);
  g_return_if_fail (question != LK_QUESTION_NONE);

  self->waiting = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->waiting, lk_interview_ask_async);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->waiting));
    }
  set_question (self, question, problem);
}

/**
 * lk_interview_ask_finish:
 * @error: return location for an error; cancelling is %G_IO_ERROR_CANCELLED, and who leaves is
 *   %LK_ERROR_DENIED_BY_USER
 *
 * Returns: (transfer full): the reply
 */
LkReply *
lk_interview_ask_finish (LkInterview   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The person's side. */

/** lk_interview_get_question: Returns: what is asked now */
LkQuestion
lk_interview_get_question (LkInterview *self)
{
  g_return_val_if_fail (LK_IS_INTERVIEW (self), LK_QUESTION_NONE);

  return self->question;
}

/** lk_interview_get_problem: Returns: (nullable): what was wrong with the reply before */
const GError *
lk_interview_get_problem (LkInterview *self)
{
  g_return_val_if_fail (LK_IS_INTERVIEW (self), NULL);

  return self->problem;
}

/** lk_interview_get_policies: Returns: (nullable) (element-type LkPolicy): what to agree to */
GPtrArray *
lk_interview_get_policies (LkInterview *self)
{
  g_return_val_if_fail (LK_IS_INTERVIEW (self), NULL);

  return self->policies;
}

/** lk_interview_get_page: Returns: (nullable): where to go; it names the attempt: not for logs */
const char *
lk_interview_get_page (LkInterview *self)
{
  g_return_val_if_fail (LK_IS_INTERVIEW (self), NULL);

  return self->page;
}

/** lk_interview_get_homeserver: Returns: (transfer none): who asks */
LkHomeserver *
lk_interview_get_homeserver (LkInterview *self)
{
  g_return_val_if_fail (LK_IS_INTERVIEW (self), NULL);

  return self->homeserver;
}

/** lk_interview_get_clock: Returns: (transfer none): the time */
LkClock *
lk_interview_get_clock (LkInterview *self)
{
  g_return_val_if_fail (LK_IS_INTERVIEW (self), NULL);

  return self->ports->clock;
}

/** lk_interview_get_name_check: Returns: (transfer none): what tells if a name is free */
LkNameCheck *
lk_interview_get_name_check (LkInterview *self)
{
  g_return_val_if_fail (LK_IS_INTERVIEW (self), NULL);

  return self->name_check;
}

static void
reply (LkInterview *self,
       const char  *name,
       LkSecret    *secret)
{
  g_autoptr (GTask) task = stop_waiting (self);
  LkReply *value = g_new0 (LkReply, 1);

  value->name = g_strdup (name);
  value->secret = secret != NULL ? lk_secret_ref (secret) : NULL;
  g_task_return_pointer (task, value, (GDestroyNotify) lk_reply_free);
}

/**
 * lk_interview_reply_identity:
 * @self: the interview, in which %LK_QUESTION_IDENTITY is asked; else nothing happens
 * @name: what the person wants to be called
 * @password: theirs
 */
void
lk_interview_reply_identity (LkInterview *self,
                             const char  *name,
                             LkSecret    *password)
{
  g_return_if_fail (LK_IS_INTERVIEW (self));

  if (self->question != LK_QUESTION_IDENTITY)
    return;
  lk_name_check_forget (self->name_check);
  reply (self, name, password);
}

/**
 * lk_interview_reply_token:
 * @self: the interview, in which %LK_QUESTION_TOKEN is asked; else nothing happens
 * @token: what the person was given
 */
void
lk_interview_reply_token (LkInterview *self,
                          LkSecret    *token)
{
  g_return_if_fail (LK_IS_INTERVIEW (self));

  if (self->question == LK_QUESTION_TOKEN)
    reply (self, NULL, token);
}

/**
 * lk_interview_reply_done:
 * @self: the interview, in which %LK_QUESTION_TERMS or %LK_QUESTION_PAGE is asked; else nothing
 *   happens
 *
 * The person agrees, or has done what the page says.
 */
void
lk_interview_reply_done (LkInterview *self)
{
  g_return_if_fail (LK_IS_INTERVIEW (self));

  if (self->question == LK_QUESTION_TERMS || self->question == LK_QUESTION_PAGE)
    reply (self, NULL, NULL);
}

/**
 * lk_interview_leave:
 * @self: the interview
 *
 * The person doesn't want to reply, and goes back to choose another way.
 *
 * Returns: whether there was a question to leave
 */
gboolean
lk_interview_leave (LkInterview *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_val_if_fail (LK_IS_INTERVIEW (self), FALSE);

  if (self->waiting == NULL)
    return FALSE;
  task = stop_waiting (self);
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_DENIED_BY_USER, "The person went back");
  return TRUE;
}
