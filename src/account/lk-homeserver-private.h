/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-discover.h"

LkHomeserver *lk_homeserver_new (void);
