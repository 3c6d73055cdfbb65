"""XLIFF 1.2 (OASIS Standard, 1 February 2008): what agencies' programs exchange most.

In: units. Out: a file, with states (2.3.2, `state`) and notes; and units from one that came back.
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
    children,
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

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
VERSIONS = ("1.0", "1.1", "1.2")

# `state-qualifier` tells a proposal of the memory from a translation that a reviewer asks about.
_OURS = {
    states.UNTRANSLATED: ("new", ""),
    states.FUZZY: ("needs-review-translation", "fuzzy-match"),
    states.NEEDS_REVIEW: ("needs-review-translation", ""),
    states.TRANSLATED: ("translated", ""),
    states.REVIEWED: ("final", ""),
    states.SIGNED: ("signed-off", ""),
}
_THEIRS = {
    "new": states.FUZZY,
    "needs-translation": states.FUZZY,
    "needs-adaptation": states.FUZZY,
    "needs-l10n": states.FUZZY,
    "needs-review-translation": states.NEEDS_REVIEW,
    "needs-review-adaptation": states.NEEDS_REVIEW,
    "needs-review-l10n": states.NEEDS_REVIEW,
    "translated": states.TRANSLATED,
    "final": states.REVIEWED,
    "signed-off": states.SIGNED,
}
_MATCHES = ("fuzzy-match", "exact-match", "leveraged-tm", "leveraged-mt", "mt-suggestion", "tm-suggestion")


def write(units: Iterable[Unit], problems: Problems) -> bytes:
    """Return an XLIFF 1.2 file of units, a `file` for each domain. Code: `exchange-character`."""
    root = document("xliff", SPACE, version="1.2")
    kept = legal(units, problems)
    for (domain, source, target), own in groupby(kept, key=lambda u: (u.domain, u.source_language, u.language)):
        file = sub(root, "file", original=domain, source_language=source, target_language=target, datatype="x-markdown")
        body = sub(file, "body")
        for unit in own:
            _write_unit(body, unit)
    return written(root)


def _write_unit(body: Element, unit: Unit) -> None:
    # As the representation guide for PO has it, what is not fuzzy is approved; a program that knows no more reads that.
    approved = "yes" if unit.state in (states.TRANSLATED, states.REVIEWED, states.SIGNED) else "no"
    element = sub(body, "trans-unit", id=unit.id, resname=unit.context, approved=approved)
    element.set(f"{XML}space", "preserve")
    sub(element, "source", unit.source).set(f"{XML}lang", unit.source_language)
    state, qualifier = _OURS[unit.state]
    target = sub(element, "target", unit.target, state=state, state_qualifier=qualifier)
    target.set(f"{XML}lang", unit.language)
    for note in unit.notes:
        sub(element, "note", note, **{"from": "developer", "annotates": "source"})
    for comment in unit.comments:
        sub(element, "note", comment, **{"from": "translator", "annotates": "target"})
    if unit.previous:
        old = sub(element, "alt-trans", alttranstype="previous-version")
        sub(old, "source", unit.previous)
        sub(old, "target", unit.target)


def read(root: Element, path: str, problems: Problems) -> list[Unit]:
    """Return the units of a file, translated or not. Code: `exchange-markup`, for a target with markup that says no text."""
    found = []
    for file in children(root, "file"):
        for element in named(file, "trans-unit"):
            if element.get("restype") == "x-gettext-domain-header":
                # The header of a catalog, as other programs send it along: ours is the catalog's own.
                continue
            unit = _unit(element, file, path, problems)
            if unit is not None:
                found.append(unit)
    return found


def _unit(element: Element, file: Element, path: str, problems: Problems) -> Unit | None:
    source, target = child(element, "source"), child(element, "target")
    span = place(element, path)
    lost: list[str] = []
    text = flat(target, lost)
    if lost:
        problems.error(
            "exchange-markup",
            f'the translation of "{flat(source)[:50]}" has {lost[0]}, which stands for no text of ours',
            span,
            hint="write out what it stands for in the translation",
        )
        return None
    notes = [note for note in children(element, "note") if note.get("from") != "developer"]
    old = next(
        (each for each in children(element, "alt-trans") if each.get("alttranstype") == "previous-version"), None
    )
    return Unit(
        flat(source),
        text,
        file.get("source-language", ""),
        file.get("target-language", "") or (target.get(f"{XML}lang", "") if target is not None else ""),
        element.get("id", ""),
        domain_of(file.get("original", "")),
        element.get("resname", ""),
        _state(element, target),
        comments=tuple(line for note in notes for line in flat(note).split("\n") if line.strip()),
        previous=flat(child(old, "source")) if old is not None else "",
        span=span,
    )


def _state(element: Element, target: Element | None) -> str:
    if target is None or not flat(target).strip():
        return states.UNTRANSLATED
    stated = _THEIRS.get(target.get("state", ""), "")
    if stated == states.NEEDS_REVIEW and target.get("state-qualifier", "") in _MATCHES:
        return states.FUZZY
    return states.TRANSLATED if element.get("approved") == "yes" and not stated else stated


def domain_of(original: str) -> str:
    """Return the domain that a file's `original` names: "heat" of "locale/es/LC_MESSAGES/heat.po"."""
    last = original.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, suffix = last.rpartition(".")
    return stem if dot and suffix in ("po", "pot", "md", "xlf", "xliff") else last


def is_ours(root: Element) -> bool:
    """Tell whether a file is XLIFF 1."""
    return name(root) == "xliff" and root.get("version", "") in VERSIONS
