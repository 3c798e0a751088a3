/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-module.h"

#include <gmodule.h>

#include "lk-config.h"
#include "lk-error.h"

/* An uninstalled program finds its modules by the environment. */
#define MODULE_DIR_VARIABLE "LATCHKEY_MODULE_DIR"

/**
 * lk_module_load:
 * @name: the module's name, as in `latchkey-web`
 * @symbol: what to take from it
 * @error: return location for %LK_ERROR_STORAGE_FAILED
 *
 * Loads what the first frame of the window can do without. A module is loaded once and stays: its
 * types can't be unregistered.
 *
 * Returns: (transfer none) (nullable): the symbol
 */
gpointer
lk_module_load (const char  *name,
                const char  *symbol,
                GError     **error)
{
  const char *directory = g_getenv (MODULE_DIR_VARIABLE);
  g_autofree char *file = g_strconcat (name, "." G_MODULE_SUFFIX, NULL);
  g_autofree char *path = g_build_filename (directory != NULL ? directory : LK_MODULEDIR, file,
                                            NULL);
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  gpointer address = NULL;

  if (module == NULL || !g_module_symbol (module, symbol, &address))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED, "A module can't be loaded: %s",
                   g_module_error ());
      g_clear_pointer (&module, g_module_close);
      return NULL;
    }
  g_module_make_resident (module);
  return address;
}
