"""A web page as an article.

In: the text of a page and its address. Out: a `Capture`. The facts are read on the whole page first; then the element
that holds the text is found, by the site's profile or by `locate`, and written down without what the facts used up.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipeline.document.tree import Blocks, Footnote
from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import Struct
from pipeline.sources.capture import Capture, Fact, name_of
from pipeline.sources.connector import Connector, Source
from pipeline.sources.encoding import decode
from pipeline.sources.facts import Reading, read_facts
from pipeline.sources.furniture import crumbs, without_site
from pipeline.sources.html import HEADINGS, Piece, deep, drop, erase, joined_text, parse_page, pieces, prune
from pipeline.sources.locate import locate
from pipeline.sources.metadata import Metadata, read_metadata
from pipeline.sources.people import is_degree, read_people
from pipeline.sources.phrases import Phrases
from pipeline.sources.profile import GENERIC, Profile, furniture, profile_of, select
from pipeline.sources.tongue import language_of
from pipeline.sources.transcript import Transcript

_MOST_LINES = 2_000
_SEPARATORS = (">", "»", "›", "/", "|", "→")


def left_out(shown: Sequence[str], kept: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a page that are neither in its text nor facts, each once, in the page's order."""
    known = {" ".join(line.split()) for line in kept}
    return tuple(line for line in dict.fromkeys(shown) if line not in known)[:_MOST_LINES]


class Written(Struct, frozen=True):
    """The text of an element: blocks, footnotes, its language, what its lines said, and the lines that were facts."""

    content: Blocks
    footnotes: tuple[Footnote, ...]
    language: str
    reading: Reading
    used: tuple[str, ...] = ()


def read_page(
    raw: bytes,
    origin: str,
    fallback: str,
    problems: Problems,
    *,
    url: str = "",
    charset: str = "",
    profiles: Sequence[Profile] = (),
) -> Capture:
    """Return the article on a page; `fallback` is the language where nothing tells.

    Raises `Unusable` where the page holds no text.
    """
    span = Span(origin)
    root = parse_page(decode(raw, span, problems, transport=charset, markup=True), span)
    profile = profile_of(root, profiles)
    metadata = read_metadata(root, url, profile, span, problems)
    prune(root)
    body = root.find("body")
    if body is None or deep(root):
        raise _nothing(span, "elements nest too deep" if body is not None else "the page has no body")
    shown = [piece.line.text for piece in pieces(body)]
    trail = _breadcrumb(root, profile)
    for element in [*select(root, profile.drop), *furniture(root)]:
        drop(element)
    title, heading = _title(root, profile, metadata)
    facts = [Fact("title", title, joined_text(heading) if heading is not None else metadata.title, "title")]
    facts += [trail] if trail else []
    if byline := _byline(root, profile):
        facts.append(byline)
    main = _main(root, body, profile)
    if main is None:
        raise _nothing(span, "no element of the page holds running text")
    made = written(body, main, profile, heading, metadata, fallback, span, problems, base=metadata.url or url)
    for fact in metadata.facts:
        known = made.reading.get(fact.kind)
        if not (known and fact.kind in ("authors", "reviewers")) and not (byline and fact.kind == "authors"):
            made.reading.add(fact, span, problems)
    if byline:
        made.reading.facts = [f for f in made.reading.facts if f.kind != "authors"]
    kept = [piece.line.text for piece in pieces(main)]
    said = [*made.used, *(trail.text.split(" > ") if trail else ()), *(byline.text.split("\n") if byline else ())]
    return Capture(
        origin=origin,
        connector="web page",
        profile=profile.name,
        left_out=left_out(shown, [*kept, *said, title]),
        raw=raw,
        suffix=".html",
        name=name_of(url or origin),
        title=title,
        language=made.language,
        content=made.content,
        footnotes=made.footnotes,
        facts=(*facts, *made.reading.facts),
        references=tuple(made.reading.references),
        url=metadata.url or url,
    )


def written(
    body: HtmlElement,
    main: HtmlElement,
    profile: Profile,
    heading: HtmlElement | None,
    metadata: Metadata | None,
    fallback: str,
    span: Span,
    problems: Problems,
    *,
    base: str = "",
) -> Written:
    """Return the text of `main` without what the lines of `body` say as facts.

    Raises `Unusable` where nothing is left.
    """
    lines = pieces(body)
    reading = read_facts([piece.line for piece in lines], span, problems)
    _clear(main, lines, reading, profile, heading)
    language = language_of(joined_text(main), metadata.language if metadata else "", fallback, span, problems)
    phrases = Phrases(span, problems, base, language)
    boxes = frozenset(select(main, profile.sidebars))
    content, footnotes = Transcript(phrases, span, problems, boxes).read(main)
    if not content:
        raise _nothing(span, "the page's text is empty")
    return Written(content, footnotes, language, reading, tuple(lines[at].line.text for at in sorted(reading.used)))


def _nothing(span: Span, why: str) -> Exception:
    return unusable(
        "nothing-extracted",
        f"nothing extracted: {why}",
        span,
        hint="pull a page that holds the article itself",
    )


