# SPDX-License-Identifier: GPL-3.0-or-later

"""An ear: what a screen reader would say, put together from the events it gets.

It is said where the keyboard goes, with name and description; what becomes of the name or the
description of where it is; which window comes to the front; and what the program announces. An
alert that merely appears is not enough: GTK 4.8 has no event for that.
"""

import time

from accessibility import REGISTRY, Accessible, Bus, Gone, focus, wait_until
from gi.repository import Gio, GLib

EVENTS = "org.a11y.atspi.Event"


class Ear:
    """Hears one program, which is to be started after this: what it says at once is heard, too.

    focus is where the keyboard is; path, where it has come by since somebody emptied it.
    """

    def __init__(self):
        self.heard = []
        self._program = None
        self._early = []
        self.focus = None
        self.path = []
        self._last = time.monotonic()
        for event in ("object", "window", "focus"):
            Bus.call(REGISTRY, "/org/a11y/atspi/registry", f"{REGISTRY}.RegisterEvent",
                     GLib.Variant("(sass)", (f"{event}:", [], "")))
        self._subscription = Bus.get().signal_subscribe(
            None, None, None, None, None, Gio.DBusSignalFlags.NONE, self._on_signal)

    def listen_to(self, program):
        """Tells it which one; what that has said meanwhile, it hears now."""
        self._program = program
        for signal in self._early:
            self._on_signal(*signal)
        self._early.clear()

    def stop(self):
        Bus.get().signal_unsubscribe(self._subscription)

    def _on_signal(self, bus, sender, path, interface, member, parameters):
        if not interface.startswith(EVENTS):
            return
        if self._program is None:
            self._early.append((bus, sender, path, interface, member, parameters))
            return
        if sender != self._program.bus_name:
            return
        self._last = time.monotonic()
        kind, detail, _, value, _ = parameters.unpack()
        try:
            self._take(Accessible(sender, path), member, kind, detail, value)
        except Gone:
            pass

    def _take(self, thing, member, kind, detail, value):
        if member == "StateChanged" and kind == "focused" and detail:
            self.focus = thing
            self.path.append(thing)
            self._say(thing.name, thing.description, thing.text)
        elif member == "PropertyChange" and kind in ("accessible-name", "accessible-description"):
            if thing == self.focus or (thing.role in ("frame", "dialog")
                                        and "active" in thing.states):
                self._say(value)
        elif member == "Announcement":
            self._say(value)

    def _say(self, *words):
        if any(words):
            self.heard.append(" · ".join(word for word in words if word))

    def look(self):
        """Finds the keyboard as a screen reader does in a window that comes to the front: there,
        nothing may have moved."""
        before, self.focus = self.focus, focus(self._program)
        if before is None and self.focus is not None:
            self._say(self.focus.name, self.focus.description, self.focus.text)
        return self.focus

    def wait_still(self, seconds):
        """Until there has been no event for so long, from now."""
        self._last = time.monotonic()
        wait_until(lambda: time.monotonic() - self._last > seconds, "the program to settle")

    def forget(self):
        self.heard.clear()

    def has_heard(self, words):
        return any(words in said for said in self.heard)

    def wait(self, words, seconds=30):
        """Until these words have been said."""
        try:
            wait_until(lambda: self.has_heard(words), f"“{words}” to be said", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; was said: {self.heard}") from None
