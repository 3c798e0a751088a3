/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-devices-note-row.h"

#include <glib/gi18n.h>

#include "lk-account-text.h"
#include "lk-error-text.h"
#include "lk-error.h"

#define LONGEST_WHO 255

/**
 * LkDevicesNoteRow:
 *
 * An account whose devices can't be told, and why.
 */
struct _LkDevicesNoteRow
{
  AdwBin    parent_instance;
  GtkLabel *who_label;
  GtkLabel *why_label;
};

G_DEFINE_FINAL_TYPE (LkDevicesNoteRow, lk_devices_note_row, ADW_TYPE_BIN)

/* What is around a row has the keyboard, and gets its words. */
static void
lk_devices_note_row_root (GtkWidget *widget)
{
  LkDevicesNoteRow *self = LK_DEVICES_NOTE_ROW (widget);

  GTK_WIDGET_CLASS (lk_devices_note_row_parent_class)->root (widget);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (gtk_widget_get_parent (widget)),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->who_label,
                                  self->why_label, NULL, -1);
}

static void
lk_devices_note_row_class_init (LkDevicesNoteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->root = lk_devices_note_row_root;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-devices-note-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkDevicesNoteRow, who_label);
  gtk_widget_class_bind_template_child (widget_class, LkDevicesNoteRow, why_label);
}

static void
lk_devices_note_row_init (LkDevicesNoteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** lk_devices_note_row_new: Returns: a row that shows nothing yet */
GtkWidget *
lk_devices_note_row_new (void)
{
  return g_object_new (LK_TYPE_DEVICES_NOTE_ROW, NULL);
}

/* A server without this function is no bad server, and a session that ended needs no reason. */
static char *
dup_reason (LkDevicesNote *note)
{
  LkAccount *account = lk_devices_note_get_account (note);
  const GError *error = lk_devices_note_get_error (note);

  if (error == NULL || g_error_matches (error, LK_ERROR, LK_ERROR_EXPIRED))
    return g_strdup (lk_account_text_session (lk_account_get_state (account),
                                              lk_account_get_offline (account),
                                              lk_account_get_keyring_locked (account)));
  if (g_error_matches (error, LK_ERROR, LK_ERROR_SERVER_UNSUITABLE))
    return g_strdup (_("The homeserver doesn’t list devices."));
  return lk_error_text_sentence (error);
}

/**
 * lk_devices_note_row_set_note:
 * @self: the row
 * @note: what it shows from now on
 */
void
lk_devices_note_row_set_note (LkDevicesNoteRow *self,
                              LkDevicesNote    *note)
{
  LkAccountRecord *record;
  g_autofree char *who = NULL;
  g_autofree char *why = NULL;

  g_return_if_fail (LK_IS_DEVICES_NOTE_ROW (self));

  record = lk_account_get_record (lk_devices_note_get_account (note));
  who = lk_untrusted_text (record->user_id != NULL ? record->user_id : record->server_name,
                           LONGEST_WHO);
  why = dup_reason (note);
  gtk_label_set_label (self->who_label, who != NULL ? who : "");
  gtk_label_set_label (self->why_label, why);
}
