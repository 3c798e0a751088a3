/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-error-text.h"

#include <glib/gi18n.h>

#include "lk-config.h"

/*
 * The words for what went wrong. The rooms below know codes, steps and messages for
 * developers; what a person reads is chosen here and nowhere else.
 */

static const struct
{
  const char *title;
  const char *sentence;
  const char *icon;
} texts[LK_ERROR_N_CODES] = {
  [LK_ERROR_INVALID_INPUT] = {
    N_("Check What You Typed"),
    N_("This isn’t the name of a homeserver, a user ID or an address."),
    "dialog-question-symbolic",
  },
  [LK_ERROR_INPUT_IS_EMAIL] = {
    N_("This Is an E-Mail Address"),
    N_("This is an e-mail address. Type the name of your homeserver instead."),
    "dialog-question-symbolic",
  },
  [LK_ERROR_INPUT_LACKS_SERVER] = {
    N_("The Server Is Missing"),
    N_("A user ID has a server, too: @you:example.org"),
    "dialog-question-symbolic",
  },
  [LK_ERROR_INPUT_INSECURE] = {
    N_("This Address Isn’t Protected"),
    N_("An address that begins with http: isn’t protected. Use one with https:"),
    "channel-insecure-symbolic",
  },
  [LK_ERROR_OFFLINE] = {
    N_("No Connection"),
    N_("The server can’t be reached. Check your internet connection and the server’s name, then "
       "try again."),
    "network-offline-symbolic",
  },
  [LK_ERROR_TIMED_OUT] = {
    N_("No Answer"),
    N_("The server took too long to answer. It may be busy: try again in a moment."),
    "network-error-symbolic",
  },
  [LK_ERROR_TLS] = {
    N_("Connection Not Secure"),
    N_("The server’s certificate can’t be trusted, so nothing was sent. The server may be set up "
       "wrongly, or your network may interfere, like the sign-in page of a hotel."),
    "channel-insecure-symbolic",
  },
  [LK_ERROR_SERVER_FAILED] = {
    N_("The Server Has a Problem"),
    N_("The server reports a fault of its own. You did nothing wrong: try again later."),
    "network-error-symbolic",
  },
  [LK_ERROR_RATE_LIMITED] = {
    N_("Too Many Tries"),
    N_("The server asks to slow down. Wait a moment, then try again."),
    "dialog-warning-symbolic",
  },
  [LK_ERROR_SERVER_UNSUITABLE] = {
    N_("This Server Can’t Be Used"),
    N_("There is no Matrix homeserver here, or none that Latchkey can sign in to. Check the name, "
       "or choose another server."),
    "network-server-symbolic",
  },
  [LK_ERROR_MISCONFIGURED] = {
    N_("The Server Is Set Up Wrongly"),
    N_("What the server says of itself doesn’t add up. Its administrator can mend that; the "
       "details will help."),
    "network-server-symbolic",
  },
  [LK_ERROR_REFUSED] = {
    N_("The Server Said No"),
    N_("The server understood the request and refused it."),
    "dialog-warning-symbolic",
  },
  [LK_ERROR_DENIED_BY_USER] = {
    N_("Sign-In Declined"),
    N_("Access was declined on the provider’s page. Nothing has changed."),
    "dialog-information-symbolic",
  },
  [LK_ERROR_EXPIRED] = {
    N_("Session Ended"),
    N_("The server has ended this session. Sign in again to go on."),
    "dialog-information-symbolic",
  },
  [LK_ERROR_CODE_EXPIRED] = {
    N_("Code Expired"),
    N_("The code wasn’t used in time. Get a new one and try again."),
    "dialog-information-symbolic",
  },
  [LK_ERROR_WRONG_ACCOUNT] = {
    N_("Another Account Signed In"),
    N_("This isn’t the account that was to sign in, so its session was given back. Try again, and "
       "choose the right account on the provider’s page."),
    "avatar-default-symbolic",
  },
  [LK_ERROR_WRONG_DEVICE] = {
    N_("Another Device Signed In"),
    N_("The server took this computer for a new device instead of the one that it was, so the "
       "session was given back. Try again; if that doesn’t help, remove this account here and add "
       "it once more."),
    "dialog-warning-symbolic",
  },
  [LK_ERROR_USER_LOCKED] = {
    N_("Account Locked"),
    N_("The server has locked this account. The server’s administrator can help."),
    "channel-secure-symbolic",
  },
  [LK_ERROR_KEYRING_LOCKED] = {
    N_("Keyring Locked"),
    N_("Latchkey keeps its secrets in your keyring, and that is locked. Unlock it, then try "
       "again."),
    "channel-secure-symbolic",
  },
  [LK_ERROR_KEYRING_FAILED] = {
    N_("No Keyring"),
    N_("Latchkey keeps its secrets in your keyring, but there is none, or it doesn’t work."),
    "dialog-warning-symbolic",
  },
  [LK_ERROR_SECRETS_MISSING] = {
    N_("Nothing in the Keyring"),
    N_("Your keyring (the desktop’s Secret Service, or inside a Flatpak Latchkey’s own file) is "
       "open, but it has nothing for this account. It may be another keyring than before. Sign in "
       "again to go on with the same device."),
    "dialog-password-symbolic",
  },
  [LK_ERROR_STORAGE_FAILED] = {
    N_("Can’t Read or Write Files"),
    N_("A file of Latchkey’s can’t be read or written. The disk may be full."),
    "drive-harddisk-symbolic",
  },
  [LK_ERROR_PAGE_FAILED] = {
    N_("The Page Can’t Be Shown"),
    N_("The provider’s page stopped working here. Try again, or open it in your browser."),
    "computer-fail-symbolic",
  },
  [LK_ERROR_PROTOCOL] = {
    N_("An Answer That Makes No Sense"),
    N_("The server answered something that Latchkey doesn’t understand. Try again; if it happens "
       "again, please report it with the details."),
    "dialog-question-symbolic",
  },
};

