#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-i18nspector.py ROOT I18NSPECTOR: i18nspector has nothing to say of any catalogue."""

import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

catalogues = sorted(pathlib.Path(sys.argv[1], "po").glob("*.po"))
check = subprocess.run([sys.argv[2], *catalogues], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True, check=False)
complaints = check.stdout.splitlines()
if check.returncode:
    complaints.append(f"i18nspector exits with {check.returncode}")
tree.finish(catalogues, complaints)
