"""Pages that refer to pages: articles are set, made up and set again until every page number said is the true one.

In: the work on an edition. Out: the articles on their pages. Only what says a page that changed is set again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.document.pageref import Place, referenced, referred
from pipeline.document.tree import Document
from pipeline.edition.pieces import notices, pieces
from pipeline.edition.work import Work
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.folio import anchored
from pipeline.typesetting.makeup import Made, Planned, make_up
from pipeline.typesetting.trial import Piece

PASSES = 5
"""How often an edition is made up at most; two do where a number takes no more room than its placeholder."""


class Settled(Struct, frozen=True):
    """The articles on their pages: `first` is the number of the first page of text."""

    work: Work
    pieces: tuple[Piece, ...]
    made: Made
    first: int


def settled(work: Work, plan: Planned, problems: Problems) -> Settled:
    """Return the articles of an edition made up as `plan` says, their references saying the pages they lead to.

    Where that does not come to rest in `PASSES` passes, each article that still says a wrong page is reported
    ("references-unsettled").
    """
    originals = work.documents
    wanted = {slug: referred(document) for slug, document in originals.items()}
    pages: Mapping[Place, str] = {}
    stale = set(originals)
    found: dict[str, Piece] = {}
    for _ in range(PASSES):
        fresh = {slug: filled(work, originals[slug], pages) for slug in stale}
        work = replace(work, documents={**work.documents, **fresh})
        found.update((piece.slug, piece) for piece in pieces(work, stale))
        ordered = tuple(found[slug] for slug in work.inputs.issue.articles if slug in found)
        sheet = Problems()
        made = make_up(ordered, notices(work), work.layout, sheet, plan)
        now = pages_of(work, made, plan.first)
        stale = {slug for slug, places in wanted.items() if any(now.get(p) != pages.get(p) for p in places)}
        if not stale:
            break
        pages = now
    problems.add(sheet)
    unsettled(work, stale, problems)
    return Settled(work, ordered, made, plan.first)


def unsettled(work: Work, stale: Collection[str], problems: Problems) -> None:
    """Report each article that still says a wrong page ("references-unsettled")."""
    for slug in sorted(stale):
        problems.error(
            "references-unsettled",
            f"the pages this article refers to move each time it says them ({work.language})",
            work.documents[slug].span,
            hint="begin the articles it refers to on a new page (page_break = true), or say fewer pages",
        )


def filled(work: Work, document: Document, pages: Mapping[Place, str]) -> Document:
    """Return an article that says the pages it refers to."""

    def say(page: str, language: str) -> tuple[str, str]:
        text, spoken = work.furniture.say_in(language, "on_page", page=page)
        # The number stays with its word.
        return text.replace(" ", "\u00a0"), spoken

    return referenced(document, pages, say)


def pages_of(work: Work, made: Made, first: int) -> Mapping[Place, str]:
    """Return the page of every article and of every part that has a name."""
    pages = {Place(slug): str(first + start) for slug, start in made.starts.items()}
    for index, draft in enumerate(made.drafts):
        for place in anchored(draft.items, work.setter):
            slug, _, part = place.name.partition("/")
            pages.setdefault(Place(slug, part), str(first + index))
    return pages
