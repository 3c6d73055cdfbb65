"""The glossary made ready for one pair of languages: which terms stand in a text, in whatever form of the word.

In: terms, and the lemmas of both languages. Out: a `Book` that finds terms in tokens, the longest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.foundation.value import Struct, replace
from pipeline.translation.glossary import Term, Terms
from pipeline.translation.inflection import Lemmas, Token, tokens

Found = tuple[int, int]
"""Where something stands: its first token, and the one after its last."""


class Text(Struct, frozen=True):
    """The tokens of a text, and where those with a beginning of three letters stand."""

    tokens: tuple[Token, ...]
    places: dict[str, tuple[int, ...]]


class Book(Struct, frozen=True):
    """The terms from one language into another, those of many words first."""

    terms: tuple[Term, ...]
    before: Lemmas
    after: Lemmas


def book(terms: Terms, main: str, source: str, target: str, before: Lemmas, after: Lemmas) -> Book:
    """Return the terms from `source` into `target`; `main` is the language of the glossary's source terms.

    From another language into the main one, rows are read from right to left.
    """
    if source == main:
        chosen: Iterable[Term] = terms.get(target, ())
    elif target == main:
        chosen = _turned(terms.get(source, ()))
    else:
        chosen = ()
    return Book(tuple(sorted(chosen, key=lambda term: -len(term.source.split()))), before, after)


def _turned(terms: Iterable[Term]) -> Iterator[Term]:
    by_source: dict[str, Term] = {}
    for term in terms:
        for text in term.good if term.source else ():
            known = by_source.get(text, Term(text))
            by_source[text] = replace(
                known, preferred=(*known.preferred, term.source), kept=term.kept, medicine=term.medicine
            )
    return iter(by_source.values())


def text(words: str) -> Text:
    """Return a text ready to be searched."""
    found = tuple(tokens(words))
    places: dict[str, list[int]] = {}
    for at, token in enumerate(found):
        places.setdefault(_start(token), []).append(at)
    return Text(found, {start: tuple(at) for start, at in places.items()})


def _start(token: Token) -> str:
    # Short words are only found as they are, longer ones by how they begin.
    return token.form[:3] if len(token.form) > 3 else token.form


def occurrences(words: str, within: Text, lemmas: Lemmas) -> list[Found]:
    """Return where a term of one or more words stands in a text, in any form of its words."""
    wanted = tokens(words)
    if not wanted:
        return []
    # An abbreviation may have an "s" that is not its own: MRIs.
    starts = {_start(wanted[0]), wanted[0].form} | ({f"{wanted[0].form}s"[:3]} if len(wanted[0].form) <= 3 else set())
    return [
        (at, at + len(wanted))
        for start in starts
        for at in within.places.get(start, ())
        if _stands(wanted, within.tokens[at : at + len(wanted)], lemmas)
    ]


def _stands(wanted: Sequence[Token], there: Sequence[Token], lemmas: Lemmas) -> bool:
    return len(wanted) == len(there) and all(
        lemmas.same(word, other) for word, other in zip(there, wanted, strict=True)
    )


def named(book: Book, within: Text) -> dict[Term, int]:
    """Return the terms that stand in the original, and how often; a word that is part of a longer term counts for that alone."""
    taken: set[int] = set()
    counts: dict[Term, int] = {}
    for term in book.terms:
        for start, end in occurrences(term.source, within, book.before):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                counts[term] = counts.get(term, 0) + 1
    return counts
