/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-tokens.h"

#include "lk-error.h"
#include "lk-json.h"
#include "lk-scopes.h"

/* Keeps sums with the clock far from overflow, whatever a server says. */
#define LONGEST_LIFE ((gint64) 100 * 365 * 24 * 60 * 60)

G_DEFINE_BOXED_TYPE (LkTokens, lk_tokens, lk_tokens_ref, lk_tokens_unref)

/**
 * lk_tokens_new:
 * @access_token: (transfer none): for the homeserver
 * @refresh_token: (transfer none) (nullable): for the provider
 * @obtained_at: wall clock in seconds at the start of the request
 * @expires_at: wall clock in seconds, or 0 when that isn't known
 *
 * Returns: (transfer full): a pair of tokens
 */
LkTokens *
lk_tokens_new (LkSecret *access_token,
               LkSecret *refresh_token,
               gint64    obtained_at,
               gint64    expires_at)
{
  LkTokens *self;

  g_return_val_if_fail (access_token != NULL, NULL);

  self = g_atomic_rc_box_new0 (LkTokens);
  self->access_token = lk_secret_ref (access_token);
  self->refresh_token = refresh_token != NULL ? lk_secret_ref (refresh_token) : NULL;
  self->obtained_at = obtained_at;
  self->expires_at = expires_at;
  return self;
}

/** lk_tokens_ref: Returns: (transfer full): @self */
LkTokens *
lk_tokens_ref (LkTokens *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkTokens *self = data;

  lk_secret_unref (self->access_token);
  g_clear_pointer (&self->refresh_token, lk_secret_unref);
}

/** lk_tokens_unref: lets go of @self; the last to do so wipes the tokens. */
void
lk_tokens_unref (LkTokens *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* A token is opaque, but it travels in a header: printable ASCII (RFC 6749 appendix A). */
static LkSecret *
get_token (JsonObject *body,
           const char *member)
{
  const char *text = lk_json_get_string (body, member);

  if (text == NULL || *text == '\0')
    return NULL;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return NULL;
  return lk_secret_new (text);
}

static gint64
get_expiry (JsonObject *body,
            gint64      obtained_at)
{
  gint64 expires_in;

  if (!lk_json_get_integer (body, "expires_in", &expires_in))
    return 0;
  return obtained_at + CLAMP (expires_in, 0, LONGEST_LIFE);
}

static LkTokens *
read_tokens (JsonObject *body,
             gint64      obtained_at,
             LkSecret   *previous_refresh_token)
{
  g_autoptr (LkSecret) access_token = get_token (body, "access_token");
  g_autoptr (LkSecret) refresh_token = get_token (body, "refresh_token");
  const char *type = lk_json_get_string (body, "token_type");

  if (access_token == NULL || type == NULL || g_ascii_strcasecmp (type, "bearer") != 0)
    return NULL;
  return lk_tokens_new (access_token,
                        refresh_token != NULL ? refresh_token : previous_refresh_token,
                        obtained_at, get_expiry (body, obtained_at));
}

/* No scope in the answer means: the one that was asked for (RFC 6749 §5.1). */
static gboolean
grants_api (JsonObject *body)
{
  const char *scope = lk_json_get_string (body, "scope");
  g_auto (GStrv) granted = scope != NULL ? g_strsplit (scope, " ", -1) : NULL;

  return granted == NULL ||
         g_strv_contains ((const char *const *) granted, LK_SCOPE_API) ||
         g_strv_contains ((const char *const *) granted, LK_SCOPE_API_UNSTABLE);
}

/**
 * lk_tokens_parse:
 * @response: the answer of the token endpoint
 * @previous_refresh_token: (transfer none) (nullable): stays in use when the answer has none
 * @tokens_to_revoke: (out) (optional) (nullable) (transfer full): tokens that came with too
 *   narrow a scope
 * @error: return location for an error: that of lk_http_response_to_error() when the answer is
 *   not 2xx; %LK_ERROR_PROTOCOL when it has no usable tokens; %LK_ERROR_REFUSED when they are
 *   not good for the client-server API
 *
 * Reads the answer (spec §5.1). The time of the request's start counts, so that a token never
 * seems to live longer than it does.
 *
 * Returns: (transfer full): the tokens
 */
LkTokens *
lk_tokens_parse (const LkHttpResponse *response,
                 LkSecret             *previous_refresh_token,
                 LkTokens            **tokens_to_revoke,
                 GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (LkTokens) tokens = NULL;

  if (tokens_to_revoke != NULL)
    *tokens_to_revoke = NULL;
  if (response->status / 100 != 2)
    {
      g_propagate_error (error, lk_http_response_to_error (response));
      return NULL;
    }
  if ((body = lk_http_response_parse_object (response, error)) == NULL)
    return NULL;

  tokens = read_tokens (body, response->started / G_USEC_PER_SEC, previous_refresh_token);
  if (tokens != NULL && grants_api (body))
    return g_steal_pointer (&tokens);

  if (tokens == NULL)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, "The answer has no usable token");
  else
    g_set_error_literal (error, LK_ERROR, LK_ERROR_REFUSED,
                         "The provider does not grant the Matrix API");
  lk_http_response_locate_error (response, error);
  if (tokens_to_revoke != NULL)
    *tokens_to_revoke = g_steal_pointer (&tokens);
  return NULL;
}

static gint64
get_legacy_expiry (JsonObject *body,
                   gint64      obtained_at)
{
  gint64 expires_in;

  if (!lk_json_get_integer (body, "expires_in_ms", &expires_in))
    return 0;
  return obtained_at + CLAMP (expires_in / 1000, 0, LONGEST_LIFE);
}

/**
 * lk_tokens_read_legacy:
 * @body: the answer of a legacy homeserver that logs somebody in or renews a session
 * @started: when it was asked, microseconds since 1970
 * @previous_refresh_token: (transfer none) (nullable): stays in use when @body has none
 *
 * Returns: (transfer full) (nullable): the tokens in @body; %NULL when it has no usable one
 */
LkTokens *
lk_tokens_read_legacy (JsonObject *body,
                       gint64      started,
                       LkSecret   *previous_refresh_token)
{
  g_autoptr (LkSecret) access_token = get_token (body, "access_token");
  g_autoptr (LkSecret) refresh_token = get_token (body, "refresh_token");
  gint64 obtained_at = started / G_USEC_PER_SEC;

  if (access_token == NULL)
    return NULL;
  return lk_tokens_new (access_token,
                        refresh_token != NULL ? refresh_token : previous_refresh_token,
                        obtained_at, get_legacy_expiry (body, obtained_at));
}
