/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-view-private.h"

#include "lk-error.h"
#include "lk-webkit-policy.h"

/*
 * What WebKit says and asks, and our answers: first where the page wants to go, then how it
 * fared.
 */

/* WebKit does not say whether an address is for the whole page or for a frame in it, and a frame
 * that is not filled is no reason to take the page away. What a person clicked is for the page,
 * what WebKit already calls its address is, and whatever comes while there is no page yet. */
static gboolean
is_for_page (LkWebkitView           *self,
             WebKitNavigationAction *action,
             const char             *uri)
{
  return self->host == NULL || webkit_navigation_action_is_user_gesture (action) ||
         g_strcmp0 (webkit_web_view_get_uri (self->page), uri) == 0;
}

static void
refuse (LkWebkitView           *self,
        WebKitNavigationAction *action,
        LkWebkitVerdict         verdict,
        const char             *uri)
{
  gboolean is_clicked = webkit_navigation_action_is_user_gesture (action) &&
                        !webkit_navigation_action_is_redirect (action);

  if (verdict == LK_WEBKIT_EXTERNAL && is_clicked)
    g_signal_emit_by_name (self, "external", uri);
  else if (is_for_page (self, action, uri))
    lk_webkit_view_set_problem (self, lk_webkit_verdict_error (verdict, uri));
}

/* Returns: whether the address may be loaded where the page wants it */
static gboolean
judge (LkWebkitView           *self,
       WebKitNavigationAction *action)
{
  const char *uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
  LkWebkitVerdict verdict = lk_webkit_judge (uri, self->redirect_uri, self->transport);

  if (verdict == LK_WEBKIT_ALLOW || verdict == LK_WEBKIT_FRAME_ONLY)
    return TRUE;
  if (verdict == LK_WEBKIT_TAKE)
    lk_webkit_redirects_add (self->redirects, uri);
  else
    refuse (self, action, verdict, uri);
  return FALSE;
}

/* There is one window. What would open another one is shown here. */
static void
open_here (LkWebkitView           *self,
           WebKitNavigationAction *action)
{
  WebKitURIRequest *request = webkit_navigation_action_get_request (action);

  if (judge (self, action) && g_str_has_prefix (webkit_uri_request_get_uri (request), "http"))
    webkit_web_view_load_request (self->page, request);
}

static GtkWidget *
on_create (WebKitWebView          *page,
           WebKitNavigationAction *action,
           LkWebkitView           *self)
{
  open_here (self, action);
  return NULL;
}

static void
decide_response (LkWebkitView         *self,
                 WebKitPolicyDecision *decision)
{
  WebKitResponsePolicyDecision *response = WEBKIT_RESPONSE_POLICY_DECISION (decision);
  const char *uri =
    webkit_uri_request_get_uri (webkit_response_policy_decision_get_request (response));

  if (!webkit_response_policy_decision_is_main_frame_main_resource (response) ||
      (lk_webkit_judge (uri, NULL, self->transport) == LK_WEBKIT_ALLOW &&
       webkit_response_policy_decision_is_mime_type_supported (response)))
    {
      webkit_policy_decision_use (decision);
      return;
    }
  webkit_policy_decision_ignore (decision);
  if (self->host == NULL)
    lk_webkit_view_set_problem (
      self, lk_webkit_error_new (LK_ERROR_PAGE_FAILED, "This is not a web page", uri));
}

static gboolean
on_decide_policy (WebKitWebView            *page,
                  WebKitPolicyDecision     *decision,
                  WebKitPolicyDecisionType  type,
                  LkWebkitView             *self)
{
  WebKitNavigationAction *action;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
      decide_response (self, decision);
      return TRUE;
    }

  action = webkit_navigation_policy_decision_get_navigation_action (
    WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && judge (self, action))
    {
      webkit_policy_decision_use (decision);
      return TRUE;
    }
  webkit_policy_decision_ignore (decision);
  if (type == WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION)
    open_here (self, action);
  return TRUE;
}

static void
on_patience_ended (gpointer user_data)
{
  LkWebkitView *self = user_data;

  self->timeout = 0;
  g_free (self->failed);
  self->failed = g_strdup (webkit_web_view_get_uri (self->page));
  webkit_web_view_stop_loading (self->page);
  lk_webkit_view_set_problem (
    self,
    lk_webkit_error_new (LK_ERROR_TIMED_OUT, "The page did not come in time", self->failed));
}

