#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""
The Flatpak, as a person has it: installed, started, signed in at the playground, closed, started
again. What it keeps is where it may keep it, and a Latchkey of the system's own beside it minds
its own business.

Runs in a session (tests/tools/session.py) and in the playground. FLATPAK_USER_DIR says where it is
installed, LATCHKEY_PROGRAM is the other Latchkey.
"""

import os
import pathlib
import re
import subprocess
import sys
import traceback

sys.dont_write_bytecode = True
for folder in ("a11y", "playground"):
    sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / folder))

import keyboard  # noqa: E402
from accessibility import find, outline, programs, wait_for, wait_until  # noqa: E402
from desktop import open_desktop  # noqa: E402
from hands import Person  # noqa: E402
from machine import (APP_ID, SANDBOX, Browser, Playground, SecondSession,  # noqa: E402
                     choose_desktop, files_below, flatpak, our_secrets, own_files)
from proving import Tap  # noqa: E402

# There is no graphics card here; it is no part of what is tried.
KILL = ["flatpak", "kill", APP_ID]
RUN = ["flatpak", "run", "--env=GSK_RENDERER=cairo", APP_ID]
KEYRING = "data/keyrings/default.keyring"
INDEX = "data/latchkey/accounts.ini"
PERMISSIONS = """[Context]
shared=network;ipc;
sockets=x11;wayland;fallback-x11;
devices=dri;
"""


class Story:
    """What happens here, in this order. Each part goes on where the one before has ended."""

    def __init__(self, tap):
        self.tap = tap
        self.playground = Playground()
        self.browser = Browser()
        self.flatpak = None  # the person at the Flatpak
        self.native = None  # the same person at the system's own Latchkey

    # The provider's page. Nothing of it is seen through the accessibility tree.

    def wait_page(self, number):
        """The provider has shown so many pages of one sign-in, and the last is drawn."""
        def is_there():
            shown = [it for it in self.playground.ask("/requests")
                     if it["path"].startswith("/interaction/") and it["method"] == "GET"
                     and it.get("status") == 200]
            return (len(shown) == number
                    and self.flatpak.sees("label", "127.0.0.1")
                    and not self.flatpak.sees("progress-bar", "Loading the page"))
        wait_until(is_there, f"page {number} of the provider")

    # The parts.

    def asks_for_no_more_than_it_must(self):
        asked = flatpak("info", "--show-permissions", APP_ID)
        self.tap.equal("it is installed with these permissions and no others", asked.strip(),
                       PERMISSIONS.strip())
        secrets = subprocess.run(
            ["flatpak", "run", "--command=gdbus", APP_ID, "call", "--session",
             "--dest=org.freedesktop.secrets", "--object-path=/org/freedesktop/secrets",
             "--method=org.freedesktop.DBus.Peer.Ping"], capture_output=True, text=True,
            check=False)
        self.tap.check("the keyring of the system is out of its reach",
                       secrets.returncode != 0 and "ServiceUnknown" in secrets.stderr,
                       secrets.stderr)
        diagnosis = subprocess.run([*RUN, "--diagnose", self.playground.homeserver],
                                   capture_output=True, text=True, check=False)
        self.tap.check("it finds a server's way to sign in, without a window",
                       diagnosis.returncode == 0 and self.playground.issuer in diagnosis.stdout,
                       diagnosis.stdout + diagnosis.stderr)

    def somebody_new_signs_in(self):
        self.playground.tell("/requests/clear")
        person = self.flatpak = Person([*RUN, "--suggest", self.playground.homeserver],
                                       killer=KILL)
        person.click("list-item", self.playground.homeserver)
        person.click("button", "Sign In")
        self.wait_page(1)
        person.enter("alice")
        person.press("Tab")
        person.enter(self.playground.password("alice"))
        person.press("Return")
        self.wait_page(2)
        person.press("Return")
        person.see("label", "@alice:playground.test")
        self.tap.equal("somebody new signs in with five clicks and two entries",
                       (person.clicks, person.entries), (5, 2))

    def secrets_are_in_a_file_that_nobody_can_read(self):
        keyring = SANDBOX / KEYRING
        wait_until(keyring.exists, "the secrets to be in their file")
        self.tap.check("its secrets are in a file of libsecret's",
                       keyring.read_bytes().startswith(b"GnomeKeyring"))
        readable = [name for name, content in files_below(SANDBOX).items()
                    if re.search(rb"(access|refresh)_token|\bmat_\w|\bmcr_\w", content)]
        self.tap.equal("no file of it has a token that can be read", readable, [])
        self.tap.equal("the system's keyring has nothing of it", our_secrets(), [])
        self.tap.equal("nothing of it is outside of its own folder", own_files(), [])

    def it_is_signed_in_after_a_restart(self):
        self.tap.equal("it quits", self.flatpak.quit(), 0)
        self.flatpak = Person(RUN, killer=KILL)
        row = self.flatpak.see("list-item", "Alice")
        self.tap.check("the account is in the list after a restart, signed in",
                       find(row, name=re.compile("· Signed in$")) is not None)
        self.playground.tell("/requests/clear")
        self.flatpak.click("list-item", "Alice")
        self.flatpak.choose("button", "Renew Now")
        wait_until(lambda: self.playground.has_answered("POST /oauth2/token"), "the renewal")
        self.tap.check("its session goes on with what was kept",
                       wait_until(lambda: self.flatpak.sees(
                           "label", re.compile("^Signed in\nAccess renewed just now")), "that"))

    def pages_open_in_the_browser(self):
        self.browser.will("--user", "alice", "--password", self.playground.password("alice"))
        row = self.flatpak.see("list-item", "Account Page")
        self.flatpak.choose("button", "Open in Browser", row)
        address = self.browser.wait_address()
        self.tap.check("the account's page opens in the browser, through the portal",
                       address.startswith(self.playground.issuer + "account/"), address)

    def the_browser_signs_somebody_in(self):
        self.browser.will("--user", "bob", "--password", self.playground.password("bob"))
        self.flatpak.choose("button", "Back")
        self.flatpak.choose("button", "Add Account")
        self.flatpak.see("text", "Homeserver or User ID")
        keyboard.type_text(self.playground.homeserver)
        keyboard.press("Return")
        self.flatpak.click("list-item", "In My Browser")
        self.flatpak.see("label", "@bob:playground.test")
        address = self.browser.wait_address()
        self.tap.check("the browser signs somebody in, and comes back into the sandbox",
                       address.startswith(self.playground.issuer + "authorize?"),
                       address.partition("?")[0])

    def pictures_are_chosen_through_the_portal(self):
        self.flatpak.choose("toggle-button", "Change Picture")
        wait_until(lambda: find(self.flatpak.program, role="menu-item", states={"focused"}),
                   "the menu")
        keyboard.press("Return")
        wait_until(lambda: self._portal_dialog({"active"}), "the dialog for files")
        self.tap.check("a picture is chosen in the desktop's own dialog", True)
        keyboard.press("Escape")
        wait_until(lambda: self._portal_dialog() is None, "the dialog to go")

    @staticmethod
    def _portal_dialog(states=()):
        portal = next((it for it in programs() if it.name == "xdg-desktop-portal-gtk"), None)
        return portal and find(portal, name="Choose a Picture", states=states)

    def a_native_build_minds_its_own_business(self):
        kept = files_below(SANDBOX / "data/latchkey"), (SANDBOX / KEYRING).read_bytes()
        devices = self.playground.devices("alice")
        session = SecondSession()
        program = os.environ["LATCHKEY_PROGRAM"]
        self.browser.will("--user", "alice", "--password", self.playground.password("alice"))
        self.native = Person([program, "--suggest", self.playground.homeserver],
                             session.environment())
        self.native.click("list-item", self.playground.homeserver)
        self.native.click("list-item", "In My Browser")
        self.native.see("label", "@alice:playground.test")
        wait_until(lambda: len(our_secrets(session.bus)) == 1, "its secret to be in the keyring")
        self.tap.check("a native build knows nothing of its accounts, and signs in beside it",
                       len(self.playground.devices("alice") - devices) == 1)
        self.tap.equal("neither list, locks nor secrets of the Flatpak have changed meanwhile",
                       (files_below(SANDBOX / "data/latchkey"), (SANDBOX / KEYRING).read_bytes())
                       == kept, True)
        mine, theirs = own_files(), files_below(SANDBOX)
        locks = {pathlib.PurePath(name).name for name in theirs if "/locks/" in name}
        self.tap.check("each has locks of its own", locks and not locks & {
            pathlib.PurePath(name).name for name in mine}, (locks, mine))

    def signing_out_of_the_one_leaves_the_other(self):
        before = own_files()
        self.sign_out(self.flatpak, "bob")
        self.flatpak.click("list-item", "Alice")
        self.sign_out(self.flatpak, "alice")
        self.tap.equal("who signs out of the Flatpak is still signed in in the native build",
                       len(self.playground.devices("alice")), 1)
        self.tap.equal("its files are as they were", own_files(), before)
        left = (SANDBOX / KEYRING).read_bytes()
        self.tap.check("and no secret is left in the Flatpak", b"account" not in left, left)
        self.sign_out(self.native, "alice")
        self.tap.equal("the native build signs out, too", self.playground.devices("alice"), set())

    def sign_out(self, person, user):
        devices = self.playground.devices(user)
        person.choose("button", "Sign Out…")
        person.choose("button", "Sign Out")
        wait_until(lambda: len(self.playground.devices(user)) == len(devices) - 1,
                   f"{user}'s session to be ended")
        person.choose("button", "Not Now")

    def what_is_seen(self):
        return [line.replace("\n", " / ") for person in (self.flatpak, self.native)
                if person is not None for line in outline(person.program) if "“”" not in line]

    def end(self):
        for person in (self.flatpak, self.native):
            if person is not None:
                person.stop()


PARTS = [Story.asks_for_no_more_than_it_must, Story.somebody_new_signs_in,
         Story.secrets_are_in_a_file_that_nobody_can_read, Story.it_is_signed_in_after_a_restart,
         Story.pages_open_in_the_browser, Story.the_browser_signs_somebody_in,
         Story.pictures_are_chosen_through_the_portal,
         Story.a_native_build_minds_its_own_business,
         Story.signing_out_of_the_one_leaves_the_other]


def main():
    if "FLATPAK_USER_DIR" not in os.environ:
        print("1..0 # SKIP it is not installed: ./dev flatpak --check")
        return
    tap = Tap()
    choose_desktop()
    open_desktop()
    story = Story(tap)
    try:
        for part in PARTS:
            part(story)
    except Exception:  # pylint: disable=broad-except
        tap.check(f"{part.__name__.replace('_', ' ')}, to its end", False)
        for line in [*traceback.format_exc().splitlines(), *story.what_is_seen()]:
            print(f"# {line}")
    finally:
        story.end()
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()
