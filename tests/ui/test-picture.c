/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memmem */

#include "lk-picture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "lk-fake-server.h"

#define PLACE "51.4778 N 0.0015 W"

typedef struct
{
  char  *path;
  GFile *file;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  GError *error = NULL;
  int fd = g_file_open_tmp ("latchkey-picture-XXXXXX", &self->path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  self->file = g_file_new_for_path (self->path);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_unlink (self->path);
  g_object_unref (self->file);
  g_free (self->path);
}

static void
write_picture (Fixture    *self,
               const char *format,
               int         width,
               int         height,
               gboolean    has_alpha)
{
  g_autoptr (GdkPixbuf) pixbuf =
    gdk_pixbuf_new (GDK_COLORSPACE_RGB, has_alpha, 8, width, height);

  gdk_pixbuf_fill (pixbuf, 0x3584e4c0);
  g_assert_true (gdk_pixbuf_save (pixbuf, self->path, format, NULL, NULL));
}

static GBytes *
load (Fixture     *self,
      const char **content_type,
      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_picture_load_async (self->file, NULL, lk_test_store_result, &result);
  return lk_picture_load_finish (lk_test_await (&result), content_type, error);
}

static GdkPixbuf *
read_back (GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  GdkPixbuf *pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, NULL);

  g_assert_nonnull (pixbuf);
  return pixbuf;
}

typedef struct
{
  const char *path;
  const char *format;
  int         width;
  int         height;
  gboolean    has_alpha;
  const char *content_type;
  int         sent_width;
  int         sent_height;
} Case;

static const Case cases[] = {
  { "a-small-one-stays-as-large", "png", 40, 20, TRUE, "image/png", 40, 20 },
  { "without-transparency-as-jpeg", "png", 40, 20, FALSE, "image/jpeg", 40, 20 },
  { "a-large-one-is-made-small", "jpeg", 2048, 1024, FALSE, "image/jpeg", 512, 256 },
  { "a-high-one-too", "png", 100, 5120, TRUE, "image/png", 10, 512 },
};

static void
test_a_picture_is_made_fit_to_be_sent (Fixture      *self,
                                       gconstpointer data)
{
  const Case *wanted = data;
  g_autoptr (GError) error = NULL;
  const char *content_type = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkPixbuf) sent = NULL;

  write_picture (self, wanted->format, wanted->width, wanted->height, wanted->has_alpha);
  bytes = load (self, &content_type, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (content_type, ==, wanted->content_type);
  sent = read_back (bytes);
  g_assert_cmpint (gdk_pixbuf_get_width (sent), ==, wanted->sent_width);
  g_assert_cmpint (gdk_pixbuf_get_height (sent), ==, wanted->sent_height);
}

/* Puts into a JPEG what a camera does: how it was held, and where. */
static void
add_notes (Fixture *self)
{
  static const guint8 head[] = {
    0xff, 0xe1, 0, 0, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0,
    0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
  };
  g_autofree char *contents = NULL;
  gsize length;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  g_byte_array_append (out, (const guint8 *) contents, 2);
  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, (const guint8 *) PLACE, sizeof PLACE);
  out->data[5] = (guint8) (sizeof head + sizeof PLACE - 2);
  g_byte_array_append (out, (const guint8 *) contents + 2, (guint) length - 2);
  g_assert_true (g_file_set_contents (self->path, (const char *) out->data, out->len, NULL));
}

static gboolean
holds (GBytes     *bytes,
       const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return memmem (data, length, text, strlen (text)) != NULL;
}

static void
test_where_it_was_taken_stays_here (Fixture      *self,
                                    gconstpointer data)
{
  const char *content_type = NULL;
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkPixbuf) sent = NULL;

  write_picture (self, "jpeg", 64, 32, FALSE);
  add_notes (self);
  mapped = g_mapped_file_new (self->path, FALSE, NULL);
  before = g_mapped_file_get_bytes (mapped);
  g_assert_true (holds (before, PLACE));
  bytes = load (self, &content_type, NULL);
  g_assert_nonnull (bytes);
  g_assert_false (holds (bytes, PLACE));
  g_assert_false (holds (bytes, "Exif"));
  sent = read_back (bytes);
  g_assert_cmpint (gdk_pixbuf_get_width (sent), ==, 32); /* upright */
  g_assert_cmpint (gdk_pixbuf_get_height (sent), ==, 64);
}

/* @data: the contents */
static void
test_what_is_no_picture_is_refused (Fixture      *self,
                                    gconstpointer data)
{
  const char *content_type = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (self->path, data, -1, NULL));
  g_assert_null (load (self, &content_type, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_INVALID_INPUT);
}

static void
test_a_broken_picture_is_refused (Fixture      *self,
                                  gconstpointer data)
{
  g_autofree char *contents = NULL;
  const char *content_type = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  write_picture (self, "png", 100, 100, TRUE);
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  memset (contents + 40, 'x', length - 40);
  g_assert_true (g_file_set_contents (self->path, contents, (gssize) length, NULL));
  g_assert_null (load (self, &content_type, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_INVALID_INPUT);
}

/* A few bytes that would become gigabytes: only the head is there. */
static void
test_a_bomb_is_not_unpacked (Fixture      *self,
                             gconstpointer data)
{
  static const guint8 head[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
    0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20, 8, 2, 0, 0, 0, 0x37, 0xa3, 0x29, 0xb0,
  };
  const char *content_type = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (self->path, (const char *) head, sizeof head, NULL));
  g_assert_null (load (self, &content_type, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_INVALID_INPUT);
}

static void
test_a_file_that_is_nowhere_here (Fixture      *self,
                                  gconstpointer data)
{
  const char *content_type = NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (self->file);
  self->file = g_file_new_for_uri ("https://example.org/picture.png");
  g_assert_null (load (self, &content_type, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
}

static void
test_cancelled (Fixture      *self,
                gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  const char *content_type = NULL;
  g_autoptr (GError) error = NULL;

  write_picture (self, "png", 10, 10, TRUE);
  lk_picture_load_async (self->file, cancellable, lk_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_picture_load_finish (lk_test_await (&result), &content_type, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define add(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/picture/", cases[i].path, NULL);

      add (path, &cases[i], test_a_picture_is_made_fit_to_be_sent);
    }
  add ("/picture/where-it-was-taken-stays-here", NULL, test_where_it_was_taken_stays_here);
  add ("/picture/no-picture/text", "Hello", test_what_is_no_picture_is_refused);
  add ("/picture/no-picture/nothing", "", test_what_is_no_picture_is_refused);
  add ("/picture/no-picture/a-drawing",
       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>",
       test_what_is_no_picture_is_refused);
  add ("/picture/a-broken-picture-is-refused", NULL, test_a_broken_picture_is_refused);
  add ("/picture/a-bomb-is-not-unpacked", NULL, test_a_bomb_is_not_unpacked);
  add ("/picture/a-file-that-is-nowhere-here", NULL, test_a_file_that_is_nowhere_here);
  add ("/picture/cancelled", NULL, test_cancelled);

  return g_test_run ();
}
