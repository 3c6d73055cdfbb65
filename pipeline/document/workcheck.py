"""What is wrong with works of the bibliography: identifiers, what a work of its type lacks, duplicates, years to come, retractions.

In: a bibliography, today's date, the publication's list of retractions. Out: faults at the line of the work. The door of
python-stdnum, which knows the check digits.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path

from pipeline.document.bibliography import Bibliography
from pipeline.document.work import When, Work
from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.foundation.files import read_text

# What the AMA Manual of Style (11th ed., 3.11 to 3.15) asks of each type; one of those between bars is enough.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "article-journal": ("author", "title", "container-title", "issued", "volume|DOI|PMID", "page|number|DOI|PMID"),
    "article-magazine": ("title", "container-title", "issued"),
    "article-newspaper": ("title", "container-title", "issued"),
    "book": ("author|editor", "title", "publisher", "issued"),
    "chapter": ("author", "title", "container-title", "publisher", "issued"),
    "paper-conference": ("author", "title", "container-title", "issued"),
    "thesis": ("author", "title", "publisher", "issued"),
    "report": ("author|publisher", "title", "issued"),
    "webpage": ("author|container-title|publisher", "title", "URL", "accessed"),
    "post-weblog": ("title", "URL", "issued|accessed"),
}
_WORDS = {
    "container-title": "name of the journal, book or site",
    "issued": "date",
    "accessed": "day of access",
    "page": "pages",
}
_PMID = re.compile(r"[1-9]\d{0,8}")
_PMCID = re.compile(r"PMC[1-9]\d{0,8}")
_NO_WORD = re.compile(r"[\W_]+")


def check_works(bibliography: Bibliography, today: date, problems: Problems) -> None:
    """Write down what is wrong with each work, and which of them are one."""
    works = tuple(bibliography.works.values())
    for work in works:
        for variable, said in bad_identifiers(work.fields):
            problems.warning(
                "work-identifier",
                f'{variable} "{work[variable]}" of "{work.key}" {said}',
                work.span,
                hint="copy it anew from the source",
            )
        if work.verbatim:
            problems.warning(
                "work-verbatim",
                f'"{work.key}" is kept word for word: it could not be read with certainty',
                work.span,
                hint="fill in its fields, and take custom away",
            )
        elif lacking := tuple(missing(work)):
            said = ", ".join(lacking)
            problems.warning(
                "work-incomplete", f'"{work.key}" ({work.kind}) lacks {said}', work.span, hint="fill in what is missing"
            )
        for what, when in (("published", work.issued), ("accessed", work.accessed)):
            if when is not None and _is_to_come(when, today):
                problems.warning(
                    "work-future",
                    f'"{work.key}" is {what} in {when.year}, which is yet to come',
                    work.span,
                    hint="correct it",
                )
    for first, second, why in duplicates(works):
        problems.warning(
            "work-duplicate",
            f'"{first.key}" and "{second.key}" look like one work ({why})',
            second.span,
            hint="keep one of them, and cite that",
            related=((first.span, "the other one"),),
        )


def missing(work: Work) -> Iterator[str]:
    """Yield what a work of its type should have and has not, in words."""
    there = {
        "author": bool(work.authors),
        "editor": bool(work.editors),
        "issued": work.issued is not None,
        "accessed": work.accessed is not None,
    }
    for need in NEEDED.get(work.kind, ("title",)):
        names = need.split("|")
        if not any(there.get(name, bool(work[name])) for name in names):
            yield " or ".join(_WORDS.get(name, name) for name in names)


def bad_identifiers(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a work whose form or check digit is wrong, and what is wrong.

    ISBN: ISO 2108; ISSN: ISO 3297. DOI's form is looked at where the bibliography is read.
    """
    from stdnum import isbn, issn
    from stdnum.exceptions import InvalidChecksum, ValidationError

    for variable, module in (("ISBN", isbn), ("ISSN", issn)):
        for number in re.split(r"[,;\s]+(?=[\dXx-]{8,})", str(fields.get(variable) or "")):
            try:
                if number:
                    module.validate(re.sub(r"\s*\(.*\)$", "", number))
            except InvalidChecksum:
                yield variable, "has a wrong check digit"
            except ValidationError:
                yield variable, "has not the form of one"
    for variable, form in (("PMID", _PMID), ("PMCID", _PMCID)):
        value = str(fields.get(variable) or "")
        if value and not form.fullmatch(value):
            yield variable, "has not the form of one"


