# SPDX-License-Identifier: GPL-3.0-or-later

"""A person at a program: with mouse and keys, and what a screen reader says for eyes."""

import os
import subprocess

import keyboard
from accessibility import find, has_name, programs, wait_for, wait_until

NAMES = ("latchkey", "im.latchkey.Latchkey")
END_LIMIT = 30  # seconds


def is_in_front(thing):
    """Whether the window it is in has the keyboard."""
    while thing is not None and thing.role != "frame":
        thing = thing.parent
    return thing is not None and "active" in thing.states


def find_program(strangers):
    """Latchkey, other than those that ran before."""
    return next((it for it in programs() if it not in strangers and has_name(it, NAMES)), None)


class Person:
    """Uses one program, which is started for this, and counts what that takes."""

    def __init__(self, command, environment=None, killer=None):
        """The killer is a command that ends the program when it doesn't do so by itself."""
        self.clicks = self.entries = 0
        self._killer = killer
        strangers = programs()
        self.process = subprocess.Popen(command, env={**os.environ, **(environment or {})},
                                        stdin=subprocess.DEVNULL)
        self.program = wait_until(lambda: find_program(strangers), "the program")

    def window(self):
        """The one in front; nothing while another program's is."""
        return next((it for it in self.program.children if "active" in it.states), None)

    def see(self, role, name):
        return wait_for(self.program, role=role, name=name)

    def sees(self, role, name):
        return find(self.program, role=role, name=name) is not None

    def click(self, role, name):
        """With the mouse, on something large: GTK tells places short of the paddings around."""
        thing = self.see(role, name)
        wait_until(lambda: is_in_front(thing), f"the window of {thing} to be in front")
        keyboard.click(thing)
        self.clicks += 1

    def choose(self, role, name, within=None):
        """What a click does, wherever it is; as who doesn't see the screen does it."""
        wait_for(within or self.program, role=role, name=name).act()

    def press(self, key):
        """A key in the place of a click: the next field, the button that is chosen."""
        keyboard.press(key)
        self.clicks += 1

    def enter(self, text):
        keyboard.type_text(text)
        self.entries += 1

    def quit(self):
        """By the key for it; how the program ended."""
        wait_until(self.window, "the window to be in front")
        keyboard.press("Ctrl+q")
        return self.process.wait(END_LIMIT)

    def stop(self):
        if self.process.poll() is None:
            if self._killer is not None:
                subprocess.run(self._killer, check=False)
            else:
                self.process.terminate()
            self.process.wait()
