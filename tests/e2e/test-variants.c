/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <string.h>

#include "lk-account-private.h"
#include "lk-fetch.h"
#include "lk-window.h"

/* A person gets in at each of the playground's servers that has a provider, by what is odd there;
 * and where nobody vouches for the server, they don't. */

#define ALICE "--user alice --password alice-in-wonderland"

#define METADATA "GET /_matrix/client/v1/auth_metadata"
#define UNSTABLE "GET /_matrix/client/unstable/org.matrix.msc2965/"

static LkAccountRecord *
assert_signed_in (LkE2e      *e2e,
                  const char *server,
                  const char *user)
{
  g_autofree char *user_id = g_strdup_printf ("@%s:playground.test", user);
  g_autoptr (LkAccountRecord) record = NULL;

  lk_e2e_wait_for (e2e, "sign-out-button");
  lk_e2e_wait_for_text (e2e, user_id);
  record = lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));
  g_assert_cmpstr (record->user_id, ==, user_id);
  g_assert_cmpstr (record->base_url, ==, server);
  g_assert_true (lk_e2e_has_device (e2e, user, record->device_id));
  return g_steal_pointer (&record);
}

static void
test_no_registration (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  const char *server = lk_e2e_get_server (e2e, "no-registration");
  g_autoptr (LkAccountRecord) record = NULL;

  lk_e2e_sign_in_at (e2e, server, "alice");
  record = assert_signed_in (e2e, server, "alice");
  g_assert_cmpstr (record->client_id, ==,
                   lk_e2e_get_server_field (e2e, "no-registration", "clientId"));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/registration"), ==, 0);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/token"), ==, 1);
}

static void
switch_to (LkE2e      *e2e,
           const char *way)
{
  g_assert_true (gtk_widget_activate_action (lk_e2e_wait_for (e2e, "ways-button"), "sign-in.way",
                                             "s", way));
}

/* Where the page is, as a person can see it. */
static char *
open_and_look_at_the_address (LkE2e      *e2e,
                              const char *server)
{
  lk_e2e_type (e2e, "server-entry", server);
  lk_e2e_click (e2e, "continue-button");
  lk_e2e_click (e2e, "way-row-paste");
  return g_uri_unescape_string (
    gtk_label_get_text (GTK_LABEL (lk_e2e_wait_for (e2e, "paste-address"))), NULL);
}

static void
test_unstable (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  const char *server = lk_e2e_get_server (e2e, "unstable");
  g_autofree char *address = open_and_look_at_the_address (e2e, server);
  g_autoptr (LkAccountRecord) record = NULL;

  g_assert_nonnull (strstr (address, "urn:matrix:org.matrix.msc2967.client:api:*"));
  g_assert_nonnull (strstr (address, "urn:matrix:org.matrix.msc2967.client:device:"));
  g_assert_null (strstr (address, "urn:matrix:client:"));

  switch_to (e2e, "embedded");
  lk_e2e_pass_provider (e2e, "alice");
  record = assert_signed_in (e2e, server, "alice");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, METADATA), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, UNSTABLE "auth_metadata"), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, UNSTABLE "auth_issuer"), ==, 0);
}

/* The well-known file comes last, and tells of the page for the account, too. */
static void
test_well_known_2022 (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  const char *server = lk_e2e_get_server (e2e, "well-known-2022");
  g_autoptr (LkAccountRecord) record = NULL;
  g_autofree char *who = NULL;

  lk_e2e_sign_in_at (e2e, server, "bob");
  record = assert_signed_in (e2e, server, "bob");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, METADATA), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, UNSTABLE "auth_metadata"), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, UNSTABLE "auth_issuer"), ==, 1);
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "GET /.well-known/openid-configuration"), ==, 1);

  lk_e2e_click (e2e, "manage-profile-row");
  who = lk_e2e_page_text (e2e, "whoami");
  g_assert_cmpstr (who, ==, "bob");
}

/* Over TLS, with names, hosts and ports of their own. */

static void
assert_all_is_https (LkE2e           *e2e,
                     LkAccountRecord *record)
{
  const char *issuer = lk_e2e_get_server_field (e2e, "tls", "issuer");

  g_assert_cmpstr (record->base_url, ==, lk_e2e_get_server_field (e2e, "tls", "homeserver"));
  g_assert_cmpstr (record->issuer, ==, issuer);
  g_assert_true (g_str_has_prefix (issuer, "https://"));
  g_assert_true (g_str_has_prefix (record->token_endpoint, issuer));
  g_assert_true (g_str_has_prefix (record->revocation_endpoint, issuer));
  g_assert_true (g_str_has_prefix (record->account_management_uri, issuer));
}

