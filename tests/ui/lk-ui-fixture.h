/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account-fixture.h"
#include "lk-account-list.h"
#include "lk-web-view.h"
#include "lk-window.h"

G_BEGIN_DECLS

/**
 * LkUiFixture:
 *
 * The window on a list of accounts, with a good server behind it and a dummy web view. Set up
 * and torn down as a GLib test fixture; tearing down proves that nothing outlives the window.
 */
typedef struct
{
  LkAccountFixture  world;
  LkAccountList    *accounts;
  LkWindow         *window; /* (nullable) until shown */
} LkUiFixture;

void       lk_ui_init              (int          *argc,
                                    char       ***argv);
void       lk_ui_fixture_set_up    (LkUiFixture  *self,
                                    gconstpointer data);
void       lk_ui_fixture_tear_down (LkUiFixture  *self,
                                    gconstpointer data);
#define LK_UI_ADD(path, func) \
  g_test_add (path, LkUiFixture, NULL, lk_ui_fixture_set_up, func, lk_ui_fixture_tear_down)

/* Makes an account that is signed in, or that has to sign in again. (transfer none): the list's */
LkAccount *lk_ui_fixture_add_session (LkUiFixture *self);
/* The same, of a provider that has pages for accounts. */
LkAccount *lk_ui_fixture_add_session_with_pages (LkUiFixture *self);
LkAccount *lk_ui_fixture_add_expired (LkUiFixture *self);
void       lk_ui_fixture_show      (LkUiFixture  *self);
/* Walks from the server page to the provider's page. */
void       lk_ui_fixture_discover  (LkUiFixture  *self);
LkWebView *lk_ui_fixture_open_page (LkUiFixture  *self);

/* Widgets by their names; only those that can be seen are found. */
GtkWidget *lk_ui_find              (const char   *name);
GtkWidget *lk_ui_wait_for          (const char   *name);
void       lk_ui_wait_gone         (const char   *name);
void       lk_ui_click             (const char   *name);
void       lk_ui_type              (const char   *name,
                                    const char   *text);
/* Shows a widget in a window of its own; gtk_window_destroy() it. */
GtkWindow *lk_ui_show              (GtkWidget    *widget);
/* The dialog with this name, once it is there. */
AdwMessageDialog *lk_ui_wait_dialog (const char  *name);
void       lk_ui_answer            (const char   *name,
                                    const char   *response);
/* Opens the pop-up of the menu button with this name, for a test that has no mouse. */
void       lk_ui_pop_up            (const char   *name);
/* What the label with this name says. */
const char *lk_ui_label            (const char   *name);
/* Does any visible label say exactly this? */
gboolean   lk_ui_says              (const char   *text);
/* Waits until one does. */
void       lk_ui_wait_says         (const char   *text);
/* Where the keyboard is: the name of the widget, or of the one that it is part of. */
void       lk_ui_assert_focus      (const char   *name);
/* Waits until the keyboard is in an entry's row; when the row goes, @left (out) is whether the
 * keyboard was taken away before. libadwaita's rows for passwords don't survive the other order. */
void       lk_ui_watch_keyboard    (const char   *name,
                                    gboolean     *left);

G_END_DECLS
