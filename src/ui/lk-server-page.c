/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-server-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lk-announce.h"
#include "lk-config.h"
#include "lk-focus.h"
#include "lk-main-menu.h"
#include "lk-open-sessions-group.h"
#include "lk-server-entry.h"
#include "lk-shown-child.h"

/**
 * LkServerPage:
 *
 * Asks for a homeserver: a server name, a user ID or an address in one entry, with suggestions
 * below. It is the welcome page, too, as long as there is no account; then it shows what is still
 * open at servers where there was one.
 *
 * What was typed goes to the action `sign-in.discover`, or to `sign-in.diagnose`.
 */
struct _LkServerPage
{
  AdwBin       parent_instance;
  GtkEditable *server_entry;
  GtkLabel    *server_problem;
  GtkLabel    *notice;
  GtkLabel    *busy_label;
  char        *default_text; /* (nullable) what was filled in, not typed */
  GtkWidget   *status_page;
  GtkStack    *button_stack;
  GtkListBox  *suggestion_list;
  LkOpenSessionsGroup *sessions_group;
  gboolean     welcome;
  gboolean     busy;
};

G_DEFINE_FINAL_TYPE (LkServerPage, lk_server_page, ADW_TYPE_BIN)

enum
{
  PROP_WELCOME = 1,
  PROP_BUSY,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The person is to see whom a link names before anything is asked of a server. */
static void
read_link (LkServerPage *self)
{
  g_autofree char *named =
    lk_server_entry_resolve_link (gtk_editable_get_text (self->server_entry));

  if (named != NULL)
    lk_server_page_set_text (self, named);
}

static void
submit (LkServerPage *self)
{
  read_link (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.discover", "s",
                              gtk_editable_get_text (self->server_entry));
}

static void
diagnose (LkServerPage *self)
{
  read_link (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.diagnose", "s",
                              gtk_editable_get_text (self->server_entry));
}

static gboolean
fits_text (GtkListBoxRow *row,
           gpointer       user_data)
{
  LkServerPage *self = user_data;
  const char *text = gtk_editable_get_text (self->server_entry);
  g_autofree char *typed = g_utf8_casefold (text, -1);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  g_autofree char *server = g_utf8_casefold (title, -1);

  return g_strcmp0 (text, self->default_text) == 0 || strstr (server, g_strstrip (typed)) != NULL;
}

/* A list without rows is a line that means nothing. */
static void
update_suggestions (LkServerPage *self)
{
  GtkListBoxRow *row;
  gboolean any = FALSE;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->suggestion_list, i)) != NULL; i++)
    any = any || fits_text (row, self);
  gtk_widget_set_visible (GTK_WIDGET (self->suggestion_list), any);
  gtk_list_box_invalidate_filter (self->suggestion_list);
}

static void
on_text_changed (LkServerPage *self)
{
  lk_server_page_set_problem (self, NULL);
  lk_server_page_set_notice (self, NULL);
  update_suggestions (self);
}

static void
on_suggestion_activated (LkServerPage *self,
                         AdwActionRow *row)
{
  lk_server_page_set_text (self, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  submit (self);
}

/* These are bound in the template. */

static char *
title_text (LkServerPage *self,
            gboolean      welcome)
{
  return g_strdup (welcome ? _("Welcome to Latchkey") : _("Add an Account"));
}

static char *
icon_name (LkServerPage *self,
           gboolean      welcome)
{
  return g_strdup (welcome ? LK_APP_ID : "network-server-symbolic");
}

static char *
button_page (LkServerPage *self,
             gboolean      busy)
{
  return g_strdup (busy ? "busy" : "idle");
}

static gboolean
not (LkServerPage *self,
     gboolean      value)
{
  return !value;
}

static gboolean
can_diagnose (LkServerPage *self,
              const char   *text,
              gboolean      busy)
{
  return text != NULL && *text != '\0' && !busy;
}

static void
set_busy (LkServerPage *self,
          gboolean      busy)
{
  if (busy == self->busy)
    return;

  /* One of the two buttons is about to go: the keyboard stays with what was typed. */
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
set_welcome (LkServerPage *self,
             gboolean      welcome)
{
  if (welcome == self->welcome)
    return;

  self->welcome = welcome;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WELCOME]);
}

static void
lk_server_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  LkServerPage *self = LK_SERVER_PAGE (object);

  switch (prop_id)
    {
    case PROP_WELCOME:
      g_value_set_boolean (value, self->welcome);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_server_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  LkServerPage *self = LK_SERVER_PAGE (object);

  switch (prop_id)
    {
    case PROP_WELCOME:
      set_welcome (self, g_value_get_boolean (value));
      break;
    case PROP_BUSY:
      set_busy (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
lk_server_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LK_SERVER_PAGE (widget)->server_entry));
}

static void
lk_server_page_finalize (GObject *object)
{
  g_free (LK_SERVER_PAGE (object)->default_text);
  G_OBJECT_CLASS (lk_server_page_parent_class)->finalize (object);
}

