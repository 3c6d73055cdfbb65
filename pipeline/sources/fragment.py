"""A piece of markup that came without its page: an entry of a feed, a post from a site's interface, a manuscript.

In: the markup and what its carrier says about it. Out: a `Capture`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.sources.capture import Capture, Fact
from pipeline.sources.html import deep, drop, joined_text, parse_fragment, prune
from pipeline.sources.metadata import Metadata
from pipeline.sources.profile import GENERIC, furniture
from pipeline.sources.web import written


def read_fragment(
    markup: str,
    *,
    raw: bytes,
    suffix: str,
    connector: str,
    origin: str,
    name: str,
    title: str,
    url: str,
    language: str,
    facts: Sequence[Fact],
    fallback: str,
    problems: Problems,
    pictures: Mapping[str, bytes] | None = None,
) -> Capture:
    """Return the article that a piece of markup holds; `facts` are those its carrier states.

    Raises `Unusable` where it holds no text.
    """
    span = Span(origin)
    body = parse_fragment(markup, span)
    prune(body)
    if deep(body):
        raise unusable("nothing-extracted", "nothing extracted: elements nest too deep", span)
    for element in list(furniture(body)):
        drop(element)
    plain = html.unescape(re.sub(r"<[^>]+>", "", title)) if re.search(r"<\w|&#?\w+;", title) else title
    plain = " ".join(plain.split())
    heading = next((h for h in body.iter("h1", "h2") if joined_text(h).casefold() == plain.casefold()), None)
    if not plain:
        heading = next(iter(body.iter("h1")), None)
        plain = joined_text(heading) if heading is not None else ""
    metadata = Metadata(plain, "", url, language, ())
    made = written(body, body, GENERIC, heading, metadata, fallback, span, problems, base=url)
    stated = [
        fact for fact in made.reading.facts if not (fact.kind == "authors" and any(f.kind == "authors" for f in facts))
    ]
    made.reading.facts = stated
    for fact in facts:
        made.reading.add(fact, span, problems)
    return Capture(
        origin=origin,
        connector=connector,
        raw=raw,
        suffix=suffix,
        name=name,
        title=plain,
        language=made.language,
        content=made.content,
        footnotes=made.footnotes,
        facts=(Fact("title", plain, title, "title"), *made.reading.facts),
        references=tuple(made.reading.references),
        url=url,
        pictures=dict(pictures or {}),
    )
