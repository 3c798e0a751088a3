/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "lk-authorization.h"
#include "lk-random.h"

/*
 * With OAuth it is the client that names its device (spec §4.4).
 */

#define LENGTH 12
#define SHORTEST 10
#define LONGEST 255

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/** lk_device_id_new: Returns: (transfer full): a device ID that no other device has */
char *
lk_device_id_new (void)
{
  return lk_random_string (LETTERS DIGITS, LENGTH);
}

/**
 * lk_device_id_is_reusable:
 * @device_id: of a session that has ended
 *
 * Returns: whether providers take @device_id in a scope. Those that homeservers made up for the
 *   legacy API may be too short for that, or hold other characters.
 */
gboolean
lk_device_id_is_reusable (const char *device_id)
{
  static const char allowed[] = LETTERS DIGITS "abcdefghijklmnopqrstuvwxyz._~!$&'()*+,;=:@/-";
  gsize length = strlen (device_id);

  return length >= SHORTEST && length <= LONGEST && strspn (device_id, allowed) == length;
}
