# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Synapse's configuration: alone in the world, and in no hurry to refuse."""

import base64
import json
import secrets

SERVER_NAME = "playground.test"

PLENTY = {"per_second": 100000, "burst_count": 100000}


def write_configuration(
    folder, server_name, port, public_url, resources=("client",), **settings
):
    """Writes what a Synapse needs into a folder of its own; the configuration's path."""
    folder.mkdir()
    log = folder / "log.json"
    log.write_text(json.dumps(logging()))
    path = folder / "homeserver.json"
    # JSON is YAML, and the standard library can write it.
    path.write_text(
        json.dumps(
            {
                **identity(folder, server_name, port, public_url, resources),
                **isolation(),
                **rate_limits(),
                "log_config": str(log),
                **settings,
            }
        )
    )
    return path


def logging():
    return {
        "version": 1,
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "root": {"level": "INFO", "handlers": ["console"]},
        "disable_existing_loggers": False,
    }


def identity(folder, server_name, port, public_url, resources):
    key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return {
        "server_name": server_name,
        "public_baseurl": public_url,
        "signing_key": f"ed25519 a_play {key}",
        "macaroon_secret_key": secrets.token_hex(),
        "form_secret": secrets.token_hex(),
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "listeners": [
            {
                "type": "http",
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": list(resources), "compress": False}],
            }
        ],
    }


def delegated(provider_url, secret):
    """Who signs in is the provider's business."""
    return {
        "matrix_authentication_service": {
            "enabled": True,
            "endpoint": provider_url,
            "secret": secret,
        },
        "enable_registration": False,
        "password_config": {"enabled": False},
    }


def isolation():
    return {
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "report_stats": False,
        "url_preview_enabled": False,
        "presence": {"enabled": False},
    }


def rate_limits():
    return {
        **{
            name: PLENTY
            for name in (
                "rc_message",
                "rc_registration",
                "rc_registration_token_validity",
                "rc_joins_per_room",
                "rc_key_requests",
                "rc_3pid_validation",
                "rc_media_create",
                "rc_profile",
                "rc_room_creation",
                "rc_user_directory",
            )
        },
        "rc_login": {"address": PLENTY, "account": PLENTY, "failed_attempts": PLENTY},
        "rc_joins": {"local": PLENTY, "remote": PLENTY},
        "rc_invites": {"per_room": PLENTY, "per_user": PLENTY, "per_issuer": PLENTY},
    }
