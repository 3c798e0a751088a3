/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-page.h"
#include "lk-dummy-web-view.h"
#include "lk-profile-header.h"
#include "lk-ui-fixture.h"

#include <string.h>

#define KEY_CAPABILITIES "GET /_matrix/client/v3/capabilities"
#define KEY_PROFILE "GET /_matrix/client/v3/profile/@ada:example.org" /* decoded by the server */
#define KEY_NAME    "PUT /_matrix/client/v3/profile/@ada:example.org/displayname"
#define KEY_PICTURE "PUT /_matrix/client/v3/profile/@ada:example.org/avatar_url"
#define KEY_REMOVE  "DELETE /_matrix/client/v3/profile/@ada:example.org/avatar_url"
#define KEY_LIMIT   "GET /_matrix/client/v1/media/config"
#define KEY_UPLOAD  "POST /_matrix/media/v3/upload"
#define KEY_THUMBNAIL "GET /_matrix/client/v1/media/thumbnail/example.org/new"

#define ADA "{\"displayname\":\"Ada\"}"
#define ADA_WITH_PICTURE "{\"displayname\":\"Ada\",\"avatar_url\":\"mxc://example.org/new\"}"

static void
answer (LkUiFixture *self,
        const char  *key,
        guint        status,
        const char  *body)
{
  lk_fake_server_answer (self->world.server, key, status, "application/json", body);
}

static guint
count (LkUiFixture *self,
       const char  *key)
{
  return lk_fake_server_count (self->world.server, key);
}

static void
open_page (LkUiFixture *self)
{
  lk_ui_fixture_show (self);
  lk_ui_click ("account-row-" LK_USER_ID);
  lk_ui_wait_for ("account-page");
}

static void
wait_to_be_told (const char *text)
{
  while (!lk_ui_says (text))
    g_main_context_iteration (NULL, TRUE);
}

/* @capabilities: (nullable): what is in the brackets */
static LkAccount *
open_account (LkUiFixture *self,
              const char  *capabilities)
{
  g_autofree char *body = g_strdup_printf ("{\"capabilities\":{%s}}", capabilities);
  LkAccount *account = lk_ui_fixture_add_session (self);

  answer (self, KEY_CAPABILITIES, 200, body);
  answer (self, KEY_PROFILE, 200, ADA);
  open_page (self);
  wait_to_be_told ("Ada");
  return account;
}

static gboolean
knows_rights (gpointer user_data)
{
  LkUiFixture *self = user_data;

  return count (self, KEY_CAPABILITIES) > 0;
}

static void
wait_for_rights (LkUiFixture *self)
{
  lk_test_wait_until (knows_rights, self);
  lk_test_drain ();
}

/* A file with a picture in the fixture's directory. */
static GFile *
new_picture (LkUiFixture *self)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 16, 16);
  g_autofree char *path = g_build_filename (self->world.dir, "picture.png", NULL);

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  return g_file_new_for_path (path);
}

static void
take_picture (LkUiFixture *self)
{
  g_autoptr (GFile) file = new_picture (self);

  lk_profile_header_take_picture (LK_PROFILE_HEADER (lk_ui_wait_for ("profile-header")), file);
}

static void
test_only_what_may_be_changed_is_offered (LkUiFixture  *self,
                                          gconstpointer data)
{
  open_account (self, "\"m.profile_fields\":{\"enabled\":true,\"allowed\":[\"avatar_url\"]}");
  lk_ui_wait_for ("profile-picture-button");
  g_assert_null (lk_ui_find ("profile-name-button"));
}

static void
test_nothing_may_be_changed (LkUiFixture  *self,
                             gconstpointer data)
{
  open_account (self, "\"m.set_displayname\":{\"enabled\":false},"
                      "\"m.set_avatar_url\":{\"enabled\":false}");
  wait_for_rights (self);
  g_assert_null (lk_ui_find ("profile-picture-button"));
  g_assert_null (lk_ui_find ("profile-name-button"));
  gtk_widget_activate_action (lk_ui_find ("profile-header"), "profile.change-name", NULL);
  g_assert_null (lk_ui_find ("change-name-dialog"));
}

