"""Which face draws which character: of a piece of text, the parts that each face shows, and what none has.

In: text and the face it is to be set in. Out: (face, text, what is shown of it).
"""

from __future__ import annotations

import unicodedata

from pipeline.typesetting.font import FaceLibrary

# Joiners, directions and other marks without a glyph, and the soft hyphen.
_INVISIBLE = ("Cf", "Cc")


class Coverage:
    """The characters of the faces of `library`."""

    def __init__(self, library: FaceLibrary) -> None:
        self._library = library
        self._visible: dict[str, frozenset[str]] = {}

    def seen(self, name: str) -> frozenset[str]:
        """Return the characters a face has that leave a mark, or a space."""
        visible = self._visible.get(name)
        if visible is None:
            characters = self._library.face(name).characters
            visible = self._visible[name] = frozenset(
                char for code in characters if unicodedata.category(char := chr(code)) not in _INVISIBLE
            )
        return visible

    def pieces(
        self, text: str, name: str, missing: list[tuple[str, str]], soft: list[int], length: int
    ) -> list[tuple[str, str, str]]:
        """Return (face, text, what is shown of it) in pieces of one face; note soft hyphens and what is
        missing.

        `length` is the number of characters of the word before `text`.
        """
        visible = self.seen(name)
        if visible.issuperset(text):
            return [(name, text, text)]
        found: list[tuple[str, str, str]] = []
        for char in text:
            if char == "\u00ad":
                soft.append(length)
            home, shown = name, char
            if char not in visible:
                category = unicodedata.category(char)
                if category in _INVISIBLE or "\ufe00" <= char <= "\ufe0f":
                    continue
                other = self._library.home(char, name) if category not in ("Co", "Cs", "Cn") else None
                if other is None:
                    missing.append((char, name))
                    shown = "\ufffd" if "\ufffd" in visible else "?"
                else:
                    home = other
            if unicodedata.combining(char) and found and home != found[-1][0] and shown == char:
                # A mark stays with its letter where that letter's face can draw it.
                before = found[-1][0]
                if self._library.face(before).has(char):
                    home = before
            if found and found[-1][0] == home:
                found[-1] = (home, found[-1][1] + char, found[-1][2] + shown)
            else:
                found.append((home, char, shown))
            length += 1
        return found
