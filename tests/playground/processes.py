# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Processes that never outlive whoever started them."""

import asyncio
import ctypes
import os
import pathlib
import signal

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 5

libc = ctypes.CDLL(None)


def die_with(parent, by):
    """Has this process end by the signal when its parent does."""
    libc.prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os.kill(os.getpid(), by)


def adopt_orphans():
    """Makes this process the parent of whatever its descendants leave behind."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_descendants():
    """After adopt_orphans(): returns when no descendant is left."""
    children = pathlib.Path(f"/proc/self/task/{os.getpid()}/children")
    while True:
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


async def start(*command, log=None, **options):
    """A server: in a session of its own, so that Ctrl+C reaches only us."""
    parent = os.getpid()
    return await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=lambda: die_with(parent, signal.SIGKILL),
        **options,
    )


async def run(command, environment):
    """A command of the caller's, on the caller's terminal."""
    parent = os.getpid()
    return await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **environment},
        preexec_fn=lambda: die_with(parent, signal.SIGTERM),
    )


async def stop(process):
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
