/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-authorization.h"

#include "lk-error.h"
#include "lk-random.h"
#include "lk-redirect.h"
#include "lk-scopes.h"

/*
 * One attempt to be authorized, from the address of the provider's page to the judgement on
 * the redirect that comes back (spec §4). An attempt is judged once: what comes after that,
 * or was never meant for it, is a stray.
 */

#define VERIFIER_BYTES 32
#define STATE_BYTES 24

/* The dynamic ports: none of them is among those that browsers refuse to go to. */
#define FIRST_PORT 49152
#define N_PORTS (65536 - FIRST_PORT)

#define STEP "authorization"

struct _LkAuthorization
{
  GObject         parent_instance;

  LkAuthMetadata *metadata;
  char           *client_id;
  char           *redirect_uri;
  char           *device_id;
  char           *login_hint_user_id; /* (nullable) */
  LkSecret       *verifier;
  LkSecret       *state;
  gboolean        create;
  gboolean        is_judged;
};

G_DEFINE_FINAL_TYPE (LkAuthorization, lk_authorization, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (LkRedirectVerdict, lk_redirect_verdict,
                    G_DEFINE_ENUM_VALUE (LK_REDIRECT_CODE, "code"),
                    G_DEFINE_ENUM_VALUE (LK_REDIRECT_STRAY, "stray"),
                    G_DEFINE_ENUM_VALUE (LK_REDIRECT_REFUSED, "refused"))

static void
lk_authorization_finalize (GObject *object)
{
  LkAuthorization *self = LK_AUTHORIZATION (object);

  g_clear_pointer (&self->metadata, lk_auth_metadata_unref);
  g_free (self->client_id);
  g_free (self->redirect_uri);
  g_free (self->device_id);
  g_free (self->login_hint_user_id);
  g_clear_pointer (&self->verifier, lk_secret_unref);
  g_clear_pointer (&self->state, lk_secret_unref);
  G_OBJECT_CLASS (lk_authorization_parent_class)->finalize (object);
}

static void
lk_authorization_class_init (LkAuthorizationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_authorization_finalize;
}

static void
lk_authorization_init (LkAuthorization *self)
{
  self->verifier = lk_random_secret (VERIFIER_BYTES);
  self->state = lk_random_secret (STATE_BYTES);
}

/**
 * lk_authorization_new:
 * @metadata: of the provider; the attempt holds on to this snapshot
 * @client_id: who we are to it
 * @redirect_uri: as registered, or of lk_authorization_make_redirect_uri()
 * @device_id: (nullable): the device to be again; a new one is made when there is none or when
 *   servers would refuse it (spec §4.4)
 * @create: whether the person wants a new user account; without effect where that isn't offered
 * @login_hint_user_id: (nullable): who is to sign in
 *
 * Returns: (transfer full): a new attempt, with secrets of its own
 */
LkAuthorization *
lk_authorization_new (LkAuthMetadata *metadata,
                      const char     *client_id,
                      const char     *redirect_uri,
                      const char     *device_id,
                      gboolean        create,
                      const char     *login_hint_user_id)
{
  LkAuthorization *self;

  g_return_val_if_fail (metadata != NULL, NULL);
  g_return_val_if_fail (client_id != NULL && redirect_uri != NULL, NULL);

  self = g_object_new (LK_TYPE_AUTHORIZATION, NULL);
  self->metadata = lk_auth_metadata_ref (metadata);
  self->client_id = g_strdup (client_id);
  self->redirect_uri = g_strdup (redirect_uri);
  self->device_id = device_id != NULL && lk_device_id_is_reusable (device_id)
                      ? g_strdup (device_id) : lk_device_id_new ();
  self->create = create && metadata->offers_create;
  self->login_hint_user_id = g_strdup (login_hint_user_id);
  return self;
}

/**
 * lk_authorization_make_redirect_uri:
 *
 * Returns: (transfer full): the loopback redirect URI with a random port, which tells attempts
 *   at different providers apart even when they send no iss (RFC 9700 §4.4)
 */
char *
lk_authorization_make_redirect_uri (void)
{
  g_autoptr (GUri) uri = g_uri_parse (LK_REDIRECT_LOOPBACK, G_URI_FLAGS_ENCODED, NULL);
  int port = FIRST_PORT + (int) lk_random_below (N_PORTS);

  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     port, g_uri_get_path (uri), NULL, NULL);
}

