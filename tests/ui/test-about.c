/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-debug-info.h"
#include "lk-dialogs.h"
#include "lk-ui-fixture.h"

#include <string.h>

static AdwAboutWindow *
open_about (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_show_about (GTK_WINDOW (self->window));
  return ADW_ABOUT_WINDOW (lk_ui_wait_for ("about-window"));
}

static void
test_it_tells_what_the_program_is (LkUiFixture  *self,
                                   gconstpointer data)
{
  AdwAboutWindow *about = open_about (self);

  g_assert_true (g_str_has_prefix (adw_about_window_get_website (about), "https://"));
  g_assert_cmpint (adw_about_window_get_license_type (about), ==, GTK_LICENSE_GPL_3_0);
  g_assert_cmpstr (adw_about_window_get_developer_name (about), ==, "Latchkey contributors");
  /* Nobody is called that. */
  g_assert_cmpstr (adw_about_window_get_translator_credits (about), !=, "translator-credits");
}

static void
test_the_news_are_of_this_version (LkUiFixture  *self,
                                   gconstpointer data)
{
  AdwAboutWindow *about = open_about (self);
  const char *notes = adw_about_window_get_release_notes (about);

  g_assert_cmpstr (adw_about_window_get_release_notes_version (about), ==,
                   adw_about_window_get_version (about));
  g_assert_true (g_str_has_prefix (notes, "<p>"));
  g_assert_nonnull (strstr (notes, "<ul><li>"));
  g_assert_nonnull (strstr (notes, "<code>--suggest</code>"));
  g_assert_null (strstr (notes, "What it is built on"));
}

static void
test_a_report_tells_of_the_computer_and_not_of_the_person (LkUiFixture  *self,
                                                           gconstpointer data)
{
  static const char *const told[] = {
    "Latchkey ", "GTK 4.", "libadwaita 1.", "GLib 2.", "libsoup 3.", "json-glib 1.",
    "libsecret 0.", "WebKitGTK 2.", "libqrencode 4.", "libidn2 2.", "Sandbox: none",
    "Display: Gdk", "Language: C", "left-to-right", "Style: light",
  };
  AdwAboutWindow *about;
  const char *info;

  lk_ui_fixture_add_session (self);
  about = open_about (self);
  info = adw_about_window_get_debug_info (about);
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_test_message ("%s", told[i]);
      g_assert_nonnull (strstr (info, told[i]));
    }
  g_assert_null (strstr (info, "example.org"));
  g_assert_null (strstr (info, "ada"));
  g_assert_null (strstr (info, g_get_home_dir ()));
  g_assert_null (strstr (info, "access-1"));
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/about/it-tells-what-the-program-is", test_it_tells_what_the_program_is);
  LK_UI_ADD ("/about/the-news-are-of-this-version", test_the_news_are_of_this_version);
  LK_UI_ADD ("/about/K9/a-report-tells-of-the-computer-and-not-of-the-person",
             test_a_report_tells_of_the_computer_and_not_of_the_person);

  return g_test_run ();
}
