"""Lists and numbered entries: a number never touches its text, however many figures it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from specimen import ROOT, setter

from pipeline.document.citation import Reference
from pipeline.document.markdown import body
from pipeline.document.tree import Document, Text, Words
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box
from pipeline.typesetting.ending import EndWords, ending
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.page import PlacedLine

EDITIONS = ["print", "large-print", "screen"]
WORDS = EndWords(*[Words((Text("Heading"),), "Heading")] * 6)


def galley(edition: str, language: str, faces: Path, problems: Problems) -> Galley:
    layout = read_layout(ROOT, edition, language, problems)
    assert layout is not None
    own = setter(layout, language, faces, problems)
    return Galley(own, layout.column, "teal", str(ROOT / "articles"), layout.measure)


def pairs(boxes: list[Box]) -> list[tuple[PlacedLine, PlacedLine]]:
    """Return each number or bullet with the line beside it."""
    found = []
    for box in boxes:
        placed = [item for item in box.items if isinstance(item, PlacedLine)]
        found += [(placed[0], placed[1])] if len(placed) > 1 else []
    return found


def room(pair: tuple[PlacedLine, PlacedLine]) -> float:
    label, text = pair
    return text.x + text.line.segments[0].x - label.x - label.line.segments[0].x - label.line.width


def items(text: str, start: int, count: int, indent: str = "") -> str:
    return "".join(f"{indent}{number}. {text} {number}\n" for number in range(start, start + count))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("start", "language"), [(1, "en"), (8, "es"), (98, "en"), (998, "es")])
def test_a_number_never_touches_its_item(edition: str, start: int, language: str, faces_cache: Path) -> None:
    problems = Problems()
    column = galley(edition, language, faces_cache, problems)
    nested = items("inner", start, 4, " " * (len(str(start + 3)) + 2))
    text = f"{items('word', start, 4)}\n{nested}"
    column.blocks(
        body(
            text, path="a.md", first_line=1, language=language, folder=str(ROOT / "articles"), problems=problems
        ).content
    )
    found = pairs(column.boxes)
    assert len(found) == 8
    size = column.style("item").size
    assert [] == [pair[0].line.text for pair in found if room(pair) < 0.25 * size]
    for group, edge in ((found[:4], 0.0), (found[4:], found[0][1].x)):
        # They end under each other, and the widest stands at the edge.
        assert len({round(label.x + label.line.width, 2) for label, _ in group}) == 1
        assert len({text.x for _, text in group}) == 1
        assert min(label.x for label, _ in group) == pytest.approx(edge)
    assert [] == list(problems)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("count", [3, 12, 120])
def test_a_number_never_touches_its_reference(edition: str, count: int, faces_cache: Path) -> None:
    column = galley(edition, "en", faces_cache, Problems())
    references = [Reference(f"k{n}", n, (Text("Luo P. Heat."),)) for n in range(1, count + 1)]
    ending(column, Document("a", "en", Words((), ""), ()), references, WORDS)
    found = pairs(column.boxes)
    assert len(found) == count
    assert [] == [pair[0].line.text for pair in found if room(pair) < 0.25 * column.style("reference").size]
    assert len({round(label.x + label.line.width, 2) for label, _ in found}) == 1
    assert len({text.x for _, text in found}) == 1


def test_a_number_that_lacks_a_glyph_is_said_with_its_place(faces_cache: Path) -> None:
    problems = Problems()
    column = galley("print", "en", faces_cache, problems)
    layout = column.setter.layout
    column.setter.layout = replace(layout, manner=replace(layout.manner, markers="漢"))
    column.blocks(body("\n- one\n", path="a.md", first_line=1, language="en", folder="", problems=problems).content)
    assert [("missing-glyph", "a.md", 2)] == [(p.code, p.span.path, p.span.line) for p in problems]


def test_initials_stay_with_their_surname(faces_cache: Path) -> None:
    column = galley("print", "en", faces_cache, Problems())
    said = "Steinberg AD, van der Berg JP Jr, Luo P, et al. Heat and the MS brain: a review of what is known. 2019."
    references = [Reference(f"k{n}", n, (Text("X" * n + " " + said),)) for n in range(1, 40)]
    ending(column, Document("a", "en", Words((), ""), ()), references, WORDS)
    ends = {item.line.text.split()[-1] for box in column.boxes for item in box.items if isinstance(item, PlacedLine)}
    assert not ends & {"Steinberg", "Berg", "Luo"}
    assert ends & {"der", "AD,", "Heat", "what"}
