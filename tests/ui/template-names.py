#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""What gtk4-builder-tool has to know of our templates, as C: template-names.py OUTPUT FOLDER

The tool finds types by the names of their functions, but a template's own type only once it is
registered, and handlers only where they are exported, which ours are not: they belong to their
class, which binds them when it is made (and the ui tests see that it does).
"""

import pathlib
import re
import sys

CODE = """/* Made by template-names.py. */
#include <glib-object.h>

{declarations}
__attribute__ ((constructor)) static void
register_types (void)
{{
{calls}}}

{handlers}"""
# Weak: a few are functions that the program exports.
STUB = "gpointer {0} (void);\n__attribute__ ((weak)) gpointer {0} (void) {{ return NULL; }}\n"
NAME = re.compile(r'\b(?:handler|function)="(\w+)"')
TEMPLATE = re.compile(r'<template class="(\w+)" parent="(\w+)"')


def to_function(name):
    """As GtkBuilder makes the name of a type's function from that of the type."""
    words = re.sub(r"(?<!^)([A-Z])(?=[a-z])|(?<=[a-z])([A-Z])", r"_\1\2", name)
    return f"{words.lower()}_get_type"


def collect(folder, pattern):
    """Whatever the pattern finds in the templates, once each."""
    found = set()
    for path in pathlib.Path(folder).glob("*.ui"):
        for match in pattern.findall(path.read_text(encoding="utf-8")):
            found |= {match} if isinstance(match, str) else set(match)
    return sorted(found)


def main():
    functions = [to_function(name) for name in collect(sys.argv[2], TEMPLATE)]
    text = CODE.format(
        declarations="".join(f"GType {name} (void);\n" for name in functions),
        calls="".join(f"  g_type_ensure ({name} ());\n" for name in functions),
        handlers="".join(STUB.format(name)
                         for name in collect(sys.argv[2], NAME)))
    pathlib.Path(sys.argv[1]).write_text(text, encoding="utf-8")


main()
