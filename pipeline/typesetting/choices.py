"""Choices: how articles were set on their pages before, so that what has the same shape is not searched again.

In: all that the search for an article's pages depends on, which is the sizes of things and not their words. Out: the ways it chose,
page by page. On disk they stand on the shelf of one edition, which holds what its last build used and nothing else.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.typesetting.box import Box
from pipeline.typesetting.keeping import keep, opened
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Opening
from pipeline.typesetting.page import PlacedLine

KIND = "choices"

Ends = tuple[int, ...]
Chosen = tuple[bool, int, tuple[tuple[Ends, str], ...]]
"""Whether pull quotes are kept, which height of the opener's picture was taken, and for each page how its columns end and where
figures across it stand."""

_shape = attrgetter("height", "before", "after", "cost", "place", "snap", "drop", "head", "notes")


class Choices:
    """What was chosen, under digests of what it was chosen from. Without a `folder` they live as long as this value.

    How an article was fitted bears on its words as well: `context` stands for how they are composed, and `digest` returns what
    stands for the file of a face.
    """

    def __init__(
        self,
        folder: Path | None = None,
        shelf: str = "",
        context: bytes = b"",
        digest: Callable[[str], bytes] = str.encode,
    ) -> None:
        self._context, self._digest = context, digest
        self._path = folder / "choices" / hashlib.sha256(shelf.encode()).hexdigest() if folder is not None else None
        self._old: dict[bytes, Chosen | int] = (opened(self._path, KIND) if self._path is not None else None) or {}
        self._used: dict[bytes, Chosen | int] = {}
        self._layouts: dict[int, tuple[Layout, bytes, bytes]] = {}

    def key(self, boxes: Sequence[Box], opening: Opening, layout: Layout, *rest: Any) -> bytes:
        """Return what stands for a search: the same key, the same ways. `rest` are numbers, texts, tuples or None."""
        said = self._said(layout)[1]
        words = opening.words.height, opening.art is None, opening.above, opening.ratio, opening.page
        # Version 2 writes equal values in the same bytes; later ones do not.
        data = marshal.dumps(([_sized(box) for box in boxes], words, said, rest), 2)
        return hashlib.blake2b(data, digest_size=20).digest()

    def fit_key(self, boxes: Sequence[Box], opening: Opening, layout: Layout, *rest: Any) -> bytes:
        """Return what stands for the fitting of an article: of the same words, in the same faces, by the same layout."""
        lines = [item.line for box in boxes for item in box.items if isinstance(item, PlacedLine)]
        faces = sorted({segment.face for line in lines for segment in line.segments})
        texts, files = [line.text for line in lines], [self._digest(face) for face in faces]
        return self.key(boxes, opening, layout, "fit", texts, files, self._said(layout)[2], self._context, *rest)

    def _said(self, layout: Layout) -> tuple[Layout, bytes, bytes]:
        """Return a layout, what make-up asks of it, and a digest of all of it."""
        known = self._layouts.get(id(layout))
        if known is None or known[0] is not layout:
            # The layout is held, so that its identity stays its name.
            said = repr((layout.sheet, layout.grid, layout.manner)).encode()
            known = self._layouts[id(layout)] = (layout, said, hashlib.blake2b(repr(layout).encode()).digest())
        return known

    def step(self, key: bytes) -> int | None:
        """Return which step of copyfitting was chosen under a `fit_key`, if it is known."""
        chosen = self._known(key)
        return chosen if isinstance(chosen, int) else None

    def get(self, key: bytes) -> Chosen | None:
        """Return what was chosen under `key`, if it is known."""
        chosen = self._known(key)
        return None if isinstance(chosen, int) else chosen

    def _known(self, key: bytes) -> Chosen | int | None:
        chosen = self._used.get(key)
        if chosen is None and (chosen := self._old.get(key)) is not None:
            self._used[key] = chosen
        return chosen

    def add(self, key: bytes, chosen: Chosen | int) -> None:
        """Know from now on what was chosen under `key`."""
        self._used[key] = chosen

    def keep(self) -> None:
        """Keep this build's choices on disk, if any of them is new."""
        if self._path is not None and not self._used.keys() <= self._old.keys():
            keep(self._path, KIND, self._used)


def _sized(box: Box) -> tuple[Any, ...]:
    """Return what make-up knows of a box: its size, its price and its place."""
    height, before, after, cost, place, snap, drop, head, notes = _shape(box)
    inner = tuple([_sized(part) for note in notes for part in (*note, _END)]) if notes else ()
    return height, before, after, cost, place, snap, bool(drop), head.height if head is not None else None, inner


_END = Box(0.0, text="the end of a note")
