/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-diagnosis-page.h"

#include "lk-ui-fixture.h"

static void
diagnose (LkUiFixture *self)
{
  lk_ui_type ("server-entry", lk_fake_server_get_url (self->world.server));
  lk_ui_click ("diagnose-button");
  lk_ui_wait_for ("diagnosis-page");
}

static guint
count_rows (void)
{
  GtkListBox *list = GTK_LIST_BOX (lk_ui_wait_for ("step-list"));
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list, (int) n) != NULL)
    n++;
  return n;
}

static void
test_the_steps_and_the_conclusion_are_shown (LkUiFixture  *self,
                                             gconstpointer data)
{
  lk_ui_fixture_show (self);
  diagnose (self);
  lk_ui_assert_focus ("diagnosis-back-button");
  lk_ui_wait_for ("copy-diagnosis-button");
  g_assert_cmpstr (lk_ui_label ("diagnosis-heading"), ==, "A sign-in can start");
  g_assert_null (lk_ui_find ("diagnosis-conclusion"));
  g_assert_cmpuint (count_rows (), ==, 5);
  g_assert_true (lk_ui_says ("A Matrix homeserver answers."));
  lk_ui_click ("copy-diagnosis-button");

  /* It was a look, not a sign-in. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->world), ==, 0);
}

static void
test_the_culprit_is_named (LkUiFixture  *self,
                           gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_WELL_KNOWN, 200,
                             "{\"m.homeserver\":{\"base_url\":\"http://127.0.0.1:1\"}}");
  lk_ui_fixture_show (self);
  diagnose (self);
  lk_ui_wait_for ("copy-diagnosis-button");
  g_assert_cmpstr (lk_ui_label ("diagnosis-heading"), ==, "A sign-in can’t start");
  g_assert_nonnull (strstr (lk_ui_label ("diagnosis-conclusion"),
                            "points to 127.0.0.1:1, a server that doesn’t answer."));
}

static void
test_back_leads_to_what_was_typed (LkUiFixture  *self,
                                   gconstpointer data)
{
  lk_ui_fixture_show (self);
  diagnose (self);
  lk_ui_click ("diagnosis-back-button");
  lk_ui_wait_for ("server-entry");
  lk_ui_assert_focus ("server-entry");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (lk_ui_find ("server-entry"))), ==,
                   lk_fake_server_get_url (self->world.server));
  lk_ui_click ("continue-button");
  lk_ui_wait_for ("sign-in-button");
}

static void
test_escape_leads_back_too (LkUiFixture  *self,
                            gconstpointer data)
{
  lk_ui_fixture_show (self);
  diagnose (self);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  lk_ui_wait_for ("server-entry");
}

/* While a step hangs: it is shown as under way, and can be left. */
static void
test_it_can_be_left_in_the_middle (LkUiFixture  *self,
                                   gconstpointer data)
{
  lk_fake_server_forget (self->world.server, LK_KEY_WELL_KNOWN);
  lk_fake_server_hang (self->world.server, LK_KEY_WELL_KNOWN);
  lk_ui_fixture_show (self);
  diagnose (self);
  lk_account_fixture_wait_asked (&self->world, LK_KEY_WELL_KNOWN, 1);
  g_assert_cmpuint (count_rows (), ==, 2);
  g_assert_null (lk_ui_find ("diagnosis-heading"));
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("copy-diagnosis-button")));
  lk_ui_click ("diagnosis-back-button");
  lk_ui_wait_for ("server-entry");

  /* The next look begins anew. */
  lk_account_fixture_script (&self->world, LK_KEY_WELL_KNOWN, 404, "");
  diagnose (self);
  lk_ui_wait_for ("copy-diagnosis-button");
  g_assert_cmpuint (count_rows (), ==, 5);
}

/* The fixture proves that nothing stays. */
static void
test_the_window_can_be_closed_in_the_middle (LkUiFixture  *self,
                                             gconstpointer data)
{
  lk_fake_server_forget (self->world.server, LK_KEY_VERSIONS);
  lk_fake_server_hang (self->world.server, LK_KEY_VERSIONS);
  lk_ui_fixture_show (self);
  diagnose (self);
  lk_account_fixture_wait_asked (&self->world, LK_KEY_VERSIONS, 1);
}

static void
test_it_needs_something_typed (LkUiFixture  *self,
                               gconstpointer data)
{
  lk_ui_fixture_show (self);
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("diagnose-button")));
  lk_ui_type ("server-entry", "example.org");
  g_assert_true (gtk_widget_is_sensitive (lk_ui_find ("diagnose-button")));
  lk_ui_type ("server-entry", "");
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("diagnose-button")));
}

static void
test_a_name_from_outside_leaves_it (LkUiFixture  *self,
                                    gconstpointer data)
{
  lk_ui_fixture_show (self);
  diagnose (self);
  lk_window_add_account (self->window, "example.org");
  lk_ui_wait_for ("server-entry");
  g_assert_null (lk_ui_find ("diagnosis-page"));
}

/* What failed shows its steps below the details. */
static void
test_the_failure_page_shows_the_steps (LkUiFixture  *self,
                                       gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_METADATA, 500, "");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  gtk_expander_set_expanded (GTK_EXPANDER (lk_ui_wait_for ("details-expander")), TRUE);
  g_assert_cmpuint (count_rows (), ==, 4);
  g_assert_true (lk_ui_says ("How people sign in"));
  lk_ui_click ("copy-details-button");
}

/* A step that the person cannot see is told in words. */
static void
test_every_mark_has_words (LkUiFixture  *self,
                           gconstpointer data)
{
  lk_ui_fixture_show (self);
  diagnose (self);
  lk_ui_wait_for ("copy-diagnosis-button");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for ("step-icon")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Fine");
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (lk_ui_wait_for ("step-row")),
                                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/diagnosis-page/the-steps-and-the-conclusion-are-shown",
             test_the_steps_and_the_conclusion_are_shown);
  LK_UI_ADD ("/diagnosis-page/the-culprit-is-named", test_the_culprit_is_named);
  LK_UI_ADD ("/diagnosis-page/back-leads-to-what-was-typed", test_back_leads_to_what_was_typed);
  LK_UI_ADD ("/diagnosis-page/escape-leads-back-too", test_escape_leads_back_too);
  LK_UI_ADD ("/diagnosis-page/it-can-be-left-in-the-middle", test_it_can_be_left_in_the_middle);
  LK_UI_ADD ("/diagnosis-page/the-window-can-be-closed-in-the-middle",
             test_the_window_can_be_closed_in_the_middle);
  LK_UI_ADD ("/diagnosis-page/it-needs-something-typed", test_it_needs_something_typed);
  LK_UI_ADD ("/diagnosis-page/a-name-from-outside-leaves-it", test_a_name_from_outside_leaves_it);
  LK_UI_ADD ("/diagnosis-page/the-failure-page-shows-the-steps",
             test_the_failure_page_shows_the_steps);
  LK_UI_ADD ("/diagnosis-page/every-mark-has-words", test_every_mark_has_words);

  return g_test_run ();
}
