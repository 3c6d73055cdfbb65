"""One edition in one language: documents to a book of pages.

In: the inputs of an issue, a language, a layout. Out: a `Book` and what is to be said of it in the manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline.document.citation import Reference
from pipeline.document.tree import Document
from pipeline.edition.inputs import Inputs
from pipeline.edition.jointly import company, goes_jointly, settled_jointly
from pipeline.edition.matter import FIRST, back, contents, fill, front_cover, index, page_words
from pipeline.edition.pieces import article_elements
from pipeline.edition.sameplan import planned, reserved_far
from pipeline.edition.settle import settled
from pipeline.edition.work import Work, issue_line
from pipeline.editorial.review import standing
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import Struct, replace
from pipeline.translation.furniture import Furniture
from pipeline.translation.localise import Localised
from pipeline.typesetting.arrangement import Arranged
from pipeline.typesetting.blackplate import in_black
from pipeline.typesetting.bookmarks import bookmarks
from pipeline.typesetting.folio import finished, links, marked
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.makeup import Slot
from pipeline.typesetting.page import Book, Element, Publication, Reviewed


class Edition(Struct, frozen=True):
    """An edition composed: its pages and the articles as they print there, faces, what its language lacks, the page each article
    begins on, how those were fitted that were given their pages, the pages that each takes, how each is arranged, and the works it
    cites."""

    book: Book
    documents: Mapping[str, Document]
    library: FaceLibrary
    localised: tuple[Localised, ...]
    furniture: Furniture
    starts: Mapping[str, int]
    fitted: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, Slot]
    arranged: tuple[Arranged, ...]
    references: Mapping[str, tuple[Reference, ...]] = {}


def compose(
    inputs: Inputs,
    language: str,
    layout: Layout,
    cache: Path,
    created: str,
    problems: Problems,
    *,
    draft: bool = False,
    slots: Mapping[str, Slot] | None = None,
    alone: bool = False,
) -> Edition:
    """Return one edition of the issue in one language.

    `cache` is the folder of cut fonts and read artwork, `created` the date the file bears, in ISO 8601. `draft` marks
    every page. `slots` are the pages of the articles in the first language, where they are known. `alone` says that nothing else
    is made at the same time.
    """
    group = company(inputs, language, layout, cache, problems)
    setter = group.own.setter
    setter.composer.alone = alone
    plan = planned(group.own, cache, slots)
    if jointly := goes_jointly(inputs.issue.plan, layout, len(inputs.settings.languages)):
        laid = settled_jointly(group, cache, problems)
    else:
        laid = settled(group.own, plan, problems)
        group.works[language] = laid.work
    work, made, text = laid.work, laid.made, laid.first
    starts = {slug: text + start for slug, start in made.starts.items()}
    contents_drafts, contents_element = group.filled(lambda work, turns: contents(work, starts, turns), made.turns)
    front_page, front = group.make(front_cover)
    listed, listed_elements = group.make(lambda work: index(work, starts))
    rounded = text + len(made.drafts) + len(listed)
    extra, extra_elements = group.filled(lambda work, turns: fill(work, rounded, turns), made.turns)
    words = page_words(work, draft)
    by_slug = {piece.slug: piece for piece in laid.pieces}
    pages = [front_page]
    pages += finished(contents_drafts, FIRST, by_slug, setter, words)
    pages += finished([*made.drafts, *listed, *extra], text, by_slug, setter, words)
    last = len(pages) + 1
    reserved_far(work, plan, made, last, problems)
    back_page, back_element = group.make(lambda work: back(work, last))
    pages.append(replace(back_page, links=links(back_page.items, setter)))
    if draft:
        pages = [page if page.folio else marked(page, setter, words.draft) for page in pages]
    if jointly:
        pages = [in_black(page, layout, language, problems) for page in pages]
    texts = departments(work, {piece.slug: article_elements(made, piece.slug) for piece in laid.pieces})
    children = (front, contents_element, *made.apart, *texts, *listed_elements, *extra_elements, back_element)
    structure = Element("document", "Document", children, language=language)
    book = Book(tuple(pages), structure, bookmarks(work.setter.headings, pages, structure), publication(work, created))
    setter.composer.keep()
    plan.choices.keep()
    return Edition(
        book,
        work.documents,
        work.library,
        work.localised,
        work.furniture,
        starts,
        made.fitted,
        made.slots,
        tuple(made.arranged),
        work.references,
    )


def departments(work: Work, articles: Mapping[str, Element]) -> tuple[Element, ...]:
    """Return the articles' elements in the departments of the issue, each a part of it (ISO 32000-1, 14.8.4.2)."""
    found: list[Element] = []
    for number, section in enumerate(work.inputs.issue.plan.sections, 1):
        own = tuple(articles[slug] for slug in section.articles if slug in articles)
        if own:
            title = work.words(work.department(section.department).title)
            language = title.language if title.language != work.language else ""
            found.append(Element(f"part/{number}", "Part", own, language, title=title.source))
    return tuple(found)


def publication(work: Work, created: str) -> Publication:
    """Return what the file says about itself."""
    settings, plan = work.inputs.settings, work.inputs.issue.plan
    subject = work.furniture.text(plan.title)
    others = tuple(
        (language, f"{settings.name}, {issue_line(plan, language)}")
        for language in settings.languages
        if language != work.language
    )
    stated = (
        standing(work.documents[slug], settings, date.min)
        for slug in work.inputs.issue.articles
        if slug in work.documents
    )
    reviews = tuple(Reviewed(s.title, s.reviewed, s.due.isoformat()) for s in stated if s.due is not None)
    return Publication(
        title=f"{settings.name}, {work.issue_line}",
        author=settings.publisher.name,
        subject=subject,
        language=work.language,
        created=created,
        titles=others,
        rights=work.furniture.text(settings.copyright) if settings.copyright else "",
        reviews=reviews,
    )
