/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"
#include "lk-ui-fixture.h"

#include <string.h>

#define KEY           "POST /_matrix/client/v3/register"
#define KEY_AVAILABLE "GET /_matrix/client/v3/register/available"
#define KEY_LOGOUT    "POST /_matrix/client/v3/logout"

#define FLOW(stages) "\"session\":\"s1\",\"flows\":[{\"stages\":[" stages "]}]"
#define DONE(stages) ",\"completed\":[" stages "]"
#define REFUSE(code) "{\"errcode\":\"" code "\",\"error\":\"The server’s own words\"}"
#define TOKEN        "\"m.login.registration_token\""
#define TERMS        "\"m.login.terms\""
#define CAPTCHA      "\"m.login.recaptcha\""
#define POLICIES \
  ",\"params\":{\"m.login.terms\":{\"policies\":{" \
  "\"privacy\":{\"en\":{\"name\":\"Privacy <b>Policy</b>\",\"url\":\"https://example.org/p\"}}," \
  "\"conduct\":{\"en\":{\"name\":\"Code of Conduct\",\"url\":\"https://example.org/c\"}}}}}"
#define SESSION \
  "{\"user_id\":\"" LK_USER_ID "\",\"device_id\":\"NEWDEVICE\",\"access_token\":\"access-2\"," \
  "\"refresh_token\":\"refresh-2\",\"expires_in_ms\":300000}"

static void
set_up (LkUiFixture  *self,
        gconstpointer data)
{
  lk_ui_fixture_set_up (self, data);
  lk_account_fixture_script (&self->world, LK_KEY_METADATA, 404, REFUSE ("M_UNRECOGNIZED"));
  lk_fake_server_json (self->world.server, LK_KEY_LOGIN,
                       "{\"flows\":[{\"type\":\"m.login.password\"}]}");
  lk_fake_server_json (self->world.server, KEY_LOGOUT, "{}");
}

#define ADD(path, func) \
  g_test_add (path, LkUiFixture, NULL, set_up, func, lk_ui_fixture_tear_down)

/* The server's next answer. */
static void
answer (LkUiFixture *self,
        guint        status,
        const char  *body)
{
  lk_fake_server_answer (self->world.server, KEY, status, "application/json", body);
}

static void
open_form (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_click ("legacy-register-button");
  lk_ui_wait_for ("register-form");
}

static void
fill_in (void)
{
  lk_ui_type ("register-name-entry", "ada");
  lk_ui_type ("register-password-entry", "correct horse");
  lk_ui_type ("register-repeat-entry", "correct horse");
}

static void
submit_form (LkUiFixture *self)
{
  open_form (self);
  fill_in ();
  lk_ui_click ("register-submit-button");
}

static const char *
text_of (const char *name)
{
  return gtk_editable_get_text (GTK_EDITABLE (lk_ui_wait_for (name)));
}

/* @widget: (nullable) */
static void
assert_text (GtkWidget  *widget,
             const char *text)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (widget)), ==, text);
}

static gboolean
says (gpointer text)
{
  return lk_ui_says (text);
}

static void
wait_says (const char *text)
{
  g_test_message ("Waiting for “%s”", text);
  lk_test_wait_until (says, (gpointer) text);
}

static gboolean
has_no_view (gpointer user_data)
{
  return lk_dummy_web_view_get_last () == NULL;
}

