/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-account-fixture.h"

G_BEGIN_DECLS

/*
 * TLS as it is, between servers with names of their own, whose authority the test program alone
 * trusts.
 */

/* Certificate and key of servers for example.org, tls.localhost, both with "matrix." before it, and
 * [::1]; and ones for the same that have expired. */
extern const char lk_tls_certificate[];
extern const char lk_tls_certificate_of_old[];

/* Instead of g_test_run(): trusts the authority meanwhile. */
int           lk_tls_run           (void);

/* @host: leads to 127.0.0.1, or is spoken to through a proxy. @pem: certificate and key */
LkFakeServer *lk_tls_new_server    (const char       *host,
                                    const char       *pem);
/* Makes @server a good homeserver and its provider, at @path ("" or "/…") of its own. */
void          lk_tls_be_homeserver (LkFakeServer     *server,
                                    const char       *path);
/* Has the well-known file of @from name @base_url. */
void          lk_tls_point         (LkFakeServer     *from,
                                    const char       *base_url);
/* What is found by a new account of @world. */
LkHomeserver *lk_tls_discover      (LkAccountFixture *world,
                                    const char       *typed,
                                    GError          **error);

G_END_DECLS
