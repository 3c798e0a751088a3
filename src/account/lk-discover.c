/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-discover.h"

#include "lk-account-private.h"
#include "lk-error.h"
#include "lk-homeserver-private.h"
#include "lk-versions.h"
#include "lk-well-known.h"

/*
 * The conversation that finds a homeserver, in the order it happens: what was typed → the
 * well-known file → the versions and the authentication API, side by side: two round trips.
 */
static void ask_well_known (GTask *task);
static void ask_homeserver (GTask *task);
static void conclude       (GTask *task);

typedef struct
{
  LkHomeserver *found;       /* filled in on the way */
  char         *issuer;      /* (nullable) of the well-known file */
  char         *account_uri; /* (nullable) of the well-known file */
  GError       *error;       /* (nullable) what went wrong, of the two side by side */
  GCancellable *pair;        /* stops the search for the API when there is no homeserver */
  GSource      *cancelled;   /* (nullable) the caller's cancelling, for the pair */
  guint         n_pending;
  gboolean      is_named;    /* the base URL comes from a valid well-known file */
} Discover;

static void
discover_free (Discover *self)
{
  g_clear_pointer (&self->found, lk_homeserver_unref);
  g_free (self->issuer);
  g_free (self->account_uri);
  g_clear_error (&self->error);
  g_clear_object (&self->pair);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_free (self);
}

static LkHttp *
get_http (GTask *task)
{
  return lk_account_get_http (g_task_get_source_object (task));
}

static LkTrace *
get_trace (GTask *task)
{
  return lk_account_get_trace (g_task_get_source_object (task));
}

static void
fail (GTask  *task,
      GError *error)
{
  lk_account_fail (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
}

/* What was typed is not kept as it is: there may be a password in it, by mistake. */
static void
note_entry (GTask        *task,
            const GError *error)
{
  static const char *const kinds[] = {
    [LK_SERVER_ENTRY_NAME] = "name",
    [LK_SERVER_ENTRY_USER_ID] = "user-id",
    [LK_SERVER_ENTRY_URL] = "url",
  };
  Discover *self = g_task_get_task_data (task);
  LkServerEntry *entry = self->found->entry;

  lk_trace_clear (get_trace (task));
  if (entry == NULL)
    lk_trace_note (get_trace (task), "server-entry", NULL, NULL, error);
  else
    lk_trace_note (get_trace (task), "server-entry", kinds[entry->kind],
                   entry->kind == LK_SERVER_ENTRY_URL ? entry->fallback_url : entry->server_name,
                   NULL);
}

/**
 * lk_discover_async:
 * @account: an account that may start to sign in: signed out, failed, or in need of it
 * @text: what the person typed
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Finds the homeserver that @text names and how it lets people in (spec §1, §2). Bad input is
 * lk_error_is_bad_input(), and @account stays where it is; any later error is its error, too.
 */
void
lk_discover_async (LkAccount           *account,
                   const char          *text,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Discover *self = g_new0 (Discover, 1);
  GError *error = NULL;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  g_task_set_source_tag (task, lk_discover_async);
  g_task_set_check_cancellable (task, FALSE); /* the state and the result never disagree */
  g_task_set_task_data (task, self, (GDestroyNotify) discover_free);
  self->found = lk_homeserver_new ();
  self->found->entry =
    lk_server_entry_parse (text, lk_account_get_ports (account)->allow_insecure, &error);
  note_entry (task, error);
  if (self->found->entry == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  lk_account_enter (account, LK_AUTH_STATE_DISCOVERING, NULL);
  ask_well_known (task);
}

static void
note_well_known (GTask       *task,
                 LkWellKnown *well_known)
{
  static const char *const outcomes[] = {
    [LK_WELL_KNOWN_FOUND] = "found",
    [LK_WELL_KNOWN_IGNORE] = "none",
    [LK_WELL_KNOWN_FAIL_PROMPT] = "broken",
    [LK_WELL_KNOWN_FAIL_ERROR] = "unusable",
  };

  lk_trace_blame (get_trace (task), well_known->problem);
  lk_trace_settle (get_trace (task), "well-known", outcomes[well_known->outcome],
                   well_known->base_url);
}

static void
on_well_known_fetched (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkWellKnown) well_known = NULL;
  Discover *self = g_task_get_task_data (task);
  GError *error = NULL;

  well_known = lk_well_known_fetch_finish (LK_HTTP (source), result, &error);
  if (well_known == NULL)
    {
      fail (task, error);
      return;
    }
  note_well_known (task, well_known);
  if (well_known->outcome == LK_WELL_KNOWN_FAIL_ERROR)
    {
      fail (task, g_error_copy (well_known->problem));
      return;
    }

  self->is_named = well_known->outcome == LK_WELL_KNOWN_FOUND;
  if (well_known->outcome == LK_WELL_KNOWN_FAIL_PROMPT)
    self->found->warning = g_error_copy (well_known->problem);
  self->found->base_url = g_strdup (well_known->outcome == LK_WELL_KNOWN_FOUND
                                    ? well_known->base_url : self->found->entry->fallback_url);
  self->issuer = g_strdup (well_known->issuer);
  self->account_uri = g_strdup (well_known->account_uri);
  ask_homeserver (g_steal_pointer (&task));
}

static void
ask_well_known (GTask *task)
{
  Discover *self = g_task_get_task_data (task);
  LkServerEntry *entry = self->found->entry;

  if (entry->well_known_url == NULL)
    {
      self->found->base_url = g_strdup (entry->fallback_url);
      ask_homeserver (task);
      return;
    }
  lk_well_known_fetch_async (get_http (task), entry->well_known_url, entry->transport,
                             g_task_get_cancellable (task), on_well_known_fetched, task);
}

/* One of the two is done. */
static void
join (GTask *task)
{
  Discover *self = g_task_get_task_data (task);

  if (--self->n_pending == 0)
    conclude (task);
  else
    g_object_unref (task);
}

static void
on_versions_fetched (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  GTask *task = user_data;
  Discover *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->found->versions = lk_versions_fetch_finish (LK_HTTP (source), result, &error);
  if (error != NULL)
    {
      /* Without a homeserver there is nothing else to find, and nothing else to say. */
      g_clear_error (&self->error);
      self->error = error;
      g_cancellable_cancel (self->pair);
    }
  join (task);
}

static void
on_auth_api_found (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GTask *task = user_data;
  Discover *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->found->auth_api = lk_auth_discovery_run_finish (LK_HTTP (source), result, &error);
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  join (task);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Discover *self = user_data;

  g_cancellable_cancel (self->pair);
  return G_SOURCE_REMOVE;
}

static void
make_pair (GTask *task)
{
  Discover *self = g_task_get_task_data (task);
  GCancellable *caller = g_task_get_cancellable (task);

  self->pair = g_cancellable_new ();
  self->n_pending = 2;
  if (caller == NULL)
    return;
  self->cancelled = g_cancellable_source_new (caller);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_task_get_context (task));
}

