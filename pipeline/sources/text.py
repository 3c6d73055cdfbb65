"""A plain-text capture of a page, or a plain-text manuscript.

In: the text. Out: its title, breadcrumb, paragraphs and facts, the page's furniture left out. A capture has the
window's title in its first line, the menus as runs of short lines, and each paragraph on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document.tree import Block, Heading, Paragraph, Text, Words
from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.sources.capture import Capture, Fact, name_of
from pipeline.sources.connector import Connector, Source
from pipeline.sources.encoding import decode
from pipeline.sources.facts import Line, read_facts
from pipeline.sources.furniture import crumbs, is_furniture, without_site
from pipeline.sources.tongue import language_of

_CRUMBS = re.compile(r"[^>»›]{1,60}(?:\s+[>»›]\s+[^>»›]{1,80}){1,8}")
_FIGURES = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")


def read_text_capture(raw: bytes, origin: str, fallback: str, problems: Problems) -> Capture:
    """Return the article that a plain-text file holds; `fallback` is the language where nothing tells.

    Raises `Unusable` where nothing is left once the furniture is taken away.
    """
    span = Span(origin)
    lines = _lines(decode(raw, span, problems))
    title, start = _title(lines)
    trail = next((at for at, line in enumerate(lines[:200]) if _is_trail(line.text)), None)
    facts = []
    if trail is not None:
        labels = crumbs(re.split(r"\s+[>»›]\s+", lines[trail].text))
        if labels:
            facts.append(Fact("breadcrumb", labels, lines[trail].text, lines[trail].place))
        start = max(start, trail + 1)
    reading = read_facts(lines, span, problems)
    body = [line for at, line in enumerate(lines) if at >= start and at not in reading.used]
    content = tuple(_blocks(body, has_trail=trail is not None))
    if not content:
        raise unusable(
            "nothing-extracted",
            "nothing extracted: no paragraph is left beside the page's furniture",
            span,
            hint="check that the file holds the article's text",
        )
    text = " ".join(line.text for line in body)
    return Capture(
        origin=origin,
        connector="text capture",
        raw=raw,
        suffix=".txt",
        name=name_of(origin),
        title=title,
        language=language_of(text, "", fallback, span, problems),
        content=content,
        facts=(Fact("title", title, lines[0].text, "line 1"), *facts, *reading.facts),
        references=tuple(reading.references),
    )


def _lines(text: str) -> list[Line]:
    """Return the file's lines, those of a hard-wrapped paragraph joined; a blank line parts groups."""
    groups = [block.split("\n") for block in re.split(r"\n[ \t]*\n+", text.strip("\n"))]
    whole = text.split("\n")
    wrapped = max((len(line) for line in whole), default=0) <= 90
    lines: list[Line] = []
    for number, group in enumerate(groups):
        texts = [line.strip() for line in group if line.strip()]
        long = [len(line) > 50 for line in texts]
        if wrapped and len(texts) > 1 and all(long[:-1]) and not any(_FIGURES.match(line) for line in texts):
            texts = [" ".join(texts)]
        lines += [Line(line, number, place=f"block {number + 1}", item=bool(_FIGURES.match(line))) for line in texts]
    return lines


def _title(lines: Sequence[Line]) -> tuple[str, int]:
    """Return the title and the number of the first line after it."""
    first = lines[0].text
    if len(first) > 200:
        return "", 0
    return without_site(first), 1


def _is_trail(text: str) -> bool:
    return len(text) < 250 and not text.endswith(".") and bool(_CRUMBS.fullmatch(text))


def _blocks(lines: Sequence[Line], *, has_trail: bool) -> Iterator[Block]:
    """Yield paragraphs and headings. Short lines before the first sentence are furniture, and menus anywhere."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    kept = [group for group in groups.values() if not _is_menu(group)]
    started = False
    for at, group in enumerate(kept):
        texts = [line.text for line in group if not is_furniture(line.text)]
        for text in texts:
            sentence = bool(re.search(r"[.!?:;”\")]$", text)) or len(text) > 120
            if sentence or (started and len(texts) > 1):
                started = True
                yield Paragraph(Words((Text(text),)))
            elif (started or not has_trail) and _heads(text, kept[at + 1 :]):
                started = True
                yield Heading(2, Words((Text(text),)))
            elif started:
                yield Paragraph(Words((Text(text),)))


def _is_menu(group: Sequence[Line]) -> bool:
    texts = [line.text for line in group]
    short = [t for t in texts if len(t) < 70 and not re.search(r"[.!?:]$", t)]
    return all(is_furniture(t) for t in texts) or (
        len(texts) >= 4 and len(short) == len(texts) and not any(line.item for line in group)
    )


def _heads(text: str, following: Sequence[Sequence[Line]]) -> bool:
    """Whether a short line stands over a paragraph."""
    return len(text) < 100 and bool(following) and len(following[0][0].text) > 60


def _read(source: Source, problems: Problems) -> list[Capture]:
    return [read_text_capture(source.got.body, source.origin, source.reading.language, problems)]


CONNECTOR = Connector(name="text capture", read=_read)
