#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-screenshots.py ROOT: each picture of the metainfo is kept in data/screenshots, and back."""

import pathlib
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True

import tree  # noqa: E402

BASE = "https://latchkey.im/screenshots/"
PNG = b"\x89PNG\r\n\x1a\n"

data = pathlib.Path(sys.argv[1], "data")
images = xml.etree.ElementTree.parse(
    data / "im.latchkey.Latchkey.metainfo.xml.in").findall("screenshots/screenshot/image")
addresses = [image.text.strip() for image in images]
named = {address.removeprefix(BASE) for address in addresses}
kept = {path.name for path in (data / "screenshots").glob("*.png")}

complaints = [f"{address}: does not begin with {BASE}" for address in addresses
              if not address.startswith(BASE)]
complaints += [f"data/screenshots/{name}: not there; ./dev screenshots takes the pictures"
               for name in sorted(named - kept)]
complaints += [f"data/screenshots/{name}: no screenshot of the metainfo names it"
               for name in sorted(kept - named)]
complaints += [f"data/screenshots/{name}: not a PNG" for name in sorted(kept)
               if not (data / "screenshots" / name).read_bytes().startswith(PNG)]
tree.finish(addresses, complaints)
