/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-list.h"

#include "lk-account-private.h"
#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-fetch.h"
#include "lk-files.h"
#include "lk-identify.h"
#include "lk-left-jar.h"
#include "lk-sign-out.h"

struct _LkAccountList
{
  GObject    parent_instance;
  LkPorts   *ports;
  GPtrArray *accounts; /* LkAccount */
  gulong     network_id;
};

static void init_list_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkAccountList, lk_account_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_ACCOUNT;
}

static guint
get_n_items (GListModel *model)
{
  return LK_ACCOUNT_LIST (model)->accounts->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  LkAccountList *self = LK_ACCOUNT_LIST (model);

  return position < self->accounts->len ? g_object_ref (self->accounts->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
lk_account_list_finalize (GObject *object)
{
  LkAccountList *self = LK_ACCOUNT_LIST (object);

  g_ptr_array_unref (self->accounts);
  g_clear_pointer (&self->ports, lk_ports_unref);
  G_OBJECT_CLASS (lk_account_list_parent_class)->finalize (object);
}

static void
lk_account_list_class_init (LkAccountListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_account_list_finalize;
}

static void
lk_account_list_init (LkAccountList *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
on_finished_signing_out (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lk_sign_out_finish (LK_ACCOUNT (source), result, &error))
    g_debug ("An interrupted sign-out could not be finished: %s", error->message);
}

/* An earlier life was ended while it signed this account out. What the person wanted is done now,
 * with the newest tokens that there are. */
static gboolean
on_revocation_found (LkAccountList *self,
                     const char    *id)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      LkAccount *account = self->accounts->pdata[i];

      if (!g_str_equal (lk_account_get_id (account), id))
        continue;
      if (lk_sign_out_may_begin (account))
        lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, on_finished_signing_out, NULL);
      return TRUE;
    }
  return FALSE;
}

static void on_store_locked_changed (LkAccountList *self);

/**
 * lk_account_list_new:
 * @ports: the world outside
 *
 * Returns: (transfer full): an empty list
 */
LkAccountList *
lk_account_list_new (LkPorts *ports)
{
  LkAccountList *self = g_object_new (LK_TYPE_ACCOUNT_LIST, NULL);

  self->ports = lk_ports_ref (ports);
  g_signal_connect_object (ports->store, "notify::locked", G_CALLBACK (on_store_locked_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ports->revocations, "found", G_CALLBACK (on_revocation_found), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/** lk_account_list_get_ports: Returns: (transfer none): the world outside */
LkPorts *
lk_account_list_get_ports (LkAccountList *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_LIST (self), NULL);

  return self->ports;
}

static void
remove_account (LkAccountList *self,
                LkAccount     *account)
{
  guint position;

  if (!g_ptr_array_find (self->accounts, account, &position))
    return;
  g_ptr_array_remove_index (self->accounts, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* An account that is signed out leaves by itself. So does one whose interrupted sign-in turned
 * out to have failed: there is no session, and nothing to be seen. */
static void
on_account_state_changed (LkAccountList *self,
                          GParamSpec    *pspec,
                          LkAccount     *account)
{
  g_autoptr (LkAccount) kept = g_object_ref (account);
  LkAuthState state = lk_account_get_state (account);

  if (state == LK_AUTH_STATE_SIGNED_OUT)
    {
      g_signal_handlers_disconnect_by_func (account, on_account_state_changed, self);
      remove_account (self, account);
    }
}

static void
append (LkAccountList *self,
        LkAccount     *account)
{
  g_signal_connect_object (account, "notify::state", G_CALLBACK (on_account_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->accounts, g_object_ref (account));
}

/**
 * lk_account_list_load:
 * @self: an empty list
 * @error: return location for %LK_ERROR_STORAGE_FAILED: something in the index can't be read; the
 *   rest is there all the same
 *
 * Reads the index. No secrets are touched: the list can be shown before the keyring answers.
 *
 * Returns: whether all of it could be read
 */
gboolean
lk_account_list_load (LkAccountList *self,
                      GError       **error)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) problem = NULL;
  guint n_before;

  g_return_val_if_fail (LK_IS_ACCOUNT_LIST (self), FALSE);

  n_before = self->accounts->len;
  records = lk_account_index_load (self->ports->index, &problem);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (LkAccount) account = lk_account_new (self->ports, records->pdata[i]);

      append (self, account);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, records->len);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * lk_account_list_find:
 * @self: a list
 * @base_url: a homeserver
 * @user_id: a user there
 *
 * Returns: (transfer none) (nullable): the account of this user
 */
LkAccount *
lk_account_list_find (LkAccountList *self,
                      const char    *base_url,
                      const char    *user_id)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_LIST (self), NULL);

  for (guint i = 0; i < self->accounts->len; i++)
    {
      LkAccountRecord *record = lk_account_get_record (self->accounts->pdata[i]);

      if (g_strcmp0 (record->base_url, base_url) == 0 &&
          g_strcmp0 (record->user_id, user_id) == 0)
        return self->accounts->pdata[i];
    }
  return NULL;
}

static void
on_replaced (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* The older session stays in the list when not even that it is to be ended can be kept: the
   * person sees it and decides. */
  if (!lk_sign_out_finish (LK_ACCOUNT (source), result, &error))
    g_debug ("An older session could not be ended: %s", error->message);
}

static void
replace (LkAccount *older)
{
  if (lk_sign_out_may_begin (older))
    lk_sign_out_async (older, LK_SIGN_OUT_EVERYWHERE, NULL, on_replaced, NULL);
}

/**
 * lk_account_list_add:
 * @self: a list
 * @account: an account that has signed in, new or already here
 *
 * Takes in @account. An older session of the same user at the same homeserver is signed out, now
 * that the new one is safe (E11).
 */
void
lk_account_list_add (LkAccountList *self,
                     LkAccount     *account)
{
  LkAccountRecord *record;
  LkAccount *older;

  g_return_if_fail (LK_IS_ACCOUNT_LIST (self));

  if (g_ptr_array_find (self->accounts, account, NULL))
    return;

  record = lk_account_get_record (account);
  older = lk_account_list_find (self, record->base_url, record->user_id);
  append (self, account);
  g_list_model_items_changed (G_LIST_MODEL (self), self->accounts->len - 1, 0, 1);
  if (older != NULL)
    replace (older);
}

static void
on_resumed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (LkAccountList) self = user_data;
  g_autoptr (GError) error = NULL;
  LkAccount *account = LK_ACCOUNT (source);

  lk_account_set_resuming (account, NULL);
  if (lk_identify_finish (account, result, &error))
    return;
  /* A sign-in that turns out to have come to nothing leaves no account behind, and nobody looks
   * at a page that could say why. */
  if (lk_account_get_record (account)->user_id == NULL)
    remove_account (self, account);
  else if (lk_account_get_state (account) == LK_AUTH_STATE_FAILED)
    lk_account_enter (account, LK_AUTH_STATE_NEEDS_SIGN_IN, error);
}

