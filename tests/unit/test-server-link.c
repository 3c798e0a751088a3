/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"
#include "lk-server-entry.h"
#include "lk-server-link.h"

#include <string.h>

#define OURS "im.latchkey.latchkey:/sign-in?"
#define CHAT "This link is for a chat program"
#define BROKEN "This link is broken or incomplete"

/* @text: a link; @read: what a person would type instead */
typedef struct
{
  const char *text;
  const char *read;
} Named;

static void
check_named (const Named *cases,
             gsize        n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *read = NULL;
      g_autofree char *spaced = g_strconcat (" \n", cases[i].text, "\t", NULL);
      g_autofree char *resolved = lk_server_entry_resolve_link (spaced);
      g_autoptr (LkServerEntry) entry = lk_server_entry_parse (spaced, FALSE, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_true (lk_server_link_is_link (cases[i].text));
      read = lk_server_link_read (cases[i].text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (read, ==, cases[i].read);
      g_assert_cmpstr (resolved, ==, cases[i].read);
      if (*read == '@')
        g_assert_cmpstr (entry->user_id, ==, read);
      else
        g_assert_null (entry->user_id);
    }
}

static void
check_refused (const char *const *texts,
               const char        *message)
{
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) entry_error = NULL;
      g_autofree char *shown = g_strescape (texts[i], NULL);
      g_autofree char *resolved = lk_server_entry_resolve_link (texts[i]);

      g_test_message ("%s", shown);
      g_assert_true (lk_server_link_is_link (texts[i]));
      g_assert_null (lk_server_link_read (texts[i], &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_INVALID_INPUT);
      g_assert_cmpstr (error->message, ==, message);
      g_assert_cmpstr (lk_error_get_step (error), ==, "server-entry");
      g_assert_null (lk_server_entry_parse (texts[i], TRUE, &entry_error));
      g_assert_cmpstr (entry_error->message, ==, message);
      g_assert_null (resolved);
    }
}

static void
test_links_to_users_name_them (void)
{
  static const Named cases[] = {
    { "https://matrix.to/#/@alice:example.org", "@alice:example.org" },
    { "https://matrix.to/#/%40alice%3Aexample.org", "@alice:example.org" },
    { "https://matrix.to/#/@alice:example.org?via=other.example", "@alice:example.org" },
    { "https://matrix.to/#/@alice:example.org/", "@alice:example.org" },
    { "https://matrix.to/#/@a=2fb:example.org:8448", "@a=2fb:example.org:8448" },
    { "https://matrix.to/#/@a%2Fb:example.org", "@a/b:example.org" },
    { "HTTPS://Matrix.To/#/@alice:example.org", "@alice:example.org" },
    { "http://matrix.to/#/@alice:example.org", "@alice:example.org" },
    { "https://matrix.to#/@alice:example.org", "@alice:example.org" },
    { "matrix.to/#/@alice:example.org", "@alice:example.org" },
    { "matrix:u/alice:example.org", "@alice:example.org" },
    { "matrix:user/alice:example.org", "@alice:example.org" },
    { "MATRIX:U/alice:example.org", "@alice:example.org" },
    { "matrix:u/alice:example.org?action=chat", "@alice:example.org" },
    { "matrix:/u/alice:example.org", "@alice:example.org" },
    { "matrix://proxy.example:80/u/alice:example.org", "@alice:example.org" },
    { "matrix:u/alice%3Aexample.org", "@alice:example.org" },
    { "matrix:u/%40alice:example.org", "@alice:example.org" },
    { "matrix:u/gr%C3%BC%C3%9Fe:example.org", "@grüße:example.org" },
    { "matrix:u/alice:[::1]:8448", "@alice:[::1]:8448" },
  };

  check_named (cases, G_N_ELEMENTS (cases));
}

