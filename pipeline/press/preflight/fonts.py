"""Fonts as a finished file has them: embedded or not, the width and the text of each code, and the codes used.

In: a font dictionary. Out: a `Font` (ISO 32000-1, 9.6 to 9.10).
"""

from __future__ import annotations

import re
import struct
from functools import cached_property
from typing import Any

_ITALIC, _BOLD = 1 << 6, 1 << 18
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
_SUBSET = re.compile(r"[A-Z]{6}\+")
_WIDEST = 1 << 16


class _Widths(dict[int, float]):
    """Widths of codes; all others have the `default`."""

    default = 0.0

    def __missing__(self, code: int) -> float:
        return self.default


class _Texts(dict[int, str]):
    """What codes say; others say nothing that is known."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


class Font:
    """A font of the file; `used` takes the codes that text is set in."""

    def __init__(self, entries: Any) -> None:
        self.entries = entries
        self.kind = str(entries.get("/Subtype", ""))[1:]
        self.two = self.kind == "Type0"
        self.inner = entries.DescendantFonts[0] if self.two else entries
        self.descriptor = self.inner.get("/FontDescriptor")
        self.base = str(entries.get("/BaseFont", "/?"))[1:]
        self.used: set[int] = set()
        self._said: dict[bytes, str] = {}
        self.widths = _Widths()
        self._measure()

    @property
    def name(self) -> str:
        """Its name without a subset's tag."""
        return _SUBSET.sub("", self.base)

    @property
    def tagged(self) -> bool:
        """Whether its name has the tag of a subset."""
        return bool(_SUBSET.match(self.base))

    @cached_property
    def program(self) -> Any:
        """The embedded font program, or None."""
        if self.kind == "Type3":
            return self.entries.get("/CharProcs")
        if self.descriptor is None:
            return None
        return next(
            (self.descriptor[key] for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in self.descriptor), None
        )

    @cached_property
    def italic(self) -> bool:
        """Whether it is an italic or oblique."""
        flags = int(self.descriptor.get("/Flags", 0)) if self.descriptor is not None else 0
        angle = float(self.descriptor.get("/ItalicAngle", 0)) if self.descriptor is not None else 0
        return bool(flags & _ITALIC) or angle != 0 or bool(re.search(r"(?i)italic|oblique", self.base))

    @cached_property
    def x_height(self) -> float:
        """How tall an x is, in shares of the size, 0 where the font does not say."""
        return float(self.descriptor.get("/XHeight", 0)) / 1000 if self.descriptor is not None else 0.0

    @cached_property
    def unicode(self) -> bool:
        """Whether it says what its codes mean."""
        return "/ToUnicode" in self.entries

    @cached_property
    def texts(self) -> dict[int, str]:
        """The text of each code, by its ToUnicode map."""
        found = _Texts()
        if not self.unicode:
            found.update(
                (code, bytes((code,)).decode("cp1252", "replace")) for code in range(32, 0 if self.two else 256)
            )
            return found
        for kind, body in _BLOCK.findall(self.entries.ToUnicode.read_bytes()):
            if kind == b"bfchar":
                found.update((int(_tight(code), 16), _text(text)) for code, text in _CHAR.findall(body))
                continue
            for first, last, start, several in _RANGE.findall(body):
                low, high = int(_tight(first), 16), int(_tight(last), 16)
                many = re.findall(rb"<([0-9A-Fa-f\s]*)>", several)
                for at in range(min(high - low + 1, _WIDEST)):
                    if several:
                        found[low + at] = _text(many[at]) if at < len(many) else ""
                    else:
                        text = _text(start)
                        found[low + at] = text[:-1] + chr(min(ord(text[-1]) + at, 0x10FFFF)) if text else ""
        return found

    def codes(self, shown: bytes) -> list[int]:
        """Return the codes of a string."""
        if not self.two:
            return list(shown)
        pairs = len(shown) // 2
        return list(struct.unpack(f">{pairs}H", shown[: 2 * pairs]))

    def text(self, shown: bytes) -> str:
        """Return what a string says."""
        said = self._said.get(shown)
        if said is None:
            texts = self.texts
            said = self._said[shown] = "".join(map(texts.__getitem__, self.codes(shown)))
        return said

    def width(self, shown: bytes) -> float:
        """Return the width of a string in thousandths of the size, its codes noted as used."""
        codes = self.codes(shown)
        self.used.update(codes)
        return sum(map(self.widths.__getitem__, codes))

    def _measure(self) -> None:
        if self.two:
            self.widths.default = float(self.inner.get("/DW", 1000))
            entries = list(self.inner.get("/W", []))
            at = 0
            while at + 1 < len(entries):
                first, second = int(entries[at]), entries[at + 1]
                if hasattr(second, "__iter__"):
                    self.widths.update((first + n, float(width)) for n, width in enumerate(second))
                    at += 2
                else:
                    if at + 2 >= len(entries):
                        break
                    width = float(entries[at + 2])
                    self.widths.update((code, width) for code in range(first, min(int(second) + 1, first + _WIDEST)))
                    at += 3
            return
        first = int(self.entries.get("/FirstChar", 0))
        self.widths.update((first + n, float(width)) for n, width in enumerate(self.entries.get("/Widths", [])))
        if self.kind == "Type3":
            scale = abs(float(self.entries.FontMatrix[0])) * 1000
            self.widths.update([(code, width * scale) for code, width in self.widths.items()])
        missing = self.descriptor.get("/MissingWidth", 0) if self.descriptor is not None else 500
        self.widths.default = float(missing)


def _tight(code: bytes) -> bytes:
    return b"".join(code.split())


def _text(code: bytes) -> str:
    code = _tight(code)
    return bytes.fromhex((code + b"0" * (len(code) % 2)).decode()).decode("utf-16-be", "replace")
