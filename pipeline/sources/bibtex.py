"""Works in BibTeX and BibLaTeX, read and written. The door of the BibTeX parser.

In: a `.bib` file. Out: CSL-JSON items, and back. LaTeX's accents and commands become characters; a body in braces stays one name.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.language import is_date
from pipeline.sources.authors import spaced

Item = dict[str, Any]

# BibTeX's types, then BibLaTeX's; the first that names a CSL type is the one it is written as.
TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "phdthesis": "thesis",
    "techreport": "report",
    "online": "webpage",
    "booklet": "pamphlet",
    "unpublished": "manuscript",
    "inreference": "entry-encyclopedia",
    "dataset": "dataset",
    "software": "software",
    "misc": "document",
    "inbook": "chapter",
    "conference": "paper-conference",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "report": "report",
    "electronic": "webpage",
    "www": "webpage",
    "manual": "book",
    "collection": "book",
    "proceedings": "book",
    "mvbook": "book",
    "suppperiodical": "article-journal",
}
_FIELDS = {
    "title": "title",
    "journal": "container-title",
    "volume": "volume",
    "number": "issue",
    "pages": "page",
    "publisher": "publisher",
    "address": "publisher-place",
    "edition": "edition",
    "chapter": "chapter-number",
    "series": "collection-title",
    "type": "genre",
    "note": "note",
    "language": "language",
    "doi": "DOI",
    "url": "URL",
    "isbn": "ISBN",
    "issn": "ISSN",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "journaltitle": "container-title",
    "booktitle": "container-title",
    "shortjournal": "container-title-short",
    "issue": "issue",
    "school": "publisher",
    "institution": "publisher",
    "organization": "publisher",
    "location": "publisher-place",
    "langid": "language",
}
_VERBATIM = frozenset(("doi", "url", "isbn", "issn", "pmid", "pmcid", "eprint", "date", "urldate", "year"))
_LANGUAGES = {"english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "spanish": "es"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - a table
_BODY = re.compile(r"\{(.*)\}", re.S)
_SPECIAL = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\^{}",
}
_INNER_CAPITAL = re.compile(r"\b\w+[A-Z]\w*\b")


def read_bibtex(text: str, path: str, problems: Problems) -> list[Item]:
    """Return the works of a `.bib` file; an entry that does not read is reported ("bibtex-syntax")."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
    from bibtexparser.model import Entry, Field

    # What it would write to standard error is in the blocks that failed.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = parse_string(text, append_middleware=[SeparateCoAuthors()])
    for block in library.failed_blocks:
        said = " ".join(str(block.error).split()) or type(block).__name__
        line = (block.start_line or 0) + 1
        problems.error(
            "bibtex-syntax",
            f"no entry of BibTeX: {said}",
            Span(path, line, 1),
            hint="look for a missing brace or comma",
        )
    items = []
    for entry in library.entries:
        flat = []
        for field in entry.fields:
            values = field.value if isinstance(field.value, list) else [field.value]
            flat += [Field(f"{field.key.lower()} {at}", str(value)) for at, value in enumerate(values)]
        bodies = {field.key for field in flat if _BODY.fullmatch(field.value.strip())}
        # Addresses and numbers are not set as text: nothing in them is LaTeX.
        plain = [field for field in flat if field.key.split(" ")[0] in _VERBATIM]
        flat = [field for field in flat if field not in plain]
        decoded = LatexDecodingMiddleware().transform_entry(Entry(entry.entry_type, entry.key, flat), library)
        fields: dict[str, list[tuple[str, bool]]] = {}
        for field in (*(decoded.fields if isinstance(decoded, Entry) else flat), *plain):
            fields.setdefault(field.key.split(" ")[0], []).append((_plain(str(field.value)), field.key in bodies))
        items.append(_item(entry.key, entry.entry_type.lower(), fields))
    return items


def _plain(text: str) -> str:
    return " ".join(re.sub(r"(?<=\d)\s*--\s*(?=\w)", "–", text).split())


