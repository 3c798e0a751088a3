/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-server-entry.h"

#include <string.h>

typedef struct
{
  const char       *text;
  LkServerEntryKind kind;
  const char       *user_id;
  const char       *server_name;
  const char       *well_known_url;
  const char       *fallback_url;
  LkTransport       transport;
} Expected;

static void
check (const Expected *expected,
       gboolean        allow_insecure)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkServerEntry) entry =
    lk_server_entry_parse (expected->text, allow_insecure, &error);

  g_assert_no_error (error);
  g_assert_cmpint (entry->kind, ==, expected->kind);
  g_assert_cmpstr (entry->user_id, ==, expected->user_id);
  g_assert_cmpstr (entry->server_name, ==, expected->server_name);
  g_assert_cmpstr (entry->well_known_url, ==, expected->well_known_url);
  g_assert_cmpstr (entry->fallback_url, ==, expected->fallback_url);
  g_assert_cmpint (entry->transport, ==, expected->transport);
  g_assert_true (lk_transport_allows (entry->transport, entry->fallback_url));
}

#define CHECK_ALL(cases, allow_insecure) \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) \
    check (&cases[i], allow_insecure)

/* Returns: the message, by which the classes differ */
static char *
refusal (const char *text,
         gboolean    allow_insecure)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkServerEntry) entry = lk_server_entry_parse (text, allow_insecure, &error);

  g_assert_null (entry);
  g_assert_true (lk_error_is_bad_input (error));
  g_assert_cmpstr (lk_error_get_step (error), ==, "server-entry");
  return g_strdup (error->message);
}

static void
check_refusals (const char *const *texts,
                const char        *message)
{
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *actual = refusal (texts[i], FALSE);
      g_autofree char *shown = g_strescape (texts[i], NULL);

      g_test_message ("%s: %s", shown, actual);
      g_assert_cmpstr (actual, ==, message);
    }
}

static void
test_user_id_is_split_at_the_first_colon (void)
{
  static const Expected cases[] = {
    { "@u:example.org:8448", LK_SERVER_ENTRY_USER_ID, "@u:example.org:8448", "example.org:8448",
      "https://example.org/.well-known/matrix/client", "https://example.org:8448",
      LK_TRANSPORT_SECURE },
    { "@alice:Example.org", LK_SERVER_ENTRY_USER_ID, "@alice:Example.org", "Example.org",
      "https://example.org/.well-known/matrix/client", "https://example.org",
      LK_TRANSPORT_SECURE },
    { "@a@b/c=d:example.org", LK_SERVER_ENTRY_USER_ID, "@a@b/c=d:example.org", "example.org",
      "https://example.org/.well-known/matrix/client", "https://example.org",
      LK_TRANSPORT_SECURE },
  };

  CHECK_ALL (cases, FALSE);
}

static void
test_an_ipv6_literal_keeps_its_brackets (void)
{
  static const Expected cases[] = {
    { "@u:[::1]:8448", LK_SERVER_ENTRY_USER_ID, "@u:[::1]:8448", "[::1]:8448",
      "https://[::1]/.well-known/matrix/client", "https://[::1]:8448", LK_TRANSPORT_SECURE },
    { "[2001:DB8::1]", LK_SERVER_ENTRY_NAME, NULL, "[2001:DB8::1]",
      "https://[2001:db8::1]/.well-known/matrix/client", "https://[2001:db8::1]",
      LK_TRANSPORT_SECURE },
  };

  CHECK_ALL (cases, FALSE);
}

