/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-devices.h"

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-fetch.h"
#include "lk-json.h"

/*
 * The conversation that removes a device, in the order it happens: ask → the server says what it
 * wants to be shown first → show what is at hand, stage by stage → done, or it is up to the
 * person, who may come again with more (spec §9.5).
 */
static void ask  (GTask *task, JsonObject *auth);
static void show (GTask *task, LkUia *uia);

typedef struct
{
  char      *device_id;
  LkSecret  *password; /* (nullable) let go of once it was sent */
  gboolean   has_session;
  gboolean   has_shown_password;
  gboolean   has_shown_dummy;
} Removal;

static void
removal_free (Removal *self)
{
  g_free (self->device_id);
  g_clear_pointer (&self->password, lk_secret_unref);
  g_free (self);
}

/** lk_removal_free: frees @self. */
void
lk_removal_free (LkRemoval *self)
{
  g_free (self->page);
  g_free (self->session);
  g_free (self);
}

/**
 * lk_account_removes_devices:
 * @account: an account
 *
 * A session of the legacy API at a server that has a provider by now leaves this to the provider,
 * too (spec §9.6).
 *
 * Returns: whether the homeserver is the one to be asked to remove a device of @account
 */
gboolean
lk_account_removes_devices (LkAccount *account)
{
  LkAccountRecord *record;

  g_return_val_if_fail (LK_IS_ACCOUNT (account), FALSE);

  record = lk_account_get_record (account);
  return record->auth_api == LK_AUTH_API_LEGACY && record->account_management_uri == NULL;
}

static JsonObject *
new_session_auth (const char *session)
{
  JsonObject *auth = json_object_new ();

  json_object_set_string_member (auth, "session", session);
  return auth;
}

/**
 * lk_remove_device_async:
 * @account: an account of which lk_account_removes_devices() is true; for any other one, nothing
 *   is asked, and the error is %LK_ERROR_SERVER_UNSUITABLE (H6)
 * @device_id: one of its devices
 * @password: (nullable): the person's password, if they were asked for it
 * @session: (nullable): that of the outcome before, to go on with
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Has the homeserver sign a device out and forget it. What the server wants for that beyond what
 * is given is an outcome, not an error. A wrong password is %LK_ERROR_REFUSED with the server's
 * code M_FORBIDDEN.
 */
void
lk_remove_device_async (LkAccount           *account,
                        const char          *device_id,
                        LkSecret            *password,
                        const char          *session,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (JsonObject) auth = session != NULL ? new_session_auth (session) : NULL;
  GTask *task;
  Removal *self;

  g_return_if_fail (LK_IS_ACCOUNT (account));
  g_return_if_fail (device_id != NULL);

  task = g_task_new (account, cancellable, callback, user_data);
  self = g_new0 (Removal, 1);
  g_task_set_source_tag (task, lk_remove_device_async);
  g_task_set_task_data (task, self, (GDestroyNotify) removal_free);
  self->device_id = g_strdup (device_id);
  self->password = password != NULL ? lk_secret_ref (password) : NULL;
  self->has_session = session != NULL;
  if (lk_account_removes_devices (account))
    {
      ask (task, auth);
      return;
    }
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE,
                           "The devices of this account are removed at its provider");
  g_object_unref (task);
}

static void
return_step (GTask        *task,
             LkRemovalStep step,
             char         *page,
             const char   *session)
{
  LkRemoval *removal = g_new0 (LkRemoval, 1);

  removal->step = step;
  removal->page = page;
  removal->session = g_strdup (session);
  g_task_return_pointer (task, removal, (GDestroyNotify) lk_removal_free);
  g_object_unref (task);
}

/* With a code, it is the answer to something that was shown and not accepted. */
static gboolean
is_refusal (Removal      *self,
            const GError *error)
{
  return lk_error_get_server_code (error) != NULL &&
         (self->has_session || self->has_shown_password || self->has_shown_dummy);
}

static void
on_wants (GTask                *task,
          const LkHttpResponse *response)
{
  LkUia *uia = lk_uia_parse (response, NULL);
  g_autoptr (GError) error = lk_client_api_to_error (response);

  if (uia != NULL && !is_refusal (g_task_get_task_data (task), error))
    {
      show (task, uia);
      return;
    }
  g_clear_pointer (&uia, lk_uia_free);
  g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
}

