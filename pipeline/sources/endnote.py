"""The works in an EndNote citation field.

In: the field's XML (`<EndNote><Cite><record>…`). Out: CSL-JSON items, each with the pages that are cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_TYPES = {
    "Journal Article": "article-journal",
    "Electronic Article": "article-journal",
    "Magazine Article": "article-magazine",
    "Newspaper Article": "article-newspaper",
    "Book": "book",
    "Edited Book": "book",
    "Electronic Book": "book",
    "Book Section": "chapter",
    "Conference Paper": "paper-conference",
    "Conference Proceedings": "paper-conference",
    "Report": "report",
    "Thesis": "thesis",
    "Web Page": "webpage",
    "Dataset": "dataset",
}
_PLACES = {
    "title": "titles/title",
    "container-title": "titles/secondary-title",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "edition": "edition",
    "publisher": "publisher",
    "publisher-place": "pub-location",
    "DOI": "electronic-resource-num",
    "ISBN": "isbn",
    "PMID": "accession-num",
    "URL": "urls/related-urls/url",
    "language": "language",
}


def records(xml: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the works of a field and the pages cited of each; nothing where the XML is broken or declares entities."""
    if "<!" in xml:
        return
    try:
        root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True, recover=False))
    except etree.XMLSyntaxError:
        return
    for cite in root.iter("Cite"):
        record = cite.find("record")
        item = _item(record) if record is not None else {}
        if item.get("title"):
            yield item, " ".join((cite.findtext("Pages") or "").split())


def _item(record: Any) -> dict[str, Any]:
    kind = record.find("ref-type")
    named = str(kind.get("name") or "") if kind is not None else ""
    item: dict[str, Any] = {"type": _TYPES.get(named, "document")}
    for key, path in _PLACES.items():
        text = _text(record.find(path))
        if text:
            item[key] = text
    if not item.get("container-title") and (journal := _text(record.find("periodical/full-title"))):
        item["container-title"] = journal
    if not re.fullmatch(r"\d{1,8}", item.get("PMID", "")):
        item.pop("PMID", None)
    item["DOI"] = re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)", "", item.get("DOI", ""))
    if not item["DOI"].startswith("10."):
        del item["DOI"]
    for role, path in (("author", "contributors/authors/author"), ("editor", "contributors/secondary-authors/author")):
        people = [name for found in record.findall(path) if (name := _name(_text(found)))]
        if people:
            item[role] = people
    year = re.search(r"\d{4}", _text(record.find("dates/year")))
    if year:
        item["issued"] = {"date-parts": [[int(year[0])]]}
    return item


def _text(element: Any) -> str:
    """Return an element's words; EndNote wraps each piece in a style of its own."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _name(text: str) -> dict[str, str]:
    family, comma, given = text.partition(",")
    # A name that ends in a comma is a body's, by EndNote's own rule; one without any is taken as one too.
    if not given.strip():
        return {"literal": family.strip()} if family.strip() else {}
    return {"family": family.strip(), "given": given.strip()} if comma else {}
