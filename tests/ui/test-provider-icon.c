/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-provider-icon.h"

#include "lk-ui-fixture.h"

#define ICON "GET /_matrix/media/v3/download/example.org/abc"

static GtkImage *
get_image (gpointer icon)
{
  return GTK_IMAGE (adw_bin_get_child (icon));
}

static gboolean
has_picture (gpointer user_data)
{
  return gtk_image_get_storage_type (get_image (user_data)) == GTK_IMAGE_PAINTABLE;
}

static GBytes *
new_picture (int         side,
             const char *format)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, format, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static GtkWidget *
new_icon (LkUiFixture *self,
          const char  *mxc_uri)
{
  return g_object_ref_sink (
    lk_provider_icon_new (self->world.ports->http, lk_fake_server_get_url (self->world.server),
                          mxc_uri));
}

static void
let_go (GtkWidget *icon,
        GtkWindow *window)
{
  gtk_window_destroy (window);
  lk_test_drain ();
  g_assert_finalize_object (icon);
}

static void
test_picture_of_the_server_is_shown (LkUiFixture  *self,
                                     gconstpointer data)
{
  g_autoptr (GBytes) picture = new_picture (64, "png");
  GtkWidget *icon;
  GtkWindow *window;

  lk_fake_server_bytes (self->world.server, ICON, 200, picture);
  icon = new_icon (self, "mxc://example.org/abc");
  window = lk_ui_show (icon);
  lk_test_wait_until (has_picture, icon);
  g_assert_null (lk_fake_server_last_header (self->world.server, ICON, "Authorization"));
  let_go (icon, window);
}

static void
test_without_a_picture_nobody_is_asked (LkUiFixture  *self,
                                        gconstpointer data)
{
  GtkWidget *icon = new_icon (self, data);
  GtkWindow *window = lk_ui_show (icon);

  lk_test_drain ();
  g_assert_cmpstr (gtk_image_get_icon_name (get_image (icon)), ==, "dialog-password-symbolic");
  g_assert_cmpuint (lk_fake_server_count (self->world.server, NULL), ==, 0);
  let_go (icon, window);
}

static gboolean
has_one_owner (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count <= 2; /* ours and its parent's */
}

/* What isn't a small picture of the usual kinds is no picture, whatever it calls itself. */
static void
test_useless_answer_leaves_the_key (LkUiFixture  *self,
                                    gconstpointer data)
{
  g_autoptr (GBytes) huge = new_picture (600, "png");
  g_autoptr (GBytes) bitmap = new_picture (16, "bmp");
  g_autoptr (GBytes) page = g_bytes_new_static ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 41);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  GBytes *const bodies[] = { huge, bitmap, page, nothing };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      GtkWidget *icon;
      GtkWindow *window;

      lk_fake_server_forget (self->world.server, ICON);
      lk_fake_server_bytes (self->world.server, ICON, 200, bodies[i]);
      icon = new_icon (self, "mxc://example.org/abc");
      window = lk_ui_show (icon);
      lk_test_wait_until (has_one_owner, icon);
      g_assert_false (has_picture (icon));
      let_go (icon, window);
    }
}

static void
test_missing_picture_leaves_the_key (LkUiFixture  *self,
                                     gconstpointer data)
{
  GtkWidget *icon = new_icon (self, "mxc://example.org/abc");
  GtkWindow *window = lk_ui_show (icon);

  lk_account_fixture_wait_asked (&self->world, ICON, 1);
  lk_test_wait_until (has_one_owner, icon);
  g_assert_false (has_picture (icon));
  let_go (icon, window);
}

static void
test_going_while_it_loads (LkUiFixture  *self,
                           gconstpointer data)
{
  GtkWidget *icon;
  GtkWindow *window;

  lk_fake_server_hang (self->world.server, ICON);
  icon = new_icon (self, "mxc://example.org/abc");
  window = lk_ui_show (icon);
  lk_account_fixture_wait_asked (&self->world, ICON, 1);
  let_go (icon, window);
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/provider-icon/picture-of-the-server-is-shown", test_picture_of_the_server_is_shown);
  g_test_add ("/provider-icon/without-a-picture-nobody-is-asked/none", LkUiFixture, NULL,
              lk_ui_fixture_set_up, test_without_a_picture_nobody_is_asked,
              lk_ui_fixture_tear_down);
  g_test_add ("/provider-icon/without-a-picture-nobody-is-asked/no-mxc", LkUiFixture,
              "https://example.org/abc", lk_ui_fixture_set_up,
              test_without_a_picture_nobody_is_asked, lk_ui_fixture_tear_down);
  LK_UI_ADD ("/provider-icon/useless-answer-leaves-the-key", test_useless_answer_leaves_the_key);
  LK_UI_ADD ("/provider-icon/missing-picture-leaves-the-key", test_missing_picture_leaves_the_key);
  LK_UI_ADD ("/provider-icon/going-while-it-loads", test_going_while_it_loads);

  return g_test_run ();
}
