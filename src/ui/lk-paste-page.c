/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-paste-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lk-announce.h"
#include "lk-browser.h"
#include "lk-focus.h"
#include "lk-sign-in-stay.h"
#include "lk-ways-button.h"

/**
 * LkPastePage:
 *
 * The person signs in in any browser anywhere: here is the address to open there, and an entry for
 * the address where it ends. Both hold secrets of this sign-in and are gone when it is.
 */
struct _LkPastePage
{
  AdwBin        parent_instance;
  GtkLabel     *title_label;
  GtkLabel     *address_label;
  GtkEditable  *entry;
  GtkLabel     *problem_label;
  LkSignInStay *stay;         /* (nullable) */
  GSignalGroup *stay_signals;
  gboolean      here;         /* the person has come here, and there is a page to go to */
};

G_DEFINE_FINAL_TYPE (LkPastePage, lk_paste_page, ADW_TYPE_BIN)

enum
{
  PROP_STAY = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_problem (LkPastePage *self,
             const char  *problem)
{
  GtkWidget *entry = GTK_WIDGET (self->entry);

  gtk_label_set_text (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
  if (problem != NULL)
    {
      gtk_widget_add_css_class (entry, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_widget_grab_focus (entry); /* selects it: what is pasted next takes its place */
    }
  else
    {
      gtk_widget_remove_css_class (entry, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

static void
on_stay_changed (LkPastePage *self)
{
  gboolean here = self->stay != NULL &&
                  lk_sign_in_stay_get_way (self->stay) == LK_WAY_PASTE &&
                  lk_sign_in_stay_is_open (self->stay);
  g_autofree char *uri = NULL;

  if (here == self->here)
    return;
  self->here = here;
  uri = here ? lk_sign_in_stay_dup_uri (self->stay) : NULL;
  gtk_label_set_text (self->address_label, uri != NULL ? uri : "");
  gtk_editable_set_text (self->entry, "");
  set_problem (self, NULL);
}

static void
on_judged (LkPastePage       *self,
           LkRedirectVerdict  verdict)
{
  if (self->here && verdict == LK_REDIRECT_STRAY)
    set_problem (self, _("That is not the address of this sign-in. Copy the whole address that "
                         "the browser shows when you are done there."));
}

/* What the person does. */

static void
submit (LkPastePage *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  if (!self->here)
    return;
  if (text[strspn (text, " ")] == '\0')
    set_problem (self, _("Paste the address that the browser shows when you are done there."));
  else
    lk_sign_in_stay_paste (self->stay, text);
}

static void
on_text_changed (LkPastePage *self)
{
  set_problem (self, NULL);
}

static void
on_copy_clicked (LkPastePage *self)
{
  if (self->here)
    lk_copy_address (GTK_WIDGET (self), gtk_label_get_text (self->address_label));
}

/* The widget. */

static void
set_stay (LkPastePage  *self,
          LkSignInStay *stay)
{
  if (!g_set_object (&self->stay, stay))
    return;
  g_signal_group_set_target (self->stay_signals, stay);
  on_stay_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STAY]);
}

static void
lk_paste_page_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  LkPastePage *self = LK_PASTE_PAGE (object);

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
lk_paste_page_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  LkPastePage *self = LK_PASTE_PAGE (object);

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
lk_paste_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LK_PASTE_PAGE (widget)->entry));
}

static void
lk_paste_page_dispose (GObject *object)
{
  LkPastePage *self = LK_PASTE_PAGE (object);

  g_clear_object (&self->stay_signals);
  g_clear_object (&self->stay);
  self->here = FALSE;
  G_OBJECT_CLASS (lk_paste_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_WAYS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-paste-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkPastePage, address_label);
  gtk_widget_class_bind_template_child (widget_class, LkPastePage, entry);
  gtk_widget_class_bind_template_child (widget_class, LkPastePage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, LkPastePage, title_label);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
lk_paste_page_class_init (LkPastePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_paste_page_get_property;
  object_class->set_property = lk_paste_page_set_property;
  object_class->dispose = lk_paste_page_dispose;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_paste_page_grab_focus;

  /** LkPastePage:stay: (nullable): the stay at the provider's page */
  props[PROP_STAY] = g_param_spec_object ("stay", NULL, NULL, LK_TYPE_SIGN_IN_STAY,
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_template (widget_class);
}

static void
lk_paste_page_init (LkPastePage *self)
{
  self->stay_signals = g_signal_group_new (LK_TYPE_SIGN_IN_STAY);
  g_signal_group_connect_swapped (self->stay_signals, "notify::way",
                                  G_CALLBACK (on_stay_changed), self);
  g_signal_group_connect_swapped (self->stay_signals, "notify::open",
                                  G_CALLBACK (on_stay_changed), self);
  g_signal_group_connect_swapped (self->stay_signals, "judged", G_CALLBACK (on_judged), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_label (self->title_label);
  lk_announce_label (self->problem_label);
}
