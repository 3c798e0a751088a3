/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-edit-profile.h"

#include "lk-client-api.h"
#include "lk-error.h"
#include "lk-fetch.h"
#include "lk-media-api.h"
#include "lk-profile-api.h"

/*
 * Changing the person's name or picture, in the order it happens. A picture: how large may it be →
 * upload → set. Then, for both: ask for the profile as it is now, since a homeserver may make
 * something else of what it was told.
 */
static void ask_limit (GTask *task, gboolean authenticated);
static void upload    (GTask *task);
static void set       (GTask *task, const char *value);
static void refresh   (GTask *task);

typedef struct
{
  LkProfileField field;
  GBytes        *picture;      /* (nullable) to be uploaded */
  char          *content_type; /* (nullable) of it */
} Change;

static void
change_free (Change *self)
{
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self->content_type);
  g_free (self);
}

/* What may be changed. */

static void
on_capabilities (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;
  LkProfileRights rights = 0;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  if (response == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (lk_profile_may (response, LK_PROFILE_NAME))
    rights |= LK_PROFILE_RIGHT_NAME;
  if (lk_profile_may (response, LK_PROFILE_PICTURE))
    rights |= LK_PROFILE_RIGHT_PICTURE;
  g_task_return_int (task, rights);
}

/**
 * lk_ask_profile_rights_async:
 * @account: an account with a session
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks the homeserver what the person may change of their profile (spec §10.1).
 */
void
lk_ask_profile_rights_async (LkAccount           *account,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (LK_IS_ACCOUNT (account));

  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_ask_profile_rights_async);
  lk_fetch_async (account, lk_client_api_capabilities (lk_account_get_record (account)->base_url),
                  cancellable, on_capabilities, task);
}

/**
 * lk_ask_profile_rights_finish:
 * @error: return location for an error: there was no answer of any form
 *
 * Returns: what may be changed; all of it where the homeserver doesn't say
 */
LkProfileRights
lk_ask_profile_rights_finish (LkAccount    *account,
                              GAsyncResult *result,
                              GError      **error)
{
  gssize rights;

  g_return_val_if_fail (g_task_is_valid (result, account), 0);

  rights = g_task_propagate_int (G_TASK (result), error);
  return rights > 0 ? (LkProfileRights) rights : 0;
}

/* Changing it. */

static GTask *
new_task (LkAccount           *account,
          LkProfileField       field,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             source_tag)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Change *self = g_new0 (Change, 1);

  self->field = field;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, self, (GDestroyNotify) change_free);
  return task;
}

/**
 * lk_change_name_async:
 * @account: an account with a session
 * @name: what to call the person
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome; lk_change_profile_finish()
 * @user_data: for @callback
 *
 * Gives the person another name.
 */
void
lk_change_name_async (LkAccount           *account,
                      const char          *name,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (LK_IS_ACCOUNT (account));
  g_return_if_fail (name != NULL);

  set (new_task (account, LK_PROFILE_NAME, cancellable, callback, user_data,
                 lk_change_name_async), name);
}

/**
 * lk_change_picture_async:
 * @account: an account with a session
 * @picture: (nullable): the picture, or %NULL for none
 * @content_type: (nullable): what @picture is, such as "image/png"
 * @cancellable: (nullable): to stop it
 * @callback: called with the outcome; lk_change_profile_finish()
 * @user_data: for @callback
 *
 * Gives the person another picture. What is larger than the homeserver takes is not sent.
 */
void
lk_change_picture_async (LkAccount           *account,
                         GBytes              *picture,
                         const char          *content_type,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  Change *self;

  g_return_if_fail (LK_IS_ACCOUNT (account));
  g_return_if_fail (picture == NULL || content_type != NULL);

  task = new_task (account, LK_PROFILE_PICTURE, cancellable, callback, user_data,
                   lk_change_picture_async);
  if (picture == NULL)
    {
      set (task, NULL);
      return;
    }
  self = g_task_get_task_data (task);
  self->picture = g_bytes_ref (picture);
  self->content_type = g_strdup (content_type);
  ask_limit (task, TRUE);
}

