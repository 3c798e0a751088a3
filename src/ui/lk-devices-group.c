/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-devices-group.h"

#include <glib/gi18n.h>

#include "lk-account-links.h"
#include "lk-describe.h"
#include "lk-device-row.h"
#include "lk-devices.h"
#include "lk-error-text.h"
#include "lk-remove-device-question.h"
#include "lk-rename-device-question.h"

/* So many are shown at once; the rest on request. */
#define N_SHOWN 5

/* What wasn't seen for so long is set apart. */
#define STALE_DAYS 90

/**
 * LkDevicesGroup:
 *
 * The devices of an account, this one first, then in the order in which they were seen last; those
 * not seen for long are set apart. Each leads to its page at the provider; where there is no
 * provider, they are removed here.
 *
 * Signals: `open-link` (string) with an address to be shown in the account's own jar.
 */
struct _LkDevicesGroup
{
  AdwPreferencesGroup parent_instance;
  LkAccount          *account;        /* (nullable) set once */
  GPtrArray          *devices;        /* (nullable) LkDevice; until they are there */
  GPtrArray          *rows;           /* LkDeviceRow, not owned */
  GCancellable       *loading;        /* (nullable) of the question under way */
  char               *waiting_device; /* (nullable) whose removal is being confirmed on a page */
  char               *waiting_session;
  char               *own_name;       /* (nullable) until known; "" when it has none */
  GtkWidget          *loading_row;
  GtkWidget          *empty_row;
  GtkWidget          *failure_row;
  GtkWidget          *stale_row;      /* in the group only while there is something in it */
  GtkButton          *show_all_button;
  gboolean            shows_all;
  gboolean            expects_changes;
};

G_DEFINE_FINAL_TYPE (LkDevicesGroup, lk_devices_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_ACCOUNT = 1,
  PROP_OWN_NAME,
  N_PROPS,
};

enum
{
  OPEN_LINK,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* (transfer none) (nullable) */
static const LkDevice *
find_device (LkDevicesGroup *self,
             const char     *device_id)
{
  for (guint i = 0; self->devices != NULL && i < self->devices->len; i++)
    {
      const LkDevice *device = self->devices->pdata[i];

      if (g_str_equal (device->device_id, device_id))
        return device;
    }
  return NULL;
}

static gboolean
is_own (LkDevicesGroup *self,
        const LkDevice *device)
{
  return g_strcmp0 (device->device_id, lk_account_get_record (self->account)->device_id) == 0;
}

/* This one is in use, whatever the homeserver thinks; of others it may not know when. */
static gboolean
is_stale (LkDevicesGroup *self,
          const LkDevice *device)
{
  gint64 now = lk_clock_seconds (lk_account_get_ports (self->account)->clock);

  return device->last_seen_at != 0 && !is_own (self, device) &&
         now - device->last_seen_at >= STALE_DAYS * (gint64) 24 * 60 * 60;
}

/* The address of a page about this very device: the plain page would not be about it. */
static char *
dup_page (LkDevicesGroup *self,
          LkAccountLink   link,
          const char     *device_id)
{
  LkAccountRecord *record = lk_account_get_record (self->account);
  const char *const *actions = (const char *const *) record->account_management_actions;
  gboolean allow_insecure = lk_account_get_ports (self->account)->allow_insecure;

  if (!lk_account_link_is_advertised (link, actions))
    return NULL;
  return lk_account_link_build (link, record->account_management_uri, actions,
                                lk_transport_for_url (record->base_url, allow_insecure),
                                device_id);
}

static void
open_page (LkDevicesGroup *self,
           LkAccountLink   link,
           const char     *device_id)
{
  g_autofree char *uri = dup_page (self, link, device_id);

  if (uri != NULL)
    g_signal_emit (self, signals[OPEN_LINK], 0, uri);
}

/* The list. */

static void
on_row_activated (LkDevicesGroup *self,
                  LkDeviceRow    *row)
{
  open_page (self, LK_ACCOUNT_LINK_DEVICE, lk_device_row_get_device_id (row));
}

/* This device ends by signing out. */
static LkDeviceRowFlags
flags_for (LkDevicesGroup *self,
           const LkDevice *device)
{
  g_autofree char *page = dup_page (self, LK_ACCOUNT_LINK_DEVICE, device->device_id);
  g_autofree char *removal = dup_page (self, LK_ACCOUNT_LINK_DELETE_DEVICE, device->device_id);
  LkDeviceRowFlags flags = 0;

  if (is_own (self, device))
    flags |= LK_DEVICE_ROW_IS_OWN | LK_DEVICE_ROW_RENAMES;
  else if (removal != NULL || lk_account_removes_devices (self->account))
    flags |= LK_DEVICE_ROW_REMOVES;
  if (page != NULL)
    flags |= LK_DEVICE_ROW_HAS_PAGE;
  return flags;
}

static void
add_row (LkDevicesGroup *self,
         const LkDevice *device)
{
  gint64 now = lk_clock_seconds (lk_account_get_ports (self->account)->clock);
  GtkWidget *row = lk_device_row_new (device, flags_for (self, device), now);

  g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated), self,
                           G_CONNECT_SWAPPED);
  if (is_stale (self, device))
    adw_expander_row_add_row (ADW_EXPANDER_ROW (self->stale_row), row);
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

