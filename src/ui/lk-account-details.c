/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-details.h"

#include "lk-account-text.h"
#include "lk-config.h"
#include "lk-error.h"

#define LONGEST_VALUE 300

static void
append (GString    *text,
        const char *label,
        const char *value)
{
  g_autofree char *harmless = lk_untrusted_text (value, LONGEST_VALUE);

  if (harmless != NULL)
    g_string_append_printf (text, "%s: %s\n", label, harmless);
}

/* Without a query, in which there might be anything. */
static void
append_address (GString    *text,
                const char *label,
                const char *address)
{
  g_autofree char *redacted = address != NULL ? lk_redact_url (address) : NULL;

  append (text, label, redacted);
}

static void
append_moment (GString    *text,
               const char *label,
               gint64      seconds)
{
  g_autoptr (GDateTime) moment = seconds > 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;
  g_autofree char *iso = moment != NULL ? g_date_time_format_iso8601 (moment) : NULL;

  append (text, label, iso);
}

static char *
dup_state (LkAccount *account)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (LK_TYPE_AUTH_STATE);
  GEnumValue *state = g_enum_get_value (klass, (int) lk_account_get_state (account));
  GString *text = g_string_new (state != NULL ? state->value_nick : "unknown");

  if (lk_account_get_offline (account))
    g_string_append (text, ", offline");
  if (lk_account_get_keyring_locked (account))
    g_string_append (text, ", keyring out of reach");
  if (lk_account_get_unsaved (account))
    g_string_append (text, ", in memory only");
  return g_string_free (text, FALSE);
}

/**
 * lk_account_details:
 * @account: an account
 *
 * The labels stay English: the text is for reports. An account's tokens can't get in, as they never
 * leave the account room.
 *
 * Returns: (transfer full): what there is to know of the session
 */
char *
lk_account_details (LkAccount *account)
{
  LkAccountRecord *record = lk_account_get_record (account);
  GString *text = g_string_new (NULL);
  g_autofree char *provider = lk_account_text_host (record->issuer);
  g_autofree char *state = dup_state (account);

  append (text, "User ID", record->user_id);
  append (text, "Device ID", record->device_id);
  append (text, "Server name", record->server_name);
  append_address (text, "Homeserver", record->base_url);
  append (text, "Authentication API",
          record->auth_api == LK_AUTH_API_OAUTH ? "OAuth 2.0" : "legacy");
  append (text, "Provider", provider);
  append_address (text, "Issuer", record->issuer);
  append (text, "Client ID", record->client_id);
  append_moment (text, "Signed in", record->signed_in_at);
  append (text, "State", state);
  append_moment (text, "Access renewed", lk_account_get_renewed_at (account));
  append (text, "Latchkey", LK_VERSION);
  g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}
