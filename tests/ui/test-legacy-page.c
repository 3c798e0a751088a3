/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-page.h"

#include "lk-dummy-web-view.h"
#include "lk-ui-fixture.h"

#include <string.h>

#define PASSWORD "{\"type\":\"m.login.password\"}"
#define SSO "{\"type\":\"m.login.sso\"}"
#define PROVIDERS "{\"type\":\"m.login.sso\",\"identity_providers\":[" \
  "{\"id\":\"hub\",\"name\":\"The_Hub <b>&amp;\",\"brand\":\"github\"}," \
  "{\"id\":\"a/b\",\"name\":\"Work\"}]}"

/* Before the window is shown. */
static void
be_legacy (LkUiFixture *self,
           const char  *flows)
{
  lk_account_fixture_be_legacy (&self->world, flows);
}

/* From the server page to the page for such servers. */
static void
arrive (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("legacy-page");
}

static void
type_password (const char *password)
{
  lk_ui_type ("legacy-user-row", "ada");
  lk_ui_type ("legacy-password-row", password);
}

static const char *
text_of (const char *name)
{
  return gtk_editable_get_text (GTK_EDITABLE (lk_ui_wait_for (name)));
}

static LkAccount *
get_account (LkUiFixture *self)
{
  g_autoptr (LkAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);

  return account; /* the list holds it */
}

static gboolean
is_sensitive (const char *name)
{
  GtkWidget *widget = lk_ui_find (name);

  g_assert_nonnull (widget);
  return gtk_widget_is_sensitive (widget);
}

static gboolean
has_no_view (gpointer user_data)
{
  return lk_dummy_web_view_get_last () == NULL;
}

static guint
count_logins (LkUiFixture *self)
{
  return lk_fake_server_count (self->world.server, LK_KEY_LOG_IN);
}

static void
test_signing_in_with_a_password (LkUiFixture  *self,
                                 gconstpointer data)
{
  be_legacy (self, PASSWORD);
  arrive (self);
  lk_ui_assert_focus ("legacy-user-row");
  g_assert_false (is_sensitive ("legacy-sign-in-button"));
  g_assert_null (lk_ui_find ("legacy-continue-button"));
  g_assert_null (lk_ui_find ("legacy-create-button"));
  g_assert_null (lk_ui_find ("legacy-back-button"));
  lk_ui_type ("legacy-user-row", "ada");
  g_assert_false (is_sensitive ("legacy-sign-in-button"));
  lk_ui_type ("legacy-password-row", "open sesame");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("sign-out-button");
  g_assert_nonnull (strstr (lk_fake_server_last_body (self->world.server, LK_KEY_LOG_IN),
                            "\"password\":\"open sesame\""));
  g_assert_cmpint (lk_account_get_record (get_account (self))->auth_api, ==, LK_AUTH_API_LEGACY);
  g_assert_cmpuint (count_logins (self), ==, 1);
  g_assert_null (lk_dummy_web_view_get_last ());
}

/* Enter leads from the user to the password, and from there in. */
static void
test_enter_is_enough (LkUiFixture  *self,
                      gconstpointer data)
{
  be_legacy (self, PASSWORD);
  arrive (self);
  lk_ui_type ("legacy-user-row", "ada");
  g_signal_emit_by_name (lk_ui_find ("legacy-user-row"), "activate");
  lk_ui_assert_focus ("legacy-password-row");
  g_signal_emit_by_name (lk_ui_find ("legacy-password-row"), "activate");
  g_assert_cmpuint (count_logins (self), ==, 0); /* there is none yet */
  lk_ui_type ("legacy-password-row", "open sesame");
  g_signal_emit_by_name (lk_ui_find ("legacy-password-row"), "activate");
  lk_ui_wait_for ("sign-out-button");
}

/* What the person can mend is said where they type; the password is gone, the rest is not. */
typedef struct
{
  const char *path;
  guint       status;
  const char *body;
  const char *sentence;
  const char *words; /* (nullable) the server's */
} Mendable;

