/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkFakeServer:
 *
 * A scripted server on loopback, in the main context of the test. It plays what real servers
 * can't be asked for: malformed answers, faults, silence. A key is "METHOD /path", without
 * query. What is not scripted is answered with 404 M_UNRECOGNIZED.
 */
typedef struct _LkFakeServer LkFakeServer;

LkFakeServer *lk_fake_server_new         (void);
/* The same by TLS: "https://HOST:PORT", where @host is one that leads to 127.0.0.1. */
LkFakeServer *lk_fake_server_new_tls     (const char      *host,
                                          GTlsCertificate *certificate);
void          lk_fake_server_free        (LkFakeServer *self);
/* "http://127.0.0.1:PORT", without trailing slash */
const char   *lk_fake_server_get_url     (LkFakeServer *self);

/* Each call for a key adds an answer to its queue; the last one of a queue is given for ever.
 * "{url}" in @body becomes the server's URL. @body: (nullable). */
void          lk_fake_server_answer      (LkFakeServer *self,
                                          const char   *key,
                                          guint         status,
                                          const char   *content_type,
                                          const char   *body);
/* The usual: 200 application/json. */
void          lk_fake_server_json        (LkFakeServer *self,
                                          const char   *key,
                                          const char   *body);
/* Any bytes, for what isn't text. */
void          lk_fake_server_bytes       (LkFakeServer *self,
                                          const char   *key,
                                          guint         status,
                                          GBytes       *body);
/* Adds a header to the answer that was added last for @key. "{url}" works here, too. */
void          lk_fake_server_header      (LkFakeServer *self,
                                          const char   *key,
                                          const char   *name,
                                          const char   *value);
/* Never answers. */
void          lk_fake_server_hang        (LkFakeServer *self,
                                          const char   *key);
/* Holds back the answer that was added last for @key until lk_fake_server_release(). */
void          lk_fake_server_hold        (LkFakeServer *self,
                                          const char   *key);
/* Gives all answers that are held back. */
void          lk_fake_server_release     (LkFakeServer *self);
/* Takes the request in, then cuts the connection. */
void          lk_fake_server_reset       (LkFakeServer *self,
                                          const char   *key);
/* Answers with 200 and a body that comes byte by byte, without end. */
void          lk_fake_server_drip        (LkFakeServer *self,
                                          const char   *key);
/* Answers every request with this Authorization header with 401 M_UNKNOWN_TOKEN, whatever the
 * script says. */
void          lk_fake_server_refuse      (LkFakeServer *self,
                                          const char   *authorization);
/* Forgets the script of @key, so that it can be written anew. */
void          lk_fake_server_forget      (LkFakeServer *self,
                                          const char   *key);

/* How often @key was asked; all requests for NULL. */
guint         lk_fake_server_count       (LkFakeServer *self,
                                          const char   *key);
/* Of the last request for @key: body as text ("" when none), query and a header (nullable). */
const char   *lk_fake_server_last_body   (LkFakeServer *self,
                                          const char   *key);
const char   *lk_fake_server_last_query  (LkFakeServer *self,
                                          const char   *key);
const char   *lk_fake_server_last_header (LkFakeServer *self,
                                          const char   *key,
                                          const char   *name);
/* Of a form-encoded last body: one field, decoded. (transfer full) (nullable) */
char         *lk_fake_server_last_field  (LkFakeServer *self,
                                          const char   *key,
                                          const char   *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFakeServer, lk_fake_server_free)

/* A GAsyncReadyCallback whose user_data is a GAsyncResult **. */
void          lk_test_store_result       (GObject       *source,
                                          GAsyncResult  *result,
                                          gpointer       user_data);
/* Iterates the default context until @result is there; fails the test after 30 s. */
GAsyncResult *lk_test_await              (GAsyncResult **result);
/* Iterates the default context until @condition says so; fails the test after 30 s. */
void          lk_test_wait_until         (gboolean     (*condition) (gpointer),
                                          gpointer       user_data);
/* Iterates until nothing is pending, so that objects can be finalized. */
void          lk_test_drain              (void);

G_END_DECLS
