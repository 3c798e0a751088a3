/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-register-terms.h"

#include <glib/gi18n.h>

#include "lk-browser.h"
#include "lk-describe.h"
#include "lk-focus.h"
#include "lk-policies.h"

/**
 * LkRegisterTerms:
 *
 * The documents that a homeserver wants to be agreed to: each can be read in the browser, and has
 * a box of its own to be ticked.
 */
struct _LkRegisterTerms
{
  AdwBin      parent_instance;
  GtkListBox *list;
  GPtrArray  *checks;   /* GtkCheckButton (not owned), one a document */
  GPtrArray  *policies; /* (nullable) LkPolicy */
};

G_DEFINE_FINAL_TYPE (LkRegisterTerms, lk_register_terms, ADW_TYPE_BIN)

static void
on_read_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkRegisterTerms *self = LK_REGISTER_TERMS (widget);
  guint32 index = g_variant_get_uint32 (parameter);

  if (self->policies != NULL && index < self->policies->len)
    lk_open_in_browser (widget, ((LkPolicy *) self->policies->pdata[index])->url);
}

static gboolean
lk_register_terms_grab_focus (GtkWidget *widget)
{
  LkRegisterTerms *self = LK_REGISTER_TERMS (widget);

  return self->checks->len > 0 && gtk_widget_grab_focus (self->checks->pdata[0]);
}

static void
lk_register_terms_finalize (GObject *object)
{
  LkRegisterTerms *self = LK_REGISTER_TERMS (object);

  g_ptr_array_unref (self->checks);
  g_clear_pointer (&self->policies, g_ptr_array_unref);
  G_OBJECT_CLASS (lk_register_terms_parent_class)->finalize (object);
}

static void
lk_register_terms_class_init (LkRegisterTermsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_register_terms_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_register_terms_grab_focus;

  gtk_widget_class_install_action (widget_class, "terms.read", "u", on_read_activated);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-register-terms.ui");
  gtk_widget_class_bind_template_child (widget_class, LkRegisterTerms, list);
}

static void
lk_register_terms_init (LkRegisterTerms *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
new_check (LkPolicy *policy)
{
  GtkWidget *check = gtk_check_button_new ();
  /* Translators: %s is the name of a document, such as “Privacy Policy”. */
  g_autofree char *label = g_strdup_printf (_("I accept: %s"), policy->name);

  gtk_widget_set_name (check, "terms-check");
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return check;
}

static GtkWidget *
new_link (LkPolicy *policy,
          guint     index)
{
  GtkWidget *link = gtk_button_new_from_icon_name ("lk-open-outside-symbolic");
  /* Translators: %s is the name of a document, such as “Privacy Policy”. */
  g_autofree char *label = g_strdup_printf (_("Read in browser: %s"), policy->name);

  gtk_widget_set_name (link, "terms-read-button");
  gtk_widget_set_valign (link, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (link, "flat");
  gtk_widget_set_tooltip_text (link, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (link), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (link), "u", index);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (link), "terms.read");
  return link;
}

static void
append_row (LkRegisterTerms *self,
            guint            index)
{
  LkPolicy *policy = self->policies->pdata[index];
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = new_check (policy);

  gtk_widget_set_name (row, "terms-row");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), policy->name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_link (policy, index));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  lk_keep_name (check);
  g_ptr_array_add (self->checks, check);
  gtk_list_box_append (self->list, row);
}

/**
 * lk_register_terms_set_policies:
 * @self: the list
 * @policies: (nullable) (element-type LkPolicy): what to agree to
 */
void
lk_register_terms_set_policies (LkRegisterTerms *self,
                                GPtrArray       *policies)
{
  GtkListBoxRow *row;

  g_return_if_fail (LK_IS_REGISTER_TERMS (self));

  if (policies == self->policies)
    return;
  g_ptr_array_set_size (self->checks, 0);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_clear_pointer (&self->policies, g_ptr_array_unref);
  self->policies = policies != NULL ? g_ptr_array_ref (policies) : NULL;
  for (guint i = 0; policies != NULL && i < policies->len; i++)
    append_row (self, i);
}

/** lk_register_terms_are_accepted: Returns: whether every box is ticked */
gboolean
lk_register_terms_are_accepted (LkRegisterTerms *self)
{
  g_return_val_if_fail (LK_IS_REGISTER_TERMS (self), FALSE);

  for (guint i = 0; i < self->checks->len; i++)
    {
      if (!gtk_check_button_get_active (self->checks->pdata[i]))
        return FALSE;
    }
  return self->checks->len > 0;
}
