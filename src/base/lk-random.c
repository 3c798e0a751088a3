/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _DEFAULT_SOURCE /* explicit_bzero */

#include "lk-random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/*
 * All randomness comes from getrandom(2). GLib's generators are not made for secrets.
 */

static void
fill (gpointer buffer,
      gsize    n_bytes)
{
  guint8 *at = buffer;

  while (n_bytes > 0)
    {
      gssize got = getrandom (at, n_bytes, 0);

      if (got < 0 && errno != EINTR)
        g_error ("The kernel has no randomness: %s", g_strerror (errno));
      if (got > 0)
        {
          at += got;
          n_bytes -= (gsize) got;
        }
    }
}

/**
 * lk_base64url_encode:
 * @bytes: what to encode
 * @n_bytes: how much of it
 *
 * Returns: (transfer full): @bytes as BASE64URL without padding (RFC 7636 §3)
 */
char *
lk_base64url_encode (const guint8 *bytes,
                     gsize         n_bytes)
{
  char *text = g_base64_encode (bytes, n_bytes);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * lk_random_secret:
 * @n_bytes: how much randomness
 *
 * Returns: (transfer full): @n_bytes random bytes as BASE64URL
 */
LkSecret *
lk_random_secret (gsize n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (n_bytes);
  LkSecret *secret;
  char *text;

  fill (bytes, n_bytes);
  text = lk_base64url_encode (bytes, n_bytes);
  secret = lk_secret_new (text);
  lk_secret_wipe_string (text);
  explicit_bzero (bytes, n_bytes);
  return secret;
}

/**
 * lk_random_below:
 * @limit: more than 0
 *
 * Returns: a number from 0 to @limit - 1, each as likely as the others
 */
guint
lk_random_below (guint limit)
{
  guint32 usable, value;

  g_return_val_if_fail (limit > 0, 0);

  /* Values past the last whole multiple of limit would favour the small ones. */
  usable = G_MAXUINT32 - G_MAXUINT32 % limit;
  do
    fill (&value, sizeof value);
  while (value >= usable);
  return value % limit;
}

/**
 * lk_random_string:
 * @alphabet: the ASCII characters to choose from
 * @length: how many
 *
 * Returns: (transfer full): @length characters, each chosen at random from @alphabet
 */
char *
lk_random_string (const char *alphabet,
                  gsize       length)
{
  guint n_characters = (guint) strlen (alphabet);
  char *text = g_malloc0 (length + 1);

  for (gsize i = 0; i < length; i++)
    text[i] = alphabet[lk_random_below (n_characters)];
  return text;
}
