# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proof of the variants: each is as odd as it says, and one can get in."""

import configparser
import pathlib
import ssl
import subprocess
import urllib.error

from certificates import SYSTEM_BUNDLE
from matrix_client import LISTENER, ORIGIN, Browser, Client, fetch, make_opener, parameters
from proving import ALICE, BOB
from selftest_device import enter
from selftest_legacy import sso_login, sso_page

STABLE = "/_matrix/client/v1/auth_metadata"
UNSTABLE = "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata"
OLD_SCOPES = "urn:matrix:org.matrix.msc2967.client:"


def is_missing(answer):
    return (answer.status, answer.json.get("errcode")) == (404, "M_UNRECOGNIZED")


def test_files_lead_here(tap, place):
    """Else a client that follows them never meets the variant."""
    for name in ("no-registration", "unstable", "well-known-2022", "oauth-aware"):
        server = place.server(name)
        file = fetch(f"{server['url']}/.well-known/matrix/client").json
        tap.equal(f"{name}: its well-known file leads to itself",
                  file["m.homeserver"], {"base_url": server["url"]})


def test_no_registration(tap, place):
    server = place.server("no-registration")
    metadata = place.metadata(server["url"])
    tap.check("no-registration: there is no registration endpoint",
              "registration_endpoint" not in metadata and "token_endpoint" in metadata)
    tap.check("no-registration: not in the old metadata either",
              "registration_endpoint" not in fetch(f"{server['url']}{UNSTABLE}").json)
    clients = configparser.ConfigParser(delimiters="=")
    clients.read(pathlib.Path(place.ready["config"]) / "latchkey/clients.ini")
    client_id = clients[server["url"]]["ClientId"]
    tap.equal("no-registration: the client ID is where Latchkey looks for it",
              client_id, server["clientId"])

    client = Client(metadata, client_id=client_id)
    client.redirect = f"{ORIGIN}oauth/callback"
    tokens = client.sign_in(Browser(), *ALICE)
    tap.equal("no-registration: it lets a person in",
              place.whoami(tokens["access_token"], server["url"]).json.get("user_id"),
              "@alice:playground.test")
    client.revoke(tokens["refresh_token"])
    tap.check("no-registration: from another device, too",
              "user_code" in client.ask_for_code())


def test_unstable(tap, place):
    server = place.server("unstable")
    tap.check("unstable: the specified endpoint is missing",
              is_missing(fetch(f"{server['url']}{STABLE}")))
    metadata = fetch(f"{server['url']}{UNSTABLE}").json
    tap.equal("unstable: the old one answers", metadata.get("issuer"), place.issuer)
    client = Client(metadata, scopes=OLD_SCOPES)
    tokens = client.sign_in(Browser(), *BOB)
    tap.equal("unstable: one can get in",
              place.whoami(tokens["access_token"], server["url"]).status, 200)
    client.revoke(tokens["refresh_token"])


def test_well_known_2022(tap, place):
    server = place.server("well-known-2022")
    for path in (STABLE, UNSTABLE, UNSTABLE.replace("metadata", "issuer"),
                 STABLE.replace("metadata", "issuer"), "/_matrix/client/v3/login"):
        tap.check(f"well-known-2022: {path} is missing",
                  is_missing(fetch(f"{server['url']}{path}")))
    file = fetch(f"{server['url']}/.well-known/matrix/client").json
    named = file["org.matrix.msc2965.authentication"]
    tap.equal("well-known-2022: the file names the provider's account page",
              named["account"], place.metadata()["account_management_uri"])
    found = fetch(f"{named['issuer'].rstrip('/')}/.well-known/openid-configuration").json
    tap.equal("well-known-2022: the issuer answers for itself", found["issuer"], named["issuer"])
    client = Client(found, scopes=OLD_SCOPES)
    tokens = client.sign_in(Browser(), *BOB)
    tap.equal("well-known-2022: one can get in",
              place.whoami(tokens["access_token"], server["url"]).status, 200)
    client.revoke(tokens["refresh_token"])


def test_oauth_aware(tap, place):
    server = place.server("oauth-aware")
    tap.check("oauth-aware: there is no metadata", is_missing(fetch(f"{server['url']}{STABLE}")))
    flows = fetch(f"{server['url']}/_matrix/client/v3/login").json["flows"]
    tap.equal("oauth-aware: the flows are for those who know", flows, [
        {"type": "m.login.sso", "oauth_aware_preferred": True,
         "org.matrix.msc3824.delegated_oidc_compatibility": True},
        {"type": "m.login.token"}])
    refused = fetch(f"{server['url']}/_matrix/client/v3/register", body={"username": "x"})
    tap.equal("oauth-aware: nobody registers here", refused.json.get("errcode"), "M_FORBIDDEN")
    page = sso_page(server, Browser(), *ALICE, more="&action=login")
    answer, login = sso_login(server, page)
    tap.equal("oauth-aware: the redirect keeps what was in it", answer.get("nonce"), "n0nce")
    tap.equal("oauth-aware: alice is in", login.json.get("user_id"), "@alice:legacy.test")


def outcome_of(address, context):
    try:
        fetch(address, opener=make_opener(tls=context))
        return "trusted"
    except urllib.error.URLError as error:
        return type(error.reason).__name__


