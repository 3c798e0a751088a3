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
 * a browser, by a cookie of its own (spec §6.4). In our own view that cookie went with the
 * account's jar. Who signed in by their browser is asked, and nothing is opened without asking
 * (G9).
 */
typedef struct
{
  GtkWidget *window;
  char      *uri;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->window);
  g_free (self->uri);
  g_free (self);
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Question *self = user_data;

  if (g_str_equal (answer, "open"))
    lk_open_in_browser (self->window, self->uri);
}

static gboolean
was_by_browser (const LkAccountRecord *record)
{
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *nick = lk_settings_get_way (settings, record->issuer);

  return g_strcmp0 (nick, lk_way_get_nick (LK_WAY_BROWSER)) == 0;
}

static void
ask (GtkWidget  *window,
     const char *host,
     const char *uri)
{
  const LkAnswer answers[] = {
    { "leave", _("_Not Now"), LK_ANSWER_PLAIN },
    { "open", _("_Open Browser"), LK_ANSWER_SUGGESTED },
  };
  Question *question = g_new (Question, 1);
  g_autofree char *body = NULL;

  question->window = g_object_ref (window);
  question->uri = g_strdup (uri);
  /* Translators: %s is the host of the provider, such as account.example.org. */
  body = g_strdup_printf (_("You signed in with your browser, and %s may still know you there. "
                            "Open its page to sign out of it, too."), host);
  lk_ask (window, "end-session-dialog", _("Sign Out in Your Browser, Too?"), body, answers,
          G_N_ELEMENTS (answers), on_answered, question, question_free);
}

/**
 * lk_end_session_question:
 * @window: the window that asks
 * @record: of the account that was signed out
 * @allow_insecure: the developer's switch
 */
void
lk_end_session_question (GtkWidget       *window,
                         LkAccountRecord *record,
                         gboolean         allow_insecure)
{
  g_autofree char *host = lk_account_text_host (record->end_session_endpoint);
  g_autofree char *uri = NULL;

  g_return_if_fail (GTK_IS_WINDOW (window));

  if (record->issuer == NULL || host == NULL || !was_by_browser (record))
    return;
  uri = lk_end_session_build (record->end_session_endpoint,
                              lk_transport_for_url (record->base_url, allow_insecure),
                              record->client_id);
  if (uri != NULL)
    ask (window, host, uri);
}
