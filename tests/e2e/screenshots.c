/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <adwaita.h>

/* Takes the pictures of the real window that metainfo and README show: ./dev screenshots. */

static gboolean
is_later (LkE2e   *e2e,
          gpointer user_data)
{
  return g_get_monotonic_time () > *(gint64 *) user_data;
}

/* Transitions and the page's own painting have no end that can be asked for. */
static void
let_settle (LkE2e *e2e)
{
  gint64 end = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;

  lk_e2e_wait_until (e2e, is_later, &end, "the window to settle");
}

static void
take (LkE2e      *e2e,
      const char *folder,
      const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  let_settle (e2e);
  lk_e2e_take_picture (e2e, path);
  g_print ("%s\n", path);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (LkE2e) e2e = NULL;

  if (argc != 2)
    g_error ("usage: screenshots FOLDER");
  gtk_init ();
  adw_init ();

  e2e = lk_e2e_new ();
  lk_e2e_sign_in (e2e, "bob");
  lk_e2e_click (e2e, "account-back-button");
  lk_e2e_sign_in (e2e, "alice");
  take (e2e, argv[1], "account.png");
  lk_e2e_click (e2e, "account-back-button");
  lk_e2e_wait_for (e2e, "add-account-button");
  take (e2e, argv[1], "accounts.png");
  lk_e2e_open_provider (e2e);
  lk_e2e_page_wait (e2e, "username");
  take (e2e, argv[1], "sign-in.png");
  lk_e2e_click (e2e, "web-cancel-button");
  return 0;
}
