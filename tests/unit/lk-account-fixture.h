/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-private.h"
#include "lk-discover.h"
#include "lk-dummy-clock.h"
#include "lk-dummy-revocation-store.h"
#include "lk-dummy-store.h"
#include "lk-dummy-user-agent.h"
#include "lk-fake-server.h"

G_BEGIN_DECLS

#define LK_KEY_WELL_KNOWN "GET /.well-known/matrix/client"
#define LK_KEY_VERSIONS   "GET /_matrix/client/versions"
#define LK_KEY_METADATA   "GET /_matrix/client/v1/auth_metadata"
#define LK_KEY_LOGIN      "GET /_matrix/client/v3/login"
#define LK_KEY_WHOAMI     "GET /_matrix/client/v3/account/whoami"
#define LK_KEY_DEVICES    "GET /_matrix/client/v3/devices"
#define LK_KEY_REGISTER   "POST /register"
#define LK_KEY_TOKEN      "POST /token"
#define LK_KEY_REVOKE     "POST /revoke"
#define LK_KEY_LOG_IN     "POST /_matrix/client/v3/login"
#define LK_KEY_REFRESH    "POST /_matrix/client/v3/refresh"
#define LK_KEY_LOGOUT     "POST /_matrix/client/v3/logout"

/* Members of the usual metadata, to be changed or completed by tests. */
#define LK_METADATA_MEMBERS \
  "\"issuer\":\"{url}/\"," \
  "\"authorization_endpoint\":\"{url}/authorize\"," \
  "\"token_endpoint\":\"{url}/token\"," \
  "\"revocation_endpoint\":\"{url}/revoke\"," \
  "\"response_types_supported\":[\"code\"]," \
  "\"response_modes_supported\":[\"query\",\"fragment\"]," \
  "\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"]," \
  "\"code_challenge_methods_supported\":[\"S256\"]," \
  "\"account_management_uri\":\"{url}/account\"," \
  "\"account_management_actions_supported\":[\"org.matrix.devices_list\"]"
#define LK_METADATA \
  "{" LK_METADATA_MEMBERS ",\"registration_endpoint\":\"{url}/register\"}"

/* What the usual legacy login says of the session; to be completed by tests. */
#define LK_LOGIN_MEMBERS \
  "\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\",\"expires_in_ms\":300000," \
  "\"device_id\":\"DEVICEDEVICE\",\"user_id\":\"" LK_USER_ID "\""

/* The user of the usual whoami. */
#define LK_USER_ID "@ada:example.org"

/**
 * LkAccountFixture:
 *
 * A server that is homeserver and provider in one and answers everything as a good one does, and
 * the ports of an app that talks to it. Set up and torn down as a GLib test fixture.
 */
typedef struct
{
  LkFakeServer   *server;
  LkAccountStore *store;
  LkRevocationStore *revocations;
  LkClock        *clock;
  LkUserAgent    *agent;
  LkPorts        *ports;
  GCancellable   *cancellable;
  GAsyncResult   *result; /* (nullable) for lk_test_store_result() */
  GString        *states; /* of the account that is watched, each followed by a space */
  char           *dir;
} LkAccountFixture;

void             lk_account_fixture_set_up       (LkAccountFixture *self,
                                                  gconstpointer     data);
void             lk_account_fixture_tear_down    (LkAccountFixture *self,
                                                  gconstpointer     data);
/* Writes the script of @key anew, with one answer. */
void             lk_account_fixture_script       (LkAccountFixture *self,
                                                  const char       *key,
                                                  guint             status,
                                                  const char       *body);
/* The ports of a second life of the app: an index of its own, on the same file. */
LkPorts         *lk_account_fixture_new_ports    (LkAccountFixture *self);

/* An account that is to sign in, and whose states are written down from now on. */
LkAccount       *lk_account_fixture_new_account  (LkAccountFixture *self);
/* What the index has of a session at the server. */
LkAccountRecord *lk_account_fixture_new_record   (LkAccountFixture *self,
                                                  LkRecordState     state);
/* A session: tokens "access-1" and "refresh-1", which expire in so many seconds (0: never), in
 * the store but not in memory; and in the index. */
LkAccount       *lk_account_fixture_new_session  (LkAccountFixture *self,
                                                  gint64            expires_in);
/* One that needs to sign in again: nothing in the store. */
LkAccount       *lk_account_fixture_new_expired  (LkAccountFixture *self);
/* From now on the server has no provider, and lets people in itself. @flows: what it offers, JSON
 * objects with commas between them */
void             lk_account_fixture_be_legacy    (LkAccountFixture *self,
                                                  const char       *flows);
/* A legacy session; @has_refresh: with "refresh-1", too. */
LkAccount       *lk_account_fixture_new_legacy   (LkAccountFixture *self,
                                                  gint64            expires_in,
                                                  gboolean          has_refresh);
void             lk_account_fixture_watch        (LkAccountFixture *self,
                                                  LkAccount        *account);

/* Walks @account to CHOOSING. */
LkHomeserver    *lk_account_fixture_discover     (LkAccountFixture *self,
                                                  LkAccount        *account);
/* Starts to sign in at @homeserver; the outcome goes to @result. */
void             lk_account_fixture_sign_in      (LkAccountFixture *self,
                                                  LkAccount        *account,
                                                  LkHomeserver     *homeserver);
/* Waits for the outcome: whether signing in worked, or the error. */
gboolean         lk_account_fixture_signed_in    (LkAccountFixture *self,
                                                  LkAccount        *account,
                                                  GError          **error);

/* Asks whoami in the name of @account; the outcome goes to @result. */
void             lk_account_fixture_start_fetch  (LkAccountFixture *self,
                                                  LkAccount        *account,
                                                  GAsyncResult    **result);
/* The same, and waits. Returns: the status, or 0 with @error */
guint            lk_account_fixture_fetch        (LkAccountFixture *self,
                                                  LkAccount        *account,
                                                  GError          **error);

/* Waits until @key was asked so many times. */
void             lk_account_fixture_wait_asked   (LkAccountFixture *self,
                                                  const char       *key,
                                                  guint             times);
/* Waits until @account is in @state. */
void             lk_test_wait_state              (LkAccount        *account,
                                                  LkAuthState       state);
/* What is on disk: the record of this ID. (transfer full) (nullable) */
LkAccountRecord *lk_account_fixture_read_record  (LkAccountFixture *self,
                                                  const char       *id);
guint            lk_account_fixture_count_records (LkAccountFixture *self);
/* Both are what was saved: (nullable) for nothing at all. */
void             lk_account_fixture_assert_kept  (LkAccountFixture *self,
                                                  LkAccount        *account,
                                                  const char       *access_token,
                                                  const char       *refresh_token);

LkTokens        *lk_test_tokens                  (const char       *access_token,
                                                  const char       *refresh_token,
                                                  gint64            obtained_at,
                                                  gint64            expires_at);
void             lk_test_assert_same_record      (LkAccountRecord  *a,
                                                  LkAccountRecord  *b);
/* Makes a file, and its directory, that somebody else left there. */
void             lk_test_touch                   (const char       *path);

/* Adds a test with this fixture. */
void             lk_account_fixture_add          (const char       *path,
                                                  gconstpointer     data,
                                                  void            (*test) (LkAccountFixture *,
                                                                           gconstpointer));

G_END_DECLS
