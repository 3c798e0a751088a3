/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-registration.h"

#include <string.h>

#include "lk-config.h"
#include "lk-error.h"
#include "lk-json.h"

/*
 * Who we are, told to a provider (RFC 7591, spec §3): making and reading what goes over the
 * wire. The conversation is in lk-client-registration-run.c.
 */

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

static JsonArray *
new_array (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (; *strings != NULL; strings++)
    json_array_add_string_element (array, *strings);
  return array;
}

/* Well-formed enough for RFC 5646: "de", "pt-BR", "zh-Hant-TW"; not "pt_BR" or "sr@latin". */
static gboolean
is_language_tag (const char *tag)
{
  g_auto (GStrv) subtags = g_strsplit (tag, "-", -1);

  for (guint i = 0; subtags[i] != NULL; i++)
    {
      gsize length = strlen (subtags[i]);

      if (length < (i == 0 ? 2 : 1) || length > 8)
        return FALSE;
      for (const char *p = subtags[i]; *p != '\0'; p++)
        if (!(i == 0 ? g_ascii_isalpha (*p) : g_ascii_isalnum (*p)))
          return FALSE;
    }
  return subtags[0] != NULL;
}

/* A name under a malformed tag might cost us the whole registration, so it stays out. */
static void
add_names (JsonObject        *object,
           const char *const *names)
{
  json_object_set_string_member (object, "client_name", "Latchkey");
  for (; names != NULL && names[0] != NULL && names[1] != NULL; names += 2)
    {
      g_autofree char *member = g_strconcat ("client_name#", names[0], NULL);

      if (is_language_tag (names[0]))
        json_object_set_string_member (object, member, names[1]);
    }
}

/**
 * lk_client_registration_build:
 * @metadata: of the provider
 * @redirect_uris: the redirect URIs to register
 * @names: (nullable): pairs of BCP 47 tag and our name in that language, %NULL-terminated
 *
 * The body of the registration request (spec §3.2). The device grant is asked for only where
 * it is offered.
 *
 * Returns: (transfer full): the client metadata
 */
JsonObject *
lk_client_registration_build (const LkAuthMetadata *metadata,
                              const char *const    *redirect_uris,
                              const char *const    *names)
{
  const char *const response_types[] = { "code", NULL };
  const char *const grant_types[] = {
    "authorization_code",
    "refresh_token",
    metadata->device_authorization_endpoint != NULL ? DEVICE_GRANT : NULL,
    NULL,
  };
  JsonObject *object = json_object_new ();

  add_names (object, names);
  json_object_set_string_member (object, "client_uri", LK_CLIENT_URI);
  json_object_set_string_member (object, "application_type", "native");
  json_object_set_string_member (object, "token_endpoint_auth_method", "none");
  json_object_set_array_member (object, "response_types", new_array (response_types));
  json_object_set_array_member (object, "grant_types", new_array (grant_types));
  json_object_set_array_member (object, "redirect_uris", new_array (redirect_uris));
  return object;
}

/* What the provider repeats may differ from what we asked for (RFC 7591 §3.2.1). What it does
 * not repeat, it took as it was. */
static const char *
echo_problem (JsonObject *body,
              const char *redirect_uri)
{
  g_auto (GStrv) redirect_uris = lk_json_get_strings (body, "redirect_uris");
  g_auto (GStrv) grants = lk_json_get_strings (body, "grant_types");

  if (redirect_uris != NULL && redirect_uri != NULL &&
      !g_strv_contains ((const char *const *) redirect_uris, redirect_uri))
    return "The provider did not register our redirect address";
  if (grants != NULL && !g_strv_contains ((const char *const *) grants, "authorization_code"))
    return "The provider did not register us for the authorization code grant";
  return NULL;
}

/* Providers with the grant switched off drop it silently; only its echo proves it (C10). */
static gboolean
took_device_grant (JsonObject           *body,
                   const LkAuthMetadata *metadata)
{
  g_auto (GStrv) grants = lk_json_get_strings (body, "grant_types");

  return metadata->device_authorization_endpoint != NULL && grants != NULL &&
         g_strv_contains ((const char *const *) grants, DEVICE_GRANT);
}

static LkClientRegistration *
new_registration (const char *client_id,
                  gboolean    device_grant)
{
  LkClientRegistration *self = g_new0 (LkClientRegistration, 1);

  self->client_id = g_strdup (client_id);
  self->device_grant = device_grant;
  return self;
}

/**
 * lk_client_registration_parse:
 * @response: the answer of the registration endpoint
 * @metadata: of the provider
 * @redirect_uri: (nullable): the registered redirect URI that will be used
 * @error: return location for an error: that of lk_http_response_to_error() when the answer is
 *   not 2xx; %LK_ERROR_PROTOCOL when it has no client ID; %LK_ERROR_REFUSED when the provider
 *   left out what we can't do without
 *
 * Reads the answer (spec §3.1, §3.5). A client secret that we did not ask for is ignored.
 *
 * Returns: (transfer full): the registration
 */
LkClientRegistration *
lk_client_registration_parse (const LkHttpResponse *response,
                              const LkAuthMetadata *metadata,
                              const char           *redirect_uri,
                              GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  const char *client_id, *problem;

  if (response->status / 100 != 2)
    {
      g_propagate_error (error, lk_http_response_to_error (response));
      return NULL;
    }
  if ((body = lk_http_response_parse_object (response, error)) == NULL)
    return NULL;

  client_id = lk_json_get_string (body, "client_id");
  problem = echo_problem (body, redirect_uri);
  if (client_id == NULL || *client_id == '\0')
    g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, "The registration has no client_id");
  else if (problem != NULL)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_REFUSED, problem);
  else
    return new_registration (client_id, took_device_grant (body, metadata));

  lk_http_response_locate_error (response, error);
  return NULL;
}

/** lk_client_registration_free: frees @self. */
void
lk_client_registration_free (LkClientRegistration *self)
{
  g_free (self->client_id);
  g_free (self);
}
