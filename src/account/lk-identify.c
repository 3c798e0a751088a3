/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-identify.h"

#include "lk-account-private.h"
#include "lk-client-api.h"
#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-fetch.h"
#include "lk-refresh.h"
#include "lk-server-entry.h"
#include "lk-session.h"

/*
 * Whose tokens are these? The order of events: ask; while the homeserver is busy or away, wait
 * and ask again; then the session is complete, or it is given back to the provider.
 */
static void load       (GTask *task);
static void look_again (GTask *task);
static void ask        (GTask *task);
static void ask_later  (GTask *task, const GError *error);
static void conclude   (GTask *task, const LkIdentity *identity);
static void give_back  (GTask *task, GError *error);

#define FIRST_PAUSE (2 * G_USEC_PER_SEC)
#define LAST_PAUSE  (5 * 60 * G_USEC_PER_SEC)

typedef struct
{
  gint64   pause;     /* microseconds until the next question */
  guint    wake_id;   /* of the clock, 0 when not waiting */
  LkClock *clock;
  GSource *cancelled; /* (nullable) while waiting */
  GError  *error;     /* (nullable) why the session is given back */
} Identify;

static void
identify_free (Identify *self)
{
  g_clear_object (&self->clock);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * lk_identify_async:
 * @account: an account in %LK_AUTH_STATE_IDENTIFYING
 * @cancellable: (nullable): to give the session back instead
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks the homeserver whose the tokens are (spec §5.2).
 */
void
lk_identify_async (LkAccount           *account,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Identify *self = g_new0 (Identify, 1);

  g_return_if_fail (LK_IS_ACCOUNT (account));

  g_task_set_source_tag (task, lk_identify_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, (GDestroyNotify) identify_free);
  self->clock = g_object_ref (lk_account_get_ports (account)->clock);
  self->pause = FIRST_PAUSE;
  load (task);
}

/* Only these prove something against the session: the homeserver's or the provider's own word in
 * its own form, or the wrong person. A busy server, a captive portal's page, a lock that an
 * administrator can lift, a locked keyring: all that may pass. */
static gboolean
is_final (const LkHttpResponse *response,
          const GError         *error)
{
  if (response != NULL && response->status == 200)
    return g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE) ||
           g_error_matches (error, LK_ERROR, LK_ERROR_WRONG_ACCOUNT) ||
           g_error_matches (error, LK_ERROR, LK_ERROR_WRONG_DEVICE);
  if (response != NULL)
    return lk_client_api_wants_token (response);
  return lk_error_is_cancelled (error) || g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_SECRETS_MISSING);
}

/* Takes over the reference to @task. */
static void
ask_later_or_never (GTask  *task,
                    GError *error)
{
  g_autoptr (GError) owned = error;

  if (is_final (NULL, error))
    give_back (task, g_steal_pointer (&owned));
  else
    ask_later (task, error);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (LkTokens) tokens =
    lk_account_load_tokens_finish (LK_ACCOUNT (source), result, &error);

  if (tokens != NULL)
    ask (task);
  else if (g_error_matches (error, LK_ERROR, LK_ERROR_SECRETS_MISSING))
    {
      g_error_free (error);
      look_again (task);
    }
  else
    ask_later_or_never (task, error);
}

static void
load (GTask *task)
{
  lk_account_load_tokens_async (g_task_get_source_object (task), g_task_get_cancellable (task),
                                on_loaded, task);
}

static void
on_looked_again (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (LkTokens) tokens =
    lk_account_load_tokens_finish (LK_ACCOUNT (source), result, &error);

  lk_account_unlock (LK_ACCOUNT (source));
  if (tokens != NULL)
    ask (task);
  else
    ask_later_or_never (task, error);
}

static void
on_locked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (lk_account_lock_finish (LK_ACCOUNT (source), result, &error))
    lk_account_load_tokens_async (LK_ACCOUNT (source), g_task_get_cancellable (task),
                                  on_looked_again, task);
  else
    ask_later_or_never (task, error);
}

/* No secrets: another life was ended before it had saved them, or another program is about to do
 * so, and has the lock until then (lk-settle.c). */
static void
look_again (GTask *task)
{
  lk_account_lock_async (g_task_get_source_object (task), g_task_get_cancellable (task), on_locked,
                         task);
}

/* Who signs in again is the same device again; who is new may be given another one than was asked
 * for (spec §5.2). */
static gboolean
is_wrong_device (const LkAccountRecord *record,
                 const LkIdentity      *identity)
{
  return record->user_id != NULL && identity->device_id != NULL &&
         g_strcmp0 (record->device_id, identity->device_id) != 0;
}

