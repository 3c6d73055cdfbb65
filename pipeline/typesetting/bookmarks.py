"""The outline: each heading of the document where it is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.foundation.value import replace
from pipeline.typesetting.page import Bookmark, Element, Page, PlacedLine


def bookmarks(
    headings: Mapping[str, tuple[int, str, str]], pages: Sequence[Page], structure: Element
) -> tuple[Bookmark, ...]:
    """Return a bookmark for each heading that is painted, article after article.

    `headings` are level, text and language by the key of their element. A bookmark leads to the top of its heading. Within an
    article they follow the pages: a box that make-up moved is listed where it stands.
    """
    places: dict[str, tuple[int, float]] = {}
    for index, page in enumerate(pages):
        for item in page.items:
            if not isinstance(item, PlacedLine):
                continue
            for segment in item.line.segments:
                # A run-in head is a part of its line.
                key = item.key if item.key in headings else segment.key
                if key in headings:
                    places.setdefault(key, (index, item.y - segment.size * 1.2))
    marks: list[Bookmark] = []
    # Departments have no headings of their own; articles are listed one by one.
    parts = [e for child in structure.children for e in (child.children if child.role == "Part" else (child,))]
    for part in parts:
        run: list[Bookmark] = []
        boxes: list[tuple[int, list[Bookmark]]] = []
        _gather(part, headings, places, run, boxes, part.role == "Art")
        # A table takes its heading along when it moves to the next page.
        run.sort(key=lambda mark: mark.page)
        for at, box in reversed(boxes):
            _insert(run, at, box)
        for mark in run:
            level = min(mark.level, marks[-1].level + 1) if marks else 0
            marks.append(replace(mark, level=level))
    return tuple(marks)


def _gather(
    element: Element,
    headings: Mapping[str, tuple[int, str, str]],
    places: Mapping[str, tuple[int, float]],
    run: list[Bookmark],
    boxes: list[tuple[int, list[Bookmark]]],
    apart: bool,
) -> None:
    """Put the headings in `element` into `run`, those of each box in an article apart, with their place in the run."""
    if element.key in places:
        depth, text, language = headings[element.key]
        run.append(Bookmark(text, *places[element.key], depth - 1, language, element.key))
    for child in element.children:
        if apart and child.role in ("Sect", "Aside"):
            inside: list[Bookmark] = []
            _gather(child, headings, places, inside, [], False)
            if inside:
                boxes.append((len(run), inside))
        else:
            _gather(child, headings, places, run, boxes, apart)


def _insert(run: list[Bookmark], at: int, box: Sequence[Bookmark]) -> None:
    """Put the bookmarks of a box among the others, as near to `at` as their pages allow."""
    page = box[0].page
    least = max((index + 1 for index, mark in enumerate(run) if mark.page < page), default=0)
    most = min((index for index, mark in enumerate(run) if mark.page > page), default=len(run))
    there = max(least, min(at, most))
    level = box[0].level
    if there != at:
        # Elsewhere it belongs to no section: it stands beside what follows, so that nothing comes to stand under it.
        level = max(1, run[there].level if there < len(run) else 1)
    run[there:there] = [replace(mark, level=mark.level - box[0].level + level) for mark in box]
