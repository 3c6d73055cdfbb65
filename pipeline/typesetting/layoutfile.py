"""Layout files: TOML that a designer writes, to a `Layout`.

In: `layouts/<edition>.toml` and the layouts it `extends`, a language. Out: a `Layout`, or None with problems.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from pipeline.foundation.diagnostic import Problems, Span, shown
from pipeline.foundation.geometry import TRIMS, points
from pipeline.foundation.toml import Toml, read_toml, typed
from pipeline.typesetting.layout import (
    ChartLook,
    Colour,
    Family,
    Grid,
    Justification,
    Layout,
    Manner,
    Sheet,
    TextStyle,
)

Length = str


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table whose every key is known."""


class _Margins(_Strict, kw_only=True):
    head: Length
    foot: Length
    inner: Length
    outer: Length


class _Page(_Strict, kw_only=True):
    trim: str | list[Length]
    bleed: Length = "0pt"
    margins: _Margins
    facing: bool = True


class _Grid(_Strict, kw_only=True):
    leading: Length
    columns: int = 1
    gutter: Length = "0pt"


class _Colour(_Strict, kw_only=True):
    rgb: str
    cmyk: tuple[float, float, float, float]


class _Family(_Strict, kw_only=True):
    family: str
    regular: int = 400
    bold: int = 700
    optical: float | None = None


class _Style(_Strict, kw_only=True):
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
    case: Literal["", "upper", "small"] | None = None
    tracking: float | None = None
    figures: Literal["lining", "oldstyle"] | None = None
    emphasis: Literal["italic", "bold"] | None = None


class _Justification(_Strict, kw_only=True):
    stretch: float = 0.5
    shrink: float = 0.333
    scale_up: float = 0.02
    scale_down: float = 0.015
    tracking_up: float = 10
    tracking_down: float = 5
    protrusion: float = 1.0
    hyphen_penalty: float = 90
    double_hyphen: float = 4e4
    hyphen_run: float = 4e5
    fitness: float = 3000
    last_hyphen: float = 5000
    runt: float = 90


class _Manner(_Strict, kw_only=True):
    drop_cap: int = 0
    pull_quotes: bool = True
    wide_tables: int = 3
    multiple: int = 1
    run_on: float = 0.0
    notice: tuple[float, float] = (0.2, 1.0)
    jump_lines: bool = True
    art: tuple[float, float] = (0.16, 0.42)
    markers: str = "•"
    snap: bool = False
    marks: Literal["raised", "brackets"] = "raised"


class _Chart(_Strict, kw_only=True):
    colours: list[str]
    bar: Length
    gap: Length
    height: Length
    rule: Length
    line: Length
    grid: str
    axis: str


class _Output(_Strict, kw_only=True):
    space: Literal["rgb", "cmyk"] = "rgb"
    tagged: bool = True
    links: bool = True


class _Language(_Strict, kw_only=True):
    styles: dict[str, _Style] = {}


class _File(_Strict, kw_only=True):
    extends: str = ""
    title: str = ""
    page: _Page
    grid: _Grid
    colours: dict[str, _Colour]
    faces: dict[str, _Family]
    styles: dict[str, _Style]
    justification: _Justification = _Justification()
    manner: _Manner = _Manner()
    chart: _Chart
    output: _Output = _Output()
    language: dict[str, _Language] = {}


def read_layout(root: Path, edition: str, language: str, problems: Problems) -> Layout | None:
    """Return the layout of an edition, set for a language, from the publication in `root`."""
    tables: dict[str, Any] = {}
    files: list[Toml] = []
    name = edition
    while name:
        path = root / "layouts" / f"{name}.toml"
        if not path.is_file():
            near = difflib.get_close_matches(name, editions(root), 1)
            span = files[-1].span("extends") if files else _nowhere(path, root)
            hint = f'did you mean "{near[0]}"?' if near else "layouts/ holds one file a layout"
            problems.error("layout-missing", f'no layout "{name}"', span, hint=hint)
            return None
        toml = read_toml(path, shown(path, root), problems)
        if toml is None:
            return None
        if any(toml.path == other.path for other in files):
            problems.error("layout-circle", f'layout "{name}" extends itself', toml.span("extends"))
            return None
        files.append(toml)
        tables = _merged(toml.tables, tables)
        name = str(toml.tables.get("extends", ""))
    for table in (tables, *tables.get("language", {}).values()):
        if isinstance(table, dict) and isinstance(table.get("styles"), dict):
            table["styles"] = _flat(table["styles"])
    whole = Toml(files[0].path, tables, _places(files))
    file = typed(whole, _File, problems)
    return None if file is None else _Reader(whole, file, language, problems).layout(edition)


