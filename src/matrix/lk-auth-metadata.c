/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-auth-metadata.h"

#include <string.h>

#include "lk-error.h"
#include "lk-json.h"

/*
 * Strict about what signing in needs, for a wrong address here is where the code and the tokens
 * go; lenient about the rest, for a slip of an administrator there must not lock anybody out.
 * The provider may be on any host: neither issuer nor endpoints are compared with the homeserver.
 */

#define DEFAULT_MAX_AGE 600
#define LONGEST_MAX_AGE (60 * 60)
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

G_DEFINE_BOXED_TYPE (LkAuthMetadata, lk_auth_metadata,
                     lk_auth_metadata_ref, lk_auth_metadata_unref)

/* @why: what is wrong with @field; both are ours, never the server's words */
static gboolean
is_wrong (const char *field,
          const char *why,
          GError    **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_MISCONFIGURED, "The auth metadata's %s %s", field, why);
  return FALSE;
}

static gboolean
is_endpoint (LkTransport transport,
             const char *url)
{
  return lk_transport_allows (transport, url) && strchr (url, '#') == NULL;
}

static gboolean
take_issuer (LkAuthMetadata *self,
             JsonObject     *object,
             GError        **error)
{
  const char *issuer = lk_json_get_string (object, "issuer");

  if (issuer == NULL)
    return is_wrong ("issuer", "is missing or not a string", error);
  if (!lk_transport_allows (self->transport, issuer) || strpbrk (issuer, "?#") != NULL)
    return is_wrong ("issuer", "is not an https address without query and fragment", error);
  self->issuer = g_strdup (issuer);
  return TRUE;
}

static gboolean
take_endpoint (LkAuthMetadata *self,
               JsonObject     *object,
               const char     *field,
               char          **endpoint,
               GError        **error)
{
  const char *url = lk_json_get_string (object, field);

  if (url == NULL)
    return is_wrong (field, "is missing or not a string", error);
  if (!is_endpoint (self->transport, url))
    return is_wrong (field, "is not an https address without fragment", error);
  *endpoint = g_strdup (url);
  return TRUE;
}

/* Matrix requires it and RFC 8414 doesn't: without it there may be a static client ID; but one
 * that is there has to be usable. */
static gboolean
take_registration_endpoint (LkAuthMetadata *self,
                            JsonObject     *object,
                            GError        **error)
{
  static const char field[] = "registration_endpoint";

  if (!json_object_has_member (object, field) || json_object_get_null_member (object, field))
    return TRUE;
  return take_endpoint (self, object, field, &self->registration_endpoint, error);
}

static gboolean
lists (JsonObject *object,
       const char *field,
       const char *value)
{
  g_auto (GStrv) values = lk_json_get_strings (object, field);

  return values != NULL && g_strv_contains ((const char *const *) values, value);
}

/* What has to be in which list. Without refresh tokens a session would end after minutes; a
 * provider without S256 could be made to forget the proof of who asked (RFC 9700 §2.1.1). */
