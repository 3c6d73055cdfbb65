"""Where in a catalog a word of a translation stands, so that an editor opens at the word and not at the paragraph.

In: the lines of a catalog, and where a msgstr begins. Out: the place of any text in it, however its lines are broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.foundation.diagnostic import Span

Locate = Callable[[str], Span]

_STRING = re.compile(r'^\s*(?:msgstr(?:\[\d+\])?\s*)?"(?P<text>(?:[^"\\]|\\.)*)"\s*$')
_PIECE = re.compile(r"\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)|[^\\]")
_MEANS = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


def locator(read: Callable[[], Sequence[str]], span: Span, plural: int = 0) -> Locate:
    """Return what finds the first place of a text in the msgstr at `span`, or in its plural form of a number.

    `read` returns the lines of the catalog. A text that does not stand there is at `span`.
    """

    def locate(text: str) -> Span:
        lines = read()
        letters: list[tuple[str, int, int]] = []
        start = span.line
        if plural:
            start = next(
                (n for n in range(span.line, len(lines) + 1) if lines[n - 1].startswith(f"msgstr[{plural}]")), 0
            )
        for number in range(start, len(lines) + 1):
            found = _STRING.match(lines[number - 1]) if start else None
            if found is None or (number > start and not lines[number - 1].lstrip().startswith('"')):
                break
            for piece in _PIECE.finditer(found["text"]):
                means = _MEANS.get(piece[0], piece[0] if len(piece[0]) == 1 else "\ufffd")
                letters.append((means, number, found.start("text") + piece.start() + 1))
        at = "".join(letter for letter, _, _ in letters).find(text)
        return span if at < 0 or not text else Span(span.path, letters[at][1], letters[at][2])

    return locate
