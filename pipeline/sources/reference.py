"""A reference in free text, read into CSL-JSON where that can be proved right, kept word for word in any case.

In: one entry of a list of references. Out: a `Reference` whose item is accepted only if it says the entry again when it
is written out in the entry's own form (AMA or NLM journal, book, chapter and web forms; an APA journal form; the form
"Schapiro, R. T., Title, 5th edition, (Publisher, 2007)"). Anything else stays verbatim, with what is certain about it:
its DOI, PMID or URL.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pipeline.foundation.value import Struct
from pipeline.sources.ama import MONTHS, entry
from pipeline.sources.authors import read_authors, spaced

Item = dict[str, Any]

# A longer entry is prose, or several entries in one.
_LONGEST = 1_200

_DOI = re.compile(r"(?:(?:doi|DOI):?\s*|https?://(?:dx\.)?doi\.org/)(10\.\d{4,9}/\S+)")
_PMID = re.compile(r"(?:PubMed\s+)?PMID:?\s*(\d{1,9})\b\.?")
_PMCID = re.compile(r"PMCID:?\s*(PMC\d+)\b\.?")
_URL = re.compile(r"(?:https?://|www\.)\S+$|(?<=\d{4}\. )[a-z0-9.-]+\.[a-z]{2,}/\S*$")
_LABELS = re.compile(r"\s*\b(?:PubMed|CrossRef|Crossref|Google Scholar|External Web Site Icon|External)\b(?=\s|$)")
_MONTH = "|".join(MONTHS)
_DAY = rf"(?:(?:{_MONTH})(?: \d{{1,2}},)? )?\d{{4}}"
_ACCESSED = re.compile(rf"(?:^|(?<=[.?!] ))(?:Accessed|Retrieved|Cited) (?P<day>{_DAY})[.,]?\s*$")
_QUALIFIED = re.compile(
    rf"(?:^|(?<=[.?!] ))(?P<label>(?:Published|Updated|Released|Posted|Reviewed|Last (?:reviewed|updated|revised|"
    rf"modified)):? )?"
    rf"(?P<day>{_DAY})\.$",
    re.I,
)
_JOURNAL = re.compile(
    r"(?P<head>.+[.?!]) (?P<journal>[^.?!]+?(?: \([^)]*\))?)\.? (?P<year>(?:1[89]|20)\d\d)"
    r"(?: (?P<month>[A-Z][a-z]{2})(?: (?P<day>\d{1,2}))?)?"
    r"; ?(?P<volume>[A-Za-z0-9–-]*)(?: ?\((?P<issue>[^()]+(?:\([^()]*\))?)\))?(?:: ?(?P<page>[A-Za-z0-9–,. "
    r"-]*[A-Za-z0-9]))?\.?"
)
_BOOK = re.compile(
    r"(?P<head>.+?[.?!])(?: (?P<edition>\d+)(?:st|nd|rd|th) ed\.)? (?P<publisher>[^.;?!]+); ?(?P<year>\d{4})"
    r"(?::(?P<page>[^.]+))?\."
)
_IN = re.compile(r"^(?P<title>.+[.?!]) In: (?:(?P<editors>.+?), eds?\. )?(?P<container>.+)\.$")
_CHARITY = re.compile(
    r"(?P<authors>(?:[^\W\d_][\w’'-]+, (?:[A-Z]\. ?)+,? ?(?:and |& )?)+)(?P<title>[^()]+?)"
    r"(?:, (?P<edition>\d+)(?:st|nd|rd|th) (?:edition|ed\.?))?,? \((?P<publisher>[^(),]+), (?P<year>\d{4})\)\.?"
)
_APA = re.compile(
    r"(?P<authors>[^()]+?) \((?P<year>\d{4})\)\. (?P<title>.+?[.?!]) (?P<journal>[^.,\d][^.]*?), "
    r"(?P<volume>\d+)(?:\((?P<issue>[^)]+)\))?, (?P<page>[\w–-]+)\.?"
)


class Reference(Struct, frozen=True):
    """An entry. `status` is "parsed" or "verbatim"; `item` is CSL-JSON without its id.

    `confidence` says how sure the item is (0 to 1): 1 where it writes the entry again to the letter, .9 but for points and dashes,
    .7 where its parts could be parted in another way; what stays verbatim has .3 with an identifier and 0 without.
    """

    verbatim: str
    status: str
    item: Item
    confidence: float = 1.0

    def csl(self, key: str) -> Item:
        """Return the item for the bibliography under `key`, its own words beside it."""
        own = self.item.get("custom", {})
        custom = {"verbatim": self.verbatim, "status": self.status, "confidence": self.confidence, **own}
        return {"id": key, **{k: v for k, v in self.item.items() if k != "custom"}, "custom": custom}


def read(text: str, *, doi: str = "", pmid: str = "") -> Reference:
    """Return what the entry `text` says; `doi` and `pmid` are those its links lead to."""
    verbatim = " ".join(text.split())
    plain = re.sub(r"^\s*\[?\d{1,3}[.)\]]\s+", "", _LABELS.sub("", verbatim))
    plain = re.sub(r"\bet al\b ?\.? ?\.(?= )", "et al.", plain).strip()
    linked: Item = {}
    if pmid:
        linked = {"PMID": pmid, "custom": {"pmid-from-link": True}}
    rest, known = _identifiers(plain)
    if doi and "DOI" not in known:
        linked = {**linked, "DOI": doi}
    for form in (_charity, _apa, _ama):
        item = form(rest, known) if len(rest) <= _LONGEST else None
        if item is not None:
            custom = {**item.get("custom", {}), **linked.get("custom", {})}
            whole = {**item, **linked, **({"custom": custom} if custom else {})}
            return Reference(verbatim, "parsed", whole, _confidence(item, plain))
    found = {"type": "document", "title": plain or verbatim, **known, **linked}
    return Reference(verbatim, "verbatim", found, 0.3 if {"DOI", "PMID"} & {*found} else 0.0)


def _confidence(item: Item, text: str) -> float:
    if "unsure" in item.get("custom", {}):
        return 0.7
    return 1.0 if entry(item) == text else 0.9


def _identifiers(text: str) -> tuple[str, Item]:
    """Return the entry without its identifiers at the end, and those."""
    known: Item = {}
    for key, pattern in (("DOI", _DOI), ("PMID", _PMID), ("PMCID", _PMCID)):
        found = pattern.search(text)
        if found:
            value = found[1].rstrip(".,;")
            if value.count("(") < value.count(")"):
                value = value.rstrip(")")
            known[key] = value
            text = f"{text[: found.start()]} {text[found.end() :]}"
    text = " ".join(text.split())
    link = _URL.search(text)
    if link:
        known["URL"] = link[0].rstrip(".")
        text = text[: link.start()].strip()
    return text, known


def _ama(text: str, known: Item) -> Item | None:
    accessed = _ACCESSED.search(text)
    base: Item = dict(known)
    if accessed:
        base["accessed"] = _date(accessed["day"])
        text = text[: accessed.start()].strip()
    text = text if text.endswith((".", "?", "!")) else f"{text}."
    for form in (_journal, _chapter_or_book, _web):
        for item in form(text):
            whole = {**item, **base}
            said = f"{text} {_tail(whole)}".strip()
            if _is_sound(whole) and _same(entry(whole), said):
                return whole
    return None


def _is_sound(item: Item) -> bool:
    """Whether an item is more than a sentence cut at its stops: a web page has an address or a day, titles are titles."""
    titles = f"{item.get('title', '')} {item.get('container-title', '')}"
    if not item.get("title") or "http" in titles or "www." in titles or read_authors(str(item["title"])):
        return False
    if item["type"] != "webpage" or item.get("URL") or item.get("accessed"):
        return True
    return bool(item.get("DOI") and (item.get("author") or item.get("issued")))


def _tail(item: Item) -> str:
    only: Item = {k: item[k] for k in ("accessed", "PMID", "PMCID", "DOI", "URL") if k in item}
    return entry({"type": "webpage", **only})


def _journal(text: str) -> list[Item]:
    found = _JOURNAL.fullmatch(text)
    if not found:
        return []
    item: Item = {
        "type": "article-journal",
        "container-title": found["journal"].strip(),
        "issued": {"date-parts": [[int(found["year"]), *_month(found["month"], found["day"])]]},
    }
    for key in ("volume", "issue", "page"):
        if found[key]:
            item[key] = found[key].strip()
    return [{**head, **item} for head in _heads(found["head"])]


def _chapter_or_book(text: str) -> list[Item]:
    found = _BOOK.fullmatch(text)
    if not found:
        return []
    item: Item = {"publisher": found["publisher"].strip(), "issued": {"date-parts": [[int(found["year"])]]}}
    if found["edition"]:
        item["edition"] = found["edition"]
    if found["page"]:
        item["page"] = found["page"]
    own = read_authors(found["head"])
    if own:
        return [{"type": "report", "author": list(own.people), "title": item.pop("publisher"), **item}]
    inside = _IN.match(found["head"])
    if inside:
        item |= {"type": "chapter", "container-title": inside["container"]}
        if inside["editors"]:
            editors = read_authors(inside["editors"])
            if editors is None:
                return []
            item["editor"] = list(editors.people)
        return [{**head, **item} for head in _heads(inside["title"])]
    return [{**head, "type": "book", **item} for head in _heads(found["head"], parts=True)]


def _web(text: str) -> list[Item]:
    item: Item = {"type": "webpage"}
    dated = _QUALIFIED.search(text)
    if dated and dated.start() > 0:
        item["issued"] = _date(dated["day"])
        if dated["label"]:
            item["custom"] = {"issued-label": dated["label"].strip()}
        text = text[: dated.start()].strip()
    found = []
    for head in _heads(text, parts=True):
        custom = {**item.get("custom", {}), **head.get("custom", {})}
        if "container-title" in head:
            # "Title. Subtitle." and "Title. Name of the site." look alike: an editor decides.
            custom["unsure"] = ["title", "container-title"]
        found.append({**head, **item, **({"custom": custom} if custom else {})})
    return found


def _heads(text: str, *, parts: bool = False) -> list[Item]:
    """Return the ways to part "Authors. Title." or, with `parts`, "Authors. Title. Container."; likelier first."""
    text = text.strip()
    custom: Item = {}
    bracketed = re.search(r" \[([^\]]+)\]\.$", text)
    if bracketed:
        custom["bracketed"] = bracketed[1]
        text = text[: bracketed.start()]
    ways: list[Item] = []
    for stop in re.finditer(r"[.?!](?= )", text):
        authors = read_authors(text[: stop.start()]) if text[stop.start()] == "." else None
        if authors:
            own = {**custom, **({"et-al": True} if authors.et_al else {})}
            ways += [_named({"author": list(authors.people)}, own, way) for way in _titles(text[stop.end() :], parts)]
            break
    ways += [_named({}, custom, way) for way in _titles(text, parts)]
    return ways


def _titles(text: str, parts: bool) -> list[Item]:
    text = text.strip()
    whole = {"title": text.removesuffix(".")}
    stops = list(re.finditer(r"[.?!](?= [A-Z])", text)) if parts else []
    split = [
        {
            "title": text[: s.end()].removesuffix("."),
            "container-title": text[s.end() :].strip().removesuffix("."),
        }
        for s in stops[:1]
    ]
    return [*split, whole]


def _named(author: Item, custom: Item, title: Item) -> Item:
    return {**author, **title, **({"custom": custom} if custom else {})}


def _charity(text: str, known: Item) -> Item | None:
    found = _CHARITY.fullmatch(text)
    if not found:
        return None
    people = re.findall(r"([^\W\d_][\w’'-]+), ((?:[A-Z]\. ?)+)", found["authors"])
    item: Item = {
        "type": "book",
        "author": [{"family": family, "given": spaced(given)} for family, given in people],
        "title": found["title"].strip(),
        "publisher": found["publisher"].strip(),
        "issued": {"date-parts": [[int(found["year"])]]},
    }
    if found["edition"]:
        item["edition"] = found["edition"]
    return {**item, **known}


def _apa(text: str, known: Item) -> Item | None:
    found = _APA.fullmatch(text)
    people = re.findall(r"([^\W\d_][\w’' -]+), ((?:[A-Z]\.[ -]?)+)", found["authors"]) if found else []
    if not found or not people:
        return None
    if not _same("".join(f"{f}, {g}" for f, g in people), re.sub(r",? ?&|,? and (?=[A-Z])", "", found["authors"])):
        return None
    item: Item = {
        "type": "article-journal",
        "author": [{"family": family, "given": spaced(given)} for family, given in people],
        "title": found["title"].removesuffix("."),
        "container-title": found["journal"],
        "issued": {"date-parts": [[int(found["year"])]]},
    }
    for key in ("volume", "issue", "page"):
        if found[key]:
            item[key] = found[key]
    return {**item, **known}


def _month(name: str | None, day: str | None) -> list[int]:
    short = [month[:3] for month in MONTHS]
    if name not in short:
        return []
    return [short.index(name) + 1, *([int(day)] if day else [])]


def _date(text: str) -> Item:
    *month, year = text.replace(",", "").split()
    parts = [int(year)]
    if month:
        parts += [MONTHS.index(month[0]) + 1, *(int(day) for day in month[1:])]
    return {"date-parts": [parts]}


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    """Return `text` without what typography may change: kinds of dash, spaces, full stops and commas."""
    folded = unicodedata.normalize("NFKC", text).replace("–", "-").replace("—", "-").replace("‐", "-")
    return re.sub(r"[\s.,:;]", "", folded)
