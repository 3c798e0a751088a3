/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-devices-api.h"
#include "lk-devices-group.h"

G_BEGIN_DECLS

/* What whoever asks has to do in between. All take the asker. */
typedef struct
{
  /* Something is being done with the device, or not any more. */
  void (*set_busy)  (GtkWidget  *asker,
                     const char *device_id,
                     gboolean    busy);
  /* The person is to confirm on @page; lk_remove_device_question_go_on_for() when they are back. */
  void (*show_page) (GtkWidget  *asker,
                     const char *device_id,
                     const char *page,
                     const char *session);
  /* It has been removed. */
  void (*refresh)   (GtkWidget  *asker);
} LkRemovalAsker;

/* Asks whether @device shall be removed, and removes it. */
void lk_remove_device_question_for       (GtkWidget            *asker,
                                          const LkRemovalAsker *how,
                                          LkAccount            *account,
                                          const LkDevice       *device);
/* Goes on after the homeserver's page. */
void lk_remove_device_question_go_on_for (GtkWidget            *asker,
                                          const LkRemovalAsker *how,
                                          LkAccount            *account,
                                          const LkDevice       *device,
                                          const char           *session);

/* The same, for the list of an account's devices. */
void lk_remove_device_question       (LkDevicesGroup *group,
                                      LkAccount      *account,
                                      const LkDevice *device);
void lk_remove_device_question_go_on (LkDevicesGroup *group,
                                      LkAccount      *account,
                                      const LkDevice *device,
                                      const char     *session);

G_END_DECLS
