"""Agreement of languages: what they print in common stands where the language that needs the most room puts it.

In: measures, asked for in the same order by every language of a co-edition. Out: for each the largest that any language asked for.
The languages are set one after the other and then all again, until no measure moves; an edition of its own agrees with nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box, merged
from pipeline.typesetting.page import PlacedLine

_SLACK = 1e-6


class Agreement:
    """The measures of one part of a co-edition: those of the pass before, and those asked for in this one.

    A measure is known by its turn and its kind, so that languages that go different ways at first do not mix theirs up.
    """

    def __init__(self) -> None:
        self._agreed: dict[tuple[int, str], float] = {}
        self._asked: dict[tuple[int, str], float] = {}
        self._turn = 0

    def begin(self) -> None:
        """Let the next language speak."""
        self._turn = 0

    def agree(self, kind: str, value: float) -> float:
        """Return the largest that a measure is in any language, as far as that is known; `value` is what it is in this one."""
        key = (self._turn, kind)
        self._turn += 1
        self._asked[key] = max(value, self._asked.get(key, value))
        return max(value, self._agreed.get(key, value))

    def settled(self) -> bool:
        """End a pass; return whether every language asked for what it asked for in the pass before."""
        still = self._asked.keys() == self._agreed.keys() and all(
            abs(value - self._agreed[key]) < _SLACK for key, value in self._asked.items()
        )
        self._agreed, self._asked = self._asked, {}
        return still


class Agreeing(Protocol):
    """What a measure can be agreed with: a setter of words."""

    agreement: Agreement | None

    def agreed(self, kind: str, value: float) -> float:
        """Return the measure as all languages have it."""
        ...


def inked(box: Box) -> bool:
    """Whether a box carries more than text: a picture, a tint or a rule, which stand still from language to language."""
    return any(not isinstance(item, PlacedLine) for item in box.items)


def levelled(setter: Agreeing, boxes: Sequence[Box]) -> list[Box]:
    """Return boxes that are stacked into one so that what is inked is as far down in every language, and the whole as high."""
    if setter.agreement is None:
        return list(boxes)
    made: list[Box] = []
    y = 0.0
    for box in boxes:
        top = y + (box.before if made else 0.0)
        if inked(box):
            level = setter.agreed("level", top)
            if level > top and made:
                box = replace(box, before=box.before + level - top)
            elif level > top:
                made.append(Box(level - top))
                box = replace(box, before=0.0)
            top = level
        made.append(box)
        y = top + box.height
    whole = setter.agreed("height", y)
    if whole > y:
        made.append(Box(whole - y))
    return made


def grouped(setter: Agreeing, boxes: Sequence[Box]) -> list[Box]:
    """Return boxes that columns are balanced from so that what is inked comes to stand in one place in every language.

    The text before and after it is never cut then, and as high in every language; text with nothing inked in it is left alone.
    """
    if setter.agreement is None or not any(inked(box) for box in boxes):
        return list(boxes)
    made: list[Box] = []
    text: list[Box] = []
    for box in (*boxes, None):
        if box is not None and not inked(box):
            text.append(box)
            continue
        if text:
            made.append(merged(levelled(setter, text)))
            text = []
        if box is not None:
            made.append(box)
    return made
