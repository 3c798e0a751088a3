#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-metainfo.py APPSTREAMCLI METAINFO: AppStream has nothing to say, not even a hint."""

import re
import subprocess
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

ACCEPTED = {
    # The D-Bus name, and so the application ID, is spelled with a capital letter.
    ("cid-contains-uppercase-letter", "im.latchkey.Latchkey"),
    # The maker is named twice: AppStream before 1.0 knows only one way, later ones the other.
    ("unknown-tag", "developer"),
    ("developer-name-tag-deprecated", ""),
}
ISSUE = re.compile(r"^\w: [^:\s]+:(?:\d+|~): (\S+) ?(.*)$", re.MULTILINE)

command = [sys.argv[1], "validate", "--no-net", "--explain", "--pedantic", sys.argv[2]]
check = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
issues = [(match.group(1), match.group(2).strip()) for match in ISSUE.finditer(check.stdout)]
complaints = [" ".join(issue).strip() for issue in issues if issue not in ACCEPTED]
if check.returncode:
    complaints.append(f"appstreamcli exits with {check.returncode}")
if complaints:
    print(check.stdout)
tree.finish(check.stdout, complaints)
