/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <adwaita.h>

#include "lk-tour.h"

/*
 * Takes pictures of the real window: ./dev screenshots. With --store, those that metainfo and
 * README show; without, every stop of the tour in every look that a person may have, in the
 * language of the environment.
 */

/* As wide as a window opens at first, and as a phone. */
#define WIDTH        480
#define HEIGHT       680
#define NARROW_WIDTH 360

typedef struct
{
  const char      *name;
  int              width;
  AdwColorScheme   scheme;
  GtkTextDirection direction;
} Look;

static const Look looks[] = {
  { "light", WIDTH, ADW_COLOR_SCHEME_FORCE_LIGHT, GTK_TEXT_DIR_LTR },
  { "dark", WIDTH, ADW_COLOR_SCHEME_FORCE_DARK, GTK_TEXT_DIR_LTR },
  { "narrow", NARROW_WIDTH, ADW_COLOR_SCHEME_FORCE_LIGHT, GTK_TEXT_DIR_LTR },
  { "rtl", WIDTH, ADW_COLOR_SCHEME_FORCE_LIGHT, GTK_TEXT_DIR_RTL },
};

/* Stops whose picture the store shows, and under which name. */
static const struct
{
  const char *stop;
  const char *name;
} store[] = {
  { "account", "account" },
  { "accounts", "accounts" },
  { "provider", "sign-in" },
};

static void
put_on (LkE2e      *e2e,
        const Look *look)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), look->scheme);
  gtk_widget_set_default_direction (look->direction);
  lk_tour_resize (e2e, look->width, HEIGHT);
}

static void
take (LkE2e      *e2e,
      const char *folder,
      const char *stop,
      const char *look)
{
  g_autofree char *name = look != NULL ? g_strdup_printf ("%s-%s.png", stop, look)
                                       : g_strconcat (stop, ".png", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  lk_e2e_take_picture (e2e, path);
  g_print ("%s\n", path);
}

static void
take_all_looks (LkE2e      *e2e,
                const char *stop,
                gpointer    user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      put_on (e2e, &looks[i]);
      take (e2e, user_data, stop, looks[i].name);
    }
  put_on (e2e, &looks[0]);
}

static void
take_for_store (LkE2e      *e2e,
                const char *stop,
                gpointer    user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (store); i++)
    {
      if (g_str_equal (store[i].stop, stop))
        take (e2e, user_data, store[i].name, NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  gboolean is_for_store = argc == 3 && g_str_equal (argv[1], "--store");
  g_autoptr (LkE2e) e2e = NULL;

  if (argc != 2 && !is_for_store)
    g_error ("usage: screenshots [--store] FOLDER");
  gtk_init ();
  adw_init ();

  if (g_getenv ("LANGUAGE") != NULL)
    lk_tour_speak (g_getenv ("LANGUAGE"));
  e2e = lk_e2e_new ();
  put_on (e2e, &looks[0]);
  lk_tour_walk (e2e, is_for_store ? take_for_store : take_all_looks, argv[argc - 1]);
  return 0;
}
