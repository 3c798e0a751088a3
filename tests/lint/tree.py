# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of the project, and how a check tells what it found."""

import os
import pathlib
import re
import sys

NOT_OURS = {".git", ".deps", "__pycache__", "node_modules", "_build", ".flatpak-builder"}

# A string, a character or a comment of C: in this order, so that "/*" in a string is a string.
C_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)


def walk(root, *suffixes):
    """Every file of the project with one of these suffixes (all files, without any), sorted."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders
                      if name not in NOT_OURS and not re.match(r"build(-|$)", name)]
        found += [pathlib.Path(folder, name) for name in names
                  if not suffixes or name.endswith(suffixes)]
    return sorted(found)


def is_script(path):
    """Whether a file without a suffix is a program to read, like ./dev."""
    if path.suffix:
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def without_comments(text):
    """C without its comments; every line stays on its line."""
    def blank(match):
        token = match.group()
        return token if token[0] in "\"'" else re.sub(r"[^\n]", " ", token)
    return C_TOKEN.sub(blank, text)


def finish(looked_at, complaints):
    """Ends the check: 0 when something was looked at and nothing is wrong with it."""
    if not looked_at:
        complaints = ["found nothing to look at: the check itself is broken"]
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)
