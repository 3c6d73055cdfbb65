"""Initials: the first letter of an article, several lines deep."""

from __future__ import annotations

from dataclasses import replace

from pipeline.document.tree import Text, Words
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Element, PlacedLine
from pipeline.typesetting.paragraph import Run
from pipeline.typesetting.setter import Setter, baseline, line_boxes


def with_initial(
    setter: Setter, words: Words, style: TextStyle, measure: float, depth: int, colour: str
) -> tuple[list[Box], Element] | None:
    """Return a paragraph whose first letter is `depth` lines deep, or None where it can have none.

    The letter's capital height runs from the first line's capitals to the last one's baseline.
    """
    first = words.content[0] if words.content else None
    if not isinstance(first, Text) or len(first.text) < 2 or not first.text[0].isalpha():
        return None
    letter, rest = first.text[0], first.text[1:]
    face = "display/bold"
    capital = setter.composer.library.face(face).cap_height or 0.67
    own = setter.composer.library.face(f"{style.face}/regular").cap_height or 0.67
    size = ((depth - 1) * style.leading + style.size * own) / capital
    element = setter.element("P", words)
    big = Run(letter, face, size, colour, key="", hyphenate=False)
    room = setter.composer.width([big]) + style.size * 0.28
    left = replace(words, content=(Text(rest, span=first.span), *words.content[1:]))
    runs, children = setter.runs(left.content, style, element.key)
    lines = setter.composer.lines(
        runs,
        style,
        measure,
        language=words.language or setter.language,
        span=words.span,
        problems=setter.problems,
        indent=0.0,
        narrow=(room, depth),
    )
    if len(lines) <= depth:
        return None
    boxes = line_boxes(lines, style, element.key, snap=True, span=words.span)
    initial = setter.composer.line(
        [big],
        replace(style, align="start", size=size),
        measure,
        language=words.language or setter.language,
        span=words.span,
        problems=setter.problems,
    )
    # The letter joins the word it begins: no space between them in the copied text.
    letter += " " if rest[:1].isspace() else ""
    segments = tuple(replace(segment, text=letter) for segment in initial.segments)
    initial = replace(initial, segments=segments, text=letter)
    placed = PlacedLine(0.0, baseline(style) + (depth - 1) * style.leading, initial, element.key)
    boxes[0] = replace(boxes[0], items=(placed, *boxes[0].items))
    for index in range(1, depth):
        boxes[index] = replace(boxes[index], cost=NEVER)
    return boxes, replace(element, children=tuple(children))
