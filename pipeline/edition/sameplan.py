"""What an issue's plan asks of its pages: reserved ones, and one plan for every language.

In: the work on an edition. Out: a `Planned` for make-up: the pages no article may take, and for each article the pages that it
takes in the publication's first language, which make-up keeps by copyfitting.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.edition.matter import FIRST, contents_length
from pipeline.edition.settle import settled
from pipeline.edition.work import Work, prepared
from pipeline.editorial.issue import Reserved
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.artwork import placed
from pipeline.typesetting.choices import Choices
from pipeline.typesetting.folio import filler
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Draft, Made, Planned, Slot
from pipeline.typesetting.page import Element, PageItem, PlacedImage


def planned(work: Work, cache: Path, slots: Mapping[str, Slot] | None = None) -> Planned:
    """Return what the plan asks of an edition; one whose layout keeps no plan has the order of the articles alone.

    `slots` are the pages the articles take in the first language, where they are known already.

    Code: "pin-missed" (warning), for a page reserved where cover or contents stand.
    """
    first = FIRST + contents_length(work)

    def blank() -> tuple[Draft, Element]:
        return filler(work.layout, work.setter, work.say("your_notes"))

    composer = work.setter.composer
    choices = Choices(cache, work.shelf, composer.context, composer.library.digest)
    if not work.layout.copyfit.plan:
        return Planned(first, blank=blank, choices=choices)
    reserved = {}
    for number, entry in enumerate(work.inputs.issue.plan.reserved):
        if entry.page < first:
            work.problems.warning(
                "pin-missed",
                f"page {entry.page} cannot be reserved: the contents reach to page {first - 1}",
                work.inputs.issue.toml.span("reserved", str(number), "page"),
                hint=f"page {first} or later",
            )
        else:
            reserved[entry.page] = _reserved(work, entry)
    return Planned(first, reserved, leading_slots(work, cache, slots), blank, choices=choices)


def reserved_far(work: Work, plan: Planned, made: Made, pages: int, problems: Problems) -> None:
    """Report a page reserved so far behind the text that pages have to be filled up to it; the edition has `pages` in all.

    Code: "reserved-far" (warning). Fewer pages than the count is rounded up by are filled without a word.
    """
    after = reached = plan.first + made.text
    for number, entry in sorted(enumerate(work.inputs.issue.plan.reserved), key=lambda one: one[1].page):
        filled = [page for page in range(reached, entry.page) if page not in plan.reserved]
        if entry.page in plan.reserved and len(filled) >= max(work.layout.manner.multiple, 2):
            problems.warning(
                "reserved-far",
                f"page {entry.page} is reserved, and the articles end on page {after - 1} in {work.language}, "
                f"{work.layout.name} edition: {len(filled)} pages are filled up to it, {pages} in all",
                work.inputs.issue.toml.span("reserved", str(number), "page"),
                hint=f"page {after}, or one before it; or more articles",
            )
            # What is reserved right after it needs no more of them.
            reached = entry.page + 1


def _reserved(work: Work, entry: Reserved) -> Callable[[], tuple[Draft, Element | None]]:
    """Return what makes a reserved page: empty, or filled by its picture to the edges of the sheet."""

    def made() -> tuple[Draft, Element | None]:
        sheet = work.layout.sheet
        items: list[PageItem] = []
        element = None
        if entry.art:
            language = work.furniture.language_of(entry.alt)
            words = work.furniture.text(entry.alt)
            work.setter.prefix = f"page-{entry.page}"
            key = work.setter.key()
            element = Element(key, "Figure", language="" if language == work.language else language, alternate=words)
            # Over the head and both sides; where the type area begins is known with the page's side.
            x, y = -math.inf, -sheet.head - sheet.bleed
            width, height = sheet.width + 2 * sheet.bleed, sheet.height + 2 * sheet.bleed
            path = Path(work.folder, entry.art)
            if path.suffix.lower() != ".svg":
                items.append(PlacedImage(x, y, width, height, str(path), key))
            elif (art := work.artwork(entry.art)) is not None:
                items.append(placed(art, x, y, width, height, fit="cover", key=key))
        return Draft(items, work.layout.depth, "reserved", bleeds=bool(items)), element

    return made


def leading_slots(work: Work, cache: Path, known: Mapping[str, Slot] | None = None) -> Mapping[str, Slot]:
    """Return the pages each article takes in the first language, none where the issue or the layout keeps no one plan.

    What is wrong there is for that language's own edition to say.
    """
    inputs, leader = work.inputs, work.inputs.settings.languages[0]
    plan = inputs.issue.plan
    if not (plan.same_plan or plan.coedition) or not work.layout.copyfit.plan or work.language == leader:
        return {}
    if plan.coedition and work.layout.space == "cmyk":
        # No language leads there: all of them are made up together.
        return {}
    if known is not None:
        return known
    quiet = Problems()
    layout = read_layout(inputs.root, work.layout.name, leader, quiet)
    if layout is None:
        return {}
    other = prepared(inputs, leader, layout, cache, quiet)
    return settled(other, planned(other, cache), quiet).made.slots
