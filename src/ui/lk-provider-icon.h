/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "lk-http.h"

G_BEGIN_DECLS

#define LK_TYPE_PROVIDER_ICON (lk_provider_icon_get_type ())
G_DECLARE_FINAL_TYPE (LkProviderIcon, lk_provider_icon, LK, PROVIDER_ICON, AdwBin)

/* @mxc_uri: (nullable): the picture, if there is one */
GtkWidget *lk_provider_icon_new (LkHttp     *http,
                                 const char *base_url,
                                 const char *mxc_uri);

G_END_DECLS
