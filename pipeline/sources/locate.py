"""Where the text of an unknown page is.

In: the page. Out: the element of its own tree that holds the text. trafilatura only says which sentences are text; the
tree the writer walks is the page's, so that structure survives which an extractor's own output loses. The door of trafilatura.
"""

from __future__ import annotations

import re

import trafilatura
from lxml import html
from lxml.html import HtmlElement

from pipeline.sources.html import BLOCKS, joined_text

# Extraction takes 4 s at 430 kB of flat paragraphs and 47 s at 2.2 MB: beyond this the page's own weights decide.
_SLOW = 400_000
_SHARE = 0.9
_SHORT = 400


def locate(body: HtmlElement) -> HtmlElement | None:
    """Return the smallest element that holds nine tenths of the page's text; None where there is no text."""
    markup = html.tostring(body, encoding="unicode")
    wanted = _sentences(markup) if len(markup) <= _SLOW else set()
    # Of a few lines an extractor keeps the heading, or nothing: a short page is weighed by its paragraphs.
    known = wanted if sum(map(len, wanted)) > _SHORT else None
    weights: dict[HtmlElement, int] = {}
    for element in body.iter(*BLOCKS):
        if any(child.tag in BLOCKS for child in element.iterdescendants()):
            continue
        text = joined_text(element)
        if _key(text) in known if known is not None else _is_prose(element, text):
            for holder in (element, *element.iterancestors()):
                weights[holder] = weights.get(holder, 0) + len(text)
    total = weights.get(body, 0)
    if not total:
        return None
    found = body
    while True:
        deeper = [child for child in found if weights.get(child, 0) >= total * _SHARE]
        if not deeper or deeper[0].tag in ("p", "ul", "ol", "table", "dl", "blockquote", "li"):
            return found
        found = deeper[0]


def _is_prose(element: HtmlElement, text: str) -> bool:
    if any(holder.tag in ("nav", "header", "footer", "menu") for holder in element.iterancestors()):
        return False
    return bool(text) and (
        element.tag in ("p", "blockquote", "dd", "td") or (element.tag in ("li", "div") and len(text) > 80)
    )


def _sentences(markup: str) -> set[str]:
    text = trafilatura.extract(
        f"<html><body>{markup}</body></html>",
        output_format="txt",
        include_comments=False,
        include_tables=True,
        fast=True,
    )
    return {_key(line) for line in (text or "").split("\n") if line.strip()}


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
