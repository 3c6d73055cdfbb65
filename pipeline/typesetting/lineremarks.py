"""What is said of lines that are not as they should be.

In: a line, a word, a feature asked for. Out: problems. Those that hang on a paragraph are said of nowhere: the composer
knows their place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pipeline.foundation.diagnostic import NOWHERE, Problems, Span
from pipeline.typesetting.features import NAMES
from pipeline.typesetting.measured import Block, Cut, Word
from pipeline.typesetting.page import Line
from pipeline.typesetting.words import Division


def _excerpt(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 48 else f"{text[:47]}…"


def note_overfull(made: Line, over: float, span: Span, problems: Problems) -> None:
    """Report a line that is so many points wider than its measure."""
    problems.warning(
        "overfull-line",
        f'line {over:.1f}pt over its measure of {made.measure:g}pt: "{_excerpt(made.text)}"',
        span,
        hint="shorten it, or set it smaller",
    )


def note_feature(feature: str, letters: str, face: str, asker: str, span: Span, problems: Problems) -> None:
    """Report that `face` lacks glyphs which `asker` asks for; the text is then set without them."""
    problems.warning(
        "feature-missing",
        f'{asker} asks for {NAMES[feature]}, and {face} has none for "{letters}"',
        span,
        hint="name a face that draws them in the layout, or do not ask for them",
    )


def note_loose(made: Line, problems: Problems) -> None:
    """Report a line whose word spaces are much wider than they should be."""
    problems.warning(
        "loose-line",
        f'word spaces {made.ratio:.1f} times as wide as they should be in "{_excerpt(made.text)}"',
        NOWHERE,
        hint="reword, or put a soft hyphen (U+00AD) where a word may be divided",
    )


def note_underfull(made: Line, short: float, problems: Problems) -> None:
    """Report a line that is so many points short of its measure, since nothing in it can give way."""
    problems.warning(
        "underfull-line",
        f'line {short:.0f}pt short of its measure: "{_excerpt(made.text)}"',
        NOWHERE,
        hint="reword, or put a soft hyphen (U+00AD) where a word may be divided",
    )


def note_division(block: Block, cut: Cut, measure: float, problems: Problems) -> None:
    """Note a division that neither the style nor the author allowed."""
    if cut.kind == Division.EDGE or not (block.soft or any(ink.hyphenate for ink, _ in block.pieces)):
        problems.warning(
            "word-too-wide",
            f'"{_excerpt(block.text)}" is wider than its measure of {measure:g}pt and is divided',
            NOWHERE,
            hint="put a soft hyphen (U+00AD) where it may be divided, or set it smaller",
        )


def note_missing(words: Sequence[Word], span: Span, problems: Problems) -> None:
    """Report the characters that no face of the layout has."""
    for word in words:
        for char, face in word.block.missing:
            name = unicodedata.name(char, "UNNAMED CHARACTER")
            problems.error(
                "missing-glyph",
                f'no glyph for U+{ord(char):04X} {name} in "{_excerpt(word.block.text)}" ({face})',
                span,
                hint='write it otherwise, or name a family that has it as "fallback" in the layout',
            )
