/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "lk-client-api.h"
#include "lk-device-name.h"
#include "lk-devices-api.h"
#include "lk-fetch.h"
#include "lk-profile-header.h"

/* What the account page changes, and whether the homeserver has it then. */

typedef struct
{
  gboolean        done;
  LkHttpResponse *response;
} Answer;

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr (GError) error = NULL;

  answer->response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  g_assert_no_error (error);
  answer->done = TRUE;
}

static gboolean
is_answered (LkE2e   *e2e,
             gpointer user_data)
{
  return ((Answer *) user_data)->done;
}

/* @request: (transfer full) */
static LkHttpResponse *
ask (LkE2e         *e2e,
     LkHttpRequest *request)
{
  Answer answer = { 0 };

  lk_fetch_async (lk_e2e_get_account (e2e, 0), request, NULL, on_answered, &answer);
  lk_e2e_wait_until (e2e, is_answered, &answer, "the homeserver's answer");
  g_assert_cmpuint (answer.response->status, ==, 200);
  return answer.response;
}

static LkProfile *
ask_profile (LkE2e *e2e)
{
  LkAccountRecord *record = lk_account_get_record (lk_e2e_get_account (e2e, 0));
  g_autoptr (LkHttpResponse) response =
    ask (e2e, lk_client_api_profile (record->base_url, record->user_id));
  LkProfile *profile = lk_profile_parse (response, NULL);

  g_assert_nonnull (profile);
  return profile;
}

/* What the homeserver calls this device. */
static char *
ask_own_name (LkE2e *e2e)
{
  g_autoptr (LkAccountRecord) record =
    lk_account_record_ref (lk_account_get_record (lk_e2e_get_account (e2e, 0)));
  g_autoptr (LkHttpResponse) response = ask (e2e, lk_devices_api_list (record->base_url));
  g_autoptr (GPtrArray) devices = lk_devices_parse (response, NULL);

  g_assert_nonnull (devices);
  for (guint i = 0; i < devices->len; i++)
    {
      LkDevice *device = devices->pdata[i];

      if (g_str_equal (device->device_id, record->device_id))
        return g_strdup (device->display_name);
    }
  g_assert_not_reached ();
}

/* By which of the two APIs the session was made. */
static void
sign_in (LkE2e   *e2e,
         gboolean is_legacy)
{
  if (is_legacy)
    lk_e2e_log_in (e2e, "alice");
  else
    lk_e2e_sign_in (e2e, "alice");
}

static gboolean
is_called (LkE2e   *e2e,
           gpointer user_data)
{
  LkAccountRecord *record = lk_account_get_record (lk_e2e_get_account (e2e, 0));

  return g_strcmp0 (record->display_name, user_data) == 0 &&
         !lk_e2e_is_shown (e2e, "profile-busy");
}

static void
change_name (LkE2e      *e2e,
             const char *name)
{
  lk_e2e_click (e2e, "profile-name-button");
  lk_e2e_wait_for (e2e, "question-entry");
  lk_e2e_type (e2e, "question-entry", name);
  lk_e2e_respond (e2e, "change");
  lk_e2e_wait_until (e2e, is_called, (gpointer) name, name);
}

static void
test_the_name_is_changed_at_the_homeserver (gconstpointer data)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autoptr (LkProfile) before = NULL;
  g_autoptr (LkProfile) after = NULL;

  sign_in (e2e, GPOINTER_TO_INT (data));
  before = ask_profile (e2e);
  change_name (e2e, "Alice through the looking-glass");
  after = ask_profile (e2e);
  g_assert_cmpstr (after->display_name, ==, "Alice through the looking-glass");
  change_name (e2e, before->display_name); /* the other tests know her by it */
}

static GFile *
new_picture (const char *path)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 800, 600);

  gdk_pixbuf_fill (pixbuf, 0x33d17aff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  return g_file_new_for_path (path);
}

