/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-text.h"

#include <string.h>

#define NOW   1700000000
#define HOURS (60 * 60)
#define DAYS  (24 * HOURS)

static void
test_last_seen (void)
{
  static const struct
  {
    gint64      at;
    const char *ip;   /* (nullable) */
    const char *text; /* (nullable) */
  } cases[] = {
    { 0, NULL, NULL },
    { 0, "10.0.0.1", "10.0.0.1" },
    { NOW, "::1", "Last seen just now · ::1" },
    { NOW + DAYS, NULL, "Last seen just now" }, /* the clocks disagree */
    { NOW - 59, NULL, "Last seen just now" },
    { NOW - 60, NULL, "Last seen 1 minute ago" },
    { NOW - 3599, NULL, "Last seen 59 minutes ago" },
    { NOW - 1 * HOURS, NULL, "Last seen 1 hour ago" },
    { NOW - 23 * HOURS, NULL, "Last seen 23 hours ago" },
    { NOW - 1 * DAYS, NULL, "Last seen 1 day ago" },
    { NOW - 3 * DAYS, "10.0.0.1", "Last seen 3 days ago · 10.0.0.1" },
    { NOW - 30 * DAYS, NULL, "Last seen 30 days ago" },
    { NOW - 40 * DAYS, NULL, "Last seen on 5 October 2023" },
    { G_MAXINT64, NULL, "Last seen just now" },
    { 1, NULL, "Last seen on 1 January 1970" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LkDevice device = { (char *) "D", NULL, (char *) cases[i].ip, cases[i].at };
      g_autofree char *text = lk_device_text_last_seen (&device, NOW);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_a_device_without_a_name_is_called_by_its_id (void)
{
  LkDevice named = { (char *) "D", (char *) "Phone", NULL, 0 };
  LkDevice nameless = { (char *) "D\n\xe2\x80\xaeX", NULL, NULL, 0 };
  g_autofree char *name = lk_device_text_name (&named);
  g_autofree char *id = lk_device_text_name (&nameless);

  g_assert_cmpstr (name, ==, "Phone");
  g_assert_cmpstr (id, ==, "D X");
}

static void
test_the_id_is_told_once (void)
{
  static const struct
  {
    const char *name;
    gint64      at;
    const char *text;
  } cases[] = {
    { "Phone", NOW - 3 * DAYS, "Last seen 3 days ago\nQ7 X" },
    { "Phone", 0, "Q7 X" },
    { NULL, NOW - 3 * DAYS, "Last seen 3 days ago" },
    { NULL, 0, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LkDevice device = {
        (char *) "Q7\n\xe2\x80\xaeX", (char *) cases[i].name, NULL, cases[i].at,
      };
      g_autofree char *text = lk_device_text_about (&device, NOW);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("TZ", "UTC", TRUE);

  g_test_add_func ("/device-text/last-seen", test_last_seen);
  g_test_add_func ("/device-text/K9/a-device-without-a-name-is-called-by-its-id",
                   test_a_device_without_a_name_is_called_by_its_id);
  g_test_add_func ("/device-text/K9/the-id-is-told-once", test_the_id_is_told_once);

  return g_test_run ();
}
