"""Terms and medicines: what the glossary says stands in the translation, and what it forbids does not.

A medicine under another name is another medicine. Those of the glossary are compared by it; others are known by the stems of
international nonproprietary names (WHO, "The use of stems in the selection of INN", 2018), which both languages share.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.pair import Pair
from pipeline.translation.glossary import FILE, Term
from pipeline.translation.termbook import Book, Text, named, occurrences, text

# Endings that are hardly ever those of another word; the last vowel is the language's.
_STEM = re.compile(
    r"\b(?:[a-z]{4,}mab|[a-z]{2,}(?:limod|tinib|ciclib|sartan|prazol|oxetin|gabalin|cillin|cilin|floxacin|ciclovir|cyclovir|vastatin|lukast|gliptin|gliflozin"
    r"|triptan|zepam|zolam|fampridin|zanidin|dribin|feron|caine|caina|setron|parin|xaban|conazol|dipin|afinil|phenidat|fenidat|barbital"
    r"|tadin|flunomid|xantron|glutid|relin|trexat)[aeo]?)\b"
)


def check_terms(pair: Pair, problems: Problems, book: Book) -> None:
    """Report terms by the glossary: `term-forbidden`, `term-translated`, `medicine-changed`, and as a warning `term-other`."""
    before, after = text(pair.original.prose), text(pair.translation.prose)
    present = named(book, before)
    for term in book.terms:
        there = present.get(term, 0)
        if there or not term.source:
            _check_forbidden(pair, problems, book, term, present, after)
        if there:
            _check_good(pair, problems, book, term, after)
        elif term.medicine:
            _check_added(pair, problems, book, term, present, after)
    _check_stems(pair, problems, book)


def _check_forbidden(
    pair: Pair, problems: Problems, book: Book, term: Term, present: Mapping[Term, int], after: Text
) -> None:
    right_words = {place for word in term.good for place in occurrences(word, after, book.after)}
    if term.source and len(right_words) >= present[term]:
        # Each mention has a right word; a forbidden one then stands for something else ("tired").
        return
    for word, reason in term.forbidden:
        found = occurrences(word, after, book.after)
        # The same word may be the right one for another term of the sentence, or part of a right one.
        right = [place for other in present for good in other.good for place in occurrences(good, after, book.after)]
        found = [(start, end) for start, end in found if not any(a <= start and end <= b for a, b in right)]
        if found:
            said = _said(after, found[0])
            better = f"“{term.preferred[0]}”" if term.preferred else "another word"
            about = f' for "{term.source}"' if term.source else ""
            pair.error(
                problems,
                "term-forbidden",
                f'the glossary forbids "{said}"{about}',
                f"write {better}{f' ({reason})' if reason else ''}; the list is {FILE}",
                before=term.source,
                after=said,
            )


def _check_good(pair: Pair, problems: Problems, book: Book, term: Term, after: Text) -> None:
    if term.kept or term.medicine == "brand":
        names = term.preferred or (term.source,)
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", pair.translation.plain) for name in names):
            return
        hint = f"write {names[0]} as it is"
        if term.medicine:
            said = f'translation lacks the brand name "{names[0]}"'
            pair.error(problems, "medicine-changed", said, hint, before=term.source)
        else:
            said = f'translation lacks "{names[0]}", which the glossary keeps'
            pair.error(problems, "term-translated", said, hint, before=term.source)
        return
    if not term.good or any(occurrences(good, after, book.after) for good in term.good):
        return
    best = f"“{term.preferred[0]}”" if term.preferred else f"“{term.allowed[0]}”"
    if term.medicine:
        pair.error(
            problems,
            "medicine-changed",
            f'translation lacks the medicine "{term.source}"',
            f"write {best}",
            before=term.source,
        )
    elif not any(occurrences(word, after, book.after) for word, _ in term.forbidden):
        others = f" (or {', '.join(f'“{word}”' for word in term.good[1:])})" if len(term.good) > 1 else ""
        pair.warning(
            problems,
            "term-other",
            f'the glossary has {best} for "{term.source}"; translation says it another way',
            f"write {best}{others}, or add the other word to {FILE} as allowed",
            before=term.source,
        )


def _check_added(
    pair: Pair, problems: Problems, book: Book, term: Term, present: Mapping[Term, int], after: Text
) -> None:
    found = [place for good in term.preferred for place in occurrences(good, after, book.after)]
    if not found or any(set(other.good) & set(term.preferred) for other in present):
        return
    said = _said(after, found[0])
    pair.error(
        problems,
        "medicine-changed",
        f'translation names the medicine "{said}", which the original does not',
        "write the medicine that the original names",
        after=said,
    )


def _check_stems(pair: Pair, problems: Problems, book: Book) -> None:
    known = {_bare(name) for term in book.terms if term.medicine for name in (term.source, *term.good)}
    before, after = _medicines(pair.original.prose, known), _medicines(pair.translation.prose, known)
    for name in before:
        if not any(_cognate(name, word) for word in _words(pair.translation.prose)):
            pair.error(
                problems,
                "medicine-changed",
                f'translation lacks the medicine "{name}"',
                f"keep its name, in the form of the language; or add the medicine to {FILE}",
                before=name,
            )
    for name in after:
        if not any(_cognate(name, word) for word in _words(pair.original.prose)):
            pair.error(
                problems,
                "medicine-changed",
                f'translation names the medicine "{name}", which the original does not',
                f"write the medicine that the original names; or add it to {FILE}",
                after=name,
            )


def _medicines(prose: str, known: set[str]) -> list[str]:
    """Return the words that end as names of medicines do, in simple letters, but for those the glossary compares."""
    return [found[0] for found in _STEM.finditer(_bare(prose)) if found[0] not in known]


def _words(prose: str) -> list[str]:
    return re.findall(r"[a-z]{5,}", _bare(prose))


def _cognate(name: str, word: str) -> bool:
    """Tell whether two names are one in two spellings: fluoxetine and fluoxetina, methylphenidate and metilfenidato."""
    mine, theirs = _spelt(name), _spelt(word)
    return mine[:-1] == theirs[: len(mine) - 1] or mine == theirs


def _spelt(name: str) -> str:
    for foreign, plain in (
        ("ph", "f"),
        ("th", "t"),
        ("y", "i"),
        ("ll", "l"),
        ("rh", "r"),
        ("xc", "c"),
        ("k", "c"),
        ("mm", "m"),
    ):
        name = name.replace(foreign, plain)
    return name.rstrip("aeo")


def _bare(prose: str) -> str:
    """Return text in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", prose.lower()) if not unicodedata.combining(c))


def _said(within: Text, place: tuple[int, int]) -> str:
    return " ".join(token.text for token in within.tokens[place[0] : place[1]])
