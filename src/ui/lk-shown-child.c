/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-shown-child.h"

static void
on_visible_child_changed (GtkStack *stack)
{
  GtkWidget *shown = gtk_stack_get_visible_child (stack);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stack)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN,
                                 child != shown, -1);
}

/**
 * lk_shown_child_tell:
 * @stack: a stack
 *
 * Lets a screen reader know which child of @stack is the one that is shown, from now on. GTK 4.8
 * tells it of all of them, as if they were all there.
 */
void
lk_shown_child_tell (GtkStack *stack)
{
  g_return_if_fail (GTK_IS_STACK (stack));

  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (on_visible_child_changed), NULL);
  on_visible_child_changed (stack);
}
