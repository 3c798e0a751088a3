/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-avatar.h"

#include "lk-account.h"

/* A picture is other people's data: only what every server makes thumbnails of is decoded, and
 * nothing that would grow to many megabytes. */
#define MAX_SIDE 2048
static const char *const formats[] = { "png", "jpeg", "webp", "gif", NULL };

/**
 * LkAvatar:
 *
 * The picture of an account, or its initials. Both come only after the widget's place was drawn
 * for the first time: initials need a font of their own, the picture a file of the cache, and the
 * first frame waits for neither. In a long list most places are never drawn, and nothing is read
 * for them.
 */
struct _LkAvatar
{
  AdwBin        parent_instance;
  AdwAvatar    *avatar;      /* (nullable) (not owned) our child, from the first frame on */
  LkAccount    *account;     /* (nullable) */
  GCancellable *cancellable; /* of the loading under way, if any */
  gulong        record_id;   /* 0 or the handler at the account */
  guint         tick_id;     /* 0 or the tick that starts the loading */
  guint         n_ticks;     /* frames begun since then */
  gboolean      is_due;      /* what is to be shown is not there yet */
  int           size;
};

G_DEFINE_FINAL_TYPE (LkAvatar, lk_avatar, ADW_TYPE_BIN)

enum
{
  PROP_ACCOUNT = 1,
  PROP_SIZE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
show_picture (LkAvatar  *self,
              GdkPixbuf *pixbuf)
{
  g_autoptr (GdkTexture) texture = pixbuf != NULL ? gdk_texture_new_for_pixbuf (pixbuf) : NULL;

  adw_avatar_set_custom_image (self->avatar, GDK_PAINTABLE (texture));
}

static void
on_decoded (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (LkAvatar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_picture (self, pixbuf);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (LkAvatar) self = user_data;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, NULL);
  int side;

  if (stream == NULL)
    return;
  side = self->size * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  gdk_pixbuf_new_from_stream_at_scale_async (G_INPUT_STREAM (stream), side, side, TRUE,
                                             self->cancellable, on_decoded, g_object_ref (self));
}

static gboolean
is_harmless (GdkPixbufFormat *format,
             int              width,
             int              height)
{
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return name != NULL && g_strv_contains (formats, name) && width <= MAX_SIDE &&
         height <= MAX_SIDE;
}

static void
on_examined (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (LkAvatar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  GdkPixbufFormat *format;
  int width = 0;
  int height = 0;

  format = gdk_pixbuf_get_file_info_finish (result, &width, &height, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;
  if (!is_harmless (format, width, height))
    {
      show_picture (self, NULL);
      return;
    }
  path = lk_account_get_avatar_path (self->account);
  file = g_file_new_for_path (path);
  g_file_read_async (file, G_PRIORITY_LOW, self->cancellable, on_opened, g_object_ref (self));
}

static void
stop_waiting (LkAvatar *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
}

static void
stop (LkAvatar *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  stop_waiting (self);
}

static void
fill (LkAvatar *self)
{
  const char *title = lk_account_get_title (self->account);

  if (self->avatar == NULL)
    {
      self->avatar = ADW_AVATAR (adw_avatar_new (self->size, NULL, TRUE));
      adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->avatar));
    }
  /* A user ID begins with a sigil that isn't anybody's initial. */
  adw_avatar_set_text (self->avatar, title != NULL && *title == '@' ? title + 1 : title);
}

/* The first tick belongs to the frame that is about to be drawn. */
static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  LkAvatar *self = LK_AVATAR (widget);
  g_autofree char *path = NULL;

  if (self->n_ticks++ == 0)
    return G_SOURCE_CONTINUE;

  fill (self);
  path = lk_account_get_avatar_path (self->account);
  self->is_due = FALSE;
  self->tick_id = 0;
  self->cancellable = g_cancellable_new ();
  gdk_pixbuf_get_file_info_async (path, self->cancellable, on_examined, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* It has been somebody else's: that picture is no longer to be seen. */
static void
forget (LkAvatar *self)
{
  if (self->avatar == NULL)
    return;
  show_picture (self, NULL);
  adw_avatar_set_text (self->avatar, NULL);
  if (self->account != NULL)
    fill (self);
}

static void
start (LkAvatar *self)
{
  if (!self->is_due || !gtk_widget_get_mapped (GTK_WIDGET (self)) || self->tick_id != 0)
    return;
  self->n_ticks = 0;
  self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
reload (LkAvatar *self)
{
  stop (self);
  self->is_due = self->account != NULL;
  start (self);
}

static void
set_account (LkAvatar  *self,
             LkAccount *account)
{
  if (account == self->account)
    return;

  if (self->account != NULL)
    g_clear_signal_handler (&self->record_id, self->account);
  g_set_object (&self->account, account);
  if (account != NULL)
    self->record_id = g_signal_connect_swapped (account, "notify::record", G_CALLBACK (reload),
                                                self);
  forget (self);
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
lk_avatar_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  LkAvatar *self = LK_AVATAR (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_avatar_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  LkAvatar *self = LK_AVATAR (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (self, g_value_get_object (value));
      break;
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      gtk_widget_set_size_request (GTK_WIDGET (self), self->size, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_avatar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_avatar_parent_class)->map (widget);
  start (LK_AVATAR (widget));
}

/* A new row of a list is mapped until it turns out to be out of view. */
static void
lk_avatar_unmap (GtkWidget *widget)
{
  stop_waiting (LK_AVATAR (widget));
  GTK_WIDGET_CLASS (lk_avatar_parent_class)->unmap (widget);
}

/* Not in dispose, because what loads holds on to the widget. */
static void
lk_avatar_unroot (GtkWidget *widget)
{
  stop (LK_AVATAR (widget));
  GTK_WIDGET_CLASS (lk_avatar_parent_class)->unroot (widget);
}

static void
lk_avatar_dispose (GObject *object)
{
  LkAvatar *self = LK_AVATAR (object);

  stop (self);
  if (self->account != NULL)
    g_clear_signal_handler (&self->record_id, self->account);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_avatar_parent_class)->dispose (object);
}

static void
lk_avatar_class_init (LkAvatarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_avatar_get_property;
  object_class->set_property = lk_avatar_set_property;
  object_class->dispose = lk_avatar_dispose;
  GTK_WIDGET_CLASS (klass)->map = lk_avatar_map;
  GTK_WIDGET_CLASS (klass)->unmap = lk_avatar_unmap;
  GTK_WIDGET_CLASS (klass)->unroot = lk_avatar_unroot;

  /** LkAvatar:account: (nullable): whose picture */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT, flags);
  /** LkAvatar:size: width and height, in pixels */
  props[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 16, 256, 48,
                                       flags | G_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lk_avatar_init (LkAvatar *self)
{
}
