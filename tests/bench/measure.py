#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first frame of Latchkey's list with one account, as a ratio to a bare window.

Both are run in turn, so that a machine that gets slower or faster meanwhile does so for both.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PAIRS = 60
PROMISE = 1.10
ACCOUNT = """[aaaaaaaaaaaaaaaa]
Format=1
State=active
AuthApi=oauth
SignedInAt=1700000000
AccountManagementActions=org.matrix.profile;
BaseUrl=https://matrix.example.org
ServerName=example.org
UserId=@ada:example.org
DeviceId=ABCDEFGHIJKL
Issuer=https://account.example.org/
TokenEndpoint=https://account.example.org/token
RevocationEndpoint=https://account.example.org/revoke
ClientId=client
DisplayName=Ada
"""


def run_once(program, environment):
    """Seconds until the first frame, and the most memory in KiB."""
    started = time.monotonic()
    process = subprocess.Popen([program], env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{program} ended with status {process.returncode}")
    return time.monotonic() - started, usage.ru_maxrss


def environment_with_one_account(folder, build):
    data = pathlib.Path(folder) / "latchkey"
    data.mkdir(mode=0o700)
    (data / "accounts.ini").write_text(ACCOUNT)
    return dict(os.environ, XDG_DATA_HOME=folder, GSK_RENDERER="cairo", GDK_DEBUG="gl-disable",
                GSETTINGS_BACKEND="memory", GSETTINGS_SCHEMA_DIR=f"{build}/data",
                LATCHKEY_MODULE_DIR=f"{build}/src")


def report(name, ours, bare, unit):
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, bare))
    print(f"{name}: {statistics.median(ours):.4g} {unit}, a bare window "
          f"{statistics.median(bare):.4g} {unit}: ratio {ratio:.3f} (promised: {PROMISE:.2f})")
    return ratio


def main():
    build = sys.argv[1]
    programs = [f"{build}/tests/bench/latchkey-window", f"{build}/tests/bench/bare-window"]
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_with_one_account(folder, build)
        for program in programs:
            run_once(program, environment)
        pairs = [[run_once(program, environment) for program in programs] for _ in range(PAIRS)]
    ours, bare = ([pair[side] for pair in pairs] for side in (0, 1))
    ratios = [report("first frame", [t for t, _ in ours], [t for t, _ in bare], "s"),
              report("peak memory", [m for _, m in ours], [m for _, m in bare], "KiB")]
    sys.exit(0 if max(ratios) <= PROMISE else 1)


if __name__ == "__main__":
    main()
