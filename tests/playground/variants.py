# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that differ from the real ones only in how they are found."""

from certificates import Certificates
from ports import claim_ports, numbers
from variant import Edit, Instead, Renaming, Variant, missing, without

# Which variant stands in front of which server.
BEHIND = {
    "no-registration": "homeserver",
    "unstable": "homeserver",
    "well-known-2022": "homeserver",
    "oauth-aware": "legacy",
    "tls": "homeserver",
    "tls-homeserver": "homeserver",
    "tls-provider": "provider",
    "self-signed": "homeserver",
}
TLS_HOSTS = {
    "tls": "tls.localhost",
    "tls-homeserver": "matrix.tls.localhost",
    "tls-provider": "account.tls.localhost",
    "self-signed": "self-signed.localhost",
}
STATIC_CLIENT_ID = "latchkey-playground"

MSC2965 = r"unstable/org\.matrix\.msc2965"
AUTH_METADATA = rf"^GET /_matrix/client/(v1|{MSC2965})/auth_metadata$"
WELL_KNOWN = r"^GET /\.well-known/matrix/client$"
AWARE_FLOWS = [
    {
        "type": "m.login.sso",
        "oauth_aware_preferred": True,
        "org.matrix.msc3824.delegated_oidc_compatibility": True,
    },
    {"type": "m.login.token"},
]
NO_REGISTRATION = {
    "errcode": "M_FORBIDDEN",
    "error": "Only m.login.application_service registrations are allowed",
}


class Variants:
    """All of them, by name in proxies; certificates are for those with TLS."""

    def __init__(self, upstream_ports, public_urls, requests, folder):
        self._listeners = claim_ports(BEHIND)
        self._ports = numbers(self._listeners)
        self._upstream_ports = upstream_ports
        self._public_urls = public_urls
        self._requests = requests
        hosts = [host for name, host in TLS_HOSTS.items() if name != "self-signed"]
        self.certificates = Certificates(folder / "tls", hosts, TLS_HOSTS["self-signed"])
        self.proxies = {name: self._build(name) for name in BEHIND}

    def url(self, name):
        host = TLS_HOSTS.get(name)
        origin = f"https://{host}" if host else "http://127.0.0.1"
        return f"{origin}:{self._ports[name]}"

    def _build(self, name):
        return Variant(
            name,
            self._listeners[name],
            self._upstream_ports[BEHIND[name]],
            self._requests,
            changes=self._changes(name),
            renaming=self._renaming() if name.startswith("tls") else None,
            tls=self._tls(name),
        )

    def _tls(self, name):
        if name == "self-signed":
            return self.certificates.context_of_nobody()
        return self.certificates.context() if name in TLS_HOSTS else None

    def _renaming(self):
        return Renaming({
            self._public_urls["homeserver"]: self.url("tls-homeserver"),
            self._public_urls["provider"]: self.url("tls-provider"),
        })

    def _changes(self, name):
        return {
            "no-registration": lambda: [
                self._here(name), Edit(AUTH_METADATA, without("registration_endpoint"))],
            "unstable": lambda: [
                self._here(name), missing(r"^GET /_matrix/client/v1/auth_metadata$")],
            "well-known-2022": self._as_in_2022,
            "oauth-aware": lambda: [self._here(name), *self._for_aware_clients()],
            "tls": self._delegation,
        }.get(name, list)()

    def _here(self, name):
        """Else the file would lead past the variant, to the server behind it."""
        return Instead(WELL_KNOWN, {"m.homeserver": {"base_url": self.url(name)}})

    def _as_in_2022(self):
        issuer = self._public_urls["provider"]
        file = {
            "m.homeserver": {"base_url": self.url("well-known-2022")},
            "org.matrix.msc2965.authentication": {
                "issuer": issuer, "account": f"{issuer}account/"},
        }
        return [Instead(WELL_KNOWN, file), missing(AUTH_METADATA),
                missing(rf"^GET /_matrix/client/(v1|{MSC2965})/auth_issuer$")]

    @staticmethod
    def _for_aware_clients():
        return [Instead(r"^GET /_matrix/client/(r0|v3)/login$", {"flows": AWARE_FLOWS}),
                Instead(r"/_matrix/client/(r0|v3)/register", NO_REGISTRATION, 403)]

    def _delegation(self):
        file = {"m.homeserver": {"base_url": self.url("tls-homeserver")}}
        return [Instead(WELL_KNOWN, file), missing("")]
