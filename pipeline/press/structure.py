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

A tree of PDF 2.0 (ISO 14289-2, WTPDF 1.0) differs from one of PDF 1.7 in little: types have namespaces, notes are `FENote`
and refer to all their marks, entries of contents refer to the headings they name, and links and bookmarks lead to elements.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping

from pipeline.foundation.value import Struct, field
from pipeline.press import roles
from pipeline.press.canvas import File, name, numbers, octets, reference, text
from pipeline.typesetting.page import Element

_HEADING = re.compile("H[1-6]?")


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

    def __init__(self, root: Element, pages: int, file: File, *, two: bool = False) -> None:
        """Take the element tree of an edition of so many pages; `two` asks for the tree of PDF 2.0.

        Raises ValueError for a key that is missing or used twice and for a role that is unknown.
        """
        self._root = root
        self._count = pages
        self._file = file
        self._two = two
        self._numbers: dict[str, int] = {}
        self._elements: dict[str, Element] = {}
        self._parents: dict[str, str] = {}
        # Most elements hold nothing of a page themselves.
        self._content: defaultdict[str, _Content] = defaultdict(_Content)
        for element, parent in _walk(root):
            if not element.key:
                raise ValueError(f'a structure element of the role "{element.role}" has no key')
            if element.key in self._elements:
                raise ValueError(f'two structure elements have the key "{element.key}"')
            if element.role not in roles.KNOWN:
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
        return self._type(self._elements[key])[0], mark.mcid

    def number(self, key: str) -> int:
        """Return the number of an element's object, which something else refers to."""
        if key not in self._numbers:
            (self._numbers[key],) = self._file.reserve()
        return self._numbers[key]

    def place(self, key: str) -> int:
        """Return the number of the element that a way to `key` ends at, or 0 where there is none.

        A way to an article ends at its first heading, where a reader's software begins to read.
        """
        return self.number(self._heading(key)) if key in self._elements else 0

    def _heading(self, key: str) -> str:
        element = self._elements[key]
        if roles.plain(element.role) not in ("Art", "Part", "Sect", "Div"):
            return key
        return next((inner.key for inner, _ in _walk(element) if _HEADING.fullmatch(inner.role)), key)

    def _type(self, element: Element) -> tuple[str, bool]:
        """Return the type that an element is written as, and whether it is of PDF 2.0's namespace."""
        return roles.modern(element.role) if self._two else (element.role, False)

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

    def write(self, pages: list[int], places: Mapping[str, str]) -> None:
        """Write the tree into the file, whose page objects are `pages`, and name it in the catalog.

        `places` are the keys of what the names of places in the file stand for. Raises ValueError naming the blocks of which
        no page holds anything.
        """
        file = self._file
        alive = self._alive()
        fresh = iter(file.reserve(sum(key not in self._numbers for key in alive)))
        objects = {key: self._numbers.get(key) or next(fresh) for key in alive}
        root, space = file.reserve(1)[0], file.reserve(1)[0] if self._two else 0
        refers = self._references(objects, places)
        # Notes must have identifiers (ISO 14289-1, 7.9), and header cells that a cell names (ISO 32000-1, table 349).
        named: dict[str, int] = {}
        cited = {key for element in self._elements.values() for key in element.headers}
        for key, number in objects.items():
            parent = self._parents[key]
            element, content = self._elements[key], self._content.get(key, _NOTHING)
            body = self._body(element, content, objects[parent] if parent else root, objects, pages)
            if self._two and self._type(element)[1]:
                body += f"/NS {space} 0 R"
            if key in refers:
                body += f"/Ref[{' '.join(reference(objects[other]) for other in refers[key])}]"
            if roles.plain(element.role) == "Note" or key in cited:
                body += f"/ID{octets(key)}"
                named[octets(key)] = number
            file.write(number, f"{body}>>")
        rows = [
            f"{index}[{' '.join([f'{objects[key]} 0 R' for key in marks])}]" for index, marks in enumerate(self._pages)
        ]
        rows += [f"{at} {reference(objects[key])}" for at, key in enumerate(self._annotated, self._count)]
        parents = file.add(f"<</Nums[{' '.join(rows)}]>>")
        # Readers that know no namespaces find the types of PDF 2.0 in the role map as well.
        used = {self._type(self._elements[key])[0] for key in alive}
        mapped = "".join(f"{name(own)}{name(roles.MAPPED[own])}" for own in sorted(used & roles.MAPPED.keys()))
        identifiers = "".join(f"{key} {reference(number)}" for key, number in sorted(named.items()))
        if space:
            file.write(space, f"<</Type/Namespace/NS{text(roles.NAMESPACE)}>>")
        file.write(
            root,
            f"<</Type/StructTreeRoot/K {reference(objects[self._root.key])}/ParentTree {reference(parents)}"
            f"/ParentTreeNextKey {self._count + len(self._annotated)}"
            + (f"/RoleMap<<{mapped}>>" if mapped else "")
            + (f"/Namespaces[{reference(space)}]" if space else "")
            + (f"/IDTree<</Names[{identifiers}]>>" if identifiers else "")
            + ">>",
        )
        file.catalog("StructTreeRoot", root)
        file.catalog("MarkInfo", file.add("<</Marked true>>"))

    def _references(self, objects: Container[str], places: Mapping[str, str]) -> dict[str, list[str]]:
        """Return what elements refer to (ISO 32000-2, table 355; older readers pass over it).

        A mark refers to its note and a note to its marks, to all of them in PDF 2.0 (ISO 14289-2, 8.2.5.14), where an entry
        of contents refers to the heading it names as well (8.2.5.8).
        """
        found: dict[str, list[str]] = {}

        def refer(key: str, other: str) -> None:
            if key in objects and other in objects and other not in found.setdefault(key, []):
                found[key].append(other)

        for key, element in self._elements.items():
            if element.ref:
                refer(key, element.ref)
                if (
                    self._two
                    and roles.plain(self._elements[element.ref].role if element.ref in objects else "") == "Note"
                ):
                    refer(element.ref, key)
            if self._two and element.role == "TOCI":
                for inner, _ in _walk(element):
                    if inner.target.startswith("#") and (place := places.get(inner.target[1:])):
                        refer(key, self._heading(place))
        return found

    def _alive(self) -> dict[str, None]:
        """Return the keys that are written, in reading order; raise if a block was never painted."""
        # What is alive, and what has a child that is.
        alive: set[str] = set()
        fertile: set[str] = set()
        lost: list[str] = []
        # Children come after their parent in `_elements`, so the reverse sees them first.
        for key, element in reversed(self._elements.items()):
            content = self._content.get(key, _NOTHING)
            role = roles.plain(element.role)
            if content.kids or content.annotations or key in fertile or role in roles.CELLS or key == self._root.key:
                alive.add(key)
                fertile.add(self._parents[key])
            elif role not in roles.INLINE and not (role in roles.GROUPS and not element.children):
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
        role = "Span" if element.role == "Link" and not content.annotations else self._type(element)[0]
        body = f"<</Type/StructElem/S{name(role)}/P {parent} 0 R"
        if first is not None:
            # Only what holds content has a page of its own.
            body += f"/Pg {pages[first]} 0 R"
        if kids:
            body += f"/K[{' '.join(kids)}]"
        body += self._attributes(element, content)
        if element.language:
            body += f"/Lang{text(element.language)}"
        if element.alternate:
            body += f"/Alt{text(element.alternate)}"
        if element.expansion:
            # What an abbreviation stands for (14.9.5).
            body += f"/E{text(element.expansion)}"
        if element.title:
            body += f"/T{text(element.title)}"
        return body

    def _attributes(self, element: Element, content: _Content) -> str:
        """Return the attribute objects of ISO 32000-1, 14.8.5 that the element needs."""
        attributes: list[str] = []
        if element.numbering:
            attributes.append(f"<</O/List/ListNumbering{name(roles.numbering(element.numbering, two=self._two))}>>")
        if element.role in roles.CELLS:
            cell = f"/Scope{name(element.scope.capitalize())}" if element.scope else ""
            if element.headers:
                cell += f"/Headers[{''.join(octets(key) for key in element.headers)}]"
            cell += f"/RowSpan {element.rows}" if element.rows > 1 else ""
            cell += f"/ColSpan {element.columns}" if element.columns > 1 else ""
            if cell:
                attributes.append(f"<</O/Table{cell}>>")
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
