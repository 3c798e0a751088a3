/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-grant.h"

#include "lk-dummy-clock.h"
#include "lk-error.h"
#include "lk-matrix-fixtures.h"

#define NOW 1700000000
#define DEVICE "POST /device"
#define TOKEN "POST /token"
#define REVOKE "POST /revoke"
#define GOOD "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\"rt\"," \
             "\"expires_in\":300}"
#define NARROW "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\"rt\"," \
               "\"scope\":\"openid\"}"
#define SCOPE "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJKL"
#define CODE(more) "{\"device_code\":\"s+e/c r&t\",\"user_code\":\"BCDFG-HJKLM\"," \
                   "\"verification_uri\":\"{url}/link\"" more "}"
#define PENDING "{\"error\":\"authorization_pending\"}"

typedef struct
{
  LkFakeServer   *server;
  LkHttp         *http;
  LkClock        *clock;
  LkAuthMetadata *metadata;
  LkDeviceGrant  *grant;
  LkTokens       *tokens; /* (nullable) what was granted */
  guint           n_granted;
} Fixture;

static void
on_granted (LkDeviceGrant *grant,
            LkTokens      *tokens,
            gpointer       user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (lk_device_grant_get_state (grant), ==, LK_DEVICE_GRANT_GRANTED);
  fixture->n_granted++;
  g_clear_pointer (&fixture->tokens, lk_tokens_unref);
  fixture->tokens = lk_tokens_ref (tokens);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->server = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->clock = lk_dummy_clock_new (NOW);
  fixture->metadata = lk_test_metadata (lk_fake_server_get_url (fixture->server), NULL);
  fixture->grant = lk_device_grant_new (fixture->http, fixture->clock, fixture->metadata,
                                        "client&1", SCOPE);
  g_signal_connect (fixture->grant, "granted", G_CALLBACK (on_granted), fixture);
}

/* Only the test and the grant hold the client: all is answered. */
static gboolean
is_quiet (gpointer user_data)
{
  Fixture *fixture = user_data;

  return G_OBJECT (fixture->http)->ref_count == (fixture->grant != NULL ? 2 : 1);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  lk_fake_server_release (fixture->server);
  lk_test_wait_until (is_quiet, fixture);
  if (fixture->grant != NULL)
    g_assert_finalize_object (fixture->grant);
  g_clear_pointer (&fixture->tokens, lk_tokens_unref);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
  lk_fake_server_free (fixture->server);
  lk_auth_metadata_unref (fixture->metadata);
  g_assert_finalize_object (fixture->http);
}

static gboolean
has_started (gpointer user_data)
{
  return lk_device_grant_get_state (user_data) != LK_DEVICE_GRANT_STARTING;
}

/* Up to the code, or to what @answer is instead of it. */
static void
get_code (Fixture    *fixture,
          const char *answer)
{
  lk_fake_server_json (fixture->server, DEVICE, answer);
  lk_device_grant_start (fixture->grant);
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_STARTING);
  lk_test_wait_until (has_started, fixture->grant);
}

static guint
count_polls (Fixture *fixture)
{
  return lk_fake_server_count (fixture->server, TOKEN);
}

/* A poll is over when it is known when the next one comes, or that none does. */
static gboolean
is_polled (gpointer user_data)
{
  Fixture *fixture = user_data;

  return lk_device_grant_get_state (fixture->grant) != LK_DEVICE_GRANT_WAITING ||
         lk_dummy_clock_get_n_wakes (fixture->clock) == 1;
}

/* The next poll comes in @seconds, and not a second earlier. */
static void
assert_next_poll (Fixture *fixture,
                  gint64   seconds)
{
  guint n = count_polls (fixture);

  g_assert_cmpint (lk_dummy_clock_next_wake (fixture->clock), ==, seconds);
  lk_dummy_clock_advance (fixture->clock, seconds - 1);
  lk_test_drain ();
  g_assert_cmpuint (count_polls (fixture), ==, n);
  lk_dummy_clock_advance (fixture->clock, 1);
  lk_test_wait_until (is_polled, fixture);
  g_assert_cmpuint (count_polls (fixture), ==, n + 1);
}

static void
assert_failed (Fixture    *fixture,
               LkErrorCode code)
{
  guint n = lk_fake_server_count (fixture->server, NULL);

  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_FAILED);
  g_assert_error (lk_device_grant_get_error (fixture->grant), LK_ERROR, (int) code);
  g_assert_null (lk_device_grant_get_user_code (fixture->grant));
  g_assert_cmpint (lk_device_grant_get_expires_at (fixture->grant), ==, 0);
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
  lk_dummy_clock_advance (fixture->clock, 100000);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, n);
  g_assert_cmpuint (fixture->n_granted, ==, 0);
}