static GtkWidget *
find_below (GtkWidget  *widget,
            const char *name)
{
  GtkWidget *found = NULL;

  if (g_str_equal (gtk_widget_get_name (widget), name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_below (child, name);
  return found;
}

/* Whether they can be seen or not. */
static void
assert_secrets_cleared (LkUiFixture *self)
{
  static const char *const names[] = {
    "register-password-entry", "register-repeat-entry", "register-token-entry",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    assert_text (find_below (GTK_WIDGET (self->window), names[i]), "");
}

static void
tick_terms (void)
{
  GtkWidget *row = gtk_widget_get_ancestor (lk_ui_wait_for ("terms-row"), GTK_TYPE_LIST_BOX);

  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    adw_action_row_activate (ADW_ACTION_ROW (child));
}

/* The whole story: from the legacy page to the account's page, through all stages. */
static void
test_creating_an_account (LkUiFixture  *self,
                          gconstpointer data)
{
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," CAPTCHA) POLICIES "}");
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," CAPTCHA) POLICIES DONE (TOKEN) "}");
  answer (self, 401, "{" FLOW (TOKEN "," TERMS "," CAPTCHA) DONE (TOKEN "," TERMS) "}");
  answer (self, 200, SESSION);
  submit_form (self);

  lk_ui_wait_for ("register-token-entry");
  lk_ui_assert_focus ("register-token-entry");
  assert_text (find_below (GTK_WIDGET (self->window), "register-password-entry"), "");
  assert_text (find_below (GTK_WIDGET (self->window), "register-repeat-entry"), "");
  lk_ui_type ("register-token-entry", " let-me-in ");
  lk_ui_click ("register-submit-button");

  lk_ui_wait_for ("terms-row");
  lk_ui_assert_focus ("terms-check");
  assert_secrets_cleared (self);
  g_assert_true (lk_ui_says ("Privacy <b>Policy</b>"));
  tick_terms ();
  lk_ui_click ("register-submit-button");

  lk_ui_wait_for ("web-page");
  lk_ui_assert_focus ("web-view");
  lk_ui_click ("register-finished-button");

  lk_ui_wait_for ("sign-out-button");
  wait_says ("Welcome, ada");
  g_assert_cmpstr (lk_ui_label ("account-user-id"), ==, LK_USER_ID);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 4);
  assert_secrets_cleared (self);
  lk_test_wait_until (has_no_view, NULL);
}

/* The form. */

static void
test_form_says_what_is_missing (LkUiFixture  *self,
                                gconstpointer data)
{
  open_form (self);
  lk_ui_assert_focus ("register-name-entry");
  g_assert_null (lk_ui_find ("register-name-note"));
  g_assert_null (lk_ui_find ("register-password-note"));
  g_assert_null (lk_ui_find ("register-problem"));
  g_assert_null (lk_ui_find ("register-spinner"));

  lk_ui_click ("register-submit-button");
  g_assert_cmpstr (lk_ui_label ("register-name-note"), ==, "Type the name that you want to have.");
  lk_ui_type ("register-name-entry", " ada ");
  g_assert_null (lk_ui_find ("register-name-note"));

  lk_ui_click ("register-submit-button");
  g_assert_cmpstr (lk_ui_label ("register-password-note"), ==, "Type a password.");
  lk_ui_assert_focus ("register-password-entry");
  lk_ui_type ("register-password-entry", "correct horse");

  lk_ui_click ("register-submit-button");
  g_assert_cmpstr (lk_ui_label ("register-password-note"), ==, "Type the password once more.");
  lk_ui_type ("register-repeat-entry", "correct hose");
  lk_ui_click ("register-submit-button");
  g_assert_cmpstr (lk_ui_label ("register-password-note"), ==,
                   "The two passwords aren’t the same.");
  lk_ui_assert_focus ("register-repeat-entry");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 0);
}

static void
test_name_is_checked_after_a_pause (LkUiFixture  *self,
                                    gconstpointer data)
{
  lk_fake_server_json (self->world.server, KEY_AVAILABLE, "{\"available\":true}");
  open_form (self);
  lk_ui_type ("register-name-entry", "ada");
  lk_dummy_clock_advance (self->world.clock, 1);
  wait_says ("This name is free.");
  g_assert_false (gtk_widget_has_css_class (lk_ui_find ("register-name-entry"), "error"));

  lk_account_fixture_script (&self->world, KEY_AVAILABLE, 400, REFUSE ("M_INVALID_USERNAME"));
  lk_ui_type ("register-name-entry", "ADA!");
  g_assert_null (lk_ui_find ("register-name-note"));
  lk_dummy_clock_advance (self->world.clock, 1);
  wait_says ("The server’s own words");
  g_assert_true (gtk_widget_has_css_class (lk_ui_find ("register-name-entry"), "error"));
}

