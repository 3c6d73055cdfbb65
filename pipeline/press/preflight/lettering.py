"""Checks of fonts: all in the file, as subsets, each glyph there, as wide as it says, and with its text."""

from __future__ import annotations

import struct
from functools import lru_cache

from pipeline.press.preflight.fonts import Font
from pipeline.press.preflight.outcome import Finding, Outcome, count, listed, outcome
from pipeline.press.preflight.subject import Subject, broken

_NEAR = 1.0
# What stands for no text: the zero, the marks of byte order (ISO 14289-1, 7.21.7).
_NO_TEXT = {"", "\x00", "\ufeff", "\ufffe"}


def embedded(subject: Subject) -> Outcome:
    """Every font that text is set in is in the file."""
    found = [Finding(f"the font {font.name} is not in the file") for font in subject.fonts if font.program is None]
    return outcome(f"{count(len(subject.fonts), 'font')}: {listed([font.name for font in subject.fonts])}", found)


def subsets(subject: Subject) -> Outcome:
    """A font that is cut down says so, by a tag of six letters of its own."""
    tags: dict[str, Font] = {}
    found: list[Finding] = []
    for font in subject.fonts:
        if not font.tagged and font.kind != "Type3":
            found.append(Finding(f"the font {font.base} has no subset's tag"))
        twin = tags.setdefault(font.base, font)
        if twin is not font and font.program is not None and twin.program is not None and font.program != twin.program:
            found.append(Finding(f"two subsets have the name {font.base}"))
        inner = str(font.inner.get("/BaseFont", f"/{font.base}"))[1:]
        said = str(font.descriptor.get("/FontName", f"/{font.base}"))[1:] if font.descriptor is not None else font.base
        if {inner, said} != {font.base}:
            found.append(Finding(f"the font {font.base} has the names {inner} and {said} as well"))
    return outcome(count(len(tags), "subset"), found)


def meanings(subject: Subject) -> Outcome:
    """Every glyph used has its text."""
    found: list[Finding] = []
    total = 0
    for font in subject.fonts:
        total += len(font.used)
        if not font.unicode and (font.two or font.kind == "Type3"):
            found.append(Finding(f"the font {font.name} has no ToUnicode map"))
            continue
        lost = [code for code in sorted(font.used) if font.texts.get(code, "") in _NO_TEXT]
        if lost:
            said = listed([f"{code:04X}" for code in lost])
            found.append(Finding(f"the font {font.name} does not say what its glyphs {said} mean"))
    return outcome(f"{count(total, 'glyph')} in {count(len(subject.fonts), 'font')}", found)


def glyphs(subject: Subject) -> Outcome:
    """No text shows the sign for a missing glyph, and every glyph used is in the font program."""
    found: list[Finding] = []
    total = 0
    for font in subject.fonts:
        total += len(font.used)
        if font.two and 0 in font.used:
            first = next(
                (text for text in subject.marks.texts if text.font is font and 0 in font.codes(text.codes)), None
            )
            page = first.page if first else 0
            place = subject.pages[page - 1].place(first.x, first.y) if first else None
            found.append(
                Finding(f"text in {font.name} shows a missing glyph:", page, place, first.text[:40] if first else "")
            )
        program = _program(font)
        if program is not None:
            lost = [code for code in sorted(font.used) if code >= len(program)]
            if lost:
                said = listed([f"{code:04X}" for code in lost])
                found.append(Finding(f"the program of {font.name} lacks the glyphs {said}"))
    return outcome(f"{count(total, 'glyph')} used", found)


def widths(subject: Subject) -> Outcome:
    """Glyphs are as wide in the file as in the font program."""
    found: list[Finding] = []
    total = 0
    for font in subject.fonts:
        program = _program(font)
        if program is None:
            continue
        for code in sorted(font.used):
            if code < len(program):
                total += 1
                wide = font.widths[code]
                if abs(wide - program[code]) > _NEAR:
                    said = f"glyph {code:04X} of {font.name} is {wide:.0f} wide in the file, {program[code]:.0f} in its program"
                    found.append(Finding(said))
    return outcome(f"{count(total, 'width')} compared", found)


def _program(font: Font) -> tuple[float, ...] | None:
    """Return the widths of a TrueType program by glyph, where codes are glyphs; else None."""
    if not font.two or font.program is None or font.inner.get("/CIDToGIDMap") != "/Identity":
        return None
    try:
        return _advances(font.program.read_bytes())
    except broken():
        return None


@lru_cache(maxsize=32)
def _advances(data: bytes) -> tuple[float, ...]:
    """Return the advance of every glyph of a TrueType program, in thousandths."""
    (number,) = struct.unpack(">H", data[4:6])
    tables = {}
    for at in range(12, 12 + 16 * number, 16):
        tag, _, start, length = struct.unpack(">4sLLL", data[at : at + 16])
        tables[tag] = data[start : start + length]
    (em,) = struct.unpack(">H", tables[b"head"][18:20])
    (total,) = struct.unpack(">H", tables[b"maxp"][4:6])
    (several,) = struct.unpack(">H", tables[b"hhea"][34:36])
    pairs = struct.unpack(f">{2 * several}H", tables[b"hmtx"][: 4 * several])
    advances = [advance * 1000 / em for advance in pairs[0::2]]
    return tuple(advances + advances[-1:] * (total - several))