static void
test_new_destroy (Fixture      *fixture,
                  gconstpointer data)
{
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_IDLE);
  g_assert_null (lk_device_grant_get_error (fixture->grant));
  g_assert_null (lk_device_grant_get_user_code (fixture->grant));
  g_assert_true (lk_device_grant_get_clock (fixture->grant) == fixture->clock);
}

static void
test_offered_only_where_all_agree (Fixture      *fixture,
                                   gconstpointer data)
{
  static const struct
  {
    const char *changes;
    gboolean    advertised;
  } providers[] = {
    { NULL, TRUE },
    { "{\"device_authorization_endpoint\":null}", FALSE },
    { "{\"device_authorization_endpoint\":\"http://example.org/device\"}", FALSE },
    { "{\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"]}", FALSE },
  };
  LkClientRegistration echoed = { .device_grant = TRUE };
  LkClientRegistration dropped = { .device_grant = FALSE };

  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (LkAuthMetadata) metadata =
        lk_test_metadata (lk_fake_server_get_url (fixture->server), providers[i].changes);

      g_assert_cmpint (lk_device_grant_is_offered (metadata, &echoed), ==,
                       providers[i].advertised);
      g_assert_false (lk_device_grant_is_offered (metadata, &dropped));
      g_assert_false (lk_device_grant_is_offered (metadata, NULL));
    }
}

static void
assert_field (Fixture    *fixture,
              const char *key,
              const char *name,
              const char *value)
{
  g_autofree char *seen = lk_fake_server_last_field (fixture->server, key, name);

  g_assert_cmpstr (seen, ==, value);
}

static guint
count_fields (Fixture    *fixture,
              const char *key)
{
  g_auto (GStrv) fields = g_strsplit (lk_fake_server_last_body (fixture->server, key), "&", -1);

  return g_strv_length (fields);
}

/* The whole way, and nothing but what belongs to it is sent: no prompt, no PKCE, no
 * Authorization. */
static void
test_no_prompt_is_sent (Fixture      *fixture,
                        gconstpointer data)
{
  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  get_code (fixture, CODE (",\"expires_in\":1800"));
  assert_field (fixture, DEVICE, "client_id", "client&1");
  assert_field (fixture, DEVICE, "scope", SCOPE);
  g_assert_cmpuint (count_fields (fixture, DEVICE), ==, 2);
  g_assert_null (lk_fake_server_last_header (fixture->server, DEVICE, "Authorization"));

  assert_next_poll (fixture, 5);
  assert_field (fixture, TOKEN, "grant_type", "urn:ietf:params:oauth:grant-type:device_code");
  assert_field (fixture, TOKEN, "device_code", "s+e/c r&t");
  assert_field (fixture, TOKEN, "client_id", "client&1");
  g_assert_cmpuint (count_fields (fixture, TOKEN), ==, 3);
  g_assert_null (lk_fake_server_last_header (fixture->server, TOKEN, "Authorization"));
}

static void
count (guint *n)
{
  ++*n;
}

static void
test_the_tokens_are_handed_out_once (Fixture      *fixture,
                                     gconstpointer data)
{
  guint n_states = 0;

  g_signal_connect_swapped (fixture->grant, "notify::state", G_CALLBACK (count), &n_states);
  lk_fake_server_answer (fixture->server, TOKEN, 400, "application/json", PENDING);
  lk_fake_server_json (fixture->server, TOKEN, GOOD);
  get_code (fixture, CODE (",\"expires_in\":1800"));
  assert_next_poll (fixture, 5);
  assert_next_poll (fixture, 5);

  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_GRANTED);
  g_assert_cmpuint (fixture->n_granted, ==, 1);
  g_assert_cmpuint (n_states, ==, 3); /* starting, waiting, granted */
  g_assert_cmpstr (lk_secret_peek (fixture->tokens->access_token), ==, "at");
  g_assert_cmpstr (lk_secret_peek (fixture->tokens->refresh_token), ==, "rt");
  g_assert_null (lk_device_grant_get_user_code (fixture->grant));

  lk_device_grant_start (fixture->grant);
  lk_device_grant_stop (fixture->grant);
  lk_dummy_clock_advance (fixture->clock, 10000);
  lk_test_drain ();
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_GRANTED);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, DEVICE), ==, 1);
  g_assert_cmpuint (count_polls (fixture), ==, 2);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REVOKE), ==, 0);
}

