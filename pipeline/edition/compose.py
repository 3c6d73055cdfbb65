"""One edition in one language: documents to a book of pages.

In: the inputs of an issue, a language, a layout. Out: a `Book` and what is to be said of it in the manifest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase

from pipeline.document.article import nodes
from pipeline.document.citation import Reference, resolved
from pipeline.document.tree import Document, FootnoteMark, Paragraph, Words
from pipeline.edition.inputs import Inputs
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.language import list_words, season_words
from pipeline.foundation.settings import Department
from pipeline.translation.catalog import Catalogs, open_catalogs
from pipeline.translation.furniture import Furniture, open_furniture
from pipeline.translation.localise import Localised, localise
from pipeline.typesetting.artstore import ArtStore
from pipeline.typesetting.artwork import Artwork
from pipeline.typesetting.contents import Entry, Masthead, contents_pages
from pipeline.typesetting.cover import CoverWords, back_cover, cover
from pipeline.typesetting.ending import EndWords, ending
from pipeline.typesetting.folio import PageWords, filler, finished, links
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.hyphenation import Hyphenator, read_exceptions
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.makeup import Draft, Made, Notice, Piece, gap_of, make_up
from pipeline.typesetting.notice import notice_panel
from pipeline.typesetting.opener import names, opening
from pipeline.typesetting.page import Book, Bookmark, Element, Page, PageItem, PlacedLine, Publication
from pipeline.typesetting.paragraph import Composer
from pipeline.typesetting.setter import Setter

NOTICE_ART = "figures/notice-art.svg"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition composed: its pages, faces, and what its language lacks."""

    book: Book
    library: FaceLibrary
    localised: tuple[Localised, ...]
    furniture: Furniture
    starts: Mapping[str, int]


def compose(
    inputs: Inputs,
    language: str,
    layout: Layout,
    cache: Path,
    created: str,
    problems: Problems,
    *,
    draft: bool = False,
) -> Edition:
    """Return one edition of the issue in one language."""
    return _Composition(inputs, language, layout, cache, created, problems, draft).edition()


