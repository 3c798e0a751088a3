/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-name.h"

#include <string.h>

#include "lk-error.h"

#define LONGEST_HOST 64

/**
 * lk_device_name_for_host:
 * @host: the name of a machine, with or without its domain
 *
 * Other people may see it (device lists travel to whom one writes), so the domain stays out; and
 * other clients show it, so it isn't translated.
 *
 * Returns: (transfer full): what to call a device there
 */
char *
lk_device_name_for_host (const char *host)
{
  g_autofree char *label = g_strndup (host, strcspn (host, "."));
  g_autofree char *harmless = lk_untrusted_text (label, LONGEST_HOST);

  g_strstrip (harmless);
  if (*harmless == '\0' || g_ascii_strcasecmp (harmless, "localhost") == 0)
    return g_strdup ("Latchkey on Linux");
  return g_strconcat ("Latchkey on ", harmless, NULL);
}

/** lk_device_name_new: Returns: (transfer full): what to call a device on this machine */
char *
lk_device_name_new (void)
{
  return lk_device_name_for_host (g_get_host_name ());
}
