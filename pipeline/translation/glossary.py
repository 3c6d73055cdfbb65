"""The glossary's abbreviations: what a screen reader says for "MS".

In: `locale/glossary.csv`. Out: by language, each abbreviation and the words it stands for, from the column `expansion`. A row's
`translation` is the term in the row's language; a row in the source's own language has the term on both sides.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from pipeline.foundation.diagnostic import Problems, Span

FILE = "locale/glossary.csv"


def expansions(root: Path, problems: Problems) -> Mapping[str, Mapping[str, str]]:
    """Return what abbreviations stand for, by language; a publication without a glossary has none.

    Code: "glossary-expansion" (error), for an expansion without an abbreviation, or two of one abbreviation.
    """
    try:
        text = (root / FILE).read_text("utf-8-sig")
    except OSError:
        # A publication need not have a glossary.
        return {}
    found: dict[str, dict[str, str]] = {}
    reader = csv.DictReader(text.splitlines())
    for row in reader:
        expansion = (row.get("expansion") or "").strip()
        if not expansion:
            continue
        short, language = ((row.get(key) or "").strip() for key in ("translation", "language"))
        known = found.setdefault(language, {})
        if not short or not language or known.get(short, expansion) != expansion:
            said = f'"{short}" stands for two things' if short and language else f'"{expansion}" expands nothing'
            hint = "one row for each abbreviation and language, with the abbreviation under translation"
            problems.error("glossary-expansion", said, Span(FILE, reader.line_num), hint=hint)
            continue
        known[short] = expansion
    return found
