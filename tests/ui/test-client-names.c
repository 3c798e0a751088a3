/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-client-names.h"

#include <json-glib/json-glib.h>

#include "lk-client-registration.h"
#include "lk-matrix-fixtures.h"

static const char *const redirect_uris[] = { "http://127.0.0.1/callback", NULL };

/* Whatever the catalogues are called: a tag that the registration refuses would be lost. */
static void
test_every_name_is_registered (void)
{
  g_auto (GStrv) names = lk_client_names_get ();
  g_autoptr (LkAuthMetadata) metadata = lk_test_metadata ("https://op.example", NULL);
  g_autoptr (JsonObject) body = lk_client_registration_build (metadata, redirect_uris,
                                                              (const char *const *) names);

  g_assert_cmpuint (g_strv_length (names), >, 0);
  g_assert_cmpuint (g_strv_length (names) % 2, ==, 0);
  for (guint i = 0; names[i] != NULL; i += 2)
    {
      g_autofree char *member = g_strconcat ("client_name#", names[i], NULL);

      g_assert_true (g_utf8_validate (names[i + 1], -1, NULL));
      g_assert_cmpstr (json_object_get_string_member (body, member), ==, names[i + 1]);
    }
  g_assert_cmpstr (json_object_get_string_member (body, "client_name"), ==, "Latchkey");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client-names/C12/every-name-is-registered", test_every_name_is_registered);

  return g_test_run ();
}
