"""Footnotes at the foot of a column: how many of those that belong there stand in it, and what is left for the next."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.value import Struct
from pipeline.typesetting.box import NEVER, SLACK, Box

# What footnotes begun in an earlier column may take of this one before text has its turn.
_OWED = 0.5


class NoteFoot(Struct, frozen=True):
    """The footnotes of a column: the first `count` of `boxes` stand in it, `height` points high, the rest in the next.

    `least` is the room they must have; `fits` says that there is so much, every one that is cited here being begun here.
    """

    boxes: tuple[Box, ...] = ()
    count: int = 0
    height: float = 0.0
    least: float = 0.0
    fits: bool = True

    @property
    def left(self) -> tuple[Box, ...]:
        """What is left of them for the next column."""
        return self.boxes[self.count :]

    def placed(self, depth: float) -> list[tuple[float, Box]]:
        """Return the boxes with their tops, the last at the foot of a column of `depth`."""
        made: list[tuple[float, Box]] = []
        y = depth - self.height
        if rule := self.boxes[0].head:
            made.append((y, rule))
            y += rule.height
        for index, box in enumerate(self.boxes[: self.count]):
            y += box.before if index else 0.0
            made.append((y, box))
            y += box.height
        return made


NO_NOTES = NoteFoot()


def note_foot(owed: Sequence[Box], notes: Sequence[Sequence[Box]], room: float) -> NoteFoot:
    """Return the footnotes of a column that has `room` for them: what is owed from before, then the `notes` cited in it."""
    boxes = [*owed]
    for note in notes:
        boxes += note
    if not boxes:
        return NO_NOTES
    rule = boxes[0].head
    y = rule.height if rule is not None else 0.0
    # The last footnote has to begin here, the others to end; what was owed must go on.
    begun = len(boxes) - len(notes[-1]) if notes else 0
    count, height, least = 0, 0.0, 0.0
    for index, box in enumerate(boxes):
        y += box.height + (box.before if index else 0.0)
        if y > room + SLACK:
            break
        if index + 1 == len(boxes) or boxes[index + 1].cost != NEVER:
            count, height = index + 1, y
            enough = count >= len(owed) or y >= room * _OWED
            if not least and count > begun and enough:
                least = y
    return NoteFoot(tuple(boxes), count, height, least, least > 0)
