/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-fake-server.h"
#include "lk-http.h"
#include "lk-sanitized.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  LkFakeServer *server;
  LkFakeServer *other; /* another origin */
  LkHttp       *http;
  LkSecret     *token;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = lk_fake_server_new ();
  fixture->other = lk_fake_server_new ();
  fixture->http = lk_http_new ();
  fixture->token = lk_secret_new ("secret");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  lk_test_drain ();
  g_assert_finalize_object (fixture->http);
  lk_secret_unref (fixture->token);
  lk_fake_server_free (fixture->other);
  lk_fake_server_free (fixture->server);
}

static LkHttpRequest *
new_request (Fixture    *fixture,
             const char *method,
             const char *path)
{
  g_autofree char *url = g_strconcat (lk_fake_server_get_url (fixture->server), path, NULL);

  return lk_http_request_new ("step", method, url);
}

static LkHttpResponse *
send_request (Fixture        *fixture,
              LkHttpRequest  *request,
              GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_http_send_async (fixture->http, request, NULL, lk_test_store_result, &result);
  return lk_http_send_finish (fixture->http, lk_test_await (&result), error);
}

static LkHttpResponse *
get (Fixture     *fixture,
     const char  *path,
     GError     **error)
{
  return send_request (fixture, new_request (fixture, "GET", path), error);
}

static void
assert_body (LkHttpResponse *response,
             const char     *expected)
{
  gsize length;
  const char *body = g_bytes_get_data (response->body, &length);

  g_assert_cmpmem (body, length, expected, strlen (expected));
}

static void
test_answer_of_any_status_is_an_answer (Fixture       *fixture,
                                        gconstpointer  data)
{
  static const guint statuses[] = { 200, 201, 204, 400, 401, 404, 407, 429, 500, 503 };
  gint64 before = g_get_real_time ();

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", statuses[i]);
      g_autofree char *asked = g_strconcat (path, "?q=secret", NULL);
      g_autofree char *key = g_strconcat ("GET ", path, NULL);
      g_autofree char *url = g_strconcat (lk_fake_server_get_url (fixture->server), path, NULL);
      g_autoptr (LkHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      lk_fake_server_answer (fixture->server, key, statuses[i], "text/plain",
                             statuses[i] != 204 ? "body" : NULL);
      response = get (fixture, asked, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (response->status, ==, statuses[i]);
      assert_body (response, statuses[i] != 204 ? "body" : "");
      g_assert_cmpstr (response->url, ==, url);
      g_assert_cmpstr (response->step, ==, "step");
      g_assert_cmpint (response->started, >=, before);
      g_assert_cmpint (response->started, <=, g_get_real_time ());
      g_assert_cmpint (response->retry_after, ==, -1);
      g_assert_cmpint (response->max_age, ==, -1);
    }
}

static void
test_token_travels_in_the_header_only (Fixture       *fixture,
                                       gconstpointer  data)
{
  LkHttpRequest *request = new_request (fixture, "GET", "/a");
  g_autoptr (LkHttpResponse) response = NULL;

  lk_fake_server_json (fixture->server, "GET /a", "{}");
  lk_http_request_set_bearer (request, fixture->token);
  response = send_request (fixture, request, NULL);

  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, "GET /a", "Authorization"), ==,
                   "Bearer secret");
  g_assert_null (lk_fake_server_last_query (fixture->server, "GET /a"));
  g_assert_null (strstr (response->url, "secret"));
}

static void
test_requests_say_who_we_are (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (LkHttpResponse) response = NULL;
  const char *agent;

  lk_fake_server_json (fixture->server, "GET /a", "{}");
  response = get (fixture, "/a", NULL);
  agent = lk_fake_server_last_header (fixture->server, "GET /a", "User-Agent");

  g_assert_true (g_str_has_prefix (agent, "Latchkey/"));
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, "GET /a", "Accept"), ==,
                   "application/json");
  g_assert_null (lk_fake_server_last_header (fixture->server, "GET /a", "Authorization"));
}

