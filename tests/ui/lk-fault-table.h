/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-error.h"

G_BEGIN_DECLS

/**
 * LkFaultOperation:
 * @LK_FAULT_SIGN_IN: an account that needs to sign in again does so; the fault is met by its code
 * @LK_FAULT_WHOAMI: a sign-in that was interrupted goes on
 * @LK_FAULT_REFRESH: the tokens are renewed
 * @LK_FAULT_DEVICES: the devices are asked for
 * @LK_FAULT_OLD_TOKEN: so they are, with an access token that has expired; the fault is met by its
 *   renewal
 * @LK_FAULT_SIGN_OUT: the session is ended
 */
typedef enum
{
  LK_FAULT_SIGN_IN,
  LK_FAULT_WHOAMI,
  LK_FAULT_REFRESH,
  LK_FAULT_DEVICES,
  LK_FAULT_OLD_TOKEN,
  LK_FAULT_SIGN_OUT,
} LkFaultOperation;

#define LK_FAULT_N_OPERATIONS (LK_FAULT_SIGN_OUT + 1)

/* What is wrong with the world. */
typedef enum
{
  LK_FAULT_ANSWERED,      /* the server's answer */
  LK_FAULT_HUGE_ANSWER,
  LK_FAULT_DRIP,
  LK_FAULT_SILENCE,
  LK_FAULT_RESET,         /* the server acts, then the connection is cut */
  LK_FAULT_RESET_ONCE,
  LK_FAULT_NOBODY_LISTENS,
  LK_FAULT_NO_SUCH_NAME,
  LK_FAULT_UNKNOWN_ISSUER,
  LK_FAULT_OLD_CERTIFICATE,
  LK_FAULT_KEYRING,       /* all of its calls fail */
  LK_FAULT_KEYRING_DISMISSED, /* … after the person was asked, thought about it and said no */
  LK_FAULT_KEYRING_WRITE, /* only those that change something */
  LK_FAULT_FULL_DISK,
  LK_FAULT_CLOCK_SET,     /* the wall clock is set, no time passes */
  LK_FAULT_SUSPEND,       /* time passes */
} LkFaultKind;

/**
 * LkFaultOutcome:
 * @code: what the operation fails with, or %LK_FAULT_WORKS, or %LK_FAULT_WAITS
 * @title: (nullable): what the person is told
 * @sentence: (nullable): … and what they can do
 * @session: how the account is, in the words of the list
 * @renews: whether it comes with new tokens, where it doesn't otherwise
 * @unsaved: whether something is in memory only until the fault is gone
 * @over: whether the session has ended
 *
 * What is to come of an operation that meets a fault.
 */
typedef struct
{
  int         code;
  const char *title;
  const char *sentence;
  const char *session;
  gboolean    renews;
  gboolean    unsaved;
  gboolean    over;
} LkFaultOutcome;

#define LK_FAULT_WORKS -1
#define LK_FAULT_WAITS -2

/**
 * LkFault:
 * @name: of the test
 * @kind: what is wrong
 * @value: the HTTP status, the error code of the keyring, or how far the clock goes
 * @body: (nullable): of the answer
 * @retry_after: (nullable): header of the answer
 * @outcomes: of each operation; %NULL where there is nothing to be seen
 */
typedef struct
{
  const char           *name;
  LkFaultKind           kind;
  gint64                value;
  const char           *body;
  const char           *retry_after;
  const LkFaultOutcome *outcomes[LK_FAULT_N_OPERATIONS];
} LkFault;

extern const LkFault lk_faults[];
extern const gsize   lk_faults_length;

G_END_DECLS