static void
test_name_is_checked_when_it_is_left (LkUiFixture  *self,
                                      gconstpointer data)
{
  lk_account_fixture_script (&self->world, KEY_AVAILABLE, 400, "{\"errcode\":\"M_USER_IN_USE\"}");
  open_form (self);
  lk_ui_type ("register-name-entry", "ada");
  gtk_widget_grab_focus (lk_ui_wait_for ("register-password-entry"));
  wait_says ("This name is taken. Try another one.");
  lk_ui_assert_focus ("register-password-entry");
}

/* Such servers say so as early as they can. */
static void
test_closed_server_is_told_at_the_name (LkUiFixture  *self,
                                        gconstpointer data)
{
  lk_account_fixture_script (&self->world, KEY_AVAILABLE, 403, REFUSE ("M_FORBIDDEN"));
  open_form (self);
  lk_ui_type ("register-name-entry", "ada");
  lk_dummy_clock_advance (self->world.clock, 1);
  wait_says ("This server doesn’t let people create accounts themselves. It says: “The server’s "
             "own words”");
}

/* What the server refuses. */

static void
test_taken_name_keeps_the_password (LkUiFixture  *self,
                                    gconstpointer data)
{
  answer (self, 400, REFUSE ("M_USER_IN_USE"));
  answer (self, 200, SESSION);
  submit_form (self);
  wait_says ("The server’s own words");
  lk_ui_assert_focus ("register-name-entry");
  g_assert_cmpstr (lk_ui_label ("register-name-note"), ==, "The server’s own words");
  g_assert_null (lk_ui_find ("register-problem"));
  g_assert_cmpstr (text_of ("register-password-entry"), ==, "correct horse");
  gtk_test_accessible_assert_state (
    GTK_ACCESSIBLE (lk_ui_find ("register-name-entry")),
    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);

  lk_ui_type ("register-name-entry", "adam");
  lk_ui_click ("register-submit-button");
  lk_ui_wait_for ("sign-out-button");
  assert_secrets_cleared (self);
}

static void
test_weak_password_is_typed_anew (LkUiFixture  *self,
                                  gconstpointer data)
{
  answer (self, 400, REFUSE ("M_WEAK_PASSWORD"));
  submit_form (self);
  wait_says ("The server’s own words");
  g_assert_cmpstr (lk_ui_label ("register-password-note"), ==, "The server’s own words");
  g_assert_null (lk_ui_find ("register-problem"));
  lk_ui_assert_focus ("register-password-entry");
  g_assert_cmpstr (text_of ("register-name-entry"), ==, "ada");
  assert_secrets_cleared (self);
}

static void
test_closed_server_is_told (LkUiFixture  *self,
                            gconstpointer data)
{
  answer (self, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  submit_form (self);
  wait_says ("This server doesn’t let people create accounts themselves.");
  lk_ui_click ("register-back-button");
  lk_ui_wait_for ("legacy-page");
  assert_secrets_cleared (self);
}

static void
test_rate_limit_rests (LkUiFixture  *self,
                       gconstpointer data)
{
  answer (self, 429, REFUSE ("M_LIMIT_EXCEEDED"));
  lk_fake_server_header (self->world.server, KEY, "Retry-After", "7");
  answer (self, 200, SESSION);
  submit_form (self);
  wait_says ("The server asks to slow down. Try again in 7 seconds.");
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("register-submit-button")));
  lk_dummy_clock_advance (self->world.clock, 6);
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("register-submit-button")));
  lk_dummy_clock_advance (self->world.clock, 1);
  g_assert_null (lk_ui_find ("register-problem"));
  lk_ui_click ("register-submit-button");
  lk_ui_wait_for ("sign-out-button");
}