static void
lk_server_page_class_init (LkServerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_server_page_get_property;
  object_class->set_property = lk_server_page_set_property;
  object_class->finalize = lk_server_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_server_page_grab_focus;

  /** LkServerPage:welcome: whether this is where the program begins */
  props[PROP_WELCOME] = g_param_spec_boolean ("welcome", NULL, NULL, FALSE, flags);
  /** LkServerPage:busy: whether the homeserver is being looked for */
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (LK_TYPE_MAIN_MENU);
  g_type_ensure (LK_TYPE_OPEN_SESSIONS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-server-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, server_entry);
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, server_problem);
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, notice);
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, button_stack);
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, suggestion_list);
  gtk_widget_class_bind_template_child (widget_class, LkServerPage, sessions_group);
  gtk_widget_class_bind_template_callback (widget_class, submit);
  gtk_widget_class_bind_template_callback (widget_class, diagnose);
  gtk_widget_class_bind_template_callback (widget_class, can_diagnose);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, icon_name);
  gtk_widget_class_bind_template_callback (widget_class, button_page);
  gtk_widget_class_bind_template_callback (widget_class, not);
}

static void
lk_server_page_init (LkServerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->button_stack);
  lk_announce_page (ADW_STATUS_PAGE (self->status_page));
  lk_announce_label (self->server_problem);
  lk_announce_label (self->notice);
  lk_announce_label (self->busy_label);
  gtk_list_box_set_filter_func (self->suggestion_list, fits_text, self, NULL);
}

/**
 * lk_server_page_set_text:
 * @self: the page
 * @text: what the entry shall hold
 */
void
lk_server_page_set_text (LkServerPage *self,
                         const char   *text)
{
  g_return_if_fail (LK_IS_SERVER_PAGE (self));

  gtk_editable_set_text (self->server_entry, text);
  gtk_editable_set_position (self->server_entry, -1);
}

/**
 * lk_server_page_set_default:
 * @self: the page
 * @text: what the entry shall hold for a person who types nothing else
 *
 * All suggestions are still offered beside it, and the next letter takes its place.
 */
void
lk_server_page_set_default (LkServerPage *self,
                            const char   *text)
{
  g_return_if_fail (LK_IS_SERVER_PAGE (self));

  g_free (self->default_text);
  self->default_text = g_strdup (text);
  gtk_editable_set_text (self->server_entry, text);
  gtk_editable_select_region (self->server_entry, 0, -1);
}

static void
clear_suggestions (LkServerPage *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->suggestion_list, 0)) != NULL)
    gtk_list_box_remove (self->suggestion_list, GTK_WIDGET (row));
}

/**
 * lk_server_page_set_suggestions:
 * @self: the page
 * @servers: what is offered below the entry
 */
void
lk_server_page_set_suggestions (LkServerPage      *self,
                                const char *const *servers)
{
  g_return_if_fail (LK_IS_SERVER_PAGE (self));

  clear_suggestions (self);
  for (gsize i = 0; servers[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      gtk_widget_set_name (row, "suggestion-row");
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), servers[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", G_CALLBACK (on_suggestion_activated), self,
                               G_CONNECT_SWAPPED);
      gtk_list_box_append (self->suggestion_list, row);
    }
  if (servers[0] != NULL)
    gtk_widget_add_css_class (self->status_page, "compact"); /* for the list to be in sight */
  else
    gtk_widget_remove_css_class (self->status_page, "compact");
  update_suggestions (self);
}

/**
 * lk_server_page_set_problem:
 * @self: the page
 * @problem: (nullable): a sentence about what was typed
 *
 * Shows @problem below the entry, until something else is typed.
 */
void
lk_server_page_set_problem (LkServerPage *self,
                            const char   *problem)
{
  GtkWidget *entry;

  g_return_if_fail (LK_IS_SERVER_PAGE (self));

  entry = GTK_WIDGET (self->server_entry);
  gtk_label_set_text (self->server_problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->server_problem), problem != NULL);
  if (problem != NULL)
    {
      gtk_widget_add_css_class (entry, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_widget_grab_focus (entry);
    }
  else
    {
      gtk_widget_remove_css_class (entry, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

/**
 * lk_server_page_set_notice:
 * @self: the page
 * @notice: (nullable): a sentence about who has filled the entry in
 *
 * Shows @notice below the entry, until something else is typed.
 */
void
lk_server_page_set_notice (LkServerPage *self,
                           const char   *notice)
{
  g_return_if_fail (LK_IS_SERVER_PAGE (self));

  gtk_label_set_text (self->notice, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), notice != NULL);
}

/**
 * lk_server_page_set_sessions:
 * @self: the page
 * @sessions: those that are still open though their accounts are gone
 */
void
lk_server_page_set_sessions (LkServerPage  *self,
                             LkRevocations *sessions)
{
  g_return_if_fail (LK_IS_SERVER_PAGE (self));

  lk_open_sessions_group_set_sessions (self->sessions_group, sessions);
}
