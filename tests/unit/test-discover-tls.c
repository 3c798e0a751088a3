/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-tls-fixture.h"

#include <string.h>

/* Discovery over TLS as it is, between hosts with names of their own. */

typedef struct
{
  LkAccountFixture  world;      /* its server is without encryption */
  LkFakeServer     *name;       /* what is typed: tls.localhost */
  LkFakeServer     *homeserver; /* matrix.tls.localhost */
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  lk_account_fixture_set_up (&self->world, NULL);
  self->name = lk_tls_new_server ("tls.localhost", lk_tls_certificate);
  self->homeserver = lk_tls_new_server ("matrix.tls.localhost", lk_tls_certificate);
  lk_tls_be_homeserver (self->homeserver, "");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  lk_fake_server_free (self->name);
  lk_fake_server_free (self->homeserver);
  lk_account_fixture_tear_down (&self->world, NULL);
}

/* @path: what follows the address in the well-known file */
static void
point (LkFakeServer *from,
       LkFakeServer *to,
       const char   *path)
{
  g_autofree char *base_url = g_strconcat (lk_fake_server_get_url (to), path, NULL);

  lk_tls_point (from, base_url);
}

static void
redirect (LkFakeServer *from,
          const char   *key,
          LkFakeServer *to,
          const char   *path)
{
  g_autofree char *location = g_strconcat (lk_fake_server_get_url (to), path, NULL);

  lk_fake_server_answer (from, key, 302, NULL, NULL);
  lk_fake_server_header (from, key, "Location", location);
}

static void
assert_found (Fixture    *self,
              const char *typed,
              const char *base_url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkHomeserver) found = lk_tls_discover (&self->world, typed, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found->base_url, ==, base_url);
  g_assert_nonnull (found->auth_api->metadata);
}

static void
assert_fails (Fixture     *self,
              LkErrorCode  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_tls_discover (&self->world, lk_fake_server_get_url (self->name), &error));
  g_assert_error (error, LK_ERROR, (int) code);
}

static void
test_it_delegates_to_another_host (Fixture       *self,
                                   gconstpointer  data)
{
  point (self->name, self->homeserver, "/");
  assert_found (self, lk_fake_server_get_url (self->name),
                lk_fake_server_get_url (self->homeserver));
  g_assert_cmpuint (lk_fake_server_count (self->name, NULL), ==, 1);
}

static void
test_a_path_is_kept_with_one_slash (Fixture       *self,
                                    gconstpointer  data)
{
  g_autofree char *base_url =
    g_strconcat (lk_fake_server_get_url (self->homeserver), "/mx", NULL);

  point (self->name, self->homeserver, "/mx/");
  lk_tls_be_homeserver (self->homeserver, "/mx");
  assert_found (self, lk_fake_server_get_url (self->name), base_url);
  g_assert_cmpuint (lk_fake_server_count (self->homeserver, NULL), ==, 2);
}

static void
test_what_it_points_to_is_no_homeserver (Fixture       *self,
                                         gconstpointer  data)
{
  lk_fake_server_forget (self->homeserver, LK_KEY_VERSIONS);
  lk_fake_server_answer (self->homeserver, LK_KEY_VERSIONS, 200, "text/html", "<html>Welcome");
  point (self->name, self->homeserver, "");
  assert_fails (self, LK_ERROR_MISCONFIGURED);
}

static void
test_redirects_are_followed (Fixture       *self,
                             gconstpointer  data)
{
  redirect (self->name, LK_KEY_WELL_KNOWN, self->homeserver, "/.well-known/matrix/client");
  point (self->homeserver, self->homeserver, "");
  assert_found (self, lk_fake_server_get_url (self->name),
                lk_fake_server_get_url (self->homeserver));
}

/* Neither the file nor the homeserver is read without encryption where it was typed with it. */
static void
test_no_redirect_leads_out_of_tls (Fixture       *self,
                                   gconstpointer  data)
{
  const char *key = data;

  redirect (self->name, key, self->world.server, strchr (key, '/'));
  if (g_str_equal (key, LK_KEY_VERSIONS))
    lk_fake_server_json (self->name, LK_KEY_METADATA, LK_METADATA);
  assert_fails (self, LK_ERROR_PROTOCOL);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);
}

