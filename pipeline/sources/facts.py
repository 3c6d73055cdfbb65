"""What a page says about its text: who reviewed it, when, where it first appeared, what it rests on.

In: the page's lines in reading order. Out: the facts, each with its own words, and which lines they used up, so that
the reader of the body leaves them out. Run on the whole page before its body is cut out: extractors drop these lines.
Sentences in English and Spanish; a line counts only as a whole, so that running text is never mistaken for a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, field
from pipeline.sources.capture import Fact
from pipeline.sources.dates import DATE, day, finer, read_date
from pipeline.sources.people import Named, looks_like_role, read_people, read_person
from pipeline.sources.reference import Reference, read

_ON = r"\s*:?\s*(?:on|in|el|en)?\s*:?\s*"
_DATED = (
    (
        "reviewed",
        (
            r"(?:this (?:page|article|content) (?:was )?|page |content |medically |clinically |date (?:of )?)?"
            r"(?:last )?(?:medical(?:ly)? |"
            r"clinical(?:ly)? )?review(?:ed)?"
            r"(?: date)?|(?:fecha de (?:la )?)?[úu]ltima revisi[óo]n(?: m[ée]dica)?|fecha de revisi[óo]n|"
            r"(?:est[ea] (?:p[áa]gina|contenido|art[íi]culo) (?:fue |se ))?"
            r"revisad[ao](?: por [úu]ltima vez)?|[úu]ltima vez revisad[ao]"
        ),
    ),
    (
        "source_modified",
        (
            r"(?:this page (?:was )?|page |content |date )?(?:last )?(?:updated?|modified)|(?:fecha de (?:la "
            r")?)?[úu]ltima "
            r"(?:actualizaci[óo]n|modificaci[óo]n)|fecha de actualizaci[óo]n|(?:esta p[áa]gina fue |esta p[áa]gina se )?"
            r"(?:actualizad[ao]|modificad[ao]|actualiz[óo])(?: por [úu]ltima vez)?"
        ),
    ),
    (
        "published",
        r"(?:first |originally |date |page )?(?:published|posted)|publicad[ao]|fecha de publicaci[óo]n",
    ),
    ("created", r"created|cread[ao]"),
    ("review_due", r"next review(?: due)?(?: date)?|pr[óo]xima revisi[óo]n"),
)
_DATES = tuple((kind, re.compile(rf"\W*(?:{words}){_ON}(?P<date>{DATE})\W*", re.I)) for kind, words in _DATED)
_REVIEWERS = re.compile(
    r"(?:(?:this )?(?:article|content|page) (?:was )?)?(?:medically |clinically |scientifically |expert "
    r")?review(?:ed)? by\s*:?\s+(?P<who>.+)|"
    r"medical (?:review(?:er)?s?|editor)\s*:\s*(?P<who2>.+)|"
    r"(?:(?:texto|contenido|art[íi]culo) )?revisad[oa](?: m[ée]dicamente| cl[íi]nicamente)? por\s*:?\s+(?P<who3>.+)|"
    r"(?:revisi[óo]n m[ée]dica|revisor(?:a|es)? m[ée]dic[oa]s?)(?: de| por)?\s*:?\s+(?P<who4>.+)",
    re.I,
)
_ON_BY = re.compile(
    rf"(?:(?:last )?(?:medically |clinically )?reviewed|revisad[oa])(?: on| el)?:? (?P<date>{DATE})(?: by| por):? (?P<who>.+)",
    re.I,
)
_PARTS = re.compile(r"\s+[—–|•·]\s+")
_REVIEWERS_FOLLOW = re.compile(
    r".{0,80}\b(?:medical review by|medically reviewed by|reviewed by|revisad[oa] por|revisi[óo]n m[ée]dica de)\s*:",
    re.I,
)
_AUTHORS = re.compile(r"(?:written by|by|author|authors|escrito por|por|autor(?:es|a)?)\s*:?\s+(?P<who>.+)", re.I)
_WRITTEN = re.compile(r"(?:written by|escrito por)\b.+", re.I)
_APPEARED = re.compile(
    r"(?:(?:this|the) (?:content|article|story|text|information|page) )?(?:was )?(?:originally|first) "
    r"(?:appeared|published|printed|ran)"
    r"(?: as .{1,80}?)? in the (?P<issue>.+?)(?: issue| edition)? of (?P<publication>.+?)\.?|"
    r"(?:(?:este|el) (?:contenido|art[íi]culo|texto) )?(?:apareci[óo]|se public[óo]|fue publicado|publicado) "
    r"(?:originalmente|por primera vez) en "
    r"(?:el n[úu]mero|la edici[óo]n) (?:de |del )?(?P<issue2>.+?\d{4}) de (?P<publication2>.+?)\.?",
    re.I,
)
_MORE = (
    (
        "translation_reviewed",
        (
            r"(?:(?:spanish|english) (?:version|translation) (?:approved|reviewed|validated) by|"
            r"(?:versi[óo]n|traducci[óo]n) en (?:espa[ñn]ol|ingl[ée]s) (?:aprobada|validada) por|"
            r"traducci[óo]n (?:revisada|aprobada|validada) por)\s*:?\s+(?P<who>.+)"
        ),
    ),
    (
        "translated",
        (
            r"(?:(?:spanish |english )?translat(?:ed|ion) by|traducid[oa](?: al espa[ñn]ol| al ingl[ée]s)? por|"
            r"traducci[óo]n(?: y localizaci[óo]n)?(?: al espa[ñn]ol)?(?: realizada| hecha)? por)\s*:?\s+(?P<who>.+)"
        ),
    ),
    ("source_reviewed", r"versi[óo]n en (?:ingl[ée]s|espa[ñn]ol) revisada por\s*:?\s+(?P<who>.+)"),
    (
        "citation",
        (
            r"(?:suggested citation|how to cite|cite this (?:article|page)(?: as)?|citaci[óo]n sugerida|c[óo]mo citar)"
            r"(?: (?:for )?(?:this|para est[ea]|est[ea]) (?:article|page|art[íi]culo|p[áa]gina))?\s*:\s+(?P<who>.{12,})"
        ),
    ),
    (
        "rights",
        (
            r"(?P<who>(?:©|\(c\)|copyright\b|all rights reserved|todos los derechos reservados|reprinted with permission|"
            r"used (?:with|by) permission|reproducido con (?:autorizaci[óo]n|permiso)|derechos reservados).{0,300}|"
            r".{0,120}\b(?:free of copyright restrictions|in the public domain|de dominio p[úu]blico|"
            r"(?:creative commons|CC) (?:attribution|BY|0)).{0,300})"
        ),
    ),
)
_STATED = tuple((kind, re.compile(words, re.I)) for kind, words in _MORE)
_SEE_ALSO = re.compile(
    r"(?:for|to) .{3,200}?(?:please )?(?:see|visit|go to|read|refer to) (?:our|the) .{3,200}|(?:please )?see "
    r"also\b.{3,200}|"
    r"(?:para|si desea) .{3,200}?(?:por favor )?(?:consulte|vea|visite|lea) (?:nuestr[oa]s?|el|la|los|las) "
    r".{3,200}|(?:vea|v[ée]ase) tambi[ée]n\b.{3,200}",
    re.I,
)
_REFERENCES = re.compile(
    r"(?:\d+\.?\s*)?(?:references?|sources?|bibliography|works cited|literature cited|referencias?(?: "
    r"bibliogr[áa]ficas)?|fuentes?|bibliograf[íi]a)\s*:?",
    re.I,
)
_SURE = re.compile(r"[^\W\d_][\w’'-]+, (?:[A-Z]\. ?)+,? .+\([^(),]+, \d{4}\)\.?")
_DATED_END = re.compile(rf"(?:,?\s+(?:on|el)\s+|,\s+){DATE}$", re.I)
_SINGLE = ("reviewed", "source_modified", "published", "created", "review_due", "first_appeared")


class Line(Struct, frozen=True):
    """A line of a page. Lines of one `group` stand together (a paragraph's breaks); `links` are its targets."""

    text: str
    group: int
    heading: bool = False
    links: tuple[str, ...] = ()
    place: str = ""
    item: bool = False


class Reading(Struct):
    """What the lines said: facts, references in order, and the numbers of the lines that said it."""

    facts: list[Fact] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def get(self, kind: str) -> Fact | None:
        """Return the first fact of a kind."""
        return next((fact for fact in self.facts if fact.kind == kind), None)

    def add(self, fact: Fact, span: Span, problems: Problems) -> None:
        """Add a fact; two that say the same at different precision become one, two that contradict are reported."""
        known = self.get(fact.kind) if fact.kind in _SINGLE else None
        if known is None:
            self.facts.append(fact)
        elif isinstance(known.value, str) and isinstance(fact.value, str):
            better = finer(known.value, fact.value)
            if better is None and day(known.value) != day(fact.value):
                problems.warning(
                    "fact-conflict",
                    f'{fact.kind}: the page says "{known.text}" and "{fact.text}"; the first was taken',
                    span,
                )
            elif better == fact.value != known.value:
                self.facts[self.facts.index(known)] = fact


def read_facts(lines: Sequence[Line], span: Span, problems: Problems) -> Reading:
    """Return what `lines` say about their text."""
    reading = Reading()
    at = 0
    while at < len(lines):
        at = max(_references(lines, at, reading), _fact(lines, at, reading, span, problems), at + 1)
    _see_also(lines, reading)
    return reading


def _fact(lines: Sequence[Line], at: int, reading: Reading, span: Span, problems: Problems) -> int:
    """Read the fact that line `at` begins, if any; return the line after it, or 0."""
    line = lines[at]
    text = " ".join(line.text.split())
    if len(text) > 400 or at in reading.used:
        return 0
    parts = _PARTS.split(text)
    if len(parts) > 1 and sum(map(_is_stated, parts)) > 1:
        # "Reviewed by … — Written by … — Updated …": each part is a fact of its own, and has its own date.
        for part in parts:
            one = Reading()
            _fact([Line(part, 0, place=line.place)], 0, one, span, problems)
            for fact in one.facts:
                reading.add(fact, span, problems)
        reading.used.add(at)
        return at + 1
    for kind, pattern in _DATES:
        found = pattern.fullmatch(text)
        if found:
            date = read_date(found["date"], span, problems)
            if date:
                reading.add(Fact(kind, date, text, line.place), span, problems)
            reading.used.add(at)
            return at + 1
    found = _APPEARED.fullmatch(text)
    if found:
        issue, publication = found["issue"] or found["issue2"], found["publication"] or found["publication2"]
        value = {"publication": publication, "issue": issue}
        reading.add(Fact("first_appeared", value, text, line.place), span, problems)
        reading.used.add(at)
        return at + 1
    for kind, pattern in _STATED:
        found = pattern.fullmatch(text)
        if found and not (kind == "rights" and reading.get("rights")):
            reading.facts.append(_stated(kind, found["who"], text, line.place, span, problems))
            reading.used.add(at)
            return at + 1
    found = _ON_BY.fullmatch(text)
    if found:
        return _reviewer(lines, at, f"{found['who']}, {found['date']}", reading, span, problems)
    found = _REVIEWERS.fullmatch(text)
    if found:
        return _reviewer(lines, at, next(g for g in found.groups() if g), reading, span, problems)
    if _REVIEWERS_FOLLOW.fullmatch(text):
        return _reviewer_list(lines, at, reading)
    found = _AUTHORS.fullmatch(text) if len(text) < 160 and not line.item else None
    if found and not reading.get("authors"):
        people = read_people(_DATED_END.sub("", found["who"]))
        if people:
            reading.facts.append(Fact("authors", [p.data() for p in people], text, line.place))
            reading.used.add(at)
            return at + 1
    if _SURE.fullmatch(text) and len(text) < 300:
        reference = read(text)
        if reference.status == "parsed":
            reading.references.append(reference)
            reading.used.add(at)
            return at + 1
    return 0


def _stated(kind: str, words: str, text: str, place: str, span: Span, problems: Problems) -> Fact:
    """Return what a line says of a translation, of rights or of how to cite: by whom, and when where it says so."""
    if kind in ("rights", "citation"):
        return Fact(kind, words, text, place)
    dated = re.search(rf"(?:,?\s+(?:on|el)\s+|\s*[—–|-]\s+|,\s+|\s*\()(?P<date>{DATE})\)?\.?$", words, re.I)
    date = read_date(dated["date"], span, problems) if dated else None
    by = (words[: dated.start()] if dated and date else words).strip(" .;,")
    return Fact(kind, {"by": by, **({"date": day(date)} if date else {})}, text, place)


def _reviewer(lines: Sequence[Line], at: int, who: str, reading: Reading, span: Span, problems: Problems) -> int:
    dated = re.search(rf"(?:,?\s+(?:on|el)\s+|\s*[—–|-]\s+|,\s+|\s*\(|\.\s+)(?P<date>{DATE})\)?\.?$", who, re.I)
    date = read_date(dated["date"], span, problems) if dated and re.search(r"\d{4}", dated["date"]) else None
    if dated and date:
        reading.add(Fact("reviewed", date, lines[at].text, lines[at].place), span, problems)
        who = who[: dated.start()]
    who = re.sub(r"^(?:the|la|el|los|las)\s+", "", who)
    people: list[Named | None] = [*read_people(who)]
    if len(people) < 2 or not all(person and person.credentials for person in people):
        people = [read_person(part) for part in re.split(r"\s*;\s*(?:and\s+)?", who.strip(" .;"))]
    if not all(people):
        people = list(read_people(who))
    if not people:
        return 0
    end = at + 1
    roles: list[str] = []
    while end < len(lines) and len(people) == 1 and len(roles) < 8 and _is_role(lines, at, end):
        roles.append(" ".join(lines[end].text.split()))
        end += 1
    for person in people:
        if person:
            stated = read_person(who, tuple(roles)) if len(people) == 1 else person
            words = "\n".join(line.text for line in lines[at:end])
            reading.facts.append(Fact("reviewers", (stated or person).data(), words, lines[at].place))
    reading.used.update(range(at, end))
    return end


def _is_role(lines: Sequence[Line], first: int, at: int) -> bool:
    line = lines[at]
    text = " ".join(line.text.split())
    if (line.heading and not lines[first].heading) or _is_stated(text):
        return False
    if line.group == lines[first].group:
        return len(text) <= 140 and not re.search(r"[.!?]$", text)
    return looks_like_role(text)


def _is_stated(text: str) -> bool:
    if len(text) > 400:
        return False
    patterns = (_REVIEWERS, _REVIEWERS_FOLLOW, _ON_BY, _WRITTEN, _APPEARED, _SURE, _REFERENCES, *(p for _, p in _DATES))
    return any(pattern.fullmatch(text) for pattern in patterns)


def _reviewer_list(lines: Sequence[Line], at: int, reading: Reading) -> int:
    end = at + 1
    while end < len(lines) and not lines[end].heading:
        person = read_person(lines[end].text)
        if person is None or not (lines[end].item or person.credentials):
            break
        reading.facts.append(Fact("reviewers", person.data(), f"{lines[at].text} {lines[end].text}", lines[end].place))
        end += 1
    if end > at + 1:
        reading.used.update(range(at, end))
    return end if end > at + 1 else 0


def _references(lines: Sequence[Line], at: int, reading: Reading) -> int:
    """Read the list of references that line `at` heads, if it does; return the line after it, or 0."""
    heading = lines[at]
    if not _REFERENCES.fullmatch(heading.text.strip()):
        return 0
    found = []
    end = at + 1
    while end < len(lines) and not lines[end].heading and not _is_ended(lines, at, end):
        doi, pmid = _linked(lines[end].links)
        if len(lines[end].text.strip()) > 12:
            found.append(read(lines[end].text, doi=doi, pmid=pmid))
        end += 1
    if not found:
        return 0
    reading.references += found
    reading.used.update(range(at, end))
    return end


def _is_ended(lines: Sequence[Line], heading: int, at: int) -> bool:
    """Whether the list is over: another fact begins, or prose follows what was a list."""
    if any(
        p.fullmatch(lines[at].text.strip()) for p in (_REVIEWERS, _REVIEWERS_FOLLOW, _APPEARED, *(p for _, p in _DATES))
    ):
        return True
    listed = lines[heading + 1].item if heading + 1 < len(lines) else False
    return listed and not lines[at].item


def _linked(links: Sequence[str]) -> tuple[str, str]:
    """Return the DOI and the PubMed number that links of an entry lead to."""
    doi = pmid = ""
    for link in links:
        if found := re.search(r"doi\.org/(10\.\d{4,9}/[^?#]+)", link):
            doi = doi or found[1]
        if found := re.search(
            r"(?:ncbi\.nlm\.nih\.gov/(?:entrez/.*list_uids=|pubmed/)|pubmed\.ncbi\.nlm\.nih\.gov/)(\d+)", link
        ):
            pmid = pmid or found[1]
    return doi, pmid


def _see_also(lines: Sequence[Line], reading: Reading) -> None:
    """Keep apart the sentences after the text that send the reader elsewhere."""
    last = [at for at, line in enumerate(lines) if at not in reading.used and len(line.text) > 80]
    closing = min((at for at in reading.used if not last or at > last[len(last) // 2]), default=len(lines))
    for at, line in enumerate(lines):
        text = " ".join(line.text.split())
        if at in reading.used or line.heading or not _SEE_ALSO.fullmatch(text) or re.search(r"[.!?] ", text):
            continue
        if at > closing or (last and at >= last[-1]):
            reading.facts.append(Fact("see_also", [text], text, line.place))
            reading.used.add(at)
