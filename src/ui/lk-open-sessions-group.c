/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-open-sessions-group.h"

#include "lk-open-session-row.h"
#include "lk-open-session-text.h"

/**
 * LkOpenSessionsGroup:
 *
 * The sessions that are still open at their servers though their accounts are gone from here. There
 * are hardly ever any: what shows them is built when the first one comes, and until then nothing is
 * there to be seen.
 */
struct _LkOpenSessionsGroup
{
  AdwBin               parent_instance;
  AdwPreferencesGroup *group;    /* (nullable) (not owned) until first needed */
  LkRevocations       *sessions; /* (nullable) until set */
};

G_DEFINE_FINAL_TYPE (LkOpenSessionsGroup, lk_open_sessions_group, ADW_TYPE_BIN)

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return lk_open_session_row_new (user_data, item);
}

static void
build (LkOpenSessionsGroup *self)
{
  g_autoptr (GtkBuilder) builder =
    gtk_builder_new_from_resource ("/im/latchkey/Latchkey/lk-open-sessions-group.ui");
  GtkListBox *list_box = GTK_LIST_BOX (gtk_builder_get_object (builder, "list_box"));

  self->group = ADW_PREFERENCES_GROUP (gtk_builder_get_object (builder, "group"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_list_box_bind_model (list_box, G_LIST_MODEL (self->sessions), create_row, self->sessions,
                           NULL);
}

/* A title of a group is markup. */
static void
set_title (LkOpenSessionsGroup *self)
{
  g_autofree char *title = lk_open_session_text_count (G_LIST_MODEL (self->sessions));
  g_autofree char *markup = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (self->group, markup);
}

static void
on_items_changed (LkOpenSessionsGroup *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->sessions)) > 0;

  if (any && self->group == NULL)
    build (self);
  if (any)
    set_title (self);
  gtk_widget_set_visible (GTK_WIDGET (self), any);
}

static void
lk_open_sessions_group_dispose (GObject *object)
{
  LkOpenSessionsGroup *self = LK_OPEN_SESSIONS_GROUP (object);

  self->group = NULL;
  G_OBJECT_CLASS (lk_open_sessions_group_parent_class)->dispose (object);
}

static void
lk_open_sessions_group_finalize (GObject *object)
{
  g_clear_object (&LK_OPEN_SESSIONS_GROUP (object)->sessions);
  G_OBJECT_CLASS (lk_open_sessions_group_parent_class)->finalize (object);
}

static void
lk_open_sessions_group_class_init (LkOpenSessionsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_open_sessions_group_dispose;
  object_class->finalize = lk_open_sessions_group_finalize;
}

static void
lk_open_sessions_group_init (LkOpenSessionsGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * lk_open_sessions_group_set_sessions:
 * @self: the group, which has none yet
 * @sessions: what it shows
 */
void
lk_open_sessions_group_set_sessions (LkOpenSessionsGroup *self,
                                     LkRevocations       *sessions)
{
  g_return_if_fail (LK_IS_OPEN_SESSIONS_GROUP (self));
  g_return_if_fail (self->sessions == NULL);

  self->sessions = g_object_ref (sessions);
  g_signal_connect_object (sessions, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self);
}
