"""A work as an entry of the list of references, in the form of the AMA Manual of Style (11th ed., chapter 3).

In: a `Work` and the language of the list. Out: inlines; titles of books and journals are emphasised, DOI and
URL are links. Templates of our own rather than a CSL style: its Spanish terms need mending, and its processor
prints the title of a work without author twice and reads a season without a volume as "published online".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.document.terms import dated, terms
from pipeline.document.tree import (
    Emphasis,
    Foreign,
    Inline,
    Inlines,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
    plain,
)
from pipeline.document.work import Name, Work

_JOURNALS = ("article-journal", "article-magazine", "article-newspaper", "article", "review")
_PARTS = ("chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry")
_PAGES = ("webpage", "post", "post-weblog", "dataset")
_MARKUP = re.compile(r"<(/?)(i|b|sub|sup|span|sc)(?:\s[^<>]*)?>")
_WRAPS: dict[str, type[Emphasis | Strong | Subscript | Superscript]] = {
    "i": Emphasis,
    "b": Strong,
    "sub": Subscript,
    "sup": Superscript,
}
_URL = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]|doi:\s?10\.\d{4,9}/[^\s<>]*[^\s<>.,;:)]", re.IGNORECASE)
_SMALL = re.compile(r"^[^\W\d_a-z]{1,4}$")


def entry(work: Work, language: str) -> Inlines:
    """Return the entry of a work; one kept verbatim is its own text with its addresses made links."""
    if work.verbatim:
        return tuple(_linked(work.verbatim))
    return _joined(_Entry(work, language).sentences())


def address(work: Work) -> str:
    """Return the web address a work is found at, or ""."""
    if work.doi:
        return f"https://doi.org/{work.doi}"
    if work["URL"].startswith(("http://", "https://")):
        return work["URL"]
    found = _URL.search(work.verbatim)
    return _target(found[0]) if found else ""


def people(names: tuple[Name, ...]) -> str:
    """Return names as AMA lists them: "Kalb R, Beier M, Benedict RH, et al" (more than six give three)."""
    said = [name for name in map(_person, names) if name]
    if len(said) > 6:
        said = [*said[:3], "et al"]
    return ", ".join(said)


def _person(name: Name) -> str:
    if name.literal:
        return name.literal
    family = " ".join(part for part in (name.particle, name.family) if part)
    return " ".join(part for part in (family, _initials(name.given), name.suffix.rstrip(".")) if part)


def _initials(given: str) -> str:
    """Return "FM" for "F. M.", "Francis Mark" and "FM"; "JP" for "Jean-Paul"."""
    parts = [part for part in re.split(r"[\s.\-\u2010\u2011]+", given) if part]
    return "".join(part if _SMALL.match(part) else part[0].upper() for part in parts)


class _Entry:
    """Builds the sentences of one entry."""

    def __init__(self, work: Work, language: str) -> None:
        self.work, self.language = work, language
        self.terms = terms(language)

    def sentences(self) -> Iterable[Inlines]:
        work = self.work
        who, where = people(work.authors), work["container-title"]
        if work.kind in _JOURNALS and where:
            yield from (_text(who), self.title(), self.journal(), self.numbers())
        elif work.kind in _PARTS and where:
            yield from (_text(who), self.title(), self.inside(), *self.volume(), self.imprint())
        elif work.kind in _PAGES or (where and work.kind not in _PARTS):
            site = where or work["publisher"]
            yield from (_text(who), self.title(), _text(site if site != who else ""), _text(self.date()))
        else:
            lead = who or self.editors()
            yield from (_text(lead), self.title(italic=True), *self.volume(), *self.detail())
            if who and work.editors:
                yield _text(self.editors())
            yield self.imprint()
        yield from self.found()

    def title(self, *, italic: bool = False) -> Inlines:
        """Return the title; one in another language than the list says so, for hyphenation and speech."""
        content = rich(self.work["title"])
        if italic and content:
            content = (Emphasis(content),)
        return self.foreign(content)

    def foreign(self, content: Inlines) -> Inlines:
        own = self.work["language"]
        if content and own and own.split("-")[0].lower() != self.language.split("-")[0].lower():
            return (Foreign(own, content),)
        return content

    def journal(self) -> Inlines:
        short = self.work["container-title-short"] or self.work["journalAbbreviation"]
        name = short.replace(".", "") if short else self.work["container-title"]
        return self.foreign((Emphasis(rich(name)),))

    def numbers(self) -> Inlines:
        """Return "2018;17(2):162-173"; without volume and issue, the date in full and the pages."""
        work = self.work
        volume, issue = work["volume"], work["issue"]
        page = _range(work["page"] or work["number"])
        when = work.issued
        if volume or issue:
            year = self.year()
            numbers = volume + (f"({issue})" if issue else "")
            return _text(";".join(part for part in (year, numbers) if part) + (f":{page}" if page else ""))
        if when is None:
            return _text(page)
        if work.kind in ("article-journal", "review") and not page:
            return _text(self.terms.online.format(self.date()) if when.day else self.date())
        return _text(self.date() + (f":{page}" if page else ""))

    def editors(self) -> str:
        names = self.work.editors
        return f"{people(names)}, {self.terms.editors[len(names) > 1]}" if names else ""

    def inside(self) -> Inlines:
        """Return "In: Goldman L, Schafer A, eds. *Goldman-Cecil Medicine*"."""
        lead = f"{self.terms.inside} {self.editors()}. " if self.work.editors else f"{self.terms.inside} "
        return (Text(lead), *self.foreign((Emphasis(rich(self.work["container-title"])),)))

    def volume(self) -> Iterable[Inlines]:
        edition, volume = self.work["edition"], self.work["volume"]
        if self.work.translators:
            yield _text(f"{people(self.work.translators)}, {self.terms.translators}")
        number = re.match(r"(\d+)\D{0,3}\b", edition)
        if number and number[1] != "1":
            yield _text(self.terms.edition.format(self.terms.ordinal(int(number[1]))))
        elif edition and not number:
            bare = re.sub(r"\s*\bed(ition|\.)?$", "", edition, flags=re.IGNORECASE)
            yield _text(self.terms.edition.format(bare))
        if volume:
            yield _text(self.terms.volume.format(volume))

    def detail(self) -> Iterable[Inlines]:
        work = self.work
        if work.kind == "thesis":
            yield _text(work["genre"] or self.terms.thesis)
        elif work["number"]:
            number, genre = work["number"], work["genre"]
            yield _text(f"{genre} {number}" if genre else self.terms.report.format(number))

    def imprint(self) -> Inlines:
        """Return "Elsevier; 2020:chap 34"."""
        work = self.work
        place = "; ".join(part for part in (work["publisher"], self.year()) if part)
        page = _range(work["page"])
        if not page and work["chapter-number"]:
            page = self.terms.chapter.format(work["chapter-number"])
        return _text(f"{place}:{page}" if page else place)

    def date(self) -> str:
        return dated(self.work.issued, self.language) if self.work.issued else ""

    def year(self) -> str:
        when = self.work.issued
        return str(when.year) if when and when.year else self.date()

    def found(self) -> Iterable[Inlines]:
        """Return the DOI, or the day of access and the URL. Neither takes a full stop (AMA 3.15.2)."""
        work = self.work
        target = address(work)
        if work.doi:
            yield (Link(target, _text(f"doi:{work.doi}")),)
        elif target:
            if work.accessed:
                template = self.terms.accessed[not work.accessed.day]
                yield _text(template.format(dated(work.accessed, self.language)))
            yield (Link(target, _text(target)),)


def _text(text: str) -> Inlines:
    return (Text(text),) if text else ()


def _range(pages: str) -> str:
    """Return a page range with AMA's hyphen."""
    return re.sub(r"\s*(?:--|[–—])\s*", "-", pages)