def editions(root: Path) -> tuple[str, ...]:
    """Return the names of the layouts a publication has, sorted; a layout without a title is no edition."""
    return tuple(sorted(path.stem for path in (root / "layouts").glob("*.toml")))


def _nowhere(path: Path, root: Path) -> Span:
    return Span(shown(path, root))


def _merged(over: Mapping[str, Any], under: Mapping[str, Any]) -> dict[str, Any]:
    """Return `over` with `under` on top: the layout that extends wins over the one extended."""
    result = dict(over)
    for key, value in under.items():
        here = result.get(key)
        result[key] = _merged(here, value) if isinstance(here, dict) and isinstance(value, dict) else value
    return result


def _flat(styles: Mapping[str, Any]) -> dict[str, Any]:
    """Return the styles with each class beside its role: the table heading.3 as "heading.3"."""
    flat: dict[str, Any] = {}
    for name, table in styles.items():
        if not isinstance(table, dict):
            flat[name] = table
            continue
        flat[name] = {key: value for key, value in table.items() if not isinstance(value, dict)}
        flat.update(_flat({f"{name}.{key}": value for key, value in table.items() if isinstance(value, dict)}))
    return flat


def _places(files: list[Toml]) -> dict[tuple[str, ...], Span]:
    places: dict[tuple[str, ...], Span] = {}
    for toml in reversed(files):
        for keys, span in toml.places.items():
            while len(keys) > 2 and keys[0] == "styles" and keys[2] not in _Style.__struct_fields__:
                keys = ("styles", f"{keys[1]}.{keys[2]}", *keys[3:])
            places[keys] = span
    return places