static void
test_no_cookies (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (LkHttpResponse) first = NULL;
  g_autoptr (LkHttpResponse) second = NULL;

  lk_fake_server_json (fixture->server, "GET /a", "{}");
  lk_fake_server_header (fixture->server, "GET /a", "Set-Cookie", "a=b; Path=/");
  first = get (fixture, "/a", NULL);
  second = get (fixture, "/a", NULL);

  g_assert_null (lk_fake_server_last_header (fixture->server, "GET /a", "Cookie"));
}

static void
test_form_is_encoded (Fixture       *fixture,
                      gconstpointer  data)
{
  static const char value[] = "a b&c=d+e%f/ä\n";
  LkHttpRequest *request = new_request (fixture, "POST", "/form");
  g_autoptr (LkHttpResponse) response = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  lk_fake_server_json (fixture->server, "POST /form", "{}");
  lk_http_request_add_field (request, "first", value);
  lk_http_request_add_field (request, "second", "");
  response = send_request (fixture, request, NULL);

  first = lk_fake_server_last_field (fixture->server, "POST /form", "first");
  second = lk_fake_server_last_field (fixture->server, "POST /form", "second");
  g_assert_cmpstr (first, ==, value);
  g_assert_cmpstr (second, ==, "");
  g_assert_cmpstr (lk_fake_server_last_body (fixture->server, "POST /form"), ==,
                   "first=a%20b%26c%3Dd%2Be%25f%2F%C3%A4%0A&second=");
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, "POST /form", "Content-Type"),
                   ==, "application/x-www-form-urlencoded");
}

static void
test_json_is_sent_as_it_is (Fixture       *fixture,
                            gconstpointer  data)
{
  LkHttpRequest *request = new_request (fixture, "PUT", "/json");
  g_autoptr (LkHttpResponse) response = NULL;

  lk_fake_server_json (fixture->server, "PUT /json", "{}");
  lk_http_request_set_json (request, "{\"old\":1}");
  lk_http_request_set_json (request, "{\"a\":\"ä\"}");
  response = send_request (fixture, request, NULL);

  g_assert_cmpstr (lk_fake_server_last_body (fixture->server, "PUT /json"), ==, "{\"a\":\"ä\"}");
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, "PUT /json", "Content-Type"), ==,
                   "application/json");
}

static void
test_get_follows_a_redirect (Fixture       *fixture,
                             gconstpointer  data)
{
  LkHttpRequest *request = new_request (fixture, "GET", "/a");
  g_autofree char *url = g_strconcat (lk_fake_server_get_url (fixture->server), "/b", NULL);
  g_autoptr (LkHttpResponse) response = NULL;

  lk_fake_server_answer (fixture->server, "GET /a", GPOINTER_TO_UINT (data), NULL, NULL);
  lk_fake_server_header (fixture->server, "GET /a", "Location", "/b?x=y");
  lk_fake_server_json (fixture->server, "GET /b", "{\"b\":1}");
  lk_http_request_set_bearer (request, fixture->token);
  response = send_request (fixture, request, NULL);

  assert_body (response, "{\"b\":1}");
  g_assert_cmpstr (response->url, ==, url);
  /* The same origin may know the token. */
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, "GET /b", "Authorization"), ==,
                   "Bearer secret");
}

