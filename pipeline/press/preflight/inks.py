"""Checks of colour: what is printed in which inks, how much of them, what overprints, and how thin lines are."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.press.preflight.marks import Area, Text
from pipeline.press.preflight.outcome import Finding, Outcome, count, listed, outcome
from pipeline.press.preflight.pictures import limit
from pipeline.press.preflight.subject import Sheet, Subject

# In points: below the first, black text overprints (GWG 2022, R0009); below the second it is black only; below the third it
# should not be of several inks or white (R0016); no line is thinner than the last (R0018).
_OVERPRINTED, _BLACK_ONLY, _SMALL, _HAIRLINE = 12.0, 24.0, 9.0, 0.25
_NEAR = 0.005
_BLACK = 0.85
_PRESS = frozenset(("cmyk", "gray", "spot", "mask", "pattern", "none", "indexed"))
_SAID = {
    "rgb": "DeviceRGB", "icc-rgb": "RGB with a profile", "icc-cmyk": "CMYK with a profile", "icc-gray": "grey with a profile",
    "cal-rgb": "calibrated RGB", "cal-gray": "calibrated grey", "lab": "Lab", "icc": "a colour space with a profile",
}  # fmt: skip


def place(subject: Subject, mark: Text | Area) -> tuple[float, float]:
    """Return where a mark is, from the trim's top left corner."""
    sheet: Sheet = subject.pages[mark.page - 1]
    if isinstance(mark, Text):
        return sheet.place(mark.x, mark.y)
    return sheet.place(mark.box[0], mark.box[3])


def _text(subject: Subject, mark: Text, said: str) -> Finding:
    return Finding(said, mark.page, place(subject, mark), mark.text.strip()[:40])


def colour_space(subject: Subject) -> Outcome:
    """Everything is in the inks of the press: text, areas, images, shadings."""
    families: dict[str, int] = {}
    found: list[Finding] = []
    for text in subject.marks.seen:
        families[text.ink.family] = families.get(text.ink.family, 0) + 1
        if text.ink.family not in _PRESS:
            found.append(_text(subject, text, f"text is in {_SAID.get(text.ink.family, text.ink.family)}:"))
    for area in subject.marks.areas:
        families[area.ink.family] = families.get(area.ink.family, 0) + 1
        if area.ink.family not in _PRESS:
            said = f"an area is in {_SAID.get(area.ink.family, area.ink.family)}"
            found.append(Finding(said, area.page, place(subject, area)))
    for picture in subject.marks.pictures:
        family = picture.ink.family if picture.mask else picture.space.deep
        families[family] = families.get(family, 0) + 1
        if family not in _PRESS:
            what = "a shading" if picture.image is None else "an image"
            spot = subject.pages[picture.page - 1].place(picture.box[0], picture.box[3])
            found.append(Finding(f"{what} is in {_SAID.get(family, family)}", picture.page, spot))
    said = listed([f"{many} in {family}" for family, many in sorted(families.items(), key=lambda item: -item[1])])
    return outcome(said or "nothing is painted", found)


def spots(subject: Subject) -> Outcome:
    """Every spot colour is a plate more: they are named."""
    first: dict[str, int] = {}
    for mark in subject.marks.inked:
        for name in mark.ink.names if mark.ink.family == "spot" else ():
            first.setdefault(name, mark.page)
    for picture in subject.marks.pictures:
        for name in picture.space.names:
            first.setdefault(name, picture.page)
    found = [
        Finding(f"a plate more is needed for {name}", page)
        for name, page in first.items()
        if name not in ("All", "None", "Black")
    ]
    named = sorted(name for name in first if name not in ("All", "None"))
    return outcome(listed(named) or "no spot colours", found)


def registration(subject: Subject) -> Outcome:
    """The colour of marks, which is on every plate, stays outside the trim."""
    found = []
    total = 0
    for mark in subject.marks.inked:
        if mark.ink.family == "spot" and "All" in mark.ink.names:
            total += 1
            left, low, right, high = subject.pages[mark.page - 1].trim
            box = mark.box if isinstance(mark, Area) else (mark.x, mark.y, mark.x + mark.width, mark.y + mark.size)
            if box[0] < right and box[2] > left and box[1] < high and box[3] > low:
                found.append(
                    Finding("the colour of registration marks is inside the trim", mark.page, place(subject, mark))
                )
    return outcome(f"{count(total, 'mark')} on all plates", found)


