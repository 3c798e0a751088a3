/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-stored-tokens.h"

#include <string.h>

#include "lk-json.h"

/* A change that older programs can't read gets a new number, a reader for the number before, and a
 * line in the test of all formats. */
#define FORMAT_VERSION 1

static void
set_secret (JsonObject *object,
            const char *name,
            LkSecret   *secret)
{
  if (secret != NULL)
    json_object_set_string_member (object, name, lk_secret_peek (secret));
}

/**
 * lk_stored_tokens_write:
 * @tokens: what to keep
 * @previous_refresh_token: (nullable): kept beside
 *
 * Returns: (transfer full): the text to store
 */
LkSecret *
lk_stored_tokens_write (LkTokens *tokens,
                        LkSecret *previous_refresh_token)
{
  g_autoptr (JsonObject) object = json_object_new ();
  LkSecret *secret;
  char *text;

  json_object_set_int_member (object, "format", FORMAT_VERSION);
  set_secret (object, "access_token", tokens->access_token);
  set_secret (object, "refresh_token", tokens->refresh_token);
  set_secret (object, "previous_refresh_token", previous_refresh_token);
  json_object_set_int_member (object, "expires_at", tokens->expires_at);
  json_object_set_int_member (object, "obtained_at", tokens->obtained_at);

  text = lk_json_to_text (object);
  secret = lk_secret_new (text);
  lk_secret_wipe_string (text);
  return secret;
}

static LkSecret *
get_secret (JsonObject *object,
            const char *name)
{
  const char *text = lk_json_get_string (object, name);

  return text != NULL ? lk_secret_new (text) : NULL;
}

static gboolean
is_readable (JsonObject *object)
{
  gint64 format = 0;

  return object != NULL && lk_json_get_integer (object, "format", &format) &&
         format == FORMAT_VERSION && lk_json_get_string (object, "access_token") != NULL;
}

/**
 * lk_stored_tokens_read:
 * @text: what was stored, by this version or an earlier one
 * @previous_refresh_token: (out) (optional) (nullable) (transfer full): what was kept beside
 *
 * Returns: (transfer full) (nullable): the tokens; %NULL when they are damaged or of a later format
 */
LkTokens *
lk_stored_tokens_read (const LkSecret  *text,
                       LkSecret       **previous_refresh_token)
{
  const char *peeked = lk_secret_peek (text);
  g_autoptr (GBytes) bytes = g_bytes_new_static (peeked, strlen (peeked));
  g_autoptr (JsonObject) object = lk_json_parse_object (bytes, NULL);
  g_autoptr (LkSecret) access_token = NULL;
  g_autoptr (LkSecret) refresh_token = NULL;
  gint64 expires_at = 0;
  gint64 obtained_at = 0;

  if (previous_refresh_token != NULL)
    *previous_refresh_token = NULL;
  if (!is_readable (object))
    return NULL;
  access_token = get_secret (object, "access_token");
  refresh_token = get_secret (object, "refresh_token");
  if (previous_refresh_token != NULL)
    *previous_refresh_token = get_secret (object, "previous_refresh_token");
  lk_json_get_integer (object, "expires_at", &expires_at);
  lk_json_get_integer (object, "obtained_at", &obtained_at);
  return lk_tokens_new (access_token, refresh_token, obtained_at, expires_at);
}
