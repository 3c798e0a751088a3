/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-code.h"

#include "lk-error.h"
#include "lk-matrix-fixtures.h"

/* The two pure halves of the device grant: what a provider hands out, and what its answers to a
 * poll mean. */

static LkDeviceCode *
parse (const char  *body,
       LkTransport  transport,
       GError     **error)
{
  g_autoptr (LkHttpResponse) response = lk_test_answer (200, body);

  return lk_device_code_parse (response, transport, error);
}

static void
test_every_member_is_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDeviceCode) code =
    parse ("{\"device_code\":\"secret\",\"user_code\":\"BCDFG-HJKLM\","
           "\"verification_uri\":\"https://example.org/link\","
           "\"verification_uri_complete\":\"https://example.org/link?code=BCDFG-HJKLM\","
           "\"expires_in\":1800,\"interval\":7,\"more\":{}}", LK_TRANSPORT_SECURE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_secret_peek (code->device_code), ==, "secret");
  g_assert_cmpstr (code->user_code, ==, "BCDFG-HJKLM");
  g_assert_cmpstr (code->verification_uri, ==, "https://example.org/link");
  g_assert_cmpstr (code->verification_uri_complete, ==,
                   "https://example.org/link?code=BCDFG-HJKLM");
  g_assert_cmpint (code->expires_in, ==, 1800);
  g_assert_cmpint (code->interval, ==, 7);
}

/* I4, and the default of I2 */
static void
test_what_may_be_missing (void)
{
  static const char *const intervals[] = { "", ",\"interval\":0", ",\"interval\":-3",
                                           ",\"interval\":null", ",\"interval\":\"soon\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"device_code\":\"d\",\"user_code\":\"ABC123\",\"expires_in\":1200,"
                         "\"verification_uri\":\"https://example.org/link\"%s}", intervals[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkDeviceCode) code = parse (body, LK_TRANSPORT_SECURE, &error);

      g_assert_no_error (error);
      g_assert_null (code->verification_uri_complete);
      g_assert_cmpint (code->interval, ==, 5);
    }
}

static void
test_absurd_times_are_cut (void)
{
  g_autoptr (LkDeviceCode) code =
    parse ("{\"device_code\":\"d\",\"user_code\":\"A\",\"expires_in\":9223372036854775807,"
           "\"verification_uri\":\"https://example.org/\",\"interval\":9223372036854775807}",
           LK_TRANSPORT_SECURE, NULL);

  g_assert_cmpint (code->expires_in, ==, 24 * 60 * 60);
  g_assert_cmpint (code->interval, ==, 24 * 60 * 60);
}

#define URI "\"verification_uri\":\"https://example.org/link\""
#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789"

