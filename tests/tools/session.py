#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command in a desktop session of its own, and leaves nothing behind.

The session has a display (Xvfb, and a Wayland compositor in it with --wayland), a D-Bus session
bus, an unlocked keyring and empty home and runtime folders. Whatever the command starts, down to
daemons that detach, ends with it: this process is their reaper.
"""

import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)
PATIENCE = 5


class Interrupted(Exception):
    """Somebody asked us to stop; carries the signal's number."""


def interrupt(number, _frame):
    raise Interrupted(number)


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def parents():
    """Every process and its parent, as /proc tells."""
    table = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                if after_name[0] != "Z":
                    table[int(entry.name)] = int(after_name[1])
            except (OSError, IndexError):
                pass
    return table


def descendants():
    table = parents()
    found, frontier = set(), {os.getpid()}
    while frontier:
        frontier = {pid for pid, parent in table.items() if parent in frontier} - found
        found |= frontier
    return found


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def end_all():
    """First politely, then not: nothing we started outlives us."""
    deadline = time.monotonic() + PATIENCE
    polite = True
    while (left := descendants()) and time.monotonic() < deadline + PATIENCE:
        if time.monotonic() > deadline:
            polite = False
        for pid in left:
            try:
                os.kill(pid, signal.SIGTERM if polite else signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        time.sleep(0.1)
        reap()
    reap()


def announced(arguments, option, environment):
    """Starts a server that writes one line when it is ready; returns that line."""
    reader, writer = os.pipe()
    subprocess.Popen([*arguments, option.format(writer)] if "{}" in option
                     else [*arguments, option, str(writer)],
                     pass_fds=[writer], env=environment, stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                     preexec_fn=die_with_parent)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        line = pipe.readline().strip()
    if not line:
        sys.exit(f"{arguments[0]} did not start")
    return line


def make_folders(base, environment):
    folders = {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "home/data",
               "XDG_CONFIG_HOME": "home/config", "XDG_CACHE_HOME": "home/cache",
               "XDG_STATE_HOME": "home/state"}
    for variable, name in folders.items():
        folder = base / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment[variable] = str(folder)


def unlock_keyring(environment):
    subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], input=b"secret",
                   env=environment, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def open_x(environment):
    display = announced(["Xvfb", "-screen", "0", "1280x1024x24", "-noreset", "-nolisten", "tcp"],
                        "-displayfd", environment)
    environment.update(DISPLAY=f":{display}", GDK_BACKEND="x11")


def answers(path):
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def open_wayland(environment):
    """Without an X server around it, Weston would have neither keyboard nor pointer, and no window
    would ever be active. It says nothing when it is ready: it is asked until it answers."""
    open_x(environment)
    path = pathlib.Path(environment["XDG_RUNTIME_DIR"], "wayland-latchkey")
    compositor = subprocess.Popen(
        ["weston", "--backend=x11-backend.so", "--use-pixman", "--width=1280",
         "--height=1024", "--no-config", "--idle-time=0", f"--socket={path.name}"],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
    while not answers(path):
        if compositor.poll() is not None:
            sys.exit("weston did not start")
        time.sleep(0.05)
    # What is pressed out there, the compositor takes for keys of its own keyboard.
    environment["LATCHKEY_KEYBOARD_DISPLAY"] = environment.pop("DISPLAY")
    environment.update(WAYLAND_DISPLAY=path.name, GDK_BACKEND="wayland")


def wait_for(process):
    """Its exit status. Those that nobody else waits for are done with meanwhile: whoever looks
    through all processes takes longer for each one that is left."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode


def prepare(base, open_display):
    environment = dict(os.environ)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS",
                 "XDG_SESSION_ID", "XDG_CURRENT_DESKTOP", "GTK_THEME"):
        environment.pop(name, None)
    make_folders(base, environment)
    open_display(environment)
    environment["DBUS_SESSION_BUS_ADDRESS"] = announced(
        ["dbus-daemon", "--session", "--nofork"], "--print-address={}", environment)
    unlock_keyring(environment)
    return environment


def run(command, open_display):
    base = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-session-"))
    try:
        environment = prepare(base, open_display)
        # Not run(): it would kill a command that has to tidy up when we are interrupted.
        return wait_for(subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL))
    except Interrupted as interrupted:
        return 128 + interrupted.args[0]
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        end_all()
        shutil.rmtree(base, ignore_errors=True)


def main():
    command = sys.argv[1:]
    open_display = open_x
    if command[:1] == ["--wayland"]:
        command, open_display = command[1:], open_wayland
    if not command:
        sys.exit("usage: session.py [--wayland] COMMAND [ARGUMENT…]")
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    sys.exit(run(command, open_display))


if __name__ == "__main__":
    main()
