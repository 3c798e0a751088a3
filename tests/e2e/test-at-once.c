/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

#include "lk-window.h"

/* Two attempts at once, in two windows or with a restart between them, at the same provider: what
 * belongs to one never ends the other (D13, D20). */

#define ALICE "--user alice --password alice-in-wonderland"
#define BOB   "--user bob --password bob-the-builder"

/* Begins an attempt in the window that is shown. Returns: (transfer full): the page's address */
static char *
begin (LkE2e *e2e)
{
  lk_e2e_type (e2e, "server-entry", lk_e2e_get_homeserver (e2e));
  lk_e2e_click (e2e, "continue-button");
  lk_e2e_click (e2e, "way-row-paste");
  return g_strdup (gtk_label_get_text (GTK_LABEL (lk_e2e_wait_for (e2e, "paste-address"))));
}

/* The query of one redirect, sent to where the other leads. */
static char *
cross (const char *where,
       const char *what)
{
  g_autofree char *place = g_strndup (where, strcspn (where, "?"));

  return g_strconcat (place, strchr (what, '?'), NULL);
}

static void
assert_receives (LkE2e      *e2e,
                 const char *url,
                 const char *status,
                 const char *words)
{
  g_autofree char *brought = lk_e2e_person_goes (e2e, "", url);
  g_autofree char *saw = lk_e2e_person_saw (e2e);

  g_assert_true (g_str_has_prefix (saw, status));
  g_assert_nonnull (strstr (saw, words));
}

static void
assert_paste_is_refused (LkE2e      *e2e,
                         const char *address)
{
  lk_e2e_type (e2e, "paste-entry", address);
  lk_e2e_click (e2e, "paste-continue-button");
  lk_e2e_wait_for (e2e, "paste-error");
}

static void
assert_nothing_happened (LkE2e *e2e)
{
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 0);
}

/* Tests find widgets by their names: of two windows, one is shown at a time. */
static void
change_windows (GtkWindow *from,
                GtkWindow *to)
{
  gtk_widget_set_visible (GTK_WIDGET (from), FALSE);
  gtk_window_present (to);
}

static void
assert_signed_in (LkE2e      *e2e,
                  const char *user_id)
{
  lk_e2e_wait_for (e2e, "sign-out-button");
  lk_e2e_wait_for_text (e2e, user_id);
}

static void
test_two_windows (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  GtkWindow *first = lk_e2e_get_window (e2e);
  GtkWindow *second = GTK_WINDOW (
    lk_window_new (gtk_window_get_application (first), lk_e2e_get_accounts (e2e), NULL));
  g_autofree char *page_1 = begin (e2e);
  g_autofree char *page_2 = NULL;
  g_autofree char *back_1 = NULL;
  g_autofree char *back_2 = NULL;
  g_autofree char *crossed_1 = NULL;
  g_autofree char *crossed_2 = NULL;

  change_windows (first, second);
  page_2 = begin (e2e);
  g_assert_cmpstr (page_1, !=, page_2);
  back_1 = lk_e2e_person_goes (e2e, ALICE " --stop", page_1);
  back_2 = lk_e2e_person_goes (e2e, BOB " --stop", page_2);
  crossed_1 = cross (back_1, back_2);
  crossed_2 = cross (back_2, back_1);

  assert_receives (e2e, crossed_1, "400", "No Longer Under Way");
  assert_receives (e2e, crossed_2, "400", "No Longer Under Way");
  assert_paste_is_refused (e2e, back_1);
  assert_nothing_happened (e2e);

  assert_receives (e2e, back_2, "200", "close this tab");
  assert_signed_in (e2e, "@bob:playground.test");
  change_windows (second, first);
  lk_e2e_wait_for (e2e, "paste-entry"); /* it has heard nothing of that */
  assert_receives (e2e, back_1, "200", "close this tab");
  assert_signed_in (e2e, "@alice:playground.test");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))), ==, 2);
}

static void
test_a_restart_in_the_middle (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *page_1 = begin (e2e);
  g_autofree char *back_1 = lk_e2e_person_goes (e2e, ALICE " --stop", page_1);
  g_autofree char *page_2 = NULL;
  g_autofree char *back_2 = NULL;
  g_autofree char *crossed = NULL;

  lk_e2e_restart (e2e);
  page_2 = begin (e2e);
  back_2 = lk_e2e_person_goes (e2e, BOB " --stop", page_2);
  crossed = cross (back_2, back_1);

  assert_receives (e2e, back_1, "400", "No Longer Under Way");
  assert_receives (e2e, crossed, "400", "No Longer Under Way");
  assert_paste_is_refused (e2e, back_1);
  assert_nothing_happened (e2e);

  assert_receives (e2e, back_2, "200", "close this tab");
  assert_signed_in (e2e, "@bob:playground.test");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 1);
}

/* The one that was closed takes nothing with it. */
static void
test_one_of_two_windows_is_closed (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  GtkWindow *first = lk_e2e_get_window (e2e);
  GtkWindow *second = GTK_WINDOW (
    lk_window_new (gtk_window_get_application (first), lk_e2e_get_accounts (e2e), NULL));
  g_autofree char *page_1 = begin (e2e);
  g_autofree char *page_2 = NULL;
  g_autofree char *back_1 = NULL;
  g_autofree char *brought = NULL;

  change_windows (first, second);
  page_2 = begin (e2e);
  back_1 = lk_e2e_person_goes (e2e, ALICE " --stop", page_1);
  gtk_window_close (first);
  assert_paste_is_refused (e2e, back_1);
  assert_nothing_happened (e2e);
  brought = lk_e2e_person_goes (e2e, BOB, page_2);
  assert_signed_in (e2e, "@bob:playground.test");
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  g_test_add_func ("/e2e/at-once/D13/two-windows", test_two_windows);
  g_test_add_func ("/e2e/at-once/D13/one-of-two-windows-is-closed",
                   test_one_of_two_windows_is_closed);
  g_test_add_func ("/e2e/at-once/D20/a-restart-in-the-middle", test_a_restart_in_the_middle);

  return g_test_run ();
}
