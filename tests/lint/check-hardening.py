#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-hardening.py READELF --fortified|--plain PROBE BINARY…: hardened by default.

Each binary is position independent, binds all symbols at the start and makes them read-only then,
has no executable stack and guards its stack; the probe shows that calls into the C library are
guarded, too, where its compiler was asked to optimize.
"""

import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

# What readelf says of a binary that has it.
WANTED = {
    "position independent": r"Type:\s+DYN",
    "relocations read-only after the start": r"^\s+GNU_RELRO\s",
    "all symbols bound at the start": r"\(FLAGS(_1)?\).*\b(BIND_)?NOW\b",
    "a stack that is not executable": r"^\s+GNU_STACK\s.*\sRW\s",
}
GUARDED_STACK = r"\b__stack_chk_fail\b"
GUARDED_CALLS = r"\b__strcpy_chk\b"


def read(readelf, binary):
    return subprocess.run([readelf, "--wide", "--file-header", "--program-headers", "--dynamic",
                           "--dyn-syms", binary], check=True, capture_output=True, text=True,
                          env=dict(os.environ, LC_ALL="C")).stdout


def missing(text, wanted):
    return [what for what, pattern in wanted.items()
            if not re.search(pattern, text, re.MULTILINE)]


readelf, fortified, probe, *binaries = sys.argv[1:]
in_the_probe = {"guarded stack": GUARDED_STACK}
if fortified == "--fortified":
    in_the_probe["guarded calls into the C library"] = GUARDED_CALLS
complaints = [f"{binary}: no {what}" for binary in [probe, *binaries]
              for what in missing(read(readelf, binary), WANTED)]
complaints += [f"{probe}: no {what}" for what in missing(read(readelf, probe), in_the_probe)]
# The larger one has arrays on its stack; the modules may have none.
complaints += [f"{binaries[0]}: no {what}"
               for what in missing(read(readelf, binaries[0]), {"guarded stack": GUARDED_STACK})]
tree.finish(binaries, complaints)
