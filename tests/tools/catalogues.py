# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogues of po/: which there are, and how much of today's words each of them has."""

import pathlib
import re
import subprocess
import tempfile

COUNT = re.compile(r"(\d+) (translated|fuzzy|untranslated)")
# Where meson's preset for GLib's way of marking words looks for them.
XGETTEXT = ["--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_",
            "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2",
            "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3",
            "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format",
            "--flag=NC_:2:pass-c-format"]


def languages(root):
    """The languages that are built, in the order of po/LINGUAS."""
    lines = pathlib.Path(root, "po", "LINGUAS").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def write_template(root, path):
    """All words of the program as they are today, for msgmerge."""
    subprocess.run(["xgettext", "--package-name=latchkey", "--files-from=po/POTFILES.in",
                    f"--output={path}", *XGETTEXT], cwd=root, check=True)


def count(root, language, template):
    """How many of today's words a catalogue has, and how many there are."""
    catalogue = pathlib.Path(root, "po", f"{language}.po")
    merged = subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=-",
                             catalogue, template], stdout=subprocess.PIPE, check=True)
    told = subprocess.run(["msgfmt", "--statistics", "--output-file=/dev/null", "-"],
                          input=merged.stdout, stderr=subprocess.PIPE, check=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    numbers = {kind: int(number) for number, kind in COUNT.findall(told.stderr.decode())}
    return numbers.get("translated", 0), sum(numbers.values())


def completeness(root):
    """For each language, how many of today's words it has, and how many there are."""
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder, "latchkey.pot")
        write_template(root, template)
        return [(language, *count(root, language, template)) for language in languages(root)]
