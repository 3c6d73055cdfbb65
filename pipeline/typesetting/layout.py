"""A layout as typed values: what a designer decides about an edition.

In: `layouts/<edition>.toml`, with what it extends. Out: a `Layout`. Lengths are points.
"""

from __future__ import annotations

import re

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct
from pipeline.typesetting.template import Templates


class Colour(Apart, frozen=True):
    """A colour of the palette: `rgb` as "#rrggbb" for screens, `cmyk` in percent of each ink for the press.

    `spot` is the name of an ink that is mixed for it, and `cmyk` what stands in for that on a proof.
    """

    rgb: str
    cmyk: tuple[float, float, float, float]
    spot: str = ""
    span: Span = NOWHERE


class Family(Struct, frozen=True):
    """A type family: a `fontpkg` family name, the weights its regular and bold are cut at, the optical size in points."""

    family: str
    regular: int = 400
    bold: int = 700
    optical: float | None = None


class Justification(Struct, frozen=True):
    """How far a justified line may give way (all shares, tracking in 1/1000 em). Penalties as in Knuth and Plass."""

    stretch: float = 0.5
    shrink: float = 0.333
    scale_up: float = 0.02
    scale_down: float = 0.015
    tracking_up: float = 10
    tracking_down: float = 5
    protrusion: float = 1.0
    hyphen_penalty: float = 85
    double_hyphen: float = 4e4
    hyphen_run: float = 4e5
    fitness: float = 3000
    last_hyphen: float = 1e5
    runt: float = 250


class TextStyle(Struct, frozen=True):
    """How a block of text is set. `face` names a family of the layout.

    `align` is "justify", "start", "center" or "end". `before` and `after` are points; `indent` is the first line's,
    `margin` the whole block's at the start side. `case` is "", "upper", "small" (small capitals beside capitals) or
    "all-small" (small capitals alone). `run_in` sets a heading as the first words of its paragraph. `tracking` is in
    1/1000 em. `figures` is "lining", "tabular" or "oldstyle". `balance` makes the lines of ragged text about as long as each
    other, the last one too.
    """

    name: str
    face: str
    size: float
    leading: float
    bold: bool = False
    italic: bool = False
    align: str = "start"
    hyphenate: bool = False
    colour: str = "ink"
    indent: float = 0.0
    margin: float = 0.0
    before: float = 0.0
    after: float = 0.0
    case: str = ""
    tracking: float = 0.0
    figures: str = "lining"
    emphasis: str = "italic"
    run_in: bool = False
    balance: bool = False


class Sheet(Struct, frozen=True):
    """The page: trim size, bleed and margins in points. `facing` says that inner and outer margins change sides."""

    width: float
    height: float
    bleed: float
    head: float
    foot: float
    inner: float
    outer: float
    facing: bool


class Grid(Struct, frozen=True):
    """The columns, and the baseline step that every line of body text sits on.

    `rows` part the page across as columns do down it, 0 for none; `row_gap` are the lines that stay free between two rows.
    """

    leading: float
    columns: int
    gutter: float
    rows: int = 0
    row_gap: int = 1


class Manner(Struct, frozen=True):
    """What an edition does with the parts of a document; each a designer's yes or no.

    `drop_cap` is the initial's height in lines, 0 for none; `lead_in` how many words of an article begin in small
    capitals. `pull_quotes` are left out where they would only repeat.
    `wide_tables` is the number of columns from which a table spans the page, `records` that from which its rows become lists, 0
    for never. `multiple` is what the page count is
    rounded up to. `run_on` is the share of a page that must be free for the next article to begin on it, 0 for never;
    `notice` the shares of a page between which a house notice fills what an article leaves. `snap` puts every line of
    body text on the baseline grid; `marks` says how citations and notes are marked in the text ("raised", "superior",
    "brackets"). `inset` is the share of the measure a figure beside the text takes, 0 where none stands so. `notes` puts
    footnotes at the "foot" of the column that cites them or at the "end" of the article. House notices take
    `notice_colours` by turns. `list_room` are the lines of the grid that stay free around lists.
    """

    drop_cap: int = 0
    inset: float = 0.0
    lead_in: int = 0
    pull_quotes: bool = True
    wide_tables: int = 3
    records: int = 0
    multiple: int = 1
    run_on: float = 0.0
    notice: tuple[float, float] = (0.2, 1.0)
    jump_lines: bool = True
    art: tuple[float, float] = (0.16, 0.42)
    markers: str = "•"
    snap: bool = False
    marks: str = "raised"
    notes: str = "end"
    notice_colours: tuple[str, ...] = ("accent",)
    list_room: float = 0.0


