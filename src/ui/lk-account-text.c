/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lk-error.h"

#define MAX_HOST 255
#define MAX_NAME 60

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/**
 * lk_account_text_session:
 * @state: where the account stands
 * @offline: whether the server was out of reach the last time
 * @keyring_locked: whether the secrets were out of reach the last time
 *
 * Returns: how the session is, in a few words
 */
const char *
lk_account_text_session (LkAuthState state,
                         gboolean    offline,
                         gboolean    keyring_locked)
{
  switch (state)
    {
    case LK_AUTH_STATE_NEEDS_SIGN_IN:
      /* Translators: a state of an account: the person has to sign in once more. */
      return _("Sign in again");
    case LK_AUTH_STATE_SIGNING_OUT:
      return _("Signing out…");
    case LK_AUTH_STATE_SIGNED_OUT:
      return _("Signed out");
    case LK_AUTH_STATE_FAILED:
      return _("Sign-in failed");
    case LK_AUTH_STATE_IDENTIFYING:
      if (keyring_locked)
        return _("Keyring locked");
      return offline ? _("Finishing sign-in when online…") : _("Finishing sign-in…");
    case LK_AUTH_STATE_REFRESHING:
      /* Translators: the program renews its permission to use the account. */
      return offline ? _("Offline") : _("Renewing access…");
    case LK_AUTH_STATE_SIGNED_IN:
      if (keyring_locked)
        return _("Keyring locked");
      return offline ? _("Offline") : _("Signed in");
    case LK_AUTH_STATE_DISCOVERING:
    case LK_AUTH_STATE_CHOOSING:
    case LK_AUTH_STATE_REGISTERING:
    case LK_AUTH_STATE_AUTHORIZING:
    case LK_AUTH_STATE_EXCHANGING:
    default:
      return _("Signing in…");
    }
}

static const char *
advise_on_sign_in (const GError *error)
{
  if (g_error_matches (error, LK_ERROR, LK_ERROR_SECRETS_MISSING))
    return _("Your keyring is open, but it has nothing for this account. It may be another keyring "
             "than before. Sign in again to go on with the same device.");
  return _("The server has ended this session. Sign in again to go on with the same device.");
}

/**
 * lk_account_text_advice:
 * @state: where the account stands
 * @offline: whether the server was out of reach the last time
 * @keyring_locked: whether the secrets were out of reach the last time
 * @unsaved: whether something of the account is in memory only
 * @error: (nullable): why it stands there
 * @remedy: (out): what the person can do at once
 *
 * Returns: (nullable): what the person should know or do, in a sentence; %NULL when all is well
 */
const char *
lk_account_text_advice (LkAuthState   state,
                        gboolean      offline,
                        gboolean      keyring_locked,
                        gboolean      unsaved,
                        const GError *error,
                        LkRemedy     *remedy)
{
  if (state == LK_AUTH_STATE_NEEDS_SIGN_IN)
    {
      *remedy = LK_REMEDY_SIGN_IN_AGAIN;
      return advise_on_sign_in (error);
    }
  *remedy = keyring_locked ? LK_REMEDY_UNLOCK : unsaved ? LK_REMEDY_SAVE
            : offline ? LK_REMEDY_TRY_AGAIN : LK_REMEDY_NONE;
  if (keyring_locked && unsaved)
    return _("The keyring can’t be written, so this sign-in is in memory only. Unlock the keyring "
             "before you quit.");
  if (keyring_locked)
    return _("Your keyring is locked. Unlock it to use this account.");
  if (unsaved)
    return _("The list of accounts can’t be written. Is the disk full? Until it works, this "
             "account is only known while Latchkey is open.");
  if (offline)
    return _("The server can’t be reached at the moment. You stay signed in.");
  return NULL;
}

/**
 * lk_account_text_summary:
 * @record: what is known about the session
 * @session: how it is, in words
 *
 * Returns: (transfer full): about an account: whose it is, unless its title says so already, and
 *   in a second line where and how it is
 */
