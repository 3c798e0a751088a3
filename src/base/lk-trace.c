/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-trace-private.h"

#include "lk-error.h"

/**
 * LkTrace:
 *
 * What happened in a conversation, step by step, for people who want to know why it failed: a
 * GListModel of #LkTraceStep in the order in which they began. A step that changes is told as one
 * that was replaced.
 *
 * The HTTP client writes down each request (lk_http_new_traced()); the conversations add what made
 * no request, and what they made of an answer.
 */

/* A session that asks and asks must not remember it all. */
#define MAX_STEPS 64

struct _LkTrace
{
  GObject    parent_instance;
  GPtrArray *steps; /* LkTraceStep */
};

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_TRACE_STEP;
}

static guint
get_n_items (GListModel *model)
{
  return LK_TRACE (model)->steps->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  LkTrace *self = LK_TRACE (model);

  return position < self->steps->len ? g_object_ref (self->steps->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LkTrace, lk_trace, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

static void
lk_trace_finalize (GObject *object)
{
  g_ptr_array_unref (LK_TRACE (object)->steps);
  G_OBJECT_CLASS (lk_trace_parent_class)->finalize (object);
}

static void
lk_trace_class_init (LkTraceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_trace_finalize;
}

static void
lk_trace_init (LkTrace *self)
{
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
}

/** lk_trace_new: Returns: (transfer full): nothing has happened yet */
LkTrace *
lk_trace_new (void)
{
  return g_object_new (LK_TYPE_TRACE, NULL);
}

/** lk_trace_length: Returns: how many steps there are */
guint
lk_trace_length (LkTrace *self)
{
  g_return_val_if_fail (LK_IS_TRACE (self), 0);

  return self->steps->len;
}

/** lk_trace_peek: Returns: (transfer none): the step at @position, which there is */
LkTraceStep *
lk_trace_peek (LkTrace *self,
               guint    position)
{
  g_return_val_if_fail (LK_IS_TRACE (self), NULL);
  g_return_val_if_fail (position < self->steps->len, NULL);

  return self->steps->pdata[position];
}

/** lk_trace_find: Returns: (transfer none) (nullable): the last step called @name */
LkTraceStep *
lk_trace_find (LkTrace    *self,
               const char *name)
{
  g_return_val_if_fail (LK_IS_TRACE (self), NULL);

  for (guint i = self->steps->len; i > 0; i--)
    {
      LkTraceStep *step = self->steps->pdata[i - 1];

      if (g_strcmp0 (step->name, name) == 0)
        return step;
    }
  return NULL;
}

/**
 * lk_trace_clear:
 * @self: a trace
 *
 * Forgets all: something new begins. What is still under way comes to nothing.
 */
void
lk_trace_clear (LkTrace *self)
{
  guint n_steps;

  g_return_if_fail (LK_IS_TRACE (self));

  n_steps = self->steps->len;
  g_ptr_array_set_size (self->steps, 0);
  if (n_steps > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_steps, 0);
}

/* @step: (transfer none) */
static void
append (LkTrace     *self,
        LkTraceStep *step)
{
  if (self->steps->len == MAX_STEPS)
    {
      g_ptr_array_remove_index (self->steps, 0);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
  g_ptr_array_add (self->steps, g_object_ref (step));
  g_list_model_items_changed (G_LIST_MODEL (self), self->steps->len - 1, 0, 1);
}

/* A step of what was before the last clearing is nobody's any more. */
static void
tell_changed (LkTrace     *self,
              LkTraceStep *step)
{
  guint position;

  if (g_ptr_array_find (self->steps, step, &position))
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

/**
 * lk_trace_note:
 * @self: a trace
 * @name: which step; static
 * @outcome: (nullable): what came of it; static
 * @found: (nullable): what was learned
 * @error: (nullable): what is wrong
 *
 * Adds a step that makes no request.
 */
void
lk_trace_note (LkTrace      *self,
               const char   *name,
               const char   *outcome,
               const char   *found,
               const GError *error)
{
  g_autoptr (LkTraceStep) step = lk_trace_step_new (name);

  g_return_if_fail (LK_IS_TRACE (self));

  lk_trace_step_settle (step, outcome, found);
  step->status = lk_error_get_status (error);
  step->url = g_strdup (lk_error_get_url (error));
  step->server_code = g_strdup (lk_error_get_server_code (error));
  step->server_text = g_strdup (lk_error_get_server_text (error));
  if (error != NULL)
    lk_trace_step_blame (step, error);
  append (self, step);
}

/**
 * lk_trace_settle:
 * @self: a trace
 * @name: which step: the last one called so
 * @outcome: (nullable): what came of it; static
 * @found: (nullable): what was learned
 */
void
lk_trace_settle (LkTrace    *self,
                 const char *name,
                 const char *outcome,
                 const char *found)
{
  LkTraceStep *step = lk_trace_find (self, name);

  if (step == NULL)
    return;
  lk_trace_step_settle (step, outcome, found);
  tell_changed (self, step);
}

/**
 * lk_trace_blame:
 * @self: a trace
 * @error: (nullable): why the conversation failed
 *
 * Puts @error to the last step that it names; one that makes no request is added each time that it
 * fails. What is cancelled has not failed.
 */
void
lk_trace_blame (LkTrace      *self,
                const GError *error)
{
  const char *name = lk_error_get_step (error);
  LkTraceStep *step;

  g_return_if_fail (LK_IS_TRACE (self));

  if (error == NULL || error->domain != LK_ERROR)
    return;
  step = lk_trace_find (self, name);
  if (step == NULL || (step->method == NULL && step->error != NULL))
    {
      lk_trace_note (self, name, NULL, NULL, error);
      return;
    }
  lk_trace_step_blame (step, error);
  tell_changed (self, step);
}

/* What the HTTP client writes down. */

LkTraceStep *
lk_trace_begin (LkTrace    *self,
                const char *name,
                const char *method,
                const char *url)
{
  LkTraceStep *step = lk_trace_step_new (name);

  step->state = LK_TRACE_RUNNING;
  step->method = g_strdup (method);
  step->url = lk_redact_url (url);
  step->started = g_get_monotonic_time ();
  append (self, step);
  return step;
}

static void
end (LkTrace      *self,
     LkTraceStep  *step,
     LkTraceState  state)
{
  step->state = state;
  step->duration = g_get_monotonic_time () - step->started;
  tell_changed (self, step);
}

void
lk_trace_answer (LkTrace              *self,
                 LkTraceStep          *step,
                 const LkHttpResponse *response)
{
  lk_trace_step_take (step, response);
  end (self, step, LK_TRACE_DONE);
}

void
lk_trace_fail (LkTrace      *self,
               LkTraceStep  *step,
               const GError *error)
{
  gboolean is_stopped = lk_error_is_cancelled (error);

  step->status = lk_error_get_status (error);
  if (!is_stopped)
    lk_trace_step_blame (step, error);
  end (self, step, is_stopped ? LK_TRACE_STOPPED : LK_TRACE_DONE);
}
