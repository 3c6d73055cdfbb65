"""Static font files, cut from the variable fonts of a family, with what the composer has to know about them.

In: a font file, a weight and an optical size. Out: the bytes of a TrueType font without axes, and its
`Metrics`: the measures, the characters it has, and what each glyph stands for. This is the only door to
fontTools; it is slow (seconds a face), so its callers keep what it makes.
"""

from __future__ import annotations

import copy
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.foundation.value import Struct

# Latin and Greek with their marks, punctuation, super- and subscripts, currencies, letter-like signs and
# number forms, arrows, mathematics, enclosed figures, boxes and shapes, dingbats, Latin ligatures, the
# replacement character.
CHARACTERS: tuple[tuple[int, int], ...] = (
    (0x20, 0x24F),
    (0x2B0, 0x36F),
    (0x370, 0x3FF),
    (0x1E80, 0x1E9E),
    (0x2000, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x27BF),
    (0xFB00, 0xFB04),
    (0xFFFD, 0xFFFD),
)

FEATURES = (
    "kern", "mark", "mkmk", "ccmp", "locl", "liga", "smcp", "c2sc", "onum", "lnum", "tnum", "pnum", "sups",
    "subs", "frac", "numr", "dnom", "case", "ordn",
)  # fmt: skip

# Spaces a font may lack, in em. U+202F is what French and SI typography use between a figure and its unit.
SPACES: dict[int, float] = {
    0x2000: 0.5, 0x2001: 1.0, 0x2002: 0.5, 0x2003: 1.0, 0x2004: 1 / 3, 0x2005: 0.25, 0x2006: 1 / 6, 0x2009:
    0.2, 0x200A: 0.1, 0x202F: 0.2, 0x205F: 4 / 18,
}  # fmt: skip

SOFT_HYPHEN = 0xAD
# What may share a glyph and be copied as the commoner of the two: a no-break space as a space, hyphens as "-".
_COMMON = frozenset({0xA0, 0x2010, 0x2011})
# Controls, private use, surrogates and separators of lines are no text that a glyph could stand for.
_NO_TEXT = ("Cc", "Co", "Cs", "Cn", "Zl", "Zp")

_WORD = re.compile(r"\w+")

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Metrics(Struct, frozen=True):
    """What the composer knows of a static font. Lengths are shares of the em, advances 1/1000 em.

    `characters` maps code points to glyph numbers, `texts` says what each glyph stands for, and `substitutes`
    which characters a feature ("smcp", "sups", "onum", ...) has a glyph of its own for. `inks` are the left and right edges
    of what is painted of each Latin capital, in 1/1000 em: what an initial is set by.
    """

    upem: int
    ascender: float
    descender: float
    cap_height: float
    x_height: float
    characters: dict[int, int]
    advances: tuple[float, ...]
    texts: tuple[str, ...]
    substitutes: dict[str, str]
    inks: dict[str, tuple[float, float]]


def tool() -> str:
    """Return the version of the library that cuts, so that what another one cut is told apart."""
    # Found in a third of the time that the package's metadata takes to read.
    import fontTools  # type: ignore[import-untyped]  # ships no types

    return str(fontTools.version)


def cut(source: Path, name: str, weight: int, optical: float | None, italic: bool) -> tuple[bytes, Metrics]:
    """Return the static font of family `name` at `weight` and `optical` size in `source`, and its metrics.

    A font that is static already keeps its outlines and hints. Each gets the characters it lacks that are
    hyphens or spaces, a soft hyphen glyph of its own, so that a hyphen at a line's end is told from one
    in the text (ISO 32000-1, 14.8.2.2.3), and one glyph a character, so that text is copied as it was typed.
    It is renamed, since the OFL reserves names such as "Source" for the unmodified font.

    Raises ValueError for a font without TrueType outlines.
    """
    # Imported late: a build with a filled cache does without, and saves a quarter of a second.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

    data = source.read_bytes()
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if "glyf" not in font:
        raise ValueError("no TrueType outlines")
    if "fvar" in font:
        font = _instance(data, weight, optical)
    _complete(font)
    _rename(font, name, weight, italic)
    for tag in ("DSIG", "STAT"):
        if tag in font:
            del font[tag]
    metrics = _metrics(font)
    font["post"].formatType = 3.0
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue(), metrics


