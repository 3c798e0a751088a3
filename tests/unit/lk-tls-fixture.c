/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-tls-fixture.h"

#include <glib/gstdio.h>

/* For nobody: made for these tests alone, by "openssl ca"; the key that signed them is gone. */
static const char authority[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBZjCCAQugAwIBAgIBAzAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5MYXRjaGtl\n"
  "eSB0ZXN0czAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowGTEXMBUG\n"
  "A1UEAwwOTGF0Y2hrZXkgdGVzdHMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARu\n"
  "3wBNDgPhYKLS5j/UGGo5QUy4oPGlrHGNovyU5q8LQGro9XWHmds7j1SM78cRuDLC\n"
  "wxaE+zxHaq95k82H/lbVo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQE\n"
  "AwICBDAdBgNVHQ4EFgQUy/PqSztJHcfXj+6Ru/iXmvgvEcUwCgYIKoZIzj0EAwID\n"
  "SQAwRgIhAKSmjpQ+UQRgx6wHFvurOGYCA4lgz+DtuhKulI/bgQXqAiEAjpk5Kobn\n"
  "SLxlFsg4vRe7sqQRWR4/Mw+zpMk5s1CVZMM=\n"
  "-----END CERTIFICATE-----\n";

/* For example.org and tls.localhost, the same with "matrix." before it, and [::1], until 2125. */
const char lk_tls_certificate[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIByTCCAW+gAwIBAgIBBDAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5MYXRjaGtl\n"
  "eSB0ZXN0czAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowGDEWMBQG\n"
  "A1UEAwwNdGxzLmxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGuz\n"
  "YPTd41m3n+4Kdpo/xscZuX6W5GJJ9NSt+bEk3k6rwrEn8qj65oYR6DBMR6iX7uJw\n"
  "/mzJN1VjiQts341wFo6jgaYwgaMwYQYDVR0RBFowWIINdGxzLmxvY2FsaG9zdIIU\n"
  "bWF0cml4LnRscy5sb2NhbGhvc3SCC2V4YW1wbGUub3JnghJtYXRyaXguZXhhbXBs\n"
  "ZS5vcmeHEAAAAAAAAAAAAAAAAAAAAAEwHQYDVR0OBBYEFP+gtkKw73G7uKQ5DLFh\n"
  "H5n7qAfeMB8GA1UdIwQYMBaAFMvz6ks7SR3H14/ukbv4l5r4LxHFMAoGCCqGSM49\n"
  "BAMCA0gAMEUCIQDC0GfGD40iL15YtAB14zw5dS5gJpSbAsN+yBm8vgFIjAIgCa9W\n"
  "sCOyhGrdZC9txkJl0lDmRaCCvotV41wxeaWhieU=\n"
  "-----END CERTIFICATE-----\n"
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzgYdaN9EsXQAQy7+\n"
  "MIkgms3cfUz47PadgymcszIoL1yhRANCAARrs2D03eNZt5/uCnaaP8bHGbl+luRi\n"
  "SfTUrfmxJN5Oq8KxJ/Ko+uaGEegwTEeol+7icP5syTdVY4kLbN+NcBaO\n"
  "-----END PRIVATE KEY-----\n";

/* For the same, until February 2025. */
const char lk_tls_certificate_of_old[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIByDCCAW2gAwIBAgIBBTAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5MYXRjaGtl\n"
  "eSB0ZXN0czAeFw0yNTAxMDEwMDAwMDBaFw0yNTAyMDEwMDAwMDBaMBgxFjAUBgNV\n"
  "BAMMDXRscy5sb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASQLLEg\n"
  "TYAvDSIC2pze9AdKR2AAdrzsVFKYw98pOoPhjehcqdbIRgHiiHqx5m3DlTMUdnwZ\n"
  "eeCiYvjis2Kk0RsAo4GmMIGjMGEGA1UdEQRaMFiCDXRscy5sb2NhbGhvc3SCFG1h\n"
  "dHJpeC50bHMubG9jYWxob3N0ggtleGFtcGxlLm9yZ4ISbWF0cml4LmV4YW1wbGUu\n"
  "b3JnhxAAAAAAAAAAAAAAAAAAAAABMB0GA1UdDgQWBBRhMXIyr+cel135HEWV9BDk\n"
  "uNtqOzAfBgNVHSMEGDAWgBTL8+pLO0kdx9eP7pG7+Jea+C8RxTAKBggqhkjOPQQD\n"
  "AgNJADBGAiEAhtBwZG2taBrf0TvsghAE0Q1D0NQIG1Ul2tGUNZBIpH0CIQCsM5Uj\n"
  "Rzfn2eqUogJAwAX29HezD4mwv7LBeivqke9Y+g==\n"
  "-----END CERTIFICATE-----\n"
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTM/7ewLxtNHvThXr\n"
  "XRseBFwThA3pFhoikmcqqd035mShRANCAASQLLEgTYAvDSIC2pze9AdKR2AAdrzs\n"
  "VFKYw98pOoPhjehcqdbIRgHiiHqx5m3DlTMUdnwZeeCiYvjis2Kk0RsA\n"
  "-----END PRIVATE KEY-----\n";

static char *authority_path;

/* As if the system knew the authority: for this program only. The file is read again for each
 * connection. */
static void
trust (void)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  authority_path = g_build_filename (g_get_tmp_dir (), "latchkey-authority-XXXXXX", NULL);
  fd = g_mkstemp (authority_path);
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_file_set_contents (authority_path, authority, -1, &error);
  g_assert_no_error (error);
  database = g_tls_file_database_new (authority_path, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}

int
lk_tls_run (void)
{
  int status;

  trust ();
  status = g_test_run ();
  g_unlink (authority_path);
  g_clear_pointer (&authority_path, g_free);
  return status;
}

LkFakeServer *
lk_tls_new_server (const char *host,
                   const char *pem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, &error);

  g_assert_no_error (error);
  return lk_fake_server_new_tls (host, certificate);
}

/* Makes @server a good homeserver at @path of its own. */
void
lk_tls_be_homeserver (LkFakeServer *server,
                      const char   *path)
{
  g_autofree char *versions = g_strdup_printf ("GET %s/_matrix/client/versions", path);
  g_autofree char *metadata = g_strdup_printf ("GET %s/_matrix/client/v1/auth_metadata", path);

  lk_fake_server_json (server, versions, "{\"versions\":[\"v1.15\"]}");
  lk_fake_server_json (server, metadata, LK_METADATA);
}

void
lk_tls_point (LkFakeServer *from,
              const char   *base_url)
{
  g_autofree char *file =
    g_strdup_printf ("{\"m.homeserver\":{\"base_url\":\"%s\"}}", base_url);

  lk_fake_server_json (from, LK_KEY_WELL_KNOWN, file);
}

LkHomeserver *
lk_tls_discover (LkAccountFixture *world,
                 const char       *typed,
                 GError          **error)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (world);
  g_autoptr (GAsyncResult) result = NULL;

  lk_discover_async (account, typed, NULL, lk_test_store_result, &result);
  return lk_discover_finish (account, lk_test_await (&result), error);
}
