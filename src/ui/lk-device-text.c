/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-text.h"

#include <glib/gi18n.h>

#include "lk-error.h"

#define LONGEST_NAME 100

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define MONTH  (31 * DAY)

/**
 * lk_device_text_name:
 * @device: a device
 *
 * Returns: (transfer full): its name; its ID when it has none
 */
char *
lk_device_text_name (const LkDevice *device)
{
  const char *name = device->display_name != NULL ? device->display_name : device->device_id;

  return lk_untrusted_text (name, LONGEST_NAME);
}

static char *
on_a_date (gint64 seconds)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (seconds);

  if (moment == NULL)
    return NULL;
  /* Translators: of a device; a date, as in g_date_time_format(): "Last seen on 3 May 2027". */
  return g_date_time_format (moment, _("Last seen on %-e %B %Y"));
}

static char *
some_time_ago (gint64 age)
{
  int n;

  if (age < HOUR)
    {
      n = (int) (age / MINUTE);
      /* Translators: of a device. */
      return g_strdup_printf (ngettext ("Last seen %d minute ago", "Last seen %d minutes ago", n),
                              n);
    }
  if (age < DAY)
    {
      n = (int) (age / HOUR);
      /* Translators: of a device. */
      return g_strdup_printf (ngettext ("Last seen %d hour ago", "Last seen %d hours ago", n), n);
    }
  n = (int) (age / DAY);
  /* Translators: of a device. */
  return g_strdup_printf (ngettext ("Last seen %d day ago", "Last seen %d days ago", n), n);
}

static char *
when (gint64 seen_at,
      gint64 now)
{
  gint64 age = now - seen_at; /* negative where the clocks disagree */

  if (seen_at == 0)
    return NULL;
  if (age < MINUTE)
    /* Translators: of a device. */
    return g_strdup (_("Last seen just now"));
  return age < MONTH ? some_time_ago (age) : on_a_date (seen_at);
}

/**
 * lk_device_text_last_seen:
 * @device: a device
 * @now: seconds since 1970
 *
 * Returns: (transfer full) (nullable): when and from where the homeserver saw it last
 */
char *
lk_device_text_last_seen (const LkDevice *device,
                          gint64          now)
{
  g_autofree char *moment = when (device->last_seen_at, now);

  if (moment == NULL)
    return g_strdup (device->last_seen_ip);
  if (device->last_seen_ip == NULL)
    return g_steal_pointer (&moment);
  /* Translators: when a device was seen last ("Last seen 3 days ago"), and its IP address. */
  return g_strdup_printf (C_("device", "%s · %s"), moment, device->last_seen_ip);
}

/**
 * lk_device_text_about:
 * @device: a device
 * @now: seconds since 1970
 *
 * Returns: (transfer full): what there is to know of it beside its name: when and from where it was
 *   seen last, and its ID in a line of its own, unless that is its name
 */
char *
lk_device_text_about (const LkDevice *device,
                      gint64          now)
{
  g_autofree char *last_seen = lk_device_text_last_seen (device, now);
  g_autofree char *id = lk_untrusted_text (device->device_id, LONGEST_NAME);

  if (device->display_name == NULL)
    return last_seen != NULL ? g_steal_pointer (&last_seen) : g_strdup ("");
  if (last_seen == NULL)
    return g_steal_pointer (&id);
  return g_strconcat (last_seen, "\n", id, NULL);
}
