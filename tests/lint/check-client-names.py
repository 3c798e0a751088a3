#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-client-names.py SCRIPT MSGFMT: the names for client registration follow the catalogues."""

import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import tree  # noqa: E402

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Latchkey"
msgstr "not this one"

msgctxt "client name"
msgid "Latchkey"
msgstr "{}"
"""
# The name of a catalogue, what it has for our name, and the line of the table.
CASES = [
    ("de", "Latchkey", ""),
    ("fr", "", ""),
    ("ja", "鍵", '  "ja", "\\351\\215\\265",\n'),
    ("pt_BR", "Chave", '  "pt-BR", "\\103\\150\\141\\166\\145",\n'),
    ("sr@latin", "a\\\"b", '  "sr-Latn", "\\141\\042\\142",\n'),
    ("uz_UZ@cyrillic", "ё", '  "uz-Cyrl-UZ", "\\321\\221",\n'),
]


def generate(folder):
    """The table that the script makes of the cases."""
    catalogues = []
    for language, name, _ in CASES:
        catalogues.append(folder / f"{language}.po")
        catalogues[-1].write_text(CATALOGUE.format(name), encoding="utf-8")
    output = folder / "names.inc"
    subprocess.run([sys.executable, sys.argv[1], sys.argv[2], output, *catalogues], check=True)
    return output.read_text(encoding="ascii")


with tempfile.TemporaryDirectory() as name:
    table = generate(pathlib.Path(name))
expected = "".join(line for _, _, line in CASES)
tree.finish(CASES, [] if table == expected else [f"expected:\n{expected}but got:\n{table}"])
