/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "lk-authorization.h"
#include "lk-random.h"

/**
 * lk_pkce_challenge:
 * @verifier: a code verifier
 *
 * Returns: (transfer full): its S256 challenge, which may be seen by all (RFC 7636 §4.2)
 */
char *
lk_pkce_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, (gssize) strlen (verifier));
  g_checksum_get_digest (checksum, digest, &length);
  return lk_base64url_encode (digest, length);
}