/* Whoever shows it can show only what is for the person. */
static void
test_the_device_code_is_no_property (Fixture      *fixture,
                                     gconstpointer data)
{
  g_autofree GParamSpec **specs = NULL;
  guint n;

  get_code (fixture, CODE (",\"expires_in\":1800"));
  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (fixture->grant), &n);
  g_assert_cmpuint (n, ==, 6);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *text = NULL;

      g_object_get_property (G_OBJECT (fixture->grant), specs[i]->name, &value);
      text = g_strdup_value_contents (&value);
      g_assert_null (strstr (text, "s+e/c"));
      g_assert_false (specs[i]->flags & G_PARAM_WRITABLE);
    }
}

static void
test_the_code_is_shown (Fixture      *fixture,
                        gconstpointer data)
{
  const char *complete = data;
  const char *url = lk_fake_server_get_url (fixture->server);
  g_autofree char *uri = g_strconcat (url, "/link", NULL);
  g_autofree char *uri_complete = g_strconcat (url, "/link?code=BCDFG-HJKLM", NULL);
  g_autofree char *answer = g_strconcat ("{\"device_code\":\"d\",\"user_code\":\"BCDFG-HJKLM\","
                                         "\"verification_uri\":\"{url}/link\",\"expires_in\":1800",
                                         complete, "}", NULL);

  get_code (fixture, answer);
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_WAITING);
  g_assert_cmpstr (lk_device_grant_get_user_code (fixture->grant), ==, "BCDFG-HJKLM");
  g_assert_cmpstr (lk_device_grant_get_verification_uri (fixture->grant), ==, uri);
  g_assert_cmpstr (lk_device_grant_get_verification_uri_complete (fixture->grant), ==,
                   *complete != '\0' ? uri_complete : NULL);
  g_assert_cmpint (lk_device_grant_get_expires_at (fixture->grant), ==, NOW + 1800);
}

/* 5 by default, then 5 more with each slow_down, for ever. */
static void
test_slow_down_is_for_good (Fixture      *fixture,
                            gconstpointer data)
{
  static const char *const answers[] = { "authorization_pending", "slow_down", "slow_down",
                                         "authorization_pending", "authorization_pending" };
  static const gint64 pauses[] = { 5, 5, 10, 15, 15, 15 };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"error\":\"%s\"}", answers[i]);

      lk_fake_server_answer (fixture->server, TOKEN, 400, "application/json", body);
    }
  get_code (fixture, CODE (",\"expires_in\":1800"));
  for (gsize i = 0; i < G_N_ELEMENTS (pauses); i++)
    assert_next_poll (fixture, pauses[i]);
  lk_device_grant_stop (fixture->grant);
}

static void
test_the_server_names_the_interval (Fixture      *fixture,
                                    gconstpointer data)
{
  lk_fake_server_answer (fixture->server, TOKEN, 403, "application/json", PENDING);
  get_code (fixture, CODE (",\"expires_in\":1800,\"interval\":2"));
  for (guint i = 0; i < 3; i++)
    assert_next_poll (fixture, 2);
}

static void
test_no_poll_after_the_end (Fixture      *fixture,
                            gconstpointer data)
{
  lk_fake_server_answer (fixture->server, TOKEN, 400, "application/json", PENDING);
  get_code (fixture, CODE (",\"expires_in\":12"));
  assert_next_poll (fixture, 5);
  assert_next_poll (fixture, 5);
  g_assert_cmpint (lk_dummy_clock_next_wake (fixture->clock), ==, 2);
  lk_dummy_clock_advance (fixture->clock, 2);
  assert_failed (fixture, LK_ERROR_CODE_EXPIRED);
  g_assert_cmpuint (count_polls (fixture), ==, 2);
}

static gboolean
was_polled (gpointer user_data)
{
  return lk_fake_server_count (user_data, TOKEN) == 1;
}

static gboolean
is_over (gpointer user_data)
{
  return lk_device_grant_get_state (user_data) != LK_DEVICE_GRANT_WAITING;
}

/* However long an answer takes, there is one question at a time; one that comes after the end
 * still counts. */
