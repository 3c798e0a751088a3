/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-refresh.h"

#include "lk-account-private.h"
#include "lk-error.h"
#include "lk-session.h"

/*
 * The conversation that renews tokens, in the order it happens: read → ask the server → save →
 * use. One runs at a time for each account, without a cancellable: a renewal that the provider
 * has begun must be finished, or the new refresh token is lost. Whoever asks gets a task in the
 * account's list of waiters; the first one starts it, and all of them share the outcome.
 */
static void load      (LkAccount *account);
static void renew     (LkAccount *account, LkTokens *tokens);
static void save      (LkAccount *account, LkTokens *tokens);
static void give_up   (LkAccount *account, GError *error);
static void expire    (LkAccount *account, GError *error);
static void conclude  (LkAccount *account, const GError *error);

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
  load (account);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  LkAccount *account = LK_ACCOUNT (source);
  GError *error = NULL;
  g_autoptr (LkTokens) tokens = lk_account_load_tokens_finish (account, result, &error);

  if (tokens == NULL)
    give_up (account, error);
  else if (tokens->refresh_token == NULL)
    give_up (account, g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED,
                                           "The provider gave no refresh token"));
  else
    renew (account, tokens);
}

static void
load (LkAccount *account)
{
  lk_account_load_tokens_async (account, NULL, on_loaded, NULL);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  LkAccount *account = LK_ACCOUNT (source);
  GError *error = NULL;
  g_autoptr (LkTokens) tokens = lk_session_refresh_finish (account, result, &error);

  lk_account_note_network (account, error);
  if (tokens != NULL)
    save (account, tokens);
  else if (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED))
    expire (account, error);
  else
    give_up (account, error);
}

static void
renew (LkAccount *account,
       LkTokens  *tokens)
{
  lk_session_refresh_async (account, tokens->refresh_token, on_renewed, NULL);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  /* When it can't be saved the pair lives on in memory, and the account says so. */
  lk_account_save_tokens_finish (LK_ACCOUNT (source), result, NULL);
  conclude (LK_ACCOUNT (source), NULL);
}

/* The pair is safe before anybody can use it; the refresh token before stays beside it until the
 * new one has proven itself, in case the next renewal finds that it never arrived. */
static void
save (LkAccount *account,
      LkTokens  *tokens)
{
  g_autoptr (LkSecret) previous = lk_secret_ref (lk_account_get_tokens (account)->refresh_token);

  lk_account_save_tokens_async (account, tokens, previous, on_saved, NULL);
}

/* The session is as it was. */
static void
give_up (LkAccount *account,
         GError    *error)
{
  conclude (account, error);
  g_error_free (error);
}

/* The server's own word: the session is over. The account stays, for the person to sign in
 * again; its secrets are worthless now. */
static void
expire (LkAccount *account,
        GError    *error)
{
  LkPorts *ports = lk_account_get_ports (account);

  lk_account_store_remove_async (ports->store, lk_account_get_id (account), NULL, NULL, NULL);
  if (lk_auth_state_has_session (lk_account_get_state (account)))
    lk_account_end_session (account, error);
  conclude (account, error);
  g_error_free (error);
}

static void
conclude (LkAccount    *account,
          const GError *error)
{
  gsize n_waiters;
  g_autofree gpointer *waiters = NULL;

  if (lk_account_get_state (account) == LK_AUTH_STATE_REFRESHING)
    lk_account_enter (account, LK_AUTH_STATE_SIGNED_IN, NULL);

  /* Who asks from now on asks anew. The waiters keep the account alive until they are gone. */
  waiters = g_ptr_array_steal (lk_account_get_refresh_waiters (account), &n_waiters);
  for (gsize i = 0; i < n_waiters; i++)
    answer (waiters[i], error);
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