static const Mendable mendable[] = {
  { "wrong-password", 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Invalid <b>password</b>\"}",
    "The user name or the password isn’t right.",
    "The server says: “Invalid <b>password</b>”" },
  { "deactivated", 403, "{\"errcode\":\"M_USER_DEACTIVATED\"}",
    "This account has been deactivated. The server’s administrator may be able to help.", NULL },
  { "locked", 401, "{\"errcode\":\"M_USER_LOCKED\",\"error\":\"Locked\",\"soft_logout\":true}",
    "The server has locked this account. The server’s administrator can help.",
    "The server says: “Locked”" },
  { "limited", 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"Too fast\"}",
    "The server asks to slow down. Wait a moment, then try again.", NULL },
  { "fault", 502, "<html>",
    "The server reports a fault of its own. You did nothing wrong: try again later.", NULL },
};

static void
test_error_is_shown_where_it_is_mended (LkUiFixture  *self,
                                        gconstpointer data)
{
  const Mendable *answer = data;

  be_legacy (self, PASSWORD);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, answer->status, answer->body);
  arrive (self);
  type_password ("wrong");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("legacy-error");
  g_assert_cmpstr (lk_ui_label ("legacy-error"), ==, answer->sentence);
  if (answer->words != NULL)
    g_assert_cmpstr (lk_ui_label ("legacy-error-words"), ==, answer->words);
  else
    g_assert_null (lk_ui_find ("legacy-error-words"));
  g_assert_null (lk_ui_find ("try-again-button"));
  lk_ui_assert_focus ("legacy-password-row");
  g_assert_cmpstr (text_of ("legacy-password-row"), ==, "");
  g_assert_cmpstr (text_of ("legacy-user-row"), ==, "ada");

  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 200, "{" LK_LOGIN_MEMBERS "}");
  lk_ui_type ("legacy-password-row", "right");
  g_assert_null (lk_ui_find ("legacy-error"));
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("sign-out-button");
  g_assert_cmpuint (count_logins (self), ==, 1); /* of the new script */
}

/* The server says how long to wait: so long the button waits, too, and the time runs. */
static void
test_waiting_is_counted_down (LkUiFixture  *self,
                              gconstpointer data)
{
  be_legacy (self, PASSWORD);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 429,
                             "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":9000}");
  lk_fake_server_header (self->world.server, LK_KEY_LOG_IN, "Retry-After", "3");
  arrive (self);
  type_password ("x");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("legacy-error");
  g_assert_cmpstr (lk_ui_label ("legacy-error"), ==,
                   "The server asks to slow down. Try again in 3 seconds.");
  lk_ui_type ("legacy-password-row", "y");
  g_assert_false (is_sensitive ("legacy-sign-in-button"));
  g_assert_nonnull (lk_ui_find ("legacy-error"));
  g_signal_emit_by_name (lk_ui_find ("legacy-password-row"), "activate");

  lk_dummy_clock_advance (self->world.clock, 1);
  g_assert_cmpstr (lk_ui_label ("legacy-error"), ==,
                   "The server asks to slow down. Try again in 2 seconds.");
  lk_dummy_clock_advance (self->world.clock, 2);
  g_assert_null (lk_ui_find ("legacy-error"));
  g_assert_true (is_sensitive ("legacy-sign-in-button"));
  g_assert_cmpuint (count_logins (self), ==, 1);
}

/* Servers that have been attacked ask for hours: more microseconds than an int can hold. */
static void
test_long_waiting_is_waited_for (LkUiFixture  *self,
                                 gconstpointer data)
{
  be_legacy (self, PASSWORD);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 429,
                             "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":3600000}");
  arrive (self);
  type_password ("x");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("legacy-error");
  g_assert_cmpstr (lk_ui_label ("legacy-error"), ==,
                   "The server asks to slow down. Try again in 60 minutes.");
  lk_ui_type ("legacy-password-row", "y");
  g_assert_false (is_sensitive ("legacy-sign-in-button"));
  lk_dummy_clock_advance (self->world.clock, 3600);
  g_assert_true (is_sensitive ("legacy-sign-in-button"));
}

/* What is no matter of typing has the page of all failures; from there the way leads back to the
 * form, for nothing that was typed is kept. */