static void
test_malformed_answers_are_refused (void)
{
  static const char *const bodies[] = {
    NULL,
    "[]",
    "{}",
    "{\"user_code\":\"A\"," URI ",\"expires_in\":9}",
    "{\"device_code\":\"\",\"user_code\":\"A\"," URI ",\"expires_in\":9}",
    "{\"device_code\":7,\"user_code\":\"A\"," URI ",\"expires_in\":9}",
    "{\"device_code\":\"d\"," URI ",\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"\"," URI ",\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"" LONG "\"," URI ",\"expires_in\":9}", /* too long */
    "{\"device_code\":\"d\",\"user_code\":\"A\\nB\"," URI ",\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"A\\u202eB\"," URI ",\"expires_in\":9}", /* bidi */
    "{\"device_code\":\"d\",\"user_code\":\"A\",\"expires_in\":9}",
    "{\"device_code\":\"d\",\"user_code\":\"A\"," URI "}",
    "{\"device_code\":\"d\",\"user_code\":\"A\"," URI ",\"expires_in\":0}",
    "{\"device_code\":\"d\",\"user_code\":\"A\"," URI ",\"expires_in\":-1}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bodies[i]);
      g_assert_null (parse (bodies[i], LK_TRANSPORT_SECURE, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_PROTOCOL);
      g_assert_cmpuint (lk_error_get_status (error), ==, 200);
    }
}

static const struct
{
  const char *uri;
  gboolean    secure;   /* whether it passes without the loopback rule */
  gboolean    loopback; /* and with it */
} uris[] = {
  { "https://example.org/link", TRUE, TRUE },
  { "http://127.0.0.1:8080/link", FALSE, TRUE },
  { "http://example.org/link", FALSE, FALSE },
  { "https://ada@example.org/link", FALSE, FALSE },
  { "javascript:alert(1)", FALSE, FALSE },
  { "ftp://example.org/link", FALSE, FALSE },
  { "file:///etc/passwd", FALSE, FALSE },
  { "example.org/link", FALSE, FALSE },
  { "", FALSE, FALSE },
};

/* I8: neither the address that is typed nor the one that is scanned may be unprotected. */
static void
test_addresses_must_be_protected (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    for (int of_complete = FALSE; of_complete <= TRUE; of_complete++)
      for (LkTransport transport = LK_TRANSPORT_SECURE; transport <= LK_TRANSPORT_LOOPBACK;
           transport++)
        {
          gboolean fine = transport == LK_TRANSPORT_SECURE ? uris[i].secure : uris[i].loopback;
          const char *good = "https://example.org/";
          g_autofree char *body =
            g_strdup_printf ("{\"device_code\":\"d\",\"user_code\":\"A\",\"expires_in\":9,"
                             "\"verification_uri\":\"%s\",\"verification_uri_complete\":\"%s\"}",
                             of_complete ? good : uris[i].uri, of_complete ? uris[i].uri : good);
          g_autoptr (GError) error = NULL;
          g_autoptr (LkDeviceCode) code = parse (body, transport, &error);

          g_test_message ("%s", body);
          g_assert_cmpint (code != NULL, ==, fine);
          if (!fine)
            g_assert_error (error, LK_ERROR, LK_ERROR_MISCONFIGURED);
        }
}

static void
test_endless_addresses_are_refused (void)
{
  g_autofree char *tail = g_strnfill (LK_DEVICE_CODE_MAX_URI, 'x');
  g_autofree char *body =
    g_strdup_printf ("{\"device_code\":\"d\",\"user_code\":\"A\",\"expires_in\":9,"
                     "\"verification_uri\":\"https://example.org/%s\"}", tail);
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (body, LK_TRANSPORT_SECURE, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_MISCONFIGURED);
}

#define OAUTH(error) "{\"error\":\"" error "\",\"error_description\":\"words\"}"

static const struct
{
  const char  *path; /* of the test */
  guint        status;
  const char  *body;
  LkDevicePoll poll;
  LkErrorCode  code; /* for those that are OVER */
} answers[] = {
  { "I3/pending-400", 400, OAUTH ("authorization_pending"), LK_DEVICE_POLL_PENDING },
  { "I3/pending-403", 403, OAUTH ("authorization_pending"), LK_DEVICE_POLL_PENDING },
  { "I3/pending-200", 200, OAUTH ("authorization_pending"), LK_DEVICE_POLL_PENDING },
  { "I3/pending-500", 500, OAUTH ("authorization_pending"), LK_DEVICE_POLL_PENDING },
  { "I2/slow-down-400", 400, OAUTH ("slow_down"), LK_DEVICE_POLL_SLOW_DOWN },
  { "I2/slow-down-429", 429, OAUTH ("slow_down"), LK_DEVICE_POLL_SLOW_DOWN },
  { "tokens", 200, "{\"access_token\":\"t\"}", LK_DEVICE_POLL_ANSWERED },
  { "nonsense", 200, "<html>", LK_DEVICE_POLL_ANSWERED },
  { "I5/denied-400", 400, OAUTH ("access_denied"), LK_DEVICE_POLL_OVER, LK_ERROR_DENIED_BY_USER },
  { "I5/denied-403", 403, OAUTH ("access_denied"), LK_DEVICE_POLL_OVER, LK_ERROR_DENIED_BY_USER },
  { "I5/expired-400", 400, OAUTH ("expired_token"), LK_DEVICE_POLL_OVER, LK_ERROR_CODE_EXPIRED },
  { "I5/expired-403", 403, OAUTH ("expired_token"), LK_DEVICE_POLL_OVER, LK_ERROR_CODE_EXPIRED },
  { "I5/invalid-grant", 400, OAUTH ("invalid_grant"), LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/invalid-client", 401, OAUTH ("invalid_client"), LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/unauthorized-client", 401, OAUTH ("unauthorized_client"), LK_DEVICE_POLL_OVER,
    LK_ERROR_REFUSED },
  { "I5/unsupported-grant-type", 400, OAUTH ("unsupported_grant_type"), LK_DEVICE_POLL_OVER,
    LK_ERROR_REFUSED },
  { "I5/invalid-request", 400, OAUTH ("invalid_request"), LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/unknown", 400, OAUTH ("out_of_tea"), LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/unknown-200", 200, OAUTH ("out_of_tea"), LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/unknown-429", 429, OAUTH ("out_of_tea"), LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/not-there", 404, "<html>", LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/matrix", 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"authorization_pending\"}",
    LK_DEVICE_POLL_OVER, LK_ERROR_REFUSED },
  { "I5/redirect", 302, NULL, LK_DEVICE_POLL_OVER, LK_ERROR_PROTOCOL },
  { "I6/500", 500, "<html>", LK_DEVICE_POLL_BACK_OFF },
  { "I6/500-oauth", 500, OAUTH ("out_of_tea"), LK_DEVICE_POLL_BACK_OFF },
  { "I6/503", 503, NULL, LK_DEVICE_POLL_BACK_OFF },
  { "I6/408", 408, NULL, LK_DEVICE_POLL_BACK_OFF },
  { "I6/429-html", 429, "<html>", LK_DEVICE_POLL_BACK_OFF },
  { "I6/429-matrix", 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"slow_down\"}",
    LK_DEVICE_POLL_BACK_OFF },
  { "I6/server-error", 400, OAUTH ("server_error"), LK_DEVICE_POLL_BACK_OFF },
  { "I6/unavailable", 400, OAUTH ("temporarily_unavailable"), LK_DEVICE_POLL_BACK_OFF },
};

/* The table of spec §8: it goes by the body, not by the status. */
static void
test_what_an_answer_means (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (LkHttpResponse) response = lk_test_answer (answers[i].status, answers[i].body);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lk_device_poll_judge (response, &error), ==, answers[i].poll);
  if (answers[i].poll == LK_DEVICE_POLL_OVER)
    g_assert_error (error, LK_ERROR, (int) answers[i].code);
  else
    g_assert_no_error (error);
  if (error != NULL && g_str_has_suffix (answers[i].body != NULL ? answers[i].body : "",
                                         "\"words\"}"))
    g_assert_cmpstr (lk_error_get_server_text (error), ==, "words");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/device-code/every-member-is-read", test_every_member_is_read);
  g_test_add_func ("/device-code/I4/what-may-be-missing", test_what_may_be_missing);
  g_test_add_func ("/device-code/absurd-times-are-cut", test_absurd_times_are_cut);
  g_test_add_func ("/device-code/malformed-answers-are-refused",
                   test_malformed_answers_are_refused);
  g_test_add_func ("/device-code/I8/addresses-must-be-protected",
                   test_addresses_must_be_protected);
  g_test_add_func ("/device-code/endless-addresses-are-refused",
                   test_endless_addresses_are_refused);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/device-code/poll/", answers[i].path, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_what_an_answer_means);
    }

  return g_test_run ();
}
