#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-catalogues.py ROOT MSGFMT: the translations are the languages of po/LINGUAS, and right."""

import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

po = pathlib.Path(sys.argv[1], "po")
lines = (po / "LINGUAS").read_text(encoding="utf-8").splitlines()
listed = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
present = sorted(path.stem for path in po.glob("*.po"))

complaints = [f"po/LINGUAS: {name} is listed, but po/{name}.po is not there"
              for name in listed if name not in present]
complaints += [f"po/LINGUAS: add {name}" for name in present if name not in listed]
if listed != sorted(set(listed)):
    complaints.append("po/LINGUAS: not sorted, or a language twice")
for name in present:
    check = subprocess.run([sys.argv[2], "--check", "--check-accelerators=_",
                            "--output-file=/dev/null", po / f"{name}.po"],
                           stderr=subprocess.PIPE, text=True, check=False)
    if check.returncode:
        complaints.append(check.stderr.strip())
tree.finish([po / "LINGUAS"], complaints)
