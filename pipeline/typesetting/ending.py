"""What stands at an article's end: its notes, its references, who reviewed it and when, where it first appeared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document.citation import Reference
from pipeline.document.tree import Blocks, Document, Foreign, Inlines, Paragraph, Strong, Text, Words
from pipeline.foundation.language import date_words
from pipeline.typesetting.box import NEVER, Box, shifted
from pipeline.typesetting.galley import BOX, Galley
from pipeline.typesetting.page import Element, PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import baseline

WHOLE = 6


@dataclass(frozen=True, slots=True)
class EndWords:
    """The furniture of an article's end, in the edition's language."""

    notes: str
    references: str
    reviewed_by: str
    last_reviewed: str
    first_appeared: str
    see_also: str


def ending(galley: Galley, document: Document, references: Sequence[Reference], words: EndWords) -> None:
    """Set an article's notes, review and references under its text."""
    reviewer(galley, document, words)
    letters = galley.setter.notes
    order = list(letters)
    notes = sorted((n for n in document.footnotes if n.label in letters), key=lambda n: order.index(n.label))
    if notes:
        heading(galley, words.notes)
        items: list[Element] = []
        for note in notes:
            items.append(_numbered(galley, letters[note.label], note.content, "Note"))
        galley.elements.extend(items)
    if references:
        heading(galley, words.references)
        entries: list[Element] = []
        for reference in references:
            text = Words(reference.content, "", galley.setter.language)
            entries.append(_numbered(galley, reference.number, (Paragraph(text),), "LI"))
        galley.elements.append(Element(galley.setter.key(), "L", tuple(entries), numbering="Decimal"))


def reviewer(galley: Galley, document: Document, words: EndWords) -> None:
    """Set who reviewed the article, when, and where it first appeared, under a short rule."""
    setter = galley.setter
    style = setter.layout.style("reviewer")
    parts: list[Inlines] = []
    for person in document.reviewers:
        name = f"{person.name}, {person.credentials}" if person.credentials else person.name
        parts.append((Text(f"{words.reviewed_by} "), Strong((Text(name),))))
        parts += [_spoken(role, setter.language) for role in person.roles]
    if document.reviewed:
        date = date_words(document.reviewed, setter.language)
        parts.append((Text(words.last_reviewed.replace("{date}", date)),))
    if document.first_appeared is not None:
        first = document.first_appeared
        text = words.first_appeared.replace("{issue}", first.issue).replace("{publication}", first.publication)
        parts.append((Text(text),))
    for sentence in document.see_also:
        parts.append((Strong((Text(f"{words.see_also}: "),)), *_spoken(sentence, setter.language)))
    if not parts:
        return
    boxes: list[Box] = []
    elements: list[Element] = []
    for content in parts:
        lines, element = setter.block("P", Words(content, "", setter.language), style, galley.measure, before=0.0)
        boxes += lines
        elements.append(element)
    room = setter.layout.grid.leading * (1.0 if setter.layout.grid.columns > 1 else 1.3)
    rule = PlacedRectangle(0.0, -style.leading * 0.2, galley.measure * 0.22, 1.2, galley.colour)
    boxes = [replace(box, cost=NEVER if index else -10.0) for index, box in enumerate(boxes)]
    boxes[0] = replace(boxes[0], before=room, items=(rule, *boxes[0].items))
    galley.add(boxes, Element(setter.key(), "Sect", tuple(elements)), style.leading * 0.6)


def _spoken(words: Words, language: str) -> Inlines:
    """Return the inlines of words, those not in `language` as what they are."""
    if not words.language or words.language == language:
        return words.content
    return (Foreign(words.language, words.content),)


def heading(galley: Galley, text: str) -> None:
    """Set the heading of notes or references."""
    setter = galley.setter
    style = galley.style("end-heading")
    before = style.leading * (0.8 if setter.layout.grid.columns > 1 else 1.0)
    boxes, element = setter.block("H2", setter.words(text), style, galley.measure, before=before)
    galley.add(boxes, element, style.leading * 0.2)
    galley.bound = True


def _numbered(galley: Galley, number: int | str, content: Blocks, role: str) -> Element:
    setter = galley.setter
    base = setter.layout.style("reference")
    style = replace(base, margin=base.size * (1.75 if setter.layout.grid.columns > 1 else 2.0))
    key = setter.key()
    label = setter.line(f"{number}.", replace(style, margin=0.0, bold=True), style.margin)
    children: list[Element] = []
    boxes: list[Box] = []
    for block in content:
        if isinstance(block, Paragraph):
            lines, element = setter.block("P", block.words, style, galley.measure, before=style.leading * 0.15)
            boxes += lines
            children.append(element)
        else:
            sub = Galley(setter, galley.measure - style.margin, galley.colour, galley.folder, styles=BOX)
            sub.wide = sub.measure
            sub.block(block)
            inset = (replace(box, place="", items=shifted(box.items, style.margin, 0.0)) for box in sub.boxes)
            boxes += inset
            children += sub.elements
    if boxes:
        placed = PlacedLine(0.0, baseline(style), label, key)
        boxes[0] = replace(boxes[0], items=(placed, *boxes[0].items))
        if len(boxes) <= WHOLE:
            boxes[1:] = [replace(box, cost=NEVER) for box in boxes[1:]]
    galley.add(boxes, None, 0.0)
    mark = Element(key, "Lbl")
    if role == "LI":
        body = Element(setter.key(), "LBody", tuple(children))
        return Element(setter.key(), "LI", (mark, body))
    return Element(setter.key(), role, (mark, *children))