static void
ask_homeserver (GTask *task)
{
  Discover *self = g_task_get_task_data (task);

  make_pair (task);
  lk_versions_fetch_async (get_http (task), self->found->base_url, self->pair,
                           on_versions_fetched, g_object_ref (task));
  lk_auth_discovery_run_async (get_http (task), self->found->base_url,
                               self->found->entry->transport, self->issuer, self->account_uri,
                               self->pair, on_auth_api_found, task);
}

/* When the name itself was tried for want of a (sane) well-known file, the file is the better
 * explanation of why no homeserver was found; and when a sane one names what is none, it is the
 * file that has to be mended (spec §1.2 g). */
static GError *
explain (GTask *task)
{
  Discover *self = g_task_get_task_data (task);
  gboolean is_missing = self->found->versions == NULL;

  if (is_missing && self->is_named &&
      g_error_matches (self->error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE))
    self->error->code = LK_ERROR_MISCONFIGURED;
  lk_trace_blame (get_trace (task), self->error);
  if (is_missing && self->found->warning != NULL && !lk_error_is_cancelled (self->error) &&
      !lk_error_is_transient (self->found->warning))
    return g_error_copy (self->found->warning);
  return g_steal_pointer (&self->error);
}

/* Where the search for the API ended. */
static void
note_auth_api (GTask *task)
{
  Discover *self = g_task_get_task_data (task);
  LkTrace *trace = get_trace (task);
  LkAuthApi *api = self->found->auth_api;
  gboolean by_issuer = lk_trace_find (trace, "openid-configuration") != NULL;

  if (api->metadata != NULL)
    lk_trace_settle (trace, by_issuer ? "openid-configuration" : "auth-metadata", "found",
                     api->metadata->issuer);
  else if (api->flows->password && api->flows->sso)
    lk_trace_settle (trace, "login-flows", "password-and-sso", NULL);
  else if (api->flows->password || api->flows->sso)
    lk_trace_settle (trace, "login-flows", api->flows->password ? "password" : "sso", NULL);
}

static void
conclude (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Discover *self = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
      return;
    }
  if (self->error != NULL)
    {
      fail (task, explain (task));
      return;
    }
  note_auth_api (task);
  lk_account_enter (g_task_get_source_object (task), LK_AUTH_STATE_CHOOSING, NULL);
  g_task_return_pointer (task, g_steal_pointer (&self->found),
                         (GDestroyNotify) lk_homeserver_unref);
}

/**
 * lk_discover_finish:
 * @error: return location for an error
 *
 * Returns: (transfer full): the homeserver
 */
LkHomeserver *
lk_discover_finish (LkAccount    *account,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