static void
test_polls_never_overlap (Fixture      *fixture,
                          gconstpointer data)
{
  gboolean confirmed = GPOINTER_TO_INT (data);

  lk_fake_server_answer (fixture->server, TOKEN, confirmed ? 200 : 400, "application/json",
                         confirmed ? GOOD : PENDING);
  lk_fake_server_hold (fixture->server, TOKEN);
  get_code (fixture, CODE (",\"expires_in\":60"));
  lk_dummy_clock_advance (fixture->clock, 5);
  lk_test_wait_until (was_polled, fixture->server);
  lk_dummy_clock_advance (fixture->clock, 1000);
  lk_test_drain ();
  g_assert_cmpuint (count_polls (fixture), ==, 1);
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_WAITING);

  lk_fake_server_release (fixture->server);
  lk_test_wait_until (is_over, fixture->grant);
  if (confirmed)
    g_assert_cmpuint (fixture->n_granted, ==, 1);
  else
    assert_failed (fixture, LK_ERROR_CODE_EXPIRED);
  g_assert_cmpuint (count_polls (fixture), ==, 1);
}

static const struct
{
  const char *path; /* of the test */
  guint       status;
  const char *body;
  LkErrorCode code;
} ends[] = {
  { "/device-grant/I5/access-denied", 403, "{\"error\":\"access_denied\"}",
    LK_ERROR_DENIED_BY_USER },
  { "/device-grant/I5/expired-token", 403, "{\"error\":\"expired_token\"}",
    LK_ERROR_CODE_EXPIRED },
  { "/device-grant/I5/invalid-grant", 400, "{\"error\":\"invalid_grant\"}", LK_ERROR_REFUSED },
  { "/device-grant/I5/unknown", 400, "{\"error\":\"out_of_tea\"}", LK_ERROR_REFUSED },
  { "/device-grant/I5/malformed", 200, "{\"access_token\":\"at\"}", LK_ERROR_PROTOCOL },
  { "/device-grant/I5/not-json", 200, "<html>", LK_ERROR_PROTOCOL },
};

static void
test_it_stops (Fixture      *fixture,
               gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  lk_fake_server_answer (fixture->server, TOKEN, ends[i].status, "application/json",
                         ends[i].body);
  get_code (fixture, CODE (",\"expires_in\":1800"));
  assert_next_poll (fixture, 5);
  assert_failed (fixture, ends[i].code);
}

static gboolean
was_revoked (gpointer user_data)
{
  return lk_fake_server_count (user_data, REVOKE) == 1;
}

static void
test_too_narrow_a_scope_is_given_back (Fixture      *fixture,
                                       gconstpointer data)
{
  lk_fake_server_json (fixture->server, TOKEN, NARROW);
  lk_fake_server_json (fixture->server, REVOKE, "");
  get_code (fixture, CODE (",\"expires_in\":1800"));
  assert_next_poll (fixture, 5);
  lk_test_wait_until (was_revoked, fixture->server);
  assert_field (fixture, REVOKE, "token", "rt");
  assert_field (fixture, REVOKE, "client_id", "client&1");
  assert_failed (fixture, LK_ERROR_REFUSED);
}

/* Twice as long each time up to a minute, and back to normal with the first real answer. */
static void
test_faults_make_it_back_off (Fixture      *fixture,
                              gconstpointer data)
{
  static const gint64 pauses[] = { 5, 10, 20, 40, 60, 60, 5, 5 };

  lk_fake_server_reset (fixture->server, TOKEN);
  lk_fake_server_answer (fixture->server, TOKEN, 500, "text/html", "<html>");
  lk_fake_server_answer (fixture->server, TOKEN, 429, "text/html", "<html>");
  lk_fake_server_reset (fixture->server, TOKEN);
  lk_fake_server_answer (fixture->server, TOKEN, 503, NULL, NULL);
  lk_fake_server_answer (fixture->server, TOKEN, 400, "application/json", PENDING);
  get_code (fixture, CODE (",\"expires_in\":1800"));
  for (gsize i = 0; i < G_N_ELEMENTS (pauses); i++)
    assert_next_poll (fixture, pauses[i]);
}

static void
test_faults_end_with_the_code (Fixture      *fixture,
                               gconstpointer data)
{
  lk_fake_server_reset (fixture->server, TOKEN);
  get_code (fixture, CODE (",\"expires_in\":40"));
  assert_next_poll (fixture, 5);
  assert_next_poll (fixture, 10);
  assert_next_poll (fixture, 20);
  lk_dummy_clock_advance (fixture->clock, 5);
  assert_failed (fixture, LK_ERROR_CODE_EXPIRED);
}

