/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-loader.h"

#include <string.h>

#include "lk-error.h"
#include "lk-fake-server.h"

/* This program does not link WebKit, as ours doesn't. */

static gboolean
is_webkit_in_memory (void)
{
  g_autofree char *maps = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  return strstr (maps, "libwebkitgtk") != NULL;
}

static void
test_nothing_is_loaded_until_it_is_asked_for (void)
{
  g_assert_false (lk_web_loader_is_loaded ());
  g_assert_false (is_webkit_in_memory ());
}

static void
test_missing_module_is_a_problem (void)
{
  g_autofree char *directory = g_strdup (g_getenv ("LATCHKEY_MODULE_DIR"));
  g_autoptr (GError) error = NULL;

  g_setenv ("LATCHKEY_MODULE_DIR", "/nowhere", TRUE);
  g_assert_null (lk_web_loader_new_view (NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_PAGE_FAILED);
  g_assert_false (lk_web_loader_is_loaded ());
  g_setenv ("LATCHKEY_MODULE_DIR", directory, TRUE);
}

static gboolean
is_loaded (gpointer user_data)
{
  return lk_web_loader_is_loaded ();
}

static void
test_warming_loads_when_idle (void)
{
  lk_web_loader_warm ();
  lk_web_loader_warm ();
  g_assert_false (lk_web_loader_is_loaded ());
  lk_test_wait_until (is_loaded, NULL);
  g_assert_true (is_webkit_in_memory ());
}

static void
test_loaded_module_makes_views (void)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_autoptr (GError) error = NULL;
  LkWebView *view = lk_web_loader_new_view (NULL, &error);

  /* Without a GPU WebKit warns about it, once. */
  g_log_set_always_fatal (fatal);
  g_assert_no_error (error);
  g_assert_true (g_object_is_floating (view));
  g_object_ref_sink (view);
  g_assert_finalize_object (G_OBJECT (view));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/web-loader/nothing-is-loaded-until-it-is-asked-for",
                   test_nothing_is_loaded_until_it_is_asked_for);
  g_test_add_func ("/web-loader/missing-module-is-a-problem", test_missing_module_is_a_problem);
  g_test_add_func ("/web-loader/warming-loads-when-idle", test_warming_loads_when_idle);
  g_test_add_func ("/web-loader/loaded-module-makes-views", test_loaded_module_makes_views);

  return g_test_run ();
}
