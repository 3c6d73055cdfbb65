"""The structure tree: what the pages' content is, in reading order (ISO 32000-1, 14.7 and 14.8; ISO 14289-1).

In: the element tree, made from the document; then, page by page, the pieces of content that belong to its
keys. Out: the tree's objects in the file.

Tree and content meet by key, so the order of painting, columns, floats and page turns do not matter. Three
rules settle what the tree alone cannot say:

- Content painted for an inline element inside its block's line (a link, a foreign run) joins the block's kids
  at the place where it is first painted; later pieces of it, on the next line or page, join the element
  itself. A `Lbl` child with content of its own comes before its parent's content, any other child that is a
  block after it.
- An element of which nothing is painted is left out if it is inline (its words may stand on a page that is
  not in this edition) or a group without children. An empty table cell stays, for the grid's sake. Any other
  is a block whose text got lost between document and page, and an error in the code: `Tree.write` raises.
- A `Link` without an annotation, as in an edition for paper, is written as a `Span`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.foundation.value import Struct, field
from pipeline.press.canvas import File, name, numbers, octets, reference, text
from pipeline.typesetting.page import Element

# Structure types of ISO 32000-1, 14.8.4: by what becomes of an element of which nothing is painted.
_INLINE = frozenset((
    "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot",
    "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP",
))  # fmt: skip
_CELLS = frozenset(("TH", "TD"))
_GROUPS = frozenset((
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "Index", "NonStruct", "Private",
    "L", "Table", "THead", "TBody", "TFoot",
))  # fmt: skip
_LEAVES = frozenset((
    "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TOCI", "LI", "Lbl", "LBody", "TR",
    "Figure", "Formula", "Form",
))  # fmt: skip
# Names of our own and of PDF 2.0, and the standard type each is mapped to.
_MAPPED = {
    "Em": "Span",
    "Strong": "Span",
    "Sub": "Span",
    "Sup": "Span",
    "Aside": "Sect",
    "Sidebar": "Sect",
    "PullQuote": "BlockQuote",
    "Title": "P",
    "Subtitle": "P",
    "Byline": "P",
    "FENote": "Note",
}
_ROLES = _INLINE | _CELLS | _GROUPS | _LEAVES | _MAPPED.keys()


class _Mark(Struct, frozen=True):
    """A marked-content sequence: the page's index and the sequence's number on it."""

    page: int
    mcid: int


class _Annotation(Struct, frozen=True):
    """An annotation: the page's index and the object's number."""

    page: int
    number: int


class _Content(Struct):
    """What pages hold of an element, as painted. A string is the key of an inline child starting here."""

    kids: list[_Mark | str] = field(default_factory=list)
    annotations: list[_Annotation] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None
    joined: bool = False


_NOTHING = _Content()


class Tree:
    """The structure of an edition while its pages are painted."""

    def __init__(self, root: Element, pages: int) -> None:
        """Take the element tree of an edition of so many pages.

        Raises ValueError for a key that is missing or used twice and for a role that is unknown.
        """
        self._root = root
        self._count = pages
        self._elements: dict[str, Element] = {}
        self._parents: dict[str, str] = {}
        # Most elements hold nothing of a page themselves.
        self._content: defaultdict[str, _Content] = defaultdict(_Content)
        for element, parent in _walk(root):
            if not element.key:
                raise ValueError(f'a structure element of the role "{element.role}" has no key')
            if element.key in self._elements:
                raise ValueError(f'two structure elements have the key "{element.key}"')
            if element.role not in _ROLES:
                raise ValueError(f'the structure element "{element.key}" has the unknown role "{element.role}"')
            self._elements[element.key] = element
            self._parents[element.key] = parent
        self._pages: list[list[str]] = []
        self._annotated: list[str] = []

    def open_page(self) -> int:
        """Begin a page; return its key in the parent tree, which is its index."""
        self._pages.append([])
        return len(self._pages) - 1

    def mark(self, key: str, block: str) -> tuple[str, int]:
        """Return structure type and MCID of a new piece of content of `key` on the page begun last.

        `block` is the element of the line it stands in, which `key` is or lies in. Raises ValueError where it
        does not.
        """
        if key not in self._elements:
            raise ValueError(f'content is painted for the key "{key}", which is not in the structure tree')
        page = len(self._pages) - 1
        marks = self._pages[page]
        mark = _Mark(page, len(marks))
        marks.append(key)
        self._content[key].kids.append(mark)
        child = key
        while child != block and not self._content[child].joined:
            parent = self._parents[child]
            if not parent:
                raise ValueError(f'"{key}" is painted in a line of "{block}", in which it does not lie')
            self._content[child].joined = True
            self._content[parent].kids.append(child)
            child = parent
        return self._elements[key].role, mark.mcid

    def enclose(self, key: str, box: tuple[float, float, float, float]) -> None:
        """Widen the bounding box of the figure `key` to `box`: left, bottom, right, top on its first page."""
        content = self._content[key]
        marks = [kid for kid in content.kids if isinstance(kid, _Mark)]
        if marks and marks[0].page != len(self._pages) - 1:
            return
        old = content.box or box
        content.box = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))

    def annotate(self, key: str, number: int) -> int:
        """Give the link `key` the annotation object `number` on the page begun last.

        Returns its key in the parent tree. Raises ValueError if `key` is no Link (ISO 14289-1, 7.18.5).
        """
        element = self._elements.get(key)
        if element is None or element.role != "Link":
            raise ValueError(f'the link area of "{key}" belongs to no Link of the structure tree')
        self._content[key].annotations.append(_Annotation(len(self._pages) - 1, number))
        self._annotated.append(key)
        return self._count + len(self._annotated) - 1

    def write(self, file: File, pages: list[int]) -> None:
        """Write the tree into `file`, whose page objects are `pages`, and name it in the catalog.

        Raises ValueError naming the blocks of which no page holds anything.
        """
        alive = self._alive()
        objects = dict(zip(alive, file.reserve(len(alive)), strict=True))
        (root,) = file.reserve()
        notes: list[tuple[str, int]] = []
        for key, number in objects.items():
            parent = self._parents[key]
            element, content = self._elements[key], self._content.get(key, _NOTHING)
            body = self._body(element, content, objects[parent] if parent else root, objects, pages)
            if _MAPPED.get(element.role, element.role) == "Note":
                body += f"/ID{octets(key)}"
                notes.append((octets(key), number))
            file.write(number, f"{body}>>")
        rows = [
            f"{index}[{' '.join([f'{objects[key]} 0 R' for key in marks])}]" for index, marks in enumerate(self._pages)
        ]
        rows += [f"{at} {reference(objects[key])}" for at, key in enumerate(self._annotated, self._count)]
        parents = file.add(f"<</Nums[{' '.join(rows)}]>>")
        used = {self._elements[key].role for key in alive}
        roles = "".join(f"{name(own)}{name(_MAPPED[own])}" for own in sorted(used & _MAPPED.keys()))
        # The tree of identifiers, which notes must have (ISO 14289-1, 7.9).
        named = "".join(f"{key} {reference(number)}" for key, number in sorted(notes))
        file.write(
            root,
            f"<</Type/StructTreeRoot/K {reference(objects[self._root.key])}/ParentTree {reference(parents)}"
            f"/ParentTreeNextKey {self._count + len(self._annotated)}"
            + (f"/RoleMap<<{roles}>>" if roles else "")
            + (f"/IDTree<</Names[{named}]>>" if named else "")
            + ">>",
        )
        file.catalog("StructTreeRoot", root)
        file.catalog("MarkInfo", file.add("<</Marked true>>"))

    def _alive(self) -> dict[str, None]:
        """Return the keys that are written, in reading order; raise if a block was never painted."""
        # What is alive, and what has a child that is.
        alive: set[str] = set()
        fertile: set[str] = set()
        lost: list[str] = []
        # Children come after their parent in `_elements`, so the reverse sees them first.
        for key, element in reversed(self._elements.items()):
            content = self._content.get(key, _NOTHING)
            role = _MAPPED.get(element.role, element.role)
            if content.kids or content.annotations or key in fertile or role in _CELLS or key == self._root.key:
                alive.add(key)
                fertile.add(self._parents[key])
            elif role not in _INLINE and not (role in _GROUPS and not element.children):
                lost.append(key)
        if lost:
            named = ", ".join(f'"{key}"' for key in lost[:-13:-1])
            raise ValueError(f"nothing is painted for {len(lost)} blocks of the structure tree: {named}")
        return {key: None for key in self._elements if key in alive}

    def _body(self, element: Element, content: _Content, parent: int, objects: dict[str, int], pages: list[int]) -> str:
        """Return an element's dictionary, left open."""
        before: list[str] = []
        after: list[str] = []
        for child in element.children:
            if child.key in objects and not self._content.get(child.key, _NOTHING).joined:
                (before if child.role == "Lbl" else after).append(f"{objects[child.key]} 0 R")
        kids = before
        first = None
        for kid in content.kids:
            if isinstance(kid, str):
                kids.append(f"{objects[kid]} 0 R")
            elif first is None or kid.page == first:
                first = kid.page
                kids.append(str(kid.mcid))
            else:
                kids.append(f"<</Type/MCR/Pg {pages[kid.page]} 0 R/MCID {kid.mcid}>>")
        kids += after
        for annotation in content.annotations:
            kids.append(f"<</Type/OBJR/Pg {reference(pages[annotation.page])}/Obj {reference(annotation.number)}>>")
        role = "Span" if element.role == "Link" and not content.annotations else element.role
        body = f"<</Type/StructElem/S{name(role)}/P {parent} 0 R"
        if first is not None:
            # Only what holds content has a page of its own.
            body += f"/Pg {pages[first]} 0 R"
        if kids:
            body += f"/K[{' '.join(kids)}]"
        body += self._attributes(element, content)
        if element.ref in objects:
            # A key of PDF 2.0 (ISO 32000-2, table 355), which older readers pass over.
            body += f"/Ref[{reference(objects[element.ref])}]"
        if element.language:
            body += f"/Lang{text(element.language)}"
        if element.alternate:
            body += f"/Alt{text(element.alternate)}"
        if element.title:
            body += f"/T{text(element.title)}"
        return body

    @staticmethod
    def _attributes(element: Element, content: _Content) -> str:
        """Return the attribute objects of ISO 32000-1, 14.8.5 that the element needs."""
        if content.box is None and not element.numbering and not element.scope:
            return ""
        attributes: list[str] = []
        if element.numbering:
            attributes.append(f"<</O/List/ListNumbering{name(element.numbering)}>>")
        if element.scope:
            attributes.append(f"<</O/Table/Scope{name(element.scope.capitalize())}>>")
        if content.box is not None and element.role in ("Figure", "Formula"):
            attributes.append(f"<</O/Layout/Placement/Block/BBox[{numbers(content.box)}]>>")
        return f"/A[{''.join(attributes)}]" if attributes else ""


def _walk(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield each element with its parent's key, parents first, in reading order."""
    stack = [(root, "")]
    while stack:
        element, parent = stack.pop()
        yield element, parent
        stack.extend((child, element.key) for child in reversed(element.children))
