"""Paragraphs that are composed: the lines of each, in memory and from build to build.

In: all that a paragraph's lines depend on. Out: its lines, if they have been made before. On disk they stand on the shelf
of one edition, which holds what its last build used and nothing else.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import Problem, Span
from pipeline.foundation.value import astuple
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.keeping import keep_shelf, opened_shelf
from pipeline.typesetting.layout import Justification, TextStyle
from pipeline.typesetting.page import Line, Segment
from pipeline.typesetting.words import Run

# Paragraphs in memory at a time, and bytes of a shelf.
KEPT, LARGEST = 20_000, 32_000_000

KIND = "paragraphs"

# What stands around lines does not bear on them: copyfitting changes the leading of an article, and no line of it.
_AROUND = {"leading", "before", "after", "margin", "colour", "emphasis", "run_in"}
_style = attrgetter(*(name for name in TextStyle.__struct_fields__ if name not in _AROUND))
# The fields of a line between its segments and its span.
_LINE = Line.__struct_fields__
if _LINE[0] != "segments" or _LINE[-1] != "span":
    raise AssertionError("a line begins with its segments and ends with its span")
_line = attrgetter(*_LINE[1:-1])

Composition = tuple[tuple[Line, ...], tuple[Problem, ...]]


class Composed:
    """Composed paragraphs under their keys. Without a `folder` they live as long as this value."""

    def __init__(
        self,
        library: FaceLibrary,
        justification: Justification,
        hyphenators: Mapping[str, Hyphenator],
        folder: Path | None,
        shelf: str,
    ) -> None:
        self._library = library
        self._made: dict[bytes, Composition] = {}
        self._old: dict[bytes, memoryview] = {}
        self._passing: set[bytes] = set()
        self._fresh = False
        self._styles: dict[int, tuple[TextStyle, tuple[Any, ...]]] = {}
        self._path: Path | None = None
        rules = [(tag, hyphenators[tag].digest) for tag in sorted(hyphenators)]
        self.context = hashlib.sha256(repr((justification, rules)).encode()).digest()
        if folder is not None:
            self._path = folder / "paragraphs" / hashlib.sha256(shelf.encode()).hexdigest()
            found = opened_shelf(self._path, KIND)
            if found is not None and found[0][0] == self.context:
                self._old = _parted(found[0][1], found[1])
        # Whether an earlier build left paragraphs that can be used.
        self.opened = bool(self._old)

    def key(self, runs: Iterable[Run], style: TextStyle, *rest: Any) -> bytes:
        """Return what stands for a paragraph: the same key, the same lines. `rest` are numbers, texts, tuples or None."""
        known = self._styles.get(id(style))
        if known is None or known[0] is not style:
            # The style is held, so that its identity stays its name.
            known = self._styles[id(style)] = (style, _style(style))
        said = [astuple(run) for run in runs]
        faces = [self._library.digest(face) for face in {run[1]: None for run in said}] if self._path else None
        # Version 2 writes equal values in the same bytes; later ones do not.
        return hashlib.blake2b(marshal.dumps((known[1], rest, said, faces), 2), digest_size=20).digest()

    def get(self, key: bytes, span: Span) -> Composition | None:
        """Return the paragraph of `key`, if it is known; lines from the disk are said to come from `span`."""
        made = self._made.get(key)
        if made is None and key in self._old:
            made = self._made[key] = _opened(self._old[key], span)
        return made

    def add(self, key: bytes, made: Composition, runs: Iterable[Run]) -> None:
        """Know the paragraph made of `runs` from now on.

        One with an error goes to no disk, so that the error is found again; nor does one that took a character from
        another face than it asked for, whose file its key does not name.
        """
        if len(self._made) >= KEPT:
            self._made.clear()
        self._made[key] = made
        faces = {run.face for run in runs}
        wrong = any(problem.severity == "error" for problem in made[1])
        if wrong or not all(segment.face in faces for line in made[0] for segment in line.segments):
            self._passing.add(key)
        else:
            self._fresh = True

    def gathered(self) -> tuple[dict[bytes, int], bytearray]:
        """Return the paragraphs that were composed, but for those that go to no disk."""
        fresh = {key: made for key, made in self._made.items() if key not in self._passing and key not in self._old}
        return _joined((key, _closed(made)) for key, made in fresh.items())

    def gather(self, made: tuple[dict[bytes, int], bytes]) -> None:
        """Know paragraphs that were `gathered` elsewhere."""
        self._old |= _parted(*made)
        self._fresh = self._fresh or bool(made[0])

    def keep(self) -> None:
        """Keep this build's paragraphs on disk, if any of them is new."""
        if self._path is None or not self._fresh:
            return
        kept = dict(self._kept())
        lengths = {key: len(data) for key, data in kept.items()}
        keep_shelf(self._path, KIND, (self.context, lengths), tuple(kept.values()))
        # What this build used is known by now; the bytes it came from need not be held while the file is written.
        self._old, self._fresh, self.opened = {}, False, True

    def _kept(self) -> Iterator[tuple[bytes, bytes | memoryview]]:
        size = 0
        for key, made in self._made.items():
            if key not in self._passing:
                data = self._old.get(key) or _closed(made)
                size += len(data)
                if size > LARGEST:
                    return
                yield key, data


def _joined(made: Iterable[tuple[bytes, bytes | memoryview]]) -> tuple[dict[bytes, int], bytearray]:
    """Return the lengths of paragraphs by their keys, and all of them one after the other."""
    lengths: dict[bytes, int] = {}
    whole = bytearray()
    for key, data in made:
        lengths[key] = len(data)
        whole += data
    return lengths, whole


def _parted(lengths: dict[bytes, int], whole: bytes | memoryview) -> dict[bytes, memoryview]:
    """Return the paragraphs that `_joined` has put together, without a copy of any."""
    view, at = memoryview(whole), 0
    found: dict[bytes, memoryview] = {}
    for key, length in lengths.items():
        found[key] = view[at : at + length]
        at += length
    return found


def _closed(made: Composition) -> bytes:
    lines = [([astuple(segment) for segment in line.segments], _line(line)) for line in made[0]]
    return marshal.dumps((lines, [(each.severity, each.code, each.message, each.hint) for each in made[1]]))


def _opened(data: memoryview, span: Span) -> Composition:
    lines, noted = marshal.loads(data)
    return (
        tuple([Line(*(tuple([Segment(*segment) for segment in segments]), *line, span)) for segments, line in lines]),
        tuple([Problem(severity, code, message, span, hint) for severity, code, message, hint in noted]),
    )
