"""Posts and pages as a WordPress site's REST interface sends them.

In: JSON of `/wp-json/wp/v2/posts` or `/pages`, one item or a list; or the address of such a site. Out: captures.
`modified` is when the site saved the post, not a review; the stamps carry no zone and are the site's own time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.sources.capture import Capture, Fact, Fetch, Fetched, joined, path_of
from pipeline.sources.dates import day, read_timestamp
from pipeline.sources.encoding import decode
from pipeline.sources.fragment import read_fragment
from pipeline.sources.people import read_people

_INTERFACE = re.compile(rb"""<link[^>]+rel=["']https://api\.w\.org/["'][^>]*?href=["']([^"']+)["']""", re.I)
_MOST_PAGES = 20


def site_interface(page: Fetched) -> str:
    """Return the address of the interface of the WordPress site whose front page this is; "" for any other page."""
    if path_of(page.url) not in ("", "/"):
        return ""
    found = _INTERFACE.search(page.body[:200_000])
    return joined(page.url, found[1].decode("utf-8", "replace")) if found else ""


def read_site(interface: str, origin: str, fallback: str, fetch: Fetch, problems: Problems) -> list[Capture]:
    """Return all posts and pages of a site."""
    captures: list[Capture] = []
    for kind in ("posts", "pages"):
        for number in range(1, _MOST_PAGES + 1):
            got = fetch(f"{interface.rstrip('/')}/wp/v2/{kind}?per_page=100&page={number}&_embed=author")
            items = _items(got.body, got.url, problems)
            captures += _captures(items, got.body, got.url, fallback, problems)
            if len(items) < 100 or number >= int(got.headers.get("x-wp-totalpages", "0") or 0):
                break
        else:
            problems.warning(
                "site-cut", f"more than {_MOST_PAGES * 100} {kind}; the others were not read", Span(origin)
            )
    return captures


def read_posts(raw: bytes, origin: str, fallback: str, problems: Problems) -> list[Capture]:
    """Return the posts in a JSON document.

    Raises `Unusable` where it is no JSON of WordPress posts.
    """
    return list(_captures(_items(raw, origin, problems), raw, origin, fallback, problems))


def _items(raw: bytes, origin: str, problems: Problems) -> list[dict[str, Any]]:
    span = Span(origin)
    text = decode(raw, span, problems)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        # A site with a fault of its own prints its notice before the JSON.
        notice = " ".join(re.sub(r"<[^>]+>", " ", text[:200]).split())
        raise unusable(
            "json-broken", f'no JSON; it begins "{notice[:80]}"', span, hint="ask the site's keeper"
        ) from fault
    items = data if isinstance(data, list) else [data]
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("content"), dict):
            said = f': "{item["message"]}"' if isinstance(item, dict) and isinstance(item.get("message"), str) else ""
            raise unusable(
                "source-unknown",
                f"not a known kind: JSON, but no WordPress posts{said}",
                span,
                hint="give the address of /wp-json/wp/v2/posts",
            )
    return items


def _captures(
    items: list[dict[str, Any]], raw: bytes, origin: str, fallback: str, problems: Problems
) -> Iterator[Capture]:
    for item in items:
        title = _rendered(item, "title")
        content = _rendered(item, "content")
        if item["content"].get("protected") or not content.strip():
            why = "is protected by a password" if item["content"].get("protected") else "has no content"
            problems.error("entry-empty", f'post "{title}" {why}', Span(origin), hint="pull its page")
            continue
        link = str(item.get("link") or "")
        yield read_fragment(
            content,
            raw=raw,
            suffix=".json",
            connector="WordPress site",
            origin=origin,
            name=str(item.get("slug") or ""),
            title=title,
            url=link if link.startswith(("http://", "https://")) else "",
            language=str(
                item.get("lang") or item.get("polylang_current_lang") or item.get("wpml_current_locale") or ""
            ),
            facts=list(_facts(item)),
            fallback=fallback,
            problems=problems,
        )


def _rendered(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value.get("rendered") or "") if isinstance(value, dict) else str(value or "")


def _facts(item: dict[str, Any]) -> Iterator[Fact]:
    for key, kind in (("date", "published"), ("modified", "source_modified")):
        stated = str(item.get(key) or "")
        date = read_timestamp(stated) if stated else None
        if date:
            yield Fact(kind, date if kind == "source_modified" else day(date), f"{key}: {stated}", "JSON")
    embedded = item.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    names = [a["name"] for a in authors or [] if isinstance(a, dict) and isinstance(a.get("name"), str)]
    people = [person for name in names for person in read_people(name)]
    if people:
        yield Fact("authors", [p.data() for p in people], f"author: {', '.join(names)}", "JSON")
