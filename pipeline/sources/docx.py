"""A Word manuscript as an article.

In: the bytes of a `.docx`. Out: a `Capture`. mammoth turns styles, lists, tables and notes into markup (its door is
here); `manuscript` reads what it drops; the markup is written down like any page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers.expat import ExpatError

import mammoth  # type: ignore[import-untyped]  # the distribution ships no types
from lxml import html
from lxml.html import HtmlElement

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import replace
from pipeline.sources.capture import Capture, Fact, name_of
from pipeline.sources.connector import Connector, Reading, Source
from pipeline.sources.fragment import read_fragment
from pipeline.sources.html import HEADINGS, joined_text, parse_fragment
from pipeline.sources.manuscript import read_manuscript
from pipeline.sources.package import open_package, pack
from pipeline.sources.people import read_people
from pipeline.sources.wordfields import with_citations

_STYLES = """
p[style-name='Subtitle'] => p.subtitle:fresh
"""
_IMAGES = {"image/png": "png", "image/jpeg": "jpg"}


def read_docx(raw: bytes, origin: str, reading: Reading, problems: Problems) -> Capture:
    """Return the article in a Word file.

    Raises `Unusable` where it is damaged, hostile or empty.
    """
    span = Span(origin)
    manuscript = read_manuscript(open_package(raw, span), reading, span, problems)
    pictures: dict[str, bytes] = {}
    with _faults(span):
        made = mammoth.convert_to_html(
            pack(manuscript.parts),
            style_map=f"{manuscript.styles}\n{_STYLES}",
            convert_image=_keep(pictures, span, problems),
        )
    body = parse_fragment(str(made.value) or "<p></p>", span)
    _promote(body)
    _captioned(body)
    _listed_works(body)
    title, facts = _opening(body)
    if not title and manuscript.title:
        title = manuscript.title
    capture = read_fragment(
        "".join(html.tostring(child, encoding="unicode") for child in body),
        raw=raw,
        suffix=".docx",
        connector="Word manuscript",
        origin=origin,
        name=name_of(origin),
        title=title,
        url="",
        language="",
        facts=[*facts, *manuscript.notes],
        fallback=reading.language,
        problems=problems,
        pictures=pictures,
    )
    base = len(capture.references)
    return replace(
        capture,
        content=tuple(with_citations(block, base) for block in capture.content),
        footnotes=tuple(with_citations(note, base) for note in capture.footnotes),
        references=(*capture.references, *manuscript.works),
    )


def _captioned(body: HtmlElement) -> None:
    """Put a caption's paragraph and the picture before it into one figure."""
    for caption in list(body.iterchildren("p")):
        before = caption.getprevious()
        if "caption" not in (caption.get("class") or "") or before is None or before.tag != "p":
            continue
        if before.find(".//img") is None or joined_text(before):
            continue
        before.tag, caption.tag = "figure", "figcaption"
        before.append(caption)


def _listed_works(body: HtmlElement) -> None:
    """Give a list of works in its own style the heading that it is known by, where it has none."""
    first = next((p for p in body.iterchildren("p") if "reference" in (p.get("class") or "").split()), None)
    if first is None:
        return
    before = first.getprevious()
    if before is None or before.tag not in HEADINGS:
        heading = html.Element("h2")
        heading.text = "References"
        first.addprevious(heading)


@contextmanager
def _faults(span: Span) -> Iterator[None]:
    """Report a converter's failure on a damaged file as the file's fault."""
    try:
        yield
    except (
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        TypeError,
        LookupError,
        RecursionError,
        OSError,
        ExpatError,
    ) as fault:
        raise unusable(
            "docx-broken",
            f"the Word file cannot be converted ({type(fault).__name__})",
            span,
            hint="open it in Word and save it as .docx",
        ) from fault


def _keep(pictures: dict[str, bytes], span: Span, problems: Problems) -> Any:
    """Return how the converter hands over a picture: its bytes are kept under a name, its description beside it."""

    def convert(image: Any) -> dict[str, str]:
        kind = _IMAGES.get(str(image.content_type))
        if kind is None:
            problems.warning(
                "picture-kind",
                f"picture of kind {image.content_type} was left out",
                span,
                hint="save it as PNG or JPEG",
            )
            return {"src": ""}
        name = f"media-{len(pictures) + 1}.{kind}"
        with image.open() as stream:
            data = stream.read()
        if not image.alt_text:
            problems.warning(
                "picture-without-alternate",
                f"picture {len(pictures) + 1} has no alternate text and was left out",
                span,
                hint="describe it in Word (Edit Alt Text) and pull again",
            )
            return {"src": ""}
        pictures[name] = data
        return {"src": name, "alt": str(image.alt_text)}

    return mammoth.images.img_element(convert)


def _promote(body: HtmlElement) -> None:
    """Make headings of short paragraphs all in bold: many manuscripts have no other."""
    deepest = max((int(h.tag[1]) for h in body.iter(*HEADINGS)), default=1)
    for element in list(body.iterchildren("p")):
        text = joined_text(element)
        bold = "".join("".join(e.itertext()) for e in element.iter("strong")).strip()
        if (
            text
            and len(text) < 90
            and len("".join(bold.split())) == len("".join(text.split()))
            and not re.search(r"[.:;,]$", text)
        ):
            element.tag = f"h{min(deepest + 1, 6)}"


def _opening(body: HtmlElement) -> tuple[str, list[Fact]]:
    """Return the title a manuscript opens with, and the byline under it; both leave the text."""
    blocks = [child for child in body if joined_text(child)]
    facts: list[Fact] = []
    if not blocks or not (blocks[0].tag == "h1" or (blocks[0].tag in HEADINGS and not _is_section(blocks[0]))):
        return "", facts
    title = joined_text(blocks[0])
    blocks[0].drop_tree()
    following = blocks[1] if len(blocks) > 1 else None
    if following is not None and following.tag == "p" and len(joined_text(following)) < 150:
        text = re.sub(r"(?i)^(?:by|por)\s+", "", joined_text(following))
        people = read_people(text)
        if people:
            facts.append(Fact("authors", [p.data() for p in people], joined_text(following), "under the title"))
            following.drop_tree()
    return title, facts


def _is_section(heading: HtmlElement) -> bool:
    return bool(
        re.fullmatch(
            r"(?i)abstract|summary|introduction|background|methods|results|resumen|introducci[óo]n|m[ée]todos|"
            r"keywords",
            joined_text(heading),
        )
    )


def _read(source: Source, problems: Problems) -> list[Capture]:
    return [read_docx(source.got.body, source.origin, source.reading, problems)]


CONNECTOR = Connector(name="Word manuscript", read=_read)
