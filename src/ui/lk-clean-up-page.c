/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-clean-up-page.h"

#include <glib/gi18n.h>

#include "lk-account-text.h"
#include "lk-announce.h"
#include "lk-device-text.h"
#include "lk-devices.h"
#include "lk-error-text.h"
#include "lk-focus.h"
#include "lk-remove-device-question.h"
#include "lk-shown-child.h"

#define LONGEST_ID 255

/**
 * LkCleanUpPage:
 *
 * Leads a person through the devices that they want gone, one after the other: to the page where a
 * device is removed, or through the question that removes it; and says what has become of it, by
 * the homeserver's own word. At the end it says how many have gone.
 *
 * Signals: `open-link` (string) with an address to be shown in the jar of the current device's
 * account; `done` when there is no more to be seen.
 */
struct _LkCleanUpPage
{
  AdwBin          parent_instance;
  AdwWindowTitle *window_title;
  LkCleanUp      *walk;     /* (nullable) set once */
  GCancellable   *checking; /* (nullable) of the question under way */
  LkListedDevice *shown;    /* (nullable) which one is current on the page */
  char           *session;  /* (nullable) of a removal that is confirmed on a homeserver's page */
  GtkStack       *stack;
  GtkProgressBar *progress_bar;
  GtkLabel       *step_label;
  GtkLabel       *name_label;
  GtkLabel       *account_label;
  GtkLabel       *seen_label;
  GtkLabel       *id_label;
  GtkWidget      *spinner;
  GtkWidget      *gone_image;
  GtkLabel       *status_label;
  GtkWidget      *open_button;
  GtkWidget      *remove_button;
  GtkWidget      *check_button;
  AdwStatusPage  *summary_page;
  GtkWidget      *done_button;
};

G_DEFINE_FINAL_TYPE (LkCleanUpPage, lk_clean_up_page, ADW_TYPE_BIN)

enum
{
  OPEN_LINK,
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Where it stands. */

/* @text: (nullable) */
static void
show_status (LkCleanUpPage *self,
             const char    *text,
             gboolean       is_gone)
{
  gtk_widget_set_visible (self->gone_image, is_gone);
  gtk_label_set_label (self->status_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status_label), text != NULL);
}

static void
set_busy (LkCleanUpPage *self,
          gboolean       busy)
{
  static const char *const actions[] = { "clean-up.open", "clean-up.remove", "clean-up.check" };

  gtk_widget_set_visible (self->spinner, busy);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], !busy);
}

static void
show_device (LkCleanUpPage  *self,
             LkListedDevice *listed)
{
  const LkDevice *device = lk_listed_device_get_device (listed);
  LkAccount *account = lk_listed_device_get_account (listed);
  gint64 now = lk_clock_seconds (lk_account_get_ports (account)->clock);
  g_autofree char *name = lk_device_text_name (device);
  g_autofree char *who = lk_untrusted_text (lk_account_get_record (account)->user_id, LONGEST_ID);
  g_autofree char *seen = lk_device_text_last_seen (device, now);
  g_autofree char *id = lk_untrusted_text (device->device_id, LONGEST_ID);

  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->account_label, who != NULL ? who : "");
  gtk_label_set_label (self->seen_label, seen != NULL ? seen : "");
  gtk_widget_set_visible (GTK_WIDGET (self->seen_label), seen != NULL);
  gtk_label_set_label (self->id_label, id);
  gtk_widget_set_visible (GTK_WIDGET (self->id_label), !g_str_equal (id, name));
}

static void
show_step (LkCleanUpPage *self)
{
  guint n = lk_clean_up_get_n_devices (self->walk);
  guint position = lk_clean_up_get_position (self->walk);
  /* Translators: a step on the way through several devices: "Device 3 of 12". */
  g_autofree char *text = g_strdup_printf (_("Device %u of %u"), position + 1, n);

  gtk_label_set_label (self->step_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, (double) position / n);
}

/* What can be done about it: at the provider, here, or neither. */
static void
show_ways (LkCleanUpPage  *self,
           LkListedDevice *listed)
{
  LkAccount *account = lk_listed_device_get_account (listed);
  gboolean removes = lk_account_removes_devices (account);
  g_autofree char *page = removes ? NULL : lk_clean_up_dup_page (listed);

  gtk_widget_set_visible (self->remove_button, removes);
  gtk_widget_set_visible (self->open_button, page != NULL);
  gtk_widget_set_visible (self->check_button, !removes && page == NULL);
  if (!removes && page == NULL)
    show_status (self, _("Its provider doesn’t say where devices are removed. Look for it on the "
                         "provider’s site, then check again."), FALSE);
}

