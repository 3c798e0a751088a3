#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-version.py ROOT VERSION: meson.build, NEWS.md and the metainfo name one version first."""

import pathlib
import re
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True

import tree  # noqa: E402

METAINFO = "data/im.latchkey.Latchkey.metainfo.xml.in"

root = pathlib.Path(sys.argv[1])
version = sys.argv[2]
heading = re.search(r"^## (\S+)", (root / "NEWS.md").read_text(encoding="utf-8"), re.MULTILINE)
release = xml.etree.ElementTree.parse(root / METAINFO).find("releases/release")
found = {
    "NEWS.md": heading and heading.group(1),
    METAINFO: release is not None and release.get("version"),
}
tree.finish(found, [f"{name}: the first version is {said or 'missing'}, meson.build says {version}"
                    for name, said in found.items() if said != version])
