"""The tables and keys of a layout's file, as a designer writes them; `layoutfile` turns them into a `Layout`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Length = str
Share = Annotated[float, Meta(ge=0, le=1)]
Percent = Annotated[float, Meta(ge=0, le=100)]
Weight = Annotated[int, Meta(ge=1, le=1000)]
Amount = Annotated[float, Meta(ge=0, le=1e7)]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table whose every key is known."""


class MarginsTable(Strict, frozen=True, kw_only=True):
    """The margins of a page."""

    head: Length
    foot: Length
    inner: Length
    outer: Length


class PageTable(Strict, frozen=True, kw_only=True):
    """The sheet: a trim by its name or its two sides, bleed and margins."""

    trim: str | list[Length]
    bleed: Length = "0pt"
    margins: MarginsTable
    facing: bool = True


class GridTable(Strict, frozen=True, kw_only=True):
    """The columns and rows, and the step of the baseline grid."""

    leading: Length
    columns: Annotated[int, Meta(ge=1, le=12)] = 1
    gutter: Length = "0pt"
    rows: Annotated[int, Meta(ge=0, le=60)] = 0
    row_gap: Annotated[int, Meta(ge=1, le=6)] = 1


class ColourTable(Strict, frozen=True, kw_only=True):
    """A colour for screens and for the press."""

    rgb: str
    cmyk: tuple[Percent, Percent, Percent, Percent]
    spot: str = ""


class FamilyTable(Strict, frozen=True, kw_only=True):
    """A type family and the weights cut from it."""

    family: str
    regular: Weight = 400
    bold: Weight = 700
    optical: Annotated[float, Meta(gt=0, le=1000)] | None = None


class StyleTable(Strict, frozen=True, kw_only=True):
    """A style; what is absent comes from the one it is `like`."""

    like: str = ""
    face: str | None = None
    size: Length | None = None
    leading: Length | None = None
    bold: bool | None = None
    italic: bool | None = None
    align: Literal["justify", "start", "center", "end"] | None = None
    hyphenate: bool | None = None
    colour: str | None = None
    indent: Length | None = None
    margin: Length | None = None
    before: Length | None = None
    after: Length | None = None
    case: Literal["", "upper", "small", "all-small"] | None = None
    tracking: Annotated[float, Meta(ge=-200, le=1000)] | None = None
    figures: Literal["lining", "tabular", "oldstyle"] | None = None
    emphasis: Literal["italic", "bold"] | None = None
    run_in: bool | None = None
    balance: bool | None = None


class JustificationTable(Strict, frozen=True, kw_only=True):
    """How far a justified line may give way."""

    stretch: Share = 0.5
    shrink: Annotated[float, Meta(ge=0, le=0.9)] = 0.333
    scale_up: Share = 0.02
    scale_down: Share = 0.015
    tracking_up: Amount = 10
    tracking_down: Amount = 5
    protrusion: Amount = 1.0
    hyphen_penalty: Amount = 85
    double_hyphen: Amount = 4e4
    hyphen_run: Amount = 4e5
    fitness: Amount = 3000
    last_hyphen: Amount = 1e5
    runt: Amount = 250


class MannerTable(Strict, frozen=True, kw_only=True):
    """What an edition does with the parts of a document."""

    drop_cap: Annotated[int, Meta(ge=0, le=8)] = 0
    inset: Annotated[float, Meta(ge=0, le=0.6)] = 0.0
    lead_in: Annotated[int, Meta(ge=0, le=40)] = 0
    pull_quotes: bool = True
    wide_tables: Annotated[int, Meta(ge=1, le=100)] = 3
    records: Annotated[int, Meta(ge=0, le=100)] = 0
    multiple: Annotated[int, Meta(ge=1, le=64)] = 1
    run_on: Share = 0.0
    notice: tuple[Share, Share] = (0.2, 1.0)
    jump_lines: bool = True
    art: tuple[Share, Share] = (0.16, 0.42)
    markers: str = "•"
    snap: bool = False
    marks: Literal["raised", "superior", "brackets"] = "raised"
    notes: Literal["foot", "end"] = "end"
    notice_colours: tuple[str, ...] = ("accent",)
    list_room: Annotated[float, Meta(ge=0, le=4)] = 0.0


Means = Literal["art", "figures", "looseness", "leading", "size"]


class CopyfitTable(Strict, frozen=True, kw_only=True):
    """How far an article may depart from the layout to take the pages its plan gives it."""

    plan: bool = True
    order: tuple[Means, ...] = ("art", "figures", "looseness", "leading", "size")
    looseness: Annotated[int, Meta(ge=0, le=2)] = 0
    leading: Length = "0pt"
    size: Length = "0pt"
    art: Share = 0.0
    figures: Annotated[float, Meta(ge=0, le=0.5)] = 0.0
    steps: Annotated[int, Meta(ge=1, le=10)] = 2
    drop_quotes: bool = True


class RunningTable(Strict, frozen=True, kw_only=True):
    """The lines at the head and foot of pages."""

    verso: str = "{department}"
    recto: str = "{title}"
    foot: str = "{name} · {issue}"


