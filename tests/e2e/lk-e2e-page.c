/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-e2e.h"

#include <webkit/webkit.h>

/* Acts on the provider's page as a person would: by its own elements, in the real web view. The
 * accessibility tree of GTK 4.8 ends at the web view, so this goes through the view itself. */

static GtkWidget *
find_web_view (GtkWidget *widget)
{
  if (WEBKIT_IS_WEB_VIEW (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_mapped (child) ? find_web_view (child) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

typedef struct
{
  gboolean  done;
  char     *text; /* (nullable) */
} Answer;

static void
on_evaluated (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr (JSCValue) value =
    webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (source), result, NULL);

  answer->done = TRUE;
  if (value != NULL && jsc_value_is_string (value))
    answer->text = jsc_value_to_string (value);
}

static gboolean
is_answered (LkE2e   *self,
             gpointer user_data)
{
  return ((Answer *) user_data)->done;
}

/* (nullable): NULL when there is no page (yet), or when it changed meanwhile. */
static char *
evaluate (LkE2e      *self,
          const char *script)
{
  GtkWidget *view = find_web_view (GTK_WIDGET (lk_e2e_get_window (self)));
  Answer answer = { 0 };

  if (view == NULL)
    return NULL;
  webkit_web_view_evaluate_javascript (WEBKIT_WEB_VIEW (view), script, -1, NULL, NULL, NULL,
                                       on_evaluated, &answer);
  lk_e2e_wait_until (self, is_answered, &answer, "the page's script");
  return answer.text;
}

static char *
with_element (const char *element_id,
              const char *action)
{
  return g_strdup_printf ("(() => { const name = '%s';"
                          " const e = document.getElementById(name)"
                          " || document.querySelector(name);"
                          " if (!e || document.readyState !== 'complete') return 'wait';"
                          " %s })()", element_id, action);
}

/* The page may be on its way: tries until the element is there. */
static char *
act (LkE2e      *self,
     const char *element_id,
     const char *action)
{
  g_autofree char *script = with_element (element_id, action);
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  for (;;)
    {
      char *text = evaluate (self, script);

      if (text != NULL && g_strcmp0 (text, "wait") != 0)
        return text;
      g_free (text);
      if (g_get_monotonic_time () > deadline)
        {
          g_autofree char *page = evaluate (self, "document.body.innerText");
          g_autofree char *window = lk_e2e_dup_text (self);

          g_error ("The page has no “%s”. It says:\n%s\nThe window says:\n%s", element_id, page,
                   window);
        }
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5 * 1000);
    }
}

void
lk_e2e_page_wait (LkE2e      *self,
                  const char *element_id)
{
  g_autofree char *done = act (self, element_id, "return 'there';");
}

void
lk_e2e_page_fill (LkE2e      *self,
                  const char *element_id,
                  const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);
  g_autofree char *action = g_strdup_printf ("e.value = \"%s\"; return 'filled';", escaped);
  g_autofree char *done = act (self, element_id, action);
}

void
lk_e2e_page_click (LkE2e      *self,
                   const char *element_id)
{
  /* Clicked once the script has ended, so that its answer arrives before the page goes. */
  g_autofree char *done = act (self, element_id,
                               "e.id += '-clicked'; setTimeout (() => e.click (), 0);"
                               " return 'clicked';");
}

char *
lk_e2e_page_text (LkE2e      *self,
                  const char *element_id)
{
  return act (self, element_id, "return e.innerText.trim () || ' ';");
}

char *
lk_e2e_page_value (LkE2e      *self,
                   const char *element_id)
{
  return act (self, element_id, "return e.value || ' ';");
}

void
lk_e2e_page_wait_gone (LkE2e      *self,
                       const char *element_id)
{
  g_autofree char *script =
    g_strdup_printf ("document.getElementById ('%s') || document.readyState !== 'complete'"
                     " ? 'wait' : 'gone'", element_id);
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean gone = FALSE;

  while (!gone)
    {
      g_autofree char *text = evaluate (self, script);

      gone = g_strcmp0 (text, "gone") == 0;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
    }
}

void
lk_e2e_page_leave_for (LkE2e      *self,
                       const char *element_id,
                       const char *url)
{
  g_autofree char *action =
    g_strdup_printf ("setTimeout (() => { location.href = '%s'; }, 0); return 'left';", url);
  g_autofree char *done = act (self, element_id, action);
}
