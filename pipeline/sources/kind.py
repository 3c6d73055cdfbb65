"""Which kind of source some bytes are: asked of added connectors, told by what they begin with, then by name and declared type."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from pipeline.foundation.diagnostic import Span, unusable
from pipeline.sources.capture import path_of
from pipeline.sources.connector import added_kind
from pipeline.sources.encoding import check_text

_SUFFIXES = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".docx": "docx",
    ".json": "json",
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
}
_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/rss+xml": "xml",
    "application/atom+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
}
_KNOWN = "a URL, or a .html, .docx, .md, .txt, .xml or .json file"


def kind_of(raw: bytes, name: str, declared: str, span: Span) -> str:
    """Return "html", "markdown", "text", "docx", "feed", "sitemap" or "json".

    Raises `Unusable` for an empty file, a binary one, and a kind that is not known.
    """
    added = added_kind(raw, name, declared)
    if added:
        return added
    path = path_of(name)
    kind = _TYPES.get(declared) or _SUFFIXES.get(PurePosixPath(path).suffix.lower(), "")
    if raw.startswith(b"PK\x03\x04"):
        return "docx"
    for start, what in (
        (b"%PDF-", "a PDF"),
        (b"\xd0\xcf\x11\xe0", "an old Word .doc"),
        (b"{\\rtf", "an RTF file"),
    ):
        if raw.startswith(start):
            raise unusable(
                "source-unknown",
                f"not a known kind: {what}",
                span,
                hint=f"save it as .docx or text; known are {_KNOWN}",
            )
    check_text(raw, span)
    if kind == "docx":
        raise unusable("docx-broken", "the file is no Word document, or damaged", span, hint="save it as .docx")
    head = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if kind in ("markdown", "text"):
        return kind
    if kind == "json" or (not kind and head[:1] in (b"{", b"[") and declared):
        return "json"
    if re.search(rb"<(?:urlset|sitemapindex)[\s>]", head):
        return "sitemap"
    if re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", head):
        return "feed"
    if kind == "html" or re.search(rb"(?i)<(?:!doctype html|html|head|body|article|div|p|h1)[\s>]", head):
        return "html"
    if kind == "xml" or head.startswith(b"<?xml"):
        return "feed"
    raise unusable("source-unknown", "not a known kind of source", span, hint=f"known are {_KNOWN}")
