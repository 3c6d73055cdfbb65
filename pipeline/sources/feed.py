"""An RSS or Atom feed: each entry an article.

In: the bytes of a feed. Out: captures. The door of feedparser, which is given bytes that were fetched and checked, and
never fetches. A feed's "updated" is when the site saved the entry, not a review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import feedparser  # type: ignore[import-untyped]  # the distribution ships no types

from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable, unusable
from pipeline.sources.capture import Capture, Fact, name_of, slug_of
from pipeline.sources.connector import Connector, Source
from pipeline.sources.dates import day, read_timestamp
from pipeline.sources.encoding import check_text, decode
from pipeline.sources.fragment import read_fragment
from pipeline.sources.people import Named, read_people

_DANGEROUS = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b", re.I)
_REFERENCE = re.compile(r"&(?:amp;)?#(?:x([0-9a-f]{1,4000})|(\d{1,4000}));", re.I)
MOST = 500
_LARGEST = 5_000


def check_xml(raw: bytes, span: Span) -> None:
    """Raise `Unusable` where XML declares a document type: entities can blow up, read files, or swallow text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        wide = "<!".encode(encoding)
        if wide in raw[:4096]:
            raw = raw.decode(encoding, "ignore").encode("utf-8")
            break
    found = _DANGEROUS.search(raw)
    if found:
        line = raw.count(b"\n", 0, found.start()) + 1
        raise unusable(
            "xml-doctype",
            "XML with a document type or entities is refused",
            Span(span.path, line, 1),
            hint="remove the <!DOCTYPE …> declaration",
        )


def read_feed(raw: bytes, origin: str, fallback: str, problems: Problems) -> list[Capture]:
    """Return the entries of a feed as captures; an entry that says nothing is an error on the sheet.

    Raises `Unusable` where the file is no feed or has no entries.
    """
    span = Span(origin)
    check_text(raw, span)
    check_xml(raw, span)
    count = len(_ENTRY.findall(raw))
    if count > _LARGEST:
        raise unusable(
            "feed-large", f"feed of {count:,} entries; the limit is {_LARGEST:,}", span, hint="pull a part of it"
        )
    # The charset is settled here; the parser's own way of finding it stumbles over damaged declarations.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(raw, span, problems, markup=True))
    text = _REFERENCE.sub(_character, text)
    declared = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed = feedparser.parse(
            text.encode(), response_headers=declared, sanitize_html=False, resolve_relative_uris=True
        )
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, OverflowError, RecursionError) as fault:
        raise unusable(
            "feed-broken", f"the feed cannot be read ({type(fault).__name__})", span, hint="pull its pages one by one"
        ) from fault
    if not parsed.get("version"):
        raise unusable(
            "source-unknown", "not a known kind: no RSS or Atom feed", span, hint="give a feed's own address"
        )
    entries = parsed.entries
    if not entries:
        raise unusable("nothing-extracted", "nothing extracted: the feed has no entries", span)
    if len(entries) > MOST:
        problems.warning("feed-cut", f"feed of {len(entries)} entries; the first {MOST} were read", span)
    language = str(parsed.feed.get("language") or "")
    author = str(parsed.feed.get("author") or "")
    return list(_captures(entries[:MOST], raw, origin, language, author, fallback, problems))


def _character(found: re.Match[str]) -> str:
    """Return a reference to a character as it stands, one to none as U+FFFD, as HTML has it; the parser stumbles over it."""
    code = int(found[1], 16) if found[1] else int(found[2])
    return found[0] if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _captures(
    entries: list[Any], raw: bytes, origin: str, language: str, author: str, fallback: str, problems: Problems
) -> Iterator[Capture]:
    span = Span(origin)
    for number, entry in enumerate(entries, 1):
        title = " ".join(str(entry.get("title") or "").split())
        markup = max((str(c.get("value") or "") for c in entry.get("content") or ()), key=len, default="")
        if not markup.strip():
            markup = str(entry.get("summary") or "")
            if not markup.strip():
                problems.error(
                    "entry-empty",
                    f'entry {number}, "{title}", has no content',
                    span,
                    hint=f"pull its page: {_address(entry) or 'the feed names none'}",
                )
                continue
            problems.warning(
                "entry-summary",
                f'entry {number}, "{title}", holds its summary only',
                span,
                hint=f"pull the whole text from its page: {_address(entry) or 'the feed names none'}",
            )
        try:
            yield _capture(entry, markup, title, raw, origin, language, author, fallback, problems)
        except Unusable as fault:
            if fault.exit_code is not Exit.PROBLEMS:
                raise
            problems.error(
                fault.problem.code, f"entry {number}: {fault.problem.message}", span, hint=fault.problem.hint
            )


def _capture(
    entry: Any,
    markup: str,
    title: str,
    raw: bytes,
    origin: str,
    language: str,
    author: str,
    fallback: str,
    problems: Problems,
) -> Capture:
    facts = []
    for key, kind in (("published", "published"), ("updated", "source_modified")):
        stated = str(entry.get(key) or "") if key in entry else ""
        date = read_timestamp(stated) if stated else None
        if date:
            facts.append(Fact(kind, date if kind == "source_modified" else day(date), f"{key}: {stated}", f"<{key}>"))
    name = str(entry.get("author") or author)
    # A feed gives a name alone where a page gives a byline; one word may be all of it.
    people = read_people(name) or ((Named(name),) if name and "@" not in name else ())
    if people:
        facts.append(Fact("authors", [p.data() for p in people], f"author: {name}", "<author>"))
    link = _address(entry)
    return read_fragment(
        markup,
        raw=raw,
        suffix=".xml",
        connector="feed",
        origin=origin,
        name=slug_of(title) or name_of(link),
        title=title,
        url=link,
        language=str(entry.get("language") or language),
        facts=facts,
        fallback=fallback,
        problems=problems,
    )


def _address(entry: Any) -> str:
    """Return where an entry's page is, or "" where the feed gives a name and no address."""
    links = [
        str(entry.get("link") or ""),
        *(str(link.get("href") or "") for link in entry.get("links") or ()),
    ]
    return next((link for link in links if link.startswith(("http://", "https://"))), "")


def _read(source: Source, problems: Problems) -> list[Capture]:
    return read_feed(source.got.body, source.origin, source.reading.language, problems)


CONNECTOR = Connector(name="feed", read=_read)
