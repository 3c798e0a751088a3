/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-auth-machine.h"
#include "lk-error.h"

#define STATE(name) LK_AUTH_STATE_##name
#define N LK_AUTH_N_STATES

/* Every edge there is, written down from the design and not from the code. */
static const struct
{
  LkAuthState from;
  LkAuthState to;
} edges[] = {
  /* The way in. */
  { STATE (SIGNED_OUT), STATE (DISCOVERING) },
  { STATE (DISCOVERING), STATE (CHOOSING) },
  { STATE (CHOOSING), STATE (REGISTERING) },
  { STATE (CHOOSING), STATE (AUTHORIZING) },
  { STATE (CHOOSING), STATE (EXCHANGING) },
  { STATE (REGISTERING), STATE (AUTHORIZING) },
  { STATE (AUTHORIZING), STATE (EXCHANGING) },
  { STATE (AUTHORIZING), STATE (CHOOSING) },
  { STATE (EXCHANGING), STATE (IDENTIFYING) },
  { STATE (IDENTIFYING), STATE (SIGNED_IN) },
  /* Any step of signing in may fail. */
  { STATE (DISCOVERING), STATE (FAILED) },
  { STATE (CHOOSING), STATE (FAILED) },
  { STATE (REGISTERING), STATE (FAILED) },
  { STATE (AUTHORIZING), STATE (FAILED) },
  { STATE (EXCHANGING), STATE (FAILED) },
  { STATE (IDENTIFYING), STATE (FAILED) },
  /* Any step of signing in may be cancelled: by a new account, */
  { STATE (DISCOVERING), STATE (SIGNED_OUT) },
  { STATE (CHOOSING), STATE (SIGNED_OUT) },
  { STATE (REGISTERING), STATE (SIGNED_OUT) },
  { STATE (AUTHORIZING), STATE (SIGNED_OUT) },
  { STATE (EXCHANGING), STATE (SIGNED_OUT) },
  { STATE (IDENTIFYING), STATE (SIGNED_OUT) },
  /* … and by one that signs in again. */
  { STATE (DISCOVERING), STATE (NEEDS_SIGN_IN) },
  { STATE (CHOOSING), STATE (NEEDS_SIGN_IN) },
  { STATE (REGISTERING), STATE (NEEDS_SIGN_IN) },
  { STATE (AUTHORIZING), STATE (NEEDS_SIGN_IN) },
  { STATE (EXCHANGING), STATE (NEEDS_SIGN_IN) },
  { STATE (IDENTIFYING), STATE (NEEDS_SIGN_IN) },
  /* After a failure. */
  { STATE (FAILED), STATE (DISCOVERING) },
  { STATE (FAILED), STATE (CHOOSING) },
  { STATE (FAILED), STATE (SIGNED_OUT) },
  { STATE (FAILED), STATE (NEEDS_SIGN_IN) },
  /* Life as a session. */
  { STATE (SIGNED_IN), STATE (REFRESHING) },
  { STATE (REFRESHING), STATE (SIGNED_IN) },
  { STATE (SIGNED_IN), STATE (NEEDS_SIGN_IN) },
  { STATE (REFRESHING), STATE (NEEDS_SIGN_IN) },
  { STATE (NEEDS_SIGN_IN), STATE (DISCOVERING) },
  /* The way out, and back when the server can't confirm. */
  { STATE (SIGNED_IN), STATE (SIGNING_OUT) },
  { STATE (NEEDS_SIGN_IN), STATE (SIGNING_OUT) },
  { STATE (SIGNING_OUT), STATE (SIGNED_OUT) },
  { STATE (SIGNING_OUT), STATE (SIGNED_IN) },
  { STATE (SIGNING_OUT), STATE (NEEDS_SIGN_IN) },
};

static gboolean
is_edge (LkAuthState from,
         LkAuthState to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    if (edges[i].from == from && edges[i].to == to)
      return TRUE;
  return FALSE;
}

static void
count (GObject    *object,
       GParamSpec *pspec,
       guint      *n)
{
  (*n)++;
}

/* A machine whose notifications are counted. */
typedef struct
{
  LkAuthMachine *machine;
  guint          n_states;
  guint          n_errors;
} Watched;

static void
watch (Watched    *self,
       LkAuthState state)
{
  self->machine = lk_auth_machine_new (state);
  self->n_states = self->n_errors = 0;
  g_signal_connect (self->machine, "notify::state", G_CALLBACK (count), &self->n_states);
  g_signal_connect (self->machine, "notify::error", G_CALLBACK (count), &self->n_errors);
}

static void
test_edge (gconstpointer data)
{
  guint pair = GPOINTER_TO_UINT (data);
  LkAuthState from = pair / N, to = pair % N;
  gboolean expected = is_edge (from, to);
  Watched watched;

  watch (&watched, from);
  g_assert_true (lk_auth_machine_may_enter (watched.machine, to) == expected);
  if (!expected)
    g_test_expect_message ("lk-account", G_LOG_LEVEL_CRITICAL, "There is no edge from state *");
  lk_auth_machine_set_state (watched.machine, to, NULL);
  g_test_assert_expected_messages ();

  g_assert_cmpint (lk_auth_machine_get_state (watched.machine), ==, expected ? to : from);
  g_assert_cmpuint (watched.n_states, ==, expected ? 1 : 0);
  g_assert_cmpuint (watched.n_errors, ==, 0);
  g_assert_finalize_object (watched.machine);
}

static void
test_no_state_follows_itself (void)
{
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (LkAuthMachine) machine = lk_auth_machine_new (i);

      g_assert_false (lk_auth_machine_may_enter (machine, i));
    }
}

