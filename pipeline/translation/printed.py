"""Where messages print: the record that a build leaves beside each file, for translators and their tools.

In: `output/<issue>/<file>.places.json`. Out: `Printed` values, each message with its pages, columns and boxes. A build writes the
record with its file, all or nothing; who reads it sees from the checksum whether the two still belong together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

# Raised whenever the form of the record changes.
VERSION = 1
SUFFIX = ".places.json"


class Spot(msgspec.Struct, frozen=True):
    """A box on a page, in points from the top left corner of its trim.

    `page` counts pages of the file from 1, `folio` is what the page prints, `column` counts from 1 and is 0 where the text stands
    in no column of its page.
    """

    page: int
    folio: str
    column: int
    x: float
    y: float
    width: float
    height: float


class Placed(msgspec.Struct, frozen=True):
    """A message and all the places it prints, those in its own article first. `read_aloud` says that it is an alternate text."""

    domain: str
    context: str
    text: str
    spots: tuple[Spot, ...]
    read_aloud: bool = False


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """One file of an issue, and where the messages in it print."""

    version: int = VERSION
    file: str
    sha256: str
    issue: str
    language: str
    edition: str
    pages: int
    messages: tuple[Placed, ...]


def record_name(file: str) -> str:
    """Return the name of the record of a file."""
    return f"{file.removesuffix('.pdf')}{SUFFIX}"


def encoded(printed: Printed) -> bytes:
    """Return a record as the bytes of its file."""
    return msgspec.json.encode(printed) + b"\n"


def read_record(folder: Path, file: str) -> Printed | None:
    """Return the record of a file in its folder, or None where there is none of this version that belongs to the file's bytes."""
    try:
        record = msgspec.json.decode((folder / record_name(file)).read_bytes(), type=Printed)
        data = (folder / file).read_bytes()
    except (OSError, msgspec.DecodeError):
        # There is none, or it is of another program: the next build makes it.
        return None
    own = record.version == VERSION and record.file == file
    return record if own and hashlib.sha256(data).hexdigest() == record.sha256 else None


def records(output: Path) -> Iterator[Printed]:
    """Yield all records under `output` that still belong to their files, issue by issue."""
    for path in sorted(output.glob(f"*/*{SUFFIX}")):
        record = read_record(path.parent, f"{path.name.removesuffix(SUFFIX)}.pdf")
        if record is not None:
            yield record
