/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-callback-text.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <string.h>

/**
 * lk_callback_text_language:
 * @locale: as in `pt_BR.UTF-8`
 *
 * Returns: (transfer full): the tag of its language, as in `pt-BR`
 */
char *
lk_callback_text_language (const char *locale)
{
  char *tag = g_strndup (locale, strcspn (locale, ".@"));

  return g_strdelimit (tag, "_", '-');
}

/* A person whose language has no translation reads English, whatever their locale. */
static gboolean
is_translated (const char *english)
{
  return !g_str_equal (_(english), english);
}

static void
find_texts (LkCallbackText *texts)
{
  /* Translators: the titles and sentences here are shown by a web browser, on the page that it ends
   * up at after signing in. */
  texts[LK_LOOPBACK_PAGE_DONE] = (LkCallbackText) {
    _("All Done Here"),
    _("Latchkey has what it needs to sign you in. You can close this tab and go back to Latchkey."),
  };
  texts[LK_LOOPBACK_PAGE_REFUSED] = (LkCallbackText) {
    _("Not Signed In"),
    _("The sign-in was cancelled or refused. You can close this tab and go back to Latchkey."),
  };
  texts[LK_LOOPBACK_PAGE_STRAY] = (LkCallbackText) {
    _("This Sign-In Is No Longer Under Way"),
    _("Nothing has been changed. Start again in Latchkey. You can close this tab."),
  };
  texts[LK_LOOPBACK_PAGE_MISSING] = (LkCallbackText) {
    _("Nothing to See Here"),
    _("Latchkey uses this address to sign in. You can close this tab."),
  };
}

/** lk_callback_text_make_pages: Returns: (transfer full): the pages */
LkCallbackPages *
lk_callback_text_make_pages (void)
{
  LkCallbackText texts[LK_LOOPBACK_N_PAGES];
  g_autofree char *language = NULL;

  find_texts (texts);
  if (!is_translated ("All Done Here"))
    return lk_callback_pages_new ("en", FALSE, texts);
  language = lk_callback_text_language (g_get_language_names ()[0]);
  return lk_callback_pages_new (language,
                                gtk_get_locale_direction () == GTK_TEXT_DIR_RTL, texts);
}
