"""The faces a layout sets its text in: which characters each has, how wide its glyphs are, where its file
lies.

In: the layout's families and a folder for what is slow to make. Out: `Face` values. Families come from
`fontpkg` packages, through this door only; static instances are cut once (`instance.py`) and kept, so that a
build reads two small files a face.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import NOWHERE, Exit, unusable
from pipeline.foundation.files import write_whole
from pipeline.foundation.value import Struct, asdict
from pipeline.typesetting.instance import CHARACTERS, FEATURES, REPLACEMENT, Metrics, cut, tool
from pipeline.typesetting.layout import Family

# Raised whenever the way of cutting changes, or what a glyph is said to stand for: old cuts are not taken for new ones.
VERSION = 4

STYLES = {
    "regular": (False, False),
    "italic": (False, True),
    "bold": (True, False),
    "bold-italic": (True, True),
}


class Face(Struct, frozen=True, eq=False):
    """One font file. Lengths are shares of the em (`descender` is negative), `path` is a TrueType file."""

    name: str
    path: Path
    upem: int
    ascender: float
    descender: float
    cap_height: float
    x_height: float
    characters: Mapping[int, int]
    advances: tuple[float, ...]
    texts: tuple[str, ...]
    substitutes: Mapping[str, str]
    inks: Mapping[str, tuple[float, float]]

    def has(self, char: str) -> bool:
        """Whether `char` prints in this face, as it is or composed of the marks it decomposes into."""
        if ord(char) in self.characters:
            return True
        parts = unicodedata.normalize("NFD", char)
        return parts != char and all(ord(part) in self.characters for part in parts)

    def glyph(self, char: str) -> int:
        """Return the glyph number of `char`, 0 (.notdef) where there is none."""
        return self.characters.get(ord(char), 0)

    def text_of(self, glyph: int) -> str:
        """Return the characters `glyph` stands for: "ffi" for a ligature, the letter for a small capital.

        They are never of the private use area; a glyph that stands for nothing is U+FFFD.
        """
        return self.texts[glyph] if 0 <= glyph < len(self.texts) else REPLACEMENT

    def advance(self, glyph: int) -> float:
        """Return the advance width of `glyph` in 1/1000 em."""
        return self.advances[glyph] if 0 <= glyph < len(self.advances) else 0.0

    def ink(self, char: str) -> tuple[float, float]:
        """Return the left and right edges of what is painted of `char`, in 1/1000 em; of other than a Latin capital, of its
        advance.
        """
        return self.inks.get(char) or (0.0, self.advance(self.glyph(char)))

    def draws(self, feature: str, text: str) -> bool:
        """Whether `feature` ("smcp", "sups", ...) has a glyph of its own for every character of `text`."""
        drawn = self.substitutes.get(feature, "")
        return all(char in drawn for char in text)


class FontFile(Struct, frozen=True):
    """A file to cut a face from: what its family is kept and shown as, and what it is. `release` tells its states apart.

    `weight` is the one a static font has; a `variable` one is cut at the weight asked for.
    """

    slug: str
    release: str
    title: str
    path: Path
    variable: bool
    weight: int


Finder = Callable[[str, int, bool], FontFile]
"""Returns the file for a family's name, a weight, and whether it is italic."""


