/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-legacy-sso.h"

#include "lk-error.h"
#include "lk-random.h"
#include "lk-redirect.h"

#define PATH "/_matrix/client/v3/login/sso/redirect"
#define STEP "sso"
#define NONCE "nonce"
#define NONCE_BYTES 24

struct _LkLegacySso
{
  char     *redirect_uri; /* without query */
  LkSecret *nonce;
  gboolean  is_judged;
};

/**
 * lk_legacy_sso_new:
 * @redirect_uri: where the answer is to come back, without query
 *
 * Returns: (transfer full): a new attempt, with a nonce of its own
 */
LkLegacySso *
lk_legacy_sso_new (const char *redirect_uri)
{
  LkLegacySso *self = g_new0 (LkLegacySso, 1);

  self->redirect_uri = g_strdup (redirect_uri);
  self->nonce = lk_random_secret (NONCE_BYTES);
  return self;
}

/** lk_legacy_sso_free: frees @self. */
void
lk_legacy_sso_free (LkLegacySso *self)
{
  g_free (self->redirect_uri);
  lk_secret_unref (self->nonce);
  g_free (self);
}

/**
 * lk_legacy_sso_build_uri:
 * @self: an attempt
 * @base_url: of the homeserver, without trailing slash
 * @provider_id: (nullable): where the person wants to prove who they are; %NULL lets the
 *   homeserver decide
 * @create: whether the person wants a new account
 *
 * The address that begins the sign-on. Both spellings of the action are sent (MSC3824); servers
 * that don't know them pass them over.
 *
 * Returns: (transfer full): the address; it holds the nonce, so it may be shown to the person and
 *   to nobody else
 */
char *
lk_legacy_sso_build_uri (LkLegacySso *self,
                         const char  *base_url,
                         const char  *provider_id,
                         gboolean     create)
{
  g_autofree char *id = provider_id != NULL ? g_uri_escape_string (provider_id, NULL, FALSE) : NULL;
  const char *action = create ? "register" : "login";
  char *back = g_strconcat (self->redirect_uri, "?" NONCE "=", lk_secret_peek (self->nonce), NULL);
  char *escaped = g_uri_escape_string (back, NULL, FALSE);
  char *uri = g_strconcat (base_url, PATH, id != NULL ? "/" : "", id != NULL ? id : "",
                           "?redirectUrl=", escaped, "&action=", action,
                           "&org.matrix.msc3824.action=", action, NULL);

  lk_secret_wipe_string (back);
  lk_secret_wipe_string (escaped);
  return uri;
}

/* Only the right nonce uses the attempt up: nobody else can end it by guessing. */
static gboolean
use_up_nonce (LkLegacySso *self,
              const char  *text)
{
  g_autoptr (LkSecret) nonce = text != NULL ? lk_secret_new (text) : NULL;

  if (self->is_judged || !lk_secret_equal (self->nonce, nonce))
    return FALSE;
  self->is_judged = TRUE;
  return TRUE;
}

/**
 * lk_legacy_sso_take_redirect:
 * @self: an attempt
 * @uri: where the browser was sent
 * @login_token: (out) (transfer full): when the verdict is %LK_REDIRECT_CODE: what is to be
 *   traded for a session at once
 * @error: return location for %LK_ERROR_PROTOCOL, when the verdict is %LK_REDIRECT_REFUSED
 *
 * Judges a redirect (spec §9.3). A stray changes nothing: the attempt goes on waiting. Any other
 * verdict is given once.
 *
 * Returns: the verdict
 */
LkRedirectVerdict
lk_legacy_sso_take_redirect (LkLegacySso *self,
                             const char  *uri,
                             LkSecret   **login_token,
                             GError     **error)
{
  g_autoptr (GHashTable) params = NULL;
  const char *token;

  *login_token = NULL;
  if (!lk_redirect_matches (self->redirect_uri, uri) ||
      (params = lk_redirect_parse (uri)) == NULL ||
      !use_up_nonce (self, g_hash_table_lookup (params, NONCE)))
    return LK_REDIRECT_STRAY;

  token = g_hash_table_lookup (params, "loginToken");
  if (token == NULL || *token == '\0')
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL,
                           "The redirect brings no login token");
      if (error != NULL)
        lk_error_set_step (*error, STEP);
      return LK_REDIRECT_REFUSED;
    }
  *login_token = lk_secret_new (token);
  return LK_REDIRECT_CODE;
}
