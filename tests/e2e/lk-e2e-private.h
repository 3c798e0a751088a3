/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "lk-application.h"
#include "lk-e2e.h"

/* lk-e2e-person.c */
void lk_e2e_install_browser (void);

struct _LkE2e
{
  LkApplication *app;
  JsonNode      *playground;
  SoupSession   *soup;
};
