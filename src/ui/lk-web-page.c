/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-browser.h"
#include "lk-dialogs.h"
#include "lk-error-text.h"
#include "lk-focus.h"
#include "lk-shortcuts.h"
#include "lk-shown-child.h"
#include "lk-sign-in-stay.h"
#include "lk-ways-button.h"

#define MAX_SHOWN_URI 300

/**
 * LkWebPage:
 *
 * The frame around a provider's page: whose page it is and whether the connection is secure, the
 * ways around in it, and the ways out. Of a page that seems to be of no use here it says so.
 *
 * Signals: `left`, when the person is done with the page or cancels.
 */
struct _LkWebPage
{
  AdwBin          parent_instance;
  LkWebView      *view; /* (nullable) after dispose */
  LkSignInStay   *stay; /* (nullable) */
  GtkLabel       *title_label;
  GtkButton      *leave_button;
  GtkImage       *lock_image;
  GtkLabel       *host_label;
  GtkLabel       *security_label;
  GtkRevealer    *trouble_bar;
  GtkLabel       *trouble_label;
  GtkProgressBar *progress_bar;
  GtkStack       *stack;
  AdwBin         *frame;
  AdwStatusPage  *problem_page;
  GtkWidget      *retry_button;
  GtkButton      *browser_button;
  LkWebPurpose    purpose;
};

G_DEFINE_FINAL_TYPE (LkWebPage, lk_web_page, ADW_TYPE_BIN)

enum
{
  PROP_STAY = 1,
  N_PROPS,
};

enum
{
  LEFT,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* Where the page comes from. */

static gboolean
is_this_computer (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

static void
show_security (LkWebPage *self,
               gboolean   secure,
               gboolean   here)
{
  const char *words = secure ? _("Secure connection")
                      : here ? _("Not secure — on this computer") : _("Not secure");

  gtk_image_set_from_icon_name (self->lock_image,
                                secure ? "channel-secure-symbolic" : "channel-insecure-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->lock_image), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lock_image),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_label_set_text (self->security_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->security_label), !secure);
}

static void
name_view (LkWebPage  *self,
           const char *host)
{
  GtkWidget *inner = gtk_widget_get_first_child (GTK_WIDGET (self->view)); /* has the keyboard */
  g_autofree char *name = NULL;

  /* Translators: read out by a screen reader; %s is the name of a server. */
  name = host != NULL ? g_strdup_printf (_("Web page of %s"), host) : g_strdup (_("Web page"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (inner != NULL ? inner : GTK_WIDGET (self->view)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_origin_changed (LkWebPage *self)
{
  g_autofree char *host = NULL;
  gboolean secure;

  g_object_get (self->view, "host", &host, "secure", &secure, NULL);
  gtk_label_set_text (self->host_label, host != NULL ? host : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->host_label), host);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_image), host != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->security_label), FALSE);
  name_view (self, host);
  if (host != NULL)
    show_security (self, secure, is_this_computer (host));
}

static void
on_can_go_back_changed (LkWebPage *self)
{
  gboolean can_go_back;

  g_object_get (self->view, "can-go-back", &can_go_back, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "web.back", can_go_back);
}

static const char *
trouble_text (LkWebTrouble trouble)
{
  switch (trouble)
    {
    case LK_WEB_TROUBLE_BLANK:
      return _("The page stays empty here.");
    case LK_WEB_TROUBLE_REFUSED:
      return _("This provider wants its page to be opened in a browser.");
    case LK_WEB_TROUBLE_PASSKEY:
      return _("A passkey can only be used in a browser.");
    case LK_WEB_TROUBLE_NONE:
    default:
      return NULL;
    }
}

/* Where there is no page, nothing is wrong with it. */
static void
update_trouble (LkWebPage *self)
{
  g_autoptr (GError) problem = NULL;
  LkWebTrouble trouble;
  const char *text;

  g_object_get (self->view, "trouble", &trouble, "problem", &problem, NULL);
  text = problem == NULL ? trouble_text (trouble) : NULL;
  if (text != NULL)
    gtk_label_set_text (self->trouble_label, text);
  gtk_revealer_set_reveal_child (self->trouble_bar, text != NULL);
}

static void
on_problem_changed (LkWebPage *self)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *markup = NULL;

  update_trouble (self);
  g_object_get (self->view, "problem", &problem, NULL);
  if (problem == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "page");
      return;
    }
  markup = lk_error_text_markup (problem);
  adw_status_page_set_icon_name (self->problem_page, lk_error_text_icon (problem));
  adw_status_page_set_title (self->problem_page, lk_error_text_title (problem));
  adw_status_page_set_description (self->problem_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "problem");
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_trouble_close_clicked (LkWebPage *self)
{
  gtk_revealer_set_reveal_child (self->trouble_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What leads out of the view. */

typedef struct
{
  LkWebPage *page;
  char      *uri;
} Outside;

static void
outside_free (gpointer data)
{
  Outside *self = data;

  g_object_unref (self->page);
  g_free (self->uri);
  g_free (self);
}

static void
on_outside_answered (const char *answer,
                     gpointer    user_data)
{
  Outside *self = user_data;

  if (g_str_equal (answer, "open"))
    lk_open_in_browser (GTK_WIDGET (self->page), self->uri);
}

static void
on_external (LkWebPage  *self,
             const char *uri)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: hands an address to another program. */
    { "open", _("_Open"), LK_ANSWER_SUGGESTED },
  };
  g_autofree char *shown = lk_untrusted_text (uri, MAX_SHOWN_URI);
  Outside *outside = g_new0 (Outside, 1);

  outside->page = g_object_ref (self);
  outside->uri = g_strdup (uri);
  lk_ask (GTK_WIDGET (self), "outside-dialog", _("Open in Another App?"), shown, answers,
          G_N_ELEMENTS (answers), on_outside_answered, outside, outside_free);
}

/* Signing in goes on in the browser; another page is merely opened there, too. */
static void
on_open_in_browser_activated (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  LkWebPage *self = LK_WEB_PAGE (widget);
  g_autofree char *uri = NULL;

  if (self->purpose == LK_WEB_PURPOSE_SIGN_IN)
    {
      gtk_widget_activate_action (widget, "sign-in.way", "s", lk_way_get_nick (LK_WAY_BROWSER));
      return;
    }
  uri = lk_web_view_dup_uri (self->view);
  if (uri != NULL)
    lk_open_in_browser (widget, uri);
}

/* The ways around. */

static void
on_back_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  lk_web_view_go_back (LK_WEB_PAGE (widget)->view);
}

static void
on_reload_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  lk_web_view_reload (LK_WEB_PAGE (widget)->view);
}

