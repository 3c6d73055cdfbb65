"""Pictures of a source, put where an article keeps them.

In: a capture with the bytes of its pictures. Out: blocks whose figures name files under `figures/`, and the files.
A picture that is not at hand leaves its caption in the text, and a warning that names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Chart,
    Figure,
    Item,
    List,
    Paragraph,
    Picture,
    Sidebar,
    Text,
    Words,
    plain,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, replace
from pipeline.sources.addresses import without_secrets
from pipeline.sources.capture import Capture
from pipeline.sources.papers import digest

_SIGNATURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff"}
_BY = {"es": "Foto: "}


class Placed(Struct, frozen=True):
    """Blocks with their pictures placed; the files by their path below the articles' folder; a record of each picture."""

    content: Blocks
    files: Mapping[str, bytes]
    records: tuple[Mapping[str, str], ...]


def place(capture: Capture, slug: str, known: Mapping[str, str], problems: Problems) -> Placed:
    """Return the article's blocks with their pictures placed.

    A picture that is there already (`known`: its SHA-256, and its path) or that the article shows twice is kept once. Whom a
    file credits and its caption does not name is added to the caption.
    """
    files: dict[str, bytes] = {}
    places = dict(known)
    records: dict[str, Mapping[str, str]] = {}
    span = Span(capture.origin)

    def walk(blocks: Blocks) -> Iterator[Block]:
        for block in blocks:
            match block:
                case Figure() if not isinstance(block.image, Chart):
                    yield from figure(block)
                case List():
                    yield replace(block, items=tuple(Item(tuple(walk(item.content))) for item in block.items))
                case BlockQuote() | Sidebar():
                    yield replace(block, content=tuple(walk(block.content)))
                case _:
                    yield block

    def figure(block: Figure) -> Iterator[Block]:
        source = block.image.path
        data = capture.pictures.get(source, b"")
        suffix = next((s for s, start in _SIGNATURES.items() if data.startswith(start)), "")
        if suffix:
            mark = digest(data)
            if mark not in places:
                names = (f"figures/{slug}-{number}" for number in range(1, len(places) + 2))
                taken = {path.rpartition(".")[0] for path in places.values()}
                places[mark] = next(name for name in names if name not in taken) + suffix
                files[places[mark]] = data
            url = without_secrets(source) if "://" in source else ""
            credit = capture.credits.get(source, "")
            records[places[mark]] = {"file": places[mark], "url": url, "sha256": mark, "credit": credit}
            yield replace(
                block, image=Picture(places[mark]), caption=_credited(block.caption, credit, capture.language)
            )
            return
        alternate = plain(block.alternate.content)
        named = source if len(source) < 200 and not source.startswith("data:") else "in the page"
        problems.warning(
            "picture-left-out",
            f'picture "{alternate}" ({named}) was left out',
            span,
            hint="save it under articles/figures/ and add a ::: figure",
        )
        if block.caption is not None:
            yield Paragraph(block.caption)

    return Placed(tuple(walk(capture.content)), files, tuple(records.values()))


def _credited(caption: Words | None, credit: str, language: str) -> Words | None:
    """Return a caption that names whom the picture is by."""
    said = plain(caption.content) if caption is not None else ""
    if not credit or credit.casefold() in said.casefold():
        return caption
    by = _BY.get(language.split("-")[0], "Photo: ") + credit
    return Words((*caption.content, Text(f" {by}"))) if caption is not None and said.strip() else Words((Text(by),))
