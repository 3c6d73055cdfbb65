"""XLIFF 2 (2.0, ISO 21720; read also as 2.1 and 2.2): the newer form, whose units are made of segments.

In: units. Out: a file of version 2.0, which every reader of 2.x takes; and units from one that came back, its segments joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from pipeline.foundation.diagnostic import Problems
from pipeline.translation import states
from pipeline.translation.exchange.markup import (
    XML,
    Element,
    child,
    document,
    flat,
    legal,
    name,
    named,
    place,
    sub,
    written,
)
from pipeline.translation.exchange.unit import Unit
from pipeline.translation.exchange.xliff1 import domain_of

SPACE = "urn:oasis:names:tc:xliff:document:2.0"

# Four states (4.3.1.22), and a state within one in a prefix of one's own (4.3.1.23).
_OURS = {
    states.UNTRANSLATED: ("initial", ""),
    states.FUZZY: ("initial", "motivator:fuzzy"),
    states.NEEDS_REVIEW: ("translated", "motivator:needs-review"),
    states.TRANSLATED: ("translated", ""),
    states.REVIEWED: ("reviewed", ""),
    states.SIGNED: ("final", ""),
}
_THEIRS = {
    "initial": states.FUZZY,
    "translated": states.TRANSLATED,
    "reviewed": states.REVIEWED,
    "final": states.SIGNED,
}
_PREVIOUS = "previous-source"


def write(units: Iterable[Unit], problems: Problems) -> bytes:
    """Return an XLIFF 2.0 file of units, which are all of one pair of languages. Code: `exchange-character`."""
    kept = legal(units, problems)
    root = document("xliff", SPACE, version="2.0")
    root.set("srcLang", kept[0].source_language if kept else "en")
    if kept:
        root.set("trgLang", kept[0].language)
    for number, (domain, own) in enumerate(groupby(kept, key=lambda unit: unit.domain), 1):
        file = sub(root, "file", id=f"f{number}", original=domain)
        for unit in own:
            _write_unit(file, unit)
    return written(root)


def _write_unit(file: Element, unit: Unit) -> None:
    element = sub(file, "unit", id=unit.id, name=unit.context)
    element.set(f"{XML}space", "preserve")
    said = [("developer", "source", note) for note in unit.notes]
    said += [("translator", "target", comment) for comment in unit.comments]
    said += [(_PREVIOUS, "source", unit.previous)] if unit.previous else []
    if said:
        notes = sub(element, "notes")
        for category, where, text in said:
            sub(notes, "note", text, category=category, appliesTo=where)
    state, within = _OURS[unit.state]
    segment = sub(element, "segment", state=state, subState=within)
    sub(segment, "source", unit.source)
    if unit.target:
        sub(segment, "target", unit.target)


def read(root: Element, path: str, problems: Problems) -> list[Unit]:
    """Return the units of a file, translated or not. Code: `exchange-markup`, for a target with markup that says no text."""
    found = []
    for file in named(root, "file"):
        for element in named(file, "unit"):
            unit = _unit(element, file, root, path, problems)
            if unit is not None:
                found.append(unit)
    return found


def _unit(element: Element, file: Element, root: Element, path: str, problems: Problems) -> Unit | None:
    span = place(element, path)
    data = {each.get("id", ""): flat(each) for each in named(element, "data")}
    parts = [each for each in element if isinstance(each.tag, str) and name(each) in ("segment", "ignorable")]
    lost: list[str] = []
    source = "".join(_text(child(part, "source"), data, []) for part in parts)
    target = "".join(_target(part, data, lost) for part in _in_order(parts))
    if lost:
        problems.error(
            "exchange-markup",
            f'the translation of "{source[:50]}" has {lost[0]}, which stands for no text of ours',
            span,
            hint="write out what it stands for in the translation",
        )
        return None
    notes = [note for note in named(element, "note") if note.get("category") not in ("developer", _PREVIOUS)]
    old = next((flat(note) for note in named(element, "note") if note.get("category") == _PREVIOUS), "")
    return Unit(
        source,
        target,
        root.get("srcLang", ""),
        root.get("trgLang", ""),
        element.get("id", ""),
        domain_of(file.get("original", "") or file.get("id", "")),
        element.get("name", ""),
        _state([part for part in parts if name(part) == "segment"]),
        comments=tuple(line for note in notes for line in flat(note).split("\n") if line.strip()),
        previous=old,
        span=span,
    )


def _target(part: Element, data: dict[str, str], lost: list[str]) -> str:
    # The space between two segments stands in an `ignorable`, which need not say it twice (4.2.2.6).
    wanted = child(part, "target")
    if wanted is None and name(part) == "ignorable":
        wanted = child(part, "source")
    return _text(wanted, data, lost)


def _in_order(parts: list[Element]) -> list[Element]:
    """Return segments in the order of their targets (4.3.1.18), which may be another than that of the sources."""
    places = []
    for number, part in enumerate(parts, 1):
        target = child(part, "target")
        order = target.get("order", "") if target is not None else ""
        places.append((int(order) if order.isdecimal() else number, number))
    return [parts[number - 1] for _, number in sorted(places)]


def _text(element: Element | None, data: dict[str, str], lost: list[str]) -> str:
    if element is None:
        return ""
    for each in named(element, "ph", "sc", "ec", "pc"):
        if not each.get("equiv"):
            text = data.get(each.get("dataRef", ""), "")
            if text:
                each.set("equiv", text)
        # Code around text: what it stands for goes before and after it.
        start, end = data.get(each.get("dataRefStart", ""), ""), data.get(each.get("dataRefEnd", ""), "")
        if start or end:
            each.text = start + (each.text or "")
            if len(each):
                each[-1].tail = (each[-1].tail or "") + end
            else:
                each.text += end
    for each in named(element, "cp"):
        lost.append(f"the character U+{each.get('hex', '')}")
    return flat(element, lost)


def _state(segments: list[Element]) -> str:
    """Return the least settled state of a unit's segments."""
    found = []
    for segment in segments:
        if not flat(child(segment, "target")).strip():
            return states.UNTRANSLATED
        within = segment.get("subState", "")
        if within.startswith("motivator:"):
            ours = within.removeprefix("motivator:").replace("-", " ")
            if ours in states.STATES and (segment.get("state", "initial"), within) == _OURS[ours]:
                found.append(ours)
                continue
        found.append(_THEIRS.get(segment.get("state", ""), ""))
    return min(found, key=lambda state: states.STATES.index(state) if state else -1, default="")


def is_ours(root: Element) -> bool:
    """Tell whether a file is XLIFF 2."""
    return name(root) == "xliff" and root.get("version", "").startswith("2.")