/* The frame around the page says who it is, and has nothing to warn of. */
static void
assert_the_page_is_secure (LkE2e *e2e)
{
  GtkWidget *lock = lk_e2e_wait_for (e2e, "web-lock");
  const char *host = gtk_label_get_text (GTK_LABEL (lk_e2e_wait_for (e2e, "web-host")));

  g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (lock)), ==, "channel-secure-symbolic");
  g_assert_true (g_str_has_prefix (host, "account.tls.localhost"));
  g_assert_false (lk_e2e_is_shown (e2e, "web-security"));
}

static void
test_tls_in_the_view (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkAccountRecord) record = NULL;

  if (!lk_e2e_trusts_tls (e2e))
    {
      g_test_skip ("The playground’s CA can’t be made known here");
      return;
    }
  lk_e2e_open_provider_of (e2e, lk_e2e_get_server (e2e, "tls"));
  lk_e2e_page_wait (e2e, "username");
  assert_the_page_is_secure (e2e);
  lk_e2e_pass_provider (e2e, "alice");
  record = assert_signed_in (e2e, lk_e2e_get_server_field (e2e, "tls", "homeserver"), "alice");
  assert_all_is_https (e2e, record);
}

static void
test_tls_in_a_browser (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *typed = g_strconcat (lk_e2e_get_server (e2e, "tls"), "/", NULL);
  g_autofree char *saw = NULL;
  g_autoptr (LkAccountRecord) record = NULL;

  if (!lk_e2e_trusts_tls (e2e))
    {
      g_test_skip ("The playground’s CA can’t be made known here");
      return;
    }
  lk_e2e_person_will (e2e, ALICE);
  lk_e2e_type (e2e, "server-entry", typed);
  lk_e2e_click (e2e, "continue-button");
  lk_e2e_click (e2e, "way-row-browser");
  record = assert_signed_in (e2e, lk_e2e_get_server_field (e2e, "tls", "homeserver"), "alice");
  assert_all_is_https (e2e, record);
  saw = lk_e2e_person_saw (e2e);
  g_assert_true (g_str_has_prefix (saw, "200"));
}

typedef struct
{
  gboolean done;
  gboolean ok;
} Outcome;

static void
on_profile_fetched (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (GError) error = NULL;

  outcome->ok = lk_fetch_profile_finish (LK_ACCOUNT (source), result, &error);
  g_assert_no_error (error);
  outcome->done = TRUE;
}

static gboolean
is_done (LkE2e   *e2e,
         gpointer user_data)
{
  return ((Outcome *) user_data)->done;
}

static gboolean
is_expired (LkE2e   *e2e,
            gpointer user_data)
{
  LkTokens *tokens = user_data;

  return g_get_real_time () / G_USEC_PER_SEC > tokens->expires_at;
}

static gboolean
has_no_accounts (LkE2e   *e2e,
                 gpointer user_data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (lk_e2e_get_accounts (e2e))) == 0;
}

static void
refresh_and_ask (LkE2e     *e2e,
                 LkAccount *account)
{
  g_autoptr (LkTokens) first = lk_tokens_ref (lk_account_get_tokens (account));
  Outcome outcome = { FALSE, FALSE };

  lk_e2e_wait_until (e2e, is_expired, first, "the token's end");
  lk_e2e_control (e2e, "/provider/ttl", "{\"seconds\":300}");
  lk_fetch_profile_async (account, NULL, on_profile_fetched, &outcome);
  lk_e2e_wait_until (e2e, is_done, &outcome, "the profile");
  g_assert_true (outcome.ok);
  g_assert_false (lk_secret_equal (first->access_token,
                                   lk_account_get_tokens (account)->access_token));
}

static void
test_tls_to_the_end (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *device_id = NULL;

  if (!lk_e2e_trusts_tls (e2e))
    {
      g_test_skip ("The playground’s CA can’t be made known here");
      return;
    }
  lk_e2e_control (e2e, "/provider/ttl", "{\"seconds\":3}");
  lk_e2e_sign_in_at (e2e, lk_e2e_get_server (e2e, "tls"), "bob");
  refresh_and_ask (e2e, lk_e2e_get_account (e2e, 0));
  device_id = g_strdup (lk_account_get_record (lk_e2e_get_account (e2e, 0))->device_id);
  lk_e2e_click (e2e, "sign-out-button");
  lk_e2e_respond (e2e, "sign-out");
  lk_e2e_wait_until (e2e, has_no_accounts, NULL, "the account to leave the list");
  lk_e2e_wait_for_text (e2e, "Signed out"); /* the provider has confirmed it */
  g_assert_false (lk_e2e_has_device (e2e, "bob", device_id));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /oauth2/revoke"), ==, 1);
}

