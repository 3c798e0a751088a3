/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-verdict-private.h"

#include <glib/gi18n.h>

#include "lk-error-text.h"

/*
 * What an error means and whose job it is to mend it, when that is the same in every step: the
 * first row that fits is taken. {host} is the server that was asked, {owner} the one that named it.
 */

#define ANY_CAUSE ((LkErrorCause) -1)
#define ANY_ROLE ((LkVerdictRole) -1)

typedef struct
{
  LkErrorCode    code;
  LkErrorCause   cause;
  LkVerdictRole  role;
  LkCulprit      culprit;
  const char    *text;
} Row;

static const Row rows[] = {
  { LK_ERROR_OFFLINE, LK_ERROR_CAUSE_NO_NETWORK, ANY_ROLE, LK_CULPRIT_NETWORK,
    N_("This computer can’t reach the internet, or can’t look up names there. Check its network "
       "connection.") },
  { LK_ERROR_OFFLINE, LK_ERROR_CAUSE_PROXY, ANY_ROLE, LK_CULPRIT_NETWORK,
    N_("The proxy of your network doesn’t let Latchkey through. Check the proxy in the system’s "
       "settings, or ask who looks after your network.") },
  { LK_ERROR_OFFLINE, LK_ERROR_CAUSE_NAME_UNKNOWN, LK_VERDICT_TYPED, LK_CULPRIT_PERSON,
    N_("There is no server with the name {host}. Check what you typed; if it is right, check the "
       "network connection.") },
  { LK_ERROR_OFFLINE, LK_ERROR_CAUSE_NAME_UNKNOWN, LK_VERDICT_NAMED, LK_CULPRIT_ADMINISTRATOR,
    N_("The .well-known file of {owner} points to {host}, but there is no server with that name. "
       "The administrator of {owner} has to fix that.") },
  { LK_ERROR_OFFLINE, LK_ERROR_CAUSE_NAME_UNKNOWN, LK_VERDICT_PROVIDER, LK_CULPRIT_ADMINISTRATOR,
    N_("The homeserver sends people to {host} to sign in, but there is no server with that name. "
       "The administrator of {owner} has to fix that.") },
  { LK_ERROR_OFFLINE, ANY_CAUSE, LK_VERDICT_TYPED, LK_CULPRIT_ADMINISTRATOR,
    N_("The server {host} doesn’t answer. If you typed the right name, the administrator of {host} "
       "has to fix that.") },
  { LK_ERROR_OFFLINE, ANY_CAUSE, LK_VERDICT_NAMED, LK_CULPRIT_ADMINISTRATOR,
    N_("The .well-known file of {owner} points to {host}, a server that doesn’t answer. The "
       "administrator of {owner} has to fix that.") },
  { LK_ERROR_OFFLINE, ANY_CAUSE, LK_VERDICT_PROVIDER, LK_CULPRIT_ADMINISTRATOR,
    N_("The homeserver sends people to {host} to sign in, a server that doesn’t answer. The "
       "administrator of {host} has to fix that.") },
  { LK_ERROR_TIMED_OUT, ANY_CAUSE, LK_VERDICT_NAMED, LK_CULPRIT_ADMINISTRATOR,
    N_("The .well-known file of {owner} points to {host}, which takes too long to answer. Try "
       "again later; if it stays so, the administrator of {owner} has to fix that.") },
  { LK_ERROR_TIMED_OUT, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_TIME,
    N_("The server {host} takes too long to answer. Try again later; if it stays so, its "
       "administrator has to look into it.") },
  { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_EXPIRED, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The certificate of {host} has expired. The administrator of {host} has to renew it, unless "
       "the clock of this computer is wrong.") },
  { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_TOO_NEW, ANY_ROLE, LK_CULPRIT_PERSON,
    N_("The certificate of {host} isn’t valid yet. Check the clock of this computer.") },
  { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_NAME, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The certificate of {host} is for another name. The administrator of {host} has to fix "
       "that, unless your network gets in between, like the sign-in page of a hotel.") },
  { LK_ERROR_TLS, LK_ERROR_CAUSE_CERTIFICATE_ISSUER, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The certificate of {host} is signed by nobody whom this computer trusts. The administrator "
       "of {host} has to fix that, unless your network gets in between, like the sign-in page of a "
       "hotel.") },
  { LK_ERROR_TLS, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The server {host} has no secure connection to offer. The administrator of {host} has to "
       "fix that.") },
  { LK_ERROR_SERVER_FAILED, LK_ERROR_CAUSE_NETWORK_SIGN_IN, ANY_ROLE, LK_CULPRIT_NETWORK,
    N_("Your network lets nobody through before they sign in to it, like that of a hotel. Open any "
       "page in your browser and sign in there.") },
  { LK_ERROR_SERVER_FAILED, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The server {host} reports a fault of its own. It may pass: try again later; if it stays "
       "so, the administrator of {host} has to fix that.") },
  { LK_ERROR_RATE_LIMITED, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_TIME,
    N_("The server {host} asks to slow down. Wait a while, then try again.") },
  { LK_ERROR_REFUSED, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The server {host} refuses to answer. The administrator of {host} has to fix that, unless "
       "your network gets in between.") },
  { LK_ERROR_MISCONFIGURED, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("What {host} says about signing in doesn’t add up. The administrator of {host} has to fix "
       "that.") },
  { LK_ERROR_PROTOCOL, LK_ERROR_CAUSE_WEB_PAGE, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("A web page came where {host} should have answered. The administrator of {host} has to fix "
       "that, unless your network gets in between, like the sign-in page of a hotel.") },
  { LK_ERROR_PROTOCOL, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The server {host} answers something that makes no sense here. The administrator of {host} "
       "has to fix that.") },
  { LK_ERROR_SERVER_UNSUITABLE, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_ADMINISTRATOR,
    N_("The server {host} lacks what is needed here. Ask its administrator.") },
  { LK_ERROR_STORAGE_FAILED, ANY_CAUSE, ANY_ROLE, LK_CULPRIT_LATCHKEY,
    N_("A part of Latchkey is missing. Install it again; if that doesn’t help, please report "
       "it.") },
};

