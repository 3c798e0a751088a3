#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Latchkey's list costs: with one account beside a bare window, with many beside one.

All are run in turn, so that a machine that gets slower or faster meanwhile does so for each.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 60
ROUNDS_AT_REST = 5
MANY = 1000
ACCOUNT = """[{number:016x}]
Format=1
State=active
AuthApi=oauth
SignedInAt=1700000000
AccountManagementActions=org.matrix.profile;
BaseUrl=https://matrix.example.org
ServerName=example.org
UserId=@ada{number}:example.org
DeviceId=ABCDEFGHIJKL
Issuer=https://account.example.org/
TokenEndpoint=https://account.example.org/token
RevocationEndpoint=https://account.example.org/revoke
ClientId=client
DisplayName=Ada the {number}th
"""


def run_once(program, environment):
    """Seconds until the end, the most memory in KiB, and what was printed."""
    started = time.monotonic()
    process = subprocess.Popen([program], env=environment, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{program} ended with status {process.returncode}")
    return time.monotonic() - started, usage.ru_maxrss, printed


def environment_with(n_accounts, folder, build):
    home = pathlib.Path(folder) / str(n_accounts)
    data = home / "latchkey"
    data.mkdir(mode=0o700, parents=True)
    accounts = (ACCOUNT.format(number=number) for number in range(n_accounts))
    (data / "accounts.ini").write_text("\n".join(accounts))
    return dict(os.environ, XDG_DATA_HOME=str(home), GSK_RENDERER="cairo",
                GDK_DEBUG="gl-disable", GDK_DISABLE="gl",
                GSETTINGS_BACKEND="memory", GSETTINGS_SCHEMA_DIR=f"{build}/data",
                LATCHKEY_MODULE_DIR=f"{build}/src")


def compare(name, rounds, mine, theirs, unit, promise):
    """Whether the ratio of two columns is what was promised."""
    (mine_name, mine_at), (theirs_name, theirs_at) = mine, theirs
    ratio = statistics.median(row[mine_at] / row[theirs_at] for row in rounds)
    print(f"{name}: {mine_name} {statistics.median(row[mine_at] for row in rounds):.4g} {unit}, "
          f"{theirs_name} {statistics.median(row[theirs_at] for row in rounds):.4g} {unit}: "
          f"ratio {ratio:.3f} (promised: {promise:.2f})")
    return ratio <= promise


def growth(name, pairs, promise):
    """Whether an account costs as little memory as was promised; @pairs are (many, one) in KiB."""
    each = statistics.median(many - one for many, one in pairs) / (MANY - 1)
    print(f"{name}: {each:.2f} KiB an account (promised: {promise:.0f})")
    return each < promise


def main():
    build = sys.argv[1]
    ours, bare = f"{build}/tests/bench/latchkey-window", f"{build}/tests/bench/bare-window"
    with tempfile.TemporaryDirectory() as folder:
        one, many = (environment_with(number, folder, build) for number in (1, MANY))
        runs = [(bare, one), (ours, one), (ours, many)]
        for run in runs:
            run_once(*run)
        frames = [[run_once(*run) for run in runs] for _ in range(ROUNDS)]
        at_rest = [[int(run_once(ours, dict(environment, LK_MEASURE_AT_REST="1"))[2])
                    for environment in (many, one)] for _ in range(ROUNDS_AT_REST)]
    seconds = [[run[0] for run in row] for row in frames]
    peaks = [[run[1] for run in row] for row in frames]
    bare, one, many = ("a bare window", 0), ("one account", 1), (f"{MANY:,} accounts", 2)
    kept = [compare("first frame", seconds, one, bare, "s", 1.10),
            compare("first frame", seconds, many, one, "s", 1.30),
            compare("peak memory", peaks, one, bare, "KiB", 1.10),
            compare("peak memory", peaks, many, one, "KiB", 1.30),
            growth("memory at the first frame", [(row[2], row[1]) for row in peaks], 20),
            growth("memory at rest", at_rest, 20)]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