char *
lk_account_text_summary (const LkAccountRecord *record,
                         const char            *session)
{
  g_autofree char *server = lk_untrusted_text (record->server_name, MAX_HOST);
  g_autofree char *user_id = lk_untrusted_text (record->user_id, MAX_HOST);
  g_autofree char *second = NULL;

  /* Translators: the name of a homeserver, and how the session there is ("Signed in"). */
  second = g_strdup_printf (C_("account summary", "%s · %s"), server, session);
  if (user_id == NULL || record->display_name == NULL || *record->display_name == '\0')
    return g_steal_pointer (&second);
  return g_strdup_printf ("%s\n%s", user_id, second);
}

/**
 * lk_account_text_name:
 * @record: of an account with a user ID
 *
 * Returns: (transfer full): the display name, else what stands before the server in the user ID;
 *   plain text
 */
char *
lk_account_text_name (const LkAccountRecord *record)
{
  const char *user_id = record->user_id != NULL ? record->user_id : "";
  g_autofree char *first = NULL;

  if (record->display_name != NULL && *record->display_name != '\0')
    return lk_untrusted_text (record->display_name, MAX_NAME);
  first = g_strndup (user_id, strcspn (user_id, ":"));
  return lk_untrusted_text (first + (*first == '@' ? 1 : 0), MAX_NAME);
}

/**
 * lk_account_text_moment:
 * @seconds: since 1970, or 0
 *
 * Returns: (transfer full) (nullable): when that was, in the person's time and language
 */
char *
lk_account_text_moment (gint64 seconds)
{
  g_autoptr (GDateTime) moment = seconds > 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  if (moment == NULL)
    return NULL;
  /* Translators: a date and a time, as in g_date_time_format(): "3 May 2027, 14:05". */
  return g_date_time_format (moment, _("%-e %B %Y, %H:%M"));
}

static char *
renewed_some_time_ago (gint64 age)
{
  int n;

  if (age < HOUR)
    {
      n = (int) (age / MINUTE);
      /* Translators: of the permission to use an account. */
      return g_strdup_printf (ngettext ("Access renewed %d minute ago",
                                        "Access renewed %d minutes ago", n), n);
    }
  if (age < DAY)
    {
      n = (int) (age / HOUR);
      /* Translators: of the permission to use an account. */
      return g_strdup_printf (ngettext ("Access renewed %d hour ago",
                                        "Access renewed %d hours ago", n), n);
    }
  n = (int) (age / DAY);
  /* Translators: of the permission to use an account. */
  return g_strdup_printf (ngettext ("Access renewed %d day ago", "Access renewed %d days ago", n),
                          n);
}

/**
 * lk_account_text_renewed:
 * @renewed_at: when the access was renewed last, seconds since 1970, or 0
 * @now: seconds since 1970; before @renewed_at if the clock was set back
 *
 * Returns: (transfer full) (nullable): how long ago that was; %NULL when it isn't known
 */
char *
lk_account_text_renewed (gint64 renewed_at,
                         gint64 now)
{
  gint64 age = now - renewed_at;

  if (renewed_at <= 0)
    return NULL;
  if (age < MINUTE)
    /* Translators: of the permission to use an account. */
    return g_strdup (_("Access renewed just now"));
  return renewed_some_time_ago (age);
}

/**
 * lk_account_text_renewed_until:
 * @renewed_at: as for lk_account_text_renewed()
 * @now: likewise
 *
 * Returns: when that text is another one, in seconds since 1970
 */
gint64
lk_account_text_renewed_until (gint64 renewed_at,
                               gint64 now)
{
  gint64 age = MAX (now - renewed_at, 0);
  gint64 unit = age < HOUR ? MINUTE : age < DAY ? HOUR : DAY;

  return now + unit - age % unit;
}

/**
 * lk_account_text_host:
 * @uri: (nullable): an address
 *
 * Returns: (transfer full) (nullable): its host and, if it has one, its port, in a form that
 *   can't deceive
 */
char *
lk_account_text_host (const char *uri)
{
  g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *ascii = NULL;
  g_autofree char *host = NULL;

  if (parsed == NULL || g_uri_get_host (parsed) == NULL)
    return NULL;

  ascii = g_hostname_to_ascii (g_uri_get_host (parsed));
  host = lk_untrusted_text (ascii != NULL ? ascii : g_uri_get_host (parsed), MAX_HOST);
  if (g_uri_get_port (parsed) < 0)
    return g_steal_pointer (&host);
  return g_strdup_printf ("%s:%d", host, g_uri_get_port (parsed));
}
