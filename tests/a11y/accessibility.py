# SPDX-License-Identifier: GPL-3.0-or-later

"""What a screen reader sees: programs, and the tree of things in each, over AT-SPI.

Plain D-Bus and no library's cache: every answer is the program's own, from just now. A thing that
has gone meanwhile raises Gone; what looks for things takes that for “not there”.

    program = find_program()
    entry = wait_for(program, role="entry", name="Homeserver")
    wait_until(lambda: "focused" in entry.states)
"""

import re
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
ANSWER_LIMIT = 20_000  # milliseconds
PATIENCE = 30  # seconds
# As AtspiRole and AtspiStateType count them.
ROLES = """invalid accelerator-label alert animation arrow calendar canvas check-box
check-menu-item color-chooser column-header combo-box date-editor desktop-icon desktop-frame dial
dialog directory-pane drawing-area file-chooser filler focus-traversable font-chooser frame
glass-pane html-container icon image internal-frame label layered-pane list list-item menu menu-bar
menu-item option-pane page-tab page-tab-list panel password-text popup-menu progress-bar button
radio-button radio-menu-item root-pane row-header scroll-bar scroll-pane separator slider
spin-button split-pane status-bar table table-cell table-column-header table-row-header
tearoff-menu-item terminal text toggle-button tool-bar tool-tip tree tree-table unknown viewport
window extended header footer paragraph ruler application autocomplete edit-bar embedded entry
chart caption document-frame heading page section redundant-object form link input-method-window
table-row tree-item document-spreadsheet document-presentation document-text document-web
document-email comment list-box grouping image-map notification info-bar level-bar title-bar
block-quote audio video definition article landmark log marquee math rating timer static
math-fraction math-root subscript superscript description-list description-term
description-value footnote content-deletion content-insertion mark suggestion
push-button-menu switch""".split()
STATES = """invalid active armed busy checked collapsed defunct editable enabled expandable
expanded focusable focused has-tooltip horizontal iconified modal multi-line multiselectable opaque
pressed resizable selectable selected sensitive showing single-line stale transient vertical
visible manages-descendants indeterminate required truncated animated invalid-entry
supports-autocompletion selectable-text is-default visited checkable has-popup read-only""".split()
RELATIONS = """null label-for labelled-by controller-for controlled-by member-of tooltip-for
node-child-of node-parent-of extended flows-to flows-from subwindow-of embeds embedded-by popup-for
parent-window-of description-for described-by details details-for error-message error-for""".split()


class Gone(Exception):
    """The thing is no more, or its program."""


class TooLate(AssertionError):
    """What was waited for has not come about."""


def name_of(table, number):
    return table[number] if number < len(table) else f"number-{number}"


def undoubled(name):
    """GTK 4.8 puts a name together from all that names a thing: “_Continue Continue”."""
    words = name.split(" ")
    half = len(words) // 2
    first, second = " ".join(words[:half]), " ".join(words[half:])
    return second if half and first.replace("_", "") == second else name