def _clear(
    main: HtmlElement, lines: Sequence[Piece], reading: Reading, profile: Profile, heading: HtmlElement | None
) -> None:
    """Take out of the text what the facts say, the title, and what the site keeps outside."""
    used = [piece for at, piece in enumerate(lines) if at in reading.used]
    headings = [piece.owner for piece in used if piece.owner.tag in HEADINGS]
    for piece in used:
        erase(piece)
    for element in headings:
        drop(element)
    if heading is not None and heading is not main and main not in list(heading.iter()):
        drop(heading)
    for element in list(select(main, (*profile.outside, *GENERIC.outside))):
        if element is not main:
            drop(element)


def _breadcrumb(root: HtmlElement, profile: Profile) -> Fact | None:
    for selector in profile.breadcrumb:
        found = list(select(root, (selector,)))
        if not found:
            continue
        holders = found if len(found) > 1 else [found[0]]
        labels: list[str] = []
        for holder in holders:
            labels += _labels(holder)
        text = " > ".join(labels)
        for holder in holders:
            drop(holder)
        kept = crumbs(labels)
        if kept:
            return Fact("breadcrumb", kept, text, f"<{selector.split()[0]}>")
    return None


def _labels(holder: HtmlElement) -> list[str]:
    """Return the pieces of a breadcrumb: its texts, those of one link together."""
    labels: list[str] = []
    for element in holder.iter():
        if (
            element.tag in ("a", "li")
            and element is not holder
            and (element.tag == "a" or element.find(".//a") is None)
        ):
            labels.append(joined_text(element))
        elif not any(
            e.tag in ("a", "li") and e is not holder
            for e in (element, *element.iterancestors())
            if holder in (e, *e.iterancestors())
        ):
            labels.append(element.text or "")
        if (
            element is not holder
            and element.tail
            and not any(
                e.tag == "a" or (e.tag == "li" and e is not holder and e.find(".//a") is None)
                for e in element.iterancestors()
                if holder in (e, *e.iterancestors())
            )
        ):
            labels.append(element.tail)
    if holder.tag in ("a", "li") and not labels:
        labels = [joined_text(holder)]
    parted: list[str] = []
    for label in labels:
        text = " ".join(label.split())
        for mark in _SEPARATORS:
            text = text.replace(f" {mark} ", "\n")
        parted += [p.strip(" >»›/|→") for p in text.split("\n")]
    return [label for label in dict.fromkeys(parted) if label]


def _title(root: HtmlElement, profile: Profile, metadata: Metadata) -> tuple[str, HtmlElement | None]:
    """Return the title and the heading it stands in: the page's own heading, else the window's title less the site."""
    window = without_site(metadata.title, metadata.site)
    stated = metadata.title.casefold()
    candidates = list(select(root, profile.title))
    candidates += [h for h in root.iter("h1") if not _is_banner(h)]
    candidates += [h for h in root.iter("h2") if joined_text(h) and joined_text(h).casefold() == window.casefold()]
    for element in candidates:
        text = joined_text(element)
        plain_second = element.tag in ("h2", "h3") and not (element.get("itemprop") or element.get("class"))
        if text and not (plain_second and text.casefold() not in stated):
            return text, element
    return window, None


def _is_banner(heading: HtmlElement) -> bool:
    """Whether a heading is the site's name: in the page's header, in a logo, or a link home."""
    for element in (heading, *heading.iterancestors()):
        name = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if any(word in name for word in ("site-title", "logo", "branding", "site-name", "site-header")):
            return True
        if element.tag == "header" and not any(e.tag in ("article", "main") for e in element.iterancestors()):
            return True
    return any((a.get("href") or "") in ("/", "./", "index.html") for a in heading.iter("a"))


def _byline(root: HtmlElement, profile: Profile) -> Fact | None:
    for element in select(root, profile.byline):
        for raised in list(element.iter("sup")):
            drop(raised)
        text = joined_text(element)
        for lead in ("Written by", "Escrito por", "By", "Por", "Author:", "Autor:"):
            if text.startswith(f"{lead} "):
                text = text[len(lead) :].strip()
        people = read_people(text)
        if people and (not profile.degrees or any(is_degree(p.credentials) for p in people)):
            return Fact("authors", [p.data() for p in people], joined_text(element), f"<{element.tag}>")
    return None


def _main(root: HtmlElement, body: HtmlElement, profile: Profile) -> HtmlElement | None:
    for element in select(root, profile.main):
        if len(joined_text(element)) > 40:
            return element
    for element in select(root, GENERIC.main):
        if len(joined_text(element)) > 200:
            return element
    articles = [e for e in body.iter("article") if len(joined_text(e)) > 20]
    if len(articles) == 1:
        return articles[0]
    return locate(body)


def _read(source: Source, problems: Problems) -> list[Capture]:
    got, reading = source.got, source.reading
    return [
        read_page(
            got.body,
            source.origin,
            reading.language,
            problems,
            url=got.url,
            charset=got.charset,
            profiles=reading.profiles,
        )
    ]


CONNECTOR = Connector(name="web page", read=_read)
