/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error.h"

#include <gio/gio.h>

/*
 * One error domain for the whole program. Foreign domains are converted once, where they come
 * in (lk-http.c, the account store). Next to the message, which is English text for developers,
 * an error carries where it happened and what the server said; the sentence for people is
 * chosen in the ui room, by code.
 */

#define MAX_SERVER_TEXT 300

typedef struct
{
  const char *step;        /* (nullable) static: which step of a conversation */
  char       *url;         /* (nullable) redacted */
  char       *server_code; /* (nullable) "invalid_grant", "M_FORBIDDEN", … */
  char       *server_text; /* (nullable) untrusted, capped, one line */
  guint       status;      /* HTTP status, 0 when there was no answer */
  LkErrorCause cause;      /* … or no answer of the server's own */
  gint        retry_after; /* seconds, -1 when the server said nothing */
} LkErrorPrivate;

static void
lk_error_private_init (LkErrorPrivate *priv)
{
  priv->retry_after = -1;
}

static void
lk_error_private_copy (const LkErrorPrivate *src,
                       LkErrorPrivate       *dest)
{
  dest->step = src->step;
  dest->url = g_strdup (src->url);
  dest->server_code = g_strdup (src->server_code);
  dest->server_text = g_strdup (src->server_text);
  dest->status = src->status;
  dest->cause = src->cause;
  dest->retry_after = src->retry_after;
}

static void
lk_error_private_clear (LkErrorPrivate *priv)
{
  g_free (priv->url);
  g_free (priv->server_code);
  g_free (priv->server_text);
}

G_DEFINE_EXTENDED_ERROR (LkError, lk_error)

static LkErrorPrivate *
details (const GError *error)
{
  return error != NULL && error->domain == LK_ERROR ? lk_error_get_private (error) : NULL;
}

/**
 * lk_error_set_step:
 * @error: an error of the domain %LK_ERROR
 * @step: a static string that names the step, such as "well-known"
 *
 * Says in which step of a conversation @error happened.
 */
void
lk_error_set_step (GError     *error,
                   const char *step)
{
  LkErrorPrivate *priv = details (error);

  if (priv != NULL)
    priv->step = step;
}

/**
 * lk_error_set_request:
 * @error: an error of the domain %LK_ERROR
 * @step: a static string that names the step
 * @url: (nullable): what was asked; its user info, query and fragment are dropped
 * @status: the HTTP status, or 0 when there was no answer
 *
 * Says which request failed.
 */
void
lk_error_set_request (GError     *error,
                      const char *step,
                      const char *url,
                      guint       status)
{
  LkErrorPrivate *priv = details (error);

  if (priv == NULL)
    return;

  priv->step = step;
  priv->status = status;
  g_free (priv->url);
  priv->url = lk_redact_url (url);
}

/**
 * lk_error_set_cause:
 * @error: an error of the domain %LK_ERROR
 * @cause: why there was no connection, or no answer of the server's own
 */
void
lk_error_set_cause (GError       *error,
                    LkErrorCause  cause)
{
  LkErrorPrivate *priv = details (error);

  if (priv != NULL)
    priv->cause = cause;
}

/**
 * lk_error_set_retry_after:
 * @error: an error of the domain %LK_ERROR
 * @seconds: how long the server asks to wait, or -1
 */
void
lk_error_set_retry_after (GError *error,
                          gint    seconds)
{
  LkErrorPrivate *priv = details (error);

  if (priv != NULL)
    priv->retry_after = seconds;
}

/**
 * lk_error_set_server_said:
 * @error: an error of the domain %LK_ERROR
 * @code: (nullable): the server's error code
 * @text: (nullable): the server's own words, untrusted
 *
 * Keeps what the server said, made harmless by lk_untrusted_text().
 */
void
lk_error_set_server_said (GError     *error,
                          const char *code,
                          const char *text)
{
  LkErrorPrivate *priv = details (error);

  if (priv == NULL)
    return;

  g_free (priv->server_code);
  g_free (priv->server_text);
  priv->server_code = lk_untrusted_text (code, 64);
  priv->server_text = lk_untrusted_text (text, MAX_SERVER_TEXT);
}

