# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stands in front of a server, as the network between it and its clients."""

import asyncio
import re
import socket
import struct

from http_messages import HEAD_LIMIT, read_head

MODES = ("reset", "hang", "refuse", "lose")


class Fault:
    """What shall happen to the requests that match."""

    def __init__(self, mode, match, times=None):
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        self.mode = mode
        self.match = re.compile(match)
        self._times = times  # None: until it is healed

    def strikes(self, method, path):
        if self._times == 0 or self.match.search(f"{method} {path}") is None:
            return False
        if self._times is not None:
            self._times -= 1
        return True


class Proxy:
    """
    One request a connection: which keeps it a pipe with a look at the first
    line, and every request subject to the faults of its moment.
    """

    def __init__(self, name, listener, upstream_port, log, tls=None):
        self.name = name
        self.port = listener.getsockname()[1]
        self.faults = []
        self._listener = listener
        self._upstream_port = upstream_port
        self._log = log
        self._tls = tls
        self._server = None
        self._connections = set()

    async def open(self):
        if self._server is None:
            listener = self._listener or listen(self.port)
            self._listener = None
            self._server = await asyncio.start_server(
                self._serve, sock=listener, limit=HEAD_LIMIT, ssl=self._tls
            )

    def refuse(self):
        if self._server is not None:
            self._server.close()
            self._server = None

    async def heal(self):
        self.faults.clear()
        await self.open()

    def close(self):
        self.refuse()
        for connection in self._connections:
            connection.cancel()

    async def _serve(self, reader, writer):
        connection = asyncio.current_task()
        self._connections.add(connection)
        try:
            await self._handle(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            reset(writer)
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _handle(self, reader, writer):
        head = await read_head(reader)
        if head is None:
            return
        entry = {"server": self.name, "method": head.method, "path": head.path}
        self._log.append(entry)
        mode = self._mode_for(head)
        if mode in ("reset", "refuse"):
            reset(writer)
        if mode == "refuse":
            self.refuse()
        if mode == "hang":
            await reader.read()
        if mode in (None, "lose"):
            await self._forward(head, entry, reader, writer, lose=mode == "lose")

    def _mode_for(self, head):
        modes = (fault.mode for fault in self.faults if fault.strikes(head.method, head.path))
        return next(modes, None)

    async def _forward(self, head, entry, reader, writer, lose):
        head.close_after()
        upstream, upstream_writer = await asyncio.open_connection(
            "127.0.0.1", self._upstream_port, limit=HEAD_LIMIT
        )
        upstream_writer.write(bytes(head))
        body = asyncio.create_task(pump(reader, upstream_writer))
        try:
            answered = await read_head(upstream)
            if answered is None:
                return
            entry["status"] = answered.status
            if lose:
                reset(writer)
                return
            answered.close_after()
            await self._relay(head, answered, upstream, writer)
        finally:
            body.cancel()
            upstream_writer.close()


    async def _relay(self, _head, answered, upstream, writer):
        writer.write(bytes(answered))
        await pump(upstream, writer)


def listen(port):
    return socket.create_server(("127.0.0.1", port))


async def pump(reader, writer):
    while data := await reader.read(64 * 1024):
        writer.write(data)
        await writer.drain()


def reset(writer):
    """Closes with RST instead of FIN, as a broken network does."""
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.fileno() != -1:
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