static void
test_a_server_name_keeps_its_case_and_port (void)
{
  static const Expected cases[] = {
    { "example.org", LK_SERVER_ENTRY_NAME, NULL, "example.org",
      "https://example.org/.well-known/matrix/client", "https://example.org",
      LK_TRANSPORT_SECURE },
    { "Example.ORG:8448", LK_SERVER_ENTRY_NAME, NULL, "Example.ORG:8448",
      "https://example.org/.well-known/matrix/client", "https://example.org:8448",
      LK_TRANSPORT_SECURE },
    { "192.0.2.1:8448", LK_SERVER_ENTRY_NAME, NULL, "192.0.2.1:8448",
      "https://192.0.2.1/.well-known/matrix/client", "https://192.0.2.1:8448",
      LK_TRANSPORT_SECURE },
    /* A name is asked by https, be it of this machine. */
    { "localhost:8008", LK_SERVER_ENTRY_NAME, NULL, "localhost:8008",
      "https://localhost/.well-known/matrix/client", "https://localhost:8008",
      LK_TRANSPORT_SECURE },
  };

  CHECK_ALL (cases, FALSE);
}

static void
test_unicode_white_space_is_trimmed (void)
{
  static const char *const texts[] = {
    " example.org ", "\texample.org\r\n", "\xc2\xa0" "example.org\xe2\x80\x83",
    "\xe2\x81\xa8" "example.org\xe2\x81\xa9", /* bidi isolates of a messenger */
    "\xef\xbb\xbf" "example.org\xe2\x80\x8b", /* byte order mark, zero width space */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (LkServerEntry) entry = lk_server_entry_parse (texts[i], FALSE, NULL);

      g_assert_nonnull (entry);
      g_assert_cmpstr (entry->server_name, ==, "example.org");
    }
}

static void
test_international_names_become_a_labels (void)
{
  static const Expected cases[] = {
    { "bücher.example", LK_SERVER_ENTRY_NAME, NULL, "xn--bcher-kva.example",
      "https://xn--bcher-kva.example/.well-known/matrix/client",
      "https://xn--bcher-kva.example", LK_TRANSPORT_SECURE },
    /* The sharp s is a letter of its own since IDNA 2008. */
    { "straße.example", LK_SERVER_ENTRY_NAME, NULL, "xn--strae-oqa.example",
      "https://xn--strae-oqa.example/.well-known/matrix/client",
      "https://xn--strae-oqa.example", LK_TRANSPORT_SECURE },
    { "@alice:BÜCHER.example:8448", LK_SERVER_ENTRY_USER_ID,
      "@alice:xn--bcher-kva.example:8448", "xn--bcher-kva.example:8448",
      "https://xn--bcher-kva.example/.well-known/matrix/client",
      "https://xn--bcher-kva.example:8448", LK_TRANSPORT_SECURE },
    { "例え。テスト", LK_SERVER_ENTRY_NAME, NULL, "xn--r8jz45g.xn--zckzah",
      "https://xn--r8jz45g.xn--zckzah/.well-known/matrix/client",
      "https://xn--r8jz45g.xn--zckzah", LK_TRANSPORT_SECURE },
    { "https://bücher.example/mx/", LK_SERVER_ENTRY_URL, NULL, NULL, NULL,
      "https://xn--bcher-kva.example/mx", LK_TRANSPORT_SECURE },
  };

  CHECK_ALL (cases, FALSE);
}

static void
test_a_url_without_path_is_a_name_first (void)
{
  static const Expected cases[] = {
    { "https://matrix.example.org", LK_SERVER_ENTRY_URL, NULL, "matrix.example.org",
      "https://matrix.example.org/.well-known/matrix/client", "https://matrix.example.org",
      LK_TRANSPORT_SECURE },
    { "HTTPS://Matrix.Example.Org:8448/", LK_SERVER_ENTRY_URL, NULL, "Matrix.Example.Org:8448",
      "https://matrix.example.org/.well-known/matrix/client", "https://matrix.example.org:8448",
      LK_TRANSPORT_SECURE },
    { "https://[::1]:8448/", LK_SERVER_ENTRY_URL, NULL, "[::1]:8448",
      "https://[::1]/.well-known/matrix/client", "https://[::1]:8448", LK_TRANSPORT_SECURE },
  };

  CHECK_ALL (cases, FALSE);
}

