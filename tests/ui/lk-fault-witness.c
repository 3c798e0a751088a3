/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fault-witness.h"

#include <string.h>

static GString *said;
static guint n_warnings;

void
lk_fault_witness_say (const char *text)
{
  g_string_append (said, text != NULL ? text : "(null)");
  g_string_append_c (said, '\n');
}

gboolean
lk_fault_witness_has_heard (const char *text)
{
  return strstr (said->str, text) != NULL;
}

void
lk_fault_witness_assert_unsaid (const char *secret)
{
  if (lk_fault_witness_has_heard (secret))
    g_error ("A secret was said: %s", secret);
}

guint
lk_fault_witness_get_n_warnings (void)
{
  return n_warnings;
}

static void
note_level (GLogLevelFlags level)
{
  if ((level & G_LOG_LEVEL_WARNING) != 0)
    n_warnings++;
}

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  note_level (level);
  for (gsize i = 0; i < n_fields; i++)
    {
      g_autofree char *value = fields[i].length < 0
                                 ? g_strdup (fields[i].value)
                                 : g_strndup (fields[i].value, (gsize) fields[i].length);

      lk_fault_witness_say (value);
    }
  return (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0
           ? g_log_writer_standard_streams (level, fields, n_fields, user_data)
           : G_LOG_WRITER_HANDLED;
}

static void
on_log (const char    *domain,
        GLogLevelFlags level,
        const char    *message,
        gpointer       user_data)
{
  note_level (level);
  lk_fault_witness_say (message);
  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0)
    g_log_default_handler (domain, level, message, user_data);
}

void
lk_fault_witness_init (void)
{
  said = g_string_new (NULL);
  /* A full disk is worth a warning; each test counts them. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_log_set_default_handler (on_log, NULL);
}

void
lk_fault_witness_begin (void)
{
  g_string_truncate (said, 0);
  n_warnings = 0;
}
