# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
The second Synapse: passwords, registration with a token and terms, and single
sign-on, for which the provider is just somebody else who knows people.
"""

import hashlib
import hmac
import pathlib
import secrets
import sqlite3
import time

import avatar
import homeserver
from http_messages import request

SERVER_NAME = "legacy.test"
CARETAKER = "caretaker"
CLIENT_ID = "legacy-homeserver"
HERE = pathlib.Path(__file__).resolve().parent
TOKEN = "rabbit-hole"
USED_UP_TOKEN = "looking-glass"
TOKEN_USER = "dodgson"
REGISTER = "/_matrix/client/v3/register"
ICON = "provider"
ACCESS_TOKEN_LIFETIME = "300s"


class Legacy:
    """Its configuration, and what is asked of it directly."""

    def __init__(self, folder, port, public_url):
        self._folder = folder
        self._port = port
        self._public_url = public_url
        self._shared_secret = secrets.token_urlsafe()
        self._client_secret = secrets.token_urlsafe()
        self._token = None

    def write_configuration(self, issuer, provider_url):
        return homeserver.write_configuration(
            self._folder,
            SERVER_NAME,
            self._port,
            self._public_url,
            resources=("client", "consent"),
            **self._passwords(),
            **self._registration(),
            oidc_providers=[self._single_sign_on(issuer, provider_url)],
            refreshable_access_token_lifetime=ACCESS_TOKEN_LIFETIME,
            templates={"custom_template_directory": str(HERE / "templates")},
        )

    def oauth_client(self):
        """What the provider has to know of this homeserver."""
        return {
            "client_id": CLIENT_ID,
            "client_secret": self._client_secret,
            "client_name": "The legacy homeserver",
            "client_uri": f"https://{SERVER_NAME}/",
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "redirect_uris": [f"{self._public_url}_synapse/client/oidc/callback"],
        }

    async def introduce(self, users):
        self._token = await self._register(CARETAKER, secrets.token_urlsafe(), admin=True)
        for user in users:
            await self.create_user(user["name"], user["password"], user["displayName"])
        await self._allow_token({"token": TOKEN})
        await self._allow_token({"token": USED_UP_TOKEN, "uses_allowed": 1})
        await self._use_up(USED_UP_TOKEN)
        self._draw_icon()

    async def create_user(self, name, password, display_name=None):
        await self._register(name, password, display_name=display_name)

    async def devices(self, user):
        status, answer = await self._as_caretaker(
            "GET", f"/_synapse/admin/v2/users/@{user}:{SERVER_NAME}/devices"
        )
        if status == 404:
            return []
        return sorted(device["device_id"] for device in answer["devices"])

    @staticmethod
    def _passwords():
        # Hashes nobody has to wait for, of passwords that anybody may know.
        return {"bcrypt_rounds": 4, "password_config": {"enabled": True}}

    def _registration(self):
        return {
            "enable_registration": True,
            "registration_requires_token": True,
            "registration_shared_secret": self._shared_secret,
            "user_consent": {
                "template_dir": str(HERE / "terms"),
                "version": "1.0",
                "require_at_registration": True,
                "policy_name": "House rules",
            },
        }

    def _single_sign_on(self, issuer, provider_url):
        """What browsers are sent to is public; the rest is between servers."""
        return {
            "idp_id": "playground",
            "idp_name": "Playground",
            "idp_brand": "test.playground",
            "idp_icon": f"mxc://{SERVER_NAME}/{ICON}",
            "issuer": issuer,
            "discover": False,
            "skip_verification": True,
            "client_id": CLIENT_ID,
            "client_secret": self._client_secret,
            "scopes": ["openid"],
            "pkce_method": "always",
            "id_token_signing_alg_values_supported": ["ES256"],
            "authorization_endpoint": f"{issuer}authorize",
            "token_endpoint": f"{provider_url}oauth2/token",
            "jwks_uri": f"{provider_url}oauth2/keys.json",
            "allow_existing_users": True,
            "user_mapping_provider": {
                "config": {
                    "localpart_template": "{{ user.sub }}",
                    "display_name_template": "{{ user.sub|capitalize }}",
                }
            },
        }

    async def _register(self, name, password, admin=False, display_name=None):
        """By the administrator's way in, which asks for the shared secret."""
        path = "/_synapse/admin/v1/register"
        _, challenge = await self._ask("GET", path)
        parts = (challenge["nonce"], name, password, "admin" if admin else "notadmin")
        digest = hmac.new(self._shared_secret.encode(), "\0".join(parts).encode(), hashlib.sha1)
        body = {
            "nonce": challenge["nonce"],
            "username": name,
            "displayname": display_name or name,
            "password": password,
            "admin": admin,
            "mac": digest.hexdigest(),
            # A user who was never signed in has no devices yet.
            "inhibit_login": not admin,
        }
        status, answer = await self._ask("POST", path, body)
        if status != 200:
            raise ValueError(answer["error"])
        return answer.get("access_token")

    async def _allow_token(self, token):
        await self._as_caretaker("POST", "/_synapse/admin/v1/registration_tokens/new", token)

    async def _use_up(self, token):
        account = {
            "username": TOKEN_USER, "password": secrets.token_urlsafe(), "inhibit_login": True}
        _, asked = await self._ask("POST", REGISTER, account)
        for stage in (
            {"type": "m.login.registration_token", "token": token},
            {"type": "m.login.terms"},
            {"type": "m.login.dummy"},
        ):
            auth = {"session": asked["session"], **stage}
            await self._ask("POST", REGISTER, {**account, "auth": auth})

    def _draw_icon(self):
        """
        The icon must have its name before the server starts, and be there for
        who isn't signed in: an upload has neither.
        """
        where = self._folder / "media/local_content" / ICON[:2] / ICON[2:4] / ICON[4:]
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(avatar.PNG)
        row = (ICON, "image/png", len(avatar.PNG), int(time.time() * 1000))
        database = sqlite3.connect(self._folder / "homeserver.db", timeout=10)
        with database:
            database.execute(
                "INSERT INTO local_media_repository"
                " (media_id, media_type, media_length, created_ts) VALUES (?, ?, ?, ?)", row)
        database.close()

    def _as_caretaker(self, method, path, body=None):
        return self._ask(method, path, body, self._token)

    def _ask(self, method, path, body=None, token=None):
        return request(self._port, method, path, body, token)
