"""How an article begins: its first letter several lines deep, its first words in small capitals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from pipeline.document.tree import Text, Words
from pipeline.foundation.diagnostic import Problem, Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.features import drawn, lacking
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.lineremarks import note_feature
from pipeline.typesetting.page import Element, PlacedLine
from pipeline.typesetting.paragraph import Run
from pipeline.typesetting.setter import Setter, baseline, face_name, line_boxes
from pipeline.typesetting.words import bind, upper

_WORD = re.compile(r"\s*\S+")
# Room between an initial and its word, or the next word, in ems of the text; and the share of its own width by which its word
# comes closer to a letter that leans away from it.
CLOSE, APART = 0.18, 0.34
LEAN = {"A": 0.18}
# By so many of its first letters a line is known that a problem quotes.
QUOTED = 24


def led_in(setter: Setter, runs: Sequence[Run], words: Words) -> list[Run]:
    """Return the runs of an article's first paragraph, its first words in the style "lead-in".

    The lead-in ends where the first run does (at an emphasis, a citation, a foreign word), and is left out where the layout
    asks for none.
    """
    count, first = setter.layout.manner.lead_in, runs[0] if runs else None
    if not count or first is None or first.rise or "\n" in first.text:
        return list(runs)
    end = 0
    for _ in range(count):
        if found := _WORD.match(first.text, end):
            end = found.end()
    style = setter.layout.styles["lead-in"]
    face = replace(first, face=face_name(style)).face
    text = first.text[:end]
    opened = setter.composer.library.face(face)
    for feature, letters in lacking(style, text, opened):
        note_feature(feature, letters, face, 'the style "lead-in"', words.span, setter.problems)
    lead = replace(
        first,
        text=upper(text, words.language or setter.language) if style.case == "upper" else text,
        face=face,
        size=style.size,
        colour=first.colour if style.colour == "ink" else style.colour,
        tracking=style.tracking,
        features=drawn(style, text, opened),
    )
    return [lead, replace(first, text=first.text[end:]), *runs[1:]]


def with_lead_in(setter: Setter, words: Words, style: TextStyle, measure: float) -> tuple[list[Box], Element]:
    """Return a paragraph that begins with a lead-in."""
    element = setter.element("P", words)
    runs, children = setter.runs(words.content, style, element.key, words.language)
    lines = setter.composer.lines(
        led_in(setter, runs, words),
        style,
        measure,
        language=words.language or setter.language,
        span=words.span,
        problems=setter.problems,
    )
    boxes = line_boxes(lines, style, element.key, snap=True, span=words.span)
    return boxes, replace(element, children=tuple(children))


def _may_sink(text: str, language: str) -> bool:
    """Whether the first letter of `text` may stand apart from its word.

    It parts no abbreviation ("Dr.", "U.S."), no initials ("MS", "EBV") and no number.
    """
    word, _, rest = text.partition(" ")
    if len(text) < 2 or not text[0].isalpha():
        return False
    if re.search(r"\d", word) or any(char.isupper() for char in word[1:]) or re.search(r"\.\w|^\w\.", word):
        return False
    # What the composer keeps with the next word is none that a sentence ends with.
    return not (word.endswith(".") and bind(f"{word} {rest}", language)[len(word)] == "\u00a0")


def with_initial(
    setter: Setter, words: Words, style: TextStyle, measure: float, depth: int, colour: str
) -> tuple[list[Box], Element] | None:
    """Return a paragraph whose first letter is `depth` lines deep, or None where it can have none.

    The letter's capital height runs from the first line's capitals to the last one's baseline.
    """
    first = words.content[0] if words.content else None
    if not isinstance(first, Text) or not _may_sink(first.text, words.language or setter.language):
        return None
    letter, rest = first.text[0], first.text[1:]
    face = "display/bold"
    capital = setter.composer.library.face(face).cap_height or 0.67
    own = setter.composer.library.face(f"{style.face}/regular").cap_height or 0.67
    size = ((depth - 1) * style.leading + style.size * own) / capital
    element = setter.element("P", words)
    big = Run(letter, face, size, colour, key="", hyphenate=False)
    # The letter's ink stands at the edge of the column, and the text beside its ink.
    left_edge, right_edge = (edge * size / 1000 for edge in setter.composer.library.face(face).ink(letter))
    alone = rest[:1].isspace()
    room = right_edge - left_edge + style.size * (APART if alone else CLOSE)
    lean = 0.0 if alone else -LEAN.get(unicodedata.normalize("NFD", letter)[0], 0.0) * room
    left = replace(words, content=(Text(rest, span=first.span), *words.content[1:]))
    runs, children = setter.runs(left.content, style, element.key, words.language)
    spoken, setter.problems = setter.problems, Problems()
    lines = setter.fitted(led_in(setter, runs, words), style, measure, words, lean, (room, depth))
    setter.problems, found = spoken, setter.problems
    if len(lines) <= depth:
        return None
    setter.problems.add(_whole(found, first.text, lines[0].text))
    boxes = line_boxes(lines, style, element.key, snap=True, span=words.span)
    boxes[0] = replace(boxes[0], text=f"{first.text[: len(first.text) - len(rest.lstrip())]}{boxes[0].text}")
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
    placed = PlacedLine(
        -left_edge, baseline(style) + (depth - 1) * style.leading, initial, element.key, style=style.name
    )
    boxes[0] = replace(boxes[0], items=(placed, *boxes[0].items))
    for index in range(1, depth):
        boxes[index] = replace(boxes[index], cost=NEVER)
    return boxes, replace(element, children=tuple(children))


def _whole(found: Iterable[Problem], text: str, line: str) -> Iterator[Problem]:
    """Yield what is said of a paragraph's lines; the first of them is quoted with the initial that `text` begins with."""
    begin = line.strip()[:QUOTED]
    for problem in found:
        # A line in small capitals reads as it was typed.
        if f'"{begin}' in problem.message:
            initial = text[: len(text) - len(text[1:].lstrip())]
            yield replace(problem, message=problem.message.replace(f'"{begin}', f'"{initial}{begin}', 1))
        else:
            yield problem
