#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prints what there is in the playground that started us; with an argument, that one field.

The argument "urls" prints the address of every server, one a line.
"""

import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "playground"))

from description import table  # noqa: E402


def main():
    with open(os.environ["LATCHKEY_PLAYGROUND"], encoding="utf-8") as file:
        playground = json.load(file)
    if len(sys.argv) == 1:
        print(table(playground))
    elif sys.argv[1] == "urls":
        print("\n".join(server["url"] for server in playground["servers"]))
    else:
        print(playground[sys.argv[1]])


if __name__ == "__main__":
    main()
