/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-announce.h"

#include "lk-describe.h"

/*
 * What a screen reader says without being asked. GTK can announce since 4.14. Before, nothing is
 * said of a label that appears, whatever its role is; but what becomes of the description of the
 * place where the keyboard is, is said at once.
 */

#if GTK_CHECK_VERSION (4, 14, 0)

G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* it is newer than the oldest GTK that we use */

/* What GTK has for tests (GTK_A11Y=test) can't, and crashes. */
static gboolean
can_say (GtkRoot *root)
{
  g_autoptr (GObject) context = G_OBJECT (gtk_accessible_get_at_context (GTK_ACCESSIBLE (root)));

  return context != NULL && !g_str_equal (G_OBJECT_TYPE_NAME (context), "GtkTestATContext");
}

static void
say (GtkRoot    *root,
     const char *text)
{
  if (can_say (root))
    gtk_accessible_announce (GTK_ACCESSIBLE (root), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

G_GNUC_END_IGNORE_DEPRECATIONS

#else

/* What is in an entry has no place in the tree of its own: the entry stands for it. */
static GtkWidget *
outer (GtkWidget *focus)
{
  GtkWidget *parent = gtk_widget_get_parent (focus);
  gboolean stands_for = GTK_IS_TEXT (focus) && GTK_IS_EDITABLE (parent) &&
                        gtk_editable_get_delegate (GTK_EDITABLE (parent)) == GTK_EDITABLE (focus);

  return stands_for ? parent : focus;
}

static void
on_focus_changed (GtkWidget  *focus,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  GtkAccessible *place = GTK_ACCESSIBLE (outer (focus));
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (place));

  if (gtk_widget_has_focus (focus))
    return;
  g_signal_handlers_disconnect_by_func (focus, on_focus_changed, user_data);
  if (tooltip != NULL) /* as GTK has it */
    gtk_accessible_update_property (place, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);
  else
    gtk_accessible_reset_property (place, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* The window stood in for a place that there was not: its words are of then. */
static void
on_place_found (GtkWidget  *root,
                GParamSpec *pspec,
                gpointer    user_data)
{
  g_signal_handlers_disconnect_by_func (root, on_place_found, user_data);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* A question that has just come up in front of it has the keyboard, or is about to. */
static GtkRoot *
front (GtkRoot *root)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if ((gpointer) gtk_window_get_transient_for (window) == root &&
          gtk_window_get_modal (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return front (GTK_ROOT (window));
    }
  return root;
}

static void
say (GtkRoot    *behind,
     const char *text)
{
  GtkRoot *root = front (behind);
  GtkWidget *focus = gtk_root_get_focus (root);
  GtkWidget *place = focus != NULL ? outer (focus) : GTK_WIDGET (root);

  gtk_accessible_update_property (GTK_ACCESSIBLE (place), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  if (focus == NULL)
    {
      g_signal_handlers_disconnect_by_func (root, on_place_found, NULL);
      g_signal_connect (root, "notify::focus-widget", G_CALLBACK (on_place_found), NULL);
      return;
    }
  g_signal_handlers_disconnect_by_func (focus, on_focus_changed, NULL);
  g_signal_connect (focus, "notify::has-focus", G_CALLBACK (on_focus_changed), NULL);
}

#endif

static void
say_in (GtkWidget  *widget,
        const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root != NULL && *text != '\0')
    say (root, text);
}

typedef struct
{
  GWeakRef widget;
  char    *text;
} Announcement;

static void
announcement_free (gpointer data)
{
  Announcement *self = data;

  g_weak_ref_clear (&self->widget);
  g_free (self->text);
  g_free (self);
}

static gboolean
on_idle (gpointer user_data)
{
  Announcement *self = user_data;
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&self->widget);

  if (widget != NULL)
    say_in (widget, self->text);
  return G_SOURCE_REMOVE;
}

/**
 * lk_announce:
 * @widget: a widget that stays, of the window where it happened
 * @text: what happened, in plain text
 *
 * Has a screen reader say @text: what others see pass by, or appear where the keyboard is not.
 * It is said after what comes of a move of the keyboard that goes with it.
 */
void
lk_announce (GtkWidget  *widget,
             const char *text)
{
  Announcement *self;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  self = g_new0 (Announcement, 1);
  g_weak_ref_init (&self->widget, widget);
  self->text = g_strdup (text);
  g_idle_add_full (G_PRIORITY_LOW, on_idle, self, announcement_free);
}

/* What tells how things are. */

typedef struct
{
  GtkWidget *widget;  /* (not owned) ends with it */
  guint      idle_id; /* 0 or: something has changed */
  char    *(*dup_text) (GtkWidget *widget);
} Region;

static void
on_widget_gone (gpointer  user_data,
                GObject  *widget)
{
  Region *self = user_data;

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_free (self);
}

static gboolean
on_region_idle (gpointer user_data)
{
  Region *self = user_data;
  g_autofree char *text = self->dup_text (self->widget);

  self->idle_id = 0;
  if (gtk_widget_get_mapped (self->widget))
    say_in (self->widget, text);
  return G_SOURCE_REMOVE;
}

static void
on_region_changed (Region *self)
{
  if (self->idle_id == 0 && gtk_widget_get_mapped (self->widget))
    self->idle_id = g_idle_add_full (G_PRIORITY_LOW, on_region_idle, self, NULL);
}

static void
watch (GtkWidget         *widget,
       char            *(*dup_text) (GtkWidget *widget),
       const char *const *signals)
{
  Region *self = g_new0 (Region, 1);

  self->widget = widget;
  self->dup_text = dup_text;
  g_object_weak_ref (G_OBJECT (widget), on_widget_gone, self);
  for (gsize i = 0; signals[i] != NULL; i++)
    g_signal_connect_data (widget, signals[i], G_CALLBACK (on_region_changed), self, NULL,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static char *
dup_label_text (GtkWidget *label)
{
  return g_strdup (gtk_label_get_text (GTK_LABEL (label)));
}

/**
 * lk_announce_label:
 * @label: a label that tells how things are
 *
 * From now on, announces what @label says whenever it appears or says something else.
 */
void
lk_announce_label (GtkLabel *label)
{
  static const char *const signals[] = { "map", "notify::label", NULL };

  g_return_if_fail (GTK_IS_LABEL (label));

  watch (GTK_WIDGET (label), dup_label_text, signals);
}

static char *
dup_page_text (GtkWidget *page)
{
  AdwStatusPage *status = ADW_STATUS_PAGE (page);
  g_autofree char *title = lk_plain_text (adw_status_page_get_title (status));
  g_autofree char *description = lk_plain_text (adw_status_page_get_description (status));

  return g_strjoin ("\n", title, *description != '\0' ? description : NULL, NULL);
}

/**
 * lk_announce_page:
 * @page: a page with a heading
 *
 * From now on, announces the heading of @page and what stands below it, whenever it appears or
 * changes: the keyboard is elsewhere on the page.
 */
void
lk_announce_page (AdwStatusPage *page)
{
  static const char *const signals[] = { "map", "notify::title", "notify::description", NULL };

  g_return_if_fail (ADW_IS_STATUS_PAGE (page));

  watch (GTK_WIDGET (page), dup_page_text, signals);
}

static char *
dup_title_text (GtkWidget *title)
{
  return g_strdup (adw_window_title_get_title (ADW_WINDOW_TITLE (title)));
}

/**
 * lk_announce_title:
 * @title: what stands in a page's header bar
 *
 * From now on, announces the title whenever @title appears, and the page with it.
 */
void
lk_announce_title (AdwWindowTitle *title)
{
  static const char *const signals[] = { "map", NULL };

  g_return_if_fail (ADW_IS_WINDOW_TITLE (title));

  watch (GTK_WIDGET (title), dup_title_text, signals);
}
