"""Inline Markdown: the short text of one message to inlines.

In: the Markdown of a paragraph, heading, cell or front-matter field. Out: inlines; faults on the sheet of problems.
The Markdown parser's door is `document.grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from pipeline.document.grammar import PLACE, parser
from pipeline.document.tree import (
    Citation,
    Cite,
    Emphasis,
    FootnoteMark,
    Foreign,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
    Words,
)
from pipeline.foundation.diagnostic import Problems, Span

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(\s[^<>]*)?/?>")
_SCHEMES = ("http:", "https:", "mailto:", "tel:")
# Emphasis in a link in another language is three deep; what is deeper is a slip or a trick.
_DEEPEST = 8

Locate = Callable[[str], Span]


def words(source: str, span: Span, language: str, problems: Problems, locate: Locate | None = None) -> Words:
    """Return one message's worth of text, read from its short Markdown.

    `locate` returns the place of a text of the message, asked from left to right; without it every fault is at `span`.
    """
    folded = fold(source)
    return Words(inlines(folded, span, problems, locate), folded, language, span=span)


def fold(source: str) -> str:
    """Return `source` with its soft line ends as spaces; a hard break stays as "\\" and a line end."""
    hard = re.sub(r"(?<! ) {2,}\n[ \t]*", "\\\\\n", source)
    return re.sub(r"(?<!\\)\n[ \t]*", " ", hard).strip()


def inlines(source: str, span: Span, problems: Problems, locate: Locate | None = None) -> Inlines:
    """Return the inlines of `source`, short Markdown without block structure; `locate` is as for `words`."""
    tokens = parser().parseInline(source, {})
    children = tokens[0].children or [] if tokens else []
    return _join(_Reader(span, problems, locate or (lambda _: span)).read(children))


class _Reader:
    """Walks the parser's flat tokens, keeping the nesting on the Python stack."""

    def __init__(self, span: Span, problems: Problems, locate: Locate) -> None:
        self.span = span
        self.problems = problems
        self.locate = locate

    def read(self, tokens: Sequence[Token], depth: int = 0) -> Iterator[Inline]:
        if depth == _DEEPEST:
            self.problems.error(
                "nesting-deep", f"emphasis or links more than {_DEEPEST} deep", self.span, hint="write it plainly"
            )
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.nesting == 1 and depth < _DEEPEST:
                end = closing(tokens, at)
                yield from self.nested(token, _join(self.read(tokens[at + 1 : end], depth + 1)))
                at = end + 1
            else:
                yield from self.leaf(token)
                at += 1

    def nested(self, token: Token, content: Inlines) -> Iterator[Inline]:
        span = self.span
        match token.type:
            case "em_open":
                yield Emphasis(content, span=span)
            case "strong_open":
                yield Strong(content, span=span)
            case "sup_open":
                yield Superscript(content, span=span)
            case "sub_open":
                yield Subscript(content, span=span)
            case "link_open":
                target = str(token.attrGet("href") or "")
                if PLACE.fullmatch(target):
                    span = self.locate(target)
                elif not target.startswith(_SCHEMES):
                    self.problems.error(
                        "link-target",
                        f'link leads to "{target}", which is no web, mail or telephone address',
                        self.locate(target),
                        hint="write the whole address, such as https://example.org/page, or slug.md for an article",
                    )
                yield Link(target, content, span=span)
            case "span_open" if token.attrGet("lang"):
                yield Foreign(str(token.attrGet("lang")), content, span=span)
            case _:
                yield from content

    def leaf(self, token: Token) -> Iterator[Inline]:
        span = self.span
        match token.type:
            case "text" | "code_inline":
                tag = _TAG.search(token.content)
                if tag:
                    self.problems.warning(
                        "raw-html",
                        f'HTML "{tag[0]}" prints as it stands',
                        self.locate(tag[0]),
                        hint="use Markdown; escape the < with a backslash if it is meant",
                    )
                if token.content:
                    yield Text(token.content, span=span)
            case "softbreak":
                yield Text(" ", span=span)
            case "hardbreak":
                yield LineBreak(span=span)
            case "citation":
                cites = tuple(self.cites(token.content))
                yield Citation(cites, span=cites[0].span)
            case "footnote_mark":
                yield FootnoteMark(token.content, span=self.locate(f"[^{token.content}]"))
            case "image":
                self.problems.error(
                    "image-inline",
                    f'picture "{token.attrGet("src")}" stands inside a line of text',
                    self.locate(str(token.attrGet("src"))),
                    hint="give it a paragraph of its own, or a ::: figure",
                )
                if token.content:
                    yield Text(token.content, span=span)
            case _:
                if token.content:
                    yield Text(token.content, span=span)

    def cites(self, content: str) -> Iterator[Cite]:
        for part in content.split(";"):
            key, _, locator = part.strip().lstrip("@").partition(",")
            yield Cite(key.strip(), locator.strip(), span=self.locate(f"@{key.strip()}"))


def closing(tokens: Sequence[Token], start: int) -> int:
    """Return the index of the token that closes the one at `start`."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


def _join(content: Iterator[Inline]) -> Inlines:
    """Return `content` with neighbouring texts as one, so that equal texts are equal trees."""
    joined: list[Inline] = []
    for node in content:
        last = joined[-1] if joined else None
        if isinstance(node, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + node.text, span=last.span)
        else:
            joined.append(node)
    return tuple(joined)
