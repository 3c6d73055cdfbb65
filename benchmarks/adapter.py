"""A corpus document set by the product: its composer, galleys, make-up and press, as in a build.

    python benchmarks/adapter.py DOC.json LAYOUT OUT.pdf

In: a document of the benchmark's corpus (articles of paragraphs, lists, tables, figures, pull quotes and references),
"a" or "b". Out: the same text as a tagged PDF/UA-1 with outline, running heads and folios. Typefaces lie in `../fonts`
and pictures in `../img`, counted from the document's folder. Nothing is kept between two runs but what a build keeps.
"""

from __future__ import annotations

import gc

# As in a build: what is loaded and made lives to its end.
gc.disable()

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from pipeline.cli.leaving import leave
from pipeline.document.citation import Reference
from pipeline.document.tree import (
    Block,
    Cell,
    Document,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Inlines,
    Item,
    List,
    Paragraph,
    Person,
    Picture,
    PullQuote,
    Strong,
    Superscript,
    Table,
    Text,
    Words,
    plain,
)
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.ahead import processors, together
from pipeline.typesetting.artstore import ArtStore
from pipeline.typesetting.bookmarks import bookmarks
from pipeline.typesetting.choices import Choices
from pipeline.typesetting.ending import EndWords, ending
from pipeline.typesetting.folio import PageWords, finished
from pipeline.typesetting.font import FaceLibrary, FontFile
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Planned, make_up
from pipeline.typesetting.opener import names, opening
from pipeline.typesetting.page import Book, Element, Publication
from pipeline.typesetting.paragraph import Composer
from pipeline.typesetting.setter import Setter
from pipeline.typesetting.trial import Piece

HERE = Path(__file__).resolve().parent
CREATED = "2016-01-01T00:00:00Z"
# Furniture in the two languages of the corpus: references, "continued on", "continued from".
FURNITURE = {
    "en": ("References", "Continued on page {page}", "Continued from page {page}"),
    "es": ("Referencias", "Continúa en la página {page}", "Viene de la página {page}"),
}


def inlines(runs: list[list[str]]) -> Inlines:
    """Return the corpus's runs, pairs of text and style, as inlines."""
    made: list[Inline] = []
    for text, style in runs:
        content = (Text(text),)
        match style:
            case "b":
                made.append(Strong(content))
            case "i":
                made.append(Emphasis(content))
            case "sup":
                made.append(Superscript(content))
            case _:
                made.extend(content)
    return tuple(made)


def words(runs: list[list[str]] | str, language: str) -> Words:
    """Return runs, or plain text, as words."""
    content = (Text(runs),) if isinstance(runs, str) else inlines(runs)
    return Words(content, plain(content), language)


def block(data: dict[str, Any], language: str) -> Block:
    """Return a block of the corpus as the document's own. Raises ValueError for a kind that is not the corpus's."""
    match data["t"]:
        case "p":
            return Paragraph(words(data["runs"], language))
        case "h2":
            return Heading(2, words(data["text"], language))
        case "ul" | "ol":
            items = tuple(Item((Paragraph(words(item, language)),)) for item in data["items"])
            return List(data["t"] == "ol", items)
        case "pull":
            return PullQuote(words(data["text"], language))
        case "fig":
            caption = words(data["caption"], language)
            return Figure(Picture(data["src"]), words(data["alt"], language), caption)
        case "table":
            head = tuple(Cell(words(text, language), True) for text in data["head"])
            rows = tuple(tuple(Cell(words(text, language)) for text in row) for row in data["rows"])
            return Table(head, rows, words(data["caption"], language))
        case kind:
            raise ValueError(f'the corpus has no block "{kind}"')


def document(data: dict[str, Any], slug: str, language: str) -> tuple[Document, tuple[Reference, ...]]:
    """Return an article of the corpus as a document, and its references."""
    blocks = [part for part in data["blocks"] if part["t"] != "refs"]
    listed = [item for part in data["blocks"] if part["t"] == "refs" for item in part["items"]]
    content = tuple(block(part, language) for part in blocks)
    people = (Person(data["byline"]),)
    references = tuple(Reference(f"{slug}-{n}", n, inlines(item)) for n, item in enumerate(listed, 1))
    return Document(slug, language, words(data["title"], language), content, authors=people), references