def test_tls_trust(tap, place):
    server = place.server("tls")
    address = f"{server['url']}/.well-known/matrix/client"
    tap.equal("tls: nobody knows the authority",
              outcome_of(address, ssl.create_default_context()), "SSLCertVerificationError")
    bundle = ssl.create_default_context(cafile=place.ready["caBundle"])
    tap.equal("tls: except by our bundle",
              fetch(address, opener=make_opener(tls=bundle)).status, 200)
    tap.equal("tls: the file leads to another host and port",
              fetch(address).json, {"m.homeserver": {"base_url": server["homeserver"]}})
    tap.check("tls: there is nothing else at this one",
              is_missing(fetch(f"{server['url']}/_matrix/client/versions")))
    tap.equal("tls: the folder of the key is nobody else's",
              pathlib.Path(place.ready["ca"]).parent.stat().st_mode & 0o777, 0o700)


def test_self_signed(tap, place):
    address = f"{place.server('self-signed')['url']}/_matrix/client/versions"
    bundle = ssl.create_default_context(cafile=place.ready["caBundle"])
    tap.equal("self-signed: our authority doesn't vouch for it",
              outcome_of(address, bundle), "SSLCertVerificationError")
    careless = ssl.create_default_context()
    careless.check_hostname = False
    careless.verify_mode = ssl.CERT_NONE
    tap.equal("self-signed: there is a homeserver all the same",
              fetch(address, opener=make_opener(tls=careless)).status, 200)


def test_tls_sign_in(tap, place):
    server = place.server("tls")
    base, issuer = server["homeserver"], server["issuer"]
    metadata = place.metadata(base)
    tap.equal("tls: the provider has its own name", metadata["issuer"], issuer)
    addresses = {key: value for key, value in metadata.items()
                 if key.endswith(("_endpoint", "_uri"))}
    tap.check("tls: so have all its endpoints",
              all(value.startswith(issuer) for value in addresses.values()), addresses)

    client, browser = Client(metadata), Browser()
    page = browser.open(client.authorization_url())
    tap.check("tls: its pages don't leave it", page.url.startswith(issuer), page.url)
    page = browser.submit(page, "sign-in", username="alice", password=ALICE[1])
    redirected = browser.submit(page, "allow")
    answer = parameters(redirected)
    tap.check("tls: the redirect does", redirected.url.startswith(LISTENER), redirected.url)
    tap.equal("tls: and names the issuer", answer.get("iss"), issuer)
    tokens = client.exchange(answer["code"]).json
    refreshed = client.refresh(tokens["refresh_token"]).json
    tap.equal("tls: the homeserver knows the device",
              place.whoami(refreshed["access_token"], base).json.get("device_id"), client.device)
    client.revoke(refreshed["refresh_token"])
    tap.equal("tls: revocation ends the session",
              place.whoami(refreshed["access_token"], base).status, 401)

    place.control("/provider/device", {"interval": 0})
    client = Client(metadata)
    issued = client.ask_for_code()
    place.control("/provider/device", {"interval": 5})
    tap.check("tls: so is the page for codes",
              issued["verification_uri_complete"].startswith(f"{issuer}link?"), issued)
    browser.submit(enter(browser, issued), "allow")
    tokens = client.poll(issued["device_code"]).json
    tap.equal("tls: another device gets in",
              place.whoami(tokens["access_token"], base).json.get("device_id"), client.device)
    client.revoke(tokens["refresh_token"])


def test_variants_have_faults(tap, place):
    bases = {"tls-homeserver": place.server("tls")["homeserver"],
             "unstable": place.server("unstable")["url"], "legacy": place.server("legacy")["url"]}
    for name, base in bases.items():
        place.control("/requests/clear", {})
        place.whoami("nonsense", base)
        tap.equal(f"{name}: requests are listed under its name", place.control("/requests"), [
            {"server": name, "method": "GET",
             "path": "/_matrix/client/v3/account/whoami", "status": 401}])
        place.control("/fault", {"server": name, "match": "whoami$", "mode": "reset"})
        try:
            outcome = place.whoami("nonsense", base).status
        except OSError:
            outcome = "reset"
        tap.equal(f"{name}: it can fail by itself", outcome, "reset")
        tap.equal(f"{name}: the homeserver goes on", place.whoami("nonsense").status, 401)
        place.control("/heal", {})


def test_table(tap, place):
    """What a person sees of all that, and what the program is started with."""
    tool = pathlib.Path(__file__).resolve().parent.parent / "tools/ready.py"
    run = lambda *arguments: subprocess.run(  # noqa: E731
        [tool, *arguments], capture_output=True, text=True, check=False).stdout.splitlines()
    lines, urls = run(), run("urls")
    for server in place.ready["servers"]:
        words = next((line for line in lines if line.startswith(f"{server['name']} ")), "")
        tap.check(f"{server['name']}: it is in the table",
                  server["url"] in words and words.endswith(server["what"]), lines)
    tap.equal("and suggested", urls, [server["url"] for server in place.ready["servers"]])
    for user in place.ready["users"]:
        tap.check(f"{user['name']}: the table tells the password",
                  any(user["name"] in line and user["password"] in line for line in lines))


def test_acquaintance(tap, place):
    """A computer that knows the playground, without being changed."""
    tool = pathlib.Path(__file__).resolve().parent.parent / "tools/trusting.py"
    seen = subprocess.run(
        [tool, "sh", "-c", 'cat /etc/ssl/certs/ca-certificates.crt; echo "$XDG_CONFIG_DIRS"'],
        capture_output=True, text=True, check=False).stdout
    ours = pathlib.Path(place.ready["ca"]).read_text()
    tap.check("a program can be run that trusts our CA",
              ours in seen and ours not in pathlib.Path(SYSTEM_BUNDLE).read_text())
    tap.check("and knows our client IDs",
              seen.splitlines()[-1].startswith(f"{place.ready['config']}:"))
