/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-browser-page.h"
#include "lk-dummy-browser.h"
#include "lk-sign-in-stay.h"
#include "lk-ui-fixture.h"

#define REDIRECT_URI "http://127.0.0.1:12345/oauth/callback"
#define PAGE_URI "http://provider.example.org/authorize?state=s&x=%3Cb%3E"
/* Nobody opens this. */
#define LOST_URI "x-nobody-opens-this:page?state=1"

/* A stay in the middle, without a conversation: the page by itself. */
typedef struct
{
  LkSignInStay *stay;
  LkAttempt    *attempt;
  GtkWidget    *page;
  GtkWindow    *window;
} Scene;

static void
scene_set_up (Scene       *scene,
              LkUiFixture *self,
              LkWay        way)
{
  scene->stay = lk_sign_in_stay_new ();
  lk_sign_in_stay_set_way (scene->stay, way);
  scene->attempt = lk_sign_in_stay_begin (scene->stay, self->world.ports);
  scene->page = g_object_new (LK_TYPE_BROWSER_PAGE, "stay", scene->stay, NULL);
  scene->window = lk_ui_show (scene->page);
  lk_dummy_browser_forget ();
}

static void
scene_tear_down (Scene *scene)
{
  gtk_window_destroy (scene->window);
  lk_sign_in_stay_end (scene->stay);
  lk_test_drain ();
  g_assert_finalize_object (scene->stay);
}

static char *
dup_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
}

static void
test_it_opens_the_browser_once_by_itself (LkUiFixture  *self,
                                          gconstpointer data)
{
  Scene scene;

  scene_set_up (&scene, self, LK_WAY_BROWSER);
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_browser_count (), ==, 0); /* there is no page yet */
  lk_attempt_open (scene.attempt, PAGE_URI, REDIRECT_URI);
  lk_dummy_browser_wait (1);
  g_assert_cmpstr (lk_dummy_browser_get_last (), ==, PAGE_URI);
  g_assert_nonnull (lk_ui_find ("browser-spinner"));
  g_assert_null (lk_ui_find ("browser-address"));
  g_assert_null (lk_ui_find ("browser-reason"));

  lk_ui_click ("browser-open-button");
  lk_dummy_browser_wait (2);
  lk_attempt_close (scene.attempt);
  lk_ui_click ("browser-open-button"); /* there is no page any more */
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_browser_count (), ==, 2);
  scene_tear_down (&scene);
}

/* While one waits, too: to go on in another browser than the desktop's. */
static void
test_the_address_can_be_copied (LkUiFixture  *self,
                                gconstpointer data)
{
  g_autofree char *copied = NULL;
  Scene scene;

  scene_set_up (&scene, self, LK_WAY_BROWSER);
  lk_attempt_open (scene.attempt, PAGE_URI, REDIRECT_URI);
  lk_dummy_browser_wait (1);
  lk_ui_click ("browser-copy-button");
  copied = dup_clipboard (scene.page);
  g_assert_cmpstr (copied, ==, PAGE_URI);
  g_assert_nonnull (lk_ui_find ("browser-spinner"));
  g_assert_nonnull (lk_ui_find ("browser-cancel-button"));
  scene_tear_down (&scene);
}

static void
test_another_way_opens_no_browser (LkUiFixture  *self,
                                   gconstpointer data)
{
  Scene scene;

  scene_set_up (&scene, self, LK_WAY_PASTE);
  lk_attempt_open (scene.attempt, PAGE_URI, REDIRECT_URI);
  lk_ui_click ("browser-open-button");
  lk_test_drain ();
  g_assert_cmpuint (lk_dummy_browser_count (), ==, 0);
  lk_sign_in_stay_set_way (scene.stay, LK_WAY_BROWSER);
  lk_dummy_browser_wait (1);
  scene_tear_down (&scene);
}

static void
test_an_address_that_nothing_opens_is_shown (LkUiFixture  *self,
                                             gconstpointer data)
{
  g_autofree char *copied = NULL;
  Scene scene;

  scene_set_up (&scene, self, LK_WAY_BROWSER);
  lk_attempt_open (scene.attempt, LOST_URI, REDIRECT_URI);
  g_assert_cmpstr (lk_ui_label ("browser-address"), ==, LOST_URI);
  g_assert_true (lk_ui_says ("No Browser Could Be Opened"));
  lk_ui_assert_focus ("browser-copy-button");
  g_assert_null (lk_ui_find ("browser-spinner"));
  lk_ui_click ("browser-copy-button");
  copied = dup_clipboard (scene.page);
  g_assert_cmpstr (copied, ==, LOST_URI);

  lk_attempt_close (scene.attempt);
  lk_ui_wait_for ("browser-spinner");
  g_assert_null (lk_ui_find ("browser-address"));
  scene_tear_down (&scene);
}

/* The window may be closed while the desktop still looks for a browser. */
static void
test_it_can_go_while_a_browser_is_looked_for (LkUiFixture  *self,
                                              gconstpointer data)
{
  Scene scene;

  scene_set_up (&scene, self, LK_WAY_BROWSER);
  lk_attempt_open (scene.attempt, LOST_URI, REDIRECT_URI);
  scene_tear_down (&scene);
}

int
main (int   argc,
      char *argv[])
{
  lk_dummy_browser_install ();
  lk_ui_init (&argc, &argv);

  LK_UI_ADD ("/browser-page/it-opens-the-browser-once-by-itself",
             test_it_opens_the_browser_once_by_itself);
  LK_UI_ADD ("/browser-page/the-address-can-be-copied", test_the_address_can_be_copied);
  LK_UI_ADD ("/browser-page/another-way-opens-no-browser", test_another_way_opens_no_browser);
  LK_UI_ADD ("/browser-page/D15/an-address-that-nothing-opens-is-shown",
             test_an_address_that_nothing_opens_is_shown);
  LK_UI_ADD ("/browser-page/it-can-go-while-a-browser-is-looked-for",
             test_it_can_go_while_a_browser_is_looked_for);

  return g_test_run ();
}
