"""Photographs as cameras and editors save them: a JPEG that can stand in a PDF as it is, known by its headers.

In: the bytes of a file. Out: its size and colours, and the bytes without what a camera noted (ISO/IEC 10918-1, annex B).
"""

from __future__ import annotations

from pipeline.foundation.value import Struct

# Baseline, extended and progressive frames, which every reader of PDF decodes (ISO 32000-1, 7.4.8).
_FRAMES = (0xC0, 0xC1, 0xC2)
_TABLES, _QUANTISED, _RESTART, _SCAN = 0xC4, 0xDB, 0xDD, 0xDA
_NOTE, _PROFILE, _COMMENT, _END = 0xE1, 0xE2, 0xFE, b"\xff\xd9"
# More dots than Pillow opens at all.
_MANY = (1 << 31) // 12


class Jpeg(Struct, frozen=True):
    """A JPEG of 8 bits in grey or three colours. `data` has its dots alone.

    `noted` says that notes or a profile were with it, which may turn the picture or change its colours.
    """

    width: int
    height: int
    grey: bool
    noted: bool
    data: bytes


def jpeg(data: bytes) -> Jpeg | None:
    """Return what `data` is, or None where it is no JPEG, not a whole one, or one out of the ordinary.

    The dots themselves are not looked at: a decoder makes something of any, as long as they end where they should.
    """
    if data[:2] != b"\xff\xd8":
        return None
    parts, kept, at = [], 0, 2
    noted, seen = False, set()
    width = height = components = 0
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(data):
            return None
        if marker == _SCAN:
            break
        seen.add(marker)
        if marker in _FRAMES:
            if components or end < at + 10 or data[at + 4] != 8:
                return None
            height, width = int.from_bytes(data[at + 5 : at + 7], "big"), int.from_bytes(data[at + 7 : at + 9], "big")
            components = data[at + 9]
        elif _NOTE <= marker <= 0xED or marker == _COMMENT:
            noted |= marker in (_NOTE, _PROFILE)
            parts.append(data[kept:at])
            kept = end
        elif marker not in (_TABLES, _QUANTISED, _RESTART, 0xE0, 0xEE, 0xEF):
            return None
        at = end
    else:
        return None
    ordinary = components in (1, 3) and 0 < width * height <= _MANY and {_TABLES, _QUANTISED} <= seen
    # Two bytes such as these are a marker wherever they stand among dots.
    if not ordinary or data.rfind(_END, at) < 0:
        return None
    return Jpeg(width, height, components == 1, noted, b"".join((*parts, data[kept:])) if parts else data)
