"""A bibliography entry written out in the style of the AMA Manual, 11th edition, as plain text.

In: a CSL-JSON item. Out: the entry. Only used to prove that a reference was understood: what the parser made of a
reference must say the reference again (`reference.read`). What is printed is set by the CSL processor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Item = Mapping[str, Any]
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def entry(item: Item) -> str:
    """Return `item` as an AMA entry, without the labels that journals add ("PubMed")."""
    parts = [_stopped(names(item.get("author", ()), et_al=bool(_custom(item, "et-al"))))] if item.get("author") else []
    # A group that publishes its own report: "Title; 2023."
    own = item["type"] == "report" and not item.get("publisher")
    parts.append(f"{item['title']}; {written_date(item['issued'])}." if own else _stopped(str(item.get("title", ""))))
    if note := _custom(item, "bracketed"):
        parts.append(f"[{note}].")
    kind = item["type"]
    if kind == "article-journal":
        parts.append(_journal(item))
    elif kind in ("book", "chapter"):
        parts += _book(item)
    elif kind != "report":
        parts += _web(item)
    if item.get("accessed"):
        parts.append(f"Accessed {written_date(item['accessed'])}.")
    for key, form in (("PMID", "PMID:{}"), ("PMCID", "PMCID:{}"), ("DOI", "doi:{}"), ("URL", "{}")):
        if item.get(key) and not (key == "PMID" and _custom(item, "pmid-from-link")):
            parts.append(form.format(item[key]))
    return " ".join(part for part in parts if part)


def names(people: Sequence[Item], *, et_al: bool = False) -> str:
    """Return "Thompson AJ, Banwell BL, et al"; groups by their name, after a semicolon where they follow people."""
    written = ""
    for person in people:
        name = str(person.get("literal") or "")
        if not name:
            initials = re.sub(r"[ .]", "", str(person.get("given", "")))
            name = " ".join(p for p in (str(person.get("family", "")), initials, str(person.get("suffix", ""))) if p)
        joint = "; " if person.get("literal") and written else ", " if written else ""
        written += joint + name
    return written + (", et al" if et_al else "")


def written_date(date: Item) -> str:
    """Return a CSL date as "March 5, 2024", "March 2024" or "2024"."""
    parts = [int(part) for part in date["date-parts"][0]]
    if len(parts) == 1:
        return str(parts[0])
    month = MONTHS[parts[1] - 1]
    return f"{month} {parts[2]}, {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"


def _journal(item: Item) -> str:
    year, *rest = item["issued"]["date-parts"][0]
    stated = " ".join([str(year), *(MONTHS[m - 1][:3] for m in rest[:1]), *(str(d) for d in rest[1:])])
    volume = str(item.get("volume", ""))
    issue = f"({item['issue']})" if item.get("issue") else ""
    pages = f":{item['page']}" if item.get("page") else ""
    numbers = f";{volume}{issue}{pages}" if volume or issue or pages else ""
    return f"{_stopped(str(item['container-title']))} {stated}{numbers}."


def _book(item: Item) -> list[str]:
    parts = []
    if item["type"] == "chapter":
        editors = item.get("editor", ())
        if editors:
            parts.append(f"In: {names(editors)}, {'eds' if len(editors) > 1 else 'ed'}.")
        else:
            parts.append("In:")
        parts.append(_stopped(str(item["container-title"])))
    elif item.get("container-title"):
        parts.append(_stopped(str(item["container-title"])))
    if item.get("edition"):
        parts.append(f"{ordinal(str(item['edition']))} ed.")
    page = f":{item['page']}" if item.get("page") else ""
    parts.append(f"{item['publisher']}; {written_date(item['issued'])}{page}.")
    return parts


def _web(item: Item) -> list[str]:
    parts = []
    if item.get("container-title"):
        parts.append(_stopped(str(item["container-title"])))
    if item.get("issued"):
        label = _custom(item, "issued-label")
        parts.append(f"{label} {written_date(item['issued'])}.".strip())
    return parts


def ordinal(number: str) -> str:
    """Return "5th" for "5"; what is no number is returned as it stands."""
    if not number.isdigit():
        return number
    value = int(number)
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _custom(item: Item, key: str) -> str:
    return str(item.get("custom", {}).get(key, "") or "")


def _stopped(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."
