/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-diagnosis-text.h"

#include <string.h>

#include "lk-broken-servers.h"
#include "lk-diagnose.h"
#include "lk-error-text.h"

static LkDiagnosis *
diagnose (LkAccountFixture *self,
          const char       *typed)
{
  g_autofree char *text = lk_broken_server_fill (self, typed);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTrace) trace = NULL;

  self->ports->allow_insecure = TRUE;
  trace = lk_diagnose_async (self->ports, text, NULL, lk_test_store_result, &result);
  return lk_diagnose_finish (lk_test_await (&result), NULL);
}

static LkCulprit
find_culprit (LkDiagnosis *diagnosis)
{
  g_autoptr (LkVerdict) verdict = NULL;
  guint position;

  if (!lk_verdict_find_culprit (diagnosis->trace, diagnosis->error, &position))
    return LK_CULPRIT_NOBODY;
  verdict = lk_verdict_new (diagnosis->trace, position);
  g_assert_cmpint (verdict->kind, ==, LK_VERDICT_FAULT);
  return verdict->culprit;
}

/* Every step has words, and no placeholder is left in them. */
static void
assert_steps_are_told (LkTrace *trace)
{
  for (guint i = 0; i < lk_trace_length (trace); i++)
    {
      g_autoptr (LkVerdict) verdict = lk_verdict_new (trace, i);

      g_assert_cmpint (verdict->kind, !=, LK_VERDICT_RUNNING);
      g_assert_cmpstr (verdict->text, !=, "");
      g_assert_null (strpbrk (verdict->text, "{}?"));
      g_assert_cmpstr (lk_diagnosis_text_title (lk_trace_peek (trace, i)), !=, "");
    }
}

static void
test_the_culprit_is_named (LkAccountFixture *self,
                           gconstpointer     data)
{
  const LkBrokenServer *server = data;
  g_autofree char *words = lk_broken_server_fill (self, server->words);
  g_autofree char *whole = NULL;
  g_autofree char *conclusion = NULL;
  g_autoptr (LkDiagnosis) diagnosis = NULL;

  lk_broken_server_script (server, self);
  diagnosis = diagnose (self, server->typed);
  whole = lk_diagnosis_text_whole (diagnosis->trace, diagnosis->could_start, diagnosis->error);
  g_test_message ("%s", whole);
  g_assert_cmpint (diagnosis->could_start, ==, server->could_start);
  assert_steps_are_told (diagnosis->trace);
  g_assert_nonnull (strstr (whole, words));
  if (server->could_start)
    return;

  g_assert_cmpint (find_culprit (diagnosis), ==, server->culprit);
  conclusion = lk_diagnosis_text_conclusion (diagnosis->trace, diagnosis->error);
  g_assert_nonnull (strstr (conclusion, words));
}

/* What a server can't be scripted to do: the reasons why there is no connection. */
static const struct
{
  const char  *name;
  const char  *step;
  LkErrorCode  code;
  LkErrorCause cause;
  LkCulprit    culprit;
  const char  *words;
} connections[] = {
  { "name-unknown", "versions", LK_ERROR_OFFLINE, LK_ERROR_CAUSE_NAME_UNKNOWN, LK_CULPRIT_PERSON,
    "There is no server with the name example.org." },
  { "name-of-the-provider-unknown", "register", LK_ERROR_OFFLINE, LK_ERROR_CAUSE_NAME_UNKNOWN,
    LK_CULPRIT_ADMINISTRATOR, "sends people to example.org to sign in, but there is no server" },
  { "no-network", "versions", LK_ERROR_OFFLINE, LK_ERROR_CAUSE_NO_NETWORK, LK_CULPRIT_NETWORK,
    "Check its network connection." },
  { "proxy", "versions", LK_ERROR_OFFLINE, LK_ERROR_CAUSE_PROXY, LK_CULPRIT_NETWORK, "proxy" },
  { "timed-out", "versions", LK_ERROR_TIMED_OUT, LK_ERROR_CAUSE_UNKNOWN, LK_CULPRIT_TIME,
    "takes too long" },
  { "certificate-expired", "versions", LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_EXPIRED,
    LK_CULPRIT_ADMINISTRATOR, "has expired. The administrator of example.org has to renew it" },
  { "certificate-too-new", "versions", LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_TOO_NEW,
    LK_CULPRIT_PERSON, "Check the clock of this computer." },
  { "certificate-for-another-name", "versions", LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_NAME,
    LK_CULPRIT_ADMINISTRATOR, "is for another name" },
  { "certificate-of-nobody", "versions", LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_ISSUER,
    LK_CULPRIT_ADMINISTRATOR, "signed by nobody whom this computer trusts" },
  { "no-encryption", "versions", LK_ERROR_TLS, LK_ERROR_CAUSE_UNKNOWN, LK_CULPRIT_ADMINISTRATOR,
    "has no secure connection to offer" },
  { "a-part-is-missing", "versions", LK_ERROR_STORAGE_FAILED, LK_ERROR_CAUSE_UNKNOWN,
    LK_CULPRIT_LATCHKEY, "A part of Latchkey is missing." },
};

