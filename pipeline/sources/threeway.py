"""Three versions of an article made one: as it was pulled, as the editor has it, as the source has it now.

In: three texts. Out: one, and the lines where a conflict is marked. What only one side changed is taken; where both changed the
same paragraph in different ways, both stand in the text between marks, and nothing is lost. The unit is a paragraph, then a
line; in the front matter a key, then a key within it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from pipeline.foundation.diagnostic import Span
from pipeline.foundation.value import Struct
from pipeline.sources.writer import front_matter, front_matter_line

OURS, BETWEEN, THEIRS = "<<<<<<< the article", "=======", ">>>>>>> the source"
# What the pull itself writes into `source`: the newer pull's word counts.
_PULLED = frozenset({"url", "retrieved", "sha256"})
_FRONT = re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*\n", re.S | re.M)
_MISSING = object()


class Merged(Struct, frozen=True):
    """A text made of three, and the numbers of the lines where conflicts begin."""

    text: str
    conflicts: tuple[int, ...]


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Return what both sides made of `base`. A side that equals `base` or the other brings no conflict."""
    (front, old), (ours_front, mine), (theirs_front, other) = (_parted(text) for text in (base, ours, theirs))
    body = _merged(_paragraphs(old), _paragraphs(mine), _paragraphs(other), _by_lines)
    text = _front(front, ours_front, theirs_front) + "".join(body)
    return Merged(text, tuple(n for n, line in enumerate(text.split("\n"), 1) if line == OURS))


def _parted(text: str) -> tuple[str, str]:
    found = _FRONT.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each with the blank lines after it."""
    return re.findall(r"(?:[^\n]*[^\n \t][^\n]*(?:\n|\Z))+(?:[ \t]*\n)*|(?:[ \t]*\n)+", text)


Resolve = Callable[[Sequence[str], Sequence[str], Sequence[str]], list[str]]


def _merged(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], resolve: Resolve) -> list[str]:
    """Return three sequences made one; what both sides changed is left to `resolve`."""
    made: list[str] = []
    for old, mine, other in _chunks(base, ours, theirs):
        if mine == other or other == old:
            made += mine
        elif mine == old:
            made += other
        elif len(old) == len(mine) == len(other):
            # Neighbours that each side changed one of are no conflict.
            for one, two, three in zip(old, mine, other, strict=True):
                made += (
                    [two] if two == three or three == one else [three] if two == one else resolve([one], [two], [three])
                )
        else:
            made += resolve(old, mine, other)
    return made


Chunk = tuple[list[str], list[str], list[str]]


def _chunks(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    """Yield what lies between the pieces that all three share, and those pieces."""
    mine, other = _matched(base, ours), _matched(base, theirs)
    at = [0, 0, 0]
    for number in [n for n in range(len(base)) if n in mine and n in other] + [len(base)]:
        ends = [number, mine.get(number, len(ours)), other.get(number, len(theirs))]
        yield tuple(list(text[a:b]) for text, a, b in zip((base, ours, theirs), at, ends, strict=True))  # type: ignore[misc] # three by three
        if number < len(base):
            yield [base[number]], [base[number]], [base[number]]
        at = [end + 1 for end in ends]


def _matched(base: Sequence[str], side: Sequence[str]) -> dict[int, int]:
    # The last paragraph of a text lacks the blank line that it has anywhere else.
    one, two = ([piece.strip() for piece in text] for text in (base, side))
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _by_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return the lines of paragraphs made one, such as a list's or a table's; the paragraphs marked where that fails."""
    lines = [[line for piece in text for line in piece.splitlines(keepends=True)] for text in (base, ours, theirs)]
    if min(len(text) for text in lines) > 2:
        refused: list[bool] = []

        def refuse(old: Sequence[str], mine: Sequence[str], other: Sequence[str]) -> list[str]:
            refused.append(True)
            return []

        made = _merged(lines[0], lines[1], lines[2], refuse)
        if not refused:
            return made
    return [_marked("".join(ours), "".join(theirs))]


def _marked(ours: str, theirs: str) -> str:
    """Return both sides of a conflict, each mark a paragraph of its own."""
    mine, other = ours.strip("\n"), theirs.strip("\n")
    return f"{OURS}\n\n{mine}\n\n{BETWEEN}\n\n{other}\n\n{THEIRS}\n\n"


def _front(base: str, ours: str, theirs: str) -> str:
    """Return the front matter: the editor's lines as they stand, but for the keys that only the source changed."""
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    values = [front_matter(text, Span("front matter"))[0] for text in (base, ours, theirs)]
    lines = [_lines_by_key(text) for text in (ours, theirs)]
    keys = [*lines[0], *(key for key in lines[1] if key not in lines[0])]
    made = ["---\n"]
    for key in keys:
        old, mine, other = (value.get(key, _MISSING) for value in values)
        if mine == other or other == old:
            made += lines[0].get(key, [])
        elif mine == old:
            made += lines[1].get(key, [])
        else:
            value = _value(key, old, mine, other)
            if value is _MISSING:
                sides = ["".join(side.get(key, [])) for side in lines]
                made += [f"{OURS}\n", sides[0], f"{BETWEEN}\n", sides[1], f"{THEIRS}\n"]
            else:
                made.append(front_matter_line(key, value))
    return "".join([*made, "---\n"])


def _lines_by_key(text: str) -> dict[str, list[str]]:
    """Return the lines of front matter by the key they belong to; comments stay with the key before them."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in text.splitlines(keepends=True)[1:-1]:
        head = re.match(r"(\w[\w-]*)\s*:", line)
        key = head[1] if head else key
        found.setdefault(key, []).append(line)
    return found


def _value(key: str, base: Any, ours: Any, theirs: Any) -> Any:
    """Return a key's value made of three, or `_MISSING` where both sides changed the same thing."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        made = {}
        for name in dict.fromkeys([*ours, *theirs]):
            one, two, three = old.get(name, _MISSING), ours.get(name, _MISSING), theirs.get(name, _MISSING)
            pulled = key == "source" and name in _PULLED
            if not (pulled or two in (one, three) or three == one):
                return _MISSING
            value = three if pulled or two == one else two
            if value is not _MISSING:
                made[name] = value
        return made
    if isinstance(ours, list) and isinstance(theirs, list) and all(isinstance(v, str) for v in [*ours, *theirs]):
        old_list = base if isinstance(base, list) else []
        added = [value for value in theirs if value not in old_list and value not in ours]
        return [value for value in ours if value in theirs or value not in old_list] + added
    return _MISSING
