/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-fault-cell.h"

#include "lk-account-text.h"
#include "lk-error-text.h"
#include "lk-fault-witness.h"

/*
 * The fault table. In each cell an operation meets a fault: what the person reads is what the table
 * says, and the newest tokens are still there. Then the fault goes, and the same account works, in
 * this life of the program and in the next one. Nobody has logged a secret meanwhile.
 */

/* What came of it. */

static const LkFaultOutcome *
get_outcome (LkFaultCell *self)
{
  return self->world.fault->outcomes[self->world.operation];
}

static gboolean
works (LkFaultCell *self)
{
  return get_outcome (self)->code == LK_FAULT_WORKS;
}

/* The pause before the next question is 2 s; a keyring is thought to be slow after one. */
static gboolean
is_settled (gpointer user_data)
{
  LkFaultCell *self = user_data;

  return self->result != NULL ||
         (get_outcome (self)->code == LK_FAULT_WAITS &&
          lk_dummy_clock_next_wake (self->world.base.clock) >= 2);
}

static void
assert_sentences (LkFaultCell  *self,
                  const GError *error)
{
  const LkFaultOutcome *outcome = get_outcome (self);
  g_autofree char *sentence = lk_error_text_sentence (error);
  g_autofree char *details = lk_error_text_details (error);

  g_assert_error (error, LK_ERROR, outcome->code);
  g_assert_cmpstr (lk_error_text_title (error), ==, outcome->title);
  g_assert_cmpstr (sentence, ==, outcome->sentence);
  lk_fault_witness_say (error->message);
  lk_fault_witness_say (details);
}

static void
assert_result (LkFaultCell *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (get_outcome (self)->code == LK_FAULT_WAITS)
    {
      g_assert_null (self->result);
      return;
    }
  done = lk_fault_cell_finish (self, &error);
  if (works (self))
    {
      g_assert_no_error (error);
      g_assert_true (done);
      return;
    }
  g_assert_false (done);
  assert_sentences (self, error);
}

/* Without a place for what ends the session, or without one for the list of accounts, the account
 * is not signed out. */
static gboolean
is_signed_out (LkFaultCell *self)
{
  LkFaultKind kind = self->world.fault->kind;

  return self->world.operation == LK_FAULT_SIGN_OUT && kind != LK_FAULT_KEYRING &&
         kind != LK_FAULT_KEYRING_DISMISSED && kind != LK_FAULT_KEYRING_WRITE &&
         kind != LK_FAULT_FULL_DISK;
}

/* The table says it for an account that goes on. */
static const char *
get_session_words (LkFaultCell *self)
{
  if (self->world.operation == LK_FAULT_SIGN_IN && !works (self))
    return "Sign-in failed";
  if (is_signed_out (self))
    return "Signed out";
  return get_outcome (self)->session;
}

static void
assert_account (LkFaultCell *self)
{
  const LkFaultOutcome *outcome = get_outcome (self);

  g_assert_cmpstr (lk_account_text_session (lk_account_get_state (self->account),
                                            lk_account_get_offline (self->account),
                                            lk_account_get_keyring_locked (self->account)),
                   ==, get_session_words (self));
  g_assert_true (lk_account_get_unsaved (self->account) == outcome->unsaved);
}

/* The newest tokens that the server has given, by their number; 0 for none. */
static guint
get_newest (LkFaultCell *self)
{
  const LkFaultOutcome *outcome = get_outcome (self);

  if (outcome->over)
    return 0;
  if (self->world.operation == LK_FAULT_SIGN_IN)
    return works (self) ? 2 : 0;
  if (self->world.operation == LK_FAULT_REFRESH)
    return works (self) ? 2 : 1;
  return outcome->renews ? 2 : 1;
}

static void
assert_secret (LkSecret   *secret,
               const char *kind,
               guint       number)
{
  g_autofree char *expected = g_strdup_printf ("%s-%u", kind, number);

  g_assert_cmpstr (lk_secret_peek (secret), ==, expected);
}