static void
test_a_long_wait_is_honoured (Fixture      *fixture,
                              gconstpointer data)
{
  lk_fake_server_answer (fixture->server, TOKEN, 429, NULL, NULL);
  lk_fake_server_header (fixture->server, TOKEN, "Retry-After", "90");
  get_code (fixture, CODE (",\"expires_in\":1800"));
  assert_next_poll (fixture, 5);
  assert_next_poll (fixture, 90);
}

/* Where it is when the person goes: how is a matter of the test's data. */
typedef enum
{
  STOP,
  LOSE, /* as closing the window does */
} Going;

static void
go (Fixture      *fixture,
    gconstpointer data)
{
  guint n;

  if (GPOINTER_TO_INT (data) == STOP)
    {
      lk_device_grant_stop (fixture->grant);
      g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_IDLE);
      g_assert_null (lk_device_grant_get_user_code (fixture->grant));
    }
  else
    {
      g_assert_finalize_object (fixture->grant);
      fixture->grant = NULL;
    }
  g_assert_cmpuint (lk_dummy_clock_get_n_wakes (fixture->clock), ==, 0);
  n = lk_fake_server_count (fixture->server, NULL);
  lk_dummy_clock_advance (fixture->clock, 10000);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, n);
}

static gboolean
was_asked_for_a_code (gpointer user_data)
{
  return lk_fake_server_count (user_data, DEVICE) == 1;
}

static void
test_going_before_the_code (Fixture      *fixture,
                            gconstpointer data)
{
  lk_fake_server_json (fixture->server, DEVICE, CODE (",\"expires_in\":1800"));
  lk_fake_server_hold (fixture->server, DEVICE);
  lk_device_grant_start (fixture->grant);
  lk_test_wait_until (was_asked_for_a_code, fixture->server);
  go (fixture, data);
  lk_fake_server_release (fixture->server);
  lk_test_wait_until (is_quiet, fixture);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static void
test_going_while_waiting (Fixture      *fixture,
                          gconstpointer data)
{
  get_code (fixture, CODE (",\"expires_in\":1800"));
  go (fixture, data);
  g_assert_cmpuint (count_polls (fixture), ==, 0);
}

static void
go_while_polling (Fixture      *fixture,
                  const char   *late_answer,
                  gconstpointer data)
{
  lk_fake_server_json (fixture->server, TOKEN, late_answer);
  lk_fake_server_hold (fixture->server, TOKEN);
  lk_fake_server_json (fixture->server, REVOKE, "");
  get_code (fixture, CODE (",\"expires_in\":1800"));
  lk_dummy_clock_advance (fixture->clock, 5);
  lk_test_wait_until (was_polled, fixture->server);
  go (fixture, data);
  lk_fake_server_release (fixture->server);
}

/* The poll goes on alone, and the session that it brings is ended. */
static void
test_going_while_polling (Fixture      *fixture,
                          gconstpointer data)
{
  go_while_polling (fixture, GOOD, data);
  lk_test_wait_until (was_revoked, fixture->server);
  assert_field (fixture, REVOKE, "token", "rt");
  assert_field (fixture, REVOKE, "client_id", "client&1");
  g_assert_cmpuint (fixture->n_granted, ==, 0);
}

static void
test_going_while_polling_in_vain (Fixture      *fixture,
                                  gconstpointer data)
{
  go_while_polling (fixture, PENDING, data);
  lk_test_wait_until (is_quiet, fixture);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, REVOKE), ==, 0);
}

/* A poll of the old code brings nothing into the new conversation. */
static void
test_stopping_and_starting_are_two_conversations (Fixture      *fixture,
                                                  gconstpointer data)
{
  go_while_polling (fixture, GOOD, GINT_TO_POINTER (STOP));
  lk_device_grant_start (fixture->grant);
  lk_test_wait_until (was_revoked, fixture->server);
  lk_test_wait_until (has_started, fixture->grant);
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_WAITING);
  g_assert_cmpuint (fixture->n_granted, ==, 0);
}

static void
test_unprotected_addresses_end_it (Fixture      *fixture,
                                   gconstpointer data)
{
  get_code (fixture, "{\"device_code\":\"d\",\"user_code\":\"A\",\"expires_in\":1800,"
                     "\"verification_uri\":\"http://example.org/link\"}");
  assert_failed (fixture, LK_ERROR_MISCONFIGURED);
}

