/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-policies.h"

#include "lk-error.h"
#include "lk-json.h"

#include <string.h>

/*
 * What the stage m.login.terms is about: documents, each in some languages (spec §9.5).
 */

#define MAX_POLICIES    16
#define MAX_POLICY_NAME 100

static LkPolicy *
read_policy (JsonObject  *policy,
             const char  *language,
             LkTransport  transport)
{
  JsonObject *localized = lk_json_get_object (policy, language);
  const char *name = lk_json_get_string (localized, "name");
  const char *url = lk_json_get_string (localized, "url");
  LkPolicy *self;

  if (name == NULL || *name == '\0' || !lk_transport_allows (transport, url))
    return NULL;
  self = g_new0 (LkPolicy, 1);
  self->name = lk_untrusted_text (name, MAX_POLICY_NAME);
  self->url = g_strdup (url);
  return self;
}

/* A locale's name, such as "pt_BR.UTF-8", against a language tag, such as "pt-br". */
static gboolean
is_language (const char *locale,
             const char *tag)
{
  g_autofree char *wanted = g_strdup (locale);
  g_autofree char *offered = g_strdup (tag);

  wanted[strcspn (wanted, ".@")] = '\0';
  g_strdelimit (wanted, "_", '-');
  g_strdelimit (offered, "_", '-');
  return g_ascii_strcasecmp (wanted, offered) == 0;
}

/* @locale: (nullable): any */
static LkPolicy *
read_policy_in (JsonObject  *policy,
                const char  *locale,
                LkTransport  transport)
{
  g_autoptr (GList) members = json_object_get_members (policy);
  LkPolicy *self = NULL;

  for (GList *l = members; l != NULL && self == NULL; l = l->next)
    {
      if (locale == NULL || is_language (locale, l->data))
        self = read_policy (policy, l->data, transport);
    }
  return self;
}

static LkPolicy *
choose_policy (JsonObject        *policy,
               const char *const *languages,
               LkTransport        transport)
{
  LkPolicy *self = NULL;

  for (gsize i = 0; languages[i] != NULL && self == NULL; i++)
    self = read_policy_in (policy, languages[i], transport);
  if (self == NULL)
    self = read_policy_in (policy, "en", transport);
  if (self == NULL)
    self = read_policy_in (policy, NULL, transport);
  return self;
}

/**
 * lk_policies_read:
 * @uia: what the server wants
 * @languages: the person's locales, the best first
 * @transport: how the homeserver may be talked to, which holds for the documents, too
 *
 * The documents of the stage %LK_STAGE_TERMS, each in the best language it comes in.
 *
 * Returns: (transfer full) (nullable) (element-type LkPolicy): the documents; %NULL when there are
 *   none, or one that can't be shown: nobody can agree to what can't be read
 */
GPtrArray *
lk_policies_read (const LkUia       *uia,
                  const char *const *languages,
                  LkTransport        transport)
{
  JsonObject *params = lk_json_get_object (uia->params, LK_STAGE_TERMS);
  JsonObject *policies = lk_json_get_object (params, "policies");
  g_autoptr (GList) members = policies != NULL ? json_object_get_members (policies) : NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (members == NULL || json_object_get_size (policies) > MAX_POLICIES)
    return NULL;

  found = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_policy_free);
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonObject *member = lk_json_get_object (policies, l->data);
      LkPolicy *policy =
        member != NULL ? choose_policy (member, languages, transport) : NULL;

      if (policy == NULL)
        return NULL;
      g_ptr_array_add (found, policy);
    }
  return g_steal_pointer (&found);
}

/** lk_policy_free: frees @self. */
void
lk_policy_free (LkPolicy *self)
{
  g_free (self->name);
  g_free (self->url);
  g_free (self);
}