class Bus:
    """The accessibility bus of this session; there is one."""

    connection = None
    listened = {}

    @classmethod
    def get(cls):
        if cls.connection is None:
            session = Gio.bus_get_sync(Gio.BusType.SESSION)
            address = session.call_sync(
                "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                Gio.DBusCallFlags.NONE, ANSWER_LIMIT, None).unpack()[0]
            cls.connection = Gio.DBusConnection.new_for_address_sync(
                address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        return cls.connection

    @classmethod
    def call(cls, bus_name, path, method, arguments=None):
        interface, _, member = method.rpartition(".")
        try:
            return cls.get().call_sync(bus_name, path, interface, member, arguments, None,
                                       Gio.DBusCallFlags.NONE, ANSWER_LIMIT, None).unpack()
        except GLib.Error as error:
            raise Gone(f"{method} of {path}: {error.message}") from None


class Accessible:
    """One thing a person can perceive: a window, a button, a label."""

    def __init__(self, bus_name, path):
        self.bus_name, self.path = bus_name, path

    def __eq__(self, other):
        return (isinstance(other, Accessible)
                and (self.bus_name, self.path) == (other.bus_name, other.path))

    def __hash__(self):
        return hash((self.bus_name, self.path))

    def __repr__(self):
        try:
            return f"{self.role} “{self.name}”"
        except Gone:
            return "something that has gone"

    def call(self, method, arguments=None):
        return Bus.call(self.bus_name, self.path, f"org.a11y.atspi.{method}", arguments)

    def read(self, name, interface="Accessible"):
        arguments = GLib.Variant("(ss)", (f"org.a11y.atspi.{interface}", name))
        return Bus.call(self.bus_name, self.path, "org.freedesktop.DBus.Properties.Get",
                        arguments)[0]

    @property
    def name(self):
        return undoubled(self.read("Name"))

    @property
    def description(self):
        return self.read("Description")

    @property
    def role(self):
        return name_of(ROLES, self.call("Accessible.GetRole")[0])

    @property
    def states(self):
        low, high = self.call("Accessible.GetState")[0]
        bits = low | high << 32
        return {name for number, name in enumerate(STATES) if bits >> number & 1}

    @property
    def children(self):
        return [Accessible(*child) for child in self.call("Accessible.GetChildren")[0]]

    @property
    def parent(self):
        bus_name, path = self.read("Parent")
        return Accessible(bus_name, path) if path.rpartition("/")[2] != "null" else None

    @property
    def relations(self):
        """Lists of things by the relation's name, such as labelled-by."""
        return {name_of(RELATIONS, number): [Accessible(*target) for target in targets]
                for number, targets in self.call("Accessible.GetRelationSet")[0]}

    @property
    def interfaces(self):
        return {name.rpartition(".")[2] for name in self.call("Accessible.GetInterfaces")[0]}

    @property
    def attributes(self):
        return self.call("Accessible.GetAttributes")[0]

    @property
    def text(self):
        """What stands in an entry or a label; nothing where there can't be text."""
        if "Text" not in self.interfaces:
            return ""
        length = self.read("CharacterCount", "Text")
        return self.call("Text.GetText", GLib.Variant("(ii)", (0, length)))[0]

    @property
    def bounds(self):
        """(x, y, width, height), from the corner of the window."""
        return self.call("Component.GetExtents", GLib.Variant("(u)", (1,)))[0]

    @property
    def actions(self):
        return [action[0] for action in self.call("Action.GetActions")[0]]

    def act(self, number=0):
        """What activating it does, without a key or a click."""
        return self.call("Action.DoAction", GLib.Variant("(i)", (number,)))[0]


def is_hidden(thing):
    return not thing.states & {"visible", "showing"}


def has_room(thing):
    """GTK 4.8 says that nothing but windows is showing; but what is unmapped has no size."""
    return "Component" in thing.interfaces and min(thing.bounds[2:]) > 0


def walk(top, only_showing=True):
    """The thing and all below, as they are read; what goes meanwhile is left out."""
    pending = [top]
    while pending:
        thing = pending.pop()
        try:
            if only_showing and thing is not top and is_hidden(thing):
                continue
            pending.extend(reversed(thing.children))
            if only_showing and thing is not top and not has_room(thing):
                continue
        except Gone:
            continue
        yield thing


def fits(thing, role=None, name=None, states=()):
    """Whether it is what is looked for; a name is the whole name, or a pattern of re."""
    try:
        if role is not None and thing.role != role:
            return False
        if isinstance(name, re.Pattern) and name.search(thing.name) is None:
            return False
        if isinstance(name, str) and thing.name != name:
            return False
        return not states or thing.states.issuperset(states)
    except Gone:
        return False


def find_all(top, only_showing=True, **wanted):
    return [thing for thing in walk(top, only_showing) if fits(thing, **wanted)]


def find(top, only_showing=True, **wanted):
    """The first that fits, or None."""
    return next((thing for thing in walk(top, only_showing) if fits(thing, **wanted)), None)


def turn():
    """Takes in what has arrived, for a moment."""
    while GLib.MainContext.default().iteration(False):
        pass
    time.sleep(0.02)


def wait_until(condition, what="it", seconds=PATIENCE):
    """The first answer that is true; TooLate if there is none in time."""
    limit = time.monotonic() + seconds
    while True:
        try:
            if answer := condition():
                return answer
        except Gone:
            pass
        if time.monotonic() > limit:
            raise TooLate(f"waited {seconds} s for {what}")
        turn()


def wait_for(top, seconds=PATIENCE, only_showing=True, **wanted):
    """The first thing that fits, once it is there."""
    return wait_until(lambda: find(top, only_showing, **wanted), f"{wanted} in {top}", seconds)


def wait_gone(top, seconds=PATIENCE, **wanted):
    wait_until(lambda: find(top, **wanted) is None, f"{wanted} to go from {top}", seconds)


def programs():
    """The programs on the bus that people can use."""
    return Accessible(REGISTRY, ROOT).children


def has_name(program, names):
    try:
        return program.name in names and bool(program.children)
    except Gone:
        return False


def find_program(*names, seconds=PATIENCE):
    """The program with one of these names, once it has a window; by default Latchkey."""
    names = names or ("latchkey", "im.latchkey.Latchkey")
    return wait_until(lambda: next((it for it in programs() if has_name(it, names)), None),
                      f"a program named {' or '.join(names)}", seconds)


def windows(program):
    """Those that are open; GTK 4.8 doesn't say of a dialog that it is showing."""
    return [window for window in program.children if not is_hidden(window)]


def focus(program):
    """What has the keyboard, or None: in the window that is active, or else in the dialog."""
    shown = windows(program)
    for window in ([it for it in shown if "active" in it.states]
                   or [it for it in reversed(shown) if "modal" in it.states]):
        found = find(window, states={"focused"})
        if found is not None:
            return found
    return None


def outline(top):
    """What is showing as lines for people, to see what a test sees."""
    lines = []
    for thing in walk(top):
        try:
            marks = sorted(thing.states & {"focused", "focusable", "checked", "expanded", "active"})
            rest = f" — {thing.description}" if thing.description else ""
            lines.append(f"{thing!r}{rest} {' '.join(marks)}".rstrip())
        except Gone:
            pass
    return lines
