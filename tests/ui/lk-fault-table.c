/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fault-table.h"

/*
 * Whatever single thing fails, no session is lost: each fault, and what comes of it in each
 * operation. Only one row ends a session, by the provider's own word.
 */

/* What it says is what a person reads, so it is here word by word. */

static const LkFaultOutcome works = { LK_FAULT_WORKS, .session = "Signed in" };
static const LkFaultOutcome renews = { LK_FAULT_WORKS, .session = "Signed in", .renews = TRUE };
static const LkFaultOutcome unsaved = {
  LK_FAULT_WORKS, .session = "Signed in", .unsaved = TRUE
};
static const LkFaultOutcome unsaved_secrets = {
  LK_FAULT_WORKS, .session = "Keyring locked", .unsaved = TRUE
};

static const LkFaultOutcome renews_unsaved = {
  LK_FAULT_WORKS, .session = "Keyring locked", .renews = TRUE, .unsaved = TRUE
};

static const LkFaultOutcome waits = { LK_FAULT_WAITS, .session = "Finishing sign-in…" };
static const LkFaultOutcome waits_offline = {
  LK_FAULT_WAITS, .session = "Finishing sign-in when online…"
};
static const LkFaultOutcome waits_locked = { LK_FAULT_WAITS, .session = "Keyring locked" };

static const LkFaultOutcome unreachable = {
  LK_ERROR_OFFLINE, "No Connection",
  "The server can’t be reached. Check your internet connection and the server’s name, then try "
  "again.", "Offline"
};
static const LkFaultOutcome silent = {
  LK_ERROR_TIMED_OUT, "No Answer",
  "The server took too long to answer. It may be busy: try again in a moment.", "Offline"
};
static const LkFaultOutcome insecure = {
  LK_ERROR_TLS, "Connection Not Secure",
  "The server’s certificate can’t be trusted, so nothing was sent. The server may be set up "
  "wrongly, or your network may interfere, like the sign-in page of a hotel.", "Offline"
};
static const LkFaultOutcome expired_certificate = {
  LK_ERROR_TLS, "Connection Not Secure",
  "The server’s certificate has expired, so nothing was sent. Check the date of this computer; if "
  "it is right, the server’s administrator has to renew the certificate.", "Offline"
};
static const LkFaultOutcome failed = {
  LK_ERROR_SERVER_FAILED, "The Server Has a Problem",
  "The server reports a fault of its own. You did nothing wrong: try again later.", "Offline"
};
static const LkFaultOutcome captive = {
  LK_ERROR_SERVER_FAILED, "Sign In to the Network",
  "Your network lets nobody through before they sign in to it, like that of a hotel. Open any page "
  "in your browser and sign in there, then try again.", "Offline"
};
static const LkFaultOutcome too_fast = {
  LK_ERROR_RATE_LIMITED, "Too Many Tries",
  "The server asks to slow down. Wait a moment, then try again.", "Signed in"
};
static const LkFaultOutcome too_fast_for_minutes = {
  LK_ERROR_RATE_LIMITED, "Too Many Tries",
  "The server asks to slow down. Try again in 2 minutes.", "Signed in"
};
static const LkFaultOutcome blocked = {
  LK_ERROR_REFUSED, "Request Blocked",
  "A web page said no in the server’s place. It may come from your network, or from a firewall "
  "before the server. Try again in another network, or ask the server’s administrator.",
  "Signed in"
};
static const LkFaultOutcome web_page = {
  LK_ERROR_PROTOCOL, "A Web Page in Place of an Answer",
  "The server’s answer should have come, but it was a web page. Your network may want you to sign "
  "in to it, like that of a hotel: open any page in your browser, then try again.", "Signed in"
};
static const LkFaultOutcome nonsense = {
  LK_ERROR_PROTOCOL, "An Answer That Makes No Sense",
  "The server answered something that Latchkey doesn’t understand. Try again; if it happens again, "
  "please report it with the details.", "Signed in"
};
static const LkFaultOutcome locked = {
  LK_ERROR_KEYRING_LOCKED, "Keyring Locked",
  "Latchkey keeps its secrets in your keyring, and that is locked. Unlock it, then try again.",
  "Keyring locked"
};
static const LkFaultOutcome no_keyring = {
  LK_ERROR_KEYRING_FAILED, "No Keyring",
  "Latchkey keeps its secrets in your keyring, but there is none, or it doesn’t work.",
  "Keyring locked"
};
static const LkFaultOutcome no_keyring_to_write = {
  LK_ERROR_KEYRING_FAILED, "No Keyring",
  "Latchkey keeps its secrets in your keyring, but there is none, or it doesn’t work.", "Signed in"
};
static const LkFaultOutcome disk_full = {
  LK_ERROR_STORAGE_FAILED, "Can’t Read or Write Files",
  "A file of Latchkey’s can’t be read or written. The disk may be full.", "Signed in"
};
static const LkFaultOutcome ended = {
  LK_ERROR_EXPIRED, "Session Ended",
  "The server has ended this session. Sign in again to go on.", "Sign in again", .over = TRUE
};

#define YEAR (365 * 24 * 60 * 60)
#define DAY (24 * 60 * 60)
#define PAGE "<!DOCTYPE html><title>Welcome</title><p>access-9 refresh-9"