/* In memory, where they are used, or else in the store. */
static void
assert_kept (LkFaultCell *self,
             guint        number)
{
  const char *id = lk_account_get_id (self->account);
  LkTokens *stored = lk_dummy_store_peek (self->world.base.store, id);
  LkTokens *tokens = lk_account_get_tokens (self->account);
  g_autoptr (LkAccountRecord) record = lk_account_fixture_read_record (&self->world.base, id);

  if (tokens == NULL)
    tokens = stored;
  g_assert_nonnull (record); /* whatever happens, the account stays in the list */
  g_assert_cmpstr (record->device_id, ==, "DEVICEDEVICE");
  g_assert_true ((tokens != NULL) == (number != 0));
  if (number == 0)
    return;
  assert_secret (tokens->access_token, "access", number);
  assert_secret (tokens->refresh_token, "refresh", number);
  if (!get_outcome (self)->unsaved)
    g_assert_true (lk_secret_equal (stored->refresh_token, tokens->refresh_token));
}

static void
meet_fault (LkFaultCell *self)
{
  lk_fault_cell_break (self);
  lk_fault_cell_start (self);
  if (self->world.fault->kind == LK_FAULT_KEYRING_DISMISSED)
    {
      lk_test_wait_until (lk_dummy_store_is_hanging, self->world.base.store);
      lk_dummy_store_release (self->world.base.store);
    }
  lk_test_wait_until (is_settled, self);
  assert_result (self);
  if (get_outcome (self)->over)
    lk_test_drain (); /* what is worthless is being removed */
  assert_account (self);
}

/* And when it is gone. */

static void
do_again (LkFaultCell *self)
{
  g_autoptr (GError) error = NULL;

  if (self->result == NULL && get_outcome (self)->code != LK_FAULT_WAITS)
    lk_fault_cell_start (self);
  lk_test_await (&self->result);
  g_clear_pointer (&self->verifier, g_free);
  g_assert_true (lk_fault_cell_finish (self, &error));
  g_assert_no_error (error);
}

/* As it is after a restart. */
static void
assert_next_life_works (LkFaultCell *self)
{
  LkAccountFixture *base = &self->world.base;
  g_autoptr (LkPorts) ports = lk_account_fixture_new_ports (base);
  g_autoptr (LkAccountRecord) record =
    lk_account_fixture_read_record (base, lk_account_get_id (self->account));
  g_autoptr (LkAccount) account = lk_account_new (ports, record);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lk_account_get_state (account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_cmpuint (lk_account_fixture_fetch (base, account, &error), ==, 200);
  g_assert_no_error (error);
}

/* What is renewed is what was newest: its refresh token, in the first request after the fault. */
static void
assert_newest_was_sent (LkFaultCell *self,
                        guint        newest)
{
  LkFakeServer *server = self->world.base.server;
  g_autofree char *sent = lk_fake_server_last_field (server, LK_KEY_TOKEN, "refresh_token");
  g_autofree char *expected = newest != 0 ? g_strdup_printf ("refresh-%u", newest) : NULL;

  g_assert_cmpuint (lk_fake_server_count (server, LK_KEY_TOKEN), ==, 1);
  g_assert_cmpstr (sent, ==, expected);
}

static void
assert_works (LkFaultCell *self,
              guint        newest)
{
  LkAccountFixture *base = &self->world.base;
  g_autoptr (GError) error = NULL;

  if (!works (self))
    do_again (self);
  g_assert_cmpuint (lk_account_fixture_fetch (base, self->account, &error), ==, 200);
  g_assert_no_error (error);
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_IN);
  g_assert_false (lk_account_get_unsaved (self->account));
  assert_newest_was_sent (self, newest);
  lk_account_fixture_assert_kept (base, self->account, "access-3", "refresh-3");
  assert_next_life_works (self);
}

/* From this computer: at once, whatever the server says. */
static void
assert_gone (LkFaultCell *self)
{
  g_assert_cmpint (lk_account_get_state (self->account), ==, LK_AUTH_STATE_SIGNED_OUT);
  g_assert_cmpuint (lk_account_fixture_count_records (&self->world.base), ==, 1);
  g_assert_cmpuint (lk_dummy_store_get_n_kept (self->world.base.store), ==, 0);
}

/* What ends the session is kept as long as it may be open. */
static void
assert_end_is_kept (LkFaultCell *self)
{
  LkRevocationStore *store = self->world.base.revocations;
  const char *id = lk_account_get_id (self->account);
  g_autoptr (LkRevocation) kept = lk_dummy_revocation_store_peek (store, id);

  g_assert_true ((kept == NULL) == works (self));
  if (kept != NULL)
    assert_secret (kept->tokens->refresh_token, "refresh", 1);
}

