/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkDummyNotifications:
 *
 * A desktop that shows notifications: org.gtk.Notifications on the session bus, in the main context
 * of the test. To be there before the first notification is sent: GIO looks for one once.
 */
typedef struct _LkDummyNotifications LkDummyNotifications;

LkDummyNotifications *lk_dummy_notifications_new      (void);
void                  lk_dummy_notifications_free     (LkDummyNotifications *self);
/* How many were ever shown, and how many are now. */
guint                 lk_dummy_notifications_get_n_sent (LkDummyNotifications *self);
guint                 lk_dummy_notifications_get_n_shown (LkDummyNotifications *self);
/* What the last one has: its "title", "body", "default-action". (transfer full) (nullable) */
char                 *lk_dummy_notifications_dup_last (LkDummyNotifications *self,
                                                       const char           *field);
/* Of the last one: what its default action is given. (transfer full) (nullable) */
GVariant             *lk_dummy_notifications_dup_target (LkDummyNotifications *self);
/* Of the last one: its only button, with "label" and "action". (transfer full) (nullable) */
char                 *lk_dummy_notifications_dup_button (LkDummyNotifications *self,
                                                         const char           *field);
/* Waits until all that @application has sent so far has arrived. */
void                  lk_dummy_notifications_sync     (LkDummyNotifications *self,
                                                       GApplication         *application);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDummyNotifications, lk_dummy_notifications_free)

G_END_DECLS
