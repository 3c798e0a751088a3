#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adds up the results that Meson left in its log folders: `N passed, M failed[, K skipped]`.

What a program says of its tests is in the JUnit file; how it ended, in the JSON file beside it. A
program all of whose tests passed may still have failed: by a leak that is only seen at its end, by
a crash on the way out, by not ending at all.
"""

import json
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


def failing_suites(path):
    """The names of the programs with a test that failed, as the JUnit file has them."""
    suites = xml.etree.ElementTree.parse(path).getroot().iter("testsuite")
    return [suite.get("name") for suite in suites
            if suite.find("testcase/failure") is not None
            or suite.find("testcase/error") is not None]


def count_ends(path):
    """How many programs ended badly though each of their tests passed."""
    failed = 0
    told = failing_suites(path)
    ends = path.with_name(path.name.replace(".junit.xml", ".json"))
    for line in ends.read_text(errors="replace").splitlines():
        program = json.loads(line)
        if (program["result"] not in ("OK", "SKIP", "EXPECTEDFAIL")
                and not any(name.endswith(program["name"]) for name in told)):
            failed += 1
            print(f"failed: {program['name']}: {program['result']} at its end")
    return failed


def count_suite(path):
    passed, failed, skipped = count(path)
    return passed, failed + count_ends(path), skipped


def main():
    counts = []
    for argument in sys.argv[1:]:
        path = pathlib.Path(argument)
        # A suite that left no result did not run: that is a failure, never a silence.
        counts.append(count_suite(path) if path.is_file() else (0, 1, 0))
        if not path.is_file():
            print(f"failed: no results in {path}")
    passed, failed, skipped = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
