#!/usr/bin/python3
# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real homeserver, real provider, on loopback: something to sign in to."""

import argparse
import asyncio
import json
import os
import pathlib
import signal
import sys
import tempfile

sys.dont_write_bytecode = True

import processes  # noqa: E402
from control import Control  # noqa: E402
from description import describe, table  # noqa: E402
from ports import claim_port  # noqa: E402
from servers import Servers  # noqa: E402

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_LIMIT = 60
INTERRUPTED = 128 + signal.SIGTERM


class Failure(Exception):
    """The playground can't go on; says why in its message."""


def read_arguments():
    repository = pathlib.Path(__file__).resolve().parent.parent.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deps", type=pathlib.Path, default=repository / ".deps/playground",
                        help="where the servers were installed (default: %(default)s)")
    parser.add_argument("--ready-file", type=pathlib.Path,
                        help="write a JSON description here as soon as everything answers")
    parser.add_argument("--logs", type=pathlib.Path,
                        help="keep the servers' logs in this folder")
    parser.add_argument("--exec", nargs=argparse.REMAINDER, metavar="COMMAND",
                        help="run a command in the playground and exit with its status")
    return parser.parse_args()


def write_atomically(path, description):
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(description, indent=2) + "\n")
    draft.rename(path)


def print_table(description):
    print(table(description))
    print(f"\n{'provider':15}  {description['issuer']}")
    print(f"{'control':15}  {description['control']}")
    print("Stop with Ctrl+C.", flush=True)


async def first_of(stop, *waits):
    """The result of what is done first; None if that is the signal to stop."""
    stopping = asyncio.create_task(stop.wait())
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
        if stopping.done():
            return None
        return next(task.result() for task in tasks if task.done())
    finally:
        for task in (stopping, *tasks):
            task.cancel()
        await asyncio.gather(stopping, *tasks, return_exceptions=True)


async def get_ready(servers, control, folder):
    try:
        await asyncio.wait_for(servers.get_ready(), START_LIMIT)
    except TimeoutError:
        raise Failure(f"The servers don't answer after {START_LIMIT} seconds.") from None
    await control.open()
    return describe(servers, control, folder)


async def watch(servers):
    """Ends only when a server does."""
    name = await servers.ended()
    raise Failure(f"The {name} has ended:\n{servers.last_words(name)}")


async def run_command(command, ready_file):
    try:
        process = await processes.run(command, {"LATCHKEY_PLAYGROUND": str(ready_file)})
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from None
    try:
        status = await process.wait()
        return status if status >= 0 else 128 - status
    finally:
        await processes.stop(process)


async def serve(arguments, servers, description, folder, stop):
    """What happens while everything runs; the exit status."""
    ready_file = (arguments.ready_file or folder / "ready.json").absolute()
    write_atomically(ready_file, description)
    try:
        if not arguments.exec:
            print_table(description)
            await first_of(stop, watch(servers))
            return 0
        status = await first_of(stop, run_command(arguments.exec, ready_file), watch(servers))
        return INTERRUPTED if status is None else status
    finally:
        ready_file.unlink(missing_ok=True)


async def playground(arguments, folder):
    stop = asyncio.Event()
    for number in STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    servers = Servers(arguments.deps.resolve(), folder, arguments.logs or folder)
    control = Control(servers, claim_port())
    try:
        await servers.launch()
        description = await first_of(stop, get_ready(servers, control, folder), watch(servers))
        if description is None:
            return INTERRUPTED
        return await serve(arguments, servers, description, folder, stop)
    finally:
        # Who asks again, as session.py does, must not interrupt the tidying up.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        control.close()
        await servers.stop()


def main():
    # Until the event loop takes over, and after it: unwind, and clean up.
    for number in STOPPING:
        signal.signal(number, lambda *_: sys.exit(INTERRUPTED))
    processes.die_with(os.getppid(), signal.SIGTERM)
    processes.adopt_orphans()

    arguments = read_arguments()
    if not (arguments.deps / "stamp").exists():
        sys.exit(f"Nothing is installed in {arguments.deps}: run the script \"install\" first.")
    if arguments.logs:
        arguments.logs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="latchkey-playground-") as folder:
        try:
            status = asyncio.run(playground(arguments, pathlib.Path(folder)))
        except Failure as failure:
            sys.exit(str(failure))
        finally:
            for number in STOPPING:
                signal.signal(number, signal.SIG_IGN)
            processes.end_descendants()
    sys.exit(status)


if __name__ == "__main__":
    main()
