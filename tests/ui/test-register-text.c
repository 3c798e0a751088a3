/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-register-text.h"

#include "lk-error.h"

/* What the server answered, and what the person reads. */
static const struct
{
  LkQuestion  question;
  LkErrorCode code;
  guint       status;
  const char *server_code; /* (nullable) */
  const char *server_text; /* (nullable) */
  const char *text;
} vectors[] = {
  /* Its rules in its words. */
  { LK_QUESTION_IDENTITY, LK_ERROR_REFUSED, 400, "M_USER_IN_USE", "Vergeben", "Vergeben" },
  { LK_QUESTION_IDENTITY, LK_ERROR_REFUSED, 400, "M_WEAK_PASSWORD", "Too <b>weak</b>",
    "Too <b>weak</b>" },
  { LK_QUESTION_TOKEN, LK_ERROR_REFUSED, 401, "M_UNAUTHORIZED", "Used up", "Used up" },
  { LK_QUESTION_IDENTITY, LK_ERROR_REFUSED, 400, "M_UNKNOWN", "Invalid name", "Invalid name" },
  /* It has none. */
  { LK_QUESTION_IDENTITY, LK_ERROR_REFUSED, 400, "M_USER_IN_USE", NULL,
    "This name is taken. Try another one." },
  { LK_QUESTION_IDENTITY, LK_ERROR_REFUSED, 400, "M_EXCLUSIVE", "",
    "This name is reserved. Try another one." },
  { LK_QUESTION_IDENTITY, LK_ERROR_REFUSED, 400, "M_PASSWORD_TOO_SHORT", NULL,
    "The server wants another password: a longer one, or one that is harder to guess." },
  { LK_QUESTION_TOKEN, LK_ERROR_REFUSED, 401, NULL, NULL,
    "The server doesn’t accept this token." },
  { LK_QUESTION_PAGE, LK_ERROR_REFUSED, 0, NULL, NULL,
    "For the server, this isn’t finished yet." },
  /* It takes nobody in, or can't. */
  { LK_QUESTION_IDENTITY, LK_ERROR_REFUSED, 403, "M_FORBIDDEN", "No",
    "This server doesn’t let people create accounts themselves. It says: “No”" },
  { LK_QUESTION_IDENTITY, LK_ERROR_SERVER_UNSUITABLE, 404, "M_UNRECOGNIZED", "Unrecognized",
    "This server doesn’t let people create accounts themselves." },
  /* What passes has the words that it has everywhere. */
  { LK_QUESTION_TOKEN, LK_ERROR_RATE_LIMITED, 429, "M_LIMIT_EXCEEDED", "Too Many Requests",
    "The server asks to slow down. Wait a moment, then try again." },
  { LK_QUESTION_TERMS, LK_ERROR_SERVER_FAILED, 502, NULL, NULL,
    "The server reports a fault of its own. You did nothing wrong: try again later." },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) problem = g_error_new_literal (LK_ERROR, vectors[i].code, "…");
      g_autofree char *text = NULL;

      lk_error_set_request (problem, "register-user", "https://example.org", vectors[i].status);
      lk_error_set_server_said (problem, vectors[i].server_code, vectors[i].server_text);
      text = lk_register_text_problem (vectors[i].question, problem);
      g_assert_cmpstr (text, ==, vectors[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/register-text/words", test_words);

  return g_test_run ();
}
