#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts and all that is around them, by keys alone: passwords, questions, menus (TAP)."""

import re

from user import run


def sign_in(user):
    user.open_server(user.url("legacy"))
    user.expect_focus("a server with passwords begins at the user’s name", role="text",
                      name="User Name, E-Mail or Phone")
    user.check_page("password page")
    user.type("alice")
    user.step("Tab")
    user.type("wrong")
    user.press("Return")
    user.expect_heard("a wrong password is heard", "isn’t right")
    user.expect_focus("the keyboard is where the password is mended", name="Password")
    user.check_page("password page with a problem")
    user.retype("alice-in-wonderland")
    user.press("Return")
    user.expect_heard("that one is signed in is heard", "Signed in as")
    user.check_page("account page")


def close_toast(user, text):
    """What passes by need not be waited for."""
    user.choose(role="button", name="Close")
    user.wait_gone(role="label", name=text)
    user.tap.check("what passes by is closed by a key", True)


def use_account(user):
    user.choose(name=re.compile("Renew Now"))
    user.expect_heard("that the access was renewed is heard", "Access renewed")
    user.expect_focus("the keyboard is back at the button", name=re.compile("Renew Now"))
    close_toast(user, "Access renewed")
    user.choose(name=re.compile("Copy Technical Details"))
    user.expect_heard("that the details were copied is heard", "Details copied")
    close_toast(user, "Details copied")


def rename(user):
    user.choose(name="Rename This Session…")
    user.expect_focus("a name is asked for in an entry", role="text")
    user.check_page("rename question")
    user.press("Escape")
    user.expect_focus("after the question it goes on where it began",
                      name="Rename This Session…")


def visit_list(user):
    user.press("Escape")
    user.expect_focus("the list begins at its first account", role="list-item")
    user.check_page("list of accounts")
    user.press("Return")
    user.expect_heard("whose page it is is heard", "Alice")
    user.press("Escape")


def visit_menu(user):
    user.press("F10")
    user.expect_focus("the menu begins at its first item", role="menu-item")
    names = user.names(role="menu-item")
    user.tap.check("each item of the menu has a name", all(names) and len(names) > 3, names)
    user.press("Escape")
    user.expect_focus("after the menu the keyboard is at its button", name="Main Menu")


def visit_window(user, name, key):
    user.press(key)
    user.wait_window(name)
    user.check_page(name)
    user.press("Escape")
    user.expect_focus(f"after {name} the keyboard is back", name="Main Menu")


def visit_about(user):
    user.choose_in_menu("About Latchkey")
    user.wait_window("About")
    user.check_page("About", with_images=False)  # libadwaita's own are there
    user.press("Escape")
    user.expect_focus("after About the keyboard is back", name="Main Menu")


def story(user):
    sign_in(user)
    use_account(user)
    rename(user)
    visit_list(user)
    visit_menu(user)
    visit_window(user, "Preferences", "Ctrl+comma")
    visit_window(user, "Keyboard Shortcuts", "Ctrl+question")
    visit_about(user)


run(story)
