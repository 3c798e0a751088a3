/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "lk-dummy-browser.h"
#include "lk-dummy-web-view.h"
#include "lk-settings.h"
#include "lk-sign-in-steps.h"
#include "lk-ui-fixture.h"

/* The ways to the provider's page, and from each to each. */

typedef struct
{
  const char *nick;
  const char *page;
} Way;

static const Way ways[] = {
  { "embedded", "web-page" },
  { "browser", "browser-page" },
  { "paste", "paste-page" },
};

#define N_WAYS G_N_ELEMENTS (ways)

static const Way device_way = { "device", "device-page" };

#define KEY_DEVICE   "POST /device"
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

static LkSignInSteps *
get_steps (void)
{
  g_autoptr (LkSignInSteps) steps = NULL;

  g_object_get (lk_ui_wait_for ("sign-in-flow"), "steps", &steps, NULL);
  return steps; /* the flow holds it */
}

/* What the provider would send a browser to at the end of the page at @uri. */
static char *
dup_redirect (const char *uri,
              const char *code)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) params =
    g_uri_parse_params (g_uri_get_query (parsed), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return g_strdup_printf ("%s?code=%s&state=%s",
                          (char *) g_hash_table_lookup (params, "redirect_uri"), code,
                          (char *) g_hash_table_lookup (params, "state"));
}

static char *
dup_uri (void)
{
  return lk_sign_in_stay_dup_uri (lk_sign_in_steps_get_stay (get_steps ()));
}

static void
switch_to (const Way *way)
{
  g_assert_true (gtk_widget_activate_action (lk_ui_wait_for ("ways-button"), "sign-in.way", "s",
                                             way->nick));
  lk_ui_wait_for (way->page);
}

static const char *
get_marked_way (void)
{
  LkWay way;

  g_object_get (lk_ui_wait_for ("sign-in-flow"), "way", &way, NULL);
  return lk_way_get_nick (way);
}

/* Where the page of the way says that the person is to go. */
static char *
dup_shown_uri (const Way *way)
{
  if (g_str_equal (way->nick, "embedded"))
    return lk_web_view_dup_uri (lk_dummy_web_view_get_last ());
  if (g_str_equal (way->nick, "paste"))
    return g_strdup (lk_ui_label ("paste-address"));
  lk_dummy_browser_wait (1);
  return g_strdup (lk_dummy_browser_get_last ());
}

static gboolean
has_no_view (gpointer user_data)
{
  return lk_dummy_web_view_get_last () == NULL;
}

static void
paste (const char *text)
{
  lk_ui_type ("paste-entry", text);
  lk_ui_click ("paste-continue-button");
}

/* The address is the same in each way, and with it state, challenge and registration; only the
 * embedded way has a view. */
static void
test_every_switch_keeps_the_attempt (LkUiFixture  *self,
                                     gconstpointer data)
{
  g_autofree char *uri = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  uri = dup_uri ();
  for (gsize i = 0; i < N_WAYS * N_WAYS; i++)
    {
      const Way *from = &ways[i / N_WAYS];
      const Way *to = &ways[i % N_WAYS];
      g_autofree char *shown = NULL;

      g_test_message ("From %s to %s", from->nick, to->nick);
      switch_to (from);
      lk_test_drain ();
      lk_dummy_browser_forget ();
      switch_to (to);
      g_assert_cmpstr (get_marked_way (), ==, to->nick);
      if (from != to || !g_str_equal (to->nick, "browser"))
        shown = dup_shown_uri (to);
      g_assert_cmpstr (shown != NULL ? shown : uri, ==, uri);
      if (!g_str_equal (to->nick, "embedded"))
        lk_test_wait_until (has_no_view, NULL);
    }
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REGISTER), ==, 1);

  switch_to (&ways[0]);
  lk_dummy_web_view_redirect_query (lk_dummy_web_view_get_last (), "code=code-1&state={state}");
  lk_ui_wait_for ("sign-out-button");
}