/* More microseconds than an int can hold. */
static void
test_long_rate_limit_rests (LkUiFixture  *self,
                            gconstpointer data)
{
  answer (self, 429, REFUSE ("M_LIMIT_EXCEEDED"));
  lk_fake_server_header (self->world.server, KEY, "Retry-After", "3600");
  submit_form (self);
  wait_says ("The server asks to slow down. Try again in 60 minutes.");
  lk_dummy_clock_advance (self->world.clock, 3599);
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("register-submit-button")));
  lk_dummy_clock_advance (self->world.clock, 1);
  g_assert_true (gtk_widget_is_sensitive (lk_ui_find ("register-submit-button")));
}

static void
test_wrong_token_stays_to_be_corrected (LkUiFixture  *self,
                                        gconstpointer data)
{
  answer (self, 401, "{" FLOW (TOKEN) "}");
  answer (self, 401, "{" FLOW (TOKEN) ",\"errcode\":\"M_UNAUTHORIZED\"}");
  answer (self, 200, SESSION);
  submit_form (self);
  lk_ui_wait_for ("register-token-entry");
  lk_ui_click ("register-submit-button");
  g_assert_cmpstr (lk_ui_label ("register-problem"), ==, "Type the token.");
  lk_ui_type ("register-token-entry", "wrong");
  lk_ui_click ("register-submit-button");
  wait_says ("The server doesn’t accept this token.");
  lk_ui_assert_focus ("register-token-entry");
  g_assert_cmpstr (text_of ("register-token-entry"), ==, "wrong");
  lk_ui_type ("register-token-entry", "right");
  lk_ui_click ("register-submit-button");
  lk_ui_wait_for ("sign-out-button");
  assert_secrets_cleared (self);
}

static void
test_nothing_is_agreed_to_by_itself (LkUiFixture  *self,
                                     gconstpointer data)
{
  GtkWidget *read;

  answer (self, 401, "{" FLOW (TERMS) POLICIES "}");
  submit_form (self);
  lk_ui_wait_for ("terms-row");
  lk_ui_click ("register-submit-button");
  g_assert_cmpstr (lk_ui_label ("register-problem"), ==, "Tick every box to go on.");
  adw_action_row_activate (ADW_ACTION_ROW (lk_ui_find ("terms-row")));
  lk_ui_click ("register-submit-button");
  g_assert_nonnull (lk_ui_find ("register-problem"));
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY), ==, 1);

  read = lk_ui_find ("terms-read-button");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (read), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Read in browser: Privacy <b>Policy</b>");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (read)), ==, "terms.read");
}

/* The server's own page. */

static void
test_page_that_is_not_finished (LkUiFixture  *self,
                                gconstpointer data)
{
  g_autofree char *uri = NULL;
  LkWebView *view;

  answer (self, 401, "{" FLOW (CAPTCHA) "}");
  answer (self, 401, "{" FLOW (CAPTCHA) "}");
  answer (self, 200, SESSION);
  submit_form (self);
  lk_ui_wait_for ("web-page");
  view = lk_dummy_web_view_get_last ();
  uri = lk_web_view_dup_uri (view);
  g_assert_nonnull (strstr (uri, "/_matrix/client/v3/auth/m.login.recaptcha/fallback/web?"));
  g_assert_null (lk_dummy_web_view_get_jar (view));

  lk_ui_click ("register-finished-button");
  wait_says ("For the server, this isn’t finished yet.");
  g_assert_true (lk_dummy_web_view_get_last () == view);
  lk_ui_click ("register-finished-button");
  lk_ui_wait_for ("sign-out-button");
}

static void
test_without_a_view_there_is_the_browser (LkUiFixture  *self,
                                          gconstpointer data)
{
  lk_dummy_web_loader_set_broken (TRUE);
  answer (self, 401, "{" FLOW (CAPTCHA) "}");
  answer (self, 200, SESSION);
  submit_form (self);
  lk_ui_wait_for ("register-web-browser-button");
  lk_ui_assert_focus ("register-web-browser-button");
  lk_ui_click ("register-finished-button");
  lk_ui_wait_for ("sign-out-button");
}

