"""Posts and pages as a WordPress site's REST interface sends them.

In: JSON of `/wp-json/wp/v2/posts` or `/pages`, one item or a list; or the address of such a site. Out: captures.
`modified` is when the site saved the post, not a review; the stamps carry no zone and are the site's own time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.sources.capture import Capture, Fact, Fetch, Fetched, joined, path_of
from pipeline.sources.connector import Connector, Reading, Source
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


def gather(got: Fetched, fetch: Fetch, reading: Reading, problems: Problems) -> list[Fetched]:
    """Return every page of what a site lists: all posts and pages of a site, or the rest of a list of them.

    `reading.query` narrows them: `category` (its slug), `after` and `before` (ISO dates), `limit`.
    """
    interface = site_interface(got)
    if interface:
        lists = [f"{interface.rstrip('/')}/wp/v2/{kind}" for kind in ("posts", "pages")]
        if reading.query.get("category"):
            lists = lists[:1]  # pages have no categories
        asked = _query(lists[0].rpartition("/")[0], fetch, reading, got.url, problems)
        return [page for address in lists for page in _paged(f"{address}?{urlencode(asked)}", fetch, problems)]
    listed = re.search(r"/wp/v2/(?:posts|pages)/?(?:\?|$)", got.url)
    total = got.headers.get("x-wp-totalpages", "")
    if not listed or not total.isdigit() or int(total) < 2 or re.search(r"[?&]page=", got.url):
        return [got]
    return [got, *_paged(got.url, fetch, problems, first=2)]


def _query(api: str, fetch: Fetch, reading: Reading, origin: str, problems: Problems) -> dict[str, str]:
    """Return the parameters of a list: a hundred an answer, authors with them, and what the editor asked for."""
    asked = {"per_page": "100", "_embed": "author"}
    asked |= {key: f"{reading.query[key]}T00:00:00" for key in ("after", "before") if reading.query.get(key)}
    category = reading.query.get("category", "")
    if category:
        got = fetch(f"{api}/categories?{urlencode({'slug': category})}")
        data = _json(got.body, got.url, problems)
        number = data[0].get("id") if isinstance(data, list) and data and isinstance(data[0], dict) else None
        if not isinstance(number, int):
            raise unusable(
                "category-unknown",
                f'the site has no category "{category}"',
                Span(origin),
                hint="a category is named by the last part of its address",
            )
        asked["categories"] = str(number)
    return asked


def _paged(address: str, fetch: Fetch, problems: Problems, *, first: int = 1) -> Iterator[Fetched]:
    """Yield the answers that a list fills; the site says how many there are."""
    mark = "&" if "?" in address else "?"
    for number in range(first, _MOST_PAGES + 1):
        got = fetch(f"{address}{mark}page={number}")
        yield got
        total = got.headers.get("x-wp-totalpages", "")
        if not total.isdigit() or number >= int(total):
            return
    problems.warning(
        "site-cut",
        f"more than {_MOST_PAGES * 100} articles; the others were not read",
        Span(address),
        hint="narrow it: --since",
    )


def read_posts(raw: bytes, origin: str, fallback: str, problems: Problems) -> list[Capture]:
    """Return the posts in a JSON document.

    Raises `Unusable` where it is no JSON of WordPress posts.
    """
    return list(_captures(_items(raw, origin, problems), origin, fallback, problems))


def _json(raw: bytes, origin: str, problems: Problems) -> Any:
    span = Span(origin)
    text = decode(raw, span, problems)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        # A site with a fault of its own prints its notice before the JSON.
        notice = " ".join(re.sub(r"<[^>]+>", " ", text[:200]).split())
        raise unusable(
            "json-broken", f'no JSON; it begins "{notice[:80]}"', span, hint="ask the site's keeper"
        ) from fault


def _items(raw: bytes, origin: str, problems: Problems) -> list[dict[str, Any]]:
    span = Span(origin)
    data = _json(raw, origin, problems)
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


def _captures(items: list[dict[str, Any]], origin: str, fallback: str, problems: Problems) -> Iterator[Capture]:
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
            # A list of a hundred posts is no source of one of them.
            raw=json.dumps(item, ensure_ascii=False, indent=1).encode(),
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
    yield from _partners(item)
    embedded = item.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    names = [a["name"] for a in authors or [] if isinstance(a, dict) and isinstance(a.get("name"), str)]
    people = [person for name in names for person in read_people(name)]
    if people:
        yield Fact("authors", [p.data() for p in people], f"author: {', '.join(names)}", "JSON")


def _partners(item: dict[str, Any]) -> Iterator[Fact]:
    """Yield the same article in other languages, as Polylang and WPML name them; neither does without an extension."""
    for key in ("polylang_translations", "wpml_translations"):
        for other in item.get(key) or () if isinstance(item.get(key), list) else ():
            if isinstance(other, dict) and isinstance(other.get("locale"), str):
                yield _partner(other["locale"], str(other.get("href") or ""), other.get("id"), key)
    named = item.get("translations")
    for language, number in named.items() if isinstance(named, dict) else ():
        if number != item.get("id"):
            yield _partner(language, "", number, "translations")


def _partner(locale: str, url: str, number: Any, key: str) -> Fact:
    value = {"language": locale.replace("_", "-"), "url": url if url.startswith(("http://", "https://")) else ""}
    if isinstance(number, int):
        value["id"] = str(number)
    return Fact("partner", {k: v for k, v in value.items() if v}, f"{key}: {locale} {number or url}", "JSON")


def _read(source: Source, problems: Problems) -> list[Capture]:
    return read_posts(source.got.body, source.got.url or source.origin, source.reading.language, problems)


CONNECTOR = Connector(name="WordPress site", read=_read, gather=gather)