static void
test_nothing_is_offered_without_a_session (LkUiFixture  *self,
                                           gconstpointer data)
{
  LkAccount *account = open_account (self, "");

  lk_ui_wait_for ("profile-name-button");
  lk_account_end_session (account, NULL);
  lk_ui_wait_gone ("profile-name-button");
  g_assert_null (lk_ui_find ("profile-picture-button"));
}

static void
test_the_name_is_changed (LkUiFixture  *self,
                          gconstpointer data)
{
  open_account (self, "");
  lk_fake_server_forget (self->world.server, KEY_PROFILE);
  answer (self, KEY_PROFILE, 200, "{\"displayname\":\"<b>Countess</b>\"}");
  answer (self, KEY_NAME, 200, "{}");
  lk_ui_click ("profile-name-button");
  lk_ui_wait_dialog ("change-name-dialog");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (lk_ui_find ("question-entry"))), ==, "Ada");
  lk_ui_type ("question-entry", "<b>Countess</b>");
  lk_ui_answer ("change-name-dialog", "change");
  wait_to_be_told ("<b>Countess</b>");
  g_assert_cmpstr (lk_fake_server_last_body (self->world.server, KEY_NAME), ==,
                   "{\"displayname\":\"<b>Countess</b>\"}");
  lk_ui_wait_gone ("profile-busy");
}

static void
test_no_is_no (LkUiFixture  *self,
               gconstpointer data)
{
  open_account (self, "");
  lk_ui_click ("profile-name-button");
  lk_ui_wait_dialog ("change-name-dialog");
  lk_ui_type ("question-entry", "Countess");
  lk_ui_answer ("change-name-dialog", "cancel");
  lk_test_drain ();
  g_assert_cmpuint (count (self, KEY_NAME), ==, 0);
}

/* What was typed isn't lost, and the server's reason is beside it. */
static void
test_a_name_that_is_refused_can_be_mended (LkUiFixture  *self,
                                           gconstpointer data)
{
  open_account (self, "");
  answer (self, KEY_NAME, 400, "{\"errcode\":\"M_BAD_JSON\",\"error\":\"<i>Too long</i>\"}");
  answer (self, KEY_NAME, 200, "{}");
  lk_ui_click ("profile-name-button");
  lk_ui_wait_dialog ("change-name-dialog");
  lk_ui_type ("question-entry", "Augusta Ada King");
  lk_ui_answer ("change-name-dialog", "change");
  g_assert_cmpstr (lk_ui_label ("question-problem"), ==,
                   "The server refused. It says: “<i>Too long</i>”");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (lk_ui_find ("question-entry"))), ==,
                   "Augusta Ada King");
  lk_ui_type ("question-entry", "Ada King");
  lk_ui_answer ("change-name-dialog", "change");
  lk_account_fixture_wait_asked (&self->world, KEY_NAME, 2);
  lk_ui_wait_gone ("profile-busy");
  g_assert_null (lk_ui_find ("change-name-dialog"));
}

static void
script_pictures (LkUiFixture *self)
{
  answer (self, KEY_LIMIT, 200, "{\"m.upload.size\":1000000}");
  answer (self, KEY_UPLOAD, 200, "{\"content_uri\":\"mxc://example.org/new\"}");
  answer (self, KEY_PICTURE, 200, "{}");
  answer (self, KEY_REMOVE, 200, "{}");
  answer (self, KEY_THUMBNAIL, 200, "PNG");
}

