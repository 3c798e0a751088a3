/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-callback-text.h"

#include <string.h>

#include "lk-ui-fixture.h"

static void
test_pages_tell_what_to_do (void)
{
  g_autoptr (LkCallbackPages) pages = lk_callback_text_make_pages ();

  for (guint i = 0; i < LK_LOOPBACK_N_PAGES; i++)
    g_assert_nonnull (strstr (lk_callback_pages_get (pages, i), "You can close this tab"));
  g_assert_nonnull (strstr (lk_callback_pages_get (pages, LK_LOOPBACK_PAGE_STRAY),
                            "Start again in Latchkey"));
}

/* The tests have no translation: the page must not say that it is in another language than it is,
 * or be written from the wrong side. */
static void
test_english_is_said_to_be_english (void)
{
  g_autoptr (LkCallbackPages) pages = lk_callback_text_make_pages ();

  for (guint i = 0; i < LK_LOOPBACK_N_PAGES; i++)
    g_assert_nonnull (strstr (lk_callback_pages_get (pages, i), "<html lang=\"en\" dir=\"ltr\">"));
}

static void
test_locales_become_tags (void)
{
  static const struct
  {
    const char *locale;
    const char *tag;
  } tags[] = {
    { "de", "de" }, { "pt_BR.UTF-8", "pt-BR" }, { "sr_RS@latin", "sr-RS" }, { "ar_EG", "ar-EG" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autofree char *tag = lk_callback_text_language (tags[i].locale);

      g_assert_cmpstr (tag, ==, tags[i].tag);
    }
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  g_test_add_func ("/callback-pages/pages-tell-what-to-do", test_pages_tell_what_to_do);
  g_test_add_func ("/callback-pages/english-is-said-to-be-english",
                   test_english_is_said_to_be_english);
  g_test_add_func ("/callback-pages/locales-become-tags", test_locales_become_tags);

  return g_test_run ();
}
