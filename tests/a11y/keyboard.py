# SPDX-License-Identifier: GPL-3.0-or-later

"""A keyboard and a mouse: what is pressed here, the display takes for a person's own (XTEST)."""

import ctypes
import os
import time

X11 = ctypes.CDLL("libX11.so.6")
XTEST = ctypes.CDLL("libXtst.so.6")
# What isn't said here, ctypes takes for an int: half a pointer.
X11.XOpenDisplay.restype = ctypes.c_void_p
X11.XStringToKeysym.restype = ctypes.c_ulong
X11.XkbKeycodeToKeysym.restype = ctypes.c_ulong
X11.XkbKeycodeToKeysym.argtypes = [ctypes.c_void_p, ctypes.c_ubyte, ctypes.c_int, ctypes.c_int]
X11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
X11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
XTEST.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
XTEST.XTestFakeButtonEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int,
                                       ctypes.c_ulong]
XTEST.XTestFakeMotionEvent.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int,
                                       ctypes.c_ulong]
X11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
X11.XDefaultRootWindow.restype = ctypes.c_ulong
X11.XGetInputFocus.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_ulong),
                               ctypes.POINTER(ctypes.c_int)]
X11.XTranslateCoordinates.argtypes = [
    ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_int, ctypes.c_int,
    ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_ulong)]
MODIFIERS = {"Ctrl": "Control_L", "Shift": "Shift_L", "Alt": "Alt_L"}
PAUSE = 0.01  # between keys, as fast hands have it


class Display:
    """The display of this session, or the one around its Wayland compositor; there is one."""

    pointer = None

    @classmethod
    def get(cls):
        if cls.pointer is None:
            name = os.environ.get("LATCHKEY_KEYBOARD_DISPLAY")
            cls.pointer = X11.XOpenDisplay(name.encode() if name else None)
            if not cls.pointer:
                raise RuntimeError("There is no X display.")
        return cls.pointer


def keysym_of(key):
    """Of a key's name (“Return”) or of a character."""
    if len(key) == 1:
        return ord(key)
    keysym = X11.XStringToKeysym(key.encode())
    if not keysym:
        raise ValueError(f"There is no key “{key}”.")
    return keysym


def keycode_of(key):
    """(keycode, whether it takes Shift)"""
    keysym = keysym_of(key)
    code = X11.XKeysymToKeycode(Display.get(), keysym)
    if not code:
        raise ValueError(f"This keyboard has no “{key}”.")
    return code, X11.XkbKeycodeToKeysym(Display.get(), code, 0, 0) != keysym


def move_key(code, down):
    XTEST.XTestFakeKeyEvent(Display.get(), code, down, 0)
    X11.XSync(Display.get(), False)


def press_keycodes(codes):
    for code in codes:
        move_key(code, True)
    for code in reversed(codes):
        move_key(code, False)
    time.sleep(PAUSE)


def press(*keys):
    """Presses keys one after another: press("Tab", "Shift+Tab", "Ctrl+n")."""
    for key in keys:
        *modifiers, last = key.split("+") if len(key) > 1 else [key]
        code, shifted = keycode_of(last)
        if shifted and "Shift" not in modifiers:
            modifiers.append("Shift")
        press_keycodes([keycode_of(MODIFIERS[it])[0] for it in modifiers] + [code])


def type_text(text):
    press(*text)


def active_corner():
    """Where on the screen the window that has the keyboard begins."""
    window, reverting = ctypes.c_ulong(), ctypes.c_int()
    x, y, child = ctypes.c_int(), ctypes.c_int(), ctypes.c_ulong()
    X11.XGetInputFocus(Display.get(), window, reverting)
    X11.XTranslateCoordinates(Display.get(), window, X11.XDefaultRootWindow(Display.get()), 0, 0,
                              x, y, child)
    # GTK gives the keyboard to a tiny window at the outside of the corner of its own.
    return max(x.value, 0), max(y.value, 0)


def move_mouse(x, y):
    XTEST.XTestFakeMotionEvent(Display.get(), -1, x, y, 0)
    X11.XSync(Display.get(), False)


def put_mouse_away():
    """Into the last corner: what opens beneath a mouse takes the keyboard there."""
    move_mouse(0x7fff, 0x7fff)


def click(thing, button=1):
    """In the middle of a thing that shows in the window that has the keyboard."""
    left, top = active_corner()
    x, y, width, height = thing.bounds
    move_mouse(left + x + width // 2, top + y + height // 2)
    for down in (True, False):
        XTEST.XTestFakeButtonEvent(Display.get(), button, down, 0)
        X11.XSync(Display.get(), False)
    time.sleep(PAUSE)
