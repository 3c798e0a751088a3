# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A proxy that makes the server behind it look like another kind of server."""

import json
import re
import urllib.parse

from http_messages import answer, read_body
from proxy import Proxy

TEXTS = ("application/json", "text/html")
UNRECOGNIZED = {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}


class Instead:
    """An answer of our own, to the requests that match METHOD /path."""

    def __init__(self, match, body, status=200):
        self.match = re.compile(match)
        self.message = answer(status, body)


def missing(match):
    return Instead(match, UNRECOGNIZED, 404)


class Edit:
    """A change to the JSON of what the server answers to such requests."""

    def __init__(self, match, change):
        self.match = re.compile(match)
        self._change = change

    def __call__(self, text):
        return json.dumps(self._change(json.loads(text)))


def without(field):
    return lambda document: {key: document[key] for key in document if key != field}


class Renaming:
    """Gives servers other addresses, also where they are part of a query."""

    def __init__(self, names):
        names = {name.rstrip("/"): other for name, other in names.items()}
        self._names = {**names, **{quote(name): quote(other) for name, other in names.items()}}
        # A port that only begins like one of ours is somebody else's.
        self._pattern = re.compile(f"({'|'.join(map(re.escape, self._names))})(?![0-9])")

    def __call__(self, text):
        return self._pattern.sub(lambda found: self._names[found[1]], text)


def unlock_cookies(head):
    """
    Synapse locks its cookies to https. Browsers differ in whether loopback is
    as good as that, and without the cookie nobody comes back from the provider.
    """
    head.lines = [
        re.sub(r";\s*(Secure|SameSite=None)\b", "", line, flags=re.IGNORECASE)
        if line.lower().startswith("set-cookie:") else line
        for line in head.lines
    ]


def quote(text):
    return urllib.parse.quote(text, safe="")


class Variant(Proxy):
    """One that answers some requests itself, and edits the answers to others."""

    def __init__(self, *arguments, changes=(), renaming=None, edit_head=None, tls=None):
        super().__init__(*arguments, tls=tls)
        self._changes = changes
        self._renaming = renaming
        self._edit_head = edit_head

    def _first(self, kind, head):
        request = f"{head.method} {head.path}"
        fits = (change for change in self._changes
                if isinstance(change, kind) and change.match.search(request))
        return next(fits, None)

    async def _forward(self, head, entry, reader, writer, lose):
        instead = self._first(Instead, head)
        if instead is None or lose:
            await super()._forward(head, entry, reader, writer, lose)
            return
        entry["status"] = int(instead.message.split()[1])
        if head.get("content-length"):
            await read_body(reader, head)
        writer.write(instead.message)
        await writer.drain()

    async def _relay(self, head, answered, upstream, writer):
        if self._edit_head:
            self._edit_head(answered)
        location = answered.get("location")
        if location and self._renaming:
            answered.set("Location", self._renaming(location))
        edits = [edit for edit in (self._first(Edit, head), self._renaming) if edit]
        is_text = (answered.get("content-type") or "").startswith(TEXTS)
        if not edits or not is_text or head.method == "HEAD":
            await super()._relay(head, answered, upstream, writer)
            return
        text = (await read_body(upstream, answered)).decode()
        for edit in edits:
            text = edit(text)
        content = text.encode()
        answered.drop("Transfer-Encoding")
        answered.set("Content-Length", str(len(content)))
        writer.write(bytes(answered) + content)
        await writer.drain()
