#!/usr/bin/python3
# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Proves the playground, from outside and in TAP: in the one that
LATCHKEY_PLAYGROUND names, or else in one of its own.
"""

import os
import pathlib
import sys
import traceback

sys.dont_write_bytecode = True

import selftest_device  # noqa: E402
import selftest_legacy  # noqa: E402
import selftest_variants  # noqa: E402
from matrix_client import DEVICE_CODE, Browser, fetch, know_localhost, parameters  # noqa: E402
from proving import ALICE, BOB, Place, Tap, eventually  # noqa: E402

def test_metadata(tap, place):
    metadata = place.metadata()
    tap.equal("the homeserver names the provider by its public address",
              metadata["issuer"], place.issuer)
    for endpoint in ("authorization", "token", "registration", "revocation",
                     "device_authorization"):
        url = metadata[f"{endpoint}_endpoint"]
        tap.check(f"the {endpoint} endpoint has it too", url.startswith(place.issuer), url)
    for field, values in {
        "response_types_supported": {"code"},
        "response_modes_supported": {"query", "fragment"},
        "grant_types_supported": {"authorization_code", "refresh_token", DEVICE_CODE},
        "code_challenge_methods_supported": {"S256"},
        "prompt_values_supported": {"create"},
        "account_management_actions_supported": {
            "org.matrix.profile", "org.matrix.devices_list", "org.matrix.device_view",
            "org.matrix.device_delete", "org.matrix.account_deactivate",
            "org.matrix.cross_signing_reset",
        },
    }.items():
        tap.check(f"{field} has what Matrix wants", values <= set(metadata[field]), metadata[field])
    legacy = fetch(f"{place.homeserver}/_matrix/client/v3/login")
    tap.equal("there is no legacy login", (legacy.status, legacy.json["errcode"]),
              (404, "M_UNRECOGNIZED"))


def test_registration(tap, place):
    client = place.client()
    tap.equal("a client registers itself", client.registration.status, 201)
    tap.check("a public client gets no secret", "client_secret" not in client.registration.json)
    grants = ["authorization_code", "refresh_token", DEVICE_CODE, "urn:example:telepathy"]
    tap.equal("a grant type that isn't known is ignored",
              client.register(grant_types=grants).json.get("grant_types"), grants[:3])
    for sentence, changes in {
        "a client without a web page is refused": {"client_uri": None},
        "a loopback redirect with a port is refused":
            {"redirect_uris": ["http://127.0.0.1:1234/callback"]},
        "a private scheme of somebody else is refused":
            {"redirect_uris": ["org.example:/callback"]},
    }.items():
        tap.equal(sentence, client.register(**changes).status, 400)


def test_sign_in(tap, place):
    client, browser = place.client(), Browser()
    page = browser.open(client.authorization_url(login_hint="mxid:@alice:playground.test"))
    tap.equal("the hint fills the user name in", page.attribute("username", "value"), "alice")
    page = browser.submit(page, "sign-in", username="alice", password="wrong")
    tap.equal("a wrong password is said so", page.element("error"),
              "The user name or the password is wrong.")
    tap.equal("the user name is kept", page.attribute("username", "value"), "alice")

    page = browser.submit(page, "sign-in", username="alice", password=ALICE[1])
    tap.equal("consent names the person", page.element("whoami"), "alice")
    tap.equal("consent names the client", page.element("client"), "Self-test")
    tap.equal("consent names the device", page.element("device"), client.device)
    tap.equal("there is no device before the tokens", place.devices("alice"), [])

    answer = parameters(browser.submit(page, "allow"))
    tap.equal("the redirect has the state", answer.get("state"), client.state)
    tap.equal("the redirect has the issuer", answer.get("iss"), place.issuer)
    tokens = client.exchange(answer["code"]).json
    tap.equal("access tokens live five minutes", tokens.get("expires_in"), 300)
    tap.equal("the token has the scope that was asked for",
              set(tokens["scope"].split()), set(client.scope.split()))
    who = place.whoami(tokens["access_token"]).json
    tap.equal("the homeserver knows the user", who.get("user_id"), "@alice:playground.test")
    tap.equal("the homeserver knows the device", who.get("device_id"), client.device)
    tap.equal("the device is there", place.devices("alice"), [client.device])

    refreshed = client.refresh(tokens["refresh_token"]).json
    tap.check("the refresh token rotates",
              refreshed["refresh_token"] != tokens["refresh_token"])
    tap.equal("the new access token works",
              place.whoami(refreshed["access_token"]).status, 200)
    tap.equal("revocation is confirmed", client.revoke(refreshed["refresh_token"]).status, 200)
    tap.equal("a revoked refresh token is refused",
              client.refresh(refreshed["refresh_token"]).json.get("error"), "invalid_grant")
    tap.equal("the device is gone", place.devices("alice"), [])
    tap.equal("the homeserver refuses the access token",
              place.whoami(refreshed["access_token"]).status, 401)


def test_variations(tap, place):
    old = place.client(scopes="urn:matrix:org.matrix.msc2967.client:")
    tokens = old.sign_in(Browser(), *BOB)
    tap.equal("the scopes of the proposal work too",
              place.whoami(tokens["access_token"]).json.get("device_id"), old.device)
    old.revoke(tokens["access_token"], "access_token")
    tap.equal("revoking the access token ends the session, too",
              old.refresh(tokens["refresh_token"]).json.get("error"), "invalid_grant")
    tap.equal("and removes the device", place.devices("bob"), [])

    client = place.client()
    answer = parameters(Browser().open(client.authorization_url(code_challenge=None)))
    tap.equal("nobody gets in without PKCE", answer.get("error"), "invalid_request")
    client.scope += " urn:matrix:org.matrix.msc2967.client:api:*"
    answer = parameters(Browser().open(client.authorization_url()))
    tap.equal("scopes of two spellings are refused", answer.get("error"), "invalid_scope")

    client, browser = place.client(), Browser()
    page = browser.open(client.authorization_url())
    page = browser.submit(page, "sign-in", username="bob", password=BOB[1])
    answer = parameters(browser.submit(page, "cancel"))
    tap.equal("cancelling is access_denied", answer.get("error"), "access_denied")
    tap.equal("with the state", answer.get("state"), client.state)

    client.redirect = "example.selftest:/callback"
    page = browser.open(client.authorization_url())
    redirected = browser.submit(page, "allow")
    tap.check("a private scheme gets its redirect",
              redirected.url.startswith("example.selftest:/callback?code="), redirected.url)


def test_account_switch(tap, place):
    client, browser = place.client(), Browser()
    client.sign_in(browser, *ALICE)
    page = browser.open(client.authorization_url())
    tap.equal("the browser is still signed in", page.element("whoami"), "alice")
    page = browser.follow(page, "other-account")
    page = browser.submit(page, "sign-in", username="bob", password=BOB[1])
    tap.equal("another account can be used", page.element("whoami"), "bob")
    tap.equal("the first one's session lives on", place.devices("alice"), [client.device])


def test_new_account(tap, place):
    client, browser = place.client(), Browser()
    page = browser.open(client.authorization_url(prompt="create"))
    fields = {"password": "looking-glass", "password2": "looking-glass"}
    page = browser.submit(page, "create", username="alice", **fields)
    tap.equal("a taken name is refused", page.element("error"), "User ID already taken.")
    page = browser.submit(page, "create", username="carol",
                          **{**fields, "password2": "something-else"})
    tap.equal("the passwords must be the same", page.element("error"),
              "The passwords are not the same.")
    page = browser.submit(page, "create", username="carol", **fields)
    tap.equal("registration leads to consent", page.element("whoami"), "carol")
    tokens = client.exchange(parameters(browser.submit(page, "allow"))["code"]).json
    tap.equal("the new user is at the homeserver",
              place.whoami(tokens["access_token"]).json.get("user_id"), "@carol:playground.test")
    tap.check("and among the users", "carol" in place.control("/users"))

    page = Browser().open(client.authorization_url())
    page = Browser().open(page.url)
    tap.equal("another browser can't take a sign-in over", page.status, 400)


def test_account_pages(tap, place):
    client, browser = place.client(), Browser()
    page = browser.open(place.account("org.matrix.device_view", client.device))
    tap.check("the account page wants a sign-in first", page.attribute("sign-in", "id"))
    page = browser.submit(page, "sign-in", username="bob", password=BOB[1])
    tap.equal("and comes back", page.element("action"), "org.matrix.device_view")
    tap.equal("it knows the person", page.element("whoami"), "bob")
    tap.check("an unknown device is said so", page.element("no-device"))

    tokens = client.sign_in(browser, *BOB)
    for action in place.metadata()["account_management_actions_supported"]:
        page = browser.open(place.account(action, client.device))
        tap.equal(f"{action} is answered", (page.status, page.element("action")), (200, action))
    page = browser.open(place.account("org.matrix.no_such_action"))
    tap.equal("an action that isn't advertised is refused", page.status, 400)

    page = browser.open(place.account("org.matrix.profile"))
    page = browser.submit(page, "save", displayname="Bob the <b>Builder</b>")
    profile = fetch(f"{place.homeserver}/_matrix/client/v3/profile/@bob:playground.test").json
    tap.equal("the display name changes", profile["displayname"], "Bob the <b>Builder</b>")
    tap.check("a display name is no markup", "<b>" not in page.text)
    tap.check("bob has a picture", profile.get("avatar_url", "").startswith("mxc://"))

    page = browser.open(place.account("org.matrix.device_delete", client.device))
    page = browser.submit(page, "sign-out-device")
    tap.equal("a device is signed out here", page.element("done"), "The device was signed out.")
    tap.equal("and is gone", place.devices("bob"), [])
    tap.equal("and can't refresh",
              client.refresh(tokens["refresh_token"]).json.get("error"), "invalid_grant")


def test_deactivation(tap, place):
    place.control("/users", {"name": "dave", "password": "daisy-bell"})
    client, browser = place.client(), Browser()
    client.sign_in(browser, "dave", "daisy-bell")
    page = browser.open(place.account("org.matrix.account_deactivate"))
    browser.submit(page, "deactivate")
    tap.equal("deactivation removes the devices", place.devices("dave"), [])
    other = Browser()
    page = other.submit(other.open(client.authorization_url()), "sign-in",
                        username="dave", password="daisy-bell")
    tap.equal("and nobody gets in again", page.element("error"), "This account was deactivated.")


def test_provider_logout(tap, place):
    client, browser = place.client(), Browser()
    tokens = client.sign_in(browser, *ALICE)
    page = browser.open(place.metadata()["end_session_endpoint"])
    tap.check("the provider asks before it ends its session", page.attribute("sign-out", "id"))
    xsrf = page.text.partition('name="xsrf" value="')[2].partition('"')[0]
    browser.open(f"{place.issuer}logout/confirm", {"xsrf": xsrf, "logout": "yes"})
    page = browser.open(client.authorization_url())
    tap.check("the browser is signed out", page.attribute("sign-in", "id"))
    tap.equal("the Matrix session is not", place.whoami(tokens["access_token"]).status, 200)
    client.revoke(tokens["refresh_token"])


def test_settings(tap, place):
    place.control("/provider/ttl", {"seconds": 1})
    client = place.client()
    tokens = client.sign_in(Browser(), *ALICE)
    tap.equal("the lifetime of access tokens can be set", tokens["expires_in"], 1)
    place.control("/provider/ttl", {"seconds": 300})
    tap.check("and then they end",
              eventually(lambda: place.whoami(tokens["access_token"]).status == 401))

    place.control("/provider/rotation", {"strict": False})
    first = client.refresh(tokens["refresh_token"]).json
    again = client.refresh(tokens["refresh_token"]).json
    tap.check("lenient: a lost answer can be asked for again", "refresh_token" in again, again)
    tap.equal("lenient: the pair that was lost is void",
              client.refresh(first["refresh_token"]).json.get("error"), "invalid_grant")
    place.whoami(again["access_token"])
    tap.equal("lenient: once the new pair is used, the old token is refused",
              client.refresh(tokens["refresh_token"]).json.get("error"), "invalid_grant")
    last = client.refresh(again["refresh_token"]).json
    tap.check("lenient: which does not end the session", "refresh_token" in last, last)

    place.control("/provider/rotation", {"strict": True})
    client.refresh(again["refresh_token"])
    tap.equal("strict: a token that is used twice ends the session",
              client.refresh(last["refresh_token"]).json.get("error"), "invalid_grant")
    tap.check("strict: and removes the device", client.device not in place.devices("alice"))


def outcome(action):
    try:
        return action().status
    except OSError as error:
        return type(getattr(error, "reason", error)).__name__


def test_faults(tap, place):
    client = place.client()
    tokens = client.sign_in(Browser(), *BOB)
    revoke = lambda: client.revoke(tokens["refresh_token"])  # noqa: E731

    place.control("/fault", {"server": "provider", "match": "POST /oauth2/revoke", "mode": "reset"})
    tap.equal("a connection can be reset", outcome(revoke), "ConnectionResetError")
    tap.check("which leaves other requests alone", place.client().client_id)
    place.control("/heal", {})

    place.control("/fault", {"server": "provider", "mode": "refuse"})
    tap.equal("a server can be gone", outcome(revoke), "ConnectionRefusedError")
    tap.equal("while the homeserver still knows the token",
              place.whoami(tokens["access_token"]).status, 200)
    place.control("/heal", {})

    place.control("/fault", {"server": "provider", "match": "token$", "mode": "lose"})
    tap.equal("an answer can be lost",
              outcome(lambda: client.refresh(tokens["refresh_token"])), "ConnectionResetError")
    place.control("/heal", {})
    tap.equal("although the server has acted",
              client.refresh(tokens["refresh_token"]).json.get("error"), "invalid_grant")

    place.control("/fault", {"server": "provider", "match": "revoke$", "mode": "reset", "times": 1})
    tap.equal("a fault can be for one request", [outcome(revoke), outcome(revoke)],
              ["ConnectionResetError", 200])
    place.control("/heal", {})

    place.control("/fault", {"server": "homeserver", "match": "/versions$", "mode": "hang"})
    versions = f"{place.homeserver}/_matrix/client/versions"
    tap.equal("a server can be silent",
              outcome(lambda: fetch(versions, timeout=0.5)), "TimeoutError")
    place.control("/heal", {})
    tap.equal("and speak again", fetch(versions).status, 200)

    place.control("/requests/clear", {})
    place.whoami("nonsense")
    tap.equal("requests are listed", place.control("/requests"), [
        {"server": "homeserver", "method": "GET",
         "path": "/_matrix/client/v3/account/whoami", "status": 401}])


TESTS = [
    value
    for names in (globals(), vars(selftest_device), vars(selftest_legacy), vars(selftest_variants))
    for name, value in list(names.items())
    if name.startswith("test_")
]


def main():
    ready_file = os.environ.get("LATCHKEY_PLAYGROUND")
    if not ready_file:
        playground = pathlib.Path(__file__).with_name("playground.py")
        os.execv(playground, [str(playground), *sys.argv[1:], "--exec", __file__])

    know_localhost()
    tap, place = Tap(), Place(ready_file)
    for test in TESTS:
        try:
            test(tap, place)
        except Exception:
            tap.check(f"{test.__name__} comes to its end", False)
            print("# " + traceback.format_exc().replace("\n", "\n# "))
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()
