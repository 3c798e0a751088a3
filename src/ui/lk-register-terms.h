/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LK_TYPE_REGISTER_TERMS (lk_register_terms_get_type ())
G_DECLARE_FINAL_TYPE (LkRegisterTerms, lk_register_terms, LK, REGISTER_TERMS, AdwBin)

/* @policies: (nullable) (element-type LkPolicy): what to agree to; nothing is, to begin with */
void     lk_register_terms_set_policies (LkRegisterTerms *self,
                                         GPtrArray       *policies);
/* Has the person agreed to all of them? */
gboolean lk_register_terms_are_accepted (LkRegisterTerms *self);

G_END_DECLS
