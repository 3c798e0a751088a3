/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-json.h"

#include "lk-error.h"

/*
 * The one door through which JSON of others comes in. json-glib's parser is recursive without
 * a limit and crashes on a hundred thousand nested brackets, so the depth is measured before
 * it sees the text. The size has been capped by the HTTP file.
 *
 * The getters never complain: a member that is missing or of another type is "not there". A
 * caller that needs it says so in its own words.
 */

/* Brackets in strings don't nest. Comments and single quotes aren't JSON, but the parser takes
 * them, and a quotation mark in one would hide what follows. No need to be right about anything
 * else: text that isn't JSON is refused by the parser afterwards.
 *
 * Returns: (nullable): why the parser must not see @text */
static const char *
danger (const char *text,
        gsize       length)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (in_string && c == '\\')
        i++;
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && (c == '/' || c == '\''))
        return "The answer is not JSON";
      else if (!in_string && (c == '[' || c == '{'))
        depth++;
      else if (!in_string && (c == ']' || c == '}'))
        depth--;
      if (depth > LK_JSON_MAX_DEPTH)
        return "The answer is nested too deeply";
    }
  return NULL;
}

/**
 * lk_json_parse_object:
 * @body: what came over the wire
 * @error: return location for an error: %LK_ERROR_PROTOCOL when @body is not UTF-8, not JSON,
 *   nested too deeply, or not an object. Its message never quotes @body, which may be a secret.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
lk_json_parse_object (GBytes  *body,
                      GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  const char *problem = NULL;

  if (length == 0)
    problem = "The answer is empty";
  else if (!g_utf8_validate (text, (gssize) length, NULL))
    problem = "The answer is not UTF-8 text";
  else
    problem = danger (text, length);

  if (problem == NULL && !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    problem = "The answer is not JSON";
  else if (problem == NULL && (json_parser_get_root (parser) == NULL ||
                               !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser))))
    problem = "The answer is not a JSON object";

  if (problem != NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_PROTOCOL, problem);
      return NULL;
    }
  return json_node_dup_object (json_parser_get_root (parser));
}

static JsonNode *
get_value (JsonObject *object,
           const char *member,
           GType       type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    return NULL;
  return node;
}

/** lk_json_get_string: Returns: (transfer none) (nullable): the string @member */
const char *
lk_json_get_string (JsonObject *object,
                    const char *member)
{
  JsonNode *node = get_value (object, member, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/** lk_json_get_object: Returns: (transfer none) (nullable): the object @member */
JsonObject *
lk_json_get_object (JsonObject *object,
                    const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/** lk_json_get_array: Returns: (transfer none) (nullable): the array @member */
JsonArray *
lk_json_get_array (JsonObject *object,
                   const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * lk_json_get_strings:
 *
 * Returns: (transfer full) (nullable): the array @member, %NULL when it is missing or holds
 *   anything but strings
 */
GStrv
lk_json_get_strings (JsonObject *object,
                     const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = lk_json_get_array (object, member);

  if (array == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return NULL;
      g_strv_builder_add (builder, json_node_get_string (node));
    }
  return g_strv_builder_end (builder);
}

/** lk_json_get_boolean: Returns: the boolean @member, or @fallback */
gboolean
lk_json_get_boolean (JsonObject *object,
                     const char *member,
                     gboolean    fallback)
{
  JsonNode *node = get_value (object, member, G_TYPE_BOOLEAN);

  return node != NULL ? json_node_get_boolean (node) : fallback;
}

static gboolean
integer_of_double (double  number,
                   gint64 *value)
{
  if (!(number > -9e15 && number < 9e15) || number != (double) (gint64) number)
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}

/**
 * lk_json_get_integer:
 * @object: (nullable): an object
 * @member: the name of a member
 * @value: (out): the number
 *
 * Takes whole numbers however they are written: 300, 300.0 and "300" (spec §5.1).
 *
 * Returns: whether @member is one
 */
gboolean
lk_json_get_integer (JsonObject *object,
                     const char *member,
                     gint64     *value)
{
  JsonNode *node;

  if ((node = get_value (object, member, G_TYPE_INT64)) != NULL)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  if ((node = get_value (object, member, G_TYPE_DOUBLE)) != NULL)
    return integer_of_double (json_node_get_double (node), value);
  if ((node = get_value (object, member, G_TYPE_STRING)) != NULL)
    return g_ascii_string_to_signed (json_node_get_string (node), 10,
                                     G_MININT64, G_MAXINT64, value, NULL);
  return FALSE;
}

/** lk_json_to_text: Returns: (transfer full): @object as one line of JSON */
char *
lk_json_to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/**
 * lk_json_append_quoted:
 * @out: where to
 * @text: UTF-8 text
 *
 * Appends @text as a string of JSON, without leaving a copy of it anywhere else: for secrets.
 */
void
lk_json_append_quoted (GString    *out,
                       const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if ((guchar) *p < 0x20)
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) *p);
      else if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}
