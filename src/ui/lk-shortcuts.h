/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkShortcutPlace:
 * @LK_SHORTCUTS_EVERYWHERE: in every window of the program
 * @LK_SHORTCUTS_OF_GTK: GTK does this by itself
 * @LK_SHORTCUTS_WINDOW: in the program's one window
 * @LK_SHORTCUTS_ACCOUNTS: on the list of accounts
 * @LK_SHORTCUTS_ALL_DEVICES: on the list of all devices
 * @LK_SHORTCUTS_WEB: on a page of a server
 *
 * Where keys do something.
 */
typedef enum
{
  LK_SHORTCUTS_EVERYWHERE,
  LK_SHORTCUTS_OF_GTK,
  LK_SHORTCUTS_WINDOW,
  LK_SHORTCUTS_ACCOUNTS,
  LK_SHORTCUTS_ALL_DEVICES,
  LK_SHORTCUTS_WEB,
} LkShortcutPlace;

#define LK_SHORTCUT_MAX_KEYS 3

/**
 * LkShortcut:
 * @place: where it works
 * @title: what it does, not translated yet
 * @action: the action that does it
 * @keys: the accelerators, up to the first %NULL
 */
typedef struct
{
  LkShortcutPlace place;
  const char     *title;
  const char     *action;
  const char     *keys[LK_SHORTCUT_MAX_KEYS + 1];
} LkShortcut;

/* (array length=n_shortcuts): all there are; those of one place stand together */
const LkShortcut *lk_shortcuts_get        (gsize           *n_shortcuts);
/* Sets those that work everywhere. */
void              lk_shortcuts_set_accels (GtkApplication  *application);
/* Binds those of @place to the actions of a class. */
void              lk_shortcuts_bind       (GtkWidgetClass  *widget_class,
                                           LkShortcutPlace  place);

G_END_DECLS
