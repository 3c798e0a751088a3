/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-diagnose-command.h"

#include "lk-diagnose.h"
#include "lk-diagnosis-text.h"

/*
 * The diagnosis without a window, for scripts and for computers without a display. It is the whole
 * program then, so the loop below is not inside of another: the application has not begun, and ends
 * with what it returns.
 */

typedef struct
{
  GMainLoop *loop;
  int        status;
} Command;

static void
on_diagnosed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Command *self = user_data;
  g_autoptr (LkDiagnosis) diagnosis = lk_diagnose_finish (result, NULL);
  g_autofree char *text = NULL;

  /* Nobody can cancel it: Ctrl+C ends the program. */
  text = lk_diagnosis_text_whole (diagnosis->trace, diagnosis->could_start, diagnosis->error);
  g_print ("%s", text);
  self->status = diagnosis->could_start ? 0 : 1;
  g_main_loop_quit (self->loop);
}

/**
 * lk_diagnose_command_run:
 * @ports: the world outside, of which only the network is used
 * @text: the name, user ID or address from the command line
 *
 * Prints the steps and the conclusion. Nothing is stored, and no display is needed.
 *
 * Returns: the exit status: 0 when a sign-in could start, else 1
 */
int
lk_diagnose_command_run (LkPorts    *ports,
                         const char *text)
{
  Command self = { g_main_loop_new (NULL, FALSE), 1 };
  g_autoptr (LkTrace) trace = lk_diagnose_async (ports, text, NULL, on_diagnosed, &self);

  g_main_loop_run (self.loop);
  g_main_loop_unref (self.loop);
  return self.status;
}
