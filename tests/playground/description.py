# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What there is in the playground: as data for tests, as a table for people."""

import homeserver
import legacy
from servers import DEMO_USERS
from variants import STATIC_CLIENT_ID

# What a person can type, and why they would.
WHAT = {
    "homeserver": "OAuth 2.0 at a provider, as the big servers have it.",
    "legacy": "Password, single sign-on, registration with a token and terms.",
    "no-registration": "OAuth 2.0, but only for programs with a client ID.",
    "unstable": "OAuth 2.0 by the endpoints from before the specification.",
    "well-known-2022": "OAuth 2.0 that only the well-known file tells of.",
    "oauth-aware": "Single sign-on alone, for programs that know OAuth 2.0.",
    "tls": "https, a CA of its own, and it delegates to another host and port.",
    "self-signed": "https with a certificate that nobody vouches for: it is refused.",
}


def users(server_name):
    return [
        {
            "name": user["name"],
            "password": user["password"],
            "user_id": f"@{user['name']}:{server_name}",
        }
        for user in DEMO_USERS
    ]


def details(name, variants):
    return {
        "legacy": lambda: {
            "tokens": {"good": legacy.TOKEN, "usedUp": legacy.USED_UP_TOKEN},
        },
        "no-registration": lambda: {"clientId": STATIC_CLIENT_ID},
        "tls": lambda: {
            "homeserver": variants.url("tls-homeserver"),
            "issuer": f"{variants.url('tls-provider')}/",
        },
    }.get(name, dict)()


def describe_server(servers, name):
    url = servers.urls[name].rstrip("/") if name in servers.urls else servers.variants.url(name)
    is_legacy = name in ("legacy", "oauth-aware")
    server_name = legacy.SERVER_NAME if is_legacy else homeserver.SERVER_NAME
    return {
        "name": name,
        "url": url,
        "what": WHAT[name],
        "server_name": server_name,
        "users": users(server_name),
        **details(name, servers.variants),
    }


def write_client_ids(folder, servers):
    """What a person would put into a system's configuration folder."""
    file = folder / "config/latchkey/clients.ini"
    file.parent.mkdir(parents=True)
    file.write_text(
        f"[{servers.variants.url('no-registration')}]\nClientId={STATIC_CLIENT_ID}\n")
    return folder / "config"


def describe(servers, control, folder):
    return {
        "homeserver": servers.urls["homeserver"].rstrip("/"),
        "server_name": homeserver.SERVER_NAME,
        "issuer": servers.issuer,
        "control": control.url,
        "users": users(homeserver.SERVER_NAME),
        "servers": [describe_server(servers, name) for name in WHAT],
        "ca": str(servers.variants.certificates.ca),
        "caBundle": str(servers.variants.certificates.bundle),
        "config": str(write_client_ids(folder, servers)),
    }


def table(description):
    width = max(len(server["url"]) for server in description["servers"])
    tokens = next(server["tokens"] for server in description["servers"] if "tokens" in server)
    return "\n".join([
        *(f"{server['name']:15}  {server['url']:{width}}  {server['what']}"
          for server in description["servers"]),
        "",
        *(f"{'user ' + user['name']:15}  password {user['password']}"
          for user in description["users"]),
        f"{'token':15}  {tokens['good']}, to register at legacy; {tokens['usedUp']} is used up",
    ])
