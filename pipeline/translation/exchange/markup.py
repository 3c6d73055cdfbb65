"""XML read and written with care: no entities, nothing fetched, and never a text that XML cannot hold.

In: bytes. Out: a tree whose elements know their lines; and bytes from a tree. The door of lxml here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.translation.exchange.unit import Unit

Element = etree._Element

XML = "{http://www.w3.org/XML/1998/namespace}"
# What XML 1.0 has no way to write (2.2, Characters).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parsed(data: bytes, path: str) -> Element:
    """Return the root of a file. Comments and processing instructions are left out.

    Raises `Unusable` (`exchange-syntax`) for what is no XML, and for a file that defines entities: with those a small file can
    become an endless one, or bring in another.
    """
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, reader)
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        raise unusable(
            "exchange-syntax", f"no XML: {fault.msg}", Span(path, line or 1, column or 1), hint="export the file again"
        ) from fault
    subset: Any = root.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise unusable(
            "exchange-syntax", "the file defines entities of its own", Span(path, 1, 1), hint="write the texts out"
        )
    return root


def document(tag: str, space: str = "", **attributes: str) -> Element:
    """Return the root of a new file, in the namespace `space`."""
    spaces: Any = {None: space} if space else None
    return etree.Element(f"{{{space}}}{tag}" if space else tag, attributes, spaces)


def place(element: Element, path: str) -> Span:
    """Return the line that an element begins on."""
    line: Any = element.sourceline
    return Span(path, line or 0, 1)


def name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname


def named(element: Element, *names: str) -> list[Element]:
    """Return the elements of these names inside an element, in the order of the file, whatever their namespace."""
    return [each for each in element.iter(etree.Element) if name(each) in names]


def child(element: Element, wanted: str) -> Element | None:
    """Return the first child of a name, whatever its namespace."""
    return next((each for each in element if isinstance(each.tag, str) and name(each) == wanted), None)


def children(element: Element, wanted: str) -> list[Element]:
    """Return the children of a name, whatever their namespace."""
    return [each for each in element if isinstance(each.tag, str) and name(each) == wanted]


def flat(element: Element | None, lost: list[str] | None = None) -> str:
    """Return the text of an element with that of all elements within; "" for None.

    An empty element inside stands for its `equiv-text`, `equiv` or `disp`; what has none is named in `lost`.
    """
    if element is None:
        return ""
    parts = [element.text or ""]
    for each in element:
        if isinstance(each.tag, str):
            inner = flat(each, lost)
            if not inner and not len(each) and name(each) in ("x", "bx", "ex", "ph", "pc", "sc", "ec", "it", "ut"):
                inner = next((each.get(key, "") for key in ("equiv-text", "equiv", "disp") if each.get(key)), "")
                if not inner and lost is not None and name(each) != "ut":
                    lost.append(f'<{name(each)} id="{each.get("id", "")}"/>')
            parts.append(inner)
        elif lost is not None:
            lost.append("an entity")
        parts.append(each.tail or "")
    return "".join(parts)


def written(root: Element) -> bytes:
    """Return a tree as the bytes of a file."""
    etree.indent(root, "  ")
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data.replace(b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>') + b"\n"


def sub(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Return a new element in the namespace of its parent; attributes that are "" are left out, "_" stands for "-"."""
    space = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{space}}}{tag}" if space else tag)
    for key, value in attributes.items():
        if value:
            made.set(key.replace("_", "-"), value)
    if text is not None:
        made.text = text
    return made


def legal(units: Iterable[Unit], problems: Problems) -> list[Unit]:
    """Return the units that XML can hold; each of the others is an error (`exchange-character`) at its message."""
    kept = []
    for unit in units:
        found = next(
            (
                match
                for text in (unit.source, unit.target, unit.previous, *unit.comments)
                if (match := _ILLEGAL.search(text))
            ),
            None,
        )
        if found is None:
            kept.append(unit)
            continue
        problems.error(
            "exchange-character",
            f"a character (U+{ord(found[0]):04X}) that no XML file can hold",
            unit.span,
            hint="take it out of the text, or export as CSV",
        )
    return kept
