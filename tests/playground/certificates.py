# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A certificate authority that nobody knows, and that forgets its key at once."""

import pathlib
import ssl
import subprocess

SYSTEM_BUNDLE = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
DAYS = "30"
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Certificates:
    """
    One certificate for all the hosts, in a folder that is ours alone: the
    authority's own (ca), and one file that has the system's, too (bundle). And
    one for the stranger, for whom no authority vouches.
    """

    def __init__(self, folder, hosts, stranger):
        self._folder = folder
        self._hosts = hosts
        self._stranger = stranger
        self.ca = folder / "ca.pem"
        self.bundle = folder / "ca-bundle.pem"
        self._certificate = folder / "server.pem"
        self._key = folder / "server.key"
        self._self_signed = folder / "self-signed.pem"
        self._self_signed_key = folder / "self-signed.key"
        folder.mkdir(mode=0o700)
        self._make()
        self._make_self_signed()

    def context(self):
        return context_with(self._certificate, self._key)

    def context_of_nobody(self):
        return context_with(self._self_signed, self._self_signed_key)

    def _make(self):
        ca_key = self._folder / "ca.key"
        openssl("req", "-x509", *NEW_KEY, "-keyout", ca_key, "-out", self.ca, "-days", DAYS,
                "-subj", "/CN=Latchkey playground",
                "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign")
        names = ",".join(f"DNS:{host}" for host in self._hosts)
        openssl("req", "-x509", *NEW_KEY, "-keyout", self._key, "-out", self._certificate,
                "-days", DAYS, "-subj", f"/CN={self._hosts[0]}", "-CA", self.ca, "-CAkey", ca_key,
                "-addext", f"subjectAltName={names}",
                "-addext", "basicConstraints=critical,CA:FALSE",
                "-addext", "extendedKeyUsage=serverAuth")
        ca_key.unlink()
        known = SYSTEM_BUNDLE.read_text() if SYSTEM_BUNDLE.exists() else ""
        self.bundle.write_text(known + self.ca.read_text())

    def _make_self_signed(self):
        openssl("req", "-x509", *NEW_KEY, "-keyout", self._self_signed_key,
                "-out", self._self_signed, "-days", DAYS, "-subj", f"/CN={self._stranger}",
                "-addext", f"subjectAltName=DNS:{self._stranger}")


def context_with(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def openssl(*arguments):
    subprocess.run(("openssl", *map(str, arguments)), check=True, capture_output=True)
