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
void lk_show_about (GtkWindow      *parent);

G_END_DECLS
