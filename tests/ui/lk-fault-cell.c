/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fault-cell.h"

#include <string.h>

#include "lk-devices.h"
#include "lk-identify.h"
#include "lk-refresh.h"
#include "lk-sign-in.h"
#include "lk-sign-out.h"

/* The operations. Each: an account for it; starting it; what came of it. */

typedef struct
{
  const char  *name;
  const char  *key;  /* of the request that meets the fault */
  LkAccount *(*new_account) (LkAccountFixture *base);
  void       (*start)       (LkFaultCell      *self);
  gboolean   (*finish)      (LkFaultCell      *self,
                             GError          **error);
} Operation;

static LkAccount *
new_session (LkAccountFixture *base)
{
  return lk_account_fixture_new_session (base, 300);
}

static LkAccount *
new_old_session (LkAccountFixture *base)
{
  LkAccount *account = lk_account_fixture_new_session (base, 300);

  lk_dummy_clock_advance (base->clock, 400);
  return account;
}

static LkAccount *
new_pending (LkAccountFixture *base)
{
  g_autoptr (LkAccount) account = lk_account_fixture_new_session (base, 300);
  g_autoptr (LkAccountRecord) record = lk_account_record_copy (lk_account_get_record (account));

  record->state = LK_RECORD_PENDING;
  lk_account_index_put (base->ports->index, record, NULL);
  return lk_account_new (base->ports, record);
}

static void
on_state_changed (LkAccount   *account,
                  GParamSpec  *pspec,
                  LkFaultCell *self)
{
  if (lk_account_get_state (account) == LK_AUTH_STATE_EXCHANGING)
    lk_fault_world_break (&self->world, LK_KEY_TOKEN);
}

static void
start_sign_in (LkFaultCell *self)
{
  LkAccountFixture *base = &self->world.base;
  g_autoptr (LkHomeserver) homeserver = lk_account_fixture_discover (base, self->account);
  g_autoptr (LkAttempt) attempt = lk_attempt_new (base->ports);

  lk_attempt_set_user_agent (attempt, base->agent);
  lk_sign_in_async (self->account, homeserver, FALSE, attempt, NULL, lk_test_store_result,
                    &self->result);
}

static gboolean
finish_sign_in (LkFaultCell  *self,
                GError      **error)
{
  self->verifier = lk_fake_server_last_field (self->world.base.server, LK_KEY_TOKEN,
                                              "code_verifier");
  return lk_sign_in_finish (self->account, self->result, error);
}

static void
start_identify (LkFaultCell *self)
{
  lk_identify_async (self->account, NULL, lk_test_store_result, &self->result);
}

static gboolean
finish_identify (LkFaultCell  *self,
                 GError      **error)
{
  return lk_identify_finish (self->account, self->result, error);
}

static void
start_refresh (LkFaultCell *self)
{
  lk_refresh_async (self->account, NULL, lk_test_store_result, &self->result);
}

static gboolean
finish_refresh (LkFaultCell  *self,
                GError      **error)
{
  return lk_refresh_finish (self->account, self->result, error);
}

static void
start_list (LkFaultCell *self)
{
  lk_list_devices_async (self->account, NULL, lk_test_store_result, &self->result);
}

static gboolean
finish_list (LkFaultCell  *self,
             GError      **error)
{
  g_autoptr (GPtrArray) devices = lk_list_devices_finish (self->account, self->result, error);

  return devices != NULL;
}

static void
start_sign_out (LkFaultCell *self)
{
  lk_sign_out_async (self->account, LK_SIGN_OUT_EVERYWHERE, NULL, lk_test_store_result,
                     &self->result);
}

LkOpenSession *
lk_fault_cell_dup_open_session (LkFaultCell *self)
{
  return g_list_model_get_item (G_LIST_MODEL (self->world.base.ports->revocations), 0);
}

/* The account is gone at once; what the person reads is why its session is still open. */
static gboolean
finish_sign_out (LkFaultCell  *self,
                 GError      **error)
{
  LkSignedOut outcome = lk_sign_out_finish (self->account, self->result, error);
  g_autoptr (LkOpenSession) session = lk_fault_cell_dup_open_session (self);

  g_assert_true ((session != NULL) == (outcome == LK_SIGNED_OUT_QUEUED));
  if (session != NULL)
    g_propagate_error (error, g_error_copy (lk_open_session_get_error (session)));
  return outcome == LK_SIGNED_OUT_CONFIRMED;
}

static const Operation operations[LK_FAULT_N_OPERATIONS] = {
  [LK_FAULT_SIGN_IN] = {
    "sign-in", LK_KEY_TOKEN, lk_account_fixture_new_expired, start_sign_in, finish_sign_in
  },
  [LK_FAULT_WHOAMI] = {
    "whoami", LK_KEY_WHOAMI, new_pending, start_identify, finish_identify
  },
  [LK_FAULT_REFRESH] = {
    "refresh", LK_KEY_TOKEN, new_session, start_refresh, finish_refresh
  },
  [LK_FAULT_DEVICES] = {
    "devices", LK_KEY_DEVICES, new_session, start_list, finish_list
  },
  [LK_FAULT_OLD_TOKEN] = {
    "devices-with-an-old-token", LK_KEY_TOKEN, new_old_session, start_list, finish_list
  },
  [LK_FAULT_SIGN_OUT] = {
    "sign-out", LK_KEY_REVOKE, new_session, start_sign_out, finish_sign_out
  },
};

