#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""
crashes.py CLIENT: wherever the program is killed, no session is lost (in TAP).

CLIENT is crash-client: Latchkey without its window, which can be killed at each of the moments
that LK_CRASH_POINT() marks in src/account. A story is told again and again, killed at its first
moment, at its second, … until it comes to its end. Each time another life looks at what is left: a
session is usable, or it says “sign in again” because it really is over. Then several processes use
one account at once. The servers are real, and so is the keyring; refresh tokens rotate strictly or
leniently, or as the older kind of homeserver does it (spec §5.4).
"""

import os
import pathlib
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True

from crashing import Computer, LegacyComputer  # noqa: E402
from proving import Place, Tap, eventually  # noqa: E402

MOST_MOMENTS = 40
HAMMER_SECONDS = 60
SHORT_HAMMER_SECONDS = 4
PATIENCE = 30
LIFETIME = 300  # of an access token, in seconds, as the playground has it
SHORT_LIFETIME = 8
TOKEN = "/oauth2/token"


class Left:
    """What a life leaves behind, as the next one finds it."""

    def __init__(self, computer, life, known_secrets):
        self._computer = computer
        self.life = life
        self.check = computer.check()
        accounts = [account.partition(" ") for account in self.check.said("account")]
        self.hows = [how for _, _, how in accounts]
        self.usable = {device for device, _, how in accounts if how == "usable"}
        self.over = {device for device, _, how in accounts if how == "over"}
        self.traces = self.check.said("jar") + [
            secret for secret in self.check.said("secrets") if secret not in known_secrets]
        self.open = set()

    @property
    def how(self):
        """In a word, for the one account there is at most."""
        return " and ".join(self.hows) or "gone"

    def _is_known(self):
        """Whether the open sessions are those that are usable here."""
        self.open = self._computer.devices()
        return self.open == self.usable

    def complaints(self, allowed, may_be_unknown):
        """What is wrong with it, each in a sentence."""
        if self.life.status != 0 and not self.life.was_killed:
            yield "it failed by itself"
        if self.check.status != 0:
            yield "the next life failed"
        if self.how not in allowed:
            yield f"it must be {' or '.join(sorted(allowed))}"
        # The homeserver hears a moment later that a session has ended.
        eventually(self._is_known, seconds=0 if may_be_unknown else 5)
        if not self.usable <= self.open:
            yield "a usable session is unknown to the server"
        if self.over & self.open and not may_be_unknown:
            yield "a session says “sign in again”, and is alive"
        if self.open - self.usable - self.over and not may_be_unknown:
            yield "there is a session that nobody here knows of"
        if self.traces:
            yield "there are traces of an account that is not there"
        if self.check.said("queued"):
            yield "a session is still to be ended, although the servers are there"


# The stories: how each begins, how it goes on until it is killed, and what may be found then.


class SignIn:
    name = "sign-in"

    def begin(self, computer):
        pass

    def go_on(self, computer, crash_at):
        return computer.sign_in(crash_at)

    def allowed(self, life, _strict):
        return {"usable"} if life.has_passed("keyring-saved") else {"gone"}

    def may_be_unknown(self, life):
        """Between the server's answer and the first write nothing can be done."""
        return life.has_passed("sign-in-granted") and not life.has_passed("keyring-saved")


class SignInAgain(SignIn):
    name = "sign-in-again"

    def begin(self, computer):
        sign_in(computer)
        computer.end_session(*computer.devices())
        computer.refresh()

    def allowed(self, life, _strict):
        return {"usable"} if life.has_passed("keyring-saved") else {"over"}


class Refresh:
    name = "refresh"

    def begin(self, computer):
        sign_in(computer)

    def go_on(self, computer, crash_at):
        return computer.refresh(crash_at)

    def allowed(self, life, strict):
        """One that rotates strictly ends the session that comes with an old refresh token."""
        lost = life.has_passed("refresh-granted") and not life.has_passed("keyring-saved")
        return {"over"} if strict and lost else {"usable"}

    def may_be_unknown(self, _life):
        return False


class RefreshOfEndedSession(Refresh):
    name = "refresh-of-an-ended-session"

    def begin(self, computer):
        sign_in(computer)
        computer.end_session(*computer.devices())

    def allowed(self, _life, _strict):
        return {"over"}


class SignOut:
    name = "sign-out"

    def begin(self, computer):
        sign_in(computer)
        computer.bake_cookies()

    def go_on(self, computer, crash_at):
        return computer.sign_out(crash_at)

    def allowed(self, life, _strict):
        """What is kept to be ended is ended, if not in this life then in the next."""
        return {"gone"} if life.has_passed("keyring-saved") else {"usable"}

    def may_be_unknown(self, _life):
        return False


