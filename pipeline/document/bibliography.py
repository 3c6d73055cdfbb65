"""The one bibliography of a publication: works as CSL-JSON keeps them, read into typed values.

In: `articles/references.json`, a list of CSL-JSON items (docs.citationstyles.org, "CSL-JSON schema"). Out: a
`Bibliography` of `Work`s; each fault is reported with the line of the item it is in.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.document.tree import Document
from pipeline.document.walk import citations
from pipeline.document.work import KINDS, Name, When, Work
from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable
from pipeline.foundation.files import read_text
from pipeline.foundation.language import is_date
from pipeline.foundation.value import Struct, field, replace

_LIMIT = 20_000_000
_SPACE = re.compile(r"[ \t\n\r]*")
_LONE = re.compile("[\ud800-\udfff]")
_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")


class Bibliography(Struct, frozen=True):
    """All works by key.

    `whole` is False where the file could not be read to its end: then no key counts as unknown.
    """

    works: Mapping[str, Work] = field(default_factory=dict)
    whole: bool = True

    def only(self, keys: set[str]) -> Bibliography:
        """Return the works with these keys."""
        return replace(self, works={key: work for key, work in self.works.items() if key in keys})

    def item(self, key: str) -> Work | None:
        """Return the work with this key, or None."""
        return self.works.get(key)


def read_bibliography(path: Path, shown: str, problems: Problems) -> Bibliography:
    """Return the works of a CSL-JSON file; no file is an empty bibliography.

    Raises `Unusable` (exit 3) where the disk refuses.
    """
    if not path.exists():
        return Bibliography()
    if path.is_file() and path.stat().st_size > _LIMIT:
        problems.error("references-syntax", "more than 20 MB of references", Span(shown))
        return Bibliography(whole=False)
    try:
        text = read_text(path, shown)
    except Unusable as fault:
        if fault.exit_code is Exit.WORLD:
            raise
        problems.add([fault.problem])
        return Bibliography(whole=False)
    lines = _Lines(text, shown)
    works: dict[str, Work] = {}
    try:
        for start, end, item in _items(text):
            work = _Reader(item, lines, start, end, problems).work()
            if work is not None and work.key in works:
                problems.error(
                    "references-duplicate",
                    f'two works have the id "{work.key}"',
                    work.span,
                    hint="give one of them another id, or remove it",
                    related=((works[work.key].span, "the other one"),),
                )
            elif work is not None:
                works[work.key] = work
    except json.JSONDecodeError as fault:
        words = fault.msg[:1].lower() + fault.msg[1:]
        problems.error("references-syntax", f"not JSON: {words}", lines.span(fault.pos), hint=_HINT)
        return Bibliography(works, whole=False)
    except (ValueError, RecursionError) as fault:
        # The decoder refuses numbers of thousands of digits and too deep lists without naming a place.
        words = "nested too deep" if isinstance(fault, RecursionError) else "a number of too many digits"
        problems.error("references-syntax", f"not JSON this program reads: {words}", Span(shown))
        return Bibliography(works, whole=False)
    return Bibliography(works)


_HINT = "the file is one list of items: [{…}, {…}]"


def cited(documents: Iterable[Document]) -> set[str]:
    """Return the keys of the works that articles cite or list."""
    used: set[str] = set()
    for document in documents:
        used.update(document.references)
        used.update(cite.key for citation in citations(document) for cite in citation.cites)
    return used


def work_of(item: Mapping[str, Any]) -> Work | None:
    """Return one item as a work, whatever is wrong with it, or None where it is none."""
    text = json.dumps(item, ensure_ascii=False)
    return _Reader(
        {"id": "work", **{k: v for k, v in item.items() if v}}, _Lines(text, ""), 0, len(text), Problems()
    ).work()


def check_bibliography(documents: Iterable[Document], bibliography: Bibliography, problems: Problems) -> None:
    """Warn of each work that no article cites or lists."""
    used = cited(documents)
    for key, work in bibliography.works.items():
        if key not in used:
            problems.warning(
                "reference-unused",
                f'no article uses the work "{key}"',
                work.span,
                hint=f"cite it with [@{key}], list it in an article's references, or remove it",
            )


class _Lines(Struct, frozen=True):
    """Where a character of the file stands."""

    text: str
    shown: str
    starts: list[int] = field(default_factory=lambda: [0])

    def __post_init__(self) -> None:
        self.starts.extend(found.end() for found in re.finditer("\n", self.text))

    def span(self, at: int) -> Span:
        line = bisect_right(self.starts, at)
        return Span(self.shown, line, at - self.starts[line - 1] + 1)

    def field(self, name: str, start: int, end: int) -> Span:
        """Return the place of a field's name inside an item, or the item's."""
        found = re.compile(rf'"{re.escape(name)}"\s*:').search(self.text, start, end)
        return self.span(found.start() if found else start)


def _items(text: str) -> Iterator[tuple[int, int, Any]]:
    """Yield each item of the list with where it begins and ends. Raises `json.JSONDecodeError`."""
    decoder = json.JSONDecoder()
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        raise json.JSONDecodeError("Expecting a list of items", text, at)
    at = _after_space(text, at + 1)
    while text[at : at + 1] != "]":
        item, end = decoder.raw_decode(text, at)
        yield at, end, item
        at = _after_space(text, end)
        if text[at : at + 1] == ",":
            at = _after_space(text, at + 1)
        elif text[at : at + 1] != "]":
            raise json.JSONDecodeError("Expecting ',' or ']' after an item", text, at)
    at = _after_space(text, at + 1)
    if at != len(text):
        raise json.JSONDecodeError("Text after the end of the list", text, at)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _Reader:
    """Reads one item, reporting what is not as CSL-JSON has it."""

    def __init__(self, item: Any, lines: _Lines, start: int, end: int, problems: Problems) -> None:
        self.item, self.lines, self.problems = item, lines, problems
        self.start, self.end = start, end

    def work(self) -> Work | None:
        item = self.item
        if not isinstance(item, dict):
            self.fault("references-field", "an item is no object", "", hint=_HINT)
            return None
        key = item.get("id")
        if isinstance(key, int) and not isinstance(key, bool):
            key = str(key)
        if not isinstance(key, str) or not key.strip() or _LONE.search(key):
            self.fault("references-field", "item has no id", "id", hint='add "id": "kalb2020"')
            return None
        fields = {name: text for name in item if (text := self.text(name, key))}
        kind = fields.get("type", "")
        if kind not in KINDS:
            said = f'unknown type "{kind}" of "{key}"' if kind else f'work "{key}" has no type'
            self.fault("references-type", said, "type", hint='such as "type": "article-journal"')
        custom = item.get("custom")
        verbatim = custom.get("verbatim") if isinstance(custom, dict) else None
        if not isinstance(custom, dict) or custom.get("status") != "verbatim":
            verbatim = None
        work = Work(
            key,
            kind,
            self.names("author"),
            self.names("editor"),
            self.names("translator"),
            self.when("issued"),
            self.when("accessed"),
            fields,
            " ".join(_clean(verbatim).split()) if isinstance(verbatim, str) else "",
            self.lines.field("id", self.start, self.end),
        )
        if not (work["title"] or work.verbatim or work["container-title"]):
            self.fault("references-field", f'work "{key}" has no title', "id", hint='add "title": "…"')
        if work["URL"] and not work["URL"].startswith(("http://", "https://")):
            said = f'URL "{work["URL"]}" of "{key}" is no web address'
            self.fault("references-field", said, "URL", hint="begin it with https://")
        if work["DOI"] and not work.doi:
            hint = 'a DOI looks like "10.1000/182"'
            self.fault("references-field", f'"{work["DOI"]}" of "{key}" is no DOI', "DOI", hint=hint)
        return work

    def fault(self, code: str, message: str, name: str, *, hint: str = "") -> None:
        self.problems.error(code, message, self.lines.field(name, self.start, self.end), hint=hint)

    def text(self, name: str, key: str) -> str:
        """Return a plain variable; lists and objects belong to names, dates and `custom`."""
        value = self.item[name]
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        if isinstance(value, str) and _LONE.search(value):
            self.fault("references-field", f'half a character in "{name}" of "{key}"', name)
        return " ".join(_clean(str(value)).split())

    def names(self, variable: str) -> tuple[Name, ...]:
        value = self.item.get(variable, [])
        if not isinstance(value, list):
            hint = f'write "{variable}": [{{"family": "…", "given": "F. M."}}]'
            self.fault("references-field", f'"{variable}" is no list of names', variable, hint=hint)
            return ()
        names = []
        for person in value:
            given = person if isinstance(person, dict) else {}
            texts = {k: _clean(v).strip() for k, v in given.items() if isinstance(v, str)}
            if not (texts.get("family") or texts.get("literal") or texts.get("given")):
                hint = '{"family": "…", "given": "F. M."} or {"literal": "…"}'
                self.fault("references-field", f'a name in "{variable}" is empty', variable, hint=hint)
                continue
            particle = texts.get("dropping-particle", "") + " " + texts.get("non-dropping-particle", "")
            names.append(
                Name(
                    texts.get("family", ""),
                    texts.get("given", ""),
                    particle.strip(),
                    texts.get("suffix", ""),
                    texts.get("literal", ""),
                )
            )
        return tuple(names)

    def when(self, variable: str) -> When | None:
        value = self.item.get(variable)
        if value is None:
            return None
        if isinstance(value, dict):
            literal = _clean(str(value.get("literal") or ""))
            season = value.get("season")
            parts = value.get("date-parts")
            raw = _ISO.match(str(value.get("raw") or ""))
            if raw:
                parts = [[part for part in raw.groups() if part]]
            numbers = _parts(parts)
            if numbers or literal:
                year, month, day = (*numbers, 0, 0, 0)[:3]
                return When(year, month, day, _season(season), literal)
        hint = f'write "{variable}": {{"date-parts": [[2018, 2]]}}'
        self.fault("references-field", f'"{variable}" holds no date', variable, hint=hint)
        return None


def _parts(parts: Any) -> tuple[int, ...]:
    """Return year, month and day as far as given, or nothing where they are no date."""
    if not (isinstance(parts, list) and parts and isinstance(parts[0], list)):
        return ()
    numbers = [int(part) for part in parts[0][:3] if re.fullmatch(r"-?\d{1,4}", str(part))]
    if len(numbers) != len(parts[0][:3]) or not numbers or numbers[0] < 1:
        return ()
    stated = [f"{number:0{4 if at == 0 else 2}}" for at, number in enumerate(numbers) if number]
    return tuple(numbers) if is_date("-".join(stated)) else ()


def _season(season: Any) -> int:
    return int(season) if str(season) in ("1", "2", "3", "4") else 0


def _clean(text: str) -> str:
    return _LONE.sub("\N{REPLACEMENT CHARACTER}", text)
