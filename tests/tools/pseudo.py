#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""A catalogue in which every message is between brackets: pseudo.py ROOT FOLDER

Whatever is shown without them has not gone through gettext. FOLDER becomes a place for
bindtextdomain(), with the language "pseudo".
"""

import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True

import catalogues  # noqa: E402

HEADER = '"Language: pseudo\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def to_headed(template):
    """The template with a header that msgfmt takes: UTF-8, two forms."""
    text = re.sub(r'"(Language|Plural-Forms): .*\\n"\n', "", template)
    text = text.replace("charset=CHARSET", "charset=UTF-8").replace("#, fuzzy\n", "", 1)
    return text.replace('"MIME-Version', HEADER + '"MIME-Version', 1)


def run(command, text):
    """What the command makes of the text."""
    return subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE,
                          check=True).stdout.decode()


def main():
    root, folder = sys.argv[1:]
    home = pathlib.Path(folder, "pseudo", "LC_MESSAGES")
    home.mkdir(parents=True, exist_ok=True)
    template = home / "latchkey.pot"
    catalogues.write_template(root, template)
    english = run(["msgen", "-"], to_headed(template.read_text(encoding="utf-8")))
    brackets = ["sed", "-e", "1s/^/⟦/", "-e", "$s/$/⟧/"]
    bracketed = run(["msgfilter", "--keep-header", *brackets], english)
    run(["msgfmt", f"--output-file={home / 'latchkey.mo'}", "-"], bracketed)


main()
