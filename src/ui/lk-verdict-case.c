/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-verdict-private.h"

#include <glib/gi18n.h>

/* Whom a step of a trace is about, and how a sentence about them is made. */

/* Returns: (nullable): the host, with the port when it isn't the usual one */
static char *
host_of (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  if (g_uri_get_port (uri) > 0)
    return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  return g_strdup (g_uri_get_host (uri));
}

gboolean
lk_verdict_step_came_to (const LkTraceStep *step,
                         const char        *outcome)
{
  return step != NULL && g_strcmp0 (step->outcome, outcome) == 0;
}

static gboolean
is_step (const LkTraceStep *step,
         const char        *name)
{
  return g_strcmp0 (step->name, name) == 0;
}

static LkVerdictRole
role_of (LkTrace           *trace,
         const LkTraceStep *step)
{
  static const char *const of_homeserver[] = {
    "versions", "auth-metadata", "auth-issuer", "login-flows", "whoami", NULL,
  };

  if (is_step (step, "well-known") || is_step (step, "server-entry"))
    return LK_VERDICT_TYPED;
  if (!g_strv_contains (of_homeserver, step->name != NULL ? step->name : ""))
    return LK_VERDICT_PROVIDER;
  return lk_verdict_step_came_to (lk_trace_find (trace, "well-known"), "found") ? LK_VERDICT_NAMED
                                                                          : LK_VERDICT_TYPED;
}

static char *
host_in (LkTrace    *trace,
         const char *name)
{
  LkTraceStep *step = lk_trace_find (trace, name);

  return step != NULL ? host_of (step->url) : NULL;
}

/* A provider without registration is asked nothing; it is known by its issuer. */
static char *
provider_in (LkTrace *trace)
{
  static const char *const names[] = { "openid-configuration", "auth-metadata" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      LkTraceStep *step = lk_trace_find (trace, names[i]);

      if (lk_verdict_step_came_to (step, "found"))
        return host_of (step->found);
    }
  return NULL;
}

void
lk_verdict_case_init (LkVerdictCase *self,
                      LkTrace       *trace,
                      guint          position)
{
  self->trace = trace;
  self->step = lk_trace_peek (trace, position);
  self->role = role_of (trace, self->step);
  self->host = host_of (self->step->url);
  if (self->host == NULL && self->role == LK_VERDICT_PROVIDER)
    self->host = provider_in (trace);
  self->owner = host_in (trace, self->role == LK_VERDICT_PROVIDER ? "versions" : "well-known");
}

void
lk_verdict_case_clear (LkVerdictCase *self)
{
  g_free (self->host);
  g_free (self->owner);
}

static void
replace_all (char      **text,
             const char *what,
             const char *with)
{
  g_auto (GStrv) parts = g_strsplit (*text, what, -1);

  g_free (*text);
  *text = g_strjoinv (with != NULL ? with : "?", parts);
}

/* @text: marked for translation, not translated yet */
LkVerdict *
lk_verdict_say (const LkVerdictCase *self,
                LkVerdictKind        kind,
                LkCulprit            culprit,
                const char          *text)
{
  LkVerdict *verdict = g_new0 (LkVerdict, 1);
  g_autofree char *found = host_of (self->step->found);

  verdict->kind = kind;
  verdict->culprit = culprit;
  verdict->text = g_strdup (*text != '\0' ? _(text) : "");
  replace_all (&verdict->text, "{host}", self->host);
  replace_all (&verdict->text, "{owner}", self->owner);
  replace_all (&verdict->text, "{found}", found != NULL ? found : self->step->found);
  return verdict;
}

LkVerdict *
lk_verdict_blame (const LkVerdictCase *self,
                  LkCulprit            culprit,
                  const char          *text)
{
  return lk_verdict_say (self, LK_VERDICT_FAULT, culprit, text);
}
