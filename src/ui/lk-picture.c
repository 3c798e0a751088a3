/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-picture.h"

#include "lk-error.h"

/*
 * A file that the person chose, in the order it happens: what is it, and how large → read it no
 * larger than needed → write it anew. Writing it anew leaves behind what cameras add: where and
 * when it was taken, and with what.
 */
static void examine (GTask *task);
static void open    (GTask *task);
static void decode  (GTask *task, GInputStream *stream);
static void encode  (GTask *task, GdkPixbuf *pixbuf);

/* What every program can show. */
static const char *const formats[] = { "png", "jpeg", "gif", "webp", NULL };

/* Larger than those of any camera; what is read at a smaller size still has to be unpacked. */
#define MAX_SIDE   20000
#define MAX_PIXELS (150 * 1000 * 1000)

typedef struct
{
  GFile         *file;
  gboolean       shrinks; /* it is larger than it is sent */
  GOutputStream *out;     /* (nullable) of encode() */
  const char    *content_type;
} Load;

static void
load_free (Load *self)
{
  g_object_unref (self->file);
  g_clear_object (&self->out);
  g_free (self);
}

/* Foreign errors end here. */
static void
fail (GTask       *task,
      GError      *foreign, /* (transfer full) (nullable) */
      LkErrorCode  code)
{
  if (lk_error_is_cancelled (foreign))
    {
      g_task_return_error (task, foreign);
      return;
    }
  g_clear_error (&foreign);
  g_task_return_new_error (task, LK_ERROR, (int) code, "%s",
                           code == LK_ERROR_STORAGE_FAILED ? "The file can't be read"
                                                           : "The file is no picture to be used");
}

/**
 * lk_picture_load_async:
 * @file: what the person chose
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Makes of @file a picture that can be sent.
 */
void
lk_picture_load_async (GFile               *file,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  Load *self;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  self = g_new0 (Load, 1);
  self->file = g_object_ref (file);
  g_task_set_source_tag (task, lk_picture_load_async);
  g_task_set_task_data (task, self, (GDestroyNotify) load_free);
  examine (task);
}

static gboolean
is_usable (GdkPixbufFormat *format,
           int              width,
           int              height)
{
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return name != NULL && g_strv_contains (formats, name) && width > 0 && height > 0 &&
         width <= MAX_SIDE && height <= MAX_SIDE && (gint64) width * height <= MAX_PIXELS;
}

static void
on_examined (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *self = g_task_get_task_data (task);
  int width = 0;
  int height = 0;
  GError *error = NULL;
  GdkPixbufFormat *format = gdk_pixbuf_get_file_info_finish (result, &width, &height, &error);

  if (!is_usable (format, width, height))
    {
      fail (task, error, LK_ERROR_INVALID_INPUT);
      return;
    }
  self->shrinks = width > LK_PICTURE_SIDE || height > LK_PICTURE_SIDE;
  open (g_steal_pointer (&task));
}

/* In a sandbox, too, the portal's files have a path. */
static void
examine (GTask *task)
{
  Load *self = g_task_get_task_data (task);
  g_autofree char *path = g_file_get_path (self->file);

  if (path != NULL)
    {
      gdk_pixbuf_get_file_info_async (path, g_task_get_cancellable (task), on_examined, task);
      return;
    }
  fail (task, NULL, LK_ERROR_STORAGE_FAILED);
  g_object_unref (task);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GFileInputStream) stream = NULL;
  GError *error = NULL;

  stream = g_file_read_finish (G_FILE (source), result, &error);
  if (stream != NULL)
    decode (g_steal_pointer (&task), G_INPUT_STREAM (stream));
  else
    fail (task, error, LK_ERROR_STORAGE_FAILED);
}

static void
open (GTask *task)
{
  Load *self = g_task_get_task_data (task);

  g_file_read_async (self->file, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_opened,
                     task);
}

static void
on_decoded (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  GError *error = NULL;

  pixbuf = gdk_pixbuf_new_from_stream_finish (result, &error);
  if (pixbuf != NULL)
    encode (g_steal_pointer (&task), pixbuf);
  else
    fail (task, error, LK_ERROR_INVALID_INPUT);
}

static void
decode (GTask        *task,
        GInputStream *stream)
{
  Load *self = g_task_get_task_data (task);

  if (self->shrinks)
    gdk_pixbuf_new_from_stream_at_scale_async (stream, LK_PICTURE_SIDE, LK_PICTURE_SIDE, TRUE,
                                               g_task_get_cancellable (task), on_decoded, task);
  else
    gdk_pixbuf_new_from_stream_async (stream, g_task_get_cancellable (task), on_decoded, task);
}

static void
on_encoded (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!gdk_pixbuf_save_to_stream_finish (result, &error) ||
      !g_output_stream_close (self->out, NULL, NULL)) /* memory: nothing is waited for */
    {
      fail (task, error, LK_ERROR_INVALID_INPUT);
      return;
    }
  g_task_return_pointer (task,
                         g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (self->out)),
                         (GDestroyNotify) g_bytes_unref);
}

/* Photographs are smaller as JPEG, which has no transparency. How a camera was held is applied, for
 * that is left behind as well; so are the loader's other notes. */
static void
encode (GTask     *task,
        GdkPixbuf *pixbuf)
{
  Load *self = g_task_get_task_data (task);
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->out = g_memory_output_stream_new_resizable ();
  if (gdk_pixbuf_get_has_alpha (upright))
    {
      self->content_type = "image/png";
      gdk_pixbuf_save_to_stream_async (upright, self->out, "png", cancellable, on_encoded, task,
                                       NULL);
    }
  else
    {
      self->content_type = "image/jpeg";
      gdk_pixbuf_save_to_stream_async (upright, self->out, "jpeg", cancellable, on_encoded, task,
                                       "quality", "90", NULL);
    }
}

/**
 * lk_picture_load_finish:
 * @content_type: (out): a static string: what the picture is
 * @error: return location for an error
 *
 * Returns: (transfer full): the picture
 */
GBytes *
lk_picture_load_finish (GAsyncResult  *result,
                        const char   **content_type,
                        GError       **error)
{
  Load *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  self = g_task_get_task_data (G_TASK (result));
  *content_type = self->content_type;
  return g_task_propagate_pointer (G_TASK (result), error);
}
