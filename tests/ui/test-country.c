/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-country.h"

static void
test_country_of_locale (void)
{
  static const struct
  {
    const char *locale; /* (nullable) */
    const char *country;
  } cases[] = {
    { "en_GB.UTF-8", "GB" }, { "de_AT", "AT" }, { "sr_RS.UTF-8@latin", "RS" },
    { "ca_ES@valencia", "ES" }, { "C", NULL }, { "C.UTF-8", NULL }, { "POSIX", NULL },
    { "eo", NULL }, { "en_", NULL }, { "en_G", NULL }, { "en_gb", NULL }, { "en_USA", NULL },
    { "es_419", NULL }, { "", NULL }, { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *country = lk_country_of_locale (cases[i].locale);

      g_assert_cmpstr (country, ==, cases[i].country);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/country/J1/country-of-locale", test_country_of_locale);

  return g_test_run ();
}
