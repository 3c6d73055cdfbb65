"""Layout files: TOML that a designer writes, to a `Layout`.

In: `layouts/<edition>.toml` and the layouts it `extends`, a language. Out: a `Layout`, or None with problems.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from pipeline.foundation.diagnostic import Problems, Span, shown
from pipeline.foundation.geometry import TRIMS, points
from pipeline.foundation.toml import Toml, read_toml, typed
from pipeline.typesetting.enlargement import enlarged, opened_up
from pipeline.typesetting.layout import (
    RUNNING,
    ChartLook,
    Colour,
    Copyfit,
    Family,
    Grid,
    Guidelines,
    Justification,
    Layout,
    Manner,
    Running,
    Sheet,
    TextStyle,
)
from pipeline.typesetting.layoutlimits import within_limits
from pipeline.typesetting.layoutoutput import PRESS, check_output
from pipeline.typesetting.layoutschema import ColourTable, LanguageTable, LayoutFile, StyleTable
from pipeline.typesetting.templatefile import read_templates

# What the parts of an edition are set in: a layout has them all. A class stands in for by its role, as layouts do.
COLOURS = ("ink", "paper", "soft", "hairline", "cream", "accent", "accent-tint", "plum", "plum-tint", "blue", "rust")
STYLES = (
    *("body", "opening", "item", "question", "term", "definition", "heading"),
    *("label", "title", "deck", "byline", "pull", "box", "caption", "cell", "chart"),
    *("reviewer", "reference", "end-heading", "folio", "running", "jump"),
    *("contents-title", "contents-label", "contents-entry", "contents-deck", "contents-page", "masthead"),
    *("nameplate", "tagline", "issue-line", "cover-title", "cover-deck", "cover-line", "cover-label", "address"),
    "notice",
)

_RGB = re.compile("#[0-9A-Fa-f]{6}")


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
    file = typed(whole, LayoutFile, problems)
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
            while len(keys) > 2 and keys[0] == "styles" and keys[2] not in StyleTable.__struct_fields__:
                keys = ("styles", f"{keys[1]}.{keys[2]}", *keys[3:])
            places[keys] = span
    return places


class _Reader:
    """Turns the file's texts into points, reporting each that is none."""

    def __init__(self, toml: Toml, file: LayoutFile, language: str, problems: Problems) -> None:
        self.toml, self.file, self.language, self.problems = toml, file, language, problems
        self.faults = 0

    def layout(self, name: str) -> Layout | None:
        file = self.file
        sheet = self.sheet()
        grid = Grid(
            self.distance(file.grid.leading, "grid", "leading", least=1.0),
            file.grid.columns,
            self.distance(file.grid.gutter, "grid", "gutter"),
            file.grid.rows,
            file.grid.row_gap,
        )
        chart = self.chart()
        copyfit = self.copyfit(grid.leading)
        for colour in file.manner.notice_colours:
            self.colour(colour, "manner", "notice_colours")
            self.colour(f"{colour}-tint", "manner", "notice_colours")
        if not file.manner.notice_colours:
            self.fault("colour-unknown", "house notices have no colour", "manner", "notice_colours", hint='["accent"]')
        self.complete()
        styles = {key: self.style(key, ()) for key in file.styles}
        conformance = self.conformance()
        if self.faults:
            return None
        layout = Layout(
            name=name,
            path=self.toml.path,
            sheet=sheet,
            grid=grid,
            running=self.running(),
            templates=read_templates(file.templates, sheet, self),
            manner=Manner(**msgspec.structs.asdict(file.manner)),
            copyfit=copyfit,
            justification=Justification(**msgspec.structs.asdict(file.justification)),
            colours={key: self.ink(key, table) for key, table in file.colours.items()},
            faces={key: Family(f.family, f.regular, f.bold, f.optical) for key, f in file.faces.items()},
            styles={key: style for key, style in styles.items() if style is not None},
            chart=chart,
            space=file.output.space,
            tagged=file.output.tagged,
            links=file.output.links,
            conformance=conformance,
            marks=file.output.marks,
            slug=file.output.slug,
            guidelines=self.guidelines(),
        )
        size = self.distance(file.size, "size", least=4.0) if file.size else 0.0
        if self.faults:
            return None
        if size:
            layout = enlarged(layout, size)
        if file.leading:
            layout = opened_up(layout, file.leading)
        return layout if within_limits(layout, self) else None

    def conformance(self) -> tuple[str, ...]:
        """Return the standards that the file is to keep, reporting those of accessibility that exclude each other."""
        wanted = tuple(dict.fromkeys(self.file.output.conformance))
        tagged = [name for name in wanted if name not in PRESS]
        if not wanted or ("PDF/UA-1" in tagged and len(tagged) > 1):
            self.fault(
                "conformance-mixed",
                f"no file keeps {' and '.join(tagged)}" if wanted else "a file keeps some standard",
                "output",
                "conformance",
                hint='["PDF/UA-1"], or ["PDF/UA-2", "WTPDF-1.0"], which are PDF 2.0',
            )
        return wanted

    def guidelines(self) -> Guidelines:
        """Return the guidelines that the edition keeps, with the publication's own figures."""
        table = self.file.guidelines
        lengths = {key: self.distance(getattr(table, key), "guidelines", key) for key in ("size", "margin", "x_height")}
        return Guidelines(self.file.output.guidelines, leading=table.leading, characters=table.characters, **lengths)

    def running(self) -> Running:
        """Return the running lines, reporting what they cannot name."""
        lines = msgspec.structs.asdict(self.file.running)
        for key, text in lines.items():
            if left := re.search(r"\{[^{}]*\}", RUNNING.sub("", text)):
                hint = "{name}, {issue}, {department} or {title}"
                self.fault("running-unknown", f'no name "{left[0]}" for a running line', "running", key, hint=hint)
            elif key == "foot" and re.search(r"\{(department|title)\}", text):
                hint = "{name} or {issue}: pages without an article have a foot, too"
                self.fault("running-unknown", "the foot cannot name an article", "running", key, hint=hint)
        return Running(**lines)

    def points(self, length: str, *keys: str) -> float:
        try:
            return points(length)
        except ValueError as fault:
            self.fault("length-bad", str(fault), *keys)
            return 1.0

    def distance(self, length: str, *keys: str, least: float = 0.0) -> float:
        """Return a length that is not negative."""
        value = self.points(length, *keys)
        if value < least:
            self.fault("length-bad", f'"{length}" is too short here', *keys)
            return max(least, 1.0)
        return value

    def fault(self, code: str, message: str, *keys: str, hint: str = "") -> None:
        self.problems.error(code, message, self.toml.span(*keys), hint=hint)
        self.faults += 1

    def sheet(self) -> Sheet:
        page = self.file.page
        if isinstance(page.trim, str):
            if page.trim not in TRIMS:
                self.fault("trim-unknown", f'no trim "{page.trim}"', "page", "trim", hint=", ".join(TRIMS))
            width, height = TRIMS.get(page.trim, (612.0, 792.0))
        elif len(page.trim) == 2:
            width, height = (self.distance(side, "page", "trim", least=72.0) for side in page.trim)
        else:
            self.fault("trim-unknown", "a trim is a name or two lengths", "page", "trim")
            width, height = 612.0, 792.0
        margins = page.margins
        head, foot, inner, outer = (
            self.distance(length, "page", "margins")
            for length in (margins.head, margins.foot, margins.inner, margins.outer)
        )
        bleed = self.distance(page.bleed, "page", "bleed")
        return Sheet(width, height, bleed, head, foot, inner, outer, page.facing)

    def complete(self) -> None:
        """Report each colour and style that an edition needs and the layout lacks, and what is no colour."""
        for what, needed, table in (("colour", COLOURS, self.file.colours), ("style", STYLES, self.file.styles)):
            for name in needed:
                if name not in table:
                    hint = f"add [styles.{name}]" if what == "style" else f"add {name} to [colours]"
                    self.fault(f"{what}-missing", f'the layout has no {what} "{name}"', f"{what}s", hint=hint)
        if self.file.manner.lead_in and "lead-in" not in self.file.styles:
            self.fault(
                "style-missing", 'the layout has no style "lead-in"', "manner", "lead_in", hint="add [styles.lead-in]"
            )
        for name, colour in self.file.colours.items():
            if not _RGB.fullmatch(colour.rgb):
                self.fault("colour-bad", f'"{colour.rgb}" is no colour', "colours", name, hint='rgb = "#1b1b1f"')
        check_output(self.file, self)
        for language, changes in self.file.language.items():
            for name in changes.styles:
                if name not in self.file.styles:
                    self.unknown_style(name, "language", language, "styles", name)

    def unknown_style(self, name: str, *keys: str) -> None:
        near = difflib.get_close_matches(name, self.file.styles, 1)
        self.fault("style-unknown", f'no style "{name}"', *keys, hint=f'did you mean "{near[0]}"?' if near else "")

    def ink(self, name: str, table: ColourTable) -> Colour:
        """Return a colour with its place, for it may be found too heavy only when the printing condition is known."""
        return Colour(table.rgb, table.cmyk, table.spot, self.toml.span("colours", name, "cmyk"))

    def chart(self) -> ChartLook:
        chart = self.file.chart
        lengths = (self.distance(getattr(chart, k), "chart", k) for k in ("bar", "gap", "height", "rule", "line"))
        for colour in (*chart.colours, chart.grid, chart.axis):
            self.colour(colour, "chart", "colours")
        bar, gap, height, rule, line = lengths
        return ChartLook(tuple(chart.colours), bar, gap, height, rule, line, chart.grid, chart.axis)

    def copyfit(self, step: float) -> Copyfit:
        table = self.file.copyfit
        leading, size = (self.distance(getattr(table, key), "copyfit", key) for key in ("leading", "size"))
        for key, length in (("leading", leading), ("size", size)):
            if length > step / 8:
                hint = f"{step / 8:.2f}pt at the most: readers must not see it"
                self.fault("length-bad", f'"{getattr(table, key)}" is too long here', "copyfit", key, hint=hint)
        given = msgspec.structs.asdict(table)
        return Copyfit(**{**given, "leading": leading, "size": size})

    def colour(self, name: str, *keys: str) -> None:
        if name not in self.file.colours:
            near = difflib.get_close_matches(name, self.file.colours, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(self.file.colours)}"
            self.fault("colour-unknown", f'no colour "{name}"', *keys, hint=hint)

    def style(self, name: str, above: tuple[str, ...]) -> TextStyle | None:
        """Return a style with what it is `like` beneath it and the language's changes on top."""
        before = self.faults
        values = self.values(name, above)
        if self.faults > before:
            return None
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
        if values["size"] < 1 or values["leading"] < 1:
            self.fault("length-bad", f'style "{name}" has no height', "styles", name, "size")
            return None
        return TextStyle(name=name, **values)

    def values(self, name: str, above: tuple[str, ...]) -> dict[str, Any]:
        if name not in self.file.styles:
            self.unknown_style(name, "styles", *above[-1:], "like")
            return {}
        if name in above:
            self.fault("style-circle", f'style "{name}" is like itself', "styles", name, "like")
            return {}
        own = self.file.styles[name]
        values = self.values(own.like, (*above, name)) if own.like else {}
        changes = self.file.language.get(self.language, LanguageTable()).styles.get(name)
        for style in (own, changes):
            if style is not None:
                given = msgspec.structs.asdict(style)
                values.update({k: v for k, v in given.items() if v is not None and k != "like"})
        return values
