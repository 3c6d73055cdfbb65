"""What a page says about itself to machines: meta elements, links, time stamps in its markup.

In: the root of a page. Out: the canonical address, the declared language, the site's name, and facts. A stamp without
words beside it is a fact as well, at a place that says so; a content system's "modified" is never a review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct
from pipeline.sources.capture import Fact, joined
from pipeline.sources.dates import DATE, read_date, read_timestamp
from pipeline.sources.html import joined_text
from pipeline.sources.profile import Profile, select
from pipeline.sources.structured import kept, linked_data, microdata

_DATES = {
    "article:published_time": "published",
    "article:modified_time": "source_modified",
    "og:updated_time": "source_modified",
}


_LAST_DATE = re.compile(rf"(?:^|[—–|:,-]\s*|\s)(?P<date>{DATE})\s*$", re.I)
# Links that say that they lead to this very page in another language; "Español" alone may lead to anything.
_THIS = r"(?:(?:this|the) (?:article|page|content|document)|(?:est[ea]|la|el) (?:art[íi]culo|p[áa]gina|contenido|documento))"
_LINKS = {
    "en": re.compile(
        rf"(?:(?:read|view|see|lea|leer|ver|vea) )?{_THIS} (?:is (?:also )?available )?(?:in|en) (?:English|ingl[ée]s)|"
        r"(?:read|view|see|leer|ver|lea|vea) (?:it )?(?:in|en) (?:English|ingl[ée]s)|(?:English version|versi[óo]n en ingl[ée]s)",
        re.I,
    ),
    "es": re.compile(
        rf"(?:(?:read|view|see|lea|leer|ver|vea) )?{_THIS} (?:is (?:also )?available )?(?:in|en) (?:Spanish|espa[ñn]ol)|"
        r"(?:read|view|see|leer|ver|lea|vea) (?:it )?(?:in|en) (?:Spanish|espa[ñn]ol)|(?:Spanish version|versi[óo]n en espa[ñn]ol)",
        re.I,
    ),
}


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
                facts.append(Fact(kind, kept(kind, date), f"{key}: {metas[key]}", f'<meta "{key}">'))
    facts += linked_data(root, address)
    facts += _stamped(root, profile, span, problems)
    facts += microdata(root)
    facts += _partners(root, url, address)
    facts += _rights(root, metas)
    doi = metas.get("citation_doi", "").removeprefix("doi:").strip()
    if doi.startswith("10."):
        facts.append(Fact("doi", doi, f"citation_doi: {doi}", '<meta "citation_doi">'))
    return Metadata(
        title=title or metas.get("og:title", ""),
        site=metas.get("og:site_name", ""),
        url=address if address.startswith(("http://", "https://")) else "",
        language=root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or metas.get("DC.Language", ""),
        facts=tuple(facts),
    )


def _stamped(root: HtmlElement, profile: Profile, span: Span, problems: Problems) -> Iterator[Fact]:
    for kind, selectors in (("published", profile.published), ("source_modified", profile.modified)):
        for element in select(root, selectors):
            holders = [element, *element.iter("time")]
            stamp = next(
                (e.get("datetime") or e.get("content") or "" for e in holders if e.get("datetime") or e.get("content")),
                "",
            )
            date = read_timestamp(stamp) if stamp else None
            words = f"{joined_text(element)} ({stamp})"
            if not stamp and (said := _LAST_DATE.search(joined_text(element))):
                # Words where a machine's stamp is missing: what the profile points at is a date and nothing else.
                date, words = read_date(said["date"], span, problems), joined_text(element)
            if date:
                yield Fact(kind, kept(kind, date), words, f"<{element.tag}> line {element.sourceline}")
                break


def _partners(root: HtmlElement, url: str, own: str) -> Iterator[Fact]:
    """Yield the same page in other languages, as `hreflang` names them; a menu's link to a language names no page."""
    here = {address for address in (url, own) if address}
    for link in root.iter("link"):
        language = (link.get("hreflang") or "").strip()
        if (
            "alternate" not in (link.get("rel") or "").lower().split()
            or not language
            or language.lower() == "x-default"
        ):
            continue
        address = joined(own or url, (link.get("href") or "").strip())
        if address.startswith(("http://", "https://")) and address not in here:
            value = {"language": language, "url": address}
            yield Fact("partner", value, f'hreflang="{language}" {address}', f"<link> line {link.sourceline}")
            here.add(address)
    for link in root.iter("a"):
        text = joined_text(link)
        found = next((tag for tag, words in _LINKS.items() if len(text) < 80 and words.fullmatch(text)), "")
        address = joined(own or url, (link.get("href") or "").strip()) if found else ""
        if address and not address.startswith("#") and address not in here:
            yield Fact("partner", {"language": found, "url": address}, text, f"<a> line {link.sourceline}")
            return


def _rights(root: HtmlElement, metas: Mapping[str, str]) -> Iterator[Fact]:
    for element in root.iter("link", "a"):
        href = (element.get("href") or "").strip()
        if "license" in (element.get("rel") or "").lower().split() and href.startswith("http"):
            yield Fact("rights", href, f'rel="license" {href}', f"<{element.tag}> line {element.sourceline}")
            return
    for key in ("dcterms.rights", "DC.rights", "dcterms.license", "copyright"):
        if metas.get(key):
            yield Fact("rights", metas[key], f"{key}: {metas[key]}", f'<meta "{key}">')
            return
