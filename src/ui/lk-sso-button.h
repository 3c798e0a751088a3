/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-http.h"
#include "lk-login-flows.h"

G_BEGIN_DECLS

/* A button that leads to where a homeserver lets people prove who they are. It activates the action
 * `sign-in.sso`. @provider: (nullable): the homeserver has only one, or asks itself */
GtkWidget *lk_sso_button_new (LkHttp                   *http,
                              const char               *base_url,
                              const LkIdentityProvider *provider);

G_END_DECLS