/* Columns: sign-in, whoami, refresh, devices, devices with an old token, sign-out. */
const LkFault lk_faults[] = {
  { "refused", LK_FAULT_NOBODY_LISTENS, 0, NULL, NULL,
    { &unreachable, &waits_offline, &unreachable, &unreachable, &unreachable, &unreachable } },
  { "dns", LK_FAULT_NO_SUCH_NAME, 0, NULL, NULL,
    { &unreachable, &waits_offline, &unreachable, &unreachable, &unreachable, &unreachable } },
  { "tls", LK_FAULT_UNKNOWN_ISSUER, 0, NULL, NULL,
    { &insecure, &waits_offline, &insecure, &insecure, &insecure, &insecure } },
  { "tls-expired", LK_FAULT_OLD_CERTIFICATE, 0, NULL, NULL,
    { &expired_certificate, &waits_offline, &expired_certificate, &expired_certificate,
      &expired_certificate, &expired_certificate } },
  { "time-out", LK_FAULT_SILENCE, 0, NULL, NULL,
    { &silent, &waits_offline, &silent, &silent, &silent, &silent } },
  { "slow-drip", LK_FAULT_DRIP, 0, NULL, NULL,
    { &silent, &waits_offline, &silent, &silent, &silent, &silent } },
  { "reset-after-the-server-acted", LK_FAULT_RESET, 0, NULL, NULL,
    { &unreachable, &waits_offline, &unreachable, &unreachable, &unreachable, &unreachable } },
  { "reset-once", LK_FAULT_RESET_ONCE, 0, NULL, NULL,
    { &works, &waits_offline, &works, &unreachable, &renews, &unreachable } },
  { "408", LK_FAULT_ANSWERED, 408, "", NULL,
    { &silent, &waits_offline, &silent, &silent, &silent, &silent } },
  { "425", LK_FAULT_ANSWERED, 425, "", NULL,
    { &failed, &waits_offline, &failed, &failed, &failed, &failed } },
  { "429", LK_FAULT_ANSWERED, 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"slow_down\"}",
    NULL, { &too_fast, &waits, &too_fast, &too_fast, &too_fast, &too_fast } },
  { "429-retry-after", LK_FAULT_ANSWERED, 429, "<html>Too many", "120",
    { &too_fast_for_minutes, &waits, &too_fast_for_minutes, &too_fast_for_minutes,
      &too_fast_for_minutes, &too_fast_for_minutes } },
  { "500", LK_FAULT_ANSWERED, 500, "", NULL,
    { &failed, &waits_offline, &failed, &failed, &failed, &failed } },
  { "502-html", LK_FAULT_ANSWERED, 502, PAGE, NULL,
    { &failed, &waits_offline, &failed, &failed, &failed, &failed } },
  { "403-html", LK_FAULT_ANSWERED, 403, PAGE, NULL,
    { &blocked, &waits, &blocked, &blocked, &blocked, &blocked } },
  { "511-captive-portal", LK_FAULT_ANSWERED, 511, PAGE, NULL,
    { &captive, &waits_offline, &captive, &captive, &captive, &captive } },
  { "200-html", LK_FAULT_ANSWERED, 200, PAGE, NULL,
    { &web_page, &waits, &web_page, &web_page, &web_page, &works } },
  { "200-truncated", LK_FAULT_ANSWERED, 200, "{\"access_token\":\"access-9\",\"refresh_tok", NULL,
    { &nonsense, &waits, &nonsense, &nonsense, &nonsense, &works } },
  { "200-without-a-field", LK_FAULT_ANSWERED, 200,
    "{\"token_type\":\"Bearer\",\"refresh_token\":\"refresh-9\"}", NULL,
    { &nonsense, &waits, &nonsense, &nonsense, &nonsense, &works } },
  { "huge-body", LK_FAULT_HUGE_ANSWER, 0, NULL, NULL,
    { &nonsense, &waits, &nonsense, &nonsense, &nonsense, &nonsense } },
  { "keyring-locked", LK_FAULT_KEYRING, LK_ERROR_KEYRING_LOCKED, NULL, NULL,
    { &unsaved_secrets, &waits_locked, &locked, &locked, &locked, &locked } },
  { "keyring-gone", LK_FAULT_KEYRING, LK_ERROR_KEYRING_FAILED, NULL, NULL,
    { &unsaved_secrets, &waits_locked, &no_keyring, &no_keyring, &no_keyring, &no_keyring } },
  { "keyring-cancelled", LK_FAULT_KEYRING_DISMISSED, LK_ERROR_KEYRING_LOCKED, NULL, NULL,
    { &unsaved_secrets, &waits_locked, &locked, &locked, &locked, &locked } },
  { "keyring-fails-on-write", LK_FAULT_KEYRING_WRITE, LK_ERROR_KEYRING_FAILED, NULL, NULL,
    { &unsaved_secrets, &works, &unsaved_secrets, &works, &renews_unsaved,
      &no_keyring_to_write } },
  { "disk-full", LK_FAULT_FULL_DISK, 0, NULL, NULL,
    { &unsaved, &unsaved, &works, &works, &renews, &disk_full } },
  { "clock-back-a-year", LK_FAULT_CLOCK_SET, -YEAR, NULL, NULL,
    { &works, &renews, &works, &renews, &renews, &works } },
  { "clock-forward-a-year", LK_FAULT_CLOCK_SET, YEAR, NULL, NULL,
    { &works, &renews, &works, &renews, &renews, &works } },
  { "suspend-for-a-day", LK_FAULT_SUSPEND, DAY, NULL, NULL,
    { &works, &renews, &works, &renews, &renews, &works } },
  { "the-provider-says-it-is-over", LK_FAULT_ANSWERED, 400, "{\"error\":\"invalid_grant\"}", NULL,
    { NULL, NULL, &ended, NULL, &ended, NULL } },
};

const gsize lk_faults_length = G_N_ELEMENTS (lk_faults);
