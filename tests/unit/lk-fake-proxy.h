/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkFakeProxy:
 *
 * The only way out of a test program, in its main context: whatever server of the world is spoken
 * to, it is one of the test's own that answers, or nobody. So names and ports can be those that
 * people type, without a network and without being root.
 */
typedef struct _LkFakeProxy LkFakeProxy;

/* Before anything else asks for a way out: makes this program go through such proxies only. */
void         lk_fake_proxy_install (void);

LkFakeProxy *lk_fake_proxy_new     (void);
void         lk_fake_proxy_free    (LkFakeProxy *self);
/* @authority ("HOST:PORT") is what listens at @port of this machine. */
void         lk_fake_proxy_lead    (LkFakeProxy *self,
                                    const char  *authority,
                                    guint        port);
/* How often a connection to @authority was wanted; to any for NULL. */
guint        lk_fake_proxy_count   (LkFakeProxy *self,
                                    const char  *authority);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFakeProxy, lk_fake_proxy_free)

G_END_DECLS
