/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-tls-fixture.h"

#include <stdlib.h>
#include <string.h>

#include "lk-fake-proxy.h"

/* What people type, as it is: bare names and user IDs, and what they lead to over TLS at the ports
 * that such names mean. */

typedef struct
{
  LkAccountFixture  world;
  LkFakeProxy      *proxy;
  LkFakeServer     *name;       /* example.org:443 */
  LkFakeServer     *federation; /* example.org:8448 */
  LkFakeServer     *homeserver; /* matrix.example.org:443 */
} Fixture;

static LkFakeServer *
new_server (Fixture    *self,
            const char *authority)
{
  LkFakeServer *server = lk_tls_new_server ("example.org", lk_tls_certificate);
  guint port = (guint) atoi (strrchr (lk_fake_server_get_url (server), ':') + 1);

  lk_fake_proxy_lead (self->proxy, authority, port);
  return server;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  lk_account_fixture_set_up (&self->world, NULL);
  self->proxy = lk_fake_proxy_new ();
  self->name = new_server (self, "example.org:443");
  self->federation = new_server (self, "example.org:8448");
  self->homeserver = new_server (self, "matrix.example.org:443");
  lk_tls_be_homeserver (self->homeserver, "");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  lk_fake_server_free (self->name);
  lk_fake_server_free (self->federation);
  lk_fake_server_free (self->homeserver);
  lk_account_fixture_tear_down (&self->world, NULL);
  lk_test_drain ();
  lk_fake_proxy_free (self->proxy);
}

static LkHomeserver *
find (Fixture    *self,
      const char *typed)
{
  g_autoptr (GError) error = NULL;
  LkHomeserver *found = lk_tls_discover (&self->world, typed, &error);

  g_assert_no_error (error);
  g_assert_nonnull (found->auth_api->metadata);
  return found;
}

/* The file is asked of the host alone, whatever the port; and the user ID is kept as typed. */
static void
test_the_port_is_not_for_the_file (Fixture       *self,
                                   gconstpointer  data)
{
  const char *typed = data;
  g_autoptr (LkHomeserver) found = NULL;

  lk_tls_point (self->name, "https://matrix.example.org");
  found = find (self, typed);
  g_assert_cmpstr (found->base_url, ==, "https://matrix.example.org");
  g_assert_cmpstr (found->entry->server_name, ==, strchr (typed, ':') + 1);
  g_assert_cmpstr (found->entry->user_id, ==, typed);
  g_assert_cmpuint (lk_fake_server_count (self->name, NULL), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->name, LK_KEY_WELL_KNOWN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->federation, NULL), ==, 0);
}

static void
test_a_bare_name_leads_to_its_file (Fixture       *self,
                                    gconstpointer  data)
{
  g_autoptr (LkHomeserver) found = NULL;

  lk_tls_point (self->name, "https://matrix.example.org/");
  found = find (self, data);
  g_assert_cmpstr (found->base_url, ==, "https://matrix.example.org");
  g_assert_null (found->entry->user_id);
  g_assert_cmpuint (lk_fake_server_count (self->name, NULL), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (self->homeserver, NULL), ==, 2);
}

typedef struct
{
  const char *typed;
  const char *base_url;
  gboolean    is_federation; /* who answers there */
} Bare;

static const Bare bare[] = {
  { "example.org", "https://example.org", FALSE },
  { "@ada:example.org:8448", "https://example.org:8448", TRUE },
};

/* There the port counts. */
static void
test_no_file_leads_to_the_name_itself (Fixture       *self,
                                       gconstpointer  data)
{
  const Bare *name = data;
  LkFakeServer *server = name->is_federation ? self->federation : self->name;
  g_autoptr (LkHomeserver) found = NULL;

  lk_tls_be_homeserver (server, "");
  found = find (self, name->typed);
  g_assert_cmpstr (found->base_url, ==, name->base_url);
  g_assert_null (found->warning);
  g_assert_cmpuint (lk_fake_server_count (self->name, LK_KEY_WELL_KNOWN), ==, 1);
  g_assert_cmpuint (lk_fake_server_count (server, LK_KEY_VERSIONS), ==, 1);
}

/* Nobody is there; but they were asked for, the file without the port and the server with it. */
static void
test_an_ipv6_literal_keeps_its_brackets (Fixture       *self,
                                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_tls_discover (&self->world, "@ada:[::1]:8448", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_SERVER_FAILED); /* as the proxy says */
  g_assert_true (g_str_has_prefix (lk_error_get_url (error), "https://[::1]:8448/_matrix/"));
  g_assert_cmpuint (lk_fake_proxy_count (self->proxy, "[::1]:443"), ==, 1);
  g_assert_cmpuint (lk_fake_proxy_count (self->proxy, "[::1]:8448"), >=, 1);
}

/* Neither its domain nor anybody else is asked. */
static void
test_an_e_mail_address_asks_nobody (Fixture       *self,
                                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_tls_discover (&self->world, "ada@example.org", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_INPUT_IS_EMAIL);
  lk_test_drain ();
  g_assert_cmpuint (lk_fake_proxy_count (self->proxy, NULL), ==, 0);
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*test) (Fixture *, gconstpointer))
{
  g_autofree char *whole = g_strconcat ("/discover-names/", path, NULL);

  g_test_add (whole, Fixture, data, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  lk_fake_proxy_install ();

  add ("A1/the-port-is-not-for-the-file", "@ada:example.org:8448",
       test_the_port_is_not_for_the_file);
  add ("A2/an-ipv6-literal-keeps-its-brackets", NULL, test_an_ipv6_literal_keeps_its_brackets);
  add ("A1/a-bare-name-leads-to-its-file", "example.org", test_a_bare_name_leads_to_its_file);
  add ("A1/a-host-has-no-upper-case", " Example.ORG ", test_a_bare_name_leads_to_its_file);
  add ("A3/no-file-leads-to-the-name-itself/name", &bare[0],
       test_no_file_leads_to_the_name_itself);
  add ("A1/A3/no-file-leads-to-the-name-itself/port", &bare[1],
       test_no_file_leads_to_the_name_itself);
  add ("A17/an-e-mail-address-asks-nobody", NULL, test_an_e_mail_address_asks_nobody);

  return lk_tls_run ();
}
