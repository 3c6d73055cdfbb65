"""The order of the post: pieces by ZIP Code, in trays or sacks.

In: how many pieces go to each ZIP Code, and a scheme. Out: for each ZIP Code its level and group; and, piece by piece in that
order, where containers, bundles and batches break. No level is made for fewer pieces than it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.foundation.value import Struct
from pipeline.mailing.tables import Scheme


class Group(Struct, frozen=True):
    """Where a ZIP Code's pieces go: the level's rank, the digits they share, and the level's name."""

    rank: int
    digits: str
    level: str


class Place(Struct, frozen=True):
    """A piece's place: container, bundle and batch, each counted from 1."""

    container: int
    bundle: int
    batch: int


def groups(counts: Mapping[str, int], scheme: Scheme) -> dict[str, Group]:
    """Return the group of each ZIP Code: the finest level that has its minimum of pieces after finer ones have theirs."""
    found: dict[str, Group] = {}
    left = dict(counts)
    for rank, level in enumerate(scheme.levels):
        sums: dict[str, int] = {}
        for code, count in left.items():
            key = code[: level.digits]
            sums[key] = sums.get(key, 0) + count
        for code in list(left):
            key = code[: level.digits]
            if sums[key] >= level.minimum:
                found[code] = Group(rank, key, level.name)
                del left[code]
    return found


def places(ordered: Iterable[tuple[str, Group, str]], scheme: Scheme, batch: int) -> Iterator[Place]:
    """Yield the place of each piece; `ordered` are class of postage, group and ZIP Code in the order of the post.

    A container holds one group, a bundle one ZIP Code or, on coarser levels, one group; a batch whole containers, and `batch`
    pieces as soon as the container that reaches them is full. Each class of postage is a mailing of its own.
    """
    container = bundle = number = 0
    held = wrapped = made = 0
    last: tuple[str, Group, str] | None = None
    for piece in ordered:
        postage, group, code = piece
        fresh = last is None or last[0] != postage or last[1] != group or held >= scheme.most
        if fresh:
            if number == 0 or made >= batch or (last is not None and last[0] != postage):
                number += 1
                made = 0
            container += 1
            held = 0
        if fresh or (scheme.bundle and (wrapped >= scheme.bundle or (last is not None and last[2] != code))):
            bundle = 1 if fresh else bundle + 1
            wrapped = 0
        held, wrapped, made = held + 1, wrapped + 1, made + 1
        last = piece
        yield Place(container, bundle, number)
