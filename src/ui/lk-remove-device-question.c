/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-remove-device-question.h"

#include <glib/gi18n.h>

#include "lk-device-text.h"
#include "lk-devices.h"
#include "lk-dialogs.h"
#include "lk-error-text.h"

typedef struct
{
  GtkWidget            *asker;
  const LkRemovalAsker *how;
  LkAccount            *account;
  char                 *device_id;
  char                 *name;
  char                 *session;      /* (nullable) to go on with */
  char                 *page;         /* (nullable) on which the person is to confirm */
  gboolean              has_password; /* one was shown to the server */
} Question;

/*
 * Removing a device, as a conversation with the person, in the order it happens: whether at all;
 * then what the homeserver wants to be shown: nothing, the password (and again, if it was not
 * the right one), or a page of its own. Each step owns the question.
 */
static void ask           (Question *self);
static void remove_device (Question *self, LkSecret *password);
static void ask_password  (Question *self, const char *problem);
static void ask_page      (Question *self, const char *page);

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->asker);
  g_object_unref (self->account);
  g_free (self->device_id);
  g_free (self->name);
  g_free (self->session);
  g_free (self->page);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static Question *
question_new (GtkWidget            *asker,
              const LkRemovalAsker *how,
              LkAccount            *account,
              const LkDevice       *device)
{
  Question *self = g_new0 (Question, 1);

  self->asker = g_object_ref (asker);
  self->how = how;
  self->account = g_object_ref (account);
  self->device_id = g_strdup (device->device_id);
  self->name = lk_device_text_name (device);
  return self;
}

/* What the dialog's own is, is gone after the answer. */
static Question *
question_copy (const Question *self)
{
  Question *copy = g_new0 (Question, 1);

  copy->asker = g_object_ref (self->asker);
  copy->how = self->how;
  copy->account = g_object_ref (self->account);
  copy->device_id = g_strdup (self->device_id);
  copy->name = g_strdup (self->name);
  copy->session = g_strdup (self->session);
  return copy;
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  if (g_str_equal (answer, "remove"))
    remove_device (question_copy (user_data), NULL);
}

static void
ask (Question *self)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: removes a device from the account. */
    { "remove", _("_Remove"), LK_ANSWER_DESTRUCTIVE },
  };
  /* Translators: %s is the name of a device. */
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"), self->name);

  lk_ask (self->asker, "remove-device-dialog", heading,
          _("It’s signed out at once. Encrypted messages that only this device can read are "
            "lost."),
          answers, G_N_ELEMENTS (answers), on_answered, self, question_free);
}

static void
tell (Question   *self,
      const char *heading,
      const char *body)
{
  const LkAnswer answers[] = { { "close", _("_Close"), LK_ANSWER_PLAIN } };

  lk_ask (self->asker, "remove-device-failed-dialog", heading, body, answers,
          G_N_ELEMENTS (answers), NULL, NULL, NULL);
}

static void
tell_no_way (Question *self)
{
  tell (self, _("Can’t Remove the Device"),
        _("This homeserver doesn’t let apps remove devices. Sign out on the device itself."));
}

static void
tell_failure (Question     *self,
              const GError *error)
{
  g_autofree char *body = lk_error_text_answer (error);

  tell (self, _("Couldn’t Remove the Device"), body);
}

static void
on_gone (Question *self)
{
  /* Translators: %s is the name of a device. */
  g_autofree char *text = g_strdup_printf (_("“%s” was removed"), self->name);

  gtk_widget_activate_action (self->asker, "win.toast", "s", text);
  self->how->refresh (self->asker);
}

static void
on_outcome (Question        *question,
            const LkRemoval *removal)
{
  g_autoptr (Question) self = question;

  g_free (self->session);
  self->session = g_strdup (removal->session);
  switch (removal->step)
    {
    case LK_REMOVAL_DONE:
      on_gone (self);
      break;
    case LK_REMOVAL_PASSWORD:
      ask_password (g_steal_pointer (&self), NULL);
      break;
    case LK_REMOVAL_PAGE:
      ask_page (g_steal_pointer (&self), removal->page);
      break;
    case LK_REMOVAL_NO_WAY:
    default:
      tell_no_way (self);
    }
}

static gboolean
is_wrong_password (Question     *self,
                   const GError *error)
{
  return self->has_password && g_error_matches (error, LK_ERROR, LK_ERROR_REFUSED) &&
         g_strcmp0 (lk_error_get_server_code (error), "M_FORBIDDEN") == 0;
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Question) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkRemoval) removal = lk_remove_device_finish (LK_ACCOUNT (source), result, &error);

  if (gtk_widget_get_root (self->asker) == NULL)
    return; /* the page has gone meanwhile */
  self->how->set_busy (self->asker, self->device_id, FALSE);
  if (removal != NULL)
    on_outcome (g_steal_pointer (&self), removal);
  else if (is_wrong_password (self, error))
    ask_password (g_steal_pointer (&self), _("That isn’t the right password. Try again."));
  else
    tell_failure (self, error);
}

