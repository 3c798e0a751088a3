/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-diagnosis-text.h"

#include <glib/gi18n.h>

#include "lk-config.h"
#include "lk-error.h"
#include "lk-verdict.h"

/*
 * The words for what happened, step by step, in the window and on the command line. What a step
 * means and whose job it is to mend it is the verdict's.
 */

#define MAX_ADDRESS 300

static const struct
{
  const char *step;
  const char *title;
} titles[] = {
  { "server-entry", N_("What you typed") },
  { "well-known", N_("The .well-known file") },
  { "versions", N_("The homeserver") },
  { "auth-metadata", N_("How people sign in") },
  { "auth-issuer", N_("How people sign in, asked in an older way") },
  { "openid-configuration", N_("What the provider says of itself") },
  { "login-flows", N_("How people sign in without a provider") },
  { "register", N_("Introducing Latchkey to the provider") },
  { "authorization", N_("The provider’s page") },
  { "page", N_("The provider’s page") },
  { "device", N_("A code for another device") },
  { "sso", N_("The site that signs you in") },
  { "login-password", N_("Signing in with the password") },
  { "login-token", N_("Finishing the single sign-on") },
  { "register-user", N_("Creating the account") },
  { "token", N_("Finishing the sign-in with the provider") },
  { "whoami", N_("Whose session it is") },
  { "refresh", N_("Renewing the session") },
  { "revoke", N_("Ending the session") },
  { "logout", N_("Ending the session") },
  { "profile", N_("The profile") },
  { "thumbnail", N_("The picture") },
};

/** lk_diagnosis_text_title: Returns: the step in a few words, or its own name */
const char *
lk_diagnosis_text_title (const LkTraceStep *step)
{
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      if (g_strcmp0 (step->name, titles[i].step) == 0)
        return _(titles[i].title);
    }
  return step->name != NULL ? step->name : _("Signing in");
}

static char *
status_text (const LkTraceStep *step)
{
  if (step->state != LK_TRACE_DONE)
    return NULL;
  if (step->status == 0)
    return g_strdup (_("no answer"));
  if (step->is_web_page && step->status < 400)
    /* Translators: %u is an HTTP status, such as 200. */
    return g_strdup_printf (_("%u, a web page"), step->status);
  return g_strdup_printf ("%u", step->status);
}

static char *
time_text (const LkTraceStep *step)
{
  int milliseconds = MAX (1, (int) ((step->duration + 500) / 1000));

  if (step->state != LK_TRACE_DONE || step->duration == 0)
    return NULL;
  /* Translators: milliseconds. */
  return g_strdup_printf (_("%d ms"), milliseconds);
}

static void
add (GString    *line,
     const char *separator,
     const char *text)
{
  if (text == NULL)
    return;
  if (line->len > 0)
    g_string_append (line, separator);
  g_string_append (line, text);
}

/* A server may have made one up that fills the window. */
static void
add_address (GString    *line,
             const char *separator,
             const char *address)
{
  g_autofree char *text = lk_untrusted_text (address, MAX_ADDRESS);

  add (line, separator, text);
}

/**
 * lk_diagnosis_text_facts:
 * @step: a step
 *
 * Returns: (transfer full): what was asked, the status and the time, in a line; what was learned,
 *   where nobody was asked
 */
char *
lk_diagnosis_text_facts (const LkTraceStep *step)
{
  GString *line = g_string_new (NULL);
  g_autofree char *status = status_text (step);
  g_autofree char *duration = time_text (step);

  if (step->url == NULL)
    {
      add (line, "", step->found);
      return g_string_free (line, FALSE);
    }
  add (line, "", step->method);
  add_address (line, " ", step->url);
  add_address (line, " → ", step->answered_by);
  add (line, " · ", status);
  add (line, " · ", duration);
  return g_string_free (line, FALSE);
}

/* The message for developers, where it says more than the facts and the verdict do. */
static const char *
message_of (const LkTraceStep *step)
{
  if (step->error == NULL || lk_error_is_bad_input (step->error) ||
      lk_error_is_transient (step->error))
    return NULL;
  if (step->status != 0 && g_error_matches (step->error, LK_ERROR, LK_ERROR_REFUSED))
    return NULL;
  return step->error->message;
}

/**
 * lk_diagnosis_text_remarks:
 * @step: a step
 *
 * What somebody who wants to mend it asks for: our message, which is English as in an error's
 * details, and the server's own words.
 *
 * Returns: (transfer full) (nullable): lines of plain text
 */
