#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-potfiles.py ROOT: po/POTFILES.in lists the files with words to translate, and no other."""

import pathlib
import re
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

IN_C = re.compile(r"\b(_|N_|C_|NC_|Q_|(d|dc)?(n|p|np)?gettext|g_d(n|p)?gettext|g_dpgettext2)\s*\(")
IN_XML = re.compile(r"""\btranslatable=["'](yes|true|1)["']""")
IN_SCHEMA = re.compile(r"\bgettext-domain=")


def has_words(path):
    if path.name.endswith((".desktop.in", ".metainfo.xml.in")):
        return True
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".c", ".h"):
        return IN_C.search(tree.without_comments(text))
    return (IN_SCHEMA if path.name.endswith(".gschema.xml") else IN_XML).search(text)


root = pathlib.Path(sys.argv[1])
files = [path for folder in ("src", "data")
         for path in tree.walk(root / folder, ".c", ".h", ".ui", ".gschema.xml",
                               ".desktop.in", ".metainfo.xml.in")]
needed = {path.relative_to(root).as_posix() for path in files if has_words(path)}
lines = (root / "po/POTFILES.in").read_text(encoding="utf-8").splitlines()
listed = [line for line in lines if line and not line.startswith("#")]

complaints = [f"po/POTFILES.in: add {name}" for name in sorted(needed - set(listed))]
complaints += [f"po/POTFILES.in: remove {name}: no words to translate, or no such file"
               for name in sorted(set(listed) - needed)]
if not complaints and listed != sorted(set(listed)):
    complaints = ["po/POTFILES.in: not sorted, or a name twice"]
tree.finish(files, complaints)
