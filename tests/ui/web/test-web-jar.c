/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memmem */

#include "lk-web-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "lk-files.h"

typedef struct
{
  LkWebTest web;
  char     *base;
  char     *jar; /* in @base; made by the view */
} Test;

static void
set_up (Test         *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lk_web_test_set_up (&self->web, data);
  self->base = g_dir_make_tmp ("latchkey-XXXXXX", &error);
  g_assert_no_error (error);
  self->jar = g_build_filename (self->base, "jars", "one", NULL);
}

static void
tear_down (Test         *self,
           gconstpointer data)
{
  lk_web_test_tear_down (&self->web, data);
  lk_remove_tree (self->base);
  g_free (self->base);
  g_free (self->jar);
}

/* A page that signs in: one cookie for the browser's session, as providers do, one that lasts. */
static void
script_pages (Test *self)
{
  lk_web_test_page (&self->web, "/sign-in", "Signed in", "");
  lk_fake_server_header (self->web.server, "GET /sign-in", "Set-Cookie",
                         "sid=first-value; Path=/; HttpOnly; SameSite=Lax");
  lk_web_test_page (&self->web, "/remember", "Remembered", "");
  lk_fake_server_header (self->web.server, "GET /remember", "Set-Cookie",
                         "device=known; Path=/; Max-Age=3600");
  lk_web_test_page (&self->web, "/rotate", "Rotated", "");
  lk_fake_server_header (self->web.server, "GET /rotate", "Set-Cookie",
                         "sid=second-value; Path=/; HttpOnly; SameSite=Lax");
  lk_web_test_page (&self->web, "/account", "Account", "");
}

static void
visit (Test       *self,
       LkWebView  *view,
       const char *path,
       const char *title)
{
  g_autofree char *url = lk_web_test_url (&self->web, path);

  lk_web_view_load (view, url);
  lk_web_test_await_title (view, title);
}

/* The cookies that the server got with the account page, or "". */
static const char *
visit_account (Test      *self,
               LkWebView *view)
{
  const char *cookies;

  visit (self, view, "/account", "Account");
  cookies = lk_fake_server_last_header (self->web.server, "GET /account", "Cookie");
  return cookies != NULL ? cookies : "";
}

static void
sign_in (Test *self)
{
  script_pages (self);
  visit (self, self->web.view, "/sign-in", "Signed in");
  visit (self, self->web.view, "/remember", "Remembered");
}

static void
keep (LkWebView  *view,
      const char *jar)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lk_web_view_keep_jar_async (view, jar, NULL, lk_test_store_result, &result);
  g_assert_true (lk_web_view_keep_jar_finish (view, lk_test_await (&result), &error));
  g_assert_no_error (error);
}

static void
close_view (Test *self)
{
  g_clear_pointer (&self->web.window, gtk_window_destroy);
  lk_test_drain ();
}

static void
reopen (Test       *self,
        const char *jar)
{
  close_view (self);
  self->web.window = lk_web_test_show (jar, &self->web.view);
}

static void
assert_signed_in (Test       *self,
                  const char *sid)
{
  const char *cookies = visit_account (self, self->web.view);
  g_autofree char *expected = g_strconcat ("sid=", sid, NULL);

  g_assert_nonnull (strstr (cookies, expected));
}

static void
test_two_views_do_not_share_cookies (Test         *self,
                                     gconstpointer data)
{
  LkWebView *other;
  GtkWindow *window = lk_web_test_show (NULL, &other);

  sign_in (self);
  assert_signed_in (self, "first-value");
  g_assert_cmpstr (visit_account (self, other), ==, "");
  gtk_window_destroy (window);
}

static void
test_view_without_a_jar_forgets (Test         *self,
                                 gconstpointer data)
{
  sign_in (self);
  reopen (self, NULL);
  g_assert_cmpstr (visit_account (self, self->web.view), ==, "");
}

static void
test_kept_cookies_are_there_in_a_new_view (Test         *self,
                                           gconstpointer data)
{
  const char *cookies;

  sign_in (self);
  keep (self->web.view, self->jar);
  reopen (self, self->jar);
  cookies = visit_account (self, self->web.view);
  g_assert_nonnull (strstr (cookies, "sid=first-value"));
  g_assert_nonnull (strstr (cookies, "device=known"));
}