static void
test_other_failures_have_the_failure_page (LkUiFixture  *self,
                                           gconstpointer data)
{
  be_legacy (self, PASSWORD);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 200, "<html>");
  arrive (self);
  type_password ("secret");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("try-again-button");
  g_assert_cmpstr (lk_ui_label ("failure-step"), ==,
                   "It happened while signing in to the homeserver.");
  lk_ui_click ("try-again-button");
  lk_ui_wait_for ("legacy-page");
  g_assert_cmpstr (text_of ("legacy-password-row"), ==, "");
  g_assert_cmpstr (text_of ("legacy-user-row"), ==, "ada");
  g_assert_cmpuint (count_logins (self), ==, 1);
}

/* The login is gone: perhaps there is a provider now. */
static void
test_gone_login_is_looked_for_anew (LkUiFixture  *self,
                                    gconstpointer data)
{
  be_legacy (self, PASSWORD);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 404,
                             "{\"errcode\":\"M_UNRECOGNIZED\"}");
  arrive (self);
  type_password ("secret");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("try-again-button");
  lk_account_fixture_script (&self->world, LK_KEY_METADATA, 200, LK_METADATA);
  lk_ui_click ("try-again-button");
  lk_ui_wait_for ("method-page");
  lk_ui_wait_for ("sign-in-button");
}

static void
test_cancelling_leaves_nothing (LkUiFixture  *self,
                                gconstpointer data)
{
  be_legacy (self, PASSWORD);
  lk_fake_server_hold (self->world.server, LK_KEY_LOG_IN);
  arrive (self);
  type_password ("secret");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_click ("legacy-cancel-button");
  lk_ui_wait_for ("server-entry");
  lk_account_fixture_wait_asked (&self->world, LK_KEY_LOG_IN, 1);
  lk_fake_server_release (self->world.server);
  lk_account_fixture_wait_asked (&self->world, LK_KEY_LOGOUT, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)), ==, 0);

  lk_ui_click ("continue-button");
  lk_ui_wait_for ("legacy-page");
  g_assert_cmpstr (text_of ("legacy-password-row"), ==, "");
}

/* The same by closing the window: the fixture proves that nothing stays. */
static void
test_closing_leaves_nothing (LkUiFixture  *self,
                             gconstpointer data)
{
  be_legacy (self, PASSWORD);
  if (data != NULL)
    lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 429, data);
  else
    {
      lk_fake_server_forget (self->world.server, LK_KEY_LOG_IN);
      lk_fake_server_hang (self->world.server, LK_KEY_LOG_IN);
    }
  arrive (self);
  type_password ("secret");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for (data != NULL ? "legacy-error" : "legacy-cancel-button");
}

static void
test_leaving_forgets_the_password (LkUiFixture  *self,
                                   gconstpointer data)
{
  GtkEditable *row;

  be_legacy (self, PASSWORD);
  arrive (self);
  type_password ("secret");
  row = GTK_EDITABLE (lk_ui_find ("legacy-password-row"));
  lk_ui_click ("legacy-header-back-button");
  lk_ui_wait_for ("server-entry");
  g_assert_cmpstr (gtk_editable_get_text (row), ==, "");
  g_assert_false (gtk_editable_get_enable_undo (row));
}

static void
test_who_signs_in_again_is_known (LkUiFixture  *self,
                                  gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);
  GtkEditable *row;

  be_legacy (self, PASSWORD);
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-in-again-button");
  lk_ui_wait_for ("legacy-page");
  row = GTK_EDITABLE (lk_ui_wait_for ("legacy-user-row"));
  g_assert_cmpstr (gtk_editable_get_text (row), ==, LK_USER_ID);
  g_assert_false (gtk_editable_get_editable (row));
  lk_ui_assert_focus ("legacy-password-row");
  lk_ui_type ("legacy-password-row", "open sesame");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("sign-out-button");
  g_assert_true (get_account (self) == account);
  g_assert_nonnull (strstr (lk_fake_server_last_body (self->world.server, LK_KEY_LOG_IN),
                            "\"device_id\":\"DEVICEDEVICE\""));
}

/* Giving up after a wrong password: an account that was there is as it was. */
static void
test_giving_up_loses_nothing (LkUiFixture  *self,
                              gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);

  be_legacy (self, PASSWORD);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-in-again-button");
  lk_ui_type ("legacy-password-row", "wrong");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("legacy-error");
  lk_ui_click ("legacy-header-back-button");
  lk_ui_wait_for ("account-list");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
}

