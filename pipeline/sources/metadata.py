"""What a page says about itself to machines: meta elements, JSON-LD, time stamps in its markup.

In: the root of a page. Out: the canonical address, the declared language, the site's name, and facts. A stamp without
words beside it is a fact as well, at a place that says so; a content system's "modified" is never a review.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct
from pipeline.sources.capture import Fact, joined
from pipeline.sources.dates import day, read_date, read_timestamp
from pipeline.sources.html import joined_text
from pipeline.sources.people import read_people, read_person
from pipeline.sources.profile import Profile, select

_DATES = {
    "article:published_time": "published",
    "article:modified_time": "source_modified",
    "og:updated_time": "source_modified",
}
_LD_DATES = {"datePublished": "published", "dateModified": "source_modified", "lastReviewed": "reviewed"}


class Metadata(Struct, frozen=True):
    """What the head of a page declares; "" where it declares nothing."""

    title: str
    site: str
    url: str
    language: str
    facts: tuple[Fact, ...]


def read_metadata(root: HtmlElement, url: str, profile: Profile, span: Span, problems: Problems) -> Metadata:
    """Return what a page declares; to be read before the page is pruned."""
    metas = {
        (m.get("property") or m.get("name") or "").strip(): (m.get("content") or "").strip() for m in root.iter("meta")
    }
    title = next((joined_text(t) for t in root.iter("title") if joined_text(t)), "")
    canonical = next(
        (link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"),
        "",
    )
    address = joined(url, canonical) if canonical else url or metas.get("og:url", "")
    facts: list[Fact] = []
    for key, kind in {**_DATES, **profile.facts}.items():
        if metas.get(key):
            date = read_timestamp(metas[key]) or read_date(metas[key], span, problems)
            if date:
                facts.append(Fact(kind, _kept(kind, date), f"{key}: {metas[key]}", f'<meta "{key}">'))
    facts += _linked_data(root)
    facts += _stamped(root, profile)
    return Metadata(
        title=title or metas.get("og:title", ""),
        site=metas.get("og:site_name", ""),
        url=address if address.startswith(("http://", "https://")) else "",
        language=root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or metas.get("DC.Language", ""),
        facts=tuple(facts),
    )


def _kept(kind: str, date: str) -> str:
    return date if kind == "source_modified" else day(date)


def _stamped(root: HtmlElement, profile: Profile) -> Iterator[Fact]:
    for kind, selectors in (("published", profile.published), ("source_modified", profile.modified)):
        for element in select(root, selectors):
            holders = [element, *element.iter("time")]
            stamp = next(
                (e.get("datetime") or e.get("content") or "" for e in holders if e.get("datetime") or e.get("content")),
                "",
            )
            date = read_timestamp(stamp) if stamp else None
            if date:
                yield Fact(kind, _kept(kind, date), f"{joined_text(element)} ({stamp})", f"<{element.tag}>")
                break


def _linked_data(root: HtmlElement) -> Iterator[Fact]:
    for script in root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data, 0):
            kind = str(node.get("@type"))
            if any(name in kind for name in ("Article", "WebPage", "BlogPosting", "Posting")):
                yield from _article(node)


def _article(node: Mapping[str, Any]) -> Iterator[Fact]:
    for key, kind in _LD_DATES.items():
        value = node.get(key)
        date = read_timestamp(value) if isinstance(value, str) else None
        if date:
            yield Fact(kind, _kept(kind, date), f"{key}: {value}", "JSON-LD")
    for person in _list(node.get("reviewedBy")):
        name = person.get("name") if isinstance(person, dict) else person
        known = read_person(name) if isinstance(name, str) else None
        if known:
            yield Fact("reviewers", known.data(), f"reviewedBy: {name}", "JSON-LD")
    names = [p.get("name") for p in _list(node.get("author")) if isinstance(p, dict) and p.get("@type") == "Person"]
    people = [person for name in names if isinstance(name, str) for person in read_people(name)]
    if people:
        yield Fact("authors", [p.data() for p in people], f"author: {', '.join(p.name for p in people)}", "JSON-LD")


def _nodes(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 5:
        return
    for node in _list(data):
        if isinstance(node, dict):
            if "@type" in node:
                yield node
            yield from _nodes(node.get("@graph", []), depth + 1)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