static gboolean
has_ended (gpointer user_data)
{
  LkFaultCell *self = user_data;

  return lk_dummy_revocation_store_get_n_kept (self->world.base.revocations) == 0;
}

/* Also at the server. */
static void
assert_ended (LkFaultCell *self)
{
  g_autofree char *sent = NULL;

  assert_gone (self);
  if (works (self))
    return;
  lk_test_wait_until (has_ended, self);
  sent = lk_fake_server_last_field (self->world.base.server, LK_KEY_REVOKE, "token");
  g_assert_cmpstr (sent, ==, "refresh-1");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->world.base.ports->revocations)),
                    ==, 0);
}

static void
assert_all_is_there (LkFaultCell *self)
{
  if (!is_signed_out (self))
    {
      assert_kept (self, get_newest (self));
      return;
    }
  lk_test_drain ();
  assert_gone (self);
  assert_end_is_kept (self);
}

/* Some minutes later: what is tried again by itself has been tried. */
static void
recover (LkFaultCell *self)
{
  guint newest = get_newest (self);

  assert_all_is_there (self);
  lk_fault_cell_heal (self);
  assert_all_is_there (self);
  lk_dummy_clock_advance (self->world.base.clock, 600);
  lk_test_drain ();
  if (self->world.operation == LK_FAULT_SIGN_OUT)
    {
      if (!is_signed_out (self))
        do_again (self);
      assert_ended (self);
    }
  else if (!get_outcome (self)->over)
    assert_works (self, newest);
}

static void
assert_no_secret_was_said (LkFaultCell *self)
{
  static const char *const kinds[] = { "access", "refresh" };
  LkUserAgent *agent = self->world.base.agent;
  g_autofree char *state = lk_dummy_user_agent_get_n_opened (agent) > 0
                             ? lk_dummy_user_agent_dup_param (agent, "state") : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint number = 1; number <= 9; number++)
      {
        g_autofree char *secret = g_strdup_printf ("%s-%u", kinds[i], number);

        lk_fault_witness_assert_unsaid (secret);
      }
  lk_fault_witness_assert_unsaid ("topsecret");
  /* The libraries below us have been heard, too. */
  g_assert_true (lk_fault_witness_has_heard ("GSocketClient"));
  if (state != NULL)
    lk_fault_witness_assert_unsaid (state);
  if (self->verifier != NULL)
    lk_fault_witness_assert_unsaid (self->verifier);
}

static void
test_no_session_is_lost (LkFaultCell   *self,
                         gconstpointer  data)
{
  meet_fault (self);
  recover (self);
  assert_no_secret_was_said (self);
  if (self->world.fault->kind != LK_FAULT_FULL_DISK)
    g_assert_cmpuint (lk_fault_witness_get_n_warnings (), ==, 0);
}

typedef struct
{
  const LkFault   *fault;
  LkFaultOperation operation;
} Place;

static void
set_up (LkFaultCell   *self,
        gconstpointer  data)
{
  const Place *place = data;

  lk_fault_cell_set_up (self, place->fault, place->operation);
}

static void
tear_down (LkFaultCell   *self,
           gconstpointer  data)
{
  lk_fault_cell_tear_down (self);
}

static void
add_cell (const Place *place)
{
  g_autofree char *path =
    g_strdup_printf ("/faults/%s/%s", lk_fault_operation_get_name (place->operation),
                     place->fault->name);

  g_test_add (path, LkFaultCell, place, set_up, test_no_session_is_lost, tear_down);
}

static void
add_column (LkFaultOperation  operation,
            Place            *places)
{
  for (gsize i = 0; i < lk_faults_length; i++)
    {
      places[i].fault = &lk_faults[i];
      places[i].operation = operation;
      if (lk_faults[i].outcomes[operation] != NULL && lk_fault_world_can_make (&lk_faults[i]))
        add_cell (&places[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autofree Place *places = NULL;

  /* Before anything reads it: all messages, those of the libraries included. */
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  lk_fault_world_init ();

  places = g_new0 (Place, LK_FAULT_N_OPERATIONS * lk_faults_length);
  for (LkFaultOperation operation = 0; operation < LK_FAULT_N_OPERATIONS; operation++)
    add_column (operation, places + operation * lk_faults_length);

  return g_test_run ();
}