/* Going back, at each question: to the choice of a way in. */
static const struct
{
  const char *path;
  const char *stage;  /* (nullable) the form */
  const char *widget; /* what is there by then */
  const char *button;
} places[] = {
  { "form", NULL, "register-form", "register-back-button" },
  { "token", TOKEN, "register-token-entry", "register-back-button" },
  { "terms", TERMS, "terms-row", "register-back-button" },
  { "page", CAPTCHA, "web-page", "web-cancel-button" },
};

static void
go_to (LkUiFixture *self,
       gsize        i)
{
  g_autofree char *body = NULL;

  if (places[i].stage == NULL)
    {
      open_form (self);
      fill_in ();
    }
  else
    {
      body = g_strdup_printf ("{\"session\":\"s1\",\"flows\":[{\"stages\":[%s]}]" POLICIES "}",
                              places[i].stage);
      answer (self, 401, body);
      submit_form (self);
    }
  lk_ui_wait_for (places[i].widget);
}

static void
test_going_back (LkUiFixture  *self,
                 gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  go_to (self, i);
  lk_ui_click (places[i].button);
  lk_ui_wait_for ("legacy-page");
  assert_secrets_cleared (self);
  lk_test_wait_until (has_no_view, NULL);

  lk_ui_click ("legacy-register-button");
  lk_ui_wait_for ("register-form");
  assert_secrets_cleared (self);
}

static void
test_esc_goes_back (LkUiFixture  *self,
                    gconstpointer data)
{
  go_to (self, GPOINTER_TO_SIZE (data));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  lk_ui_wait_for ("legacy-page");
  lk_test_wait_until (has_no_view, NULL);
}

/* The fixture proves that nothing stays. */
static void
test_closing (LkUiFixture  *self,
              gconstpointer data)
{
  go_to (self, GPOINTER_TO_SIZE (data));
}

/* The focus was where it is insensitive now. */
static void
test_while_the_server_thinks (LkUiFixture  *self,
                              gconstpointer data)
{
  answer (self, 200, SESSION);
  lk_fake_server_hold (self->world.server, KEY);
  submit_form (self);
  lk_account_fixture_wait_asked (&self->world, KEY, 1);
  g_assert_nonnull (lk_ui_find ("register-spinner"));
  lk_ui_assert_focus ("register-back-button");
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("register-name-entry")));
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("register-submit-button")));

  lk_ui_click ("register-back-button");
  lk_ui_wait_for ("server-entry");
  assert_secrets_cleared (self);
  lk_fake_server_release (self->world.server);
  lk_account_fixture_wait_asked (&self->world, KEY_LOGOUT, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);
}

static void
test_what_makes_no_sense_is_a_failure (LkUiFixture  *self,
                                       gconstpointer data)
{
  answer (self, 200, "{}");
  submit_form (self);
  lk_ui_wait_for ("try-again-button");
  g_assert_cmpstr (lk_ui_label ("failure-step"), ==, "It happened while creating the account.");
  assert_secrets_cleared (self);
  lk_fake_server_forget (self->world.server, KEY);
  answer (self, 200, SESSION);
  lk_ui_click ("try-again-button");
  lk_ui_wait_for ("register-form");
  fill_in ();
  lk_ui_click ("register-submit-button");
  lk_ui_wait_for ("sign-out-button");
}

/* Who may, and who is greeted. */

static void
test_not_where_the_server_wants_another_way (LkUiFixture  *self,
                                             gconstpointer data)
{
  lk_account_fixture_script (&self->world, LK_KEY_LOGIN, 200,
                             "{\"flows\":[{\"type\":\"m.login.sso\","
                             "\"oauth_aware_preferred\":true}]}");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("legacy-page");
  g_assert_null (lk_ui_find ("legacy-register-button"));
  gtk_widget_activate_action (lk_ui_find ("legacy-page"), "sign-in.register", NULL);
  lk_test_drain ();
  g_assert_null (lk_ui_find ("register-page"));
}

