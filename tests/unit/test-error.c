/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"

#include <gio/gio.h>
#include <string.h>

static void
test_details_travel_with_a_copy (void)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "No");
  g_autoptr (GError) copy = NULL;

  lk_error_set_request (error, "whoami", "https://example.org/x", 403);
  lk_error_set_server_said (error, "M_FORBIDDEN", "Go away");
  lk_error_set_retry_after (error, 7);
  lk_error_set_cause (error, LK_ERROR_CAUSE_PROXY);
  copy = g_error_copy (error);
  lk_error_set_server_said (error, NULL, NULL);

  g_assert_error (copy, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (lk_error_get_step (copy), ==, "whoami");
  g_assert_cmpstr (lk_error_get_url (copy), ==, "https://example.org/x");
  g_assert_cmpuint (lk_error_get_status (copy), ==, 403);
  g_assert_cmpstr (lk_error_get_server_code (copy), ==, "M_FORBIDDEN");
  g_assert_cmpstr (lk_error_get_server_text (copy), ==, "Go away");
  g_assert_cmpint (lk_error_get_retry_after (copy), ==, 7);
  g_assert_cmpint (lk_error_get_cause (copy), ==, LK_ERROR_CAUSE_PROXY);
  g_assert_null (lk_error_get_server_code (error));
}

static void
test_fresh_error_knows_nothing (void)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "x");

  g_assert_null (lk_error_get_step (error));
  g_assert_null (lk_error_get_url (error));
  g_assert_null (lk_error_get_server_code (error));
  g_assert_null (lk_error_get_server_text (error));
  g_assert_cmpuint (lk_error_get_status (error), ==, 0);
  g_assert_cmpint (lk_error_get_retry_after (error), ==, -1);
}

static void
test_foreign_errors_have_no_details (void)
{
  g_autoptr (GError) foreign =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  lk_error_set_step (foreign, "x");
  lk_error_set_request (foreign, "x", "https://example.org", 1);
  lk_error_set_server_said (foreign, "x", "x");
  lk_error_set_retry_after (foreign, 1);
  lk_error_set_step (NULL, "x");

  g_assert_null (lk_error_get_step (foreign));
  g_assert_null (lk_error_get_url (foreign));
  g_assert_cmpint (lk_error_get_retry_after (foreign), ==, -1);
  g_assert_null (lk_error_get_step (NULL));
  g_assert_true (lk_error_is_cancelled (foreign));
  g_assert_false (lk_error_is_cancelled (NULL));
}

static void
test_passing_faults_are_known (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  guint transient = 0;

  for (int code = 0; code < LK_ERROR_N_CODES; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, code, "x");

      transient |= lk_error_is_transient (error) ? 1u << code : 0;
    }
  g_assert_cmpuint (transient, ==,
                    1u << LK_ERROR_OFFLINE | 1u << LK_ERROR_TIMED_OUT | 1u << LK_ERROR_TLS |
                    1u << LK_ERROR_SERVER_FAILED | 1u << LK_ERROR_RATE_LIMITED);
  g_assert_false (lk_error_is_transient (cancelled));
  g_assert_false (lk_error_is_transient (NULL));
}

static void
test_urls_lose_what_is_secret (void)
{
  static const struct
  {
    const char *url;
    const char *redacted;
  } urls[] = {
    { "https://example.org/a?code=s&state=s#s", "https://example.org/a" },
    { "https://user:pass@example.org:8448/a%2Fb", "https://example.org:8448/a%2Fb" },
    { "im.latchkey.latchkey:/oauth/callback?code=s", "im.latchkey.latchkey:/oauth/callback" },
    { "https://example.org/a?x=%zz", "https://example.org/a" },
    { "not a url?code=s", "(unreadable address)" },
    { "", "(unreadable address)" },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *redacted = lk_redact_url (urls[i].url);
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_PROTOCOL, "x");

      g_assert_cmpstr (redacted, ==, urls[i].redacted);
      lk_error_set_request (error, "x", urls[i].url, 0);
      g_assert_cmpstr (lk_error_get_url (error), ==, urls[i].redacted);
    }
}

static void
test_text_of_others_is_made_harmless (void)
{
  static const struct
  {
    const char *text;
    const char *harmless;
  } texts[] = {
    { "plain", "plain" },
    { "<b>&amp;", "<b>&amp;" }, /* plain text, so markup is only letters */
    { "two\nlines\r\tand\x7f" "more", "two lines  and more" },
    { "a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x80\x8f", "abc" }, /* bidi override, isolate, mark */
    { "a\xe2\x80\xa8" "b\xe2\x80\xa9" "c\xc2\x85" "d", "a b c d" }, /* separators of lines */
    { "a\xef\xbb\xbf" "b", "ab" },
    { "bad \xff utf-8", "bad \xef\xbf\xbd utf-8" },
    { "", "" },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *harmless = lk_untrusted_text (texts[i].text, 100);

      g_assert_cmpstr (harmless, ==, texts[i].harmless);
    }
}

static void
test_text_of_others_is_capped (void)
{
  g_autofree char *exact = lk_untrusted_text ("ääää", 4);
  g_autofree char *capped = lk_untrusted_text ("äääää", 4);
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "x");

  g_assert_cmpstr (exact, ==, "ääää");
  g_assert_cmpstr (capped, ==, "ääää…");
  lk_error_set_server_said (error, long_text, long_text);
  g_assert_cmpuint (strlen (lk_error_get_server_code (error)), <, 100);
  g_assert_cmpuint (strlen (lk_error_get_server_text (error)), <, 400);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/details-travel-with-a-copy", test_details_travel_with_a_copy);
  g_test_add_func ("/error/fresh-error-knows-nothing", test_fresh_error_knows_nothing);
  g_test_add_func ("/error/foreign-errors-have-no-details", test_foreign_errors_have_no_details);
  g_test_add_func ("/error/passing-faults-are-known", test_passing_faults_are_known);
  g_test_add_func ("/error/urls-lose-what-is-secret", test_urls_lose_what_is_secret);
  g_test_add_func ("/error/K9/text-of-others-is-made-harmless",
                   test_text_of_others_is_made_harmless);
  g_test_add_func ("/error/K9/text-of-others-is-capped", test_text_of_others_is_capped);

  return g_test_run ();
}