static void
test_a_picture_is_sent_and_then_removed (LkUiFixture  *self,
                                         gconstpointer data)
{
  LkAccount *account = open_account (self, "");

  script_pictures (self);
  lk_ui_wait_for ("profile-picture-button");
  gtk_widget_activate_action (lk_ui_find ("profile-header"), "profile.remove-picture", NULL);
  lk_fake_server_forget (self->world.server, KEY_PROFILE);
  answer (self, KEY_PROFILE, 200, ADA_WITH_PICTURE);
  answer (self, KEY_PROFILE, 200, ADA);
  take_picture (self);
  g_assert_nonnull (lk_ui_find ("profile-busy"));
  g_assert_false (gtk_widget_is_sensitive (lk_ui_find ("profile-picture-button")));
  lk_ui_wait_gone ("profile-busy");
  g_assert_cmpstr (lk_account_get_record (account)->avatar_uri, ==, "mxc://example.org/new");
  g_assert_cmpstr (lk_fake_server_last_header (self->world.server, KEY_UPLOAD, "Content-Type"), ==,
                   "image/png");
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 0); /* there was none to be removed */

  gtk_widget_activate_action (lk_ui_find ("profile-header"), "profile.remove-picture", NULL);
  lk_ui_wait_gone ("profile-busy");
  g_assert_cmpuint (count (self, KEY_REMOVE), ==, 1);
  g_assert_null (lk_account_get_record (account)->avatar_uri);
}

static void
test_what_is_no_picture_is_not_sent (LkUiFixture  *self,
                                     gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->world.dir, "letter.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  open_account (self, "");
  g_assert_true (g_file_set_contents (path, "Dear Ada", -1, NULL));
  lk_profile_header_take_picture (LK_PROFILE_HEADER (lk_ui_wait_for ("profile-header")), file);
  lk_ui_wait_dialog ("profile-failed-dialog");
  wait_to_be_told ("This isn’t a picture that Latchkey can use. Choose a PNG, JPEG, GIF or WebP "
                   "file of a usual size.");
  lk_ui_answer ("profile-failed-dialog", "close");
  g_assert_null (lk_ui_find ("profile-busy"));
  g_assert_cmpuint (count (self, KEY_LIMIT), ==, 0);
  g_assert_cmpuint (count (self, KEY_UPLOAD), ==, 0);
}

/* The page asks for the profile when it opens; what it gets may be older than what was changed
 * meanwhile. */
static void
test_an_older_answer_changes_nothing_back (LkUiFixture  *self,
                                           gconstpointer data)
{
  LkAccount *account = lk_ui_fixture_add_session (self);

  answer (self, KEY_CAPABILITIES, 200, "{}");
  answer (self, KEY_NAME, 200, "{}");
  answer (self, KEY_PROFILE, 200, ADA);
  lk_fake_server_hold (self->world.server, KEY_PROFILE);
  answer (self, KEY_PROFILE, 200, "{\"displayname\":\"Countess\"}");
  open_page (self);
  lk_account_fixture_wait_asked (&self->world, KEY_PROFILE, 1);
  lk_ui_click ("profile-name-button");
  lk_ui_wait_dialog ("change-name-dialog");
  lk_ui_type ("question-entry", "Countess");
  lk_ui_answer ("change-name-dialog", "change");
  wait_to_be_told ("Countess");
  lk_ui_wait_gone ("profile-busy");
  lk_fake_server_release (self->world.server);
  lk_test_drain ();
  g_assert_cmpstr (lk_account_get_title (account), ==, "Countess");
}

typedef struct
{
  const char *path;
  const char *key;
  guint       status;
  const char *body;
  const char *told;
} Failure;

static const Failure failures[] = {
  { "too-large", KEY_LIMIT, 200, "{\"m.upload.size\":7}",
    "The homeserver doesn’t take pictures as large as this one. Choose a smaller one." },
  { "too-large-for-what-is-between", KEY_UPLOAD, 413, "<html>",
    "The homeserver doesn’t take pictures as large as this one. Choose a smaller one." },
  { "no-room", KEY_UPLOAD, 403, "{\"errcode\":\"M_USER_LIMIT_EXCEEDED\",\"error\":\"x\"}",
    "You have used up the room that the homeserver has for your pictures and files." },
  { "refused", KEY_PICTURE, 403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"<b>No</b>\"}",
    "The server refused. It says: “<b>No</b>”" },
  { "a-fault", KEY_UPLOAD, 500, "",
    "The server reports a fault of its own. You did nothing wrong: try again later." },
};

