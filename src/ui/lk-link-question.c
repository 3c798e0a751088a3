/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-link-question.h"

#include <glib/gi18n.h>

#include "lk-dialogs.h"

/*
 * Before a page opens on which much can be lost. Providers ask, too, but in words of their own, and
 * some only after a button that looks harmless.
 */

static const struct
{
  const char *heading; /* NULL for a place where nothing can be lost */
  const char *body;
} warnings[LK_ACCOUNT_LINK_N] = {
  [LK_ACCOUNT_LINK_RESET_IDENTITY] = {
    N_("Reset Your Identity?"),
    N_("Do this only if you have lost all your devices and your recovery key. You lose the "
       "encrypted messages that no device of yours still has, and everybody has to verify you "
       "again.\n\nThe provider’s page opens, where you can still turn back."),
  },
  [LK_ACCOUNT_LINK_DEACTIVATE] = {
    N_("Deactivate This Account?"),
    N_("This can’t be undone. All its sessions end, nobody can sign in to it again, and its user "
       "ID can’t be used for a new account.\n\nThe provider’s page opens, where you can still "
       "turn back."),
  },
};

typedef struct
{
  GtkWidget *parent;
  LkLinkGo   go;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->parent);
  g_free (self);
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Question *self = user_data;

  if (g_str_equal (answer, "open") && gtk_widget_get_root (self->parent) != NULL)
    self->go (self->parent);
}

static void
ask (GtkWidget     *parent,
     LkAccountLink  link,
     LkLinkGo       go)
{
  const LkAnswer answers[] = {
    { "cancel", _("_Cancel"), LK_ANSWER_PLAIN },
    /* Translators: opens the page on which something can be lost for good. */
    { "open", _("_Open the Page"), LK_ANSWER_DESTRUCTIVE },
  };
  Question *self = g_new0 (Question, 1);

  self->parent = g_object_ref (parent);
  self->go = go;
  lk_ask (parent, "link-dialog", _(warnings[link].heading), _(warnings[link].body), answers,
          G_N_ELEMENTS (answers), on_answered, self, question_free);
}

/**
 * lk_link_question:
 * @parent: the widget that asks
 * @link: a place in the provider's account management
 * @go: goes there
 */
void
lk_link_question (GtkWidget     *parent,
                  LkAccountLink  link,
                  LkLinkGo       go)
{
  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail ((guint) link < LK_ACCOUNT_LINK_N);

  if (warnings[link].heading != NULL)
    ask (parent, link, go);
  else
    go (parent);
}
