/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-verdict-private.h"

#include <glib/gi18n.h>

#include "lk-error.h"

/*
 * What a step of a trace means, and whose job it is to mend it. Where a step has sentences of its
 * own they are here; lk-verdict-error.c has those that are the same for all.
 */

/* A network that wants to be signed in to first answers for everybody, with a page of its own; it
 * can't do so for this computer itself, nor where there is encryption. */
static gboolean
is_page_of_network (const LkTraceStep *step)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (step == NULL || !step->is_web_page || step->url == NULL)
    return FALSE;
  uri = g_uri_parse (step->url, G_URI_FLAGS_NONE, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  return host != NULL && g_str_equal (g_uri_get_scheme (uri), "http") &&
         !g_str_equal (host, "127.0.0.1") && !g_str_equal (host, "::1") &&
         g_ascii_strcasecmp (host, "localhost") != 0;
}

static gboolean
is_captive (LkTrace *trace)
{
  LkTraceStep *well_known = lk_trace_find (trace, "well-known");

  return is_page_of_network (lk_trace_find (trace, "versions")) &&
         (well_known == NULL || is_page_of_network (well_known));
}

static LkVerdict *
blame_network (const LkVerdictCase *self)
{
  return lk_verdict_blame (self, LK_CULPRIT_NETWORK,
                           N_("Every answer is a web page. It may be that your network wants you "
                              "to sign in to it first, as in a hotel: open any page in your "
                              "browser. If that isn’t it, there is no Matrix homeserver at "
                              "{host}."));
}

/* Whether the name itself led on, when its well-known file did not. */
typedef enum { NOT_KNOWN, WORKS, FAILS } Without;

static Without
works_without (LkTrace *trace)
{
  LkTraceStep *versions = lk_trace_find (trace, "versions");

  if (versions == NULL || versions->state != LK_TRACE_DONE)
    return NOT_KNOWN;
  return versions->error == NULL ? WORKS : FAILS;
}

static LkVerdict *
judge_unread_file (const LkVerdictCase *self)
{
  switch (works_without (self->trace))
    {
    case WORKS:
      return lk_verdict_say (self, LK_VERDICT_WARNING, LK_CULPRIT_ADMINISTRATOR,
                             N_("The .well-known file of {host} can’t be read. The homeserver is "
                                "found without it; the administrator of {host} should look into "
                                "it."));
    case FAILS:
      return lk_verdict_of_error (self);
    case NOT_KNOWN:
    default:
      return lk_verdict_say (self, LK_VERDICT_WARNING, LK_CULPRIT_ADMINISTRATOR,
                             N_("The .well-known file of {host} can’t be read. The name itself is "
                                "tried instead."));
    }
}

static LkVerdict *
judge_broken_file (const LkVerdictCase *self)
{
  gboolean is_page = self->step->is_web_page;

  switch (works_without (self->trace))
    {
    case WORKS:
      return lk_verdict_say (self, LK_VERDICT_WARNING, LK_CULPRIT_ADMINISTRATOR, is_page
                             ? N_("{host} shows a web page where its .well-known file should be. "
                                  "The homeserver is found without it; the administrator of {host} "
                                  "should fix that.")
                             : N_("The .well-known file of {host} is broken. The homeserver is "
                                  "found without it; the administrator of {host} should fix "
                                  "that."));
    case FAILS:
      if (is_page)
        return lk_verdict_blame (self, LK_CULPRIT_PERSON,
                                 N_("{host} shows a web page where its .well-known file should be, "
                                    "and there is no homeserver. Check what you typed; if it is "
                                    "right, the administrator of {host} has to fix that."));
      return lk_verdict_blame (self, LK_CULPRIT_ADMINISTRATOR,
                               N_("The .well-known file of {host} is broken, and without it no "
                                  "homeserver is found. The administrator of {host} has to fix "
                                  "that."));
    case NOT_KNOWN:
    default:
      return lk_verdict_say (self, LK_VERDICT_WARNING, LK_CULPRIT_ADMINISTRATOR,
                             N_("The .well-known file of {host} is broken. The name itself is "
                                "tried instead."));
    }
}

