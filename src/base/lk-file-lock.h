/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkFileLock:
 *
 * A lock between processes, as long as it is held: a `flock` on a file. The kernel lets go of it
 * when a process dies, however it dies.
 */
typedef struct _LkFileLock LkFileLock;

/* How long one waits for somebody else, in seconds: longer than any conversation with a server. */
#define LK_FILE_LOCK_PATIENCE 120

void        lk_file_lock_acquire_async  (const char          *path,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
LkFileLock *lk_file_lock_acquire_finish (GAsyncResult        *result,
                                         GError             **error);
/* At once, waiting for others on the spot: for what is held for moments only. */
LkFileLock *lk_file_lock_acquire_now    (const char          *path);
void        lk_file_lock_release        (LkFileLock          *self);
/* Nobody will need the lock any more: its file goes, too. */
void        lk_file_lock_remove         (LkFileLock          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFileLock, lk_file_lock_release)

G_END_DECLS
