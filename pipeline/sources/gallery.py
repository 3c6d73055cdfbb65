"""The pictures of an article, brought in.

In: a capture whose figures name pictures by their addresses. Out: the capture with their bytes, looked at and fit to print,
and with whom they credit. From the network where the article came from there, from the folder beside a saved page, or from the
manuscript itself.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from pipeline.document.tree import BlockQuote, Blocks, Chart, Figure, List, Sidebar, plain
from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.foundation.value import replace
from pipeline.sources.apart import Bounds, apart
from pipeline.sources.capture import Capture, Fetch
from pipeline.sources.photograph import Photograph

_MOST = 40
_LARGEST = 20_000_000
_TOTAL = 60_000_000
_ADDRESS = re.compile(r"(?i)https?://")
_CREDIT = re.compile(
    r"(?:^|[.;|(\[–—-]\s*|\n)\s*(?:(?:photo(?:graph)?s?|image|illustration|picture|art(?:work)?|graphic)\s*(?:credits?)?|credits?|"
    r"fotos?|fotograf[íi]as?|im[áa]gen(?:es)?|ilustraci[óo]n|cr[ée]ditos?)\s*(?:de la (?:foto|imagen)\s*)?"
    r"(?::|by|courtesy(?: of)?|©|por|de|cortes[íi]a de)\s*:?\s*(?P<who>[^.;|)\]]{2,120})",
    re.I,
)


def with_pictures(capture: Capture, fetch: Fetch, problems: Problems, bounds: Bounds | None = None) -> Capture:
    """Return a capture with the bytes of its figures. One that cannot be had is a warning, and left to be placed without."""
    figures = {figure.image.path: figure for figure in _figures(capture.content) if not isinstance(figure.image, Chart)}
    span = Span(capture.origin)
    found: dict[str, bytes] = {}
    total = 0
    for source in list(figures)[:_MOST]:
        data = capture.pictures.get(source) or _bytes(source, capture, fetch, span, problems)
        total += len(data)
        if data and len(data) <= _LARGEST and total <= _TOTAL:
            found[source] = data
        elif data:
            problems.warning("picture-large", f"picture {_named(source)} is too large and was left out", span)
    if not found:
        return capture
    looked: list[Photograph] = apart(
        "pipeline.sources.photograph:looked_at", (list(found.values()),), span, problems, bounds
    )
    pictures: dict[str, bytes] = {}
    credits: dict[str, str] = {}
    for source, photograph in zip(found, looked, strict=True):
        if photograph.fault:
            problems.warning("picture-kind", f"picture {_named(source)} was left out: {photograph.fault}", span)
            continue
        pictures[source] = photograph.data
        caption = figures[source].caption
        stated = _CREDIT.search(plain(caption.content)) if caption is not None else None
        credit = " ".join(stated["who"].split()) if stated else photograph.credit
        if credit:
            credits[source] = credit
    return replace(capture, pictures=pictures, credits=credits)


def _figures(content: Blocks) -> Iterator[Figure]:
    for block in content:
        match block:
            case Figure():
                yield block
            case List():
                for item in block.items:
                    yield from _figures(item.content)
            case BlockQuote() | Sidebar():
                yield from _figures(block.content)


def _bytes(source: str, capture: Capture, fetch: Fetch, span: Span, problems: Problems) -> bytes:
    if source.startswith("data:"):
        return _inline(source)
    if _ADDRESS.match(source) and capture.fetched:
        try:
            return fetch(source).body
        except Unusable as fault:
            problems.warning(
                "picture-not-fetched",
                f"picture {_named(source)}: {fault.problem.message}",
                span,
                hint=fault.problem.hint,
            )
            return b""
    return b"" if capture.fetched or _ADDRESS.match(capture.origin) else _beside(source, Path(capture.origin))


def _inline(source: str) -> bytes:
    """Return the bytes of a `data:` address (RFC 2397)."""
    head, _, data = source.partition(",")
    if len(data) > 2 * _LARGEST:
        return b""
    if not head.endswith(";base64"):
        return unquote_to_bytes(data)
    try:
        return base64.b64decode(unquote(data), validate=False)
    except (binascii.Error, ValueError):
        return b""


def _beside(source: str, page: Path) -> bytes:
    """Return a picture that a browser saved with the page: in its folder, or in the folder of the page's name."""
    try:
        path = unquote(urlsplit(source).path)
    except ValueError:
        return b""
    name = path.rpartition("/")[2]
    folder = page.parent.resolve()
    candidates = [folder / path.lstrip("/")] if not _ADDRESS.match(source) else []
    candidates += [folder / f"{page.stem}{ending}" / name for ending in ("_files", ".files", "_archivos", "-Dateien")]
    for candidate in candidates if name else ():
        try:
            real = candidate.resolve()
            if real.is_relative_to(folder) and real.is_file() and real.stat().st_size <= _LARGEST:
                return real.read_bytes()
        except (OSError, ValueError):
            continue
    return b""


def _named(source: str) -> str:
    return "in the page" if source.startswith("data:") else source[:200]