# Which case of the conformance list is proved where it is killed.
CASES = {
    ("sign-in", "keyring-saved"): "E6/",
    ("sign-in", "whoami-ask"): "E6/",
    ("sign-in", "whoami-answered"): "E6/",
    ("refresh", "refresh-granted"): "F4/",
    ("refresh", "keyring-save"): "F4/",
    ("refresh", "keyring-saved"): "F4/",
}

STORIES = [SignIn(), SignInAgain(), Refresh(), RefreshOfEndedSession(), SignOut()]


def sign_in(computer):
    life = computer.sign_in()
    if not life.said("signed-in"):
        raise RuntimeError(f"{computer.user} can't sign in: {life}")


def tidy_up(computer):
    """The next story begins with nothing, neither here nor at the server."""
    if computer.accounts():
        computer.forget()
    for device in computer.devices():
        computer.end_session(device)


class Teller:
    """Tells the stories of one computer, and counts."""

    def __init__(self, tap, computer, rotation):
        self._tap = tap
        self._computer = computer
        self._rotation = rotation
        self._known_secrets = computer.check().said("secrets")
        self.n_killed = self.n_lost = 0

    def tell(self, story):
        for number in range(1, MOST_MOMENTS):
            if not self._tell_once(story, number):
                return
        self._tap.check(f"{story.name} comes to an end", False)

    def _tell_once(self, story, number):
        """Returns whether the client was killed: then there may be more moments."""
        story.begin(self._computer)
        life = story.go_on(self._computer, number)
        left = Left(self._computer, life, self._known_secrets)
        complaints = list(left.complaints(story.allowed(life, self._rotation == "strict"),
                                          story.may_be_unknown(life)))
        moment = life.moments[-1] if life.was_killed else None
        self._tap.check(
            f"{CASES.get((story.name, moment), '')}{story.name}, {self._rotation} rotation, "
            f"{f'killed at {moment} ({number})' if moment else 'not killed'}: {left.how}",
            not complaints,
            f"{'; '.join(complaints)}. Passed: {' '.join(life.moments)}. This life: {life}. "
            f"The next: {left.check}. Alive at the server: {sorted(left.open)}")
        self.n_killed += life.was_killed
        self.n_lost += bool(complaints)
        self._known_secrets = left.check.said("secrets")
        tidy_up(self._computer)
        return life.was_killed


def test_crashes(tap, place, new_computer):
    n_killed = n_lost = 0
    for rotation, kind in (("strict", Computer), ("lenient", Computer), ("legacy", LegacyComputer)):
        place.control("/provider/rotation", {"strict": rotation == "strict"})
        teller = Teller(tap, new_computer(f"humpty-{rotation}", kind), rotation)
        for story in STORIES:
            teller.tell(story)
        n_killed += teller.n_killed
        n_lost += teller.n_lost
    tap.check(f"of {n_killed} lives that were killed, none lost a session",
              n_killed > 100 and n_lost == 0, f"{n_lost} did")


def how_in(check):
    """How each account is, in the eyes of this life."""
    return [account.partition(" ")[2] for account in check.said("account")]


def token_requests(place):
    """The status of every answer of the token endpoint since the list was cleared."""
    return [request.get("status") for request in place.control("/requests")
            if request["path"] == TOKEN]


def test_two_renew_at_once(tap, place, new_computer):
    """Both have read the same token; whoever comes second finds that it was renewed."""
    computer = new_computer("tweedle")
    sign_in(computer)
    place.control("/requests/clear", {})
    both = [computer.begin("refresh") for _ in range(2)]
    for life in both:
        life.hear()
    for life in both:
        life.tell("go")
    said = [life.end().lines for life in both]
    tap.equal("F3/both processes are told that it is renewed", said, [["ready", "renewed"]] * 2)
    tap.equal("F3/two processes ask for one renewal", token_requests(place), [200])
    check = computer.check()
    tap.check("F3/and the session goes on", how_in(check) == ["usable"], str(check))
    tidy_up(computer)


def test_lock_of_the_dead(tap, place, new_computer):
    """Whoever is killed holds the lock, and has had the server's answer."""
    computer = new_computer("dodo")
    place.control("/provider/rotation", {"strict": False})
    sign_in(computer)
    other = computer.begin("refresh")
    other.hear()
    killed = computer.refresh(crash_at=2)
    other.tell("go")
    lived = other.end()
    tap.check("F4/one process is killed with the lock in its hand",
              killed.was_killed and killed.moments[-1] == "refresh-granted", str(killed))
    tap.check("F4/another that waits for it can renew the tokens", lived.said("renewed"),
              str(lived))
    check = computer.check()
    tap.check("F4/and the session goes on, too", how_in(check) == ["usable"], str(check))
    tidy_up(computer)


