"""Finished pages read as a reader of proofs does: every kind of fault is found where it is, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from publications import article, run, said
from specimen import BOTH, CREATED, ROOT, Specimen

from pipeline.foundation.diagnostic import Problem, Problems, Span
from pipeline.foundation.value import replace
from pipeline.typesetting.dump import dumped
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.inspection import inspect, located
from pipeline.typesetting.layout import Layout, TextStyle
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.page import (
    Book,
    Element,
    Line,
    Page,
    PageItem,
    PlacedImage,
    PlacedLine,
    PlacedRectangle,
    Publication,
)
from pipeline.typesetting.paragraph import Composer, Run
from pipeline.typesetting.passages import passages, score
from pipeline.typesetting.rivers import gaps

TEXT = "Plain words for people who live with it, and for those who care for them every day of the week. " * 3
STYLE = TextStyle(name="body", face="serif", size=10, leading=13)
SPAN = Span("articles/first.md", 9, 1)
MEASURE = 200.0


@pytest.fixture(scope="module")
def layout() -> Layout:
    made = read_layout(ROOT, "print", "en", Problems())
    assert made is not None
    return made


@pytest.fixture(scope="module")
def library(layout: Layout, faces_cache: Path) -> FaceLibrary:
    return FaceLibrary(layout.faces, faces_cache)


@pytest.fixture(scope="module")
def lines(layout: Layout, library: FaceLibrary) -> tuple[Line, ...]:
    """A paragraph of lines, none of them with a hyphen."""
    composer = Composer(library, layout.justification, {})
    runs = (Run(TEXT, "serif/regular", 10, "ink"),)
    made = composer.lines(runs, STYLE, MEASURE, language="en", span=SPAN, problems=Problems())
    assert len(made) > 5
    return made


def column(lines: Sequence[Line], x: float = 50, y: float = 100, key: str = "first/1") -> list[PageItem]:
    return [PlacedLine(x, y + 13 * index, line, key) for index, line in enumerate(lines)]


def book(*pages: Sequence[PageItem], roles: dict[str, str] | None = None, template: str = "notice") -> Book:
    roles = roles or {"first/1": "P"}
    made = tuple(Page(index + 1, str(index + 3), template, 603, 783, tuple(items)) for index, items in enumerate(pages))
    structure = Element("document", "Document", tuple(Element(key, role) for key, role in roles.items()))
    return Book(made, structure, (), Publication("T", "A", "S", "en", CREATED))


def faults(made: Book, layout: Layout, library: FaceLibrary) -> list[str]:
    problems = Problems()
    inspect(made, layout, library, problems)
    for problem in problems:
        assert problem.severity == "warning"
        assert problem.message.startswith("en print, page ")
    return [f"{problem.code} {problem.message.split(':')[0].rpartition(' ')[2]}" for problem in problems]


def test_a_clean_page_has_no_fault(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    made = book([*column(lines[:3]), *column(lines[3:], x=300)])
    assert faults(made, layout, library) == []


def test_lines_alone_are_found(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    assert faults(book(column(lines[:-1]), column(lines[-1:])), layout, library) == ["widow 4"]
    assert faults(book(column(lines[:1]), column(lines[1:])), layout, library) == ["orphan 3"]


def test_hyphens_are_found(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    parted = (lines[0], replace(lines[1], hyphen=True), *lines[2:])
    assert faults(book(column(parted[:2]), column(parted[2:])), layout, library) == ["hyphen-parted 3"]
    two = (*(replace(line, hyphen=True) for line in lines[:2]), *lines[2:])
    assert faults(book(column(two)), layout, library) == []
    three = (*(replace(line, hyphen=True) for line in lines[:3]), *lines[3:])
    assert faults(book(column(three)), layout, library) == ["hyphens-stacked 3"]


def test_hyphens_of_the_text_count_as_others_do(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    """A line that ends in "self-" of "self-care", or in "pre-" of "pre- and post-", looks like any divided one."""
    ends = [
        replace(lines[0], text="for your own self-"),
        replace(lines[1], text="pre- "),
        replace(lines[2], hyphen=True),
    ]
    assert faults(book(column((*ends, *lines[3:]))), layout, library) == ["hyphens-stacked 3"]
    assert faults(book(column((*ends[:2], *lines[2:]))), layout, library) == []
    for parted in ends:
        made = (lines[0], parted, *lines[2:])
        assert faults(book(column(made[:2]), column(made[2:])), layout, library) == ["hyphen-parted 3"]
    assert 3 == score(passages(book(column((*ends, *lines[3:]))))[0]).hyphens
    assert not replace(lines[-1], text="and self-").parted


def test_a_word_divided_into_a_short_last_line_is_found(
    lines: tuple[Line, ...], layout: Layout, library: FaceLibrary
) -> None:
    above, last = replace(lines[-2], hyphen=True), replace(lines[-1], text="mething for you", width=60)

    def found(above: Line, last: Line) -> list[str]:
        return faults(book(column((*lines[:-2], above, last))), layout, library)

    assert found(above, last) == ["hyphen-last 3"]
    assert found(replace(lines[-2], text="take care of your self-"), last) == ["hyphen-last 3"]
    assert found(lines[-2], last) == []
    assert found(above, replace(last, width=MEASURE * 0.6)) == []
    assert found(above, replace(last, text="onabotulinumtoxina", width=MEASURE * 0.6)) == ["hyphen-last 3"]
    assert found(above, replace(last, last=False)) == []


def test_a_short_last_line_is_found(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    short = replace(lines[-1], text="so. ", width=15)
    assert faults(book(column((*lines[:-1], short))), layout, library) == ["runt 3"]
    assert faults(book(column((*lines[:-1], short)), roles={"first/1": "TD"}), layout, library) == []
    signs = replace(lines[-1], text="[" * 40, width=150)
    assert faults(book(column((*lines[:-1], signs))), layout, library) == []


def test_a_river_is_found(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    loose = replace(lines[0], ratio=1.4)
    assert faults(book(column([loose] * 3 + [lines[-1]])), layout, library) == []
    assert faults(book(column([loose] * 5 + [lines[-1]])), layout, library) == ["river 3"]
    tight = replace(lines[0], ratio=0.9)
    assert faults(book(column([tight] * 5 + [lines[-1]])), layout, library) == []


def test_the_spaces_of_a_line_are_where_they_are_painted(
    layout: Layout, library: FaceLibrary, lines: tuple[Line, ...]
) -> None:
    composer = Composer(library, layout.justification, {})
    for line in lines[:-1]:
        words = line.text.split()
        found = gaps(line, library)
        assert len(found) == len(words) - 1
        for index, (low, high) in enumerate(found):
            before = composer.width([Run(" ".join(words[: index + 1]), "serif/regular", 10, "ink")])
            assert low == pytest.approx(before, abs=0.5)
            assert high - low == pytest.approx(2.5, abs=1.5)


def test_a_heading_without_its_text_is_found(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    roles = {"first/1": "H2", "first/2": "P"}
    heading = column(lines[-1:], y=600)
    text = column(lines, x=300, key="first/2")
    assert faults(book([*heading, *text], roles=roles), layout, library) == ["heading-alone 3"]
    assert faults(book(heading, text, roles=roles), layout, library) == ["heading-alone 3"]
    under = column(lines, y=613, key="first/2")
    assert faults(book([*heading, *under], roles=roles), layout, library) == []


def test_what_stands_on_something_is_found(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    other = column(lines, y=102, key="first/2")
    both = {"first/1": "P", "first/2": "P"}
    assert "collision 3" in faults(book([*column(lines), *other], roles=both), layout, library)
    picture = PlacedImage(100, 90, 80, 40, "p.jpg", "first/2")
    assert "collision 3" in faults(book([*column(lines), picture], roles=both), layout, library)
    heads = [replace(item, key="", artifact="Pagination") for item in (*column(lines[:1]), *column(lines[1:2]))]
    assert faults(book([*heads, *column(lines, y=200)]), layout, library) == []
    tint = PlacedRectangle(40, 80, 300, 300, "cream")
    assert faults(book([tint, *column(lines)]), layout, library) == []


def test_a_page_filled_too_little_is_found(lines: tuple[Line, ...], layout: Layout, library: FaceLibrary) -> None:
    made = book(column(lines), column(lines[:2]), template="text")
    assert faults(made, layout, library) == ["short-page 3", "short-page 4"]
    made = book(column(lines), column(lines), template="text")
    assert faults(made, layout, library) == ["short-page 3"]
    full = [item for y in (100, 300, 500) for item in column(lines, y=y, key=f"first/{y}")]
    roles = {f"first/{y}": "P" for y in (100, 300, 500)}
    assert faults(book(full, full, template="text", roles=roles), layout, library) == []


def test_a_page_with_a_table_and_nothing_else_is_found(
    lines: tuple[Line, ...], layout: Layout, library: FaceLibrary
) -> None:
    full = [item for y in (100, 300, 500) for item in column(lines, y=y, key=f"first/{y}")]
    roles = {**{f"first/{y}": "P" for y in (100, 300, 500)}, "first/9": "TD"}
    table = column(lines, y=120, key="first/9")
    assert faults(book(full, table, template="text", roles=roles), layout, library) == ["short-page 4"]
    notice = PlacedRectangle(54, 300, 500, 420, "teal-tint")
    assert faults(book(full, [*table, notice], template="text", roles=roles), layout, library) == []


def test_a_fault_of_the_composer_is_told_its_page(lines: tuple[Line, ...], layout: Layout) -> None:
    made = book(column(lines[:3]), column(lines[3:]))
    words = lines[4].text.strip()
    loose = Problem("warning", "loose-line", f'word spaces 3.1 times as wide as they should be in "{words}"', SPAN)
    unplaced = replace(loose, span=Span("articles/second.md", 1, 1))
    other = replace(loose, code="art-missing")
    found = list(located([loose, unplaced, other], made, layout))
    assert found == [replace(loose, message=f"en print, page 4: {loose.message}"), unplaced, other]


def test_a_passage_is_scored(lines: tuple[Line, ...]) -> None:
    set_lines = [replace(line, ratio=ratio, hyphen=ratio > 1) for line, ratio in zip(lines, (0.8, 1.5), strict=False)]
    made = score(passages(book(column([*set_lines, lines[-1]])))[0])
    assert (made.lines, made.hyphens, made.tightest, made.loosest) == (3, 1, 0.8, 1.5)
    assert made.demerits == pytest.approx((10 + 0.8) ** 2 + (10 + 12.5) ** 2)


def test_a_dump_scores_its_pages_and_passages(lines: tuple[Line, ...]) -> None:
    dump = dumped(book(column(lines[:3]), column(lines[3:])))
    assert dump.count("  score 3 lines") >= 1
    assert f"{len(lines)} lines, 0 hyphens" in dump.partition("passages\n")[2]


@pytest.mark.parametrize(("language", "edition"), BOTH)
def test_the_specimen_has_no_fault_of_a_page(specimen: Specimen, language: str, edition: str) -> None:
    made = specimen.edition(language, edition)
    problems = Problems()
    inspect(made.book, made.layout, FaceLibrary(made.layout.faces, specimen.cache), problems)
    grave = {"widow", "orphan", "heading-alone", "hyphens-stacked", "collision"}
    assert [problem.text() for problem in problems if problem.code in grave] == []


def test_check_reads_the_pages_of_an_issue(publication: Callable[..., Path]) -> None:
    root = publication(article("Unabridgeableness" * 9 + " and on.\n"))
    assert "articles/first.md:7:1 word-too-wide" in said(run(root, "check", "first"))
    assert said(run(root, "check", "first", "--no-pages")) == said(run(root, "check"))
