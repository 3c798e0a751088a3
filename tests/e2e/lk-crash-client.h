/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-list.h"
#include "lk-keyring.h"

G_BEGIN_DECLS

/* The client without a window that crashes.py kills: all of the account room, the session's own
 * keyring, real HTTP. It waits for one thing after the other. */
typedef struct
{
  LkKeyring        *keyring;
  LkPorts          *ports;
  LkAccountList    *accounts;
  GDataInputStream *lines;    /* from whoever started us */
} CrashClient;

/* A GAsyncReadyCallback that keeps the result in the GAsyncResult ** that it gets; and a wait for
 * that. */
void          crash_client_store (GObject       *source,
                                  GAsyncResult  *result,
                                  gpointer       user_data);
GAsyncResult *crash_client_await (GAsyncResult **result);
/* One line for whoever started us. */
void          crash_client_say   (const char    *format,
                                  ...) G_GNUC_PRINTF (1, 2);
/* Waits for a line from whoever started us. (transfer full) */
char         *crash_client_hear  (CrashClient   *self);

/* The verbs; each returns the exit status. crash-check.c, crash-hammer.c: the rest is in the
 * program's own file. */
int           crash_check        (CrashClient   *self);
int           crash_hammer       (CrashClient   *self,
                                  guint          seconds);

G_END_DECLS
