"""Remarks on make-up: what does not fit, where a column ends badly, where the plan is not kept.

In: an article in its place, and its pages. Out: problems, each with the language, the edition, the file and the line.
Codes: "no-room" (error), "bad-break", "jump-unused", "overset", "pin-missed", "underset" (warnings).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.trial import Fitted, Piece


def pin(piece: Piece, page: int, first: int, layout: Layout, problems: Problems) -> None:
    """Say that an article that begins on `page` was given another one; `first` is the first page of text."""
    if piece.page and page != piece.page:
        where = f"the {layout.name} edition in {piece.language}" if piece.language else f"the {layout.name} edition"
        problems.warning(
            "pin-missed",
            f'"{piece.title}" begins on page {page} of {where}, not on page {piece.page}',
            piece.pin,
            hint=f"the contents reach to page {first - 1}: give it page {first} or a later one"
            if piece.page < first
            else f"page {piece.page} is taken: cut what stands before it, or give it a later page",
        )


def jump_unused(piece: Piece, pages: int, layout: Layout, problems: Problems) -> None:
    """Say that nothing is left of an article to go on farther back."""
    assert piece.jump is not None
    problems.warning(
        "jump-unused",
        f'{_where(piece, layout)}: nothing of "{piece.title}" goes on farther back: it has {_counted(pages, "page")} in all',
        piece.jump.span,
        hint=f"pages = {pages - 1}" if pages > 1 else "leave jump out",
    )


def _where(piece: Piece, layout: Layout) -> str:
    """Return how the language and the edition of an article are called before a message."""
    return f"{piece.language} {layout.name}".strip()


def _counted(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else what + 's'}"


def breaks(chosen: Fitted, pages: Sequence[int], layout: Layout, problems: Problems) -> None:
    """Say where a column ends badly on the `pages` of an article because no arrangement is clean."""
    for number, box in chosen.trial.broken:
        if number >= len(pages):
            # It stands in the rest of an article that is parted, and is said there.
            continue
        begin, where = " ".join(box.text.split()[:6]), _where(chosen.piece, layout)
        problems.warning(
            "bad-break",
            f'{where}, page {pages[number]}: a column ends above "{begin}", which belongs to what is over it',
            box.span,
            hint="move a figure, or make what is bound together shorter than a column",
        )


def misfit(chosen: Fitted, layout: Layout, problems: Problems) -> None:
    """Say what does not fit an article's pages, and what fits no page."""
    piece, miss = chosen.piece, chosen.miss
    for box in chosen.trial.over:
        problems.error(
            "no-room",
            f'"{box.text[:40]}" is {box.height:.0f} pt deep where a page has {layout.depth:.0f}',
            box.span,
            hint="make it shorter or the page larger",
        )
    if miss is None:
        return
    pages = _counted(miss.pages, "page")
    amount = f"{_counted(abs(miss.lines), 'line')} (about {abs(miss.words)} words)"
    where = f" in {piece.language}" if piece.language else ""
    edition = f"{layout.name} edition"
    related = ((piece.span, f'the article "{piece.title}"'),)
    begin = " ".join(miss.text.split()[:6])
    if miss.lines > 0:
        message = f'{amount} over the {pages} given to "{piece.title}"{where}, {edition}'
        cut = _counted(miss.lines, "line")
        hint = f'the pages end at "{begin}…": cut {cut} in what stands before or after it'
        problems.warning("overset", message, miss.span, hint=hint, related=related)
    elif miss.lines < 0:
        message = f'{amount} too few for the {pages} given to "{piece.title}"{where}, {edition}'
        problems.warning(
            "underset", message, miss.span, hint="add text or a figure, or give it fewer pages", related=related
        )
