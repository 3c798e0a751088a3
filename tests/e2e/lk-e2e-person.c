/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e-private.h"

#include <glib/gstdio.h>

/*
 * A person outside of the window: with a browser of their own that the desktop starts, or with
 * another device.
 */

static char *
dup_saw_path (void)
{
  return g_build_filename (g_get_user_runtime_dir (), "latchkey-person-saw", NULL);
}

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* The person's browser is the desktop's: a program that is looked up and started as any other.
 * Before GIO has looked for the first time. */
void
lk_e2e_install_browser (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *saw = dup_saw_path ();
  g_autofree char *entry =
    g_strdup_printf ("[Desktop Entry]\nType=Application\nName=A Person’s Browser\n"
                     "Exec=%s %%u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;\n",
                     LK_PERSON);

  write_file (folder, "a-persons-browser.desktop", entry);
  write_file (g_get_user_config_dir (), "mimeapps.list",
              "[Default Applications]\nx-scheme-handler/http=a-persons-browser.desktop\n"
              "x-scheme-handler/https=a-persons-browser.desktop\n");
  g_setenv ("LATCHKEY_PERSON_SAW", saw, TRUE);
}

void
lk_e2e_person_will (LkE2e      *self,
                    const char *orders)
{
  g_autofree char *saw = dup_saw_path ();

  g_unlink (saw);
  g_setenv ("LATCHKEY_PERSON", orders, TRUE);
}

static gboolean
has_seen (LkE2e   *self,
          gpointer user_data)
{
  g_autofree char *saw = dup_saw_path ();

  return g_file_get_contents (saw, user_data, NULL, NULL);
}

char *
lk_e2e_person_saw (LkE2e *self)
{
  char *text = NULL;

  lk_e2e_wait_until (self, has_seen, &text, "the person to come to an end");
  return text;
}

typedef struct
{
  gboolean done;
  char    *said;
} Errand;

static void
on_returned (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &errand->said, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (G_SUBPROCESS (source)));
  errand->done = TRUE;
}

static gboolean
is_done (LkE2e   *self,
         gpointer user_data)
{
  return ((Errand *) user_data)->done;
}

char *
lk_e2e_person_goes (LkE2e      *self,
                    const char *orders,
                    const char *url)
{
  g_autoptr (GSubprocess) person = NULL;
  g_autoptr (GError) error = NULL;
  Errand errand = { FALSE, NULL };

  lk_e2e_person_will (self, orders);
  person = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, LK_PERSON, url, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (person, NULL, NULL, on_returned, &errand);
  lk_e2e_wait_until (self, is_done, &errand, "the person to come back");
  return g_strchomp (errand.said);
}
