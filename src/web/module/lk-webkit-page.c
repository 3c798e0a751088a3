/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-page.h"

#include <string.h>

/*
 * A WebKitWebView with everything switched off that a sign-in page has no business with. It
 * draws without the GPU: blank pages on some drivers are the commonest complaint about embedded
 * sign-in.
 */

static WebKitSettings *
new_settings (void)
{
  return webkit_settings_new_with_settings (
    "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
    "enable-2d-canvas-acceleration", FALSE,
    "enable-back-forward-navigation-gestures", FALSE,
    "enable-developer-extras", FALSE,
    "enable-dns-prefetching", FALSE,
    "enable-encrypted-media", FALSE,
    "enable-fullscreen", FALSE,
    "enable-media", FALSE,
    "enable-media-capabilities", FALSE,
    "enable-media-stream", FALSE,
    "enable-mediasource", FALSE,
    "enable-page-cache", FALSE,
    "enable-webaudio", FALSE,
    "enable-webgl", FALSE,
    "enable-webrtc", FALSE,
    "enable-write-console-messages-to-stdout", FALSE,
    "javascript-can-access-clipboard", FALSE,
    "javascript-can-open-windows-automatically", FALSE,
    NULL);
}

/* Connections on suspicion would reach the redirect's port before anybody has judged it. */
static void
disable_features (WebKitSettings *settings)
{
  static const char *const unwanted[] = {
    "Gamepads", "LinkDNSPrefetch", "LinkPreconnect", "LinkPreconnectEarlyHints", "Notifications",
    "PDFJSViewer", "ServiceWorkers", "SharedWorker", "SpeechSynthesisAPI",
  };
  g_autoptr (WebKitFeatureList) features = webkit_settings_get_all_features ();

  for (gsize i = 0; i < webkit_feature_list_get_length (features); i++)
    {
      WebKitFeature *feature = webkit_feature_list_get (features, i);

      for (gsize j = 0; j < G_N_ELEMENTS (unwanted); j++)
        {
          if (g_str_equal (webkit_feature_get_identifier (feature), unwanted[j]))
            webkit_settings_set_feature_enabled (settings, feature, FALSE);
        }
    }
}

/* The locale's "de_CH.UTF-8", "de_CH", "de.UTF-8", "de", "C" are "de-CH", "de" to the web. */
static GStrv
dup_languages (void)
{
  const char *const *names = g_get_language_names ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (names[i]), "_", '-');

      if (strpbrk (name, ".@") == NULL && strlen (name) > 1 && !g_str_equal (name, "POSIX"))
        g_strv_builder_add (builder, name);
    }
  return g_strv_builder_end (builder);
}

/* A context of its own: its processes go when the page goes. */
static WebKitWebContext *
new_context (void)
{
  WebKitWebContext *context = webkit_web_context_new ();
  g_auto (GStrv) languages = dup_languages ();

  webkit_web_context_set_cache_model (context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
  webkit_web_context_set_spell_checking_enabled (context, FALSE);
  if (languages[0] != NULL)
    webkit_web_context_set_preferred_languages (context, (const char *const *) languages);
  return context;
}

/* Returns: whether @item is one that a person needs to fill in a form */
static gboolean
is_for_text (WebKitContextMenuItem *item)
{
  switch (webkit_context_menu_item_get_stock_action (item))
    {
    case WEBKIT_CONTEXT_MENU_ACTION_COPY:
    case WEBKIT_CONTEXT_MENU_ACTION_CUT:
    case WEBKIT_CONTEXT_MENU_ACTION_PASTE:
    case WEBKIT_CONTEXT_MENU_ACTION_PASTE_AS_PLAIN_TEXT:
    case WEBKIT_CONTEXT_MENU_ACTION_DELETE:
    case WEBKIT_CONTEXT_MENU_ACTION_SELECT_ALL:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_context_menu (WebKitWebView       *page,
                 WebKitContextMenu   *menu,
                 WebKitHitTestResult *hit)
{
  g_autoptr (GList) items = g_list_copy (webkit_context_menu_get_items (menu));

  for (GList *l = items; l != NULL; l = l->next)
    {
      if (!is_for_text (l->data))
        webkit_context_menu_remove (menu, l->data);
    }
  return webkit_context_menu_get_n_items (menu) == 0;
}

static gboolean
on_permission_request (WebKitWebView           *page,
                       WebKitPermissionRequest *request)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

static gboolean
on_query_permission_state (WebKitWebView              *page,
                           WebKitPermissionStateQuery *query)
{
  webkit_permission_state_query_finish (query, WEBKIT_PERMISSION_STATE_DENIED);
  return TRUE;
}

/* Without a password the server's own page comes; cancelled, there would be none. */
static gboolean
on_authenticate (WebKitWebView               *page,
                 WebKitAuthenticationRequest *request)
{
  webkit_authentication_request_authenticate (request, NULL);
  return TRUE;
}

static gboolean
on_run_file_chooser (WebKitWebView            *page,
                     WebKitFileChooserRequest *request)
{
  webkit_file_chooser_request_cancel (request);
  return TRUE;
}

static gboolean
do_nothing (void)
{
  return TRUE;
}

static gboolean
on_decide_destination (WebKitDownload *download)
{
  webkit_download_cancel (download);
  return TRUE;
}

/* Nothing is written before it is known where to. Cancelled any earlier, libsoup 3.6 may let go of
 * the request twice, in the process that all pages load by. */
static void
on_download_started (WebKitNetworkSession *session,
                     WebKitDownload       *download)
{
  g_signal_connect (download, "decide-destination", G_CALLBACK (on_decide_destination), NULL);
}

static void
refuse_favours (WebKitWebView *page)
{
  g_signal_connect (page, "authenticate", G_CALLBACK (on_authenticate), NULL);
  g_signal_connect (page, "context-menu", G_CALLBACK (on_context_menu), NULL);
  g_signal_connect (page, "permission-request", G_CALLBACK (on_permission_request), NULL);
  g_signal_connect (page, "query-permission-state", G_CALLBACK (on_query_permission_state), NULL);
  g_signal_connect (page, "run-file-chooser", G_CALLBACK (on_run_file_chooser), NULL);
  g_signal_connect (page, "enter-fullscreen", G_CALLBACK (do_nothing), NULL);
  g_signal_connect (page, "print", G_CALLBACK (do_nothing), NULL);
  g_signal_connect (page, "show-notification", G_CALLBACK (do_nothing), NULL);
}

/* WebKit keeps a text view in there, to learn what the keys of text fields are. Tab would go on to
 * it from the end of the page, and would be taken for text. */
static void
keep_focus_out_of_helpers (WebKitWebView *page)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (page)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_TEXT_VIEW (child))
        gtk_widget_set_can_focus (child, FALSE);
    }
}

/**
 * lk_webkit_page_new:
 * @session: where its cookies are
 *
 * Returns: (transfer floating): a page that can do no more than a sign-in page has to
 */
WebKitWebView *
lk_webkit_page_new (WebKitNetworkSession *session)
{
  g_autoptr (WebKitSettings) settings = new_settings ();
  g_autoptr (WebKitWebContext) context = new_context ();
  WebKitWebView *page;

  disable_features (settings);
  page = g_object_new (WEBKIT_TYPE_WEB_VIEW,
                       "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, /* what may have a name */
                       "web-context", context,
                       "network-session", session,
                       "settings", settings,
                       NULL);
  refuse_favours (page);
  keep_focus_out_of_helpers (page);
  g_signal_connect (session, "download-started", G_CALLBACK (on_download_started), NULL);
  return page;
}
