"""The proof of a co-edition, plate by plate: what is on every plate but the black one is the same in all languages.

In: the finished file of each language. Out: what differs, by page and place. Text has to be on the black plate alone and to cut
nothing out of the others; every image, tint and rule has to be the same in all files, on each plate; on the black plate, too, all
but the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from pipeline.foundation.value import Struct
from pipeline.press.plates import Mark, Sheet

# Objects named on one page; the rest of them are counted.
_NAMED = 3


class Difference(Struct, frozen=True):
    """What breaks a co-edition: on which page of which languages, from 1, and in words. `text` says that it is about text."""

    page: int
    languages: tuple[str, ...]
    said: str
    text: bool = False


def differences(files: Mapping[str, Sequence[Sheet]]) -> list[Difference]:
    """Return all that keeps the plates of `files`, by language, from being shared; all are held to the first language."""
    found: list[Difference] = []
    for language, sheets in files.items():
        for number, sheet in enumerate(sheets, 1):
            found += _texts(language, number, sheet)
    first, *others = files
    for other in others:
        pair = (first, other)
        if len(files[first]) != len(files[other]):
            said = f"{first} has {len(files[first])} pages, {other} {len(files[other])}"
            found.append(Difference(min(len(files[first]), len(files[other])) + 1, pair, said))
        for number, (one, two) in enumerate(zip_longest(files[first], files[other]), 1):
            if one is not None and two is not None:
                found += (Difference(number, pair, said) for said in _sheets(pair, one, two))
    return found


def _texts(language: str, page: int, sheet: Sheet) -> Iterator[Difference]:
    """Yield the text of a page that is not on the black plate alone, one for each set of plates it touches."""
    astray: dict[tuple[str, str], list[Mark]] = {}
    for mark in sheet.marks:
        if mark.kind == "text" and not mark.overprints_in_black:
            inked, cut = _touched(mark, sheet.plates)
            astray.setdefault((inked, cut), []).append(mark)
    for (inked, cut), marks in astray.items():
        said = f"text {_place(marks[0])} prints on {inked}" if inked else f"text {_place(marks[0])} is cut out of {cut}"
        if not inked and not cut:
            said = f"text {_place(marks[0])} is transparent"
        more = f", and {len(marks) - 1} more like it" if len(marks) > 1 else ""
        yield Difference(page, (language,), said + more, text=True)


def _touched(mark: Mark, plates: Sequence[str]) -> tuple[str, str]:
    """Return the plates but the black one that a mark has ink on, and those it is cut out of, in words."""
    on = {plate: mark.on(plate) for plate in plates if plate != "Black"}
    inked = [plate for plate, amount in on.items() if amount not in (None, 0.0)]
    cut = [plate for plate, amount in on.items() if amount == 0.0]
    return _listed(inked), _listed(cut)


def _sheets(pair: tuple[str, str], one: Sheet, two: Sheet) -> Iterator[str]:
    """Yield how two languages' pages differ in what is not text."""
    if (one.width, one.height) != (two.width, two.height):
        yield f"the page is {one.width} × {one.height} pt in {pair[0]}, {two.width} × {two.height} pt in {pair[1]}"
        return
    marks = [mark for mark in one.marks if mark.kind != "text"]
    others = [mark for mark in two.marks if mark.kind != "text"]
    if marks == others:
        return
    plates = tuple(dict.fromkeys((*one.plates, *two.plates)))
    lost, found = _without(marks, others), _without(others, marks)
    said: list[str] = []
    for mark in lost:
        twin = _twin(mark, found)
        if twin is None:
            said.append(f"the {mark.kind} {_place(mark)} of {pair[0]} is not in {pair[1]}, {_on(plates, mark)}")
            continue
        found.remove(twin)
        said.append(_moved(pair, mark, twin, plates))
    said += [f"the {mark.kind} {_place(mark)} of {pair[1]} is not in {pair[0]}, {_on(plates, mark)}" for mark in found]
    if not said:
        one_by_one = next(mark for mark, other in zip(marks, others, strict=True) if mark != other)
        said.append(f"the {one_by_one.kind} {_place(one_by_one)} is painted in another order in {pair[1]}")
    yield from said[:_NAMED]
    if len(said) > _NAMED:
        yield f"{len(said) - _NAMED} more images, tints and rules differ"


def _without(marks: Sequence[Mark], others: Sequence[Mark]) -> list[Mark]:
    """Return the marks that others have not, as often as they lack them."""
    left = Counter(others)
    lost: list[Mark] = []
    for mark in marks:
        if left[mark]:
            left[mark] -= 1
        else:
            lost.append(mark)
    return lost


def _twin(mark: Mark, others: Sequence[Mark]) -> Mark | None:
    """Return the mark of the other language that is most likely the same object: of its kind and inks, the nearest."""

    def far(other: Mark) -> tuple[bool, float]:
        apart = sum(abs(a - b) for a, b in zip(mark.box, other.box, strict=True))
        return other.inks != mark.inks, apart

    near = [other for other in others if other.kind == mark.kind]
    return min(near, key=far, default=None)


def _moved(pair: tuple[str, str], mark: Mark, twin: Mark, plates: Sequence[str]) -> str:
    x, y, width, height = (round(b - a, 2) for a, b in zip(mark.box, twin.box, strict=True))
    parts: list[str] = []
    if y:
        parts.append(f"{abs(y)} pt {'lower' if y > 0 else 'higher'}")
    if x:
        parts.append(f"{abs(x)} pt {'farther right' if x > 0 else 'farther left'}")
    if width:
        parts.append(f"{abs(width)} pt {'wider' if width > 0 else 'narrower'}")
    if height:
        parts.append(f"{abs(height)} pt {'taller' if height > 0 else 'shorter'}")
    if mark.inks != twin.inks:
        parts.append("in other inks")
    if not parts:
        parts.append("of another outline")
    differing = [plate for plate in plates if mark.on(plate) is not None or twin.on(plate) is not None]
    if mark.box == twin.box and mark.shape == twin.shape:
        differing = [plate for plate in plates if mark.on(plate) != twin.on(plate)]
    inked = [plate for plate in differing if (mark.on(plate), twin.on(plate)) != (0.0, 0.0)] or differing
    return f"the {mark.kind} {_place(mark)} of {pair[0]} is {_joined(parts)} in {pair[1]}, on {_listed(inked)}"


def _on(plates: Sequence[str], mark: Mark) -> str:
    inked = [plate for plate in plates if mark.on(plate) not in (None, 0.0)]
    return f"on {_listed(inked)}" if inked else f"cut out of {_listed([p for p in plates if mark.on(p) == 0.0])}"


def _place(mark: Mark) -> str:
    x, y, width, height = mark.box
    size = f", {width:g} × {height:g} pt" if mark.kind != "text" else ""
    return f"at {x:g}, {y:g} pt{size}"


def _listed(plates: Sequence[str]) -> str:
    return _joined([plate.lower() if plate in ("Cyan", "Magenta", "Yellow", "Black") else plate for plate in plates])


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
