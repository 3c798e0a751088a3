# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a test of the playground needs: a tally, and the place itself."""

import json
import pathlib
import urllib.parse

from matrix_client import Client, fetch


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
        self._control = ready["control"]

    def control(self, path, body=None):
        return fetch(f"{self._control}{path}", body=body).json

    def devices(self, user):
        return self.control(f"/devices?user={user}")

    def metadata(self):
        return fetch(f"{self.homeserver}/_matrix/client/v1/auth_metadata").json

    def client(self, **options):
        return Client(self.metadata(), **options)

    def whoami(self, token):
        return fetch(f"{self.homeserver}/_matrix/client/v3/account/whoami", token=token)

    def account(self, action, device=None):
        query = {"action": action, **({"device_id": device} if device else {})}
        return f"{self.metadata()['account_management_uri']}?{urllib.parse.urlencode(query)}"
