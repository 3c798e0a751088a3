#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adds up the results that Meson left in its log folders: `N passed, M failed[, K skipped]`."""

import pathlib
import sys
import xml.etree.ElementTree


def count(path):
    """(passed, failed, skipped) of one JUnit file; a test that crashed counts as failed."""
    passed = failed = skipped = 0
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            print(f"failed: {case.get('classname')}: {case.get('name')}")
        elif case.find("skipped") is not None:
            skipped += 1
            print(f"skipped: {case.get('classname')}: {case.get('name')}")
        else:
            passed += 1
    return passed, failed, skipped


def main():
    counts = []
    for argument in sys.argv[1:]:
        path = pathlib.Path(argument)
        # A suite that left no result did not run: that is a failure, never a silence.
        counts.append(count(path) if path.is_file() else (0, 1, 0))
        if not path.is_file():
            print(f"failed: no results in {path}")
    passed, failed, skipped = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
