/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-register.h"

#include "lk-account-private.h"
#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-legacy-send.h"
#include "lk-legacy-settle.h"
#include "lk-uia.h"
#include "lk-user-registration.h"

/*
 * The conversation that creates a user at a homeserver without a provider (spec §9.5), in the
 * order it happens: ask for a name and a password; try; go through the stages that the server
 * wants, one by one, trying again after each, until there is a session; settle.
 *
 * What the server refuses goes back to the person as the same question with a problem, in the
 * same session of the server's where there is one. Only an answer that makes no sense ends it.
 */
static void ask_identity (GTask *task, const GError *problem);
static void try          (GTask *task);
static void next_stage   (GTask *task, const GError *problem);
static void settle       (GTask *task, LkLegacyGrant *grant);

/* More of them in a row are no way to an account, but a circle. */
#define MAX_PASSED 4

typedef struct
{
  LkInterview *interview;
  char        *name;     /* (nullable) */
  LkSecret    *password; /* (nullable) only while it is needed */
  LkUia       *uia;      /* (nullable) what the server wants, once it has said so */
  LkQuestion   asked;    /* what was asked last */
  char        *about;    /* (nullable) for which stage that was */
  char        *stage;    /* (nullable) which stage the last try was for */
  JsonObject  *auth;     /* (nullable) of the next try */
  guint        n_passed; /* stages without anybody's doing since the last reply */
} Register;

static void
register_free (Register *self)
{
  g_clear_object (&self->interview);
  g_free (self->name);
  g_clear_pointer (&self->password, lk_secret_unref);
  g_clear_pointer (&self->uia, lk_uia_free);
  g_free (self->about);
  g_free (self->stage);
  g_clear_pointer (&self->auth, json_object_unref);
  g_free (self);
}

static LkPorts *
get_ports (GTask *task)
{
  return lk_account_get_ports (g_task_get_source_object (task));
}

/* What is asked while signing in is written down, to be shown if it fails. */
static LkHttp *
get_http (GTask *task)
{
  return lk_account_get_http (g_task_get_source_object (task));
}

static LkHomeserver *
get_homeserver (Register *self)
{
  return lk_interview_get_homeserver (self->interview);
}

static const char *
get_base_url (Register *self)
{
  return get_homeserver (self)->base_url;
}

/* @error: (transfer full) */
static void
fail (GTask  *task,
      GError *error)
{
  LkAccount *account = g_task_get_source_object (task);

  if (g_error_matches (error, LK_ERROR, LK_ERROR_DENIED_BY_USER))
    lk_account_enter (account, LK_AUTH_STATE_CHOOSING, NULL);
  else
    lk_account_fail (account, error);
  g_task_return_error (task, error);
}

/**
 * lk_register_async:
 * @account: a new account in %LK_AUTH_STATE_CHOOSING, or one whose registration failed
 * @interview: through which the homeserver's questions reach the person
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Creates a user with the user-interactive API (spec §9.5), and signs it in.
 */
void
lk_register_async (LkAccount           *account,
                   LkInterview         *interview,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Register *self = g_new0 (Register, 1);

  g_return_if_fail (LK_IS_ACCOUNT (account));

  g_task_set_source_tag (task, lk_register_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, (GDestroyNotify) register_free);
  self->interview = g_object_ref (interview);

  if (lk_account_get_state (account) == LK_AUTH_STATE_FAILED)
    lk_account_enter (account, LK_AUTH_STATE_CHOOSING, NULL);
  lk_account_enter (account, LK_AUTH_STATE_AUTHORIZING, NULL);
  ask_identity (task, NULL);
}

/* The questions. */

/* @auth: (transfer full) (nullable) */
static void
set_auth (Register   *self,
          const char *stage,
          JsonObject *auth)
{
  g_free (self->stage);
  self->stage = g_strdup (stage);
  g_clear_pointer (&self->auth, json_object_unref);
  self->auth = auth;
}

