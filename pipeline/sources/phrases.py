"""Inline elements of a page as inlines of an article.

In: elements. Out: inlines of `document.tree`: emphasis, raised and lowered characters, other languages, links whose
schemes are safe to print, marks of footnotes. Pictures met on the way are noted for the blocks to place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

from lxml.html import HtmlElement

from pipeline.document.tree import (
    Emphasis,
    FootnoteMark,
    Foreign,
    Inline,
    LineBreak,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
    plain,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, field
from pipeline.sources.capture import joined
from pipeline.sources.furniture import is_furniture
from pipeline.sources.html import BLOCKS

_SAFE = ("http", "https", "mailto", "tel")
_NOTE = re.compile(r"\W{0,2}(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§¶]+)\W{0,2}", re.I)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")


class Phrases(Struct):
    """Reads inlines. `base` resolves links; `language` is the article's; `notes` are the footnotes by their anchors."""

    span: Span
    problems: Problems
    base: str = ""
    language: str = ""
    notes: dict[str, HtmlElement] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    pictures: list[tuple[str, str]] = field(default_factory=list)

    def inlines(self, element: HtmlElement) -> Iterator[Inline]:
        """Yield the inlines inside an element; blocks in it are parted by spaces."""
        yield Text(element.text or "")
        for child in element:
            if child.tag in BLOCKS:
                yield Text(" ")
                yield from self.inline(child)
                yield Text(" ")
            else:
                yield from self.inline(child)
            yield Text(child.tail or "")

    def inline(self, element: HtmlElement) -> Iterator[Inline]:
        """Yield what an inline element says."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag == "br":
            yield LineBreak()
        elif tag == "img":
            self._picture(element)
        elif tag == "a":
            yield from self.link(element)
        elif tag in ("em", "i", "cite", "dfn", "var"):
            yield Emphasis(tuple(self.inlines(element)))
        elif tag in ("strong", "b"):
            yield Strong(tuple(self.inlines(element)))
        elif tag in ("sup", "sub"):
            yield from self.raised(element)
        elif tag == "q":
            yield from (Text("“"), *self.inlines(element), Text("”"))
        else:
            yield from self.spoken(element)

    def spoken(self, element: HtmlElement) -> Iterator[Inline]:
        """Yield a span, in its own language where it says so."""
        language = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        other = language.split("-")[0].lower() != self.language.split("-")[0]
        if self.language and other and _LANGUAGE.fullmatch(language):
            yield Foreign(language, tuple(self.inlines(element)))
        else:
            yield from self.inlines(element)

    def raised(self, element: HtmlElement) -> Iterator[Inline]:
        """Yield raised or lowered characters; a mark of a footnote stands by itself."""
        content = tuple(self.inlines(element))
        for node in content:
            if isinstance(node, FootnoteMark):
                yield node
        rest = tuple(node for node in content if not isinstance(node, FootnoteMark))
        if plain(rest).strip() in ("®", "™", "℠"):
            # The sign is raised by its own shape, and must be found again beside the name it belongs to.
            yield Text(plain(rest).strip())
        elif plain(rest).strip():
            yield Superscript(rest) if element.tag == "sup" else Subscript(rest)

    def link(self, element: HtmlElement) -> Iterator[Inline]:
        """Yield a link, a mark of a footnote, or the words of what leads nowhere printable."""
        href = (element.get("href") or "").strip()
        if href.startswith("#") and href[1:] in self.notes:
            yield FootnoteMark(self.marked.setdefault(href[1:], str(len(self.marked) + 1)))
            return
        content = tuple(self.inlines(element))
        target = self._target(href)
        if target and plain(content).strip():
            yield Link(target, content)
        else:
            yield from content

    def _target(self, href: str) -> str:
        """Return the address a link leads to, or "" where it has none that may be printed."""
        if not href or href.startswith("#"):
            return ""
        try:
            whole = urljoin(self.base, href) if self.base else href
            parts = urlsplit(whole)
        except ValueError:
            return ""
        if parts.scheme.lower() not in _SAFE:
            if not parts.scheme:
                self.problems.warning(
                    "link-relative",
                    "links without an address of their own were left out, their words kept",
                    self.span,
                    hint="pull the page by its URL to keep them",
                )
            return ""
        if parts.scheme.lower() in ("http", "https") and not parts.netloc:
            return ""
        return quote(whole, safe="%/:=&?~#+!$,;'@*._-")

    def _picture(self, element: HtmlElement) -> None:
        source = (element.get("src") or "").strip()
        alternate = " ".join((element.get("alt") or "").split())
        tiny = any((element.get(side) or "").strip() in ("0", "1", "2") for side in ("width", "height"))
        if source and alternate and not tiny and not is_furniture(alternate):
            self.pictures.append((source if source.startswith("data:") else joined(self.base, source), alternate))

    def find_notes(self, main: HtmlElement) -> None:
        """Find the footnotes: elements a mark leads to that lead back to the mark."""
        owners = {e.get("id") or e.get("name"): e for e in main.iter() if isinstance(e.tag, str)}
        for anchor in main.iter("a"):
            target = (anchor.get("href") or "")[1:] if (anchor.get("href") or "").startswith("#") else ""
            note = owners.get(target) if target else None
            if note is None or not _NOTE.fullmatch(anchor.text_content().strip()):
                continue
            back = {e.get("id") for e in (anchor, *anchor.iterancestors()) if e.get("id")}
            holder = note if note.tag in ("li", "p", "div", "dd", "aside") else note.getparent()
            if holder is None or holder is main:
                continue
            returns = [a for a in holder.iter("a") if (a.get("href") or "")[1:] in back and a is not anchor]
            if returns and anchor not in list(holder.iter()):
                for link in returns:
                    link.drop_tree()
                self.notes[target] = holder
