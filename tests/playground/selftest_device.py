# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proof of signing in from another device."""

import time

from matrix_client import Browser
from proving import ALICE, BOB


def settle(place, **settings):
    place.control("/provider/device", settings)


def enter(browser, issued, code=None):
    """Opens the page that the device names, and types the code."""
    page = browser.open(issued["verification_uri"])
    return browser.submit(page, "continue", user_code=code or issued["user_code"])


def test_device_grant(tap, place):
    settle(place, interval=0)
    client, browser = place.client(), Browser()
    issued = client.ask_for_code()
    settle(place, interval=5)
    tap.equal("a code lives twenty minutes", issued.get("expires_in"), 1200)
    tap.equal("the code is typed at the provider", issued["verification_uri"],
              f"{place.issuer}link")
    tap.equal("before that, the client has to wait",
              client.poll(issued["device_code"]).json.get("error"), "authorization_pending")

    page = enter(browser, issued, "XXXX-XXXX")
    tap.equal("a wrong code is said so", page.element("error"), "There is no such code.")
    tap.equal("and kept", page.attribute("user-code", "value"), "XXXX-XXXX")
    page = browser.submit(page, "continue", user_code=issued["user_code"].lower())
    page = browser.submit(page, "sign-in", username="alice", password=ALICE[1])
    tap.equal("consent names the device", page.element("device"), client.device)
    page = browser.submit(page, "allow")
    tap.equal("the person is told that it is done", page.element("done"),
              "It was allowed in. You can close this page.")
    tap.check("there is no device before the tokens",
              client.device not in place.devices("alice"))

    tokens = client.poll(issued["device_code"]).json
    who = place.whoami(tokens["access_token"]).json
    tap.equal("the homeserver knows the user and the device",
              (who.get("user_id"), who.get("device_id")),
              ("@alice:playground.test", client.device))
    refreshed = client.refresh(tokens["refresh_token"]).json
    tap.equal("the session can be refreshed",
              place.whoami(refreshed["access_token"]).status, 200)
    tap.equal("a code works once", client.poll(issued["device_code"]).json.get("error"),
              "invalid_grant")
    tap.check("which ends the session of who used it first",
              client.device not in place.devices("alice"))
    page = enter(browser, issued)
    tap.equal("and nobody can type it again", page.element("error"),
              "There is no such code.")


def test_complete_address(tap, place):
    client, browser = place.client(), Browser()
    issued = client.ask_for_code()
    tap.equal("the interval is five seconds", issued.get("interval"), 5)
    page = browser.open(issued["verification_uri_complete"])
    tap.equal("the complete address has typed the code",
              page.attribute("user-code", "value"), issued["user_code"])
    page = browser.submit(page, "continue", user_code=issued["user_code"])
    page = browser.submit(page, "sign-in", username="bob", password=BOB[1])
    page = browser.submit(page, "cancel")
    tap.equal("the person may refuse", page.element("done"),
              "It was not allowed in. You can close this page.")
    tap.equal("which the client learns", client.poll(issued["device_code"]).json.get("error"),
              "access_denied")

    settle(place, complete=False)
    tap.check("the complete address can be left out",
              "verification_uri_complete" not in client.ask_for_code())
    settle(place, complete=True)


def test_pace(tap, place):
    client = place.client()
    settle(place, interval=1)
    code = client.ask_for_code()["device_code"]
    tap.equal("a client that asks at once is slowed down",
              client.poll(code).json.get("error"), "slow_down")
    time.sleep(1.1)
    tap.equal("for good", client.poll(code).json.get("error"), "slow_down")
    code = client.ask_for_code()["device_code"]
    time.sleep(1.1)
    tap.equal("a client that waits is not", client.poll(code).json.get("error"),
              "authorization_pending")

    settle(place, interval=5, lifetime=1)
    issued = client.ask_for_code()
    tap.equal("the lifetime of codes can be set", issued["expires_in"], 1)
    settle(place, lifetime=1200)
    time.sleep(2)
    tap.equal("and then they end", client.poll(issued["device_code"]).json.get("error"),
              "expired_token")
    tap.equal("for the person, too", enter(Browser(), issued).element("error"),
              "This code has expired.")
