# SPDX-License-Identifier: GPL-3.0-or-later

"""A client that can be killed, and the computer that it runs on, for crashes.py."""

import argparse
import configparser
import contextlib
import os
import pathlib
import signal
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "playground"))

from matrix_client import Browser, fetch  # noqa: E402
from person import LATCHKEY, walk  # noqa: E402
from processes import die_with  # noqa: E402

PASSWORD = "through-the-looking-glass"
PATIENCE = 100  # seconds until a client that does not come to an end has failed
PAGE = "go-to "


class Life:
    """One run of the client: how it ended, what it said, which moments it passed."""

    def __init__(self, status, lines, moments):
        self.status = status
        self.was_killed = status == -signal.SIGKILL
        self.lines = lines
        self.moments = moments

    def has_passed(self, moment):
        return moment in self.moments

    def said(self, word):
        """What came after this word, for each line that begins with it."""
        return [line.partition(" ")[2] for line in self.lines if line.partition(" ")[0] == word]

    def __str__(self):
        ended = f"killed at {self.moments[-1]}" if self.was_killed else f"status {self.status}"
        return f"{ended}, said {self.lines}"


class Running:
    """A life that is not over yet."""

    def __init__(self, program, folder, number, verb, arguments, crash_at):
        self._moments = folder / f"moments-{number}"
        self._lines = []
        parent = os.getpid()
        environment = {**os.environ, "LK_CRASH_LOG": str(self._moments)}
        if crash_at is not None:
            environment["LK_CRASH_AT"] = str(crash_at)
        self._process = subprocess.Popen(
            [program, folder, verb, *arguments], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            preexec_fn=lambda: die_with(parent, signal.SIGKILL))

    def hear(self):
        """The next line; nothing, when it has ended."""
        line = self._process.stdout.readline().rstrip("\n")
        # The page's address has the secrets of the attempt.
        self._lines.append(PAGE if line.startswith(PAGE) else line)
        return line

    def tell(self, line):
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def end(self):
        """Waits until it is over."""
        try:
            output, _ = self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            output, _ = self._process.communicate()
        moments = self._moments.read_text().split() if self._moments.exists() else []
        return Life(self._process.returncode, [*self._lines, *output.splitlines()], moments)


class Computer:
    """A folder with the account of one user, as a person's own computer has it."""

    server = "homeserver"

    def __init__(self, place, program, folder, user):
        self.place = place
        self.user = user
        self._program = program
        self._folder = folder
        self._n_lives = 0
        folder.mkdir()
        place.control("/users", {"name": user, "password": PASSWORD, "server": self.server})

    @property
    def url(self):
        return self.place.server(self.server)["url"]

    def begin(self, verb, *arguments, crash_at=None):
        self._n_lives += 1
        return Running(self._program, self._folder, self._n_lives, verb, arguments, crash_at)

    def sign_in(self, crash_at=None):
        """Signs the user in, or signs in again the account that is there."""
        life = self.begin("sign-in", self.url, crash_at=crash_at)
        line = life.hear()
        if line.startswith(PAGE):
            person = argparse.Namespace(user=self.user, password=PASSWORD, create=False,
                                        deny=False, url=line.removeprefix(PAGE))
            life.tell(walk(Browser(LATCHKEY), person).url)
        elif line == "who":
            life.tell(self.user)
            life.tell(PASSWORD)
        return life.end()

    def refresh(self, crash_at=None):
        life = self.begin("refresh", crash_at=crash_at)
        life.hear()
        life.tell("go")
        return life.end()

    def sign_out(self, crash_at=None):
        return self.begin("sign-out", crash_at=crash_at).end()

    def forget(self):
        """Removes the account here, whatever has become of it."""
        return self.begin("forget").end()

    def check(self):
        return self.begin("check").end()

    def devices(self):
        """Which sessions the servers have."""
        return set(self.place.devices(self.user, self.server))

    def accounts(self):
        index = configparser.ConfigParser(interpolation=None)
        index.read(self._folder / "data" / "accounts.ini")
        return index.sections()

    def bake_cookies(self):
        """What the web view would have left behind."""
        for account in self.accounts():
            jar = self._folder / "data" / "jars" / account
            jar.mkdir(parents=True, exist_ok=True)
            (jar / "cookies").touch()

    def end_session(self, device):
        """Removes the device, as its owner can on the provider's page."""
        browser = Browser()
        page = browser.open(self.place.account("org.matrix.device_delete", device))
        page = browser.submit(page, "sign-in", username=self.user, password=PASSWORD)
        browser.submit(page, "sign-out-device")


class LegacyComputer(Computer):
    """The same, with an account at a homeserver that has no provider."""

    server = "legacy"

    def end_session(self, _device):
        """Ends all sessions, as their owner can from another client."""
        base = f"{self.url}/_matrix/client/v3"
        granted = fetch(f"{base}/login", body={
            "type": "m.login.password", "password": PASSWORD,
            "identifier": {"type": "m.id.user", "user": self.user}}).json
        fetch(f"{base}/logout/all", body={}, token=granted["access_token"])
