/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* The two spellings of the scopes we ask for (spec §4.3). For this room only. */
#define LK_SCOPE_API             "urn:matrix:client:api:*"
#define LK_SCOPE_API_UNSTABLE    "urn:matrix:org.matrix.msc2967.client:api:*"
#define LK_SCOPE_DEVICE          "urn:matrix:client:device:"
#define LK_SCOPE_DEVICE_UNSTABLE "urn:matrix:org.matrix.msc2967.client:device:"