static LkIdentity *
read_identity (LkAccount      *account,
               LkHttpResponse *response,
               GError        **error)
{
  LkAccountRecord *record = lk_account_get_record (account);
  g_autoptr (LkIdentity) identity = NULL;

  if (response->status != 200)
    {
      g_propagate_error (error, lk_client_api_to_error (response));
      return NULL;
    }
  identity = lk_identity_parse (response, error);
  if (identity == NULL)
    return NULL;
  if (identity->is_guest)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE,
                         "The homeserver gave us a guest account");
  else if (record->user_id != NULL && g_strcmp0 (record->user_id, identity->user_id) != 0)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_WRONG_ACCOUNT, "Another user signed in");
  else if (is_wrong_device (record, identity))
    g_set_error_literal (error, LK_ERROR, LK_ERROR_WRONG_DEVICE, "Another device signed in");
  else
    return g_steal_pointer (&identity);
  lk_http_response_locate_error (response, error);
  return NULL;
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (LkIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  LK_CRASH_POINT ("whoami-answered");
  if (response != NULL)
    identity = read_identity (LK_ACCOUNT (source), response, &error);

  if (identity != NULL)
    conclude (g_steal_pointer (&task), identity);
  else if (is_final (response, error))
    give_back (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    ask_later (g_steal_pointer (&task), error);
}

static void
ask (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  const char *base_url = lk_account_get_record (account)->base_url;

  LK_CRASH_POINT ("whoami-ask");
  lk_fetch_async (account, lk_client_api_whoami (base_url), g_task_get_cancellable (task),
                  on_answered, task);
}

static void
stop_waiting (Identify *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (self->clock, self->wake_id);
  self->wake_id = 0;
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

static void
on_woken (gpointer user_data)
{
  GTask *task = user_data;
  Identify *self = g_task_get_task_data (task);

  self->wake_id = 0;
  stop_waiting (self);
  load (task);
}

static gboolean
on_wait_cancelled (GCancellable *cancellable,
                   gpointer      user_data)
{
  GTask *task = user_data;

  stop_waiting (g_task_get_task_data (task));
  give_back (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
ask_later (GTask        *task,
           const GError *error)
{
  Identify *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gint64 asked_for = (gint64) lk_error_get_retry_after (error) * G_USEC_PER_SEC;

  self->wake_id = lk_clock_wake_at (self->clock,
                                    lk_clock_now (self->clock) + MAX (self->pause, asked_for),
                                    on_woken, task);
  self->pause = MIN (self->pause * 2, LAST_PAUSE);
  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_wait_cancelled), task, NULL);
  g_source_attach (self->cancelled, g_task_get_context (task));
}

/* The homeserver's word on the device counts: it is the one that it knows. */
static void
conclude (GTask            *task,
          const LkIdentity *identity)
{
  g_autoptr (GTask) owned = task;
  LkAccount *account = g_task_get_source_object (task);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  record->state = LK_RECORD_ACTIVE;
  g_free (record->user_id);
  record->user_id = g_strdup (identity->user_id);
  if (identity->device_id != NULL && g_strcmp0 (identity->device_id, record->device_id) != 0)
    {
      g_debug ("The homeserver gave the session another device than was asked for");
      g_free (record->device_id);
      record->device_id = g_strdup (identity->device_id);
    }
  lk_account_put_record (account, record);
  lk_account_enter (account, LK_AUTH_STATE_SIGNED_IN, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
end (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  Identify *self = g_task_get_task_data (task);

  lk_account_fail (account, self->error);
  g_task_return_error (task, g_steal_pointer (&self->error));
}

static void
forget (GTask        *conversation,
        const GError *error)
{
  g_autoptr (GTask) task = conversation;
  LkAccount *account = g_task_get_source_object (task);

  if (error != NULL)
    g_warning ("A session was given back, but its traces remain: %s", error->message);
  lk_account_forget_tokens (account);
  end (task);
}

static void
on_erased (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  lk_account_erase_finish (LK_ACCOUNT (source), result, &error);
  forget (user_data, error);
}

static void
on_secrets_removed (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  lk_account_remove_tokens_finish (LK_ACCOUNT (source), result, &error);
  forget (user_data, error);
}

/* A session that nobody will use: a new account leaves no trace; one that was to sign in again
 * keeps its record and its cookies, and still needs to. Its record comes back first, so that it is
 * never missing. */
static void
erase (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);

  if (lk_account_restore_former (account))
    lk_account_remove_tokens_async (account, on_secrets_removed, task);
  else
    lk_account_erase_async (account, on_erased, task);
}

static void
tell_server (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);

  lk_session_give_back (account, lk_account_get_tokens (account));
  erase (task);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  lk_refresh_finish (LK_ACCOUNT (source), result, NULL);
  tell_server (user_data);
}

static void
on_loaded_to_give_back (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (LkTokens) tokens =
    lk_account_load_tokens_finish (LK_ACCOUNT (source), result, NULL);

  tell_server (user_data);
}

/* A renewal under way brings new tokens to life: they are the ones to be given back. And who gives
 * up before the keyring has answered still wants the session to end. */
static void
give_back (GTask  *task,
           GError *error)
{
  LkAccount *account = g_task_get_source_object (task);
  Identify *self = g_task_get_task_data (task);

  self->error = error;
  if (lk_account_get_refresh_waiters (account)->len > 0)
    lk_refresh_async (account, NULL, on_renewed, task);
  else if (lk_error_is_cancelled (error))
    lk_account_load_tokens_async (account, NULL, on_loaded_to_give_back, task);
  else
    tell_server (task);
}

/**
 * lk_identify_finish:
 * @error: return location for an error
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_identify_finish (LkAccount    *account,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
