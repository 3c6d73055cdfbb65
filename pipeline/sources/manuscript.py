"""What a Word file says beyond its text: tracked changes, comments, citation fields, caption numbers.

In: the parts of a package. Out: the same parts made ready for conversion, and what was found.
ECMA-376 Part 1, 17.13 (annotations) and 17.16 (fields).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import Struct
from pipeline.sources.reference import Reference

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = {"ins": "insertion", "del": "deletion", "moveFrom": "move", "moveTo": "move"}
_FIELD = re.compile(r"ADDIN\s+(?:ZOTERO_ITEM\s+)?CSL_CITATION\s+(\{.*\})\s*$", re.S)
_TYPES = frozenset(
    """
    article-journal article-magazine article-newspaper article book chapter dataset document entry-encyclopedia
    legislation manuscript paper-conference post-weblog report software speech thesis webpage
""".split()  # noqa: SIM905
)
_KEPT = """
    title container-title publisher publisher-place edition volume issue page author editor issued accessed DOI
    PMID PMCID URL ISBN ISSN language number genre collection-title
""".split()  # noqa: SIM905


class Manuscript(Struct, frozen=True):
    """A Word file ready for conversion: its parts, the works its fields cite, its title and author as declared."""

    parts: dict[str, bytes]
    works: tuple[Reference, ...]
    title: str


def read_manuscript(parts: dict[str, bytes], span: Span, problems: Problems) -> Manuscript:
    """Return the manuscript; comments and tracked changes are reported.

    Raises `Unusable` where its XML is broken.
    """
    root = _tree(parts["word/document.xml"], span)
    _report_changes(root, span, problems)
    _report_comments(parts, span, problems)
    works = tuple(_works(root))
    for simple in list(root.iter(f"{_W}fldSimple")):
        _unwrap(simple)
    _drop_maths(root, span, problems)
    core = parts.get("docProps/core.xml")
    named = _tree(core, span).find(".//{http://purl.org/dc/elements/1.1/}title") if core else None
    title = " ".join((named.text or "").split()) if named is not None else ""
    ready = {**parts, "word/document.xml": etree.tostring(root, xml_declaration=True, encoding="UTF-8")}
    return Manuscript(ready, works, "" if re.match(r"(?i)microsoft word|document\d*$|untitled", title) else title)


def _tree(data: bytes, span: Span) -> Any:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as fault:
        raise unusable(
            "docx-broken",
            f"the Word file's XML is broken: {fault.msg}",
            span,
            hint="open it in Word and save it again",
        ) from fault


def _report_changes(root: Any, span: Span, problems: Problems) -> None:
    counts = Counter(kind for tag, kind in _CHANGES.items() for _ in root.iter(f"{_W}{tag}"))
    if counts:
        said = ", ".join(f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in sorted(counts.items()))
        problems.error(
            "tracked-changes",
            f"the manuscript holds tracked changes: {said}",
            span,
            hint="accept or reject them in Word (Review, Accept all), save, and pull again",
        )


def _report_comments(parts: dict[str, bytes], span: Span, problems: Problems) -> None:
    data = parts.get("word/comments.xml")
    for comment in _tree(data, span).iter(f"{_W}comment") if data else ():
        text = " ".join("".join(t.text or "" for t in comment.iter(f"{_W}t")).split())
        if not text:
            continue
        problems.warning(
            "word-comment",
            f'comment by {comment.get(f"{_W}author") or "nobody"}: "{text}"',
            span,
            hint="answer it before the article goes to print",
        )


def _drop_maths(root: Any, span: Span, problems: Problems) -> None:
    maths = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
    if next(root.iter(maths), None) is not None:
        problems.warning("word-maths", "formulas were left out", span, hint="write them into the article as text")


def _unwrap(element: Any) -> None:
    """Put the runs of a simple field ("Table 3") in the field's place; the converter drops such fields."""
    above = element.getparent()
    at = above.index(element)
    for child in reversed(list(element)):
        above.insert(at, child)
    above.remove(element)


def _works(root: Any) -> Iterator[Reference]:
    """Yield each work that citation fields of a reference manager name, once, in the order of first citation."""
    seen: set[str] = set()
    for instruction in _instructions(root):
        found = _FIELD.search(instruction)
        if not found:
            continue
        try:
            data = json.loads(found[1])
        except (ValueError, RecursionError):
            continue
        for entry in data.get("citationItems", ()) if isinstance(data, dict) else ():
            item = entry.get("itemData") if isinstance(entry, dict) else None
            if not isinstance(item, dict) or not str(item.get("title") or "").strip():
                continue
            # Ids such as "ITEM-1" begin again in each field; the work is told by what it is.
            mark = re.sub(r"\W+", "", str(item.get("DOI") or f"{item['title']}{item.get('issued')}")).casefold()
            if mark not in seen:
                seen.add(mark)
                yield _reference(item)


def _instructions(root: Any) -> Iterator[str]:
    """Yield the instructions of complex fields; one may be cut into many runs, and fields nest."""
    open_fields: list[list[str]] = []
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        if element.tag == f"{_W}instrText":
            if open_fields:
                open_fields[-1].append(element.text or "")
        elif element.get(f"{_W}fldCharType") == "begin":
            open_fields.append([])
        elif element.get(f"{_W}fldCharType") == "end" and open_fields:
            yield "".join(open_fields.pop())


def _reference(item: dict[str, Any]) -> Reference:
    kind = str(item.get("type"))
    kept: dict[str, Any] = {"type": kind if kind in _TYPES else "document"}
    kept |= {key: item[key] for key in _KEPT if item.get(key)}
    for role in ("author", "editor"):
        people = kept.get(role)
        if isinstance(people, list):
            kept[role] = [_name(person) for person in people if isinstance(person, dict)]
    for key in ("issued", "accessed"):
        date = _date(kept.pop(key, None))
        if date:
            kept[key] = date
    return Reference(_printed(kept), "parsed", {**kept, "custom": {"from": "citation field"}})


def _name(person: dict[str, Any]) -> dict[str, str]:
    name = {
        k: str(v)
        for k, v in person.items()
        if k in ("family", "given", "literal", "suffix", "non-dropping-particle") and v
    }
    given = name.get("given", "")
    if re.fullmatch(r"[A-Z]{1,3}", given):
        name["given"] = " ".join(f"{letter}." for letter in given)
    return name


def _date(value: Any) -> dict[str, Any] | None:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    if not (isinstance(parts, list) and parts and isinstance(parts[0], list)):
        return None
    numbers = [int(part) for part in parts[0][:3] if str(part).isdigit()]
    return {"date-parts": [numbers]} if numbers and numbers[0] >= 1000 else None


def _printed(item: dict[str, Any]) -> str:
    names = [
        str(p.get("literal") or f"{p.get('family', '')} {p.get('given', '')}").strip() for p in item.get("author", ())
    ]
    year = str(item["issued"]["date-parts"][0][0]) if "issued" in item else ""
    return ". ".join(
        part for part in (", ".join(names), str(item["title"]), str(item.get("container-title", "")), year) if part
    )