static void
on_leave_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  g_signal_emit (widget, signals[LEFT], 0);
}

/* These are bound in the template. */

static gboolean
is_set (LkWebPage    *self,
        LkSignInStay *stay)
{
  return stay != NULL;
}

static gboolean
lk_web_page_grab_focus (GtkWidget *widget)
{
  LkWebPage *self = LK_WEB_PAGE (widget);
  const char *child = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (child, "problem") == 0)
    return gtk_widget_grab_focus (self->retry_button);
  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
lk_web_page_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  LkWebPage *self = LK_WEB_PAGE (object);

  switch (prop_id)
    {
    case PROP_STAY:
      g_value_set_object (value, self->stay);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_web_page_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  LkWebPage *self = LK_WEB_PAGE (object);

  switch (prop_id)
    {
    case PROP_STAY:
      if (g_set_object (&self->stay, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_web_page_dispose (GObject *object)
{
  LkWebPage *self = LK_WEB_PAGE (object);

  if (self->view != NULL)
    adw_bin_set_child (self->frame, NULL);
  g_clear_object (&self->view);
  g_clear_object (&self->stay);
  G_OBJECT_CLASS (lk_web_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "web.back", NULL, on_back_activated);
  gtk_widget_class_install_action (widget_class, "web.reload", NULL, on_reload_activated);
  gtk_widget_class_install_action (widget_class, "web.open-in-browser", NULL,
                                   on_open_in_browser_activated);
  gtk_widget_class_install_action (widget_class, "web.leave", NULL, on_leave_activated);
  lk_shortcuts_bind (widget_class, LK_SHORTCUTS_WEB);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_WAYS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-web-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, leave_button);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, lock_image);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, host_label);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, security_label);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, trouble_bar);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, frame);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, problem_page);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, LkWebPage, browser_button);
  gtk_widget_class_bind_template_callback (widget_class, on_trouble_close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, is_set);
}

static void
lk_web_page_class_init (LkWebPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_web_page_get_property;
  object_class->set_property = lk_web_page_set_property;
  object_class->dispose = lk_web_page_dispose;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_web_page_grab_focus;

  /** LkWebPage:stay: (nullable): with it, the other ways to sign in are offered */
  props[PROP_STAY] = g_param_spec_object ("stay", NULL, NULL, LK_TYPE_SIGN_IN_STAY,
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[LEFT] = g_signal_new ("left", LK_TYPE_WEB_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  install_actions (widget_class);
  bind_template (widget_class);
}

static void
lk_web_page_init (LkWebPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
  lk_announce_label (self->title_label);
  lk_announce_label (self->trouble_label);
  lk_announce_page (self->problem_page);
}

static void
watch (LkWebPage *self)
{
  static const struct
  {
    const char *signal;
    GCallback   callback;
  } watched[] = {
    { "notify::host", G_CALLBACK (on_origin_changed) },
    { "notify::secure", G_CALLBACK (on_origin_changed) },
    { "notify::can-go-back", G_CALLBACK (on_can_go_back_changed) },
    { "notify::problem", G_CALLBACK (on_problem_changed) },
    { "notify::trouble", G_CALLBACK (update_trouble) },
    { "external", G_CALLBACK (on_external) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->view, watched[i].signal, watched[i].callback, self,
                             G_CONNECT_SWAPPED);
  g_object_bind_property (self->view, "progress", self->progress_bar, "fraction",
                          G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->view, "loading", self->progress_bar, "visible",
                          G_BINDING_SYNC_CREATE);
  on_origin_changed (self);
  on_can_go_back_changed (self);
  on_problem_changed (self);
}

/**
 * lk_web_page_new:
 * @view: the view to show
 * @purpose: what for
 *
 * Returns: a page with @view in it
 */
GtkWidget *
lk_web_page_new (LkWebView    *view,
                 LkWebPurpose  purpose)
{
  LkWebPage *self = g_object_new (LK_TYPE_WEB_PAGE, NULL);

  self->view = g_object_ref_sink (view);
  self->purpose = purpose;
  adw_bin_set_child (self->frame, GTK_WIDGET (view));
  if (purpose == LK_WEB_PURPOSE_MANAGE)
    {
      gtk_label_set_text (self->title_label, _("Account"));
      /* Translators: the person has finished with the account's page. */
      gtk_button_set_label (self->leave_button, _("_Done"));
      /* Translators: shows this page in the person’s own browser, too. */
      gtk_button_set_label (self->browser_button, _("Open in _Browser"));
    }
  else if (purpose == LK_WEB_PURPOSE_REGISTER)
    gtk_label_set_text (self->title_label, _("Create an Account"));
  watch (self);
  return GTK_WIDGET (self);
}
