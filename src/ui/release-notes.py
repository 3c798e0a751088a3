#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""release-notes.py NEWS VERSION: what NEWS.md says of a version, as the about dialog takes it.

The dialog knows paragraphs, lists, and code in them. What the program is built upon has a page of
its own there, so the notes end before it.
"""

import html
import pathlib
import re
import sys

END = "What it is built on, and why:"


def section(news, version):
    """The lines below the heading of a version."""
    found = re.search(rf"^## {re.escape(version)}$\n(.*?)(?=^## |\Z)", news, re.M | re.S)
    if not found:
        sys.exit(f"NEWS.md says nothing of version {version}")
    return found.group(1).partition(END)[0].splitlines()


def inline(text):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def blocks(lines):
    """Each paragraph and each list, in their order."""
    items = []
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("- "):
            items.append(f"<li>{inline(line[2:])}</li>")
            continue
        if items:
            yield f"<ul>{''.join(items)}</ul>"
            items = []
        yield f"<p>{inline(line)}</p>"
    if items:
        yield f"<ul>{''.join(items)}</ul>"


path, wanted = sys.argv[1:]
print("".join(blocks(section(pathlib.Path(path).read_text(encoding="utf-8"), wanted))), end="")
