"""Insets: a narrow figure or box at the side of a column, the text of the next paragraphs beside it and on under it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.document.tree import Block, Figure, Paragraph, PullQuote, Sidebar
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.aside import pull_box, sidebar_box
from pipeline.typesetting.box import NEVER, Box, shifted
from pipeline.typesetting.figure import figure_box
from pipeline.typesetting.page import Element
from pipeline.typesetting.setter import baseline

if TYPE_CHECKING:
    from pipeline.typesetting.galley import Galley

# Room between figure and text, and under it, in ems of the text; the deepest an inset may be, as a share of the page.
GAP, UNDER, DEEPEST = 0.9, 0.35, 0.4
# What the composer says of words that are wider than their measure.
TOO_WIDE = frozenset({"word-too-wide", "overfull-line"})
# The widths that are tried, as shares of the layout's: narrower where a word of the text has no room beside the box.
_WIDTHS = (1.0, 0.8)
_CRAMPED = -1


def inset(galley: Galley, block: Figure | Sidebar | PullQuote, following: Sequence[Block]) -> int:
    """Set a figure or box with the paragraphs beside it and return how many of `following` those were.

    0 says that nothing was set: the edition has no insets or does without pull quotes, the paragraphs that follow are not
    as deep as the box, its words are wider, or a word of theirs is wider than what a narrower box leaves, too.
    """
    setter = galley.setter
    spoken, marks = setter.problems, dict(setter.mark_keys)
    for share in _WIDTHS:
        setter.problems = Problems()
        count = _inset(galley, block, following, galley.measure * setter.layout.manner.inset * share)
        setter.problems, found = spoken, setter.problems
        if count > 0:
            setter.problems.add(found)
            return count
        # It is set again another way: what was found here is of no account.
        setter.mark_keys = dict(marks)
        if count != _CRAMPED:
            break
    return 0


def _inset(galley: Galley, block: Figure | Sidebar | PullQuote, following: Sequence[Block], width: float) -> int:
    """Set a box `width` points wide with the paragraphs beside it; `_CRAMPED` says that a word of theirs has no room there."""
    layout = galley.setter.layout
    paragraphs = _leading(following)
    quotes = layout.manner.pull_quotes and galley.setter.fit.quotes
    if not width or not paragraphs or (isinstance(block, PullQuote) and not quotes):
        return 0
    box, element = _narrow(galley, block, width)
    style = galley.style(galley.styles.body)
    if box is None or box.height > layout.depth * DEEPEST:
        return 0
    room = width + style.size * GAP
    left = box.height + style.size * UNDER
    set_blocks: list[tuple[list[Box], Element]] = []
    for paragraph in paragraphs:
        lines = max(0, math.ceil(left / style.leading))
        if not lines:
            break
        boxes, made = galley.setter.block(
            "P", paragraph.words, style, galley.measure, snap=galley.styles.snap, narrow=(room, lines)
        )
        beside = min(lines, len(boxes))
        boxes = [replace(b, cost=NEVER) if 0 < n < beside or (set_blocks and not n) else b for n, b in enumerate(boxes)]
        set_blocks.append((boxes, made))
        left -= len(boxes) * style.leading + max(style.before, style.after)
    if galley.setter.agreed("inset", max(left, 0.0)) > 0:
        return 0
    # Where nothing is hyphenated, one long word may be wider than the text beside the box.
    if galley.setter.agreed("beside", any(problem.code in TOO_WIDE for problem in galley.setter.problems)):
        return _CRAMPED
    galley.elements.append(element)
    capital = galley.setter.composer.library.face(f"{style.face}/regular").cap_height * style.size
    for number, (boxes, made) in enumerate(set_blocks):
        if not number:
            beside_items = shifted(box.items, 0.0, baseline(style) - capital)
            boxes[0] = replace(boxes[0], items=(*beside_items, *boxes[0].items))
        galley.add(boxes, made, style.after)
    galley.fresh = False
    return len(set_blocks)


def _narrow(galley: Galley, block: Figure | Sidebar | PullQuote, width: float) -> tuple[Box | None, Element]:
    """Return a figure or box of that width and its element; None for one whose words are wider."""
    match block:
        case Figure():
            return figure_box(galley, block, width)
        case Sidebar():
            box, element = sidebar_box(galley, block, width)
        case PullQuote():
            box, element = pull_box(galley, block, width, "pull.inset")
    wider = any(problem.code in TOO_WIDE for problem in galley.setter.problems)
    return (None if galley.setter.agreed("wider", wider) else box), element


def _leading(blocks: Sequence[Block]) -> list[Paragraph]:
    """Return the paragraphs that `blocks` begin with."""
    found: list[Paragraph] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            break
        found.append(block)
    return found