def piece(
    setter: Setter, made: Document, references: tuple[Reference, ...], folder: str, heading: str
) -> tuple[Piece, Element]:
    """Return an article set as make-up takes it, and its element."""
    layout = setter.layout
    setter.prefix, setter.count = made.slug, 0
    no_words, byline = Words(()), setter.words(", ".join(names(made.authors)))
    opener = opening(setter, made, no_words, byline, "accent", folder, feature=False, short=False)
    setter.expect(made.content)
    galley = Galley(setter, layout.column, "accent", folder, layout.measure)
    galley.blocks(made.content)
    ending(galley, made, references, EndWords(no_words, setter.words(heading), no_words, no_words, no_words, no_words))
    # No typesetter of the comparison may leave a pull quote out.
    boxes = tuple(replace(box, drop="") if box.drop else box for box in galley.boxes)
    title = made.title.source
    element = Element(f"{made.slug}/art", "Art", (*opener.elements, *galley.elements), title=title)
    return Piece(made.slug, title, "", "accent", opener, opener, boxes, True, False), element


def book(
    data: dict[str, Any],
    composer: Composer,
    layout: Layout,
    folder: str,
    cache: Path,
    problems: Problems,
    choices: Choices | None = None,
    alone: bool = True,
) -> Book:
    """Return the pages of a corpus document; `choices` are those of make-up before."""
    language = data["lang"]
    heading, continued_on, continued_from = FURNITURE[language]
    setter = Setter(layout, composer, language, problems, ArtStore(cache))

    def made(numbered: tuple[int, dict[str, Any]]) -> tuple[Piece, Element]:
        number, article = numbered
        return piece(setter, *document(article, f"article-{number}", language), folder, heading)

    numbered = list(enumerate(data["articles"], 1))
    # As a build does with a file that is made alone and for the first time.
    shared = alone and composer.fresh and processors() > 1
    every = together(composer, numbered, made) if shared else [made(one) for one in numbered]
    pieces, elements = [one for one, _ in every], [element for _, element in every]
    every.clear()
    drafts = make_up(pieces, (), layout, problems, Planned(choices=choices or Choices())).drafts
    said = PageWords(data["title"], "Bench", continued_on, continued_from)
    # Their boxes stand on pages now; only what running heads say of them is asked for.
    by_slug = {one.slug: replace(one, boxes=()) for one in pieces}
    pieces.clear()
    pages = finished(drafts, 1, by_slug, setter, said)
    structure = Element("document", "Document", tuple(elements), language=language)
    about = Publication(data["title"], "Bench", "", language, CREATED)
    return Book(tuple(pages), structure, bookmarks(setter.headings, pages, structure), about)


def font_file(fonts: Path, family: str, weight: int, italic: bool) -> FontFile:
    """Return one of the corpus's static typefaces, known by its content."""
    style = ("Bold" if weight >= 600 else "") + ("Italic" if italic else "")
    path = fonts / f"{family}-{style or 'Regular'}.ttf"
    release = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return FontFile(family.lower(), release, family, path, False, weight)


def main(arguments: list[str]) -> int:
    """Set the document; return 1 where something is wrong with it. Problems go to standard error.

    `--talk` shows warnings too. `--again OTHER.json` sets another document after the first, in the same process, and
    prints the seconds that this took. `--beside` says that other documents are set at the same time.
    """
    source, name, target = Path(arguments[0]).resolve(), arguments[1], Path(arguments[2])
    problems = Problems()
    data = json.loads(source.read_bytes())
    layout = read_layout(HERE, name, data["lang"], problems)
    if layout is not None:
        cache = Path(os.environ.get("MOTIVATOR_CACHE") or Path.home() / ".cache") / "motivator"
        fonts, folder = source.parent.parent / "fonts", str(source.parent.parent)
        library = FaceLibrary(layout.faces, cache, lambda *wanted: font_file(fonts, *wanted))
        hyphenators = {data["lang"]: Hyphenator(data["lang"], cache=cache)}
        # One shelf for the documents of a language: an edited one finds the paragraphs it shares with the first.
        shelf = f"bench {name} {data['lang']}"
        composer, choices = Composer(library, layout.justification, hyphenators, cache, shelf), Choices(cache, shelf)
        output = Output("rgb", True, 0.0, True)
        whole = book(data, composer, layout, folder, cache, problems, choices, "--beside" not in arguments)
        composer.keep()
        choices.keep()
        made = print_book(whole, layout.colours, library, output, problems)
        if "--again" in arguments:
            started = time.perf_counter()
            other = json.loads(Path(arguments[arguments.index("--again") + 1]).read_bytes())
            whole = book(other, composer, layout, folder, cache, problems, choices)
            made = print_book(whole, layout.colours, library, output, problems)
            print(time.perf_counter() - started)
        if not problems.errors:
            target.write_bytes(made)
    for problem in problems:
        if problem.severity == "error" or "--talk" in arguments:
            print(problem.text(), file=sys.stderr)
    return 1 if problems.errors else 0


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
