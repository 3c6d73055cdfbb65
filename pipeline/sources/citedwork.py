"""A work as a reference manager describes it, made an item of the bibliography.

In: a CSL-JSON item from a manuscript. Out: a `Reference`, with the fields that a bibliography prints.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.sources.reference import Reference

_TYPES = frozenset(
    """
    article-journal article-magazine article-newspaper article book chapter dataset document entry-encyclopedia
    legislation manuscript paper-conference post-weblog report software speech thesis webpage
""".split()  # noqa: SIM905
)
_KEPT = """
    title container-title publisher publisher-place edition volume issue page author editor issued accessed DOI
    PMID PMCID URL ISBN ISSN language number genre collection-title
""".split()  # noqa: SIM905


def work(item: dict[str, Any]) -> Reference:
    """Return the reference to a work; what a bibliography has no use for is left out."""
    kind = str(item.get("type"))
    kept: dict[str, Any] = {"type": kind if kind in _TYPES else "document"}
    kept |= {key: item[key] for key in _KEPT if item.get(key)}
    for role in ("author", "editor"):
        people = kept.get(role)
        if isinstance(people, list):
            kept[role] = [_name(person) for person in people if isinstance(person, dict)]
    for key in ("issued", "accessed"):
        date = _date(kept.pop(key, None))
        if date:
            kept[key] = date
    return Reference(_printed(kept), "parsed", {**kept, "custom": {"from": "citation field"}})


def _name(person: dict[str, Any]) -> dict[str, str]:
    name = {
        k: str(v)
        for k, v in person.items()
        if k in ("family", "given", "literal", "suffix", "non-dropping-particle") and v
    }
    given = name.get("given", "")
    if re.fullmatch(r"[A-Z]{1,3}", given):
        name["given"] = " ".join(f"{letter}." for letter in given)
    return name


def _date(value: Any) -> dict[str, Any] | None:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    if not (isinstance(parts, list) and parts and isinstance(parts[0], list)):
        return None
    numbers = [int(part) for part in parts[0][:3] if str(part).isdigit()]
    return {"date-parts": [numbers]} if numbers and numbers[0] >= 1000 else None


def _printed(item: dict[str, Any]) -> str:
    names = [
        str(p.get("literal") or f"{p.get('family', '')} {p.get('given', '')}").strip() for p in item.get("author", ())
    ]
    year = str(item["issued"]["date-parts"][0][0]) if "issued" in item else ""
    return ". ".join(
        part for part in (", ".join(names), str(item["title"]), str(item.get("container-title", "")), year) if part
    )
