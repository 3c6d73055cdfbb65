"""Run-in heads: a heading as the first words of the paragraph under it."""

from __future__ import annotations

from pipeline.document.tree import Heading, Paragraph
from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Element
from pipeline.typesetting.setter import Setter, line_boxes


def with_run_in(
    setter: Setter,
    heading: Heading,
    paragraph: Paragraph,
    styles: tuple[TextStyle, TextStyle],
    measure: float,
    *,
    snap: bool = False,
) -> tuple[list[Box], Element]:
    """Return a heading and its paragraph as one block, in the styles of both, and its element.

    Their lines belong to a Div, in which heading and paragraph each have their own words: to a reader's software the heading
    is one (ISO 14289-1, 7.4), wherever it stands. The line's leading and alignment are the paragraph's.
    """
    head_style, style = styles
    title = setter.element(f"H{heading.level}", heading.words)
    text = setter.element("P", paragraph.words)
    whole = Element(setter.key(), "Div")
    spoken = setter.language
    runs = []
    parts = []
    for element, words, own in ((title, heading.words, head_style), (text, paragraph.words, style)):
        found, inner = setter.runs(words.content, own, element.key, words.language)
        language = words.language if words.language and words.language != spoken else ""
        # What no inline element claims belongs to the heading or the paragraph, not to the line's own element.
        runs += [replace(run, key=run.key or element.key, language=run.language or language) for run in found]
        parts.append(replace(element, children=tuple(inner)))
        if element is title and found:
            runs.append(replace(runs[-1], text=" "))
    words = replace(paragraph.words, language=spoken)
    lines = setter.fitted(runs, style, measure - style.margin, words, 0.0)
    boxes = line_boxes(lines, style, whole.key, snap=snap, span=heading.span)
    if boxes:
        boxes[0] = replace(boxes[0], before=head_style.before)
    return boxes, replace(whole, children=tuple(parts))