static void
sign_in_at_the_provider (LkUiFixture *self,
                         const char  *button)
{
  lk_account_fixture_script (&self->world, LK_KEY_METADATA, 200,
                             "{" LK_METADATA_MEMBERS ",\"prompt_values_supported\":[\"create\"],"
                             "\"registration_endpoint\":\"{url}/register\"}");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_click (button);
  lk_ui_wait_for ("web-page");
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), "code=code-1&state={state}");
  lk_ui_wait_for ("sign-out-button");
}

static void
test_new_at_the_provider_is_greeted (LkUiFixture  *self,
                                     gconstpointer data)
{
  sign_in_at_the_provider (self, "create-button");
  wait_says ("Welcome, ada");
}

static void
test_known_at_the_provider_is_not_greeted (LkUiFixture  *self,
                                           gconstpointer data)
{
  sign_in_at_the_provider (self, "sign-in-button");
  lk_test_drain ();
  g_assert_false (lk_ui_says ("Welcome, ada"));
}

static void
add_places (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      gpointer data = GSIZE_TO_POINTER (i);
      g_autofree char *back = g_strconcat ("/register-page/going-back/", places[i].path, NULL);
      g_autofree char *esc = g_strconcat ("/register-page/esc-goes-back/", places[i].path, NULL);
      g_autofree char *close =
        g_strconcat ("/register-page/closing-the-window-leaves-nothing/", places[i].path, NULL);

      g_test_add (back, LkUiFixture, data, set_up, test_going_back, lk_ui_fixture_tear_down);
      g_test_add (esc, LkUiFixture, data, set_up, test_esc_goes_back, lk_ui_fixture_tear_down);
      g_test_add (close, LkUiFixture, data, set_up, test_closing, lk_ui_fixture_tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  ADD ("/register-page/J11/creating-an-account", test_creating_an_account);
  ADD ("/register-page/form-says-what-is-missing", test_form_says_what_is_missing);
  ADD ("/register-page/name-is-checked-after-a-pause", test_name_is_checked_after_a_pause);
  ADD ("/register-page/name-is-checked-when-it-is-left", test_name_is_checked_when_it_is_left);
  ADD ("/register-page/closed-server-is-told-at-the-name", test_closed_server_is_told_at_the_name);
  ADD ("/register-page/taken-name-keeps-the-password", test_taken_name_keeps_the_password);
  ADD ("/register-page/weak-password-is-typed-anew", test_weak_password_is_typed_anew);
  ADD ("/register-page/closed-server-is-told", test_closed_server_is_told);
  ADD ("/register-page/rate-limit-rests", test_rate_limit_rests);
  ADD ("/register-page/long-rate-limit-rests", test_long_rate_limit_rests);
  ADD ("/register-page/wrong-token-stays-to-be-corrected",
       test_wrong_token_stays_to_be_corrected);
  ADD ("/register-page/nothing-is-agreed-to-by-itself", test_nothing_is_agreed_to_by_itself);
  ADD ("/register-page/J11/page-that-is-not-finished", test_page_that_is_not_finished);
  ADD ("/register-page/without-a-view-there-is-the-browser",
       test_without_a_view_there_is_the_browser);
  ADD ("/register-page/while-the-server-thinks", test_while_the_server_thinks);
  ADD ("/register-page/what-makes-no-sense-is-a-failure", test_what_makes_no_sense_is_a_failure);
  ADD ("/register-page/J3/not-where-the-server-wants-another-way",
       test_not_where_the_server_wants_another_way);
  ADD ("/register-page/new-at-the-provider-is-greeted", test_new_at_the_provider_is_greeted);
  ADD ("/register-page/known-at-the-provider-is-not-greeted",
       test_known_at_the_provider_is_not_greeted);
  add_places ();

  return g_test_run ();
}
