"""A catalog of many messages made of the specimen's own, and an edit of its sources, each step from a seed.

In: the publication's Spanish catalogs. Out: so many entries, as unlike each other as those are; and what an editor made of them,
knowing for each edited message where it came from.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace as changed
from pipeline.translation.catalog import open_catalogs
from pipeline.translation.po import Entry

_WORD = re.compile(r"[^\W\d_]{2,}")

# The commonest words stay as they are in every copy: they are what unlike texts have in common.
_COMMON = 120


@dataclass(frozen=True)
class Edit:
    """The msgids after the edit, in order; `origin` names where an edited one came from, `new` those from nowhere."""

    texts: tuple[str, ...]
    origin: dict[str, str]
    new: frozenset[str]


def entries(root: Path, count: int, seed: int = 1) -> list[Entry]:
    """Return `count` translated entries: the catalogs' own, then copies in which every telling word has become another."""
    catalogs = open_catalogs(root, "es", Problems())
    own: dict[str, Entry] = {}
    for catalog in catalogs.by_domain.values():
        for entry in catalog.entries:
            if entry.translated and entry.msgid_plural is None:
                own.setdefault(entry.msgid, changed(entry, msgctxt=None, comments=()))
    counts = Counter(word.lower() for text in own for word in _WORD.findall(text))
    telling = [word for word, _ in counts.most_common()][_COMMON:]
    made = dict(own)
    copy = 0
    while len(made) < count:
        copy += 1
        other = telling.copy()
        random.Random(f"{seed} {copy}").shuffle(other)
        becomes = dict(zip(telling, other, strict=True))
        for entry in own.values():
            text = _WORD.sub(_Becomes(becomes), entry.msgid)
            made.setdefault(text, changed(entry, msgid=text, msgstr=(f"{entry.text} {copy}",)))
    return list(made.values())[:count]


@dataclass(frozen=True)
class _Becomes:
    """What a word becomes in a copy."""

    words: dict[str, str]

    def __call__(self, found: re.Match[str]) -> str:
        word = self.words.get(found[0].lower(), found[0])
        return word.capitalize() if found[0][0].isupper() else word


def edited(texts: Sequence[str], seed: int = 1) -> Edit:
    """Return `texts` with a tenth edited, about one word in ten of each; a twentieth deleted; a fiftieth new."""
    dice = random.Random(seed)
    words = sorted({word for text in texts for word in _WORD.findall(text)})
    edit = Edit((), {}, frozenset())
    result: list[str] = []
    taken = set(texts)
    new = set()
    for text in texts:
        fate = dice.random()
        if fate < 0.05:
            continue
        if fate < 0.15:
            other = _reworded(text, words, dice)
            if other not in taken:
                taken.add(other)
                edit.origin[other] = text
                text = other
        result.append(text)
        if dice.random() < 0.02:
            nonsense = " ".join(dice.choices(words, k=dice.randint(3, 25))).capitalize() + "."
            if nonsense not in taken:
                taken.add(nonsense)
                new.add(nonsense)
                result.append(nonsense)
    return replace(edit, texts=tuple(result), new=frozenset(new))


def _reworded(text: str, words: Sequence[str], dice: random.Random) -> str:
    """Return the text with one word in ten, and one at least, replaced, left out or joined by another."""
    pieces = text.split(" ")
    for _ in range(max(1, round(len(pieces) / 10))):
        at = dice.randrange(len(pieces))
        match dice.choice(("replace", "replace", "leave out", "add")):
            case "replace":
                pieces[at] = dice.choice(words)
            case "leave out" if len(pieces) > 1:
                del pieces[at]
            case _:
                pieces.insert(at, dice.choice(words))
    return " ".join(pieces)
