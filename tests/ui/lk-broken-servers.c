/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-broken-servers.h"

#define MISSING 404, "{\"errcode\":\"M_UNRECOGNIZED\"}"
#define PAGE 200, "<!DOCTYPE html><title>Welcome</title>"
#define NO_FILE { LK_KEY_WELL_KNOWN, MISSING }
#define POINTS_TO(url) \
  { LK_KEY_WELL_KNOWN, 200, "{\"m.homeserver\":{\"base_url\":\"" url "\"}}" }
#define NO_METADATA { LK_KEY_METADATA, MISSING }
#define METADATA(endpoint) \
  { LK_KEY_METADATA, 200, "{" LK_METADATA_MEMBERS ",\"registration_endpoint\":\"" endpoint "\"}" }

/* In the order of the steps. The numbers of the ports are those where nobody listens. */
const LkBrokenServer lk_broken_servers[] = {
  { .name = "nothing-is-broken",
    .could_start = TRUE, .words = "A sign-in can start" },
  { .name = "no-name-was-typed", .typed = "not a server",
    .culprit = LK_CULPRIT_PERSON, .words = "This isn’t the name of a server." },
  { .name = "nobody-listens", .typed = "http://127.0.0.1:1",
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "The server 127.0.0.1:1 doesn’t answer. If you typed the right name, the "
             "administrator of 127.0.0.1:1 has to fix that." },
  { .name = "well-known-is-missing", .changes = { NO_FILE },
    .could_start = TRUE, .words = "A sign-in can start" },
  { .name = "well-known-fails-but-is-not-needed", .changes = { { LK_KEY_WELL_KNOWN, 500, "" } },
    .could_start = TRUE, .words = "A sign-in can start" },
  { .name = "well-known-is-a-page-but-is-not-needed", .changes = { { LK_KEY_WELL_KNOWN, PAGE } },
    .could_start = TRUE, .words = "A sign-in can start" },
  { .name = "well-known-fails",
    .changes = { { LK_KEY_WELL_KNOWN, 500, "" }, { LK_KEY_VERSIONS, MISSING }, NO_METADATA },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "its .well-known file, which should say where it is, can’t be read. The "
             "administrator of 127.0.0.1:{port} has to fix that." },
  { .name = "well-known-is-broken",
    .changes = { { LK_KEY_WELL_KNOWN, 200, "[]" }, { LK_KEY_VERSIONS, MISSING }, NO_METADATA },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "The .well-known file of 127.0.0.1:{port} is broken, and without it no homeserver is "
             "found. The administrator of 127.0.0.1:{port} has to fix that." },
  { .name = "there-are-only-pages",
    .changes = { { LK_KEY_WELL_KNOWN, PAGE }, { LK_KEY_VERSIONS, PAGE },
                 { LK_KEY_METADATA, PAGE } },
    .culprit = LK_CULPRIT_PERSON, .words = "there is no homeserver. Check what you typed" },
  { .name = "well-known-points-to-a-dead-server", .changes = { POINTS_TO ("http://127.0.0.1:1") },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "The .well-known file of 127.0.0.1:{port} points to 127.0.0.1:1, a server that "
             "doesn’t answer. The administrator of 127.0.0.1:{port} has to fix that." },
  { .name = "A8/well-known-points-elsewhere", .changes = { POINTS_TO ("{url}/elsewhere") },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "but there is no Matrix homeserver. The administrator of 127.0.0.1:{port} has to fix "
             "that." },
  { .name = "A7/well-known-points-to-no-address", .changes = { POINTS_TO ("ftp://example.org") },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "names an address that can’t be used as a homeserver’s. The administrator of "
             "127.0.0.1:{port} has to fix that." },
  { .name = "it-is-no-homeserver",
    .changes = { NO_FILE, { LK_KEY_VERSIONS, MISSING }, NO_METADATA },
    .culprit = LK_CULPRIT_PERSON,
    .words = "There is no Matrix homeserver at 127.0.0.1:{port}. Check what you typed" },
  { .name = "A8/versions-are-a-page", .changes = { { LK_KEY_VERSIONS, PAGE } },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "The .well-known file of 127.0.0.1:{port} points to 127.0.0.1:{port}, but there is "
             "no Matrix homeserver." },
  { .name = "the-homeserver-is-down-behind-its-web-server",
    .changes = { { LK_KEY_VERSIONS, 502, "<html>Bad Gateway</html>" } },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "The web server at 127.0.0.1:{port} runs, but what should run behind it doesn’t." },
  { .name = "the-homeserver-has-a-break", .changes = { { LK_KEY_VERSIONS, 503, "" } },
    .culprit = LK_CULPRIT_TIME, .words = "Try again later" },
  { .name = "the-homeserver-cuts-the-connection", .changes = { NO_FILE, { LK_KEY_VERSIONS, 0 } },
    .culprit = LK_CULPRIT_ADMINISTRATOR, .words = "doesn’t answer" },
  { .name = "A15/it-redirects-in-circles",
    .changes = { { LK_KEY_VERSIONS, 302, NULL, "{url}/_matrix/client/versions" } },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "answers something that makes no sense here. The administrator of" },
  { .name = "the-network-answers-for-everybody", .typed = "http://hotel.localhost:{port}",
    .changes = { { LK_KEY_WELL_KNOWN, PAGE }, { LK_KEY_VERSIONS, PAGE },
                 { LK_KEY_METADATA, PAGE } },
    .culprit = LK_CULPRIT_NETWORK,
    .words = "It may be that your network wants you to sign in to it first" },
  { .name = "the-network-leads-elsewhere", .typed = "http://hotel.localhost:{port}",
    .changes = { { LK_KEY_WELL_KNOWN, 302, NULL, "{url}/welcome" },
                 { LK_KEY_VERSIONS, 302, NULL, "{url}/welcome" },
                 { LK_KEY_METADATA, 302, NULL, "{url}/welcome" },
                 { "GET /welcome", PAGE } },
    .culprit = LK_CULPRIT_NETWORK,
    .words = "It may be that your network wants you to sign in to it first" },
  { .name = "B6/metadata-fail", .changes = { { LK_KEY_METADATA, 500, "" } },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "reports a fault of its own. It may pass: try again later; if it stays so, the "
             "administrator of 127.0.0.1:{port} has to fix that." },
  { .name = "B6/it-asks-to-slow-down", .changes = { { LK_KEY_METADATA, 429, "" } },
    .culprit = LK_CULPRIT_TIME, .words = "asks to slow down" },
  { .name = "a-firewall-refuses", .changes = { { LK_KEY_METADATA, 403, "<html>Blocked</html>" } },
    .culprit = LK_CULPRIT_ADMINISTRATOR, .words = "refuses to answer" },
  { .name = "the-network-wants-to-be-signed-in-to",
    .changes = { { LK_KEY_METADATA, 511, "<html>Welcome to the hotel</html>" } },
    .culprit = LK_CULPRIT_NETWORK,
    .words = "Your network lets nobody through before they sign in to it" },
  { .name = "B7/metadata-lack-a-field", .changes = { { LK_KEY_METADATA, 200, "{}" } },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "What 127.0.0.1:{port} says about signing in doesn’t add up. The administrator of "
             "127.0.0.1:{port} has to fix that." },
  { .name = "B10/metadata-without-https", .changes = { METADATA ("http://example.org/register") },
    .culprit = LK_CULPRIT_ADMINISTRATOR, .words = "doesn’t add up" },
  { .name = "no-way-to-sign-in", .changes = { NO_METADATA },
    .culprit = LK_CULPRIT_ADMINISTRATOR, .words = "offers no way to sign in" },
  { .name = "J10/no-flow-that-is-known",
    .changes = { NO_METADATA, { LK_KEY_LOGIN, 200, "{\"flows\":[{\"type\":\"org.magic\"}]}" } },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "offers no way to sign in that Latchkey knows. Ask the administrator of" },
  { .name = "it-has-passwords",
    .changes = { NO_METADATA,
                 { LK_KEY_LOGIN, 200, "{\"flows\":[{\"type\":\"m.login.password\"}]}" } },
    .could_start = TRUE, .words = "A sign-in can start" },
  { .name = "the-provider-is-dead", .changes = { METADATA ("http://127.0.0.1:1/register") },
    .culprit = LK_CULPRIT_ADMINISTRATOR,
    .words = "The homeserver sends people to 127.0.0.1:1 to sign in, a server that doesn’t "
             "answer. The administrator of 127.0.0.1:1 has to fix that." },
  { .name = "C8/the-provider-refuses",
    .changes = { { LK_KEY_REGISTER, 403, "{\"error\":\"access_denied\","
                                         "\"error_description\":\"No strangers here\"}" } },
    .culprit = LK_CULPRIT_POLICY,
    .words = "The provider 127.0.0.1:{port} refuses to let Latchkey in. Its administrator" },
  { .name = "the-provider-registers-nobody",
    .changes = { { LK_KEY_METADATA, 200, "{" LK_METADATA_MEMBERS "}" } },
    .culprit = LK_CULPRIT_POLICY, .words = "Ask its administrator for a client ID for Latchkey." },
  { .name = "there-is-nothing-to-register-at", .changes = { { LK_KEY_REGISTER, MISSING } },
    .culprit = LK_CULPRIT_ADMINISTRATOR, .words = "where programs register, but there is nothing" },
  { .name = "C6/the-registration-makes-no-sense", .changes = { { LK_KEY_REGISTER, 201, "{}" } },
    .culprit = LK_CULPRIT_ADMINISTRATOR, .words = "answers something that makes no sense here" },
};

const gsize lk_n_broken_servers = G_N_ELEMENTS (lk_broken_servers);

void
lk_broken_server_script (const LkBrokenServer *self,
                         LkAccountFixture     *world)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->changes) && self->changes[i].key != NULL; i++)
    {
      const LkBrokenAnswer *change = &self->changes[i];

      lk_fake_server_forget (world->server, change->key);
      if (change->status == 0)
        {
          lk_fake_server_reset (world->server, change->key);
          continue;
        }
      lk_fake_server_answer (world->server, change->key, change->status, NULL, change->body);
      if (change->location != NULL)
        lk_fake_server_header (world->server, change->key, "Location", change->location);
    }
}

static void
replace (char      **text,
         const char *what,
         const char *with)
{
  g_auto (GStrv) parts = g_strsplit (*text, what, -1);

  g_free (*text);
  *text = g_strjoinv (with, parts);
}

char *
lk_broken_server_fill (LkAccountFixture *world,
                       const char       *text)
{
  const char *url = lk_fake_server_get_url (world->server);
  char *filled = g_strdup (text != NULL ? text : "{url}");

  replace (&filled, "{url}", url);
  replace (&filled, "{port}", strrchr (url, ':') + 1);
  return filled;
}
