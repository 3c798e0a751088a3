/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-loader.h"

#include "lk-error.h"
#include "lk-module.h"
#include "lk-web-sandbox.h"

/* The only file that knows that the view is a module. */

static LkWebModuleNewView module_new_view; /* (nullable) until loaded */

static gboolean
load (GError **error)
{
  if (module_new_view == NULL)
    module_new_view = (LkWebModuleNewView) lk_module_load ("latchkey-web", LK_WEB_MODULE_NEW_VIEW,
                                                           error);
  if (module_new_view == NULL && error != NULL)
    (*error)->code = LK_ERROR_PAGE_FAILED;
  return module_new_view != NULL;
}

static gboolean
on_idle (gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Whoever then needs a view gets the error, too, and can show it. */
  if (!load (&error))
    g_debug ("%s", error->message);
  return G_SOURCE_REMOVE;
}

/**
 * lk_web_loader_warm:
 *
 * Loads the module when the main loop has nothing better to do, and finds out whether there can be
 * a sandbox for pages.
 */
void
lk_web_loader_warm (void)
{
  static gboolean asked = FALSE;

  if (asked)
    return;
  asked = TRUE;
  lk_web_sandbox_probe ();
  g_idle_add_full (G_PRIORITY_LOW, on_idle, NULL, NULL);
}

/**
 * lk_web_loader_new_view:
 * @jar: (nullable): the directory of an account's cookie jar, or %NULL to forget everything
 * @error: return location for %LK_ERROR_PAGE_FAILED
 *
 * Returns: (transfer floating) (nullable): a new view
 */
LkWebView *
lk_web_loader_new_view (const char  *jar,
                        GError     **error)
{
  lk_web_sandbox_probe ();
  if (lk_web_sandbox_is_broken ())
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PAGE_FAILED,
                           "The system can't lock web pages into a sandbox");
      return NULL;
    }
  return load (error) ? module_new_view (jar) : NULL;
}

/** lk_web_loader_is_loaded: Returns: whether the module is in memory */
gboolean
lk_web_loader_is_loaded (void)
{
  return module_new_view != NULL;
}
