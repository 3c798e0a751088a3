# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold on any page, as complaints in words: none is good."""

import re

from accessibility import Gone, find, walk

ACTING = {"button", "toggle-button", "check-box", "radio-button", "text", "entry",
          "password-text", "list-item", "menu-item", "check-menu-item", "radio-menu-item",
          "combo-box", "link", "label", "push-button-menu", "switch", "spin-button", "slider",
          "icon", "heading", "table-cell", "row-header"}
# These can have the keyboard only when nothing in them can; then they need a name, too.
CONTAINERS = {"list", "list-box", "scroll-pane", "panel", "filler", "grouping", "table",
              "tree-table", "viewport", "section"}
# What stands in for a name where there is none: a class, an icon, a file.
NO_NAME = re.compile(r"^\s*$|^(Gtk|Adw|Lk|WebKit)[A-Z]\w*$|-symbolic$|^[\w/.-]+\.(svg|png|ui)$")
# The title bar's own buttons are for the mouse; the keyboard has the window manager's keys.
WINDOW_BUTTONS = {"Minimize the window", "Maximize the window", "Restore the window",
                  "Close the window"}
MOST_STOPS = 120
MOST_STILL = 12  # keys that move something in a web page, where nobody sees it


def is_named(thing):
    return NO_NAME.search(thing.name) is None


def is_gtks(image):
    """Whether it is a part of something of GTK's or libadwaita's that says itself what it shows."""
    above = image
    while (above := above.parent) is not None:
        if above.role in ("password-text", "text", "entry", "combo-box"):
            return True
    return False


def is_window_button(thing):
    return thing.role == "button" and thing.description in WINDOW_BUTTONS


def is_control(thing):
    """Whether a person can do something with it, if it is sensitive."""
    return ("focusable" in thing.states and thing.role not in CONTAINERS
            and not is_window_button(thing))


def nameless(window, with_images):
    """What has no name, or a role that nobody can act on."""
    for thing in walk(window):
        try:
            if (with_images and thing.role == "image" and not is_named(thing)
                    and not is_gtks(thing)):
                yield f"the image in {parents_of(thing)} has no words"
            if not is_control(thing):
                continue
            if thing.role not in ACTING:
                yield f"{thing} has the role {thing.role}"
            if not is_named(thing):
                yield f"the {thing.role} in {parents_of(thing)} has no name"
        except Gone:
            pass


def parents_of(thing):
    names = []
    while (thing := thing.parent) is not None and len(names) < 3:
        if is_named(thing):
            names.append(repr(thing))
    return ", ".join(names)


def tab_round(person, key="Tab"):
    """Where the keyboard stops, from here until it is here again; None at the end if it isn't."""
    stops = [person.focus()]
    still = 0
    while len(stops) < MOST_STOPS and still < MOST_STILL:
        reached = person.step(key)
        still = 0 if reached else still + 1
        for here in reached:
            if here == stops[0]:
                return stops
            if here != stops[-1]:
                stops.append(here)
    return stops if len(stops) == 1 else stops + [None]


def list_of(item):
    """The list around an item whose items share one stop, or None."""
    parent = item.parent
    return parent if item.role == "list-item" and parent.role in ("list", "list-box") else None


def list_around(stop):
    """Likewise, of an item or of what is in one."""
    while stop is not None and stop.role not in ("list-item", "frame", "dialog"):
        stop = stop.parent
    return list_of(stop) if stop is not None else None


def misplaced(window, stops):
    """Which controls Tab leaves out, comes by twice, or comes by in another order than they are
    read in. In a list one stop is enough: the arrows go on from there."""
    if None in stops:
        yield f"Tab doesn’t come back to where it began, after {stops[-4:]}"
        return
    for stop in {stop for stop in stops if stops.count(stop) > 1}:
        yield f"Tab comes by {stop} more than once"
    order = list(walk(window))
    lists = {list_around(stop) for stop in stops} - {None}
    for thing in order:
        try:
            if (is_control(thing) and "sensitive" in thing.states and thing not in stops
                    and list_of(thing) not in lists):
                yield f"Tab doesn’t come by {thing}"
        except Gone:
            pass
    places = [order.index(stop) for stop in stops if stop in order]
    first = places.index(min(places)) if places else 0
    turned = places[first:] + places[:first]
    if turned != sorted(turned):
        yield f"Tab goes another way than people read: {stops}"


def nameless_stops(stops):
    for stop in stops:
        if stop is not None and not is_named(stop):
            yield f"Tab stops at a {stop.role} without a name, in {parents_of(stop)}"


def has_alert(window, words):
    """Whether it stands there, too, for who looks."""
    return find(window, name=re.compile(re.escape(words))) is not None
