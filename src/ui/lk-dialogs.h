/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  LK_ANSWER_PLAIN,
  LK_ANSWER_SUGGESTED,
  LK_ANSWER_DESTRUCTIVE,
} LkAnswerLook;

/* @id: what the callback is told; @label: with a mnemonic, translated already */
typedef struct
{
  const char  *id;
  const char  *label;
  LkAnswerLook look;
} LkAnswer;

/* @answer: the id; that of the first answer, too, when the question was dismissed */
typedef void (*LkAnswered) (const char *answer,
                            gpointer    user_data);

/* Asks the person. The first answer is the harmless one: Esc and closing mean it.
 * @name: names the dialog for tests; @heading and @body are plain text; @n_answers at least 1 */
void lk_ask        (GtkWidget      *parent,
                    const char     *name,
                    const char     *heading,
                    const char     *body,
                    const LkAnswer *answers,
                    gsize           n_answers,
                    LkAnswered      answered,
                    gpointer        user_data,
                    GDestroyNotify  user_data_free);

/**
 * LkTextQuestion:
 * @label: what is to be typed
 * @text: (nullable): what is there to begin with
 * @problem: (nullable): what was wrong the last time, in plain text
 * @is_secret: whether nobody may look over the person's shoulder
 */
typedef struct
{
  const char *label;
  const char *text;
  const char *problem;
  gboolean    is_secret;
} LkTextQuestion;

/* @text: what was typed, wiped after a question for a secret */
typedef void (*LkAnsweredText) (const char *answer,
                                const char *text,
                                gpointer    user_data);

/* The same, with something to be typed. The last answer is the one that needs it: Enter means it,
 * and it can't be given without. */
void lk_ask_for_text (GtkWidget            *parent,
                      const char           *name,
                      const char           *heading,
                      const char           *body,
                      const LkTextQuestion *question,
                      const LkAnswer       *answers,
                      gsize                 n_answers,
                      LkAnsweredText        answered,
                      gpointer              user_data,
                      GDestroyNotify        user_data_free);

/* Tells what this program is. @parent: (nullable) */
void lk_show_about (GtkWindow      *parent);

G_END_DECLS
