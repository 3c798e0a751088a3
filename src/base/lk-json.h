/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define LK_JSON_MAX_DEPTH 64

JsonObject *lk_json_parse_object   (GBytes      *body,
                                    GError     **error);
const char *lk_json_get_string     (JsonObject  *object,
                                    const char  *member);
JsonObject *lk_json_get_object     (JsonObject  *object,
                                    const char  *member);
JsonArray  *lk_json_get_array      (JsonObject  *object,
                                    const char  *member);
GStrv       lk_json_get_strings    (JsonObject  *object,
                                    const char  *member);
gboolean    lk_json_get_boolean    (JsonObject  *object,
                                    const char  *member,
                                    gboolean     fallback);
gboolean    lk_json_get_integer    (JsonObject  *object,
                                    const char  *member,
                                    gint64      *value);
char       *lk_json_to_text        (JsonObject  *object);
void        lk_json_append_quoted  (GString     *out,
                                    const char  *text);

G_END_DECLS
