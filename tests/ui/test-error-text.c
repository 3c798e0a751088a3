/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error-text.h"

#include <string.h>

#include "lk-server-entry.h"

static void
test_every_code_has_words (void)
{
  for (LkErrorCode code = 0; code < LK_ERROR_N_CODES; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, (int) code, "x");
      g_autofree char *sentence = lk_error_text_sentence (error);

      g_assert_true (lk_error_text_has_code (code));
      g_assert_cmpstr (lk_error_text_title (error), !=, "");
      g_assert_true (g_str_has_suffix (lk_error_text_icon (error), "-symbolic"));
      g_assert_cmpuint (strlen (sentence), >, 10);
    }
  g_assert_false (lk_error_text_has_code (LK_ERROR_N_CODES));
}

static void
test_what_is_not_ours_has_words_too (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");
  g_autofree char *of_error = lk_error_text_sentence (error);
  g_autofree char *of_nothing = lk_error_text_sentence (NULL);

  g_assert_cmpstr (of_error, ==, of_nothing);
}

/* Each class of bad input has a sentence of its own: were a message changed in the room below,
 * this test would find the general one. */
static void
test_bad_input_has_its_own_sentences (void)
{
  static const char *const inputs[] = {
    "", "ada@example.org", "@ada", "@:example.org", "not a server", "\xff",
    "https://user@example.org", "https://example.org/?x", "example.org:99999",
    "http://example.org",
  };
  g_autoptr (GError) general = g_error_new_literal (LK_ERROR, LK_ERROR_INVALID_INPUT, "x");
  g_autofree char *general_sentence = lk_error_text_sentence (general);

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *sentence = NULL;

      g_assert_null (lk_server_entry_parse (inputs[i], FALSE, &error));
      sentence = lk_error_text_sentence (error);
      g_test_message ("%s: %s", error->message, sentence);
      g_assert_cmpstr (sentence, !=, general_sentence);
    }
}

static void
test_waiting_is_told_in_fitting_units (void)
{
  static const struct { int seconds; const char *end; } cases[] = {
    { 1, "in 1 second." }, { 30, "in 30 seconds." }, { 90, "in 90 seconds." },
    { 91, "in 2 minutes." }, { 3600, "in 60 minutes." }, { 86400, "in 24 hours." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_RATE_LIMITED, "x");
      g_autofree char *expected =
        g_strconcat ("The server asks to slow down. Try again ", cases[i].end, NULL);
      g_autofree char *sentence = NULL;

      lk_error_set_retry_after (error, cases[i].seconds);
      sentence = lk_error_text_sentence (error);
      g_assert_cmpstr (sentence, ==, expected);
    }
}

/* Where the cause shows that the code's own sentence would blame the wrong side. */
static void
test_causes_have_words_of_their_own (void)
{
  static const struct { LkErrorCode code; LkErrorCause cause; const char *word; } cases[] = {
    { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_EXPIRED, "date of this computer" },
    { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_TOO_NEW, "date of this computer" },
    { LK_ERROR_SERVER_FAILED, LK_ERROR_CAUSE_NETWORK_SIGN_IN, "network" },
    { LK_ERROR_REFUSED, LK_ERROR_CAUSE_WEB_PAGE, "network" },
    { LK_ERROR_PROTOCOL, LK_ERROR_CAUSE_WEB_PAGE, "network" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, (int) cases[i].code, "x");
      g_autofree char *plain = lk_error_text_sentence (error);
      g_autofree char *sentence = NULL;

      lk_error_set_cause (error, cases[i].cause);
      sentence = lk_error_text_sentence (error);
      g_assert_cmpstr (sentence, !=, plain);
      g_assert_nonnull (strstr (sentence, cases[i].word));
      g_assert_cmpstr (lk_error_text_title (error), !=, "");
    }
}

