/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-webkit-trouble.h"

/*
 * Sees when a provider's page can't work in an embedded view, so that the person can be led to
 * their own browser: pages that say so themselves, pages that only take a passkey, and pages that
 * stay blank.
 *
 * It looks at the page from a script world of its own: the page notices nothing and can't change
 * what is found, and no more than one word comes out. A page that wants to deceive can at worst
 * bring up a hint.
 */

/* A page that is slow to draw itself is looked at less and less often, and then left alone; as
 * long as it is blank it isn't. */
#define LONGEST_PAUSE 24000

struct _LkWebkitTrouble
{
  WebKitWebView      *page;        /* (not owned) outlives us */
  LkWebkitTroubleFunc func;
  gpointer            user_data;
  GCancellable       *cancellable; /* (nullable) of the look under way */
  guint               timer;
  guint               pause;       /* milliseconds until the next look */
  gboolean            may_be_blank; /* it has had its time */
  LkWebTrouble        trouble;
};

/* Providers write these, each in their own way, and none of them sends a status of its own. */
static const char script[] =
  "(() => {"
  "  const text = (document.body ? document.body.innerText : '').trim();"
  "  const shown = (e) => {"
  "    const box = e.getBoundingClientRect();"
  "    return box.width > 1 && box.height > 1 && getComputedStyle(e).visibility !== 'hidden';"
  "  };"
  "  const any = (what) => Array.from(document.querySelectorAll(what)).some(shown);"
  "  if (/disallowed_useragent|embedded (browser|web ?view)s? (is|are) ?(not|n.t)|"
  "(browser or app|webview) (may not be secure|is not supported)/i"
  "      .test(location.href + ' ' + text))"
  "    return 'refused';"
  "  if (/passkey|webauthn|security key/i.test(text) && !any('input[type=password]') &&"
  "      !any('input[type=text], input[type=email], input:not([type])'))"
  "    return 'passkey';"
  "  if (text === '' && !any('img, svg, canvas, video, iframe, object, embed, input, button'))"
  "    return 'blank';"
  "  return 'none';"
  "})()";

/* Nothing to do with the page's own scripts. */
#define WORLD "im.latchkey"

static void look (LkWebkitTrouble *self);

static void
set_trouble (LkWebkitTrouble *self,
             LkWebTrouble     trouble)
{
  if (trouble == self->trouble)
    return;
  self->trouble = trouble;
  self->func (trouble, self->user_data);
}

static LkWebTrouble
read_word (LkWebkitTrouble *self,
           const char      *word)
{
  if (g_str_equal (word, "refused"))
    return LK_WEB_TROUBLE_REFUSED;
  if (g_str_equal (word, "passkey"))
    return LK_WEB_TROUBLE_PASSKEY;
  if (g_str_equal (word, "blank") && self->may_be_blank)
    return LK_WEB_TROUBLE_BLANK;
  return LK_WEB_TROUBLE_NONE;
}

static void
on_timer (gpointer user_data)
{
  LkWebkitTrouble *self = user_data;

  self->timer = 0;
  self->may_be_blank = TRUE;
  self->pause *= 2;
  look (self);
}

static void
look_later (LkWebkitTrouble *self)
{
  if (self->timer != 0)
    return;
  if (self->pause <= LONGEST_PAUSE)
    self->timer = g_timeout_add_once (self->pause, on_timer, self);
  else if (self->trouble == LK_WEB_TROUBLE_BLANK)
    self->timer = g_timeout_add_once (LONGEST_PAUSE, on_timer, self);
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value =
    webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (source), result, &error);
  LkWebkitTrouble *self = user_data;
  g_autofree char *word = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* nobody waits for it; @self may be gone */
  g_clear_object (&self->cancellable);
  if (value != NULL && (word = jsc_value_to_string (value)) != NULL)
    set_trouble (self, read_word (self, word));
  look_later (self);
}

static void
stop_looking (LkWebkitTrouble *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
look (LkWebkitTrouble *self)
{
  stop_looking (self);
  self->cancellable = g_cancellable_new ();
  webkit_web_view_evaluate_javascript (self->page, script, -1, WORLD, NULL, self->cancellable,
                                       on_looked, self);
}

/**
 * lk_webkit_trouble_new:
 * @page: the page to look at
 * @func: called when there is something else to tell
 * @user_data: for @func
 *
 * Returns: (transfer full): an observer, who looks once he is told to
 */
LkWebkitTrouble *
lk_webkit_trouble_new (WebKitWebView       *page,
                       LkWebkitTroubleFunc  func,
                       gpointer             user_data)
{
  LkWebkitTrouble *self = g_new0 (LkWebkitTrouble, 1);

  self->page = page;
  self->func = func;
  self->user_data = user_data;
  return self;
}

/** lk_webkit_trouble_free: stops looking. */
void
lk_webkit_trouble_free (LkWebkitTrouble *self)
{
  stop_looking (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}

/**
 * lk_webkit_trouble_watch:
 * @self: an observer
 * @pause: milliseconds that a page has to show something
 *
 * Another page has begun to come: what was found on the one before no longer holds.
 */
void
lk_webkit_trouble_watch (LkWebkitTrouble *self,
                         guint            pause)
{
  stop_looking (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->may_be_blank = FALSE;
  self->pause = pause;
  set_trouble (self, LK_WEB_TROUBLE_NONE);
  look_later (self);
}

/** lk_webkit_trouble_look: looks now: the page is there. */
void
lk_webkit_trouble_look (LkWebkitTrouble *self)
{
  look (self);
}