/* The provider can do that, too. @more: members of the metadata */
static void
script_device (LkUiFixture *self,
               const char  *more)
{
  g_autofree char *metadata =
    g_strdup_printf ("{%s,\"registration_endpoint\":\"{url}/register\","
                     "\"device_authorization_endpoint\":\"{url}/device\"%s}",
                     LK_METADATA_MEMBERS, more);
  char *grants = strstr (metadata, "\"refresh_token\"]");
  g_autoptr (GString) text = g_string_new (metadata);

  g_assert_nonnull (grants);
  g_string_insert (text, grants - metadata, "\"" DEVICE_GRANT "\",");
  lk_account_fixture_script (&self->world, LK_KEY_METADATA, 200, text->str);
  lk_account_fixture_script (&self->world, LK_KEY_REGISTER, 201,
                             "{\"client_id\":\"client-2\",\"grant_types\":"
                             "[\"authorization_code\",\"refresh_token\",\"" DEVICE_GRANT "\"]}");
  lk_fake_server_json (self->world.server, KEY_DEVICE,
                       "{\"device_code\":\"d\",\"user_code\":\"BCDF-GHJK\",\"expires_in\":600,"
                       "\"verification_uri\":\"{url}/link\"}");
}

static LkDeviceGrantState
get_grant_state (void)
{
  LkSignInStay *stay = lk_sign_in_steps_get_stay (get_steps ());

  return lk_device_grant_get_state (lk_sign_in_stay_get_device_grant (stay));
}

/* The code is asked for when one goes there, and given up when one leaves: the same registration,
 * and the address of the other ways still the same. */
static void
test_another_device_is_a_way_like_the_others (LkUiFixture  *self,
                                              gconstpointer data)
{
  g_autofree char *uri = NULL;

  script_device (self, "");
  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  uri = dup_uri ();
  for (gsize i = 0; i < N_WAYS; i++)
    {
      g_autofree char *shown = NULL;

      switch_to (&ways[i]);
      switch_to (&device_way);
      lk_ui_wait_for ("device-code");
      g_assert_cmpstr (get_marked_way (), ==, "device");
      g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY_DEVICE), ==, i + 1);
      lk_test_wait_until (has_no_view, NULL);

      lk_dummy_browser_forget ();
      switch_to (&ways[i]);
      shown = dup_shown_uri (&ways[i]);
      g_assert_cmpstr (shown, ==, uri);
      g_assert_cmpint (get_grant_state (), ==, LK_DEVICE_GRANT_IDLE);
    }

  switch_to (&device_way);
  lk_ui_wait_for ("device-code");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 0);
  lk_dummy_clock_advance (self->world.clock, 5);
  lk_ui_wait_for ("sign-out-button");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_REGISTER), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 1);
}

/* I7: nobody asks for the tokens of a code that nobody sees any more. */
static void
test_leaving_the_device_page_stops_polling (LkUiFixture  *self,
                                            gconstpointer data)
{
  gboolean cancels = GPOINTER_TO_INT (data);

  script_device (self, "");
  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  switch_to (&device_way);
  lk_ui_wait_for ("device-code");
  if (cancels)
    {
      lk_ui_click ("device-cancel-button");
      lk_ui_wait_for ("server-entry");
    }
  else
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->window)));
  lk_test_drain ();
  lk_dummy_clock_advance (self->world.clock, 600);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY_DEVICE), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 0);
}

/* D7: it is offered to sign in, but it isn't one of the ways to a new account. */
static void
test_another_device_creates_no_account (LkUiFixture  *self,
                                        gconstpointer data)
{
  LkSignInStay *stay;

  script_device (self, ",\"prompt_values_supported\":[\"create\"]");
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("way-row-device");
  lk_ui_click ("create-button");
  lk_ui_wait_for ("web-page");
  stay = lk_sign_in_steps_get_stay (get_steps ());
  g_assert_false (lk_sign_in_stay_offers (stay, LK_WAY_DEVICE));
  gtk_widget_activate_action (lk_ui_wait_for ("ways-button"), "sign-in.way", "s", "device");
  lk_test_drain ();
  g_assert_nonnull (lk_ui_find ("web-page"));
  g_assert_cmpuint (lk_fake_server_count (self->world.server, KEY_DEVICE), ==, 0);
  lk_ui_click ("web-cancel-button");
  lk_ui_wait_for ("server-entry");
}