static void
focus_on (LkCleanUpPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What is known of the one before is said beside the next one, until something is done. */
static void
show_current (LkCleanUpPage  *self,
              LkListedDevice *listed)
{
  g_set_object (&self->shown, listed);
  g_clear_pointer (&self->session, g_free);
  show_step (self);
  show_device (self, listed);
  show_ways (self, listed);
  gtk_stack_set_visible_child_name (self->stack, "device");
  focus_on (self);
}

static void
show_summary (LkCleanUpPage *self)
{
  guint n = lk_clean_up_get_n_devices (self->walk);
  guint n_gone = lk_clean_up_get_n_gone (self->walk);
  guint n_left = n - n_gone;
  /* Translators: at the end: how many devices have gone, of how many: "9 of 12 are gone". The
   * first number chooses the form. */
  g_autofree char *title = g_strdup_printf (ngettext ("%u of %u is gone", "%u of %u are gone",
                                                         n_gone),
                                            n_gone, n);
  g_autofree char *left = g_strdup_printf (ngettext ("%u device is still there.",
                                                     "%u devices are still there.", n_left),
                                           n_left);

  g_clear_object (&self->shown);
  adw_status_page_set_title (self->summary_page, title);
  adw_status_page_set_description (self->summary_page, n_left > 0 ? left : NULL);
  gtk_stack_set_visible_child_name (self->stack, "summary");
  focus_on (self);
}

static void
tell_gone (LkCleanUpPage  *self,
           LkListedDevice *listed)
{
  g_autofree char *name = lk_device_text_name (lk_listed_device_get_device (listed));
  /* Translators: %s is the name of a device. */
  g_autofree char *text = g_strdup_printf (_("“%s” is gone"), name);

  show_status (self, text, TRUE);
}

static void
stop_checking (LkCleanUpPage *self)
{
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
  set_busy (self, FALSE);
}

static void
on_position_changed (LkCleanUpPage *self)
{
  LkListedDevice *current = lk_clean_up_get_current (self->walk);
  g_autoptr (LkListedDevice) before = self->shown != NULL ? g_object_ref (self->shown) : NULL;

  show_status (self, NULL, FALSE);
  if (before != NULL && lk_listed_device_get_gone (before))
    tell_gone (self, before);
  if (current != NULL)
    show_current (self, current);
  else
    show_summary (self);
}

/* Asking the homeserver. */

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_gone = lk_clean_up_check_finish (LK_CLEAN_UP (source), result, &error);
  LkCleanUpPage *self = user_data;
  g_autofree char *sentence = NULL;

  if (lk_error_is_cancelled (error))
    return; /* there may be no page any more, or a newer question */
  g_clear_object (&self->checking);
  set_busy (self, FALSE);
  if (is_gone)
    return; /* the walk has moved on already */
  gtk_widget_set_visible (self->check_button, TRUE);
  sentence = error != NULL ? lk_error_text_sentence (error) : NULL;
  show_status (self, sentence != NULL ? sentence : _("The homeserver still lists it."), FALSE);
}

static void
check (LkCleanUpPage *self)
{
  if (lk_clean_up_get_current (self->walk) == NULL)
    return;
  stop_checking (self);
  self->checking = g_cancellable_new ();
  set_busy (self, TRUE);
  show_status (self, _("Asking the homeserver…"), FALSE);
  lk_clean_up_check_async (self->walk, self->checking, on_checked, self);
}

/* Removing it here, at homeservers that have no provider. */

static void
set_asker_busy (GtkWidget  *asker,
                const char *device_id,
                gboolean    busy)
{
  set_busy (LK_CLEAN_UP_PAGE (asker), busy);
}

static void
show_asker_page (GtkWidget  *asker,
                 const char *device_id,
                 const char *page,
                 const char *session)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (asker);

  g_free (self->session);
  self->session = g_strdup (session);
  g_signal_emit (self, signals[OPEN_LINK], 0, page);
}

static void
refresh_asker (GtkWidget *asker)
{
  check (LK_CLEAN_UP_PAGE (asker));
}

static const LkRemovalAsker page_asker = { set_asker_busy, show_asker_page, refresh_asker };

/* What the person does. */

static void
on_open_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (widget);
  LkListedDevice *current = lk_clean_up_get_current (self->walk);
  g_autofree char *page = current != NULL ? lk_clean_up_dup_page (current) : NULL;

  if (page == NULL)
    return;
  show_status (self, NULL, FALSE);
  g_signal_emit (self, signals[OPEN_LINK], 0, page);
}