class CoverTable(Strict, frozen=True, kw_only=True):
    """The front cover."""

    margin: Length = "38pt"
    ground: str = "cream"
    rule: Length = "1pt"
    rule_colour: str = "ink"
    story: Share = 0.58
    lines: Share = 0.34


class ContentsTable(Strict, frozen=True, kw_only=True):
    """The contents."""

    rule: Length = "3.2pt"
    rule_colour: str = "accent"


class MastheadTable(Strict, frozen=True, kw_only=True):
    """The masthead."""

    ground: str = "cream"
    rule: Length = "1.2pt"
    rule_colour: str = "accent"


class OpenerTable(Strict, frozen=True, kw_only=True):
    """The beginning of a cover story."""

    rule: Length = "3.2pt"
    title: str = "title.cover-story"
    down: str = "title.cover-story"
    art: Literal["above", "under", "page", "none"] = "above"
    deck: Share = 0.86


class DepartmentTable(Strict, frozen=True, kw_only=True):
    """The beginning of any other article."""

    rule: Length = "3.2pt"
    title: str = "title"
    down: str = "title.short"
    art: Literal["above", "under", "page", "none"] = "under"
    deck: Share = 0.86


class ContinuationTable(Strict, frozen=True, kw_only=True):
    """The beginning of an article's rest."""

    rule: Length = "1.2pt"
    title: Share = 0.62


class NotesTable(Strict, frozen=True, kw_only=True):
    """A page of ruled lines."""

    rule: Length = "3.2pt"
    rule_colour: str = "accent"
    step: Annotated[int, Meta(ge=1, le=20)] = 2
    line: Length = "0.5pt"
    line_colour: str = "hairline"


class IndexTable(Strict, frozen=True, kw_only=True):
    """The index of articles."""

    rule: Length = "3.2pt"
    rule_colour: str = "accent"
    line: Length = "0.4pt"
    line_colour: str = "hairline"


class WindowTable(Strict, frozen=True, kw_only=True):
    """Where the address stands on the back cover."""

    right: Length = "0pt"
    top: Length = "0pt"
    width: Length = "0pt"
    height: Length = "0pt"


class IndiciaTable(Strict, frozen=True, kw_only=True):
    """Where the postage stands on the back cover."""

    right: Length = "0pt"
    top: Length = "0pt"
    width: Length = "0pt"
    height: Length = "0pt"


class BackTable(Strict, frozen=True, kw_only=True):
    """The back cover."""

    margin: Length = "38pt"
    ground: str = "cream"
    panel: Share = 0.38
    rule: Length = "2pt"
    left: Length = "38pt"
    top: Length = "24pt"
    window: WindowTable = WindowTable()
    indicia: IndiciaTable = IndiciaTable()


class TemplatesTable(Strict, frozen=True, kw_only=True):
    """The kinds of pages."""

    cover: CoverTable = CoverTable()
    contents: ContentsTable = ContentsTable()
    masthead: MastheadTable = MastheadTable()
    opener: OpenerTable = OpenerTable()
    department: DepartmentTable = DepartmentTable()
    continuation: ContinuationTable = ContinuationTable()
    notes: NotesTable = NotesTable()
    index: IndexTable = IndexTable()
    back: BackTable = BackTable()


class ChartTable(Strict, frozen=True, kw_only=True):
    """How charts are drawn."""

    colours: list[str]
    bar: Length
    gap: Length
    height: Length
    rule: Length
    line: Length
    grid: str
    axis: str


class OutputTable(Strict, frozen=True, kw_only=True):
    """What kind of file an edition is."""

    space: Literal["rgb", "cmyk"] = "rgb"
    tagged: bool = True
    conformance: tuple[Literal["PDF/UA-1", "PDF/UA-2", "WTPDF-1.0", "PDF/X-4", "PDF/X-1a"], ...] = ("PDF/UA-1",)
    links: bool = True
    marks: bool = False
    slug: bool = False
    guidelines: Literal["", "large-print", "aph", "acb", "rnib", "custom"] = ""


class GuidelinesTable(Strict, frozen=True, kw_only=True):
    """What running text of an edition in large print is to be like by a publication's own rules."""

    size: Length = "18pt"
    leading: Annotated[float, Meta(ge=1, le=3)] = 1.25
    characters: Annotated[int, Meta(ge=10, le=200)] = 70
    margin: Length = "0pt"
    x_height: Length = "0pt"


class LanguageTable(Strict, frozen=True, kw_only=True):
    """What a language changes."""

    styles: dict[str, StyleTable] = {}


class LayoutFile(Strict, frozen=True, kw_only=True):
    """A layout's file, with what it extends."""

    extends: str = ""
    title: str = ""
    size: Length = ""
    leading: Annotated[float, Meta(ge=0, le=3)] = 0.0
    guidelines: GuidelinesTable = GuidelinesTable()
    page: PageTable
    grid: GridTable
    colours: dict[str, ColourTable]
    faces: dict[str, FamilyTable]
    styles: dict[str, StyleTable]
    justification: JustificationTable = JustificationTable()
    manner: MannerTable = MannerTable()
    running: RunningTable = RunningTable()
    templates: TemplatesTable = TemplatesTable()
    copyfit: CopyfitTable = CopyfitTable()
    chart: ChartTable
    output: OutputTable = OutputTable()
    language: dict[str, LanguageTable] = {}
