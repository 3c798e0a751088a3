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
    authority's own (ca), and one file that has the system's, too (bundle).
    """

    def __init__(self, folder, hosts):
        self._folder = folder
        self._hosts = hosts
        self.ca = folder / "ca.pem"
        self.bundle = folder / "ca-bundle.pem"
        self._certificate = folder / "server.pem"
        self._key = folder / "server.key"
        folder.mkdir(mode=0o700)
        self._make()

    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate, self._key)
        return context

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


def openssl(*arguments):
    subprocess.run(("openssl", *map(str, arguments)), check=True, capture_output=True)
