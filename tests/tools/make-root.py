#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes a root of another release of Debian for in-root.py, with the packages that are named.

It comes from where this machine has its own packages from, and is made anew only when the list of
packages has changed. To have newer ones of the same names, delete it.
"""

import os
import pathlib
import platform
import shutil
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# What is added to the name of a release that is out, if this machine has it, too.
ADDED = ["", "-updates", "-security"]


def as_root(*command):
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    subprocess.run([*sudo, *command], check=True)


def known_targets():
    """(site, name of the release, component) of this machine's packages, as apt has them."""
    asked = subprocess.run(["apt-get", "indextargets", "--format",
                            "$(SITE) $(CODENAME) $(COMPONENT)", "Identifier: Packages"],
                           capture_output=True, text=True, check=True)
    return [line.split() for line in asked.stdout.splitlines() if line.count(" ") == 2]


def sources(name):
    """Lines of a sources.list; a release that is never out has neither updates nor security."""
    here = platform.freedesktop_os_release()["VERSION_CODENAME"]
    added = ADDED if name != "sid" else ADDED[:1]
    places = {here + word: name + word for word in added}
    return [f"deb {site} {places[release]} main"
            for site, release, component in known_targets()
            if release in places and component == "main"]


def make(root, name, packages):
    draft = root.with_name(f"{name}.draft")
    lines = sources(name)
    if not lines:
        sys.exit("apt doesn't know where Debian's packages are: apt-get update first.")
    as_root("rm", "-rf", str(draft), str(root))
    options = ["--mode=root", "--variant=apt", f"--keyring={KEYRING}",
               '--aptopt=APT::Install-Recommends "false"', f"--include={','.join(packages)}"]
    if name == "sid":  # a mirror may be a while behind
        options.append('--aptopt=Acquire::Check-Valid-Until "false"')
    as_root("mmdebstrap", *options, name, str(draft), *lines)
    as_root("mv", str(draft), str(root))


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: make-root.py NAME PACKAGE…")
    name, packages = sys.argv[1], sorted(sys.argv[2:])
    root = PROJECT / ".deps/roots" / name
    stamp = root.with_name(f"{name}.packages")
    root.parent.mkdir(parents=True, exist_ok=True)
    if stamp.exists() and stamp.read_text().split() == packages and root.exists():
        return
    stamp.unlink(missing_ok=True)
    make(root, name, packages)
    # What was built with the old libraries is of no use with the new ones.
    shutil.rmtree(PROJECT / f"build-{name}", ignore_errors=True)
    stamp.write_text("\n".join(packages) + "\n")


if __name__ == "__main__":
    main()