def _item(key: str, kind: str, fields: Mapping[str, list[tuple[str, bool]]]) -> Item:
    item: Item = {"id": key, "type": TYPES.get(kind, "document")}
    values = {name: found[0][0] for name, found in fields.items()}
    for name, variable in _FIELDS.items():
        if values.get(name) and variable not in item:
            item[variable] = values[name]
    if item["type"] == "report" and "issue" in item:
        item["number"] = item.pop("issue")
    if values.get("subtitle") and "title" in item:
        item["title"] = f"{item['title']}: {values['subtitle']}"
    if "language" in item:
        item["language"] = _LANGUAGES.get(item["language"].lower(), item["language"])
    if values.get("eprinttype", "").lower() == "pubmed" and values.get("eprint"):
        item["PMID"] = values["eprint"]
    for variable in ("author", "editor", "translator"):
        people = [_name(*person) for person in fields.get(variable, ()) if person[0] and person[0] != "others"]
        if people:
            item[variable] = people
    issued = values.get("date", "").split("/")[0] or _date(values.get("year", ""), values.get("month", ""))
    for variable, day in (("issued", issued), ("accessed", values.get("urldate", ""))):
        if is_date(day):
            item[variable] = {"date-parts": [[int(part) for part in day[:10].split("-")]]}
        elif day:
            item[variable] = {"literal": day}
    return item


def _name(text: str, body: bool) -> Item:
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    if body:
        return {"literal": text}
    try:
        parts = parse_single_name_into_parts(text)
    except InvalidNameError:
        # A name with more commas than BibTeX knows what to do with.
        return {"literal": text}
    given = " ".join(parts.first)
    name = {
        "family": " ".join(parts.last),
        "given": spaced(given) if re.fullmatch(r"[A-Z]{2,4}", given) else given,
        "non-dropping-particle": " ".join(parts.von),
        "suffix": " ".join(parts.jr),
    }
    return {part: said for part, said in name.items() if said}


def _date(year: str, month: str) -> str:
    if not re.fullmatch(r"\d{4}", year):
        return year
    short = month.strip().lower()[:3]
    number = (
        _MONTHS.index(short) + 1 if short in _MONTHS else int(month) if re.fullmatch(r"0?[1-9]|1[0-2]", month) else 0
    )
    return f"{year}-{number:02}" if number else year


def bibtex_text(items: Iterable[Mapping[str, Any]]) -> str:
    """Return works as a `.bib` file, in UTF-8 with LaTeX's own characters escaped."""
    return "\n".join(_entry(item) for item in items)


def _entry(item: Mapping[str, Any]) -> str:
    kind = next((name for name, csl in TYPES.items() if csl == item.get("type")), "misc")
    if str(item.get("type", "")).startswith("article-"):
        kind = "article"
    lines = []
    for variable in ("author", "editor", "translator"):
        if item.get(variable):
            lines.append((variable, " and ".join(_written(name) for name in item[variable])))
    container = "journal" if kind == "article" else "booktitle"
    publisher = {"phdthesis": "school", "techreport": "institution"}.get(kind, "publisher")
    names = {"container-title": container, "publisher": publisher, "container-title-short": "shortjournal"}
    if kind == "techreport":
        names["number"] = "number"
    seen = set()
    for name, variable in _FIELDS.items():
        if variable in seen or not isinstance(item.get(variable), str | int | float):
            continue
        seen.add(variable)
        text = _escaped(str(item[variable]))
        if variable == "title":
            text = _INNER_CAPITAL.sub(lambda found: f"{{{found[0]}}}", text)
        elif variable == "page":
            text = re.sub(r"[-–]+", "--", text)
        elif variable in ("DOI", "URL"):
            # Links are not set as text: they are not escaped.
            text = str(item[variable])
        lines.append((names.get(variable, name), text))
    if kind == "techreport" and item.get("number"):
        lines.append(("number", _escaped(str(item["number"]))))
    for variable, name in (("issued", "date"), ("accessed", "urldate")):
        day = item.get(variable)
        if isinstance(day, Mapping):
            parts = (day.get("date-parts") or [[]])[0]
            said = "-".join(f"{int(part):0{4 if at == 0 else 2}}" for at, part in enumerate(parts))
            lines.append((name, said or _escaped(str(day.get("literal", "")))))
    body = "".join(f"  {name} = {{{text}}},\n" for name, text in lines if text)
    return f"@{kind}{{{item['id']},\n{body}}}\n"


def _written(name: Mapping[str, str]) -> str:
    if name.get("literal"):
        return f"{{{_escaped(name['literal'])}}}"
    particle = " ".join(name[part] for part in ("dropping-particle", "non-dropping-particle") if name.get(part))
    family = " ".join(part for part in (particle, name.get("family", "")) if part)
    parts = [family, *([name["suffix"]] if name.get("suffix") else []), name.get("given", "")]
    return ", ".join(_escaped(part) for part in parts if part)


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)
