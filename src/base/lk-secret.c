/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _DEFAULT_SOURCE /* explicit_bzero */

#include "lk-secret.h"

#include <string.h>

struct _LkSecret
{
  gsize length;
  char  text[];
};

G_DEFINE_BOXED_TYPE (LkSecret, lk_secret, lk_secret_ref, lk_secret_unref)

/**
 * lk_secret_new:
 * @text: the secret, copied
 *
 * Returns: (transfer full): a new secret
 */
LkSecret *
lk_secret_new (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return lk_secret_new_len (text, strlen (text));
}

/**
 * lk_secret_new_len:
 * @text: the secret, copied
 * @length: of @text, in bytes
 *
 * Returns: (transfer full): a new secret
 */
LkSecret *
lk_secret_new_len (const char *text,
                   gsize       length)
{
  LkSecret *self;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  self = g_atomic_rc_box_alloc0 (sizeof (LkSecret) + length + 1);
  self->length = length;
  if (length > 0)
    memcpy (self->text, text, length);
  return self;
}

/** lk_secret_ref: Returns: (transfer full): @self */
LkSecret *
lk_secret_ref (LkSecret *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
wipe (gpointer data)
{
  LkSecret *self = data;

  explicit_bzero (self->text, self->length);
}

/** lk_secret_unref: lets go of @self; the last to do so wipes it. */
void
lk_secret_unref (LkSecret *self)
{
  g_atomic_rc_box_release_full (self, wipe);
}

/**
 * lk_secret_peek:
 *
 * Returns: (transfer none): the text, for the one place that must send or store it
 */
const char *
lk_secret_peek (const LkSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * lk_secret_equal:
 * @a: (nullable): a secret
 * @b: (nullable): another
 *
 * Compares in a time that depends on the lengths only, so that an answer can't be guessed
 * letter by letter.
 *
 * Returns: whether both are there and hold the same text
 */
gboolean
lk_secret_equal (const LkSecret *a,
                 const LkSecret *b)
{
  guint difference = 0;

  if (a == NULL || b == NULL || a->length != b->length)
    return FALSE;

  for (gsize i = 0; i < a->length; i++)
    difference |= (guchar) a->text[i] ^ (guchar) b->text[i];
  return difference == 0;
}

/**
 * lk_secret_wipe_string:
 * @text: (nullable) (transfer full): a string that held a secret
 *
 * Overwrites and frees @text.
 */
void
lk_secret_wipe_string (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}
