"""What a Word file says beyond its text: tracked changes, comments, citation fields, caption numbers.

In: the parts of a package. Out: the same parts made ready for conversion, and what was found.
ECMA-376 Part 1, 17.13 (annotations) and 17.16 (fields).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import Struct
from pipeline.sources.capture import Fact
from pipeline.sources.connector import Reading
from pipeline.sources.reference import Reference
from pipeline.sources.tracked import W, count, settle
from pipeline.sources.wordfields import Works, drop_lists, take_citations
from pipeline.sources.wordstyles import read_styles, style_map

_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


class Manuscript(Struct, frozen=True):
    """A Word file ready for conversion.

    Its parts, the works its fields cite, its title as declared, the comments on it, and the rules its styles make.
    """

    parts: dict[str, bytes]
    works: tuple[Reference, ...]
    title: str
    notes: tuple[Fact, ...] = ()
    styles: str = ""


def read_manuscript(parts: dict[str, bytes], reading: Reading, span: Span, problems: Problems) -> Manuscript:
    """Return the manuscript; comments and tracked changes are reported, or settled as `reading.tracked` says.

    Raises `Unusable` where its XML is broken.
    """
    texts = {name: _tree(parts[name], span) for name in _TEXTS if name in parts}
    root = texts["word/document.xml"]
    changes = sum((count(text) for text in texts.values()), Counter[str]())
    if reading.tracked == "refuse":
        _refuse_changes(changes, span, problems)
    else:
        for text in texts.values():
            settle(text, accept=reading.tracked == "accept")
    if changes and reading.tracked != "refuse":
        said = "accepted" if reading.tracked == "accept" else "rejected"
        problems.warning("changes-settled", f"tracked changes were {said}: {_counted(changes)}", span)
    notes = tuple(_comments(parts, root, span, problems))
    works = Works()
    for text in texts.values():
        take_citations(text, works)
        for simple in list(text.iter(f"{W}fldSimple")):
            _unwrap(simple)
    drop_lists(works)
    _drop_maths(root, span, problems)
    core = parts.get("docProps/core.xml")
    named = _tree(core, span).find(".//{http://purl.org/dc/elements/1.1/}title") if core else None
    title = " ".join((named.text or "").split()) if named is not None else ""
    ready = {name: etree.tostring(text, xml_declaration=True, encoding="UTF-8") for name, text in texts.items()}
    return Manuscript(
        {**parts, **ready},
        tuple(works.found),
        "" if re.match(r"(?i)microsoft word|document\d*$|untitled", title) else title,
        notes,
        _rules(parts, reading, span, problems),
    )


def _rules(parts: dict[str, bytes], reading: Reading, span: Span, problems: Problems) -> str:
    listed = parts.get("word/styles.xml")
    rules, missing = style_map(read_styles(_tree(listed, span)) if listed else [], reading.styles)
    if reading.styles and len(missing) == len(reading.styles):
        problems.warning(
            "styles-unused",
            "the manuscript has none of the styles that the publication names",
            span,
            hint=f"[pull.styles] names {', '.join(missing[:5])}",
        )
    return rules


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


def _counted(changes: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in sorted(changes.items()))


def _refuse_changes(changes: Counter[str], span: Span, problems: Problems) -> None:
    if changes:
        problems.error(
            "tracked-changes",
            f"the manuscript holds tracked changes: {_counted(changes)}",
            span,
            hint="settle them in Word (Review), or pull with --tracked accept or --tracked reject",
        )


def _comments(parts: dict[str, bytes], root: Any, span: Span, problems: Problems) -> Iterator[Fact]:
    """Yield the comments as notes for the editor, each with the words it stands on; they are no part of the text."""
    data = parts.get("word/comments.xml")
    for comment in _tree(data, span).iter(f"{W}comment") if data else ():
        text = " ".join("".join(t.text or "" for t in comment.iter(f"{W}t")).split())
        if not text:
            continue
        author = comment.get(f"{W}author") or "nobody"
        problems.warning(
            "word-comment",
            f'comment by {author}: "{text}"',
            span,
            hint="answer it before the article goes to print",
        )
        about = _commented(root, str(comment.get(f"{W}id") or ""))
        value = {"by": author, "date": str(comment.get(f"{W}date") or "")[:10], "about": about}
        yield Fact("comment", {key: said for key, said in value.items() if said}, text, "comment")


def _commented(root: Any, number: str) -> str:
    """Return the words between the marks of a comment, 160 characters at most."""
    words: list[str] = []
    inside = False
    for element in root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}t"):
        if element.tag == f"{W}t":
            words += [element.text or ""] if inside else []
        elif element.get(f"{W}id") == number:
            inside = element.tag == f"{W}commentRangeStart"
            if not inside:
                break
    text = " ".join("".join(words).split())
    return text if len(text) <= 160 else f"{text[:157]}…"


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
