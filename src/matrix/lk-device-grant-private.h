/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-device-code.h"
#include "lk-device-grant.h"

G_BEGIN_DECLS

/* What the object and its conversation share; for nobody else. */

/* A request isn't cut off when its grant goes: the provider may be making a session right now, and
 * one that nobody holds would stay open there. */
typedef struct
{
  LkDeviceGrant  *grant;   /* (nullable) (not owned) once nobody waits any more */
  LkAuthMetadata *metadata;
  char           *client_id;
  gint64          started; /* wall clock, microseconds */
} LkDeviceRequest;

struct _LkDeviceGrant
{
  GObject            parent_instance;
  LkHttp            *http;
  LkClock           *clock;
  LkAuthMetadata    *metadata;
  char              *client_id;
  char              *scope;

  LkDeviceGrantState state;
  GError            *error;      /* (nullable) set while FAILED */
  LkDeviceCode      *code;       /* (nullable) set while WAITING */
  gint64             expires_at; /* wall clock in seconds, 0 without a code */
  gint64             interval;   /* seconds between polls, only ever longer */
  guint              n_faults;   /* how many polls in a row got no real answer */
  guint              wake_id;    /* 0 or the clock's, until the next poll */
  LkDeviceRequest   *request;    /* (nullable) (not owned) under way */
};

/* The only writers. @code: (transfer full) (nullable); @error: (transfer full) (nullable) */
void lk_device_grant_set_code     (LkDeviceGrant     *self,
                                   LkDeviceCode      *code,
                                   gint64             expires_at);
void lk_device_grant_enter        (LkDeviceGrant     *self,
                                   LkDeviceGrantState state,
                                   GError            *error);
void lk_device_grant_finish       (LkDeviceGrant     *self,
                                   LkTokens          *tokens);

/* The conversation's beginning, and its end before its time. */
void lk_device_grant_ask_for_code (LkDeviceGrant     *self);
void lk_device_grant_let_go       (LkDeviceGrant     *self);

G_END_DECLS