char *
lk_diagnosis_text_remarks (const LkTraceStep *step)
{
  GString *lines = g_string_new (NULL);
  g_autofree char *message = lk_untrusted_text (message_of (step), 300);
  g_autofree char *words = step->server_text != NULL ? g_strdup_printf ("“%s”", step->server_text)
                                                     : NULL;

  add (lines, "", message);
  add (lines, "\n", step->server_code);
  add (lines, step->server_code != NULL ? " " : "\n", words);
  if (lines->len > 0)
    return g_string_free (lines, FALSE);
  g_string_free (lines, TRUE);
  return NULL;
}

/** lk_diagnosis_text_heading: Returns: whether a sign-in could start, in a few words */
const char *
lk_diagnosis_text_heading (gboolean could_start)
{
  return could_start ? _("A sign-in can start") : _("A sign-in can’t start");
}

/**
 * lk_diagnosis_text_conclusion:
 * @trace: what happened
 * @error: (nullable): why a sign-in could not start
 *
 * Returns: (transfer full) (nullable): why, and whose job it is to mend that
 */
char *
lk_diagnosis_text_conclusion (LkTrace      *trace,
                              const GError *error)
{
  g_autoptr (LkVerdict) verdict = NULL;
  guint position;

  if (error == NULL || !lk_verdict_find_culprit (trace, error, &position))
    return NULL;
  verdict = lk_verdict_new (trace, position);
  return g_strdup (verdict->text);
}

/* As plain text. */

static const char *
mark (LkVerdictKind kind)
{
  switch (kind)
    {
    case LK_VERDICT_FINE:
      /* Translators: a mark in front of a step, in plain text; as short as possible. */
      return _("OK");
    case LK_VERDICT_WARNING:
      /* Translators: a mark in front of a step, in plain text; as short as possible. */
      return _("Warning");
    case LK_VERDICT_FAULT:
      /* Translators: a mark in front of a step, in plain text; as short as possible. */
      return _("Fault");
    case LK_VERDICT_RUNNING:
    case LK_VERDICT_PASSED:
    default:
      return "–";
    }
}

static int
mark_width (void)
{
  int width = 0;

  for (LkVerdictKind kind = LK_VERDICT_RUNNING; kind <= LK_VERDICT_FAULT; kind++)
    width = MAX (width, (int) g_utf8_strlen (mark (kind), -1));
  return width;
}

/* Each line of @text below the first column, or with @label in it. */
static void
add_lines (GString    *out,
           const char *label,
           const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  int width = mark_width ();

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *first = i == 0 ? label : "";
      int padding = width - (int) g_utf8_strlen (first, -1);

      if (*lines[i] != '\0')
        g_string_append_printf (out, "%s%*s  %s\n", first, padding, "", lines[i]);
    }
}

static void
add_step (GString *out,
          LkTrace *trace,
          guint    position)
{
  LkTraceStep *step = lk_trace_peek (trace, position);
  g_autoptr (LkVerdict) verdict = lk_verdict_new (trace, position);
  g_autofree char *facts = lk_diagnosis_text_facts (step);
  g_autofree char *remarks = lk_diagnosis_text_remarks (step);

  add_lines (out, mark (verdict->kind), lk_diagnosis_text_title (step));
  add_lines (out, "", facts);
  add_lines (out, "", remarks);
  add_lines (out, "", verdict->text);
}

/** lk_diagnosis_text_steps: Returns: (transfer full): all steps as lines of plain text */
char *
lk_diagnosis_text_steps (LkTrace *trace)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (LK_IS_TRACE (trace), NULL);

  for (guint i = 0; i < lk_trace_length (trace); i++)
    add_step (out, trace, i);
  return g_string_free (out, FALSE);
}

/**
 * lk_diagnosis_text_whole:
 * @trace: what happened
 * @could_start: whether a sign-in could start
 * @error: (nullable): why it could not
 *
 * Returns: (transfer full): all of it as lines of plain text; the last ones say whose job it is
 */
char *
lk_diagnosis_text_whole (LkTrace      *trace,
                         gboolean      could_start,
                         const GError *error)
{
  g_autofree char *steps = lk_diagnosis_text_steps (trace);
  g_autofree char *conclusion = lk_diagnosis_text_conclusion (trace, error);

  return g_strdup_printf ("Latchkey %s\n\n%s\n%s\n%s%s", LK_VERSION, steps,
                          lk_diagnosis_text_heading (could_start),
                          conclusion != NULL ? conclusion : "", conclusion != NULL ? "\n" : "");
}
