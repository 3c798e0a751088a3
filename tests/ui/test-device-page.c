/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-page.h"

#include "lk-dummy-clock.h"
#include "lk-matrix-fixtures.h"
#include "lk-ui-fixture.h"

#define NOW 1700000000
#define DEVICE "POST /device"
#define TOKEN "POST /token"
#define CODE(more) "{\"device_code\":\"d\",\"user_code\":\"BCDFG-HJKLM\",\"expires_in\":272," \
                   "\"verification_uri\":\"{url}/link\"" more "}"
#define COMPLETE ",\"verification_uri_complete\":\"{url}/link?code=BCDFG-HJKLM\""
#define GOOD "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\"rt\"}"

/* A grant at a scripted provider, and the page that shows it, alone in a window. */
typedef struct
{
  LkFakeServer   *server;
  LkHttp         *http;
  LkClock        *clock;
  LkAuthMetadata *metadata;
  LkDeviceGrant  *grant;
  GtkWidget      *page;
  GtkWindow      *window;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->clock = lk_dummy_clock_new (NOW);
  fixture->metadata = lk_test_metadata (lk_fake_server_get_url (fixture->server), NULL);
  fixture->grant = lk_device_grant_new (fixture->http, fixture->clock, fixture->metadata, "client",
                                        "urn:matrix:client:api:*");
  fixture->page = g_object_ref_sink (lk_device_page_new (fixture->grant, NULL));
  fixture->window = lk_ui_show (fixture->page);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  lk_test_drain ();
  g_assert_finalize_object (fixture->page);
  lk_device_grant_stop (fixture->grant);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->grant);
  g_assert_finalize_object (fixture->clock);
  lk_auth_metadata_unref (fixture->metadata);
  lk_test_drain ();
  g_assert_finalize_object (fixture->http);
  lk_fake_server_free (fixture->server);
}

static void
show_code (Fixture    *fixture,
           const char *answer)
{
  lk_fake_server_json (fixture->server, DEVICE, answer);
  lk_device_grant_start (fixture->grant);
  lk_ui_wait_for ("device-busy");
  lk_ui_wait_for ("device-code");
}

static void
test_new_destroy (Fixture      *fixture,
                  gconstpointer data)
{
  lk_ui_wait_for ("device-busy");
  g_assert_null (lk_ui_find ("device-code"));
  g_assert_null (lk_ui_find ("device-failure"));
}

static void
test_it_starts_nothing_itself (Fixture      *fixture,
                               gconstpointer data)
{
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 0);
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_IDLE);
}

static void
test_the_code_is_shown_and_spelled (Fixture      *fixture,
                                    gconstpointer data)
{
  g_autofree char *address = g_strconcat (lk_fake_server_get_url (fixture->server), "/link", NULL);
  GtkWidget *code;

  show_code (fixture, CODE (""));
  code = lk_ui_wait_for ("device-code");
  g_assert_cmpstr (lk_ui_label ("device-code"), ==, "BCDFG-HJKLM");
  g_assert_true (gtk_label_get_selectable (GTK_LABEL (code)));
  g_assert_cmpint (gtk_widget_get_direction (code), ==, GTK_TEXT_DIR_LTR);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (code), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "B C D F G dash H J K L M");
  g_assert_cmpstr (lk_ui_label ("device-address"), ==, address);
  g_assert_true (gtk_label_get_selectable (GTK_LABEL (lk_ui_find ("device-address"))));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lk_ui_wait_for ("device-qr-code")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "The address as a QR code");
  lk_ui_wait_for ("device-waiting");
  lk_ui_assert_focus ("device-copy-code-button");
}

/* I4: whether or not the provider puts the code into the address, the person sees it; and is told
 * to compare where another device may show it, too. */
