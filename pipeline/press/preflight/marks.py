"""Everything that the pages paint: text, areas, pictures, each with its place, its ink and the tag it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.foundation.value import Struct, field
from pipeline.press.places import Box, Matrix, common, extent
from pipeline.press.preflight.fonts import Font
from pipeline.press.preflight.spaces import Ink, Space


class Owner(Struct):
    """The marked content that something stands in: the number of tagged content, -1 without; or an artifact's."""

    tag: str = ""
    mcid: int = -1
    artifact: bool = False
    actual: bool = False


class Text(Struct):
    """A string of glyphs: where its baseline begins, its size on the page and its width, in points."""

    page: int
    x: float
    y: float
    size: float
    width: float
    font: Font
    codes: bytes
    ink: Ink
    over: bool
    mode: int
    rendering: int
    skewed: bool
    upright: bool
    owner: Owner
    order: int

    @property
    def text(self) -> str:
        """What it says."""
        return self.font.text(self.codes)


class Area(Struct):
    """A path that is filled or stroked. `rectangle` says that it is one."""

    page: int
    path: bytes
    matrix: Matrix
    clip: Box
    ink: Ink
    over: bool
    mode: int
    pen: float
    rectangle: bool
    owner: Owner
    order: int

    @property
    def box(self) -> Box:
        """Where it is, cut to what it is clipped to."""
        return common(extent(self.path, self.matrix, self.pen / 2), self.clip)


class Picture(Struct):
    """An image, or a shading. `image` is its object, None for one of the stream itself; `mask` says it is painted in `ink`.

    `across` and `down` are in pixels an inch, `pixels` is how many the longer side has.
    """

    page: int
    box: Box
    image: Any
    across: float
    down: float
    pixels: int
    mask: bool
    space: Space
    ink: Ink
    owner: Owner
    order: int


class Marks(Struct):
    """What all pages paint, in painting order, and what was met on the way."""

    texts: list[Text] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    fonts: list[Font] = field(default_factory=list)
    sheer: list[tuple[int, str]] = field(default_factory=list)
    groups: list[tuple[int, Space | None]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    nested: list[tuple[int, str]] = field(default_factory=list)
    languages: list[tuple[int, str]] = field(default_factory=list)
    painted: dict[tuple[int, int], str] = field(default_factory=dict)
    forms: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def all(self) -> Iterator[Text | Area | Picture]:
        """Everything painted."""
        yield from self.texts
        yield from self.areas
        yield from self.pictures

    @property
    def seen(self) -> list[Text]:
        """The text that is painted: some is only there to be copied."""
        return [text for text in self.texts if text.rendering % 4 != 3]

    @property
    def inked(self) -> Iterator[Text | Area]:
        """Text that is painted, and areas."""
        yield from self.seen
        yield from self.areas