static void
resume (LkAccountList *self,
        LkAccount     *account)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  lk_account_set_resuming (account, cancellable);
  lk_identify_async (account, cancellable, on_resumed, g_object_ref (self));
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (LkHttpResponse) response = lk_fetch_finish (LK_ACCOUNT (source), result, NULL);
}

/* Whether a server can be reached again is only seen by asking. Only those are asked that were out
 * of reach: nobody else has a question. */
static void
look_again (LkAccount *account)
{
  const char *base_url = lk_account_get_record (account)->base_url;

  lk_account_hurry (account);
  if (lk_account_get_offline (account) &&
      lk_auth_state_has_session (lk_account_get_state (account)))
    lk_fetch_async (account, lk_client_api_whoami (base_url), NULL, on_asked, NULL);
}

static void
on_network_changed (LkAccountList   *self,
                    gboolean         available,
                    GNetworkMonitor *network)
{
  if (!available)
    return;
  for (guint i = 0; i < self->accounts->len; i++)
    look_again (self->accounts->pdata[i]);
}

static void
watch_network (LkAccountList *self)
{
  if (self->ports->network == NULL || self->network_id != 0)
    return;
  self->network_id = g_signal_connect_object (self->ports->network, "network-changed",
                                              G_CALLBACK (on_network_changed), self,
                                              G_CONNECT_SWAPPED);
}

/* An account with its tokens in memory goes on as it is. */
static void
note_store (LkAccountList *self,
            LkAccount     *account)
{
  gboolean is_locked = lk_account_store_get_locked (self->ports->store);

  if (!is_locked && !lk_account_get_unsaved (account))
    lk_account_set_fact (account, LK_ACCOUNT_KEYRING_LOCKED, FALSE);
  else if (is_locked && lk_account_get_tokens (account) == NULL && lk_account_may_talk (account))
    lk_account_set_fact (account, LK_ACCOUNT_KEYRING_LOCKED, TRUE);
}

static void
on_store_locked_changed (LkAccountList *self)
{
  for (guint i = 0; i < self->accounts->len; i++)
    note_store (self, self->accounts->pdata[i]);
}

/**
 * lk_account_list_forget_cookies:
 * @self: a list
 *
 * Deletes the cookies of all accounts: their pages don't know the person any more.
 */
void
lk_account_list_forget_cookies (LkAccountList *self)
{
  g_return_if_fail (LK_IS_ACCOUNT_LIST (self));

  for (guint i = 0; i < self->accounts->len; i++)
    {
      g_autofree char *jar = lk_account_get_jar (self->accounts->pdata[i]);

      lk_remove_tree (jar);
    }
}

/**
 * lk_account_list_resume:
 * @self: a list
 *
 * Goes on with sign-ins that were interrupted after their tokens were saved (E6), and with sessions
 * that are still to be ended at their servers. From now on a network that returns is noticed.
 */
void
lk_account_list_resume (LkAccountList *self)
{
  g_return_if_fail (LK_IS_ACCOUNT_LIST (self));

  watch_network (self);
  if (self->accounts->len > 0)
    lk_account_store_look (self->ports->store);

  for (guint i = 0; i < self->accounts->len; i++)
    if (lk_account_get_state (self->accounts->pdata[i]) == LK_AUTH_STATE_IDENTIFYING)
      resume (self, self->accounts->pdata[i]);
  lk_revocations_start (self->ports->revocations, self->ports->network);
  lk_left_jars_clear (self->ports);
}
