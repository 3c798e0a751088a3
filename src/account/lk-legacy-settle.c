/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-settle.h"

#include "lk-account-private.h"
#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-legacy-send.h"
#include "lk-legacy-session.h"
#include "lk-settle.h"
#include "lk-versions.h"

/*
 * What all logins at a legacy homeserver have in common, in the order it happens: log in → look
 * whether the homeserver is where it says it is → settle.
 */
static void log_in        (GTask *task, LkHttpRequest *request);
static void check_address (GTask *task);
static void settle        (GTask *task);

typedef struct
{
  LkHomeserver  *homeserver;
  LkLegacyGrant *grant;    /* (nullable) until logged in */
  const char    *base_url; /* where the session is: the homeserver's, or the grant's */
} Settle;

static void
settle_free (Settle *self)
{
  lk_homeserver_unref (self->homeserver);
  g_clear_pointer (&self->grant, lk_legacy_grant_free);
  g_free (self);
}

/* What is asked while signing in is written down, to be shown if it fails. */
static LkHttp *
get_http (GTask *task)
{
  return lk_account_get_http (g_task_get_source_object (task));
}

static void
fail (GTask  *task,
      GError *error)
{
  lk_account_fail (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
}

static GTask *
new_task (LkAccount           *account,
          LkHomeserver        *homeserver,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             source_tag)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Settle *self = g_new0 (Settle, 1);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, (GDestroyNotify) settle_free);
  self->homeserver = lk_homeserver_ref (homeserver);
  self->base_url = homeserver->base_url;
  return task;
}

/**
 * lk_legacy_get_device_id:
 * @account: an account that is about to log in
 *
 * It is the same device after a soft end of the session, and after a hard one, too: we keep nothing
 * that would belong to the old one only, and the homeserver makes it anew (spec §5.6).
 *
 * Returns: (transfer none) (nullable): the device to be again
 */
const char *
lk_legacy_get_device_id (LkAccount *account)
{
  LkAccountRecord *record = lk_account_get_record (account);

  return record->user_id != NULL ? record->device_id : NULL;
}

/**
 * lk_legacy_log_in_async:
 * @account: an account in %LK_AUTH_STATE_EXCHANGING
 * @homeserver: what lk_discover_async() found for it
 * @request: (transfer full): of lk_legacy_login_with_password() and its likes
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Logs in and makes a session of what comes (spec §9.2). Cancelled, @account is back where it came
 * from, and what the homeserver may have granted already is given back.
 */
void
lk_legacy_log_in_async (LkAccount           *account,
                        LkHomeserver        *homeserver,
                        LkHttpRequest       *request,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (LK_IS_ACCOUNT (account));

  log_in (new_task (account, homeserver, cancellable, callback, user_data, lk_legacy_log_in_async),
          request);
}

static void
give_back (GTask  *task,
           GError *error)
{
  Settle *self = g_task_get_task_data (task);

  lk_legacy_logout_async (get_http (task), self->homeserver->base_url,
                          self->grant->tokens->access_token, NULL, NULL, NULL);
  fail (task, error);
}

/* Who signs in again is the same device again (spec §5.2). Of another user it need not be: that
 * comes out in the end, and is the better explanation. */
static gboolean
is_wrong_device (GTask *task)
{
  Settle *self = g_task_get_task_data (task);
  LkAccountRecord *record = lk_account_get_record (g_task_get_source_object (task));

  return g_strcmp0 (record->user_id, self->grant->user_id) == 0 &&
         g_strcmp0 (record->device_id, self->grant->device_id) != 0;
}

static void
refuse_device (GTask *conversation)
{
  g_autoptr (GTask) task = conversation;
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_WRONG_DEVICE,
                                       "Another device signed in");

  lk_error_set_step (error, "whoami");
  give_back (task, error);
}

/* The homeserver has let the person in. */
static void
go_on (GTask *task)
{
  if (is_wrong_device (task))
    refuse_device (task);
  else
    check_address (task);
}