static void
test_pasting_the_address_signs_in (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autofree char *right = NULL;
  g_autofree char *spoilt = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  switch_to (&ways[2]);
  lk_ui_assert_focus ("paste-entry");
  uri = dup_uri ();
  right = dup_redirect (uri, "code-1");
  spoilt = g_strdup_printf ("%s0", right); /* another state */

  paste ("  ");
  g_assert_cmpstr (lk_ui_label ("paste-error"), ==,
                   "Paste the address that the browser shows when you are done there.");
  paste (spoilt);
  g_assert_true (g_str_has_prefix (lk_ui_label ("paste-error"), "That is not the address"));
  lk_ui_assert_focus ("paste-entry");
  paste ("https://example.org/?code=code-1&state=x");
  lk_ui_wait_for ("paste-error");
  lk_ui_type ("paste-entry", "something else");
  g_assert_null (lk_ui_find ("paste-error"));
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 0);

  paste (right);
  lk_ui_wait_for ("sign-out-button");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 1);
  lk_test_wait_until (has_no_view, NULL);
}

/* Who comes back from elsewhere finds the window in front of what they had opened there. */
static void
test_the_window_comes_to_the_front (LkUiFixture  *self,
                                    gconstpointer data)
{
  LkSignInStay *stay;
  g_autofree char *uri = NULL;
  g_autofree char *right = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  switch_to (&ways[1]);
  stay = lk_sign_in_steps_get_stay (get_steps ());
  uri = lk_sign_in_stay_dup_uri (stay);
  right = dup_redirect (uri, "code-1");
  gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  lk_sign_in_stay_paste (stay, right);
  lk_ui_wait_for ("sign-out-button");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->window)));
}

/* What was typed holds a code, what is shown the state: neither stays. */
static void
test_nothing_stays_on_the_paste_page (LkUiFixture  *self,
                                      gconstpointer data)
{
  GtkEditable *entry;
  GtkLabel *address;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  switch_to (&ways[2]);
  entry = GTK_EDITABLE (lk_ui_wait_for ("paste-entry"));
  address = GTK_LABEL (lk_ui_wait_for ("paste-address"));
  paste ("https://example.org/?code=code-1&state=x");
  lk_ui_wait_for ("paste-error");
  switch_to (&ways[0]);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
  g_assert_cmpstr (gtk_label_get_text (address), ==, "");

  switch_to (&ways[2]);
  g_assert_null (lk_ui_find ("paste-error"));
  lk_ui_type ("paste-entry", "code-1");
  lk_ui_click ("paste-cancel-button");
  lk_ui_wait_for ("server-entry");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
  g_assert_cmpstr (gtk_label_get_text (address), ==, "");
}

/* D16: late is too late. */
static void
test_what_comes_after_cancelling_changes_nothing (LkUiFixture  *self,
                                                  gconstpointer data)
{
  g_autoptr (LkSignInSteps) steps = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *right = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  switch_to (&ways[1]);
  steps = g_object_ref (get_steps ());
  uri = dup_uri ();
  right = dup_redirect (uri, "code-1");
  lk_ui_click ("browser-cancel-button");
  lk_ui_wait_for ("server-entry");

  lk_sign_in_stay_paste (lk_sign_in_steps_get_stay (steps), right);
  lk_test_drain ();
  g_assert_cmpint (lk_account_get_state (lk_sign_in_steps_get_account (steps)), ==,
                   LK_AUTH_STATE_SIGNED_OUT);
  g_assert_null (lk_sign_in_stay_dup_uri (lk_sign_in_steps_get_stay (steps)));
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 0);
  g_assert_nonnull (lk_ui_find ("server-entry"));
}

/* Two attempts at once. */

typedef struct
{
  LkSignInSteps *steps;
  LkAccount     *account;
  char          *redirect;
  guint          n_stray;
} Attempt;

static gboolean
has_homeserver (gpointer user_data)
{
  return lk_sign_in_steps_get_homeserver (user_data) != NULL;
}

