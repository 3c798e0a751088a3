/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lk-catalogue.h"

G_BEGIN_DECLS

/* Looks at every text in every window: is it translated, and is all of it to be seen? Fails the
 * running test with what it finds; @stop says where. */
void lk_text_check (LkCatalogue *catalogue,
                    const char  *stop,
                    int          width);

/* In a catalogue that puts each message between brackets: has every text come from one? But for
 * names of people, hosts, devices and the like, which @data matches. */
void lk_text_check_marked (GRegex     *data,
                           const char *stop);

G_END_DECLS
