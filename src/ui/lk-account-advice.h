/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-account.h"

G_BEGIN_DECLS

#define LK_TYPE_ACCOUNT_ADVICE (lk_account_advice_get_type ())
G_DECLARE_FINAL_TYPE (LkAccountAdvice, lk_account_advice, LK, ACCOUNT_ADVICE, AdwBin)

G_END_DECLS