static LkVerdict *
judge_well_known (const LkVerdictCase *self)
{
  const LkTraceStep *step = self->step;

  if (lk_verdict_step_came_to (step, "found") && step->error == NULL)
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY,
                           /* Translators: “it” is the .well-known file; {found} stays as it is, and
                            * stands for an address. */
                           N_("It says that the homeserver is at {found}."));
  if (step->error == NULL)
    return lk_verdict_say (self, LK_VERDICT_PASSED, LK_CULPRIT_NOBODY,
                           /* Translators: there is no .well-known file. */
                           N_("There is none, which is fine: the name itself is tried."));
  if (is_captive (self->trace))
    return blame_network (self);
  if (lk_verdict_step_came_to (step, "unusable"))
    return lk_verdict_blame (self, LK_CULPRIT_ADMINISTRATOR,
                             N_("The .well-known file of {host} names an address that can’t be "
                                "used as a homeserver’s. The administrator of {host} has to fix "
                                "that."));
  if (step->error->code == LK_ERROR_MISCONFIGURED)
    return judge_broken_file (self);
  return judge_unread_file (self);
}

/* There is no homeserver; and the file that should say where it is? */
static LkVerdict *
judge_no_homeserver (const LkVerdictCase *self)
{
  LkTraceStep *well_known = lk_trace_find (self->trace, "well-known");

  if (self->role == LK_VERDICT_NAMED)
    return lk_verdict_blame (self, LK_CULPRIT_ADMINISTRATOR,
                             N_("The .well-known file of {owner} points to {host}, but there is no "
                                "Matrix homeserver. The administrator of {owner} has to fix "
                                "that."));
  if (is_captive (self->trace))
    return blame_network (self);
  if (well_known != NULL && well_known->error != NULL && !well_known->is_web_page)
    return lk_verdict_blame (self, LK_CULPRIT_ADMINISTRATOR,
                             N_("There is no Matrix homeserver at {host} itself, and its "
                                ".well-known file, which should say where it is, can’t be read. "
                                "The administrator of {host} has to fix that."));
  return lk_verdict_blame (self, LK_CULPRIT_PERSON,
                           N_("There is no Matrix homeserver at {host}. Check what you typed, or "
                              "ask who gave you the name."));
}

static LkVerdict *
judge_versions (const LkVerdictCase *self)
{
  const GError *error = self->step->error;

  if (error == NULL)
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY, N_("A Matrix homeserver "
                                                                        "answers."));
  if (error->code == LK_ERROR_SERVER_UNSUITABLE || error->code == LK_ERROR_MISCONFIGURED)
    return judge_no_homeserver (self);
  return lk_verdict_of_error (self);
}

/* Both for the metadata that the homeserver passes on and for the provider's own. */
static LkVerdict *
judge_metadata (const LkVerdictCase *self)
{
  const LkTraceStep *step = self->step;

  if (step->error != NULL)
    return lk_verdict_of_error (self);
  if (lk_verdict_step_came_to (step, "found"))
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY,
                           N_("People sign in through the provider {found}."));
  if (step->status == 200)
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY, N_("That went well."));
  return lk_verdict_say (self, LK_VERDICT_PASSED, LK_CULPRIT_NOBODY,
                         N_("This server doesn’t have that, so the next place is asked."));
}

static LkVerdict *
judge_flows (const LkVerdictCase *self)
{
  const LkTraceStep *step = self->step;

  if (step->error != NULL && step->error->code == LK_ERROR_SERVER_UNSUITABLE)
    return lk_verdict_blame (self, LK_CULPRIT_ADMINISTRATOR,
                             N_("{host} offers no way to sign in that Latchkey knows. Ask the "
                                "administrator of {host} how people are meant to sign in."));
  if (step->error != NULL)
    return lk_verdict_of_error (self);
  if (lk_verdict_step_came_to (step, "password"))
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY, N_("People sign in with a "
                                                                        "password."));
  if (lk_verdict_step_came_to (step, "sso"))
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY,
                           N_("People sign in on a page of the server’s."));
  if (lk_verdict_step_came_to (step, "password-and-sso"))
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY,
                           N_("People sign in with a password, or on a page of the server’s."));
  return judge_metadata (self);
}

static LkVerdict *
judge_refused_registration (const LkVerdictCase *self)
{
  switch (self->step->status)
    {
    case 0:
      return lk_verdict_blame (self, LK_CULPRIT_POLICY,
                               N_("The provider {host} doesn’t let programs register by "
                                  "themselves. Ask its administrator for a client ID for "
                                  "Latchkey."));
    case 404:
    case 405:
    case 410:
      return lk_verdict_blame (self, LK_CULPRIT_ADMINISTRATOR,
                               N_("The provider names an address on {host} where programs "
                                  "register, but there is nothing. The administrator of {host} has "
                                  "to fix that."));
    default:
      return lk_verdict_blame (self, LK_CULPRIT_POLICY,
                               N_("The provider {host} refuses to let Latchkey in. Its "
                                  "administrator decides which programs may be used there: ask "
                                  "them."));
    }
}

