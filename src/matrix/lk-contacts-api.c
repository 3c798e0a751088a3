/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-contacts-api.h"

#include <string.h>

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-json.h"

/* The e-mail addresses and phone numbers of an account, as its homeserver knows them. */

#define PATH "_matrix/client/v3/account/3pid"
#define LONGEST_ADDRESS 255

/** lk_contact_free: frees @self. */
void
lk_contact_free (LkContact *self)
{
  g_free (self->address);
  g_free (self);
}

static gboolean
read_kind (const char    *medium,
           LkContactKind *kind)
{
  if (g_strcmp0 (medium, "email") == 0)
    *kind = LK_CONTACT_EMAIL;
  else if (g_strcmp0 (medium, "msisdn") == 0)
    *kind = LK_CONTACT_PHONE;
  else
    return FALSE;
  return TRUE;
}

/* The wire has a phone number as digits with the country before them.
 * Returns: (nullable) when nothing is left to be seen */
static char *
read_address (const char    *text,
              LkContactKind  kind)
{
  g_autofree char *harmless = lk_untrusted_text (text, LONGEST_ADDRESS);

  if (harmless == NULL || *g_strstrip (harmless) == '\0')
    return NULL;
  if (kind == LK_CONTACT_PHONE && *harmless != '+')
    return g_strconcat ("+", harmless, NULL);
  return g_steal_pointer (&harmless);
}

static gboolean
is_same (gconstpointer a,
         gconstpointer b)
{
  const LkContact *one = a;
  const LkContact *other = b;

  return one->kind == other->kind && g_str_equal (one->address, other->address);
}

/* A kind that isn't known yet can't be named, so it isn't shown. */
static void
take_contact (GPtrArray *contacts,
              JsonNode  *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  LkContact contact;
  g_autofree char *address = NULL;

  if (!read_kind (lk_json_get_string (object, "medium"), &contact.kind))
    return;
  address = read_address (lk_json_get_string (object, "address"), contact.kind);
  contact.address = address;
  if (address == NULL ||
      g_ptr_array_find_with_equal_func (contacts, &contact, is_same, NULL))
    return;
  contact.address = g_steal_pointer (&address);
  g_ptr_array_add (contacts, g_memdup2 (&contact, sizeof contact));
}

/**
 * lk_contacts_parse:
 * @response: the answer to lk_contacts_api_list()
 * @error: return location for an error: that of lk_client_api_to_error() when the answer is not
 *   200; %LK_ERROR_PROTOCOL when it is not an object
 *
 * A list that is missing is as good as an empty one; at most %LK_CONTACTS_MAX are taken.
 *
 * Returns: (transfer full) (element-type LkContact): the addresses, in the server's order
 */
GPtrArray *
lk_contacts_parse (const LkHttpResponse *response,
                   GError              **error)
{
  g_autoptr (JsonObject) body = NULL;
  GPtrArray *contacts;
  JsonArray *array;

  if (response->status != 200)
    {
      g_propagate_error (error, lk_client_api_to_error (response));
      return NULL;
    }
  body = lk_http_response_parse_object (response, error);
  if (body == NULL)
    return NULL;
  contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_contact_free);
  array = lk_json_get_array (body, "threepids");
  for (guint i = 0; array != NULL && i < json_array_get_length (array) &&
                    contacts->len < LK_CONTACTS_MAX; i++)
    take_contact (contacts, json_array_get_element (array, i));
  return contacts;
}

/**
 * lk_contacts_api_list:
 * @base_url: of the homeserver
 *
 * Returns: (transfer full): the request for the addresses of whose token goes along
 */
LkHttpRequest *
lk_contacts_api_list (const char *base_url)
{
  g_autofree char *url =
    g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "" : "/", PATH, NULL);

  return lk_http_request_new ("contacts", "GET", url);
}