static void
test_a_url_with_path_is_the_base_url (void)
{
  static const Expected cases[] = {
    { "https://example.org/mx/", LK_SERVER_ENTRY_URL, NULL, NULL, NULL, "https://example.org/mx",
      LK_TRANSPORT_SECURE },
    { "https://Example.org:8448/Mx/Y", LK_SERVER_ENTRY_URL, NULL, NULL, NULL,
      "https://example.org:8448/Mx/Y", LK_TRANSPORT_SECURE },
    { "http://127.0.0.1:8008/mx", LK_SERVER_ENTRY_URL, NULL, NULL, NULL,
      "http://127.0.0.1:8008/mx", LK_TRANSPORT_LOOPBACK },
  };

  CHECK_ALL (cases, FALSE);
}

static void
test_a_url_of_this_machine_keeps_its_port (void)
{
  static const Expected cases[] = {
    { "https://localhost:8448", LK_SERVER_ENTRY_URL, NULL, "localhost:8448",
      "https://localhost:8448/.well-known/matrix/client", "https://localhost:8448",
      LK_TRANSPORT_SECURE },
    { "https://TLS.LocalHost:8448/", LK_SERVER_ENTRY_URL, NULL, "TLS.LocalHost:8448",
      "https://tls.localhost:8448/.well-known/matrix/client", "https://tls.localhost:8448",
      LK_TRANSPORT_SECURE },
    { "https://tls.localhost.example:8448", LK_SERVER_ENTRY_URL, NULL,
      "tls.localhost.example:8448", "https://tls.localhost.example/.well-known/matrix/client",
      "https://tls.localhost.example:8448", LK_TRANSPORT_SECURE },
    { "https://notlocalhost:8448", LK_SERVER_ENTRY_URL, NULL, "notlocalhost:8448",
      "https://notlocalhost/.well-known/matrix/client", "https://notlocalhost:8448",
      LK_TRANSPORT_SECURE },
  };

  CHECK_ALL (cases, FALSE);
}

static void
test_plain_http_needs_loopback_or_the_switch (void)
{
  static const Expected loopback[] = {
    { "http://127.0.0.1:8008", LK_SERVER_ENTRY_URL, NULL, "127.0.0.1:8008",
      "http://127.0.0.1:8008/.well-known/matrix/client", "http://127.0.0.1:8008",
      LK_TRANSPORT_LOOPBACK },
    { "http://LocalHost/", LK_SERVER_ENTRY_URL, NULL, "LocalHost",
      "http://localhost/.well-known/matrix/client", "http://localhost", LK_TRANSPORT_LOOPBACK },
    { "http://[::1]:8008", LK_SERVER_ENTRY_URL, NULL, "[::1]:8008",
      "http://[::1]:8008/.well-known/matrix/client", "http://[::1]:8008",
      LK_TRANSPORT_LOOPBACK },
  };
  static const Expected remote[] = {
    { "http://example.org:8008", LK_SERVER_ENTRY_URL, NULL, "example.org:8008",
      "http://example.org:8008/.well-known/matrix/client", "http://example.org:8008",
      LK_TRANSPORT_INSECURE },
    { "https://example.org", LK_SERVER_ENTRY_URL, NULL, "example.org",
      "https://example.org/.well-known/matrix/client", "https://example.org",
      LK_TRANSPORT_SECURE },
  };
  static const char *const refused[] = {
    "http://example.org", "HTTP://example.org/mx", "http://127.0.0.1.example.org:8008",
    "http://192.168.0.1", "http://[::2]", NULL,
  };

  CHECK_ALL (loopback, FALSE);
  CHECK_ALL (loopback, TRUE);
  CHECK_ALL (remote, TRUE);
  check_refusals (refused, "An address that begins with http: is not protected");
}

static void
test_an_e_mail_address_is_not_a_server (void)
{
  static const char *const texts[] = {
    "alice@example.org", " alice@example.org ", "alice@localhost", "alice@", NULL,
  };

  check_refusals (texts, "This is an e-mail address, not the name of a server");
}