/* Returns: (transfer full): what the stage that was asked about needs, done by the person */
static JsonObject *
make_auth (Register *self,
           LkReply  *reply)
{
  JsonObject *auth;

  if (self->asked == LK_QUESTION_PAGE)
    return lk_uia_auth (self->uia, NULL);

  auth = lk_uia_auth (self->uia, self->about);
  if (self->asked == LK_QUESTION_TOKEN)
    json_object_set_string_member (auth, "token", lk_secret_peek (reply->secret));
  return auth;
}

static void
take_reply (Register *self,
            LkReply  *reply)
{
  self->n_passed = 0;
  if (self->asked != LK_QUESTION_IDENTITY)
    {
      set_auth (self, self->about, make_auth (self, reply));
      return;
    }
  g_free (self->name);
  self->name = g_steal_pointer (&reply->name);
  g_clear_pointer (&self->password, lk_secret_unref);
  self->password = g_steal_pointer (&reply->secret);
  set_auth (self, NULL, self->uia != NULL ? lk_uia_auth (self->uia, NULL) : NULL);
}

static void
on_replied (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkReply) reply = NULL;
  GError *error = NULL;

  reply = lk_interview_ask_finish (LK_INTERVIEW (source), result, &error);
  if (reply == NULL)
    {
      fail (task, error);
      return;
    }
  take_reply (g_task_get_task_data (task), reply);
  try (g_steal_pointer (&task));
}

static void
ask (GTask        *task,
     LkQuestion    question,
     const GError *problem)
{
  Register *self = g_task_get_task_data (task);

  self->asked = question;
  lk_interview_ask_async (self->interview, question, problem, g_task_get_cancellable (task),
                          on_replied, task);
}

static void
ask_identity (GTask        *task,
              const GError *problem)
{
  ask (task, LK_QUESTION_IDENTITY, problem);
}

/* A try, and what the server says to it. */

/* A refusal that isn't about the question asked last leads back to the first one. What it was may
 * be the server's session, so there will be another. */
static void
ask_again (GTask        *task,
           const GError *problem)
{
  Register *self = g_task_get_task_data (task);
  LkRegistrationFault fault = lk_user_registration_fault (problem);

  if (lk_error_is_transient (problem))
    {
      ask (task, self->asked, problem);
      return;
    }
  if (fault != LK_REGISTRATION_FAULT_NAME && fault != LK_REGISTRATION_FAULT_PASSWORD)
    g_clear_pointer (&self->uia, lk_uia_free);
  ask_identity (task, problem);
}

/* Returns: (transfer full) (nullable): why the stage of the last try was not accepted */
static GError *
get_stage_problem (const LkHttpResponse *response)
{
  GError *error = lk_client_api_to_error (response);

  if (lk_error_get_server_code (error) == NULL && lk_error_get_server_text (error) == NULL)
    g_clear_error (&error);
  return error;
}

