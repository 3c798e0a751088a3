/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-diagnose.h"

#include "lk-account-fixture.h"
#include "lk-error.h"

/* Asks with the URL of the fixture's server for NULL. */
static LkDiagnosis *
diagnose (LkAccountFixture *self,
          const char       *text,
          GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTrace) trace =
    lk_diagnose_async (self->ports, text != NULL ? text : lk_fake_server_get_url (self->server),
                       self->cancellable, lk_test_store_result, &result);
  LkDiagnosis *diagnosis = lk_diagnose_finish (lk_test_await (&result), error);

  if (diagnosis != NULL)
    g_assert_true (diagnosis->trace == trace);
  return diagnosis;
}

/* The names of the steps, each followed by its status. */
static char *
steps_of (LkTrace *trace)
{
  GString *steps = g_string_new (NULL);

  for (guint i = 0; i < lk_trace_length (trace); i++)
    {
      LkTraceStep *step = lk_trace_peek (trace, i);

      g_string_append_printf (steps, "%s %u ", step->name, step->status);
    }
  return g_string_free (steps, FALSE);
}

static void
assert_steps (LkDiagnosis *diagnosis,
              const char  *expected)
{
  g_autofree char *steps = steps_of (diagnosis->trace);

  g_assert_cmpstr (steps, ==, expected);
}

static void
assert_outcome (LkDiagnosis *diagnosis,
                const char  *step,
                const char  *outcome)
{
  g_assert_cmpstr (lk_trace_find (diagnosis->trace, step)->outcome, ==, outcome);
}

static void
test_a_sign_in_could_start (LkAccountFixture *self,
                            gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = diagnose (self, NULL, NULL);

  g_assert_true (diagnosis->could_start);
  g_assert_no_error (diagnosis->error);
  g_assert_nonnull (diagnosis->homeserver);
  assert_steps (diagnosis,
                "server-entry 0 well-known 200 versions 200 auth-metadata 200 register 201 ");
  assert_outcome (diagnosis, "server-entry", "url");
  assert_outcome (diagnosis, "well-known", "found");
  assert_outcome (diagnosis, "auth-metadata", "found");
}

/* It goes no further than a sign-in does before the person has said anything. */
static void
test_nothing_is_stored (LkAccountFixture *self,
                        gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = diagnose (self, NULL, NULL);

  g_assert_true (diagnosis->could_start);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->store), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_TOKEN), ==, 0);
  g_assert_cmpuint (lk_fake_server_count (self->server, LK_KEY_WHOAMI), ==, 0);
  g_assert_false (g_file_test (self->ports->data_dir, G_FILE_TEST_EXISTS));
}

static void
test_bad_input_is_a_diagnosis (LkAccountFixture *self,
                               gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = diagnose (self, "https://ada:SECRET@example.org", NULL);
  LkTraceStep *step;

  g_assert_false (diagnosis->could_start);
  g_assert_true (lk_error_is_bad_input (diagnosis->error));
  assert_steps (diagnosis, "server-entry 0 ");
  step = lk_trace_peek (diagnosis->trace, 0);
  g_assert_true (lk_error_is_bad_input (step->error));
  g_assert_null (step->found); /* what was typed may hold a secret */
  g_assert_cmpuint (lk_fake_server_count (self->server, NULL), ==, 0);
}

static void
test_a_refused_registration_says_so (LkAccountFixture *self,
                                     gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = NULL;
  LkTraceStep *step;

  lk_account_fixture_script (self, LK_KEY_REGISTER, 400,
                             "{\"error\":\"invalid_client_metadata\","
                             "\"error_description\":\"No strangers\"}");
  diagnosis = diagnose (self, NULL, NULL);
  g_assert_false (diagnosis->could_start);
  g_assert_error (diagnosis->error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_nonnull (diagnosis->homeserver);
  step = lk_trace_find (diagnosis->trace, "register");
  g_assert_error (step->error, LK_ERROR, LK_ERROR_REFUSED);
  g_assert_cmpstr (step->server_text, ==, "No strangers");
}

/* Refused, and without registration: it is the last step, and there is one. */
static void
test_a_static_client_id_helps (LkAccountFixture *self,
                               gconstpointer     data)
{
  g_autoptr (LkDiagnosis) refused = NULL;
  g_autoptr (LkDiagnosis) missing = NULL;
  g_autofree char *issuer = g_strconcat (lk_fake_server_get_url (self->server), "/", NULL);

  self->ports->static_clients = g_key_file_new ();
  g_key_file_set_string (self->ports->static_clients, issuer, "ClientId", "client-9");
  lk_account_fixture_script (self, LK_KEY_REGISTER, 403, "");
  refused = diagnose (self, NULL, NULL);
  g_assert_true (refused->could_start);
  assert_outcome (refused, "register", "static");

  lk_account_fixture_script (self, LK_KEY_METADATA, 200, "{" LK_METADATA_MEMBERS "}");
  missing = diagnose (self, NULL, NULL);
  g_assert_true (missing->could_start);
  assert_outcome (missing, "register", "static");
}

static void
test_no_registration_is_a_step (LkAccountFixture *self,
                                gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = NULL;

  lk_account_fixture_script (self, LK_KEY_METADATA, 200, "{" LK_METADATA_MEMBERS "}");
  diagnosis = diagnose (self, NULL, NULL);
  g_assert_false (diagnosis->could_start);
  assert_steps (diagnosis,
                "server-entry 0 well-known 200 versions 200 auth-metadata 200 register 0 ");
}

static void
test_legacy_servers (LkAccountFixture *self,
                     gconstpointer     data)
{
  static const struct
  {
    const char *flows;
    const char *outcome; /* (nullable): no sign-in could start */
  } cases[] = {
    { "{\"flows\":[{\"type\":\"m.login.password\"}]}", "password" },
    { "{\"flows\":[{\"type\":\"m.login.sso\"}]}", "sso" },
    { "{\"flows\":[{\"type\":\"m.login.sso\"},{\"type\":\"m.login.password\"}]}",
      "password-and-sso" },
    { "{\"flows\":[{\"type\":\"m.login.magic\"}]}", NULL },
    { "{\"flows\":[]}", NULL },
  };

  lk_fake_server_forget (self->server, LK_KEY_METADATA);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkDiagnosis) diagnosis = NULL;

      lk_account_fixture_script (self, LK_KEY_LOGIN, 200, cases[i].flows);
      diagnosis = diagnose (self, NULL, NULL);
      g_assert_cmpint (diagnosis->could_start, ==, cases[i].outcome != NULL);
      assert_outcome (diagnosis, "login-flows", cases[i].outcome);
      if (cases[i].outcome == NULL)
        g_assert_error (lk_trace_find (diagnosis->trace, "login-flows")->error, LK_ERROR,
                        LK_ERROR_SERVER_UNSUITABLE);
    }
}

