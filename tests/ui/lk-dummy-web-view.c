/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-dummy-web-view.h"

#include "lk-dummy-user-agent.h"
#include "lk-web-loader.h"

struct _LkDummyWebView
{
  GtkWidget    parent_instance;
  LkUserAgent *agent; /* what waits for the redirect */
  char        *jar;   /* (nullable) */
  char        *uri;   /* (nullable) */
  char        *host;  /* (nullable) */
  GError      *problem; /* (nullable) */
  LkWebTrouble trouble;
  gboolean     secure;
  gboolean     can_go_back;
  guint        n_reloads;
  guint        n_backs;
};

static LkWebView *last_view; /* (nullable) (not owned) */
static char *last_kept;      /* (nullable) */
static gboolean loader_is_broken;
static gboolean keeping_hangs;
static GTask *hanging_keep;   /* (nullable) */

static void lk_dummy_web_view_web_view_init   (LkWebViewInterface   *iface);
static void lk_dummy_web_view_user_agent_init (LkUserAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkDummyWebView, lk_dummy_web_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_USER_AGENT,
                                                      lk_dummy_web_view_user_agent_init)
                               G_IMPLEMENT_INTERFACE (LK_TYPE_WEB_VIEW,
                                                      lk_dummy_web_view_web_view_init))

enum
{
  PROP_HOST = 1,
  PROP_SECURE,
  PROP_LOADING,
  PROP_PROGRESS,
  PROP_CAN_GO_BACK,
  PROP_PROBLEM,
  PROP_TROUBLE,
};

static void
lk_dummy_web_view_load (LkWebView  *view,
                        const char *uri)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (view);

  g_free (self->uri);
  self->uri = g_strdup (uri);
}

static void
lk_dummy_web_view_go_back (LkWebView *view)
{
  LK_DUMMY_WEB_VIEW (view)->n_backs++;
}

static void
lk_dummy_web_view_reload (LkWebView *view)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (view);

  self->n_reloads++;
  g_clear_error (&self->problem);
  g_object_notify (G_OBJECT (self), "problem");
}

static char *
lk_dummy_web_view_dup_uri (LkWebView *view)
{
  return g_strdup (LK_DUMMY_WEB_VIEW (view)->uri);
}

static void
lk_dummy_web_view_keep_jar_async (LkWebView           *view,
                                  const char          *directory,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (view, cancellable, callback, user_data);

  g_free (last_kept);
  last_kept = g_strdup (directory);
  if (keeping_hangs)
    hanging_keep = g_steal_pointer (&task);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
lk_dummy_web_view_keep_jar_finish (LkWebView    *view,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
lk_dummy_web_view_web_view_init (LkWebViewInterface *iface)
{
  iface->load = lk_dummy_web_view_load;
  iface->go_back = lk_dummy_web_view_go_back;
  iface->reload = lk_dummy_web_view_reload;
  iface->dup_uri = lk_dummy_web_view_dup_uri;
  iface->keep_jar_async = lk_dummy_web_view_keep_jar_async;
  iface->keep_jar_finish = lk_dummy_web_view_keep_jar_finish;
}

static void
lk_dummy_web_view_open (LkUserAgent *agent,
                        const char  *authorization_uri,
                        const char  *redirect_uri)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (agent);

  lk_dummy_web_view_load (LK_WEB_VIEW (self), authorization_uri);
  lk_user_agent_open (self->agent, authorization_uri, redirect_uri);
}

static void
on_waited (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LkSecret *uri = lk_user_agent_wait_finish (LK_USER_AGENT (source), result, &error);

  if (uri != NULL)
    g_task_return_pointer (task, uri, (GDestroyNotify) lk_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
lk_dummy_web_view_wait_async (LkUserAgent         *agent,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (agent);

  lk_user_agent_wait_async (self->agent, cancellable, on_waited,
                            g_task_new (self, cancellable, callback, user_data));
}

static LkSecret *
lk_dummy_web_view_wait_finish (LkUserAgent  *agent,
                               GAsyncResult *result,
                               GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lk_dummy_web_view_user_agent_init (LkUserAgentInterface *iface)
{
  iface->open = lk_dummy_web_view_open;
  iface->wait_async = lk_dummy_web_view_wait_async;
  iface->wait_finish = lk_dummy_web_view_wait_finish;
}

static void
lk_dummy_web_view_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (object);

  switch (prop_id)
    {
    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;
    case PROP_SECURE:
      g_value_set_boolean (value, self->secure);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->host == NULL);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, 0.5);
      break;
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, self->can_go_back);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case PROP_TROUBLE:
      g_value_set_enum (value, LK_DUMMY_WEB_VIEW (object)->trouble);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_dummy_web_view_finalize (GObject *object)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (object);

  if (last_view == LK_WEB_VIEW (self))
    last_view = NULL;
  g_clear_object (&self->agent);
  g_clear_error (&self->problem);
  g_free (self->jar);
  g_free (self->uri);
  g_free (self->host);
  G_OBJECT_CLASS (lk_dummy_web_view_parent_class)->finalize (object);
}

static void
lk_dummy_web_view_class_init (LkDummyWebViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lk_dummy_web_view_get_property;
  object_class->finalize = lk_dummy_web_view_finalize;
  g_object_class_override_property (object_class, PROP_HOST, "host");
  g_object_class_override_property (object_class, PROP_SECURE, "secure");
  g_object_class_override_property (object_class, PROP_LOADING, "loading");
  g_object_class_override_property (object_class, PROP_PROGRESS, "progress");
  g_object_class_override_property (object_class, PROP_CAN_GO_BACK, "can-go-back");
  g_object_class_override_property (object_class, PROP_PROBLEM, "problem");
  g_object_class_override_property (object_class, PROP_TROUBLE, "trouble");
}

static void
lk_dummy_web_view_init (LkDummyWebView *self)
{
  self->agent = lk_dummy_user_agent_new ();
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_name (GTK_WIDGET (self), "web-view");
}

LkWebView *
lk_dummy_web_view_new (const char *jar)
{
  LkDummyWebView *self = g_object_new (LK_TYPE_DUMMY_WEB_VIEW, NULL);

  self->jar = g_strdup (jar);
  last_view = LK_WEB_VIEW (self);
  return last_view;
}

LkWebView *
lk_dummy_web_view_get_last (void)
{
  return last_view;
}

void
lk_dummy_web_view_set_origin (LkWebView  *view,
                              const char *host,
                              gboolean    secure)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (view);

  g_free (self->host);
  self->host = g_strdup (host);
  self->secure = secure;
  g_object_notify (G_OBJECT (self), "loading");
  g_object_notify (G_OBJECT (self), "host");
  g_object_notify (G_OBJECT (self), "secure");
}

