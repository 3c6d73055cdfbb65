"""Markup as a tree of elements, made safe to walk: nothing that runs, nothing hidden, no bottomless nesting.

In: the text of a page. Out: its `<body>`, pruned; the lines a reader would see, each with the element it stands in.
The door of lxml's HTML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html
from lxml.html import HtmlElement

from pipeline.foundation.diagnostic import Span, unusable
from pipeline.foundation.value import Struct, field
from pipeline.sources.facts import Line

LARGEST = 2_000_000
DEEPEST = 120

_NEVER = """
    script style noscript template svg math canvas object embed applet iframe frame frameset audio video source
    track form input button select textarea option datalist map area link meta base dialog head title
""".split()  # noqa: SIM905
_HIDDEN = re.compile(
    r"(?:^|\s)(?:sr-only|usa-sr-only|visually-hidden|screen-reader-text|element-invisible|hidden|d-none|"
    r"noprint)(?:\s|$)"
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3
    h4 h5 h6 header hr hgroup li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
    caption legend
""".split()  # noqa: SIM905
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


def parse_page(text: str, span: Span) -> HtmlElement:
    """Return the root of a page's tree.

    Raises `Unusable` where it is over 2 MB (extraction grows with the square of it) or holds nothing.
    """
    if len(text) > LARGEST:
        raise unusable(
            "file-too-large",
            f"page of {len(text):,} characters; the limit is {LARGEST:,}",
            span,
            hint="save the article's part of the page and pull that",
        )
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    declared = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = html.document_fromstring(declared, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise unusable("nothing-extracted", "nothing extracted: the page holds no markup", span) from fault
    if not isinstance(root, HtmlElement):
        raise unusable("nothing-extracted", "nothing extracted: the page holds no markup", span)
    return root


def parse_fragment(text: str, span: Span) -> HtmlElement:
    """Return a `<body>` that holds a piece of markup, as feeds and site interfaces send it."""
    body = parse_page(f"<html><body>{text}</body></html>", span).find("body")
    if body is None:
        raise unusable("nothing-extracted", "nothing extracted: no markup", span)
    return body


def prune(root: HtmlElement) -> None:
    """Take away what is never text: scripts, forms, media, and what the page hides from every reader."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element is root:
            continue
        hidden = (
            element.get("hidden") is not None
            or _HIDING.search(element.get("style") or "")
            or (_HIDDEN.search(element.get("class") or "") and element.tag not in ("body", "main", "article"))
        )
        if element.tag in _NEVER or hidden:
            drop(element)


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree, the text after it left in place."""
    if element.getparent() is not None:
        element.drop_tree()


def deep(root: HtmlElement) -> bool:
    """Whether elements nest deeper than any article does."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def text_of(element: HtmlElement) -> str:
    """Return the characters of an element on one line."""
    return " ".join(" ".join(element.itertext()).split()) if len(element) else " ".join((element.text or "").split())


def joined_text(element: HtmlElement) -> str:
    """Return the characters of an inline element on one line, nothing put between its parts."""
    return " ".join("".join(element.itertext()).split())


class Piece(Struct):
    """A line of the page with the nodes that make it: (element, its tail only) in document order."""

    line: Line
    owner: HtmlElement
    parts: list[tuple[HtmlElement, str]] = field(default_factory=list)


def pieces(body: HtmlElement) -> list[Piece]:
    """Return the lines of a page in reading order; `<br>` and the edges of blocks end a line."""
    return list(_Lines().read(body))


class _Lines:
    """Gathers runs of inline text between the edges of blocks."""

    def __init__(self) -> None:
        self.group = 0
        self.text: list[str] = []
        self.parts: list[tuple[HtmlElement, str]] = []
        self.links: list[str] = []
        self.bold = True

    def read(self, body: HtmlElement) -> Iterator[Piece]:
        owners: list[HtmlElement] = []
        for event, element in etree.iterwalk(body, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            block = element.tag in BLOCKS
            if event == "start":
                if block:
                    yield from self.flush(owners)
                    self.group += 1
                    owners.append(element)
                if element.tag == "br":
                    yield from self.flush(owners)
                if element.tag == "a" and element.get("href"):
                    self.links.append(element.get("href") or "")
                self.add(element, "text", element.text)
            else:
                if block:
                    yield from self.flush(owners)
                    self.group += 1
                    owners.pop()
                if element is not body:
                    self.add(element, "tail", element.tail)

    def add(self, element: HtmlElement, part: str, text: str | None) -> None:
        if text:
            self.text.append(text)
            self.parts.append((element, part))
            holder = element if part == "text" else element.getparent()
            inside = holder is not None and any(e.tag in ("b", "strong") for e in (holder, *holder.iterancestors()))
            self.bold = self.bold and (inside or not text.strip())

    def flush(self, owners: Sequence[HtmlElement]) -> Iterator[Piece]:
        text = " ".join("".join(self.text).split())
        if text and owners:
            owner = owners[-1]
            heading = owner.tag in HEADINGS or (self.bold and len(text) < 80 and owner.tag in ("p", "div", "dt"))
            item = any(e.tag in ("li", "dd") for e in (owner, *list(owner.iterancestors())[:2]))
            line = Line(text, self.group, heading, tuple(self.links), _place(owner), item)
            yield Piece(line, owner, self.parts)
        self.text, self.parts, self.links, self.bold = [], [], [], True


def _place(element: HtmlElement) -> str:
    classes = "".join(f".{name}" for name in (element.get("class") or "").split()[:2])
    return f"<{element.tag}>{classes}" + (f" line {element.sourceline}" if element.sourceline else "")


def erase(piece: Piece) -> None:
    """Take a line's text out of the tree, with the elements it leaves empty."""
    for element, part in piece.parts:
        if part == "text":
            element.text = None
        else:
            element.tail = None
    for element, _ in piece.parts:
        _drop_empty(element)
    _drop_empty(piece.owner)


def _drop_empty(element: HtmlElement) -> None:
    while element.getparent() is not None and element.tag not in ("body", "html", "td", "th"):
        if "".join(element.itertext()).strip() or element.find(".//img") is not None or element.tag == "img":
            return
        above = element.getparent()
        if element.tag == "br" and not (element.tail or "").strip():
            pass
        drop(element)
        if above is None:
            return
        element = above
