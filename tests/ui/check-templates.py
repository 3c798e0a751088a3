#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""GTK has nothing to say against any .ui file: check-templates.py GTK4-BUILDER-TOOL LIBRARY FOLDER

The tool looks for the types of a file in itself, so the library with ours is loaded into it.
"""

import os
import pathlib
import subprocess
import sys

tool, library, folder = sys.argv[1:]
templates = sorted(pathlib.Path(folder).glob("*.ui"))
complaints = []
for template in templates:
    check = subprocess.run([tool, "validate", template], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, check=False,
                           env={**os.environ, "LD_PRELOAD": library, "G_DEBUG": ""})
    # Some of our classes complain of being made without their object; that isn't GTK's verdict.
    if check.returncode or "Gtk-" in check.stdout:
        complaints.append(f"{template.name}: {check.stdout.strip() or check.returncode}")
print("\n".join(complaints or [f"{len(templates)} templates"]))
sys.exit(1 if complaints or not templates else 0)
