/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-rename-device-question.h"

#include <glib/gi18n.h>

#include "lk-devices.h"
#include "lk-dialogs.h"
#include "lk-error-text.h"

/* Giving a device another name, as a conversation with the person: which, then done or not. */

typedef struct
{
  LkDevicesGroup *group;
  LkAccount      *account;
  char           *device_id;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->group);
  g_object_unref (self->account);
  g_free (self->device_id);
  g_free (self);
}

static Question *
question_new (LkDevicesGroup *group,
              LkAccount      *account,
              const char     *device_id)
{
  Question *self = g_new0 (Question, 1);

  self->group = g_object_ref (group);
  self->account = g_object_ref (account);
  self->device_id = g_strdup (device_id);
  return self;
}

static void
tell_failure (LkDevicesGroup *group,
              const GError   *error)
{
  const LkAnswer answers[] = { { "close", _("_Close"), LK_ANSWER_PLAIN } };
  g_autofree char *body = lk_error_text_answer (error);

  lk_ask (GTK_WIDGET (group), "rename-device-failed-dialog", _("Couldn’t Rename the Device"), body,
          answers, G_N_ELEMENTS (answers), NULL, NULL, NULL);
}

static void
on_renamed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (LkDevicesGroup) group = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_renamed = lk_rename_device_finish (LK_ACCOUNT (source), result, &error);

  if (gtk_widget_get_root (GTK_WIDGET (group)) == NULL)
    return; /* the page has gone meanwhile */
  if (is_renamed)
    lk_devices_group_refresh (group);
  else
    tell_failure (group, error);
}

static void
on_answered (const char *answer,
             const char *text,
             gpointer    user_data)
{
  Question *self = user_data;

  if (g_str_equal (answer, "rename"))
    lk_rename_device_async (self->account, self->device_id, text, NULL, on_renamed,
                            g_object_ref (self->group));
}

/**
 * lk_rename_device_question:
 * @group: who asks
 * @account: whose device
 * @device: which device
 */
void
lk_rename_device_question (LkDevicesGroup *group,
                           LkAccount      *account,
                           const LkDevice *device)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: gives a device another name. */
    { "rename", _("_Rename"), LK_ANSWER_SUGGESTED },
  };
  const LkTextQuestion entry = { C_("device", "Name"), device->display_name, NULL, FALSE };

  g_return_if_fail (LK_IS_DEVICES_GROUP (group));
  g_return_if_fail (LK_IS_ACCOUNT (account));

  lk_ask_for_text (GTK_WIDGET (group), "rename-device-dialog", _("Rename This Device"),
                   _("Your other devices show this name, too, and so may the people you talk "
                     "to."),
                   &entry, answers, G_N_ELEMENTS (answers), on_answered,
                   question_new (group, account, device->device_id), question_free);
}