static const struct
{
  guint       status; /* 0: the connection is cut */
  const char *body;
  LkErrorCode code;
} refusals[] = {
  { 400, "{\"error\":\"invalid_request\",\"error_description\":\"off\"}", LK_ERROR_REFUSED },
  { 401, "{\"error\":\"invalid_client\"}", LK_ERROR_REFUSED },
  { 404, "<html>", LK_ERROR_REFUSED },
  { 429, "{\"error\":\"slow_down\"}", LK_ERROR_RATE_LIMITED },
  { 500, NULL, LK_ERROR_SERVER_FAILED },
  { 0, NULL, LK_ERROR_OFFLINE },
};

/* No code: why not, and a second try that gets one. */
static void
test_no_code_and_then_one (Fixture      *fixture,
                           gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      if (refusals[i].status == 0)
        lk_fake_server_reset (fixture->server, DEVICE);
      else
        lk_fake_server_answer (fixture->server, DEVICE, refusals[i].status, "application/json",
                               refusals[i].body);
      lk_device_grant_start (fixture->grant);
      lk_test_wait_until (has_started, fixture->grant);
      assert_failed (fixture, refusals[i].code);
    }
  get_code (fixture, CODE (",\"expires_in\":1800"));
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_WAITING);
  g_assert_null (lk_device_grant_get_error (fixture->grant));
}

static void
test_starting_twice_is_starting_once (Fixture      *fixture,
                                      gconstpointer data)
{
  lk_device_grant_start (fixture->grant);
  get_code (fixture, CODE (",\"expires_in\":1800"));
  lk_device_grant_start (fixture->grant);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (fixture->server, DEVICE), ==, 1);
  g_assert_cmpint (lk_device_grant_get_state (fixture->grant), ==, LK_DEVICE_GRANT_WAITING);
}

#define ADD(path, data, func) \
  g_test_add ("/device-grant/" path, Fixture, data, set_up, func, tear_down)
#define ADD_GOING(path, func) \
  ADD (path "/stopped", GINT_TO_POINTER (STOP), func); \
  ADD (path "/lost", GINT_TO_POINTER (LOSE), func)

static void
add_endings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    g_test_add (ends[i].path, Fixture, GSIZE_TO_POINTER (i), set_up, test_it_stops, tear_down);
  ADD ("E10/too-narrow-a-scope-is-given-back", NULL, test_too_narrow_a_scope_is_given_back);
  ADD ("I6/faults-make-it-back-off", NULL, test_faults_make_it_back_off);
  ADD ("I6/faults-end-with-the-code", NULL, test_faults_end_with_the_code);
  ADD ("I6/a-long-wait-is-honoured", NULL, test_a_long_wait_is_honoured);
  ADD_GOING ("I7/going-before-the-code", test_going_before_the_code);
  ADD_GOING ("I7/going-while-waiting", test_going_while_waiting);
  ADD_GOING ("I7/going-while-polling", test_going_while_polling);
  ADD_GOING ("I7/going-while-polling-in-vain", test_going_while_polling_in_vain);
  ADD ("I7/stopping-and-starting-are-two-conversations", NULL,
       test_stopping_and_starting_are_two_conversations);
  ADD ("I8/unprotected-addresses-end-it", NULL, test_unprotected_addresses_end_it);
  ADD ("no-code-and-then-one", NULL, test_no_code_and_then_one);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("new-destroy", NULL, test_new_destroy);
  ADD ("I1/offered-only-where-all-agree", NULL, test_offered_only_where_all_agree);
  ADD ("D7/no-prompt-is-sent", NULL, test_no_prompt_is_sent);
  ADD ("the-tokens-are-handed-out-once", NULL, test_the_tokens_are_handed_out_once);
  ADD ("the-device-code-is-no-property", NULL, test_the_device_code_is_no_property);
  ADD ("I4/to-be-typed", "", test_the_code_is_shown);
  ADD ("I4/to-be-compared",
       ",\"verification_uri_complete\":\"{url}/link?code=BCDFG-HJKLM\"", test_the_code_is_shown);
  ADD ("I2/slow-down-is-for-good", NULL, test_slow_down_is_for_good);
  ADD ("I2/the-server-names-the-interval", NULL, test_the_server_names_the_interval);
  ADD ("I2/no-poll-after-the-end", NULL, test_no_poll_after_the_end);
  ADD ("I2/polls-never-overlap/pending", GINT_TO_POINTER (FALSE), test_polls_never_overlap);
  ADD ("I2/polls-never-overlap/confirmed", GINT_TO_POINTER (TRUE), test_polls_never_overlap);
  ADD ("starting-twice-is-starting-once", NULL, test_starting_twice_is_starting_once);
  add_endings ();

  return g_test_run ();
}
