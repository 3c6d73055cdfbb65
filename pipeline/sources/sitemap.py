"""A sitemap: the pages that a site lists, each pulled as a page.

In: the bytes of a sitemap or of an index of sitemaps. Out: the addresses with the day each was last saved, and then the pages
themselves, read as pages are. sitemaps.org protocol 0.9; `lastmod` is a hint: many entries have none, and it is never a review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml import etree

from pipeline.foundation.diagnostic import Problems, Span, Unusable, unusable
from pipeline.foundation.value import Struct
from pipeline.sources.capture import Capture, Fetch, Fetched
from pipeline.sources.connector import Connector, Reading, Source
from pipeline.sources.dates import read_timestamp
from pipeline.sources.feed import check_xml

_NAMESPACE = re.compile(r"\{[^}]*\}")
_MOST = 50_000
_LARGEST = 10_000_000
_DEPTH = 2
# What is pulled at once where nobody says how much: at two seconds a page, as long as an editor waits.
LIMIT = 50


class Entry(Struct, frozen=True):
    """A page that a sitemap lists, and when it was last saved ("" where nothing says)."""

    url: str
    modified: str = ""


def read_sitemap(raw: bytes, span: Span) -> tuple[list[Entry], bool]:
    """Return the entries of a sitemap, and whether they are sitemaps themselves.

    Raises `Unusable` where it is no sitemap, or declares a document type.
    """
    if len(raw) > _LARGEST:
        raise unusable("file-too-large", f"sitemap of over {_LARGEST:,} bytes", span, hint="give one of its parts")
    check_xml(raw, span)
    try:
        root = etree.fromstring(
            raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
        )
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise unusable("sitemap-broken", f"no XML: {fault}", span, hint="give the sitemap's own address") from fault
    name = _NAMESPACE.sub("", str(root.tag))
    if name not in ("urlset", "sitemapindex"):
        raise unusable(
            "source-unknown", f"not a known kind: XML of <{name[:40]}>", span, hint="give a sitemap or a feed"
        )
    return list(_entries(root)), name == "sitemapindex"


def _entries(root: etree._Element) -> Iterator[Entry]:
    for entry in list(root)[:_MOST]:
        said = {_NAMESPACE.sub("", str(part.tag)): (part.text or "").strip() for part in entry}
        url = said.get("loc", "")
        if url.startswith(("http://", "https://")):
            yield Entry(url, read_timestamp(said.get("lastmod", "")) or "")


def gather(got: Fetched, fetch: Fetch, reading: Reading, problems: Problems) -> list[Fetched]:
    """Return the pages that a sitemap lists, the last saved first, as far as `reading.query` goes.

    `after` and `before` (ISO dates) leave out what was saved outside them, or nobody knows when; `limit` ends it. A page of
    another host is left out: a sitemap speaks for its own. A page that cannot be fetched is an error on the sheet.
    """
    span = Span(got.url or "the sitemap")
    listed = _wanted(_listed(got, fetch, span, _DEPTH), reading)
    host = urlsplit(got.url).hostname
    kept = [entry for entry in listed if not host or urlsplit(entry.url).hostname == host]
    if len(kept) < len(listed):
        problems.warning("sitemap-foreign", f"{len(listed) - len(kept)} pages of other hosts were left out", span)
    limit = int(reading.query.get("limit", LIMIT))
    if len(kept) > limit:
        problems.warning(
            "site-cut",
            f"the sitemap lists {len(kept)} pages; the first {limit} were read",
            span,
            hint="narrow it with --since DATE, or take more with --limit NUMBER",
        )
    if not kept:
        raise unusable("nothing-extracted", "nothing extracted: the sitemap lists no page that is wanted", span)
    pages = []
    for entry in kept[:limit]:
        try:
            pages.append(fetch(entry.url))
        except Unusable as fault:
            problems.add([fault.problem])
    return pages


def _listed(got: Fetched, fetch: Fetch, span: Span, depth: int) -> list[Entry]:
    entries, index = read_sitemap(got.body, span)
    if not index:
        return entries
    if not depth:
        raise unusable(
            "sitemap-broken", "sitemaps of sitemaps of sitemaps", span, hint="give one of the sitemaps it lists"
        )
    return [page for entry in entries for page in _listed(fetch(entry.url), fetch, Span(entry.url), depth - 1)]


def _wanted(entries: Sequence[Entry], reading: Reading) -> list[Entry]:
    after, before = reading.query.get("after", ""), reading.query.get("before", "")
    kept = [e for e in entries if (not after or e.modified >= after) and (not before or "" < e.modified < before)]
    unique = {entry.url: entry for entry in kept}
    return sorted(unique.values(), key=lambda entry: entry.modified, reverse=True)


def _read(source: Source, problems: Problems) -> list[Capture]:
    # `gather` brings pages, which are read as such; without a network there is only the list.
    raise unusable(
        "source-unknown",
        "a sitemap holds no articles, only their addresses",
        source.span,
        hint="give the sitemap's address, so that its pages can be fetched",
    )


CONNECTOR = Connector(name="sitemap", read=_read, gather=gather)
