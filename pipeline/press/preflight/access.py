"""Checks of a tagged file as a whole: what it says of itself, and its ways in: outline, labels, places (ISO 14289)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.press.preflight.outcome import Finding, Outcome, count, outcome, verdict
from pipeline.press.preflight.subject import Subject
from pipeline.press.preflight.tree import names, numbers

# RFC 5646: a language, and what may follow it.
LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z\d]{5,8}|\d[A-Za-z\d]{3}))*(?:-[A-WY-Za-wy-z\d](?:-[A-Za-z\d]{2,8})+)*(?:-x(?:-[A-Za-z\d]{1,8})+)?\Z"
)
_STYLES = ("/D", "/R", "/r", "/A", "/a")
_MOST = 100_000


def claim_ua1(subject: Subject) -> Outcome:
    """The packet says PDF/UA-1."""
    said = subject.xmp.get("pdfuaid:part", "nothing")
    return verdict(f"XMP says part {said}", said == "1", f"the XMP packet claims {said} as the part of PDF/UA, not 1")


def claim_ua2(subject: Subject) -> Outcome:
    """The packet says PDF/UA-2 of 2024."""
    said = f"{subject.xmp.get('pdfuaid:part', 'nothing')}, {subject.xmp.get('pdfuaid:rev', 'nothing')}"
    return verdict(
        f"XMP says part {said}", said == "2, 2024", f"the XMP packet claims part {said} of PDF/UA, not 2, 2024"
    )


def version_ua1(subject: Subject) -> Outcome:
    """PDF/UA-1 rests on PDF 1.7."""
    version = subject.version
    said = f"PDF {version[0]}.{version[1]}"
    return verdict(said, version <= (1, 7), f"is {said}, and 1.7 is the highest allowed")


def version_ua2(subject: Subject) -> Outcome:
    """PDF/UA-2 rests on PDF 2.0."""
    version = subject.version
    said = f"PDF {version[0]}.{version[1]}"
    return verdict(said, version >= (2, 0), f"is {said}, and 2.0 is needed")


def marked(subject: Subject) -> Outcome:
    """The file says that it is tagged, and means it."""
    found = subject.root.get("/MarkInfo")
    said = found is not None and bool(found.get("/Marked", False))
    suspects = found is not None and bool(found.get("/Suspects", False))
    figure = "Marked" if said else "not marked"
    return verdict(figure, said and not suspects, "MarkInfo does not say that the file is tagged, or has its doubts")


def language(subject: Subject) -> Outcome:
    """The file says which language it is in."""
    said = str(subject.root.get("/Lang", ""))
    return verdict(
        said or "none", LANGUAGE.match(said), f'the catalog\'s language is "{said}", which is no language tag'
    )


def shown_title(subject: Subject) -> Outcome:
    """The file has a title, and its window shows it."""
    said = subject.xmp.get("dc:title", "")
    found = [] if said.strip() else [Finding("the XMP packet has no title")]
    preferences = subject.root.get("/ViewerPreferences")
    if preferences is None or not preferences.get("/DisplayDocTitle", False):
        found.append(Finding("the title is not shown: DisplayDocTitle is not true"))
    return outcome(f'"{said}"', found)


def tabs(subject: Subject) -> Outcome:
    """On pages with links, the tab key follows the structure."""
    with_links = [sheet for sheet in subject.pages if len(sheet.page.get("/Annots", ()))]
    found = [
        Finding("the tab key does not follow the structure: Tabs is not S", sheet.number)
        for sheet in with_links
        if sheet.page.get("/Tabs") != "/S"
    ]
    return outcome(count(len(with_links), "page with links", "pages with links"), found)


def outline(subject: Subject) -> Outcome:
    """There is an outline whose entries have words and lead somewhere."""
    entries = list(_outline(subject))
    places = set(_places(subject))
    pages = {sheet.page.objgen for sheet in subject.pages}
    found = [] if entries else [Finding("there is no outline")]
    for entry in entries:
        said = _plain(str(entry.get("/Title", "")))
        if not said.strip():
            found.append(Finding("an entry of the outline has no words"))
        if not _leads(entry, places, pages):
            found.append(Finding("an entry of the outline leads nowhere:", text=said))
    return outcome(count(len(entries), "entry", "entries"), found)


def _plain(title: str) -> str:
    return re.sub("\x1b[^\x1b]*\x1b", "", title)


def _outline(subject: Subject) -> Iterator[Any]:
    root = subject.root.get("/Outlines")
    stack = [root.get("/First")] if root is not None else []
    seen = 0
    while stack and seen < _MOST:
        entry = stack.pop()
        if entry is None:
            continue
        seen += 1
        yield entry
        stack += [entry.get("/Next"), entry.get("/First")]


def _places(subject: Subject) -> Iterator[str]:
    found = subject.root.get("/Names")
    if found is not None:
        yield from (name for name, _ in names(found.get("/Dests")))
    old = subject.root.get("/Dests")
    if old is not None:
        yield from (str(key) for key in old.keys())  # noqa: SIM118 - a dictionary of the file iterates over nothing else


def _leads(found: Any, places: set[str], pages: set[tuple[int, int]]) -> bool:
    """Whether an entry of an outline or a link leads to a page of the file, or out of it."""
    import pikepdf

    target = found.get("/Dest")
    action = found.get("/A")
    if target is None and action is not None:
        if action.get("/S") != "/GoTo":
            return action.get("/S") != "/URI" or bool(str(action.get("/URI", "")))
        target = action.get("/D")
    if target is None:
        return action is not None
    if isinstance(target, pikepdf.Array):
        first = target[0] if len(target) else None
        # An element of the structure, as PDF 2.0 has it, or a page.
        return isinstance(first, pikepdf.Dictionary) and ("/S" in first or first.objgen in pages)
    return str(target) in places


def labels(subject: Subject) -> Outcome:
    """Pages are called what is printed on them."""
    found = subject.root.get("/PageLabels")
    rows = list(numbers(found))
    if not rows:
        return verdict("none", False, "there are no page labels")
    wrong = [Finding("page labels do not begin with the first page")] if rows[0][0] != 0 else []
    keys = [key for key, _ in rows]
    if keys != sorted(set(keys)) or keys[-1] >= len(subject.pages):
        wrong.append(Finding("page labels are not in the order of pages"))
    for key, row in rows:
        if ("/S" in row and str(row.S) not in _STYLES) or int(row.get("/St", 1)) < 1:
            wrong.append(Finding("a page label has no such style", key + 1))
    return outcome(count(len(rows), "range of labels", "ranges of labels"), wrong)


def destinations(subject: Subject) -> Outcome:
    """Links and named places lead to pages of the file."""
    import pikepdf

    places = set(_places(subject))
    pages = {sheet.page.objgen for sheet in subject.pages}
    found: list[Finding] = []
    total = 0
    for sheet in subject.pages:
        for link in sheet.page.get("/Annots", ()):
            if link.get("/Subtype") == "/Link":
                total += 1
                if not _leads(link, places, pages):
                    found.append(Finding("a link leads nowhere", sheet.number))
    entries = subject.root.get("/Names")
    for name, target in names(entries.get("/Dests")) if entries is not None else ():
        place = target.get("/D") if isinstance(target, pikepdf.Dictionary) else target
        if place is None or not len(place) or getattr(place[0], "objgen", None) not in pages:
            found.append(Finding(f'the place "{name}" is on no page'))
    return outcome(f"{count(total, 'link')}, {count(len(places), 'named place')}", found)


def structure_destinations(subject: Subject) -> Outcome:
    """In PDF/UA-2, ways inside the file lead to elements of its structure."""
    import pikepdf

    total, found = 0, []
    inner = [("an entry of the outline", 0, entry) for entry in _outline(subject)]
    inner += [
        ("a link", sheet.number, link)
        for sheet in subject.pages
        for link in sheet.page.get("/Annots", ())
        if link.get("/Subtype") == "/Link"
    ]
    for what, page, entry in inner:
        action = entry.get("/A")
        if action is not None and action.get("/S") != "/GoTo":
            continue
        total += 1
        target = action.get("/SD") if action is not None else entry.get("/Dest")
        first = target[0] if isinstance(target, pikepdf.Array) and len(target) else None
        if first is None or not isinstance(first, pikepdf.Dictionary) or "/S" not in first:
            found.append(Finding(f"{what} leads to a page, not to an element", page))
    return outcome(f"{total} ways inside the file", found)