/* Whether SIGNED_OUT can be reached from each state, by as many steps as it takes. */
static void
test_signed_out_is_reachable_from_everywhere (void)
{
  gboolean reaches[N] = { [LK_AUTH_STATE_SIGNED_OUT] = TRUE };

  for (guint round = 0; round < N; round++)
    for (guint from = 0; from < N; from++)
      {
        g_autoptr (LkAuthMachine) machine = lk_auth_machine_new (from);

        for (guint to = 0; to < N; to++)
          if (reaches[to] && lk_auth_machine_may_enter (machine, to))
            reaches[from] = TRUE;
      }
  for (guint from = 0; from < N; from++)
    g_assert_true (reaches[from]);
}

static void
test_error_comes_with_the_state_and_goes_with_the_next (void)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_OFFLINE, "No network");
  Watched watched;

  watch (&watched, LK_AUTH_STATE_DISCOVERING);
  g_assert_null (lk_auth_machine_get_error (watched.machine));
  lk_auth_machine_set_state (watched.machine, LK_AUTH_STATE_FAILED, error);
  g_assert_error (lk_auth_machine_get_error (watched.machine), LK_ERROR, LK_ERROR_OFFLINE);
  g_assert_cmpuint (watched.n_errors, ==, 1);

  lk_auth_machine_set_state (watched.machine, LK_AUTH_STATE_DISCOVERING, NULL);
  g_assert_null (lk_auth_machine_get_error (watched.machine));
  g_assert_cmpuint (watched.n_errors, ==, 2);
  g_assert_cmpuint (watched.n_states, ==, 2);
  g_assert_finalize_object (watched.machine);
}

static void
look_at_both (LkAuthMachine *machine,
              GParamSpec    *pspec,
              gboolean      *agree)
{
  *agree = (lk_auth_machine_get_state (machine) == LK_AUTH_STATE_FAILED) ==
           (lk_auth_machine_get_error (machine) != NULL);
}

static void
test_state_and_error_never_disagree (void)
{
  g_autoptr (LkAuthMachine) machine = lk_auth_machine_new (LK_AUTH_STATE_CHOOSING);
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "No");
  gboolean agree = FALSE;

  g_signal_connect (machine, "notify::state", G_CALLBACK (look_at_both), &agree);
  lk_auth_machine_set_state (machine, LK_AUTH_STATE_FAILED, error);
  g_assert_true (agree);
  lk_auth_machine_set_state (machine, LK_AUTH_STATE_CHOOSING, NULL);
  g_assert_true (agree);
}

static void
test_missing_edge_keeps_the_error (void)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "No");
  g_autoptr (LkAuthMachine) machine = lk_auth_machine_new (LK_AUTH_STATE_CHOOSING);

  lk_auth_machine_set_state (machine, LK_AUTH_STATE_FAILED, error);
  g_test_expect_message ("lk-account", G_LOG_LEVEL_CRITICAL, "There is no edge *");
  lk_auth_machine_set_state (machine, LK_AUTH_STATE_SIGNED_IN, NULL);
  g_test_assert_expected_messages ();
  g_assert_error (lk_auth_machine_get_error (machine), LK_ERROR, LK_ERROR_REFUSED);
}

static void
test_properties_say_the_same_as_the_getters (void)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_REFUSED, "No");
  g_autoptr (LkAuthMachine) machine = lk_auth_machine_new (LK_AUTH_STATE_CHOOSING);
  g_autoptr (GError) read = NULL;
  LkAuthState state;

  lk_auth_machine_set_state (machine, LK_AUTH_STATE_FAILED, error);
  g_object_get (machine, "state", &state, "error", &read, NULL);
  g_assert_cmpint (state, ==, LK_AUTH_STATE_FAILED);
  g_assert_error (read, LK_ERROR, LK_ERROR_REFUSED);
}

static void
test_questions_about_states (void)
{
  for (guint i = 0; i < N; i++)
    g_assert_true (lk_auth_state_has_session (i) ==
                   (i == LK_AUTH_STATE_SIGNED_IN || i == LK_AUTH_STATE_REFRESHING));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GEnumClass) states = NULL;

  g_test_init (&argc, &argv, NULL);

  states = g_type_class_ref (LK_TYPE_AUTH_STATE);
  for (guint pair = 0; pair < N * N; pair++)
    {
      const char *from = g_enum_get_value (states, pair / N)->value_nick;
      const char *to = g_enum_get_value (states, pair % N)->value_nick;
      g_autofree char *path = g_strdup_printf ("/auth-machine/edge/%s-to-%s", from, to);

      g_test_add_data_func (path, GUINT_TO_POINTER (pair), test_edge);
    }
  g_test_add_func ("/auth-machine/no-state-follows-itself", test_no_state_follows_itself);
  g_test_add_func ("/auth-machine/signed-out-is-reachable-from-everywhere",
                   test_signed_out_is_reachable_from_everywhere);
  g_test_add_func ("/auth-machine/error-comes-with-the-state-and-goes-with-the-next",
                   test_error_comes_with_the_state_and_goes_with_the_next);
  g_test_add_func ("/auth-machine/state-and-error-never-disagree",
                   test_state_and_error_never_disagree);
  g_test_add_func ("/auth-machine/missing-edge-keeps-the-error",
                   test_missing_edge_keeps_the_error);
  g_test_add_func ("/auth-machine/properties-say-the-same-as-the-getters",
                   test_properties_say_the_same_as_the_getters);
  g_test_add_func ("/auth-machine/questions-about-states", test_questions_about_states);

  return g_test_run ();
}