/* (transfer none) (nullable) */
static GtkWidget *
find_row (LkDevicesGroup *self,
          const char     *device_id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      LkDeviceRow *row = self->rows->pdata[i];

      if (g_strcmp0 (lk_device_row_get_device_id (row), device_id) == 0)
        return GTK_WIDGET (row);
    }
  return NULL;
}

/* (transfer full) (nullable): the device on whose row the keyboard is */
static char *
dup_focus (LkDevicesGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row =
    focus != NULL ? gtk_widget_get_ancestor (focus, LK_TYPE_DEVICE_ROW) : NULL;

  if (row == NULL || !gtk_widget_is_ancestor (row, GTK_WIDGET (self)))
    return NULL;
  return g_strdup (lk_device_row_get_device_id (LK_DEVICE_ROW (row)));
}

static gboolean
is_in_stale_row (LkDevicesGroup *self,
                 GtkWidget      *row)
{
  return gtk_widget_is_ancestor (row, self->stale_row);
}

static void
remove_rows (LkDevicesGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];

      if (is_in_stale_row (self, row))
        adw_expander_row_remove (ADW_EXPANDER_ROW (self->stale_row), row);
      else
        adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row);
    }
  g_ptr_array_set_size (self->rows, 0);
  if (gtk_widget_get_parent (self->stale_row) != NULL)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->stale_row);
}

static void
show_show_all (LkDevicesGroup *self,
               guint           n_shown,
               guint           n)
{
  /* Translators: %u is how many devices there are in this list. */
  g_autofree char *label = g_strdup_printf (ngettext ("Show _All (%u)", "Show _All (%u)", n), n);

  gtk_button_set_label (self->show_all_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->show_all_button), n_shown < n);
}

/* One that is left over is shown in the place of a button that would show it. */
static guint
count_shown (LkDevicesGroup *self,
             guint           n)
{
  return self->shows_all || n <= N_SHOWN + 1 ? n : N_SHOWN;
}

/* They come last. */
static guint
count_fresh (LkDevicesGroup *self)
{
  guint n = self->devices->len;

  while (n > 0 && is_stale (self, self->devices->pdata[n - 1]))
    n--;
  return n;
}

/* The row comes below those that have been added meanwhile. */
static void
show_stale (LkDevicesGroup *self,
            guint           n_fresh)
{
  guint n = self->devices->len - n_fresh;
  /* Translators: how many devices were not seen for 90 days. */
  g_autofree char *text = g_strdup_printf (ngettext ("%u device", "%u devices", n), n);

  if (n == 0)
    return;
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->stale_row), text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->stale_row);
  for (guint i = n_fresh; i < self->devices->len; i++)
    add_row (self, self->devices->pdata[i]);
}