static void
test_typed_or_compared (Fixture      *fixture,
                        gconstpointer data)
{
  gboolean complete = GPOINTER_TO_INT (data);

  show_code (fixture, complete ? CODE (COMPLETE) : CODE (""));
  g_assert_cmpstr (lk_ui_label ("device-code"), ==, "BCDFG-HJKLM");
  g_assert_cmpint (lk_ui_find ("device-same-code") != NULL, ==, complete);
}

static char *
read_clipboard (Fixture *fixture)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->page);
  g_autoptr (GAsyncResult) result = NULL;

  gdk_clipboard_read_text_async (clipboard, NULL, lk_test_store_result, &result);
  return gdk_clipboard_read_text_finish (clipboard, lk_test_await (&result), NULL);
}

static void
test_code_and_link_are_copied (Fixture      *fixture,
                               gconstpointer data)
{
  gboolean complete = GPOINTER_TO_INT (data);
  g_autofree char *link = g_strconcat (lk_fake_server_get_url (fixture->server), "/link",
                                       complete ? "?code=BCDFG-HJKLM" : NULL, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  show_code (fixture, complete ? CODE (COMPLETE) : CODE (""));
  lk_ui_click ("device-copy-code-button");
  first = read_clipboard (fixture);
  g_assert_cmpstr (first, ==, "BCDFG-HJKLM");
  lk_ui_click ("device-copy-link-button");
  second = read_clipboard (fixture);
  g_assert_cmpstr (second, ==, link);
}

static void
test_the_time_runs (Fixture      *fixture,
                    gconstpointer data)
{
  show_code (fixture, CODE (",\"interval\":100"));
  g_assert_cmpstr (lk_ui_label ("device-time"), ==, "Time left: 4:32");
  lk_dummy_clock_advance (fixture->clock, 1);
  g_assert_cmpstr (lk_ui_label ("device-time"), ==, "Time left: 4:31");
  lk_dummy_clock_advance (fixture->clock, 32);
  g_assert_cmpstr (lk_ui_label ("device-time"), ==, "Time left: 3:59");
}

static void
test_nobody_is_woken_for_what_is_not_seen (Fixture      *fixture,
                                           gconstpointer data)
{
  show_code (fixture, CODE (",\"interval\":100"));
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 2); /* the poll, the second */
  gtk_widget_set_visible (fixture->page, FALSE);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 1);
  lk_dummy_clock_advance (fixture->clock, 60);
  gtk_widget_set_visible (fixture->page, TRUE);
  g_assert_cmpstr (lk_ui_label ("device-time"), ==, "Time left: 3:32");
  lk_device_grant_stop (fixture->grant);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
}

static const struct
{
  const char *path; /* of the test */
  const char *error;
  const char *title;
} failures[] = {
  { "/device-page/I5/denied", "access_denied", "Sign-In Declined" },
  { "/device-page/I5/expired", "expired_token", "Code Expired" },
  { "/device-page/I5/refused", "invalid_grant", "The Server Said No" },
};

static void
test_a_failure_leads_to_a_new_code (Fixture      *fixture,
                                    gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *body = g_strdup_printf ("{\"error\":\"%s\",\"error_description\":\"<b>\"}",
                                           failures[i].error);

  lk_fake_server_answer (fixture->server, TOKEN, 403, "application/json", body);
  show_code (fixture, CODE (""));
  lk_dummy_clock_advance (fixture->clock, 5);
  lk_ui_wait_for ("device-failure");
  g_assert_true (lk_ui_says (failures[i].title));
  lk_ui_assert_focus ("device-new-code-button");
  g_assert_null (lk_ui_find ("device-code"));

  lk_ui_click ("device-new-code-button");
  lk_ui_wait_for ("device-code");
  g_assert_cmpuint (lk_fake_server_count (fixture->server, DEVICE), ==, 2);
  lk_ui_assert_focus ("device-copy-code-button");
}

static void
test_the_end_is_near_when_granted (Fixture      *fixture,
                                   gconstpointer data)
{
  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  show_code (fixture, CODE (""));
  lk_dummy_clock_advance (fixture->clock, 5);
  lk_ui_wait_for ("device-busy");
  g_assert_true (lk_ui_says ("Finishing sign-in…"));
  g_assert_null (lk_ui_find ("device-code"));
}

