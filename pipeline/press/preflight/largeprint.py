"""Checks for readers with low vision: sizes, leading, edges, hyphens, columns, italics, capitals, margins, page numbers.

In: a file, and the guide whose figures it is held to. Out: what was measured, and what passes a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from pipeline.press.preflight.guide import Guide
from pipeline.press.preflight.lines import Line
from pipeline.press.preflight.marks import Text
from pipeline.press.preflight.outcome import Finding, Outcome, count, outcome, warned
from pipeline.press.preflight.subject import Subject

_NEAR = 0.05
# Of the height of an x, which typefaces round to thousandths of their size.
_HAIR = 0.02
# Of a block's full lines, so many must end at one edge for it to be justified.
_JUSTIFIED = 0.8
# Words in capitals that are more than an abbreviation: so many letters in so many words.
_LETTERS, _WORDS = 12, 2
_HYPHENS = ("-", "\u2010", "\u00ad")
# A guide that asks for fewer characters means what lines have on the whole.
SHORT = 60
# Text of so many lines is running text: covers and headings have margins of their own.
_RUNNING = 3
# Rows side by side from which on there are two columns, and characters that a column's line has at the least.
_ROWS, _WIDE = 3, 12


def _finding(subject: Subject, line: Line, said: str, text: str = "") -> Finding:
    place = subject.pages[line.page - 1].place(line.x, line.y)
    return Finding(said, line.page, place, (text or line.text).strip()[:60])


def sizes(subject: Subject, guide: Guide) -> Outcome:
    """No text is smaller than it may be: notes, captions, charts and page numbers included."""
    smallest, found = 1e9, []
    for line in subject.lines:
        part = min(line.parts, key=lambda part: part.size)
        smallest = min(smallest, part.size)
        if part.size < guide.size - _NEAR:
            found.append(_finding(subject, line, f"text of {part.size:.1f} pt, {guide.size:g} are needed:", part.text))
    return outcome("no text" if smallest == 1e9 else f"{smallest:.1f} pt is the smallest", found)


def x_height(subject: Subject, guide: Guide) -> Outcome:
    """The small letters of running text are tall enough: typefaces of one size differ in them by a fifth."""
    body = subject.body
    least, found, unknown = 1e9, [], 0
    for line in subject.lines:
        if abs(line.size - body) > 0.1:
            continue
        for part in line.parts:
            if not part.font.x_height:
                unknown += 1
                continue
            height = part.font.x_height * part.size
            if abs(part.size - body) <= 0.1 and height < least:
                least = height
                if height < guide.x_height - _HAIR:
                    said = f"an x is {height:.2f} pt tall ({part.font.name}), {guide.x_height:g} are needed:"
                    found = [_finding(subject, line, said, part.text)]
    if least == 1e9:
        what = "typefaces do not say it" if unknown else "no text"
        return outcome(what, warned([Finding("how tall an x is cannot be told")]) if unknown else ())
    return outcome(f"{least:.2f} pt at the least", found)


def leading(subject: Subject, guide: Guide) -> Outcome:
    """From line to line there is a distance of so many times the size at the least."""
    body = subject.body
    least, found = 1e9, []
    for block in subject.blocks:
        for one, other in pairwise(block):
            # Headings may be closer: they are bigger than what they stand over.
            if one.size > body + 0.3:
                continue
            share = (one.y - other.y) / max(one.size, other.size)
            least = min(least, share)
            if share < guide.leading - 0.005:
                found.append(
                    _finding(subject, other, f"lines {share:.2f} times their size apart, {guide.leading:g} are needed:")
                )
    return outcome("no text of two lines" if least == 1e9 else f"{least:.2f} times the size at the least", found)


def ragged(subject: Subject) -> Outcome:
    """Lines begin at one edge and end where their words end."""
    found, total = [], 0
    for block in subject.blocks:
        full = block[:-1]
        # Lines of the same words are of one length however they are set.
        if len({tuple(sorted(line.text.split())) for line in full}) < 4:
            continue
        total += 1
        edge = median(line.right for line in full)
        same = sum(abs(line.right - edge) <= 0.5 for line in full)
        if same / len(full) >= _JUSTIFIED:
            found.append(
                _finding(subject, block[0], f"{same} of {len(full)} lines end at one edge, as justified text does:")
            )
    return outcome(f"{count(total, 'block')} of five lines or more", found)


def hyphens(subject: Subject) -> Outcome:
    """No word is divided at a line's end."""
    words = {word.lower() for line in subject.lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text)}
    found, total = [], 0
    for block in subject.blocks:
        for one, other in pairwise(block):
            said = one.text.rstrip()
            total += 1
            if not said.endswith(_HYPHENS):
                continue
            before, after = re.search(r"[^\W\d_]+\Z", said[:-1]), re.match(r"[^\W\d_]+", other.text)
            if not before or not after or not after[0][0].islower():
                continue
            known = (before[0] + after[0]).lower() in words and f"{before[0]}-{after[0]}".lower() not in words
            if said.endswith("\u00ad") or known:
                found.append(_finding(subject, one, "a word is divided:", f"{before[0]}-{after[0]}"))
    return outcome(f"{count(total, 'line end')} in text of two lines or more", found)


