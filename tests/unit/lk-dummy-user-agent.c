/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-user-agent.h"

struct _LkDummyUserAgent
{
  GObject  parent_instance;
  guint    n_opened;
  char    *uri;          /* (nullable) of the page opened last */
  char    *redirect_uri; /* (nullable) */
  char    *code;         /* (nullable) what to answer with by itself */
  GQueue  *redirects;    /* LkSecret, not waited for yet */
  GTask   *waiting;      /* (nullable) */
  GSource *cancelled;    /* (nullable) while somebody is waiting */
};

static void init_user_agent (LkUserAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkDummyUserAgent, lk_dummy_user_agent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_USER_AGENT, init_user_agent))

static void
lk_dummy_user_agent_finalize (GObject *object)
{
  LkDummyUserAgent *self = LK_DUMMY_USER_AGENT (object);

  g_assert_null (self->waiting);
  g_queue_free_full (self->redirects, (GDestroyNotify) lk_secret_unref);
  g_free (self->uri);
  g_free (self->redirect_uri);
  g_free (self->code);
  G_OBJECT_CLASS (lk_dummy_user_agent_parent_class)->finalize (object);
}

static void
lk_dummy_user_agent_class_init (LkDummyUserAgentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_dummy_user_agent_finalize;
}

static void
lk_dummy_user_agent_init (LkDummyUserAgent *self)
{
  self->redirects = g_queue_new ();
}

LkUserAgent *
lk_dummy_user_agent_new (void)
{
  return g_object_new (LK_TYPE_DUMMY_USER_AGENT, NULL);
}

static GTask *
stop_waiting (LkDummyUserAgent *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  return g_steal_pointer (&self->waiting);
}

static void
deliver (LkDummyUserAgent *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->waiting == NULL || g_queue_is_empty (self->redirects))
    return;
  task = stop_waiting (self);
  g_task_return_pointer (task, g_queue_pop_head (self->redirects),
                         (GDestroyNotify) lk_secret_unref);
}

static void
open (LkUserAgent *agent,
      const char  *authorization_uri,
      const char  *redirect_uri)
{
  LkDummyUserAgent *self = LK_DUMMY_USER_AGENT (agent);

  self->n_opened++;
  g_free (self->uri);
  g_free (self->redirect_uri);
  self->uri = g_strdup (authorization_uri);
  self->redirect_uri = g_strdup (redirect_uri);
  if (self->code != NULL)
    {
      g_autofree char *query = g_strdup_printf ("code=%s&state={state}", self->code);

      lk_dummy_user_agent_redirect_query (agent, query);
    }
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GTask) task = stop_waiting (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
wait_async (LkUserAgent         *agent,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  LkDummyUserAgent *self = LK_DUMMY_USER_AGENT (agent);

  g_assert_null (self->waiting);
  self->waiting = g_task_new (self, cancellable, callback, user_data);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancelled, NULL);
    }
  deliver (self);
}

static LkSecret *
wait_finish (LkUserAgent  *agent,
             GAsyncResult *result,
             GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
init_user_agent (LkUserAgentInterface *iface)
{
  iface->open = open;
  iface->wait_async = wait_async;
  iface->wait_finish = wait_finish;
}

void
lk_dummy_user_agent_answer_by_itself (LkUserAgent *self,
                                      const char  *code)
{
  g_free (LK_DUMMY_USER_AGENT (self)->code);
  LK_DUMMY_USER_AGENT (self)->code = g_strdup (code);
}

void
lk_dummy_user_agent_redirect (LkUserAgent *self,
                              const char  *uri)
{
  g_queue_push_tail (LK_DUMMY_USER_AGENT (self)->redirects, lk_secret_new (uri));
  deliver (LK_DUMMY_USER_AGENT (self));
}

void
lk_dummy_user_agent_redirect_query (LkUserAgent *self,
                                    const char  *query)
{
  g_autofree char *state = lk_dummy_user_agent_dup_param (self, "state");
  g_autofree char *escaped = g_uri_escape_string (state, NULL, FALSE);
  g_auto (GStrv) parts = g_strsplit (query, "{state}", -1);
  g_autofree char *filled = g_strjoinv (escaped, parts);
  g_autofree char *uri =
    g_strconcat (lk_dummy_user_agent_get_redirect_uri (self), "?", filled, NULL);

  lk_dummy_user_agent_redirect (self, uri);
}

void
lk_dummy_user_agent_redirect_sso (LkUserAgent *self,
                                  const char  *login_token)
{
  g_autofree char *url = lk_dummy_user_agent_dup_param (self, "redirectUrl");
  g_autofree char *uri = g_strconcat (url, "&loginToken=", login_token, NULL);

  lk_dummy_user_agent_redirect (self, uri);
}

guint
lk_dummy_user_agent_get_n_opened (LkUserAgent *self)
{
  return LK_DUMMY_USER_AGENT (self)->n_opened;
}

gboolean
lk_dummy_user_agent_is_waiting (gpointer self)
{
  return LK_DUMMY_USER_AGENT (self)->waiting != NULL;
}

const char *
lk_dummy_user_agent_get_uri (LkUserAgent *self)
{
  return LK_DUMMY_USER_AGENT (self)->uri;
}

const char *
lk_dummy_user_agent_get_redirect_uri (LkUserAgent *self)
{
  return LK_DUMMY_USER_AGENT (self)->redirect_uri;
}

char *
lk_dummy_user_agent_dup_param (LkUserAgent *self,
                               const char  *name)
{
  const char *uri = LK_DUMMY_USER_AGENT (self)->uri;
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GHashTable) params = NULL;

  g_assert_nonnull (uri);
  parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_assert_nonnull (parsed);
  params = g_uri_parse_params (g_uri_get_query (parsed), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_assert_nonnull (params);
  return g_strdup (g_hash_table_lookup (params, name));
}
