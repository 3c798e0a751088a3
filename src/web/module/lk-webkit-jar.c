/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-jar.h"

#include <glib/gstdio.h>

#include "lk-error.h"
#include "lk-files.h"

/*
 * A cookie jar is a directory, one for each account. Of a page nothing is kept but its cookies:
 * WebKit needs a place for other things, too, which is emptied when the view closes, and again
 * when the next one opens, in case it never came to that.
 *
 * Providers mark the cookie that says who is signed in as one for this browser session, which
 * never reaches the disk; but "Manage account" must not ask for the password after each restart.
 * Such cookies get an end here: two weeks after the provider last set them.
 */

#define SESSION_COOKIE_AGE (14 * SOUP_COOKIE_MAX_AGE_ONE_DAY)

static WebKitCookieManager *
get_cookies (WebKitNetworkSession *session)
{
  return webkit_network_session_get_cookie_manager (session);
}

static gboolean
make_lasting (SoupCookie *cookie)
{
  if (soup_cookie_get_expires (cookie) != NULL)
    return FALSE;
  soup_cookie_set_max_age (cookie, SESSION_COOKIE_AGE);
  return TRUE;
}

/* A cookie manager must not outlive its session, and what runs on it holds only the manager. So
 * whoever starts something holds the session until WebKit has let go of the manager: not yet in
 * the callback, but right after it. */
static void
release_later (WebKitNetworkSession *session)
{
  g_idle_add_once ((GSourceOnceFunc) g_object_unref, session);
}

static void
on_cookie_added (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  release_later (user_data);
}

static void
on_cookies_listed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  WebKitNetworkSession *session = user_data;
  WebKitCookieManager *manager = WEBKIT_COOKIE_MANAGER (source);
  GList *cookies = webkit_cookie_manager_get_all_cookies_finish (manager, result, NULL);

  for (GList *l = cookies; l != NULL; l = l->next)
    {
      if (make_lasting (l->data))
        webkit_cookie_manager_add_cookie (manager, l->data, NULL, on_cookie_added,
                                          g_object_ref (session));
    }
  g_list_free_full (cookies, (GDestroyNotify) soup_cookie_free);
  release_later (session);
}

/* Comes again for the cookies that are made to last, and then finds none left. */
static void
on_cookies_changed (WebKitCookieManager  *manager,
                    WebKitNetworkSession *session)
{
  webkit_cookie_manager_get_all_cookies (manager, NULL, on_cookies_listed,
                                         g_object_ref (session));
}

static char *
dup_data_directory (const char *directory)
{
  return g_build_filename (directory, "webkit", NULL);
}

static WebKitNetworkSession *
open_directory (const char *directory)
{
  g_autofree char *data = dup_data_directory (directory);
  g_autofree char *file = g_build_filename (directory, "cookies.sqlite", NULL);
  WebKitNetworkSession *session;

  lk_remove_tree (data);
  session = webkit_network_session_new (data, data);
  webkit_network_session_set_persistent_credential_storage_enabled (session, FALSE);
  webkit_cookie_manager_set_persistent_storage (get_cookies (session), file,
                                                WEBKIT_COOKIE_PERSISTENT_STORAGE_SQLITE);
  g_signal_connect (get_cookies (session), "changed", G_CALLBACK (on_cookies_changed), session);
  return session;
}

static gboolean
make_private_directory (const char *directory)
{
  return g_mkdir_with_parents (directory, 0700) == 0 && g_chmod (directory, 0700) == 0;
}

/**
 * lk_webkit_jar_open:
 * @directory: (nullable): an account's jar, or %NULL for one that is forgotten
 *
 * Returns: (transfer full): a network session with the cookies of that jar and no others
 */
WebKitNetworkSession *
lk_webkit_jar_open (const char *directory)
{
  WebKitNetworkSession *session;

  /* Without a place for it the page still works; it is only forgotten. */
  if (directory != NULL && make_private_directory (directory))
    session = open_directory (directory);
  else
    session = webkit_network_session_new_ephemeral ();

  webkit_cookie_manager_set_accept_policy (get_cookies (session),
                                           WEBKIT_COOKIE_POLICY_ACCEPT_NO_THIRD_PARTY);
  webkit_network_session_set_tls_errors_policy (session, WEBKIT_TLS_ERRORS_POLICY_FAIL);
  return session;
}

/** lk_webkit_jar_close: empties @session of everything but the cookies. */
void
lk_webkit_jar_close (WebKitNetworkSession *session)
{
  const guint others = (guint) WEBKIT_WEBSITE_DATA_ALL & ~(guint) WEBKIT_WEBSITE_DATA_COOKIES;

  if (webkit_network_session_is_ephemeral (session))
    return;
  webkit_website_data_manager_clear (webkit_network_session_get_website_data_manager (session),
                                     (WebKitWebsiteDataTypes) others, 0, NULL, NULL, NULL);
}

/* To keep cookies, in the order it happens: list them, make them last, write them. */
typedef struct
{
  WebKitNetworkSession *from;
  WebKitNetworkSession *to;
  GList                *cookies; /* SoupCookie */
} Keep;

static void
keep_free (Keep *keep)
{
  g_clear_pointer (&keep->from, release_later);
  g_clear_pointer (&keep->to, release_later);
  g_list_free_full (keep->cookies, (GDestroyNotify) soup_cookie_free);
  g_free (keep);
}

static void
fail (GTask  *task,
      GError *foreign)
{
  if (lk_error_is_cancelled (foreign))
    {
      g_task_return_error (task, foreign);
      return;
    }
  g_error_free (foreign);
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE_FAILED,
                           "The cookies can't be kept");
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (webkit_cookie_manager_replace_cookies_finish (WEBKIT_COOKIE_MANAGER (source), result,
                                                    &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Keep *keep = g_task_get_task_data (task);
  GError *error = NULL;

  keep->cookies = webkit_cookie_manager_get_all_cookies_finish (WEBKIT_COOKIE_MANAGER (source),
                                                                result, &error);
  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  for (GList *l = keep->cookies; l != NULL; l = l->next)
    make_lasting (l->data);
  webkit_cookie_manager_replace_cookies (get_cookies (keep->to), keep->cookies,
                                         g_task_get_cancellable (task), on_written,
                                         g_object_ref (task));
}

/* Two sessions on one file would overwrite each other. */
static gboolean
is_open_at (WebKitNetworkSession *session,
            const char           *directory)
{
  WebKitWebsiteDataManager *manager = webkit_network_session_get_website_data_manager (session);
  g_autofree char *data = dup_data_directory (directory);

  return g_strcmp0 (webkit_website_data_manager_get_base_data_directory (manager), data) == 0;
}

/**
 * lk_webkit_jar_keep:
 * @session: whose cookies are to be kept
 * @directory: an account's jar; what was in it before is replaced
 * @task: (transfer full): returns %TRUE when the cookies are in the file
 */
void
lk_webkit_jar_keep (WebKitNetworkSession *session,
                    const char           *directory,
                    GTask                *task)
{
  g_autoptr (GTask) owned = task;
  Keep *keep = g_new0 (Keep, 1);

  g_task_set_task_data (task, keep, (GDestroyNotify) keep_free);
  if (!make_private_directory (directory))
    {
      g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE_FAILED,
                               "The cookie jar can't be made");
      return;
    }
  keep->from = g_object_ref (session);
  keep->to = is_open_at (session, directory) ? g_object_ref (session)
                                             : lk_webkit_jar_open (directory);
  webkit_cookie_manager_get_all_cookies (get_cookies (session), g_task_get_cancellable (task),
                                         on_listed, g_steal_pointer (&owned));
}