static void
test_connections (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      g_autoptr (LkTrace) trace = lk_trace_new ();
      g_autoptr (GError) error =
        g_error_new_literal (LK_ERROR, (int) connections[i].code, "x");
      g_autoptr (LkVerdict) verdict = NULL;

      g_test_message ("%s", connections[i].name);
      lk_error_set_request (error, connections[i].step, "https://example.org/x", 0);
      lk_error_set_cause (error, connections[i].cause);
      lk_trace_blame (trace, error);
      verdict = lk_verdict_new (trace, 0);
      g_assert_cmpint (verdict->kind, ==, LK_VERDICT_FAULT);
      g_assert_cmpint (verdict->culprit, ==, connections[i].culprit);
      g_assert_nonnull (strstr (verdict->text, connections[i].words));
    }
}

/* What there are no words for yet is told all the same. */
static void
test_every_code_in_every_step (void)
{
  static const char *const steps[] = {
    "server-entry", "well-known", "versions", "auth-metadata", "auth-issuer",
    "openid-configuration", "login-flows", "register", "page", "token", "whoami", "something-new",
    NULL, /* no step at all */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    for (LkErrorCode code = 0; code < LK_ERROR_N_CODES; code++)
      {
        g_autoptr (LkTrace) trace = lk_trace_new ();
        g_autoptr (GError) error = g_error_new_literal (LK_ERROR, (int) code, "x");
        g_autofree char *conclusion = NULL;

        lk_error_set_request (error, steps[i], i % 2 == 0 ? "https://example.org" : NULL, 400);
        lk_trace_blame (trace, error);
        conclusion = lk_diagnosis_text_conclusion (trace, error);
        g_assert_cmpuint (strlen (conclusion), >, 10);
      }
}

static void
test_a_broken_file_that_nobody_needed_is_a_warning (LkAccountFixture *self,
                                                    gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = NULL;
  g_autoptr (LkVerdict) verdict = NULL;

  lk_account_fixture_script (self, LK_KEY_WELL_KNOWN, 200, "<html>");
  diagnosis = diagnose (self, NULL);
  verdict = lk_verdict_new (diagnosis->trace, 1);
  g_assert_cmpint (verdict->kind, ==, LK_VERDICT_WARNING);
  g_assert_cmpint (verdict->culprit, ==, LK_CULPRIT_ADMINISTRATOR);
  g_assert_nonnull (strstr (verdict->text, "shows a web page where its .well-known file"));
}

static void
test_the_server_speaks_for_itself (LkAccountFixture *self,
                                   gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = NULL;
  g_autofree char *steps = NULL;

  lk_account_fixture_script (self, LK_KEY_REGISTER, 400,
                             "{\"error\":\"invalid_client_metadata\","
                             "\"error_description\":\"<b>No</b>\\nstrangers\"}");
  diagnosis = diagnose (self, NULL);
  steps = lk_diagnosis_text_steps (diagnosis->trace);
  g_assert_nonnull (strstr (steps, "invalid_client_metadata “<b>No</b> strangers”"));
}

static void
test_the_text_is_aligned_and_complete (LkAccountFixture *self,
                                       gconstpointer     data)
{
  g_autofree char *file =
    lk_broken_server_fill (self, "\n         GET {url}/.well-known/matrix/client · 404 · ");
  g_autofree char *text = NULL;
  g_autoptr (LkDiagnosis) diagnosis = NULL;

  lk_fake_server_forget (self->server, LK_KEY_WELL_KNOWN);
  diagnosis = diagnose (self, NULL);
  text = lk_diagnosis_text_whole (diagnosis->trace, diagnosis->could_start, diagnosis->error);
  g_assert_true (g_str_has_prefix (text, "Latchkey "));
  g_assert_nonnull (strstr (text, "\nOK       What you typed\n"));
  g_assert_nonnull (strstr (text, "\n–        The .well-known file\n"));
  g_assert_nonnull (strstr (text, file));
  g_assert_nonnull (strstr (text, " ms\n"));
  g_assert_true (g_str_has_suffix (text, "\n\nA sign-in can start\n"));
}

static void
test_there_is_no_secret_in_the_text (LkAccountFixture *self,
                                     gconstpointer     data)
{
  static const char *const typed[] = {
    "https://ada:SECRET@example.org", "http://127.0.0.1:1/?SECRET", "http://127.0.0.1:1/#SECRET",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (LkDiagnosis) diagnosis = diagnose (self, typed[i]);
      g_autofree char *text =
        lk_diagnosis_text_whole (diagnosis->trace, diagnosis->could_start, diagnosis->error);

      g_assert_false (diagnosis->could_start);
      g_assert_null (strstr (text, "SECRET"));
    }
}

/* What a sign-in can fail in, also where nothing of it is written down but the error. */
static void
test_every_step_has_a_title (void)
{
  static const char *const names[] = {
    "authorization", "device", "token", "login-password", "login-token", "sso", "register-user",
    "whoami", "refresh", "revoke", "logout",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (LkTrace) trace = lk_trace_new ();

      lk_trace_note (trace, names[i], NULL, NULL, NULL);
      g_assert_cmpstr (lk_diagnosis_text_title (lk_trace_peek (trace, 0)), !=, names[i]);
    }
}

static void
test_a_long_address_is_cut (void)
{
  g_autoptr (LkTrace) trace = lk_trace_new ();
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "x");
  g_autofree char *path = g_strnfill (5000, 'a');
  g_autofree char *url = g_strconcat ("https://h.example/", path, NULL);
  g_autofree char *facts = NULL;
  g_autofree char *details = NULL;

  lk_error_set_request (error, "versions", url, 0);
  lk_trace_note (trace, "versions", NULL, NULL, error);
  facts = lk_diagnosis_text_facts (lk_trace_peek (trace, 0));
  g_assert_true (g_str_has_prefix (facts, "https://h.example/aaa"));
  g_assert_cmpuint (strlen (facts), <, 400);
  details = lk_error_text_details (error);
  g_assert_nonnull (strstr (details, "https://h.example/aaa"));
  g_assert_cmpuint (strlen (details), <, 500);
}

