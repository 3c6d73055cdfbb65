"""Ways through the file: link annotations, destinations, the outline, page labels.

In: link areas, named places, bookmarks and folios of a book. Out: their objects in the file.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.diagnostic import NOWHERE, Problems
from pipeline.press.canvas import File, number, numbers, octets, reference, text
from pipeline.press.structure import Tree
from pipeline.typesetting.page import Book, Bookmark, LinkArea, Page


class Places:
    """The places of a book that something can lead to. `pages` are its page objects.

    With a `tree`, that of PDF 2.0, ways lead to structure elements as well as to heights on pages (ISO 32000-2, 12.3.2.3), as
    ISO 14289-2, 8.8, wants of all of them.
    """

    def __init__(self, book: Book, pages: Sequence[int], bleed: float, tree: Tree | None = None) -> None:
        self._book = book
        self._pages = pages
        self._bleed = bleed
        self._tree = tree
        self._named = {
            place.name: (index, place.y, place.key)
            for index, page in reversed(list(enumerate(book.pages)))
            for place in reversed(page.destinations)
        }

    @property
    def keys(self) -> dict[str, str]:
        """The structure elements that named places stand for."""
        return {name: key for name, (_, _, key) in self._named.items() if key}

    def way(self, index: int, y: float, key: str = "") -> str:
        """Return the entry that leads to a height on a page, and to the element `key` there; it keeps the reader's zoom.

        It is a Dest, or a GoTo action with a structure destination (12.3.2.2, 12.6.4.2).
        """
        array, element = self._array(index, y), self._element(index, y, key)
        return f"/A<</Type/Action/S/GoTo/D{array}/SD{element}>>" if element else f"/Dest{array}"

    def _array(self, index: int, y: float) -> str:
        return f"[{reference(self._pages[index])}{self._height(index, y)}]"

    def _element(self, index: int, y: float, key: str) -> str:
        place = self._tree.place(key) if self._tree is not None and key else 0
        return f"[{reference(place)}{self._height(index, y)}]" if place else ""

    def _height(self, index: int, y: float) -> str:
        return f"/XYZ 0 {number(self._bleed + self._book.pages[index].height - y)} null"

    def named(self, name: str) -> str:
        """Return the entry that leads to a named place, or ""."""
        found = self._named.get(name)
        return "" if found is None else self.way(*found)

    def write(self, file: File) -> None:
        """Write the names, by which other files can lead here."""
        rows: list[tuple[str, str]] = []
        for name, place in self._named.items():
            array, element = self._array(*place[:2]), self._element(*place)
            rows.append((octets(name), f"<</D{array}/SD{element}>>" if element else array))
        if rows:
            names = "".join(f"{name}{array}" for name, array in sorted(rows))
            file.catalog("Names", file.add(f"<</Dests<</Names[{names}]>>>>"))


def link_annotations(
    page: Page, at: int, places: Places, bleed: float, file: File, tree: Tree | None, problems: Problems
) -> str:
    """Return the entry for the link annotations of the page object `at`, or "" where it has none.

    A target "#name" that is no place of the book is reported ("link-target-missing") and its area left out.
    """
    written: list[int] = []
    for area in page.links:
        action = _action(area, places)
        if not action:
            where = f"on page {page.folio or page.number}"
            problems.error(
                "link-target-missing",
                f'a link {where} leads to "{area.target}", which is not in this edition',
                NOWHERE,
                hint="lead to an article of this issue, or write the address in full",
            )
            continue
        (annotation,) = file.reserve()
        left, top = bleed + area.x, bleed + page.height - area.y
        parent = "" if tree is None else f"/StructParent {tree.annotate(area.key, annotation)}"
        file.write(
            annotation,
            f"<</Type/Annot/Subtype/Link/Rect[{numbers((left, top - area.height, left + area.width, top))}]"
            # Flag 3 lets it print, as ISO 14289-1 and PDF/A both like it; the border is the page's business.
            f"/F 4/Border[0 0 0]/P {reference(at)}"
            f"/Contents{text(area.title or area.target)}{action}{parent}>>",
        )
        written.append(annotation)
    return f"/Annots[{' '.join(map(reference, written))}]" if written else ""


def _action(area: LinkArea, places: Places) -> str:
    if area.target.startswith("#"):
        return places.named(area.target[1:])
    return f"/A<</Type/Action/S/URI/URI{octets(area.target)}>>"


def outline(bookmarks: Sequence[Bookmark], language: str, places: Places, file: File) -> None:
    """Write the outline, top level in view, the rest folded. A level that was skipped is closed up."""
    if not bookmarks:
        return
    (root,) = file.reserve()
    objects = file.reserve(len(bookmarks))
    # Index of the parent, -1 for the root; the children of each in order.
    parents: list[int] = []
    children: dict[int, list[int]] = {-1: []}
    trail: list[int] = []
    for index, bookmark in enumerate(bookmarks):
        del trail[bookmark.level :]
        parents.append(trail[-1] if trail else -1)
        children[index] = []
        children[parents[-1]].append(index)
        trail.append(index)
    for index, bookmark in enumerate(bookmarks):
        siblings, inner = children[parents[index]], children[index]
        place = siblings.index(index)
        parent = root if parents[index] < 0 else objects[parents[index]]
        spoken = bookmark.language if bookmark.language != language else ""
        body = f"<</Title{text(bookmark.title, spoken)}/Parent {reference(parent)}"
        if place:
            body += f"/Prev {reference(objects[siblings[place - 1]])}"
        if place + 1 < len(siblings):
            body += f"/Next {reference(objects[siblings[place + 1]])}"
        if inner:
            # A negative count says how many entries opening this one would show (table 153).
            ends = f"/First {reference(objects[inner[0]])}/Last {reference(objects[inner[-1]])}"
            body += f"{ends}/Count -{len(inner)}"
        file.write(objects[index], f"{body}{places.way(bookmark.page, bookmark.y, bookmark.key)}>>")
    top = children[-1]
    ends = f"/First {reference(objects[top[0]])}/Last {reference(objects[top[-1]])}"
    file.write(root, f"<</Type/Outlines{ends}/Count {len(top)}>>")
    file.catalog("Outlines", root)


def page_labels(pages: Sequence[Page], file: File) -> None:
    """Write what viewers call each page: its folio, or its number where none is printed (12.4.2)."""
    rows: list[str] = []
    expected = ""
    for index, page in enumerate(pages):
        label = page.folio or str(page.number)
        plain = label.isascii() and label.isdecimal() and str(int(label)) == label and label != "0"
        if not plain:
            rows.append(f"{index}<</P{text(label)}>>")
        elif label != expected:
            rows.append(f"{index}<</S/D/St {label}>>")
        expected = str(int(label) + 1) if plain else ""
    if rows:
        file.catalog("PageLabels", file.add(f"<</Nums[{''.join(rows)}]>>"))
