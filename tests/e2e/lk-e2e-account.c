/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include "lk-fetch.h"

/* What is asked of an account itself, past the window. */

typedef struct
{
  gboolean done;
  gboolean ok;
} Outcome;

static void
on_profile_fetched (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (GError) error = NULL;

  outcome->ok = lk_fetch_profile_finish (LK_ACCOUNT (source), result, &error);
  g_assert_no_error (error);
  outcome->done = TRUE;
}

static gboolean
is_done (LkE2e   *self,
         gpointer user_data)
{
  return ((Outcome *) user_data)->done;
}

void
lk_e2e_ask_profile (LkE2e     *self,
                    LkAccount *account)
{
  Outcome outcome = { 0 };

  lk_fetch_profile_async (account, NULL, on_profile_fetched, &outcome);
  lk_e2e_wait_until (self, is_done, &outcome, "the profile");
  g_assert_true (outcome.ok);
}
