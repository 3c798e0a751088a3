#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""A new account from its name to its terms, and servers that don’t answer, by keys (TAP)."""

import re
import secrets

from user import run

PASSWORD = "twinkle-twinkle-little-bat"


def wait_for_a_silent_server(user):
    user.place.control("/fault", {"server": "legacy", "mode": "hang",
                                  "match": "GET /_matrix/client/versions"})
    user.open_server(user.url("legacy"))
    user.expect_heard("that the server is looked for is heard", "Looking for the server…")
    user.check_page("server page that waits")
    user.choose(name="Cancel")
    user.expect_focus("after Cancel the name can be mended", role="text")
    user.place.control("/heal", {})


def wait_for_a_silent_provider(user):
    user.place.control("/fault", {"server": "provider", "mode": "hang",
                                  "match": "POST /oauth2/registration"})
    user.open_server(user.url("homeserver"))
    user.expect_focus("a server with a provider begins at signing in", name="Sign In")
    user.press("Return")
    user.expect_heard("that the provider is asked is heard", "Going to the provider…")
    user.expect_focus("there the keyboard is at Cancel", name="Cancel")
    user.check_page("progress page")
    user.press("Return")
    user.expect_focus("after Cancel it can be begun again", role="text")
    user.place.control("/heal", {})


def give_name(user):
    user.open_server(user.url("legacy"))
    user.choose(role="button", name="Create Account")
    user.expect_focus("a new account begins with its name", role="text", name="User Name")
    user.type(f"bill-{secrets.token_hex(4)}")
    user.step("Tab")
    user.type(PASSWORD)
    user.step("Tab")
    user.type(PASSWORD)
    user.press("Return")


def give_token(user):
    user.expect_focus("the token is asked for in an entry", role="text", name="Token")
    user.expect_heard("what is asked for is heard", "Registration Token")
    user.check_page("registration’s token page")
    user.press("Return")
    user.expect_heard("a missing token is heard", "Type the token.")
    user.type("looking-glass")
    user.press("Return")
    user.expect_heard("a token that was used up is heard", "token")
    user.expect_focus("the keyboard is where the token is mended", role="text", name="Token")
    user.check_page("registration’s token page with a problem")
    user.retype("rabbit-hole")
    user.press("Return")


def accept_terms(user):
    user.expect_focus("the terms begin at the first box", role="check-box",
                      name=re.compile("^I accept: "))
    user.expect_heard("that there are terms is heard", "Terms")
    user.check_page("registration’s terms page")
    user.choose(name="Continue")
    user.expect_heard("that terms are left is heard", "Tick every box to go on.")
    user.check_page("registration’s terms page with a problem")
    for name in user.names(role="check-box"):
        user.choose(role="check-box", name=name)
    user.choose(name="Continue")
    user.expect_heard("that one is signed in is heard", "Signed in as")


def story(user):
    wait_for_a_silent_server(user)
    wait_for_a_silent_provider(user)
    give_name(user)
    give_token(user)
    accept_terms(user)


run(story)
