# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of HTTP/1.1 as a proxy on loopback needs."""

import asyncio
import json

HEAD_LIMIT = 64 * 1024


class Head:
    """A request's or an answer's first line and its headers."""

    def __init__(self, data):
        self.start, *self.lines = data.decode("latin-1").rstrip("\r\n").split("\r\n")

    def __bytes__(self):
        return "\r\n".join([self.start, *self.lines, "", ""]).encode("latin-1")

    @property
    def method(self):
        return self.start.split(" ")[0]

    @property
    def path(self):
        """Without the query: it may carry codes and tokens."""
        return self.start.split(" ")[1].partition("?")[0]

    @property
    def query(self):
        return self.start.split(" ")[1].partition("?")[2]

    @property
    def status(self):
        return int(self.start.split(" ")[1])

    def get(self, name):
        for line in self.lines:
            key, _, value = line.partition(":")
            if key.lower() == name:
                return value.strip()
        return None

    def set(self, name, value):
        self.drop(name)
        self.lines.append(f"{name}: {value}")

    def drop(self, *names):
        lower = {name.lower() for name in names}
        self.lines = [line for line in self.lines if line.partition(":")[0].lower() not in lower]

    def close_after(self):
        """Makes this the only message of its connection."""
        self.drop("Keep-Alive", "Expect")
        self.set("Connection", "close")


async def read_head(reader):
    """The next message's head; None if the connection ends before it."""
    try:
        data = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        return None
    return Head(data)


def answer(status, body):
    content = json.dumps(body, indent=2).encode() + b"\n"
    head = (
        f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + content


async def request(port, method, path, body=None, token=None, content_type="application/json"):
    """One request to a server on loopback; its status and what it answers."""
    content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(content)}\r\n"
        + (f"Authorization: Bearer {token}\r\n" if token else "")
        + "Connection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + content)
        answered = await read_head(reader)
        if answered is None:
            raise ConnectionError(f"no answer from port {port}")
        text = await read_body(reader, answered)
        is_json = (answered.get("content-type") or "").startswith("application/json")
        return answered.status, json.loads(text) if is_json else text
    finally:
        writer.close()


async def read_body(reader, head):
    if (head.get("transfer-encoding") or "").lower() == "chunked":
        return await read_chunks(reader)
    length = head.get("content-length")
    return await reader.readexactly(int(length)) if length else await reader.read()


async def read_chunks(reader):
    chunks = []
    while size := int(await reader.readline(), 16):
        chunks.append(await reader.readexactly(size))
        await reader.readline()
    return b"".join(chunks)
