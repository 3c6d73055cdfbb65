"""The structure tree as the file has it: elements in reading order, with the content that each holds.

In: a file that is open. Out: a `Tree` (ISO 32000-1, 14.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.foundation.value import Struct, field

if TYPE_CHECKING:
    from pipeline.press.preflight.subject import Subject

STANDARD = frozenset((
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private", "P",
    "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot",
    "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT",
    "WP", "Figure", "Formula", "Form",
))  # fmt: skip
# Types that PDF 2.0 adds (ISO 32000-2, 14.8.4).
NEWER = frozenset(("DocumentFragment", "Aside", "Title", "FENote", "Sub", "Em", "Strong", "Artifact"))
_DEEPEST = 200


class Element(Struct):
    """A structure element: `role` as it is written, `kind` the standard type it stands for; `content` are pages and MCIDs."""

    role: str
    kind: str
    entries: Any
    parent: Element | None
    depth: int
    key: tuple[int, int]
    page: int = 0
    children: list[Element] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    objects: list[tuple[int, int]] = field(default_factory=list)

    def get(self, key: str) -> Any:
        """Return an entry of its dictionary, or None."""
        return self.entries.get(key)

    def attributes(self) -> Iterator[Any]:
        """Yield its attribute objects."""
        import pikepdf

        found = self.entries.get("/A")
        several = list(found) if isinstance(found, pikepdf.Array) else [found]
        yield from (one for one in several if isinstance(one, pikepdf.Dictionary))

    def attribute(self, owner: str, key: str) -> Any:
        """Return an attribute, or None."""
        return next((one[key] for one in self.attributes() if one.get("/O") == owner and key in one), None)

    @property
    def first(self) -> int:
        """The page it begins on, from 1; 0 for one without content."""
        stack = [self]
        while stack:
            one = stack.pop()
            if one.content:
                return one.content[0][0]
            if one.page:
                return one.page
            stack.extend(reversed(one.children))
        return 0

    def inside(self, kind: str) -> bool:
        """Whether it lies in an element of a type."""
        above = self.parent
        while above is not None:
            if above.kind == kind:
                return True
            above = above.parent
        return False


class Tree(Struct):
    """All elements in reading order; `roles` are the file's own types with what they stand for."""

    root: Any
    elements: list[Element] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Element]:
        """Return the elements of some types."""
        return [element for element in self.elements if element.kind in kinds]

    @property
    def holders(self) -> dict[tuple[int, int], list[Element]]:
        """The elements that hold each piece of content."""
        found: dict[tuple[int, int], list[Element]] = {}
        for element in self.elements:
            for piece in element.content:
                found.setdefault(piece, []).append(element)
        return found


def read_tree(subject: Subject) -> Tree:
    """Return the structure tree of a file, without elements where it has none."""
    root = subject.root.get("/StructTreeRoot")
    tree = Tree(root)
    if root is None:
        return tree
    mapped = root.get("/RoleMap")
    if mapped is not None:
        tree.roles = {str(own)[1:]: str(kind)[1:] for own, kind in mapped.items()}
    pages = {sheet.page.objgen: sheet.number for sheet in subject.pages}
    _Builder(tree, pages).read(root.get("/K"))
    return tree


class _Builder:
    def __init__(self, tree: Tree, pages: dict[tuple[int, int], int]) -> None:
        self._tree, self._pages = tree, pages
        self._seen: set[tuple[int, int]] = set()

    def read(self, kids: Any) -> None:
        """Read the tree, depth first."""
        stack: list[tuple[Any, Element | None]] = [(kid, None) for kid in reversed(_several(kids))]
        while stack:
            found, parent = stack.pop()
            element = self._element(found, parent)
            if element is None:
                continue
            self._tree.elements.append(element)
            if parent is not None:
                parent.children.append(element)
            # Content is noted at once, elements wait for their turn.
            stack.extend((kid, element) for kid in reversed(list(self._kids(element))))

    def _element(self, found: Any, parent: Element | None) -> Element | None:
        key = found.objgen
        if key != (0, 0) and key in self._seen:
            self._tree.faults.append(f"the element {key[0]} is in the tree twice")
            return None
        self._seen.add(key)
        depth = parent.depth + 1 if parent is not None else 0
        if depth > _DEEPEST:
            self._tree.faults.append("elements lie in each other without an end")
            return None
        role = str(found.get("/S", "/"))[1:]
        page = found.get("/Pg")
        number = self._pages.get(page.objgen, 0) if page is not None else 0
        return Element(role, self._kind(role), found, parent, depth, key, number)

    def _kind(self, role: str) -> str:
        for _ in range(20):
            if role in STANDARD or role not in self._tree.roles:
                return role
            role = self._tree.roles[role]
        return ""

    def _kids(self, element: Element) -> Iterator[Any]:
        for kid in _several(element.entries.get("/K")):
            if isinstance(kid, int):
                element.content.append((element.page, kid))
                continue
            kind = kid.get("/Type")
            if kind == "/MCR" or (kind is None and "/MCID" in kid):
                page = kid.get("/Pg")
                number = self._pages.get(page.objgen, 0) if page is not None else element.page
                element.content.append((number, int(kid.MCID)))
            elif kind == "/OBJR":
                element.objects.append(kid.Obj.objgen)
            else:
                yield kid


def _several(found: Any) -> list[Any]:
    import pikepdf

    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def numbers(tree: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a number tree (ISO 32000-1, 7.9.7)."""
    if tree is None or depth > _DEEPEST:
        return
    found = list(tree.get("/Nums", ()))
    yield from ((int(key), value) for key, value in zip(found[0::2], found[1::2], strict=False))
    for kid in tree.get("/Kids", ()):
        yield from numbers(kid, depth + 1)


def names(tree: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a name tree (ISO 32000-1, 7.9.6)."""
    if tree is None or depth > _DEEPEST:
        return
    found = list(tree.get("/Names", ()))
    yield from ((str(key), value) for key, value in zip(found[0::2], found[1::2], strict=False))
    for kid in tree.get("/Kids", ()):
        yield from names(kid, depth + 1)
