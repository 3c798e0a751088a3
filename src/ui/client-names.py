#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""The program's name in the languages of the catalogues, as a table for C.

client-names.py MSGFMT OUTPUT CATALOGUE…: pairs of BCP 47 tag and name, for the languages that have
a name of their own for it. A catalogue that leaves the name as it is needs no line.
"""

import gettext
import io
import pathlib
import subprocess
import sys

CONTEXT, NAME = "client name", "Latchkey"
SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl"}


def to_tag(language):
    """From the name of a locale to BCP 47: "pt_BR" is pt-BR, "sr@latin" is sr-Latn."""
    place, _, variant = language.partition("@")
    subtags = place.split("_")
    if variant in SCRIPTS:
        subtags.insert(1, SCRIPTS[variant])
    return "-".join(subtags)


def translate(msgfmt, catalogue):
    """The name in this catalogue, or the name itself."""
    compiled = subprocess.run([msgfmt, "--output-file=-", catalogue], stdout=subprocess.PIPE,
                              check=True)
    return gettext.GNUTranslations(io.BytesIO(compiled.stdout)).pgettext(CONTEXT, NAME)


def to_line(catalogue, name):
    """One pair of the table; the bytes of the name as C spells them, whatever they are."""
    spelled = "".join(f"\\{byte:03o}" for byte in name.encode())
    return f'  "{to_tag(pathlib.Path(catalogue).stem)}", "{spelled}",\n'


def main():
    names = [(catalogue, translate(sys.argv[1], catalogue)) for catalogue in sys.argv[3:]]
    lines = [to_line(catalogue, name) for catalogue, name in names if name != NAME]
    pathlib.Path(sys.argv[2]).write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
