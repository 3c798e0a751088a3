/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-refresh.h"

#include "lk-account-private.h"
#include "lk-crash-point.h"
#include "lk-error.h"
#include "lk-rediscover.h"
#include "lk-session.h"

/*
 * The conversation that renews tokens, in the order it happens: take the account's lock → read what
 * the store has, for another program may have renewed them → ask the server → save → let go. One
 * runs at a time for each account, without a cancellable: a renewal that the provider has begun
 * must be finished, or the new refresh token is lost. Whoever asks gets a task in the account's
 * list of waiters; the first one starts it, and all of them share the outcome.
 */
typedef struct _Refresh Refresh;

static void lock       (Refresh *self);
static void reload     (Refresh *self);
static void renew      (Refresh *self, LkSecret *refresh_token);
static void rediscover (Refresh *self, GError *error);
static void accept     (Refresh *self, LkTokens *tokens, const GError *error);
static void save       (Refresh *self, LkTokens *tokens);
static void expire     (Refresh *self, const GError *error);
static void conclude   (Refresh *self, const GError *error);

struct _Refresh
{
  LkAccount *account;
  LkSecret  *known;              /* (nullable) the access token that somebody wants replaced */
  LkSecret  *used;               /* (nullable) the refresh token that was sent */
  gboolean   has_retried;        /* an answer was lost, once */
  gboolean   has_tried_previous; /* the newest refresh token was refused */
  gboolean   has_rediscovered;   /* there was nothing at the token endpoint */
  GError    *error;              /* (nullable) while that is looked for */
};

static void
refresh_free (Refresh *self)
{
  g_clear_object (&self->account);
  g_clear_pointer (&self->known, lk_secret_unref);
  g_clear_pointer (&self->used, lk_secret_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static Refresh *
refresh_new (LkAccount *account)
{
  Refresh *self = g_new0 (Refresh, 1);
  LkTokens *tokens = lk_account_get_tokens (account);

  self->account = g_object_ref (account);
  self->known = tokens != NULL ? lk_secret_ref (tokens->access_token) : NULL;
  return self;
}

static void
destroy_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
answer (GTask        *waiter,
        const GError *error)
{
  g_task_set_task_data (waiter, NULL, NULL); /* no longer to be cancelled */
  if (error != NULL)
    g_task_return_error (waiter, g_error_copy (error));
  else
    g_task_return_boolean (waiter, TRUE);
  g_object_unref (waiter);
}

/* Nobody takes the place of the one who leaves: as long as there are waiters, a renewal is under
 * way, and they keep the account alive. */
static gboolean
on_waiter_cancelled (GCancellable *cancellable,
                     gpointer      user_data)
{
  GTask *waiter = user_data;
  LkAccount *account = g_task_get_source_object (waiter);
  GPtrArray *waiters = lk_account_get_refresh_waiters (account);
  g_autoptr (GError) error = NULL;
  guint position;

  if (g_ptr_array_find (waiters, waiter, &position))
    {
      g_cancellable_set_error_if_cancelled (cancellable, &error);
      waiters->pdata[position] = g_task_new (account, NULL, NULL, NULL);
      answer (waiter, error);
    }
  return G_SOURCE_REMOVE;
}

static void
watch_waiter (GTask *waiter)
{
  GCancellable *cancellable = g_task_get_cancellable (waiter);
  GSource *source;

  if (cancellable == NULL)
    return;
  source = g_cancellable_source_new (cancellable);
  g_task_attach_source (waiter, source, G_SOURCE_FUNC (on_waiter_cancelled));
  g_task_set_task_data (waiter, source, (GDestroyNotify) destroy_source);
}

/**
 * lk_refresh_async:
 * @account: an account with a session
 * @cancellable: (nullable): to stop waiting; the renewal goes on
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Renews the tokens of @account (spec §5.4).
 */
void
lk_refresh_async (LkAccount           *account,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  GPtrArray *waiters;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  waiters = lk_account_get_refresh_waiters (account);
  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_refresh_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (waiters->len == 0 && !lk_account_may_talk (account))
    {
      g_task_return_new_error (task, LK_ERROR, LK_ERROR_EXPIRED, "There is no session");
      return;
    }
  watch_waiter (task);
  g_ptr_array_add (waiters, g_steal_pointer (&task));
  if (waiters->len > 1)
    return;

  if (lk_account_get_state (account) == LK_AUTH_STATE_SIGNED_IN)
    lk_account_enter (account, LK_AUTH_STATE_REFRESHING, NULL);
  lock (refresh_new (account));
}

static void
on_locked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (lk_account_lock_finish (LK_ACCOUNT (source), result, &error))
    reload (user_data);
  else
    conclude (user_data, error);
}

static void
lock (Refresh *self)
{
  lk_account_lock_async (self->account, NULL, on_locked, self);
}

/* Another program has done it, a moment ago. */
static gboolean
is_renewed_already (Refresh        *self,
                    const LkTokens *tokens)
{
  return self->known != NULL && !lk_secret_equal (self->known, tokens->access_token) &&
         !lk_token_keeper_is_stale (lk_account_get_keeper (self->account));
}

static void
on_reloaded (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Refresh *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTokens) tokens = lk_account_reload_tokens_finish (self->account, result, &error);

  if (tokens != NULL && tokens->refresh_token == NULL)
    g_set_error_literal (&error, LK_ERROR, LK_ERROR_REFUSED, "The provider gave no refresh token");
  if (error != NULL || is_renewed_already (self, tokens))
    conclude (self, error);
  else
    renew (self, tokens->refresh_token);
}

