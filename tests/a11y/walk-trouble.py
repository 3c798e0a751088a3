#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes wrong, heard and mended by keys alone (TAP)."""

import subprocess

from user import run

ALICE = ("alice", "alice-in-wonderland")
COLLECTION = "/org/freedesktop/secrets/collection/login"


def find_no_server(user):
    user.open_server("nowhere.invalid")
    user.expect_focus("a failure begins at what mends it", role="button", name="Try Again")
    user.expect_heard("a server that isn’t found is heard", "No Connection")
    user.check_page("failure page")
    user.choose(name="Details")
    user.check_page("failure page with details")
    user.press("Escape")
    user.expect_focus("after a failure the name can be mended", role="text")


def check_server(user):
    user.retype("nowhere.invalid")
    user.choose(name="Check This Server")
    user.expect_heard("what a server’s check finds is heard", "A sign-in can’t start")
    user.check_page("diagnosis page")
    user.press("Escape")


def register(user):
    user.open_server(user.url("legacy"))
    user.choose(role="button", name="Create Account")
    user.expect_focus("a new account begins with its name", role="text", name="User Name")
    user.check_page("registration page")
    user.press("Return")
    user.expect_heard("a missing name is heard", "Type the name")
    user.type("caterpillar")
    user.step("Tab")
    user.type("who-are-you")
    user.step("Tab")
    user.type("who are they")
    user.press("Return")
    user.expect_heard("passwords that differ are heard", "aren’t the same")
    user.check_page("registration page with a problem")
    user.press("Escape")


def sign_in(user):
    user.press("Escape")
    user.expect_focus("it begins at the server", role="text", name="Homeserver or User ID")
    user.open_server(user.url("legacy"))
    user.expect_focus("a known server asks for the name", role="text",
                      name="User Name, E-Mail or Phone")
    user.type(ALICE[0])
    user.step("Tab")
    user.type(ALICE[1])
    user.press("Return")
    user.expect_heard("that one is signed in is heard", "Signed in as")


def lock_keyring():
    subprocess.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets",
                    "--object-path", "/org/freedesktop/secrets", "--method",
                    "org.freedesktop.Secret.Service.Lock", f"['{COLLECTION}']"],
                   check=True, stdout=subprocess.DEVNULL)


def begin_with_a_locked_keyring(user):
    user.restart(lock_keyring)
    user.expect_heard("that the keyring is locked is heard", "Your keyring is locked.")
    user.check_page("list with a locked keyring")


def story(user):
    find_no_server(user)
    check_server(user)
    register(user)
    sign_in(user)
    begin_with_a_locked_keyring(user)


run(story)
