# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Matrix client's and a browser's half of signing in, for the self-test."""

import base64
import hashlib
import http.cookiejar
import json
import re
import secrets
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request

REDIRECT = "http://127.0.0.1/callback"
ORIGIN = "http://127.0.0.1:31337/"
LISTENER = f"{ORIGIN}callback"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
TLS = ssl.create_default_context()


def know_localhost():
    """Has *.localhost be this machine (RFC 6761), which not every libc knows."""
    ask = socket.getaddrinfo

    def resolve(host, *arguments, **options):
        is_local = isinstance(host, str) and host.endswith(".localhost")
        return ask("127.0.0.1" if is_local else host, *arguments, **options)

    socket.getaddrinfo = resolve


class Answer:
    """A response that was read to its end; no status is an exception."""

    def __init__(self, response):
        self.status = response.status
        self.url = response.url
        self.location = response.headers.get("Location")
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)

    def hidden(self):
        """What the page's form sends along unseen."""
        return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.text))

    def element(self, identifier):
        """The text of the element with this id; None if there is none."""
        found = re.search(rf'id="{identifier}"[^>]*>([^<]*)<', self.text)
        return found and found[1]

    def attribute(self, identifier, name):
        found = re.search(rf'<[^>]*id="{identifier}"[^>]*>', self.text)
        value = found and re.search(rf'{name}="([^"]*)"', found[0])
        return value and value[1]


class Elsewhere(Answer):
    """Where a browser would go now, and we don't."""

    def __init__(self, url):
        self.status = None
        self.url = self.location = url
        self.text = ""


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


def make_opener(*handlers, tls=TLS):
    secure = urllib.request.HTTPSHandler(context=tls)
    return urllib.request.build_opener(StayHere, secure, *handlers)


def fetch(url, form=None, body=None, token=None, opener=None, timeout=10):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = None
    if form is not None:
        data = urllib.parse.urlencode(form).encode()
    if body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url, data, headers)
    opener = opener or make_opener()
    try:
        with opener.open(request, timeout=timeout) as response:
            return Answer(response)
    except urllib.error.HTTPError as error:
        return Answer(error)


class Browser:
    """Follows redirects between servers, keeps cookies, fills forms in."""

    def __init__(self, listener=ORIGIN):
        """Stops before it would go to what matches, which no server of ours is."""
        self._listener = re.compile(listener)
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = make_opener(jar)

    def _leads_away(self, url):
        return self._listener.match(url) or not url.startswith("http")

    def open(self, url, form=None):
        while not self._leads_away(url):
            answer = fetch(url, form, opener=self._opener)
            if not answer.location:
                return answer
            url, form = urllib.parse.urljoin(answer.url, answer.location), None
        return Elsewhere(url)

    def submit(self, page, button, **fields):
        """Presses a button of a page's form."""
        action = re.search(r'<form method="post"(?: action="([^"]*)")?', page.text)[1]
        url = urllib.parse.urljoin(page.url, (action or page.url).replace("&#38;", "&"))
        pressed = {"do": page.attribute(button, "value")}
        return self.open(url, {**page.hidden(), **pressed, **fields})

    def follow(self, page, link):
        target = page.attribute(link, "href").replace("&#38;", "&")
        return self.open(urllib.parse.urljoin(page.url, target))


class Client:
    """One sign-in: registered anew, with a device and a redirect of its own."""

    def __init__(self, metadata, scopes="urn:matrix:client:", client_id=None):
        self.metadata = metadata
        self.device = "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(12))
        self.scope = f"{scopes}api:* {scopes}device:{self.device}"
        self.state = secrets.token_urlsafe()
        self.verifier = secrets.token_urlsafe(32)
        self.redirect = LISTENER
        self.registration = None if client_id else self.register()
        self.client_id = client_id or self.registration.json["client_id"]

    def register(self, **changes):
        return fetch(
            self.metadata["registration_endpoint"],
            body={
                "client_name": "Self-test",
                "client_uri": "https://selftest.example/",
                "application_type": "native",
                "token_endpoint_auth_method": "none",
                "grant_types": ["authorization_code", "refresh_token", DEVICE_CODE],
                "response_types": ["code"],
                "redirect_uris": [REDIRECT, "example.selftest:/callback"],
                **changes,
            },
        )

    def authorization_url(self, **extra):
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "response_mode": "query",
            "client_id": self.client_id,
            "redirect_uri": self.redirect,
            "scope": self.scope,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            **extra,
        }
        query = {key: value for key, value in query.items() if value is not None}
        return f"{self.metadata['authorization_endpoint']}?{urllib.parse.urlencode(query)}"

    def exchange(self, code):
        return self.token(
            grant_type="authorization_code",
            code=code,
            redirect_uri=self.redirect,
            code_verifier=self.verifier,
        )

    def refresh(self, refresh_token):
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def token(self, **form):
        return fetch(self.metadata["token_endpoint"], {"client_id": self.client_id, **form})

    def ask_for_code(self):
        form = {"client_id": self.client_id, "scope": self.scope}
        return fetch(self.metadata["device_authorization_endpoint"], form).json

    def poll(self, device_code):
        return self.token(grant_type=DEVICE_CODE, device_code=device_code)

    def revoke(self, token, hint="refresh_token"):
        form = {"client_id": self.client_id, "token": token, "token_type_hint": hint}
        return fetch(self.metadata["revocation_endpoint"], form)

    def sign_in(self, browser, name, password):
        """The whole way, to the tokens."""
        page = browser.open(self.authorization_url())
        if page.attribute("sign-in", "id"):
            page = browser.submit(page, "sign-in", username=name, password=password)
        return self.exchange(parameters(browser.submit(page, "allow"))["code"]).json


def parameters(redirected):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(redirected.url).query))
