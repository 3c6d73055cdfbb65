"""Checks of what elements mean: headings, figures, tables, lists, notes, languages, divided words (ISO 14289-1, 7.2 to 7.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.press.preflight.access import LANGUAGE
from pipeline.press.preflight.marks import Text
from pipeline.press.preflight.outcome import Finding, Outcome, count, listed, outcome
from pipeline.press.preflight.subject import Subject
from pipeline.press.preflight.tree import Element

_ROWS = {"TR", "THead", "TBody", "TFoot", "Caption"}
_SCOPES = ("/Row", "/Column", "/Both")
_HYPHENS = ("-", "\u2010")


def headings(subject: Subject) -> Outcome:
    """Headings begin with the first level, and leave none out on the way down."""
    found: list[Finding] = []
    last = 0
    levels: dict[int, int] = {}
    for element in subject.tree.elements:
        if not re.fullmatch(r"H[1-6]", element.kind):
            continue
        level = int(element.kind[1])
        levels[level] = levels.get(level, 0) + 1
        if level > last + 1:
            said = (
                f"a heading of level {level} follows one of level {last}"
                if last
                else f"the first heading is of level {level}"
            )
            found.append(Finding(said, element.first))
        last = level
    if levels and subject.tree.of("H"):
        found.append(Finding("headings with and without a level stand in one file"))
    return outcome(listed([f"{many} H{level}" for level, many in sorted(levels.items())]) or "no headings", found)


def figures(subject: Subject) -> Outcome:
    """Each figure has its words, and says where it is."""
    figures = subject.tree.of("Figure", "Formula")
    found: list[Finding] = []
    for element in figures:
        words = str(element.get("/Alt") or "") or str(element.get("/ActualText") or "")
        if not words.strip():
            found.append(Finding(f"a {element.kind.lower()} has no alternate text", element.first))
        box = element.attribute("/Layout", "/BBox")
        if element.kind == "Figure" and (box is None or len(box) != 4):
            found.append(Finding("a figure does not say where it is (BBox)", element.first))
    return outcome(count(len(figures), "figure"), found)


def tables(subject: Subject) -> Outcome:
    """Tables are made of rows of one length, and their headings say what they head."""
    tables = subject.tree.of("Table")
    found = [finding for table in tables for finding in _table(table)]
    for kind, allowed in (("TR", {"Table", "THead", "TBody", "TFoot"}), ("TH", {"TR"}), ("TD", {"TR"})):
        found += [
            Finding(f"a {kind} stands in a {element.parent.kind if element.parent else 'file'}", element.first)
            for element in subject.tree.of(kind)
            if element.parent is None or element.parent.kind not in allowed
        ]
    return outcome(count(len(tables), "table"), found)


def _table(table: Element) -> Iterator[Finding]:
    page = table.first
    rows: list[Element] = []
    for part in table.children:
        if part.kind not in _ROWS:
            yield Finding(f"a {part.kind} stands in a Table", page)
        rows += [part] if part.kind == "TR" else [row for row in part.children if row.kind == "TR"]
    cells = [[cell for cell in row.children if cell.kind in ("TH", "TD")] for row in rows]
    yield from (
        Finding(f"a {cell.kind} stands in a row of a table", page)
        for row in rows
        for cell in row.children
        if cell.kind not in ("TH", "TD")
    )
    # How many rows each column is still taken by a cell from above.
    taken: list[int] = []
    width = 0
    for number, row in enumerate(cells, 1):
        at = 0
        for cell in row:
            while at < len(taken) and taken[at] > 0:
                at += 1
            wide, high = (int(cell.attribute("/Table", key) or 1) for key in ("/ColSpan", "/RowSpan"))
            taken += [0] * (at + wide - len(taken))
            taken[at : at + wide] = [high] * wide
            at += wide
        length = sum(left > 0 for left in taken)
        width = width or length
        if length != width:
            yield Finding(f"row {number} of a table has {count(length, 'cell')}, the first has {width}", page)
        taken = [max(left - 1, 0) for left in taken]
    heads = [cell for row in cells for cell in row if cell.kind == "TH"]
    if cells and not heads:
        yield Finding("a table has no headings", page)
    named = any(cell.attribute("/Table", "/Headers") is not None for row in cells for cell in row)
    for head in heads:
        if str(head.attribute("/Table", "/Scope") or "") not in _SCOPES and not named:
            yield Finding("a heading of a table does not say what it heads (Scope)", head.first or page)


def lists(subject: Subject) -> Outcome:
    """Lists are made of items, items of a mark and a body."""
    lists = subject.tree.of("L")
    found: list[Finding] = []
    for element in lists:
        found += [
            Finding(f"a {child.kind} stands in a list", child.first or element.first)
            for child in element.children
            if child.kind not in ("LI", "L", "Caption")
        ]
        if not element.children:
            found.append(Finding("a list has no items", element.first))
    for item in subject.tree.of("LI"):
        kinds = [child.kind for child in item.children]
        if item.parent is None or item.parent.kind != "L":
            found.append(Finding("an item stands outside a list", item.first))
        if any(kind not in ("Lbl", "LBody") for kind in kinds) or item.content:
            found.append(Finding("an item of a list holds more than its mark and its body", item.first))
    found += [
        Finding("the body of an item stands outside one", body.first)
        for body in subject.tree.of("LBody")
        if body.parent is None or body.parent.kind != "LI"
    ]
    return outcome(count(len(lists), "list"), found)


def notes(subject: Subject) -> Outcome:
    """Each note has an identifier of its own."""
    notes = subject.tree.of("Note", "FENote")
    seen: set[bytes] = set()
    found: list[Finding] = []
    for note in notes:
        given = note.get("/ID")
        key = b"" if given is None else bytes(given)
        if not key:
            found.append(Finding("a note has no ID", note.first))
        elif key in seen:
            found.append(Finding("two notes have the same ID", note.first))
        seen.add(key)
    return outcome(count(len(notes), "note"), found)


def notes_ua2(subject: Subject) -> Outcome:
    """In PDF/UA-2 a note is an FENote, tied to what it is a note to."""
    found = [
        Finding("a note is a Note, not an FENote", note.first) for note in subject.tree.elements if note.role == "Note"
    ]
    notes = [element for element in subject.tree.elements if element.role == "FENote"]
    found += [Finding("a note does not lead to its mark (Ref)", note.first) for note in notes if not note.get("/Ref")]
    return outcome(count(len(notes), "note"), found)


def namespace(subject: Subject) -> Outcome:
    """In PDF/UA-2 the document is of PDF 2.0's types."""
    tops = [element for element in subject.tree.elements if element.parent is None]
    found = []
    for top in tops:
        space = top.get("/NS")
        said = str(space.get("/NS", "")) if space is not None else ""
        if top.role != "Document" or said != "http://iso.org/pdf2/ssn":
            found.append(Finding("the top of the structure is no Document of PDF 2.0's namespace"))
    return outcome(listed([top.role for top in tops]) or "no structure", found)


