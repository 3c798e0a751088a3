#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-spdx.py ROOT: every source file says its licence in its first lines."""

import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
SUFFIXES = (".c", ".h", ".ui", ".css", ".py", ".sh", ".mjs", ".js", ".svg")

root = sys.argv[1]
files = tree.walk(root, *SUFFIXES) + [path for path in tree.walk(root) if tree.is_script(path)]
complaints = []
for path in files:
    with path.open(encoding="utf-8") as file:
        beginning = [file.readline() for _ in range(4)]
    if not any(LICENCE in line for line in beginning):
        complaints.append(f"{path}:1: no “{LICENCE}” in the first four lines")
tree.finish(files, complaints)
