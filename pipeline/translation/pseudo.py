"""Pseudo-languages: every text an edition asks for, changed so that what was not asked for shows.

In: the messages of an issue and a tag such as "en-x-longer" or "en-x-brackets". Out: catalogs that no file holds. "longer" puts
accents on letters and makes each text half as long again, which is more than Spanish takes in nineteen texts of twenty;
"brackets" puts accents on letters and brackets around each text, so that a text put together of parts shows its joints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.foundation.language import pseudo_kind
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.furniture import DOMAIN
from pipeline.translation.message import ADDRESS, Message
from pipeline.translation.po import Entry

# Letters that nearly every Latin text face has with an accent, those for low vision too.
_PLAIN = "acdeghiklnorstuyzACDEGHIKLNORSTUYZ"
_ACCENTED = "áçđéğħíķļñóŕšţúýžÁÇĐÉĞĦÍĶĻÑÓŔŠŢÚÝŽ"
_LETTERS = str.maketrans(_PLAIN, _ACCENTED)
_MORE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

# What is no text of a message: citations, notes, targets and attributes of links, names that are filled in, code, escapes.
_KEPT = re.compile(
    r"\[@[^\]]*\]|\[\^[^\]]*\]|\]\([^)]*\)|\{[^}]*\}|`[^`]*`|<[^>]*>|\\.|&#?\w+;|" + ADDRESS.pattern, re.DOTALL
)


def pseudo_catalogs(asked: Mapping[str, Sequence[Message]], language: str) -> Catalogs:
    """Return the catalogs of a pseudo-language for the messages of each domain."""
    return Catalogs(language, {domain: _catalog(domain, messages, language) for domain, messages in asked.items()})


def _catalog(domain: str, messages: Iterable[Message], language: str) -> Catalog:
    kind = pseudo_kind(language)
    entries = tuple(
        Entry(
            message.text,
            tuple(pseudo(text, kind, markdown=domain != DOMAIN) for text in _forms(message)),
            message.context or None,
            message.plural or None,
            span=message.span,
            text_span=message.span,
        )
        for message in messages
    )
    return Catalog("", domain, language, None, entries)


def _forms(message: Message) -> tuple[str, ...]:
    return (message.text, message.plural) if message.plural else (message.text,)


def pseudo(text: str, kind: str, *, markdown: bool = True) -> str:
    """Return a text in a pseudo-language, its markup as it was; `markdown` says that it is short Markdown."""
    parts = []
    at = 0
    for kept in _KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(_LETTERS), kept[0]]
        at = kept.end()
    changed = "".join((*parts, text[at:].translate(_LETTERS)))
    if kind == "longer":
        return f"{changed} {_more(-(-len(text) // 2))}"
    start, end = ("\\[", "\\]") if markdown else ("[", "]")
    return f"{start}{changed}{end}"


def _more(letters: int) -> str:
    """Return words that take at least so many letters, one word at the least."""
    words: list[str] = []
    length = 0
    while length < letters or not words:
        word = _MORE[len(words) % len(_MORE)].translate(_LETTERS)
        words.append(word)
        length += len(word) + 1
    return " ".join(words)


def is_plain(word: str) -> bool:
    """Tell whether a word is one that no pseudo-language could have left so."""
    return word.translate(_LETTERS) != word and not any(letter in _ACCENTED for letter in word)