def duplicates(works: Sequence[Work]) -> Iterator[tuple[Work, Work, str]]:
    """Yield pairs of works that are one: by an identifier, else by title, year and first author. Each work has one partner."""
    seen: dict[tuple[str, ...], Work] = {}
    for work in works:
        keys = list(identities(work))
        first = next((key for key in keys if key in seen), None)
        if first is not None:
            yield seen[first], work, f"the same {first[0]}"
        for key in keys:
            seen.setdefault(key, work)


def identities(work: Work) -> Iterator[tuple[str, ...]]:
    """Yield what tells a work from all others; spelling, accents and case do not count."""
    if work.doi:
        yield "DOI", work.doi.casefold()
    if work["PMID"]:
        yield "PMID", work["PMID"]
    name = (work.authors or work.editors or (None,))[0]
    who = (name.family or name.literal) if name else ""
    year = str(work.issued.year) if work.issued and work.issued.year else ""
    title = bare(work["title"])
    if work["URL"] and title:
        yield "address and title", work["URL"].rstrip("/"), title
    # Short titles ("Editorial") and editions of one book tell nothing; nor does a title without any date.
    if len(title) > 15 and (year or who):
        yield "title, year and author", title, year, bare(who), work["volume"], work["edition"], bare(work["page"])


def bare(text: str) -> str:
    """Return the letters and digits of a text, without accents and case."""
    plain = unicodedata.normalize("NFKD", re.sub(r"</?\w+[^<>]*>", "", text))
    return _NO_WORD.sub("", "".join(char for char in plain if not unicodedata.combining(char)).casefold())


def _is_to_come(when: When, today: date) -> bool:
    stated = (when.year, when.month or 1, when.day or 1)
    return stated > (today.year, today.month, today.day)


class Retractions:
    """The retracted works that a publication's list names, by DOI and by PMID, with the line that says so."""

    def __init__(self, by: Mapping[tuple[str, str], tuple[Span, str]]) -> None:
        self.by = by

    def of(self, work: Work) -> tuple[Span, str] | None:
        """Return the place where a work is said to be retracted, and the reason, or None."""
        return self.by.get(("DOI", work.doi.casefold())) or self.by.get(("PMID", work["PMID"]))


def read_retractions(path: Path, name: str, problems: Problems) -> Retractions:
    """Return the list in a CSV file; its columns are called DOI, PMID, Reason, or as those of Retraction Watch.

    A file without such a column is reported ("retractions-columns").
    """
    try:
        rows = csv.reader(StringIO(read_text(path, name)), strict=False)
        heads = [bare(head) for head in next(rows, [])]
        columns = {
            key: next((at for at, head in enumerate(heads) if head in known), -1)
            for key, known in (
                ("DOI", ("doi", "originalpaperdoi")),
                ("PMID", ("pmid", "pubmedid", "originalpaperpubmedid")),
                ("why", ("reason", "reasons")),
            )
        }
        if columns["DOI"] < 0 and columns["PMID"] < 0:
            hint = "the first line names the columns: DOI,PMID,Reason"
            problems.error("retractions-columns", "no column DOI or PMID in the list", Span(name, 1), hint=hint)
            return Retractions({})
        found: dict[tuple[str, str], tuple[Span, str]] = {}
        for row in rows:
            cell = {key: row[at].strip() if 0 <= at < len(row) else "" for key, at in columns.items()}
            doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", cell["DOI"], flags=re.IGNORECASE).casefold()
            why = cell["why"].strip("+; ").replace("+", "")
            for key, value in (("DOI", doi), ("PMID", cell["PMID"])):
                if value and value not in ("0", "unavailable"):
                    found.setdefault((key, value), (Span(name, rows.line_num), why))
        return Retractions(found)
    except Unusable as fault:
        problems.add([fault.problem])
    except csv.Error as fault:
        problems.error("retractions-columns", f"no CSV: {fault}", Span(name), hint="save it as CSV, in UTF-8")
    return Retractions({})


def check_retractions(works: Iterable[Work], retractions: Retractions, problems: Problems) -> None:
    """Report each work that is retracted."""
    for work in works:
        found = retractions.of(work)
        if found is not None:
            why = f": {found[1]}" if found[1] else ""
            problems.error(
                "work-retracted",
                f'"{work.key}" is retracted{why}',
                work.span,
                hint="take the claim and the citation out, or say in the text that it was retracted and mend the list",
                related=((found[0], "here in the list"),),
            )
