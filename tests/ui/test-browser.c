/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-browser.h"
#include "lk-ui-fixture.h"

/* Nobody opens this. */
#define ADDRESS "x-nobody-opens-this:page?state=1"

static char *
dup_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  if (content == NULL || !gdk_content_provider_get_value (content, &value, NULL))
    return NULL;
  return g_value_dup_string (&value);
}

static void
test_an_address_that_nothing_opens_can_be_copied (LkUiFixture  *self,
                                                  gconstpointer data)
{
  g_autofree char *copied = NULL;

  lk_ui_fixture_show (self);
  lk_open_in_browser (GTK_WIDGET (self->window), ADDRESS);
  lk_ui_answer ("no-browser-dialog", "copy");
  copied = dup_clipboard (GTK_WIDGET (self->window));
  g_assert_cmpstr (copied, ==, ADDRESS);
}

static void
test_or_left (LkUiFixture  *self,
              gconstpointer data)
{
  g_autofree char *copied = NULL;

  lk_ui_fixture_show (self);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), "before");
  lk_open_in_browser (GTK_WIDGET (self->window), ADDRESS);
  lk_ui_answer ("no-browser-dialog", "close");
  copied = dup_clipboard (GTK_WIDGET (self->window));
  g_assert_cmpstr (copied, ==, "before");
}

int
main (int   argc,
      char *argv[])
{
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/browser/D15/an-address-that-nothing-opens-can-be-copied",
             test_an_address_that_nothing_opens_can_be_copied);
  LK_UI_ADD ("/browser/D15/or-left", test_or_left);

  return g_test_run ();
}
