/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-clock.h"
#include "lk-http.h"
#include "lk-revocation-store.h"

G_BEGIN_DECLS

/**
 * LkOpenSession:
 *
 * A session that may still be open at its server though its account is gone from this computer, and
 * the tries to end it: again and again, more and more rarely, until the server has confirmed.
 */
#define LK_TYPE_OPEN_SESSION (lk_open_session_get_type ())
G_DECLARE_FINAL_TYPE (LkOpenSession, lk_open_session, LK, OPEN_SESSION, GObject)

LkOpenSession *lk_open_session_new             (LkRevocation      *revocation,
                                                LkRevocationStore *store,
                                                LkHttp            *http,
                                                LkClock           *clock);
/* (transfer none) */
LkRevocation  *lk_open_session_get_revocation  (LkOpenSession     *self);
/* Nobody tries at the moment. */
void           lk_open_session_set_revocation  (LkOpenSession     *self,
                                                LkRevocation      *revocation);
/* (transfer none) */
LkClock       *lk_open_session_get_clock       (LkOpenSession     *self);
/* Why it is still open: (nullable) when no try has failed yet. */
const GError  *lk_open_session_get_error       (LkOpenSession     *self);
gboolean       lk_open_session_get_trying      (LkOpenSession     *self);
/* Whether the server has confirmed. */
gboolean       lk_open_session_get_over        (LkOpenSession     *self);
/* Whether the server has understood and refuses: then only a person or a new start tries again. */
gboolean       lk_open_session_error_is_refusal (const GError     *error);

/* Tries now, unless that is being done. */
void           lk_open_session_try             (LkOpenSession     *self);
/* The same, and answers when that has worked or failed, or after a few seconds: LK_ERROR_TIMED_OUT,
 * and the try goes on. */
void           lk_open_session_try_async       (LkOpenSession     *self,
                                                GAsyncReadyCallback callback,
                                                gpointer           user_data);
gboolean       lk_open_session_try_finish      (LkOpenSession     *self,
                                                GAsyncResult      *result,
                                                GError           **error);
/* The network is there (again): tries now, if that may be what was missing. */
void           lk_open_session_note_network    (LkOpenSession     *self);
/* No more tries until the next lk_open_session_try(); one under way is cut off. */
void           lk_open_session_stop            (LkOpenSession     *self);

G_END_DECLS
