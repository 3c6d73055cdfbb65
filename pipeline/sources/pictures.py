"""Pictures of a source, put where an article keeps them.

In: blocks and the bytes of the pictures at hand. Out: blocks whose figures name files under `figures/`, and the files.
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
    plain,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import replace

_SIGNATURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


def place(
    content: Blocks, pictures: Mapping[str, bytes], slug: str, span: Span, problems: Problems
) -> tuple[Blocks, dict[str, bytes]]:
    """Return the blocks with their pictures placed, and the files by their path below the articles' folder."""
    files: dict[str, bytes] = {}

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
        suffix = next((s for s in _SIGNATURES if source.lower().endswith(s)), "")
        data = pictures.get(source, b"")
        if suffix and data.startswith(_SIGNATURES[suffix]):
            path = f"figures/{slug}-{len(files) + 1}{suffix}"
            files[path] = data
            yield replace(block, image=Picture(path))
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

    return tuple(walk(content)), files
