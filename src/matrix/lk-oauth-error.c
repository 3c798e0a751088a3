/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-oauth-error.h"

#include "lk-json.h"

/**
 * lk_oauth_error_is:
 * @response: an answer of an OAuth endpoint
 * @code: an error code of RFC 6749 and its relatives
 *
 * Decisions are made on the answer itself: the code kept in an error has been made fit to be
 * shown, so two different codes may look alike there. A Matrix-shaped body is never OAuth's,
 * whatever its "error" text says, and neither is an answer that isn't 4xx (spec §5.4).
 *
 * Returns: whether @response is OAuth's own refusal with @code
 */
gboolean
lk_oauth_error_is (const LkHttpResponse *response,
                   const char           *code)
{
  g_autoptr (JsonObject) body = NULL;

  if (response->status / 100 != 4)
    return FALSE;

  body = lk_json_parse_object (response->body, NULL);
  return body != NULL && !json_object_has_member (body, "errcode") &&
         g_strcmp0 (lk_json_get_string (body, "error"), code) == 0;
}
