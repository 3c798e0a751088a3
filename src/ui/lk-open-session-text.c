/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-open-session-text.h"

#include <glib/gi18n.h>

#include "lk-error.h"

#define MAX_NAME 255

/* The server's own "no", and what it is about. */
static const struct
{
  const char *server_code;
  const char *sentence;
} refusals[] = {
  { "invalid_client",
    N_("The server doesn’t know this program any more, so it won’t end the session. You can end it "
       "on your account page.") },
  { "unauthorized_client",
    N_("The server says that another program made this session, so it won’t end it. You can end it "
       "on your account page.") },
};

static const char *
explain_refusal (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_strcmp0 (lk_error_get_server_code (error), refusals[i].server_code) == 0)
      return _(refusals[i].sentence);
  return _("The server refuses to end the session. You can end it on your account page.");
}

static const char *
explain (const GError *error)
{
  if (error == NULL)
    /* Translators: “it” is the server, which is told that a session has ended. */
    return _("It is told as soon as it answers.");
  if (lk_open_session_error_is_refusal (error))
    return explain_refusal (error);
  if (g_error_matches (error, LK_ERROR, LK_ERROR_OFFLINE) ||
      g_error_matches (error, LK_ERROR, LK_ERROR_TIMED_OUT))
    return _("The server can’t be reached. It is told as soon as it can be.");
  if (g_error_matches (error, LK_ERROR, LK_ERROR_TLS))
    return _("The server’s certificate can’t be trusted, so it was told nothing yet.");
  if (g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_FAILED) ||
      g_error_matches (error, LK_ERROR, LK_ERROR_RATE_LIMITED))
    return _("The server is busy or has a fault of its own. It is told again later.");
  return _("The server’s answer made no sense. It is told again later.");
}

/**
 * lk_open_session_text_title:
 * @revocation: a session
 *
 * Returns: (transfer full): whose it is, in plain text
 */
char *
lk_open_session_text_title (LkRevocation *revocation)
{
  return lk_untrusted_text (revocation->user_id != NULL ? revocation->user_id
                                                        : revocation->server_name, MAX_NAME);
}

/**
 * lk_open_session_text_reason:
 * @revocation: a session
 * @error: (nullable): why the last try to end it failed
 * @trying: whether the next one is under way
 *
 * Returns: (transfer full): where it is open, and why still; plain text
 */
char *
lk_open_session_text_reason (LkRevocation *revocation,
                             const GError *error,
                             gboolean      trying)
{
  g_autofree char *server = lk_untrusted_text (revocation->server_name, MAX_NAME);

  /* Translators: the name of a homeserver, and what is going on there. */
  return g_strdup_printf (C_("open session", "%s · %s"), server,
                          trying ? _("Telling the server…") : explain (error));
}

/**
 * lk_open_session_text_count:
 * @sessions: a list model of #LkOpenSession, not empty
 *
 * Where they are is said by their rows: the title of a group is one line, which a host can be too
 * long for.
 *
 * Returns: (transfer full): how many there are; plain text
 */
char *
lk_open_session_text_count (GListModel *sessions)
{
  guint n = g_list_model_get_n_items (sessions);

  /* Translators: sessions that servers have not been told to end yet. */
  return g_strdup_printf (ngettext ("%u session still open", "%u sessions still open", n), n);
}