def _instance(data: bytes, weight: int, optical: float | None) -> Any:
    """Return the font in `data` subset and pinned. The subset comes first: the other way round takes four times as
    long.
    """
    from fontTools import subset
    from fontTools.varLib import instancer  # type: ignore[import-untyped]  # ships no types

    options = subset.Options(
        layout_features=list(FEATURES),
        name_IDs=[0, 13, 14],
        glyph_names=True,
        notdef_outline=True,
        hinting=False,
        recalc_timestamp=False,
    )
    font = subset.load_font(io.BytesIO(data), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in CHARACTERS for code in range(first, last + 1)])
    subsetter.subset(font)
    wanted = {"wght": float(weight)} | ({"opsz": optical} if optical is not None else {})
    location = {
        axis.axisTag: min(max(wanted.get(axis.axisTag, axis.defaultValue), axis.minValue), axis.maxValue)
        for axis in font["fvar"].axes
    }
    return instancer.instantiateVariableFont(font, location, inplace=True)


def _complete(font: Any) -> None:
    """Give `font` the hyphens and spaces it lacks, a soft hyphen that is not the hyphen's own glyph, and a glyph of its
    own for each character that shares one with a character more often typed (U+02BC and the apostrophe U+2019).
    """
    from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]  # ships no types

    cmap = font.getBestCmap()
    upem = font["head"].unitsPerEm
    hyphen, space = cmap[0x2D], cmap[0x20]
    added: dict[int, str] = {0xA0: space}
    for code in (0x2010, 0x2011):
        if code not in cmap:
            added[code] = hyphen
    digit = font["hmtx"][cmap[0x30]][0]
    stop = font["hmtx"][cmap[0x2E]][0]
    widths = {code: round(upem * share) for code, share in SPACES.items()} | {0x2007: digit, 0x2008: stop}
    glyphs = {code: (f"space{code:04X}", Glyph(), (width, 0)) for code, width in widths.items() if code not in cmap}
    for code, glyph in _shared(cmap).items():
        glyphs[code] = (f"twin{code:04X}", copy.deepcopy(font["glyf"][glyph]), font["hmtx"][glyph])
    glyphs[SOFT_HYPHEN] = ("softhyphen", copy.deepcopy(font["glyf"][hyphen]), font["hmtx"][hyphen])
    order = list(font.getGlyphOrder())
    for code, (name, glyph, metric) in sorted(glyphs.items()):
        order.append(name)
        font["glyf"].glyphs[name] = glyph
        font["hmtx"].metrics[name] = metric
        added[code] = name
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap.update(added)


def _shared(cmap: dict[int, str]) -> dict[int, str]:
    """Return the characters of `cmap` that share their glyph with one more often typed, each with that glyph."""
    seen: set[str] = set()
    shared: dict[int, str] = {}
    for code, name in sorted(cmap.items(), key=_by_use):
        if name in seen and code not in _COMMON and any(first <= code <= last for first, last in CHARACTERS):
            shared[code] = name
        seen.add(name)
    return shared


def _by_use(entry: tuple[int, str]) -> tuple[bool, int]:
    """Return what sorts a character of a font's map: spacing modifier letters are typed for punctuation by no keyboard,
    and the micro sign needs neither kerning nor features of a letter of Greek.
    """
    code = entry[0]
    return 0x2B0 <= code <= 0x2FF or code == 0xB5, code


def _rename(font: Any, name: str, weight: int, italic: bool) -> None:
    """Name `font` without the words its licence reserves, and keep only copyright and licence of its old
    names.
    """
    names = font["name"]
    notice = " ".join(filter(None, (names.getDebugName(0), names.getDebugName(13))))
    reserved = {
        word for phrase in re.findall(r"Reserved Font Names?([^.,]*)", notice) for word in _WORD.findall(phrase)
    }
    family = " ".join(["Motivator", *(word for word in _WORD.findall(name) if word not in reserved)])
    bold = weight >= 600
    style = f"{weight} Italic" if italic else str(weight)
    for record in list(names.names):
        if record.nameID not in (0, 13, 14):
            names.removeNames(nameID=record.nameID)
    postscript = f"{family}-{style}".replace(" ", "")
    for name_id, value in (
        (1, f"{family} {weight}"),
        (2, "Italic" if italic else "Regular"),
        (3, f"1;{postscript}"),
        (4, f"{family} {style}"),
        (5, "Version 1.000"),
        (6, postscript),
    ):
        names.setName(value, name_id, 3, 1, 0x409)
    os2 = font["OS/2"]
    os2.usWeightClass = weight
    os2.fsSelection = (os2.fsSelection & ~0x61) | (0x01 if italic else 0) | (0x20 if bold else 0)
    if not (italic or bold):
        os2.fsSelection |= 0x40
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)


