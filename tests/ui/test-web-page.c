/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"
#include "lk-sign-in-stay.h"
#include "lk-ui-fixture.h"
#include "lk-web-page.h"

static GtkWidget *
new_page (LkWebPurpose purpose)
{
  return lk_web_page_new (lk_dummy_web_view_new (NULL), purpose);
}

static void
test_new_destroy (void)
{
  GtkWidget *page = g_object_ref_sink (new_page (LK_WEB_PURPOSE_SIGN_IN));
  GtkWindow *window = lk_ui_show (page);

  gtk_window_destroy (window);
  g_assert_finalize_object (page);
  g_assert_null (lk_dummy_web_view_get_last ());
}

static void
test_it_says_whose_page_it_is (void)
{
  static const struct
  {
    const char *host;
    gboolean    secure;
    const char *words; /* (nullable) none when all is well */
  } origins[] = {
    { "account.example.org", TRUE, NULL },
    { "127.0.0.1", FALSE, "Not secure — on this computer" },
    { "localhost", FALSE, "Not secure — on this computer" },
    { "example.org", FALSE, "Not secure" },
    { "127.0.0.1.example.org", FALSE, "Not secure" },
    { "<b>x</b>", TRUE, NULL },
  };
  GtkWindow *window = lk_ui_show (new_page (LK_WEB_PURPOSE_SIGN_IN));
  LkWebView *view = lk_dummy_web_view_get_last ();

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      lk_dummy_web_view_set_origin (view, origins[i].host, origins[i].secure);
      g_assert_cmpstr (lk_ui_label ("web-host"), ==, origins[i].host);
      g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (lk_ui_wait_for ("web-lock"))), ==,
                       origins[i].secure ? "channel-secure-symbolic"
                                         : "channel-insecure-symbolic");
      if (origins[i].words != NULL)
        g_assert_cmpstr (lk_ui_label ("web-security"), ==, origins[i].words);
      else
        g_assert_null (lk_ui_find ("web-security"));
    }
  gtk_window_destroy (window);
}

static void
test_a_problem_takes_the_place_of_the_page (void)
{
  GtkWindow *window = lk_ui_show (new_page (LK_WEB_PURPOSE_SIGN_IN));
  LkWebView *view = lk_dummy_web_view_get_last ();

  lk_dummy_web_view_fail (view, LK_ERROR_TLS);
  lk_ui_wait_for ("web-problem");
  lk_ui_assert_focus ("web-retry-button");
  g_assert_true (lk_ui_says ("Connection Not Secure"));
  lk_ui_click ("web-retry-button");
  g_assert_cmpuint (lk_dummy_web_view_get_n_reloads (view), ==, 1);
  lk_ui_wait_gone ("web-problem");
  gtk_window_destroy (window);
}

static void
test_the_ways_around (void)
{
  GtkWindow *window = lk_ui_show (new_page (LK_WEB_PURPOSE_SIGN_IN));
  LkWebView *view = lk_dummy_web_view_get_last ();

  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("web-back-button")));
  lk_dummy_web_view_set_can_go_back (view, TRUE);
  lk_ui_click ("web-back-button");
  g_assert_cmpuint (lk_dummy_web_view_get_n_backs (view), ==, 1);
  lk_ui_click ("web-reload-button");
  g_assert_cmpuint (lk_dummy_web_view_get_n_reloads (view), ==, 1);
  gtk_window_destroy (window);
}

static void
count (GtkWidget *page,
       guint     *n)
{
  ++*n;
}

static void
test_leaving_is_cancelling_or_being_done (void)
{
  static const char *const labels[] = { "_Cancel", "_Done" };

  for (LkWebPurpose purpose = LK_WEB_PURPOSE_SIGN_IN; purpose <= LK_WEB_PURPOSE_MANAGE; purpose++)
    {
      GtkWidget *page = new_page (purpose);
      GtkWindow *window = lk_ui_show (page);
      guint n = 0;

      g_signal_connect (page, "left", G_CALLBACK (count), &n);
      g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (lk_ui_find ("web-cancel-button"))), ==,
                       labels[purpose]);
      lk_ui_click ("web-cancel-button");
      g_assert_cmpuint (n, ==, 1);
      gtk_window_destroy (window);
    }
}

