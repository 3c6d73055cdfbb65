"""Footnotes: the notes of an article, each at the foot of the column that cites it.

In: a galley whose text is set, and the article's notes. Out: the same galley, its boxes carrying the notes they cite (`Box.notes`)
and its elements followed by them. Which column a note comes to stand in is for `columns` to find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.document.tree import Blocks, Document, Footnote, Paragraph
from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import replace
from pipeline.typesetting.box import NEVER, Box, height_of, shifted, stacked
from pipeline.typesetting.galley import BOX, Galley
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.listing import GAP
from pipeline.typesetting.page import Element, Line, PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import Setter, baseline

# Notes and entries of no more lines are not parted.
WHOLE = 6
# The rule over footnotes: its share of the measure, its thickness in points.
RULE, THICKNESS = 0.3, 0.5


def footnotes(galley: Galley, document: Document) -> frozenset[str]:
    """Give each box of a galley the notes it cites first; return their labels.

    Notes cited in a box across the columns stand inside it, under its content. What is cited outside the text (in a deck) is not
    in the result.
    """
    notes = {note.label: note for note in document.footnotes if note.label in galley.setter.notes}
    rule = _rule(galley)
    elements: dict[str, Element] = {}
    set_notes: dict[str, tuple[Box, ...]] = {}

    def attached(box: Box) -> Box:
        found: list[tuple[Box, ...]] = []
        for label in _cited((box,), galley.setter, notes, set_notes):
            found += _with_inner(label)
        if not found:
            return box
        if box.place == "wide":
            inner = [part for note in found for part in note]
            gap = rule.height
            items = (*box.items, *shifted((*rule.items, *stacked(inner)), 0.0, box.height + gap))
            return replace(box, height=box.height + 2 * gap + height_of(inner), items=items)
        return replace(box, notes=(*box.notes, *found))

    def _with_inner(label: str) -> Iterator[tuple[Box, ...]]:
        boxes, elements[label] = numbered(galley, galley.setter.notes[label], notes[label].content, "Note", note=label)
        boxes = [replace(box, place="note", head=rule, snap=False) for box in boxes]
        set_notes[label] = tuple(boxes)
        yield set_notes[label]
        for inner in list(_cited(boxes, galley.setter, notes, set_notes)):
            if inner not in set_notes:
                yield from _with_inner(inner)

    galley.boxes = [box if box.drop else attached(box) for box in galley.boxes]
    _insert(galley, elements)
    return frozenset(set_notes)


def _rule(galley: Galley) -> Box:
    """Return the room above footnotes, with a short rule in it."""
    step = galley.setter.layout.grid.leading
    rule = PlacedRectangle(0.0, step * 0.55, galley.measure * RULE, THICKNESS, "ink")
    return Box(step * 0.8, (rule,))


def _cited(
    boxes: Iterable[Box], setter: Setter, notes: Mapping[str, Footnote], done: Mapping[str, object]
) -> Iterator[str]:
    """Yield the labels of the notes cited in `boxes` that are not done yet, each once."""
    seen: set[str] = set()
    for box in boxes if setter.cited else ():
        for item in box.items:
            for segment in item.line.segments if isinstance(item, PlacedLine) else ():
                label = setter.cited.get(segment.key, "")
                if label in notes and label not in done and label not in seen:
                    seen.add(label)
                    yield label


def _insert(galley: Galley, elements: Mapping[str, Element]) -> None:
    """Put each note's element after the one of the block that cites it, where a reader comes to it (ISO 14289-1, 7.9)."""
    left = dict(elements)
    result: list[Element] = []
    for element in galley.elements:
        result.append(element)
        keys = {inner.key for inner in _inside(element)}
        for label in [label for label in left if any(galley.setter.cited.get(key) == label for key in keys)]:
            note = left.pop(label)
            result.append(note)
            keys |= {inner.key for inner in _inside(note)}
    galley.elements = [*result, *left.values()]


def _inside(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _inside(child)


def numbered(
    galley: Galley, number: int | str, content: Blocks, role: str, *, note: str = "", widest: float = 0.0
) -> tuple[list[Box], Element]:
    """Return an entry of an article's end, or a note, with its number hanging beside it; `note` is its label.

    `role` is "LI" or "Note"; `widest` is the width of the widest number among those it stands with, so that they end under
    each other.
    """
    setter = galley.setter
    base = _base(setter, bool(note))
    # What an entry of the references says of a work is one entry of a bibliography (ISO 32000-1, 14.8.4.4.1).
    inner = "BibEntry" if role == "LI" else "P"
    beside = replace(base, margin=0.0, bold=True)
    key = setter.note_key(note) if note else setter.key()
    label_key = setter.key()
    span = content[0].span if content else NOWHERE
    label, mark = _label(setter, f"{number}.", beside, label_key, note, span)
    widest = max(widest, label.width)
    step = base.size * (1.75 if setter.layout.grid.columns > 1 else 2.0)
    style = replace(base, margin=max(step, widest + base.size * GAP))
    children: list[Element] = []
    boxes: list[Box] = []
    for block in content:
        if isinstance(block, Paragraph):
            lines, element = setter.block(inner, block.words, style, galley.measure, before=style.leading * 0.15)
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
        placed = PlacedLine(widest - label.width, baseline(style), label, label_key, style=style.name)
        boxes[0] = replace(boxes[0], items=(placed, *boxes[0].items))
        if len(boxes) <= WHOLE:
            boxes[1:] = [replace(box, cost=NEVER) for box in boxes[1:]]
    if role == "LI":
        body = Element(setter.key(), "LBody", tuple(children))
        return boxes, Element(key, "LI", (mark, body))
    return boxes, Element(key, role, (mark, *children), ref=setter.mark_keys.get(key, ""))


def number_width(galley: Galley, numbers: Iterable[int | str], *, notes: bool = False) -> float:
    """Return the width of the widest of the numbers of an article's references or notes, in points."""
    style = replace(_base(galley.setter, notes), margin=0.0, bold=True)
    return max((galley.setter.line(f"{number}.", style, galley.measure).width for number in numbers), default=0.0)


def _base(setter: Setter, note: bool) -> TextStyle:
    reference = setter.layout.style("reference")
    return setter.layout.styles.get("note", reference) if note else reference


def _label(setter: Setter, text: str, style: TextStyle, key: str, note: str, span: Span) -> tuple[Line, Element]:
    """Return the number of an entry as a line, and its element; that of a note leads back to where it is cited."""
    line = setter.line(text, style, style.size * 4, span)
    if not (note and setter.layout.links):
        return line, Element(key, "Lbl")
    link = f"{key}.0"
    setter.targets[link] = f"#{setter.prefix}/mark:{setter.notes[note]}"
    setter.anchors[key] = (f"{setter.prefix}/note:{setter.notes[note]}",)
    segments = tuple(replace(segment, key=link) for segment in line.segments)
    return replace(line, segments=segments), Element(key, "Lbl", (Element(link, "Link", target=setter.targets[link]),))
