"""Checks of pages and their boxes: sizes, bleed, what is painted in it, and how many pages there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.press.places import Box
from pipeline.press.preflight.marks import Area, Text
from pipeline.press.preflight.outcome import Finding, Outcome, count, outcome
from pipeline.press.preflight.subject import Sheet, Subject, broken

# In points: what is lost in rounding, and an eighth of an inch, which printers in the United States ask for.
_NEAR, _BLEED = 0.02, 9.0
# Three millimetres in points.
_METRIC = 3 * 72 / 25.4
_RULE_OF_FOUR = 4
# Pages are looked at with so many pixels a point; a gap in the bleed counts from so many points on.
_SCALE, _GAP = 0.5, 6.0
_WHITE = 250


def _size(box: Box) -> tuple[float, float]:
    return round(box[2] - box[0], 2), round(box[3] - box[1], 2)


def _said(box: Box) -> str:
    return " × ".join(f"{side:g}" for side in _size(box))


def _inside(inner: Box, outer: Box) -> bool:
    return all(a >= b - _NEAR for a, b in zip(inner[:2], outer[:2], strict=True)) and all(
        a <= b + _NEAR for a, b in zip(inner[2:], outer[2:], strict=True)
    )


def page_boxes(subject: Subject) -> Outcome:
    """Each page has its media and says where it is trimmed: by a TrimBox or an ArtBox, not both."""
    found: list[Finding] = []
    for sheet in subject.pages:
        trim, art = sheet.box("/TrimBox"), sheet.box("/ArtBox")
        if sheet.box("/MediaBox") is None:
            found.append(Finding("there is no MediaBox", sheet.number))
        if trim is None and art is None:
            found.append(Finding("there is no TrimBox", sheet.number))
        elif trim is not None and art is not None:
            found.append(Finding("there are a TrimBox and an ArtBox", sheet.number))
        if sheet.box("/BleedBox") is None:
            found.append(Finding("there is no BleedBox", sheet.number))
    return outcome(f"TrimBox and BleedBox on {len(subject.pages)} pages", found)


def box_order(subject: Subject) -> Outcome:
    """The trim lies in the bleed, the bleed in the media."""
    found = [
        Finding(f"the {inner} is not inside the {outer}", sheet.number)
        for sheet in subject.pages
        for inner, one, outer, other in (
            ("TrimBox", sheet.trim, "BleedBox", sheet.bleed),
            ("BleedBox", sheet.bleed, "MediaBox", sheet.media),
        )
        if not _inside(one, other)
    ]
    media = Counter(_size(sheet.media) for sheet in subject.pages).most_common(1)[0][0]
    return outcome(f"media {media[0]:g} × {media[1]:g} pt", found)


def bleed_size(subject: Subject) -> Outcome:
    """Each edge has an eighth of an inch of bleed; three millimetres, as printers elsewhere ask for, are a warning."""
    least, found = 1e9, []
    for sheet in subject.pages:
        trim, bleed = sheet.trim, sheet.bleed
        edge = min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
        least = min(least, edge)
        if edge < _BLEED - _NEAR:
            said = f"the bleed is {edge:.2f} pt at one edge, {_BLEED:g} are needed"
            found.append(Finding(said, sheet.number, warning=edge > _METRIC - _NEAR))
    return outcome(f"{least:.2f} pt at the narrowest edge, {_BLEED:g} needed", found)


def crop_box(subject: Subject) -> Outcome:
    """There is no CropBox that cuts anything off."""
    found = []
    for sheet in subject.pages:
        crop = sheet.box("/CropBox")
        if crop is not None and not (_inside(crop, sheet.media) and _inside(sheet.media, crop)):
            found.append(Finding("a CropBox differs from the MediaBox", sheet.number))
    return outcome(count(len(found), "CropBox", "CropBoxes"), found)


def trim_size(subject: Subject) -> Outcome:
    """All pages are trimmed to one size, none is turned."""
    sizes = Counter(_size(sheet.trim) for sheet in subject.pages)
    usual = sizes.most_common(1)[0][0]
    found = [
        Finding(
            f"the trim is {_size(sheet.trim)[0]:g} × {_size(sheet.trim)[1]:g} pt, not {usual[0]:g} × {usual[1]:g}",
            sheet.number,
        )
        for sheet in subject.pages
        if _size(sheet.trim) != usual
    ]
    found += [
        Finding(f"the page is turned by {turned}°", sheet.number)
        for sheet in subject.pages
        if (turned := sheet.inherited("/Rotate") or 0) != 0
    ]
    said = f"{usual[0]:g} × {usual[1]:g} pt ({usual[0] / 72:.3f} × {usual[1] / 72:.3f} in)"
    return outcome(said, found)


def user_unit(subject: Subject) -> Outcome:
    """A point is a point."""
    found = [
        Finding(f"a unit of {float(sheet.page.UserUnit):g} points is set", sheet.number)
        for sheet in subject.pages
        if "/UserUnit" in sheet.page
    ]
    return outcome("units of 1/72 in", found)


def page_multiple(subject: Subject) -> Outcome:
    """The pages make whole sheets, folded once."""
    pages = len(subject.pages)
    over = pages % _RULE_OF_FOUR
    found = [Finding(f"{pages} pages are no multiple of {_RULE_OF_FOUR}")] if over else []
    return outcome(count(pages, "page"), found)


def page_empty(subject: Subject) -> Outcome:
    """No page is empty."""
    marks = subject.marks
    full = {mark.page for mark in marks.all}
    found = [
        Finding("nothing is printed on the page", sheet.number) for sheet in subject.pages if sheet.number not in full
    ]
    return outcome(f"{count(len(found), 'empty page')}", found)


def bleed_painted(subject: Subject) -> Outcome:
    """What is printed up to an edge of the trim goes on to the edge of the bleed: the page is rendered and looked at."""
    touching = _touching(subject)
    near = [sheet for sheet in subject.pages if sheet.number in touching]
    if not near:
        return outcome("nothing reaches the trim")
    found: list[Finding] = []
    for sheet in near:
        found += _gaps(sheet, subject)
    return outcome(f"{count(len(near), 'page')} with art up to the trim, rendered", found)


def _touching(subject: Subject) -> set[int]:
    """Return the pages on which something reaches an edge of the trim."""
    sheets = {sheet.number: sheet for sheet in subject.pages}
    found: set[int] = set()
    for mark in subject.marks.all:
        if isinstance(mark, Text) or mark.page in found:
            continue
        trim = sheets[mark.page].trim
        if isinstance(mark, Area) and not mark.rectangle and not _reaches(mark.clip, trim):
            continue
        if _reaches(mark.box, trim) and mark.box[2] > mark.box[0] and mark.box[3] > mark.box[1]:
            found.add(mark.page)
    return found


def _reaches(box: Box, trim: Box) -> bool:
    return box[0] <= trim[0] + 0.5 or box[1] <= trim[1] + 0.5 or box[2] >= trim[2] - 0.5 or box[3] >= trim[3] - 0.5


def _gaps(sheet: Sheet, subject: Subject) -> Iterator[Finding]:
    """Yield where the trim's edge is printed and the edge of the bleed beside it is not."""
    drawn = _rendered(sheet, subject)
    if drawn is None:
        return
    pixels, width, height, stride = drawn
    media, trim, bleed = sheet.media, sheet.trim, sheet.bleed

    def across(x: float) -> int:
        return min(max(int((x - media[0]) * _SCALE), 0), width - 1)

    def down(y: float) -> int:
        return min(max(int((media[3] - y) * _SCALE), 0), height - 1)

    # The middle of the pixel next inside the trim, and of the last one in the bleed.
    step = 1 / _SCALE
    columns = {"left": (trim[0] + step, bleed[0] + step / 2), "right": (trim[2] - step, bleed[2] - step / 2)}
    rows = {"bottom": (trim[1] + step, bleed[1] + step / 2), "top": (trim[3] - step, bleed[3] - step / 2)}
    for side, (inner, outer) in columns.items():
        lines = range(down(trim[3]) + 1, down(trim[1]))
        bare = [
            y
            for y in lines
            if _inked(pixels, y * stride + across(inner)) and not _inked(pixels, y * stride + across(outer))
        ]
        yield from _gap(sheet, side, bare, lambda y, x=inner: (x, media[3] - y * step))
    for side, (inner, outer) in rows.items():
        lines = range(across(trim[0]) + 1, across(trim[2]))
        bare = [
            x
            for x in lines
            if _inked(pixels, down(inner) * stride + x) and not _inked(pixels, down(outer) * stride + x)
        ]
        yield from _gap(sheet, side, bare, lambda x, y=inner: (media[0] + x * step, y))


def _gap(sheet: Sheet, side: str, bare: list[int], place: object) -> Iterator[Finding]:
    if len(bare) / _SCALE >= _GAP and callable(place):
        said = f"what is printed at the {side} edge does not fill the bleed, over {len(bare) / _SCALE:.0f} pt"
        yield Finding(said, sheet.number, sheet.place(*place(bare[0])))


def _inked(pixels: bytes, at: int) -> bool:
    return pixels[at] < _WHITE


def _rendered(sheet: Sheet, subject: Subject) -> tuple[bytes, int, int, int] | None:
    """Return a page as grey pixels, its width, height and the bytes of a row."""
    from pipeline.press.preflight.rendering import grey

    try:
        return grey(subject, sheet.number, _SCALE)
    except broken():
        return None
