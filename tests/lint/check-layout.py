#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-layout.py ROOT: every text file is laid out as .editorconfig says."""

import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

COLUMNS = 100
NARROW = (".c", ".h", ".py", ".mjs", ".sh")
SUFFIXES = NARROW + (".ui", ".css", ".svg", ".xml", ".in", ".json", ".md", ".po", ".build",
                     "meson_options.txt", ".editorconfig", ".gitignore")


def look_at(path):
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield 1, "not UTF-8"
        return
    if data and not data.endswith(b"\n"):
        yield text.count("\n") + 1, "no line end at the end of the file"
    if data.endswith(b"\n\n"):
        yield text.count("\n"), "empty line at the end of the file"
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            yield number, "a tab: this project indents with spaces"
        if line.endswith("\r"):
            yield number, "a carriage return at the end of the line"
        elif line != line.rstrip():
            yield number, "white space at the end of the line"
        if path.name.endswith(NARROW) and len(line) > COLUMNS:
            yield number, f"{len(line)} columns, more than {COLUMNS}"


root = sys.argv[1]
files = tree.walk(root, *SUFFIXES) + [path for path in tree.walk(root) if tree.is_script(path)]
tree.finish(files, [f"{path}:{number}: {what}"
                    for path in files for number, what in look_at(path)])
