/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkErrorCode:
 * @LK_ERROR_INVALID_INPUT: what the person typed can't be used; correct it
 * @LK_ERROR_INPUT_IS_EMAIL: an e-mail address was typed; type the server's name
 * @LK_ERROR_INPUT_LACKS_SERVER: a user ID without its server was typed; add the server
 * @LK_ERROR_INPUT_INSECURE: an address without protection was typed; use https
 * @LK_ERROR_OFFLINE: no connection (name resolution, routing, refused, reset); try again
 * @LK_ERROR_TIMED_OUT: the server did not answer in time; try again
 * @LK_ERROR_TLS: the connection is not secure; never clicked through
 * @LK_ERROR_SERVER_FAILED: the server has a passing fault of its own (5xx); try again later
 * @LK_ERROR_RATE_LIMITED: asked too often; wait (see lk_error_get_retry_after())
 * @LK_ERROR_SERVER_UNSUITABLE: the server can't do what is needed; choose another server
 * @LK_ERROR_MISCONFIGURED: the server's own data is wrong; its administrator has to mend it
 * @LK_ERROR_REFUSED: the server understood and refuses; its own reason is in the details
 * @LK_ERROR_DENIED_BY_USER: the person said no on the provider's page
 * @LK_ERROR_EXPIRED: the session has ended at the server; sign in again
 * @LK_ERROR_CODE_EXPIRED: the code for another device was not used in time; get a new one
 * @LK_ERROR_WRONG_ACCOUNT: another user came back than the one who was to sign in
 * @LK_ERROR_WRONG_DEVICE: another device came back than the one that was to sign in
 * @LK_ERROR_USER_LOCKED: the server has locked the user; its administrator has to help
 * @LK_ERROR_KEYRING_LOCKED: secrets can't be read or saved until the keyring is unlocked
 * @LK_ERROR_KEYRING_FAILED: the keyring is missing or broken
 * @LK_ERROR_SECRETS_MISSING: the keyring is open and has nothing for the account; sign in again
 * @LK_ERROR_STORAGE_FAILED: a file of ours can't be read or written
 * @LK_ERROR_PAGE_FAILED: the provider's page could not be shown; use another way
 * @LK_ERROR_PROTOCOL: an answer that makes no sense; report it
 *
 * What went wrong, named by what the person can do about it. A cancelled operation stays
 * %G_IO_ERROR_CANCELLED: it is never converted and never shown.
 */
typedef enum
{
  LK_ERROR_INVALID_INPUT,
  LK_ERROR_INPUT_IS_EMAIL,
  LK_ERROR_INPUT_LACKS_SERVER,
  LK_ERROR_INPUT_INSECURE,
  LK_ERROR_OFFLINE,
  LK_ERROR_TIMED_OUT,
  LK_ERROR_TLS,
  LK_ERROR_SERVER_FAILED,
  LK_ERROR_RATE_LIMITED,
  LK_ERROR_SERVER_UNSUITABLE,
  LK_ERROR_MISCONFIGURED,
  LK_ERROR_REFUSED,
  LK_ERROR_DENIED_BY_USER,
  LK_ERROR_EXPIRED,
  LK_ERROR_CODE_EXPIRED,
  LK_ERROR_WRONG_ACCOUNT,
  LK_ERROR_WRONG_DEVICE,
  LK_ERROR_USER_LOCKED,
  LK_ERROR_KEYRING_LOCKED,
  LK_ERROR_KEYRING_FAILED,
  LK_ERROR_SECRETS_MISSING,
  LK_ERROR_STORAGE_FAILED,
  LK_ERROR_PAGE_FAILED,
  LK_ERROR_PROTOCOL,
} LkErrorCode;

/**
 * LkErrorCause:
 * @LK_ERROR_CAUSE_UNKNOWN: not known more exactly than the code says
 * @LK_ERROR_CAUSE_NAME_UNKNOWN: there is no server with this name
 * @LK_ERROR_CAUSE_NO_NETWORK: this computer has no way to the internet, or can't look up names
 * @LK_ERROR_CAUSE_PROXY: the proxy of this computer's network is in the way
 * @LK_ERROR_CAUSE_CERTIFICATE_EXPIRED: the certificate has expired
 * @LK_ERROR_CAUSE_CERTIFICATE_TOO_NEW: the certificate isn't valid yet: some clock is wrong
 * @LK_ERROR_CAUSE_CERTIFICATE_NAME: the certificate is for another name
 * @LK_ERROR_CAUSE_CERTIFICATE_ISSUER: nobody who is trusted here has signed the certificate
 * @LK_ERROR_CAUSE_NETWORK_SIGN_IN: the network lets nobody through who has not signed in to it
 * @LK_ERROR_CAUSE_WEB_PAGE: a web page came in the place of an answer, from whoever is on the way
 *
 * Why there was no connection, or no answer of the server's own. What the program may conclude is
 * the same, so the code is; but it tells whose job it is to mend it.
 */
typedef enum
{
  LK_ERROR_CAUSE_UNKNOWN,
  LK_ERROR_CAUSE_NAME_UNKNOWN,
  LK_ERROR_CAUSE_NO_NETWORK,
  LK_ERROR_CAUSE_PROXY,
  LK_ERROR_CAUSE_CERTIFICATE_EXPIRED,
  LK_ERROR_CAUSE_CERTIFICATE_TOO_NEW,
  LK_ERROR_CAUSE_CERTIFICATE_NAME,
  LK_ERROR_CAUSE_CERTIFICATE_ISSUER,
  LK_ERROR_CAUSE_NETWORK_SIGN_IN,
  LK_ERROR_CAUSE_WEB_PAGE,
} LkErrorCause;

#define LK_ERROR_N_CODES (LK_ERROR_PROTOCOL + 1)
#define LK_ERROR (lk_error_quark ())

GQuark      lk_error_quark           (void);

/* Where it happened. All of it may be shown and copied: no secret gets in (a URL loses its
 * user info, query and fragment on the way in). */
void        lk_error_set_request     (GError     *error,
                                      const char *step,
                                      const char *url,
                                      guint       status);
void        lk_error_set_step        (GError     *error,
                                      const char *step);
void        lk_error_set_cause       (GError     *error,
                                      LkErrorCause cause);
void        lk_error_set_retry_after (GError     *error,
                                      gint        seconds);
void        lk_error_set_server_said (GError     *error,
                                      const char *code,
                                      const char *text);

const char *lk_error_get_step        (const GError *error);
const char *lk_error_get_url         (const GError *error);
guint       lk_error_get_status      (const GError *error);
LkErrorCause lk_error_get_cause      (const GError *error);
gint        lk_error_get_retry_after (const GError *error);
const char *lk_error_get_server_code (const GError *error);
const char *lk_error_get_server_text (const GError *error);

gboolean    lk_error_is_transient    (const GError *error);
gboolean    lk_error_is_bad_input    (const GError *error);
gboolean    lk_error_is_cancelled    (const GError *error);
char       *lk_untrusted_text        (const char *text,
                                      gsize       max_chars);
char       *lk_redact_url            (const char *url);

G_END_DECLS
