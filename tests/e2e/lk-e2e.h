/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "lk-account.h"
#include "lk-account-list.h"
#include "lk-secret.h"

G_BEGIN_DECLS

/**
 * LkE2e:
 *
 * Latchkey as a person meets it: the real application with its real window, web view and keyring,
 * in front of the playground's real servers. What a person would do by hand, a test does by the
 * names of widgets and by the ids of elements on the provider's pages; every call waits until it
 * can be done, and fails the test after a minute with a picture of the window.
 */
typedef struct _LkE2e LkE2e;

/* Instead of g_test_init(). Criticals fail a test; warnings don't, because WebKit warns about every
 * machine without a graphics card. */
void        lk_e2e_init            (int        *argc,
                                    char     ***argv);

/* Starts the application with nothing stored. */
LkE2e      *lk_e2e_new             (void);
/* Starts it with what another process left behind. */
LkE2e      *lk_e2e_new_as_it_was   (void);
/* Quits the application as its window's close button does, and forgets what it stored. */
void        lk_e2e_free            (LkE2e      *self);
/* Quits and starts again: what is stored stays. */
void        lk_e2e_restart         (LkE2e      *self);
GtkWindow  *lk_e2e_get_window      (LkE2e      *self);
LkAccountList *lk_e2e_get_accounts (LkE2e      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkE2e, lk_e2e_free)

/* The window. */
GtkWidget  *lk_e2e_wait_for        (LkE2e      *self,
                                    const char *name);
/* the same, in a GtkListView, of which only the rows in view are there */
GtkWidget  *lk_e2e_scroll_to       (LkE2e      *self,
                                    const char *list,
                                    const char *name);
void        lk_e2e_wait_gone       (LkE2e      *self,
                                    const char *name);
gboolean    lk_e2e_is_shown        (LkE2e      *self,
                                    const char *name);
void        lk_e2e_click           (LkE2e      *self,
                                    const char *name);
void        lk_e2e_type            (LkE2e      *self,
                                    const char *name,
                                    const char *text);
void        lk_e2e_respond         (LkE2e      *self,
                                    const char *response);
/* Waits until the visible text of the window contains @text. */
void        lk_e2e_wait_for_text   (LkE2e      *self,
                                    const char *text);
char       *lk_e2e_dup_text        (LkE2e      *self);
/* Of the window, or of the dialog above it. */
void        lk_e2e_take_picture    (LkE2e      *self,
                                    const char *path);

/* The provider's page, or the homeserver's: an element's id, or a selector where it has none. */
void        lk_e2e_page_wait       (LkE2e      *self,
                                    const char *element_id);
void        lk_e2e_page_fill       (LkE2e      *self,
                                    const char *element_id,
                                    const char *text);
void        lk_e2e_page_click      (LkE2e      *self,
                                    const char *element_id);
/* Waits for the page after the one with that element. */
void        lk_e2e_page_wait_gone  (LkE2e      *self,
                                    const char *element_id);
char       *lk_e2e_page_text       (LkE2e      *self,
                                    const char *element_id);
char       *lk_e2e_page_value      (LkE2e      *self,
                                    const char *element_id);
/* As a link on the page would lead there: once it has this element. */
void        lk_e2e_page_leave_for  (LkE2e      *self,
                                    const char *element_id,
                                    const char *url);

/* The person outside of the window (tests/playground/person.py has the orders). Their browser is
 * the desktop's: it is started with what the window opens. */
void        lk_e2e_person_will     (LkE2e      *self,
                                    const char *orders);
/* Waits until they have come to an end: the status of the last page, and what it says. */
char       *lk_e2e_person_saw      (LkE2e      *self);
/* Sends them to @url, and waits for what they bring. */
char       *lk_e2e_person_goes     (LkE2e      *self,
                                    const char *orders,
                                    const char *url);

/* The playground. */
/* A server of the playground's table: what a person types for it. */
const char *lk_e2e_get_server      (LkE2e      *self,
                                    const char *name);
const char *lk_e2e_get_homeserver  (LkE2e      *self);
/* The addresses of all servers of the table. (transfer full) */
GStrv       lk_e2e_dup_servers     (LkE2e      *self);
/* What more the playground's ready file tells of that server. */
const char *lk_e2e_get_server_field (LkE2e     *self,
                                    const char *name,
                                    const char *field);
/* Whether the playground's CA is known here (tests/tools/trusting.py): where it can't be, tests of
 * its https servers have nothing to do. */
gboolean    lk_e2e_trusts_tls      (LkE2e      *self);
const char *lk_e2e_get_password    (LkE2e      *self,
                                    const char *user);
void        lk_e2e_control         (LkE2e      *self,
                                    const char *path,
                                    const char *body);
/* From then on, until "/heal": what the playground's README says of @mode and @match (nullable). */
void        lk_e2e_break           (LkE2e      *self,
                                    const char *server,
                                    const char *match,
                                    const char *mode);
gboolean    lk_e2e_has_device      (LkE2e      *self,
                                    const char *user,
                                    const char *device_id);
/* The same at any server of the table. */
gboolean    lk_e2e_has_device_at   (LkE2e      *self,
                                    const char *server,
                                    const char *user,
                                    const char *device_id);
guint       lk_e2e_count_requests  (LkE2e      *self,
                                    const char *method_and_path);
guint       lk_e2e_count_all_requests (LkE2e   *self);
/* Sends a form and returns the status; the body's "error" in @error_code (out) (optional). */
guint       lk_e2e_post_form       (LkE2e      *self,
                                    const char *url,
                                    const char *form,
                                    char      **error_code);

/* What another client of a legacy homeserver does: sends @body to @path of the client API, with the
 * token (nullable). The answer must be a success. */
JsonObject *lk_e2e_call_legacy     (LkE2e      *self,
                                    const char *path,
                                    LkSecret   *token,
                                    const char *body);

/* Iterates the main loop until @condition; @what is for the message when it never comes. */
typedef gboolean (*LkE2eCondition) (LkE2e *self, gpointer user_data);
void        lk_e2e_wait_until      (LkE2e         *self,
                                    LkE2eCondition condition,
                                    gpointer       user_data,
                                    const char    *what);

/* Opens the account of @user_id from the list. */
void        lk_e2e_open_account    (LkE2e      *self,
                                    const char *user_id);

/* Whole walks, for tests about something else. */
void        lk_e2e_open_provider   (LkE2e      *self);
void        lk_e2e_sign_in         (LkE2e      *self,
                                    const char *user);
/* The same, at another server than the first of the playground. */
void        lk_e2e_open_provider_of (LkE2e     *self,
                                    const char *server);
void        lk_e2e_sign_in_at      (LkE2e      *self,
                                    const char *server,
                                    const char *user);
/* From the provider's page on. */
void        lk_e2e_pass_provider   (LkE2e      *self,
                                    const char *user);
/* To what the homeserver itself offers, if it has no provider. */
void        lk_e2e_open_server     (LkE2e      *self,
                                    const char *server);
/* Signs in at the playground's legacy homeserver, with the password. */
void        lk_e2e_log_in          (LkE2e      *self,
                                    const char *user);
LkAccount  *lk_e2e_get_account     (LkE2e      *self,
                                    guint       position);

/* A request in the name of @account, which must succeed. */
void        lk_e2e_ask_profile     (LkE2e      *self,
                                    LkAccount  *account);

G_END_DECLS
