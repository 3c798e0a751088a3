/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-in.h"

#include "lk-account-private.h"
#include "lk-authorization.h"
#include "lk-client-registration.h"
#include "lk-crash-point.h"
#include "lk-exchange.h"
#include "lk-name-device.h"
#include "lk-settle.h"
#include "lk-static-clients.h"

/*
 * The conversation that signs a person in through a provider, in the order it happens. It does not
 * know by which way the person goes there and what comes back comes: that is LkAttempt's.
 */
static void register_client (GTask *task);
static void authorize       (GTask *task);
static void await_arrival   (GTask *task);
static void exchange        (GTask *task, LkSecret *code);
static void settle          (GTask *task, LkTokens *tokens);

typedef struct
{
  LkHomeserver    *homeserver;
  LkAttempt       *attempt;
  LkAuthorization *authorization; /* (nullable) from AUTHORIZING on */
  gboolean         create;
  gboolean         is_new; /* a device that has no name yet, not one that is there again */
} SignIn;

static void
sign_in_free (SignIn *self)
{
  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  g_clear_object (&self->attempt);
  g_clear_object (&self->authorization);
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

static LkAuthMetadata *
get_metadata (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);

  return self->homeserver->auth_api->metadata;
}

static void
fail (GTask  *task,
      GError *error)
{
  SignIn *self = g_task_get_task_data (task);

  lk_attempt_fail (self->attempt, error);
  lk_account_fail (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
}

/**
 * lk_sign_in_async:
 * @account: an account in %LK_AUTH_STATE_CHOOSING, or one whose sign-in failed
 * @homeserver: what lk_discover_async() found for it
 * @create: whether the person wants to create an account, where the provider offers that
 * @attempt: the person's stay at the provider's page, in whatever way
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Signs in with OAuth 2.0 (spec §3–§5.2).
 */
void
lk_sign_in_async (LkAccount           *account,
                  LkHomeserver        *homeserver,
                  gboolean             create,
                  LkAttempt           *attempt,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  SignIn *self = g_new0 (SignIn, 1);

  g_return_if_fail (LK_IS_ACCOUNT (account));
  g_return_if_fail (homeserver->auth_api->metadata != NULL);

  g_task_set_source_tag (task, lk_sign_in_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, (GDestroyNotify) sign_in_free);
  self->homeserver = lk_homeserver_ref (homeserver);
  self->attempt = g_object_ref (attempt);
  self->create = create;

  if (lk_account_get_state (account) == LK_AUTH_STATE_FAILED)
    lk_account_enter (account, LK_AUTH_STATE_CHOOSING, NULL);
  lk_account_enter (account, LK_AUTH_STATE_REGISTERING, NULL);
  register_client (task);
}

static LkAuthorization *
new_authorization (GTask                      *task,
                   const LkClientRegistration *registration)
{
  SignIn *self = g_task_get_task_data (task);
  LkAccountRecord *record = lk_account_get_record (g_task_get_source_object (task));
  const char *redirect_uri = lk_attempt_get_redirect_uri (self->attempt);
  /* A new account's is that of an attempt that failed: the provider may be removing it now. */
  gboolean reuse = record->user_id != NULL && record->device_id != NULL &&
                   lk_device_id_is_reusable (record->device_id);
  const char *hint = record->user_id != NULL ? record->user_id : self->homeserver->entry->user_id;

  return lk_authorization_new (get_metadata (task), registration->client_id, redirect_uri,
                               reuse ? record->device_id : NULL, self->create, hint);
}

/* A new account is not created from another device: its page has no place for that (spec §4.6). */
static void
offer_device (GTask                      *task,
              const LkClientRegistration *registration)
{
  SignIn *self = g_task_get_task_data (task);
  g_autoptr (LkDeviceGrant) grant = NULL;
  g_autofree char *scope = NULL;

  if (self->create || !lk_device_grant_is_offered (get_metadata (task), registration))
    return;
  scope = lk_authorization_dup_scope (self->authorization);
  grant = lk_device_grant_new (get_ports (task)->http, get_ports (task)->clock,
                               get_metadata (task), registration->client_id, scope);
  lk_attempt_offer_device (self->attempt, grant);
}

static void
on_registered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkClientRegistration) registration = NULL;
  SignIn *self = g_task_get_task_data (task);
  GError *error = NULL;

  registration = lk_client_registration_run_finish (LK_HTTP (source), result, &error);
  if (registration == NULL)
    {
      fail (task, error);
      return;
    }
  if (registration->is_static)
    lk_trace_note (lk_account_get_trace (g_task_get_source_object (task)), "register", "static",
                   NULL, NULL);
  self->authorization = new_authorization (task, registration);
  offer_device (task, registration);
  lk_account_enter (g_task_get_source_object (task), LK_AUTH_STATE_AUTHORIZING, NULL);
  authorize (g_steal_pointer (&task));
}

static void
register_client (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);
  LkPorts *ports = get_ports (task);
  LkAuthMetadata *metadata = get_metadata (task);
  g_autofree char *static_id = NULL;

  if (ports->static_clients != NULL)
    static_id = lk_static_clients_lookup (ports->static_clients, metadata->issuer,
                                          self->homeserver->base_url);
  lk_client_registration_run_async (get_http (task), metadata,
                                    (const char *const *) ports->client_names, static_id,
                                    g_task_get_cancellable (task), on_registered, task);
}

