"""A reader of tagged PDF of our own, on pikepdf alone: what a screen reader meets, in its order.

It shares no line with the press. Marked content is read as ISO 32000-1, 14.6 says, text by the fonts' ToUnicode maps, and the
tree by its kids; text that is neither tagged nor an artifact is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from pipeline.foundation.value import Struct, field

Place = tuple[tuple[int, int], int]


class Node(Struct):
    """An element as it is read. `kids` are elements, and texts with the page they stand on; `annotations` are its links."""

    role: str
    language: str
    kids: list[Node | tuple[int, str]] = field(default_factory=list)
    alternate: str = ""
    expansion: str = ""
    scope: str = ""
    numbering: str = ""
    headers: tuple[str, ...] = ()
    identifier: str = ""
    boxed: bool = False
    namespace: str = ""
    annotations: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that is read of it; a soft hyphen at a line's end is healed."""
        return self.raw.replace("\u00ad", "")

    @property
    def raw(self) -> str:
        return "".join(kid.raw if isinstance(kid, Node) else kid[1] for kid in self.kids)

    def walk(self) -> Iterator[Node]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def all(self, *roles: str) -> list[Node]:
        return [node for node in self.walk() if node.role in roles]

    def without(self, *roles: str) -> str:
        """Return the text but for elements of these roles; what they part from its full stop stays parted."""
        # A figure is its alternate text; only its caption is read.
        parts = [
            ("" if self.role == "Figure" else kid[1])
            if not isinstance(kid, Node)
            else " "
            if kid.role in roles
            else kid.without(*roles)
            for kid in self.kids
        ]
        block = self.role not in ("Span", "Link", "Reference")
        return "".join([*parts, "\n" if block else ""]).replace("\u00ad", "")


class Artifact(Struct, frozen=True):
    """What a page shows beside its content: the property list, and the words in it."""

    page: int
    kind: str
    subtype: str
    attached: tuple[str, ...]
    text: str


class Read(Struct, frozen=True):
    """A file as it is read."""

    root: Node
    artifacts: tuple[Artifact, ...]
    untagged: tuple[tuple[int, str], ...]


def read_tags(pdf: pikepdf.Pdf) -> Read:
    """Return the tree with its text, the artifacts, and what text is neither."""
    content: dict[Place, tuple[int, str]] = {}
    artifacts: list[Artifact] = []
    untagged: list[tuple[int, str]] = []
    maps: dict[tuple[int, int], dict[int, str]] = {}
    for index, page in enumerate(pdf.pages):
        _Reader(index, page.obj, maps).read(content, artifacts, untagged)
    tree = pdf.Root.StructTreeRoot
    top = tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K
    return Read(_node(top, str(pdf.Root.Lang), None, content), tuple(artifacts), tuple(untagged))


def read_file(path: Path) -> Read:
    with pikepdf.open(path) as pdf:
        return read_tags(pdf)


class _Reader:
    """Reads the content of one page."""

    def __init__(self, index: int, page: pikepdf.Object, maps: dict[tuple[int, int], dict[int, str]]) -> None:
        self.index, self.page, self.maps = index, page, maps

    def read(
        self, content: dict[Place, tuple[int, str]], artifacts: list[Artifact], untagged: list[tuple[int, str]]
    ) -> None:
        # Each open sequence: its tag, its properties, its words; what replaces them is said once, by the outermost.
        stack: list[tuple[str, pikepdf.Object, list[str]]] = []
        font: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(self.page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                properties = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
                stack.append((str(operands[0]), properties, []))
            elif name == "EMC":
                tag, properties, words = stack.pop()
                text = str(properties.ActualText) if "/ActualText" in properties else "".join(words)
                if tag == "/Artifact":
                    artifacts.append(_artifact(self.index, properties, text))
                elif "/MCID" in properties:
                    content[self.page.objgen, int(properties.MCID)] = (self.index, text)
                elif stack:
                    stack[-1][2].append(text)
                else:
                    untagged.append((self.index, text))
            elif name == "Tf":
                font = self._font(str(operands[0]))
            elif name in ("Tj", "TJ"):
                parts = operands[0] if name == "TJ" else [operands[0]]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                shown = "".join(font[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2))
                if stack:
                    stack[-1][2].append(shown)
                else:
                    untagged.append((self.index, shown))
        assert not stack, f"page {self.index + 1} leaves marked content open"

    def _font(self, label: str) -> dict[int, str]:
        font = self.page.Resources.Font[label]
        if font.objgen not in self.maps:
            rows = re.findall(rb"<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>\n", font.ToUnicode.read_bytes())
            self.maps[font.objgen] = {
                int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in rows
            }
        return self.maps[font.objgen]


def _artifact(page: int, properties: pikepdf.Object, text: str) -> Artifact:
    edges = tuple(str(edge)[1:] for edge in properties.get("/Attached", []))
    return Artifact(page, str(properties.get("/Type", ""))[1:], str(properties.get("/Subtype", ""))[1:], edges, text)


def _node(
    element: pikepdf.Object, language: str, page: pikepdf.Object | None, content: dict[Place, tuple[int, str]]
) -> Node:
    language = str(element.get("/Lang", language))
    page = element.get("/Pg", page)
    node = Node(str(element.S)[1:], language)
    node.alternate, node.expansion = str(element.get("/Alt", "")), str(element.get("/E", ""))
    node.identifier = str(element.get("/ID", ""))
    node.namespace = str(element.NS.NS) if "/NS" in element else ""
    for attributes in element.get("/A", []):
        node.scope = str(attributes.get("/Scope", "/" + node.scope))[1:]
        node.numbering = str(attributes.get("/ListNumbering", "/" + node.numbering))[1:]
        node.headers = tuple(str(key) for key in attributes.get("/Headers", []))
        node.boxed = "/BBox" in attributes
    found = element.get("/K", [])
    for kid in found if isinstance(found, pikepdf.Array) else [found]:
        if isinstance(kid, int):
            assert page is not None
            node.kids.append(content.pop((page.objgen, kid)))
        elif "/S" in kid:
            node.kids.append(_node(kid, language, None, content))
        elif "/Obj" in kid:
            node.annotations.append(str(kid.Obj.Contents))
        else:
            node.kids.append(content.pop((kid.Pg.objgen, int(kid.MCID))))
    return node