static gboolean
is_open (gpointer user_data)
{
  return lk_sign_in_stay_is_open (lk_sign_in_steps_get_stay (user_data));
}

static void
on_judged (Attempt           *attempt,
           LkRedirectVerdict  verdict)
{
  if (verdict == LK_REDIRECT_STRAY)
    attempt->n_stray++;
}

static void
attempt_begin (Attempt     *attempt,
               LkUiFixture *self,
               GtkWidget   *widget)
{
  g_autofree char *uri = NULL;
  LkSignInStay *stay;

  attempt->steps = lk_sign_in_steps_new (self->accounts, NULL);
  attempt->account = lk_sign_in_steps_get_account (attempt->steps);
  stay = lk_sign_in_steps_get_stay (attempt->steps);
  lk_sign_in_steps_discover (attempt->steps, lk_fake_server_get_url (self->world.server),
                             lk_hold_new (widget));
  lk_test_wait_until (has_homeserver, attempt->steps);
  lk_sign_in_stay_set_way (stay, LK_WAY_PASTE);
  g_signal_connect_swapped (stay, "judged", G_CALLBACK (on_judged), attempt);
  lk_sign_in_steps_start (attempt->steps, FALSE, lk_hold_new (widget));
  lk_test_wait_until (is_open, attempt->steps);
  uri = lk_sign_in_stay_dup_uri (stay);
  attempt->redirect = dup_redirect (uri, "code-1");
}

static void
attempt_paste (Attempt    *attempt,
               const char *text)
{
  lk_sign_in_stay_paste (lk_sign_in_steps_get_stay (attempt->steps), text);
  lk_test_drain ();
}

static void
attempt_end (Attempt *attempt)
{
  g_object_unref (attempt->steps);
  g_free (attempt->redirect);
}

static void
test_two_attempts_do_not_cross (LkUiFixture  *self,
                                gconstpointer data)
{
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));
  Attempt one = { NULL };
  Attempt two = { NULL };

  attempt_begin (&one, self, widget);
  attempt_begin (&two, self, widget);
  g_assert_cmpstr (one.redirect, !=, two.redirect);

  attempt_paste (&one, two.redirect);
  attempt_paste (&two, one.redirect);
  g_assert_cmpuint (one.n_stray, ==, 1);
  g_assert_cmpuint (two.n_stray, ==, 1);
  g_assert_cmpint (lk_account_get_state (one.account), ==, LK_AUTH_STATE_AUTHORIZING);
  g_assert_cmpint (lk_account_get_state (two.account), ==, LK_AUTH_STATE_AUTHORIZING);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, LK_KEY_TOKEN), ==, 0);

  attempt_paste (&one, one.redirect);
  lk_test_wait_state (one.account, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpint (lk_account_get_state (two.account), ==, LK_AUTH_STATE_AUTHORIZING);
  lk_sign_in_steps_cancel (two.steps);
  lk_test_wait_state (two.account, LK_AUTH_STATE_SIGNED_OUT);
  lk_test_drain ();
  attempt_end (&one);
  attempt_end (&two);
}

/* From the method page. */

static void
test_the_method_page_offers_the_other_ways (LkUiFixture  *self,
                                            gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("way-row-browser");
  g_assert_nonnull (lk_ui_find ("way-row-paste"));
  g_assert_null (lk_ui_find ("way-row-embedded")); /* that is the button's */
  g_assert_null (lk_ui_find ("way-row-device"));   /* the provider doesn't do that */
  g_assert_null (lk_ui_find ("method-hint"));

  lk_ui_click ("way-row-paste");
  lk_ui_wait_for ("paste-page");
  g_assert_true (has_no_view (NULL));
}

static void
test_unknown_ways_are_not_gone (LkUiFixture  *self,
                                gconstpointer data)
{
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  gtk_widget_activate_action (lk_ui_wait_for ("method-page"), "sign-in.start-by", "s", "pigeon");
  lk_test_drain ();
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("web-page");
  gtk_widget_activate_action (lk_ui_wait_for ("web-page"), "sign-in.way", "s", "device");
  lk_test_drain ();
  g_assert_nonnull (lk_ui_find ("web-page"));
  g_assert_cmpstr (get_marked_way (), ==, "embedded");
}

