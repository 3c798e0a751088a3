/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-row.h"

#include "lk-account-text.h"
#include "lk-avatar.h"
#include "lk-describe.h"
#include "lk-error.h"

#define MAX_TITLE 255

/**
 * LkAccountRow:
 *
 * One account in the list: who, where, and how the session is, in words. The list shows one
 * account after the other in the same row, and has rows that nobody sees: the picture is loaded
 * only once somebody does.
 */
struct _LkAccountRow
{
  GtkBox        parent_instance;
  LkAvatar     *avatar;
  GtkLabel     *title_label;
  GtkLabel     *subtitle_label;
  GSignalGroup *shown;   /* what to hear of the account */
  LkAccount    *account; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkAccountRow, lk_account_row, GTK_TYPE_BOX)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The keyboard, and who can't see, come to the widget that the list puts around a row. */
static void
describe (LkAccountRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL)
    lk_describe (parent, gtk_label_get_text (self->subtitle_label));
}

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
  gtk_label_set_label (self->title_label, title != NULL ? title : "");
  gtk_label_set_label (self->subtitle_label, summary);
  describe (self);
}

/* What is around a row gets its words. */
static void
lk_account_row_root (GtkWidget *widget)
{
  LkAccountRow *self = LK_ACCOUNT_ROW (widget);

  GTK_WIDGET_CLASS (lk_account_row_parent_class)->root (widget);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (gtk_widget_get_parent (widget)),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->title_label, NULL, -1);
  describe (self);
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
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      lk_account_row_set_account (LK_ACCOUNT_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_row_dispose (GObject *object)
{
  LkAccountRow *self = LK_ACCOUNT_ROW (object);

  g_clear_object (&self->shown);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_account_row_parent_class)->dispose (object);
}

static void
lk_account_row_class_init (LkAccountRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_account_row_get_property;
  object_class->set_property = lk_account_row_set_property;
  object_class->dispose = lk_account_row_dispose;
  widget_class->root = lk_account_row_root;

  /** LkAccountRow:account: (nullable): which account */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (LK_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccountRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, LkAccountRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, LkAccountRow, subtitle_label);
}

static void
lk_account_row_init (LkAccountRow *self)
{
  static const char *const shown[] = {
    "notify::record", "notify::state", "notify::offline", "notify::keyring-locked",
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown = g_signal_group_new (LK_TYPE_ACCOUNT);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    g_signal_group_connect_swapped (self->shown, shown[i], G_CALLBACK (update), self);
}

/** lk_account_row_new: Returns: a row, of no account yet */
GtkWidget *
lk_account_row_new (void)
{
  return g_object_new (LK_TYPE_ACCOUNT_ROW, NULL);
}

/** lk_account_row_get_account: Returns: (transfer none) (nullable): which account it shows */
LkAccount *
lk_account_row_get_account (LkAccountRow *self)
{
  g_return_val_if_fail (LK_IS_ACCOUNT_ROW (self), NULL);

  return self->account;
}

/**
 * lk_account_row_set_account:
 * @self: a row
 * @account: (nullable): which account it is to show; %NULL while it has none, and is not seen
 */
void
lk_account_row_set_account (LkAccountRow *self,
                            LkAccount    *account)
{
  g_return_if_fail (LK_IS_ACCOUNT_ROW (self));

  if (!g_set_object (&self->account, account))
    return;
  g_object_set (self->avatar, "account", account, NULL);
  g_signal_group_set_target (self->shown, account);
  if (account != NULL)
    update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}
