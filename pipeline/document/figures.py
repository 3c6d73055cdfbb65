"""Figures: a picture or the data of a chart, with the words that stand for it.

In: the attributes of a `::: figure` or an image. Out: a `Figure`; a chart's figures are read from its CSV file.
"""

from __future__ import annotations

import csv
import difflib
import io
from pathlib import Path

from pipeline.document.inline import words
from pipeline.document.tree import Chart, Figure, Picture, Series, Words
from pipeline.foundation.diagnostic import Problems, Span

CHARTS = ("bars", "columns", "line")
KEYS = ("src", "alt", "chart", "unit", "width")
WIDTHS = ("column", "wide")
PICTURES = (".svg", ".png", ".jpg", ".jpeg")
_LIMIT = 2_000_000


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
        problems.error("figure-width", f'unknown width "{width}"', span, hint="column or wide")
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
    if not path.is_file():
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
    try:
        text = path.read_text("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if any(c.strip() for c in row)]
    except (UnicodeDecodeError, csv.Error) as fault:
        problems.error("chart-data", f"not a CSV file in UTF-8: {fault}", Span(shown))
        return None
    if len(rows) < 2 or len(rows[0]) < 2:
        problems.error(
            "chart-data", "needs a header and a row, each of two cells or more", Span(shown), hint="see docs"
        )
        return None
    columns: list[list[float | None]] = [[] for _ in rows[0][1:]]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            problems.error(
                "chart-data", f"{len(row)} cells where the header has {len(rows[0])}", Span(shown, number, 1)
            )
            return None
        for column, cell in zip(columns, row[1:], strict=True):
            try:
                column.append(float(cell) if cell.strip() else None)
            except ValueError:
                problems.error(
                    "chart-data",
                    f'"{cell}" is no number',
                    Span(shown, number, 1),
                    hint="write 1234.5, without a thousands mark or a unit",
                )
                column.append(None)
    heads = [words(cell, Span(shown, 1, 1), language, problems) for cell in rows[0]]
    categories = tuple(words(row[0], Span(shown, n, 1), language, problems) for n, row in enumerate(rows[1:], 2))
    series = tuple(Series(head, tuple(values)) for head, values in zip(heads[1:], columns, strict=True))
    return Chart(kind, heads[0], categories, series, given.get("unit", ""), source, span=span)
