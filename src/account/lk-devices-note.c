/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-devices-note.h"

struct _LkDevicesNote
{
  GObject    parent_instance;
  LkAccount *account;
  GError    *error; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LkDevicesNote, lk_devices_note, G_TYPE_OBJECT)

static void
lk_devices_note_finalize (GObject *object)
{
  LkDevicesNote *self = LK_DEVICES_NOTE (object);

  g_clear_object (&self->account);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (lk_devices_note_parent_class)->finalize (object);
}

static void
lk_devices_note_class_init (LkDevicesNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_devices_note_finalize;
}

static void
lk_devices_note_init (LkDevicesNote *self)
{
}

/**
 * lk_devices_note_new:
 * @account: whose devices
 * @error: (nullable): what came of asking for them; %NULL when there is no session to ask with
 *
 * Returns: (transfer full): a note
 */
LkDevicesNote *
lk_devices_note_new (LkAccount    *account,
                     const GError *error)
{
  LkDevicesNote *self = g_object_new (LK_TYPE_DEVICES_NOTE, NULL);

  self->account = g_object_ref (account);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  return self;
}

/** lk_devices_note_get_account: Returns: (transfer none): whose devices */
LkAccount *
lk_devices_note_get_account (LkDevicesNote *self)
{
  g_return_val_if_fail (LK_IS_DEVICES_NOTE (self), NULL);

  return self->account;
}

/** lk_devices_note_get_error: Returns: (nullable): what came of asking for them */
const GError *
lk_devices_note_get_error (LkDevicesNote *self)
{
  g_return_val_if_fail (LK_IS_DEVICES_NOTE (self), NULL);

  return self->error;
}
