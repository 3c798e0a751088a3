/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-failure-page.h"

#include <string.h>

#include "lk-error.h"
#include "lk-ui-fixture.h"

static void
test_new_destroy (void)
{
  GtkWidget *page = g_object_ref_sink (g_object_new (LK_TYPE_FAILURE_PAGE, NULL));

  g_assert_finalize_object (page);
}

static void
test_every_code_can_be_shown (void)
{
  GtkWidget *page = g_object_new (LK_TYPE_FAILURE_PAGE, NULL);
  GtkWindow *window = lk_ui_show (page);

  for (LkErrorCode code = 0; code < LK_ERROR_N_CODES; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, (int) code, "Oh <b>no</b> & so on");

      lk_failure_page_set_error (LK_FAILURE_PAGE (page), error);
      g_assert_null (lk_ui_find ("failure-step"));
      lk_ui_wait_for ("details-expander");
    }
  gtk_window_destroy (window);
}

/* What a server said is text, in the details, and goes to the clipboard as it is. */
static void
test_server_text_is_plain (void)
{
  GtkWidget *page = g_object_new (LK_TYPE_FAILURE_PAGE, NULL);
  GtkWindow *window = lk_ui_show (page);
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "It was refused");

  lk_error_set_request (error, "register", "https://example.org/register?secret=1", 400);
  lk_error_set_server_said (error, "invalid", "<a href=\"https://evil.example\">Click</a> &");
  lk_failure_page_set_error (LK_FAILURE_PAGE (page), error);
  gtk_expander_set_expanded (GTK_EXPANDER (lk_ui_find ("details-expander")), TRUE);
  g_assert_nonnull (strstr (lk_ui_label ("failure-details"),
                            "<a href=\"https://evil.example\">Click</a> &"));
  g_assert_null (strstr (lk_ui_label ("failure-details"), "secret"));
  g_assert_false (gtk_label_get_use_markup (GTK_LABEL (lk_ui_find ("failure-details"))));
  lk_ui_click ("copy-details-button");
  gtk_window_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  g_test_add_func ("/failure-page/new-destroy", test_new_destroy);
  g_test_add_func ("/failure-page/every-code-can-be-shown", test_every_code_can_be_shown);
  g_test_add_func ("/failure-page/server-text-is-plain", test_server_text_is_plain);

  return g_test_run ();
}