def languages(subject: Subject) -> Outcome:
    """Every language named is one."""
    found: list[Finding] = []
    said: dict[str, int] = {}
    for element in subject.tree.elements:
        given = element.get("/Lang")
        if given is None:
            continue
        tag = str(given)
        said[tag] = said.get(tag, 0) + 1
        if not LANGUAGE.match(tag):
            found.append(
                Finding(
                    f'an element ({element.role}) is in the language "{tag}", which is no language tag', element.first
                )
            )
    for page, tag in subject.marks.languages:
        said[tag] = said.get(tag, 0) + 1
        if not LANGUAGE.match(tag):
            found.append(Finding(f'content is in the language "{tag}", which is no language tag', page))
    counts = [f"{many} in {tag}" for tag, many in sorted(said.items())]
    return outcome(listed(counts) or "no element in another language", found)


def divisions(subject: Subject) -> Outcome:
    """A hyphen that divides a word at a line's end is a soft one, so that the word is read as one."""
    texts = [text for text in subject.marks.texts if not text.owner.artifact]
    words = {word.lower() for text in texts for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.text)}
    found: list[Finding] = []
    total = 0
    for one, other in _turns(texts):
        said = one.text.rstrip()
        if "\u00ad" in said or one.owner.actual:
            total += 1
            continue
        if not said.endswith(_HYPHENS) or not other.text[:1].islower():
            continue
        before, after = re.search(r"[^\W\d_]+\Z", said[:-1]), re.match(r"[^\W\d_]+", other.text)
        if not before or not after:
            continue
        whole = f"{before[0]}-{after[0]}"
        if (before[0] + after[0]).lower() in words and whole.lower() not in words:
            sheet = subject.pages[one.page - 1]
            found.append(
                Finding("a word is divided by a hyphen that will be read:", one.page, sheet.place(one.x, one.y), whole)
            )
    return outcome(f"{count(total, 'line end')} with a soft hyphen or text of its own", found)


def _turns(texts: list[Text]) -> Iterator[tuple[Text, Text]]:
    """Yield the last string of each line with the first of the next, in one piece of content or the next."""
    for one, other in pairwise(texts):
        if one.page == other.page and abs(one.y - other.y) > 0.5 * one.size and other.x < one.x + one.width:
            yield one, other