static gboolean
check_lists (JsonObject *object,
             GError    **error)
{
  static const struct
  {
    const char *field;
    const char *value;
  } needs[] = {
    { "response_types_supported", "code" },
    { "grant_types_supported", "authorization_code" },
    { "grant_types_supported", "refresh_token" },
    { "response_modes_supported", "query" },
    { "code_challenge_methods_supported", "S256" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      if (!lists (object, needs[i].field, needs[i].value))
        {
          g_autofree char *why = g_strconcat ("is not a list with ", needs[i].value, NULL);

          return is_wrong (needs[i].field, why, error);
        }
    }
  return TRUE;
}

static gboolean
take_required (LkAuthMetadata *self,
               JsonObject     *object,
               GError        **error)
{
  return take_issuer (self, object, error) &&
         take_endpoint (self, object, "authorization_endpoint",
                        &self->authorization_endpoint, error) &&
         take_endpoint (self, object, "token_endpoint", &self->token_endpoint, error) &&
         take_endpoint (self, object, "revocation_endpoint", &self->revocation_endpoint, error) &&
         take_registration_endpoint (self, object, error) &&
         check_lists (object, error);
}

/* The first that can be used: the stable name, the unstable one, the well-known file's. */
static char *
choose_account_uri (LkAuthMetadata *self,
                    JsonObject     *object,
                    const char     *fallback)
{
  const char *const uris[] = {
    lk_json_get_string (object, "account_management_uri"),
    lk_json_get_string (object, "org.matrix.msc4191.account_management_uri"),
    fallback,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      if (lk_transport_allows (self->transport, uris[i]))
        return g_strdup (uris[i]);
    }
  return NULL;
}

static GStrv
choose_account_actions (JsonObject *object)
{
  GStrv actions = lk_json_get_strings (object, "account_management_actions_supported");

  if (actions == NULL)
    actions = lk_json_get_strings (object,
                                   "org.matrix.msc4191.account_management_actions_supported");
  return actions != NULL ? actions : g_new0 (char *, 1);
}

/* Returns: (transfer full) (nullable) */
static char *
dup_optional_endpoint (LkAuthMetadata *self,
                       JsonObject     *object,
                       const char     *field)
{
  const char *url = lk_json_get_string (object, field);

  return url != NULL && is_endpoint (self->transport, url) ? g_strdup (url) : NULL;
}

static void
take_optional (LkAuthMetadata *self,
               JsonObject     *object,
               const char     *account_uri)
{
  if (lists (object, "grant_types_supported", DEVICE_GRANT))
    self->device_authorization_endpoint =
      dup_optional_endpoint (self, object, "device_authorization_endpoint");
  self->end_session_endpoint = dup_optional_endpoint (self, object, "end_session_endpoint");
  self->account_management_uri = choose_account_uri (self, object, account_uri);
  self->account_management_actions = choose_account_actions (object);
  self->offers_create = lists (object, "prompt_values_supported", "create");
  self->sends_iss = lk_json_get_boolean (object, "authorization_response_iss_parameter_supported",
                                         FALSE);
}

static LkAuthMetadata *
metadata_new (const LkHttpResponse *response,
              LkTransport           transport,
              LkScopes              scopes)
{
  LkAuthMetadata *self = g_atomic_rc_box_new0 (LkAuthMetadata);

  self->transport = transport;
  self->scopes = scopes;
  self->fetched = response->started;
  self->max_age = response->max_age < 0 ? DEFAULT_MAX_AGE
                                        : MIN (response->max_age, LONGEST_MAX_AGE);
  return self;
}

/**
 * lk_auth_metadata_parse:
 * @response: an answer of status 200 from one of the places of spec §2.1
 * @transport: how the homeserver may be talked to; holds for its provider, too
 * @scopes: the spelling of the scopes that goes with that place
 * @error: return location for %LK_ERROR_MISCONFIGURED; its message names the bad field
 *
 * Returns: (transfer full): the metadata, validated (spec §2.3)
 */
LkAuthMetadata *
lk_auth_metadata_parse (const LkHttpResponse *response,
                        LkTransport           transport,
                        LkScopes              scopes,
                        GError              **error)
{
  return lk_auth_metadata_parse_with_account (response, transport, scopes, NULL, error);
}

/**
 * lk_auth_metadata_parse_with_account:
 * @account_uri: (nullable): the account page that the well-known file names (spec §7.1)
 *
 * Like lk_auth_metadata_parse(). @account_uri is used if the metadata itself names none that
 * is usable.
 *
 * Returns: (transfer full): the metadata, validated
 */
LkAuthMetadata *
lk_auth_metadata_parse_with_account (const LkHttpResponse *response,
                                     LkTransport           transport,
                                     LkScopes              scopes,
                                     const char           *account_uri,
                                     GError              **error)
{
  g_autoptr (JsonObject) object = lk_http_response_parse_object (response, NULL);
  g_autoptr (LkAuthMetadata) self = metadata_new (response, transport, scopes);

  if (object == NULL)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_MISCONFIGURED,
                         "The auth metadata is not a JSON object");
  if (object == NULL || !take_required (self, object, error))
    {
      lk_http_response_locate_error (response, error);
      return NULL;
    }
  take_optional (self, object, account_uri);
  return g_steal_pointer (&self);
}

/** lk_auth_metadata_ref: Returns: (transfer full): @self */
LkAuthMetadata *
lk_auth_metadata_ref (LkAuthMetadata *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
metadata_clear (gpointer data)
{
  LkAuthMetadata *self = data;

  g_free (self->issuer);
  g_free (self->authorization_endpoint);
  g_free (self->token_endpoint);
  g_free (self->revocation_endpoint);
  g_free (self->registration_endpoint);
  g_free (self->device_authorization_endpoint);
  g_free (self->end_session_endpoint);
  g_free (self->account_management_uri);
  g_strfreev (self->account_management_actions);
}

/** lk_auth_metadata_unref: lets go of @self; the last to do so frees it. */
void
lk_auth_metadata_unref (LkAuthMetadata *self)
{
  g_atomic_rc_box_release_full (self, metadata_clear);
}

/**
 * lk_auth_metadata_is_fresh:
 * @now: the wall clock, in microseconds since 1970
 *
 * Returns: whether @self may still be used without asking again (spec §2.4). It may not when
 *   the clock has been put back: then nobody knows how old it is.
 */
gboolean
lk_auth_metadata_is_fresh (const LkAuthMetadata *self,
                           gint64                now)
{
  return now >= self->fetched && now - self->fetched < self->max_age * G_USEC_PER_SEC;
}
