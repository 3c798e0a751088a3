/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-progress-page.h"

#include <glib/gi18n.h>

#include "lk-account.h"
#include "lk-announce.h"
#include "lk-focus.h"

/**
 * LkProgressPage:
 *
 * What is shown while a step of signing in needs no hand of the person's: what is being done,
 * why it takes time, and a way out.
 */
struct _LkProgressPage
{
  AdwBin     parent_instance;
  AdwStatusPage *status_page;
  GtkWidget *cancel_button;
  LkAccount *account; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkProgressPage, lk_progress_page, ADW_TYPE_BIN)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* These are bound in the template. */

static char *
title_text (LkProgressPage *self,
            LkAuthState     state)
{
  switch (state)
    {
    case LK_AUTH_STATE_DISCOVERING:
    case LK_AUTH_STATE_CHOOSING:
      return g_strdup (_("Looking for the server…"));
    case LK_AUTH_STATE_REGISTERING:
    case LK_AUTH_STATE_AUTHORIZING:
      return g_strdup (_("Going to the provider…"));
    default:
      return g_strdup (_("Finishing sign-in…"));
    }
}

static char *
description_markup (LkProgressPage *self,
                    LkAuthState     state,
                    gboolean        offline,
                    gboolean        keyring_locked)
{
  if (state != LK_AUTH_STATE_IDENTIFYING)
    return NULL;
  if (keyring_locked)
    return g_strdup (_("Your keyring is locked. Unlock it to go on."));
  if (offline)
    return g_strdup (_("The homeserver can’t be reached at the moment. Latchkey keeps trying."));
  return NULL;
}

static void
set_account (LkProgressPage *self,
             LkAccount      *account)
{
  if (g_set_object (&self->account, account))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
lk_progress_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LkProgressPage *self = LK_PROGRESS_PAGE (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_progress_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  LkProgressPage *self = LK_PROGRESS_PAGE (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_progress_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LK_PROGRESS_PAGE (widget)->cancel_button);
}

static void
lk_progress_page_dispose (GObject *object)
{
  LkProgressPage *self = LK_PROGRESS_PAGE (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_progress_page_parent_class)->dispose (object);
}

static void
lk_progress_page_class_init (LkProgressPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_progress_page_get_property;
  object_class->set_property = lk_progress_page_set_property;
  object_class->dispose = lk_progress_page_dispose;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_progress_page_grab_focus;

  /** LkProgressPage:account: (nullable): which account is signing in */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-progress-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkProgressPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, LkProgressPage, status_page);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_markup);
}

static void
lk_progress_page_init (LkProgressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_page (self->status_page);
}
