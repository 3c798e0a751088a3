# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a test of the playground needs: a tally, and the place itself."""

import json
import pathlib
import time
import urllib.parse

from matrix_client import TLS, Client, fetch

ALICE = ("alice", "alice-in-wonderland")
BOB = ("bob", "bob-the-builder")


def eventually(holds, seconds=5):
    limit = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > limit:
            return False
        time.sleep(0.05)
    return True


class Tap:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, sentence, holds, got=None):
        number = self.passed + self.failed + 1
        if holds:
            self.passed += 1
            print(f"ok {number} - {sentence}", flush=True)
        else:
            self.failed += 1
            print(f"not ok {number} - {sentence}", flush=True)
            if got is not None:
                print(f"# got {got!r}")

    def equal(self, sentence, got, expected):
        self.check(sentence, got == expected, got)

    def finish(self):
        print(f"1..{self.passed + self.failed}")
        print(f"# {self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


class Place:
    """The playground under test, and its control endpoint."""

    def __init__(self, ready_file):
        ready = json.loads(pathlib.Path(ready_file).read_text())
        self.homeserver = ready["homeserver"]
        self.issuer = ready["issuer"]
        self.ready = ready
        self._control = ready["control"]
        TLS.load_verify_locations(ready["ca"])

    def control(self, path, body=None):
        return fetch(f"{self._control}{path}", body=body).json

    def server(self, name):
        return next(server for server in self.ready["servers"] if server["name"] == name)

    def devices(self, user, server="homeserver"):
        return self.control(f"/devices?user={user}&server={server}")

    def metadata(self, base=None):
        return fetch(f"{base or self.homeserver}/_matrix/client/v1/auth_metadata").json

    def client(self, **options):
        return Client(self.metadata(), **options)

    def whoami(self, token, base=None):
        return fetch(f"{base or self.homeserver}/_matrix/client/v3/account/whoami", token=token)

    def account(self, action, device=None):
        query = {"action": action, **({"device_id": device} if device else {})}
        return f"{self.metadata()['account_management_uri']}?{urllib.parse.urlencode(query)}"