static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  Settle *self = g_task_get_task_data (task);
  GError *error = NULL;

  response = lk_legacy_send_finish (LK_HTTP (source), result, &error);
  if (response != NULL)
    self->grant = lk_legacy_take_grant (LK_HTTP (source), self->homeserver, response, &error);
  LK_CRASH_POINT (self->grant != NULL ? "sign-in-granted" : "sign-in-refused");
  if (self->grant != NULL)
    go_on (g_steal_pointer (&task));
  else
    fail (task, error);
}

static void
log_in (GTask         *task,
        LkHttpRequest *request)
{
  Settle *self = g_task_get_task_data (task);

  LK_CRASH_POINT ("sign-in-ask");
  lk_legacy_send_async (get_http (task), self->homeserver, request, g_task_get_cancellable (task),
                        on_logged_in, task);
}

/**
 * lk_legacy_settle_async:
 * @account: an account in %LK_AUTH_STATE_EXCHANGING
 * @homeserver: what lk_discover_async() found for it
 * @grant: (transfer full): what the login brought
 * @cancellable: (nullable): to give the session back instead
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Makes a session of @grant.
 */
void
lk_legacy_settle_async (LkAccount           *account,
                        LkHomeserver        *homeserver,
                        LkLegacyGrant       *grant,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;
  Settle *self;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  task = new_task (account, homeserver, cancellable, callback, user_data, lk_legacy_settle_async);
  self = g_task_get_task_data (task);
  self->grant = grant;
  go_on (task);
}

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (GStrv) versions = NULL;
  Settle *self = g_task_get_task_data (task);
  GError *error = NULL;

  versions = lk_versions_fetch_finish (LK_HTTP (source), result, &error);
  if (lk_error_is_cancelled (error))
    {
      give_back (task, error);
      return;
    }
  if (versions != NULL)
    self->base_url = self->grant->base_url;
  else
    g_debug ("The homeserver is not where it says it is: %s", error->message);
  g_clear_error (&error);
  settle (g_steal_pointer (&task));
}

/* The address that the homeserver itself names takes the place of the one that led here, if there
 * is a homeserver at it (J7). */
static void
check_address (GTask *task)
{
  Settle *self = g_task_get_task_data (task);

  if (self->grant->base_url == NULL ||
      g_str_equal (self->grant->base_url, self->homeserver->base_url))
    settle (task);
  else
    lk_versions_fetch_async (get_http (task), self->grant->base_url, g_task_get_cancellable (task),
                             on_checked, task);
}

/* The user ID is that of the session before, for one that signs in again; a new account's is what
 * the homeserver says when it is asked in the end, as with OAuth. */
static LkAccountRecord *
new_record (GTask *task)
{
  Settle *self = g_task_get_task_data (task);
  LkAccount *account = g_task_get_source_object (task);
  LkAccountRecord *record = lk_account_record_copy (lk_account_get_record (account));

  record->state = LK_RECORD_PENDING;
  record->auth_api = LK_AUTH_API_LEGACY;
  lk_account_record_set_text (&record->base_url, self->base_url);
  /* An account that signs in again was looked for by its address, and keeps its name. */
  if (record->user_id == NULL || record->server_name == NULL)
    {
      g_free (record->server_name);
      record->server_name = lk_homeserver_dup_name (self->homeserver);
    }
  lk_account_record_set_text (&record->device_id, self->grant->device_id);
  /* Nothing stays of a provider that it may have had before: the two APIs don't mix. */
  lk_account_record_set_text (&record->client_id, NULL);
  lk_account_record_set_provider (record, NULL);
  record->signed_in_at = lk_clock_seconds (lk_account_get_ports (account)->clock);
  return record;
}

static void
on_settled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_settle_finish (LK_ACCOUNT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
settle (GTask *task)
{
  g_autoptr (LkAccountRecord) record = new_record (task);
  Settle *self = g_task_get_task_data (task);

  lk_settle_async (g_task_get_source_object (task), self->grant->tokens, record,
                   g_task_get_cancellable (task), on_settled, task);
}

/**
 * lk_legacy_log_in_finish:
 * @error: return location for an error
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_legacy_log_in_finish (LkAccount    *account,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lk_legacy_settle_finish:
 * @error: return location for an error
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_legacy_settle_finish (LkAccount    *account,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
