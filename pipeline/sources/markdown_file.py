"""A Markdown file from elsewhere as an article.

In: the text, with or without front matter. Out: a `Capture`: its front matter mapped to ours, its title found, its
body brought to the dialect of this house (`##` for the first sections, one line a block).
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pipeline.document.markdown import body
from pipeline.document.tree import (
    Block,
    BlockQuote,
    DefinitionList,
    Heading,
    Item,
    Link,
    List,
    Paragraph,
    Sidebar,
    Table,
    Words,
    plain,
)
from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import replace
from pipeline.sources.capture import Capture, Fact, name_of
from pipeline.sources.connector import Connector, Source
from pipeline.sources.dates import day, read_date, read_timestamp
from pipeline.sources.encoding import decode
from pipeline.sources.facts import Line, read_facts
from pipeline.sources.outline import captioned, levelled
from pipeline.sources.people import read_people
from pipeline.sources.tongue import language_of
from pipeline.sources.writer import ORDER, front_matter

_OTHER_NAMES = {
    "lang": "language",
    "locale": "language",
    "description": "summary",
    "bite": "summary",
    "excerpt": "summary",
    "meta-description": "summary",
    "author": "authors",
    "date": "published",
    "published_date": "published",
    "date_published": "published",
    "lastmod": "source_modified",
    "updated": "source_modified",
    "modified": "source_modified",
    "last_reviewed": "reviewed",
    "reviewer": "reviewers",
    "reviewed_by": "reviewers",
}
_DATES = ("reviewed", "published", "source_modified")
_PEOPLE = ("authors", "reviewers")
Node = TypeVar("Node")


def read_markdown(raw: bytes, origin: str, fallback: str, problems: Problems) -> Capture:
    """Return the article in a Markdown file.

    Raises `Unusable` where the file holds no text or its front matter is broken.
    """
    span = Span(origin)
    front, text, line = front_matter(decode(raw, span, problems), span)
    ours, facts = _mapped(front, span, problems)
    quiet = Problems()
    declared = str(ours.pop("language", ""))
    made = body(text, path=origin, first_line=line, language=declared or fallback, folder=".", problems=quiet)
    content = list(made.content)
    title = str(ours.pop("title", ""))
    first = content[0] if content else None
    if isinstance(first, Heading) and (first.level == 1 or not title):
        heading = plain(first.words.content)
        title = title or heading
        if plain(first.words.content).casefold() == title.casefold() or first.level == 1:
            content.pop(0)
    lines = [
        Line(_text(block), at, isinstance(block, Heading), place=str(block.span)) for at, block in enumerate(content)
    ]
    reading = read_facts(lines, span, problems)
    kept = [_unlinked(block, span, problems) for at, block in enumerate(content) if at not in reading.used]
    if not kept:
        raise unusable(
            "nothing-extracted",
            "nothing extracted: the file holds no text",
            span,
            hint="write the article first",
        )
    words = " ".join(line.text for line in lines)
    return Capture(
        origin=origin,
        connector="Markdown file",
        raw=raw,
        suffix=".md",
        name=name_of(origin),
        title=title,
        language=language_of(words, declared, fallback, span, problems),
        content=levelled(captioned(kept)),
        footnotes=made.footnotes,
        facts=(Fact("title", title, title, "title"), *facts, *reading.facts),
        references=tuple(reading.references),
        front=ours,
    )


def _mapped(front: dict[str, Any], span: Span, problems: Problems) -> tuple[dict[str, Any], list[Fact]]:
    """Return the front matter under our names, and the facts among it; what has no name of ours is a fact of its own."""
    ours: dict[str, Any] = {}
    facts: list[Fact] = []
    for key, value in front.items():
        name = _OTHER_NAMES.get(key, key)
        if name not in ORDER:
            facts.append(Fact(f"front:{key}", value, str(value), "front matter"))
        elif name in _DATES:
            stated = str(value)
            date = read_timestamp(stated) or (read_date(stated, span, problems) if stated else None)
            if date:
                facts.append(
                    Fact(
                        name,
                        date if name == "source_modified" else day(date),
                        f"{key}: {value}",
                        "front matter",
                    )
                )
        elif name in _PEOPLE:
            facts += _people(name, value, key)
        elif name == "breadcrumb" and isinstance(value, list):
            facts.append(Fact(name, value, f"{key}: {value}", "front matter"))
        elif name not in ours and value not in ("", "null", None):
            ours[name] = " ".join(value.split()) if isinstance(value, str) else value
    return ours, facts


def _people(name: str, value: Any, key: str) -> list[Fact]:
    listed = value if isinstance(value, list) else [value]
    people: list[Any] = []
    for entry in listed:
        people += [entry] if isinstance(entry, dict) else [p.data() for p in read_people(str(entry))]
    if name == "authors":
        return [Fact(name, people, f"{key}: {value}", "front matter")] if people else []
    return [Fact(name, person, f"{key}: {value}", "front matter") for person in people]


def _text(block: Block) -> str:
    return plain(block.words.content) if isinstance(block, Paragraph | Heading) else ""


def _unlinked(node: Node, span: Span, problems: Problems) -> Node:
    """Return a block whose links lead to whole addresses only; other links leave their words."""
    match node:
        case Paragraph() | Heading():
            return replace(node, words=_words(node.words, span, problems))
        case Table():
            caption = _words(node.caption, span, problems) if node.caption else None
            head = tuple(replace(c, words=_words(c.words, span, problems)) for c in node.head)
            rows = tuple(tuple(replace(c, words=_words(c.words, span, problems)) for c in row) for row in node.rows)
            return replace(node, head=head, rows=rows, caption=caption)
        case List():
            items = tuple(Item(tuple(_unlinked(b, span, problems) for b in item.content)) for item in node.items)
            return replace(node, items=items)
        case BlockQuote() | Sidebar():
            return replace(node, content=tuple(_unlinked(b, span, problems) for b in node.content))
        case DefinitionList():
            terms = tuple(
                replace(d, meanings=tuple(tuple(_unlinked(b, span, problems) for b in m) for m in d.meanings))
                for d in node.items
            )
            return replace(node, items=terms)
        case _:
            return node


def _words(words: Words, span: Span, problems: Problems) -> Words:
    found: list[Any] = []
    for node in words.content:
        if isinstance(node, Link) and not _is_whole(node.target):
            problems.warning(
                "link-relative",
                "links without an address of their own were left out, their words kept",
                span,
                hint="write whole addresses, such as https://example.org/page",
            )
            found += node.content
        else:
            found.append(node)
    return Words(tuple(found))


def _is_whole(target: str) -> bool:
    return bool(re.match(r"(?i)https?://[^/\s]|(?:mailto|tel):[^/\s]", target))


def _read(source: Source, problems: Problems) -> list[Capture]:
    return [read_markdown(source.got.body, source.origin, source.reading.language, problems)]


CONNECTOR = Connector(name="Markdown file", read=_read)
