# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proof of the second Synapse, which OAuth 2.0 has not reached."""

import html
import re
import urllib.parse
import urllib.request

from matrix_client import LISTENER, Browser, fetch
from proving import ALICE, BOB

CLIENT = "/_matrix/client/v3"


def post(server, path, body, token=None):
    return fetch(f"{server['url']}{CLIENT}{path}", body=body, token=token)


def password_login(server, name, password, **more):
    return post(server, "/login", {
        "type": "m.login.password", "identifier": {"type": "m.id.user", "user": name},
        "password": password, **more})


def test_legacy_discovery(tap, place):
    server = place.server("legacy")
    for path in ("v1/auth_metadata", "unstable/org.matrix.msc2965/auth_metadata"):
        answer = fetch(f"{server['url']}/_matrix/client/{path}")
        tap.equal(f"legacy: there is no {path}", (answer.status, answer.json.get("errcode")),
                  (404, "M_UNRECOGNIZED"))
    flows = {flow["type"]: flow for flow in
             fetch(f"{server['url']}{CLIENT}/login").json["flows"]}
    tap.check("legacy: there are passwords", "m.login.password" in flows, flows)
    tap.equal("legacy: there is one provider for single sign-on",
              flows["m.login.sso"]["identity_providers"],
              [{"id": "oidc-playground", "name": "Playground", "brand": "test.playground",
                "icon": "mxc://legacy.test/provider"}])
    icon = f"{server['url']}/_matrix/media/v3/download/legacy.test/provider"
    with urllib.request.urlopen(icon, timeout=10) as response:
        tap.equal("legacy: its icon is there for everybody", response.read(4), b"\x89PNG")


def test_legacy_password(tap, place):
    server = place.server("legacy")
    wrong = password_login(server, "alice", "wrong")
    tap.equal("legacy: a wrong password is refused", (wrong.status, wrong.json["errcode"]),
              (403, "M_FORBIDDEN"))
    session = password_login(server, "alice", ALICE[1], refresh_token=True).json
    tap.equal("legacy: alice is in", session.get("user_id"), "@alice:legacy.test")
    tap.check("legacy: for five minutes", 290000 < session["expires_in_ms"] <= 300000, session)
    tap.equal("legacy: the device is listed", place.devices("alice", "legacy"),
              [session["device_id"]])
    refreshed = post(server, "/refresh", {"refresh_token": session["refresh_token"]}).json
    who = place.whoami(refreshed["access_token"], server["url"]).json
    tap.equal("legacy: a refreshed token works", who.get("device_id"), session["device_id"])
    again = post(server, "/refresh", {"refresh_token": session["refresh_token"]})
    tap.equal("legacy: and its token can't be refreshed twice", again.status, 403)
    post(server, "/logout", {}, refreshed["access_token"])
    tap.equal("legacy: logout removes the device", place.devices("alice", "legacy"), [])
    simple = password_login(server, "bob", BOB[1]).json
    tap.check("legacy: who asks for no refresh token gets none", "refresh_token" not in simple)
    post(server, "/logout", {}, simple["access_token"])
    place.control("/users", {"server": "legacy", "name": "erin", "password": "emerald-city"})
    tap.equal("legacy: there can be more users",
              password_login(server, "erin", "emerald-city").status, 200)


def sso_page(server, browser, name, password, provider="", more=""):
    """To the page where the homeserver asks for the last time."""
    back = urllib.parse.quote(f"{LISTENER}?nonce=n0nce", safe="")
    start = f"{server['url']}{CLIENT}/login/sso/redirect{provider}?redirectUrl={back}{more}"
    page = browser.open(start)
    if page.attribute("sign-in", "id"):
        page = browser.submit(page, "sign-in", username=name, password=password)
    if page.attribute("accepted_version", "id"):
        page = browser.open(page.url, {"accepted_version": "1.0"})
    return page


def sso_login(server, page):
    """Follows the last page's link, and hands the login token in."""
    link = re.search(r'href="([^"]*)" class="primary-button"', page.text)
    answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(html.unescape(link[1])).query))
    return answer, post(server, "/login", {
        "type": "m.login.token", "token": answer.get("loginToken"), "refresh_token": True})