class Copyfit(Struct, frozen=True):
    """How far an article with a number of pages may depart from its layout, and by which means first.

    `looseness` is the lines a paragraph may gain or lose, `leading` and `size` the points running text may, `steps` in how
    many steps both are tried, `figures` the share of their height that charts may, `art` the least share of the page's
    height for an opening picture, 0 for that of the layout's manner. Pull quotes are dropped last of all.
    `plan` false says that articles take what pages they need, whatever an issue's plan gives them.
    """

    plan: bool = True
    order: tuple[str, ...] = ("art", "figures", "looseness", "leading", "size")
    looseness: int = 0
    leading: float = 0.0
    size: float = 0.0
    art: float = 0.0
    figures: float = 0.0
    steps: int = 2
    drop_quotes: bool = True


RUNNING = re.compile(r"\{(name|issue|department|title)\}")
"""What a running line may name: the magazine, the issue, the article's department and title."""


class Running(Struct, frozen=True):
    """The running lines, with names in braces: the heads of left and right pages, and what stands beside the folio.

    Where pages do not face each other all are right ones.
    """

    verso: str = "{department}"
    recto: str = "{title}"
    foot: str = "{name} · {issue}"


class ChartLook(Struct, frozen=True):
    """How charts are drawn: series colours and lengths in points."""

    colours: tuple[str, ...]
    bar: float
    gap: float
    height: float
    rule: float
    line: float
    grid: str
    axis: str


class Guidelines(Struct, frozen=True):
    """The guidelines for large print that an edition keeps, by `name`: "aph", "acb", "rnib", "large-print" for what they share, or
    "custom" for the figures that follow, "" for none. Lengths are points, `leading` is in times the size.
    """

    name: str = ""
    size: float = 18.0
    leading: float = 1.25
    characters: int = 70
    margin: float = 0.0
    x_height: float = 0.0


class Layout(Struct, frozen=True):
    """All a designer decides about one edition."""

    name: str
    path: str
    sheet: Sheet
    grid: Grid
    manner: Manner
    running: Running
    templates: Templates
    copyfit: Copyfit
    justification: Justification
    colours: dict[str, Colour]
    faces: dict[str, Family]
    styles: dict[str, TextStyle]
    chart: ChartLook
    space: str
    tagged: bool
    links: bool
    conformance: tuple[str, ...] = ("PDF/UA-1",)
    marks: bool = False
    slug: bool = False
    guidelines: Guidelines = Guidelines()

    @property
    def measure(self) -> float:
        """The width of all columns with their gutters."""
        return self.sheet.width - self.sheet.inner - self.sheet.outer

    @property
    def column(self) -> float:
        """The width of one column."""
        return (self.measure - self.grid.gutter * (self.grid.columns - 1)) / self.grid.columns

    @property
    def depth(self) -> float:
        """The height of the type area, a whole number of grid steps."""
        room = self.sheet.height - self.sheet.head - self.sheet.foot
        return int(room / self.grid.leading + 1e-6) * self.grid.leading

    def style(self, name: str) -> TextStyle:
        """Return a style by its name; a missing class falls back on its role ("quote.pull" on "quote")."""
        while name not in self.styles and "." in name:
            name = name.rsplit(".", 1)[0]
        return self.styles[name]

    def left(self, page: int) -> float:
        """Return where the type area of a page begins, from the trim's left edge. Odd pages are rectos."""
        return self.sheet.inner if page % 2 or not self.sheet.facing else self.sheet.outer
