#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-flatpak.py ROOT APP-ID: the manifest asks for what it must, and is the same every time.

Whether flatpak-builder understands it is another test.
"""

import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True

import tree  # noqa: E402

# What the reviewers of software collections accept without a question. Secrets go through the
# Secret portal, files and browsers through theirs: no name on a bus, no folder, no device.
PERMISSIONS = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11",
               "--device=dri"}
RUNTIME = {"runtime": "org.gnome.Platform", "sdk": "org.gnome.Sdk", "command": "latchkey"}


def members(value):
    """Every member of every object in it, as (name, value)."""
    if isinstance(value, dict):
        yield from value.items()
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from members(part)


def look_at_permissions(manifest):
    asked = manifest.get("finish-args", [])
    for permission in sorted(set(asked) ^ PERMISSIONS):
        yield f"{'not agreed on' if permission in asked else 'missing'}: {permission}"
    if len(asked) != len(set(asked)):
        yield "a permission is there twice"


def look_at_source(source):
    if source.get("type") == "dir":
        if source.get("path") != "..":
            yield "the only folder to build from is the project's own"
        return
    if source.get("type") != "archive":
        yield f"a source that is neither an archive nor a folder: {source.get('type')}"
        return
    if not source.get("url", "").startswith("https://"):
        yield f"not fetched by https: {source.get('url')}"
    if not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
        yield f"without a checksum: {source.get('url')}"


def look_at(manifest):
    for name, wanted in [("id", sys.argv[2]), *RUNTIME.items()]:
        if manifest.get(name) != wanted:
            yield f"{name} is {manifest.get(name)}, not {wanted}"
    if not re.fullmatch(r"\d+", manifest.get("runtime-version", "")):
        yield "the runtime is no release of GNOME's"
    yield from look_at_permissions(manifest)
    if any(name in ("build-args", "test-args") for name, _ in members(manifest)):
        yield "building and testing take no permission, and no network"
    for module in manifest.get("modules", []):
        for source in module.get("sources", []):
            yield from look_at_source(source)
    if not manifest.get("modules", [{}])[-1].get("run-tests"):
        yield "the tests are not run when it is built"


path = pathlib.Path(sys.argv[1], "flatpak", sys.argv[2] + ".json")
tree.finish([path], [f"{path}: {what}"
                     for what in look_at(json.loads(path.read_text(encoding="utf-8")))])
