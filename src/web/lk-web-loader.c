/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-web-loader.h"

#include <gmodule.h>

#include "lk-config.h"
#include "lk-error.h"

/*
 * The only file that knows that the view is a module. It is loaded once and stays: its types
 * can't be unregistered. An uninstalled program finds it by the environment.
 */

#define MODULE_DIR_VARIABLE "LATCHKEY_MODULE_DIR"
#define MODULE_FILE "latchkey-web." G_MODULE_SUFFIX

static LkWebModuleNewView module_new_view; /* (nullable) until loaded */

static char *
dup_module_path (void)
{
  const char *directory = g_getenv (MODULE_DIR_VARIABLE);

  return g_build_filename (directory != NULL ? directory : LK_MODULEDIR, MODULE_FILE, NULL);
}

static gboolean
load (GError **error)
{
  g_autofree char *path = NULL;
  GModule *module;
  gpointer symbol;

  if (module_new_view != NULL)
    return TRUE;

  path = dup_module_path ();
  module = g_module_open (path, G_MODULE_BIND_LOCAL);
  if (module == NULL || !g_module_symbol (module, LK_WEB_MODULE_NEW_VIEW, &symbol))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_PAGE_FAILED, "The web view can't be loaded: %s",
                   g_module_error ());
      g_clear_pointer (&module, g_module_close);
      return FALSE;
    }
  g_module_make_resident (module);
  module_new_view = (LkWebModuleNewView) symbol;
  return TRUE;
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

/** lk_web_loader_warm: loads the module when the main loop has nothing better to do. */
void
lk_web_loader_warm (void)
{
  static gboolean asked = FALSE;

  if (asked)
    return;
  asked = TRUE;
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
  return load (error) ? module_new_view (jar) : NULL;
}

/** lk_web_loader_is_loaded: Returns: whether the module is in memory */
gboolean
lk_web_loader_is_loaded (void)
{
  return module_new_view != NULL;
}
