/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-crash-client.h"

#include <stdlib.h>

#include "lk-account-private.h"
#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-fetch.h"
#include "lk-random.h"
#include "lk-refresh.h"

/* Several hands that use and renew one account, each at moments of its own; other processes do the
 * same. What they did is one line at the end. */

#define N_HANDS 3
/* The longest pause of a hand, in milliseconds. */
#define LONGEST_PAUSE 400

typedef struct
{
  LkAccount *account;
  gint64     deadline;   /* monotonic */
  guint      n_busy;     /* hands that are not done */
  guint      n_asked;
  guint      n_renewed;
  guint      n_refused;  /* answers that were not what was asked for */
  guint      n_expired;
  guint      n_failed;
  GError    *error;      /* (nullable) the first one */
} Hammer;

static void go_on (Hammer *self);

/* @error: (transfer full) */
static void
note (Hammer *self,
      GError *error)
{
  if (g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED))
    self->n_expired++;
  else
    self->n_failed++;
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Hammer *self = user_data;
  GError *error = NULL;
  g_autoptr (LkHttpResponse) response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);

  if (response == NULL)
    note (self, error);
  else if (response->status != 200)
    self->n_refused++;
  else
    self->n_asked++;
  go_on (self);
}

static void
on_renewed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Hammer *self = user_data;
  GError *error = NULL;

  if (lk_refresh_finish (LK_ACCOUNT (source), result, &error))
    self->n_renewed++;
  else
    note (self, error);
  go_on (self);
}

static void
strike (gpointer user_data)
{
  Hammer *self = user_data;
  const char *base_url = lk_account_get_record (self->account)->base_url;

  if (lk_random_below (2) == 0)
    lk_fetch_async (self->account, lk_client_api_whoami (base_url), NULL, on_asked, self);
  else
    lk_refresh_async (self->account, NULL, on_renewed, self);
}

static void
go_on (Hammer *self)
{
  if (g_get_monotonic_time () < self->deadline)
    g_timeout_add_once (lk_random_below (LONGEST_PAUSE), strike, self);
  else
    self->n_busy--;
}

int
crash_hammer (CrashClient *self,
              guint        seconds)
{
  Hammer hammer = { 0 };
  g_autoptr (GError) error = NULL;

  if (!lk_account_list_load (self->accounts, &error))
    g_error ("The index can't be read: %s", error->message);
  hammer.account = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  hammer.deadline = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  hammer.n_busy = N_HANDS;
  for (guint i = 0; i < N_HANDS; i++)
    go_on (&hammer);
  while (hammer.n_busy > 0)
    g_main_context_iteration (NULL, TRUE);
  crash_client_say ("hammered asked=%u renewed=%u refused=%u expired=%u failed=%u %s",
                    hammer.n_asked, hammer.n_renewed, hammer.n_refused, hammer.n_expired,
                    hammer.n_failed, hammer.error != NULL ? hammer.error->message : "");
  g_clear_error (&hammer.error);
  g_object_unref (hammer.account);
  return EXIT_SUCCESS;
}
