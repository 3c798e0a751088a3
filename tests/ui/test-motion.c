/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "lk-dummy-web-view.h"
#include "lk-ui-fixture.h"
#include "lk-web-page.h"

/* Who asks their desktop for no animations (GNOME: Accessibility, Reduce Animation) sees none of
 * ours: pages are exchanged at once, and nothing slides in. A spinner may turn. */

#define RESOURCES "/im/latchkey/Latchkey/"

static void
set_animations (gboolean enabled)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", enabled, NULL);
}

static void
on_transition_running (GtkStack   *stack,
                       GParamSpec *pspec,
                       gpointer    user_data)
{
  if (gtk_stack_get_transition_running (stack))
    ++*(guint *) user_data;
}

/* Counts in @n_moves what moves at @widget, or below it, from now on. */
static void
watch (GtkWidget *widget,
       guint     *n_moves)
{
  if (GTK_IS_STACK (widget) &&
      g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL,
                             (gpointer) on_transition_running, NULL) == 0)
    g_signal_connect (widget, "notify::transition-running", G_CALLBACK (on_transition_running),
                      n_moves);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    watch (child, n_moves);
}

static void
go (LkUiFixture *self,
    const char  *action,
    guint       *n_moves)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->window), action, NULL));
  watch (GTK_WIDGET (self->window), n_moves);
}

/* From the list to an account, to all devices, and to the way to a provider. */
static guint
walk (LkUiFixture *self)
{
  guint n_moves = 0;

  lk_ui_fixture_add_session (self);
  lk_ui_fixture_show (self);
  watch (GTK_WIDGET (self->window), &n_moves);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("sign-out-button");
  go (self, "win.all-devices", &n_moves);
  lk_ui_wait_for ("all-devices-back-button");
  go (self, "win.back", &n_moves);
  lk_ui_wait_for ("account-list");
  go (self, "win.add-account", &n_moves);
  lk_ui_fixture_discover (self);
  lk_ui_wait_for ("sign-in-button");
  lk_test_drain ();
  gtk_window_destroy (GTK_WINDOW (self->window));
  self->window = NULL;
  return n_moves;
}

static void
test_pages_are_exchanged_at_once (LkUiFixture  *self,
                                  gconstpointer data)
{
  set_animations (FALSE);
  g_assert_cmpuint (walk (self), ==, 0);
}

/* That the test above counts at all. */
static void
test_pages_slide_for_others (LkUiFixture  *self,
                             gconstpointer data)
{
  set_animations (TRUE);
  g_assert_cmpuint (walk (self), >, 0);
  set_animations (FALSE);
}

/* Revealers. */

static GtkRevealer *
find_revealer (GtkWidget *widget)
{
  GtkRevealer *found = GTK_IS_REVEALER (widget) ? GTK_REVEALER (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_revealer (child);
  return found;
}

/* Whether it is there as soon as it is to be. */
static gboolean
reveals_at_once (gboolean animations)
{
  GtkWidget *page = lk_web_page_new (lk_dummy_web_view_new (NULL), LK_WEB_PURPOSE_SIGN_IN);
  GtkWindow *window = lk_ui_show (page);
  GtkRevealer *revealer = find_revealer (page);
  gboolean is_there;

  g_assert_nonnull (revealer);
  set_animations (animations);
  lk_dummy_web_view_set_trouble (lk_dummy_web_view_get_last (), LK_WEB_TROUBLE_BLANK);
  g_assert_true (gtk_revealer_get_reveal_child (revealer));
  is_there = gtk_revealer_get_child_revealed (revealer);
  set_animations (FALSE);
  gtk_window_destroy (window);
  return is_there;
}

static void
test_hints_are_there_at_once (void)
{
  g_assert_true (reveals_at_once (FALSE));
  g_assert_false (reveals_at_once (TRUE));
}

/* GTK leaves out the transitions of a style sheet for who wants none, but not its animations. */

static void
check_style (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  g_autofree char *style = NULL;

  g_assert_nonnull (bytes);
  style = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_test_message ("%s", name);
  g_assert_null (strstr (style, "animation"));
  g_assert_null (strstr (style, "@keyframes"));
}

static void
test_styles_animate_nothing (void)
{
  g_auto (GStrv) names = g_resources_enumerate_children (RESOURCES, 0, NULL);
  guint n_styles = 0;

  g_assert_nonnull (names);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      if (!g_str_has_suffix (names[i], ".css"))
        continue;
      check_style (names[i]);
      n_styles++;
    }
  g_assert_cmpuint (n_styles, >, 1);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/motion/pages-are-exchanged-at-once", test_pages_are_exchanged_at_once);
  LK_UI_ADD ("/motion/pages-slide-for-others", test_pages_slide_for_others);
  g_test_add_func ("/motion/hints-are-there-at-once", test_hints_are_there_at_once);
  g_test_add_func ("/motion/styles-animate-nothing", test_styles_animate_nothing);

  return g_test_run ();
}
