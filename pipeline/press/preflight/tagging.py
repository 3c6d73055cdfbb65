"""Checks of the tie between content and structure: every piece of content has one parent (ISO 14289-1, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.press.preflight.marks import Area, Text
from pipeline.press.preflight.outcome import Finding, Outcome, count, outcome, verdict
from pipeline.press.preflight.subject import Subject
from pipeline.press.preflight.tree import NEWER, STANDARD, Element, numbers


def structure(subject: Subject) -> Outcome:
    """There is a structure tree, and it is one."""
    tree = subject.tree
    if not tree.elements:
        return verdict("none", False, "there is no structure tree")
    found = [Finding(said) for said in tree.faults]
    for element in tree.elements:
        above = element.get("/P")
        parent = tree.root if element.parent is None else element.parent.entries
        if above is None or above.objgen != parent.objgen:
            found.append(Finding(f"an element ({element.role}) does not name its parent", element.first))
    return outcome(count(len(tree.elements), "element"), found)


def content_tagged(subject: Subject) -> Outcome:
    """Everything painted belongs to the structure or is an artifact."""
    found: list[Finding] = []
    marks = subject.marks
    tagged = artifacts = 0
    for mark in marks.all:
        if mark.owner.artifact:
            artifacts += 1
        elif mark.owner.mcid >= 0:
            tagged += 1
        else:
            sheet = subject.pages[mark.page - 1]
            if isinstance(mark, Text):
                place, said, text = (
                    sheet.place(mark.x, mark.y),
                    "text is neither tagged nor an artifact:",
                    mark.text[:40],
                )
            else:
                place, text = sheet.place(mark.box[0], mark.box[3]), ""
                said = f"{'an area' if isinstance(mark, Area) else 'a picture'} is neither tagged nor an artifact"
            found.append(Finding(said, mark.page, place, text))
    return outcome(f"{tagged} marks tagged, {artifacts} in artifacts", found)


def nesting(subject: Subject) -> Outcome:
    """Tagged content and artifacts do not lie in each other."""
    found = [Finding(said, page) for page, said in subject.marks.nested]
    for key, times in subject.marks.forms.items():
        if times > 1 and "/StructParents" in subject.pdf.get_object(key):
            found.append(Finding("tagged content is in a form that is shown more than once"))
    return outcome(count(len(subject.marks.painted), "piece of tagged content", "pieces of tagged content"), found)


def parents(subject: Subject) -> Outcome:
    """Each piece of content is in one element, and the tree of parents says in which."""
    rows = dict(numbers(subject.tree.root.get("/ParentTree"))) if subject.tree.root is not None else {}
    holders = subject.tree.holders
    painted = subject.marks.painted
    found: list[Finding] = []
    tagged = {page for page, _ in painted}
    rows_of = {sheet.number: rows.get(int(sheet.page.get("/StructParents", -1))) for sheet in subject.pages}
    unknown = next((page for page, row in rows_of.items() if page in tagged and row is None), 0)
    if unknown:
        found.append(Finding("the tree of parents does not know the page", unknown))
    listed: dict[int, list[Any]] = {
        page: list(row) for page, row in rows_of.items() if row is not None and _is_array(row)
    }
    for page, mcid in painted:
        elements = holders.get((page, mcid), [])
        if not elements:
            found.append(Finding(f"content {mcid} is in no element of the structure", page))
        elif len(elements) > 1:
            found.append(Finding(f"content {mcid} is in {len(elements)} elements of the structure", page))
        else:
            row = listed.get(page, [])
            named = row[mcid] if mcid < len(row) else None
            if named is None or getattr(named, "objgen", None) != elements[0].key:
                found.append(Finding(f"the tree of parents does not lead from content {mcid} to its element", page))
    for (page, mcid), elements in holders.items():
        if (page, mcid) not in painted:
            found.append(Finding(f"an element ({elements[0].role}) holds content {mcid}, which is not there", page))
    return outcome(f"{len(painted)} pieces of content, {count(len(rows), 'row')} in the tree of parents", found)


def _is_array(found: Any) -> bool:
    import pikepdf

    return isinstance(found, pikepdf.Array)


def roles(subject: Subject) -> Outcome:
    """Every type is a standard one, or stands for one."""
    tree = subject.tree
    newer = NEWER if subject.version >= (2, 0) else frozenset()
    found: list[Finding] = []
    for role in dict.fromkeys(element.role for element in tree.elements):
        element = next(one for one in tree.elements if one.role == role)
        if element.kind not in STANDARD and element.kind not in newer:
            found.append(Finding(f"the type {role} is none, and stands for none", element.first))
    found += [
        Finding(f"the standard type {role} is to stand for {kind}")
        for role, kind in tree.roles.items()
        if role in STANDARD
    ]
    own = {element.role for element in tree.elements} & tree.roles.keys()
    return outcome(f"{count(len({e.kind for e in tree.elements}), 'type')}, {len(own)} of the file's own", found)


def links(subject: Subject) -> Outcome:
    """Each link is in a Link of the structure, knows its way there, and says in words where it leads."""
    holders: dict[tuple[int, int], Element] = {}
    for element in subject.tree.elements:
        holders.update(dict.fromkeys(element.objects, element))
    rows = dict(numbers(subject.tree.root.get("/ParentTree"))) if subject.tree.root is not None else {}
    total, found = 0, []
    for sheet in subject.pages:
        for one in sheet.page.get("/Annots", ()):
            kind = str(one.get("/Subtype", "/?"))[1:]
            if kind in ("Popup", "PrinterMark", "TrapNet") or int(one.get("/F", 0)) & 2:
                continue
            total += 1
            rect = [float(edge) for edge in one.get("/Rect", (0, 0, 0, 0))]
            place = sheet.place(rect[0], rect[3])
            for said in _astray(one, kind, holders.get(one.objgen), rows):
                found.append(Finding(said, sheet.number, place))
    for element in subject.tree.of("Link"):
        if not element.objects and not any(child.objects for child in element.children):
            found.append(Finding("a Link of the structure has no link on the page", element.first))
    return outcome(count(total, "link"), found)


def _astray(one: Any, kind: str, element: Element | None, rows: dict[int, Any]) -> Iterator[str]:
    wanted = {"Link": "Link", "Widget": "Form"}.get(kind, "Annot")
    if element is None or element.kind != wanted:
        yield f"a {kind.lower()} is in no {wanted} of the structure"
    else:
        row = rows.get(int(one.get("/StructParent", -1)))
        if row is None or getattr(row, "objgen", None) != element.key:
            yield f"the tree of parents does not lead from a {kind.lower()} to its element"
    if not str(one.get("/Contents", "")).strip() and kind != "Widget":
        yield f"a {kind.lower()} has no words (Contents)"
