# SPDX-License-Identifier: GPL-3.0-or-later

"""The computer that the Flatpak is installed on: portals, browser, keyring, disk; the servers."""

import json
import os
import pathlib
import shlex
import subprocess
import urllib.request

from accessibility import wait_until
from desktop import built_environment
from gi.repository import Gio, GLib

APP_ID = "im.latchkey.Latchkey"
HOME = pathlib.Path(os.environ["HOME"])
SANDBOX = HOME / ".var/app" / APP_ID  # all that the Flatpak keeps
PERSON = pathlib.Path(__file__).resolve().parent.parent / "playground/person.py"
BROWSER = f"""[Desktop Entry]
Type=Application
Name=A Person’s Browser
Exec={HOME}/browser %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
"""
DEFAULTS = """[Default Applications]
x-scheme-handler/http=browser.desktop
x-scheme-handler/https=browser.desktop
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def call(name, path, method, arguments=None, bus=None):
    """What a D-Bus method of the session answers."""
    interface, _, member = method.rpartition(".")
    bus = bus or Gio.bus_get_sync(Gio.BusType.SESSION)
    return bus.call_sync(name, path, interface, member, arguments, None,
                         Gio.DBusCallFlags.NONE, 10_000, None).unpack()


def choose_desktop():
    """Portals look for what belongs to the desktop: GNOME's has the keyring behind it."""
    os.environ["XDG_CURRENT_DESKTOP"] = "GNOME"
    call("org.freedesktop.DBus", "/org/freedesktop/DBus",
         "org.freedesktop.DBus.UpdateActivationEnvironment",
         GLib.Variant("(a{ss})", ({"XDG_CURRENT_DESKTOP": "GNOME"},)))


class Browser:
    """The person's own, which the desktop starts; it does on the pages what it was told to."""

    def __init__(self):
        self._seen = HOME / "browser-was-given"
        self._orders = HOME / "browser-orders"
        script = write(HOME / "browser", f"""#!/bin/sh
printf '%s\\n' "$1" >>{self._seen}
LATCHKEY_PERSON=$(cat {self._orders}) exec {PERSON} "$1"
""")
        script.chmod(0o755)
        write(pathlib.Path(os.environ["XDG_DATA_HOME"]) / "applications/browser.desktop", BROWSER)
        write(pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "mimeapps.list", DEFAULTS)

    def will(self, *orders):
        self._seen.unlink(missing_ok=True)
        write(self._orders, shlex.join(orders))

    def wait_address(self):
        """The first address it was given since then."""
        return wait_until(self._address, "the browser to be opened")

    def _address(self):
        """Nothing before the whole of it is written."""
        said = self._seen.read_text(encoding="utf-8") if self._seen.exists() else ""
        return said.partition("\n")[0] if "\n" in said else None


class Playground:
    """The servers."""

    def __init__(self):
        with open(os.environ["LATCHKEY_PLAYGROUND"], encoding="utf-8") as file:
            self._description = json.load(file)
        self.homeserver = self._description["homeserver"]
        self.issuer = self._description["issuer"]

    def password(self, user):
        return next(it["password"] for it in self._description["users"] if it["name"] == user)

    def ask(self, path):
        with urllib.request.urlopen(self._description["control"] + path, timeout=10) as answer:
            return json.load(answer)

    def tell(self, path, **what):
        request = urllib.request.Request(self._description["control"] + path,
                                         json.dumps(what).encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def devices(self, user):
        return set(self.ask(f"/devices?user={user}"))

    def has_answered(self, line):
        """Whether a request like “GET /path” was answered with 200 since the last clearing."""
        return any(f"{it['method']} {it['path']}" == line and it.get("status") == 200
                   for it in self.ask("/requests"))


def our_secrets(bus=None):
    """What is in the keyring service of this session, or of another, that says it is ours."""
    unlocked, locked = call("org.freedesktop.secrets", "/org/freedesktop/secrets",
                            "org.freedesktop.Secret.Service.SearchItems",
                            GLib.Variant("(a{ss})", ({"app-id": APP_ID},)), bus)
    return [*unlocked, *locked]


def files_below(folder):
    """Every file there, by its path from there, with what is in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()}


def own_files():
    """What a Latchkey outside of the sandbox keeps, by its path."""
    return [path.as_posix() for kind in ("DATA", "CACHE", "CONFIG", "STATE")
            for path in sorted(pathlib.Path(os.environ[f"XDG_{kind}_HOME"]).glob("latchkey/**/*"))
            if path.is_file()]


class SecondSession:
    """A session bus beside the first, with a keyring that opens the same file.

    On one bus there is one Latchkey, whoever comes second only brings its window to the front.
    """

    def __init__(self):
        self._environment = dict(os.environ)
        self._environment["XDG_RUNTIME_DIR"] = str(HOME / "run-2")
        pathlib.Path(self._environment["XDG_RUNTIME_DIR"]).mkdir(mode=0o700)
        server = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                  env=self._environment, stdout=subprocess.PIPE, text=True,
                                  stderr=subprocess.DEVNULL)
        address = server.stdout.readline().strip()
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = address
        subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"],
                       input=b"secret", env=self._environment, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def environment(self):
        """What a program of this session is started with; it is seen by the first one's driver."""
        eyes = call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")[0]
        return {**self._environment, **built_environment(), "AT_SPI_BUS_ADDRESS": eyes}


def flatpak(*arguments):
    return subprocess.run(["flatpak", *arguments], check=True, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL).stdout
