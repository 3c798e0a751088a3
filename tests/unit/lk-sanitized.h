/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* LK_SANITIZED: whether AddressSanitizer watches; GCC and clang say so in different words. */
#if defined (__SANITIZE_ADDRESS__)
#define LK_SANITIZED
#elif defined (__has_feature)
#if __has_feature (address_sanitizer)
#define LK_SANITIZED
#endif
#endif
