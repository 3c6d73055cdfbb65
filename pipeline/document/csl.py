"""A work as a CSL-JSON item that a CSL processor reads without losing any of it.

In: a `Work` and the language of the list. Out: a plain item. What processors stumble over is put right here: initials without
stops, which they take for one name; seasons, which they do not know; a magazine without a volume, which styles take for an
article published ahead of print.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.document.terms import dated, thesis
from pipeline.document.work import Name, When, Work

Item = dict[str, Any]
_INITIALS = re.compile(r"(?:[^\W\d_a-z]-?){2,4}")
_JOURNALS = ("article-journal", "article-magazine", "article", "review")
_DASHES = re.compile(r"\s*(?:--|[–—])\s*")


def csl_item(work: Work, language: str) -> Item:
    """Return the item; its language is the work's own, else that of the list."""
    fields = dict(work.fields)
    short = fields.pop("journalAbbreviation", "")
    item: Item = {name: text for name, text in fields.items() if text}
    item |= {"id": work.key, "type": _kind(work), "language": work["language"] or language}
    if short and "container-title-short" not in item:
        item["container-title-short"] = short
    for variable, names in (("author", work.authors), ("editor", work.editors), ("translator", work.translators)):
        if names:
            item[variable] = [_name(name) for name in names]
    for variable, when in (("issued", work.issued), ("accessed", work.accessed)):
        if when:
            item[variable] = _date(when, language)
    for variable in ("page", "number"):
        if variable in item:
            # Of a range as it was typed, any dash is the style's to choose.
            item[variable] = _DASHES.sub("-", item[variable])
    if "edition" in item:
        number = re.match(r"(\d+)\D{0,3}\b", item["edition"])
        item["edition"] = number[1] if number else item["edition"]
        if item["edition"] == "1":
            # A first edition is not mentioned (AMA 11th ed., 3.12.6).
            del item["edition"]
    if work.kind == "thesis":
        item.setdefault("genre", thesis(language))
    if work.doi:
        item["DOI"] = work.doi
    return item


def _kind(work: Work) -> str:
    """Return the type; an article without volume and issue that is not ahead of print goes as a newspaper's, by its date."""
    dated_only = work.kind in _JOURNALS and work["container-title"] and not (work["volume"] or work["issue"])
    ahead = work.issued is not None and work.issued.day and not work["page"] and work.kind != "article-magazine"
    return "article-newspaper" if dated_only and not ahead else work.kind


def _name(name: Name) -> Item:
    if name.literal:
        return {"literal": name.literal}
    given = name.given
    if _INITIALS.fullmatch(given):
        given = " ".join(f"{letter}." for letter in re.findall(r"-?[^\W\d_]", given)).replace(" -", "-")
    parts = {
        "family": " ".join(part for part in (name.particle, name.family) if part),
        "given": given,
        "suffix": name.suffix.rstrip("."),
    }
    return {key: text for key, text in parts.items() if text}


def _date(when: When, language: str) -> Item:
    if when.literal or (when.season and not when.month):
        return {"literal": dated(when, language)}
    parts = [when.year, when.month, when.day]
    return {"date-parts": [parts[: 1 + bool(when.month) + bool(when.month and when.day)]]}
