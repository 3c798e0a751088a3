# SPDX-License-Identifier: GPL-3.0-or-later

"""A person who uses Latchkey without seeing the screen and without a mouse."""

import os
import pathlib
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "playground"))

import keyboard  # noqa: E402
from accessibility import (Gone, TooLate, find_all, fits, outline, turn, wait_for,  # noqa: E402
                           wait_gone, wait_until, windows)
from checks import misplaced, nameless, nameless_stops, tab_round  # noqa: E402
from desktop import new_home, open_desktop, start_built  # noqa: E402
from hearing import Ear  # noqa: E402
from proving import Place, Tap  # noqa: E402

STEP_LIMIT = 1  # seconds until a key has surely moved the keyboard, if it does
STILL = 0.4  # seconds without an event: it has settled


class User:
    """At the keys of one program, which is started for this."""

    def __init__(self):
        self.tap = Tap()
        self.place = Place(os.environ["LATCHKEY_PLAYGROUND"])
        self._home = new_home()
        self.program = None
        open_desktop()
        keyboard.put_mouse_away()

    def begin(self):
        self.ear = Ear()
        self.program = start_built("--insecure", environment=self._home)
        self.tree = self.program.tree
        self.ear.listen_to(self.tree)
        wait_until(lambda: self.focus() or self.ear.look(), "the keyboard to be somewhere")

    def restart(self, meanwhile=lambda: None):
        """Quits, and starts again with what was kept."""
        self._quit()
        self.ear.stop()
        meanwhile()
        self.begin()

    def _quit(self):
        self.press("Ctrl+q")
        status = self.program.wait_end()
        self.tap.equal("the program ends well", (status, self.program.criticals), (0, []))

    def url(self, name):
        return self.place.server(name)["url"]

    def window(self):
        """The one in front: what is above the first window, if anything is."""
        shown = windows(self.tree)
        return next((it for it in shown if it != self._main()), shown[0])

    def _main(self):
        return next(it for it in self.tree.children if it.name == "Latchkey")

    def wait_window(self, name):
        """Until a window of this name, or the beginning of it, is in front."""
        wait_until(lambda: self.window().name.startswith(name), f"the window “{name}”")
        self.settle()

    def focus(self):
        return self.ear.focus

    def settle(self):
        """Until nothing has happened for a moment."""
        self.ear.wait_still(STILL)

    def step(self, key):
        """Presses a key that moves the keyboard; where it comes by, which may be nowhere."""
        self.ear.path.clear()
        keyboard.press(key)
        limit = time.monotonic() + STEP_LIMIT
        while not self.ear.path and time.monotonic() < limit:
            turn()
        turn()
        return list(self.ear.path)

    def press(self, *keys):
        keyboard.press(*keys)

    def type(self, text):
        keyboard.type_text(text)

    def retype(self, text):
        """In the place of what stands in an entry."""
        keyboard.press("Ctrl+a")
        keyboard.type_text(text)

    def go_to(self, key="Tab", **wanted):
        """By Tab, or by another key, as far as it takes."""
        for _ in range(100):
            if fits(self.focus(), **wanted):
                return
            self.step(key)
        raise TooLate(f"{key} doesn’t come to {wanted}")

    def choose_in_menu(self, name):
        """Opens the main menu, goes to an item of it by arrows and presses it."""
        keyboard.press("F10")
        wait_until(lambda: self.focus() and self.focus().role == "menu-item", "the menu")
        self.go_to("Down", name=name)
        keyboard.press("Return")

    def choose(self, **wanted):
        """Goes there and presses it."""
        self.go_to(**wanted)
        keyboard.press("space" if self.focus().role == "check-box" else "Return")

    # What is proved.

    def expect_focus(self, sentence, **wanted):
        try:
            wait_until(lambda: self.ear.look() is not None and fits(self.focus(), **wanted),
                       f"the keyboard at {wanted}")
        except TooLate:
            pass
        self.settle()
        here = self.focus()
        self.tap.check(sentence, here is not None and fits(here, **wanted), repr(here))

    def expect_heard(self, sentence, words):
        try:
            self.ear.wait(words)
        except AssertionError:
            pass
        self.tap.check(sentence, self.ear.has_heard(words), self.ear.heard)
        self.ear.forget()

    def check_page(self, name, with_images=True):
        """All that must hold on any page, on this one."""
        self.settle()
        self.ear.look()
        window = self.window()
        self._report(f"{name}: everything has a name and a fitting role",
                     nameless(window, with_images))
        stops = tab_round(self)
        self._report(f"{name}: Tab comes by each control once, in reading order",
                     [*misplaced(window, stops), *nameless_stops(stops)])
        self.settle()
        self.ear.forget()

    def _report(self, sentence, complaints):
        complaints = list(complaints)
        self.tap.check(sentence, not complaints)
        for complaint in complaints:
            print("# " + complaint.replace("\n", " "), flush=True)

    def wait_for(self, **wanted):
        return wait_for(self.tree, **wanted)

    def wait_gone(self, **wanted):
        wait_gone(self.window(), **wanted)

    def names(self, **wanted):
        return [thing.name for thing in find_all(self.window(), **wanted)]

    # Whole ways, by keys alone.

    def open_server(self, url):
        self.retype(url)
        self.press("Return")

    def sign_in_at_provider(self, user, password):
        """On the provider's pages, which say by themselves what has the keyboard."""
        self.wait_page("/interaction/")
        self.type(user)
        self.press("Tab")
        self.type(password)
        self.press("Return")
        self.wait_page("/interaction/")
        self.press("Return")

    def wait_page(self, path):
        """Until such a page of a server has been fetched, and is there."""
        wait_until(lambda: any(it["method"] == "GET" and path in it["path"] and "status" in it
                               for it in self.place.control("/requests")),
                   f"{path} to be asked for")
        self.place.control("/requests/clear", {})
        wait_gone(self.window(), role="progress-bar")
        self.settle()

    def finish(self):
        """Closes the window as people do; exits."""
        self._quit()
        sys.exit(self.tap.finish())


def run(story):
    """Tells a story; what goes wrong on the way ends it, and is a test that failed."""
    user = User()
    try:
        user.begin()
        story(user)
    except (AssertionError, Gone, AttributeError) as error:
        user.tap.check(f"the story goes on: {type(error).__name__}", False, str(error))
        if user.program is not None:
            print("\n".join("# " + line.replace("\n", " ") for line in outline(user.program.tree)))
            user.program.stop()
        sys.exit(user.tap.finish())
    user.finish()
