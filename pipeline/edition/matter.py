"""What stands around the articles: cover, contents and masthead, pages that round the count up, back cover."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.document.tree import Foreign, Inlines, Text, Words
from pipeline.edition.work import Work
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.artwork import Artwork
from pipeline.typesetting.band import gap_of
from pipeline.typesetting.contents import Entry, Masthead, contents_pages
from pipeline.typesetting.cover import CoverWords, back_cover, cover
from pipeline.typesetting.folio import PageWords, filler
from pipeline.typesetting.index import Group, Listed, index_pages
from pipeline.typesetting.makeup import Draft
from pipeline.typesetting.notice import Turns
from pipeline.typesetting.page import Element, Page

FIRST = 2
"""The page the contents begin on: the cover is page 1."""

_ROOM = 0.3


def front_cover(work: Work) -> tuple[Page, Element]:
    """Return the front cover."""
    plan, settings = work.inputs.issue.plan, work.inputs.settings
    work.setter.prefix = "cover"
    story = work.documents.get(plan.cover.story)
    titles = tuple(work.documents[slug].title for slug in plan.cover.lines if slug in work.documents)
    alternate = work.furniture.text(plan.cover.alt)
    words = CoverWords(
        settings.name,
        work.words(settings.tagline),
        work.issue_line,
        story.title if story else work.words(plan.title),
        story.summary if story else None,
        work.say("also_inside"),
        titles,
        Words((), alternate, work.furniture.language_of(plan.cover.alt)),
    )
    art: Artwork | Path | None = None
    if plan.cover.art:
        path = Path(work.folder, plan.cover.art)
        art = work.artwork(plan.cover.art) if path.suffix == ".svg" else path
    return cover(work.setter, words, art, 1)


def contents_length(work: Work) -> int:
    """Return how many pages the contents take, whatever pages they name. What is set for it leaves no trace."""
    setter = replace(work.setter, prefix="contents", problems=Problems(), targets={}, headings={})
    return len(_contents(replace(work, setter=setter), {})[0])


def contents(work: Work, starts: Mapping[str, int], turns: Turns) -> tuple[list[Draft], Element]:
    """Return the contents, `starts` being the pages of the articles.

    A page that the masthead leaves half empty is filled with a house notice.
    """
    layout = work.layout
    work.setter.prefix = "contents"
    drafts, element = _contents(work, starts)
    page = drafts[-1]
    top = page.used + gap_of(layout)
    if layout.depth - top > layout.depth * _ROOM:
        filled = turns.panel(layout.depth - top)
        if filled is not None:
            page.items += [replace(item, y=item.y + top) for item in filled[0]]
            return drafts, replace(element, children=(*element.children, filled[1]))
    return drafts, element


def _contents(work: Work, starts: Mapping[str, int]) -> tuple[list[Draft], Element]:
    plan, settings = work.inputs.issue.plan, work.inputs.settings
    entries: list[Entry] = []
    for section in plan.sections:
        title = work.words(work.department(section.department).title)
        colour = work.colour(section.department)
        for slug in section.articles:
            document = work.documents.get(slug)
            if document is not None:
                page = str(starts.get(slug, 0))
                featured = slug in (plan.cover.story, *plan.cover.lines)
                entries.append(Entry(slug, title, colour, document.title, document.summary, page, featured))
    title_line = f"{settings.name} · {work.issue_line}"
    return contents_pages(work.setter, work.say("in_this_issue"), title_line, entries, _masthead(work))


def _masthead(work: Work) -> Masthead:
    settings = work.inputs.settings
    issue, address, disclaimer = _about(work)
    blocks = [(settings.name, issue), (settings.publisher.name, address)]
    return Masthead((*blocks, ("", disclaimer)) if disclaimer else tuple(blocks))


def about(work: Work) -> tuple[Words, ...]:
    """Return the lines of the masthead: the issue's number, its rights, the publisher and where letters go, the disclaimer."""
    issue, address, disclaimer = _about(work)
    return (*issue, work.setter.words(work.inputs.settings.publisher.name), *address, *disclaimer)


def _about(work: Work) -> tuple[tuple[Words, ...], tuple[Words, ...], tuple[Words, ...]]:
    plan, settings = work.inputs.issue.plan, work.inputs.settings
    plain = work.setter.words
    number = work.say("volume", volume=plan.volume, number=plan.number)
    publisher = settings.publisher
    reach = [text for text in (publisher.telephone, publisher.email, publisher.web) if text]
    # The issue's season is always in the edition's language, the words for volume and number where they are translated.
    volume = _own(number, work.language)
    number = replace(number, content=(Text(f"{work.issue_line}. "), *volume, Text(".")), language=work.language)
    issue = (number, *(work.words(text) for text in (settings.copyright,) if text))
    disclaimer = (work.words(settings.disclaimer),) if settings.disclaimer else ()
    return issue, tuple(plain(line) for line in (*publisher.address, *reach)), disclaimer


def _own(words: Words, language: str) -> Inlines:
    return words.content if words.language == language else (Foreign(words.language, words.content),)


def index(work: Work, starts: Mapping[str, int]) -> tuple[list[Draft], list[Element]]:
    """Return the index of articles where the plan has one for this edition, `starts` being their pages."""
    plan = work.inputs.issue.plan
    if work.layout.name not in plan.index:
        return [], []
    work.setter.prefix = "index"
    found: dict[str, list[Listed]] = {}
    for section in plan.sections:
        for slug in section.articles:
            if slug in starts:
                found.setdefault(section.department, []).append(
                    Listed(slug, work.documents[slug].title, str(starts[slug]))
                )
    groups = [
        Group(work.words(work.department(key).title), work.colour(key), tuple(listed)) for key, listed in found.items()
    ]
    drafts, element = index_pages(work.setter, work.say("index"), groups)
    return drafts, [element]


def fill(work: Work, pages: int, turns: Turns) -> tuple[list[Draft], list[Element]]:
    """Return the pages that round `pages`, the back cover included, up to the layout's multiple.

    House notices and a page for the reader's notes come by turns.
    """
    layout = work.layout
    drafts: list[Draft] = []
    elements: list[Element] = []
    for number in range(-pages % layout.manner.multiple):
        made = turns.panel(layout.depth) if number % 2 == 0 else None
        if made is None:
            draft, element = filler(layout, work.setter, work.say("your_notes"))
            drafts.append(draft)
            elements.append(element)
        else:
            drafts.append(Draft(list(made[0]), layout.depth, "notice", filled=True))
            elements.append(made[1])
    return drafts, elements


def back(work: Work, number: int) -> tuple[Page, Element]:
    """Return the back cover as page `number`."""
    plan, publisher = work.inputs.issue.plan, work.inputs.settings.publisher
    work.setter.prefix = "back"
    art = work.artwork(plan.back.art) if plan.back.art else None
    notice = work.documents.get(plan.back.notice)
    colour = work.layout.manner.notice_colours[0]
    return back_cover(work.setter, notice, art, publisher.address, publisher.name, colour, number)


def page_words(work: Work, draft: bool) -> PageWords:
    """Return the words of running heads, folios and jump lines."""
    say = work.furniture.say
    return PageWords(
        work.inputs.settings.name,
        work.issue_line,
        say("continued_on", page="{page}"),
        say("continued_from", page="{page}"),
        say("draft") if draft else "",
    )
