/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include "lk-device-name.h"
#include "lk-json.h"

#include <string.h>

/* The name of a new device, set once when its session has begun. */

#define KEY_NAME     "PUT /_matrix/client/v3/devices/NEWDEVICE"
#define KEY_SAME     "PUT /_matrix/client/v3/devices/DEVICEDEVICE"
#define WHOAMI "{\"user_id\":\"" LK_USER_ID "\",\"device_id\":\"NEWDEVICE\"}"

static void
sign_in (LkAccountFixture *self,
         LkAccount        *account)
{
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (self, account);
  g_autoptr (GError) error = NULL;

  lk_account_fixture_sign_in (self, account, homeserver);
  lk_account_fixture_signed_in (self, account, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

static char *
dup_name_sent (LkAccountFixture *self)
{
  const char *text = lk_fake_server_last_body (self->server, KEY_NAME);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) body = lk_json_parse_object (bytes, NULL);

  return g_strdup (lk_json_get_string (body, "display_name"));
}

static void
test_a_new_device_is_named_once (LkAccountFixture *self,
                                 gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);
  g_autofree char *wanted = lk_device_name_new ();
  g_autofree char *sent = NULL;

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200, WHOAMI);
  lk_fake_server_json (self->server, KEY_NAME, "{}");
  sign_in (self, account);
  lk_account_fixture_wait_asked (self, KEY_NAME, 1);
  sent = dup_name_sent (self);
  g_assert_cmpstr (sent, ==, wanted);
  g_assert_cmpstr (lk_fake_server_last_header (self->server, KEY_NAME, "Authorization"), ==,
                   "Bearer access-2");
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, KEY_NAME), ==, 1);
  g_assert_finalize_object (g_steal_pointer (&account));
}

static void
test_who_signs_in_again_keeps_the_name (LkAccountFixture *self,
                                        gconstpointer     data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_expired (self);

  lk_fake_server_json (self->server, KEY_SAME, "{}");
  sign_in (self, account);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_server_count (self->server, KEY_SAME), ==, 0);
}

typedef struct
{
  const char *path;
  guint       status; /* 0: the connection is cut */
  const char *body;
} Failure;

static const Failure failures[] = {
  { "no-such-function", 404, "{\"errcode\":\"M_UNRECOGNIZED\"}" },
  { "refused", 403, "{\"errcode\":\"M_FORBIDDEN\"}" },
  { "too-often", 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":60000}" },
  { "a-fault", 500, "<html>" },
  { "cut", 0, NULL },
};

static gboolean
is_left_alone (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

/* It never fails the sign-in, is not tried again, and says nothing. */
static void
test_a_name_that_is_not_taken_does_no_harm (LkAccountFixture *self,
                                            gconstpointer     data)
{
  const Failure *failure = data;
  g_autoptr (LkAccount) account = lk_account_fixture_new_account (self);

  lk_account_fixture_script (self, LK_KEY_WHOAMI, 200, WHOAMI);
  if (failure->status != 0)
    lk_account_fixture_script (self, KEY_NAME, failure->status, failure->body);
  else
    lk_fake_server_reset (self->server, KEY_NAME);
  sign_in (self, account);
  lk_account_fixture_wait_asked (self, KEY_NAME, 1);
  lk_test_wait_until (is_left_alone, account);
  if (failure->status != 0) /* libsoup itself sends anew what a reused connection cut off */
    g_assert_cmpuint (lk_fake_server_count (self->server, KEY_NAME), ==, 1);
  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  lk_account_fixture_add ("/name-device/a-new-device-is-named-once", NULL,
                          test_a_new_device_is_named_once);
  lk_account_fixture_add ("/name-device/who-signs-in-again-keeps-the-name", NULL,
                          test_who_signs_in_again_keeps_the_name);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path =
        g_strconcat ("/name-device/not-taken/", failures[i].path, NULL);

      lk_account_fixture_add (path, &failures[i], test_a_name_that_is_not_taken_does_no_harm);
    }

  return g_test_run ();
}
