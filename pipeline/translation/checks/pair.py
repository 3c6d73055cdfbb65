"""A message beside its translation, both taken apart once for all checks.

In: two pieces of short Markdown. Out: a `Pair` of `Side`s with their plain words, links, citations and marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

from pipeline.document.inline import inlines
from pipeline.document.tree import (
    Citation,
    Emphasis,
    FootnoteMark,
    Foreign,
    Inlines,
    LineBreak,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Apart, Struct

URL = re.compile(
    r"(?:https?://|www\.)[^\s<>“”\"]*[\w/#=&]|\b(?:[\w-]+\.)+(?:com|org|gov|net|edu)\b(?:/[\w./#=&?-]*\w/?)?"
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# North American numbers, toll-free ones and ones with a country code among them.
PHONE = re.compile(r"(?<![\d-])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)")


class Side(Struct, frozen=True):
    """One text of a pair, in `language`.

    `plain` is what a reader sees without citations, `prose` that without addresses, and `own` that without
    passages in another language, whose questions and negations follow other rules.
    """

    source: str
    language: str
    plain: str
    prose: str
    own: str
    links: Counter[str]
    cites: Counter[str]
    footnotes: Counter[str]
    marks: Counter[str]
    addresses: Counter[str]


class Pair(Apart, frozen=True):
    """A message and its translation. `span` is the translation's place, `origin` the message's."""

    apart: ClassVar[tuple[str, ...]] = ("span", "origin")

    original: Side
    translation: Side
    span: Span
    origin: Span

    def error(self, problems: Problems, code: str, message: str, hint: str = "") -> None:
        """Write down what keeps the translation from being printed."""
        problems.error(code, message, self.span, hint=hint, related=self._related())

    def warning(self, problems: Problems, code: str, message: str, hint: str = "") -> None:
        """Write down what a careful reader would ask about."""
        problems.warning(code, message, self.span, hint=hint, related=self._related())

    def _related(self) -> tuple[tuple[Span, str], ...]:
        return ((self.origin, "the text it translates"),) if self.origin.path else ()


def pair(original: str, translation: str, languages: tuple[str, str], span: Span, origin: Span) -> Pair:
    """Return the two texts taken apart; `languages` are theirs, in that order."""
    return Pair(side(original, languages[0]), side(translation, languages[1]), span, origin)


def side(source: str, language: str) -> Side:
    """Return `source`, short Markdown, taken apart."""
    # The readers of articles and catalogs report faults of Markdown; a second report would say the same.
    content = inlines(source, Span(""), Problems())
    parts = list(_flat(content))
    shown = "".join(text for kind, text in parts if kind in ("text", "foreign"))
    return Side(
        source,
        language,
        shown,
        _without_addresses(shown),
        _without_addresses("".join(text for kind, text in parts if kind == "text")),
        links=Counter(text for kind, text in parts if kind == "link"),
        cites=Counter(text for kind, text in parts if kind == "cite"),
        footnotes=Counter(text for kind, text in parts if kind == "footnote"),
        marks=Counter(text for kind, text in parts if kind == "mark"),
        addresses=Counter(
            [*URL.findall(MAIL.sub(" ", shown)), *MAIL.findall(shown), *map(_digits, PHONE.findall(shown))]
        ),
    )


def _without_addresses(text: str) -> str:
    return PHONE.sub(" ", MAIL.sub(" ", URL.sub(" ", text)))


def _digits(phone: str) -> str:
    """Return a telephone number as it is dialled, so that only its grouping may differ."""
    return re.sub(r"\D", "", phone)


def _flat(content: Inlines) -> Iterator[tuple[str, str]]:
    for node in content:
        match node:
            case Text():
                yield "text", node.text
            case LineBreak():
                yield "text", "\n"
            case Citation():
                for cite in node.cites:
                    yield "cite", f"@{cite.key}"
            case FootnoteMark():
                yield "footnote", f"[^{node.label}]"
            case Link():
                yield "link", node.target
                yield from _flat(node.content)
            case Strong():
                yield "mark", "**…**"
                yield from _flat(node.content)
            case Emphasis():
                yield "mark", "*…*"
                yield from _flat(node.content)
            case Superscript():
                yield "mark", "^…^"
                yield from _flat(node.content)
            case Subscript():
                yield "mark", "~…~"
                yield from _flat(node.content)
            case Foreign():
                # A Spanish phrase in English text is no foreign one in the Spanish: the mark is not compared.
                for kind, text in _flat(node.content):
                    yield ("foreign" if kind == "text" else kind), text
