/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-diagnose.h"

#include "lk-client-registration.h"
#include "lk-error.h"
#include "lk-static-clients.h"

/*
 * The conversation that finds out whether a sign-in could start, in the order it happens. It is
 * had by an account that nobody keeps, and ends before there is anything to keep.
 */
static void discover        (GTask *task, const char *text);
static void register_client (GTask *task);
static void look_at_flows   (GTask *task);

typedef struct
{
  LkAccount    *account;
  LkHomeserver *homeserver; /* (nullable) until found */
} Diagnose;

static void
diagnose_free (Diagnose *self)
{
  g_clear_object (&self->account);
  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (LkDiagnosis, lk_diagnosis, lk_diagnosis_copy, lk_diagnosis_free)

/** lk_diagnosis_copy: Returns: (transfer full): the same once more, with the same trace */
LkDiagnosis *
lk_diagnosis_copy (const LkDiagnosis *self)
{
  LkDiagnosis *copy = g_new0 (LkDiagnosis, 1);

  copy->could_start = self->could_start;
  copy->trace = g_object_ref (self->trace);
  copy->homeserver = self->homeserver != NULL ? lk_homeserver_ref (self->homeserver) : NULL;
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  return copy;
}

/** lk_diagnosis_free: frees @self. */
void
lk_diagnosis_free (LkDiagnosis *self)
{
  g_object_unref (self->trace);
  g_clear_pointer (&self->homeserver, lk_homeserver_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/* @error: (transfer full) (nullable): why a sign-in could not start */
static void
conclude (GTask  *task,
          GError *error)
{
  Diagnose *self = g_task_get_task_data (task);
  LkTrace *trace = lk_account_get_trace (self->account);
  LkDiagnosis *diagnosis;

  if (lk_error_is_cancelled (error))
    {
      g_task_return_error (task, error);
      return;
    }
  diagnosis = g_new0 (LkDiagnosis, 1);
  diagnosis->could_start = error == NULL;
  diagnosis->trace = g_object_ref (trace);
  diagnosis->error = error;
  if (self->homeserver != NULL)
    lk_trace_blame (trace, error); /* the search for it has told of its own */
  diagnosis->homeserver = g_steal_pointer (&self->homeserver);
  g_task_return_pointer (task, diagnosis, (GDestroyNotify) lk_diagnosis_free);
}

/**
 * lk_diagnose_async:
 * @ports: the world outside, of which only the network is used
 * @text: what a person typed
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome; its source is %NULL
 * @user_data: for @callback
 *
 * Finds out whether a sign-in at the server that @text names could start, and if not, what is in
 * the way: the steps of spec §1–§3, and §9.1 for a server without a provider.
 *
 * Returns: (transfer full): the steps, as they happen
 */
LkTrace *
lk_diagnose_async (LkPorts             *ports,
                   const char          *text,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Diagnose *self = g_new0 (Diagnose, 1);
  LkTrace *trace;

  g_task_set_source_tag (task, lk_diagnose_async);
  g_task_set_task_data (task, self, (GDestroyNotify) diagnose_free);
  self->account = lk_account_new (ports, NULL);
  trace = g_object_ref (lk_account_get_trace (self->account));
  discover (task, text);
  return trace;
}

static void
on_discovered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Diagnose *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->homeserver = lk_discover_finish (LK_ACCOUNT (source), result, &error);
  if (self->homeserver == NULL)
    conclude (task, error);
  else if (self->homeserver->auth_api->metadata != NULL)
    register_client (g_steal_pointer (&task));
  else
    look_at_flows (g_steal_pointer (&task));
}

static void
discover (GTask      *task,
          const char *text)
{
  Diagnose *self = g_task_get_task_data (task);

  lk_discover_async (self->account, text, g_task_get_cancellable (task), on_discovered, task);
}

static void
on_registered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkClientRegistration) registration = NULL;
  LkTrace *trace = lk_http_get_trace (LK_HTTP (source));
  GError *error = NULL;

  registration = lk_client_registration_run_finish (LK_HTTP (source), result, &error);
  if (registration != NULL && registration->is_static)
    lk_trace_note (trace, "register", "static", NULL, NULL);
  conclude (task, error);
}

/* Just as for a sign-in: a provider that refuses there refuses here. */
static void
register_client (GTask *task)
{
  Diagnose *self = g_task_get_task_data (task);
  LkPorts *ports = lk_account_get_ports (self->account);
  LkAuthMetadata *metadata = self->homeserver->auth_api->metadata;
  g_autofree char *static_id = NULL;

  if (ports->static_clients != NULL)
    static_id = lk_static_clients_lookup (ports->static_clients, metadata->issuer,
                                          self->homeserver->base_url);
  lk_client_registration_run_async (lk_account_get_http (self->account), metadata,
                                    (const char *const *) ports->client_names, static_id,
                                    g_task_get_cancellable (task), on_registered, task);
}

static void
look_at_flows (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Diagnose *self = g_task_get_task_data (task);
  LkLoginFlows *flows = self->homeserver->auth_api->flows;
  GError *error = NULL;

  if (!flows->password && !flows->sso)
    {
      error = g_error_new_literal (LK_ERROR, LK_ERROR_SERVER_UNSUITABLE,
                                   "The homeserver offers no way to sign in that is known here");
      lk_error_set_step (error, "login-flows");
    }
  conclude (task, error);
}

/**
 * lk_diagnose_finish:
 * @error: return location for %G_IO_ERROR_CANCELLED, the only one
 *
 * Returns: (transfer full): what was found out
 */
LkDiagnosis *
lk_diagnose_finish (GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
