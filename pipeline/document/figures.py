"""Figures: a picture or the data of a chart, with the words that stand for it.

In: the attributes of a `::: figure` or an image. Out: a `Figure`; a chart's figures are read from its CSV file.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from pathlib import Path

from pipeline.document.inline import words
from pipeline.document.tree import Chart, Figure, Picture, Series, Words
from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.foundation.files import read_text

CHARTS = ("bars", "columns", "line")
KEYS = ("src", "alt", "chart", "unit", "width")
WIDTHS = ("column", "wide", "inset")
PICTURES = (".svg", ".png", ".jpg", ".jpeg")
_GREATEST = 1e15
_LIMIT = 2_000_000
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")


def figure(
    given: dict[str, str],
    caption: Words | None,
    span: Span,
    language: str,
    folder: str,
    problems: Problems,
) -> Figure | None:
    """Return the figure that `given` attributes describe, or None where there is nothing to show."""
    for key in given:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(KEYS)}"
            problems.error("unknown-key", f'unknown key "{key}" of a figure', span, hint=hint)
    source = given.get("src", "")
    if not source:
        problems.error("figure-source", "figure names no file", span, hint="add src=figures/name.svg")
        return None
    width = given.get("width", "column")
    if width not in WIDTHS:
        problems.error("figure-width", f'unknown width "{width}"', span, hint="column, wide or inset")
        width = "column"
    if not given.get("alt", "").strip():
        problems.error(
            "alternate-missing",
            f'figure "{source}" has no alternate text',
            span,
            hint='add alt="what the picture shows, in one or two sentences"',
        )
    alternate = words(given.get("alt", ""), span, language, problems)
    path = Path(folder, source)
    if ".." in Path(source).parts or Path(source).is_absolute():
        problems.error("image-missing", f'figure "{source}" lies outside articles/', span)
        return None
    if not _is_file(path):
        near = difflib.get_close_matches(path.name, _names(path.parent), 1)
        hint = f'did you mean "{near[0]}"?' if near else f"put the file at articles/{source}"
        problems.error("image-missing", f'figure "{source}" is not there', span, hint=hint)
        return None
    image: Picture | Chart | None
    if path.suffix.lower() == ".csv":
        image = _chart(path, given, source, span, language, problems)
    elif path.suffix.lower() in PICTURES:
        image = Picture(source, span=span)
    else:
        kinds = ", ".join((*PICTURES, ".csv"))
        problems.error("image-kind", f'"{source}" is no picture', span, hint=f"one of {kinds}")
        image = None
    return None if image is None else Figure(image, alternate, caption, width, span=span)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name that no file can have, as one of more than 255 bytes.
        return False


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


def _chart(
    path: Path, given: dict[str, str], source: str, span: Span, language: str, problems: Problems
) -> Chart | None:
    shown = f"articles/{source}"
    kind = given.get("chart", "columns")
    if kind not in CHARTS:
        problems.error("chart-kind", f'unknown chart "{kind}"', span, hint=", ".join(CHARTS))
        return None
    if path.stat().st_size > _LIMIT:
        problems.error("chart-data", "more than 2 MB of data for a chart", Span(shown))
        return None
    rows = _rows(path, shown, problems)
    if rows is None:
        return None
    columns: list[list[float | None]] = [[] for _ in rows[0][1][1:]]
    for line, row in rows[1:]:
        for column, cell in zip(columns, row[1:], strict=True):
            column.append(_number(cell.strip(), Span(shown, line, 1), problems))
    if not any(value is not None for column in columns for value in column):
        problems.error("chart-data", "holds no figures to draw", Span(shown))
        return None
    heads = [words(cell, Span(shown, rows[0][0], 1), language, problems) for cell in rows[0][1]]
    categories = tuple(words(row[0], Span(shown, line, 1), language, problems) for line, row in rows[1:])
    series = tuple(Series(head, tuple(values)) for head, values in zip(heads[1:], columns, strict=True))
    return Chart(kind, heads[0], categories, series, given.get("unit", ""), source, span=span)


def _rows(path: Path, shown: str, problems: Problems) -> list[tuple[int, list[str]]] | None:
    """Return the rows of a CSV file that hold anything, each with its line, all as long as the first."""
    try:
        reader = csv.reader(io.StringIO(read_text(path, shown)), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except Unusable as fault:
        problems.add([fault.problem])
        return None
    except csv.Error as fault:
        problems.error("chart-data", f"no CSV file: {fault}", Span(shown))
        return None
    if len(rows) < 2 or len(rows[0][1]) < 2:
        problems.error(
            "chart-data",
            "needs a header and a row, each of two cells or more",
            Span(shown, 1, 1),
            hint="a first line such as Year,People and a line for each category",
        )
        return None
    width = len(rows[0][1])
    uneven = [(line, len(row)) for line, row in rows if len(row) != width]
    for line, count in uneven:
        problems.error("chart-data", f"{count} cells where the header has {width}", Span(shown, line, 1))
    return None if uneven else rows


def _number(cell: str, span: Span, problems: Problems) -> float | None:
    """Return a cell's figure, None where it is empty or cannot be drawn."""
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        fault, hint = "is no number", "write 1234.5, without a thousands mark or a unit; leave the cell empty for none"
    elif abs(float(cell)) > _GREATEST:
        fault, hint = "is beyond what a chart can show", "give thousands or millions, and say so in the caption"
    else:
        return float(cell)
    problems.error("chart-data", f'"{cell[:30]}" {fault}', span, hint=hint)
    return None
