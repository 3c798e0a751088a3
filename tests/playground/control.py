# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoint by which tests make faults, change settings and look inside."""

import asyncio
import json
import re
from urllib.parse import parse_qs

from http_messages import answer, read_body, read_head
from proxy import Fault


class Control:
    """A small HTTP server; each route is a method that returns its answer."""

    def __init__(self, servers, listener):
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._servers = servers
        self._server = None
        self._routes = {
            "POST /fault": self._fault,
            "POST /heal": self._heal,
            "GET /requests": self._requests,
            "POST /requests/clear": self._clear,
            "GET /devices": self._devices,
            "GET /users": self._users,
            "POST /users": self._create_user,
            "POST /provider/ttl": self._lifetime,
            "POST /provider/rotation": self._rotation,
            "POST /provider/device": self._device_grant,
            "POST /legacy/terms": self._terms,
        }

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    async def open(self):
        self._server = await asyncio.start_server(self._serve, sock=self._listener)

    def close(self):
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader, writer):
        try:
            head = await read_head(reader)
            if head is not None:
                writer.write(answer(*await self._handle(head, reader)))
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _handle(self, head, reader):
        route = self._routes.get(f"{head.method} {head.path}")
        if route is None:
            return 404, {"error": "no such route", "routes": sorted(self._routes)}
        try:
            return 200, await route(await self._arguments(head, reader))
        except (KeyError, TypeError, ValueError, re.error) as error:
            return 400, {"error": repr(error)}

    async def _arguments(self, head, reader):
        if head.method == "GET":
            return {key: values[0] for key, values in parse_qs(head.query).items()}
        text = await read_body(reader, head) if head.get("content-length") else b""
        return json.loads(text or b"{}")

    async def _fault(self, arguments):
        proxy = self._servers.proxies[arguments["server"]]
        fault = Fault(arguments["mode"], arguments.get("match", ""), arguments.get("times"))
        if fault.mode == "refuse" and "match" not in arguments:
            proxy.refuse()
        else:
            proxy.faults.append(fault)
        return {}

    async def _heal(self, _arguments):
        for proxy in self._servers.proxies.values():
            await proxy.heal()
        return {}

    async def _requests(self, _arguments):
        return self._servers.requests

    async def _clear(self, _arguments):
        self._servers.requests.clear()
        return {}

    async def _devices(self, arguments):
        place = self._servers.legacy if is_legacy(arguments) else self._servers
        return await place.devices(arguments["user"])

    async def _users(self, _arguments):
        _, names = await self._servers.ask_provider("GET", "users")
        return names

    async def _create_user(self, arguments):
        if is_legacy(arguments):
            await self._servers.legacy.create_user(
                arguments["name"], arguments["password"], arguments.get("displayName"))
            return {"name": arguments["name"]}
        status, created = await self._servers.ask_provider("POST", "users", arguments)
        if status != 201:
            raise ValueError(created["error"])
        return created

    async def _lifetime(self, arguments):
        seconds = int(arguments["seconds"])
        await self._servers.ask_provider("POST", "settings", {"accessTokenLifetime": seconds})
        return {}

    async def _rotation(self, arguments):
        strict = bool(arguments["strict"])
        await self._servers.ask_provider("POST", "settings", {"strictRotation": strict})
        return {}

    async def _device_grant(self, arguments):
        settings = {
            name: kind(arguments[name])
            for name, kind in (("complete", bool), ("interval", int), ("lifetime", int))
            if name in arguments
        }
        await self._servers.ask_provider("POST", "settings", {"device": settings})
        return {}

    async def _terms(self, arguments):
        self._servers.names_terms = bool(arguments["named"])
        return {}


def is_legacy(arguments):
    return arguments.get("server", "homeserver") == "legacy"
