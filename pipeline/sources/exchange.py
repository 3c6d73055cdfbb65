"""Works exchanged with other programs: CSL-JSON, BibTeX, RIS, PubMed's format, and lists in plain text.

In: files, and the bibliography there is. Out: items for it, each once; or a file in one of the formats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable, unusable
from pipeline.foundation.files import read_text
from pipeline.foundation.value import Struct
from pipeline.sources.bibtex import bibtex_text, read_bibtex
from pipeline.sources.nbib import nbib_text, read_nbib
from pipeline.sources.reference import Reference, read
from pipeline.sources.ris import read_ris, ris_text
from pipeline.sources.writer import bibliography_text, key_of

Item = dict[str, Any]
_LARGEST = 50_000_000


def _read_json(text: str, path: str, problems: Problems) -> list[Item]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as fault:
        problems.error(
            "references-syntax", f"not JSON: {fault}", Span(path), hint="the file is one list of items: [{…}, {…}]"
        )
        return []
    items = items.get("items") if isinstance(items, dict) else items
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        problems.error(
            "references-syntax", "no list of items", Span(path), hint="the file is one list of items: [{…}, {…}]"
        )
        return []
    return [{**item, "id": str(item.get("id") or "")} for item in items]


def _read_list(text: str, path: str, problems: Problems) -> list[Item]:
    """Return the references of a list in plain text, one a line or one a paragraph."""
    blocks = re.split(r"\n[ \t]*\n", text.strip()) if re.search(r"\n[ \t]*\n", text.strip()) else text.splitlines()
    return [read(block).csl("") for block in blocks if block.strip()]


READERS: Mapping[str, Callable[[str, str, Problems], list[Item]]] = {
    ".json": _read_json,
    ".bib": read_bibtex,
    ".ris": read_ris,
    ".nbib": read_nbib,
    ".txt": _read_list,
}
WRITERS: Mapping[str, Callable[[Sequence[Item]], str]] = {
    ".json": bibliography_text,
    ".bib": bibtex_text,
    ".ris": ris_text,
    ".nbib": nbib_text,
}


class Added(Struct, frozen=True):
    """A work read: the key it has in the bibliography, whether it is new there, and how sure it is what it says (0 to 1)."""

    key: str
    new: bool
    title: str
    confidence: float = 1.0


def read_works(path: Path, problems: Problems) -> list[Item]:
    """Return the items of a file, by the ending of its name.

    Raises `Unusable`: exit 2 for an ending that is not known, exit 3 where the disk refuses.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise unusable(
            "format-unknown",
            f'no format has the ending "{path.suffix}"',
            Span(str(path)),
            hint=f"known: {', '.join(READERS)}",
            exit_code=Exit.USAGE,
        )
    if path.is_file() and path.stat().st_size > _LARGEST:
        problems.error("file-large", "more than 50 MB of references", Span(str(path)), hint="part the file")
        return []
    try:
        return reader(read_text(path, str(path)), str(path), problems)
    except Unusable as fault:
        if fault.exit_code is Exit.WORLD:
            raise
        problems.add([fault.problem])
        return []


def merged(
    items: Sequence[Item], fresh: Iterable[Item], same: Callable[[Item, Item], bool]
) -> tuple[list[Item], list[Added]]:
    """Return the bibliography with fresh items added, and what became of each.

    An item that is there already, as `same` tells, is left as it is. A key that is taken or missing is made from author and year.
    """
    whole = list(items)
    taken = {str(item["id"]) for item in whole}
    told: list[Added] = []
    for item in fresh:
        known = next((other for other in whole if same(other, item)), None)
        custom = item.get("custom")
        confidence = float(custom.get("confidence", 1.0)) if isinstance(custom, Mapping) else 1.0
        title = str(item.get("title", ""))
        if known is not None:
            told.append(Added(str(known["id"]), False, title, confidence))
            continue
        key = str(item.get("id") or "")
        if not re.fullmatch(r"[\w:.#$%&+<>~/-]+", key) or key in taken:
            key = key_of(Reference("", "parsed", item), taken)
        taken.add(key)
        whole.append({**item, "id": key})
        told.append(Added(key, True, title, confidence))
    return whole, told
