/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-register-web.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-browser.h"
#include "lk-focus.h"
#include "lk-secret.h"
#include "lk-shown-child.h"
#include "lk-web-loader.h"
#include "lk-web-page.h"

/**
 * LkRegisterWeb:
 *
 * A page of the homeserver's own, for a stage of registering that this program can't put itself,
 * such as a picture puzzle. Nobody tells us when it is done: the person does, by the button below,
 * which activates `register.submit`.
 */
struct _LkRegisterWeb
{
  AdwBin     parent_instance;
  AdwStatusPage *outside_page;
  GtkStack  *stack;
  AdwBin    *frame;
  GtkWidget *browser_button;
  GtkLabel  *note;
  char      *uri;  /* (nullable) names the attempt: not for logs */
};

G_DEFINE_FINAL_TYPE (LkRegisterWeb, lk_register_web, ADW_TYPE_BIN)

static void
on_left (LkRegisterWeb *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.back", NULL);
}

static void
on_open_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkRegisterWeb *self = LK_REGISTER_WEB (widget);

  if (self->uri != NULL)
    lk_open_in_browser (widget, self->uri);
}

static gboolean
lk_register_web_grab_focus (GtkWidget *widget)
{
  LkRegisterWeb *self = LK_REGISTER_WEB (widget);
  GtkWidget *page = adw_bin_get_child (self->frame);

  return gtk_widget_grab_focus (page != NULL ? page : self->browser_button);
}

static void
lk_register_web_finalize (GObject *object)
{
  lk_secret_wipe_string (LK_REGISTER_WEB (object)->uri);
  G_OBJECT_CLASS (lk_register_web_parent_class)->finalize (object);
}

static void
lk_register_web_class_init (LkRegisterWebClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_register_web_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_register_web_grab_focus;

  gtk_widget_class_install_action (widget_class, "register-web.open", NULL, on_open_activated);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-register-web.ui");
  gtk_widget_class_bind_template_child (widget_class, LkRegisterWeb, stack);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterWeb, frame);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterWeb, browser_button);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterWeb, note);
  gtk_widget_class_bind_template_child (widget_class, LkRegisterWeb, outside_page);
}

static void
lk_register_web_init (LkRegisterWeb *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
  lk_announce_page (self->outside_page);
  lk_announce_label (self->note);
  lk_register_web_set_problem (self, NULL);
}

/* Without a view there still is the person's browser: the server waits for either. */
static void
load (LkRegisterWeb *self)
{
  LkWebView *view = lk_web_loader_new_view (NULL, NULL);
  GtkWidget *page;

  if (view == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "outside");
      return;
    }
  page = lk_web_page_new (view, LK_WEB_PURPOSE_REGISTER);
  g_signal_connect_object (page, "left", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->frame, page);
  gtk_stack_set_visible_child_name (self->stack, "inside");
  lk_web_view_load (view, self->uri);
}

/**
 * lk_register_web_show:
 * @self: the frame
 * @uri: (nullable): the page to show; one that is shown already stays as it is
 */
void
lk_register_web_show (LkRegisterWeb *self,
                      const char    *uri)
{
  g_return_if_fail (LK_IS_REGISTER_WEB (self));

  if (g_strcmp0 (uri, self->uri) == 0)
    return;
  lk_secret_wipe_string (self->uri);
  self->uri = g_strdup (uri);
  adw_bin_set_child (self->frame, NULL);
  if (uri != NULL)
    load (self);
}

/**
 * lk_register_web_set_problem:
 * @self: the frame
 * @problem: (nullable): what to say in place of the usual
 */
void
lk_register_web_set_problem (LkRegisterWeb *self,
                             const char    *problem)
{
  g_return_if_fail (LK_IS_REGISTER_WEB (self));

  gtk_label_set_text (self->note, problem != NULL
                                    ? problem
                                    : _("Do what this page says, then go on here."));
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "error");
}
