"""The glossary: what a term is called in a language, which words the house does not use, and what abbreviations stand for.

In: `locale/glossary.csv`. Out: the terms of each language, and by language each abbreviation and the words it stands for. A row's
`translation` is the term in the row's language; a row in the source's own language has the term on both sides.

    source term,language,translation,note,expansion,status,medicine
    fatigue,es,fatiga,,,,
    fatigue,es,cansancio,that is tiredness,,forbidden,
    multiple sclerosis,es,EM,after the first mention,,allowed,
    The Motivator,es,The Motivator,,,do not translate,
    Ocrevus,es,Ocrevus,,,,brand
    ocrelizumab,es,ocrelizumab,,,,generic

Without a `status` a translation is the preferred one. Without a source term a forbidden one is forbidden everywhere.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, replace

FILE = "locale/glossary.csv"
STATES = ("preferred", "allowed", "forbidden", "do not translate")
MEDICINES = ("brand", "generic")


class Term(Struct, frozen=True):
    """What a `source` term is called in a language: `preferred`, or `allowed`; and what it must not be called, with the reason.

    `kept` terms are not translated. `medicine` is "brand", "generic" or "". Where only forbidden words have no source, it is "".
    """

    source: str
    preferred: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    kept: bool = False
    medicine: str = ""

    @property
    def good(self) -> tuple[str, ...]:
        """Every translation that is right, the best first."""
        return (*self.preferred, *self.allowed)


Terms = Mapping[str, tuple[Term, ...]]
"""The terms by the language they are translated into."""


def read_terms(root: Path, problems: Problems) -> Terms:
    """Return the terms by language; a publication without a glossary has none.

    Code: "glossary-row" (error), for a row without a language or a translation, or with an unknown status or kind of medicine.
    """
    found: dict[str, dict[str, Term]] = {}
    for row, span in _rows(root):
        source, language, text = row["source term"], row["language"], row["translation"]
        state = row["status"].replace("-", " ").casefold() or "preferred"
        medicine = row["medicine"].casefold()
        wrong = _wrong(source, language, text, state, medicine)
        if wrong:
            problems.error("glossary-row", wrong[0], span, hint=wrong[1])
            continue
        terms = found.setdefault(language, {})
        # Abbreviations differ from words by their capitals: MS is not Ms.
        key = source if source.isupper() else source.casefold()
        term = terms.get(key, Term(source))
        if state == "forbidden":
            term = replace(term, forbidden=(*term.forbidden, (text, row["note"])))
        elif state == "allowed":
            term = replace(term, allowed=(*term.allowed, text))
        else:
            more = (row["expansion"],) if row["expansion"] else ()
            term = replace(term, preferred=(*term.preferred, text), allowed=(*term.allowed, *more))
        terms[key] = replace(term, kept=term.kept or state == "do not translate", medicine=medicine or term.medicine)
    return {language: tuple(terms.values()) for language, terms in found.items()}


def _wrong(source: str, language: str, text: str, state: str, medicine: str) -> tuple[str, str] | None:
    """Return what is wrong with a row, and a hint; None for a good one."""
    if not language or not text:
        return "a term needs a language and a translation", "fill in both columns, or delete the row"
    if not source and state != "forbidden":
        return f'"{text}" translates nothing', "write the source term; only a forbidden word may go without"
    if state not in STATES:
        return f'"{state}" is no status', f"write {', '.join(STATES[:-1])} or {STATES[-1]}, or leave it empty"
    if medicine and medicine not in MEDICINES:
        return f'"{medicine}" is no kind of medicine', "write brand or generic, or leave it empty"
    return None


def expansions(root: Path, problems: Problems) -> Mapping[str, Mapping[str, str]]:
    """Return what abbreviations stand for, by language; a publication without a glossary has none.

    Code: "glossary-expansion" (error), for an expansion without an abbreviation, or two of one abbreviation.
    """
    found: dict[str, dict[str, str]] = {}
    for row, span in _rows(root):
        expansion = row["expansion"]
        if not expansion:
            continue
        short, language = row["translation"], row["language"]
        known = found.setdefault(language, {})
        if not short or not language or known.get(short, expansion) != expansion:
            said = f'"{short}" stands for two things' if short and language else f'"{expansion}" expands nothing'
            hint = "one row for each abbreviation and language, with the abbreviation under translation"
            problems.error("glossary-expansion", said, span, hint=hint)
            continue
        known[short] = expansion
    return found


_COLUMNS = ("source term", "language", "translation", "note", "expansion", "status", "medicine")


def _rows(root: Path) -> Iterator[tuple[dict[str, str], Span]]:
    """Yield the rows of the glossary with all columns, and where each stands."""
    try:
        text = (root / FILE).read_text("utf-8-sig")
    except OSError:
        # A publication need not have a glossary.
        return
    reader = csv.DictReader(text.splitlines())
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
        if any(cells.values()):
            yield cells, Span(FILE, reader.line_num)