class _Reader:
    """Turns the file's texts into points, reporting each that is none."""

    def __init__(self, toml: Toml, file: _File, language: str, problems: Problems) -> None:
        self.toml, self.file, self.language, self.problems = toml, file, language, problems
        self.broken = False

    def layout(self, name: str) -> Layout | None:
        file = self.file
        sheet = self.sheet()
        grid = Grid(
            self.points(file.grid.leading, "grid", "leading"),
            file.grid.columns,
            self.points(file.grid.gutter, "grid", "gutter"),
        )
        chart = self.chart()
        styles = {key: self.style(key, ()) for key in file.styles}
        if self.broken:
            return None
        layout = Layout(
            name=name,
            path=self.toml.path,
            sheet=sheet,
            grid=grid,
            manner=Manner(**msgspec.structs.asdict(file.manner)),
            justification=Justification(**msgspec.structs.asdict(file.justification)),
            colours={key: Colour(c.rgb, c.cmyk) for key, c in file.colours.items()},
            faces={key: Family(f.family, f.regular, f.bold, f.optical) for key, f in file.faces.items()},
            styles={key: style for key, style in styles.items() if style is not None},
            chart=chart,
            space=file.output.space,
            tagged=file.output.tagged,
            links=file.output.links,
        )
        return layout if self.room(layout) else None

    def points(self, length: str, *keys: str) -> float:
        try:
            return points(length)
        except ValueError as fault:
            self.fault("length-bad", str(fault), *keys)
            return 1.0

    def fault(self, code: str, message: str, *keys: str, hint: str = "") -> None:
        self.problems.error(code, message, self.toml.span(*keys), hint=hint)
        self.broken = True

    def sheet(self) -> Sheet:
        page = self.file.page
        if isinstance(page.trim, str):
            if page.trim not in TRIMS:
                self.fault("trim-unknown", f'no trim "{page.trim}"', "page", "trim", hint=", ".join(TRIMS))
            width, height = TRIMS.get(page.trim, (612.0, 792.0))
        elif len(page.trim) == 2:
            width, height = (self.points(side, "page", "trim") for side in page.trim)
        else:
            self.fault("trim-unknown", "a trim is a name or two lengths", "page", "trim")
            width, height = 612.0, 792.0
        margins = page.margins
        head, foot, inner, outer = (
            self.points(length, "page", "margins")
            for length in (margins.head, margins.foot, margins.inner, margins.outer)
        )
        bleed = self.points(page.bleed, "page", "bleed")
        return Sheet(width, height, bleed, head, foot, inner, outer, page.facing)

    def chart(self) -> ChartLook:
        chart = self.file.chart
        lengths = (self.points(getattr(chart, k), "chart", k) for k in ("bar", "gap", "height", "rule", "line"))
        for colour in (*chart.colours, chart.grid, chart.axis):
            self.colour(colour, "chart", "colours")
        bar, gap, height, rule, line = lengths
        return ChartLook(tuple(chart.colours), bar, gap, height, rule, line, chart.grid, chart.axis)

    def colour(self, name: str, *keys: str) -> None:
        if name not in self.file.colours:
            near = difflib.get_close_matches(name, self.file.colours, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(self.file.colours)}"
            self.fault("colour-unknown", f'no colour "{name}"', *keys, hint=hint)

    def style(self, name: str, above: tuple[str, ...]) -> TextStyle | None:
        """Return a style with what it is `like` beneath it and the language's changes on top."""
        values = self.values(name, above)
        missing = [key for key in ("face", "size", "leading") if key not in values]
        if missing:
            self.fault("key-missing", f'style "{name}" has no {missing[0]}', "styles", name)
            return None
        if values["face"] not in self.file.faces:
            near = difflib.get_close_matches(values["face"], self.file.faces, 1)
            hint = f'did you mean "{near[0]}"?' if near else ""
            self.fault("face-unknown", f'no face "{values["face"]}"', "styles", name, "face", hint=hint)
        self.colour(values.get("colour", "ink"), "styles", name, "colour")
        for key in ("size", "leading", "indent", "margin", "before", "after"):
            if key in values:
                values[key] = self.points(values[key], "styles", name, key)
        if values["size"] <= 0 or values["leading"] <= 0:
            self.fault("length-bad", f'style "{name}" has no height', "styles", name, "size")
            return None
        return TextStyle(name=name, **values)

    def values(self, name: str, above: tuple[str, ...]) -> dict[str, Any]:
        if name not in self.file.styles:
            near = difflib.get_close_matches(name, self.file.styles, 1)
            hint = f'did you mean "{near[0]}"?' if near else ""
            self.fault("style-unknown", f'no style "{name}" to be like', "styles", *above[-1:], "like", hint=hint)
            return {}
        if name in above:
            self.fault("style-circle", f'style "{name}" is like itself', "styles", name, "like")
            return {}
        own = self.file.styles[name]
        values = self.values(own.like, (*above, name)) if own.like else {}
        changes = self.file.language.get(self.language, _Language()).styles.get(name)
        for style in (own, changes):
            if style is not None:
                given = msgspec.structs.asdict(style)
                values.update({k: v for k, v in given.items() if v is not None and k != "like"})
        return values

    def room(self, layout: Layout) -> bool:
        """Say whether text has room: at least ten characters across and five lines down."""
        body = layout.styles.get("body")
        if body is None:
            self.fault("style-unknown", 'no style "body"', "styles")
            return False
        across, down = layout.column / (body.size * 0.5), layout.depth / layout.grid.leading
        if layout.grid.columns < 1 or across < 10 or down < 5:
            self.fault(
                "layout-no-room",
                f"the margins leave no room for text ({layout.column:.0f} × {layout.depth:.0f} pt a column)",
                "page",
                "margins",
                hint="smaller margins, fewer columns or smaller type",
            )
            return False
        return True