class _Composition:
    """The phases of one edition, in the order they run."""

    def __init__(
        self,
        inputs: Inputs,
        language: str,
        layout: Layout,
        cache: Path,
        created: str,
        problems: Problems,
        draft: bool,
    ) -> None:
        self.inputs, self.language, self.layout = inputs, language, layout
        self.problems, self.created, self.draft = problems, created, draft
        self.folder = str(inputs.root / "articles")
        catalogs = open_catalogs(inputs.root, language, problems)
        self.furniture = open_furniture(catalogs, inputs.words, inputs.settings.language)
        self.localised = {slug: self.localise(document, catalogs) for slug, document in inputs.documents.items()}
        self.library = FaceLibrary(layout.faces, cache)
        composer = Composer(self.library, layout.justification, self.hyphenators(cache))
        self.setter = Setter(layout, composer, language, problems, ArtStore(cache))
        self.references: dict[str, tuple[Reference, ...]] = {}
        self.documents: dict[str, Document] = {}
        for slug, made in self.localised.items():
            document, references = resolved(made.document, inputs.bibliography, problems)
            self.documents[slug], self.references[slug] = document, references

    def localise(self, document: Document, catalogs: Catalogs) -> Localised:
        edits = catalogs
        if document.language != self.language:
            edits = open_catalogs(self.inputs.root, document.language, self.problems)
        return localise(document, catalogs, self.language, self.problems, edits)

    def hyphenators(self, cache: Path) -> dict[str, Hyphenator]:
        folder = self.inputs.root / "locale" / "hyphenation"
        found: dict[str, Hyphenator] = {}
        for language in self.inputs.settings.languages:
            path = folder / f"{language}.txt"
            exceptions = read_exceptions(path, self.problems) if path.is_file() else {}
            found[language] = Hyphenator(language, exceptions, cache=cache)
        return found

    def edition(self) -> Edition:
        pieces, trees = self.pieces()
        made = make_up(pieces, self.notices(), self.layout, self.problems)
        first, contents = self.front_matter(made)
        by_slug = {piece.slug: piece for piece in pieces}
        front_page, front = self.front_cover()
        contents_number = 2
        text_number = contents_number + len(contents)
        tail, tail_elements = self.fill(text_number + len(made.drafts))
        words = self.page_words()
        pages = [front_page]
        pages += finished(contents, contents_number, by_slug, self.setter, words)
        pages += finished([*made.drafts, *tail], text_number, by_slug, self.setter, words)
        back_page, back = self.back(len(pages) + 1)
        pages.append(replace(back_page, links=links(back_page.items, self.setter)))
        articles = tuple(replace(trees[piece.slug], children=_joined(trees, made, piece)) for piece in pieces)
        structure = Element(
            "document", "Document", (front, first, *articles, *tail_elements, back), language=self.language
        )
        book = Book(tuple(pages), structure, self.bookmarks(pages, structure, pieces), self.publication())
        starts = {slug: text_number + index for slug, index in made.starts.items()}
        return Edition(book, self.library, tuple(self.localised.values()), self.furniture, starts)

    # ---------------------------------------------------------------- articles

    def pieces(self) -> tuple[list[Piece], dict[str, Element]]:
        issue = self.inputs.issue
        pieces: list[Piece] = []
        trees: dict[str, Element] = {}
        for section in issue.plan.sections:
            for slug in section.articles:
                if slug in self.documents:
                    piece, tree = self.piece(slug, section.department)
                    pieces.append(piece)
                    trees[slug] = tree
        return pieces, trees

    def department(self, key: str) -> Department:
        return self.inputs.settings.departments.get(key) or Department(title=key)

    def colour(self, key: str) -> str:
        colour = self.department(key).colour
        if colour not in self.layout.colours or f"{colour}-tint" not in self.layout.colours:
            span = Span("publication.toml")
            message = f'department "{key}" has the colour "{colour}", which the layout "{self.layout.name}" lacks'
            hint = f'a layout needs both "{colour}" and "{colour}-tint"'
            self.problems.error("colour-unknown", message, span, hint=hint)
            return "accent"
        return colour

    def piece(self, slug: str, department: str) -> tuple[Piece, Element]:
        document = self.documents[slug]
        options = self.inputs.issue.options(slug)
        colour = self.colour(department)
        title = self.furniture.text(self.department(department).title)
        self.setter.prefix = slug
        labels = dict.fromkeys(mark.label for mark in nodes(document, FootnoteMark))
        self.setter.notes = dict(zip(labels, lettered(), strict=False))
        people = names(document.authors)
        byline = self.furniture.say("written_by", names=list_words(people, self.language)) if people else ""
        feature = options.template == "opener"
        openings = [
            opening(
                self.setter,
                document,
                title,
                byline,
                colour,
                self.folder,
                feature=feature,
                short=short,
            )
            for short in (False, True)
        ]
        galley = Galley(self.setter, self.layout.column, colour, self.folder, self.layout.measure)
        blocks = list(document.content)
        depth = self.layout.manner.drop_cap
        if depth and isinstance(first := next(iter(blocks), None), Paragraph):
            galley.opening(first, depth)
            del blocks[0]
        galley.blocks(tuple(blocks))
        ending(galley, document, self.references[slug], self.end_words())
        piece = Piece(
            slug,
            document.title.source,
            title,
            colour,
            openings[0],
            openings[1],
            tuple(galley.boxes),
            options.page_break,
            options.fill,
            document.span,
        )
        return piece, Element(f"{slug}/art", "Art", tuple(galley.elements), title=document.title.source)

    def end_words(self) -> EndWords:
        say = self.furniture.say
        return EndWords(
            say("notes"),
            say("references"),
            say("reviewed_by"),
            say("last_reviewed", date="{date}"),
            say("first_appeared", issue="{issue}", publication="{publication}"),
            say("see_also"),
        )

    def notices(self) -> list[Notice]:
        art = self.artwork(NOTICE_ART) if Path(self.folder, NOTICE_ART).is_file() else None
        made: list[Notice] = []
        for slug in self.inputs.issue.plan.notices:
            document = self.documents.get(slug)
            if document is not None:
                made.append(self.notice(document, art))
        return made

    def notice(self, document: Document, art: Artwork | None) -> Notice:
        colours = ("plum", "teal", "rust", "blue")
        index = self.inputs.issue.plan.notices.index(document.slug)
        colour = colours[index % len(colours)] if colours[index % len(colours)] in self.layout.colours else "accent"

        def panel(height: float) -> tuple[tuple[PageItem, ...], Element] | None:
            self.setter.prefix = document.slug
            return notice_panel(self.setter, document, colour, art, height)

        return panel

    def artwork(self, name: str) -> Artwork | None:
        span = Span(self.inputs.issue.path)
        return self.setter.art.artwork(Path(self.folder, name), f"articles/{name}", self.problems, span)

    # ---------------------------------------------------------------- front, back

    def issue_line(self) -> str:
        plan = self.inputs.issue.plan
        words = season_words(f"{plan.season} {plan.date[:4]}", self.language)
        return words[:1].upper() + words[1:]

    def front_cover(self) -> tuple[Page, Element]:
        plan, settings = self.inputs.issue.plan, self.inputs.settings
        self.setter.prefix = "cover"
        story = self.documents.get(plan.cover.story)
        lines = tuple(
            (self.furniture.text(self.department(self.documents[slug].department).title), self.documents[slug].title)
            for slug in plan.cover.lines
            if slug in self.documents
        )
        alternate = self.furniture.text(plan.cover.alt)
        number = self.furniture.say("volume", volume=plan.volume, number=plan.number)
        words = CoverWords(
            settings.name,
            self.furniture.text(settings.tagline),
            self.issue_line(),
            number,
            story.title if story else self.setter.words(self.furniture.text(plan.title)),
            story.summary if story else None,
            self.furniture.say("also_inside"),
            lines,
            Words((), alternate, self.furniture.language_of(plan.cover.alt)),
        )
        art: Artwork | Path | None = None
        if plan.cover.art:
            path = Path(self.folder, plan.cover.art)
            art = self.artwork(plan.cover.art) if path.suffix == ".svg" else path
        return cover(self.setter, words, art, 1)

    def front_matter(self, made: Made) -> tuple[Element, list[Draft]]:
        """Return the contents with the pages articles begin on; their own length is found first."""
        prefix, keys = "contents", self.setter.count
        self.setter.prefix = prefix
        drafts, _ = self.contents({})
        shift = 2 + len(drafts)
        self.setter.count = keys
        drafts, element = self.contents({slug: shift + index for slug, index in made.starts.items()})
        page = drafts[-1]
        top = page.used + gap_of(self.layout)
        if self.layout.depth - top > self.layout.depth * 0.3:
            for notice in reversed(self.notices()):
                filled = notice(self.layout.depth - top)
                if filled is not None:
                    page.items += [replace(item, y=item.y + top) for item in filled[0]]
                    element = replace(element, children=(*element.children, filled[1]))
                    break
        return element, drafts

    def contents(self, starts: Mapping[str, int]) -> tuple[list[Draft], Element]:
        plan, settings = self.inputs.issue.plan, self.inputs.settings
        entries: list[Entry] = []
        for section in plan.sections:
            title = self.furniture.text(self.department(section.department).title)
            colour = self.colour(section.department)
            for slug in section.articles:
                document = self.documents.get(slug)
                if document is not None:
                    page = str(starts[slug]) if slug in starts else "0"
                    featured = slug in (plan.cover.story, *plan.cover.lines)
                    entries.append(Entry(slug, title, colour, document.title, document.summary, page, featured))
        say = self.furniture.say
        number = say("volume", volume=plan.volume, number=plan.number)
        publisher = settings.publisher
        reach = [text for text in (publisher.telephone, publisher.email, publisher.web) if text]
        masthead = Masthead(
            (
                (settings.name, (f"{self.issue_line()}. {number}.", self.furniture.text(settings.copyright))),
                (publisher.name, (*publisher.address, *reach)),
                ("", (self.furniture.text(settings.disclaimer),)),
            )
        )
        return contents_pages(
            self.setter, say("in_this_issue"), f"{settings.name} · {self.issue_line()}", entries, masthead
        )

    def fill(self, pages: int) -> tuple[list[Draft], list[Element]]:
        """Return the pages that round the count up, the back cover included: house notices, then a page for notes."""
        missing = -pages % self.layout.manner.multiple
        drafts: list[Draft] = []
        elements: list[Element] = []
        panels = self.notices()
        for number in range(missing):
            made = panels[number % len(panels)](self.layout.depth) if panels and number % 2 == 0 else None
            if made is None:
                drafts.append(filler(self.layout, self.setter, self.furniture.say("your_notes")))
            else:
                drafts.append(Draft(list(made[0]), self.layout.depth, "notice", filled=True))
                elements.append(made[1])
        return drafts, elements

    def back(self, number: int) -> tuple[Page, Element]:
        plan, settings = self.inputs.issue.plan, self.inputs.settings
        self.setter.prefix = "back"
        art = self.artwork(plan.back.art) if plan.back.art else None
        notice = self.documents.get(plan.back.notice)
        address = settings.publisher.address
        return back_cover(self.setter, notice, art, address, settings.publisher.name, "plum", number)

    def page_words(self) -> PageWords:
        say = self.furniture.say
        return PageWords(
            self.inputs.settings.name,
            self.issue_line(),
            say("continued_on", page="{page}"),
            say("continued_from", page="{page}"),
            say("draft") if self.draft else "",
        )

    # ---------------------------------------------------------------- the file

    def publication(self) -> Publication:
        plan, settings = self.inputs.issue.plan, self.inputs.settings
        subject = self.furniture.text(plan.title)
        title = f"{settings.name}, {self.issue_line()}"
        return Publication(title, settings.publisher.name, subject, self.language, self.created)

    def bookmarks(self, pages: Sequence[Page], structure: Element, pieces: Sequence[Piece]) -> tuple[Bookmark, ...]:
        """Return the outline: each heading of the document where it is painted, in reading order."""
        places: dict[str, tuple[int, float]] = {}
        for index, page in enumerate(pages):
            for item in page.items:
                if isinstance(item, PlacedLine) and item.key in self.setter.headings:
                    places.setdefault(
                        item.key, (index, item.y - item.line.segments[0].size * 1.2 if item.line.segments else item.y)
                    )
        marks: list[Bookmark] = []
        level = 0
        for element in _walk(structure):
            if element.key in places:
                depth, text, language = self.setter.headings[element.key]
                level = min(depth - 1, level + 1) if marks else 0
                number, y = places[element.key]
                marks.append(Bookmark(text, number, y, level, language))
        return tuple(marks)


def lettered() -> Iterator[str]:
    """Yield a, b, … z, aa, ab, …: the marks of footnotes."""
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            yield "".join(letters)


def _joined(trees: Mapping[str, Element], made: Made, piece: Piece) -> tuple[Element, ...]:
    """Return an article's elements: its opener, its text, and the notice on its last page."""
    opener = piece.short.elements if _is_short(made, piece) else piece.whole.elements
    rest = made.elements[piece.slug][len(opener) :]
    return (*opener, *_without(trees[piece.slug].children, made.dropped), *rest)


def _without(elements: tuple[Element, ...], dropped: set[str]) -> tuple[Element, ...]:
    """Return elements without those make-up left out, wherever they stand."""
    return tuple(
        replace(element, children=_without(element.children, dropped))
        for element in elements
        if element.key not in dropped
    )


def _is_short(made: Made, piece: Piece) -> bool:
    first = made.elements[piece.slug][:1]
    return bool(first) and first[0] is piece.short.elements[0]


def _walk(element: Element) -> Sequence[Element]:
    found = [element]
    for child in element.children:
        found.extend(_walk(child))
    return found