static void
test_links_of_ours_name_a_server_and_perhaps_a_user (void)
{
  static const Named cases[] = {
    { OURS "server=example.org", "example.org" },
    { OURS "server=example.org&user=alice", "@alice:example.org" },
    { OURS "user=alice&server=example.org", "@alice:example.org" },
    { OURS "server=example.org%3A8448&user=alice", "@alice:example.org:8448" },
    { OURS "server=https%3A%2F%2Fmatrix.example.org%2Fpath", "https://matrix.example.org/path" },
    { OURS "user=@alice:example.org", "@alice:example.org" },
    { OURS "user=%40alice%3Aexample.org", "@alice:example.org" },
    { OURS "server=example.org&user=a%2Bb", "@a+b:example.org" },
    { OURS "server=example.org&user=a+b", "@a+b:example.org" },
    { OURS "server=example.org&later=1&utm_source=page", "example.org" },
    { "IM.Latchkey.Latchkey:/sign-in?server=example.org", "example.org" },
  };

  check_named (cases, G_N_ELEMENTS (cases));
}

static void
test_rooms_and_messages_are_for_a_chat_program (void)
{
  static const char *const texts[] = {
    "https://matrix.to/#/#room:example.org",
    "https://matrix.to/#/%23room%3Aexample.org?via=example.org",
    "https://matrix.to/#/!id:example.org/$event",
    "https://matrix.to/#/+group:example.org",
    "matrix:r/room:example.org",
    "matrix:room/room:example.org",
    "matrix:roomid/id:example.org/e/event?via=example.org",
    "matrix://proxy.example/roomid/id:example.org",
    NULL,
  };

  check_refused (texts, CHAT);
}

static void
test_garbage_is_refused (void)
{
  static const char *const texts[] = {
    "https://matrix.to/#/",
    "https://matrix.to/#",
    "https://matrix.to/#/?via=example.org",
    "https://matrix.to/#/alice",
    "https://matrix.to/#/%",
    "https://matrix.to/#/@alice%0A:example.org",
    "https://matrix.to/#/@alice%00:example.org",
    "https://matrix.to/#/@al%E2%80%AEice:example.org",
    "https://matrix.to/#/@alice%FF:example.org",
    "matrix:alice:example.org",
    "matrix:u",
    "matrix:u/",
    "matrix:u/alice:example.org/e/event",
    "matrix:u/alice%ZZ:example.org",
    "matrix:u/al ice:example.org",
    "matrix://example.org",
    "matrix:?u/alice:example.org",
    "matrix:x/alice:example.org",
    NULL,
  };

  check_refused (texts, BROKEN);
}

static void
test_links_of_ours_are_precise (void)
{
  static const char *const texts[] = {
    "im.latchkey.latchkey:",
    "im.latchkey.latchkey:sign-in?server=example.org",
    "im.latchkey.latchkey://sign-in?server=example.org",
    "im.latchkey.latchkey:/sign-in",
    "im.latchkey.latchkey:/sign-in/?server=example.org",
    "im.latchkey.latchkey:/sign-out?server=example.org",
    "im.latchkey.latchkey:/sign-in2?server=example.org",
    OURS,
    OURS "server=",
    OURS "server",
    OURS "user=alice",
    OURS "user=",
    OURS "server=example.org&user=",
    OURS "server=example.org&server=evil.example",
    OURS "user=@alice:example.org&user=@bob:example.org",
    OURS "server=example.org&user=@alice:example.org",
    OURS "server=example.org&user=alice:evil.example",
    OURS "server=@alice:example.org",
    OURS "server=matrix:u/alice:example.org",
    OURS "server=im.latchkey.latchkey%3A%2Fsign-in%3Fserver%3Devil.example",
    OURS "server=example.org#more",
    OURS "server=example.org%0D%0A",
    OURS "server=example.org%00.evil.example",
    OURS "server=%E2%80%AEgro.elpmaxe",
    OURS "server=example.org&user=%C2%85",
    OURS "server=%FF",
    OURS "server=%4",
    NULL,
  };

  check_refused (texts, BROKEN);
}