static void
restore_focus (LkDevicesGroup *self,
               const char     *device_id)
{
  GtkWidget *row = find_row (self, device_id);

  if (row == NULL && self->rows->len > 0)
    row = self->rows->pdata[0];
  if (device_id != NULL && row != NULL)
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

static void
show_devices (LkDevicesGroup *self)
{
  guint n_fresh = count_fresh (self);
  guint n_shown = count_shown (self, n_fresh);
  g_autofree char *focus = dup_focus (self);

  remove_rows (self);
  for (guint i = 0; i < n_shown; i++)
    add_row (self, self->devices->pdata[i]);
  show_stale (self, n_fresh);
  gtk_widget_set_visible (self->empty_row, self->devices->len == 0);
  show_show_all (self, n_shown, n_fresh);
  restore_focus (self, focus);
}

/* (transfer none) (nullable) */
static const LkDevice *
find_own (LkDevicesGroup *self)
{
  return self->account != NULL
           ? find_device (self, lk_account_get_record (self->account)->device_id) : NULL;
}

static void
note_own_name (LkDevicesGroup *self)
{
  const LkDevice *own = find_own (self);
  g_autofree char *before = g_steal_pointer (&self->own_name);

  if (own != NULL)
    self->own_name = g_strdup (own->display_name != NULL ? own->display_name : "");
  if (g_strcmp0 (before, self->own_name) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OWN_NAME]);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  LkDevicesGroup *self = user_data;
  const LkDevice *one = *(const LkDevice *const *) a;
  const LkDevice *other = *(const LkDevice *const *) b;

  if (is_own (self, one) != is_own (self, other))
    return is_own (self, one) ? -1 : 1;
  if (is_stale (self, one) != is_stale (self, other))
    return is_stale (self, one) ? 1 : -1;
  return (one->last_seen_at < other->last_seen_at) - (one->last_seen_at > other->last_seen_at);
}

static void
take_devices (LkDevicesGroup *self,
              GPtrArray      *devices)
{
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  self->devices = devices;
  g_ptr_array_sort_with_data (devices, compare, self);
  show_devices (self);
  note_own_name (self);
}

/* A server without this function is no bad server: the usual words would say so. */
static void
show_failure (LkDevicesGroup *self,
              const GError   *error)
{
  g_autofree char *sentence =
    g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE)
      ? g_strdup (_("The homeserver doesn’t list devices."))
      : lk_error_text_sentence (error);
  const char *title = self->devices == NULL ? _("The devices can’t be shown now")
                                            : _("This list may be out of date");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->failure_row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->failure_row), sentence);
  gtk_widget_set_visible (self->failure_row, TRUE);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *devices = lk_list_devices_finish (LK_ACCOUNT (source), result, &error);
  LkDevicesGroup *self = user_data;

  if (lk_error_is_cancelled (error))
    {
      g_clear_pointer (&devices, g_ptr_array_unref);
      return; /* there may be no group any more, or a newer question */
    }
  g_clear_object (&self->loading);
  gtk_widget_set_visible (self->loading_row, FALSE);
  if (devices != NULL)
    take_devices (self, devices);
  else
    show_failure (self, error);
}

static void
stop_loading (LkDevicesGroup *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load (LkDevicesGroup *self)
{
  stop_loading (self);
  self->expects_changes = FALSE;
  self->loading = g_cancellable_new ();
  gtk_widget_set_visible (self->failure_row, FALSE);
  gtk_widget_set_visible (self->loading_row, self->devices == NULL);
  lk_list_devices_async (self->account, self->loading, on_listed, self);
}

/* What the person does. */

static void
on_retry_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  lk_devices_group_refresh (LK_DEVICES_GROUP (widget));
}