static void
reload (Refresh *self)
{
  lk_account_reload_tokens_async (self->account, NULL, on_reloaded, self);
}

/* The server may have renewed them, and its answer was lost: then the old refresh token is good for
 * a short while more (spec §5.4, F14). */
static gboolean
may_be_lost (const GError *error)
{
  return g_error_matches (error, LK_ERROR, LK_ERROR_OFFLINE) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_PROTOCOL);
}

/* The server's word is final when it has refused all that we have. */
static LkSecret *
get_another (Refresh      *self,
             const GError *error)
{
  LkTokenKeeper *keeper = lk_account_get_keeper (self->account);

  if (may_be_lost (error) && !self->has_retried)
    {
      self->has_retried = TRUE;
      return self->used;
    }
  if (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED) && !self->has_tried_previous)
    {
      self->has_tried_previous = TRUE;
      return lk_token_keeper_get_previous (keeper);
    }
  return NULL;
}

/* A legacy homeserver has no other endpoints than those at its base URL. */
static gboolean
may_have_moved (Refresh      *self,
                const GError *error)
{
  return lk_account_get_record (self->account)->auth_api == LK_AUTH_API_OAUTH &&
         !self->has_rediscovered && lk_rediscover_may_help (error);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Refresh *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTokens) tokens = lk_session_refresh_finish (self->account, result, &error);
  LkSecret *another = tokens == NULL ? get_another (self, error) : NULL;

  LK_CRASH_POINT (tokens != NULL ? "refresh-granted" : "refresh-refused");

  if (another != NULL)
    renew (self, another);
  else if (tokens == NULL && may_have_moved (self, error))
    rediscover (self, g_steal_pointer (&error));
  else
    accept (self, tokens, error);
}

static void
accept (Refresh      *self,
        LkTokens     *tokens,
        const GError *error)
{
  lk_account_note_network (self->account, error);
  lk_account_note_renewal (self->account, error);
  if (tokens != NULL)
    save (self, tokens);
  else if (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED))
    expire (self, error);
  else
    conclude (self, error);
}

static void
renew (Refresh  *self,
       LkSecret *refresh_token)
{
  lk_secret_ref (refresh_token);
  g_clear_pointer (&self->used, lk_secret_unref);
  self->used = refresh_token;
  LK_CRASH_POINT ("refresh-ask");
  lk_session_refresh_async (self->account, refresh_token, on_renewed, self);
}

static void
on_rediscovered (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Refresh *self = user_data;
  g_autoptr (LkAuthMetadata) metadata = lk_rediscover_finish (LK_HTTP (source), result, NULL);

  if (metadata != NULL && lk_rediscover_note (self->account, metadata))
    lock (self);
  else
    accept (self, NULL, self->error);
}

/* Nobody is kept waiting for the lock by that; afterwards everything is looked at anew. */
static void
rediscover (Refresh *self,
            GError  *error)
{
  LkPorts *ports = lk_account_get_ports (self->account);
  LkAccountRecord *record = lk_account_get_record (self->account);

  self->has_rediscovered = TRUE;
  self->error = error;
  lk_account_unlock (self->account);
  lk_rediscover_async (ports->http, record->base_url, record->issuer,
                       lk_transport_for_url (record->base_url, ports->allow_insecure),
                       on_rediscovered, self);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  /* When it can't be saved the pair lives on in memory, and the account says so. */
  lk_account_save_tokens_finish (LK_ACCOUNT (source), result, NULL);
  conclude (user_data, NULL);
}

/* The pair is safe before anybody can use it; the refresh token before stays beside it until the
 * new one has proven itself, in case the next renewal finds that it never arrived. */
static void
save (Refresh  *self,
      LkTokens *tokens)
{
  lk_account_save_tokens_async (self->account, tokens, self->used, on_saved, self);
}

/* The server's own word: the session is over. The account stays, for the person to sign in
 * again; its secrets are worthless now. */
static void
expire (Refresh      *self,
        const GError *error)
{
  lk_account_remove_tokens_async (self->account, NULL, NULL);
  if (lk_auth_state_has_session (lk_account_get_state (self->account)))
    lk_account_end_session (self->account, error);
  conclude (self, error);
}

static void
conclude (Refresh      *self,
          const GError *error)
{
  LkAccount *account = self->account;
  gsize n_waiters;
  g_autofree gpointer *waiters = NULL;

  LK_CRASH_POINT ("refresh-done");

  lk_account_unlock (account);
  if (lk_account_get_state (account) == LK_AUTH_STATE_REFRESHING)
    lk_account_enter (account, LK_AUTH_STATE_SIGNED_IN, NULL);

  /* Who asks from now on asks anew. The waiters keep the account alive until they are gone. */
  waiters = g_ptr_array_steal (lk_account_get_refresh_waiters (account), &n_waiters);
  for (gsize i = 0; i < n_waiters; i++)
    answer (waiters[i], error);
  refresh_free (self);
}

/**
 * lk_refresh_finish:
 * @error: return location for an error; only %LK_ERROR_EXPIRED says that the session is over
 *
 * Returns: whether the tokens were renewed
 */
gboolean
lk_refresh_finish (LkAccount    *account,
                   GAsyncResult *result,
                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