/* Bad input of the code INVALID_INPUT is told apart by its message for developers. */
static const struct
{
  const char *message;
  const char *sentence;
} input_texts[] = {
  { "Nothing was typed",
    N_("Type the name of your homeserver, such as matrix.org, or your user ID.") },
  { "This is not a user ID",
    N_("This isn’t a user ID. One looks like this: @you:example.org") },
  { "This is not the name of a server",
    N_("This isn’t the name of a server. One looks like this: example.org") },
  { "This is not text",
    N_("This isn’t the name of a server. One looks like this: example.org") },
  { "This is not the address of a server",
    N_("This isn’t the address of a server. One looks like this: https://example.org") },
  { "The port is not a number from 1 to 65535",
    N_("What follows the colon isn’t a port. It has to be a number from 1 to 65535.") },
  { "An address with a user name in it is not used",
    N_("This address has a user name in it. Leave out everything up to the @ sign.") },
  { "The address of a server has neither ? nor #",
    N_("The address of a server ends before the ? or # sign.") },
  { "This link is for a chat program",
    N_("This link leads to a room or a message: open it in a chat program. Latchkey takes links to "
       "users.") },
  { "This link is broken or incomplete",
    N_("This link can’t be used: it’s broken, or something is missing from it.") },
};

/* What step and server's own code say more exactly than ours. */
static const struct
{
  const char *step;
  const char *server_code; /* (nullable) any */
  const char *title;
  const char *sentence;
} refusal_texts[] = {
  { "register", NULL, N_("The Server Said No"),
    N_("The provider doesn’t let Latchkey register. Its administrator can change that, or hand out "
       "a client ID for Latchkey.") },
  { "login-password", "M_FORBIDDEN", N_("The Server Said No"),
    N_("The user name or the password isn’t right.") },
  { "login-password", "M_USER_DEACTIVATED", N_("Account Deactivated"),
    N_("This account has been deactivated. The server’s administrator may be able to help.") },
  { "login-token", "M_USER_DEACTIVATED", N_("Account Deactivated"),
    N_("This account has been deactivated. The server’s administrator may be able to help.") },
  { "upload", "M_TOO_LARGE", N_("Picture Too Large"),
    N_("The homeserver doesn’t take pictures as large as this one. Choose a smaller one.") },
  { "upload", "M_USER_LIMIT_EXCEEDED", N_("No Room Left"),
    N_("You have used up the room that the homeserver has for your pictures and files.") },
  { "login-token", "M_FORBIDDEN", N_("The Server Said No"),
    N_("The server didn’t accept the sign-in from the other site. It may have taken too long: try "
       "again.") },
};

/* What the cause says more exactly than the code. */
static const struct
{
  LkErrorCode  code;
  LkErrorCause cause;
  const char  *title;
  const char  *sentence;
} cause_texts[] = {
  { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_EXPIRED, N_("Connection Not Secure"),
    N_("The server’s certificate has expired, so nothing was sent. Check the date of this "
       "computer; if it is right, the server’s administrator has to renew the certificate.") },
  { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_TOO_NEW, N_("Connection Not Secure"),
    N_("The server’s certificate isn’t valid yet, so nothing was sent. Check the date of this "
       "computer, then try again.") },
  { LK_ERROR_SERVER_FAILED, LK_ERROR_CAUSE_NETWORK_SIGN_IN, N_("Sign In to the Network"),
    N_("Your network lets nobody through before they sign in to it, like that of a hotel. Open "
       "any page in your browser and sign in there, then try again.") },
  { LK_ERROR_REFUSED, LK_ERROR_CAUSE_WEB_PAGE, N_("Request Blocked"),
    N_("A web page said no in the server’s place. It may come from your network, or from a "
       "firewall before the server. Try again in another network, or ask the server’s "
       "administrator.") },
  { LK_ERROR_PROTOCOL, LK_ERROR_CAUSE_WEB_PAGE, N_("A Web Page in Place of an Answer"),
    N_("The server’s answer should have come, but it was a web page. Your network may want you to "
       "sign in to it, like that of a hotel: open any page in your browser, then try again.") },
};

