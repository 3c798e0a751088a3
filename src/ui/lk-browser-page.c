/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-browser-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-browser.h"
#include "lk-focus.h"
#include "lk-sign-in-stay.h"
#include "lk-ways-button.h"

/**
 * LkBrowserPage:
 *
 * The person signs in in their own browser: it is opened once by itself whenever this way is
 * chosen, and what comes back from there ends the waiting. When nothing can be opened, the address
 * is shown to be opened by hand (spec §4.8, D15).
 */
struct _LkBrowserPage
{
  AdwBin        parent_instance;
  AdwStatusPage *status_page;
  GtkWidget    *open_button;
  GtkWidget    *copy_button;
  GtkLabel     *address_label;
  LkSignInStay *stay;         /* (nullable) */
  GSignalGroup *stay_signals;
  GCancellable *opening;      /* (nullable) while the person is here: the browser is opened */
  gboolean      failed;       /* the browser could not be opened the last time */
};

G_DEFINE_FINAL_TYPE (LkBrowserPage, lk_browser_page, ADW_TYPE_BIN)

enum
{
  PROP_STAY = 1,
  PROP_FAILED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* What helps most comes first. */
static void
show_buttons (LkBrowserPage *self,
              gboolean       failed)
{
  GtkBox *box = GTK_BOX (gtk_widget_get_parent (self->open_button));

  if (failed)
    {
      gtk_widget_add_css_class (self->copy_button, "suggested-action");
      gtk_box_reorder_child_after (box, self->open_button, self->copy_button);
    }
  else
    {
      gtk_widget_remove_css_class (self->copy_button, "suggested-action");
      gtk_box_reorder_child_after (box, self->copy_button, self->open_button);
    }
  gtk_button_set_label (GTK_BUTTON (self->open_button),
                        failed ? _("_Try Again") : _("_Open Again"));
}

static void
set_failed (LkBrowserPage *self,
            gboolean       failed)
{
  g_autofree char *uri = failed ? lk_sign_in_stay_dup_uri (self->stay) : NULL;

  gtk_label_set_text (self->address_label, uri != NULL ? uri : "");
  show_buttons (self, failed);
  if (failed == self->failed)
    return;
  self->failed = failed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILED]);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  LkBrowserPage *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = lk_browser_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the person has gone on, and the page may have gone, too */
  set_failed (self, !opened);
  if (!opened)
    gtk_widget_grab_focus (self->copy_button);
}

static void
open_browser (LkBrowserPage *self)
{
  g_autofree char *uri = lk_sign_in_stay_dup_uri (self->stay);

  if (uri != NULL)
    lk_browser_open_async (GTK_WIDGET (self), uri, self->opening, on_opened, self);
}

static void
leave (LkBrowserPage *self)
{
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
}

static void
on_stay_changed (LkBrowserPage *self)
{
  gboolean here = self->stay != NULL &&
                  lk_sign_in_stay_get_way (self->stay) == LK_WAY_BROWSER &&
                  lk_sign_in_stay_is_open (self->stay);

  if (here == (self->opening != NULL))
    return;
  leave (self);
  set_failed (self, FALSE);
  if (!here)
    return;
  self->opening = g_cancellable_new ();
  open_browser (self);
}

/* What the person does. */

static void
on_open_clicked (LkBrowserPage *self)
{
  if (self->opening != NULL)
    open_browser (self);
}

static void
on_copy_clicked (LkBrowserPage *self)
{
  g_autofree char *uri = self->opening != NULL ? lk_sign_in_stay_dup_uri (self->stay) : NULL;

  if (uri != NULL)
    lk_copy_address (GTK_WIDGET (self), uri);
}

/* These are bound in the template. */

static char *
title_text (LkBrowserPage *self,
            gboolean       failed)
{
  return g_strdup (failed ? _("No Browser Could Be Opened") : _("Continue in Your Browser"));
}

static char *
description_text (LkBrowserPage *self,
                  gboolean       failed)
{
  return g_strdup (failed
                   ? _("Copy the address and open it yourself, in any browser on this computer.")
                   : _("Sign in on the page that opens there. Latchkey notices when you’re done."));
}

static char *
reason_text (LkBrowserPage *self,
             const GError  *view_error)
{
  return g_strdup (view_error != NULL
                   ? _("The page can’t be shown in this window on this computer.") : NULL);
}

static gboolean
not (LkBrowserPage *self,
     gboolean       value)
{
  return !value;
}

static gboolean
is_set (LkBrowserPage *self,
        const GError  *error)
{
  return error != NULL;
}

/* The widget. */

static void
set_stay (LkBrowserPage *self,
          LkSignInStay  *stay)
{
  if (!g_set_object (&self->stay, stay))
    return;
  g_signal_group_set_target (self->stay_signals, stay);
  on_stay_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STAY]);
}

static void
lk_browser_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkBrowserPage *self = LK_BROWSER_PAGE (object);

  switch (prop_id)
    {
    case PROP_STAY:
      g_value_set_object (value, self->stay);
      break;
    case PROP_FAILED:
      g_value_set_boolean (value, self->failed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_browser_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  LkBrowserPage *self = LK_BROWSER_PAGE (object);

  switch (prop_id)
    {
    case PROP_STAY:
      set_stay (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_browser_page_grab_focus (GtkWidget *widget)
{
  LkBrowserPage *self = LK_BROWSER_PAGE (widget);

  return gtk_widget_grab_focus (self->failed ? self->copy_button : self->open_button);
}

static void
lk_browser_page_dispose (GObject *object)
{
  LkBrowserPage *self = LK_BROWSER_PAGE (object);

  leave (self);
  g_clear_object (&self->stay_signals);
  g_clear_object (&self->stay);
  G_OBJECT_CLASS (lk_browser_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_SIGN_IN_STAY);
  g_type_ensure (LK_TYPE_WAYS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-browser-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkBrowserPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, LkBrowserPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LkBrowserPage, address_label);
  gtk_widget_class_bind_template_child (widget_class, LkBrowserPage, status_page);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_text);
  gtk_widget_class_bind_template_callback (widget_class, reason_text);
  gtk_widget_class_bind_template_callback (widget_class, not);
  gtk_widget_class_bind_template_callback (widget_class, is_set);
}

static void
lk_browser_page_class_init (LkBrowserPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_browser_page_get_property;
  object_class->set_property = lk_browser_page_set_property;
  object_class->dispose = lk_browser_page_dispose;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_browser_page_grab_focus;

  /** LkBrowserPage:stay: (nullable): the stay at the provider's page */
  props[PROP_STAY] = g_param_spec_object ("stay", NULL, NULL, LK_TYPE_SIGN_IN_STAY,
                                          G_PARAM_READWRITE | flags);
  /** LkBrowserPage:failed: whether the browser could not be opened the last time */
  props[PROP_FAILED] = g_param_spec_boolean ("failed", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_template (widget_class);
}

static void
lk_browser_page_init (LkBrowserPage *self)
{
  self->stay_signals = g_signal_group_new (LK_TYPE_SIGN_IN_STAY);
  g_signal_group_connect_swapped (self->stay_signals, "notify::way",
                                  G_CALLBACK (on_stay_changed), self);
  g_signal_group_connect_swapped (self->stay_signals, "notify::open",
                                  G_CALLBACK (on_stay_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_page (self->status_page);
}