static LkVerdict *
judge_registration (const LkVerdictCase *self)
{
  const LkTraceStep *step = self->step;

  if (step->error != NULL && step->error->code == LK_ERROR_REFUSED)
    return judge_refused_registration (self);
  if (step->error != NULL)
    return lk_verdict_of_error (self);
  if (lk_verdict_step_came_to (step, "static"))
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY,
                           N_("The client ID that is set up on this computer is used."));
  if (step->status >= 400)
    return lk_verdict_say (self, LK_VERDICT_PASSED, LK_CULPRIT_NOBODY,
                           N_("The provider didn’t take that, so another way is tried."));
  return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY, N_("The provider knows Latchkey "
                                                                      "now."));
}

static LkVerdict *
judge_entry (const LkVerdictCase *self)
{
  const LkTraceStep *step = self->step;

  if (step->error != NULL)
    return lk_verdict_of_error (self);
  if (lk_verdict_step_came_to (step, "user-id"))
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY,
                           N_("This is a user ID. Its server is {found}."));
  if (lk_verdict_step_came_to (step, "url"))
    return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY, N_("This is an address."));
  return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY, N_("This is the name of a "
                                                                      "server."));
}

static LkVerdict *
judge_other (const LkVerdictCase *self)
{
  if (self->step->error != NULL)
    return lk_verdict_of_error (self);
  if (self->step->status >= 400)
    return lk_verdict_say (self, LK_VERDICT_PASSED, LK_CULPRIT_NOBODY, N_("The server said no to "
                                                                          "that."));
  return lk_verdict_say (self, LK_VERDICT_FINE, LK_CULPRIT_NOBODY, N_("That went well."));
}

static const struct
{
  const char *step;
  LkVerdict *(*judge) (const LkVerdictCase *self);
} judges[] = {
  { "server-entry", judge_entry },
  { "well-known", judge_well_known },
  { "versions", judge_versions },
  { "auth-metadata", judge_metadata },
  { "auth-issuer", judge_metadata },
  { "openid-configuration", judge_metadata },
  { "login-flows", judge_flows },
  { "register", judge_registration },
};

static LkVerdict *
judge (const LkVerdictCase *self)
{
  if (self->step->state == LK_TRACE_RUNNING)
    return lk_verdict_say (self, LK_VERDICT_RUNNING, LK_CULPRIT_NOBODY, "");
  if (self->step->state == LK_TRACE_STOPPED)
    return lk_verdict_say (self, LK_VERDICT_PASSED, LK_CULPRIT_NOBODY,
                           N_("This was left out, because another step failed."));
  for (gsize i = 0; i < G_N_ELEMENTS (judges); i++)
    {
      if (g_strcmp0 (self->step->name, judges[i].step) == 0)
        return judges[i].judge (self);
    }
  return judge_other (self);
}

/**
 * lk_verdict_new:
 * @trace: what happened
 * @position: of a step in it
 *
 * A step is judged by all that is known, also by what came later: a broken file that nobody needed
 * is a warning.
 *
 * Returns: (transfer full): what is to be thought of the step
 */
LkVerdict *
lk_verdict_new (LkTrace *trace,
                guint    position)
{
  LkVerdictCase self = { 0 };
  LkVerdict *verdict;

  g_return_val_if_fail (LK_IS_TRACE (trace), NULL);
  g_return_val_if_fail (position < lk_trace_length (trace), NULL);

  lk_verdict_case_init (&self, trace, position);
  verdict = judge (&self);
  lk_verdict_case_clear (&self);
  return verdict;
}

/** lk_verdict_free: frees @self. */
void
lk_verdict_free (LkVerdict *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * lk_verdict_find_culprit:
 * @trace: what happened
 * @error: (nullable): why it ended
 * @position: (out): of the step that is to blame
 *
 * Returns: whether there is one: the last step with a fault in it that @error names, else the last
 *   with any
 */
gboolean
lk_verdict_find_culprit (LkTrace      *trace,
                         const GError *error,
                         guint        *position)
{
  gboolean found = FALSE;

  g_return_val_if_fail (LK_IS_TRACE (trace), FALSE);

  for (guint i = 0; i < lk_trace_length (trace); i++)
    {
      LkTraceStep *step = lk_trace_peek (trace, i);
      gboolean is_named = g_strcmp0 (step->name, lk_error_get_step (error)) == 0;

      if (step->error == NULL || (found && !is_named))
        continue;
      *position = i;
      found = TRUE;
    }
  return found;
}
