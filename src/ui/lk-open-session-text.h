/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-revocations.h"

G_BEGIN_DECLS

/* The words for sessions that are still open at their servers. (transfer full) */
char *lk_open_session_text_title  (LkRevocation *revocation);
/* Where it is open, and why still. */
char *lk_open_session_text_reason (LkRevocation *revocation,
                                   const GError *error,
                                   gboolean      trying);
/* "1 session still open at example.org" @sessions: a list model of #LkOpenSession, not empty */
char *lk_open_session_text_count  (GListModel   *sessions);

G_END_DECLS
