/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-names.h"

#include <glib/gi18n.h>

/*
 * The name as providers show it, in the languages that write it in their own way. A provider shows
 * it to whoever signs in, in that person's language, which need not be that of this computer: so
 * it is registered in all of them. The build makes the table from the catalogues
 * (client-names.py), out of what they have for this one message.
 */
static const char *const original =
  /* Translators: the name of this program, as the pages of providers show it (“Latchkey wants to
   * access your account”) and lists of devices (“Latchkey on Linux”). Leave it as it is, unless
   * names of programs are written in another script in your language. */
  NC_("client name", "Latchkey");

static const char *const names[] = {
#include "lk-client-names-table.h"
  NULL
};

/**
 * lk_client_names_get:
 *
 * The localised `client_name` of a client registration (spec §3.2).
 *
 * Returns: (transfer full): pairs of BCP 47 language tag and name, for the languages whose name
 *   isn't the original one
 */
GStrv
lk_client_names_get (void)
{
  g_assert (original != NULL);
  return g_strdupv ((GStrv) names);
}