static void
on_remove_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (widget);
  LkListedDevice *current = lk_clean_up_get_current (self->walk);

  if (current == NULL)
    return;
  show_status (self, NULL, FALSE);
  lk_remove_device_question_for (widget, &page_asker, lk_listed_device_get_account (current),
                                 lk_listed_device_get_device (current));
}

static void
on_check_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  check (LK_CLEAN_UP_PAGE (widget));
}

static void
on_skip_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (widget);

  stop_checking (self);
  lk_clean_up_skip (self->walk);
}

static void
on_stop_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (widget);

  stop_checking (self);
  lk_clean_up_stop (self->walk);
}

static void
on_done_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  g_signal_emit (widget, signals[DONE], 0);
}

static gboolean
lk_clean_up_page_grab_focus (GtkWidget *widget)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (widget);
  GtkWidget *const wanted[] = {
    self->done_button, self->open_button, self->remove_button, self->check_button,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (gtk_widget_get_mapped (wanted[i]) && gtk_widget_grab_focus (wanted[i]))
      return TRUE;
  return gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
lk_clean_up_page_dispose (GObject *object)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (object);

  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
  G_OBJECT_CLASS (lk_clean_up_page_parent_class)->dispose (object);
}

static void
lk_clean_up_page_finalize (GObject *object)
{
  LkCleanUpPage *self = LK_CLEAN_UP_PAGE (object);

  g_clear_object (&self->walk);
  g_clear_object (&self->shown);
  g_free (self->session);
  G_OBJECT_CLASS (lk_clean_up_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "clean-up.open", NULL, on_open_activated);
  gtk_widget_class_install_action (widget_class, "clean-up.remove", NULL, on_remove_activated);
  gtk_widget_class_install_action (widget_class, "clean-up.check", NULL, on_check_activated);
  gtk_widget_class_install_action (widget_class, "clean-up.skip", NULL, on_skip_activated);
  gtk_widget_class_install_action (widget_class, "clean-up.stop", NULL, on_stop_activated);
  gtk_widget_class_install_action (widget_class, "clean-up.done", NULL, on_done_activated);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-clean-up-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, step_label);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, account_label);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, seen_label);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, id_label);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, gone_image);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, remove_button);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, check_button);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, summary_page);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, done_button);
  gtk_widget_class_bind_template_child (widget_class, LkCleanUpPage, window_title);
}

static void
lk_clean_up_page_class_init (LkCleanUpPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_clean_up_page_dispose;
  object_class->finalize = lk_clean_up_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_clean_up_page_grab_focus;

  signals[OPEN_LINK] = g_signal_new ("open-link", LK_TYPE_CLEAN_UP_PAGE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DONE] = g_signal_new ("done", LK_TYPE_CLEAN_UP_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  install_actions (widget_class);
  bind_template (widget_class);
}

static void
lk_clean_up_page_init (LkCleanUpPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
  lk_announce_title (self->window_title);
  lk_announce_label (self->status_label);
  lk_announce_page (self->summary_page);
}

/**
 * lk_clean_up_page_new:
 * @walk: which devices
 *
 * Returns: a page that leads through them
 */
GtkWidget *
lk_clean_up_page_new (LkCleanUp *walk)
{
  LkCleanUpPage *self = g_object_new (LK_TYPE_CLEAN_UP_PAGE, NULL);

  self->walk = g_object_ref (walk);
  g_signal_connect_object (walk, "notify::position", G_CALLBACK (on_position_changed), self,
                           G_CONNECT_SWAPPED);
  on_position_changed (self);
  return GTK_WIDGET (self);
}

/**
 * lk_clean_up_page_come_back:
 * @self: the page
 *
 * Asks the homeserver whether the current device has gone; or goes on to remove it, when the
 * person was to confirm that on a page of the homeserver.
 */
void
lk_clean_up_page_come_back (LkCleanUpPage *self)
{
  LkListedDevice *current;
  g_autofree char *session = NULL;

  g_return_if_fail (LK_IS_CLEAN_UP_PAGE (self));

  current = lk_clean_up_get_current (self->walk);
  session = g_steal_pointer (&self->session);
  if (current != NULL && session != NULL)
    lk_remove_device_question_go_on_for (GTK_WIDGET (self), &page_asker,
                                         lk_listed_device_get_account (current),
                                         lk_listed_device_get_device (current), session);
  else
    check (self);
}