static void
on_show_all_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  LkDevicesGroup *self = LK_DEVICES_GROUP (widget);

  if (self->devices == NULL)
    return;
  self->shows_all = TRUE;
  show_devices (self);
  gtk_widget_child_focus (self->rows->pdata[MIN (N_SHOWN, self->rows->len - 1)],
                          GTK_DIR_TAB_FORWARD);
}

static void
on_remove_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  LkDevicesGroup *self = LK_DEVICES_GROUP (widget);
  const LkDevice *device = find_device (self, g_variant_get_string (parameter, NULL));

  if (device == NULL || is_own (self, device))
    return;
  if (lk_account_removes_devices (self->account))
    lk_remove_device_question (self, self->account, device);
  else
    open_page (self, LK_ACCOUNT_LINK_DELETE_DEVICE, device->device_id);
}

static void
on_rename_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  LkDevicesGroup *self = LK_DEVICES_GROUP (widget);
  const LkDevice *device = find_device (self, g_variant_get_string (parameter, NULL));

  if (device != NULL)
    lk_rename_device_question (self, self->account, device);
}

/* The world around. */

static void
on_is_active_changed (LkDevicesGroup *self,
                      GParamSpec     *pspec,
                      GtkWindow      *window)
{
  if (self->expects_changes && gtk_window_is_active (window) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    lk_devices_group_refresh (self);
}

static void
on_state_changed (LkDevicesGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          lk_auth_state_has_session (lk_account_get_state (self->account)));
}

static void
set_account (LkDevicesGroup *self,
             LkAccount      *account)
{
  if (account == NULL || account == self->account)
    return;
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  on_state_changed (self);
}

static void
lk_devices_group_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, LK_DEVICES_GROUP (object)->account);
      break;
    case PROP_OWN_NAME:
      g_value_set_string (value, LK_DEVICES_GROUP (object)->own_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_devices_group_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ACCOUNT:
      set_account (LK_DEVICES_GROUP (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_devices_group_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_devices_group_parent_class)->root (widget);
  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active",
                             G_CALLBACK (on_is_active_changed), widget, G_CONNECT_SWAPPED);
}

static void
lk_devices_group_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_is_active_changed, widget);
  GTK_WIDGET_CLASS (lk_devices_group_parent_class)->unroot (widget);
}

static void
lk_devices_group_dispose (GObject *object)
{
  stop_loading (LK_DEVICES_GROUP (object));
  G_OBJECT_CLASS (lk_devices_group_parent_class)->dispose (object);
}

