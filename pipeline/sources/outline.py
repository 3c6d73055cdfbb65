"""The order of an article: captions joined to their tables, headings from level 2 without gaps.

In: blocks as the page had them. Out: blocks as an article has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document.tree import Block, Blocks, Heading, Paragraph, Table, plain

_CAPTION = re.compile(r"(?:Table|Tabla)\s+\d+", re.I)


def captioned(content: Sequence[Block]) -> list[Block]:
    """Return blocks with the "Table 1" lines above tables as the tables' captions."""
    result: list[Block] = []
    for block in content:
        above = result[-1] if result else None
        if (
            isinstance(block, Table)
            and block.caption is None
            and isinstance(above, Heading | Paragraph)
            and _CAPTION.match(plain(above.words.content))
        ):
            result[-1] = Table(block.head, block.rows, above.words)
        else:
            result.append(block)
    return result


def levelled(content: Sequence[Block]) -> Blocks:
    """Return blocks whose headings start at level 2 and skip none, in the order of rank they had."""
    ranks = sorted({block.level for block in content if isinstance(block, Heading)})
    result: list[Block] = []
    last = 1
    for block in content:
        if isinstance(block, Heading):
            last = min(ranks.index(block.level) + 2, last + 1, 6)
            result.append(Heading(last, block.words))
        else:
            result.append(block)
    return tuple(result)