static void
go_on_within (GTask  *conversation,
              gint64  limit)
{
  g_autoptr (GTask) task = conversation;
  Change *self = g_task_get_task_data (task);

  if (limit >= 0 && g_bytes_get_size (self->picture) > (guint64) limit)
    g_task_return_error (task, lk_media_too_large ());
  else
    upload (g_steal_pointer (&task));
}

static void
on_limit (GTask        *conversation,
          GAsyncResult *result,
          gboolean      authenticated)
{
  g_autoptr (GTask) task = conversation;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (g_task_get_source_object (task), result, &error);
  if (response == NULL)
    g_task_return_error (task, error);
  else if (authenticated && lk_client_api_is_missing (response))
    ask_limit (g_steal_pointer (&task), FALSE);
  else
    go_on_within (g_steal_pointer (&task), lk_media_parse_limit (response));
}

static void
on_limit_of_today (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  on_limit (user_data, result, TRUE);
}

static void
on_old_limit (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  on_limit (user_data, result, FALSE);
}

/* The old one needs the token for this, too; it isn't where pictures are fetched from. */
static void
ask_limit (GTask    *task,
           gboolean  authenticated)
{
  LkAccount *account = g_task_get_source_object (task);

  lk_fetch_async (account,
                  lk_media_api_config (lk_account_get_record (account)->base_url, authenticated),
                  g_task_get_cancellable (task),
                  authenticated ? on_limit_of_today : on_old_limit, task);
}

static void
on_uploaded (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (LkHttpResponse) response = NULL;
  g_autofree char *uri = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (LK_ACCOUNT (source), result, &error);
  if (response != NULL)
    uri = lk_media_parse_upload (response, &error);
  if (uri != NULL)
    set (g_steal_pointer (&task), uri);
  else
    g_task_return_error (task, error);
}

static void
upload (GTask *task)
{
  LkAccount *account = g_task_get_source_object (task);
  Change *self = g_task_get_task_data (task);

  lk_fetch_async (account,
                  lk_media_api_upload (lk_account_get_record (account)->base_url,
                                       self->content_type, self->picture),
                  g_task_get_cancellable (task), on_uploaded, task);
}

static void
on_set (GTask        *conversation,
        GAsyncResult *result,
        gboolean      may_be_missing)
{
  g_autoptr (GTask) task = conversation;
  g_autoptr (LkHttpResponse) response = NULL;
  GError *error = NULL;

  response = lk_fetch_finish (g_task_get_source_object (task), result, &error);
  if (response != NULL && may_be_missing && lk_client_api_is_missing (response))
    {
      set (g_steal_pointer (&task), "");
      return;
    }
  if (response != NULL && response->status != 200)
    error = lk_client_api_to_error (response);
  if (error == NULL)
    refresh (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
on_put (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  on_set (user_data, result, FALSE);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  on_set (user_data, result, TRUE);
}

/* @value: (nullable): for none; homeservers that can't do without take "" for it */
static void
set (GTask      *task,
     const char *value)
{
  LkAccount *account = g_task_get_source_object (task);
  LkAccountRecord *record = lk_account_get_record (account);
  Change *self = g_task_get_task_data (task);
  LkHttpRequest *request =
    value != NULL ? lk_profile_api_set (record->base_url, record->user_id, self->field, value)
                  : lk_profile_api_remove (record->base_url, record->user_id, self->field);

  lk_fetch_async (account, request, g_task_get_cancellable (task),
                  value != NULL ? on_put : on_removed, task);
}

/* It is changed, whether we get to see it now or later. */
static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!lk_fetch_profile_finish (LK_ACCOUNT (source), result, &error))
    g_debug ("The changed profile was not fetched: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
refresh (GTask *task)
{
  lk_fetch_profile_async (g_task_get_source_object (task), g_task_get_cancellable (task),
                          on_refreshed, task);
}

/**
 * lk_change_profile_finish:
 * @error: return location for an error
 *
 * Returns: whether the profile was changed
 */
gboolean
lk_change_profile_finish (LkAccount    *account,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, account), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