/* Single sign-on. */

static void
test_signing_in_with_a_provider (LkUiFixture  *self,
                                 gconstpointer data)
{
  g_autofree char *uri = NULL;

  be_legacy (self, PROVIDERS);
  arrive (self);
  g_assert_null (lk_ui_find ("legacy-password-row"));
  lk_ui_assert_focus ("sso-button-hub");
  lk_ui_wait_for ("sso-button-hub");
  g_assert_true (lk_ui_says ("Continue with The_Hub <b>&amp;"));
  lk_ui_click ("sso-button-a/b");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_nonnull (strstr (uri, "/_matrix/client/v3/login/sso/redirect/a%2Fb?redirectUrl="));
  g_assert_nonnull (strstr (uri, "&action=login&"));
  lk_dummy_web_view_redirect_sso (lk_dummy_web_view_get_last (), "syl_token");
  lk_ui_wait_for ("sign-out-button");
  g_assert_nonnull (strstr (lk_fake_server_last_body (self->world.server, LK_KEY_LOG_IN),
                            "\"token\":\"syl_token\""));
  lk_test_wait_until (has_no_view, NULL);
}

static void
test_without_providers_there_is_one_button (LkUiFixture  *self,
                                            gconstpointer data)
{
  g_autofree char *uri = NULL;

  be_legacy (self, PASSWORD "," SSO);
  arrive (self);
  lk_ui_wait_for ("legacy-password-row");
  g_assert_true (lk_ui_says ("or"));
  lk_ui_click ("sso-button-");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_nonnull (strstr (uri, "/_matrix/client/v3/login/sso/redirect?redirectUrl="));
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("server-entry");
  lk_test_wait_until (has_no_view, NULL);
}

static void
test_wrong_password_leaves_the_other_ways_open (LkUiFixture  *self,
                                                gconstpointer data)
{
  be_legacy (self, PASSWORD "," SSO);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  arrive (self);
  type_password ("wrong");
  lk_ui_click ("legacy-sign-in-button");
  lk_ui_wait_for ("legacy-error");
  lk_ui_click ("sso-button-");
  lk_ui_wait_for ("web-page");
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 200, "{" LK_LOGIN_MEMBERS "}");
  lk_dummy_web_view_redirect_sso (lk_dummy_web_view_get_last (), "t");
  lk_ui_wait_for ("sign-out-button");
}

static void
test_refused_token_can_be_tried_again (LkUiFixture  *self,
                                       gconstpointer data)
{
  g_autofree char *uri = NULL;

  be_legacy (self, PROVIDERS);
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 403, "{\"errcode\":\"M_FORBIDDEN\"}");
  arrive (self);
  lk_ui_click ("sso-button-hub");
  lk_ui_wait_for ("web-page");
  lk_dummy_web_view_redirect_sso (lk_dummy_web_view_get_last (), "late");
  lk_ui_wait_for ("try-again-button");
  lk_account_fixture_script (&self->world, LK_KEY_LOG_IN, 200, "{" LK_LOGIN_MEMBERS "}");
  lk_ui_click ("try-again-button");
  lk_ui_wait_for ("web-page");
  uri = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_nonnull (strstr (uri, "/redirect/hub?"));
  lk_dummy_web_view_redirect_sso (lk_dummy_web_view_get_last (), "good");
  lk_ui_wait_for ("sign-out-button");
}

/* J3: one that has a provider behind it wants nothing but its own page. */
static const char *const aware[] = {
  PASSWORD ",{\"type\":\"m.login.sso\",\"oauth_aware_preferred\":true}",
  PASSWORD ",{\"type\":\"m.login.sso\","
  "\"org.matrix.msc3824.delegated_oidc_compatibility\":true}",
};