/* Nobody vouches for it. */

static void
assert_ways_out (LkE2e             *e2e,
                 const char *const *ways,
                 const char *const *none)
{
  for (gsize i = 0; ways[i] != NULL; i++)
    lk_e2e_wait_for (e2e, ways[i]);
  for (gsize i = 0; none[i] != NULL; i++)
    lk_e2e_wait_gone (e2e, none[i]);
}

/* Trying again closes the details, at a moment of its own. */
static gboolean
says_in_details (LkE2e   *e2e,
                 gpointer user_data)
{
  g_autofree char *text = NULL;

  if (!lk_e2e_is_shown (e2e, "details-expander"))
    return FALSE;
  g_object_set (lk_e2e_wait_for (e2e, "details-expander"), "expanded", TRUE, NULL);
  text = lk_e2e_dup_text (e2e);
  return strstr (text, user_data) != NULL;
}

/* The person can go back or try again; nothing has reached the server meanwhile. */
static void
test_self_signed (void)
{
  static const char *const ways[] = { "failure-back-button", "copy-details-button", NULL };
  static const char *const none[] = { "continue-button", "sign-in-button", "password-form", NULL };
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  lk_e2e_type (e2e, "server-entry", lk_e2e_get_server (e2e, "self-signed"));
  lk_e2e_click (e2e, "continue-button");
  for (guint i = 0; i < 2; i++)
    {
      lk_e2e_wait_for (e2e, "try-again-button");
      lk_e2e_wait_for_text (e2e, "Connection Not Secure");
      lk_e2e_wait_until (e2e, says_in_details,
                         (gpointer) "is signed by nobody whom this computer trusts",
                         "the reason");
      lk_e2e_wait_for (e2e, "copy-details-button");
      assert_ways_out (e2e, ways, none);
      if (i == 0)
        lk_e2e_click (e2e, "try-again-button");
    }
  g_assert_cmpuint (lk_e2e_count_all_requests (e2e), ==, 0);
  g_assert_true (has_no_accounts (e2e, NULL));
}

/* A page that leads there, neither. */
static void
test_a_page_leads_to_self_signed (void)
{
  static const char *const ways[] = { "web-retry-button", "web-cancel-button", NULL };
  static const char *const none[] = { "web-progress", NULL };
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  const char *there = lk_e2e_get_server (e2e, "self-signed");
  guint n_before;

  lk_e2e_open_provider (e2e);
  lk_e2e_page_wait (e2e, "username");
  n_before = lk_e2e_count_all_requests (e2e);
  lk_e2e_page_leave_for (e2e, "username", there);
  lk_e2e_wait_for (e2e, "web-retry-button");
  lk_e2e_wait_for_text (e2e, "Connection Not Secure");
  assert_ways_out (e2e, ways, none);
  g_assert_cmpuint (lk_e2e_count_all_requests (e2e), ==, n_before);
}

/* The server page of ./dev run: with every server of the playground, so that none has to be
 * typed. */

static gboolean
says (LkE2e   *e2e,
      gpointer user_data)
{
  g_autofree char *text = lk_e2e_dup_text (e2e);

  return strstr (text, user_data) != NULL;
}

static void
test_all_are_suggested (void)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  GtkWindow *first = lk_e2e_get_window (e2e);
  g_auto (GStrv) urls = lk_e2e_dup_servers (e2e);
  GtkWindow *second = GTK_WINDOW (
    lk_window_new (gtk_window_get_application (first), lk_e2e_get_accounts (e2e),
                   (const char *const *) urls));

  gtk_widget_set_visible (GTK_WIDGET (first), FALSE);
  gtk_window_present (second);
  g_assert_cmpuint (g_strv_length (urls), >=, 8);
  for (gsize i = 0; urls[i] != NULL; i++)
    lk_e2e_wait_until (e2e, says, urls[i], urls[i]);
  gtk_window_close (second);
  gtk_window_present (first);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    GTestFunc   func;
  } tests[] = {
    { "all-are-suggested", test_all_are_suggested },
    { "C9/no-registration", test_no_registration },
    { "B2/unstable", test_unstable },
    { "B4/well-known-2022", test_well_known_2022 },
    { "A9/tls/in-the-view", test_tls_in_the_view },
    { "A9/tls/in-a-browser", test_tls_in_a_browser },
    { "G1/tls/to-the-end", test_tls_to_the_end },
    { "K8/self-signed", test_self_signed },
    { "K8/a-page-leads-to-self-signed", test_a_page_leads_to_self_signed },
  };

  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/variants/", tests[i].path, NULL);

      g_test_add_func (path, tests[i].func);
    }

  return g_test_run ();
}
