"""Articles and house notices set as pieces that make-up can place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase

from pipeline.document.article import nodes
from pipeline.document.tree import Chart, Document, Figure, FootnoteMark, Paragraph
from pipeline.edition.credits import end_words
from pipeline.edition.work import Work
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import list_words
from pipeline.foundation.value import replace
from pipeline.typesetting.ahead import processors, together
from pipeline.typesetting.copyfit import AS_IT_IS, Fit, refitted
from pipeline.typesetting.ending import ending
from pipeline.typesetting.footnotes import footnotes
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.jump import continuation
from pipeline.typesetting.makeup import Made
from pipeline.typesetting.notice import Notice, Panel, Pictures, Turns, is_tall, notice_panel
from pipeline.typesetting.opener import Jump, names, opening
from pipeline.typesetting.page import Element, PlacedDrawing
from pipeline.typesetting.setter import Setter
from pipeline.typesetting.trial import Piece

NOTICE_ART = "notice-art*.svg"


def pieces(work: Work, wanted: Collection[str]) -> list[Piece]:
    """Return the issue's articles that are `wanted` in the order of the plan."""
    planned = [
        (slug, section.department)
        for section in work.inputs.issue.plan.sections
        for slug in section.articles
        if slug in work.documents and slug in wanted
    ]

    def made(one: tuple[str, str]) -> Piece:
        return _piece(work, *one, work.setter, AS_IT_IS)

    composer = work.setter.composer
    if composer.alone and composer.fresh and processors() > 1:
        return together(composer, planned, made)
    return [made(one) for one in planned]


def _piece(work: Work, slug: str, department: str, base: Setter, fit: Fit) -> Piece:
    """Return an article set by the layout as `fit` changes it.

    The keys of its elements hang on nothing but the article, nor do, therefore, its paragraphs.
    """
    document, options = work.documents[slug], work.inputs.issue.options(slug)
    layout = refitted(work.layout, fit)
    setter = replace(
        base, layout=layout, problems=Problems(), prefix=slug, count=0, fit=fit, notes={}, cited={}, mark_keys={}
    )
    colour = work.colour(department)
    title = work.words(work.department(department).title)
    labels = dict.fromkeys(mark.label for mark in nodes(document, FootnoteMark))
    setter.notes = dict(zip(labels, lettered(), strict=False))
    people = names(document.authors)
    byline = work.say("written_by", names=list_words(people, work.language)) if people else None
    feature = options.template == "opener"
    whole, short = (
        opening(setter, document, title, byline, colour, work.folder, feature=feature, short=down)
        for down in (False, True)
    )
    setter.expect(document.content)
    galley = Galley(setter, layout.column, colour, work.folder, layout.measure)
    first, rest = document.content[:1], document.content[1:]
    if (layout.manner.drop_cap or layout.manner.lead_in) and first and isinstance(first[0], Paragraph):
        galley.opening(first[0], layout.manner.drop_cap)
    else:
        galley.blocks(first)
    galley.blocks(rest)
    # The rule over footnotes would stand where each language cites them: in a co-edition they close the article.
    foot = (options.notes or layout.manner.notes) == "foot" and setter.agreement is None
    set_notes = footnotes(galley, document) if foot else frozenset()
    ending(galley, document, work.references[slug], end_words(work, slug, len(labels)), set_notes)

    jump = None
    if options.jump.pages and layout.manner.jump_lines:
        place = work.inputs.issue.toml.span("article", slug, "jump", "pages")
        jump = Jump(options.jump.pages, options.jump.behind, continuation(setter, document.title, colour), place)

    def refit(other: Fit) -> Piece:
        return _piece(work, slug, department, base, other)

    return Piece(
        slug,
        document.title.source,
        title.source,
        colour,
        whole,
        short,
        tuple(galley.boxes),
        options.page_break,
        options.fill,
        document.title.span if document.title.span.line else document.span,
        pages=options.pages if layout.copyfit.plan else 0,
        page=options.page if layout.copyfit.plan else 0,
        start=options.start if layout.copyfit.plan else "",
        pin=work.inputs.issue.toml.span("article", slug, "page"),
        lacks=tuple(
            means
            for means, there in (
                ("art", whole.art is not None),
                ("figures", any(isinstance(figure.image, Chart) for figure in nodes(document, Figure))),
                ("quotes", any(box.drop for box in galley.boxes)),
            )
            if not there
        ),
        language=work.language,
        refit=refit,
        layout=layout,
        problems=tuple(setter.problems),
        jump=jump,
        elements=Element(f"{slug}/art", "Art", tuple(galley.elements), title=document.title.source),
    )


def lettered() -> Iterator[str]:
    """Yield a, b, … z, aa, ab, …: the marks of footnotes."""
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            yield "".join(letters)


def notices(work: Work, turn: int = 0) -> Turns:
    """Return the issue's house notices, each a panel of any height, in the layout's colours by turns.

    Their pictures, the files `notice-art*.svg`, come by turns as well, and then one notice goes without; `turn` is how
    many were shown before. The notice of the back cover counts as shown.
    """
    folder = Path(work.folder, "figures")
    names = sorted(path.name for path in folder.glob(NOTICE_ART))
    pictures = Pictures([art for name in names if (art := work.artwork(f"figures/{name}"))], turn)
    colours = work.layout.manner.notice_colours
    plan = work.inputs.issue.plan
    planned = [slug for slug in plan.notices if slug in work.documents]
    panels = [
        _notice(work, work.documents[slug], colours[turn % len(colours)], pictures) for turn, slug in enumerate(planned)
    ]
    shown = [number for number, slug in enumerate(planned) if slug == plan.back.notice]
    return Turns(panels, dict.fromkeys(shown, 1), dict.fromkeys(shown, len(planned)), pictures=pictures)


def _notice(work: Work, document: Document, colour: str, pictures: Pictures) -> Notice:
    def panel(height: float) -> Panel | None:
        work.setter.prefix = document.slug
        made = notice_panel(work.setter, document, colour, pictures.next, height)
        if made is not None:
            bare = pictures.next is None and is_tall(work.layout, height)
            pictures.turn += bare or any(isinstance(item, PlacedDrawing) for item in made[0])
        return made

    return panel


def article_elements(made: Made, slug: str) -> Element:
    """Return an article's element: its opener as it was chosen, its text, and the notices on and after its last page."""
    piece, placed = made.pieces[slug], made.elements[slug]
    assert piece.elements is not None
    is_short = bool(placed) and placed[0] is piece.short.elements[0]
    opener = piece.short.elements if is_short else piece.whole.elements
    text = _without(piece.elements.children, made.dropped)
    return replace(piece.elements, children=(*opener, *text, *placed[len(opener) :]))


def _without(elements: tuple[Element, ...], dropped: set[str]) -> tuple[Element, ...]:
    """Return elements without those make-up left out, wherever they stand."""
    return tuple(
        replace(element, children=_without(element.children, dropped))
        for element in elements
        if element.key not in dropped
    )
