#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""
check-man.py PAGE PROGRAM [MANDOC]: the man page has the options that the program has, no more and
no fewer; and mandoc, where there is one, has nothing to say against it.
"""

import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402


def options_of_program(program):
    """Those that --help-all lists."""
    told = subprocess.run([program, "--help-all"], capture_output=True, text=True, check=True,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
    return set(re.findall(r"^ +(?:-\w, )?--([\w-]+)", told, re.M))


def options_of_page(page):
    """Those that have an entry in the list: “.It Fl -name”, several on one line at times."""
    found = set()
    for line in page.splitlines():
        if line.startswith(".It Fl "):
            found |= set(re.findall(r"(?<=[ ,])-([a-z][\w-]+)", line))
    return found


def complaints(mandoc, path):
    if not mandoc:
        return []
    said = subprocess.run([mandoc, "-Tlint", path], capture_output=True, text=True).stdout
    return said.splitlines()


path, program, *mandoc = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    documented = options_of_page(file.read())
real = options_of_program(program)
# This one is said to be there once the others are asked for.
real |= {"help", "help-all"}
problems = [f"{path}: --{name} is not documented" for name in sorted(real - documented)]
problems += [f"{path}: --{name} is no option" for name in sorted(documented - real)]
problems += complaints(mandoc[0] if mandoc else None, path)
tree.finish(sorted(real), problems)
