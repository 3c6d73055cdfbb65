"""TMX 1.4b: translation memories, of ours and of others.

In: units. Out: a file with states and notes; and units from one, in whatever languages of it are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

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

_DOMAIN, _CONTEXT, _STATE = "x-motivator-article", "x-motivator-context", "x-motivator-state"
_NOTE = "x-motivator-note"


def write(units: Iterable[Unit], problems: Problems) -> bytes:
    """Return a TMX file of the units that have a translation. Code: `exchange-character`."""
    kept = [unit for unit in legal(units, problems) if unit.target.strip()]
    root = document("tmx", version="1.4")
    sub(
        root, "header", creationtool="motivator", creationtoolversion="1", segtype="block", o_tmf="PO", adminlang="en",
        srclang=kept[0].source_language if kept else "en", datatype="x-markdown",
    )  # fmt: skip
    body = sub(root, "body")
    for unit in kept:
        element = sub(body, "tu", tuid=unit.id, srclang=unit.source_language)
        # Not as `note`: what is one when the file comes home, a translator wrote.
        for note in unit.notes:
            sub(element, "prop", note, type=_NOTE)
        for kind, value in ((_DOMAIN, unit.domain), (_CONTEXT, unit.context), (_STATE, unit.state)):
            if value:
                sub(element, "prop", value, type=kind)
        for language, text, notes in (
            (unit.source_language, unit.source, ()),
            (unit.language, unit.target, unit.comments),
        ):
            variant = sub(element, "tuv")
            variant.set(f"{XML}lang", language)
            for note in notes:
                sub(variant, "note", note)
            sub(variant, "seg", text)
    return written(root)


def read(root: Element, path: str, languages: tuple[str, str] | None = None) -> list[Unit]:
    """Return the units of a file: every pair of its source language and another.

    With `languages`, a pair of tags, only units of these, in that order, whichever of them the file calls its source.
    """
    head = child(root, "header")
    own = head.get("srclang", "") if head is not None else ""
    return [unit for element in named(root, "tu") for unit in _units(element, own, path, languages)]


def _units(element: Element, own: str, path: str, languages: tuple[str, str] | None) -> list[Unit]:
    variants: list[tuple[str, str, Element]] = []
    for each in children(element, "tuv"):
        tag = each.get(f"{XML}lang") or each.get("lang") or ""
        lost: list[str] = []
        text = flat(child(each, "seg"), lost)
        # Codes of another program's format say nothing in ours: the words alone are of use.
        variants.append((tag.replace("_", "-"), text, each))
    srclang = element.get("srclang", "") or own
    source = next((v for v in variants if _same(v[0], languages[0] if languages else srclang)), None)
    if source is None and not languages and srclang == "*all*" and variants:
        source = variants[0]
    if source is None:
        return []
    props = {prop.get("type", ""): flat(prop) for prop in children(element, "prop")}
    state = props.get(_STATE, "")
    return [
        Unit(
            source[1],
            text,
            source[0],
            tag,
            element.get("tuid", ""),
            props.get(_DOMAIN, ""),
            props.get(_CONTEXT, ""),
            state if state in states.STATES else "",
            # Some programs hang a translator's notes on the unit, and some on the translation.
            comments=tuple(flat(note) for where in (element, each) for note in children(where, "note")),
            span=place(element, path),
        )
        for tag, text, each in variants
        if each is not source[2] and text.strip() and (languages is None or _same(tag, languages[1]))
    ]


def _same(tag: str, wanted: str) -> bool:
    """Tell whether a text in `tag` is one in the language that is wanted: "es-MX" is Spanish, and so is "ES"."""
    return tag.lower().split("-")[0] == wanted.replace("_", "-").lower().split("-")[0]


def is_ours(root: Element) -> bool:
    """Tell whether a file is TMX."""
    return name(root) == "tmx"
