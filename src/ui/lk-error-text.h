/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-error.h"

G_BEGIN_DECLS

/* What went wrong, in words for people, translated. All but one are plain text, never markup. */
const char *lk_error_text_title    (const GError *error);
char       *lk_error_text_sentence (const GError *error);
/* The same, or what the server says of its reason, where nobody sees the details. */
char       *lk_error_text_answer   (const GError *error);
/* (nullable): where it happened: "It happened while …" */
const char *lk_error_text_step     (const GError *error);
/* (nullable): the server's own words where they are the real answer, beside the sentence. */
char       *lk_error_text_words    (const GError *error);
/* Both, escaped, for the description of a status page. */
char       *lk_error_text_markup   (const GError *error);
/* Several lines for those who help: step, address, status, the server's own words. */
char       *lk_error_text_details  (const GError *error);
const char *lk_error_text_icon     (const GError *error);

/* For tests: the code has words of its own. */
gboolean    lk_error_text_has_code (LkErrorCode   code);

G_END_DECLS