static void
test_the_file_does_not_lead_out_of_tls (Fixture       *self,
                                        gconstpointer  data)
{
  point (self->name, self->world.server, "");
  assert_fails (self, LK_ERROR_MISCONFIGURED);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);
}

static void
test_metadata_do_not_lead_out_of_tls (Fixture       *self,
                                      gconstpointer  data)
{
  const char *plain = lk_fake_server_get_url (self->world.server);
  g_autofree char *metadata =
    g_strdup_printf ("{" LK_METADATA_MEMBERS ",\"registration_endpoint\":\"%s/register\"}", plain);

  lk_fake_server_forget (self->homeserver, LK_KEY_METADATA);
  lk_fake_server_json (self->homeserver, LK_KEY_METADATA, metadata);
  point (self->name, self->homeserver, "");
  assert_fails (self, LK_ERROR_MISCONFIGURED);
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);
}

static void
test_an_address_without_a_file_is_the_base (Fixture       *self,
                                            gconstpointer  data)
{
  const char *url = lk_fake_server_get_url (self->homeserver);
  g_autofree char *typed = g_strconcat (url, data, NULL);

  assert_found (self, typed, url);
  g_assert_cmpuint (lk_fake_server_count (self->homeserver, LK_KEY_WELL_KNOWN), ==, 1);
}

/* What the certificate says counts, whoever signed it. */

static void
assert_certificate_refused (Fixture      *self,
                            LkFakeServer *server,
                            LkErrorCause  cause)
{
  g_autoptr (GError) error = NULL;

  lk_fake_server_json (server, LK_KEY_VERSIONS, "{\"versions\":[\"v1.15\"]}");
  g_assert_null (lk_tls_discover (&self->world, lk_fake_server_get_url (server), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_TLS);
  g_assert_cmpint (lk_error_get_cause (error), ==, (int) cause);
  g_assert_cmpuint (lk_fake_server_count (server, NULL), ==, 0);
}

static void
test_another_name_is_refused (Fixture       *self,
                              gconstpointer  data)
{
  g_autoptr (LkFakeServer) server = lk_tls_new_server ("other.localhost", lk_tls_certificate);

  assert_certificate_refused (self, server, LK_ERROR_CAUSE_CERTIFICATE_NAME);
}

static void
test_an_old_certificate_is_refused (Fixture       *self,
                                    gconstpointer  data)
{
  g_autoptr (LkFakeServer) server = lk_tls_new_server ("tls.localhost", lk_tls_certificate_of_old);

  assert_certificate_refused (self, server, LK_ERROR_CAUSE_CERTIFICATE_EXPIRED);
}

/* The file is good, but not where it leads: what is asked there is never sent. */
static void
test_where_it_delegates_to_is_refused (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr (LkFakeServer) old =
    lk_tls_new_server ("matrix.tls.localhost", lk_tls_certificate_of_old);

  lk_fake_server_json (old, LK_KEY_VERSIONS, "{\"versions\":[\"v1.15\"]}");
  point (self->name, old, "");
  assert_fails (self, LK_ERROR_TLS);
  g_assert_cmpuint (lk_fake_server_count (old, NULL), ==, 0);
}

/* What is wrong with the file itself, told by its answer. */

typedef struct
{
  const char *path;    /* of the test */
  guint       status;
  const char *body;    /* (nullable) */
  LkErrorCode warning; /* where the name itself is a homeserver */
} BadFile;

static const BadFile bad_files[] = {
  { "A4/500", 500, "{}", LK_ERROR_SERVER_FAILED },
  { "A4/403", 403, "{}", LK_ERROR_REFUSED },
  { "A4/204", 204, NULL, LK_ERROR_PROTOCOL },
  { "A4/empty", 200, NULL, LK_ERROR_MISCONFIGURED },
  { "A5/array", 200, "[]", LK_ERROR_MISCONFIGURED },
  { "A5/text", 200, "\"x\"", LK_ERROR_MISCONFIGURED },
  { "A5/half", 200, "{", LK_ERROR_MISCONFIGURED },
  { "A5/not-utf-8", 200, "{\"m.homeserver\":{\"base_url\":\"https://\xff\xfe\"}}",
    LK_ERROR_MISCONFIGURED },
  { "A6/missing", 200, "{\"m.homeserver\":{}}", LK_ERROR_MISCONFIGURED },
  { "A6/null", 200, "{\"m.homeserver\":{\"base_url\":null}}", LK_ERROR_MISCONFIGURED },
  { "A6/number", 200, "{\"m.homeserver\":{\"base_url\":8448}}", LK_ERROR_MISCONFIGURED },
};

/* Found at the name itself, with a word about the file. */
static void
assert_found_with_warning (Fixture    *self,
                           LkErrorCode code)
{
  const char *url = lk_fake_server_get_url (self->name);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkHomeserver) found = lk_tls_discover (&self->world, url, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found->base_url, ==, url);
  g_assert_error (found->warning, LK_ERROR, (int) code);
  g_assert_cmpstr (lk_error_get_step (found->warning), ==, "well-known");
}