/* Nothing leaves the program without a question. */
static void
test_other_addresses_are_asked_about (void)
{
  GtkWindow *window = lk_ui_show (new_page (LK_WEB_PURPOSE_SIGN_IN));
  LkWebView *view = lk_dummy_web_view_get_last ();
  AdwMessageDialog *dialog;

  g_signal_emit_by_name (view, "external", "mailto:<b>x</b>@example.org");
  dialog = lk_ui_wait_dialog ("outside-dialog");
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==, "mailto:<b>x</b>@example.org");
  g_assert_false (adw_message_dialog_get_body_use_markup (dialog));
  g_assert_cmpstr (adw_message_dialog_get_close_response (dialog), ==, "cancel");
  lk_ui_answer ("outside-dialog", "cancel");
  gtk_window_destroy (window);
}

/* The page is there all the same: it is a guess. */
static void
test_a_page_of_no_use_gets_a_hint (void)
{
  static const struct
  {
    LkWebTrouble trouble;
    const char  *sentence;
  } troubles[] = {
    { LK_WEB_TROUBLE_BLANK, "The page stays empty here." },
    { LK_WEB_TROUBLE_REFUSED, "This provider wants its page to be opened in a browser." },
    { LK_WEB_TROUBLE_PASSKEY, "A passkey can only be used in a browser." },
  };
  GtkWindow *window = lk_ui_show (new_page (LK_WEB_PURPOSE_SIGN_IN));
  LkWebView *view = lk_dummy_web_view_get_last ();

  g_assert_null (lk_ui_find ("web-trouble"));
  for (gsize i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      lk_dummy_web_view_set_trouble (view, troubles[i].trouble);
      g_assert_cmpstr (lk_ui_label ("web-trouble-text"), ==, troubles[i].sentence);
      lk_ui_wait_for ("web-trouble-browser-button");
      g_assert_nonnull (lk_ui_find ("web-view"));

      lk_ui_click ("web-trouble-close-button");
      lk_ui_wait_gone ("web-trouble");
      lk_ui_assert_focus ("web-view");
    }
  lk_dummy_web_view_set_trouble (view, LK_WEB_TROUBLE_BLANK);
  lk_ui_wait_for ("web-trouble");
  lk_dummy_web_view_set_trouble (view, LK_WEB_TROUBLE_NONE);
  lk_ui_wait_gone ("web-trouble");
  gtk_window_destroy (window);
}

static void
test_only_signing_in_has_other_ways (void)
{
  g_autoptr (LkSignInStay) stay = lk_sign_in_stay_new ();
  GtkWidget *page = new_page (LK_WEB_PURPOSE_MANAGE);
  GtkWindow *window = lk_ui_show (page);

  g_assert_null (lk_ui_find ("ways-button"));
  g_object_set (page, "stay", stay, NULL);
  lk_ui_wait_for ("ways-button");
  gtk_window_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  g_test_add_func ("/web-page/new-destroy", test_new_destroy);
  g_test_add_func ("/web-page/it-says-whose-page-it-is", test_it_says_whose_page_it_is);
  g_test_add_func ("/web-page/a-problem-takes-the-place-of-the-page",
                   test_a_problem_takes_the_place_of_the_page);
  g_test_add_func ("/web-page/the-ways-around", test_the_ways_around);
  g_test_add_func ("/web-page/leaving-is-cancelling-or-being-done",
                   test_leaving_is_cancelling_or_being_done);
  g_test_add_func ("/web-page/other-addresses-are-asked-about",
                   test_other_addresses_are_asked_about);
  g_test_add_func ("/web-page/a-page-of-no-use-gets-a-hint", test_a_page_of_no_use_gets_a_hint);
  g_test_add_func ("/web-page/only-signing-in-has-other-ways",
                   test_only_signing_in_has_other_ways);

  return g_test_run ();
}
