/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-catalogue.h"

#include <string.h>

#define MAGIC 0x950412deu
/* A message of placeholders and marks alone would be any text. */
#define FEWEST_LETTERS 3

struct _LkCatalogue
{
  GPtrArray *originals;    /* (element-type GRegex) */
  GPtrArray *translations; /* (element-type GRegex) */
};

/* Where the strings are: the .mo format, as gettext's manual has it. */
typedef struct
{
  guint32 magic;
  guint32 revision;
  guint32 n_strings;
  guint32 originals;
  guint32 translations;
} Header;

typedef struct
{
  guint32 length;
  guint32 offset;
} Entry;

static gboolean
says_anything (const char *message)
{
  guint n_letters = 0;

  for (const char *p = message; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '%' && p[1] != '\0')
        p++; /* a conversion is no letter */
      else if (g_unichar_isalpha (g_utf8_get_char (p)))
        n_letters++;
    }
  return n_letters >= FEWEST_LETTERS;
}

/* "_Continue" is "Continue" in a label; "%u of %u", "%1$s", "{host}" and "%B" are anything. */
static GRegex *
compile (const char *message)
{
  g_autoptr (GRegex) places =
    g_regex_new ("%(?:[0-9]+\\\\\\$)?[-a-zA-Z][a-zA-Z]?|\\\\\\{[a-z]+\\\\\\}", 0, 0, NULL);
  g_auto (GStrv) parts = g_strsplit (message, "_", -1);
  g_autofree char *plain = g_strjoinv ("", parts);
  g_autofree char *quoted = g_regex_escape_string (plain, -1);
  g_autofree char *anything = g_regex_replace_literal (places, quoted, -1, 0, ".*", 0, NULL);
  g_autofree char *whole = g_strdup_printf ("^%s$", anything);
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (whole, G_REGEX_DOTALL | G_REGEX_OPTIMIZE, 0, &error);

  g_assert_no_error (error);
  return regex;
}

/* All forms of a message: without its context, and each plural. */
static void
add_message (GPtrArray  *messages,
             const char *text,
             gsize       length)
{
  const char *end = text + length;
  const char *context = memchr (text, '\004', length);

  for (const char *form = context != NULL ? context + 1 : text; form < end;
       form += strlen (form) + 1)
    {
      if (says_anything (form))
        g_ptr_array_add (messages, compile (form));
    }
}

static void
read_strings (const char    *bytes,
              const Header  *header,
              guint32        table,
              GPtrArray     *messages)
{
  const Entry *entries = (const Entry *) (bytes + table);

  /* The first is the catalogue's own header. */
  for (guint32 i = 1; i < header->n_strings; i++)
    add_message (messages, bytes + entries[i].offset, entries[i].length);
}

LkCatalogue *
lk_catalogue_new (const char *path)
{
  LkCatalogue *self = g_new0 (LkCatalogue, 1);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  const Header *header;

  g_file_get_contents (path, &bytes, NULL, &error);
  g_assert_no_error (error);
  header = (const Header *) bytes;
  g_assert_cmphex (header->magic, ==, MAGIC);
  self->originals = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
  self->translations = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
  read_strings (bytes, header, header->originals, self->originals);
  read_strings (bytes, header, header->translations, self->translations);
  return self;
}

void
lk_catalogue_free (LkCatalogue *self)
{
  g_ptr_array_unref (self->originals);
  g_ptr_array_unref (self->translations);
  g_free (self);
}

static gboolean
has (GPtrArray  *messages,
     const char *text)
{
  for (guint i = 0; i < messages->len; i++)
    {
      if (g_regex_match (messages->pdata[i], text, 0, NULL))
        return TRUE;
    }
  return FALSE;
}

gboolean
lk_catalogue_is_translation (LkCatalogue *self,
                             const char  *text)
{
  return has (self->translations, text);
}

gboolean
lk_catalogue_is_original (LkCatalogue *self,
                          const char  *text)
{
  return has (self->originals, text) && !has (self->translations, text);
}