static void
take_answer (GTask          *task,
             LkHttpResponse *response)
{
  Register *self = g_task_get_task_data (task);
  LkUia *uia = lk_uia_parse (response, NULL);
  LkLegacyGrant *grant;
  g_autoptr (GError) error = NULL;

  if (uia != NULL)
    {
      g_clear_pointer (&self->uia, lk_uia_free);
      self->uia = uia;
      error = get_stage_problem (response);
      next_stage (task, error);
      return;
    }
  grant = lk_legacy_take_grant (get_http (task), get_homeserver (self), response, &error);
  if (grant != NULL)
    settle (task, grant);
  else if (response->status / 100 == 2)
    {
      fail (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
  else
    ask_again (task, error);
}

static void
on_tried (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  response = lk_legacy_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL)
    take_answer (g_steal_pointer (&task), response);
  else if (lk_error_is_cancelled (error))
    fail (task, g_steal_pointer (&error));
  else
    ask_again (g_steal_pointer (&task), error);
}

static void
try (GTask *task)
{
  Register *self = g_task_get_task_data (task);
  LkHttpRequest *request =
    lk_user_registration_new_request (get_base_url (self), self->name, self->password, self->auth);

  lk_legacy_send_async (get_http (task), get_homeserver (self), request,
                        g_task_get_cancellable (task), on_tried, task);
}

/* The stages. */

static void
give_up (GTask      *conversation,
         const char *message)
{
  g_autoptr (GTask) task = conversation;

  fail (task, g_error_new_literal (LK_ERROR, LK_ERROR_SERVER_UNSUITABLE, message));
}

static void
go_to_page (GTask        *task,
            const char   *stage,
            const GError *problem)
{
  Register *self = g_task_get_task_data (task);
  char *page = lk_uia_fallback_url (self->uia, get_base_url (self), stage);

  if (page == NULL)
    {
      give_up (task, "The server has a page for this, but no session");
      return;
    }
  lk_interview_set_page (self->interview, page);
  lk_secret_wipe_string (page);
  ask (task, LK_QUESTION_PAGE, problem);
}

static void
agree_to_terms (GTask        *task,
                const GError *problem)
{
  Register *self = g_task_get_task_data (task);
  LkTransport transport =
    lk_transport_for_url (get_base_url (self), get_ports (task)->allow_insecure);
  g_autoptr (GPtrArray) policies =
    lk_policies_read (self->uia, g_get_language_names (), transport);

  if (policies == NULL)
    {
      go_to_page (task, LK_STAGE_TERMS, problem);
      return;
    }
  lk_interview_set_policies (self->interview, policies);
  ask (task, LK_QUESTION_TERMS, problem);
}

/* Nobody has to be asked for these: a server that wants one twice would want it for ever.
 * @stage: (nullable): none is left */
static void
pass (GTask      *task,
      const char *stage)
{
  Register *self = g_task_get_task_data (task);
  const char *mark = stage != NULL ? stage : "";

  if (g_strcmp0 (self->stage, mark) == 0 || ++self->n_passed > MAX_PASSED)
    {
      give_up (task, "The server does not accept what it asks for");
      return;
    }
  set_auth (self, mark, lk_uia_auth (self->uia, stage));
  try (task);
}

/* Returns: (transfer full) (nullable): what to say of a stage that is asked for once more */
static GError *
explain_repetition (Register     *self,
                    const char   *stage,
                    const GError *problem)
{
  if (g_strcmp0 (stage, self->stage) != 0)
    return NULL;
  if (problem != NULL)
    return g_error_copy (problem);
  return g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "This stage is not completed yet");
}

static void
next_stage (GTask        *task,
            const GError *problem)
{
  static const char *const doable[] = {
    LK_STAGE_DUMMY, LK_STAGE_REGISTRATION_TOKEN, LK_STAGE_TERMS, NULL,
  };
  Register *self = g_task_get_task_data (task);
  g_auto (GStrv) left = lk_uia_stages_left (self->uia, doable);
  const char *stage = left != NULL ? left[0] : NULL;
  g_autoptr (GError) repeated = explain_repetition (self, stage, problem);

  if (left == NULL)
    give_up (task, "The server offers no way to register");
  else if (stage == NULL || g_str_equal (stage, LK_STAGE_DUMMY))
    pass (task, stage);
  else
    {
      g_free (self->about);
      self->about = g_strdup (stage);
      if (g_str_equal (stage, LK_STAGE_REGISTRATION_TOKEN))
        ask (task, LK_QUESTION_TOKEN, repeated);
      else if (g_str_equal (stage, LK_STAGE_TERMS))
        agree_to_terms (task, repeated);
      else
        go_to_page (task, stage, repeated);
    }
}

/* There is a session. */

static void
on_settled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_legacy_settle_finish (LK_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* @grant: (transfer full) */
static void
settle (GTask         *task,
        LkLegacyGrant *grant)
{
  Register *self = g_task_get_task_data (task);
  LkAccount *account = g_task_get_source_object (task);

  g_clear_pointer (&self->password, lk_secret_unref);
  lk_account_enter (account, LK_AUTH_STATE_EXCHANGING, NULL);
  lk_legacy_settle_async (account, get_homeserver (self), grant, g_task_get_cancellable (task),
                          on_settled, task);
}

/**
 * lk_register_finish:
 * @error: return location for an error; who left the interview is %LK_ERROR_DENIED_BY_USER
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_register_finish (LkAccount    *account,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
