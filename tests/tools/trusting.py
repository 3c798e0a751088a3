#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command on a computer that knows the playground: its CA, and Latchkey's client ID there.

GnuTLS reads the system's CAs from one file. The command sees another in its place, in a mount
namespace of its own; where that can't be, or where WebKit's sandbox would not fit into it, the
command runs without.
"""

import json
import os
import subprocess
import sys

SYSTEM_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
# What WebKit does, as short as it gets.
SANDBOX = ["bwrap", "--unshare-pid", "--ro-bind", "/", "/", "true"]


def works(command):
    try:
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except FileNotFoundError:
        return False


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: trusting.py COMMAND [ARGUMENT…]")
    command = sys.argv[1:]
    with open(os.environ["LATCHKEY_PLAYGROUND"], encoding="utf-8") as file:
        playground = json.load(file)
    folders = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    os.environ["XDG_CONFIG_DIRS"] = f"{playground['config']}:{folders}"
    enclosed = ["bwrap", "--dev-bind", "/", "/",
                "--ro-bind", playground["caBundle"], SYSTEM_BUNDLE]
    if works([*enclosed, *SANDBOX]):
        command = enclosed + command
        os.environ["SSL_CERT_FILE"] = SYSTEM_BUNDLE  # Python's TLS looks elsewhere
    else:
        print("The playground's CA can't be made known here: “tls” will be refused.",
              file=sys.stderr)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