static void
test_oauth_aware_server_offers_its_page_only (LkUiFixture  *self,
                                              gconstpointer data)
{
  g_autofree char *login = NULL;
  g_autofree char *create = NULL;

  be_legacy (self, data);
  arrive (self);
  lk_ui_assert_focus ("legacy-continue-button");
  g_assert_null (lk_ui_find ("legacy-password-row"));
  g_assert_null (lk_ui_find ("legacy-sign-in-button"));
  g_assert_null (lk_ui_find ("legacy-register-button"));
  g_assert_null (lk_ui_find ("sso-button-"));
  lk_ui_click ("legacy-continue-button");
  lk_ui_wait_for ("web-page");
  login = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_nonnull (strstr (login, "&action=login&org.matrix.msc3824.action=login"));
  lk_ui_click ("web-cancel-button");

  lk_ui_click ("continue-button");
  lk_ui_click ("legacy-create-button");
  lk_ui_wait_for ("web-page");
  create = lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  g_assert_nonnull (strstr (create, "&action=register&org.matrix.msc3824.action=register"));
  lk_dummy_web_view_redirect_sso (lk_dummy_web_view_get_last (), "t");
  lk_ui_wait_for ("sign-out-button");
}

static void
test_who_signs_in_again_creates_nothing (LkUiFixture  *self,
                                         gconstpointer data)
{
  lk_ui_fixture_add_expired (self);
  be_legacy (self, aware[0]);
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-in-again-button");
  lk_ui_wait_for ("legacy-continue-button");
  g_assert_null (lk_ui_find ("legacy-create-button"));
}

static void
test_unknown_ways_are_named_as_such (LkUiFixture  *self,
                                     gconstpointer data)
{
  be_legacy (self, "{\"type\":\"org.matrix.login.jwt\"},{\"type\":\"m.login.token\"}");
  arrive (self);
  g_assert_true (
    lk_ui_says ("This homeserver’s way to sign in isn’t one that Latchkey knows."));
  g_assert_null (lk_ui_find ("legacy-password-row"));
  lk_ui_assert_focus ("legacy-back-button");
  lk_ui_click ("legacy-back-button");
  lk_ui_wait_for ("server-entry");
}

/* The page of a homeserver that was found for a new account. */
static GtkWidget *
new_page (LkUiFixture *self,
          const char  *flows)
{
  g_autoptr (LkAccount) account = lk_account_new (self->world.ports, NULL);
  g_autoptr (LkHomeserver) homeserver = NULL;

  be_legacy (self, flows);
  homeserver = lk_account_fixture_discover (&self->world, account);
  return g_object_new (LK_TYPE_LEGACY_PAGE, "account", account, "homeserver", homeserver, NULL);
}

static void
test_typed_user_id_is_filled_in (LkUiFixture  *self,
                                 gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_new (self->world.ports, NULL);
  g_autoptr (LkHomeserver) homeserver = NULL;
  GtkWindow *window;

  be_legacy (self, PASSWORD);
  homeserver = lk_account_fixture_discover (&self->world, account);
  lk_server_entry_free (homeserver->entry);
  homeserver->entry = lk_server_entry_parse ("@ada:example.org", FALSE, NULL);
  window = lk_ui_show (g_object_new (LK_TYPE_LEGACY_PAGE, "account", account, "homeserver",
                                     homeserver, NULL));
  g_assert_cmpstr (text_of ("legacy-user-row"), ==, "@ada:example.org");
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (lk_ui_find ("legacy-user-row"))));
  gtk_widget_grab_focus (lk_ui_find ("legacy-page"));
  lk_ui_assert_focus ("legacy-password-row");
  gtk_window_destroy (window);
}

static void
test_registering_needs_a_password (LkUiFixture  *self,
                                   gconstpointer data)
{
  GtkWindow *window = lk_ui_show (new_page (self, PASSWORD));

  g_assert_nonnull (lk_ui_find ("legacy-register-button"));
  gtk_window_destroy (window);
  window = lk_ui_show (new_page (self, SSO));
  g_assert_null (lk_ui_find ("legacy-register-button"));
  gtk_window_destroy (window);
}

static void
test_new_destroy (LkUiFixture  *self,
                  gconstpointer data)
{
  GtkWidget *page = g_object_ref_sink (new_page (self, PASSWORD "," PROVIDERS));

  lk_test_drain ();
  g_assert_finalize_object (page);
}

