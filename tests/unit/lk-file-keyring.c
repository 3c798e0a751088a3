/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-file-keyring.h"

#include <libsecret/secret.h>

#include "lk-files.h"

int
lk_test_run_with_file_keyring (void)
{
  g_autofree char *dir = g_dir_make_tmp ("lk-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "keyring", NULL);
  int failures;

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "open sesame", TRUE);
  failures = g_test_run ();
  secret_service_disconnect ();
  lk_remove_tree (dir);
  return failures;
}
