/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-callback-pages.h"

struct _LkCallbackPages
{
  char *html[LK_LOOPBACK_N_PAGES];
};

G_DEFINE_BOXED_TYPE (LkCallbackPages, lk_callback_pages, lk_callback_pages_ref,
                     lk_callback_pages_unref)

/* The colours are GNOME's. The picture is drawn in the page, for nothing may be loaded. */
static const char style[] =
  ":root { color-scheme: light dark; --back: #fafafa; --card: #fff; --text: #2e2e2e;"
  " --dim: #5e5e5e; --edge: #0000001a; --good: #1b7f4d; --bad: #c01c28; --plain: #1a5fb4; }\n"
  "@media (prefers-color-scheme: dark) { :root { --back: #242424; --card: #363636;"
  " --text: #fff; --dim: #c8c8c8; --edge: #00000040; --good: #8ff0a4; --bad: #ff9c94;"
  " --plain: #99c1f1; } }\n"
  "body { margin: 0; min-height: 100vh; display: grid; place-items: center;"
  " background: var(--back); color: var(--text);"
  " font: 1.0625rem/1.5 system-ui, Cantarell, sans-serif; }\n"
  "main { box-sizing: border-box; width: min(30rem, 100vw - 2rem); margin: 1rem;"
  " padding: 2.5rem 2rem; border-radius: 1rem; background: var(--card);"
  " box-shadow: 0 0 0 1px var(--edge), 0 2px 8px var(--edge); text-align: center; }\n"
  "svg { width: 4.5rem; height: 4.5rem; fill: none; stroke: currentColor; stroke-width: 2;"
  " stroke-linecap: round; stroke-linejoin: round; }\n"
  ".good { color: var(--good); } .bad { color: var(--bad); } .plain { color: var(--plain); }\n"
  "h1 { margin: 1rem 0 .5rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }\n"
  "p { margin: 0; color: var(--dim); overflow-wrap: anywhere; }\n";

static const struct
{
  const char *kind;
  const char *sign;
} pictures[LK_LOOPBACK_N_PAGES] = {
  [LK_LOOPBACK_PAGE_DONE] = { "good", "M7.5 12.5l3 3 6-7" },
  [LK_LOOPBACK_PAGE_REFUSED] = { "bad", "M8.5 8.5l7 7m0-7l-7 7" },
  [LK_LOOPBACK_PAGE_STRAY] = { "plain", "M12 7v5.5l3 2.5" },
  [LK_LOOPBACK_PAGE_MISSING] = { "plain", "M8 12h8" },
};

static char *
make_page (const char           *language,
           gboolean              right_to_left,
           const LkCallbackText *text,
           LkLoopbackPage        page)
{
  g_autofree char *lang = g_markup_escape_text (language, -1);
  g_autofree char *title = g_markup_escape_text (text->title, -1);
  g_autofree char *body = g_markup_escape_text (text->text, -1);

  return g_strdup_printf (
    "<!DOCTYPE html>\n"
    "<html lang=\"%s\" dir=\"%s\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>%s – Latchkey</title>\n"
    "<style>\n%s</style>\n"
    "</head>\n"
    "<body>\n"
    "<main>\n"
    "<svg class=\"%s\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
    "<circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"%s\"/></svg>\n"
    "<h1>%s</h1>\n"
    "<p>%s</p>\n"
    "</main>\n"
    "</body>\n"
    "</html>\n",
    lang, right_to_left ? "rtl" : "ltr", title, style, pictures[page].kind, pictures[page].sign,
    title, body);
}

/**
 * lk_callback_pages_new:
 * @language: the texts' language, as a BCP 47 tag
 * @right_to_left: how it is written
 * @texts: for each #LkLoopbackPage
 *
 * Returns: (transfer full): the pages
 */
LkCallbackPages *
lk_callback_pages_new (const char           *language,
                       gboolean              right_to_left,
                       const LkCallbackText *texts)
{
  LkCallbackPages *self = g_atomic_rc_box_new0 (LkCallbackPages);

  for (guint i = 0; i < LK_LOOPBACK_N_PAGES; i++)
    self->html[i] = make_page (language, right_to_left, &texts[i], i);
  return self;
}

/** lk_callback_pages_new_default: Returns: (transfer full): the pages in plain English, for those
 * who have no others */
LkCallbackPages *
lk_callback_pages_new_default (void)
{
  static const LkCallbackText english[LK_LOOPBACK_N_PAGES] = {
    [LK_LOOPBACK_PAGE_DONE] = { "Done", "You can close this tab and go back to Latchkey." },
    [LK_LOOPBACK_PAGE_REFUSED] = { "Not signed in",
                                   "You can close this tab and go back to Latchkey." },
    [LK_LOOPBACK_PAGE_STRAY] = { "This sign-in is no longer under way",
                                 "Start again in Latchkey." },
    [LK_LOOPBACK_PAGE_MISSING] = { "Nothing here", "You can close this tab." },
  };

  return lk_callback_pages_new ("en", FALSE, english);
}

/** lk_callback_pages_ref: Returns: (transfer full): @self */
LkCallbackPages *
lk_callback_pages_ref (LkCallbackPages *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LkCallbackPages *self = data;

  for (guint i = 0; i < LK_LOOPBACK_N_PAGES; i++)
    g_free (self->html[i]);
}

/** lk_callback_pages_unref: lets go of @self. */
void
lk_callback_pages_unref (LkCallbackPages *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/** lk_callback_pages_get: Returns: (transfer none): the HTML of @page */
const char *
lk_callback_pages_get (LkCallbackPages *self,
                       LkLoopbackPage   page)
{
  g_return_val_if_fail (page < LK_LOOPBACK_N_PAGES, "");

  return self->html[page];
}