def test_lost_answer(tap, place, new_computer):
    """The server has renewed the tokens, and its answer did not arrive."""
    computer = new_computer("alarm")
    for strict, times, outcome, found in ((False, 1, "renewed", "usable"),
                                          (False, None, "not-renewed", "usable"),
                                          (True, 1, "not-renewed", "over")):
        place.control("/provider/rotation", {"strict": strict})
        sign_in(computer)
        place.control("/fault", {"server": "provider", "mode": "lose", "match": f"{TOKEN}$",
                                 **({"times": times} if times else {})})
        life = computer.refresh()
        place.control("/heal", {})
        check = computer.check()
        how = f"{'strict' if strict else 'lenient'} rotation, {times or 'every'} answer lost"
        tap.check(f"F14/{how}: {outcome}", bool(life.said(outcome)), str(life))
        tap.check(f"F14/{how}, later: {found}", how_in(check) == [found], f"{life}, then {check}")
        tidy_up(computer)


def test_sign_out_among_renewals(tap, place, new_computer):
    """One process signs out what others renew: no renewal brings the session back."""
    for rotation in ("strict", "lenient"):
        place.control("/provider/rotation", {"strict": rotation == "strict"})
        computer = new_computer(f"snark-{rotation}")
        known_secrets = computer.check().said("secrets")
        sign_in(computer)
        place.control("/requests/clear", {})
        others = [computer.begin("hammer", str(SHORT_HAMMER_SECONDS)) for _ in range(2)]
        eventually(lambda: len(token_requests(place)) > 4, PATIENCE)
        life = computer.sign_out()
        seen = f"{life}; the others: {', '.join(str(other.end()) for other in others)}"
        tap.check(f"G6/{rotation} rotation: signs out what others renew",
                  bool(life.said("signed-out")), seen)
        left = Left(computer, life, known_secrets)
        complaints = "; ".join(left.complaints({"gone"}, False))
        tap.check(f"G6/{rotation} rotation: no renewal brings it back", not complaints,
                  f"{complaints}. {seen}. The next: {left.check}. Alive: {sorted(left.open)}")
        tidy_up(computer)


def test_many_renew_at_random(tap, place, new_computer):
    """Two processes share one account, four another; tokens live for seconds."""
    place.control("/provider/rotation", {"strict": True})
    place.control("/provider/ttl", {"seconds": SHORT_LIFETIME})
    groups = [(new_computer("oyster"), 2), (new_computer("walrus"), 4)]
    for computer, _ in groups:
        sign_in(computer)
    place.control("/requests/clear", {})
    running = [(computer, [computer.begin("hammer", str(HAMMER_SECONDS)) for _ in range(number)])
               for computer, number in groups]
    for computer, lives in running:
        prove_hammered(tap, f"F3/{len(lives)} processes", computer, [life.end() for life in lives])
    statuses = token_requests(place)
    tap.check(f"F3/the provider never answered invalid_grant, in {len(statuses)} renewals",
              len(statuses) > HAMMER_SECONDS and set(statuses) == {200}, set(statuses))
    place.control("/provider/ttl", {"seconds": LIFETIME})
    for computer, number in groups:
        check = computer.check()
        tap.check(f"F3/the session that {number} processes shared is usable",
                  how_in(check) == ["usable"], str(check))
        tidy_up(computer)


def prove_hammered(tap, who, computer, lives):
    said = [dict(word.split("=") for word in life.said("hammered")[0].split()[:5])
            if life.said("hammered") else {} for life in lives]
    seen = "; ".join(str(life) for life in lives)
    tap.check(f"{who} used and renewed one account at random for {HAMMER_SECONDS} seconds",
              all(int(one.get("asked", 0)) > 20 and int(one.get("renewed", 0)) > 20
                  for one in said), seen)
    for word in ("expired", "refused", "failed"):
        tap.check(f"{who}: none {word}", all(one.get(word) == "0" for one in said), seen)
    tap.equal(f"{who}: the same session is open at the server",
              len(computer.devices()), 1)


TESTS = [test_crashes, test_two_renew_at_once, test_lock_of_the_dead, test_lost_answer,
         test_sign_out_among_renewals, test_many_renew_at_random]


def run(tap, place, program):
    with tempfile.TemporaryDirectory(prefix="latchkey-crashes-") as folder:
        def new_computer(user, kind=Computer):
            return kind(place, program, pathlib.Path(folder, user), user)

        for test in TESTS:
            try:
                test(tap, place, new_computer)
            except Exception:  # pylint: disable=broad-except
                tap.check(f"{test.__name__} comes to its end", False, traceback.format_exc())
            finally:
                place.control("/heal", {})
                place.control("/provider/rotation", {"strict": True})
                place.control("/provider/ttl", {"seconds": LIFETIME})


def main():
    tap = Tap()
    run(tap, Place(os.environ["LATCHKEY_PLAYGROUND"]), sys.argv[1])
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()
