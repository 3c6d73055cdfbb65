"""Lists of readers as they come: CSV, XLSX, or what a database answers; one row at a time.

In: a path, or a database's URL and a query. Out: rows of cells with their numbers, as a spreadsheet counts them. Nothing that
a cell holds is ever part of a message.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from pipeline.foundation.diagnostic import Exit, Span, unusable

Row = tuple[int, list[str]]
# So many rows of a database are held at a time.
_TOGETHER = 1000


def rows(source: str, query: str = "") -> Iterator[Row]:
    """Yield the rows of a list, the one of the heads first; blank ones are left out, and counted.

    Raises `Unusable`: exit 2 where a file is missing or of another kind, exit 3 where a file or a database cannot be read.
    """
    if "://" in source:
        return _database(source, query)
    path = Path(source)
    if not path.is_file():
        raise unusable("recipients-missing", "no such file", Span(path.name), exit_code=Exit.USAGE)
    return _workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _text(path)


def shown(source: str) -> str:
    """Return how a list is named in messages: a file by its name, a database without who asks it."""
    return "the database" if "://" in source else Path(source).name


def _text(path: Path) -> Iterator[Row]:
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as stream:
            sample = stream.read(1 << 14)
            stream.seek(0)
            head = sample.split("\n", 1)[0]
            # A field is quoted where it holds the delimiter; names of columns hardly ever are.
            delimiter = max(",;\t|", key=head.count)
            for number, cells in enumerate(csv.reader(stream, delimiter=delimiter, strict=True), 1):
                if number == 1 and cells:
                    cells[0] = cells[0].removeprefix("\ufeff")
                if any(cell.strip() for cell in cells):
                    yield number, cells
    except csv.Error as fault:
        raise unusable(
            "recipients-broken",
            "no table: a quotation mark is not closed or closed too early, or a cell has a byte of zero",
            Span(path.name),
        ) from fault
    except UnicodeError as fault:
        raise unusable("file-encoding", "no text of one encoding", Span(path.name), hint="save it as UTF-8") from fault
    except OSError as fault:
        words = f"cannot read: {fault.strerror}"
        raise unusable("file-unreadable", words, Span(path.name), exit_code=Exit.WORLD) from fault


def _encoding(path: Path) -> str:
    """Return the encoding of a text file: UTF-8 where all of it is, otherwise that of older Windows programs."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            start = stream.read(2)
            if start in (b"\xff\xfe", b"\xfe\xff"):
                return "utf-16"
            decoder.decode(start)
            while block := stream.read(1 << 16):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # Windows-1252 with its five holes filled, as browsers read it: no byte may stop the reading.
        return "latin-1" if _has_holes(path) else "cp1252"
    except OSError as fault:
        words = f"cannot read: {fault.strerror}"
        raise unusable("file-unreadable", words, Span(path.name), exit_code=Exit.WORLD) from fault
    return "utf-8-sig"


def _has_holes(path: Path) -> bool:
    with path.open("rb") as stream:
        return any(set(block) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} for block in iter(lambda: stream.read(1 << 16), b""))


def _workbook(path: Path) -> Iterator[Row]:
    import warnings
    import zipfile
    import zlib
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        KeyError,
        ValueError,
        EOFError,
        IndexError,
    )
    try:
        with warnings.catch_warnings():
            # They are about looks: colours and rules of cells that are not read.
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True)
            for number, values in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
                cells = [_cell(value) for value in values]
                if any(cell.strip() for cell in cells):
                    yield number, cells
            book.close()
    except broken as fault:
        raise unusable("recipients-broken", "no workbook that can be read", Span(path.name)) from fault
    except OSError as fault:
        words = f"cannot read: {fault.strerror or type(fault).__name__}"
        raise unusable("file-unreadable", words, Span(path.name), exit_code=Exit.WORLD) from fault


def _database(url: str, query: str) -> Iterator[Row]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    if not query.strip():
        raise unusable(
            "query-missing",
            "a database needs a query",
            Span("the database"),
            hint='--query "SELECT … FROM …"',
            exit_code=Exit.USAGE,
        )
    try:
        engine = create_engine(url)
    except (ArgumentError, ImportError, ValueError) as fault:
        # What it says repeats the URL, which may hold a password.
        raise unusable(
            "database-unknown",
            f"no database of that kind: {type(fault).__name__}",
            Span("the database"),
            hint="such as postgresql+psycopg://host/name or sqlite:///file.sqlite",
            exit_code=Exit.USAGE,
        ) from None
    try:
        with engine.connect() as connection:
            streamed = connection.execution_options(stream_results=True, max_row_buffer=_TOGETHER)
            result = streamed.exec_driver_sql(query)
            yield 1, [str(name) for name in result.keys()]  # noqa: SIM118 - a result is no mapping
            for number, values in enumerate(result, 2):
                cells = [_cell(value) for value in values]
                if any(cell.strip() for cell in cells):
                    yield number, cells
    except SQLAlchemyError as fault:
        # Its words may hold values of rows and the URL's password.
        kind = type(getattr(fault, "orig", None) or fault).__name__
        raise unusable(
            "database-refused", f"the database gives no answer: {kind}", Span("the database"), exit_code=Exit.WORLD
        ) from None
    finally:
        engine.dispose()


def _cell(value: object) -> str:
    """Return a cell's value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
