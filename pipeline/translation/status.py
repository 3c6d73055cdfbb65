"""`catalog status`: how far each article's translation is.

In: the messages of each domain and the catalogs of the languages. Out: one row for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.foundation.value import Struct, asdict
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.message import Message


class Row(Struct, frozen=True):
    """How far one domain is in one language.

    `words` are those of the originals, `words_left` those of messages still to be translated or confirmed.
    A message written in the language counts as translated, and as `edited` where its copy-edit layer
    changes it.
    """

    language: str
    domain: str
    messages: int = 0
    translated: int = 0
    fuzzy: int = 0
    untranslated: int = 0
    edited: int = 0
    words: int = 0
    words_left: int = 0
    broken: bool = False

    def data(self) -> dict[str, Any]:
        """Return the row as plain values for JSON."""
        return asdict(self)


def status(asked: Mapping[str, Sequence[Message]], catalogs: Sequence[Catalogs]) -> tuple[Row, ...]:
    """Return a row for each language and domain, domains in the order of `asked`."""
    return tuple(
        _row(domain, messages, opened.get(domain), opened) for opened in catalogs for domain, messages in asked.items()
    )


def total(rows: Sequence[Row], language: str) -> Row:
    """Return the sum of a language's rows, under the domain "all"."""
    own = [row for row in rows if row.language == language]
    counts = ("messages", "translated", "fuzzy", "untranslated", "edited", "words", "words_left")
    sums = {name: sum(getattr(row, name) for row in own) for name in counts}
    return Row(language, "all", broken=any(row.broken for row in own), **sums)


def _row(domain: str, messages: Sequence[Message], catalog: Catalog | None, opened: Catalogs) -> Row:
    done = fuzzy = edited = words = left = 0
    for message in messages:
        entry = catalog.find(message.key) if catalog is not None else None
        own = message.language == opened.language
        size = len(message.text.split())
        words += size
        if entry is not None and entry.fuzzy:
            fuzzy += 1
            left += size
        elif own or (entry is not None and entry.translated):
            done += 1
            edited += own and entry is not None and entry.translated
        else:
            left += size
    return Row(
        language=opened.language,
        domain=domain,
        messages=len(messages),
        translated=done,
        fuzzy=fuzzy,
        untranslated=len(messages) - done - fuzzy,
        edited=edited,
        words=words,
        words_left=left,
        broken=domain in opened.broken,
    )