static gboolean
has_picture (LkE2e   *e2e,
             gpointer user_data)
{
  LkAccount *account = lk_e2e_get_account (e2e, 0);
  g_autofree char *path = lk_account_get_avatar_path (account);

  return lk_account_get_record (account)->avatar_uri != NULL &&
         g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
has_no_picture (LkE2e   *e2e,
                gpointer user_data)
{
  return lk_account_get_record (lk_e2e_get_account (e2e, 0))->avatar_uri == NULL &&
         !lk_e2e_is_shown (e2e, "profile-busy");
}

static void
test_the_picture_is_changed_at_the_homeserver (gconstpointer data)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *folder = g_dir_make_tmp ("latchkey-picture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "holiday.png", NULL);
  g_autofree char *cached = NULL;
  g_autoptr (GFile) file = new_picture (path);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (LkProfile) with = NULL;
  g_autoptr (LkProfile) without = NULL;

  sign_in (e2e, GPOINTER_TO_INT (data));
  lk_e2e_wait_for (e2e, "profile-picture-button");
  lk_profile_header_take_picture (LK_PROFILE_HEADER (lk_e2e_wait_for (e2e, "profile-header")),
                                  file);
  lk_e2e_wait_until (e2e, has_picture, NULL, "the picture");
  with = ask_profile (e2e);
  g_assert_cmpstr (with->avatar_uri, ==,
                   lk_account_get_record (lk_e2e_get_account (e2e, 0))->avatar_uri);
  cached = lk_account_get_avatar_path (lk_e2e_get_account (e2e, 0));
  pixbuf = gdk_pixbuf_new_from_file (cached, NULL); /* what the homeserver made of it */
  g_assert_nonnull (pixbuf);

  gtk_widget_activate_action (lk_e2e_wait_for (e2e, "profile-header"), "profile.remove-picture",
                              NULL);
  lk_e2e_wait_until (e2e, has_no_picture, NULL, "the picture to go");
  without = ask_profile (e2e);
  g_assert_null (without->avatar_uri);
  g_assert_true (g_file_delete (file, NULL, NULL));
  g_rmdir (folder);
}

static gboolean
is_named (LkE2e   *e2e,
          gpointer user_data)
{
  g_autofree char *name = ask_own_name (e2e);

  return g_strcmp0 (name, user_data) == 0;
}

static void
test_the_session_is_called_after_its_machine_until_renamed (gconstpointer data)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();
  g_autofree char *first = lk_device_name_new ();

  sign_in (e2e, GPOINTER_TO_INT (data));
  lk_e2e_wait_until (e2e, is_named, first, "the name of a new device");
  lk_e2e_click (e2e, "session-rename-button");
  lk_e2e_wait_for (e2e, "question-entry");
  lk_e2e_type (e2e, "question-entry", "Rabbit hole");
  lk_e2e_respond (e2e, "rename");
  lk_e2e_wait_until (e2e, is_named, (gpointer) "Rabbit hole", "the new name");
  lk_e2e_wait_for_text (e2e, "Rabbit hole");
}

/* Alice has given the playground neither. */
static void
test_addresses_are_asked_for (gconstpointer data)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  sign_in (e2e, GPOINTER_TO_INT (data));
  lk_e2e_wait_for (e2e, "contacts-group");
  lk_e2e_wait_for_text (e2e, "E-Mail Addresses and Phone Numbers");
  g_assert_cmpuint (lk_e2e_count_requests (e2e, "POST /_matrix/client/v3/account/3pid"), ==, 0);
}

static void
test_access_is_renewed_now (gconstpointer data)
{
  g_autoptr (LkE2e) e2e = lk_e2e_new ();

  sign_in (e2e, GPOINTER_TO_INT (data));
  lk_e2e_wait_for_text (e2e, "Access renewed just now");
  lk_e2e_click (e2e, "session-renew-button");
  lk_e2e_wait_for_text (e2e, "Access renewed");
  lk_e2e_wait_for (e2e, "session-renew-button");
  lk_e2e_ask_profile (e2e, lk_e2e_get_account (e2e, 0));
  g_assert_cmpuint (lk_e2e_count_requests (e2e, GPOINTER_TO_INT (data)
                                                  ? "POST /_matrix/client/v3/refresh"
                                                  : "POST /oauth2/token"), ==,
                    GPOINTER_TO_INT (data) ? 1 : 2);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char   *path;
    GTestDataFunc func;
  } tests[] = {
    { "the-name-is-changed-at-the-homeserver", test_the_name_is_changed_at_the_homeserver },
    { "the-picture-is-changed-at-the-homeserver", test_the_picture_is_changed_at_the_homeserver },
    { "the-session-is-called-after-its-machine-until-renamed",
      test_the_session_is_called_after_its_machine_until_renamed },
    { "H6/addresses-are-asked-for", test_addresses_are_asked_for },
    { "access-is-renewed-now", test_access_is_renewed_now },
  };

  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *with_provider = g_strconcat ("/e2e/profile/", tests[i].path, NULL);
      g_autofree char *legacy = g_strconcat ("/e2e/profile/legacy/", tests[i].path, NULL);

      g_test_add_data_func (with_provider, GINT_TO_POINTER (FALSE), tests[i].func);
      g_test_add_data_func (legacy, GINT_TO_POINTER (TRUE), tests[i].func);
    }

  return g_test_run ();
}