const char *
lk_fault_operation_get_name (LkFaultOperation operation)
{
  return operations[operation].name;
}

/* Another account, whose record is written along with others, and must take nobody away. */
static void
write_neighbour (LkFaultCell *self)
{
  g_autoptr (GError) error = NULL;

  lk_account_index_put (self->world.base.ports->index, self->neighbour, &error);
  g_assert_no_error (error);
}

void
lk_fault_cell_set_up (LkFaultCell      *self,
                      const LkFault    *fault,
                      LkFaultOperation  operation)
{
  lk_fault_world_set_up (&self->world, fault, operation);
  self->neighbour = lk_account_fixture_new_record (&self->world.base, LK_RECORD_ACTIVE);
  write_neighbour (self);
  self->account = operations[operation].new_account (&self->world.base);
}

void
lk_fault_cell_tear_down (LkFaultCell *self)
{
  lk_test_drain ();
  g_assert_finalize_object (self->account);
  g_free (self->verifier);
  lk_account_record_unref (self->neighbour);
  lk_fault_world_tear_down (&self->world);
}

void
lk_fault_cell_start (LkFaultCell *self)
{
  g_assert_null (self->result);
  operations[self->world.operation].start (self);
}

gboolean
lk_fault_cell_finish (LkFaultCell  *self,
                      GError      **error)
{
  gboolean done = operations[self->world.operation].finish (self, error);

  g_clear_object (&self->result);
  return done;
}

/* Leading requests elsewhere, and back. */

static void
replace_start (char       **url,
               const char  *old,
               const char  *place)
{
  g_autofree char *former = g_steal_pointer (url);

  g_assert_true (g_str_has_prefix (former, old));
  *url = g_strconcat (place, former + strlen (old), NULL);
}

/* @from, @to: how the address begins */
static void
lead (LkFaultCell *self,
      const char  *from,
      const char  *to)
{
  g_autoptr (LkAccountRecord) record =
    lk_account_record_copy (lk_account_get_record (self->account));

  if (self->world.operation == LK_FAULT_SIGN_OUT)
    replace_start (&record->revocation_endpoint, from, to);
  else if (g_str_equal (operations[self->world.operation].key, LK_KEY_TOKEN))
    replace_start (&record->token_endpoint, from, to);
  else
    replace_start (&record->base_url, from, to);
  lk_account_set_record (self->account, record);
  if (self->world.operation != LK_FAULT_SIGN_OUT)
    lk_account_put_record (self->account, record);
}

/* What ends an open session has its address, too. */
static void
lead_open_session (LkFaultCell *self)
{
  g_autoptr (LkOpenSession) session = lk_fault_cell_dup_open_session (self);
  g_autoptr (LkRevocation) revocation = NULL;

  if (session == NULL)
    return;
  revocation = lk_revocation_new (lk_account_get_record (self->account),
                                  lk_open_session_get_revocation (session)->tokens);
  lk_open_session_set_revocation (session, revocation);
}

/* Who signs in reads it in the metadata. */
static void
lead_sign_in (LkFaultCell *self,
              const char  *place)
{
  g_auto (GStrv) parts = g_strsplit (LK_METADATA, "{url}/token", 2);
  g_autofree char *there = g_strconcat (place, "/token", NULL);
  g_autofree char *metadata = g_strjoinv (there, parts);

  lk_account_fixture_script (&self->world.base, LK_KEY_METADATA, 200, metadata);
}

void
lk_fault_cell_break (LkFaultCell *self)
{
  g_autofree char *place = lk_fault_world_dup_place (&self->world);
  const char *url = lk_fake_server_get_url (self->world.base.server);

  if (self->world.operation == LK_FAULT_SIGN_IN)
    {
      if (place != NULL)
        lead_sign_in (self, place);
      g_signal_connect (self->account, "notify::state", G_CALLBACK (on_state_changed), self);
      return;
    }
  if (place != NULL)
    lead (self, url, place);
  lk_fault_world_break (&self->world, operations[self->world.operation].key);
}

void
lk_fault_cell_heal (LkFaultCell *self)
{
  g_autofree char *place = lk_fault_world_dup_place (&self->world);

  g_signal_handlers_disconnect_by_func (self->account, on_state_changed, self);
  lk_fault_world_heal (&self->world);
  write_neighbour (self);
  if (place != NULL && self->world.operation != LK_FAULT_SIGN_IN)
    lead (self, place, lk_fake_server_get_url (self->world.base.server));
  if (place != NULL && self->world.operation == LK_FAULT_SIGN_OUT)
    lead_open_session (self);
}
