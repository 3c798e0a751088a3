# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provider and homeservers: started together, each behind its proxy."""

import asyncio
import json
import os
import secrets

import avatar
import homeserver
import processes
from http_messages import request
from legacy import REGISTER, Legacy
from ports import claim_ports, numbers
from proxy import Proxy
from variant import Edit, Variant, unlock_cookies
from variants import STATIC_CLIENT_ID, Variants

NAMES = ("provider", "homeserver", "legacy")
CARETAKER = "caretaker"
# The servers know these from the start; everybody else registers.
DEMO_USERS = (
    {"name": "alice", "password": "alice-in-wonderland", "displayName": "Alice"},
    {"name": "bob", "password": "bob-the-builder", "displayName": "Bob"},
)
# Who needs no registration endpoint: Latchkey, in front of "no-registration".
STATIC_CLIENT = {
    "client_id": STATIC_CLIENT_ID,
    "client_name": "Latchkey",
    "client_uri": "https://latchkey.im/",
    "application_type": "native",
    "token_endpoint_auth_method": "none",
    "grant_types": [
        "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    "response_types": ["code"],
    "redirect_uris": ["http://127.0.0.1/oauth/callback"],
}


class Servers:
    """The servers, what they share, and what is asked of them directly."""

    def __init__(self, installation, folder, logs):
        self._installation = installation
        self._folder = folder
        self._logs = logs
        self._secret = secrets.token_urlsafe()
        self._caretaker_token = secrets.token_urlsafe()
        self._processes = {}
        self.requests = []

        listeners = claim_ports(NAMES)
        self.urls = {
            name: f"http://127.0.0.1:{port}/" for name, port in numbers(listeners).items()
        }
        # Nobody else gets these until the servers take them.
        self.names_terms = True
        self._reserved = claim_ports(NAMES)
        self._ports = numbers(self._reserved)
        self.variants = Variants(self._ports, self.urls, self.requests, folder)
        self.legacy = Legacy(folder / "legacy", self._ports["legacy"], self.urls["legacy"])
        self.proxies = {
            **{name: self._proxy(name, listeners[name]) for name in NAMES},
            **self.variants.proxies,
        }

    @property
    def issuer(self):
        return self.urls["provider"]

    async def launch(self):
        for listener in self._reserved.values():
            listener.close()
        await self._start_synapse("homeserver", self._configure_homeserver())
        await self._start_synapse(
            "legacy", self.legacy.write_configuration(self.issuer, self._direct_url("provider"))
        )
        await self._start_provider()

    async def get_ready(self):
        await asyncio.gather(self._prepare_homeserver(), self._prepare_legacy())
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

    def _proxy(self, name, listener):
        arguments = (name, listener, self._ports[name], self.requests)
        if name == "legacy":
            changes = [Edit(rf"^POST {REGISTER}$", self._keep_terms_to_itself)]
            return Variant(*arguments, changes=changes, edit_head=unlock_cookies)
        return Proxy(*arguments)

    def _keep_terms_to_itself(self, answer):
        """Then a person can read them on the server's own page alone."""
        if not self.names_terms:
            answer.get("params", {}).pop("m.login.terms", None)
        return answer

    def _direct_url(self, name):
        """For the other servers: nobody stands in between."""
        return f"http://127.0.0.1:{self._ports[name]}/"

    def _configure_homeserver(self):
        return homeserver.write_configuration(
            self._folder / "homeserver",
            homeserver.SERVER_NAME,
            self._ports["homeserver"],
            self.urls["homeserver"],
            **homeserver.delegated(self._direct_url("provider"), self._secret),
        )

    async def _start_synapse(self, name, configuration):
        python = self._installation / "venv/bin/python"
        await self._launch(name, python, "-m", "synapse.app.homeserver", "-c", configuration)

    async def _start_provider(self):
        client = self.legacy.oauth_client()
        settings = self._folder / "provider.json"
        settings.write_text(
            json.dumps(
                {
                    "port": self._ports["provider"],
                    "issuer": self.issuer,
                    "secret": self._secret,
                    "caretaker": {"user": CARETAKER, "token": self._caretaker_token},
                    "clients": [STATIC_CLIENT, client],
                    "upstreamOf": client["client_id"],
                    "homeserver": {
                        "serverName": homeserver.SERVER_NAME,
                        "url": self._direct_url("homeserver").rstrip("/"),
                        "publicUrl": self.urls["homeserver"].rstrip("/"),
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

    async def _prepare_homeserver(self):
        await asyncio.gather(
            self._wait_for("provider", "/.well-known/openid-configuration"),
            self._wait_for("homeserver", "/health"),
        )
        await self._tell_synapse("provision_user", {"localpart": CARETAKER})
        for user in DEMO_USERS:
            await self.ask_provider("POST", "users", user)
        await self._give_avatar("bob")

    async def _prepare_legacy(self):
        await self._wait_for("legacy", "/health")
        await self.legacy.introduce(DEMO_USERS)

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