#define ADD(path, func) \
  g_test_add ("/diagnosis-text/" path, LkAccountFixture, NULL, lk_account_fixture_set_up, func, \
              lk_account_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < lk_n_broken_servers; i++)
    {
      g_autofree char *path =
        g_strconcat ("/diagnosis-text/the-culprit-is-named/", lk_broken_servers[i].name, NULL);

      g_test_add (path, LkAccountFixture, &lk_broken_servers[i], lk_account_fixture_set_up,
                  test_the_culprit_is_named, lk_account_fixture_tear_down);
    }
  g_test_add_func ("/diagnosis-text/connections", test_connections);
  g_test_add_func ("/diagnosis-text/every-code-in-every-step", test_every_code_in_every_step);
  g_test_add_func ("/diagnosis-text/every-step-has-a-title", test_every_step_has_a_title);
  g_test_add_func ("/diagnosis-text/K9/a-long-address-is-cut", test_a_long_address_is_cut);
  ADD ("a-broken-file-that-nobody-needed-is-a-warning",
       test_a_broken_file_that_nobody_needed_is_a_warning);
  ADD ("the-server-speaks-for-itself", test_the_server_speaks_for_itself);
  ADD ("the-text-is-aligned-and-complete", test_the_text_is_aligned_and_complete);
  ADD ("there-is-no-secret-in-the-text", test_there_is_no_secret_in_the_text);

  return g_test_run ();
}
