/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-view-private.h"

#include "lk-webkit-jar.h"
#include "lk-webkit-policy.h"

/*
 * The two faces of the view: a page to be steered (LkWebView), and a way to get a redirect
 * (LkUserAgent).
 */

static void
load (LkWebkitView *self,
      const char   *uri)
{
  lk_webkit_view_set_problem (self, NULL);
  g_clear_pointer (&self->failed, g_free);
  if (lk_transport_allows (self->transport, uri))
    {
      lk_webkit_view_expect_page (self);
      webkit_web_view_load_uri (self->page, uri);
      return;
    }
  webkit_web_view_stop_loading (self->page);
  lk_webkit_view_set_problem (
    self, lk_webkit_verdict_error (lk_webkit_judge (uri, NULL, self->transport), uri));
}

/* Plain http is for a provider on this very machine, under development: only when it was asked
 * for. A page from elsewhere must not reach into this machine. */
static void
ask (LkWebkitView *self,
     const char   *uri,
     const char   *redirect_uri)
{
  g_free (self->asked);
  self->asked = g_strdup (uri);
  g_free (self->redirect_uri);
  self->redirect_uri = g_strdup (redirect_uri);
  self->transport = lk_transport_for_url (uri, FALSE);
  lk_webkit_redirects_forget (self->redirects);
  load (self, uri);
}

static void
lk_webkit_view_load (LkWebView  *view,
                     const char *uri)
{
  ask (LK_WEBKIT_VIEW (view), uri, NULL);
}

static void
lk_webkit_view_go_back (LkWebView *view)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (view);

  lk_webkit_view_set_problem (self, NULL);
  webkit_web_view_go_back (self->page);
}

static void
lk_webkit_view_reload (LkWebView *view)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (view);
  g_autofree char *failed = g_steal_pointer (&self->failed);

  if (failed != NULL || self->host == NULL)
    {
      load (self, failed != NULL ? failed : self->asked);
      return;
    }
  lk_webkit_view_set_problem (self, NULL);
  lk_webkit_view_expect_page (self);
  webkit_web_view_reload (self->page);
}

static char *
lk_webkit_view_dup_uri (LkWebView *view)
{
  return g_strdup (LK_WEBKIT_VIEW (view)->asked);
}

static void
lk_webkit_view_keep_jar_async (LkWebView           *view,
                               const char          *directory,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (view);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_webkit_view_keep_jar_async);
  lk_webkit_jar_keep (self->session, directory, task);
}

static gboolean
lk_webkit_view_keep_jar_finish (LkWebView     *view,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, view), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/** lk_webkit_view_web_view_init: fills in @iface. */
void
lk_webkit_view_web_view_init (LkWebViewInterface *iface)
{
  iface->load = lk_webkit_view_load;
  iface->go_back = lk_webkit_view_go_back;
  iface->reload = lk_webkit_view_reload;
  iface->dup_uri = lk_webkit_view_dup_uri;
  iface->keep_jar_async = lk_webkit_view_keep_jar_async;
  iface->keep_jar_finish = lk_webkit_view_keep_jar_finish;
}

static void
lk_webkit_view_open (LkUserAgent *agent,
                     const char  *authorization_uri,
                     const char  *redirect_uri)
{
  ask (LK_WEBKIT_VIEW (agent), authorization_uri, redirect_uri);
}

static void
lk_webkit_view_wait_async (LkUserAgent         *agent,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (agent);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_webkit_view_wait_async);
  lk_webkit_redirects_wait (self->redirects, task);
}

static LkSecret *
lk_webkit_view_wait_finish (LkUserAgent   *agent,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/** lk_webkit_view_user_agent_init: fills in @iface. */
void
lk_webkit_view_user_agent_init (LkUserAgentInterface *iface)
{
  iface->open = lk_webkit_view_open;
  iface->wait_async = lk_webkit_view_wait_async;
  iface->wait_finish = lk_webkit_view_wait_finish;
}
