"""The specimen issue composed once for all tests, and the words of a document as a reader meets them."""

from __future__ import annotations

import pickle
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from string import ascii_lowercase
from typing import TypeVar

from pipeline.document.article import nodes
from pipeline.document.citation import Reference, resolved
from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Citation,
    DefinitionList,
    Document,
    Figure,
    FootnoteMark,
    Heading,
    Inlines,
    LineBreak,
    List,
    Paragraph,
    PullQuote,
    Sidebar,
    Table,
    Text,
)
from pipeline.edition.build import output
from pipeline.edition.compose import compose
from pipeline.edition.inputs import Inputs, read_inputs
from pipeline.foundation.diagnostic import Problem, Problems
from pipeline.foundation.value import Struct, replace
from pipeline.press.printing import print_book
from pipeline.translation.catalog import open_catalogs
from pipeline.translation.furniture import Furniture
from pipeline.translation.localise import localise
from pipeline.typesetting.arrangement import Arranged
from pipeline.typesetting.artstore import ArtStore
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator, read_exceptions
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.page import Book, Element, Page, PlacedDrawing, PlacedLine
from pipeline.typesetting.paragraph import Composer
from pipeline.typesetting.setter import Setter

ROOT = Path(__file__).resolve().parents[1]
ISSUE = "2027-winter"
CREATED = "2027-01-01T00:00:00Z"
LANGUAGES = ("en", "es")
EDITIONS = ("print", "large-print", "screen")
BOTH = [(language, edition) for language in LANGUAGES for edition in EDITIONS]
Value = TypeVar("Value")


class Composed(Struct, frozen=True):
    """One edition of the specimen issue, with what was said while it was made."""

    book: Book
    layout: Layout
    inputs: Inputs
    documents: Mapping[str, Document]
    references: Mapping[str, tuple[Reference, ...]]
    furniture: Furniture
    starts: Mapping[str, int]
    fallbacks: int
    problems: tuple[Problem, ...]
    arranged: tuple[Arranged, ...]


class Specimen(Struct, frozen=True):
    """The editions of the specimen issue, made when first asked for and shared by every process of a test run.

    `coedition` makes them as if its plan asked for one.
    """

    cache: Path
    folder: Path
    coedition: bool = False

    def edition(self, language: str, edition: str) -> Composed:
        """Return an edition composed."""
        return self._once(f"{language}.{edition}.pickle", lambda: self._composed(language, edition))

    def pdf(self, language: str, edition: str, *, modern: bool = False) -> Path:
        """Return an edition's file, or the same edition as one of PDF/UA-2 and WTPDF 1.0 (`modern`)."""

        def printed() -> bytes:
            made = self.edition(language, edition)
            library = FaceLibrary(made.layout.faces, self.cache)
            problems = Problems()
            wanted = output(made.inputs, made.layout)
            if modern:
                wanted = replace(wanted, accessible=("PDF/UA-2", "WTPDF-1.0"))
            data = print_book(made.book, made.layout.colours, library, wanted, problems)
            assert [] == [problem.text() for problem in problems]
            return data

        path = self.folder / f"{ISSUE}.{language}.{edition}{'.modern' if modern else ''}.pdf"
        with locked(path):
            if not path.exists():
                path.write_bytes(printed())
        return path

    def _once(self, name: str, make: Callable[[], Value]) -> Value:
        path = self.folder / name
        if (kept := _IN_MEMORY.get(str(path))) is not None:
            return kept  # type: ignore[return-value] # what was put there under the same name
        with locked(path):
            if path.exists():
                value: Value = pickle.loads(path.read_bytes())
            else:
                value = make()
                path.write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        _IN_MEMORY[str(path)] = value
        return value

    def _composed(self, language: str, edition: str) -> Composed:
        problems = Problems()
        inputs = read_inputs(ROOT, ISSUE, problems)
        layout = read_layout(ROOT, edition, language, problems)
        assert inputs is not None and layout is not None
        if self.coedition:
            plan = replace(inputs.issue.plan, coedition=True)
            inputs = replace(inputs, issue=replace(inputs.issue, plan=plan))
        made = compose(inputs, language, layout, self.cache, CREATED, problems)
        references = {}
        for localised in made.localised:
            document, works = resolved(localised.document, inputs.bibliography, Problems())
            references[document.slug] = works
        fallbacks = sum(len(localised.fallbacks) for localised in made.localised)
        return Composed(
            made.book,
            layout,
            inputs,
            made.documents,
            references,
            made.furniture,
            made.starts,
            fallbacks,
            tuple(problems),
            made.arranged,
        )


_IN_MEMORY: dict[str, object] = {}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes of the same test run from making `path` meanwhile."""
    lock = path.with_name(f"{path.name}.lock")
    until = time.monotonic() + 300
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            assert time.monotonic() < until, f"{lock} was never given back"
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.rmdir()


def setter(layout: Layout, language: str, cache: Path, problems: Problems) -> Setter:
    """Return a setter as the editions have it, with the repository's hyphenation."""
    hyphenators = {}
    for tag in LANGUAGES:
        exceptions = read_exceptions(ROOT / "locale" / "hyphenation" / f"{tag}.txt", problems)
        hyphenators[tag] = Hyphenator(tag, exceptions)
    composer = Composer(FaceLibrary(layout.faces, cache), layout.justification, hyphenators)
    return Setter(layout, composer, language, problems, ArtStore(cache))