static void
test_a_failure_is_told (LkUiFixture  *self,
                        gconstpointer data)
{
  const Failure *failure = data;

  open_account (self, "");
  script_pictures (self);
  lk_account_fixture_script (&self->world, failure->key, failure->status, failure->body);
  take_picture (self);
  lk_ui_wait_dialog ("profile-failed-dialog");
  wait_to_be_told (failure->told);
  lk_ui_answer ("profile-failed-dialog", "close");
  g_assert_null (lk_ui_find ("profile-busy"));
  g_assert_true (lk_ui_says ("Ada"));
}

/* Cancelling, as a dimension: at which step the window goes. Nothing outlives it. */
static void
test_the_window_goes_meanwhile (LkUiFixture  *self,
                                gconstpointer data)
{
  const char *key = data;

  open_account (self, "");
  script_pictures (self);
  if (key != NULL)
    {
      lk_fake_server_forget (self->world.server, key);
      lk_fake_server_hang (self->world.server, key);
    }
  take_picture (self);
  if (key != NULL)
    lk_account_fixture_wait_asked (&self->world, key, 1);
}

static gboolean
has_chooser (gpointer user_data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  return (g_list_model_get_n_items (toplevels) > 1) == (user_data != NULL);
}

/* The desktop's own dialog, which goes with the window. */
static void
test_a_picture_is_chosen_in_the_desktops_dialog (LkUiFixture  *self,
                                                 gconstpointer data)
{
  open_account (self, "");
  lk_ui_wait_for ("profile-picture-button");
  gtk_widget_activate_action (lk_ui_find ("profile-header"), "profile.choose-picture", NULL);
  lk_test_wait_until (has_chooser, self);
  gtk_widget_activate_action (lk_ui_find ("profile-header"), "profile.choose-picture", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const steps[] = { KEY_LIMIT, KEY_UPLOAD, KEY_PICTURE };

  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/profile-header/only-what-may-be-changed-is-offered",
             test_only_what_may_be_changed_is_offered);
  LK_UI_ADD ("/profile-header/nothing-may-be-changed", test_nothing_may_be_changed);
  LK_UI_ADD ("/profile-header/nothing-is-offered-without-a-session",
             test_nothing_is_offered_without_a_session);
  LK_UI_ADD ("/profile-header/K9/the-name-is-changed", test_the_name_is_changed);
  LK_UI_ADD ("/profile-header/an-older-answer-changes-nothing-back",
             test_an_older_answer_changes_nothing_back);
  LK_UI_ADD ("/profile-header/no-is-no", test_no_is_no);
  LK_UI_ADD ("/profile-header/K9/a-name-that-is-refused-can-be-mended",
             test_a_name_that_is_refused_can_be_mended);
  LK_UI_ADD ("/profile-header/a-picture-is-sent-and-then-removed",
             test_a_picture_is_sent_and_then_removed);
  LK_UI_ADD ("/profile-header/what-is-no-picture-is-not-sent",
             test_what_is_no_picture_is_not_sent);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strconcat ("/profile-header/failure/", failures[i].path, NULL);

      g_test_add (path, LkUiFixture, &failures[i], lk_ui_fixture_set_up, test_a_failure_is_told,
                  lk_ui_fixture_tear_down);
    }
  LK_UI_ADD ("/profile-header/the-window-goes-meanwhile/reading", test_the_window_goes_meanwhile);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/profile-header/the-window-goes-meanwhile/%" G_GSIZE_FORMAT, i);

      g_test_add (path, LkUiFixture, steps[i], lk_ui_fixture_set_up,
                  test_the_window_goes_meanwhile, lk_ui_fixture_tear_down);
    }
  LK_UI_ADD ("/profile-header/a-picture-is-chosen-in-the-desktops-dialog",
             test_a_picture_is_chosen_in_the_desktops_dialog);

  return g_test_run ();
}
