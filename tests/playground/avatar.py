# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A picture for one of the demo users: a sun on a blue sky."""

import struct
import zlib

SIZE = 96
SKY = bytes((0x35, 0x84, 0xE4))
SUN = bytes((0xF6, 0xD3, 0x2D))


def _chunk(kind, data):
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def _row(y):
    centre = SIZE / 2
    inside = ((x - centre) ** 2 + (y - centre) ** 2 < (SIZE / 3) ** 2 for x in range(SIZE))
    return b"\0" + b"".join(SUN if sun else SKY for sun in inside)


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"".join(map(_row, range(SIZE)))))
    + _chunk(b"IEND", b"")
)