def ink_total(subject: Subject) -> Outcome:
    """Text and areas stay within the sum of inks that the paper takes."""
    most = limit(subject)
    found: list[Finding] = []
    highest = 0.0
    for mark in subject.marks.inked:
        total = mark.ink.total
        if "All" in mark.ink.names:
            continue
        highest = max(highest, total)
        if total > most + _NEAR:
            said = f"{mark.ink.words()} is {total:.0%} of ink, {most:.0%} is the limit"
            found.append(Finding(said, mark.page, place(subject, mark)))
    return outcome(f"{highest:.0%} at most, {most:.0%} is the profile's limit", found)


def black_only(subject: Subject) -> Outcome:
    """Small black text is of black ink alone: four inks are never quite in register."""
    found = []
    smallest = 0
    for text in subject.marks.seen:
        if text.size >= _BLACK_ONLY or text.ink.black < _BLACK:
            continue
        smallest += 1
        others = text.ink.total - text.ink.black
        if others > _NEAR:
            found.append(
                _text(subject, text, f"black text of {text.size:.1f} pt is in several inks ({text.ink.words()}):")
            )
    return outcome(f"{count(smallest, 'string')} of black text below {_BLACK_ONLY:g} pt", found)


def black_overprint(subject: Subject) -> Outcome:
    """Black text below 12 pt overprints, so that no white edge shows around it."""
    found, total = [], 0
    for text in subject.marks.seen:
        ink = text.ink
        solid = ink.black > 1 - _NEAR and ink.total - ink.black < _NEAR
        if text.size >= _OVERPRINTED - _NEAR or not solid:
            continue
        total += 1
        if ink.family != "cmyk":
            found.append(_text(subject, text, f"black text of {text.size:.1f} pt is in {ink.family}, not in CMYK:"))
        elif not text.over:
            found.append(_text(subject, text, f"black text of {text.size:.1f} pt does not overprint:"))
        elif text.mode != 1:
            found.append(
                _text(subject, text, f"black text of {text.size:.1f} pt overprints in mode 0, which cuts out colour:")
            )
    return outcome(f"{count(total, 'string')} of solid black below {_OVERPRINTED:g} pt", found)


def white_overprint(subject: Subject) -> Outcome:
    """White never overprints: it would vanish."""
    found = []
    white = 0
    for mark in subject.marks.inked:
        if not mark.ink.white:
            continue
        white += 1
        if mark.over:
            said = (
                "white text overprints and will not be seen:" if isinstance(mark, Text) else "a white area overprints"
            )
            quoted = mark.text.strip()[:40] if isinstance(mark, Text) else ""
            found.append(Finding(said, mark.page, place(subject, mark), quoted))
    return outcome(f"{count(white, 'white mark')}", found)


def hairlines(subject: Subject) -> Outcome:
    """No line, and no filled rectangle, is too thin to hold on the plate."""
    thinnest, found = 1e9, []
    for area in subject.marks.areas:
        if area.pen:
            thin = area.pen
        elif area.rectangle:
            box = area.box
            thin = min(box[2] - box[0], box[3] - box[1])
        else:
            continue
        if thin <= 0:
            continue
        thinnest = min(thinnest, thin)
        if thin < _HAIRLINE - _NEAR:
            found.append(
                Finding(f"a line is {thin:.2f} pt thin, {_HAIRLINE:g} are needed", area.page, place(subject, area))
            )
    return outcome("no lines" if thinnest == 1e9 else f"{thinnest:.2f} pt is the thinnest line", found)


def small_type(subject: Subject) -> Outcome:
    """Very small text is of one ink, or it blurs."""
    found = list(_blurred(subject))
    return outcome(f"{count(len(found), 'string')} below {_SMALL:g} pt in several inks", found)


def _blurred(subject: Subject) -> Iterator[Finding]:
    for text in subject.marks.seen:
        inks = sum(share > _NEAR for share in text.ink.plates)
        if text.size < _SMALL - _NEAR and inks > 2:
            yield _text(subject, text, f"text of {text.size:.1f} pt is in {inks} inks:")


def group_space(subject: Subject) -> Outcome:
    """What is transparent is mixed in the inks of the press."""
    groups = subject.marks.groups
    found = [
        Finding("transparency is not mixed in CMYK", page)
        for page, space in groups
        if space is None or space.family not in ("cmyk", "gray")
    ]
    sheer = {page for page, _ in subject.marks.sheer} - {page for page, _ in groups}
    found += [
        Finding("something is transparent and the page does not say what it is mixed in", page)
        for page in sorted(sheer)
    ]
    return outcome(f"{count(len(groups), 'group')}", found)


def opaque(subject: Subject) -> Outcome:
    """Nothing is transparent."""
    found = [Finding(f"something is transparent ({key})", page) for page, key in subject.marks.sheer]
    found += [Finding("the page is a transparency group", page) for page, _ in subject.marks.groups]
    return outcome(count(len(found), "transparent object"), found)
