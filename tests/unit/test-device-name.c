/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-name.h"

static void
test_a_new_device_is_named_after_its_machine (void)
{
  static const struct
  {
    const char *host;
    const char *name;
  } cases[] = {
    { "desk", "Latchkey on desk" },
    { "Ada’s Laptop", "Latchkey on Ada’s Laptop" },
    { "desk.home.example.org", "Latchkey on desk" }, /* the domain is nobody's business */
    { "localhost", "Latchkey on Linux" },
    { "localhost.localdomain", "Latchkey on Linux" },
    { "", "Latchkey on Linux" },
    { ".example.org", "Latchkey on Linux" },
    { " ", "Latchkey on Linux" },
    { "de\nsk\xe2\x80\xae", "Latchkey on de sk" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = lk_device_name_for_host (cases[i].host);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_a_long_name_is_cut (void)
{
  g_autofree char *host = g_strnfill (1000, 'x');
  g_autofree char *name = lk_device_name_for_host (host);

  g_assert_cmpint (g_utf8_strlen (name, -1), <, 100);
}

static void
test_this_machine_has_one (void)
{
  g_autofree char *name = lk_device_name_new ();

  g_assert_true (g_str_has_prefix (name, "Latchkey on "));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/device-name/K9/a-new-device-is-named-after-its-machine",
                   test_a_new_device_is_named_after_its_machine);
  g_test_add_func ("/device-name/a-long-name-is-cut", test_a_long_name_is_cut);
  g_test_add_func ("/device-name/this-machine-has-one", test_this_machine_has_one);

  return g_test_run ();
}