def _joined(sentences: Iterable[Inlines]) -> Inlines:
    """Return the sentences one after the other, each with a full stop unless it has one or is an address."""
    whole: list[Inline] = []
    for sentence in sentences:
        if not sentence:
            continue
        if whole:
            whole.append(Text(" "))
        whole.extend(sentence)
        if not isinstance(sentence[-1], Link) and not re.search(r"[.?!…][”’\"')\]]*$", plain(sentence)):
            whole.append(Text("."))
    return _merged(whole)


def _merged(content: Iterable[Inline]) -> Inlines:
    merged: list[Inline] = []
    for node in content:
        last = merged[-1] if merged else None
        if isinstance(node, Text) and isinstance(last, Text):
            merged[-1] = Text(last.text + node.text)
        else:
            merged.append(node)
    return tuple(merged)


def rich(text: str) -> Inlines:
    """Return a CSL-JSON text with its few HTML tags (i, b, sub, sup; others are dropped) as inlines."""
    stack: list[tuple[str, list[Inline]]] = [("", [])]
    at = 0
    for found in _MARKUP.finditer(text):
        stack[-1][1].extend(_text(text[at : found.start()]))
        at = found.end()
        name = found[2].lower()
        if not found[1]:
            stack.append((name, []))
        elif len(stack) > 1 and stack[-1][0] == name:
            stack[-2][1].extend(_closed(*stack.pop()))
    stack[-1][1].extend(_text(text[at:]))
    while len(stack) > 1:
        stack[-2][1].extend(_closed(*stack.pop()))
    return _merged(stack[0][1])


def _closed(name: str, content: list[Inline]) -> Iterable[Inline]:
    kind = _WRAPS.get(name)
    return [kind(_merged(content))] if kind and content else content


def _linked(text: str) -> Iterable[Inline]:
    at = 0
    for found in _URL.finditer(text):
        yield from _text(text[at : found.start()])
        yield Link(_target(found[0]), _text(found[0]))
        at = found.end()
    yield from _text(text[at:])


def _target(found: str) -> str:
    return f"https://doi.org/{found[4:].strip()}" if found[:4].lower() == "doi:" else found