/* The server that is named is checked as if it had been typed. */
static void
test_what_a_link_names_is_checked (void)
{
  static const char *const texts[] = {
    "https://matrix.to/#/@alice", "https://matrix.to/#/@alice:", "matrix:u/alice",
    "matrix:u/alice:_", "https://matrix.to/#/@alice:example.org/$event",
    OURS "server=http://example.org", OURS "server=https://a:b@example.org",
    OURS "server=a@b.example", OURS "server=https://example.org&user=alice",
    OURS "server=example.org:0", NULL,
  };

  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", texts[i]);
      /* Even where a person may type http://, a link may not bring it. */
      g_assert_null (lk_server_entry_parse (texts[i], TRUE, &error));
      g_assert_true (lk_error_is_bad_input (error));
    }
}

static void
test_what_people_type_is_no_link (void)
{
  static const char *const texts[] = {
    "", "matrix", "matrix:", "matrix:8448", "matrix.to", "https://matrix.to", "https://matrix.to/",
    "https://matrix.to.example.org/#/@alice:example.org",
    "https://example.org/#/@alice:example.org",
    "@alice:example.org", "example.org", "im.latchkey.latchkey", "xmatrix:u/alice:example.org",
    NULL,
  };

  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *resolved = lk_server_entry_resolve_link (texts[i]);

      g_test_message ("%s", texts[i]);
      g_assert_false (lk_server_link_is_link (texts[i]));
      g_assert_null (resolved);
    }
}

static void
test_long_links_are_refused (void)
{
  g_autofree char *name = g_strnfill (3000, 'a');
  g_autofree char *ours = g_strconcat (OURS "server=example.org&x=", name, NULL);
  g_autofree char *matrix = g_strconcat ("matrix:u/", name, ":example.org", NULL);
  const char *const texts[] = { ours, matrix, NULL };

  check_refused (texts, BROKEN);
}

/* Cut anywhere, and with any byte in any place, a link is read or refused, and nothing else. */
static void
test_any_damage_is_borne (void)
{
  static const char *const texts[] = {
    OURS "server=example.org%3A8448&user=al%40ice",
    "https://matrix.to/#/%40alice%3Aexample.org?via=a",
    "matrix://a/u/%40alice:example.org?b#c",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize at = 0; at < strlen (texts[i]); at++)
      for (guint byte = 0; byte < 256; byte++)
        {
          g_autofree char *damaged = g_strdup (texts[i]);
          g_autoptr (GError) error = NULL;
          g_autoptr (LkServerEntry) entry = NULL;

          damaged[at] = (char) byte;
          entry = lk_server_entry_parse (damaged, FALSE, &error);
          g_assert_true ((entry == NULL) == lk_error_is_bad_input (error));
          g_assert_true (entry == NULL || entry->user_id == NULL ||
                         lk_user_id_is_valid (entry->user_id));
        }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server-link/links-to-users-name-them", test_links_to_users_name_them);
  g_test_add_func ("/server-link/links-of-ours-name-a-server-and-perhaps-a-user",
                   test_links_of_ours_name_a_server_and_perhaps_a_user);
  g_test_add_func ("/server-link/rooms-and-messages-are-for-a-chat-program",
                   test_rooms_and_messages_are_for_a_chat_program);
  g_test_add_func ("/server-link/garbage-is-refused", test_garbage_is_refused);
  g_test_add_func ("/server-link/links-of-ours-are-precise", test_links_of_ours_are_precise);
  g_test_add_func ("/server-link/what-a-link-names-is-checked",
                   test_what_a_link_names_is_checked);
  g_test_add_func ("/server-link/what-people-type-is-no-link", test_what_people_type_is_no_link);
  g_test_add_func ("/server-link/long-links-are-refused", test_long_links_are_refused);
  g_test_add_func ("/server-link/any-damage-is-borne", test_any_damage_is_borne);

  return g_test_run ();
}