static void
remove_device (Question *self,
               LkSecret *password)
{
  self->has_password = password != NULL;
  self->how->set_busy (self->asker, self->device_id, TRUE);
  lk_remove_device_async (self->account, self->device_id, password, self->session, NULL,
                          on_removed, self);
}

static void
on_password_answered (const char *answer,
                      const char *text,
                      gpointer    user_data)
{
  g_autoptr (LkSecret) password = NULL;

  if (!g_str_equal (answer, "remove"))
    return;
  password = lk_secret_new (text);
  remove_device (question_copy (user_data), password);
}

/* @problem: (nullable) */
static void
ask_password (Question   *self,
              const char *problem)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    { "remove", _("_Remove"), LK_ANSWER_DESTRUCTIVE },
  };
  const LkTextQuestion entry = { _("Password"), NULL, problem, TRUE };
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"), self->name);
  g_autofree char *who = lk_untrusted_text (lk_account_get_record (self->account)->user_id, 100);
  /* Translators: %s is a user ID. */
  g_autofree char *body = g_strdup_printf (_("The homeserver wants the password of %s for "
                                             "this. Latchkey doesn’t keep it."), who);

  lk_ask_for_text (self->asker, "remove-device-password-dialog", heading, body,
                   &entry, answers, G_N_ELEMENTS (answers), on_password_answered, self,
                   question_free);
}

static void
on_page_answered (const char *answer,
                  gpointer    user_data)
{
  Question *self = user_data;

  if (g_str_equal (answer, "open"))
    self->how->show_page (self->asker, self->device_id, self->page, self->session);
}

static void
ask_page (Question   *self,
          const char *page)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    { "open", _("_Open the Page"), LK_ANSWER_SUGGESTED },
  };
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"), self->name);

  self->page = g_strdup (page);
  lk_ask (self->asker, "remove-device-page-dialog", heading,
          _("The homeserver wants you to confirm this on a page of its own. When you come back "
            "from there, the device is removed."),
          answers, G_N_ELEMENTS (answers), on_page_answered, self, question_free);
}

/**
 * lk_remove_device_question_for:
 * @asker: who asks
 * @how: (not nullable) (transfer none): what @asker does in between; static
 * @account: whose device
 * @device: which device
 */
void
lk_remove_device_question_for (GtkWidget            *asker,
                               const LkRemovalAsker *how,
                               LkAccount            *account,
                               const LkDevice       *device)
{
  g_return_if_fail (GTK_IS_WIDGET (asker));
  g_return_if_fail (LK_IS_ACCOUNT (account));

  ask (question_new (asker, how, account, device));
}

/**
 * lk_remove_device_question_go_on_for:
 * @asker: who asks
 * @how: (not nullable) (transfer none): what @asker does in between; static
 * @account: whose device
 * @device: which device
 * @session: what to go on with
 */
void
lk_remove_device_question_go_on_for (GtkWidget            *asker,
                                     const LkRemovalAsker *how,
                                     LkAccount            *account,
                                     const LkDevice       *device,
                                     const char           *session)
{
  Question *self;

  g_return_if_fail (GTK_IS_WIDGET (asker));
  g_return_if_fail (LK_IS_ACCOUNT (account));

  self = question_new (asker, how, account, device);
  self->session = g_strdup (session);
  remove_device (self, NULL);
}

/* The list of an account's devices. */

static void
set_group_busy (GtkWidget  *group,
                const char *device_id,
                gboolean    busy)
{
  lk_devices_group_set_busy (LK_DEVICES_GROUP (group), device_id, busy);
}

static void
show_group_page (GtkWidget  *group,
                 const char *device_id,
                 const char *page,
                 const char *session)
{
  lk_devices_group_show_page (LK_DEVICES_GROUP (group), device_id, page, session);
}

static void
refresh_group (GtkWidget *group)
{
  lk_devices_group_refresh (LK_DEVICES_GROUP (group));
}

static const LkRemovalAsker group_asker = { set_group_busy, show_group_page, refresh_group };

/**
 * lk_remove_device_question:
 * @group: who asks
 * @account: whose device
 * @device: which device
 */
void
lk_remove_device_question (LkDevicesGroup *group,
                           LkAccount      *account,
                           const LkDevice *device)
{
  lk_remove_device_question_for (GTK_WIDGET (group), &group_asker, account, device);
}

/**
 * lk_remove_device_question_go_on:
 * @group: who asks
 * @account: whose device
 * @device: which device
 * @session: what to go on with
 */
void
lk_remove_device_question_go_on (LkDevicesGroup *group,
                                 LkAccount      *account,
                                 const LkDevice *device,
                                 const char     *session)
{
  lk_remove_device_question_go_on_for (GTK_WIDGET (group), &group_asker, account, device, session);
}
