/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-sandbox.h"

#include <glib/gstdio.h>

#include "lk-error.h"
#include "lk-fake-server.h"
#include "lk-web-loader.h"

/* A system that can't make a sandbox, played by a `bwrap` that fails. */

static gboolean
is_broken (gpointer user_data)
{
  return lk_web_sandbox_is_broken ();
}

static void
test_without_a_sandbox_there_is_a_problem_and_no_crash (void)
{
  g_autofree char *folder = g_dir_make_tmp ("latchkey-test-XXXXXX", NULL);
  g_autofree char *program = g_build_filename (folder, "bwrap", NULL);
  g_autofree char *path = g_strconcat (folder, ":", g_getenv ("PATH"), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (program, "#!/bin/sh\nexit 1\n", -1, NULL));
  g_assert_cmpint (g_chmod (program, 0700), ==, 0);
  g_setenv ("PATH", path, TRUE);

  g_assert_false (lk_web_sandbox_is_broken ());
  lk_web_sandbox_probe ();
  lk_test_wait_until (is_broken, NULL);
  g_assert_null (lk_web_loader_new_view (NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PAGE_FAILED);
  g_assert_false (lk_web_loader_is_loaded ());

  g_remove (program);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/web-sandbox/without-one-there-is-a-problem-and-no-crash",
                   test_without_a_sandbox_there_is_a_problem_and_no_crash);

  return g_test_run ();
}
