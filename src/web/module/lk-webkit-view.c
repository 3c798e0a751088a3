/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-view-private.h"

#include "lk-http.h"
#include "lk-web-loader.h"
#include "lk-webkit-jar.h"
#include "lk-webkit-page.h"
#include "lk-webkit-policy.h"

/**
 * LkWebkitView:
 *
 * The provider's page in our window. It decides about every address before anything is asked
 * of it: the redirect is taken and never loaded, a web page is shown, all else is refused.
 *
 * What is told of a page is told when it has replaced the one before, never of one that is
 * still to come: the host next to a page is always the host of that page.
 *
 * Its processes are its own and end with it.
 */

enum
{
  PROP_PATIENCE = 1,
  PROP_CALM,
  PROP_HOST,
  PROP_SECURE,
  PROP_LOADING,
  PROP_PROGRESS,
  PROP_CAN_GO_BACK,
  PROP_PROBLEM,
  PROP_TROUBLE,
};

/* Long enough for a page that is put together by its scripts. */
#define CALM 3000

G_DEFINE_FINAL_TYPE_WITH_CODE (
  LkWebkitView, lk_webkit_view, GTK_TYPE_WIDGET,
  G_IMPLEMENT_INTERFACE (LK_TYPE_WEB_VIEW, lk_webkit_view_web_view_init)
  G_IMPLEMENT_INTERFACE (LK_TYPE_USER_AGENT, lk_webkit_view_user_agent_init))

/**
 * lk_webkit_view_set_problem:
 * @problem: (nullable) (transfer full): why there is no page
 */
void
lk_webkit_view_set_problem (LkWebkitView *self,
                            GError       *problem)
{
  if (self->problem == NULL && problem == NULL)
    return;
  g_clear_error (&self->problem);
  self->problem = problem;
  g_object_notify (G_OBJECT (self), "problem");
}

/**
 * lk_webkit_view_set_page:
 * @uri: (nullable): the page that is there now
 * @secure: whether it came over verified TLS
 */
void
lk_webkit_view_set_page (LkWebkitView *self,
                         const char   *uri,
                         gboolean      secure)
{
  g_autofree char *host = lk_webkit_dup_host (uri);

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->host, host) != 0)
    {
      g_free (self->host);
      self->host = g_steal_pointer (&host);
      g_object_notify (G_OBJECT (self), "host");
    }
  if (self->secure != secure)
    {
      self->secure = secure;
      g_object_notify (G_OBJECT (self), "secure");
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
lk_webkit_view_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_PATIENCE:
      g_value_set_uint (value, self->patience);
      break;
    case PROP_CALM:
      g_value_set_uint (value, self->calm);
      break;
    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;
    case PROP_SECURE:
      g_value_set_boolean (value, self->secure);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->page != NULL && webkit_web_view_is_loading (self->page));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->page == NULL
                                   ? 0 : webkit_web_view_get_estimated_load_progress (self->page));
      break;
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, self->page != NULL && webkit_web_view_can_go_back (self->page));
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case PROP_TROUBLE:
      g_value_set_enum (value, self->trouble);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_webkit_view_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_PATIENCE:
      self->patience = g_value_get_uint (value);
      break;
    case PROP_CALM:
      self->calm = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_webkit_view_grab_focus (GtkWidget *widget)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (widget);

  return self->page != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->page));
}

/* Told to end, the web process ends at once; merely let go of, it would end in its own time. */
static void
close_page (LkWebkitView *self)
{
  GtkWidget *page = GTK_WIDGET (g_steal_pointer (&self->page));

  g_signal_handlers_disconnect_by_data (page, self);
  webkit_web_view_terminate_web_process (WEBKIT_WEB_VIEW (page));
  gtk_widget_unparent (page);
  lk_webkit_jar_close (self->session);
}

static void
lk_webkit_view_dispose (GObject *object)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->observer, lk_webkit_trouble_free);
  if (self->page != NULL)
    close_page (self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->redirects, lk_webkit_redirects_free);
  G_OBJECT_CLASS (lk_webkit_view_parent_class)->dispose (object);
}

static void
lk_webkit_view_finalize (GObject *object)
{
  LkWebkitView *self = LK_WEBKIT_VIEW (object);

  g_free (self->asked);
  g_free (self->redirect_uri);
  g_free (self->failed);
  g_free (self->host);
  g_clear_error (&self->problem);
  G_OBJECT_CLASS (lk_webkit_view_parent_class)->finalize (object);
}

static void
lk_webkit_view_class_init (LkWebkitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_webkit_view_get_property;
  object_class->set_property = lk_webkit_view_set_property;
  object_class->dispose = lk_webkit_view_dispose;
  object_class->finalize = lk_webkit_view_finalize;
  widget_class->grab_focus = lk_webkit_view_grab_focus;

  /**
   * LkWebkitView:patience:
   *
   * How many seconds a page may take to begin to come.
   */
  g_object_class_install_property (
    object_class, PROP_PATIENCE,
    g_param_spec_uint ("patience", NULL, NULL, 1, 60 * 60, LK_HTTP_TIMEOUT,
                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  /**
   * LkWebkitView:calm:
   *
   * How many milliseconds a page may stay blank.
   */
  g_object_class_install_property (
    object_class, PROP_CALM,
    g_param_spec_uint ("calm", NULL, NULL, 1, 60 * 1000, CALM,
                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_override_property (object_class, PROP_HOST, "host");
  g_object_class_override_property (object_class, PROP_SECURE, "secure");
  g_object_class_override_property (object_class, PROP_LOADING, "loading");
  g_object_class_override_property (object_class, PROP_PROGRESS, "progress");
  g_object_class_override_property (object_class, PROP_CAN_GO_BACK, "can-go-back");
  g_object_class_override_property (object_class, PROP_PROBLEM, "problem");
  g_object_class_override_property (object_class, PROP_TROUBLE, "trouble");

  gtk_widget_class_set_css_name (widget_class, "lk-web-view");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
lk_webkit_view_init (LkWebkitView *self)
{
  self->patience = LK_HTTP_TIMEOUT;
  self->calm = CALM;
  self->redirects = lk_webkit_redirects_new ();
}

static void
on_trouble_changed (LkWebTrouble trouble,
                    gpointer     user_data)
{
  LkWebkitView *self = user_data;

  self->trouble = trouble;
  g_object_notify (G_OBJECT (self), "trouble");
}

/**
 * lk_web_module_new_view:
 * @jar: (nullable): the directory of an account's cookie jar
 *
 * The module's door.
 *
 * Returns: (transfer floating): a view
 */
G_MODULE_EXPORT LkWebView *
lk_web_module_new_view (const char *jar)
{
  LkWebkitView *self = g_object_new (LK_TYPE_WEBKIT_VIEW, NULL);

  self->session = lk_webkit_jar_open (jar);
  self->page = lk_webkit_page_new (self->session);
  gtk_widget_set_parent (GTK_WIDGET (self->page), GTK_WIDGET (self));
  self->observer = lk_webkit_trouble_new (self->page, on_trouble_changed, self);
  lk_webkit_view_listen (self);
  return LK_WEB_VIEW (self);
}