static void
test_the_way_used_last_is_the_first_next_time (LkUiFixture  *self,
                                               gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autofree char *right = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  switch_to (&ways[2]);
  lk_ui_click ("paste-cancel-button"); /* it has led nowhere yet */
  lk_ui_fixture_open_page (self);
  switch_to (&ways[2]);
  uri = dup_uri ();
  right = dup_redirect (uri, "code-1");
  paste (right);
  lk_ui_wait_for ("sign-out-button");

  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.add-account", NULL);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("method-hint");
  g_assert_null (lk_ui_find ("way-row-paste"));
  g_assert_nonnull (lk_ui_find ("way-row-embedded"));
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("paste-page");
  switch_to (&ways[0]);
}

/* The cookies of a page where somebody else may have signed in are not this account's. */
static void
test_only_the_view_that_was_used_leaves_its_cookies (LkUiFixture  *self,
                                                     gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *right = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  uri = dup_uri ();
  right = dup_redirect (uri, "code-1");
  before = g_strdup (lk_dummy_web_view_get_last_kept ());
  lk_sign_in_stay_paste (lk_sign_in_steps_get_stay (get_steps ()), right);
  lk_ui_wait_for ("sign-out-button");
  g_assert_cmpstr (lk_dummy_web_view_get_last_kept (), ==, before);
}

/* Where there can be no view, there is the browser, and a word why. */

static void
test_without_a_view_the_browser_is_the_way (LkUiFixture  *self,
                                            gconstpointer data)
{
  lk_dummy_web_loader_set_broken (TRUE);
  lk_dummy_browser_forget ();
  lk_ui_fixture_show (self);
  lk_ui_fixture_discover (self);
  lk_ui_click ("sign-in-button");
  lk_ui_wait_for ("browser-page");
  lk_ui_wait_for ("browser-reason");
  lk_dummy_browser_wait (1);

  switch_to (&ways[2]);
  g_assert_true (gtk_widget_activate_action (lk_ui_wait_for ("ways-button"), "sign-in.way", "s",
                                             "embedded"));
  lk_ui_wait_for ("browser-page");

  lk_dummy_web_loader_set_broken (FALSE);
  switch_to (&ways[0]);
  switch_to (&ways[1]);
  g_assert_null (lk_ui_find ("browser-reason"));
}

/* A hint on the page, a page that died: the browser is one click away. */
static void
test_trouble_leads_to_the_browser (LkUiFixture  *self,
                                   gconstpointer data)
{
  static const char *const buttons[] = {
    "web-browser-button", "web-trouble-browser-button", "web-problem-browser-button",
  };
  g_autofree char *uri = NULL;

  lk_ui_fixture_show (self);
  lk_ui_fixture_open_page (self);
  uri = dup_uri ();
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      LkWebView *view = lk_dummy_web_view_get_last ();

      lk_dummy_browser_forget ();
      if (i == 1)
        lk_dummy_web_view_set_trouble (view, LK_WEB_TROUBLE_BLANK);
      else if (i == 2)
        lk_dummy_web_view_fail (view, LK_ERROR_PAGE_FAILED);
      lk_ui_click (buttons[i]);
      lk_ui_wait_for ("browser-page");
      lk_dummy_browser_wait (1);
      g_assert_cmpstr (lk_dummy_browser_get_last (), ==, uri);
      lk_test_wait_until (has_no_view, NULL);
      switch_to (&ways[0]);
    }
}

static void
test_signing_in_again_goes_the_way_used_last (LkUiFixture  *self,
                                              gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_expired (self);
  g_autoptr (GSettings) settings = lk_settings_new ();
  g_autofree char *issuer =
    g_strconcat (lk_fake_server_get_url (self->world.server), "/", NULL);

  lk_settings_set_way (settings, issuer, "paste");
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_click ("sign-in-again-button");
  lk_ui_wait_for ("paste-page");
  g_assert_true (has_no_view (NULL));
  lk_ui_click ("paste-cancel-button");
  lk_ui_wait_for ("account-list");
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_NEEDS_SIGN_IN);
}