static gboolean
file_holds (Test       *self,
            const char *text)
{
  g_autofree char *path = g_build_filename (self->jar, "cookies.sqlite", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  return g_file_get_contents (path, &contents, &length, NULL) &&
         memmem (contents, length, text, strlen (text)) != NULL;
}

static void
test_kept_cookies_are_on_disk_when_it_says_so (Test         *self,
                                               gconstpointer data)
{
  sign_in (self);
  keep (self->web.view, self->jar);
  g_assert_true (file_holds (self, "first-value"));
  g_assert_true (file_holds (self, "known"));
}

static void
test_keeping_replaces_what_was_kept (Test         *self,
                                     gconstpointer data)
{
  sign_in (self);
  keep (self->web.view, self->jar);
  reopen (self, NULL);
  visit (self, self->web.view, "/rotate", "Rotated");
  keep (self->web.view, self->jar);
  g_assert_false (file_holds (self, "first-value"));
  reopen (self, self->jar);
  g_assert_cmpstr (visit_account (self, self->web.view), ==, "sid=second-value");
}

static gboolean
is_rotated (gpointer user_data)
{
  return file_holds (user_data, "second-value");
}

static void
test_session_cookies_in_a_jar_last (Test         *self,
                                    gconstpointer data)
{
  sign_in (self);
  keep (self->web.view, self->jar);
  reopen (self, self->jar);
  visit (self, self->web.view, "/rotate", "Rotated");
  lk_web_test_poll_until (is_rotated, self);
  reopen (self, self->jar);
  assert_signed_in (self, "second-value");
}

static void
test_view_with_a_jar_can_keep_it (Test         *self,
                                  gconstpointer data)
{
  script_pages (self);
  reopen (self, self->jar);
  visit (self, self->web.view, "/sign-in", "Signed in");
  keep (self->web.view, self->jar);
  g_assert_true (file_holds (self, "first-value"));
  assert_signed_in (self, "first-value");
  reopen (self, self->jar);
  assert_signed_in (self, "first-value");
}

static void
test_signing_out_at_the_provider_empties_the_jar (Test         *self,
                                                  gconstpointer data)
{
  sign_in (self);
  lk_web_test_page (&self->web, "/sign-out", "Signed out", "");
  lk_fake_server_header (self->web.server, "GET /sign-out", "Set-Cookie",
                         "sid=; Path=/; Max-Age=0");
  keep (self->web.view, self->jar);
  reopen (self, self->jar);
  visit (self, self->web.view, "/sign-out", "Signed out");
  reopen (self, self->jar);
  g_assert_cmpstr (visit_account (self, self->web.view), ==, "device=known");
}

static guint
mode_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
test_jar_is_private (Test         *self,
                     gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (self->jar);

  sign_in (self);
  keep (self->web.view, self->jar);
  g_assert_cmpuint (mode_of (self->jar), ==, 0700);
  g_assert_cmpuint (mode_of (parent), ==, 0700);
}

/* Is @text in any file below @path? */
static gboolean
tree_holds (const char *path,
            const char *text,
            gsize       text_length)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *contents = NULL;
  const char *name;
  gsize length;

  if (dir == NULL)
    return g_file_get_contents (path, &contents, &length, NULL) &&
           memmem (contents, length, text, text_length) != NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (tree_holds (child, text, text_length))
        return TRUE;
    }
  return FALSE;
}

/* What a page stores WebKit may write letter by letter, with zeros between. */
static gboolean
holds_no_trace (gpointer user_data)
{
  static const char wide_note[] = { 'w', 0, 'i', 0, 'd', 0, 'e', 0, '-', 0, 'n', 0, 'o', 0 };
  Test *self = user_data;

  return !tree_holds (self->jar, wide_note, sizeof wide_note) &&
         !tree_holds (self->jar, "wide-note", strlen ("wide-note")) &&
         !tree_holds (self->jar, "page-text", strlen ("page-text"));
}

/* Otherwise there would be nothing to be proved. */
static gboolean
holds_a_trace (gpointer user_data)
{
  return !holds_no_trace (user_data);
}

