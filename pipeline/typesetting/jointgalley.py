"""One galley for all languages of a co-edition: what is inked stands once, and between it the text of whoever needs most room.

In: an article's boxes in each language. Out: a `Joint` galley that make-up can place like any other, which knows what each of its
boxes is in each language.

What is inked (a picture, a tint, a rule) is an anchor. Figures, sidebars, wide tables and pull quotes float: text runs on past
them. A rule that stands in the text (over the reviewer's name, under a row of a long table) bars it: what is before it in one
language is before it in all. The text between two bars is a stretch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.agreement import inked
from pipeline.typesetting.box import NEVER, Box


class Parts(Struct, frozen=True):
    """A galley in its parts. `places` says of each anchor the stretch it stands in or ends, how many of its boxes are before it,
    and whether it bars the text.
    """

    stretches: tuple[tuple[Box, ...], ...]
    anchors: tuple[Box, ...]
    places: tuple[tuple[int, int, bool], ...]

    @property
    def shape(self) -> tuple[tuple[int, bool, str, bool], ...]:
        """What all languages have to have in common."""
        return tuple(
            (stretch, bars, box.place, bool(box.drop))
            for box, (stretch, _, bars) in zip(self.anchors, self.places, strict=True)
        )


class Joint(Struct, frozen=True):
    """The boxes all languages are made up by. `anchors` and `heads` are the numbers of what is inked by the identity of its box.

    `donors` are the languages that lend each stretch its text.
    """

    boxes: tuple[Box, ...]
    parts: Mapping[str, Parts]
    anchors: Mapping[int, int]
    heads: Mapping[int, int]
    donors: tuple[str, ...]


def parted(boxes: Sequence[Box]) -> Parts:
    """Return the parts of a galley."""
    stretches: list[list[Box]] = [[]]
    anchors: list[Box] = []
    places: list[tuple[int, int, bool]] = []
    for box in boxes:
        bars = not box.place and inked(box)
        if box.place or bars:
            anchors.append(box)
            places.append((len(stretches) - 1, len(stretches[-1]), bars))
            if bars:
                stretches.append([])
        else:
            stretches[-1].append(box)
    return Parts(tuple(tuple(stretch) for stretch in stretches), tuple(anchors), tuple(places))


def joined(galleys: Mapping[str, Sequence[Box]], slack: Mapping[int, int], step: float, snap: bool) -> Joint | None:
    """Return the galleys of all languages as one, or None where they do not have the same pictures, tints and rules in one order.

    `slack` adds lines of `step` points to stretches, for a language that did not come to its end in them.
    """
    parts = {language: parted(boxes) for language, boxes in galleys.items()}
    first, *others = parts.values()
    if any(other.shape != first.shape for other in others):
        return None
    donors = tuple(
        max(parts, key=lambda language, number=number: _depth(parts[language].stretches[number]))  # type: ignore[misc]  # the default binds the loop's number
        for number in range(len(first.stretches))
    )
    anchors: dict[int, int] = {}
    heads: dict[int, int] = {}
    boxes: list[Box] = []
    number = 0
    for stretch, donor in enumerate(donors):
        own = parts[donor]
        done = 0
        text = [*own.stretches[stretch]]
        while number < len(own.anchors) and own.places[number][0] == stretch:
            _, rank, bars = own.places[number]
            every = [part.anchors[number] for part in parts.values()]
            box = replace(own.anchors[number], height=max(other.height for other in every))
            if box.head is not None:
                heads[id(box.head)] = number
            boxes += text[done:rank]
            done = rank
            if bars:
                boxes[len(boxes) - bound(boxes, box) : len(boxes) - bound(boxes, box)] = _lines(
                    slack, stretch, step, snap
                )
            boxes.append(box)
            anchors[id(box)] = number
            number += 1
        boxes += text[done:]
        if stretch == len(donors) - 1:
            boxes += _lines(slack, stretch, step, snap)
    return Joint(tuple(boxes), parts, anchors, heads, donors)


def bound(text: Sequence[Box], bar: Box) -> int:
    """Return how many boxes at the end of `text` must not be parted from the bar under them."""
    count = 0
    following = bar
    while count < len(text) and following.cost == NEVER and not text[len(text) - 1 - count].place:
        following = text[len(text) - 1 - count]
        if inked(following):
            break
        count += 1
    return count


def _lines(slack: Mapping[int, int], stretch: int, step: float, snap: bool) -> list[Box]:
    return [Box(step, snap=snap) for _ in range(slack.get(stretch, 0))]


def _depth(boxes: Sequence[Box]) -> float:
    return sum(box.height + box.before for box in boxes)
