/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-register-text.h"

#include <glib/gi18n.h>

#include "lk-error-text.h"
#include "lk-user-registration.h"

/* For servers that give a code and no words. */
static const struct
{
  const char *code;
  const char *sentence;
} code_texts[] = {
  { "M_USER_IN_USE", N_("This name is taken. Try another one.") },
  { "M_INVALID_USERNAME", N_("The server doesn’t allow such a name. Try another one.") },
  { "M_EXCLUSIVE", N_("This name is reserved. Try another one.") },
};

static const char *
code_sentence (const GError *problem)
{
  for (gsize i = 0; i < G_N_ELEMENTS (code_texts); i++)
    {
      if (g_strcmp0 (lk_error_get_server_code (problem), code_texts[i].code) == 0)
        return _(code_texts[i].sentence);
    }
  return NULL;
}

/* Returns: (nullable): what can be said when the server has no words of its own */
static const char *
plain_sentence (LkQuestion    question,
                const GError *problem)
{
  switch (question)
    {
    case LK_QUESTION_IDENTITY:
      if (lk_user_registration_fault (problem) == LK_REGISTRATION_FAULT_PASSWORD)
        return _("The server wants another password: a longer one, or one that is harder to "
                 "guess.");
      return code_sentence (problem);
    case LK_QUESTION_TOKEN:
      return _("The server doesn’t accept this token.");
    case LK_QUESTION_TERMS:
    case LK_QUESTION_PAGE:
      return _("For the server, this isn’t finished yet.");
    case LK_QUESTION_NONE:
    default:
      return NULL;
    }
}

static char *
closed_sentence (const char *said)
{
  if (said == NULL)
    return g_strdup (_("This server doesn’t let people create accounts themselves."));
  /* Translators: %s are the server’s own words, maybe in another language. */
  return g_strdup_printf (_("This server doesn’t let people create accounts themselves. It says: "
                            "“%s”"), said);
}

/**
 * lk_register_text_problem:
 * @question: what was replied to
 * @problem: why the reply was not accepted
 *
 * Returns: (transfer full): what to tell the person, as plain text
 */
char *
lk_register_text_problem (LkQuestion    question,
                          const GError *problem)
{
  const char *said = lk_error_get_server_text (problem);
  const char *plain;

  if (lk_error_is_transient (problem))
    return lk_error_text_sentence (problem);
  if (lk_user_registration_fault (problem) == LK_REGISTRATION_FAULT_CLOSED)
    return closed_sentence (said);
  if (g_error_matches (problem, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE))
    return closed_sentence (NULL);
  if (said != NULL && *said != '\0')
    return g_strdup (said);
  plain = plain_sentence (question, problem);
  return plain != NULL ? g_strdup (plain) : lk_error_text_sentence (problem);
}