static void
test_a_bad_file_is_a_warning (Fixture       *self,
                              gconstpointer  data)
{
  const BadFile *file = data;

  lk_tls_be_homeserver (self->name, "");
  lk_fake_server_answer (self->name, LK_KEY_WELL_KNOWN, file->status, "application/json",
                         file->body);
  assert_found_with_warning (self, file->warning);
  g_assert_cmpuint (lk_fake_server_count (self->name, LK_KEY_WELL_KNOWN), ==, 1);
}

static void
test_a_bad_file_explains_why_nothing_was_found (Fixture       *self,
                                                gconstpointer  data)
{
  lk_fake_server_json (self->name, LK_KEY_WELL_KNOWN, data);
  assert_fails (self, LK_ERROR_MISCONFIGURED);
}

static void
test_no_file_leads_to_the_name_itself (Fixture       *self,
                                       gconstpointer  data)
{
  const char *url = lk_fake_server_get_url (self->name);

  lk_tls_be_homeserver (self->name, "");
  assert_found (self, url, url);
  g_assert_cmpuint (lk_fake_server_count (self->name, NULL), ==, 3);
}

/* Valid, but nothing that can be used: nobody guesses on, although the name is a homeserver. */
static void
test_an_unusable_address_stops (Fixture       *self,
                                gconstpointer  data)
{
  lk_tls_be_homeserver (self->name, "");
  lk_tls_point (self->name, data);
  assert_fails (self, LK_ERROR_MISCONFIGURED);
  g_assert_cmpuint (lk_fake_server_count (self->name, NULL), ==, 1);
}

/* What else may be in the file, and what it may be called, doesn't matter. */
static void
test_what_else_is_said_does_not_matter (Fixture       *self,
                                        gconstpointer  data)
{
  const char *url = lk_fake_server_get_url (self->homeserver);
  g_autofree char *file =
    g_strdup_printf ("{\"m.homeserver\":{\"base_url\":\"%s\",\"more\":7}%s}", url,
                     (const char *) data);

  lk_fake_server_answer (self->name, LK_KEY_WELL_KNOWN, 200, "application/octet-stream", file);
  assert_found (self, lk_fake_server_get_url (self->name), url);
}

static void
test_nobody_is_shown_a_token (Fixture       *self,
                              gconstpointer  data)
{
  point (self->name, self->homeserver, "");
  assert_found (self, lk_fake_server_get_url (self->name),
                lk_fake_server_get_url (self->homeserver));
  g_assert_null (lk_fake_server_last_header (self->name, LK_KEY_WELL_KNOWN, "Authorization"));
  g_assert_null (lk_fake_server_last_header (self->homeserver, LK_KEY_VERSIONS,
                                             "Authorization"));
}

static void
test_a_flood_is_not_read (Fixture       *self,
                          gconstpointer  data)
{
  g_autoptr (GBytes) flood = g_bytes_new_take (g_strnfill (64 * 1024 + 1, ' '), 64 * 1024 + 1);

  lk_tls_be_homeserver (self->name, "");
  lk_fake_server_bytes (self->name, LK_KEY_WELL_KNOWN, 200, flood);
  assert_found_with_warning (self, LK_ERROR_PROTOCOL);
}