#define ADD_WITH(path, data, func) \
  g_test_add (path, LkUiFixture, data, lk_ui_fixture_set_up, func, lk_ui_fixture_tear_down)

static void
add_password_tests (void)
{
  LK_UI_ADD ("/legacy-page/signing-in-with-a-password", test_signing_in_with_a_password);
  LK_UI_ADD ("/legacy-page/enter-is-enough", test_enter_is_enough);
  for (gsize i = 0; i < G_N_ELEMENTS (mendable); i++)
    {
      g_autofree char *path =
        g_strconcat ("/legacy-page/J6/error-is-shown-where-it-is-mended/", mendable[i].path, NULL);

      ADD_WITH (path, &mendable[i], test_error_is_shown_where_it_is_mended);
    }
  LK_UI_ADD ("/legacy-page/J6/waiting-is-counted-down", test_waiting_is_counted_down);
  LK_UI_ADD ("/legacy-page/J6/long-waiting-is-waited-for", test_long_waiting_is_waited_for);
  LK_UI_ADD ("/legacy-page/other-failures-have-the-failure-page",
             test_other_failures_have_the_failure_page);
  LK_UI_ADD ("/legacy-page/J6/gone-login-is-looked-for-anew", test_gone_login_is_looked_for_anew);
  LK_UI_ADD ("/legacy-page/cancelling-leaves-nothing", test_cancelling_leaves_nothing);
  ADD_WITH ("/legacy-page/closing-leaves-nothing/signing-in", NULL, test_closing_leaves_nothing);
  ADD_WITH ("/legacy-page/closing-leaves-nothing/waiting",
            "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":60000}",
            test_closing_leaves_nothing);
  LK_UI_ADD ("/legacy-page/J6/leaving-forgets-the-password", test_leaving_forgets_the_password);
  LK_UI_ADD ("/legacy-page/typed-user-id-is-filled-in", test_typed_user_id_is_filled_in);
  LK_UI_ADD ("/legacy-page/J9/who-signs-in-again-is-known", test_who_signs_in_again_is_known);
  LK_UI_ADD ("/legacy-page/giving-up-loses-nothing", test_giving_up_loses_nothing);
}

static void
test_the_window_is_closed_from_the_password (LkUiFixture  *self,
                                             gconstpointer data)
{
  gboolean left = FALSE;

  be_legacy (self, PASSWORD);
  arrive (self);
  lk_ui_type ("legacy-user-row", "ada");
  gtk_widget_grab_focus (lk_ui_wait_for ("legacy-password-row"));
  lk_ui_watch_keyboard ("legacy-password-row", &left);
  gtk_window_close (GTK_WINDOW (g_steal_pointer (&self->window)));
  lk_test_drain ();
  g_assert_true (left);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/legacy-page/new-destroy", test_new_destroy);
  add_password_tests ();
  LK_UI_ADD ("/legacy-page/J4/signing-in-with-a-provider", test_signing_in_with_a_provider);
  LK_UI_ADD ("/legacy-page/without-providers-there-is-one-button",
             test_without_providers_there_is_one_button);
  LK_UI_ADD ("/legacy-page/wrong-password-leaves-the-other-ways-open",
             test_wrong_password_leaves_the_other_ways_open);
  LK_UI_ADD ("/legacy-page/refused-token-can-be-tried-again",
             test_refused_token_can_be_tried_again);
  ADD_WITH ("/legacy-page/J3/oauth-aware-server-offers-its-page-only/stable", aware[0],
            test_oauth_aware_server_offers_its_page_only);
  ADD_WITH ("/legacy-page/J3/oauth-aware-server-offers-its-page-only/unstable", aware[1],
            test_oauth_aware_server_offers_its_page_only);
  LK_UI_ADD ("/legacy-page/who-signs-in-again-creates-nothing",
             test_who_signs_in_again_creates_nothing);
  LK_UI_ADD ("/legacy-page/J10/unknown-ways-are-named-as-such",
             test_unknown_ways_are_named_as_such);
  LK_UI_ADD ("/legacy-page/registering-needs-a-password", test_registering_needs_a_password);
  LK_UI_ADD ("/legacy-page/the-window-is-closed-from-the-password",
             test_the_window_is_closed_from_the_password);

  return g_test_run ();
}
