/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsecret/secret.h>

#include "lk-keyring.h"

G_BEGIN_DECLS

/* What the files of the keyring share: lk-keyring.c with its calls, lk-keyring-ask.c,
 * lk-keyring-read.c, lk-keyring-write.c, and for sandboxes lk-keyring-turns.c. */

struct _LkKeyring
{
  GObject    parent_instance;
  GPtrArray *waiting;    /* GTask: for the person's answer */
  gboolean   is_asking;
  gboolean   is_refused; /* the person said no */
  gboolean   is_locked;  /* as far as was seen */
  gboolean   is_in_file; /* in a sandbox: see lk-keyring-turns.c */
  gboolean   needs_portal; /* … which has not been heard of yet */
  GQueue     turns;      /* GTask, the calls to that file; the first is under way */
};

typedef struct _LkKeyringCall LkKeyringCall;

/* (transfer full) @task, (transfer full) @items: what was found, and can be opened. */
typedef void (*LkKeyringVerb) (GTask *task, GList *items);

/* Every call is a search, a question to the person if what is found is locked, and a verb on what
 * was found. It is the data of its task, whose source is the keyring. */
struct _LkKeyringCall
{
  LkKeyringKind  kind;
  char          *id;        /* (nullable): all */
  LkKeyringVerb  verb;
  gboolean       has_asked;
  char          *label;     /* (nullable) of what is to be saved */
  SecretValue   *value;     /* (nullable) */
  GPtrArray     *items;     /* (nullable) LkKeyringItem, read so far */
  GList         *left;      /* (nullable) SecretRetrievable, to be read or to be deleted */
};

GTask              *lk_keyring_begin            (LkKeyring           *self,
                                                 LkKeyringKind        kind,
                                                 const char          *id,
                                                 LkKeyringVerb        verb,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
/* (transfer full) @task */
void                lk_keyring_start            (GTask               *task);
void                lk_keyring_search           (GTask               *task);
void                lk_keyring_return_locked    (GTask               *task);
/* (transfer full) @foreign: libsecret's errors end here. */
void                lk_keyring_return_error     (GTask               *task,
                                                 GError              *foreign);
GCancellable       *lk_keyring_get_cancellable  (GTask               *task);

const SecretSchema *lk_keyring_get_schema       (void);
/* The attribute that names an item of this kind. */
const char         *lk_keyring_get_id_attribute (LkKeyringKind        kind);
GHashTable         *lk_keyring_make_attributes  (LkKeyringKind        kind,
                                                 const char          *id);
void                lk_keyring_free_items       (GList               *items);

void                lk_keyring_set_locked       (LkKeyring           *self,
                                                 gboolean             is_locked);
void                lk_keyring_note_open        (LkKeyring           *self);
gboolean            lk_keyring_may_ask          (LkKeyring           *self,
                                                 GTask               *task);
/* (transfer full) @task: goes on with the person's answer. */
void                lk_keyring_ask              (GTask               *task,
                                                 GList               *locked);
/* (transfer container) */
GList              *lk_keyring_find_locked      (GList               *items);

G_END_DECLS
