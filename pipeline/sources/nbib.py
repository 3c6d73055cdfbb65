"""Works in PubMed's own format (MEDLINE, `.nbib`), read and written.

In: the file that PubMed's "Cite" and "Send to" give. Out: CSL-JSON items, and back. After the National Library of Medicine's
"MEDLINE/PubMed data element (field) descriptions".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.sources.authors import spaced

Item = dict[str, Any]
_LINE = re.compile(r"([A-Z]{2,4}) *- (.*)")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - a table
_SEASONS = "Winter Spring Summer Fall Autumn".split()  # noqa: SIM905 - a table
_LANGUAGES = {"eng": "en", "spa": "es", "fre": "fr", "ger": "de", "por": "pt", "ita": "it"}
_PLAIN = {"TI": "title", "JT": "container-title", "TA": "container-title-short", "VI": "volume", "IP": "issue"}
_BOOK = {"BTI": "title", "PB": "publisher", "PL": "publisher-place", "EN": "edition"}


def read_nbib(text: str, path: str, problems: Problems) -> list[Item]:
    """Return the works of a file from PubMed; lines that are none are reported ("nbib-syntax")."""
    items: list[Item] = []
    record: dict[str, list[str]] = {}
    last: list[str] = []
    for number, line in enumerate([*text.lstrip("\ufeff").splitlines(), ""], 1):
        found = _LINE.match(line)
        if not line.strip():
            items += [_item(record)] if record else []
            record, last = {}, []
        elif found and not (found[1] == "PMID" and "PMID" in record):
            last = record.setdefault(found[1], [])
            last.append(found[2].strip())
        elif found:
            # Records that no empty line parts.
            items.append(_item(record))
            last = [found[2].strip()]
            record = {found[1]: last}
        elif line.startswith(" ") and last:
            last[-1] = f"{last[-1]} {line.strip()}"
        else:
            problems.error(
                "nbib-syntax",
                f'no line of PubMed\'s: "{line[:40]}"',
                Span(path, number, 1),
                hint='such as "TI  - A title"',
            )
            return items
    if not items:
        problems.error("nbib-syntax", "no record of PubMed in it", Span(path), hint='a record begins with "PMID- 1234"')
    return items


def _item(record: Mapping[str, list[str]]) -> Item:
    kinds = {kind.lower() for kind in record.get("PT", ())}
    kind = "book" if "book" in kinds or ("BTI" in record and "TI" not in record) else "article-journal"
    item: Item = {"id": "", "type": "chapter" if "BTI" in record and "TI" in record else kind}
    for tag, variable in _PLAIN.items():
        if record.get(tag):
            item[variable] = record[tag][0]
    for tag, variable in _BOOK.items():
        if record.get(tag):
            item["container-title" if item["type"] == "chapter" and tag == "BTI" else variable] = record[tag][0]
    if "title" in item:
        item["title"] = item["title"].removesuffix(".") if not item["title"].endswith("..") else item["title"]
    if record.get("PG"):
        item["page"] = _whole(record["PG"][0])
    people: list[Item] = [_name(name) for name in record.get("FAU", ())] or [
        _short(name) for name in record.get("AU", ())
    ]
    people += [{"literal": name} for name in record.get("CN", ())]
    if people:
        item["author"] = people
    if record.get("ED") or record.get("FED"):
        item["editor"] = [_name(name) for name in record.get("FED", ())] or [_short(name) for name in record["ED"]]
    for key, value in _identifiers(record):
        item.setdefault(key, value)
    if record.get("DP"):
        item["issued"] = _date(record["DP"][0])
    if record.get("LA"):
        item["language"] = _LANGUAGES.get(record["LA"][0], record["LA"][0])
    return item


def _identifiers(record: Mapping[str, list[str]]) -> Iterable[tuple[str, str]]:
    for tag, key in (("PMID", "PMID"), ("PMC", "PMCID"), ("ISBN", "ISBN")):
        for value in record.get(tag, ())[:1]:
            yield key, value.split(" ")[0]
    for value in (*record.get("LID", ()), *record.get("AID", ())):
        if value.endswith("[doi]"):
            yield "DOI", value.removesuffix("[doi]").strip()
    for value in record.get("IS", ())[:1]:
        yield "ISSN", value.split(" ")[0]


def _whole(pages: str) -> str:
    """Return "162-173" for "162-73", as PubMed shortens pages."""
    found = re.fullmatch(r"(\D*)(\d+)-(\D*)(\d+)", pages)
    if found and len(found[4]) < len(found[2]):
        return f"{found[1]}{found[2]}-{found[3] or found[1]}{found[2][: -len(found[4])]}{found[4]}"
    return pages


def _name(full: str) -> Item:
    family, *rest = [part.strip() for part in full.split(",")]
    name = {"family": family, "given": rest[0] if rest else "", "suffix": " ".join(rest[1:])}
    return {part: said for part, said in name.items() if said}


def _short(name: str) -> Item:
    """Return "Thompson AJ" or "Jones R Jr" as a name."""
    found = re.fullmatch(r"(.+?) ([A-Z]{1,4})(?: (Jr|Sr|2nd|3rd|4th|II|III|IV))?", name)
    if not found:
        return {"family": name}
    return {"family": found[1], "given": spaced(found[2]), **({"suffix": found[3]} if found[3] else {})}


def _date(text: str) -> Item:
    """Return "2018 Feb 14", "2018 Feb-Mar" or "2013 Summer" as a date."""
    year, *rest = text.split()
    if not re.fullmatch(r"\d{4}", year):
        return {"literal": text}
    parts = [int(year)]
    if rest and rest[0].split("-")[0] in _SEASONS:
        return {"literal": f"{rest[0]} {year}"}
    if rest and rest[0][:3] in _MONTHS:
        parts.append(_MONTHS.index(rest[0][:3]) + 1)
        if len(rest) > 1 and re.fullmatch(r"0?[1-9]|[12]\d|3[01]", rest[1]) and "-" not in rest[0]:
            parts.append(int(rest[1]))
    return {"date-parts": [parts]}


def nbib_text(items: Iterable[Mapping[str, Any]]) -> str:
    """Return works as PubMed would give them."""
    return "\n".join(_record(item) for item in items)


def _record(item: Mapping[str, Any]) -> str:
    lines = [("PMID", item.get("PMID")), ("PMC", item.get("PMCID"))]
    book = item.get("type") in ("book", "chapter")
    title = str(item.get("title", ""))
    stopped = title if title.endswith((".", "?", "!")) or not title else f"{title}."
    if item.get("type") == "book":
        lines.append(("BTI", title))
    else:
        lines += [("TI", stopped), ("BTI" if book else "JT", item.get("container-title"))]
    lines += [(tag, item.get(v)) for tag, v in _PLAIN.items() if tag not in ("TI", "JT")]
    lines += [(tag, item.get(v)) for tag, v in _BOOK.items() if tag != "BTI"] if book else []
    page = str(item.get("page") or "").replace("–", "-")
    lines += [("PG", page), ("LID", f"{item['DOI']} [doi]" if item.get("DOI") else ""), ("IS", item.get("ISSN"))]
    lines.append(("ISBN", item.get("ISBN")))
    for full, body, variable in (("FAU", "CN", "author"), ("FED", "CN", "editor")):
        for name in item.get(variable) or ():
            parts = [name.get("family", ""), name.get("given", ""), name.get("suffix", "")]
            lines.append((body, name["literal"]) if name.get("literal") else (full, ", ".join(p for p in parts if p)))
    day = item.get("issued")
    if isinstance(day, Mapping):
        parts = (day.get("date-parts") or [[]])[0]
        said = " ".join([str(p) if at != 1 else _MONTHS[int(p) - 1] for at, p in enumerate(parts)])
        lines.append(("DP", said or " ".join(reversed(str(day.get("literal", "")).rsplit(" ", 1)))))
    short = {name: tag for tag, name in _LANGUAGES.items()}
    lines.append(("LA", short.get(str(item.get("language", ""))[:2], item.get("language"))))
    lines.append(("PT", "Book" if item.get("type") == "book" else "Journal Article" if not book else "Book Chapter"))
    return "".join(f"{tag:<4}- {' '.join(str(said).split())}\n" for tag, said in lines if said)
