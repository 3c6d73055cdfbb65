"""Citations to numbers: works are numbered in the order an article first cites them (AMA, 11th ed., 3.6).

In: a document and the bibliography. Out: the document with its citation marks set, and its references.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from pipeline.document.bibliography import Bibliography
from pipeline.document.reference import Entries, address
from pipeline.document.tree import Cite, Document, Inlines
from pipeline.document.walk import citations, recited
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, replace

# Stands for a work still to be found: "half of them walk [@?]." It prints nothing.
NEEDED = "?"
_LOCATOR = re.compile(r"^(?:([^\W\d_]+)\.?\s*)?(.*)$", re.DOTALL)
_PAGE = frozenset(("p", "pp", "pg", "pgs", "page", "pages", "pág", "págs", "página", "páginas"))


class Reference(Struct, frozen=True):
    """An entry of an article's list of references. `url` is where the work is found, or ""."""

    key: str
    number: int
    content: Inlines
    url: str = ""


def resolved(
    document: Document, bibliography: Bibliography, problems: Problems, entries: Entries | None = None
) -> tuple[Document, tuple[Reference, ...]]:
    """Return the document with its citation marks, and its references by number, written by `entries` or in AMA style.

    Works only listed come after those cited. An unknown key is an error, and its citation does without.
    """
    numbers: dict[str, int] = {}
    cited = [(cite.key, cite.span) for citation in citations(document) for cite in citation.cites]
    for key, span in (*cited, *((key, document.span) for key in document.references)):
        if key == NEEDED:
            hint = f"cite its source in the place of [@{NEEDED}], or take the claim out"
            problems.warning("citation-needed", "a claim that needs a source", span, hint=hint)
        elif bibliography.item(key) is None:
            _unknown(key, span, bibliography, problems)
        else:
            numbers.setdefault(key, len(numbers) + 1)
    changed = recited(document, lambda citation: replace(citation, marks=marks(citation.cites, numbers)))
    references = []
    entries = entries or Entries()
    for key, number in numbers.items():
        work = bibliography.works[key]
        references.append(Reference(key, number, entries.entry(work, document.language, problems), address(work)))
    return changed, tuple(references)


def marks(cites: Iterable[Cite], numbers: dict[str, int]) -> str:
    """Return the marks of one place: "1,3–5", or "3(p12),7" with locators; "?" where no work is known.

    A place that is marked as needing a source has none: "".
    """
    locators: dict[int, list[str]] = {}
    cites = [cite for cite in cites if cite.key != NEEDED]
    if not cites:
        return ""
    for cite in cites:
        if cite.key in numbers:
            there = locators.setdefault(numbers[cite.key], [])
            locator = _locator(cite.locator)
            if locator and locator not in there:
                there.append(locator)
    if not locators:
        return "?"
    parts: list[str] = []
    run: list[int] = []
    for number in sorted(locators):
        if run and (number != run[-1] + 1 or locators[number]):
            parts += _run(run)
            run = []
        if locators[number]:
            parts.append(f"{number}({','.join(locators[number])})")
        else:
            run.append(number)
    return ",".join(parts + _run(run))


def _run(numbers: list[int]) -> list[str]:
    """Return neighbouring numbers, three or more of them as a range."""
    if len(numbers) > 2:
        return [f"{numbers[0]}–{numbers[-1]}"]
    return [str(number) for number in numbers]


def _locator(locator: str) -> str:
    """Return "p12" for "p. 12" or "12", "pp12–14" for "pp. 12-14", "chap3" for "chap. 3"."""
    found = _LOCATOR.match(locator.strip())
    if found is None or not found[2]:
        return locator.strip()
    label, rest = (found[1] or "p").lower(), re.sub(r"(?<=\d)\s*[-–—]+\s*(?=\d)", "–", found[2].strip())
    if label in _PAGE:
        label = "pp" if "–" in rest or "," in rest else "p"
    return label + rest


def _unknown(key: str, span: Span, bibliography: Bibliography, problems: Problems) -> None:
    if not bibliography.whole:
        return
    near = difflib.get_close_matches(key, bibliography.works, 1)
    hint = f'did you mean "{near[0]}"?' if near else "add the work to articles/references.json"
    problems.error("citation-unknown", f'no work "{key}" in the bibliography', span, hint=hint)
