#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prints what there is in the playground that started us; with an argument, that one field."""

import json
import os
import sys


def main():
    with open(os.environ["LATCHKEY_PLAYGROUND"], encoding="utf-8") as file:
        playground = json.load(file)
    if len(sys.argv) > 1:
        print(playground[sys.argv[1]])
        return
    print(f"Homeserver  {playground['homeserver']}")
    for user in playground["users"]:
        print(f"User        {user['name']:6} password {user['password']}")


if __name__ == "__main__":
    main()
