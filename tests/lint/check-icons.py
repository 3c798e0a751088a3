#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check-icons.py ROOT APP_ID: the icons have the names desktops look for, and stand alone."""

import pathlib
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True

import tree  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
ALONE = {SVG + "text", SVG + "image", SVG + "script", SVG + "foreignObject"}


def look_at(path, view_box):
    try:
        drawing = xml.etree.ElementTree.parse(path).getroot()
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        yield f"{path}: {error}"
        return
    if drawing.tag != SVG + "svg":
        yield f"{path}: the root is not an <svg>"
    if view_box and drawing.get("viewBox") != view_box:
        yield f"{path}: the viewBox is {drawing.get('viewBox')}, not {view_box}"
    for element in drawing.iter():
        if element.tag in ALONE:
            yield f"{path}: has a <{element.tag.removeprefix(SVG)}>"
        for name, value in element.items():
            if name.endswith("href") and not value.startswith("#"):
                yield f"{path}: points outside, to {value}"


root, app_id = pathlib.Path(sys.argv[1]), sys.argv[2]
hicolor = root / "data/icons/hicolor"
grids = {
    hicolor / f"scalable/apps/{app_id}.svg": "0 0 128 128",
    hicolor / f"symbolic/apps/{app_id}-symbolic.svg": "0 0 16 16",
}
files = sorted(set(tree.walk(root, ".svg")) | set(grids))
complaints = [what for path in files for what in look_at(path, grids.get(path))]
for path in files:
    if path.name.endswith("-symbolic.svg") and path.exists():
        colours = {element.get(name) for element in xml.etree.ElementTree.parse(path).iter()
                   for name in ("fill", "stroke")} - {None, "none"}
        if len(colours) != 1:
            complaints.append(f"{path}: a symbolic icon has one colour, not {len(colours)}")
tree.finish(files, complaints)
