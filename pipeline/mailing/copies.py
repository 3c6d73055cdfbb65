"""Addressed copies: for each piece its own page objects over pages that all share, and its record in the tree of document parts.

In: pieces in the order of the post, a stock, panels. Out: a PDF/VT-1 file (ISO 16612-2): one page object a page, the address in a
stream of its own, every piece a DPart leaf under its container's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.foundation.value import Struct
from pipeline.mailing.plan import Piece
from pipeline.mailing.stock import Sort, Stock
from pipeline.mailing.stream import Stream

# So many nodes of the page tree have one parent: readers find a page in few steps.
_FAN = 40


class Look(Struct, frozen=True):
    """How pieces look: whether the address stands on a page of its own, and the shared stream of each class of postage.

    `duplex` begins each piece and each copy on a new leaf. `own` gives the stream of a piece.
    """

    carrier: bool
    duplex: bool
    shared: Sequence[bytes]
    own: Callable[[Piece], bytes]


class _Template:
    """The page objects of all pieces of one kind: one text with holes for numbers, filled in at once."""

    def __init__(self, sorts: Sequence[Sort], stock: Stock, look: Look, piece: Piece, shared: int) -> None:
        pages = _pages(sorts, stock, look, shared)
        self.pages = len(pages)
        self._own = next(index for index, page in enumerate(pages) if _HOLE in page)
        kids = " ".join(f"{_HOLE} 0 R" for _ in pages)
        said = f"/Edition({_plain(piece.edition)})/Languages({_plain(' '.join(piece.languages))})"
        bodies = [f"<</Type/Pages/Parent {_HOLE} 0 R/Count {len(pages)}/Kids[{kids}]>>"]
        bodies += [f"<</Type/Page/Parent {_HOLE} 0 R/DPart {_HOLE} 0 R{page}>>" for page in pages]
        # A part of one page has no end (ISO 32000-2, 14.12.3).
        ends = f"/Start {_HOLE} 0 R" + (f"/End {_HOLE} 0 R" if len(pages) > 1 else "")
        bodies.append(f"<</Type/DPart/Parent {_HOLE} 0 R{ends}/DPM<</Motivator<</Piece {_HOLE}{said}>>>>>>")
        heads, place = [], 0
        for body in bodies:
            heads.append(f"{_HOLE} {place}")
            place += len(_filled(body)) + 1
        head = " ".join(heads) + "\n"
        self.first, self.count = len(_filled(head)), len(bodies)
        self._text = (head + "\n".join(bodies)).encode("latin-1")

    def filled(self, first: int, own: int, node: int, part: int, number: int) -> bytes:
        """Return the objects of a piece: `first` is the number of its node of the page tree, followed by its pages and its part.

        `own` is its stream, `node` the parent of its node, `part` that of its part, `number` its own.
        """
        record = first + 1 + self.pages
        pages = range(first + 1, record)
        values = [*range(first, record + 1), node, *pages]
        values += (first, record) * (self._own + 1)
        values.append(own)
        values += (first, record) * (self.pages - self._own - 1)
        values += (part, pages[0], pages[-1], number) if self.pages > 1 else (part, pages[0], number)
        return self._text % tuple(values)


# Numbers have so many places, blanks before them, so that all fillings of a template are of one length.
_HOLE = "%8d"


def _filled(template: str) -> str:
    return template % ((0,) * template.replace("%%", "").count(_HOLE))


def _plain(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in text)


def _pages(sorts: Sequence[Sort], stock: Stock, look: Look, shared: int) -> list[str]:
    """Return the pages of a piece, each as the entries of its object; one of them names the piece's own stream."""
    blank = f"{sorts[0].boxes}/Resources<<>>"
    pages: list[str] = []
    if look.carrier:
        pages.append(f"{sorts[0].boxes}/Resources {stock.carrier} 0 R/Contents[{shared} 0 R {_HOLE} 0 R]")
    for number, sort in enumerate(sorts):
        if look.duplex and len(pages) % 2:
            pages.append(blank)
        own = [page.replace("%", "%%") for page in sort.pages]
        if not look.carrier and number == len(sorts) - 1:
            content = " ".join(f"{n} 0 R" for n in sort.content)
            last = sort.last.replace("%", "%%")
            own[-1] = f"{last}/Contents[{stock.save} 0 R {content} {stock.restore} 0 R {shared} 0 R {_HOLE} 0 R]"
            if look.duplex and (len(pages) + len(own)) % 2:
                # The address side is the outermost: a blank page goes before it.
                own.insert(-1, blank)
        pages += own
    if look.duplex and len(pages) % 2:
        pages.append(blank)
    return pages


class Kinds:
    """The kinds of pieces of a file: how many pages and objects each takes."""

    def __init__(self, stock: Stock, look: Look) -> None:
        self._stock, self._look = stock, look
        self._known: dict[tuple[str, tuple[str, ...]], int] = {}

    def pages(self, edition: str, languages: Sequence[str]) -> int:
        """Return how many pages a piece has, blank ones included."""
        key = (edition, tuple(languages))
        if key not in self._known:
            sorts = [self._stock.sorts[f"{language}.{edition}"] for language in languages]
            self._known[key] = len(_pages(sorts, self._stock, self._look, 0))
        return self._known[key]


def write_copies(
    path: Path,
    stock: Stock,
    look: Look,
    pieces: Iterable[Piece],
    sums: Sequence[tuple[str, Sequence[str], int]],
    identity: str,
) -> tuple[str, int]:
    """Write the copies of some pieces to `path`, which is new; return the file's SHA-256 and its pages.

    `sums` say how many pieces there are of each edition and languages: numbers of objects that come late are given out early.
    """
    out = Stream(path, stock)
    try:
        return _written(out, stock, look, pieces, sums, identity)
    finally:
        out.abandon()