/* The status says more than the code: who answers 502 is not who has the fault. */
static LkVerdict *
judge_failed_server (const LkVerdictCase *self)
{
  switch (self->step->status)
    {
    case 502:
    case 504:
      return lk_verdict_blame (self, LK_CULPRIT_ADMINISTRATOR,
                               N_("The web server at {host} runs, but what should run behind it "
                                  "doesn’t. The administrator of {host} has to fix that."));
    case 503:
      return lk_verdict_blame (self, LK_CULPRIT_TIME,
                               N_("The server {host} can’t answer at the moment. Try again later; "
                                  "if it stays so, its administrator has to look into it."));
    default:
      return NULL;
    }
}

/* Returns: (nullable): the sentence for the step's error, when somebody was asked */
static const Row *
find_row (const LkVerdictCase *self)
{
  const GError *error = self->step->error;
  LkErrorCause cause = lk_error_get_cause (error);

  for (gsize i = 0; i < G_N_ELEMENTS (rows) && self->host != NULL; i++)
    {
      const Row *row = &rows[i];

      if ((int) row->code == error->code &&
          (row->cause == ANY_CAUSE || row->cause == cause) &&
          (row->role == ANY_ROLE || row->role == self->role))
        return row;
    }
  return NULL;
}

LkVerdict *
lk_verdict_of_error (const LkVerdictCase *self)
{
  const Row *row = find_row (self);
  LkVerdict *verdict = NULL;

  if (row != NULL && row->code == LK_ERROR_SERVER_FAILED)
    verdict = judge_failed_server (self);
  if (row != NULL && verdict == NULL)
    verdict = lk_verdict_blame (self, row->culprit, row->text);
  if (verdict != NULL)
    return verdict;

  /* Nobody was asked: what was typed, what was declined, what is wrong on this computer. */
  verdict = lk_verdict_blame (self, LK_CULPRIT_PERSON, "");
  g_free (verdict->text);
  verdict->text = lk_error_text_sentence (self->step->error);
  return verdict;
}
