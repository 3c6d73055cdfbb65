"""What the user named, read: a file or an address, fetched, told apart, and read by its connector in a process apart.

In: a path or a URL. Out: the articles it holds, with their pictures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable, unusable
from pipeline.foundation.value import replace
from pipeline.sources.apart import Bounds, apart
from pipeline.sources.capture import Capture, Fetch, Fetched
from pipeline.sources.connector import Reading, Source, connector_of
from pipeline.sources.gallery import with_pictures
from pipeline.sources.kind import kind_of
from pipeline.sources.wordpress import site_interface

_LARGEST = 50_000_000


def read_source(
    source: str, fetch: Fetch, reading: Reading, problems: Problems, *, bounds: Bounds | None = None
) -> list[Capture] | None:
    """Return the articles that a source holds; None where its server says that it has not changed.

    Raises `Unusable`: exit 1 where it cannot be read as an article, exit 3 where disk or network fail.
    """
    got = fetch(source) if is_address(source) else _file(source)
    if got.status == 304:
        return None
    kind = _kind(got, source)
    connector = connector_of(kind)
    pages = connector.gather(got, fetch, reading, problems) if connector.gather else [got]
    if kind != "sitemap":
        return [c for page in pages for c in _read(page, source, _kind(page, source), fetch, reading, problems, bounds)]
    return list(_read_pages(pages, fetch, reading, problems, bounds))


def _read_pages(
    pages: Sequence[Fetched], fetch: Fetch, reading: Reading, problems: Problems, bounds: Bounds | None
) -> list[Capture]:
    """Return the articles of many pages: one that holds none is an error on the sheet, and the others are read."""
    found: list[Capture] = []
    for page in pages:
        try:
            found += _read(page, page.asked or page.url, _kind(page, page.url), fetch, reading, problems, bounds)
        except Unusable as fault:
            if fault.exit_code is not Exit.PROBLEMS:
                raise
            problems.add([fault.problem])
    return found


def _read(
    got: Fetched, origin: str, kind: str, fetch: Fetch, reading: Reading, problems: Problems, bounds: Bounds | None
) -> list[Capture]:
    source = Source(got=got, origin=origin, reading=reading)
    found: list[Capture] = apart("pipeline.sources.connector:read", (kind, source), source.span, problems, bounds)
    pulled = [replace(c, asked=got.asked or got.url, fetched=got.url, headers=got.headers) for c in found]
    return [with_pictures(capture, fetch, problems, bounds) for capture in pulled]


def _kind(got: Fetched, source: str) -> str:
    kind = kind_of(got.body, got.url or source, got.kind, Span(source))
    return "site" if kind == "html" and got.url and site_interface(got) else kind


def is_address(source: str) -> bool:
    """Whether a source is named by an address, and not by a path."""
    return bool(re.match(r"(?i)[a-z][a-z0-9+.-]+://", source))


def _file(source: str) -> Fetched:
    path = Path(source)
    try:
        if path.stat().st_size > _LARGEST:
            raise unusable("file-too-large", f"file of over {_LARGEST:,} bytes", Span(source), hint="pull a part of it")
        return Fetched("", path.read_bytes())
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "the name cannot be one"
        raise unusable("file-unreadable", f"cannot read: {why}", Span(source), exit_code=Exit.WORLD) from fault
