"""Works in RIS, as Zotero, EndNote and journals' web sites give them, read and written. The door of the RIS parser.

In: a `.ris` file. Out: CSL-JSON items, and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.language import is_date
from pipeline.sources.authors import spaced

Item = dict[str, Any]

# The first that names a CSL type is the one it is written as.
TYPES = {
    "JOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "CHAP": "chapter",
    "CPAPER": "paper-conference",
    "THES": "thesis",
    "RPRT": "report",
    "ELEC": "webpage",
    "BLOG": "post-weblog",
    "PAMP": "pamphlet",
    "ENCYC": "entry-encyclopedia",
    "DICT": "entry-dictionary",
    "DATA": "dataset",
    "COMP": "software",
    "STAT": "legislation",
    "GEN": "document",
    "EJOUR": "article-journal",
    "JFULL": "article-journal",
    "EBOOK": "book",
    "EDBOOK": "book",
    "ECHAP": "chapter",
    "CONF": "paper-conference",
    "WEB": "webpage",
    "GOVDOC": "report",
    "UNPB": "manuscript",
}
_FIELDS = {
    "title": "title",
    "volume": "volume",
    "number": "issue",
    "publisher": "publisher",
    "place_published": "publisher-place",
    "edition": "edition",
    "section": "chapter-number",
    "language": "language",
    "doi": "DOI",
    "type_of_work": "genre",
}
_JOURNALS = ("alternate_title3", "secondary_title", "journal_name", "tertiary_title")
_PEOPLE = {
    "author": ("authors", "first_authors"),
    "editor": ("secondary_authors",),
    "translator": ("translated_author", "subsidiary_authors"),
}
_SHORT = ("alternate_title2", "alternate_title1")


def read_ris(text: str, path: str, problems: Problems) -> list[Item]:
    """Return the works of a `.ris` file; one that does not read is reported ("ris-syntax")."""
    import rispy  # type: ignore[import-untyped] # the library has no types

    if not re.search(r"^\ufeff?TY  - ", text, re.M):
        problems.error("ris-syntax", "no record of RIS in it", Span(path), hint='a record begins with "TY  - JOUR"')
        return []
    try:
        found = rispy.loads(text.lstrip("\ufeff"))
    except (OSError, ValueError, KeyError) as fault:
        said = " ".join(str(fault).split())
        problems.error(
            "ris-syntax", f"not RIS: {said}", Span(path), hint='a record begins with "TY  -" and ends with "ER  -"'
        )
        return []
    return [_item(record) for record in found]


def _item(record: Mapping[str, Any]) -> Item:
    kind = TYPES.get(str(record.get("type_of_reference", "")), "document")
    item: Item = {"id": str(record.get("id") or record.get("label") or ""), "type": kind}
    record = {**record, "title": record.get("title") or record.get("primary_title") or ""}
    for name, variable in _FIELDS.items():
        if record.get(name):
            item[variable] = " ".join(str(record[name]).split())
    if kind == "report" and "issue" in item:
        item["number"] = item.pop("issue")
    for variable, names in (("container-title", _JOURNALS), ("container-title-short", _SHORT)):
        said = next((str(record[name]) for name in names if record.get(name)), "")
        if said:
            item[variable] = said
    if kind in ("book", "thesis", "report"):
        # What a book stands in is its series.
        item.pop("container-title", None)
    pages = [str(record[name]) for name in ("start_page", "end_page") if record.get(name)]
    if pages:
        item["page"] = "-".join(dict.fromkeys(pages))
    if record.get("issn"):
        item["ISBN" if kind in ("book", "chapter", "thesis") else "ISSN"] = str(record["issn"])
    urls = [url for url in record.get("urls") or () if str(url).startswith(("http://", "https://"))]
    if urls:
        item["URL"] = str(urls[0])
    for variable, tags in _PEOPLE.items():
        people = [_name(str(person)) for name in tags for person in _listed(record.get(name)) if str(person).strip()]
        if people:
            item[variable] = people
    for variable, fields in (("issued", ("date", "publication_year", "year")), ("accessed", ("access_date",))):
        said = next((str(record[name]) for name in fields if record.get(name)), "")
        if said:
            item[variable] = _date(said)
    return item


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _name(text: str) -> Item:
    family, *rest = [part.strip() for part in text.split(",")]
    if not rest or not family:
        return {"literal": text.strip(" ,")}
    given, *suffix = rest
    name = {"family": family, "given": spaced(given) if re.fullmatch(r"[A-Z]{1,4}", given) else given}
    return {part: said for part, said in {**name, "suffix": " ".join(suffix)}.items() if said}


def _date(text: str) -> Item:
    """Return "2018/02/03/" as a date; "2018///Spring", or what is no date, stays as words."""
    parts, other = text.split("/")[:3], "/".join(text.split("/")[3:]).strip()
    day = "-".join(part.strip().zfill(2) for part in parts if part.strip())
    if not is_date(day):
        return {"literal": text.strip("/ ")}
    if other and len(day) == 4:
        return {"literal": f"{other} {day}"}
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def ris_text(items: Iterable[Mapping[str, Any]]) -> str:
    """Return works as a `.ris` file."""
    return "\n".join(_record(item) for item in items)


def _record(item: Mapping[str, Any]) -> str:
    kind = next((name for name, csl in TYPES.items() if csl == item.get("type")), "GEN")
    lines = [("TY", kind)]
    for tag, variable in (("AU", "author"), ("A2", "editor"), ("A4", "translator")):
        lines += [(tag, _written(name)) for name in item.get(variable) or ()]
    pages = str(item.get("page") or "").replace("–", "-").split("-", 1)
    isbn = item.get("ISBN") if kind in ("BOOK", "CHAP", "THES") else item.get("ISSN")
    plain = {
        "TI": "title",
        "T2": "container-title",
        "J2": "container-title-short",
        "VL": "volume",
        "PB": "publisher",
        "CY": "publisher-place",
        "ET": "edition",
        "SE": "chapter-number",
        "M3": "genre",
        "LA": "language",
        "DO": "DOI",
        "UR": "URL",
    }
    lines += [(tag, str(item[variable])) for tag, variable in plain.items() if item.get(variable)]
    number = item.get("number") if kind == "RPRT" else item.get("issue")
    lines += [("IS", str(number or "")), ("SP", pages[0]), ("EP", "".join(pages[1:])), ("SN", str(isbn or ""))]
    for tag, variable in (("DA", "issued"), ("Y2", "accessed")):
        day = item.get(variable)
        if isinstance(day, Mapping):
            parts = [f"{int(part):02}" for part in (day.get("date-parts") or [[]])[0]]
            said = "/".join((*parts, "", "")[:3]) + "/" if parts else str(day.get("literal", ""))
            lines.append((tag, said))
    lines.append(("ID", str(item["id"])))
    return "".join(f"{tag}  - {' '.join(said.split())}\n" for tag, said in lines if said) + "ER  - \n"


def _written(name: Mapping[str, str]) -> str:
    if name.get("literal"):
        return name["literal"]
    particle = " ".join(name[part] for part in ("dropping-particle", "non-dropping-particle") if name.get(part))
    family = " ".join(part for part in (particle, name.get("family", "")) if part)
    # A family name alone keeps its comma: without one it is a body.
    return ", ".join(part for part in (family, name.get("given", ""), name.get("suffix", "")) if part) + (
        "," if not name.get("given") else ""
    )
