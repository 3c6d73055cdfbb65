"""A Word file opened with care: a zip that may lie about itself, holding XML that may be hostile.

In: the bytes of a `.docx`. Out: its parts, each within its limit. Refused: over 2,000 parts, over 100 MB in all, parts
that inflate more than a hundredfold, names that leave the package, XML with a document type.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from pipeline.foundation.diagnostic import Span, unusable
from pipeline.sources.feed import check_xml

_PARTS = 2_000
_TOTAL = 100_000_000
_RATIO = 100
# The reader of manuscripts takes about a second a megabyte; a book of 500 pages has ten.
_LARGEST_TEXT = 10_000_000


def open_package(raw: bytes, span: Span) -> dict[str, bytes]:
    """Return the parts of a package by name.

    Raises `Unusable` for what is no Word file, is damaged, or is built to harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _parts(archive, span)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as fault:
        raise unusable(
            "docx-broken",
            "the file is no Word document, or damaged",
            span,
            hint="open it in Word and save it as .docx",
        ) from fault


def _parts(archive: zipfile.ZipFile, span: Span) -> dict[str, bytes]:
    listed = archive.infolist()
    total = sum(part.file_size for part in listed)
    if len(listed) > _PARTS or total > _TOTAL:
        raise _bomb(f"{len(listed):,} parts of {total:,} bytes", span)
    parts: dict[str, bytes] = {}
    read = 0
    for part in listed:
        if part.filename.startswith("/") or ".." in part.filename.split("/") or "\\" in part.filename:
            raise _bomb(f'a part named "{part.filename}"', span)
        if part.file_size > 1_000_000 and part.file_size > part.compress_size * _RATIO:
            raise _bomb(f'"{part.filename}" inflates {part.file_size // max(part.compress_size, 1):,}-fold', span)
        limit = _LARGEST_TEXT if part.filename.endswith((".xml", ".rels")) else _TOTAL
        with archive.open(part) as stream:
            data = stream.read(min(limit, _TOTAL - read) + 1)
        read += len(data)
        if len(data) > limit or read > _TOTAL:
            raise _bomb(f'"{part.filename}" is over {limit:,} bytes', span)
        if part.filename.endswith((".xml", ".rels")):
            check_xml(data, span)
        parts[part.filename] = data
    if "word/document.xml" not in parts:
        raise unusable(
            "source-unknown",
            "not a known kind: a zip file, but no Word document",
            span,
            hint="save it as .docx",
        )
    return parts


def _bomb(what: str, span: Span) -> Exception:
    return unusable("docx-limits", f"the Word file is refused: {what}", span, hint="save the manuscript again as .docx")


def pack(parts: dict[str, bytes]) -> io.BytesIO:
    """Return parts as a package again."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    made.seek(0)
    return made
