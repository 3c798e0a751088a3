/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-country.h"

#include <locale.h>
#include <string.h>

/**
 * lk_country_of_locale:
 * @locale: (nullable): a name as setlocale() knows it
 *
 * Returns: (transfer full) (nullable): its two capital letters of the country, when it has any
 */
char *
lk_country_of_locale (const char *locale)
{
  const char *country = locale != NULL ? strchr (locale, '_') : NULL;

  if (country == NULL || !g_ascii_isupper (country[1]) || !g_ascii_isupper (country[2]) ||
      g_ascii_isalnum (country[3]))
    return NULL;
  return g_strndup (country + 1, 2);
}

/** lk_country_dup: Returns: (transfer full) (nullable): the country that the desktop is set to */
char *
lk_country_dup (void)
{
  return lk_country_of_locale (setlocale (LC_TELEPHONE, NULL));
}