static const struct
{
  const char *step;
  const char *sentence;
} step_texts[] = {
  { "server-entry", N_("It happened while reading what you typed.") },
  { "well-known", N_("It happened while looking up the homeserver.") },
  { "versions", N_("It happened while talking to the homeserver for the first time.") },
  { "auth-metadata", N_("It happened while finding out how to sign in.") },
  { "auth-issuer", N_("It happened while finding out how to sign in.") },
  { "openid-configuration", N_("It happened while finding out how to sign in.") },
  { "login-flows", N_("It happened while finding out how to sign in.") },
  { "register-user", N_("It happened while creating the account.") },
  { "register", N_("It happened while introducing Latchkey to the provider.") },
  { "authorization", N_("It happened on the provider’s page.") },
  { "page", N_("It happened on the provider’s page.") },
  { "device", N_("It happened while asking the provider for a code.") },
  { "token", N_("It happened while finishing the sign-in with the provider.") },
  { "login-password", N_("It happened while signing in to the homeserver.") },
  { "login-token", N_("It happened while signing in to the homeserver.") },
  { "sso", N_("It happened on the way back from the other site.") },
  { "whoami", N_("It happened while asking the homeserver whose session this is.") },
  { "refresh", N_("It happened while renewing the session.") },
  { "revoke", N_("It happened while ending the session.") },
  { "logout", N_("It happened while ending the session.") },
  { "profile", N_("It happened while asking for the profile.") },
  { "thumbnail", N_("It happened while asking for the picture.") },
  { "upload", N_("It happened while sending the picture.") },
  { "set-picture", N_("It happened while changing the picture.") },
  { "set-name", N_("It happened while changing the name.") },
  { "devices", N_("It happened while asking for the devices.") },
  { "remove-device", N_("It happened while removing a device.") },
  { "rename-device", N_("It happened while renaming a device.") },
};

/* What isn't ours is a bug of ours: all that comes here has been converted at the border. */
static LkErrorCode
code_of (const GError *error)
{
  if (error == NULL || error->domain != LK_ERROR || !lk_error_text_has_code (error->code))
    return LK_ERROR_PROTOCOL;
  return error->code;
}

/** lk_error_text_has_code: Returns: whether there are words for @code */
gboolean
lk_error_text_has_code (LkErrorCode code)
{
  return (guint) code < LK_ERROR_N_CODES && texts[code].title != NULL;
}

/* Returns: which of the refusal_texts, or -1 */
static int
find_refusal (const GError *error)
{
  const char *step = lk_error_get_step (error);
  const char *server_code = lk_error_get_server_code (error);

  if (code_of (error) != LK_ERROR_REFUSED)
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (refusal_texts); i++)
    {
      if (g_strcmp0 (step, refusal_texts[i].step) == 0 &&
          (refusal_texts[i].server_code == NULL ||
           g_strcmp0 (server_code, refusal_texts[i].server_code) == 0))
        return (int) i;
    }
  return -1;
}

/* Returns: which of the cause_texts, or -1 */
static int
find_cause (const GError *error)
{
  LkErrorCause cause = lk_error_get_cause (error);

  for (gsize i = 0; i < G_N_ELEMENTS (cause_texts); i++)
    {
      if (cause_texts[i].code == code_of (error) && cause_texts[i].cause == cause)
        return (int) i;
    }
  return -1;
}

/** lk_error_text_title: Returns: what happened, in a few words */
const char *
lk_error_text_title (const GError *error)
{
  int refusal = find_refusal (error);
  int cause = find_cause (error);

  if (cause >= 0)
    return _(cause_texts[cause].title);
  return refusal >= 0 ? _(refusal_texts[refusal].title) : _(texts[code_of (error)].title);
}

/**
 * lk_error_text_words:
 * @error: (nullable): what went wrong
 *
 * A server that understood and refuses knows best why. What it says while it is merely busy, or
 * broken, helps nobody.
 *
 * Returns: (transfer full) (nullable): the server's own words, to be shown beside the sentence
 */
char *
lk_error_text_words (const GError *error)
{
  LkErrorCode code = code_of (error);
  const char *words = lk_error_get_server_text (error);

  if (words == NULL || *words == '\0' ||
      (code != LK_ERROR_REFUSED && code != LK_ERROR_USER_LOCKED))
    return NULL;
  /* Translators: %s is what a server wrote, in whatever language. */
  return g_strdup_printf (_("The server says: “%s”"), words);
}

