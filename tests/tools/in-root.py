#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command on another release of Debian, in the root that make-root.py made.

The command sees the project where it is, and what is in the folder for temporary files: the
playground outside tells there where it is. The network is the machine's. What WebKit's sandbox asks
for works as outside, and the root itself stays as it was made.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
# Debian has nothing else beside /usr, if one forgets what the program makes while it runs.
MERGED = ["bin", "lib", "lib64", "sbin"]
KEPT = ["usr", "etc", "var"]


def ccache_folder():
    if shutil.which("ccache") is None:
        return None
    asked = subprocess.run(["ccache", "--get-config", "cache_dir"], capture_output=True, text=True,
                           check=True)
    folder = asked.stdout.strip()
    os.makedirs(folder, exist_ok=True)
    return folder


def enclosing(root):
    """The beginning of a command line that runs what follows in the root."""
    arguments = ["bwrap", "--unshare-pid", "--die-with-parent"]
    for name in KEPT:
        arguments += ["--ro-bind", str(root / name), f"/{name}"]
    for name in MERGED:
        if (root / name).is_symlink():
            arguments += ["--symlink", os.readlink(root / name), f"/{name}"]
    arguments += ["--ro-bind", "/sys", "/sys", "--proc", "/proc", "--dev", "/dev"]
    arguments += ["--tmpfs", "/run", "--tmpfs", "/root", "--tmpfs", "/home"]
    temporary = tempfile.gettempdir()
    for folder in (temporary, str(PROJECT), ccache_folder()):
        if folder is not None:
            arguments += ["--bind", folder, folder]
    return arguments


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: in-root.py NAME COMMAND [ARGUMENT…]")
    root = PROJECT / ".deps/roots" / sys.argv[1]
    command = enclosing(root) + sys.argv[2:]
    folder = ccache_folder()
    if folder is not None:
        os.environ["CCACHE_DIR"] = folder
    # The machine's own choices are for its own programs.
    for name in ("LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONPATH", "PYTHONHOME"):
        os.environ.pop(name, None)
    os.environ["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin"
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
