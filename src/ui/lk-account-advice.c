/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-advice.h"

#include "lk-account-text.h"
#include "lk-announce.h"

/**
 * LkAccountAdvice:
 *
 * What is wrong with an account, in a sentence, and the button that helps. Not there when all is
 * well. What the buttons do, others know: they are actions.
 */
struct _LkAccountAdvice
{
  AdwBin     parent_instance;
  GtkLabel  *label;
  GtkWidget *sign_in_again_button;
  GtkWidget *unlock_button;
  GtkWidget *save_button;
  GtkWidget *try_again_button;
  LkAccount *account; /* (nullable) until set, once */
  guint      idle_id; /* 0 or the source that looks after the keyboard */
};

G_DEFINE_FINAL_TYPE (LkAccountAdvice, lk_account_advice, ADW_TYPE_BIN)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* What had the keyboard may be gone with what was well: then it is at what helps. */
static gboolean
on_idle (gpointer user_data)
{
  LkAccountAdvice *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->idle_id = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && gtk_root_get_focus (root) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

static void
update (LkAccountAdvice *self)
{
  LkAuthMachine *machine = lk_account_get_machine (self->account);
  LkRemedy remedy;
  const char *text = lk_account_text_advice (lk_account_get_state (self->account),
                                             lk_account_get_offline (self->account),
                                             lk_account_get_keyring_locked (self->account),
                                             lk_account_get_unsaved (self->account),
                                             lk_auth_machine_get_error (machine), &remedy);

  gtk_label_set_text (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (self->sign_in_again_button, remedy == LK_REMEDY_SIGN_IN_AGAIN);
  gtk_widget_set_visible (self->unlock_button, remedy == LK_REMEDY_UNLOCK);
  gtk_widget_set_visible (self->save_button, remedy == LK_REMEDY_SAVE);
  gtk_widget_set_visible (self->try_again_button, remedy == LK_REMEDY_TRY_AGAIN);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (text != NULL && self->idle_id == 0)
    self->idle_id = g_idle_add (on_idle, self);
}

static void
set_account (LkAccountAdvice *self,
             LkAccount       *account)
{
  static const char *const shown[] = {
    "notify::state", "notify::offline", "notify::keyring-locked", "notify::unsaved",
  };

  if (account == NULL)
    return;
  g_assert (self->account == NULL);
  self->account = g_object_ref (account);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    g_signal_connect_object (account, shown[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lk_account_get_machine (account), "notify::error", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  update (self);
}

static void
lk_account_advice_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, LK_ACCOUNT_ADVICE (object)->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_advice_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (LK_ACCOUNT_ADVICE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_account_advice_finalize (GObject *object)
{
  LkAccountAdvice *self = LK_ACCOUNT_ADVICE (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (lk_account_advice_parent_class)->finalize (object);
}

static void
lk_account_advice_class_init (LkAccountAdviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_account_advice_get_property;
  object_class->set_property = lk_account_advice_set_property;
  object_class->finalize = lk_account_advice_finalize;

  /** LkAccountAdvice:account: about whom; set once */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-account-advice.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccountAdvice, label);
  gtk_widget_class_bind_template_child (widget_class, LkAccountAdvice, sign_in_again_button);
  gtk_widget_class_bind_template_child (widget_class, LkAccountAdvice, unlock_button);
  gtk_widget_class_bind_template_child (widget_class, LkAccountAdvice, save_button);
  gtk_widget_class_bind_template_child (widget_class, LkAccountAdvice, try_again_button);
}

static void
lk_account_advice_init (LkAccountAdvice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_announce_label (self->label);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
