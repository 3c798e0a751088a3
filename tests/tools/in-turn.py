#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs checks in turn, each of which ends with “N passed, M failed”, and ends with their sum."""

import re
import subprocess
import sys

RESULT = re.compile(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?")


def run(command):
    """(passed, failed, skipped) of one check; one that doesn't tell has failed."""
    print(f"== {command}", flush=True)
    last = ""
    with subprocess.Popen(command, shell=True, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    told = RESULT.fullmatch(last)
    if told is None:
        return 0, 1, 0
    passed, failed, skipped = (int(number or 0) for number in told.groups())
    return passed, failed or int(process.returncode != 0), skipped


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: in-turn.py COMMAND…")
    passed, failed, skipped = (sum(column) for column in zip(*map(run, sys.argv[1:])))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
