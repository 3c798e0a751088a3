#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-complete.py ROOT: no translation has fallen behind the words of the program.

Not every word is asked for: whoever adds one speaks few of these languages. ./dev languages tells
what is missing.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))

import catalogues  # noqa: E402
import tree  # noqa: E402

ENOUGH = 0.95

counts = catalogues.completeness(sys.argv[1])
tree.finish(counts, [f"po/{language}.po: {done} of {total} messages"
                     for language, done, total in counts if done < ENOUGH * total])
