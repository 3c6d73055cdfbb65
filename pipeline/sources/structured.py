"""What a page says in structured data: JSON-LD and microdata of schema.org.

In: the root of a page and its own address. Out: facts of the page's own article. A page often describes others besides, which
it links to; an item that names another address, or stands in a list, is none of ours. Terms: schema.org 28, `Article`,
`WebPage` and `MedicalWebPage` (`lastReviewed`, `reviewedBy`), `BreadcrumbList`, `license`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from pipeline.sources.capture import Fact
from pipeline.sources.dates import day, read_timestamp
from pipeline.sources.furniture import crumbs
from pipeline.sources.html import joined_text
from pipeline.sources.people import Named, read_people, read_person

DATES = {
    "datePublished": "published",
    "dateModified": "source_modified",
    "lastReviewed": "reviewed",
    "dateCreated": "created",
}
_KINDS = ("Article", "WebPage", "Posting")
# Where a description goes on to describe its own page; other properties lead to other things.
_OWN = ("@graph", "mainEntity", "mainEntityOfPage")
_DEEPEST = 5


def kept(kind: str, date: str) -> str:
    """Return a date as the front matter has it: to the minute only where a content system saved something."""
    return date if kind == "source_modified" else day(date)


def linked_data(root: HtmlElement, address: str) -> Iterator[Fact]:
    """Yield what the page's JSON-LD says of it."""
    nodes: list[Mapping[str, Any]] = []
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                nodes += _nodes(json.loads(script.text or "", strict=False), 0)
            except (ValueError, RecursionError):
                continue
    named = {str(node["@id"]): node for node in nodes if "@id" in node}
    articles = [node for node in nodes if any(kind in str(node.get("@type")) for kind in _KINDS)]
    # The page itself comes last: an article's own dates count before those of the page it stands on.
    articles.sort(key=lambda node: "WebPage" in str(node.get("@type")))
    for node in [node for node in articles if _is_own(node, address)]:
        yield from _article(node, named)
    for node in nodes:
        if str(node.get("@type")) == "BreadcrumbList":
            yield from _trail(node)


def _is_own(node: Mapping[str, Any], address: str) -> bool:
    page = node.get("mainEntityOfPage")
    stated = [node.get("url"), page.get("@id") if isinstance(page, dict) else page]
    urls = [_plain(url) for url in stated if isinstance(url, str) and url.startswith("http")]
    return not urls or not address or _plain(address) in urls


def _plain(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].rstrip("/").partition("://")[2].removeprefix("www.")


def _article(node: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]) -> Iterator[Fact]:
    for key, kind in DATES.items():
        value = node.get(key)
        date = read_timestamp(value) if isinstance(value, str) else None
        if date:
            yield Fact(kind, kept(kind, date), f"{key}: {value}", "JSON-LD")
    for person in _people(node.get("reviewedBy"), named):
        yield Fact("reviewers", person.data(), f"reviewedBy: {person.name}", "JSON-LD")
    authors = list(_people(node.get("author"), named))
    if authors:
        yield Fact("authors", [p.data() for p in authors], f"author: {', '.join(p.name for p in authors)}", "JSON-LD")
    licence = node.get("license")
    licence = licence.get("url") or licence.get("name") if isinstance(licence, dict) else licence
    if isinstance(licence, str) and licence.strip():
        yield Fact("rights", licence.strip(), f"license: {licence.strip()}", "JSON-LD")


def _people(value: Any, named: Mapping[str, Mapping[str, Any]]) -> Iterator[Named]:
    for entry in _list(value):
        person = {**named.get(str(entry.get("@id")), {}), **entry} if isinstance(entry, dict) else entry
        if isinstance(person, str):
            yield from read_people(person) if not person.startswith("http") else ()
            continue
        if not isinstance(person, dict) or not isinstance(person.get("name"), str):
            continue
        if "Organization" in str(person.get("@type")):
            continue
        suffix = person.get("honorificSuffix")
        text = f"{person['name']}, {suffix}" if isinstance(suffix, str) and suffix else person["name"]
        title = person.get("jobTitle")
        roles = (title,) if isinstance(title, str) and title.strip() else ()
        known = read_person(text, roles)
        if known:
            yield known


def _trail(node: Mapping[str, Any]) -> Iterator[Fact]:
    steps = [step for step in _list(node.get("itemListElement")) if isinstance(step, dict)]
    steps.sort(key=lambda step: step["position"] if isinstance(step.get("position"), int) else 0)
    labels = []
    for step in steps:
        item = step.get("item")
        name = step.get("name") or (item.get("name") if isinstance(item, dict) else "")
        labels.append(name if isinstance(name, str) else "")
    if all(labels) and crumbs(labels):
        yield Fact("breadcrumb", crumbs(labels), " > ".join(labels), "JSON-LD")


def _nodes(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    for node in _list(data):
        if isinstance(node, dict):
            if "@type" in node:
                yield node
            for key in _OWN:
                yield from _nodes(node.get(key, []), depth + 1)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def microdata(root: HtmlElement) -> Iterator[Fact]:
    """Yield what the page's microdata say of its one article; of a page that describes several, nothing."""
    scopes = [e for e in root.iter() if e.get("itemscope") is not None and _is_article(e)]
    outer = [scope for scope in scopes if not any(above in scopes for above in scope.iterancestors())]
    articles = [scope for scope in outer if "WebPage" not in (scope.get("itemtype") or "")]
    if len(articles) > 1:
        outer = [scope for scope in outer if scope not in articles]
    for scope in scopes if len(articles) <= 1 else outer:
        yield from _scope(scope)


def _is_article(element: HtmlElement) -> bool:
    return any(kind in (element.get("itemtype") or "") for kind in _KINDS)


def _scope(scope: HtmlElement) -> Iterator[Fact]:
    for element in scope.iter():
        names = (element.get("itemprop") or "").split()
        if not names or _owner(element) is not scope:
            continue
        stamp = element.get("datetime") or element.get("content") or joined_text(element)
        place = f"<{element.tag} itemprop> line {element.sourceline}"
        for name in names:
            date = read_timestamp(stamp) if name in DATES else None
            if date:
                yield Fact(DATES[name], kept(DATES[name], date), f"{name}: {stamp}", place)
        if "reviewedBy" in names:
            yield from (
                Fact("reviewers", p.data(), f"reviewedBy: {joined_text(element)}", place) for p in _named(element)
            )
        if "license" in names:
            licence = element.get("href") or element.get("content") or joined_text(element)
            yield Fact("rights", licence, f"license: {licence}", place)


def _owner(element: HtmlElement) -> HtmlElement | None:
    return next((above for above in element.iterancestors() if above.get("itemscope") is not None), None)


def _named(element: HtmlElement) -> Sequence[Named]:
    """Return whom an element names: a person described in it, or its own words."""
    names = [
        joined_text(e) or e.get("content") or "" for e in element.iter() if "name" in (e.get("itemprop") or "").split()
    ]
    suffixes = [joined_text(e) for e in element.iter() if "honorificSuffix" in (e.get("itemprop") or "").split()]
    text = ", ".join([*names[:1], *suffixes[:1]]) or element.get("content") or joined_text(element)
    person = read_person(text)
    return (person,) if person else ()