static void
test_token_does_not_leave_the_origin (Fixture       *fixture,
                                      gconstpointer  data)
{
  LkHttpRequest *request = new_request (fixture, "GET", "/a");
  g_autofree char *away = g_strconcat (lk_fake_server_get_url (fixture->other), "/b", NULL);
  g_autofree char *back = g_strconcat (lk_fake_server_get_url (fixture->server), "/c", NULL);
  g_autoptr (LkHttpResponse) response = NULL;

  lk_fake_server_answer (fixture->server, "GET /a", 307, NULL, NULL);
  lk_fake_server_header (fixture->server, "GET /a", "Location", away);
  lk_fake_server_answer (fixture->other, "GET /b", 307, NULL, NULL);
  lk_fake_server_header (fixture->other, "GET /b", "Location", back);
  lk_fake_server_json (fixture->server, "GET /c", "{}");
  lk_http_request_set_bearer (request, fixture->token);
  response = send_request (fixture, request, NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpuint (lk_fake_server_count (fixture->other, "GET /b"), ==, 1);
  g_assert_null (lk_fake_server_last_header (fixture->other, "GET /b", "Authorization"));
  g_assert_cmpstr (lk_fake_server_last_header (fixture->server, "GET /c", "Authorization"), ==,
                   "Bearer secret");
}

static void
chain_redirects (Fixture *fixture,
                 guint    length)
{
  for (guint i = 0; i < length; i++)
    {
      g_autofree char *key = g_strdup_printf ("GET /%u", i);
      g_autofree char *next = g_strdup_printf ("/%u", i + 1);

      lk_fake_server_answer (fixture->server, key, 302, NULL, NULL);
      lk_fake_server_header (fixture->server, key, "Location", next);
    }
}

static void
test_five_redirects_are_enough (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (LkHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  chain_redirects (fixture, 5);
  lk_fake_server_json (fixture->server, "GET /5", "{}");
  response = get (fixture, "/0", NULL);
  g_assert_cmpuint (response->status, ==, 200);

  lk_fake_server_forget (fixture->server, "GET /5");
  chain_redirects (fixture, 6);
  g_assert_null (get (fixture, "/0", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, "GET /6"), ==, 0);
}

static void
test_circle_ends (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, "GET /a", 302, NULL, NULL);
  lk_fake_server_header (fixture->server, "GET /a", "Location", "/a");

  g_assert_null (get (fixture, "/a", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, "GET /a"), ==, 6);
}

static void
test_redirects_to_nowhere_are_refused (Fixture       *fixture,
                                       gconstpointer  data)
{
  static const char *const nowhere[] = {
    NULL, "file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://", "data:,x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (nowhere); i++)
    {
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (fixture->server, "GET /a");
      lk_fake_server_answer (fixture->server, "GET /a", 302, NULL, NULL);
      if (nowhere[i] != NULL)
        lk_fake_server_header (fixture->server, "GET /a", "Location", nowhere[i]);
      g_assert_null (get (fixture, "/a", &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
}

/* A server on this machine may be asked without protection; others may not, whoever says so. */
static void
test_this_machine_does_not_lead_unprotected_to_others (Fixture       *fixture,
                                                       gconstpointer  data)
{
  static const char *const others[] = {
    "http://192.0.2.1/", "//192.0.2.1/", "http://127.0.0.1.example/", "http://[::2]/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (fixture->server, "GET /a");
      lk_fake_server_answer (fixture->server, "GET /a", 302, NULL, NULL);
      lk_fake_server_header (fixture->server, "GET /a", "Location", others[i]);
      g_assert_null (get (fixture, "/a", &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
}

static void
test_post_does_not_follow_redirects (Fixture       *fixture,
                                     gconstpointer  method)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };
  g_autofree char *key = g_strconcat (method, " /a", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      LkHttpRequest *request = new_request (fixture, method, "/a");
      g_autoptr (LkHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (fixture->server, key);
      lk_fake_server_answer (fixture->server, key, statuses[i], NULL, NULL);
      lk_fake_server_header (fixture->server, key, "Location", "/b");
      lk_http_request_add_field (request, "token", "secret");
      response = send_request (fixture, request, NULL);

      g_assert_cmpuint (response->status, ==, statuses[i]);
      error = lk_http_response_to_error (response);
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, G_N_ELEMENTS (statuses));
}

static void
test_body_is_capped (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *body = g_strnfill (LK_HTTP_MAX_BODY + 1, 'x');
  g_autoptr (LkHttpResponse) just_right = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, "GET /right", 200, "text/plain", body + 1);
  just_right = get (fixture, "/right", NULL);
  g_assert_cmpuint (g_bytes_get_size (just_right->body), ==, LK_HTTP_MAX_BODY);

  lk_fake_server_answer (fixture->server, "GET /long", 200, "text/plain", body);
  g_assert_null (get (fixture, "/long", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpstr (lk_error_get_step (error), ==, "step");
}

static void
test_cap_can_be_lowered (Fixture       *fixture,
                         gconstpointer  data)
{
  LkHttpRequest *request = new_request (fixture, "GET", "/a");
  g_autoptr (GError) error = NULL;

  lk_fake_server_answer (fixture->server, "GET /a", 200, "text/plain", "12345");
  lk_http_request_set_limits (request, 4, LK_HTTP_TIMEOUT);

  g_assert_null (send_request (fixture, request, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
}

static GBytes *
compress (gsize length)
{
  g_autoptr (GConverter) zip =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, zip);
  g_autofree char *zeros = g_malloc0 (length);

  g_assert_true (g_output_stream_write_all (stream, zeros, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
test_cap_holds_for_what_is_unpacked (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr (GBytes) bomb = compress (16 * LK_HTTP_MAX_BODY);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_bytes_get_size (bomb), <, LK_HTTP_MAX_BODY);
  lk_fake_server_bytes (fixture->server, "GET /a", 200, bomb);
  lk_fake_server_header (fixture->server, "GET /a", "Content-Encoding", "gzip");

  g_assert_null (get (fixture, "/a", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, "The answer is too large");
}

static void
test_silence_times_out (Fixture       *fixture,
                        gconstpointer  data)
{
  LkHttpRequest *request = new_request (fixture, "GET", "/a?secret");
  g_autofree char *url = g_strconcat (lk_fake_server_get_url (fixture->server), "/a", NULL);
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (fixture->server, "GET /a");
  lk_http_request_set_limits (request, LK_HTTP_MAX_BODY, 1);

  g_assert_null (send_request (fixture, request, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_TIMED_OUT);
  g_assert_cmpstr (lk_error_get_url (error), ==, url);
  g_assert_true (lk_error_is_transient (error));
}

/* Something comes all the time, and yet it does not end. */
static void
test_drip_times_out (Fixture       *fixture,
                     gconstpointer  data)
{
  LkHttpRequest *request = new_request (fixture, "GET", "/a");
  g_autoptr (GError) error = NULL;

  lk_http_second = 100;
  lk_fake_server_drip (fixture->server, "GET /a");
  lk_http_request_set_limits (request, LK_HTTP_MAX_BODY, 3);

  g_assert_null (send_request (fixture, request, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_TIMED_OUT);
  g_assert_cmpuint (lk_error_get_status (error), ==, 200);
  lk_http_second = 1000;
}

static void
test_lost_connection_is_offline (Fixture       *fixture,
                                 gconstpointer  method)
{
  g_autofree char *key = g_strconcat (method, " /a", NULL);
  g_autoptr (GError) error = NULL;

  lk_fake_server_reset (fixture->server, key);

  g_assert_null (send_request (fixture, new_request (fixture, method, "/a"), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 1);
}

static void
test_post_on_a_used_connection_is_sent_once (Fixture       *fixture,
                                             gconstpointer  data)
{
  g_autoptr (LkHttpResponse) first = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (fixture->server, "POST /a", "{}");
  lk_fake_server_reset (fixture->server, "POST /a");
  first = send_request (fixture, new_request (fixture, "POST", "/a"), NULL);

  g_assert_null (send_request (fixture, new_request (fixture, "POST", "/a"), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 2);
}

static void
test_nobody_there_is_offline (Fixture       *fixture,
                              gconstpointer  data)
{
  LkFakeServer *gone = lk_fake_server_new ();
  LkHttpRequest *request = lk_http_request_new ("step", "GET", lk_fake_server_get_url (gone));
  g_autoptr (GError) error = NULL;

  lk_fake_server_free (gone);

  g_assert_null (send_request (fixture, request, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OFFLINE);
  g_assert_cmpuint (lk_error_get_status (error), ==, 0);
}

static void
test_nonsense_is_no_address (Fixture       *fixture,
                             gconstpointer  data)
{
  static const char *const nonsense[] = { "", "not a url", "/path", "https://", "mailto:a@b" };

  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (send_request (fixture, lk_http_request_new ("step", "GET", nonsense[i]),
                                   &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
    }
}

/* For nobody: made for this test alone, by "openssl req -x509". */
static const char certificate_of_nobody[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBgDCCASWgAwIBAgIUYv+x0FPRw+bEj2W1xCdOdTu47yQwCgYIKoZIzj0EAwIw\n"
  "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzEzMzYwM1oYDzIxMjYxMDMw\n"
  "MTMzNjAzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
  "PQMBBwNCAAR45mci9noC3tThiUdxrB5iM72urOgcOz+nh9+NTmtNjz/A4FxzulsW\n"
  "YloKM9KeVxq1tTxwnoDJwlXY0VgokXYTo1MwUTAdBgNVHQ4EFgQUPmnv+oboUyq6\n"
  "yv2qcMb980JnQ2AwHwYDVR0jBBgwFoAUPmnv+oboUyq6yv2qcMb980JnQ2AwDwYD\n"
  "VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAxIlqB8gSUA9PpDyQnifF\n"
  "8KxsDLdggoWPsTEZ47JtjXsCIQDN1Q3MOcep/s8MGuvb+ZMjF3IfvSIynmthny0v\n"
  "9NC85A==\n"
  "-----END CERTIFICATE-----\n"
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqtkpxAZbsDmYTmCt\n"
  "hVCPTc1T921lhkCYJ1xB6AW2/HWhRANCAAR45mci9noC3tThiUdxrB5iM72urOgc\n"
  "Oz+nh9+NTmtNjz/A4FxzulsWYloKM9KeVxq1tTxwnoDJwlXY0VgokXYT\n"
  "-----END PRIVATE KEY-----\n";

static G_GNUC_UNUSED void
test_unknown_certificate_is_final (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate =
    g_tls_certificate_new_from_pem (certificate_of_nobody, -1, &error);
  LkFakeServer *server;
  LkHttpRequest *request;

  g_assert_no_error (error);
  server = lk_fake_server_new_tls ("127.0.0.1", certificate);
  request = lk_http_request_new ("step", "GET", lk_fake_server_get_url (server));

  g_assert_null (send_request (fixture, request, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_TLS);
  g_assert_cmpint (lk_error_get_cause (error), ==, LK_ERROR_CAUSE_CERTIFICATE_NAME);
  g_assert_cmpuint (lk_fake_server_count (server, NULL), ==, 0);

  lk_fake_server_free (server);
}

static void
test_cancelled_before_it_starts (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  lk_http_send_async (fixture->http, new_request (fixture, "GET", "/a"), cancellable,
                      lk_test_store_result, &result);

  g_assert_null (lk_http_send_finish (fixture->http, lk_test_await (&result), &error));
  g_assert_true (lk_error_is_cancelled (error));
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (fixture->server, NULL), ==, 0);
}

static gboolean
was_asked (gpointer server)
{
  return lk_fake_server_count (server, NULL) > 0;
}

static void
test_cancelled_while_the_server_hangs (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (fixture->server, "GET /a");
  lk_http_send_async (fixture->http, new_request (fixture, "GET", "/a"), cancellable,
                      lk_test_store_result, &result);
  lk_test_wait_until (was_asked, fixture->server);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);

  g_assert_null (lk_http_send_finish (fixture->http, lk_test_await (&result), &error));
  g_assert_true (lk_error_is_cancelled (error));
}

static void
test_cancelled_afterwards_is_no_matter (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpResponse) response = NULL;

  lk_fake_server_json (fixture->server, "GET /a", "{}");
  lk_http_send_async (fixture->http, new_request (fixture, "GET", "/a"), cancellable,
                      lk_test_store_result, &result);
  response = lk_http_send_finish (fixture->http, lk_test_await (&result), NULL);
  g_cancellable_cancel (cancellable);
  lk_test_drain ();

  g_assert_cmpuint (response->status, ==, 200);
}

/* … but it may not be the server's own. */
static void
test_whose_answer_it_is_is_told (Fixture       *fixture,
                                 gconstpointer  data)
{
  static const struct { guint status; const char *body; LkErrorCause cause; } cases[] = {
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", LK_ERROR_CAUSE_UNKNOWN },
    { 403, "", LK_ERROR_CAUSE_UNKNOWN },
    { 403, " \n<html>", LK_ERROR_CAUSE_WEB_PAGE },
    { 200, "<!DOCTYPE html>", LK_ERROR_CAUSE_WEB_PAGE },
    { 200, "{\"cut", LK_ERROR_CAUSE_UNKNOWN },
    { 511, "<html>", LK_ERROR_CAUSE_NETWORK_SIGN_IN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (fixture->server, "GET /a");
      lk_fake_server_answer (fixture->server, "GET /a", cases[i].status, NULL, cases[i].body);
      response = get (fixture, "/a", NULL);
      if (cases[i].status == 200)
        g_assert_null (lk_http_response_parse_object (response, &error));
      else
        error = lk_http_response_to_error (response);
      g_assert_cmpint (lk_error_get_cause (error), ==, (int) cases[i].cause);
    }
}

static void
test_retry_after_is_read (Fixture       *fixture,
                          gconstpointer  data)
{
  static const struct
  {
    const char *header;
    gint        seconds;
  } headers[] = {
    { "0", 0 },
    { "7", 7 },
    { "99999999999", 86400 },
    { "-5", -1 },
    { "soon", -1 },
    { "", -1 },
    { "Wed, 21 Oct 2015 07:28:00 GMT", 0 },
    { "Wed, 21 Oct 2099 07:28:00 GMT", 86400 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (LkHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      lk_fake_server_forget (fixture->server, "GET /a");
      lk_fake_server_answer (fixture->server, "GET /a", 429, "text/plain", "slowly");
      lk_fake_server_header (fixture->server, "GET /a", "Retry-After", headers[i].header);
      response = get (fixture, "/a", NULL);
      g_assert_cmpint (response->retry_after, ==, headers[i].seconds);
      error = lk_http_response_to_error (response);
      g_assert_cmpint (lk_error_get_retry_after (error), ==, headers[i].seconds);
    }
}

static void
test_retry_after_date_is_counted_from_now (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 100);
  g_autofree char *text = soup_date_time_to_string (soon, SOUP_DATE_HTTP);
  g_autoptr (LkHttpResponse) response = NULL;

  lk_fake_server_answer (fixture->server, "GET /a", 503, "text/plain", "later");
  lk_fake_server_header (fixture->server, "GET /a", "Retry-After", text);
  response = get (fixture, "/a", NULL);

  g_assert_cmpint (response->retry_after, >=, 90);
  g_assert_cmpint (response->retry_after, <=, 100);
}

static void
test_max_age_is_read (Fixture       *fixture,
                      gconstpointer  data)
{
  static const struct
  {
    const char *header;
    gint64      max_age;
  } headers[] = {
    { "max-age=60", 60 },
    { "public, max-age=60", 60 },
    { "no-store", 0 },
    { "no-cache", 0 },
    { "max-age=60, no-store", 0 },
    { "max-age=0", 0 },
    { "max-age=-1", -1 },
    { "max-age=x", -1 },
    { "max-age", -1 },
    { "private", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (LkHttpResponse) response = NULL;

      lk_fake_server_forget (fixture->server, "GET /a");
      lk_fake_server_json (fixture->server, "GET /a", "{}");
      lk_fake_server_header (fixture->server, "GET /a", "Cache-Control", headers[i].header);
      response = get (fixture, "/a", NULL);
      g_assert_cmpint (response->max_age, ==, headers[i].max_age);
    }
}

static LkHttpResponse *
new_answer (guint       status,
            const char *body)
{
  LkHttpResponse *response = g_new0 (LkHttpResponse, 1);

  response->status = status;
  response->body = g_bytes_new (body, strlen (body));
  response->url = g_strdup ("https://example.org/a");
  response->step = "step";
  response->retry_after = -1;
  return response;
}

static void
test_status_becomes_an_error (void)
{
  static const struct
  {
    guint       status;
    LkErrorCode code;
  } statuses[] = {
    { 400, LK_ERROR_REFUSED },             { 401, LK_ERROR_REFUSED },
    { 403, LK_ERROR_REFUSED },             { 404, LK_ERROR_SERVER_UNSUITABLE },
    { 405, LK_ERROR_SERVER_UNSUITABLE },   { 407, LK_ERROR_REFUSED },
    { 408, LK_ERROR_TIMED_OUT },           { 410, LK_ERROR_SERVER_UNSUITABLE },
    { 413, LK_ERROR_REFUSED },             { 425, LK_ERROR_SERVER_FAILED },
    { 429, LK_ERROR_RATE_LIMITED },        { 451, LK_ERROR_REFUSED },
    { 500, LK_ERROR_SERVER_FAILED },       { 502, LK_ERROR_SERVER_FAILED },
    { 503, LK_ERROR_SERVER_FAILED },       { 599, LK_ERROR_SERVER_FAILED },
    { 302, LK_ERROR_PROTOCOL },            { 204, LK_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (LkHttpResponse) response = new_answer (statuses[i].status, "");
      g_autoptr (GError) error = lk_http_response_to_error (response);

      g_assert_error (error, LK_ERROR, (int) statuses[i].code);
      g_assert_cmpuint (lk_error_get_status (error), ==, statuses[i].status);
      g_assert_cmpstr (lk_error_get_step (error), ==, "step");
      g_assert_cmpstr (lk_error_get_url (error), ==, "https://example.org/a");
    }
}

static void
test_words_of_the_server_are_found (void)
{
  static const struct
  {
    const char *body;
    const char *code;
    const char *text;
  } bodies[] = {
    { "{\"error\":\"e\",\"error_description\":\"d\"}", "e", "d" },
    { "{\"error\":\"e\"}", "e", NULL },
    { "{\"errcode\":\"M_X\",\"error\":\"words\"}", "M_X", "words" },
    { "{\"errcode\":\"M_X\"}", "M_X", NULL },
    { "{\"errcode\":7,\"error\":{}}", NULL, NULL },
    { "{}", NULL, NULL },
    { "<html>error</html>", NULL, NULL },
    { "", NULL, NULL },
    { "{\"error\":\"e\",\"error_description\":\"<b>\\nx\\u202e\"}", "e", "<b> x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (LkHttpResponse) response = new_answer (400, bodies[i].body);
      g_autoptr (GError) error = lk_http_response_to_error (response);

      g_assert_cmpstr (lk_error_get_server_code (error), ==, bodies[i].code);
      g_assert_cmpstr (lk_error_get_server_text (error), ==, bodies[i].text);
    }
}

static void
test_bad_json_says_where_it_came_from (void)
{
  g_autoptr (LkHttpResponse) response = new_answer (200, "secret");
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_http_response_parse_object (response, NULL));
  g_assert_null (lk_http_response_parse_object (response, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
  g_assert_cmpstr (lk_error_get_step (error), ==, "step");
  g_assert_cmpuint (lk_error_get_status (error), ==, 200);
  g_assert_null (strstr (error->message, "secret"));
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

static void
add_redirects (void)
{
  ADD ("/http/redirect/get-follows-301", GUINT_TO_POINTER (301), test_get_follows_a_redirect);
  ADD ("/http/redirect/get-follows-302", GUINT_TO_POINTER (302), test_get_follows_a_redirect);
  ADD ("/http/redirect/get-follows-308", GUINT_TO_POINTER (308), test_get_follows_a_redirect);
  ADD ("/http/redirect/K2/token-does-not-leave-the-origin", NULL,
       test_token_does_not_leave_the_origin);
  ADD ("/http/redirect/A10/five-are-enough", NULL, test_five_redirects_are_enough);
  ADD ("/http/redirect/A10/circle-ends", NULL, test_circle_ends);
  ADD ("/http/redirect/to-nowhere-is-refused", NULL, test_redirects_to_nowhere_are_refused);
  ADD ("/http/redirect/this-machine-does-not-lead-unprotected-to-others", NULL,
       test_this_machine_does_not_lead_unprotected_to_others);
  ADD ("/http/redirect/C11/post-does-not-follow", "POST", test_post_does_not_follow_redirects);
  ADD ("/http/redirect/C11/put-does-not-follow", "PUT", test_post_does_not_follow_redirects);
}

static void
add_ends (void)
{
  ADD ("/http/body-is-capped", NULL, test_body_is_capped);
  ADD ("/http/cap-can-be-lowered", NULL, test_cap_can_be_lowered);
  ADD ("/http/cap-holds-for-what-is-unpacked", NULL, test_cap_holds_for_what_is_unpacked);
  ADD ("/http/drip-times-out", NULL, test_drip_times_out);
  ADD ("/http/silence-times-out", NULL, test_silence_times_out);
  ADD ("/http/lost-connection-is-offline/get", "GET", test_lost_connection_is_offline);
  ADD ("/http/lost-connection-is-offline/post", "POST", test_lost_connection_is_offline);
  ADD ("/http/post-on-a-used-connection-is-sent-once", NULL,
       test_post_on_a_used_connection_is_sent_once);
  ADD ("/http/nobody-there-is-offline", NULL, test_nobody_there_is_offline);
  ADD ("/http/nonsense-is-no-address", NULL, test_nonsense_is_no_address);
#ifndef LK_SANITIZED /* leak checkers of GCC 12 and clang 14 crash once GnuTLS has been loaded */
  ADD ("/http/K8/unknown-certificate-is-final", NULL, test_unknown_certificate_is_final);
#endif
  ADD ("/http/cancelled-before-it-starts", NULL, test_cancelled_before_it_starts);
  ADD ("/http/cancelled-while-the-server-hangs", NULL, test_cancelled_while_the_server_hangs);
  ADD ("/http/cancelled-afterwards-is-no-matter", NULL, test_cancelled_afterwards_is_no_matter);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/http/answer-of-any-status-is-an-answer", NULL, test_answer_of_any_status_is_an_answer);
  ADD ("/http/K1/token-travels-in-the-header-only", NULL, test_token_travels_in_the_header_only);
  ADD ("/http/K7/requests-say-who-we-are", NULL, test_requests_say_who_we_are);
  ADD ("/http/no-cookies", NULL, test_no_cookies);
  ADD ("/http/form-is-encoded", NULL, test_form_is_encoded);
  ADD ("/http/json-is-sent-as-it-is", NULL, test_json_is_sent_as_it_is);
  add_redirects ();
  add_ends ();
  ADD ("/http/whose-answer-it-is-is-told", NULL, test_whose_answer_it_is_is_told);
  ADD ("/http/K10/retry-after-is-read", NULL, test_retry_after_is_read);
  ADD ("/http/K10/retry-after-date-is-counted-from-now", NULL,
       test_retry_after_date_is_counted_from_now);
  ADD ("/http/max-age-is-read", NULL, test_max_age_is_read);
  g_test_add_func ("/http/status-becomes-an-error", test_status_becomes_an_error);
  g_test_add_func ("/http/K3/words-of-the-server-are-found", test_words_of_the_server_are_found);
  g_test_add_func ("/http/bad-json-says-where-it-came-from",
                   test_bad_json_says_where_it_came_from);

  return g_test_run ();
}
