# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provider and homeserver: started together, each behind its proxy."""

import asyncio
import json
import os
import random
import secrets

import avatar
import homeserver
import processes
from http_messages import request
from proxy import Proxy, listen

CARETAKER = "caretaker"
# The servers know these from the start; everybody else registers.
DEMO_USERS = (
    {"name": "alice", "password": "alice-in-wonderland", "displayName": "Alice"},
    {"name": "bob", "password": "bob-the-builder", "displayName": "Bob"},
)


def claim_port():
    """
    A listening socket on a port that the system won't give to a client's end
    of a connection: it must still be free after we have refused for a while.
    """
    while True:
        try:
            return listen(random.randrange(20000, 30000))
        except OSError:
            continue


def free_port():
    with claim_port() as listener:
        return listener.getsockname()[1]


class Servers:
    """The two servers, what they share, and what is asked of them directly."""

    def __init__(self, installation, folder, logs):
        self._installation = installation
        self._folder = folder
        self._logs = logs
        self._secret = secrets.token_urlsafe()
        self._caretaker_token = secrets.token_urlsafe()
        self._ports = {"provider": free_port(), "homeserver": free_port()}
        self.requests = []
        self.proxies = {
            name: Proxy(name, claim_port(), port, self.requests)
            for name, port in self._ports.items()
        }
        self._processes = {}

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.proxies['provider'].port}/"

    @property
    def homeserver_url(self):
        return f"http://127.0.0.1:{self.proxies['homeserver'].port}"

    async def launch(self):
        await self._start_homeserver()
        await self._start_provider()

    async def get_ready(self):
        await asyncio.gather(
            self._wait_for("provider", "/.well-known/openid-configuration"),
            self._wait_for("homeserver", "/health"),
        )
        await self._introduce_users()
        for proxy in self.proxies.values():
            await proxy.open()

    async def stop(self):
        for proxy in self.proxies.values():
            proxy.close()
        await asyncio.gather(*map(processes.stop, self._processes.values()))

    async def ended(self):
        """Returns the name of the first server that ends by itself."""
        waits = {
            asyncio.create_task(process.wait()): name
            for name, process in self._processes.items()
        }
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            return waits[done.pop()]
        finally:
            for wait in waits:
                wait.cancel()

    def last_words(self, name):
        lines = self._log_path(name).read_text(errors="replace").splitlines()
        return "\n".join(lines[-20:])

    async def devices(self, user):
        user_id = f"@{user}:{homeserver.SERVER_NAME}"
        status, answer = await self._as_caretaker(
            "GET", f"/_synapse/admin/v2/users/{user_id}/devices"
        )
        if status == 404:
            return []
        return sorted(device["device_id"] for device in answer["devices"])

    async def ask_provider(self, method, path, body=None):
        """The playground's own switches at the provider."""
        return await request(
            self._ports["provider"], method, f"/playground/{path}", body, self._secret
        )

    async def _start_homeserver(self):
        configuration = homeserver.write_configuration(
            self._folder,
            port=self._ports["homeserver"],
            public_url=f"{self.homeserver_url}/",
            provider_url=f"http://127.0.0.1:{self._ports['provider']}/",
            secret=self._secret,
        )
        python = self._installation / "venv/bin/python"
        await self._launch(
            "homeserver", python, "-m", "synapse.app.homeserver", "-c", configuration
        )

    async def _start_provider(self):
        settings = self._folder / "provider.json"
        settings.write_text(
            json.dumps(
                {
                    "port": self._ports["provider"],
                    "issuer": self.issuer,
                    "secret": self._secret,
                    "caretaker": {"user": CARETAKER, "token": self._caretaker_token},
                    "homeserver": {
                        "serverName": homeserver.SERVER_NAME,
                        "url": f"http://127.0.0.1:{self._ports['homeserver']}",
                        "publicUrl": self.homeserver_url,
                    },
                }
            )
        )
        (node,) = self._installation.glob("node_modules/node-linux-*/bin/node")
        main = os.path.join(os.path.dirname(os.path.abspath(__file__)), "provider/main.mjs")
        await self._launch(
            "provider", node, main, settings,
            env={**os.environ, "PLAYGROUND_DEPS": str(self._installation)},
        )

    async def _launch(self, name, *command, **options):
        with open(self._log_path(name), "wb") as log:
            self._processes[name] = await processes.start(
                *command, log=log, cwd=self._folder, **options
            )

    def _log_path(self, name):
        return self._logs / f"{name}.log"

    async def _wait_for(self, name, path):
        while True:
            try:
                status, _ = await request(self._ports[name], "GET", path)
                if status == 200:
                    return
            except OSError:
                await asyncio.sleep(0.03)

    async def _introduce_users(self):
        await self._tell_synapse("provision_user", {"localpart": CARETAKER})
        for user in DEMO_USERS:
            await self.ask_provider("POST", "users", user)
        await self._give_avatar("bob")

    async def _give_avatar(self, localpart):
        _, answer = await self._as_caretaker(
            "POST", "/_matrix/media/v3/upload", avatar.PNG, content_type="image/png"
        )
        await self._tell_synapse(
            "provision_user", {"localpart": localpart, "set_avatar_url": answer["content_uri"]}
        )

    def _tell_synapse(self, endpoint, body):
        return request(
            self._ports["homeserver"], "POST", f"/_synapse/mas/{endpoint}", body, self._secret
        )

    def _as_caretaker(self, method, path, body=None, **options):
        return request(
            self._ports["homeserver"], method, path, body, self._caretaker_token, **options
        )
