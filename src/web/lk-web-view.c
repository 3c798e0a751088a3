/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-view.h"

G_DEFINE_ENUM_TYPE (LkWebTrouble, lk_web_trouble,
                    G_DEFINE_ENUM_VALUE (LK_WEB_TROUBLE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (LK_WEB_TROUBLE_BLANK, "blank"),
                    G_DEFINE_ENUM_VALUE (LK_WEB_TROUBLE_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (LK_WEB_TROUBLE_PASSKEY, "passkey"))

G_DEFINE_INTERFACE (LkWebView, lk_web_view, GTK_TYPE_WIDGET)

static void
lk_web_view_default_init (LkWebViewInterface *iface)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  g_object_interface_install_property (
    iface, g_param_spec_string ("host", NULL, NULL, NULL, flags));
  g_object_interface_install_property (
    iface, g_param_spec_boolean ("secure", NULL, NULL, FALSE, flags));
  g_object_interface_install_property (
    iface, g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags));
  g_object_interface_install_property (
    iface, g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags));
  g_object_interface_install_property (
    iface, g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags));
  g_object_interface_install_property (
    iface, g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags));
  g_object_interface_install_property (
    iface, g_param_spec_enum ("trouble", NULL, NULL, LK_TYPE_WEB_TROUBLE, LK_WEB_TROUBLE_NONE,
                              flags));

  g_signal_new ("external", LK_TYPE_WEB_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
}

/**
 * lk_web_view_load:
 * @self: a view
 * @uri: what to show
 */
void
lk_web_view_load (LkWebView  *self,
                  const char *uri)
{
  g_return_if_fail (LK_IS_WEB_VIEW (self));

  LK_WEB_VIEW_GET_IFACE (self)->load (self, uri);
}

/** lk_web_view_go_back: goes back one page. */
void
lk_web_view_go_back (LkWebView *self)
{
  g_return_if_fail (LK_IS_WEB_VIEW (self));

  LK_WEB_VIEW_GET_IFACE (self)->go_back (self);
}

/** lk_web_view_reload: loads the page again. */
void
lk_web_view_reload (LkWebView *self)
{
  g_return_if_fail (LK_IS_WEB_VIEW (self));

  LK_WEB_VIEW_GET_IFACE (self)->reload (self);
}

/** lk_web_view_dup_uri: Returns: (transfer full) (nullable): what was asked for */
char *
lk_web_view_dup_uri (LkWebView *self)
{
  g_return_val_if_fail (LK_IS_WEB_VIEW (self), NULL);

  return LK_WEB_VIEW_GET_IFACE (self)->dup_uri (self);
}

/**
 * lk_web_view_keep_jar_async:
 * @self: a view
 * @directory: the account's jar
 * @cancellable: (nullable): to stop it
 * @callback: called when the cookies are there
 * @user_data: for @callback
 */
void
lk_web_view_keep_jar_async (LkWebView           *self,
                            const char          *directory,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (LK_IS_WEB_VIEW (self));

  LK_WEB_VIEW_GET_IFACE (self)->keep_jar_async (self, directory, cancellable, callback, user_data);
}

/** lk_web_view_keep_jar_finish: Returns: whether the cookies were kept */
gboolean
lk_web_view_keep_jar_finish (LkWebView    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (LK_IS_WEB_VIEW (self), FALSE);

  return LK_WEB_VIEW_GET_IFACE (self)->keep_jar_finish (self, result, error);
}
