/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-ended-notice.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lk-error.h"
#include "lk-window.h"

#define LONGEST_NAME 255

/**
 * LkEndedNotice:
 *
 * Tells a person once, through their desktop, that a server has ended a session of theirs: when it
 * happens, unless they look at that account's page, and never again for the same ending. What was
 * so already when the program started is not told. The notice goes when the person has signed in
 * again, or the account is no more.
 */
struct _LkEndedNotice
{
  GObject         parent_instance;
  GtkApplication *application; /* not owned: it holds this */
  GHashTable     *states;      /* LkAccount → its state before */
};

G_DEFINE_FINAL_TYPE (LkEndedNotice, lk_ended_notice, G_TYPE_OBJECT)

static char *
dup_id (LkAccount *account)
{
  return g_strconcat ("session-ended-", lk_account_get_id (account), NULL);
}

/* Some desktops take what a notice says for markup, and nobody escapes it on the way: a name with
 * signs of markup is left out. Returns: (transfer full) (nullable) */
static char *
dup_plain (const char *name)
{
  g_autofree char *harmless = lk_untrusted_text (name, LONGEST_NAME);

  if (harmless == NULL || *harmless == '\0' || strpbrk (harmless, "<>&") != NULL)
    return NULL;
  return g_steal_pointer (&harmless);
}

static char *
dup_title (LkAccountRecord *record)
{
  g_autofree char *server = dup_plain (record->server_name);

  if (server == NULL)
    return g_strdup (C_("notification", "Sign in again"));
  /* Translators: of a notification; %s is the name of a homeserver. */
  return g_strdup_printf (_("Sign in again at %s"), server);
}

static char *
dup_body (LkAccountRecord *record)
{
  g_autofree char *who = dup_plain (record->user_id);

  if (who == NULL)
    return g_strdup (_("The server has ended your session."));
  /* Translators: of a notification; %s is a user ID, such as @alice:example.org. */
  return g_strdup_printf (_("The server has ended the session of %s."), who);
}

static void
send (LkEndedNotice *self,
      LkAccount     *account)
{
  LkAccountRecord *record = lk_account_get_record (account);
  g_autofree char *id = dup_id (account);
  g_autofree char *title = dup_title (record);
  g_autofree char *body = dup_body (record);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-account", "s",
                                                lk_account_get_id (account));
  g_notification_add_button_with_target (notification, _("Sign In Again"), "app.sign-in-again",
                                         "s", lk_account_get_id (account));
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
withdraw (LkEndedNotice *self,
          LkAccount     *account)
{
  g_autofree char *id = dup_id (account);

  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

/* Whose page is being looked at has been told there. */
static gboolean
is_seen (LkEndedNotice *self,
         LkAccount     *account)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (LK_IS_WINDOW (l->data) && lk_window_is_showing (l->data, account))
      return TRUE;
  return FALSE;
}

/* By the server, and not by an attempt to sign in again that came to nothing. */
static gboolean
has_ended (LkAccount   *account,
           LkAuthState  before)
{
  const GError *error = lk_auth_machine_get_error (lk_account_get_machine (account));

  return lk_auth_state_has_session (before) &&
         lk_account_get_state (account) == LK_AUTH_STATE_NEEDS_SIGN_IN &&
         g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED);
}

static void
on_state_changed (LkEndedNotice *self,
                  GParamSpec    *pspec,
                  LkAccount     *account)
{
  LkAuthState before = GPOINTER_TO_INT (g_hash_table_lookup (self->states, account));
  LkAuthState now = lk_account_get_state (account);

  g_hash_table_insert (self->states, g_object_ref (account), GINT_TO_POINTER (now));
  if (has_ended (account, before) && !is_seen (self, account))
    send (self, account);
  else if (lk_auth_state_has_session (now) && !lk_auth_state_has_session (before))
    withdraw (self, account);
}

static void
watch (LkEndedNotice *self,
       LkAccount     *account)
{
  g_hash_table_insert (self->states, g_object_ref (account),
                       GINT_TO_POINTER (lk_account_get_state (account)));
  g_signal_connect_object (account, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
is_listed (GListModel *accounts,
           LkAccount  *account)
{
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (LkAccount) listed = g_list_model_get_item (accounts, i);

      if (listed == account)
        return TRUE;
    }
  return FALSE;
}

static void
forget_those_that_left (LkEndedNotice *self,
                        GListModel    *accounts)
{
  GHashTableIter iter;
  gpointer account;

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, &account, NULL))
    {
      if (is_listed (accounts, account))
        continue;
      g_signal_handlers_disconnect_by_func (account, on_state_changed, self);
      withdraw (self, account);
      g_hash_table_iter_remove (&iter);
    }
}

static void
on_accounts_changed (LkEndedNotice *self,
                     guint          position,
                     guint          n_removed,
                     guint          n_added,
                     GListModel    *accounts)
{
  if (n_removed > 0)
    forget_those_that_left (self, accounts);
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (LkAccount) account = g_list_model_get_item (accounts, i);

      watch (self, account);
    }
}

static void
lk_ended_notice_finalize (GObject *object)
{
  LkEndedNotice *self = LK_ENDED_NOTICE (object);

  g_hash_table_unref (self->states);
  G_OBJECT_CLASS (lk_ended_notice_parent_class)->finalize (object);
}

static void
lk_ended_notice_class_init (LkEndedNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_ended_notice_finalize;
}

static void
lk_ended_notice_init (LkEndedNotice *self)
{
  self->states = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * lk_ended_notice_new:
 * @application: who notifies; has the actions `show-account` and `sign-in-again`, which take an
 *   account's ID
 * @accounts: whose sessions
 *
 * Returns: (transfer full): what tells of sessions that end from now on
 */
LkEndedNotice *
lk_ended_notice_new (GtkApplication *application,
                     LkAccountList  *accounts)
{
  LkEndedNotice *self = g_object_new (LK_TYPE_ENDED_NOTICE, NULL);

  self->application = application;
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (accounts)),
                       G_LIST_MODEL (accounts));
  return self;
}
