#!/usr/bin/python3
# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
A person with a browser of their own, who does on the servers' pages what people do there.

    person.py [ORDERS] URL      opens the address and goes on to the end: the page that a
                                program on this machine answers with, or the last one
    --user NAME --password WORD who to be
    --create                    register instead
    --deny                      say no when asked for consent
    --code CODE                 to be typed where another device's code is asked for
    --stop                      print the address that leads back to the program, and don't
                                go there

The environment variable LATCHKEY_PERSON has orders, too: a desktop's browser is started with
nothing but an address. LATCHKEY_PERSON_SAW names a file that is told how it ended: the status of
the last page and what it says.
"""

import argparse
import html
import os
import re
import shlex
import sys

sys.dont_write_bytecode = True

from matrix_client import Browser, fetch, know_localhost  # noqa: E402

MOST_PAGES = 12
LATCHKEY = r"http://127\.0\.0\.1:\d+/oauth/callback\?"


def text_of(page):
    body = re.sub(r"<(head|style|script)\b.*?</\1>", " ", page.text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def is_back(page):
    return re.match(LATCHKEY, page.url) is not None


def link_of(page, css_class):
    found = re.search(rf'<a href="([^"]*)" class="{css_class}"', page.text)
    return found and html.unescape(found[1])


def act(browser, page, orders):
    """The next page; None when there is nothing left to do."""
    if page.attribute("user-code", "id"):
        return browser.submit(page, "continue", user_code=orders.code)
    if page.attribute("sign-in", "id") and orders.create:
        return browser.follow(page, "create-account")
    if page.attribute("sign-in", "id"):
        return browser.submit(page, "sign-in", username=orders.user, password=orders.password)
    if page.attribute("create", "id"):
        return browser.submit(page, "create", username=orders.user, password=orders.password,
                              password2=orders.password)
    if page.attribute("allow", "id"):
        return browser.submit(page, "cancel" if orders.deny else "allow")
    if page.attribute("accepted_version", "id"):
        return browser.open(page.url, {"accepted_version": "1.0"})
    if link_of(page, "primary-button"):
        return browser.open(link_of(page, "primary-button"))
    return None


def walk(browser, orders):
    page = browser.open(orders.url)
    for _ in range(MOST_PAGES):
        following = None if is_back(page) else act(browser, page, orders)
        if following is None:
            return page
        page = following
    sys.exit(f"There is no end to it: {page.url.partition('?')[0]}")


def read_orders():
    parser = argparse.ArgumentParser()
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--create", action="store_true")
    parser.add_argument("--deny", action="store_true")
    parser.add_argument("--code")
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("url")
    return parser.parse_args(shlex.split(os.environ.get("LATCHKEY_PERSON", "")) + sys.argv[1:])


def tell(page):
    path = os.environ.get("LATCHKEY_PERSON_SAW")
    if path is None:
        return
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(f"{page.status} {text_of(page)}\n")
    os.replace(path + ".new", path)


def main():
    know_localhost()
    orders = read_orders()
    page = walk(Browser(LATCHKEY), orders)
    if orders.stop:
        print(page.url)
        return
    if is_back(page):
        page = fetch(page.url)
    tell(page)


if __name__ == "__main__":
    main()
