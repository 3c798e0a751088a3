#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""
check-service.py SERVICE DESKTOP APP_ID PROGRAM: D-Bus can start the program that is installed,
and the desktop entry starts the same one, with links of its own and no others.
"""

import configparser
import pathlib
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402


def read(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters="=")
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser


service_path, desktop_path, app_id, program = sys.argv[1:]
service = read(service_path)["D-BUS Service"]
entry = read(desktop_path)["Desktop Entry"]
wanted = [
    (service_path, "its file name", pathlib.Path(service_path).name, f"{app_id}.service"),
    (service_path, "Name", service["Name"], app_id),
    (service_path, "Exec", service["Exec"], f"{program} --gapplication-service"),
    (desktop_path, "its file name", pathlib.Path(desktop_path).name, f"{app_id}.desktop"),
    (desktop_path, "DBusActivatable", entry["DBusActivatable"], "true"),
    (desktop_path, "Icon", entry["Icon"], app_id),
    (desktop_path, "Exec", entry["Exec"], f"{pathlib.Path(program).name} %u"),
    # A scheme has no upper case, and chat links are for chat programs.
    (desktop_path, "MimeType", entry["MimeType"], f"x-scheme-handler/{app_id.lower()};"),
]
tree.finish(wanted, [f"{path}: {key} is {said}, not {should}"
                     for path, key, said, should in wanted if said != should])
