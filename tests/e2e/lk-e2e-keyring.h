/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The session's own gnome-keyring: what a person does at its dialog, whose display is missing
 * here. */
void lk_e2e_keyring_lock   (void);
void lk_e2e_keyring_unlock (void);

G_END_DECLS