static gboolean
was_asked (gpointer user_data)
{
  return lk_fake_server_count (user_data, NULL) > 0;
}

static void
test_silence_can_be_cancelled (Fixture       *self,
                               gconstpointer  data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_fake_server_hang (self->name, LK_KEY_WELL_KNOWN);
  lk_discover_async (account, lk_fake_server_get_url (self->name), self->world.cancellable,
                     lk_test_store_result, &result);
  lk_test_wait_until (was_asked, self->name);
  g_assert_null (result);
  g_cancellable_cancel (self->world.cancellable);
  g_assert_null (lk_discover_finish (account, lk_test_await (&result), &error));
  g_assert_true (lk_error_is_cancelled (error));
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_OUT);
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*test) (Fixture *, gconstpointer))
{
  g_autofree char *whole = g_strconcat ("/discover-tls/", path, NULL);

  g_test_add (whole, Fixture, data, set_up, test, tear_down);
}

static void
add_all (void)
{
  add ("A1/it-delegates-to-another-host", NULL, test_it_delegates_to_another_host);
  add ("A3/no-file-leads-to-the-name-itself", NULL, test_no_file_leads_to_the_name_itself);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_files); i++)
    add (bad_files[i].path, &bad_files[i], test_a_bad_file_is_a_warning);
  add ("A5/a-bad-file-explains-why-nothing-was-found", "[]",
       test_a_bad_file_explains_why_nothing_was_found);
  add ("A6/a-bad-file-explains-why-nothing-was-found", "{\"m.homeserver\":{}}",
       test_a_bad_file_explains_why_nothing_was_found);
  add ("A7/an-unusable-address-stops/scheme", "ftp://x", test_an_unusable_address_stops);
  add ("A7/an-unusable-address-stops/text", "not a url", test_an_unusable_address_stops);
  add ("A7/an-unusable-address-stops/host", "https://", test_an_unusable_address_stops);
  add ("A8/what-it-points-to-is-no-homeserver", NULL, test_what_it_points_to_is_no_homeserver);
  add ("A9/a-path-is-kept-with-one-slash", NULL, test_a_path_is_kept_with_one_slash);
  add ("A10/redirects-are-followed", NULL, test_redirects_are_followed);
  add ("A10/no-redirect-leads-out-of-tls/file", LK_KEY_WELL_KNOWN,
       test_no_redirect_leads_out_of_tls);
  add ("A10/no-redirect-leads-out-of-tls/homeserver", LK_KEY_VERSIONS,
       test_no_redirect_leads_out_of_tls);
  add ("A11/an-identity-server-does-not-matter", ",\"m.identity_server\":{\"base_url\":7}",
       test_what_else_is_said_does_not_matter);
  add ("A12/nobody-is-shown-a-token", NULL, test_nobody_is_shown_a_token);
  add ("A13/a-flood-is-not-read", NULL, test_a_flood_is_not_read);
  add ("A13/silence-can-be-cancelled", NULL, test_silence_can_be_cancelled);
  add ("A14/any-content-type-will-do", "", test_what_else_is_said_does_not_matter);
  add ("A15/an-address-without-a-file-is-the-base", "",
       test_an_address_without_a_file_is_the_base);
  add ("A15/a-slash-does-not-matter", "/", test_an_address_without_a_file_is_the_base);
  add ("A16/the-file-does-not-lead-out-of-tls", NULL, test_the_file_does_not_lead_out_of_tls);
  add ("A18/unknown-keys-do-not-matter", ",\"org.example\":{\"base_url\":\"ftp://x\"}",
       test_what_else_is_said_does_not_matter);
  add ("B10/metadata-do-not-lead-out-of-tls", NULL, test_metadata_do_not_lead_out_of_tls);
  add ("K8/another-name-is-refused", NULL, test_another_name_is_refused);
  add ("K8/an-old-certificate-is-refused", NULL, test_an_old_certificate_is_refused);
  add ("K8/where-it-delegates-to-is-refused", NULL, test_where_it_delegates_to_is_refused);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_all ();
  return lk_tls_run ();
}