static void
test_a_user_id_needs_its_server (void)
{
  static const char *const texts[] = { "@alice", "@", "@alice.example.org", NULL };
  static const char *const bad_servers[] = { "@alice:", "@alice:a/b", "@alice:a_b", NULL };
  static const char *const bad_localparts[] = { "@:example.org", "@a b:example.org", NULL };

  check_refusals (texts, "The user ID lacks its server");
  check_refusals (bad_servers, "This is not the name of a server");
  check_refusals (bad_localparts, "This is not a user ID");
}

static void
test_nothing_is_not_a_server (void)
{
  static const char *const texts[] = { "", "   ", "\n\t", "\xe2\x80\x8b", NULL };
  static const char *const binary[] = { "\xff\xfe", NULL };

  check_refusals (texts, "Nothing was typed");
  check_refusals (binary, "This is not text");
}

static void
test_what_is_not_a_name_is_refused (void)
{
  static const char *const texts[] = {
    "example.org/path", "exam ple.org", "a..b", ".example.org", "example.org.", "my_server",
    "ftp://example.org", "mxc:example.org/x", "#room:example.org", "!room:example.org",
    "https://", "https:///x", "https://:8448", "::1", "[::1", "[::1]x", "[example.org]",
    "[fe80::1%eth0]", "[1.2.3.4]", "example.org\\evil", "example\xe2\x80\xae.org",
    "example.org\xef\xbc\x8f" "evil", /* a full-width slash */
    "example.org:8448x", "example.org:+80", "example.org:-1", "a:1:2", "https://example.org:x/",
    NULL,
  };
  static const char *const bad_ports[] = {
    "example.org:", "example.org:0", "example.org:65536", "example.org:000080", "[::1]:",
    "example.org:99999999999999999999", "https://example.org:/", "@alice:example.org:0", NULL,
  };
  static const char *const bad_paths[] = {
    "https://example.org/a b", "https://example.org/\\x", "https://example.org/\xc3\xbc", NULL,
  };

  check_refusals (texts, "This is not the name of a server");
  check_refusals (bad_ports, "The port is not a number from 1 to 65535");
  check_refusals (bad_paths, "This is not the address of a server");
}

static void
test_names_that_are_too_long_are_refused (void)
{
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *just_right = g_strnfill (63, 'a');
  g_autofree char *long_name = g_strjoin (".", just_right, just_right, just_right, just_right,
                                          "a", NULL);
  g_autoptr (LkServerEntry) entry = lk_server_entry_parse (just_right, FALSE, NULL);
  g_autofree char *message = refusal (label, FALSE);
  g_autofree char *same = refusal (long_name, FALSE);

  g_assert_nonnull (entry);
  g_assert_cmpstr (message, ==, same);
}

static void
test_a_url_carries_nothing_else (void)
{
  static const char *const user_info[] = {
    "https://alice@example.org", "https://alice:secret@example.org/mx",
    "http://alice@127.0.0.1:8008", "https://good.example\\@example.org", NULL,
  };
  static const char *const more[] = {
    "https://example.org?x", "https://example.org/?x=@y", "https://app.example.org/#/login",
    "https://matrix.example/#/@alice:example.org", NULL,
  };

  check_refusals (user_info, "An address with a user name in it is not used");
  check_refusals (more, "The address of a server has neither ? nor #");
}

static void
test_the_switch_opens_nothing_but_http (void)
{
  g_autofree char *e_mail = refusal ("alice@example.org", TRUE);
  g_autofree char *ftp = refusal ("ftp://example.org", TRUE);
  g_autofree char *user_info = refusal ("http://alice@example.org", TRUE);

  g_assert_cmpstr (e_mail, !=, ftp);
  g_assert_cmpstr (ftp, !=, user_info);
}