class FaceLibrary:
    """The faces of `families`, made when first asked for and kept under `cache`.

    `find` returns the file of a family; by default it is looked for among the `fontpkg` packages.
    """

    def __init__(self, families: Mapping[str, Family], cache: Path, find: Finder | None = None) -> None:
        self._families = dict(families)
        self._find = find or packaged
        self.cache = cache
        self._faces: dict[str, Face] = {}
        self._digests: dict[str, bytes] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    def face(self, name: str) -> Face:
        """Return the face called "family/regular", "…/italic", "…/bold" or "…/bold-italic".

        Raises Unusable "font-missing", "font-style" or "font-unsupported" when the family's package cannot
        give it, "disk" when the cut cannot be kept, and "unknown-face" for a name that is not of the layout.
        """
        face = self._faces.get(name)
        if face is None:
            face = self._faces[name] = self._open(name)
        return face

    def digest(self, name: str) -> bytes:
        """Return the SHA-256 of the file of the face called `name`."""
        if name not in self._digests:
            self._digests[name] = hashlib.sha256(self.face(name).path.read_bytes()).digest()
        return self._digests[name]

    def home(self, char: str, name: str) -> str | None:
        """Return the face that prints `char` when `name` was asked for, or None if no family has it.

        The family "fallback" comes first, then the others in the layout's order, each in the style of `name`.
        """
        key = (char, name)
        if key not in self._found:
            self._found[key] = self._search(char, name)
        return self._found[key]

    def _search(self, char: str, name: str) -> str | None:
        if self.face(name).has(char):
            return name
        own, _, style = name.partition("/")
        others = sorted((family for family in self._families if family != own), key=lambda f: f != "fallback")
        for family in others:
            if self.face(f"{family}/{style}").has(char):
                return f"{family}/{style}"
        return None

    def _open(self, name: str) -> Face:
        key, _, style = name.partition("/")
        if key not in self._families or style not in STYLES:
            raise unusable(
                "unknown-face",
                f'no face "{name}"',
                NOWHERE,
                hint=f"families: {', '.join(sorted(self._families)) or 'none'}; styles: {', '.join(STYLES)}",
            )
        family = self._families[key]
        bold, italic = STYLES[style]
        weight = family.bold if bold else family.regular
        file = self._find(family.family, weight, italic)
        recipe: dict[str, Any] = {
            "version": VERSION,
            "family": file.slug,
            "release": file.release,
            "tool": tool(),
            "weight": weight if file.variable else file.weight,
            "italic": italic,
            "optical": family.optical if file.variable else None,
            "characters": CHARACTERS if file.variable else "all",
            "features": FEATURES if file.variable else "all",
        }
        digest = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]
        stem = f"{file.slug}-{recipe['weight']}{'i' if italic else ''}-{digest}"
        font, facts = self.cache / f"{stem}.ttf", self.cache / f"{stem}.json"
        known = _read(facts) if font.is_file() else None
        if known is None:
            try:
                data, known = cut(file.path, file.title, recipe["weight"], recipe["optical"], italic)
            except ValueError as fault:
                raise unusable(
                    "font-unsupported",
                    f"{file.path.name} of the package fontpkg-{file.slug} cannot be used: {fault}",
                    NOWHERE,
                    hint="use a family with TrueType outlines",
                    exit_code=Exit.WORLD,
                ) from fault
            # The facts come last: they say that the font is there.
            write_whole(font, data)
            write_whole(facts, json.dumps(asdict(known), ensure_ascii=False).encode())
        return Face(
            name=name,
            path=font,
            upem=known.upem,
            ascender=known.ascender,
            descender=known.descender,
            cap_height=known.cap_height,
            x_height=known.x_height,
            characters=known.characters,
            advances=known.advances,
            texts=known.texts,
            substitutes=known.substitutes,
            inks=known.inks,
        )


def _read(path: Path) -> Metrics | None:
    """Return the metrics kept at `path`, or None where there are none that can be read (they are then made
    anew).
    """
    try:
        data = json.loads(path.read_bytes())
        return Metrics(
            **data
            | {
                "characters": {int(code): glyph for code, glyph in data["characters"].items()},
                "advances": tuple(data["advances"]),
                "texts": tuple(data["texts"]),
                "inks": {char: tuple(edges) for char, edges in data["inks"].items()},
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def packaged(family: str, weight: int, italic: bool) -> FontFile:
    """Return the file of a family's package.

    Raises Unusable "font-missing" or "font-style" where there is none.
    """
    import fontpkg  # type: ignore[import-untyped]  # ships no types

    slug = fontpkg.slugify(family)
    try:
        found = fontpkg.family(slug)
    except fontpkg.FamilyNotInstalled as fault:
        raise unusable(
            "font-missing",
            f'the type family "{family}" is not installed',
            NOWHERE,
            hint=f"pip install fontpkg-{slug}",
            exit_code=Exit.WORLD,
        ) from fault
    try:
        file = fontpkg.select_file(found, weight, "italic" if italic else "normal", nearest=True)
    except fontpkg.FontpkgError as fault:
        raise unusable(
            "font-style",
            f'the type family "{family}" has no {"italic" if italic else "upright"} of weight {weight}',
            NOWHERE,
            hint=f"it has {', '.join(found.styles)}",
            exit_code=Exit.WORLD,
        ) from fault
    path = Path(file.path)
    if not path.is_file():
        raise unusable(
            "font-missing",
            f"{path.name} is not in the package fontpkg-{slug}",
            NOWHERE,
            hint=f"pip install --force-reinstall fontpkg-{slug}",
            exit_code=Exit.WORLD,
        )
    return FontFile(slug, found.version, found.name, path, bool(file.variable), int(file.weight or weight))