/* One that isn't there is as good as removed; a function that isn't there is another matter. */
static gboolean
is_gone (const LkHttpResponse *response)
{
  return response->status == 200 ||
         (response->status == 404 && !lk_client_api_is_missing (response));
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  if (response == NULL)
    g_task_return_error (task, error);
  else if (is_gone (response))
    return_step (g_steal_pointer (&task), LK_REMOVAL_DONE, NULL, NULL);
  else if (lk_client_api_is_missing (response))
    return_step (g_steal_pointer (&task), LK_REMOVAL_NO_WAY, NULL, NULL);
  else
    on_wants (g_steal_pointer (&task), response);
}

static void
send (GTask         *task,
      LkHttpRequest *request)
{
  lk_fetch_async (g_task_get_source_object (task), request, g_task_get_cancellable (task),
                  on_answered, task);
}

static void
ask (GTask      *task,
     JsonObject *auth)
{
  LkAccount *account = g_task_get_source_object (task);
  Removal *self = g_task_get_task_data (task);

  send (task, lk_devices_api_remove (lk_account_get_record (account)->base_url, self->device_id,
                                     auth));
}

static void
show_password (GTask *task,
               LkUia *uia)
{
  LkAccount *account = g_task_get_source_object (task);
  LkAccountRecord *record = lk_account_get_record (account);
  Removal *self = g_task_get_task_data (task);
  g_autoptr (LkSecret) password = g_steal_pointer (&self->password);

  self->has_shown_password = TRUE;
  send (task, lk_devices_api_remove_with_password (record->base_url, self->device_id, uia,
                                                   record->user_id, password));
}

static void
show_dummy (GTask *task,
            LkUia *uia)
{
  Removal *self = g_task_get_task_data (task);
  g_autoptr (JsonObject) auth = lk_uia_auth (uia, "m.login.dummy");

  self->has_shown_dummy = TRUE;
  ask (task, auth);
}

/* A new session is as good, unless something was done in this one. */
static void
return_password_wanted (GTask *task,
                        LkUia *uia)
{
  return_step (task, LK_REMOVAL_PASSWORD, NULL, uia->completed[0] != NULL ? uia->session : NULL);
}

/* A server that wants the same once more, without saying that it was wrong. */
static void
return_not_accepted (GTask *task)
{
  GError *error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED,
                                       "The server does not accept what it was shown");

  lk_error_set_step (error, "remove-device");
  lk_error_set_server_said (error, "M_FORBIDDEN", NULL);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
return_page (GTask      *task,
             LkUia      *uia,
             const char *stage)
{
  LkAccount *account = g_task_get_source_object (task);
  char *page = lk_uia_fallback_url (uia, lk_account_get_record (account)->base_url, stage);

  return_step (task, page != NULL ? LK_REMOVAL_PAGE : LK_REMOVAL_NO_WAY, page, uia->session);
}

static void
show_stage (GTask      *task,
            LkUia      *uia,
            const char *stage)
{
  Removal *self = g_task_get_task_data (task);
  gboolean is_password = g_str_equal (stage, "m.login.password");
  gboolean is_dummy = g_str_equal (stage, "m.login.dummy");

  if ((is_password && self->has_shown_password) || (is_dummy && self->has_shown_dummy))
    return_not_accepted (task);
  else if (is_dummy)
    show_dummy (task, uia);
  else if (is_password && self->password == NULL)
    return_password_wanted (task, uia);
  else if (is_password)
    show_password (task, uia);
  else
    return_page (task, uia, stage);
}

/* A server of which all stages are done, or which has none to offer, and which still says no. */
static void
show (GTask *task,
      LkUia *uia)
{
  static const char *const doable[] = { "m.login.password", "m.login.dummy", NULL };
  g_autoptr (LkUia) owned = uia;
  g_auto (GStrv) left = lk_uia_stages_left (uia, doable);

  if (left == NULL || left[0] == NULL)
    return_step (task, LK_REMOVAL_NO_WAY, NULL, NULL);
  else
    show_stage (task, uia, left[0]);
}

/**
 * lk_remove_device_finish:
 * @error: return location for an error
 *
 * Returns: (transfer full): what came of it
 */
LkRemoval *
lk_remove_device_finish (LkAccount    *account,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
