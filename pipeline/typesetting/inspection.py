"""Inspection: what a careful reader of proofs would mark on finished pages.

In: a book and its layout. Out: every fault with its page, and the file and line its text comes from. What can be avoided
was avoided by the phases before; what stands here was the least bad, and is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pipeline.foundation.diagnostic import Problem, Problems, Span
from pipeline.foundation.value import Struct
from pipeline.typesetting.collisions import collisions
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import Book, Line, PlacedLine
from pipeline.typesetting.passages import RUNNING, Passage, frame, passages
from pipeline.typesetting.rivers import rivers

# Hyphens that may end lines in a row; letters of a short word, and how many ems it is at most with its signs; ems a
# paragraph's last line is long at least.
HYPHENS, SHORT, WORD, LEAST = 2, 4, 6.0, 1.5
# The share of its measure that a paragraph's last line fills where the rest of a divided word on it is not noticed.
AMPLE = 0.5
# Lines a heading stands below the text it belongs to, where that begins in the next column.
BELOW = 8
# The share of its depth that a page with more to come should fill, one that ends an article, and one without text.
FULL, LITTLE, BARE = 0.75, 0.15, 0.5

REWORD = "reword the sentence a little, so that it gains or loses a line"


class _Proof(Struct, frozen=True):
    """What an inspection writes on: a fault is said with the language, the edition and the page it is on."""

    book: Book
    layout: Layout
    library: FaceLibrary
    problems: Problems

    def warning(self, code: str, page: int, message: str, span: Span, hint: str = REWORD) -> None:
        where = f"{self.book.publication.language} {self.layout.name}, page {frame(self.book.pages[page])}"
        self.problems.warning(code, f"{where}: {message}", span, hint=hint)


def inspect(book: Book, layout: Layout, library: FaceLibrary, problems: Problems) -> None:
    """Write down what is wrong with the finished pages of `book`, as warnings.

    Codes: "widow", "orphan", "heading-alone", "hyphen-parted", "hyphens-stacked", "hyphen-last", "runt", "river", "short-page",
    "collision".
    """
    proof = _Proof(book, layout, library, problems)
    found = passages(book)
    for passage in found:
        if passage.role in RUNNING:
            _parting(passage, proof)
            _lines(passage, proof)
    _headings(found, proof)
    _depths(found, proof)
    for index, page in enumerate(book.pages):
        for one, other in collisions(page, library):
            message = f"{one.what} stands on {other.what}"
            span = one.span if one.span.path else other.span
            proof.warning("collision", index, message, span, "make one of them shorter or smaller")


def located(found: Sequence[Problem], book: Book, layout: Layout) -> Iterator[Problem]:
    """Yield what the composer found, those of its lines that are on a page with that page named before the message."""
    pages: dict[Span, dict[str, list[str]]] = {}
    for page in book.pages:
        for item in page.items:
            if isinstance(item, PlacedLine) and item.line.span.path:
                pages.setdefault(item.line.span, {}).setdefault(frame(page), []).append(item.line.text)
    for problem in found:
        on = pages.get(problem.span, {}) if problem.code in COMPOSED else {}
        quoted = problem.message.partition('"')[2].rpartition('"')[0].rstrip("…")
        # What is quoted may run over a line's end; then the paragraph's first page is as near as can be.
        name = next((name for name, texts in on.items() if any(quoted in text for text in texts)), next(iter(on), ""))
        if not name:
            yield problem
            continue
        where = f"{book.publication.language} {layout.name}, page {name}"
        yield Problem(
            problem.severity, problem.code, f"{where}: {problem.message}", problem.span, problem.hint, problem.related
        )


COMPOSED = frozenset({"overfull-line", "underfull-line", "loose-line", "word-too-wide"})


def excerpt(text: str, most: int = 48) -> str:
    """Return the beginning of `text`, to be quoted."""
    text = text.strip()
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _parting(passage: Passage, proof: _Proof) -> None:
    """Say what is wrong where a paragraph goes on in another column."""
    parts = passage.parts
    for before, part in pairwise(parts):
        last, first = before.lines[-1].line, part.lines[0].line
        if len(part.lines) == 1 and part is parts[-1]:
            message = f'the last line of a paragraph stands alone at the head of its column: "{excerpt(first.text)}"'
            proof.warning("widow", part.page, message, first.span)
        if len(before.lines) == 1 and before is parts[0]:
            message = f'the first line of a paragraph stands alone at the foot of its column: "{excerpt(last.text)}"'
            proof.warning("orphan", before.page, message, last.span)
        if last.parted:
            message = f'a word is divided from column to column: "{_ending(last)}"'
            proof.warning("hyphen-parted", before.page, message, last.span)


def _lines(passage: Passage, proof: _Proof) -> None:
    """Say what is wrong with lines as they stand under each other."""
    for part in passage.parts:
        for divided, group in groupby(part.lines, key=lambda placed: placed.line.parted):
            row = [placed.line for placed in group]
            if divided and len(row) > HYPHENS:
                message = f'{len(row)} lines in a row end in a hyphen, from "{_ending(row[0])}"'
                proof.warning("hyphens-stacked", part.page, message, row[0].span)
        for river in rivers(part.lines, proof.library):
            first = river[0].line
            message = f'spaces run white through {len(river)} lines, from "{excerpt(first.text)}"'
            proof.warning("river", part.page, message, first.span)
    last = passage.parts[-1].lines[-1].line
    if len(passage.lines) < 2 or not last.last:
        return
    before = passage.lines[-2].line
    if before.parted and (last.width < AMPLE * last.measure or " " not in last.text.strip()):
        message = f'a word is divided into a short last line: "{_ending(before)} {last.text.strip()}"'
        proof.warning("hyphen-last", passage.parts[-1].page, message, last.span)
    if passage.role == "P" and _is_runt(last):
        message = f'a paragraph ends on a line with nothing but "{last.text.strip()}"'
        proof.warning("runt", passage.parts[-1].page, message, last.span)


def _ending(line: Line) -> str:
    """Return a line that ends in a hyphen, to be quoted with it."""
    return excerpt(line.text) + ("-" if line.hyphen else "")


def _is_runt(line: Line) -> bool:
    word = line.text.strip()
    letters = sum(char.isalnum() for char in word)
    size = line.segments[0].size
    return (" " not in word and letters <= SHORT and line.width < WORD * size) or line.width < LEAST * size


def _headings(found: Sequence[Passage], proof: _Proof) -> None:
    """Say which headings are parted from their text."""
    rise = BELOW * proof.layout.grid.leading
    for one, other in pairwise(found):
        if not (one.role.startswith("H") and other.role in RUNNING and _slug(one.key) == _slug(other.key)):
            continue
        last, first = one.parts[-1], other.parts[0]
        # A notice sets its heading beside its text: only what begins far above stands in another column.
        if last.page != first.page or first.lines[0].y < last.lines[-1].y - rise:
            line = last.lines[-1].line
            message = f'the heading "{excerpt(line.text)}" stands alone at the foot of its column'
            proof.warning("heading-alone", last.page, message, line.span)


def _depths(found: Sequence[Passage], proof: _Proof) -> None:
    """Say which pages of text are filled too little."""
    ends: dict[int, tuple[str, Span]] = {}
    bare: dict[int, tuple[str, Span]] = {}
    owners: dict[int, set[str]] = {}
    for passage in found:
        for part in passage.parts:
            owners.setdefault(part.page, set()).add(_slug(passage.key))
            if part.lines[-1].line.span.path:
                # A table or a figure alone on a page is told by its last words.
                kept = ends if passage.role in RUNNING else bare
                kept[part.page] = (_slug(passage.key), part.lines[-1].line.span)
    sheet = proof.layout.sheet
    head, foot = sheet.head, sheet.height - sheet.foot
    for index, (owner, span) in sorted({**bare, **ends}.items()):
        page = proof.book.pages[index]
        if page.template != "text":
            continue
        depths = [
            item.y if isinstance(item, PlacedLine) else item.y + item.height
            for item in page.items
            if head - 1 <= item.y <= foot + 1 and not (isinstance(item, PlacedLine) and not item.key)
        ]
        share = (max(depths, default=head) - head) / (foot - head)
        least = FULL if owner in owners.get(index + 1, set()) else LITTLE if index in ends else BARE
        if share < least:
            message = f"text and pictures fill {share:.0%} of its depth"
            proof.warning("short-page", index, message, span, "cut or add a few lines, or give a figure another size")


def _slug(key: str) -> str:
    return key.partition("/")[0]
