#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prints how complete each translation is: languages.py ROOT"""

import sys

sys.dont_write_bytecode = True

import catalogues  # noqa: E402

for language, done, total in catalogues.completeness(sys.argv[1]):
    print(f"{language:6} {100 * done // total:3} %  {done} of {total}")
