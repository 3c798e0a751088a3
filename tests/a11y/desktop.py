# SPDX-License-Identifier: GPL-3.0-or-later

"""A desktop around the program, in the session that tests/tools/session.py makes.

A window manager, so that windows and dialogs get the keyboard as they do for people, and the word
that a screen reader is there. Both end with the session.
"""

import atexit
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

from accessibility import find_program, wait_until
from gi.repository import Gio, GLib

CONFIGURATION = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
</openbox_config>
"""
# GTK 4.16 has another variable for it; meson.build knows which.
NO_GL = os.environ.get("LATCHKEY_NO_GL", "GDK_DEBUG=gl-disable").split("=")
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def manage_windows():
    """Starts the window manager, once a session; a Wayland compositor is one."""
    if "WAYLAND_DISPLAY" in os.environ:
        return
    folder = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "a11y-desktop"
    ready = folder / "ready"
    if folder.exists():
        return
    folder.mkdir()
    (folder / "rc.xml").write_text(CONFIGURATION, encoding="utf-8")
    subprocess.Popen(["openbox", "--sm-disable", "--config-file", str(folder / "rc.xml"),
                      "--startup", f"touch {ready}"],
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(ready.exists, "the window manager")


def announce_screen_reader():
    """Some toolkits are silent unless somebody listens. The newest AT-SPI knows one property."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    known = bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties",
                          "GetAll", GLib.Variant("(s)", ("org.a11y.Status",)), None,
                          Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]
    for name in {"IsEnabled", "ScreenReaderEnabled"} & set(known):
        bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set",
                      GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True))),
                      None, Gio.DBusCallFlags.NONE, 5000, None)


def open_desktop():
    manage_windows()
    announce_screen_reader()


def built_program():
    return os.environ.get("LATCHKEY_PROGRAM") or f"{ROOT}/build/src/latchkey"


def built_environment():
    """Of the program in the build folder, which need not be installed."""
    build = pathlib.Path(built_program()).parent.parent
    return {"LATCHKEY_MODULE_DIR": f"{build}/src", "GSETTINGS_SCHEMA_DIR": f"{build}/data",
            "GSETTINGS_BACKEND": "memory", "GSK_RENDERER": "cairo", NO_GL[0]: NO_GL[1],
            "GTK_A11Y": "atspi", "GIO_USE_VFS": "local", "LC_ALL": "C.UTF-8"}


class Program:
    """A program as it runs: its process, its tree, and the bugs that it notices of itself. What
    WebKit's helpers notice is not ours, so it must not be what ends them."""

    def __init__(self, command, environment=None, names=()):
        self._process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, errors="replace")
        self.criticals = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        # Whatever goes wrong here: who starts the program next must not find this one.
        atexit.register(self.stop)
        self.tree = find_program(*names)

    def _listen(self):
        its_own = re.compile(rf":{self._process.pid}\): \S*CRITICAL \*\*")
        for line in self._process.stderr:
            sys.stderr.write(line)
            if its_own.search(line):
                self.criticals.append(line.strip())

    def has_ended(self):
        return self._process.poll() is not None

    def wait_end(self):
        """Its exit status."""
        wait_until(self.has_ended, "the program to end")
        self._listener.join(timeout=2)  # a helper that ends later may keep the pipe
        return self._process.returncode

    def stop(self):
        if not self.has_ended():
            self._process.terminate()
            self._process.wait()


def new_home():
    """Environment of a person who has used nothing yet, so that a program starts afresh."""
    home = tempfile.mkdtemp(prefix="home-", dir=os.environ["HOME"])
    return {f"XDG_{kind}_HOME": f"{home}/{kind.lower()}"
            for kind in ("DATA", "CONFIG", "CACHE", "STATE")}


def start_built(*arguments, environment):
    """Latchkey from the build folder; for the first time, if the environment has a new home."""
    return Program([built_program(), *arguments], {**built_environment(), **environment})