/* Where the server's code says more than ours does. */
static void
test_refused_logins_have_words_of_their_own (void)
{
  static const struct
  {
    const char *step;
    const char *server_code;
    const char *sentence;
  } cases[] = {
    { "login-password", "M_FORBIDDEN", "The user name or the password isn’t right." },
    { "login-password", "M_USER_DEACTIVATED",
      "This account has been deactivated. The server’s administrator may be able to help." },
    { "login-password", "M_UNKNOWN",
      "The server understood the request and refused it." },
    { "register", "M_FORBIDDEN",
      "The provider doesn’t let Latchkey register. Its administrator can change that, or hand out "
      "a client ID for Latchkey." },
    { "token", "M_FORBIDDEN", "The server understood the request and refused it." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "x");
      g_autofree char *sentence = NULL;

      lk_error_set_request (error, cases[i].step, "https://example.org", 403);
      lk_error_set_server_said (error, cases[i].server_code, "Invalid");
      sentence = lk_error_text_sentence (error);
      g_assert_cmpstr (sentence, ==, cases[i].sentence);
    }
}

/* Of a server that refuses, and only then. */
static void
test_the_servers_own_words_are_the_answer (void)
{
  static const struct
  {
    LkErrorCode code;
    const char *said; /* (nullable) */
    const char *words; /* (nullable) */
  } cases[] = {
    { LK_ERROR_REFUSED, "Not <b>you</b>", "The server says: “Not <b>you</b>”" },
    { LK_ERROR_USER_LOCKED, "Locked", "The server says: “Locked”" },
    { LK_ERROR_REFUSED, NULL, NULL },
    { LK_ERROR_REFUSED, "", NULL },
    { LK_ERROR_SERVER_FAILED, "Traceback", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (LK_ERROR, (int) cases[i].code, "x");
      g_autofree char *words = NULL;
      g_autofree char *markup = NULL;

      lk_error_set_server_said (error, NULL, cases[i].said);
      words = lk_error_text_words (error);
      g_assert_cmpstr (words, ==, cases[i].words);
      markup = lk_error_text_markup (error);
      g_assert_null (strstr (markup, "<"));
      g_assert_cmpint (strstr (markup, "\n\n") != NULL, ==, words != NULL);
    }
  g_assert_null (lk_error_text_words (NULL));
}

static void
test_details_have_what_helps_and_no_secret (void)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "It was refused");
  g_autofree char *details = NULL;

  lk_error_set_request (error, "token", "https://u:p@example.org/token?code=SECRET#SECRET", 400);
  lk_error_set_server_said (error, "invalid_grant", "<b>No</b>\nnever");
  details = lk_error_text_details (error);
  g_assert_nonnull (strstr (details, "Problem: It was refused"));
  g_assert_nonnull (strstr (details, "Step: token"));
  g_assert_nonnull (strstr (details, "Address: https://example.org/token\n"));
  g_assert_nonnull (strstr (details, "HTTP status: 400"));
  g_assert_nonnull (strstr (details, "invalid_grant"));
  g_assert_nonnull (strstr (details, "<b>No</b> never"));
  g_assert_null (strstr (details, "SECRET"));
  g_assert_nonnull (lk_error_text_step (error));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error-text/every-code-has-words", test_every_code_has_words);
  g_test_add_func ("/error-text/what-is-not-ours-has-words-too",
                   test_what_is_not_ours_has_words_too);
  g_test_add_func ("/error-text/bad-input-has-its-own-sentences",
                   test_bad_input_has_its_own_sentences);
  g_test_add_func ("/error-text/waiting-is-told-in-fitting-units",
                   test_waiting_is_told_in_fitting_units);
  g_test_add_func ("/error-text/causes-have-words-of-their-own",
                   test_causes_have_words_of_their_own);
  g_test_add_func ("/error-text/J6/refused-logins-have-words-of-their-own",
                   test_refused_logins_have_words_of_their_own);
  g_test_add_func ("/error-text/the-servers-own-words-are-the-answer",
                   test_the_servers_own_words_are_the_answer);
  g_test_add_func ("/error-text/details-have-what-helps-and-no-secret",
                   test_details_have_what_helps_and_no_secret);

  return g_test_run ();
}
