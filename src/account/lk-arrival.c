/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-arrival.h"

#include <string.h>

/** lk_arrival_new_redirect: Returns: (transfer full): a redirect to @uri that came by @way */
LkArrival *
lk_arrival_new_redirect (LkArrivalWay  way,
                         const char   *uri)
{
  LkArrival *self = g_new0 (LkArrival, 1);

  self->way = way;
  self->redirect = lk_secret_new (uri);
  return self;
}

static LkArrival *
new_pasted_code (const char *code)
{
  LkArrival *self = g_new0 (LkArrival, 1);

  self->way = LK_ARRIVAL_BY_PASTE;
  self->code = lk_secret_new (code);
  return self;
}

/** lk_arrival_new_tokens: Returns: (transfer full): what another device brought */
LkArrival *
lk_arrival_new_tokens (LkTokens *tokens)
{
  LkArrival *self = g_new0 (LkArrival, 1);

  self->way = LK_ARRIVAL_BY_DEVICE;
  self->tokens = lk_tokens_ref (tokens);
  return self;
}

/* Addresses get broken into lines on their way through mails and chats. */
static char *
without_spaces (const char *text)
{
  GString *joined = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (joined, *text);
  return g_string_free (joined, FALSE);
}

/* Browsers don't show the scheme, so what is marked in their address bar may lack it.
 * Returns: (transfer full) (nullable): @text as an address; %NULL when it is no redirect's */
static char *
make_address (const char *text,
              const char *redirect_uri)
{
  const char *host = strstr (redirect_uri, "://") + strlen ("://");
  const char *query = text + strspn (text, "?");

  if (strstr (text, ":/") != NULL)
    return g_strdup (text);
  if (g_str_has_prefix (text, host))
    return g_strconcat (redirect_uri, text + strlen (host), NULL);
  if ((strchr (query, '=') != NULL && strchr (query, '&') != NULL) ||
      g_str_has_prefix (query, "code="))
    return g_strconcat (redirect_uri, "?", query, NULL);
  return NULL;
}

/**
 * lk_arrival_new_pasted:
 * @text: what a person pasted
 * @redirect_uri: where the attempt's redirect leads
 *
 * People paste what they can get hold of: the whole address, the part of it behind the question
 * mark, or the code alone.
 *
 * Returns: (transfer full) (nullable): what that amounts to; %NULL for nothing
 */
LkArrival *
lk_arrival_new_pasted (const char *text,
                       const char *redirect_uri)
{
  char *trimmed = without_spaces (text);
  char *uri = make_address (trimmed, redirect_uri);
  LkArrival *self = NULL;

  if (uri != NULL)
    self = lk_arrival_new_redirect (LK_ARRIVAL_BY_PASTE, uri);
  else if (*trimmed != '\0')
    self = new_pasted_code (trimmed);
  lk_secret_wipe_string (uri);
  lk_secret_wipe_string (trimmed);
  return self;
}

/** lk_arrival_free: frees @self. */
void
lk_arrival_free (LkArrival *self)
{
  g_clear_pointer (&self->redirect, lk_secret_unref);
  g_clear_pointer (&self->code, lk_secret_unref);
  g_clear_pointer (&self->tokens, lk_tokens_unref);
  g_free (self);
}
