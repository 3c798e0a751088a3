/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Trying once more after a pause, for the conversations of this room only. */

/* A server that asks for more seconds than this is not waited for: the person is told. */
#define LK_RETRY_LONGEST_WAIT 10

/* The pause when the server doesn't name one, in milliseconds; tests shorten it. */
extern guint lk_retry_pause;

/* A step of a conversation. @task: (transfer full) */
typedef void (*LkRetryStep) (GTask *task);

gboolean lk_retry_is_soon (const GError *error);
void     lk_retry_later   (GTask        *task,
                           const GError *error,
                           LkRetryStep   step);

G_END_DECLS
