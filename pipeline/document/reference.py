"""A work as an entry of the list of references, as a CSL style writes it.

In: a `Work`, the language of the list and a style, by default that of the AMA Manual of Style (11th ed., chapter 3). Out: inlines;
what the style sets in italics is emphasised, DOI and URL are links, and a title in another language than the list says so.
What the processor wrote is kept in the cache under what it was written from, so that a build waits for it once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pipeline.document.csl import Item, csl_item
from pipeline.document.processor import VERSION, StyleUnusable, check_style, written
from pipeline.document.tree import (
    Emphasis,
    Foreign,
    Inline,
    Inlines,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
    plain,
)
from pipeline.document.work import Work
from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.foundation.files import read_text, write_whole

_MARKUP = re.compile(r"<(/?)(i|b|sub|sup|span|sc)(?:\s[^<>]*)?>")
_WRAPS: dict[str, type[Emphasis | Strong | Subscript | Superscript]] = {
    "i": Emphasis,
    "b": Strong,
    "sub": Subscript,
    "sup": Superscript,
}
_URL = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]|doi:\s?10\.\d{4,9}/[^\s<>]*[^\s<>.,;:)]", re.IGNORECASE)
# The cache of a style and a language holds so many entries at most; the oldest go first.
_KEPT = 5_000


@lru_cache(maxsize=1)
def house_style() -> str:
    """Return the AMA's style, as XML."""
    return (Path(__file__).parent / "styles" / "american-medical-association.csl").read_text("utf-8")


def read_style(root: Path, name: str, problems: Problems) -> str:
    """Return the CSL style in the file `name` of the publication in `root`, "" for the AMA's.

    One that cannot be used is reported ("style-unusable"), and the AMA's stands in for it.
    """
    if not name or not (root / name).is_file():
        return ""
    try:
        text = read_text(root / name, name)
        check_style(text)
    except Unusable as fault:
        problems.add([fault.problem])
        return ""
    except StyleUnusable as fault:
        hint = "take a numeric style, such as those of github.com/citation-style-language/styles"
        problems.error("style-unusable", f"the style cannot be used: {fault}", Span(name), hint=hint)
        return ""
    return text


class Entries:
    """Writes entries in one style. `cache` is the folder that keeps them from build to build, or None."""

    def __init__(self, style: str = "", cache: Path | None = None) -> None:
        self.style = style or house_style()
        self._folder = cache / "references" if cache else None
        self._known: dict[str, dict[str, str]] = {}
        self._new: set[str] = set()

    def entry(self, work: Work, language: str, problems: Problems) -> Inlines:
        """Return the entry of a work; one kept verbatim is its own text with its addresses made links.

        What the style cannot write is reported ("reference-style"), and its title stands in for it.
        """
        if work.verbatim:
            return tuple(_linked(work.verbatim))
        text = self._text(csl_item(work, language), work, language, problems)
        content = _addressed(rich(text), work)
        own = work["language"]
        if own and own.split("-")[0].lower() != language.split("-")[0].lower():
            for title in (work["title"], work["container-title"], work["container-title-short"]):
                content = _spoken(content, plain(rich(title)), own)
        return content

    def keep(self) -> None:
        """Write new entries into the cache."""
        if self._folder is None:
            return
        for shelf in self._new:
            kept = dict(list(self._known[shelf].items())[-_KEPT:])
            data = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
            write_whole(self._folder / f"{shelf}.json", data)
        self._new.clear()

    def _text(self, item: Item, work: Work, language: str, problems: Problems) -> str:
        shelf = _digest([VERSION, self.style, language])
        known = self._known.get(shelf)
        if known is None:
            known = self._known[shelf] = self._read(shelf)
        key = _digest(item)
        if key not in known:
            try:
                known[key] = next(written(self.style, language, [item]))
            except Exception as fault:  # the processor's own faults are of every kind
                said = f"{type(fault).__name__}: {fault}".rstrip(": ")
                problems.error(
                    "reference-style",
                    f'the style cannot write "{work.key}" ({said})',
                    work.span,
                    hint="look at its type, names and dates, or keep it verbatim",
                )
                return work["title"]
            self._new.add(shelf)
        return known[key]

    def _read(self, shelf: str) -> dict[str, str]:
        try:
            found = json.loads((self._folder / f"{shelf}.json").read_bytes()) if self._folder else {}
        except (OSError, ValueError):
            # Not there, or broken: entries are written anew.
            return {}
        sound = isinstance(found, dict) and all(isinstance(text, str) for text in found.values())
        return found if sound else {}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def address(work: Work) -> str:
    """Return the web address a work is found at, or ""."""
    if work.doi:
        return f"https://doi.org/{work.doi}"
    if work["URL"].startswith(("http://", "https://")):
        return work["URL"]
    found = _URL.search(work.verbatim)
    return _target(found[0]) if found else ""