static void
lk_devices_group_finalize (GObject *object)
{
  LkDevicesGroup *self = LK_DEVICES_GROUP (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  g_object_unref (self->stale_row);
  g_free (self->waiting_device);
  g_free (self->waiting_session);
  g_free (self->own_name);
  G_OBJECT_CLASS (lk_devices_group_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "devices.retry", NULL, on_retry_activated);
  gtk_widget_class_install_action (widget_class, "devices.show-all", NULL, on_show_all_activated);
  gtk_widget_class_install_action (widget_class, "devices.remove", "s", on_remove_activated);
  gtk_widget_class_install_action (widget_class, "devices.rename", "s", on_rename_activated);
}

static void
lk_devices_group_class_init (LkDevicesGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lk_devices_group_get_property;
  object_class->set_property = lk_devices_group_set_property;
  object_class->dispose = lk_devices_group_dispose;
  object_class->finalize = lk_devices_group_finalize;
  widget_class->root = lk_devices_group_root;
  widget_class->unroot = lk_devices_group_unroot;

  /** LkDevicesGroup:account: whose devices */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, LK_TYPE_ACCOUNT,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /** LkDevicesGroup:own-name: (nullable): what this device is called, "" when it has no name */
  props[PROP_OWN_NAME] = g_param_spec_string ("own-name", NULL, NULL, NULL,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                              G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[OPEN_LINK] = g_signal_new ("open-link", LK_TYPE_DEVICES_GROUP, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-devices-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LkDevicesGroup, loading_row);
  gtk_widget_class_bind_template_child (widget_class, LkDevicesGroup, empty_row);
  gtk_widget_class_bind_template_child (widget_class, LkDevicesGroup, failure_row);
  gtk_widget_class_bind_template_child (widget_class, LkDevicesGroup, show_all_button);
}

static GtkWidget *
new_stale_row (void)
{
  GtkWidget *row = adw_expander_row_new ();

  gtk_widget_set_name (row, "devices-stale-row");
  /* Translators: heads the devices that were not in use for so long. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Not Seen for 90 Days"));
  return row;
}

static void
lk_devices_group_init (LkDevicesGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->stale_row = g_object_ref_sink (new_stale_row ());
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_describe_rows (GTK_WIDGET (self));
}

/**
 * lk_devices_group_new:
 * @account: whose devices
 *
 * Returns: the list of them, which is not asked for yet
 */
GtkWidget *
lk_devices_group_new (LkAccount *account)
{
  return g_object_new (LK_TYPE_DEVICES_GROUP, "account", account, NULL);
}

/* The person has been on the page, or has left it undone: the server knows. */
static void
go_on_with_removal (LkDevicesGroup *self)
{
  g_autofree char *device_id = g_steal_pointer (&self->waiting_device);
  g_autofree char *session = g_steal_pointer (&self->waiting_session);
  const LkDevice *device = find_device (self, device_id);

  if (device != NULL)
    lk_remove_device_question_go_on (self, self->account, device, session);
  else
    load (self);
}

/**
 * lk_devices_group_refresh:
 * @self: the group
 *
 * Asks the homeserver for the devices, if there is a session to ask with. What is shown stays
 * until the answer is there.
 */
void
lk_devices_group_refresh (LkDevicesGroup *self)
{
  g_return_if_fail (LK_IS_DEVICES_GROUP (self));

  if (self->account == NULL || !lk_auth_state_has_session (lk_account_get_state (self->account)))
    return;
  if (self->waiting_device != NULL)
    go_on_with_removal (self);
  else
    load (self);
}

/**
 * lk_devices_group_expect_changes:
 * @self: the group
 *
 * Has the devices asked for once more when the window becomes active again (H5).
 */
void
lk_devices_group_expect_changes (LkDevicesGroup *self)
{
  g_return_if_fail (LK_IS_DEVICES_GROUP (self));

  self->expects_changes = TRUE;
}

/**
 * lk_devices_group_rename_own:
 * @self: the group
 *
 * Asks the person what to call this device.
 */
void
lk_devices_group_rename_own (LkDevicesGroup *self)
{
  const LkDevice *own;

  g_return_if_fail (LK_IS_DEVICES_GROUP (self));

  own = find_own (self);
  if (own != NULL)
    lk_rename_device_question (self, self->account, own);
}

/**
 * lk_devices_group_set_busy:
 * @self: the group
 * @device_id: which device
 * @busy: whether something is being done with it
 */
void
lk_devices_group_set_busy (LkDevicesGroup *self,
                           const char     *device_id,
                           gboolean        busy)
{
  GtkWidget *row;

  g_return_if_fail (LK_IS_DEVICES_GROUP (self));

  row = find_row (self, device_id);
  if (row != NULL)
    gtk_widget_set_sensitive (row, !busy);
}

/**
 * lk_devices_group_show_page:
 * @self: the group
 * @device_id: whose removal is to be confirmed
 * @page: the homeserver's page for that
 * @session: what to go on with afterwards
 */
void
lk_devices_group_show_page (LkDevicesGroup *self,
                            const char     *device_id,
                            const char     *page,
                            const char     *session)
{
  g_return_if_fail (LK_IS_DEVICES_GROUP (self));

  g_free (self->waiting_device);
  g_free (self->waiting_session);
  self->waiting_device = g_strdup (device_id);
  self->waiting_session = g_strdup (session);
  g_signal_emit (self, signals[OPEN_LINK], 0, page);
}