def columns(subject: Subject) -> Outcome:
    """Text stands in one column."""
    found, most = [], 1
    by_page: dict[int, list[Line]] = {}
    for line in subject.lines:
        if not line.artifact and not line.apart and len(line.text) >= _WIDE:
            by_page.setdefault(line.page, []).append(line)
    for lines in by_page.values():
        beside = [
            other
            for one in lines
            for other in lines
            if one.right < other.x and abs(one.y - other.y) < 0.6 * one.size and abs(one.size - other.size) < 0.6
        ]
        if len(beside) >= _ROWS:
            most = 2
            found.append(_finding(subject, beside[0], "text stands in columns:"))
    return outcome(f"{most} at the most", found)


def italics(subject: Subject) -> Outcome:
    """No text is in italics, or slanted."""
    found, total = [], 0
    for line in subject.lines:
        for part in line.parts:
            total += 1
            if (part.font.italic or part.skewed) and part.text.strip():
                found.append(_finding(subject, line, f"text is in italics ({part.font.name}):", part.text))
    return outcome(f"{count(len(found), 'string')} of {total}", found)


def capitals(subject: Subject) -> Outcome:
    """No text is set in capitals, but for abbreviations."""
    found = []
    for line in subject.lines:
        for run in re.findall(r"(?:\b[^\W\d_a-z][^\W\d_a-z’'-]*(?![\w])[\s,&]*)+", line.text):
            words = [word for word in re.split(r"[\s,&]+", run) if len(word) > 1 and word == word.upper()]
            if len(words) >= _WORDS and sum(map(len, words)) >= _LETTERS:
                found.append(_finding(subject, line, "words are in capitals:", run))
    return outcome(f"{count(len(found), 'run')} of capitals", found)


def margins(subject: Subject, guide: Guide) -> Outcome:
    """Running text keeps a distance from each edge of the page."""
    body = subject.body
    least, found = 1e9, []
    running = (line for block in subject.blocks if len(block) >= _RUNNING for line in block)
    for line in running:
        if abs(line.size - body) > 0.1:
            continue
        left, low, right, high = subject.pages[line.page - 1].trim
        room = min(line.x - left, right - line.right, high - line.y - line.size, line.y - low)
        least = min(least, room)
        if room < guide.margin - 1.5:
            found.append(
                _finding(subject, line, f"text stands {room:.0f} pt from an edge, {guide.margin:g} are needed:")
            )
    return outcome("no text" if least == 1e9 else f"{least:.0f} pt at the least", found)


def line_length(subject: Subject, guide: Guide) -> Outcome:
    """Full lines are short enough to be found again: most of them where a guide asks for short ones, else the longest."""
    body = subject.body
    # Titles, and what stands on a cover, are found again by their size.
    full = [line for block in subject.blocks for line in block[:-1] if abs(line.size - body) < 0.1]
    usual = median(len(line.text.strip()) for line in full) if full else 0
    longest = max(full, key=lambda line: len(line.text), default=None)
    found = []
    if guide.characters < SHORT and usual > guide.characters:
        found.append(Finding(f"most full lines have {usual:.0f} characters, {guide.characters} are the most"))
    elif longest is not None and guide.characters >= SHORT and len(longest.text.strip()) > guide.characters:
        found.append(
            _finding(
                subject, longest, f"a line of {len(longest.text.strip())} characters, {guide.characters} are the most:"
            )
        )
    return outcome(f"{usual:.0f} characters in most full lines, {guide.characters} allowed", found)


def page_numbers(subject: Subject, guide: Guide) -> Outcome:
    """Page numbers are as big as the text."""
    folios = list(_folios(subject))
    if not folios:
        few = len(subject.pages) < 3
        return outcome("none", () if few else warned([Finding("the pages have no numbers")]))
    smallest = min(line.size for line in folios)
    found = [
        _finding(subject, line, f"the page number is of {line.size:.1f} pt, {guide.size:g} are needed:")
        for line in folios
        if line.size < guide.size - _NEAR
    ]
    return outcome(f"{count(len(folios), 'page number')}, {smallest:.1f} pt the smallest", found)


def _folios(subject: Subject) -> Iterator[Line]:
    for line in subject.lines:
        trim = subject.pages[line.page - 1].trim
        edge = min(trim[3] - line.y, line.y - trim[1])
        number = re.fullmatch(r"\D{0,6}(\d{1,4})", line.text.strip())
        if number and edge < 110 and abs(int(number[1]) - line.page) < 5 and (line.artifact or line.element is None):
            yield line


def upright(subject: Subject) -> Outcome:
    """All text is upright."""
    found = [
        _slanted(subject, text)
        for text in subject.marks.texts
        if not text.upright and text.rendering % 4 != 3 and text.text.strip()
    ]
    return outcome(f"{count(len(found), 'string')} at an angle", found)


def _slanted(subject: Subject, text: Text) -> Finding:
    place = subject.pages[text.page - 1].place(text.x, text.y)
    return Finding("text does not run from left to right:", text.page, place, text.text[:40])


def readable(subject: Subject) -> Outcome:
    """Every page with something on it has text that is text, not a picture of it."""
    written = {line.page for line in subject.lines}
    shown = {mark.page for mark in subject.marks.all}
    bare = sorted(shown - written)
    found = [Finding("the page has pictures and no text", page) for page in bare]
    return outcome(f"{len(written)} of {len(subject.pages)} pages with text", found)