static void
test_user_ids_are_checked (void)
{
  static const char *const good[] = {
    "@a:b", "@alice:example.org:8448", "@u:[::1]:8448", "@A?/=+:b",
    "@ünïcode:example.org",
  };
  static const char *const bad[] = {
    NULL, "", "@", "alice", "alice:example.org", "@alice", "@alice:", "@:example.org",
    "@al ice:example.org", "@al\nice:example.org", "@alice:example.org\n", "@al\x01:b", "@\xff:b",
  };
  g_autofree char *longest = g_strnfill (253 - 1, 'a');
  g_autofree char *just_right = g_strconcat ("@", longest, ":b", NULL);
  g_autofree char *too_long = g_strconcat ("@a", longest, ":b", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (lk_user_id_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (lk_user_id_is_valid (bad[i]));
  g_assert_cmpuint (strlen (just_right), ==, 255);
  g_assert_true (lk_user_id_is_valid (just_right));
  g_assert_false (lk_user_id_is_valid (too_long));
}

static void
test_each_class_of_bad_input_has_its_code (void)
{
  static const struct { const char *text; LkErrorCode code; } cases[] = {
    { "", LK_ERROR_INVALID_INPUT },
    { "not a server", LK_ERROR_INVALID_INPUT },
    { "alice@example.org", LK_ERROR_INPUT_IS_EMAIL },
    { "@alice", LK_ERROR_INPUT_LACKS_SERVER },
    { "http://example.org", LK_ERROR_INPUT_INSECURE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_server_entry_parse (cases[i].text, FALSE, &error));
      g_assert_error (error, LK_ERROR, (int) cases[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server-entry/A1/user-id-is-split-at-the-first-colon",
                   test_user_id_is_split_at_the_first_colon);
  g_test_add_func ("/server-entry/A2/an-ipv6-literal-keeps-its-brackets",
                   test_an_ipv6_literal_keeps_its_brackets);
  g_test_add_func ("/server-entry/a-server-name-keeps-its-case-and-port",
                   test_a_server_name_keeps_its_case_and_port);
  g_test_add_func ("/server-entry/unicode-white-space-is-trimmed",
                   test_unicode_white_space_is_trimmed);
  g_test_add_func ("/server-entry/international-names-become-a-labels",
                   test_international_names_become_a_labels);
  g_test_add_func ("/server-entry/A15/a-url-without-path-is-a-name-first",
                   test_a_url_without_path_is_a_name_first);
  g_test_add_func ("/server-entry/A9/a-url-with-path-is-the-base-url",
                   test_a_url_with_path_is_the_base_url);
  g_test_add_func ("/server-entry/A15/a-url-of-this-machine-keeps-its-port",
                   test_a_url_of_this_machine_keeps_its_port);
  g_test_add_func ("/server-entry/A16/plain-http-needs-loopback-or-the-switch",
                   test_plain_http_needs_loopback_or_the_switch);
  g_test_add_func ("/server-entry/A17/an-e-mail-address-is-not-a-server",
                   test_an_e_mail_address_is_not_a_server);
  g_test_add_func ("/server-entry/a-user-id-needs-its-server", test_a_user_id_needs_its_server);
  g_test_add_func ("/server-entry/nothing-is-not-a-server", test_nothing_is_not_a_server);
  g_test_add_func ("/server-entry/what-is-not-a-name-is-refused",
                   test_what_is_not_a_name_is_refused);
  g_test_add_func ("/server-entry/names-that-are-too-long-are-refused",
                   test_names_that_are_too_long_are_refused);
  g_test_add_func ("/server-entry/a-url-carries-nothing-else", test_a_url_carries_nothing_else);
  g_test_add_func ("/server-entry/A16/the-switch-opens-nothing-but-http",
                   test_the_switch_opens_nothing_but_http);
  g_test_add_func ("/server-entry/user-ids-are-checked", test_user_ids_are_checked);

  g_test_add_func ("/server-entry/each-class-of-bad-input-has-its-code",
                   test_each_class_of_bad_input_has_its_code);

  return g_test_run ();
}
