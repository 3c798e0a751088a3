/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-sign-out-all.h"

#include "lk-error.h"
#include "lk-sign-out.h"

/* So many servers are asked at once: quick enough for a hundred accounts, and no storm. */
#define AT_ONCE 4

struct _LkSignOutAll
{
  GObject    parent_instance;
  GPtrArray *waiting;  /* LkAccount; the next one is the last */
  GPtrArray *failures; /* LkSignOutFailure */
  guint      n_all;
  guint      n_done;
  guint      n_under_way;
  gboolean   over;
};

G_DEFINE_FINAL_TYPE (LkSignOutAll, lk_sign_out_all, G_TYPE_OBJECT)

enum
{
  PROP_N_DONE = 1,
  PROP_OVER,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
lk_sign_out_all_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LkSignOutAll *self = LK_SIGN_OUT_ALL (object);

  switch (prop_id)
    {
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_OVER:
      g_value_set_boolean (value, self->over);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_sign_out_all_finalize (GObject *object)
{
  LkSignOutAll *self = LK_SIGN_OUT_ALL (object);

  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->failures);
  G_OBJECT_CLASS (lk_sign_out_all_parent_class)->finalize (object);
}

static void
lk_sign_out_all_class_init (LkSignOutAllClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lk_sign_out_all_get_property;
  object_class->finalize = lk_sign_out_all_finalize;

  /** LkSignOutAll:n-done: how many accounts are through, one way or the other */
  props[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /** LkSignOutAll:over: nothing more will happen */
  props[PROP_OVER] = g_param_spec_boolean ("over", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
failure_free (LkSignOutFailure *failure)
{
  g_object_unref (failure->account);
  g_error_free (failure->error);
  g_free (failure);
}

static void
lk_sign_out_all_init (LkSignOutAll *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->failures = g_ptr_array_new_with_free_func ((GDestroyNotify) failure_free);
}

/**
 * lk_sign_out_all_new:
 * @accounts: who is to be signed out: those that are there now
 *
 * Returns: (transfer full): what does it once it is started
 */
LkSignOutAll *
lk_sign_out_all_new (LkAccountList *accounts)
{
  LkSignOutAll *self = g_object_new (LK_TYPE_SIGN_OUT_ALL, NULL);

  self->n_all = g_list_model_get_n_items (G_LIST_MODEL (accounts));
  for (guint i = self->n_all; i-- > 0;)
    g_ptr_array_add (self->waiting, g_list_model_get_item (G_LIST_MODEL (accounts), i));
  return self;
}

static void go_on (LkSignOutAll *self);

static void
note_done (LkSignOutAll *self)
{
  self->n_done++;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_DONE]);
}

static void
on_signed_out (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (LkSignOutAll) self = user_data;
  LkAccount *account = LK_ACCOUNT (source);
  GError *error = NULL;

  if (lk_sign_out_finish (account, result, &error) == LK_SIGNED_OUT_NOT)
    {
      LkSignOutFailure *failure = g_new0 (LkSignOutFailure, 1);

      failure->account = g_object_ref (account);
      failure->error = error;
      g_ptr_array_add (self->failures, failure);
    }
  self->n_under_way--;
  note_done (self);
  go_on (self);
}

/* A sign-in that is only being finished is given up: its session goes back by itself. */
static void
begin (LkSignOutAll *self,
       LkAccount    *account)
{
  if (lk_account_get_state (account) == LK_AUTH_STATE_IDENTIFYING)
    {
      lk_account_give_up (account);
      note_done (self);
      return;
    }
  self->n_under_way++;
  lk_sign_out_async (account, LK_SIGN_OUT_EVERYWHERE, NULL, on_signed_out, g_object_ref (self));
}

static void
go_on (LkSignOutAll *self)
{
  while (self->n_under_way < AT_ONCE && self->waiting->len > 0)
    {
      g_autoptr (LkAccount) account =
        g_ptr_array_steal_index (self->waiting, self->waiting->len - 1);

      begin (self, account);
    }
  if (self->n_under_way > 0 || self->over)
    return;
  self->over = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OVER]);
}

/** lk_sign_out_all_start: begins; it goes on also when nobody else holds @self. */
void
lk_sign_out_all_start (LkSignOutAll *self)
{
  g_return_if_fail (LK_IS_SIGN_OUT_ALL (self));

  go_on (self);
}

/** lk_sign_out_all_stop: lets those alone that have not been begun with. */
void
lk_sign_out_all_stop (LkSignOutAll *self)
{
  g_return_if_fail (LK_IS_SIGN_OUT_ALL (self));

  g_ptr_array_set_size (self->waiting, 0);
}

/** lk_sign_out_all_get_n_all: Returns: how many accounts there were */
guint
lk_sign_out_all_get_n_all (LkSignOutAll *self)
{
  g_return_val_if_fail (LK_IS_SIGN_OUT_ALL (self), 0);

  return self->n_all;
}

/** lk_sign_out_all_get_n_done: Returns: how many are through, one way or the other */
guint
lk_sign_out_all_get_n_done (LkSignOutAll *self)
{
  g_return_val_if_fail (LK_IS_SIGN_OUT_ALL (self), 0);

  return self->n_done;
}

/** lk_sign_out_all_get_over: Returns: whether nothing more will happen */
gboolean
lk_sign_out_all_get_over (LkSignOutAll *self)
{
  g_return_val_if_fail (LK_IS_SIGN_OUT_ALL (self), TRUE);

  return self->over;
}

/** lk_sign_out_all_get_failures: Returns: (transfer none): who is still there, and why */
GPtrArray *
lk_sign_out_all_get_failures (LkSignOutAll *self)
{
  g_return_val_if_fail (LK_IS_SIGN_OUT_ALL (self), NULL);

  return self->failures;
}
