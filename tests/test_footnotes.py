"""Footnotes of an article: the box that cites one carries it, and each leads to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from specimen import ROOT, setter, walk

from pipeline.document.markdown import body
from pipeline.document.tree import Document, Words
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.footnotes import footnotes
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.page import Element, PlacedLine
from pipeline.typesetting.setter import Setter

NOTES = "\n\n[^1]: The first note.\n\n[^2]: The second, which cites a third[^3].\n\n[^3]: The third.\n"


def english(edition: str, cache: Path) -> Setter:
    layout = read_layout(ROOT, edition, "en", Problems())
    assert layout is not None
    return setter(layout, "en", cache, Problems())


@pytest.fixture
def screen(faces_cache: Path) -> Setter:
    return english("screen", faces_cache)


def made(own: Setter, text: str, wide: float = 0.0) -> Galley:
    read = body(text + NOTES, path="a.md", first_line=1, language="en", folder="", problems=Problems())
    whole = Document("a", "en", Words((), "A", "en"), read.content, read.footnotes)
    own.notes = {"1": "a", "2": "b", "3": "c"}
    galley = Galley(own, 200.0, "plum", "", wide or 420.0)
    galley.blocks(whole.content)
    assert {"1", "2", "3"} == footnotes(galley, whole)
    return galley


def cites(galley: Galley) -> list[list[str]]:
    """Return the first words of the notes each box carries."""
    return [[note[0].text.strip() for note in box.notes] for box in galley.boxes if box.notes]


def by_role(galley: Galley, role: str) -> list[Element]:
    return [e for top in galley.elements for e in walk(top) if e.role == role]


def test_the_line_that_cites_a_note_carries_it_and_what_the_note_cites(screen: Setter) -> None:
    galley = made(screen, "One line.\n\nTwo[^1] and more.\n\nThree[^2], and again[^1].")
    assert [["The first note."], ["The second, which cites a third.c", "The third."]] == cites(galley)
    assert all(box.place == "note" and box.head for one in galley.boxes for note in one.notes for box in note)


def test_a_note_stands_in_the_structure_after_the_paragraph_that_cites_it(screen: Setter) -> None:
    galley = made(screen, "One[^1].\n\nTwo[^2].")
    assert ["P", "Note", "P", "Note", "Note"] == [element.role for element in galley.elements]
    assert ["a", "b", "c"] == [note.key[-1] for note in by_role(galley, "Note")]


def test_mark_and_note_refer_and_lead_to_each_other(screen: Setter) -> None:
    galley = made(screen, "One[^1], two[^2].")
    note, mark = by_role(galley, "Note")[0], by_role(galley, "Reference")[0]
    assert (note.key, mark.key) == (mark.ref, note.ref)
    there, back = mark.children[0], note.children[0].children[0]
    assert ("Link", "Link") == (there.role, back.role)
    lines = [item.line for box in galley.boxes for item in box.items if isinstance(item, PlacedLine)]
    painted = {segment.key for line in lines for segment in line.segments}
    assert there.key in painted
    anchors = {f"#{name}": key for key, names in screen.anchors.items() for name in names}
    assert note.children[0].key == anchors[there.target]
    assert there.key == anchors[back.target]


def test_paper_has_no_links_and_still_its_notes(faces_cache: Path) -> None:
    galley = made(english("print", faces_cache), "One[^1], two[^2].")
    assert [] == by_role(galley, "Link")
    assert 3 == len(by_role(galley, "Note"))


def test_a_note_cited_in_a_table_across_the_page_stands_under_it(screen: Setter) -> None:
    table = "| a | b | c | d |\n|---|---|---|---|\n| x[^1] | y[^2] | z | w |\n"
    plain = Galley(screen, 200.0, "plum", "", 420.0)
    screen.notes = {}
    plain.blocks(body(table, path="a.md", first_line=1, language="en", folder="", problems=Problems()).content)
    galley = made(screen, table)
    (box,) = [box for box in galley.boxes if box.place == "wide"]
    assert () == box.notes
    keys = {e.key for top in galley.elements for e in walk(top)}
    assert all(note.ref in keys for note in by_role(galley, "Note"))
    assert box.height > plain.boxes[0].height + 3 * screen.layout.style("reference").leading