static void
authorize (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);
  g_autofree char *uri = lk_authorization_build_uri (self->authorization);

  lk_attempt_open (self->attempt, uri, lk_authorization_get_redirect_uri (self->authorization));
  await_arrival (task);
}

/* Returns: %LK_REDIRECT_CODE with the @code to exchange, or without one when tokens came */
static LkRedirectVerdict
judge (SignIn     *self,
       LkArrival  *arrival,
       LkSecret  **code,
       GError    **error)
{
  LkRedirectVerdict verdict = LK_REDIRECT_CODE;

  if (arrival->redirect != NULL)
    verdict = lk_authorization_take_redirect (self->authorization,
                                              lk_secret_peek (arrival->redirect), code, error);
  else if (arrival->code != NULL)
    verdict = lk_authorization_take_code (self->authorization, lk_secret_peek (arrival->code),
                                          code);
  lk_attempt_judge (self->attempt, verdict);
  return verdict;
}

static void
go_on (GTask    *task,
       LkSecret *code,
       LkTokens *tokens)
{
  SignIn *self = g_task_get_task_data (task);

  lk_attempt_close (self->attempt);
  lk_account_enter (g_task_get_source_object (task), LK_AUTH_STATE_EXCHANGING, NULL);
  if (code != NULL)
    exchange (task, code);
  else
    settle (task, tokens);
}

static void
on_arrived (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkArrival) arrival = NULL;
  g_autoptr (LkSecret) code = NULL;
  GError *error = NULL;

  arrival = lk_attempt_wait_finish (LK_ATTEMPT (source), result, &error);
  if (arrival == NULL)
    {
      fail (task, error);
      return;
    }

  switch (judge (g_task_get_task_data (task), arrival, &code, &error))
    {
    case LK_REDIRECT_STRAY:
      await_arrival (g_steal_pointer (&task));
      break;
    case LK_REDIRECT_CODE:
      go_on (g_steal_pointer (&task), code, arrival->tokens);
      break;
    case LK_REDIRECT_REFUSED:
    default:
      fail (task, error);
      break;
    }
}

static void
await_arrival (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);

  lk_attempt_wait_async (self->attempt, g_task_get_cancellable (task), on_arrived, task);
}

static void
on_exchanged (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkTokens) tokens = NULL;
  GError *error = NULL;

  tokens = lk_exchange_finish (LK_HTTP (source), result, &error);
  LK_CRASH_POINT (tokens != NULL ? "sign-in-granted" : "sign-in-refused");
  if (tokens != NULL)
    settle (g_steal_pointer (&task), tokens);
  else
    fail (task, error);
}

static void
exchange (GTask    *task,
          LkSecret *code)
{
  SignIn *self = g_task_get_task_data (task);

  LK_CRASH_POINT ("sign-in-ask");
  lk_exchange_async (get_http (task), self->authorization, code,
                     g_task_get_cancellable (task), on_exchanged, task);
}

/* The user ID is that of the session before, for one that signs in again; a new account's is
 * not known yet. */
static LkAccountRecord *
new_record (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);
  LkAccount *account = g_task_get_source_object (task);
  LkAuthMetadata *metadata = get_metadata (task);
  LkAccountRecord *record = lk_account_record_copy (lk_account_get_record (account));
  const char *device_id = lk_authorization_get_device_id (self->authorization);
  const char *client_id = lk_authorization_get_client_id (self->authorization);

  record->state = LK_RECORD_PENDING;
  record->auth_api = LK_AUTH_API_OAUTH;
  lk_account_record_set_text (&record->base_url, self->homeserver->base_url);
  /* An account that signs in again was looked for by its address, and keeps its name. */
  if (record->user_id == NULL || record->server_name == NULL)
    {
      g_free (record->server_name);
      record->server_name = lk_homeserver_dup_name (self->homeserver);
    }
  lk_account_record_set_text (&record->device_id, device_id);
  lk_account_record_set_text (&record->client_id, client_id);
  lk_account_record_set_provider (record, metadata);
  record->signed_in_at = lk_clock_seconds (get_ports (task)->clock);
  return record;
}

static void
on_settled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lk_settle_finish (LK_ACCOUNT (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->is_new)
    lk_name_device (LK_ACCOUNT (source));
  g_task_return_boolean (task, TRUE);
}

static void
settle (GTask    *task,
        LkTokens *tokens)
{
  g_autoptr (LkAccountRecord) record = new_record (task);
  SignIn *self = g_task_get_task_data (task);

  self->is_new = record->user_id == NULL;
  lk_settle_async (g_task_get_source_object (task), tokens, record, g_task_get_cancellable (task),
                   on_settled, task);
}

/**
 * lk_sign_in_finish:
 * @error: return location for an error
 *
 * Returns: whether @account has a session now
 */
gboolean
lk_sign_in_finish (LkAccount    *account,
                   GAsyncResult *result,
                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
