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
from pipeline.translation.checks.place import Locate

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
    """A message and its translation. `span` is the translation's place, `origin` the message's.

    `locate` returns the place of a text within the translation; without it every finding stands at `span`.
    """

    apart: ClassVar[tuple[str, ...]] = ("span", "origin", "locate")

    original: Side
    translation: Side
    span: Span
    origin: Span
    locate: Locate | None = None

    def error(
        self, problems: Problems, code: str, message: str, hint: str = "", *, before: str = "", after: str = ""
    ) -> None:
        """Write down what keeps the translation from being printed.

        `before` is the place in the original that is at fault, `after` the one in the translation: around these, both are shown.
        """
        problems.error(code, message, self._place(after), hint=hint, related=self._related(before, after))

    def warning(
        self, problems: Problems, code: str, message: str, hint: str = "", *, before: str = "", after: str = ""
    ) -> None:
        """Write down what a careful reader would ask about; the rest is as for `error`."""
        problems.warning(code, message, self._place(after), hint=hint, related=self._related(before, after))

    def _place(self, after: str) -> Span:
        return self.locate(after) if self.locate is not None and after else self.span

    def _related(self, before: str, after: str) -> tuple[tuple[Span, str], ...]:
        if not self.origin.path:
            return ()
        return (
            (self.origin, f"the text it translates: {extract(self.original.source, before)}"),
            (self.span, f"the translation: {extract(self.translation.source, after)}"),
        )


def extract(text: str, fault: str = "", width: int = 90) -> str:
    """Return at most `width` characters of `text` in quotation marks, around `fault` where that stands in it."""
    flat = re.sub(r"\s+", " ", text).strip()
    if len(flat) <= width:
        return f"“{flat}”"
    at = max(flat.find(fault), 0) if fault else 0
    start = max(0, min(at + len(fault) // 2 - width // 2, len(flat) - width))
    end = start + width
    # Whole words, as long as they leave the fault in sight.
    if start and 0 <= (space := flat.find(" ", start)) < at:
        start = space + 1
    if end < len(flat) and (space := flat.rfind(" ", at + len(fault), end)) > 0:
        end = space
    return f"“{'…' * (start > 0)}{flat[start:end]}{'…' * (end < len(flat))}”"


def pair(
    original: str,
    translation: str,
    languages: tuple[str, str],
    span: Span,
    origin: Span,
    locate: Locate | None = None,
) -> Pair:
    """Return the two texts taken apart; `languages` are theirs, in that order, of which a region or script counts for nothing."""
    spoken, into = (language.split("-")[0] for language in languages)
    return Pair(side(original, spoken), side(translation, into), span, origin, locate)


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
