#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-forbidden.py ROOT: nothing in the tree that this project decided to live without."""

import fnmatch
import pathlib
import re
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

# Where, what, why. In C, comments don't count.
RULES = [
    ("src/**.[ch]", r"\bg_object_(set|get|steal)_q?data(_full)?\b",
     "a field of a struct has a name and a type"),
    ("src/**.[ch]", r"\bsoup_logger_\w+|\bSoupLogger\b",
     "libsoup's logger prints bearer tokens"),
    ("src/**.[ch]", r"\b(g_print|g_printerr|v?f?printf|puts|fputs|perror)\s*\(",
     "the program does not print; g_debug(), g_warning() or g_critical(), and no secret in any"),
    ("src/**.[ch]", r"\b(gtk_widget_class_add_(binding\w*|shortcut)|gtk_shortcut_new\w*"
                    r"|gtk_application_set_accels_for_action)\s*\(",
     "keys are in the table of lk-shortcuts.c, so that they are listed"),
    ("src/**.[ch]", r"\bg_random_\w+|\bg_rand_\w+|\bg_uuid_\w+|\bs?rand(om)?\s*\(",
     "random values come from lk-random.c"),
    ("src/**.[ch]", r"\bg_main_(loop_run|context_iteration)\b",
     "a nested main loop"),
    ("src/**.[ch]", r"\bsoup_session_send(_and_read|_and_splice)?\s*\("
                    r"|\bsecret_\w+_sync\b|\bg_thread_(new|try_new)\b",
     "the window never waits: asynchronous calls only, and no threads of our own"),
    ("src/**.[ch]", r"\bgtk_(dialog|message_dialog|info_bar|file_chooser|combo_box|tree_view"
                    r"|shortcuts_window)_\w+|\bgtk_widget_(show|hide)\s*\(|\bgtk_show_uri\w*",
     "deprecated in a newer GTK than the oldest we build with"),
    ("src/**.ui", r"\bGtk(Dialog|MessageDialog|InfoBar|FileChooser\w+|ComboBox\w*|TreeView)\b",
     "deprecated in a newer GTK than the oldest we build with"),
    ("src/**.ui", r"\bAdw(Banner|TabOverview|NavigationView|ToolbarView|Breakpoint|SwitchRow"
                  r"|SpinRow|Dialog|AlertDialog|Spinner|ButtonRow|BottomSheet|ToggleGroup)\b",
     "absent from libadwaita 1.2"),
    ("src/**.ui", r"translatable=.[^>]*>[^<]*\.\.\.", "an ellipsis is one character: …"),
    ("src/**.[ch]", r'\b_\s*\(\s*"[^"]*\.\.\.', "an ellipsis is one character: …"),
    ("tests/**.[ch]", r"\bg_assert\s*\(",
     "g_assert_true() and its relatives say what they saw"),
    ("tests/u*/**.[ch]", r"\b(sleep|usleep|g_usleep)\s*\(",
     "a test waits for a condition, not for a while"),
    ("tests/**package-lock.json", r'"resolved"\s*:',
     "an address of a registry: whoever installs chooses their own"),
    ("tests/**requirements*.txt", r"https?://|^\s*-i\b|--(extra-)?index-url",
     "an address of a registry: whoever installs chooses their own"),
    ("**.npmrc", r"registry\s*=", "an address of a registry: whoever installs chooses their own"),
]
# The command line's own answers, such as --version, are meant to be printed. The diagnosis without
# a window is the whole program while it runs: its loop is in no other. The desktop's dialog for
# files has no other name in GTK 4.8.
ALLOWED = {
    ("src/ui/lk-application.c", "g_print"),
    ("src/ui/lk-application.c", "g_printerr"),
    ("src/main.c", "g_print"),
    ("src/ui/lk-shortcuts.c", "gtk_application_set_accels_for_action"),
    ("src/ui/lk-shortcuts.c", "gtk_widget_class_add_binding_action"),
    ("src/ui/lk-accounts-page.c", "gtk_shortcut_new"),
    ("src/ui/lk-page-window.c", "gtk_shortcut_new"),
    ("src/ui/lk-diagnose-command.c", "g_print"),
    ("src/ui/lk-diagnose-command.c", "g_main_loop_run"),
    ("src/ui/lk-picture-chooser.c", "gtk_file_chooser_native_new"),
    ("src/ui/lk-picture-chooser.c", "gtk_file_chooser_add_filter"),
    ("src/ui/lk-picture-chooser.c", "gtk_file_chooser_get_file"),
}


def look_at(path, name, text):
    for pattern, forbidden, why in RULES:
        if not fnmatch.fnmatch(name, pattern):
            continue
        for match in re.finditer(forbidden, text, re.MULTILINE):
            word = match.group().strip(" (\n")
            if (name, word) not in ALLOWED:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: {word}: {why}"


root = pathlib.Path(sys.argv[1])
looked_at = []
complaints = []
for path in tree.walk(root):
    name = path.relative_to(root).as_posix()
    if any(fnmatch.fnmatch(name, pattern) for pattern, _, _ in RULES):
        text = path.read_text(encoding="utf-8")
        looked_at.append(path)
        complaints += look_at(path, name,
                              tree.without_comments(text) if path.suffix in (".c", ".h") else text)
tree.finish(looked_at, complaints)
