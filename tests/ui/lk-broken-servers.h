/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-fixture.h"
#include "lk-verdict.h"

G_BEGIN_DECLS

/**
 * LkBrokenServer:
 * @name: what is wrong, for the path of a test
 * @typed: (nullable): what the person types; %NULL for the server's URL. "{url}" and "{port}" in it
 *   are the server's
 * @changes: how its answers differ from those of a good server, up to the first without a key
 * @could_start: whether a sign-in can start all the same
 * @culprit: whose job it is to mend it
 * @words: what the conclusion says; {url} and {port} as above
 *
 * A server, and what a diagnosis has to say of it.
 */
typedef struct
{
  const char *key;
  guint       status;   /* 0: the connection is cut */
  const char *body;     /* (nullable) */
  const char *location; /* (nullable) the header */
} LkBrokenAnswer;

typedef struct
{
  const char     *name;
  const char     *typed;
  LkBrokenAnswer  changes[6];
  gboolean        could_start;
  LkCulprit       culprit;
  const char     *words;
} LkBrokenServer;

extern const LkBrokenServer lk_broken_servers[];
extern const gsize lk_n_broken_servers;

/* Makes the good server of @world this one. */
void  lk_broken_server_script (const LkBrokenServer *self,
                               LkAccountFixture     *world);
/* (transfer full): @text with the server's URL and port filled in */
char *lk_broken_server_fill   (LkAccountFixture     *world,
                               const char           *text);

G_END_DECLS
