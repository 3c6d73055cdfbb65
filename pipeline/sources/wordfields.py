"""The fields that reference managers leave in a Word file: citations in the text and the works they cite.

In: the root of a part. Out: the works, and the text with a mark in the place of each citation, which becomes a citation of the
article. Mendeley and Zotero write CSL-JSON, EndNote XML of its own; all of them into field codes (ECMA-376 Part 1, 17.16).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.document.tree import Citation, Cite, Inline, Inlines, Node, Text, Words
from pipeline.document.walk import changed
from pipeline.foundation.value import Struct, field, replace
from pipeline.sources.citedwork import work
from pipeline.sources.endnote import records
from pipeline.sources.reference import Reference
from pipeline.sources.tracked import W

_CSL = re.compile(r"ADDIN\s+(?:ZOTERO_ITEM\s+)?CSL_CITATION\s+(\{.*\})\s*$", re.S)
_ENDNOTE = re.compile(r"ADDIN\s+EN\.CITE(?:\.DATA)?\b\s*(<EndNote>.*</EndNote>)?", re.S)
# Characters of private use frame a mark on its way through the converter.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"[ \u00a0]?{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_LIST = re.compile(r"ADDIN\s+(?:Mendeley Bibliography\b|ZOTERO_BIBL\b|EN\.REFLIST\b)")
_HEAD = re.compile(
    r"(?:references?|bibliography|works cited|literature cited|referencias(?: bibliogr[áa]ficas)?|bibliograf[íi]a)\W*",
    re.I,
)
_LABELS = {"page": "p.", "chapter": "chap.", "section": "sec.", "figure": "fig.", "table": "table", "volume": "vol."}


class Works(Struct):
    """The works cited, each once, in the order of first citation; `lists` are the paragraphs that print them all."""

    found: list[Reference] = field(default_factory=list)
    lists: list[Any] = field(default_factory=list)
    _at: dict[str, int] = field(default_factory=dict)

    def number(self, item: dict[str, Any]) -> int:
        """Return the number of a work from 0; ids such as "ITEM-1" begin again in each field, so it is told by what it is."""
        mark = re.sub(r"\W+", "", str(item.get("DOI") or f"{item['title']}{item.get('issued')}")).casefold()
        if mark not in self._at:
            self._at[mark] = len(self.found)
            self.found.append(work(item))
        return self._at[mark]


class _Field(Struct):
    """A field that is open: its instruction, its data, the runs of its result."""

    begin: Any
    instruction: list[str] = field(default_factory=list)
    result: list[Any] = field(default_factory=list)
    paragraphs: list[Any] = field(default_factory=list)
    separated: bool = False


def take_citations(root: Any, works: Works) -> None:
    """Put a mark in the place of each citation field of a part, and its works among `works`."""
    open_fields: list[_Field] = []
    done: list[tuple[_Field, Any]] = []
    for run in root.iter(f"{W}r"):
        for one in (one for one in open_fields if one.separated):
            one.paragraphs += [p for p in run.iterancestors(f"{W}p") if p not in one.paragraphs[-1:]][:1]
        for element in run:
            kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else ""
            if kind == "begin":
                open_fields.append(_Field(run))
                data = element.find(f"{W}fldData")
                if data is not None and data.text:
                    open_fields[-1].instruction.append(_decoded(data.text))
            elif element.tag == f"{W}instrText" and open_fields:
                open_fields[-1].instruction.append(element.text or "")
            elif kind == "separate" and open_fields:
                open_fields[-1].separated = True
            elif kind == "end" and open_fields:
                closed = open_fields.pop()
                if open_fields and not open_fields[-1].separated:
                    # A field inside another's code holds its data: EndNote puts long ones there.
                    open_fields[-1].instruction += closed.instruction
                done.append((closed, run))
            elif open_fields and open_fields[-1].separated and element.tag in (f"{W}t", f"{W}tab", f"{W}br"):
                open_fields[-1].result.append(element)
    for closed, _ in done:
        instruction = "".join(closed.instruction)
        if _LIST.search(instruction):
            works.lists += closed.paragraphs
            continue
        cites = list(_cites(instruction, works))
        if cites and closed.result:
            _replace(closed.result, cites)


def drop_lists(works: Works) -> None:
    """Take the printed list of works away, with its heading, where its works are known: the article prints its own."""
    if not works.found:
        return
    for paragraph in works.lists:
        before, above = paragraph.getprevious(), paragraph.getparent()
        if above is None:
            continue
        if before is not None and _HEAD.fullmatch("".join(t.text or "" for t in before.iter(f"{W}t")).strip()):
            above.remove(before)
        above.remove(paragraph)


def _decoded(data: str) -> str:
    try:
        return base64.b64decode(re.sub(r"\s+", "", data)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _cites(instruction: str, works: Works) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the works that a field cites, with their locators."""
    found = _CSL.search(instruction)
    if found:
        try:
            data = json.loads(found[1])
        except (ValueError, RecursionError):
            return
        entries = data.get("citationItems") if isinstance(data, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            item = entry.get("itemData") if isinstance(entry, dict) else None
            if isinstance(item, dict) and str(item.get("title") or "").strip():
                yield works.number(item), _locator(entry)
        return
    endnote = _ENDNOTE.search(instruction)
    if endnote:
        xml = re.search(r"<EndNote>.*?</EndNote>", instruction, re.S)
        for item, pages in records(xml[0]) if xml else ():
            yield works.number(item), f"p. {pages}" if pages else ""


def _locator(entry: dict[str, Any]) -> str:
    said = str(entry.get("locator") or "").strip()
    return f"{_LABELS.get(str(entry.get('label') or 'page'), '')} {said}".strip() if said else ""


def _replace(result: list[Any], cites: list[tuple[int, str]]) -> None:
    first, *rest = result
    for element in rest:
        element.getparent().remove(element)
    text = etree.Element(f"{W}t")
    text.text = _OPEN + "|".join(f"{number},{re.sub('[|,]', ' ', locator)}" for number, locator in cites) + _CLOSE
    run = first.getparent()
    run.replace(first, text)
    properties = run.find(f"{W}rPr")
    if properties is not None:  # the mark is set by the citation's own style
        run.remove(properties)


def with_citations(tree: Node, base: int) -> Node:
    """Return a block with its marks as citations, whose keys are numbers of works from `base`: "#3"."""
    return changed(tree, Words, lambda words: replace(words, content=tuple(_split(words.content, base))))


def _split(content: Inlines, base: int) -> Iterator[Inline]:
    for node in content:
        if isinstance(node, Text):
            at = 0
            for found in _MARK.finditer(node.text):
                if found.start() > at:
                    yield Text(node.text[at : found.start()])
                yield Citation(tuple(_cite(part, base) for part in found[1].split("|")))
                at = found.end()
            if at < len(node.text):
                yield Text(node.text[at:])
        elif hasattr(node, "content"):
            yield replace(node, content=tuple(_split(node.content, base)))
        else:
            yield node


def _cite(part: str, base: int) -> Cite:
    number, _, locator = part.partition(",")
    return Cite(f"#{int(number) + base}", locator)
