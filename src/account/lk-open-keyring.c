/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-open-keyring.h"

#include "lk-account-private.h"

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  lk_account_retry_saving_finish (LK_ACCOUNT (source), result, &error);
  lk_account_note_keyring (LK_ACCOUNT (source), error);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (LkTokens) tokens =
    lk_account_reload_tokens_finish (LK_ACCOUNT (source), result, NULL);
}

/* Whichever of the two it needs shows whether the keyring is open, and is noted. */
static void
look_again (LkAccount *account)
{
  if (lk_account_get_unsaved (account))
    lk_account_retry_saving_async (account, on_saved, NULL);
  else
    lk_account_reload_tokens_async (account, NULL, on_loaded, NULL);
}

/**
 * lk_open_keyring:
 * @accounts: all accounts
 *
 * Has the person asked to unlock the keyring, and tries again whatever needs it. What comes of it
 * is seen at the accounts. Of those that have only not been read yet, one asks for all.
 */
void
lk_open_keyring (LkAccountList *accounts)
{
  LkAccountStore *store = lk_account_list_get_ports (accounts)->store;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (accounts));
  gboolean one_is_enough = lk_account_store_get_locked (store);
  gboolean is_asking = FALSE;

  lk_account_store_ask_again (store);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (!lk_account_get_keyring_locked (account) ||
          (one_is_enough && is_asking && !lk_account_get_unsaved (account)))
        continue;
      look_again (account);
      is_asking = TRUE;
    }
}
