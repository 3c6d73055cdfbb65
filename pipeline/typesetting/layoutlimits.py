"""The limits of a layout: values that can be read, and with which nothing could be printed well.

In: a layout and the reader of its file. Out: whether text has room in it, with each value that passes a limit reported at its
line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.toml import Keys, Toml
from pipeline.typesetting.layout import Layout, TextStyle
from pipeline.typesetting.layoutschema import LayoutFile, StyleTable
from pipeline.typesetting.rows import fitting

# Bleed in points; glyph scaling as a share and letter-spacing in 1/1000 em, which are seen beyond this; how far
# punctuation hangs, as a multiple of what is usual.
BLEED, SCALE, TRACKING, PROTRUSION = 72.0, 0.1, 100.0, 2.0
# Characters across a column and lines down it, at the least.
ACROSS, DOWN = 10, 5
# Roles set in a column; others may be as wide as the page. A class has the limits of its role.
IN_COLUMN = ("body", "opening", "lead-in", "question", "item", "term", "definition", "heading", "reference", "note")


class Reader(Protocol):
    """The reader of a layout's file, as far as limits need it."""

    toml: Toml
    file: LayoutFile
    language: str
    problems: Problems

    def fault(self, code: str, message: str, *keys: str, hint: str = "") -> None:
        """Report an error at a key."""


def within_limits(layout: Layout, reader: Reader) -> bool:
    """Say whether a layout can be printed, reporting what cannot."""
    return _room(layout, reader) and all([_rows(layout, reader), _amounts(layout, reader), *_styles(layout, reader)])


def _room(layout: Layout, reader: Reader) -> bool:
    body = layout.styles["body"]
    across, down = layout.column / (body.size * 0.5), layout.depth / layout.grid.leading
    if across < ACROSS or down < DOWN:
        reader.fault(
            "layout-no-room",
            f"the margins leave no room for text ({layout.column:.0f} × {layout.depth:.0f} pt a column)",
            "page",
            "margins",
            hint="smaller margins, fewer columns or smaller type",
        )
        return False
    return True


def _rows(layout: Layout, reader: Reader) -> bool:
    """Say whether the rows of the grid are whole lines of it, down to the foot of the page."""
    grid = layout.grid
    if not grid.rows:
        return True
    if not layout.manner.snap:
        message = f"rows = {grid.rows} without text on the baseline grid"
        reader.fault("grid-rows", message, "grid", "rows", hint="snap = true in [manner]")
        return False
    lines = round(layout.depth / grid.leading)
    counts = fitting(lines, grid.row_gap)
    if grid.rows == 1 or grid.rows in (count for count, _ in counts):
        return True
    said = ", ".join(f"{count} of {each}" for count, each in counts) or "none with that row_gap"
    message = f"{lines} lines are not {grid.rows} rows of whole lines with {grid.row_gap} free between two"
    reader.fault("grid-rows", message, "grid", "rows", hint=f"{said}; or another row_gap, or other margins")
    return False


def _amounts(layout: Layout, reader: Reader) -> bool:
    """Say whether the bleed, the justification and pairs of a least and a most are within their limits."""
    fine = True

    def limit(value: float, most: float, said: str, *keys: str) -> None:
        nonlocal fine
        if value > most:
            fine = False
            reader.fault("layout-limit", f"{keys[-1]} = {value:g} is too much", *keys, hint=f"{said} at the most")

    if layout.sheet.bleed > BLEED:
        fine = False
        message = f'a bleed of "{reader.file.page.bleed}" is too much'
        reader.fault(
            "layout-limit", message, "page", "bleed", hint=f"{BLEED / 72:g}in at the most; printers ask for 3mm"
        )
    how = layout.justification
    for key in ("scale_up", "scale_down"):
        limit(getattr(how, key), SCALE, f"{SCALE:g}, which is seen already; 0.02 is not", "justification", key)
    for key in ("tracking_up", "tracking_down"):
        limit(getattr(how, key), TRACKING, f"{TRACKING:g} (1/1000 em), which is seen already", "justification", key)
    limit(how.protrusion, PROTRUSION, f"{PROTRUSION:g}; 1 is usual", "justification", "protrusion")
    for key, (least, most) in (("notice", layout.manner.notice), ("art", layout.manner.art)):
        if least > most:
            fine = False
            message = f"{key} = [{least:g}, {most:g}] asks for more than it allows"
            reader.fault("layout-limit", message, "manner", key, hint=f"the least first: [{most:g}, {least:g}]")
    return fine


def _styles(layout: Layout, reader: Reader) -> Iterator[bool]:
    """Yield for each style whether its text stays in the column or the page it is set in and has room there."""
    for name, style in layout.styles.items():
        width = layout.column if name.partition(".")[0] in IN_COLUMN else layout.measure
        room = width - ACROSS * 0.5 * style.size
        yield from (
            _length(style, "margin", 0.0, room, reader),
            # A first line may hang out, into its own margin.
            _length(style, "indent", -style.margin, room - style.margin, reader),
            _length(style, "before", 0.0, layout.depth / 2, reader),
            _length(style, "after", 0.0, layout.depth / 2, reader),
            _length(style, "size", 0.0, layout.depth, reader),
            _length(style, "leading", 0.0, layout.depth, reader),
        )


def _length(style: TextStyle, key: str, least: float, most: float, reader: Reader) -> bool:
    """Say whether a length of a style is within limits; one taken over from another style is that one's fault."""
    value = getattr(style, key)
    place = _place(style.name, key, reader)
    if least - 1e-6 <= value <= most + 1e-6 or place is None:
        return True
    bounds = f"{key} = {value:g}pt leaves no room for text" if value > most else f"{key} = {value:g}pt is too little"
    hint = f"from {least:.0f}pt to {max(least, most):.0f}pt here"
    reader.fault("layout-limit", f'style "{style.name}": {bounds}', *place, hint=hint)
    return False


def _place(name: str, key: str, reader: Reader) -> Keys | None:
    """Return where a style's own key stands, or None where the style has it from another."""
    changes = reader.file.language.get(reader.language)
    for keys, styles in (
        (("language", reader.language, "styles", name, key), changes.styles if changes else {}),
        (("styles", name, key), reader.file.styles),
    ):
        if getattr(styles.get(name, StyleTable()), key) is not None:
            return keys
    return None
