/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-provider-icon.h"

#include "lk-client-api.h"

/* A picture is other people's data: only what every server makes is decoded, and only if it is as
 * small as an icon. */
#define MAX_SIDE 512
#define SIZE 24
static const char *const formats[] = { "png", "jpeg", "webp", "gif", NULL };

/**
 * LkProviderIcon:
 *
 * What an identity provider looks like: its homeserver's picture of it, or a key, which is there
 * until the picture comes, and stays if none comes. It is decoration: the words are beside it.
 */
struct _LkProviderIcon
{
  AdwBin        parent_instance;
  GtkImage     *image;       /* (not owned) our child */
  GCancellable *cancellable; /* of the loading under way, or the last one */
};

G_DEFINE_FINAL_TYPE (LkProviderIcon, lk_provider_icon, ADW_TYPE_BIN)

static void
on_decoded (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (LkProviderIcon) self = user_data;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream_finish (result, NULL);
  g_autoptr (GdkTexture) texture = pixbuf != NULL ? gdk_texture_new_for_pixbuf (pixbuf) : NULL;

  if (texture != NULL && !g_cancellable_is_cancelled (self->cancellable))
    gtk_image_set_from_paintable (self->image, GDK_PAINTABLE (texture));
}

typedef struct
{
  int width;
  int height;
} Sides;

static void
on_size_prepared (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  Sides *sides = user_data;

  sides->width = width;
  sides->height = height;
}

/* Looks at the beginning only, as far as the size is in it: nothing is decoded yet. */
static gboolean
is_harmless (GBytes *bytes)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autofree char *format = NULL;
  Sides sides = { 0, 0 };
  gsize length;
  const guchar *data = g_bytes_get_data (bytes, &length);
  gboolean more = TRUE;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), &sides);
  for (gsize at = 0; more && at < length && sides.width == 0; at += 64)
    more = gdk_pixbuf_loader_write (loader, data + at, MIN (64, length - at), NULL);
  gdk_pixbuf_loader_close (loader, NULL);
  if (gdk_pixbuf_loader_get_format (loader) != NULL)
    format = gdk_pixbuf_format_get_name (gdk_pixbuf_loader_get_format (loader));
  return format != NULL && g_strv_contains (formats, format) && sides.width > 0 &&
         sides.height > 0 && sides.width <= MAX_SIDE && sides.height <= MAX_SIDE;
}

static void
decode (LkProviderIcon *self,
        GBytes         *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  int side = SIZE * gtk_widget_get_scale_factor (GTK_WIDGET (self));

  gdk_pixbuf_new_from_stream_at_scale_async (stream, side, side, TRUE, self->cancellable,
                                             on_decoded, g_object_ref (self));
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (LkProviderIcon) self = user_data;
  g_autoptr (LkHttpResponse) response = lk_http_send_finish (LK_HTTP (source), result, NULL);

  if (response != NULL && response->status == 200 && is_harmless (response->body))
    decode (self, response->body);
}

/* Not in dispose, because what loads holds on to the widget. */
static void
lk_provider_icon_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (LK_PROVIDER_ICON (widget)->cancellable);
  GTK_WIDGET_CLASS (lk_provider_icon_parent_class)->unroot (widget);
}

static void
lk_provider_icon_finalize (GObject *object)
{
  g_object_unref (LK_PROVIDER_ICON (object)->cancellable);
  G_OBJECT_CLASS (lk_provider_icon_parent_class)->finalize (object);
}

static void
lk_provider_icon_class_init (LkProviderIconClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_provider_icon_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = lk_provider_icon_unroot;
}

static void
lk_provider_icon_init (LkProviderIcon *self)
{
  self->cancellable = g_cancellable_new ();
  self->image = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                              "icon-name", "dialog-password-symbolic", "pixel-size", SIZE, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->image));
}

/**
 * lk_provider_icon_new:
 * @http: the client
 * @base_url: of the homeserver
 * @mxc_uri: (nullable): the picture there
 *
 * Returns: an icon, which asks for its picture until it is taken out of its window
 */
GtkWidget *
lk_provider_icon_new (LkHttp     *http,
                      const char *base_url,
                      const char *mxc_uri)
{
  LkProviderIcon *self = g_object_new (LK_TYPE_PROVIDER_ICON, NULL);
  LkHttpRequest *request = mxc_uri != NULL ? lk_client_api_icon (base_url, mxc_uri) : NULL;

  if (request != NULL)
    lk_http_send_async (http, request, self->cancellable, on_answered, g_object_ref (self));
  return GTK_WIDGET (self);
}