/**
 * lk_authorization_dup_scope:
 * @self: an attempt
 *
 * Returns: (transfer full): what is asked for: the API and the one device (spec §4.3)
 */
char *
lk_authorization_dup_scope (LkAuthorization *self)
{
  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), NULL);

  if (self->metadata->scopes == LK_SCOPES_UNSTABLE)
    return g_strconcat (LK_SCOPE_API_UNSTABLE " " LK_SCOPE_DEVICE_UNSTABLE, self->device_id, NULL);
  return g_strconcat (LK_SCOPE_API " " LK_SCOPE_DEVICE, self->device_id, NULL);
}

static void
add_param (GString    *query,
           const char *name,
           const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  if (query->len > 0 && query->str[query->len - 1] != '&')
    g_string_append_c (query, '&');
  g_string_append (query, name);
  g_string_append_c (query, '=');
  g_string_append (query, escaped);
}

static void
add_params (LkAuthorization *self,
            GString         *query)
{
  g_autofree char *scope = lk_authorization_dup_scope (self);
  g_autofree char *challenge = lk_pkce_challenge (lk_secret_peek (self->verifier));

  add_param (query, "response_type", "code");
  add_param (query, "response_mode", "query");
  add_param (query, "client_id", self->client_id);
  add_param (query, "redirect_uri", self->redirect_uri);
  add_param (query, "scope", scope);
  add_param (query, "state", lk_secret_peek (self->state));
  add_param (query, "code_challenge", challenge);
  add_param (query, "code_challenge_method", "S256");
}

/**
 * lk_authorization_build_uri:
 * @self: an attempt
 *
 * The address of the provider's page (spec §4.2). A query that the endpoint already has stays.
 * It holds the state, so it may be shown to the person and to nobody else.
 *
 * Returns: (transfer full): the authorization URL
 */
char *
lk_authorization_build_uri (LkAuthorization *self)
{
  g_autoptr (GUri) endpoint = NULL;
  g_autoptr (GString) query = NULL;

  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), NULL);

  endpoint = g_uri_parse (self->metadata->authorization_endpoint, G_URI_FLAGS_ENCODED, NULL);
  g_return_val_if_fail (endpoint != NULL, NULL);

  query = g_string_new (g_uri_get_query (endpoint));
  add_params (self, query);
  if (self->create)
    add_param (query, "prompt", "create");
  if (self->login_hint_user_id != NULL)
    {
      g_autofree char *hint = g_strconcat ("mxid:", self->login_hint_user_id, NULL);

      add_param (query, "login_hint", hint);
    }
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (endpoint), NULL,
                     g_uri_get_host (endpoint), g_uri_get_port (endpoint),
                     g_uri_get_path (endpoint), query->str, NULL);
}

/** lk_authorization_get_metadata: Returns: (transfer none): the snapshot it started with */
LkAuthMetadata *
lk_authorization_get_metadata (LkAuthorization *self)
{
  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), NULL);

  return self->metadata;
}

/** lk_authorization_get_client_id: Returns: (transfer none): who we are to the provider */
const char *
lk_authorization_get_client_id (LkAuthorization *self)
{
  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), NULL);

  return self->client_id;
}

/** lk_authorization_get_redirect_uri: Returns: (transfer none): where the answer comes back */
const char *
lk_authorization_get_redirect_uri (LkAuthorization *self)
{
  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), NULL);

  return self->redirect_uri;
}

/** lk_authorization_get_device_id: Returns: (transfer none): the device asked for */
const char *
lk_authorization_get_device_id (LkAuthorization *self)
{
  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), NULL);

  return self->device_id;
}

/** lk_authorization_get_verifier: Returns: (transfer none): for the token request only */
LkSecret *
lk_authorization_get_verifier (LkAuthorization *self)
{
  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), NULL);

  return self->verifier;
}

/* Only the right state uses the attempt up: nobody else can end it by guessing. */
static gboolean
use_up_state (LkAuthorization *self,
              const char      *text)
{
  g_autoptr (LkSecret) state = text != NULL ? lk_secret_new (text) : NULL;

  if (self->is_judged || !lk_secret_equal (self->state, state))
    return FALSE;
  self->is_judged = TRUE;
  return TRUE;
}

