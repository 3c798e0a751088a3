#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole sign-in at a provider, by keys alone, from the address to the sign-out (TAP)."""

from user import run

ALICE = ("alice", "alice-in-wonderland")


def choose_server(user):
    user.expect_focus("the program begins at the entry for the server", role="text",
                      name="Homeserver or User ID")
    user.check_page("welcome")
    user.press("Return")
    user.expect_heard("a missing name is heard", "Type the name of your homeserver")
    user.type("no name!")
    user.press("Return")
    user.expect_heard("a wrong name is heard", "This isn’t the name of a server.")
    user.expect_focus("the keyboard stays where the name is mended", role="text")
    user.check_page("server page with a problem")
    user.open_server(user.url("homeserver"))
    user.expect_focus("what was found leads on by Enter", role="button", name="Sign In")
    user.expect_heard("the page of what was found is heard", "the provider of this homeserver")
    user.check_page("method page")


def go_by_other_ways(user):
    user.choose(name="On Another Device")
    user.expect_focus("another device: the code can be copied at once", name="Copy Code")
    check_code(user)
    user.check_page("device page")
    user.press("Return")
    user.expect_heard("that the code was copied is heard", "Code copied")
    user.press("Escape")  # away with what says so
    user.settle()


def check_code(user):
    labels = [label for label in user.names(role="label") if "dash" in label]
    user.tap.check("the code is read letter by letter",
                   bool(labels) and all(len(it) == 1 or it == "dash" for it in labels[0].split()),
                   user.names(role="label"))


def leave_way(user):
    user.press("Escape")
    user.expect_focus("who leaves is at the entry for the server", role="text",
                      name="Homeserver or User ID")
    user.open_server(user.url("homeserver"))
    user.expect_focus("and by Enter at what was found", role="button", name="Sign In")


def go_by_browser_and_paste(user):
    leave_way(user)
    user.choose(name="In My Browser")
    user.expect_focus("browser page: its button is first", role="button")
    user.check_page("browser page")
    leave_way(user)
    user.choose(name="By Pasting the Address")
    user.expect_focus("paste page: the address goes into the entry", role="text")
    user.check_page("paste page")
    user.type("https://elsewhere.example/")
    user.press("Return")
    user.expect_heard("a wrong address is heard", "address")
    leave_way(user)


def sign_in(user):
    user.choose(role="button", name="Sign In")
    user.expect_heard("the provider’s page is named by its host", "Web page of 127.0.0.1")
    user.wait_page("/interaction/")
    user.check_page("web page")
    leave_way(user)
    user.press("Return")
    user.sign_in_at_provider(*ALICE)
    user.expect_heard("that one is signed in is heard", "Signed in as")
    user.expect_focus("the account page begins with the way back", role="button", name="Back")
    user.check_page("account page")


def sign_out(user):
    user.choose(role="button", name="Sign Out…")
    user.expect_focus("the question is answered by keys", name="Cancel")
    user.check_page("sign-out question")
    user.choose(name="Sign Out")
    user.expect_heard("that one is signed out is heard", "Signed out")
    user.settle()
    user.check_page("end-of-session question")
    user.press("Escape")
    user.expect_focus("without accounts it begins at the entry again", role="text",
                      name="Homeserver or User ID")


def story(user):
    choose_server(user)
    go_by_other_ways(user)
    go_by_browser_and_paste(user)
    sign_in(user)
    sign_out(user)


run(story)
