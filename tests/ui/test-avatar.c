/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-avatar.h"

#include "lk-files.h"
#include "lk-ui-fixture.h"

static AdwAvatar *
get_inner (GtkWidget *avatar)
{
  return ADW_AVATAR (adw_bin_get_child (ADW_BIN (avatar)));
}

static GdkPixbuf *
new_picture (int side)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  return pixbuf;
}

static void
store_picture (LkAccount *account,
               int        side)
{
  g_autofree char *path = lk_account_get_avatar_path (account);
  g_autoptr (GdkPixbuf) pixbuf = new_picture (side);
  g_autoptr (GError) error = NULL;

  lk_test_touch (path); /* makes the directory */
  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
}

static gboolean
has_initials (gpointer user_data)
{
  return get_inner (user_data) != NULL;
}

static gboolean
has_picture (gpointer user_data)
{
  return has_initials (user_data) && adw_avatar_get_custom_image (get_inner (user_data)) != NULL;
}

static void
test_the_picture_comes_after_the_first_frame (LkUiFixture  *self,
                                              gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (&self->world, 0);
  GtkWidget *avatar = g_object_ref_sink (g_object_new (LK_TYPE_AVATAR, "size", 32, NULL));
  GtkWindow *window;

  store_picture (account, 96);
  g_object_set (avatar, "account", account, NULL);
  g_assert_false (has_picture (avatar));
  window = lk_ui_show (avatar);
  lk_test_wait_until (has_picture, avatar);
  g_assert_cmpstr (adw_avatar_get_text (get_inner (avatar)), ==, "ada:example.org");
  gtk_window_destroy (window);
  lk_test_drain ();
  g_assert_finalize_object (avatar);
}

static gboolean
is_over (gpointer user_data)
{
  return g_get_monotonic_time () > *(gint64 *) user_data;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A small file can be a huge picture. */
static void
test_a_huge_picture_is_left_alone (LkUiFixture  *self,
                                   gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (&self->world, 0);
  GtkWidget *avatar = g_object_new (LK_TYPE_AVATAR, NULL);
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 4;
  guint tick = g_timeout_add (20, on_tick, NULL);
  GtkWindow *window;

  store_picture (account, 3000);
  g_object_set (avatar, "account", account, NULL);
  window = lk_ui_show (avatar);
  lk_test_wait_until (is_over, &end);
  g_assert_false (has_picture (avatar));
  g_source_remove (tick);
  gtk_window_destroy (window);
}

/* In a list the same widget shows one account after the other. */
static void
test_the_picture_goes_with_its_account (LkUiFixture  *self,
                                        gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (&self->world, 0);
  g_autoptr (LkAccount) other = lk_account_fixture_new_session (&self->world, 0);
  GtkWidget *avatar = g_object_new (LK_TYPE_AVATAR, "account", account, NULL);
  GtkWindow *window;

  store_picture (account, 96);
  window = lk_ui_show (avatar);
  lk_test_wait_until (has_picture, avatar);
  g_object_set (avatar, "account", other, NULL);
  g_assert_false (has_picture (avatar));
  g_assert_cmpstr (adw_avatar_get_text (get_inner (avatar)), ==, "ada:example.org");
  g_object_set (avatar, "account", NULL, NULL);
  g_assert_cmpstr (adw_avatar_get_text (get_inner (avatar)), ==, "");
  g_object_set (avatar, "account", account, NULL);
  lk_test_wait_until (has_picture, avatar);
  gtk_window_destroy (window);
}

/* Nothing is read for what nobody sees. */
static void
test_out_of_view_there_is_no_picture (LkUiFixture  *self,
                                      gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (&self->world, 0);
  GtkWidget *avatar = g_object_new (LK_TYPE_AVATAR, "account", account, NULL);
  GtkWidget *seen = g_object_new (LK_TYPE_AVATAR, "account", account, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWindow *window;

  store_picture (account, 96);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), seen);
  gtk_widget_set_child_visible (avatar, FALSE);
  window = lk_ui_show (box);
  lk_test_wait_until (has_picture, seen);
  g_assert_false (has_initials (avatar));
  gtk_widget_set_child_visible (avatar, TRUE);
  lk_test_wait_until (has_picture, avatar);
  gtk_window_destroy (window);
}

static gboolean
has_one_owner (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static void
test_going_while_it_loads (LkUiFixture  *self,
                           gconstpointer data)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (&self->world, 0);
  GtkWidget *avatar = g_object_ref_sink (g_object_new (LK_TYPE_AVATAR, NULL));
  GtkWindow *window;

  store_picture (account, 96);
  g_object_set (avatar, "account", account, NULL);
  window = lk_ui_show (avatar);
  gtk_window_destroy (window);
  lk_test_wait_until (has_one_owner, avatar);
  g_assert_finalize_object (avatar);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/avatar/the-picture-comes-after-the-first-frame",
             test_the_picture_comes_after_the_first_frame);
  LK_UI_ADD ("/avatar/a-huge-picture-is-left-alone", test_a_huge_picture_is_left_alone);
  LK_UI_ADD ("/avatar/the-picture-goes-with-its-account", test_the_picture_goes_with_its_account);
  LK_UI_ADD ("/avatar/out-of-view-there-is-no-picture", test_out_of_view_there_is_no_picture);
  LK_UI_ADD ("/avatar/going-while-it-loads", test_going_while_it_loads);

  return g_test_run ();
}
