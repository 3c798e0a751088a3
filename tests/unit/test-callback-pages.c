/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-callback-pages.h"

#include <string.h>

static const LkCallbackText texts[LK_LOOPBACK_N_PAGES] = {
  [LK_LOOPBACK_PAGE_DONE] = { "<b>Done</b>", "\"Tom\" & 'Jerry' </title><script>" },
  [LK_LOOPBACK_PAGE_REFUSED] = { "Refused", "100 %s %n %%" },
  [LK_LOOPBACK_PAGE_STRAY] = { "Stray", "s" },
  [LK_LOOPBACK_PAGE_MISSING] = { "Missing", "m" },
};

static void
test_texts_are_no_markup (void)
{
  g_autoptr (LkCallbackPages) pages = lk_callback_pages_new ("en\"><b", FALSE, texts);
  const char *done = lk_callback_pages_get (pages, LK_LOOPBACK_PAGE_DONE);
  const char *refused = lk_callback_pages_get (pages, LK_LOOPBACK_PAGE_REFUSED);

  g_assert_nonnull (strstr (done, "<h1>&lt;b&gt;Done&lt;/b&gt;</h1>"));
  g_assert_nonnull (strstr (done, "&amp; &apos;Jerry&apos; &lt;/title&gt;&lt;script&gt;</p>"));
  g_assert_nonnull (strstr (done, "<html lang=\"en&quot;&gt;&lt;b\" dir=\"ltr\">"));
  g_assert_null (strstr (done, "<b>"));
  g_assert_null (strstr (done, "<script"));
  g_assert_nonnull (strstr (refused, "<p>100 %s %n %%</p>"));
}

static void
test_direction_is_said (void)
{
  g_autoptr (LkCallbackPages) pages = lk_callback_pages_new ("ar", TRUE, texts);

  for (guint i = 0; i < LK_LOOPBACK_N_PAGES; i++)
    g_assert_nonnull (strstr (lk_callback_pages_get (pages, i), "<html lang=\"ar\" dir=\"rtl\">"));
}

static void
test_nothing_is_loaded_or_run (void)
{
  static const char *const forbidden[] = {
    "http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link", "<form", "<iframe",
    "javascript", "http-equiv",
  };
  g_autoptr (LkCallbackPages) pages = lk_callback_pages_new_default ();

  for (guint i = 0; i < LK_LOOPBACK_N_PAGES; i++)
    {
      const char *page = lk_callback_pages_get (pages, i);

      g_assert_true (g_str_has_prefix (page, "<!DOCTYPE html>\n"));
      for (gsize j = 0; j < G_N_ELEMENTS (forbidden); j++)
        g_assert_null (strstr (page, forbidden[j]));
      g_assert_false (g_regex_match_simple ("<[^>]*\\son[a-z]+=", page, G_REGEX_CASELESS, 0));
    }
}

static void
test_each_page_is_its_own (void)
{
  g_autoptr (LkCallbackPages) pages = lk_callback_pages_new_default ();

  for (guint i = 0; i < LK_LOOPBACK_N_PAGES; i++)
    {
      const char *page = lk_callback_pages_get (pages, i);

      g_assert_nonnull (strstr (page, "prefers-color-scheme: dark"));
      g_assert_nonnull (strstr (page, "Latchkey</title>"));
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (page, !=, lk_callback_pages_get (pages, j));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/callback-pages/texts-are-no-markup", test_texts_are_no_markup);
  g_test_add_func ("/callback-pages/direction-is-said", test_direction_is_said);
  g_test_add_func ("/callback-pages/nothing-is-loaded-or-run", test_nothing_is_loaded_or_run);
  g_test_add_func ("/callback-pages/each-page-is-its-own", test_each_page_is_its_own);

  return g_test_run ();
}
