"""Tracked changes of a Word file, accepted or rejected.

In: the root of a part, and which. Out: the same without tracked changes. ECMA-376 Part 1, 17.13.5: insertions, deletions and
moves of runs, of paragraph marks, of table rows; changes of formatting. Word's own Accept All and Reject All do the same.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NEW = ("ins", "moveTo")
_OLD = ("del", "moveFrom")
_KINDS = {"ins": "insertion", "del": "deletion", "moveFrom": "move", "moveTo": "move"}
_FORMATS = (
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "sectPrChange",
    "tblGridChange",
    "numberingChange",
)


def count(root: Any) -> Counter[str]:
    """Return how many insertions, deletions and moves a part holds."""
    return Counter(kind for tag, kind in _KINDS.items() for _ in root.iter(f"{W}{tag}"))


def settle(root: Any, *, accept: bool) -> None:
    """Accept or reject every tracked change of a part, in place."""
    gone, kept = (_OLD, _NEW) if accept else (_NEW, _OLD)
    _rows(root, gone)
    _paragraph_marks(root, gone)
    for name in gone:
        for element in list(root.iter(f"{W}{name}")):
            if element.getparent() is not None:
                element.getparent().remove(element)
    for name in kept:
        for element in list(root.iter(f"{W}{name}")):
            _unwrap(element)
    if not accept:
        for text in list(root.iter(f"{W}delText")):
            text.tag = f"{W}t"
            text.set(f"{_XML}space", "preserve")
        for text in list(root.iter(f"{W}delInstrText")):
            text.tag = f"{W}instrText"
    for name in _FORMATS:
        for element in list(root.iter(f"{W}{name}")):
            _reformat(element, accept=accept)


def _unwrap(element: Any) -> None:
    above = element.getparent()
    if above is None:
        return
    at = above.index(element)
    for child in reversed(list(element)):
        above.insert(at, child)
    above.remove(element)


def _rows(root: Any, gone: tuple[str, ...]) -> None:
    """Take away the rows of tables that were inserted or deleted as rows."""
    for row in list(root.iter(f"{W}tr")):
        properties = row.find(f"{W}trPr")
        if properties is not None and any(properties.find(f"{W}{name}") is not None for name in gone):
            row.getparent().remove(row)


def _paragraph_marks(root: Any, gone: tuple[str, ...]) -> None:
    """Join a paragraph whose end was inserted or deleted with the one after it."""
    for paragraph in reversed(list(root.iter(f"{W}p"))):
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        following = paragraph.getnext()
        if mark is None or not any(mark.find(f"{W}{name}") is not None for name in gone):
            continue
        if following is None or following.tag != f"{W}p":
            continue
        at = 1 if following.find(f"{W}pPr") is not None else 0
        runs = [child for child in paragraph if child.tag != f"{W}pPr"]
        if not _says(runs, gone):
            # Nothing of it is left: the paragraph after it stays what it was.
            paragraph.getparent().remove(paragraph)
            continue
        for run in reversed(runs):
            following.insert(at, run)
        paragraph.getparent().remove(paragraph)


def _says(runs: list[Any], gone: tuple[str, ...]) -> bool:
    dropped = {f"{W}{name}" for name in gone}
    return any(
        not any(above.tag in dropped for above in (text, *text.iterancestors()))
        for run in runs
        for text in run.iter(f"{W}t", f"{W}delText", f"{W}drawing", f"{W}footnoteReference")
    )


def _reformat(element: Any, *, accept: bool) -> None:
    """Take a change of formatting away; where it is rejected, the old properties take the place of the new."""
    above = element.getparent()
    if above is None:
        return
    above.remove(element)
    old = next((child for child in element if child.tag == above.tag), None)
    if not accept and old is not None:
        for child in list(above):
            above.remove(child)
        for child in list(old):
            above.append(child)