static void
test_nothing_but_cookies_is_kept (Test         *self,
                                  gconstpointer data)
{
  g_autofree char *stored = NULL;

  lk_web_test_page (&self->web, "/diary", "Diary", "page-text");
  lk_fake_server_header (self->web.server, "GET /diary", "Cache-Control", "max-age=3600");
  reopen (self, self->jar);
  visit (self, self->web.view, "/diary", "Diary");
  lk_web_test_act (self->web.view, "localStorage.note = 'wide-note';"
                                   "document.title = 'Written'");
  lk_web_test_await_title (self->web.view, "Written");

  lk_web_test_poll_until (holds_a_trace, self);
  close_view (self);
  lk_web_test_poll_until (holds_no_trace, self);
  self->web.window = lk_web_test_show (self->jar, &self->web.view);
  visit (self, self->web.view, "/diary", "Diary");
  stored = lk_web_test_evaluate (self->web.view, "String (localStorage.note)");
  g_assert_cmpstr (stored, ==, "undefined");
  g_assert_cmpuint (lk_fake_server_count (self->web.server, "GET /diary"), ==, 2);
}

static void
test_leftovers_of_a_crash_are_removed (Test         *self,
                                       gconstpointer data)
{
  g_autofree char *directory = g_build_filename (self->jar, "webkit", "storage", NULL);
  g_autofree char *leftover = g_build_filename (directory, "leftover", NULL);

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (leftover, "page-text", -1, NULL));
  reopen (self, self->jar);
  g_assert_false (g_file_test (leftover, G_FILE_TEST_EXISTS));
}

static void
test_third_parties_set_no_cookies (Test         *self,
                                   gconstpointer data)
{
  g_auto (GStrv) parts = g_strsplit (lk_fake_server_get_url (self->web.server), "127.0.0.1", 2);
  g_autofree char *frame =
    g_strdup_printf ("<iframe src='%slocalhost%s/sign-in'></iframe>", parts[0], parts[1]);
  g_autofree char *account = g_strdup_printf ("%slocalhost%s/account", parts[0], parts[1]);

  script_pages (self);
  lk_web_test_page (&self->web, "/", "Page", frame);
  visit (self, self->web.view, "/", "Page");
  g_assert_cmpuint (lk_fake_server_count (self->web.server, "GET /sign-in"), ==, 1);

  lk_web_view_load (self->web.view, account);
  lk_web_test_await_title (self->web.view, "Account");
  g_assert_null (lk_fake_server_last_header (self->web.server, "GET /account", "Cookie"));
}

static void
test_jar_that_can_not_be_made_is_an_error (Test         *self,
                                           gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->base, "file", NULL);
  g_autofree char *jar = g_build_filename (file, "jar", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (file, "", 0, NULL);
  lk_web_view_keep_jar_async (self->web.view, jar, NULL, lk_test_store_result, &result);
  g_assert_false (lk_web_view_keep_jar_finish (self->web.view, lk_test_await (&result), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
}

static void
test_keeping_can_be_cancelled (Test         *self,
                               gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (self);
  lk_web_view_keep_jar_async (self->web.view, self->jar, cancellable, lk_test_store_result,
                              &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (lk_web_view_keep_jar_finish (self->web.view, lk_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add (path, Test, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  lk_web_test_init (&argc, &argv);

  ADD ("/web-view/D18/two-views-do-not-share-cookies", test_two_views_do_not_share_cookies);
  ADD ("/web-view/view-without-a-jar-forgets", test_view_without_a_jar_forgets);
  ADD ("/web-jar/kept-cookies-are-there-in-a-new-view",
       test_kept_cookies_are_there_in_a_new_view);
  ADD ("/web-jar/kept-cookies-are-on-disk-when-it-says-so",
       test_kept_cookies_are_on_disk_when_it_says_so);
  ADD ("/web-jar/keeping-replaces-what-was-kept", test_keeping_replaces_what_was_kept);
  ADD ("/web-jar/session-cookies-in-a-jar-last", test_session_cookies_in_a_jar_last);
  ADD ("/web-jar/view-with-a-jar-can-keep-it", test_view_with_a_jar_can_keep_it);
  ADD ("/web-jar/signing-out-at-the-provider-empties-the-jar",
       test_signing_out_at_the_provider_empties_the_jar);
  ADD ("/web-jar/is-private", test_jar_is_private);
  ADD ("/web-jar/nothing-but-cookies-is-kept", test_nothing_but_cookies_is_kept);
  ADD ("/web-jar/leftovers-of-a-crash-are-removed", test_leftovers_of_a_crash_are_removed);
  ADD ("/web-jar/third-parties-set-no-cookies", test_third_parties_set_no_cookies);
  ADD ("/web-jar/one-that-can-not-be-made-is-an-error",
       test_jar_that_can_not_be_made_is_an_error);
  ADD ("/web-jar/keeping-can-be-cancelled", test_keeping_can_be_cancelled);

  return g_test_run ();
}
