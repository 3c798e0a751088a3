/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-row.h"

#include "lk-account-text.h"
#include "lk-avatar.h"
#include "lk-error.h"

#define MAX_TITLE 255

/**
 * LkAccountRow:
 *
 * One account in the list: who, where, and how the session is, in words.
 */
struct _LkAccountRow
{
  AdwActionRow parent_instance;
  LkAvatar    *avatar;
  LkAccount   *account; /* set once */
};

G_DEFINE_FINAL_TYPE (LkAccountRow, lk_account_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* In C and not bound in the template: GTK 4.8 stumbles over the bindings of a row when the row
 * goes (GtkExpression's weak references). The name is for tests, which look for a user's row. */
static void
update (LkAccountRow *self)
{
  LkAccountRecord *record = lk_account_get_record (self->account);
  const char *session = lk_account_text_session (lk_account_get_state (self->account),
                                                 lk_account_get_offline (self->account),
                                                 lk_account_get_keyring_locked (self->account));
  g_autofree char *name = g_strconcat ("account-row-", record->user_id, NULL);
  g_autofree char *title = lk_untrusted_text (lk_account_get_title (self->account), MAX_TITLE);
  g_autofree char *summary = lk_account_text_summary (record, session);

  gtk_widget_set_name (GTK_WIDGET (self), name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title != NULL ? title : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), summary);
}

static void
lk_account_row_constructed (GObject *object)
{
  static const char *const shown[] = {
    "notify::record", "notify::state", "notify::offline", "notify::keyring-locked",
  };
  LkAccountRow *self = LK_ACCOUNT_ROW (object);

  G_OBJECT_CLASS (lk_account_row_parent_class)->constructed (object);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    g_signal_connect_object (self->account, shown[i], G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  g_object_set (self->avatar, "account", self->account, NULL);
  update (self);
}

static void
lk_account_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  LkAccountRow *self = LK_ACCOUNT_ROW (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_row_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  LkAccountRow *self = LK_ACCOUNT_ROW (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_row_finalize (GObject *object)
{
  LkAccountRow *self = LK_ACCOUNT_ROW (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_account_row_parent_class)->finalize (object);
}

static void
lk_account_row_class_init (LkAccountRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lk_account_row_constructed;
  object_class->get_property = lk_account_row_get_property;
  object_class->set_property = lk_account_row_set_property;
  object_class->finalize = lk_account_row_finalize;

  /** LkAccountRow:account: which account */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (LK_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccountRow, avatar);
}

static void
lk_account_row_init (LkAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lk_account_row_new:
 * @account: which account
 *
 * Returns: a row for it
 */
GtkWidget *
lk_account_row_new (LkAccount *account)
{
  return g_object_new (LK_TYPE_ACCOUNT_ROW, "account", account, NULL);
}

/** lk_account_row_get_account: Returns: (transfer none): which account it shows */
LkAccount *
lk_account_row_get_account (LkAccountRow *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_ROW (self), NULL);

  return self->account;
}
