/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-e2e.h"

G_BEGIN_DECLS

/* Called at each stop, when the window has come to rest. @stop: a name for it. */
typedef void (*LkTourVisit) (LkE2e      *e2e,
                             const char *stop,
                             gpointer    user_data);

/* Walks through every page and every dialog of the program, in front of the playground's servers,
 * with nothing stored at first. It goes by the names of widgets, whatever the language. */
void lk_tour_walk (LkE2e       *e2e,
                   LkTourVisit  visit,
                   gpointer     user_data);

/* Takes the catalogue of @language from the build folder, before there is a window. */
void lk_tour_speak  (const char *language);
/* The same, of another folder. */
void lk_tour_speak_from (const char *localedir,
                         const char *language);
/* The size of the window, whatever it was; it comes to rest. */
void lk_tour_resize (LkE2e *e2e,
                     int    width,
                     int    height);
/* Waits until nothing is painted any more but what never rests. */
void lk_tour_rest   (LkE2e *e2e);

G_END_DECLS
