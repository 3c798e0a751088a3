/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-application.h"
#include "lk-first-frame.h"

/* The program itself, up to its first frame. */

int
main (int   argc,
      char *argv[])
{
  g_autoptr (LkApplication) app = lk_application_new ();

  lk_first_frame_ends (GTK_APPLICATION (app));
  return g_application_run (G_APPLICATION (app), argc, argv);
}