/** lk_error_get_step: Returns: (nullable): the step in which @error happened. */
const char *
lk_error_get_step (const GError *error)
{
  LkErrorPrivate *priv = details (error);

  return priv != NULL ? priv->step : NULL;
}

/** lk_error_get_url: Returns: (nullable): what was asked, without query. */
const char *
lk_error_get_url (const GError *error)
{
  LkErrorPrivate *priv = details (error);

  return priv != NULL ? priv->url : NULL;
}

/** lk_error_get_status: Returns: the HTTP status, or 0. */
guint
lk_error_get_status (const GError *error)
{
  LkErrorPrivate *priv = details (error);

  return priv != NULL ? priv->status : 0;
}

/** lk_error_get_cause: Returns: why there was no answer, if that is known. */
LkErrorCause
lk_error_get_cause (const GError *error)
{
  LkErrorPrivate *priv = details (error);

  return priv != NULL ? priv->cause : LK_ERROR_CAUSE_UNKNOWN;
}

/** lk_error_get_retry_after: Returns: seconds to wait, or -1. */
gint
lk_error_get_retry_after (const GError *error)
{
  LkErrorPrivate *priv = details (error);

  return priv != NULL ? priv->retry_after : -1;
}

/** lk_error_get_server_code: Returns: (nullable): the server's error code. */
const char *
lk_error_get_server_code (const GError *error)
{
  LkErrorPrivate *priv = details (error);

  return priv != NULL ? priv->server_code : NULL;
}

/** lk_error_get_server_text: Returns: (nullable): the server's words, plain text. */
const char *
lk_error_get_server_text (const GError *error)
{
  LkErrorPrivate *priv = details (error);

  return priv != NULL ? priv->server_text : NULL;
}

/**
 * lk_error_is_transient:
 * @error: (nullable): an error
 *
 * Returns: whether the same request may well succeed later, so that nothing may be concluded
 *   from @error about a session or about what a server can do
 */
gboolean
lk_error_is_transient (const GError *error)
{
  return g_error_matches (error, LK_ERROR, LK_ERROR_OFFLINE) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_TIMED_OUT) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_TLS) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_FAILED) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_RATE_LIMITED);
}

/** lk_error_is_bad_input: Returns: whether @error is about what the person typed */
gboolean
lk_error_is_bad_input (const GError *error)
{
  return g_error_matches (error, LK_ERROR, LK_ERROR_INVALID_INPUT) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_INPUT_IS_EMAIL) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_INPUT_LACKS_SERVER) ||
         g_error_matches (error, LK_ERROR, LK_ERROR_INPUT_INSECURE);
}

/** lk_error_is_cancelled: Returns: whether @error only says that we were told to stop. */
gboolean
lk_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/**
 * lk_untrusted_text:
 * @text: (nullable): what somebody else wrote
 * @max_chars: how many characters are kept
 *
 * Makes text of others fit to be shown as plain text: valid UTF-8, one line, no control and no
 * bidirectional formatting characters (which could make it read as something else), capped.
 *
 * Returns: (transfer full) (nullable): the harmless text
 */
char *
lk_untrusted_text (const char *text,
                   gsize       max_chars)
{
  g_autofree char *valid = NULL;
  GString *out;
  gsize n = 0;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, -1);
  out = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n++ == max_chars)
        {
          g_string_append (out, "…");
          break;
        }
      if (g_unichar_type (c) == G_UNICODE_FORMAT)
        continue;
      g_string_append_unichar (out, g_unichar_iscntrl (c) || g_unichar_isspace (c) ? ' ' : c);
    }
  return g_string_free (out, FALSE);
}

/**
 * lk_redact_url:
 * @url: (nullable): any URL
 *
 * Returns: (transfer full) (nullable): @url without user info, query and fragment, where
 *   secrets travel; "(unreadable address)" when it can't be parsed
 */
char *
lk_redact_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (url == NULL)
    return NULL;

  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (uri == NULL)
    return g_strdup ("(unreadable address)");
  return g_uri_to_string_partial (uri,
                                  G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
}