/** lk_error_text_icon: Returns: the name of an icon for what happened */
const char *
lk_error_text_icon (const GError *error)
{
  return texts[code_of (error)].icon;
}

static const char *
input_sentence (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (input_texts); i++)
    {
      if (g_strcmp0 (error->message, input_texts[i].message) == 0)
        return _(input_texts[i].sentence);
    }
  return _(texts[LK_ERROR_INVALID_INPUT].sentence);
}

/* Nobody counts an hour in seconds. Rounded up: a bit too late is not too early. */
static char *
waiting_sentence (int seconds)
{
  int minutes = (seconds + 59) / 60;
  int hours = (minutes + 59) / 60;

  if (seconds <= 90)
    return g_strdup_printf (ngettext ("The server asks to slow down. Try again in %d second.",
                                      "The server asks to slow down. Try again in %d seconds.",
                                      seconds), seconds);
  if (minutes <= 90)
    return g_strdup_printf (ngettext ("The server asks to slow down. Try again in %d minute.",
                                      "The server asks to slow down. Try again in %d minutes.",
                                      minutes), minutes);
  return g_strdup_printf (ngettext ("The server asks to slow down. Try again in %d hour.",
                                    "The server asks to slow down. Try again in %d hours.",
                                    hours), hours);
}

/** lk_error_text_sentence: Returns: (transfer full): what happened and what can be done */
char *
lk_error_text_sentence (const GError *error)
{
  LkErrorCode code = code_of (error);
  int seconds = lk_error_get_retry_after (error);
  int refusal = find_refusal (error);
  int cause = find_cause (error);

  if (code == LK_ERROR_INVALID_INPUT)
    return g_strdup (input_sentence (error));
  if (cause >= 0)
    return g_strdup (_(cause_texts[cause].sentence));
  if (refusal >= 0)
    return g_strdup (_(refusal_texts[refusal].sentence));
  if (code == LK_ERROR_RATE_LIMITED && seconds > 0)
    return waiting_sentence (seconds);
  return g_strdup (_(texts[code].sentence));
}

/** lk_error_text_markup: Returns: (transfer full): sentence and words, for a page of their own */
char *
lk_error_text_markup (const GError *error)
{
  g_autofree char *sentence = lk_error_text_sentence (error);
  g_autofree char *words = lk_error_text_words (error);
  g_autofree char *text = g_strjoin ("\n\n", sentence, words, NULL);

  return g_markup_escape_text (text, -1);
}

/** lk_error_text_step: Returns: (nullable): in which step it happened, in a sentence */
const char *
lk_error_text_step (const GError *error)
{
  const char *step = lk_error_get_step (error);

  for (gsize i = 0; i < G_N_ELEMENTS (step_texts); i++)
    {
      if (g_strcmp0 (step, step_texts[i].step) == 0)
        return _(step_texts[i].sentence);
    }
  return NULL;
}

/**
 * lk_error_text_answer:
 * @error: (nullable): what went wrong
 *
 * Returns: (transfer full): what happened, in a sentence that needs no details beside it
 */
char *
lk_error_text_answer (const GError *error)
{
  const char *said = lk_error_get_server_text (error);

  if (code_of (error) != LK_ERROR_REFUSED || find_refusal (error) >= 0 || said == NULL ||
      *said == '\0')
    return lk_error_text_sentence (error);
  /* Translators: %s is what the server says, in its own language. */
  return g_strdup_printf (_("The server refused. It says: “%s”"), said);
}

static void
append (GString    *text,
        const char *label,
        const char *value)
{
  if (value != NULL)
    g_string_append_printf (text, "%s: %s\n", label, value);
}

/**
 * lk_error_text_details:
 * @error: (nullable): what went wrong
 *
 * What somebody who wants to help asks for. The labels stay English, as the message is: the text
 * is for reports. Errors hold no secret (lk-error.c).
 *
 * Returns: (transfer full): several lines of plain text
 */
char *
lk_error_text_details (const GError *error)
{
  GString *text = g_string_new (NULL);
  g_autofree char *message = lk_untrusted_text (error != NULL ? error->message : NULL, 300);
  g_autofree char *address = lk_untrusted_text (lk_error_get_url (error), 300);
  guint status = lk_error_get_status (error);
  g_autofree char *status_text = status > 0 ? g_strdup_printf ("%u", status) : NULL;

  append (text, "Problem", message);
  append (text, "Step", lk_error_get_step (error));
  append (text, "Address", address);
  append (text, "HTTP status", status_text);
  append (text, "Server’s code", lk_error_get_server_code (error));
  append (text, "Server’s words", lk_error_get_server_text (error));
  append (text, "Latchkey", LK_VERSION);
  g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}
