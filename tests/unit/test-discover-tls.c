/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include <glib/gstdio.h>

/* Discovery over TLS as it is, between hosts with names of their own, whose authority this program
 * alone trusts. */

/* For nobody: made for this test alone, by "openssl ca"; the key that signed them is gone. */
static const char authority[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBZDCCAQugAwIBAgIBAzAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5MYXRjaGtl\n"
  "eSB0ZXN0czAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowGTEXMBUG\n"
  "A1UEAwwOTGF0Y2hrZXkgdGVzdHMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR+\n"
  "T0fJHwwamxaQQUn5JoQtxTtg2eTcGRo8ZPX54UvOVpcMiHTqZQwa8a+1l4Mcx/0N\n"
  "N7NwNfXvHnSXco8XqNwLo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQE\n"
  "AwICBDAdBgNVHQ4EFgQUKIEHg/ndo6uShvLqrswjXUpBoF4wCgYIKoZIzj0EAwID\n"
  "RwAwRAIgDOFspXNKAUqEJFUyLVUI1Kax0lYZGdDdjbBw1JUz0aACIDiaKyqxUCOv\n"
  "Ji/ihNFg1jk0i1tcDGIBKM9DHqrBUp/W\n"
  "-----END CERTIFICATE-----\n";

/* For tls.localhost and matrix.tls.localhost, until 2125. */
static const char certificate_of_both[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBlTCCATqgAwIBAgIBBDAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5MYXRjaGtl\n"
  "eSB0ZXN0czAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowGDEWMBQG\n"
  "A1UEAwwNdGxzLmxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABA5m\n"
  "nkGQAEl3iNoRhl4kM9BrEXWaT/mJoR3+bbGyhfL5R4Es5Uz6R3KXoeosXBwVCsgX\n"
  "NfZGn3W5wRHhI7DELXqjcjBwMC4GA1UdEQQnMCWCDXRscy5sb2NhbGhvc3SCFG1h\n"
  "dHJpeC50bHMubG9jYWxob3N0MB0GA1UdDgQWBBR6myL7QCNqoNFkODfOXo7/RJ9v\n"
  "dzAfBgNVHSMEGDAWgBQogQeD+d2jq5KG8uquzCNdSkGgXjAKBggqhkjOPQQDAgNJ\n"
  "ADBGAiEAwgMN9cmltTLqtAKwVoRfhmFd/IUd6CVlL2vgHuSEARMCIQCBlCgE9Grz\n"
  "7qRVHR65GY/bZpZG73uSOlOk7UW0Zkl5vQ==\n"
  "-----END CERTIFICATE-----\n"
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmLdgabTN7bkcZO57\n"
  "2POQw0wIs2jZtQeuVpMiMOrVnWOhRANCAAQOZp5BkABJd4jaEYZeJDPQaxF1mk/5\n"
  "iaEd/m2xsoXy+UeBLOVM+kdyl6HqLFwcFQrIFzX2Rp91ucER4SOwxC16\n"
  "-----END PRIVATE KEY-----\n";

/* For the same, until February 2025. */
static const char certificate_of_old[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBkjCCATigAwIBAgIBBTAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5MYXRjaGtl\n"
  "eSB0ZXN0czAeFw0yNTAxMDEwMDAwMDBaFw0yNTAyMDEwMDAwMDBaMBgxFjAUBgNV\n"
  "BAMMDXRscy5sb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQsTK7q\n"
  "YwQgfGKO+Rr9rfBYd2vvnO7wYw/SQ6v5TvW7pS3dvVjK8cw+TXCQFoZgdvcpoqzb\n"
  "fMbCbyuJTZFn6MEHo3IwcDAuBgNVHREEJzAlgg10bHMubG9jYWxob3N0ghRtYXRy\n"
  "aXgudGxzLmxvY2FsaG9zdDAdBgNVHQ4EFgQUCJkTARGGJ7lJYU+6IjMrSIZWmqww\n"
  "HwYDVR0jBBgwFoAUKIEHg/ndo6uShvLqrswjXUpBoF4wCgYIKoZIzj0EAwIDSAAw\n"
  "RQIhAIVx9+/96YFzuaF33r05HaMF9n6bZBIY9avuUCnEvvzWAiBkrc1qGlJJS+TO\n"
  "BKPdAmZa5vmcfpd9kYAyXznyO67tig==\n"
  "-----END CERTIFICATE-----\n"
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggSELA+FoZkhQlwuO\n"
  "RD6oGFxUpRrdVJMJ0WWID0IpCyahRANCAAQsTK7qYwQgfGKO+Rr9rfBYd2vvnO7w\n"
  "Yw/SQ6v5TvW7pS3dvVjK8cw+TXCQFoZgdvcpoqzbfMbCbyuJTZFn6MEH\n"
  "-----END PRIVATE KEY-----\n";

typedef struct
{
  LkAccountFixture  world;      /* its server is without encryption */
  LkFakeServer     *name;       /* what is typed: tls.localhost */
  LkFakeServer     *homeserver; /* matrix.tls.localhost */
} Fixture;

static LkFakeServer *
new_server (const char *host,
            const char *pem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, &error);

  g_assert_no_error (error);
  return lk_fake_server_new_tls (host, certificate);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  lk_account_fixture_set_up (&self->world, NULL);
  self->name = new_server ("tls.localhost", certificate_of_both);
  self->homeserver = new_server ("matrix.tls.localhost", certificate_of_both);
  lk_fake_server_json (self->homeserver, LK_KEY_VERSIONS, "{\"versions\":[\"v1.15\"]}");
  lk_fake_server_json (self->homeserver, LK_KEY_METADATA, LK_METADATA);
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
  g_autofree char *file = g_strdup_printf ("{\"m.homeserver\":{\"base_url\":\"%s%s\"}}",
                                           lk_fake_server_get_url (to), path);

  lk_fake_server_json (from, LK_KEY_WELL_KNOWN, file);
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

static LkHomeserver *
discover (Fixture     *self,
          const char  *typed,
          GError     **error)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (&self->world);
  g_autoptr (GAsyncResult) result = NULL;

  lk_discover_async (account, typed, NULL, lk_test_store_result, &result);
  return lk_discover_finish (account, lk_test_await (&result), error);
}

static void
assert_found (Fixture    *self,
              const char *typed,
              const char *base_url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkHomeserver) found = discover (self, typed, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found->base_url, ==, base_url);
  g_assert_nonnull (found->auth_api->metadata);
}

static void
assert_fails (Fixture     *self,
              LkErrorCode  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (discover (self, lk_fake_server_get_url (self->name), &error));
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
  lk_fake_server_json (self->homeserver, "GET /mx/_matrix/client/versions",
                       "{\"versions\":[\"v1.15\"]}");
  lk_fake_server_json (self->homeserver, "GET /mx/_matrix/client/v1/auth_metadata", LK_METADATA);
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
  g_assert_null (discover (self, lk_fake_server_get_url (server), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_TLS);
  g_assert_cmpint (lk_error_get_cause (error), ==, (int) cause);
  g_assert_cmpuint (lk_fake_server_count (server, NULL), ==, 0);
}

static void
test_another_name_is_refused (Fixture       *self,
                              gconstpointer  data)
{
  g_autoptr (LkFakeServer) server = new_server ("other.localhost", certificate_of_both);

  assert_certificate_refused (self, server, LK_ERROR_CAUSE_CERTIFICATE_NAME);
}

static void
test_an_old_certificate_is_refused (Fixture       *self,
                                    gconstpointer  data)
{
  g_autoptr (LkFakeServer) server = new_server ("tls.localhost", certificate_of_old);

  assert_certificate_refused (self, server, LK_ERROR_CAUSE_CERTIFICATE_EXPIRED);
}

/* The file is good, but not where it leads: what is asked there is never sent. */
static void
test_where_it_delegates_to_is_refused (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr (LkFakeServer) old = new_server ("matrix.tls.localhost", certificate_of_old);

  lk_fake_server_json (old, LK_KEY_VERSIONS, "{\"versions\":[\"v1.15\"]}");
  point (self->name, old, "");
  assert_fails (self, LK_ERROR_TLS);
  g_assert_cmpuint (lk_fake_server_count (old, NULL), ==, 0);
}

/* As if the system knew the authority: for this program only. Returns: the file with it, which is
 * read again for each connection */
static char *
trust (void)
{
  char *path = g_build_filename (g_get_tmp_dir (), "latchkey-authority-XXXXXX", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_file_set_contents (path, authority, -1, &error);
  g_assert_no_error (error);
  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  return path;
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
  add ("A8/what-it-points-to-is-no-homeserver", NULL, test_what_it_points_to_is_no_homeserver);
  add ("A9/a-path-is-kept-with-one-slash", NULL, test_a_path_is_kept_with_one_slash);
  add ("A10/redirects-are-followed", NULL, test_redirects_are_followed);
  add ("A10/no-redirect-leads-out-of-tls/file", LK_KEY_WELL_KNOWN,
       test_no_redirect_leads_out_of_tls);
  add ("A10/no-redirect-leads-out-of-tls/homeserver", LK_KEY_VERSIONS,
       test_no_redirect_leads_out_of_tls);
  add ("A15/an-address-without-a-file-is-the-base", "",
       test_an_address_without_a_file_is_the_base);
  add ("A15/a-slash-does-not-matter", "/", test_an_address_without_a_file_is_the_base);
  add ("A16/the-file-does-not-lead-out-of-tls", NULL, test_the_file_does_not_lead_out_of_tls);
  add ("B10/metadata-do-not-lead-out-of-tls", NULL, test_metadata_do_not_lead_out_of_tls);
  add ("K8/another-name-is-refused", NULL, test_another_name_is_refused);
  add ("K8/an-old-certificate-is-refused", NULL, test_an_old_certificate_is_refused);
  add ("K8/where-it-delegates-to-is-refused", NULL, test_where_it_delegates_to_is_refused);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);

  path = trust ();
  add_all ();
  status = g_test_run ();
  g_unlink (path);
  return status;
}
