"""What stands at an article's end: its notes, its references, who reviewed it and when, where it first appeared."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from pipeline.document.citation import Reference
from pipeline.document.tree import Document, Foreign, Inlines, Paragraph, Strong, Text, Words
from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.language import date_words
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.footnotes import number_width, numbered
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.page import Element, PlacedRectangle


class EndWords(Struct, frozen=True):
    """The furniture of an article's end, in the languages its words are really in; `credits` are those of its translation."""

    notes: Words
    references: Words
    reviewed_by: Words
    last_reviewed: Words
    first_appeared: Words
    see_also: Words
    credits: tuple[Words, ...] = ()


def ending(
    galley: Galley,
    document: Document,
    references: Sequence[Reference],
    words: EndWords,
    set_notes: Container[str] = (),
) -> None:
    """Set an article's notes, review and references under its text; the notes in `set_notes` stand elsewhere already."""
    reviewer(galley, document, words)
    letters = galley.setter.notes
    order = list(letters)
    left = (n for n in document.footnotes if n.label in letters and n.label not in set_notes)
    notes = sorted(left, key=lambda n: order.index(n.label))
    if notes:
        heading(galley, words.notes)
        items: list[Element] = []
        width = number_width(galley, (letters[note.label] for note in notes), notes=True)
        for note in notes:
            boxes, element = numbered(galley, letters[note.label], note.content, "Note", note=note.label, widest=width)
            galley.add(boxes)
            items.append(element)
        galley.elements.extend(items)
    if references:
        heading(galley, words.references)
        entries: list[Element] = []
        width = number_width(galley, (reference.number for reference in references))
        for reference in references:
            text = Words(_bound(reference.content), "", galley.setter.language)
            boxes, element = numbered(galley, reference.number, (Paragraph(text),), "LI", widest=width)
            galley.add(boxes)
            entries.append(element)
        galley.elements.append(Element(galley.setter.key(), "L", tuple(entries), numbering="Decimal"))


# A surname and its initials, as AMA lists them: "Steinberg AD, Luo P. Jones R Jr".
_NAMED = re.compile(r"(?<=[^\W\d_]) (?=[A-ZÀ-ÖØ-Þ]{1,4}(?:[,.]| Jr\b))")


def _bound(content: Inlines) -> Inlines:
    """Return the text of a reference with each surname bound to its initials; copied, the space is a space."""
    return tuple(
        replace(node, text=_NAMED.sub("\u00a0", node.text)) if isinstance(node, Text) else node for node in content
    )


def reviewer(galley: Galley, document: Document, words: EndWords) -> None:
    """Set who reviewed the article, when, and where it first appeared, under a short rule."""
    setter = galley.setter
    style = setter.layout.style("reviewer")
    parts: list[tuple[Inlines, Span]] = []
    for person in document.reviewers:
        name = f"{person.name}, {person.credentials}" if person.credentials else person.name
        parts.append(((*_spoken(words.reviewed_by, setter.language), Text(" "), Strong((Text(name),))), NOWHERE))
        parts += [(_spoken(role, setter.language), role.span) for role in person.roles]
    if document.reviewed:
        date = date_words(document.reviewed, words.last_reviewed.language or setter.language)
        parts.append((_spoken(_filled(words.last_reviewed, date=date), setter.language), NOWHERE))
    parts += [(_spoken(credit, setter.language), NOWHERE) for credit in words.credits]
    if document.first_appeared is not None:
        first = document.first_appeared
        text = _filled(words.first_appeared, issue=first.issue, publication=first.publication)
        parts.append((_spoken(text, setter.language), NOWHERE))
    for sentence in document.see_also:
        label = (*_spoken(words.see_also, setter.language), Text(": "))
        parts.append(((Strong(label), *_spoken(sentence, setter.language)), sentence.span))
    if not parts:
        return
    boxes: list[Box] = []
    elements: list[Element] = []
    for content, span in parts:
        text = Words(content, "", setter.language, span=span)
        lines, element = setter.block("P", text, style, galley.measure, before=0.0)
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


def _filled(words: Words, **values: str) -> Words:
    """Return furniture with its names in braces filled in."""
    text = words.source
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return Words((Text(text),), text, words.language)


def heading(galley: Galley, text: Words) -> None:
    """Set the heading of notes or references."""
    setter = galley.setter
    style = galley.style("end-heading")
    before = style.leading * (0.8 if setter.layout.grid.columns > 1 else 1.0)
    boxes, element = setter.block("H2", text, style, galley.measure, before=before)
    galley.add(boxes, element, style.leading * 0.2)
    galley.bound = True