void
lk_dummy_web_view_set_can_go_back (LkWebView *view,
                                   gboolean   can_go_back)
{
  LK_DUMMY_WEB_VIEW (view)->can_go_back = can_go_back;
  g_object_notify (G_OBJECT (view), "can-go-back");
}

void
lk_dummy_web_view_fail (LkWebView   *view,
                        LkErrorCode  code)
{
  LkDummyWebView *self = LK_DUMMY_WEB_VIEW (view);

  g_clear_error (&self->problem);
  self->problem = g_error_new_literal (LK_ERROR, code, "The page failed <b>");
  g_object_notify (G_OBJECT (view), "problem");
}

void
lk_dummy_web_view_set_trouble (LkWebView    *view,
                               LkWebTrouble  trouble)
{
  LK_DUMMY_WEB_VIEW (view)->trouble = trouble;
  g_object_notify (G_OBJECT (view), "trouble");
}

void
lk_dummy_web_view_redirect_query (LkWebView  *view,
                                  const char *query)
{
  lk_dummy_user_agent_redirect_query (LK_DUMMY_WEB_VIEW (view)->agent, query);
}

void
lk_dummy_web_view_redirect_sso (LkWebView  *view,
                                const char *login_token)
{
  lk_dummy_user_agent_redirect_sso (LK_DUMMY_WEB_VIEW (view)->agent, login_token);
}

const char *
lk_dummy_web_view_get_jar (LkWebView *view)
{
  return LK_DUMMY_WEB_VIEW (view)->jar;
}

const char *
lk_dummy_web_view_get_last_kept (void)
{
  return last_kept;
}

guint
lk_dummy_web_view_get_n_reloads (LkWebView *view)
{
  return LK_DUMMY_WEB_VIEW (view)->n_reloads;
}

guint
lk_dummy_web_view_get_n_backs (LkWebView *view)
{
  return LK_DUMMY_WEB_VIEW (view)->n_backs;
}

/* In place of the loader. */

void
lk_dummy_web_view_set_keeping_hangs (gboolean hangs)
{
  keeping_hangs = hangs;
  if (hangs)
    g_clear_pointer (&last_kept, g_free);
  if (!hangs && hanging_keep != NULL)
    g_task_return_boolean (hanging_keep, TRUE);
  if (!hangs)
    g_clear_object (&hanging_keep);
}

void
lk_dummy_web_loader_set_broken (gboolean broken)
{
  loader_is_broken = broken;
}

void
lk_web_loader_warm (void)
{
}

LkWebView *
lk_web_loader_new_view (const char  *jar,
                        GError     **error)
{
  if (!loader_is_broken)
    return lk_dummy_web_view_new (jar);
  g_set_error_literal (error, LK_ERROR, LK_ERROR_PAGE_FAILED, "There is no view");
  return NULL;
}

gboolean
lk_web_loader_is_loaded (void)
{
  return !loader_is_broken;
}
