#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices and sessions, by keys alone: removed one by one, ended elsewhere, all at once (TAP)."""

import re
import secrets

from user import run  # first: it knows where the playground is
from matrix_client import fetch

PASSWORD = "would-not-could-not"


class Gryphon:
    """Somebody whom no other test has made devices for."""

    def __init__(self, user):
        self.name = f"gryphon-{secrets.token_hex(4)}"
        self._base = user.url("legacy") + "/_matrix/client/v3"
        user.place.control("/users", {"name": self.name, "password": PASSWORD,
                                      "displayName": "Gryphon", "server": "legacy"})

    def log_in(self, device):
        """As another client does; its access token."""
        answer = fetch(f"{self._base}/login", body={
            "type": "m.login.password", "password": PASSWORD,
            "identifier": {"type": "m.id.user", "user": self.name},
            "initial_device_display_name": device})
        return answer.json["access_token"]

    def log_out_everywhere(self, token):
        fetch(f"{self._base}/logout/all", body={}, token=token)


def sign_in(user, gryphon):
    user.open_server(user.url("legacy"))
    user.expect_focus("a server with passwords begins at the user’s name", role="text")
    user.type(gryphon.name)
    user.step("Tab")
    user.type(PASSWORD)
    user.press("Return")
    user.expect_heard("that one is signed in is heard", "Signed in as")


def ask_to_remove(user):
    user.wait_for(name="Remove “Toolbox”")
    user.choose(name="Remove “Toolbox”")
    user.wait_window("Remove “Toolbox”?")
    user.expect_focus("the question begins at the answer that harms nobody", name="Cancel")
    user.check_page("question whether to remove a device")
    user.press("Escape")
    user.expect_focus("after the question it goes on where it began", name="Remove “Toolbox”")


def open_devices(user):
    user.press("Escape")
    user.expect_focus("the list of accounts has the keyboard", role="list-item")
    user.press("F10")
    user.expect_focus("the menu begins at the devices", role="menu-item", name="All Devices")
    user.press("Return")
    user.expect_heard("which page it is is heard", "All Devices")
    user.wait_for(role="check-box", name=re.compile("^Toolbox of "))
    user.check_page("list of all devices")


def choose_device(user):
    user.choose(role="check-box", name=re.compile("^Toolbox of "))
    user.expect_heard("that a device was chosen is heard", "1 selected")
    user.check_page("list of all devices, one of them chosen")
    user.choose(name="Clean Up…")
    user.expect_heard("that the cleaning up begins is heard", "Clean Up")
    user.expect_focus("a device begins at what removes it", name="Remove…")
    user.check_page("page of a device to remove")


def remove_device(user):
    user.choose(name="Remove…")
    user.wait_window("Remove “Toolbox”?")
    user.choose(name="Remove")
    user.expect_focus("the password is asked for in an entry", name="Password")
    user.check_page("question for the password")
    user.go_to(name="Password")
    user.type(PASSWORD)
    user.press("Return")
    user.expect_heard("that it is done is heard", "1 of 1 is gone")
    user.expect_focus("the end begins at the button that leaves it", name="Done")
    user.wait_gone(role="label", name="“Toolbox” was removed")  # Escape would be for it
    user.check_page("end of the cleaning up")
    user.choose(name="Done")
    user.expect_heard("the way back is heard", "All Devices")
    user.press("Escape")


def end_session(user, gryphon):
    user.expect_focus("from the devices back to the list of accounts", role="list-item")
    user.press("Return")
    user.wait_for(name=re.compile("Renew Now"))
    gryphon.log_out_everywhere(gryphon.log_in("Lobster"))
    user.choose(name=re.compile("Renew Now"))
    user.expect_heard("that the session has ended is heard",
                      "The server has ended this session")
    user.expect_focus("the keyboard is at what helps", name="Sign In Again")
    user.check_page("page of an account whose session has ended")
    user.press("Escape")
    user.expect_focus("an account that is over is still in the list", role="list-item")


def look_who_is_missing(user):
    user.press("F10")
    user.expect_focus("the menu is there again", role="menu-item", name="All Devices")
    user.press("Return")
    user.wait_for(name="1 account is missing")
    user.choose(name="1 account is missing")
    user.expect_focus("who is missing, and why, has a name", role="list-item",
                      name=re.compile(r"^@gryphon-\w+:legacy.test .*[Ss]ign in again"))
    user.press("Escape")
    user.expect_focus("after that the keyboard is at the button", name="1 account is missing")
    user.press("Escape")


def sign_out_of_all(user):
    user.expect_focus("the list of accounts has the keyboard again", role="list-item")
    user.press("F10")
    user.expect_focus("the menu begins at the devices, once more", role="menu-item")
    user.press("Down")
    user.expect_focus("the menu goes on to signing out", name="Sign Out of All Accounts…")
    user.press("Return")
    user.wait_window("Sign Out of All Accounts?")
    user.expect_focus("this question, too, begins at Cancel", name="Cancel")
    user.check_page("question whether to sign out of all accounts")
    user.choose(name="Sign Out")
    user.expect_heard("that all are signed out is heard", "Signed Out")
    user.expect_focus("the end begins at its only button", name="Done")
    user.check_page("end of signing out")
    user.press("Return")
    user.expect_focus("without accounts it begins at the server", role="text",
                      name="Homeserver or User ID")


def story(user):
    gryphon = Gryphon(user)
    gryphon.log_in("Toolbox")
    sign_in(user, gryphon)
    ask_to_remove(user)
    open_devices(user)
    choose_device(user)
    remove_device(user)
    end_session(user, gryphon)
    look_who_is_missing(user)
    sign_out_of_all(user)


run(story)
