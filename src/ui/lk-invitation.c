/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-invitation.h"

#include <glib/gi18n.h>

#include "lk-dialogs.h"
#include "lk-error-text.h"
#include "lk-server-entry.h"

/*
 * What comes from outside: an argument of the command line, or a link that the desktop wants to be
 * opened. It is as trustworthy as whoever wrote it, so all that it does is to fill in an entry; the
 * page says whose server that is, and a sign-in that is under way is stopped only by the person.
 */

#define MAX_SHOWN 100

typedef struct
{
  LkSignInFlow *flow; /* (nullable) (not owned) */
  gboolean      welcome;
  char         *text;
  char         *problem; /* (nullable) */
  char         *notice;  /* (nullable) */
} Invitation;

static void
invitation_free (gpointer data)
{
  Invitation *self = data;

  g_clear_weak_pointer (&self->flow);
  g_free (self->text);
  g_free (self->problem);
  g_free (self->notice);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Invitation, invitation_free)

/* (transfer full): the server, in ASCII: what looks like another one is seen to be none */
static char *
dup_server (const LkServerEntry *entry)
{
  const char *server = entry->server_name != NULL ? entry->server_name : entry->fallback_url;

  return lk_untrusted_text (server, MAX_SHOWN);
}

static void
begin (Invitation *self)
{
  lk_sign_in_flow_begin_invited (self->flow, self->welcome, self->text, self->problem,
                                 self->notice);
}

static void
on_answered (const char *answer,
             gpointer    user_data)
{
  Invitation *self = user_data;

  if (self->flow != NULL && g_str_equal (answer, "stop"))
    begin (self);
}

/* @self: (transfer full) */
static void
ask (Invitation *self,
     const char *server)
{
  const LkAnswer answers[] = {
    /* Translators: goes on with the sign-in that is under way. */
    { "go-on", _("_Go On With This One"), LK_ANSWER_PLAIN },
    /* Translators: stops the sign-in that is under way. */
    { "stop", _("_Stop It"), LK_ANSWER_DESTRUCTIVE },
  };
  g_autofree char *body = NULL;

  /* Translators: %s is the name of a homeserver. */
  body = g_strdup_printf (_("Something asked Latchkey to sign in at %s, but another sign-in is "
                            "under way."), server);
  lk_ask (GTK_WIDGET (self->flow), "invitation-dialog", _("Stop This Sign-In?"), body, answers,
          G_N_ELEMENTS (answers), on_answered, self, invitation_free);
}

static void
tell_problem (Invitation *self)
{
  const LkAnswer answers[] = { { "close", _("_Close"), LK_ANSWER_PLAIN } };

  lk_ask (GTK_WIDGET (self->flow), "invitation-dialog", _("This Can’t Be Opened"), self->problem,
          answers, G_N_ELEMENTS (answers), NULL, NULL, NULL);
}

/* Returns: (transfer full): what is to be filled in, and what is to be said about it */
static Invitation *
invitation_new (LkSignInFlow *flow,
                gboolean      welcome,
                const char   *text)
{
  Invitation *self = g_new0 (Invitation, 1);
  g_autofree char *named = lk_server_entry_resolve_link (text);

  g_set_weak_pointer (&self->flow, flow);
  self->welcome = welcome;
  self->text = g_steal_pointer (&named);
  if (self->text == NULL)
    self->text = g_utf8_make_valid (text, -1);
  return self;
}

/**
 * lk_invitation_take:
 * @flow: where people sign in
 * @allow_insecure: whether plain http to other machines is allowed
 * @welcome: whether this is where the program begins
 * @text: a server name, a user ID, an address, or a link (lk-server-link.h); untrusted
 *
 * Asks the person whether to sign in there, by filling in the first page. It never goes on by
 * itself.
 */
void
lk_invitation_take (LkSignInFlow *flow,
                    gboolean      allow_insecure,
                    gboolean      welcome,
                    const char   *text)
{
  g_autoptr (Invitation) self = invitation_new (flow, welcome, text);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkServerEntry) entry = lk_server_entry_parse (text, allow_insecure, &error);
  g_autofree char *server = entry != NULL ? dup_server (entry) : NULL;

  if (entry == NULL)
    self->problem = lk_error_text_sentence (error);
  else
    /* Translators: below the entry that was filled in by a link; %s is the name of a homeserver. */
    self->notice = g_strdup_printf (_("This was filled in for you. Go on only if you want to sign "
                                      "in at %s."), server);
  if (!lk_sign_in_flow_is_under_way (flow))
    begin (self);
  else if (entry == NULL)
    tell_problem (self);
  else
    ask (g_steal_pointer (&self), server);
}
