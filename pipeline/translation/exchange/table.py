"""CSV (RFC 4180): catalogs as a table, for people who translate in a spreadsheet.

In: units. Out: a file that spreadsheets read as UTF-8; and units from one that came back with commas, semicolons or tabs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.translation import states
from pipeline.translation.exchange.unit import Unit

COLUMNS = (
    "id", "article", "context", "source", "target", "state", "notes", "comments", "previous source",
    "source language", "language",
)  # fmt: skip
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def write(units: Iterable[Unit], problems: Problems) -> bytes:
    """Return a CSV file of units: UTF-8 with a byte-order mark, without which spreadsheets take it for another encoding."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for unit in units:
        rows.writerow(
            (
                unit.id,
                unit.domain,
                unit.context,
                unit.source,
                unit.target,
                unit.state,
                "\n".join(unit.notes),
                "\n".join(unit.comments),
                unit.previous,
                unit.source_language,
                unit.language,
            )
        )
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def read(data: bytes, path: str, problems: Problems) -> list[Unit]:
    """Return the units of a file, translated or not.

    Codes: `exchange-row`, for a row with too many cells or a state that is none. Raises `Unusable` (`exchange-syntax`) for a
    file without the columns `source` and `target`, or in another encoding than UTF-8 and UTF-16.
    """
    text = _text(data, path)
    found = []
    for line, row in _rows(text, path, problems):
        stated = row.get("state", "").strip().lower()
        if stated and stated not in states.STATES:
            problems.error(
                "exchange-row",
                f'"{row["state"]}" is no state',
                Span(path, line, 1),
                hint=f"one of {', '.join(states.STATES)}",
            )
            continue
        if not row.get("source"):
            if any(row.values()):
                problems.error("exchange-row", "a row without its source", Span(path, line, 1), hint="restore the cell")
            continue
        found.append(
            Unit(
                row["source"],
                row["target"],
                row.get("source language", ""),
                row.get("language", ""),
                row.get("id", "").strip(),
                row.get("article", "").strip(),
                row.get("context", ""),
                states.UNTRANSLATED if not row["target"].strip() else stated,
                comments=tuple(c for c in row.get("comments", "").split("\n") if c.strip()),
                previous=row.get("previous source", ""),
                span=Span(path, line, 1),
            )
        )
    return found


def _text(data: bytes, path: str) -> str:
    encoding = next((name for mark, name in _ENCODINGS if data.startswith(mark)), "utf-8-sig")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise unusable(
            "exchange-syntax",
            f"byte 0x{data[fault.start]:02X} is no UTF-8",
            Span(path, line, 1),
            hint='save the table as "CSV UTF-8"',
        ) from fault


def _rows(text: str, path: str, problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the heads as texts by column, with the line each begins on."""
    head = text.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        heads = [cell.strip().lower() for cell in next(reader, [])]
        for needed in ("source", "target"):
            if heads.count(needed) != 1:
                raise unusable(
                    "exchange-syntax",
                    f'the table has no column "{needed}"'
                    if needed not in heads
                    else f'two columns are called "{needed}"',
                    Span(path, 1, 1),
                    hint=f"its first row is {', '.join(COLUMNS)}",
                )
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(heads) and any(cells[len(heads) :]):
                problems.error(
                    "exchange-row",
                    f"{len(cells)} cells in a table of {len(heads)} columns",
                    Span(path, line, 1),
                    hint="a cell with a comma in it stands in quotation marks",
                )
            else:
                padded = [*cells, *[""] * len(heads)]
                # A line end inside a cell is a line feed, whatever the spreadsheet made of it.
                yield line, {key: cell.replace("\r\n", "\n") for key, cell in zip(heads, padded, strict=False)}
            line = reader.line_num + 1
    except csv.Error as fault:
        raise unusable(
            "exchange-syntax", f"no CSV: {fault}", Span(path, reader.line_num, 1), hint="export it again"
        ) from fault