def test_legacy_single_sign_on(tap, place):
    server, browser = place.server("legacy"), Browser()
    page = sso_page(server, browser, *BOB, provider="/oidc-playground")
    tap.check("legacy: the homeserver asks whether to go on",
              "Continue to your account" in page.text)
    tap.check("legacy: its pages need nothing from the internet", 'src="http' not in page.text)
    answer, login = sso_login(server, page)
    tap.equal("legacy: the redirect keeps what was in it", answer.get("nonce"), "n0nce")
    tap.equal("legacy: bob is who he was", login.json.get("user_id"), "@bob:legacy.test")
    tap.check("legacy: single sign-on gives a refresh token", "refresh_token" in login.json)
    twice = post(server, "/login", {
        "type": "m.login.token", "token": answer["loginToken"]})
    tap.equal("legacy: a login token works once", twice.status, 403)

    place.control("/users", {"name": "trent", "password": "looking-for-trouble"})
    browser = Browser()
    back = urllib.parse.quote(LISTENER, safe="")
    page = browser.open(f"{server['url']}{CLIENT}/login/sso/redirect?redirectUrl={back}")
    page = browser.submit(page, "sign-in", username="trent", password="looking-for-trouble")
    tap.check("legacy: somebody new is asked to agree to the terms",
              page.attribute("accepted_version", "id"), page.text)
    page = browser.open(page.url, {"accepted_version": "1.0"})
    _, first = sso_login(server, page)
    tap.equal("legacy: and gets a user of the same name",
              first.json.get("user_id"), "@trent:legacy.test")
    _, second = sso_login(server, sso_page(server, browser, "trent", "unused"))
    tap.equal("legacy: the next time, too, and without being asked anything",
              second.json.get("user_id"), "@trent:legacy.test")


def stage(server, session, account, kind, **more):
    auth = {"type": kind, "session": session, **more}
    return post(server, "/register", {**account, "auth": auth})


def test_legacy_registration(tap, place):
    server = place.server("legacy")
    account = {"username": "grace", "password": "amazing-grace", "refresh_token": True}
    first = post(server, "/register", account).json
    session = first["session"]
    tap.equal("legacy: registration has its stages", first["flows"],
              [{"stages": ["m.login.registration_token", "m.login.terms", "m.login.dummy"]}])
    policy = first["params"]["m.login.terms"]["policies"]["privacy_policy"]["en"]
    tap.equal("legacy: the terms have a name", policy["name"], "House rules")
    page = fetch(policy["url"])
    tap.equal("legacy: and can be read", page.element("terms"), "House rules")

    token = "m.login.registration_token"
    used_up = stage(server, session, account, token, token=server["tokens"]["usedUp"])
    tap.equal("legacy: a token that is used up is refused",
              (used_up.status, used_up.json.get("errcode")), (401, "M_UNAUTHORIZED"))
    stage(server, session, account, token, token=server["tokens"]["good"])
    agreed = stage(server, session, account, "m.login.terms")
    tap.equal("legacy: stages add up", sorted(agreed.json.get("completed", [])),
              ["m.login.registration_token", "m.login.terms"])
    done = stage(server, session, account, "m.login.dummy")
    tap.equal("legacy: and grace is in", done.json.get("user_id"), "@grace:legacy.test")
    taken = post(server, "/register", account)
    tap.equal("legacy: her name is taken now", taken.json.get("errcode"), "M_USER_IN_USE")


def test_legacy_pages(tap, place):
    server = place.server("legacy")
    account = {"username": "heidi", "password": "alm-uncle", "refresh_token": True}
    place.control("/legacy/terms", {"named": False})
    first = post(server, "/register", account).json
    place.control("/legacy/terms", {"named": True})
    tap.check("legacy: the terms can be kept to its own page",
              "m.login.terms" not in first["params"]
              and "m.login.terms" in post(server, "/register", account).json["params"])
    session = {"session": first["session"]}
    page = f"{server['url']}/_matrix/client/v3/auth/m.login.terms/fallback/web"
    Browser().open(f"{page}?{urllib.parse.urlencode(session)}", session)
    done = post(server, "/register", {**account, "auth": session}).json
    tap.equal("legacy: where a person agrees to them", done.get("completed"), ["m.login.terms"])