static void
test_text_of_the_provider_is_no_markup (Fixture      *fixture,
                                        gconstpointer data)
{
  show_code (fixture, "{\"device_code\":\"d\",\"user_code\":\"<b>&_x\",\"expires_in\":272,"
                      "\"verification_uri\":\"{url}/<b>&_\"}");
  g_assert_cmpstr (lk_ui_label ("device-code"), ==, "<b>&_x");
  g_assert_true (g_str_has_suffix (lk_ui_label ("device-address"), "/<b>&_"));
}

static int
minimum_width (Fixture *fixture)
{
  int minimum;

  gtk_widget_measure (fixture->page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* What makes no QR code goes without; and no address, however long, makes the window wider. */
static void
test_a_long_address_has_no_picture (Fixture      *fixture,
                                    gconstpointer data)
{
  g_autofree char *tail = g_strnfill (800, 'x');
  g_autofree char *answer =
    g_strdup_printf ("{\"device_code\":\"d\",\"user_code\":\"%.64s\",\"expires_in\":272,"
                     "\"verification_uri\":\"{url}/%s\"}", tail, tail);

  show_code (fixture, answer);
  g_assert_null (lk_ui_find ("device-qr-code"));
  g_assert_cmpstr (lk_ui_label ("device-advice"), ==,
                   "On your phone or another computer, open this address and type the code.");
  g_assert_cmpint (minimum_width (fixture), <=, 360);
}

static void
test_it_fits_on_a_phone (Fixture      *fixture,
                         gconstpointer data)
{
  show_code (fixture, CODE (COMPLETE));
  g_assert_cmpint (minimum_width (fixture), <=, 360);
}

static void
on_cancel (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  guint *n = user_data;

  ++*n;
}

static void
test_cancel_goes_to_the_flow (Fixture      *fixture,
                              gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("cancel", NULL);
  guint n = 0;

  g_signal_connect (action, "activate", G_CALLBACK (on_cancel), &n);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (fixture->window), "sign-in", G_ACTION_GROUP (group));
  lk_ui_click ("device-cancel-button");
  g_assert_cmpuint (n, ==, 1);
}

#define ADD(path, data, func) \
  g_test_add ("/device-page/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  ADD ("new-destroy", NULL, test_new_destroy);
  ADD ("it-starts-nothing-itself", NULL, test_it_starts_nothing_itself);
  ADD ("the-code-is-shown-and-spelled", NULL, test_the_code_is_shown_and_spelled);
  ADD ("I4/typed", GINT_TO_POINTER (FALSE), test_typed_or_compared);
  ADD ("I4/compared", GINT_TO_POINTER (TRUE), test_typed_or_compared);
  ADD ("the-address-is-copied", GINT_TO_POINTER (FALSE), test_code_and_link_are_copied);
  ADD ("the-address-with-the-code-is-copied", GINT_TO_POINTER (TRUE),
       test_code_and_link_are_copied);
  ADD ("the-time-runs", NULL, test_the_time_runs);
  ADD ("nobody-is-woken-for-what-is-not-seen", NULL, test_nobody_is_woken_for_what_is_not_seen);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    g_test_add (failures[i].path, Fixture, GSIZE_TO_POINTER (i), set_up,
                test_a_failure_leads_to_a_new_code, tear_down);
  ADD ("the-end-is-near-when-granted", NULL, test_the_end_is_near_when_granted);
  ADD ("text-of-the-provider-is-no-markup", NULL, test_text_of_the_provider_is_no_markup);
  ADD ("a-long-address-has-no-picture", NULL, test_a_long_address_has_no_picture);
  ADD ("it-fits-on-a-phone", NULL, test_it_fits_on_a_phone);
  ADD ("cancel-goes-to-the-flow", NULL, test_cancel_goes_to_the_flow);

  return g_test_run ();
}
