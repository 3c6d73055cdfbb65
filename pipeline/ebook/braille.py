"""Braille: a volume as pages of cells, in the file that embossers and braille displays read (BRF).

In: a `Volume`. Out: the file's bytes, ASCII braille, a form feed after each page. The format is BANA's (Braille Formats, 2016):
pages of 25 lines of 40 cells, the page number at the end of the first line, centred and cell-5 headings, paragraphs that begin
in cell 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.ebook.passages import Passage, articles, front, runs_of
from pipeline.ebook.volume import Volume
from pipeline.foundation.value import Struct

WIDTH, DEPTH = 40, 25
SPACE = "\u2800"
# ASCII braille: the sign for each cell, by the number that its dots make (dot 1 is 1, dot 2 is 2, dot 3 is 4, ...).
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
_DIGITS = "⠚⠁⠃⠉⠙⠑⠋⠛⠓⠊"
_NUMBER_SIGN = "⠼"
# What is said of a picture is the transcriber's (Rules of Unified English Braille, 3.27; Spanish has brackets).
_NOTES = {"en": ("⠈⠨⠣", "⠈⠨⠜"), "es": ("⠷", "⠾")}
# Guide dots lead from a title to its page.
_GUIDE = "⠐"
# Lines that a heading keeps to its text.
_KEPT = 3

Translate = Callable[[Sequence[str], str, bool], list[str]]
"""Texts, their language, and whether it is another one than the edition's, to cells."""


def brf(volume: Volume, translate: Translate) -> bytes:
    """Return the volume as a file of braille."""
    language = volume.language
    body, starts = _paged(_lines(list(articles(volume)), language, translate))
    (head,) = translate([volume.title], language, False)
    opening = _flowed(_lines(list(front(volume)), language, translate))
    titles = [
        (chapter.document.slug, runs_of(chapter.document.title, volume))
        for part in volume.parts
        for chapter in part.chapters
    ]
    (contents,) = _lines([Passage(runs_of(volume.words.contents, volume), centred=True)], language, translate)
    shown = _cells([runs for _, runs in titles], language, translate)
    # The contents take the same lines whatever the numbers are: room for four figures is kept for each.
    length = len(_flowed([contents])) + 1 + sum(len(_wrapped(cells, 0, 2, WIDTH - 8)) for cells in shown)
    before = -(-len(opening) // (DEPTH - 1)) + -(-length // (DEPTH - 1))
    listed = [*_flowed([contents]), ""]
    for (slug, _), cells in zip(titles, shown, strict=True):
        *lines, last = _wrapped(cells, 0, 2, WIDTH - 8)
        number = _figures(starts[slug] + before + 1)
        guide = WIDTH - len(last) - len(number) - 2
        listed += [*lines, f"{last}{SPACE}{_GUIDE * guide}{SPACE}{number}"]
    pages = [*_cut(opening), *_cut(listed), *body]
    return "".join(_page(lines, number, head) for number, lines in enumerate(pages, 1)).encode("ascii")


def _page(lines: Sequence[str], number: int, head: str) -> str:
    """Return a page: the running head and its number, then its lines (Braille Formats, 1.13)."""
    figures = _figures(number)
    room = WIDTH - 2 * (len(figures) + 3)
    # A head that has no room is left out: a part of a word says nothing.
    name = head if number > 1 and len(head) <= room else ""
    left = (WIDTH - len(name)) // 2
    first = f"{SPACE * left}{name}"
    first += SPACE * (WIDTH - len(first) - len(figures)) + figures
    made = [first, *lines]
    return "".join(f"{_ascii(line.rstrip(SPACE))}\r\n" for line in made) + "\f"


def _ascii(cells: str) -> str:
    return "".join(_ASCII[ord(cell) - 0x2800] for cell in cells)


def _figures(number: int) -> str:
    return _NUMBER_SIGN + "".join(_DIGITS[int(digit)] for digit in str(number))


class _Set(Struct, frozen=True):
    """A passage with its lines."""

    passage: Passage
    lines: tuple[str, ...]


def _cells(texts: Sequence[tuple[tuple[str, str], ...]], around: str, translate: Translate) -> list[str]:
    """Return each of the texts in cells; its pieces in one language are translated together."""
    joined = [_by_language(runs) for runs in texts]
    wanted: dict[str, list[str]] = {}
    for runs in joined:
        for text, language in runs:
            wanted.setdefault(language, []).append(text)
    made = {language: iter(translate(every, language, language != around)) for language, every in wanted.items()}
    found = []
    for runs in joined:
        pieces = []
        for text, language in runs:
            cells = next(made[language])
            pieces.append(f"{SPACE * text.startswith(' ')}{cells}{SPACE * text.endswith(' ')}")
        found.append("".join(pieces).strip(SPACE))
    return found


def _by_language(runs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for text, language in runs:
        if joined and joined[-1][1] == language:
            joined[-1] = (joined[-1][0] + text, language)
        elif text:
            joined.append((text, language))
    return joined


def _lines(passages: Sequence[Passage], language: str, translate: Translate) -> list[_Set]:
    """Return passages with their lines."""
    every = _cells([passage.runs for passage in passages], language, translate)
    made = []
    for passage, cells in zip(passages, every, strict=True):
        if passage.note:
            begin, end = _NOTES.get(language.partition("-")[0], _NOTES["en"])
            cells = f"{begin}{cells}{end}"
        if passage.centred:
            lines = [f"{SPACE * ((WIDTH - len(line)) // 2)}{line}" for line in _wrapped(cells, 0, 0, WIDTH - 8)]
        else:
            lines = _wrapped(cells, passage.first, passage.rest, WIDTH)
        made.append(_Set(passage, tuple(lines)))
    return made


def _wrapped(cells: str, first: int, rest: int, width: int) -> list[str]:
    """Return cells in lines; a word longer than a line goes on in the next one."""
    lines: list[str] = []
    line, indent = "", first
    for word in filter(None, cells.split(SPACE)):
        if line and indent + len(line) + 1 + len(word) > width:
            lines.append(SPACE * indent + line)
            line, indent = "", rest
        while not line and indent + len(word) > width:
            lines.append(SPACE * indent + word[: width - indent])
            word, indent = word[width - indent :], rest
        line = f"{line}{SPACE}{word}" if line else word
    return [*lines, SPACE * indent + line] if line or not lines else lines


def _flowed(sets: Sequence[_Set]) -> list[str]:
    return [line for one in sets for line in (*[""] * one.passage.before, *one.lines)]


def _cut(lines: Sequence[str]) -> list[list[str]]:
    step = DEPTH - 1
    return [list(lines[at : at + step]) for at in range(0, len(lines), step)]


def _paged(sets: Sequence[_Set]) -> tuple[list[list[str]], dict[str, int]]:
    """Return the pages, and the page, counted from 0, on which each chapter begins.

    No heading ends a page, and no blank line begins one.
    """
    pages: list[list[str]] = [[]]
    starts: dict[str, int] = {}
    for one in sets:
        room = DEPTH - 1 - len(pages[-1])
        before = one.passage.before if pages[-1] else 0
        if one.passage.heading and before + len(one.lines) + _KEPT > room and pages[-1]:
            pages.append([])
            before = 0
        if one.passage.chapter:
            starts[one.passage.chapter] = len(pages) - 1
        for line in (*[""] * before, *one.lines, *([""] if one.passage.chapter else [])):
            if len(pages[-1]) >= DEPTH - 1:
                pages.append([])
            if line or pages[-1]:
                pages[-1].append(line)
    return pages, starts