/* Without a homeserver there is nothing else to find: it is what the trace says, whichever of the
 * two requests is answered first. */
static void
test_the_homeserver_is_the_better_explanation (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTrace) trace = NULL;
  g_autoptr (LkDiagnosis) diagnosis = NULL;

  lk_account_fixture_script (self, LK_KEY_METADATA, 500, "");
  lk_account_fixture_script (self, LK_KEY_VERSIONS, 200, "<html>");
  lk_fake_server_hold (self->server, LK_KEY_VERSIONS);
  trace = lk_diagnose_async (self->ports, lk_fake_server_get_url (self->server), NULL,
                             lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, LK_KEY_METADATA, 1);
  lk_account_fixture_wait_asked (self, LK_KEY_VERSIONS, 1);
  g_assert_null (result);
  lk_fake_server_release (self->server);
  diagnosis = lk_diagnose_finish (lk_test_await (&result), NULL);
  g_assert_cmpstr (lk_error_get_step (diagnosis->error), ==, "versions");
}

/* Each step at which it can be stopped. */
static void
test_cancelling (LkAccountFixture *self,
                 gconstpointer     data)
{
  const char *key = data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkTrace) trace = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_forget (self->server, key);
  lk_fake_server_hang (self->server, key);
  trace = lk_diagnose_async (self->ports, lk_fake_server_get_url (self->server),
                             self->cancellable, lk_test_store_result, &result);
  lk_account_fixture_wait_asked (self, key, 1);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (lk_diagnose_finish (lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < lk_trace_length (trace); i++)
    {
      g_assert_cmpint (lk_trace_peek (trace, i)->state, !=, LK_TRACE_RUNNING);
      g_assert_no_error (lk_trace_peek (trace, i)->error);
    }
}

static void
test_a_copy_is_the_same (LkAccountFixture *self,
                         gconstpointer     data)
{
  g_autoptr (LkDiagnosis) diagnosis = diagnose (self, "not a name", NULL);
  g_autoptr (LkDiagnosis) copy = g_boxed_copy (LK_TYPE_DIAGNOSIS, diagnosis);

  g_assert_true (copy->trace == diagnosis->trace);
  g_assert_false (copy->could_start);
  g_assert_error (copy->error, LK_ERROR, LK_ERROR_INVALID_INPUT);
}

#define ADD(path, data, func) \
  g_test_add ("/diagnose/" path, LkAccountFixture, data, lk_account_fixture_set_up, func, \
              lk_account_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-sign-in-could-start", NULL, test_a_sign_in_could_start);
  ADD ("nothing-is-stored", NULL, test_nothing_is_stored);
  ADD ("bad-input-is-a-diagnosis", NULL, test_bad_input_is_a_diagnosis);
  ADD ("a-refused-registration-says-so", NULL, test_a_refused_registration_says_so);
  ADD ("C9/a-static-client-id-helps", NULL, test_a_static_client_id_helps);
  ADD ("no-registration-is-a-step", NULL, test_no_registration_is_a_step);
  ADD ("J10/legacy-servers", NULL, test_legacy_servers);
  ADD ("the-homeserver-is-the-better-explanation", NULL,
       test_the_homeserver_is_the_better_explanation);
  ADD ("cancelling/well-known", LK_KEY_WELL_KNOWN, test_cancelling);
  ADD ("cancelling/versions", LK_KEY_VERSIONS, test_cancelling);
  ADD ("cancelling/auth-metadata", LK_KEY_METADATA, test_cancelling);
  ADD ("cancelling/register", LK_KEY_REGISTER, test_cancelling);
  ADD ("a-copy-is-the-same", NULL, test_a_copy_is_the_same);

  return g_test_run ();
}