/** lk_webkit_view_expect_page: a page must begin to come before the person's patience ends. */
void
lk_webkit_view_expect_page (LkWebkitView *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add_once (self->patience * 1000, on_patience_ended, self);
}

static void
on_committed (LkWebkitView *self)
{
  const char *uri = webkit_web_view_get_uri (self->page);
  GTlsCertificateFlags flaws = 0;
  gboolean secure = webkit_web_view_get_tls_info (self->page, NULL, &flaws) && flaws == 0;

  /* Where WebKit won't go, such as a port of another protocol, it empties the page silently. */
  if (uri != NULL &&
      lk_webkit_judge (uri, NULL, self->transport) == LK_WEBKIT_ALLOW)
    {
      lk_webkit_trouble_watch (self->observer, self->calm);
      lk_webkit_view_set_page (self, uri, secure && g_str_has_prefix (uri, "https:"));
      lk_webkit_view_set_problem (self, NULL);
      return;
    }
  lk_webkit_view_set_page (self, NULL, FALSE);
  lk_webkit_view_set_problem (
    self, lk_webkit_error_new (LK_ERROR_PAGE_FAILED, "The page is empty", NULL));
}

static void
on_load_changed (WebKitWebView   *page,
                 WebKitLoadEvent  event,
                 LkWebkitView    *self)
{
  switch (event)
    {
    case WEBKIT_LOAD_STARTED:
      lk_webkit_view_expect_page (self);
      break;
    case WEBKIT_LOAD_COMMITTED:
      g_clear_handle_id (&self->timeout, g_source_remove);
      on_committed (self);
      break;
    case WEBKIT_LOAD_FINISHED:
      g_clear_handle_id (&self->timeout, g_source_remove);
      if (self->host != NULL)
        lk_webkit_trouble_look (self->observer);
      break;
    case WEBKIT_LOAD_REDIRECTED:
    default:
      break;
    }
}

static gboolean
on_load_failed (WebKitWebView   *page,
                WebKitLoadEvent  event,
                const char      *uri,
                GError          *error,
                LkWebkitView    *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!lk_webkit_error_matters (error))
    return TRUE;
  g_free (self->failed);
  self->failed = g_strdup (uri);
  lk_webkit_view_set_problem (self, lk_webkit_convert_error (error, uri));
  return TRUE;
}

static gboolean
on_load_failed_with_tls_errors (WebKitWebView        *page,
                                const char           *uri,
                                GTlsCertificate      *certificate,
                                GTlsCertificateFlags  flaws,
                                LkWebkitView         *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "");

  return on_load_failed (page, WEBKIT_LOAD_STARTED, uri, error, self);
}

static void
on_web_process_terminated (WebKitWebView                     *page,
                           WebKitWebProcessTerminationReason  reason,
                           LkWebkitView                      *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  lk_webkit_view_set_page (self, NULL, FALSE);
  lk_webkit_view_set_problem (
    self, lk_webkit_error_new (LK_ERROR_PAGE_FAILED, "The web process died", NULL));
}

static void
on_is_loading_changed (LkWebkitView *self)
{
  g_object_notify (G_OBJECT (self), "loading");
}

static void
on_progress_changed (LkWebkitView *self)
{
  g_object_notify (G_OBJECT (self), "progress");
}

static void
on_history_changed (LkWebkitView *self)
{
  g_object_notify (G_OBJECT (self), "can-go-back");
}

/** lk_webkit_view_listen: listens to the page of @self, for as long as it is there. */
void
lk_webkit_view_listen (LkWebkitView *self)
{
  WebKitWebView *page = self->page;

  g_signal_connect (page, "decide-policy", G_CALLBACK (on_decide_policy), self);
  g_signal_connect (page, "create", G_CALLBACK (on_create), self);
  g_signal_connect (page, "load-changed", G_CALLBACK (on_load_changed), self);
  g_signal_connect (page, "load-failed", G_CALLBACK (on_load_failed), self);
  g_signal_connect (page, "load-failed-with-tls-errors",
                    G_CALLBACK (on_load_failed_with_tls_errors), self);
  g_signal_connect (page, "web-process-terminated", G_CALLBACK (on_web_process_terminated), self);
  g_signal_connect_swapped (page, "notify::is-loading", G_CALLBACK (on_is_loading_changed), self);
  g_signal_connect_swapped (page, "notify::estimated-load-progress",
                            G_CALLBACK (on_progress_changed), self);
  g_signal_connect_object (webkit_web_view_get_back_forward_list (page), "changed",
                           G_CALLBACK (on_history_changed), self, G_CONNECT_SWAPPED);
}
