/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-ports.h"

G_BEGIN_DECLS

/* `latchkey --diagnose NAME`: prints the steps. Returns: the exit status: 0 when a sign-in could
 * start, else 1. */
int lk_diagnose_command_run (LkPorts    *ports,
                             const char *text);

G_END_DECLS
