/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-end-session-question.h"

#include <glib/gi18n.h>

#include "lk-account-links.h"
#include "lk-account-text.h"
#include "lk-browser.h"
#include "lk-dialogs.h"
#include "lk-settings.h"
#include "lk-way.h"

/*
 * Ending a session at the provider's token endpoint does not end the one that the provider has with
 * a browser or with our own view, by a cookie of its own (spec §6.4). The cookies of our view go
 * with the account, but the provider doesn't know that: with them, its page is opened here before
 * they are deleted. Who signed in by their browser is led there. Nothing is opened without asking
 * (G9).
 */
typedef struct
{
  GtkWidget *window; /* (nullable) (not owned) */
  char      *uri;
  LkLeftJar *jar; /* (nullable) once handed on, or where the browser has the session */
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->jar, lk_left_jar_free);
  g_free (self->uri);
  g_free (self);
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Question *self = user_data;

  if (!g_str_equal (answer, "open") || self->window == NULL)
    return;
  if (self->jar != NULL)
    lk_window_end_session (LK_WINDOW (self->window), self->uri, g_steal_pointer (&self->jar));
  else
    lk_open_in_browser (self->window, self->uri);
}

static gboolean
was_by_browser (const LkAccountRecord *record)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *nick = lk_settings_get_way (settings, record->issuer);

  return g_strcmp0 (nick, lk_way_get_nick (LK_WAY_BROWSER)) == 0;
}

static Question *
question_new (LkWindow   *window,
              const char *uri,
              LkLeftJar  *jar)
{
  Question *self = g_new0 (Question, 1);

  g_set_weak_pointer (&self->window, GTK_WIDGET (window));
  self->uri = g_strdup (uri);
  self->jar = jar;
  return self;
}

/* @jar: (transfer full) */
static void
ask_about_view (LkWindow   *window,
                const char *host,
                const char *uri,
                LkLeftJar  *jar)
{
  const LkAnswer answers[] = {
    { "leave", _("_Not Now"), LK_ANSWER_PLAIN },
    /* Translators: opens the page of the site at which the person signed in. */
    { "open", _("_Sign Out There"), LK_ANSWER_SUGGESTED },
  };
  g_autofree char *heading = NULL;

  /* Translators: %s is the host of the provider, such as account.example.org. */
  heading = g_strdup_printf (_("Sign Out at %s, Too?"), host);
  lk_ask (GTK_WIDGET (window), "end-session-dialog", heading,
          _("This session has ended, but the site where you signed in may still know you. You can "
            "sign out there as well."),
          answers, G_N_ELEMENTS (answers), on_answered, question_new (window, uri, jar),
          question_free);
}

static void
ask_about_browser (LkWindow   *window,
                   const char *host,
                   const char *uri)
{
  const LkAnswer answers[] = {
    { "leave", _("_Not Now"), LK_ANSWER_PLAIN },
    { "open", _("_Open Browser"), LK_ANSWER_SUGGESTED },
  };
  g_autofree char *body = NULL;

  /* Translators: %s is the host of the provider, such as account.example.org. */
  body = g_strdup_printf (_("You signed in with your browser, and %s may still know you there. "
                            "Open its page to sign out of it, too."), host);
  lk_ask (GTK_WIDGET (window), "end-session-dialog", _("Sign Out in Your Browser, Too?"), body,
          answers, G_N_ELEMENTS (answers), on_answered, question_new (window, uri, NULL),
          question_free);
}

/* (transfer full) (nullable) */
static char *
dup_uri (LkAccount *account)
{
  LkAccountRecord *record = lk_account_get_record (account);
  gboolean allow_insecure = lk_account_get_ports (account)->allow_insecure;

  if (record->issuer == NULL || record->end_session_endpoint == NULL)
    return NULL;
  return lk_end_session_build (record->end_session_endpoint,
                               lk_transport_for_url (record->base_url, allow_insecure),
                               record->client_id);
}

/**
 * lk_end_session_is_offered:
 * @account: an account
 *
 * Returns: whether its provider has a page that ends its own session
 */
gboolean
lk_end_session_is_offered (LkAccount *account)
{
  g_autofree char *uri = dup_uri (account);

  return uri != NULL;
}

/**
 * lk_end_session_question:
 * @window: the window that asks
 * @account: the account that was signed out, whose provider offers this
 * @jar: (transfer full): its cookies
 */
void
lk_end_session_question (LkWindow  *window,
                         LkAccount *account,
                         LkLeftJar *jar)
{
  g_autoptr (LkLeftJar) cookies = jar;
  LkAccountRecord *record = lk_account_get_record (account);
  g_autofree char *host = lk_account_text_host (record->end_session_endpoint);
  g_autofree char *uri = dup_uri (account);

  g_return_if_fail (LK_IS_WINDOW (window));

  if (lk_left_jar_get_path (cookies) != NULL)
    ask_about_view (window, host, uri, g_steal_pointer (&cookies));
  else if (was_by_browser (record))
    ask_about_browser (window, host, uri);
}