def _written(
    out: Stream,
    stock: Stock,
    look: Look,
    pieces: Iterable[Piece],
    sums: Sequence[tuple[str, Sequence[str], int]],
    identity: str,
) -> tuple[str, int]:
    kinds = Kinds(stock, look)
    placed: dict[tuple[int, str], int] = {}
    for postage, content in enumerate(look.shared):
        for sort in dict.fromkeys(
            f"{languages[0 if look.carrier else -1]}.{edition}" for edition, languages, _ in sums
        ):
            left, low = stock.sorts[sort].trim[:2]
            placed[postage, sort] = out.stream(_at(left, low, stock.ink, content))
    total = sum(count for *_, count in sums)
    pages = sum(kinds.pages(edition, languages) * count for edition, languages, count in sums)
    tree = out.next + sum((kinds.pages(edition, languages) + 4) * count for edition, languages, count in sums)
    groups = -(-total // _FAN)
    templates: dict[tuple[str, tuple[str, ...], int], _Template] = {}
    nodes: list[list[int]] = []
    weights: list[int] = []
    parts: list[tuple[int, list[int]]] = []
    for index, piece in enumerate(pieces):
        sort = f"{piece.languages[0 if look.carrier else -1]}.{piece.edition}"
        key = (piece.edition, piece.languages, piece.postage)
        template = templates.get(key)
        if template is None:
            sorts = [stock.sorts[f"{language}.{piece.edition}"] for language in piece.languages]
            template = templates[key] = _Template(sorts, stock, look, piece, placed[piece.postage, sort])
        left, low = stock.sorts[sort].trim[:2]
        own = out.stream(_at(left, low, stock.ink, look.own(piece)))
        first = out.next + 1
        if index % _FAN == 0:
            nodes.append([])
            weights.append(0)
        if not parts or parts[-1][0] != piece.container:
            parts.append((piece.container, []))
        group = out.numbered(tree, index // _FAN)
        part = out.numbered(tree, groups + len(parts) - 1)
        out.pack(template.filled(first, own, group, part, piece.number), template.first, template.count)
        nodes[-1].append(first)
        weights[-1] += template.pages
        parts[-1][1].append(first + template.pages + 1)
    if out.next != tree:
        raise ValueError("pieces are not as many as were counted")
    root = _tree(out, tree, nodes, weights, parts, stock)
    return out.close(root, identity), pages


def _at(left: float, low: float, ink: bytes, content: bytes) -> bytes:
    """Return content moved to the corner of a trim, in black."""
    return b"q 1 0 0 1 %b %b cm\n%b%b\nQ" % (f"{left:g}".encode(), f"{low:g}".encode(), ink, content)


def _tree(
    out: Stream,
    tree: int,
    nodes: Sequence[Sequence[int]],
    weights: Sequence[int],
    parts: Sequence[tuple[int, Sequence[int]]],
    stock: Stock,
) -> int:
    """Write the upper nodes of the page tree and of the document parts, and the catalog, whose number is returned."""
    bodies: list[bytes] = []
    levels: list[list[int]] = [[out.numbered(tree, index) for index in range(len(nodes))]]
    after = len(nodes) + len(parts)
    while len(levels[-1]) > 1 or len(levels) == 1:
        count = -(-len(levels[-1]) // _FAN)
        levels.append([out.numbered(tree, after + index) for index in range(count)])
        after += count
    parents = [
        [levels[depth + 1][index // _FAN] for index in range(len(level))] for depth, level in enumerate(levels[:-1])
    ]
    for index, kids in enumerate(nodes):
        bodies.append(_node(parents[0][index], kids, weights[index]))
    record, top, catalog = (out.numbered(tree, after + index) for index in range(3))
    for container, leaves in parts:
        bodies.append(
            b"<</Type/DPart/Parent %d 0 R/DParts[[%b]]/DPM<</Motivator<</Container %d>>>>>>"
            % (top, _listed(leaves), container)
        )
    heavy = list(weights)
    for depth in range(1, len(levels)):
        below, sums = levels[depth - 1], []
        for index in range(len(levels[depth])):
            span = slice(index * _FAN, (index + 1) * _FAN)
            sums.append(sum(heavy[span]))
            parent = parents[depth][index] if depth < len(levels) - 1 else 0
            bodies.append(_node(parent, below[span], sums[-1]))
        heavy = sums
    trays = [out.numbered(tree, len(nodes) + index) for index in range(len(parts))]
    # Records are the leaves, two levels below the root (ISO 16612-2, 6.8).
    bodies.append(
        b"<</Type/DPartRoot/DPartRootNode %d 0 R/RecordLevel 2/NodeNameList[/Mailing/Container/Piece]>>" % top
    )
    bodies.append(b"<</Type/DPart/Parent %d 0 R/DParts[[%b]]>>" % (record, _listed(trays)))
    bodies.append(
        b"<</Type/Catalog/Pages %d 0 R/DPartRoot %d 0 R%b>>" % (levels[-1][0], record, stock.catalog.encode("latin-1"))
    )
    out.bodies(bodies)
    return catalog


def _node(parent: int, kids: Sequence[int], count: int) -> bytes:
    up = b"/Parent %d 0 R" % parent if parent else b""
    return b"<</Type/Pages%b/Count %d/Kids[%b]>>" % (up, count, _listed(kids))


def _listed(numbers: Sequence[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])