def _text(text: str) -> Inlines:
    return (Text(text),) if text else ()


def _merged(content: Iterable[Inline]) -> Inlines:
    merged: list[Inline] = []
    for node in content:
        last = merged[-1] if merged else None
        if isinstance(node, Text) and isinstance(last, Text):
            merged[-1] = Text(last.text + node.text)
        else:
            merged.append(node)
    return tuple(merged)


def rich(text: str) -> Inlines:
    """Return a CSL-JSON text with its few HTML tags (i, b, sub, sup; others are dropped) as inlines."""
    stack: list[tuple[str, list[Inline]]] = [("", [])]
    at = 0
    for found in _MARKUP.finditer(text):
        stack[-1][1].extend(_text(text[at : found.start()]))
        at = found.end()
        name = found[2].lower()
        if not found[1]:
            stack.append((name, []))
        elif len(stack) > 1 and stack[-1][0] == name:
            stack[-2][1].extend(_closed(*stack.pop()))
    stack[-1][1].extend(_text(text[at:]))
    while len(stack) > 1:
        stack[-2][1].extend(_closed(*stack.pop()))
    return _merged(stack[0][1])


def _closed(name: str, content: list[Inline]) -> Iterable[Inline]:
    kind = _WRAPS.get(name)
    return [kind(_merged(content))] if kind and content else content


def _linked(text: str) -> Iterable[Inline]:
    at = 0
    for found in _URL.finditer(text):
        yield from _text(text[at : found.start()])
        yield Link(_target(found[0]), _text(found[0]))
        at = found.end()
    yield from _text(text[at:])


def _target(found: str) -> str:
    return f"https://doi.org/{found[4:].strip()}" if found[:4].lower() == "doi:" else found


def _addressed(content: Inlines, work: Work) -> Inlines:
    """Return an entry whose DOI and URL are links."""
    wanted = [(f"doi:{work.doi}", f"https://doi.org/{work.doi}")] if work.doi else []
    if work["URL"].startswith(("http://", "https://")):
        wanted.append((work["URL"], work["URL"]))
    made: list[Inline] = []
    for node in content:
        if not isinstance(node, Text):
            made.append(node)
            continue
        text = node.text
        for said, target in wanted:
            before, found, after = text.rpartition(said)
            if found:
                made += [*_text(before), Link(target, (Text(said),)), *_text(after)]
                break
        else:
            made.append(node)
    return tuple(made)


def _spoken(content: Inlines, title: str, language: str) -> Inlines:
    """Return an entry with the nodes that say `title` in its language, whatever case the style gave it."""
    whole = plain(content)
    start = whole.casefold().find(title.casefold()) if title else -1
    if start < 0 or len(whole.casefold()) != len(whole):
        return content
    end, at = start + len(title), 0
    before: list[Inline] = []
    within: list[Inline] = []
    after: list[Inline] = []
    for node in content:
        length = len(plain((node,)))
        if isinstance(node, Text):
            for part, first, last in ((before, 0, start), (within, start, end), (after, end, len(whole))):
                part.extend(_text(node.text[max(first - at, 0) : max(last - at, 0)]))
        else:
            (before if at + length <= start else after if at >= end else within).append(node)
        at += length
    if any(isinstance(node, Foreign) for node in within):
        return content
    return (*before, Foreign(language, tuple(within)), *after)
