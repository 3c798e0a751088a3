/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdio.h>
#include <string.h>

/* Only read by check-hardening.py: two things that a hardened program does with care. */
int
main (int   argc,
      char *argv[])
{
  char name[16];

  strcpy (name, argv[0]);
  return puts (name) < 0;
}
