#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-rooms.py ROOT: each room of src/ uses only the rooms and libraries it may."""

import pathlib
import re
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

# Which rooms a room may use, itself included. Files in src/ itself may use all.
ROOMS = {
    "base": {"base"},
    "matrix": {"base", "matrix"},
    "account": {"base", "matrix", "account"},
    "web": {"base", "matrix", "account", "web"},
    "ui": {"base", "matrix", "account", "web", "ui"},
}
# The module in web/ is the only place that knows WebKit: whatever else includes it makes the
# program link it, and start slowly.
WEBKIT = r"webkit"
TOOLKIT = r"(gtk|gdk|gsk|pango|graphene|adwaita|libadwaita)\b"
WORDS = r"glib/gi18n"  # the sentences for people are chosen in ui
KEYRING = r"libsecret/"
FORBIDDEN = {
    "base": [WEBKIT, TOOLKIT, WORDS, KEYRING],
    "matrix": [WEBKIT, TOOLKIT, WORDS, KEYRING, r"libsoup/"],
    "account": [WEBKIT, TOOLKIT, WORDS, r"libsoup/"],
    "web": [WEBKIT, KEYRING],
    "web/module": [KEYRING],
    "ui": [WEBKIT, KEYRING, r"libsoup/"],
    "": [WEBKIT, KEYRING, r"libsoup/"],
}
# Libraries that one file alone knows.
KEEPERS = {r"qrencode\.h": "base/lk-qr-encoder.c"}
GENERATED = {"lk-config.h", "lk-client-names-table.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def place_of(path):
    """The folder of src/ whose rules hold for a file."""
    folder = path.relative_to(source).parent.as_posix()
    return "" if folder == "." else folder


def look_at(path):
    place = place_of(path)
    room = place.split("/")[0]
    text = path.read_text(encoding="utf-8")
    for match in INCLUDE.finditer(tree.without_comments(text)):
        line = text.count("\n", 0, match.start(2)) + 1
        name = match.group(2)
        if any(re.match(pattern, name) for pattern in FORBIDDEN.get(place, FORBIDDEN[room])):
            yield f"{path}:{line}: {place or 'src'} must not include <{name}>"
        for pattern, keeper in KEEPERS.items():
            if re.match(pattern, name) and path.relative_to(source).as_posix() != keeper:
                yield f"{path}:{line}: only {keeper} may include <{name}>"
        if match.group(1) == "<" or name in GENERATED:
            continue
        home = homes.get(pathlib.PurePath(name).name)
        if home is None:
            yield f"{path}:{line}: there is no {name} in src/"
        elif room and home.split("/")[0] not in ROOMS[room]:
            yield f"{path}:{line}: {room} must not use {home}, where {name} lives"
        elif home == "web/module" and place != home:
            yield f"{path}:{line}: {name} is the module's own"


source = pathlib.Path(sys.argv[1], "src")
files = tree.walk(source, ".c", ".h")
homes = {path.name: place_of(path) for path in files if path.suffix == ".h"}
complaints = [f"{path}: {place_of(path)} is not a room this check knows" for path in files
              if place_of(path).split("/")[0] not in ROOMS | {"": None}]
tree.finish(files, complaints or [what for path in files for what in look_at(path)])