def article(slug: str, language: str, inputs: Inputs) -> tuple[Document, tuple[Reference, ...]]:
    """Return an article of the repository in a language, its citations resolved."""
    catalogs = open_catalogs(ROOT, language, Problems())
    document = inputs.documents[slug]
    edits = open_catalogs(ROOT, document.language, Problems())
    made = localise(document, catalogs, language, Problems(), edits)
    return resolved(made.document, inputs.bibliography, Problems())


# ---------------------------------------------------------------- words


def spoken(text: str) -> list[str]:
    """Return the words of a text; what parts a mark from its full stop, and soft hyphens, count for nothing."""
    text = text.replace("\u00ad", "")
    return re.sub(r"\s+([.,;:!?)\]”])", r"\1", text).split()


def read(content: Inlines) -> str:
    """Return inlines as they are read, without the marks of citations and notes."""
    text = ""
    for node in content:
        match node:
            case Text():
                text += node.text
            case LineBreak():
                text += "\n"
            case Citation() | FootnoteMark():
                text = text.rstrip(" ")
            case _:
                text += read(node.content)
    return text


def marks(tree: object, notes: Mapping[str, str]) -> list[str]:
    """Return the marks of citations and notes in a tree, in reading order."""
    found = []
    for node in _inline(tree):
        found.append(node.marks if isinstance(node, Citation) else notes[node.label])
    return found


def _inline(tree: object) -> Iterator[Citation | FootnoteMark]:
    if isinstance(tree, Citation | FootnoteMark):
        yield tree
    elif isinstance(tree, tuple):
        for part in tree:
            yield from _inline(part)
    elif hasattr(tree, "__struct_fields__"):
        for name in tree.__struct_fields__:
            if name != "span":
                yield from _inline(getattr(tree, name))


def texts(blocks: Blocks, layout: Layout, quotes: bool = True) -> Iterator[str]:
    """Yield the text of every block in reading order, as an edition prints it: marks of lists, captions, cells.

    `quotes` false leaves out the pull quotes, as make-up may.
    """
    for block in blocks:
        if quotes or not isinstance(block, PullQuote):
            yield from _texts(block, layout)


def _texts(block: Block, layout: Layout) -> Iterator[str]:
    match block:
        case Paragraph() | Heading():
            yield read(block.words.content)
        case List():
            for number, item in enumerate(block.items, block.start):
                yield f"{number}." if block.ordered else layout.manner.markers
                yield from texts(item.content, layout)
        case DefinitionList():
            for definition in block.items:
                yield read(definition.term.content)
                for meaning in definition.meanings:
                    yield from texts(meaning, layout)
        case BlockQuote():
            yield from texts(block.content, layout)
        case Sidebar():
            if block.title is not None:
                yield read(block.title.content)
            yield from texts(block.content, layout)
        case PullQuote():
            if layout.manner.pull_quotes:
                yield read(block.words.content)
        case Table():
            if block.caption is not None:
                yield read(block.caption.content)
            if 0 < layout.manner.records <= len(block.head):
                for row in block.rows:
                    for head, cell in zip(block.head, row, strict=True):
                        yield f"{read(head.words.content)}: {read(cell.words.content)}"
                return
            for row in (block.head, *block.rows):
                for cell in row:
                    yield read(cell.words.content)
        case Figure():
            if block.caption is not None:
                yield read(block.caption.content)


def note_letters(document: Document) -> dict[str, str]:
    """Return the letter of each footnote, in the order the text refers to them."""
    labels = dict.fromkeys(mark.label for mark in nodes(document, FootnoteMark))
    return dict(zip(labels, ascii_lowercase, strict=False))


# ---------------------------------------------------------------- pages


def walk(element: Element) -> Iterator[Element]:
    """Yield an element and all under it, in reading order."""
    yield element
    for child in element.children:
        yield from walk(child)


def placed_lines(pages: Iterable[Page]) -> Iterator[tuple[Page, PlacedLine]]:
    """Yield every line of text with its page, labels of charts apart."""
    for page in pages:
        for item in page.items:
            if isinstance(item, PlacedLine):
                yield page, item


def labels(pages: Iterable[Page]) -> Iterator[tuple[PlacedDrawing, PlacedLine]]:
    """Yield every label of every drawing."""
    for page in pages:
        for item in page.items:
            if isinstance(item, PlacedDrawing):
                for label in item.labels:
                    yield item, label


def references_in(elements: Iterable[Element]) -> set[str]:
    """Return the keys of the marks of citations and notes, those of the links inside them too."""
    return {e.key for top in elements for mark in walk(top) if mark.role == "Reference" for e in walk(mark)}


def own_text(line: PlacedLine, references: set[str]) -> str:
    """Return a line's text without the marks of citations and notes."""
    return "".join(
        "".join(filter(str.isspace, segment.text)) if segment.key in references else segment.text
        for segment in line.line.segments
    )


def column_of(item: PlacedLine, page: Page, layout: Layout) -> int:
    """Return the column a line begins in, 0 for the first."""
    step = layout.column + layout.grid.gutter
    x = item.x - layout.left(page.number)
    return max(0, min(layout.grid.columns - 1, int((x + 12) // step)))