static void
test_the_menu_has_what_is_offered (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autoptr (LkSignInStay) stay = lk_sign_in_stay_new ();

  g_assert_false (lk_sign_in_stay_offers (stay, LK_WAY_DEVICE));
  lk_sign_in_stay_set_way (stay, LK_WAY_DEVICE);
  g_assert_cmpint (lk_sign_in_stay_get_way (stay), ==, LK_WAY_EMBEDDED);

  lk_sign_in_stay_set_offers_device (stay, TRUE);
  lk_sign_in_stay_set_way (stay, LK_WAY_DEVICE);
  g_assert_cmpint (lk_sign_in_stay_get_way (stay), ==, LK_WAY_DEVICE);

  /* No longer, in this attempt: what was chosen before is not gone. */
  lk_sign_in_stay_set_offers_device (stay, FALSE);
  lk_sign_in_stay_begin (stay, self->world.ports);
  g_assert_cmpint (lk_sign_in_stay_get_way (stay), ==, LK_WAY_EMBEDDED);
  lk_sign_in_stay_end (stay);
  g_assert_null (lk_sign_in_stay_get_view (stay));
}

int
main (int   argc,
      char *argv[])
{
  lk_dummy_browser_install ();
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/ways/every-switch-keeps-the-attempt", test_every_switch_keeps_the_attempt);
  LK_UI_ADD ("/ways/I1/another-device-is-a-way-like-the-others",
             test_another_device_is_a_way_like_the_others);
  g_test_add ("/ways/I7/leaving-the-device-page-stops-polling/cancelled", LkUiFixture,
              GINT_TO_POINTER (TRUE), lk_ui_fixture_set_up,
              test_leaving_the_device_page_stops_polling, lk_ui_fixture_tear_down);
  g_test_add ("/ways/I7/leaving-the-device-page-stops-polling/closed", LkUiFixture,
              GINT_TO_POINTER (FALSE), lk_ui_fixture_set_up,
              test_leaving_the_device_page_stops_polling, lk_ui_fixture_tear_down);
  LK_UI_ADD ("/ways/D7/another-device-creates-no-account",
             test_another_device_creates_no_account);
  LK_UI_ADD ("/ways/pasting-the-address-signs-in", test_pasting_the_address_signs_in);
  LK_UI_ADD ("/ways/the-window-comes-to-the-front", test_the_window_comes_to_the_front);
  LK_UI_ADD ("/ways/nothing-stays-on-the-paste-page", test_nothing_stays_on_the_paste_page);
  LK_UI_ADD ("/ways/D16/what-comes-after-cancelling-changes-nothing",
             test_what_comes_after_cancelling_changes_nothing);
  LK_UI_ADD ("/ways/two-attempts-do-not-cross", test_two_attempts_do_not_cross);
  LK_UI_ADD ("/ways/the-method-page-offers-the-other-ways",
             test_the_method_page_offers_the_other_ways);
  LK_UI_ADD ("/ways/unknown-ways-are-not-gone", test_unknown_ways_are_not_gone);
  LK_UI_ADD ("/ways/the-way-used-last-is-the-first-next-time",
             test_the_way_used_last_is_the_first_next_time);
  LK_UI_ADD ("/ways/only-the-view-that-was-used-leaves-its-cookies",
             test_only_the_view_that_was_used_leaves_its_cookies);
  LK_UI_ADD ("/ways/without-a-view-the-browser-is-the-way",
             test_without_a_view_the_browser_is_the_way);
  LK_UI_ADD ("/ways/trouble-leads-to-the-browser", test_trouble_leads_to_the_browser);
  LK_UI_ADD ("/ways/signing-in-again-goes-the-way-used-last",
             test_signing_in_again_goes_the_way_used_last);
  LK_UI_ADD ("/ways/the-menu-has-what-is-offered", test_the_menu_has_what_is_offered);

  return g_test_run ();
}