/* RFC 9207 §2.4: an answer of another provider than the one we asked. */
static gboolean
is_from_issuer (LkAuthorization *self,
                const char      *iss)
{
  if (iss == NULL)
    return !self->metadata->sends_iss;
  return g_str_equal (iss, self->metadata->issuer);
}

static GError *
error_of_redirect (const char *code,
                   const char *description)
{
  GError *error;

  if (g_str_equal (code, "access_denied"))
    error = g_error_new_literal (LK_ERROR, LK_ERROR_DENIED_BY_USER, "The person said no");
  else if (g_str_equal (code, "server_error") || g_str_equal (code, "temporarily_unavailable"))
    error = g_error_new_literal (LK_ERROR, LK_ERROR_SERVER_FAILED, "The provider has a fault");
  else
    error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "The provider refuses");
  lk_error_set_server_said (error, code, description);
  return error;
}

static GError *
find_fault (LkAuthorization *self,
            GHashTable      *params)
{
  const char *refusal = g_hash_table_lookup (params, "error");
  const char *code = g_hash_table_lookup (params, "code");

  if (!is_from_issuer (self, g_hash_table_lookup (params, "iss")))
    return g_error_new_literal (LK_ERROR, LK_ERROR_PROTOCOL,
                                "The redirect does not come from the provider that was asked");
  if (refusal != NULL)
    return error_of_redirect (refusal, g_hash_table_lookup (params, "error_description"));
  if (code == NULL || *code == '\0')
    return g_error_new_literal (LK_ERROR, LK_ERROR_PROTOCOL, "The redirect brings no code");
  return NULL;
}

/**
 * lk_authorization_take_redirect:
 * @self: an attempt
 * @uri: where the browser was sent
 * @code: (out) (transfer full): the authorization code, when the verdict is %LK_REDIRECT_CODE
 * @error: return location for an error, when the verdict is %LK_REDIRECT_REFUSED:
 *   %LK_ERROR_DENIED_BY_USER, %LK_ERROR_SERVER_FAILED, %LK_ERROR_REFUSED, or %LK_ERROR_PROTOCOL
 *   for one from another issuer or without a code
 *
 * Judges a redirect in the order of spec §4.8. A stray changes nothing: the attempt goes on
 * waiting. Any other verdict is given once.
 *
 * Returns: the verdict
 */
LkRedirectVerdict
lk_authorization_take_redirect (LkAuthorization *self,
                                const char      *uri,
                                LkSecret       **code,
                                GError         **error)
{
  g_autoptr (GHashTable) params = NULL;
  GError *fault;

  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), LK_REDIRECT_STRAY);

  *code = NULL;
  if (!lk_redirect_matches (self->redirect_uri, uri) ||
      (params = lk_redirect_parse (uri)) == NULL ||
      !use_up_state (self, g_hash_table_lookup (params, "state")))
    return LK_REDIRECT_STRAY;

  if ((fault = find_fault (self, params)) != NULL)
    {
      lk_error_set_request (fault, STEP, self->metadata->authorization_endpoint, 0);
      g_propagate_error (error, fault);
      return LK_REDIRECT_REFUSED;
    }
  *code = lk_secret_new (g_hash_table_lookup (params, "code"));
  return LK_REDIRECT_CODE;
}

/**
 * lk_authorization_take_code:
 * @self: an attempt
 * @text: what a person says is the code
 * @code: (out) (transfer full): the authorization code, when the verdict is %LK_REDIRECT_CODE
 *
 * Takes a code without its address. That it belongs to this attempt is proven by PKCE when it is
 * exchanged; that it comes from the right provider only by an `iss`, so where the provider sends
 * one the whole address is needed (RFC 9207 §2.4).
 *
 * Returns: %LK_REDIRECT_CODE or %LK_REDIRECT_STRAY
 */
LkRedirectVerdict
lk_authorization_take_code (LkAuthorization  *self,
                            const char       *text,
                            LkSecret        **code)
{
  g_return_val_if_fail (LK_IS_AUTHORIZATION (self), LK_REDIRECT_STRAY);

  *code = NULL;
  if (self->is_judged || self->metadata->sends_iss || !g_str_is_ascii (text))
    return LK_REDIRECT_STRAY;
  self->is_judged = TRUE;
  *code = lk_secret_new (text);
  return LK_REDIRECT_CODE;
}