def _metrics(font: Any) -> Metrics:
    upem = font["head"].unitsPerEm
    order = font.getGlyphOrder()
    number = {name: index for index, name in enumerate(order)}
    cmap = {code: name for code, name in font.getBestCmap().items() if unicodedata.category(chr(code)) not in _NO_TEXT}
    os2, hhea, hmtx = font["OS/2"], font["hhea"], font["hmtx"]
    substitutions = list(_substitutions(font))
    texts = _texts(cmap, substitutions)
    by_feature: dict[str, set[str]] = {}
    for feature, sources, _ in substitutions:
        if len(sources) == 1 and len(texts.get(sources[0], "")) == 1:
            by_feature.setdefault(feature, set()).add(texts[sources[0]])
    return Metrics(
        upem=upem,
        ascender=hhea.ascent / upem,
        descender=hhea.descent / upem,
        cap_height=getattr(os2, "sCapHeight", 0) / upem,
        x_height=getattr(os2, "sxHeight", 0) / upem,
        characters={code: number[name] for code, name in sorted(cmap.items())},
        advances=tuple(round(hmtx[name][0] * 1000 / upem, 3) for name in order),
        texts=tuple(texts.get(name, REPLACEMENT) for name in order),
        substitutes={feature: "".join(sorted(found)) for feature, found in sorted(by_feature.items())},
        inks={
            chr(code): _ink(font, name) for code, name in sorted(cmap.items()) if code < 0x250 and chr(code).isupper()
        },
    )


def _ink(font: Any, name: str) -> tuple[float, float]:
    """Return the left and right edges of a glyph's outline in 1/1000 em."""
    glyph, em = font["glyf"][name], font["head"].unitsPerEm / 1000
    glyph.recalcBounds(font["glyf"])
    return (round(glyph.xMin / em, 1), round(glyph.xMax / em, 1))


def _substitutions(font: Any) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield (feature, glyphs, the glyph that replaces them), small capitals first: their letters are lower
    case.
    """
    if "GSUB" not in font or font["GSUB"].table.FeatureList is None:
        return
    table = font["GSUB"].table
    records = sorted(table.FeatureList.FeatureRecord, key=lambda record: str(record.FeatureTag))
    seen: set[tuple[str, int]] = set()
    for record in records:
        for index in record.Feature.LookupListIndex:
            if (record.FeatureTag, index) in seen:
                continue
            seen.add((record.FeatureTag, index))
            for sources, target in _lookup(table.LookupList.Lookup[index].SubTable):
                yield record.FeatureTag, sources, target


def _lookup(subtables: Iterable[Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    for subtable in subtables:
        table = getattr(subtable, "ExtSubTable", subtable)
        match table.LookupType:
            case 1:
                yield from (((source,), target) for source, target in sorted(table.mapping.items()))
            case 3:
                for source, targets in sorted(table.alternates.items()):
                    yield from (((source,), target) for target in targets)
            case 4:
                for first, ligatures in sorted(table.ligatures.items()):
                    yield from (((first, *ligature.Component), ligature.LigGlyph) for ligature in ligatures)
            case _:
                # Contextual lookups only call the others; one-to-many ones make glyphs that are characters
                # anyway.
                pass


def _texts(cmap: dict[int, str], substitutions: list[tuple[str, tuple[str, ...], str]]) -> dict[str, str]:
    """Return what each glyph stands for: the character most often typed for it, or the text of the glyphs it replaces."""
    texts: dict[str, str] = {}
    for code, name in sorted(cmap.items(), key=_by_use):
        char = chr(code)
        texts.setdefault(name, unicodedata.normalize("NFKD", char) if 0xFB00 <= code <= 0xFB06 else char)
    while True:
        # Of several glyphs with one small capital (s and long s) the first letter by code point is meant.
        found: dict[str, tuple[bool, str]] = {}
        for feature, sources, target in substitutions:
            if target not in texts and all(source in texts for source in sources):
                offer = (feature != "smcp", "".join(texts[source] for source in sources))
                found[target] = min(found.get(target, offer), offer)
        if not found:
            return texts
        texts |= {target: text for target, (_, text) in found.items()}
