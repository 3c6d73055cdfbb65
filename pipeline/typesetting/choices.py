"""Choices: how articles were set on their pages before, so that what has the same shape is not searched again.

In: all that the search for an article's pages depends on, which is the sizes of things and not their words. Out: the ways it chose,
page by page. On disk they stand on the shelf of one edition, which holds what its last build used and nothing else.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.typesetting.box import Box
from pipeline.typesetting.keeping import keep, opened
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Opening

KIND = "choices"

Ends = tuple[int, ...]
Chosen = tuple[bool, int, tuple[tuple[Ends, str], ...]]
"""Whether pull quotes are kept, which height of the opener's picture was taken, and for each page how its columns end and where
figures across it stand."""

_shape = attrgetter("height", "before", "after", "cost", "place", "snap", "drop", "head", "notes")


class Choices:
    """What was chosen, under digests of what it was chosen from. Without a `folder` they live as long as this value."""

    def __init__(self, folder: Path | None = None, shelf: str = "") -> None:
        self._path = folder / "choices" / hashlib.sha256(shelf.encode()).hexdigest() if folder is not None else None
        self._old: dict[bytes, Chosen] = (opened(self._path, KIND) if self._path is not None else None) or {}
        self._used: dict[bytes, Chosen] = {}
        self._layouts: dict[int, tuple[Layout, bytes]] = {}

    def key(self, boxes: Sequence[Box], opening: Opening, layout: Layout, *rest: Any) -> bytes:
        """Return what stands for a search: the same key, the same ways. `rest` are numbers, texts, tuples or None."""
        known = self._layouts.get(id(layout))
        if known is None or known[0] is not layout:
            # The layout is held, so that its identity stays its name.
            said = repr((layout.sheet, layout.grid, layout.manner)).encode()
            known = self._layouts[id(layout)] = (layout, said)
        words = opening.words.height, opening.art is None, opening.above, opening.ratio, opening.page
        # Version 2 writes equal values in the same bytes; later ones do not.
        data = marshal.dumps(([_sized(box) for box in boxes], words, known[1], rest), 2)
        return hashlib.blake2b(data, digest_size=20).digest()

    def get(self, key: bytes) -> Chosen | None:
        """Return what was chosen under `key`, if it is known."""
        chosen = self._used.get(key)
        if chosen is None and (chosen := self._old.get(key)) is not None:
            self._used[key] = chosen
        return chosen

    def add(self, key: bytes, chosen: Chosen) -> None:
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
