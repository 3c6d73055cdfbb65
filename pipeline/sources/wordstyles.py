"""What the styles of a Word file mean.

In: the file's list of styles and what the publication says of its own. Out: rules for the converter, in its language. A style
is told by its name, then by the style it is based on, then by its outline level: a house's "Intertítulo" based on "heading 2" is
a heading. ECMA-376 Part 1, 17.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.foundation.value import Struct
from pipeline.sources.tracked import W

# What a role becomes in the converter's markup.
ROLES = {
    "title": "h1.title:fresh",
    "byline": "p.byline:fresh",
    "heading1": "h1:fresh",
    "heading2": "h2:fresh",
    "heading3": "h3:fresh",
    "heading4": "h4:fresh",
    "heading5": "h5:fresh",
    "heading6": "h6:fresh",
    "paragraph": "p:fresh",
    "quote": "blockquote > p:fresh",
    "pullquote": "blockquote.pullquote > p:fresh",
    "sidebar": "aside > p:fresh",
    "caption": "p.caption:fresh",
    "reference": "p.reference:fresh",
    "drop": "!",
}
# Names of built-in styles; other programs than Word write them in the language of their menus.
_KNOWN = {
    "title": r"title|t[íi]tulo|titulo del art[íi]culo",
    "byline": r"author|authors|byline|autor(?:es|a)?|firma",
    "quote": r"quote|block text|quotations|cita|citas",
    "pullquote": r"intense quote|pull ?quote|cita (?:destacada|intensa)|destacado|sumario",
    "sidebar": r"sidebar|box|recuadro|despiece",
    "caption": r"caption|figure|table|illustration|drawing|descripci[óo]n|ep[íi]grafe|pie de (?:foto|figura|imagen)|leyenda",
    "reference": r"bibliography(?: \d)?|references?|endnote bibliography|bibliograf[íi]a(?: \d)?|referencias?",
}
_HEADING = re.compile(r"(?:heading|t[íi]tulo|encabezado) ?([1-9])", re.I)


class Style(Struct, frozen=True):
    """A style of paragraphs: its id and name, the id of the one it is based on, its outline level from 0 (-1: none)."""

    id: str
    name: str
    base: str
    outline: int


def read_styles(root: Any) -> list[Style]:
    """Return the styles of paragraphs in `word/styles.xml`."""
    return list(_styles(root))


def _styles(root: Any) -> Iterator[Style]:
    for element in root.iter(f"{W}style"):
        if element.get(f"{W}type") != "paragraph" or not element.get(f"{W}styleId"):
            continue
        said = {name: _value(element, name) for name in ("name", "basedOn")}
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        level = outline.get(f"{W}val", "") if outline is not None else ""
        yield Style(
            str(element.get(f"{W}styleId")),
            said["name"],
            said["basedOn"],
            int(level) if re.fullmatch("[0-8]", level) else -1,
        )


def _value(element: Any, name: str) -> str:
    found = element.find(f"{W}{name}")
    return str(found.get(f"{W}val") or "") if found is not None else ""


def role_of(name: str) -> str:
    """Return the role of a style by its name, or "" where the name says nothing."""
    plain = " ".join(name.split())
    found = _HEADING.fullmatch(plain)
    if found:
        return f"heading{min(int(found[1]), 6)}"
    return next((role for role, words in _KNOWN.items() if re.fullmatch(words, plain, re.I)), "")


def style_map(styles: list[Style], own: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the converter's rules, and those names of `own` that no style of the file has."""
    by_id = {style.id: style for style in styles}
    wanted = {name.casefold(): role for name, role in own.items()}
    rules = []
    for style in styles:
        role = _role(style, by_id, wanted)
        if role and re.fullmatch(r"[\w-]+", style.id):
            rules.append(f"p.{style.id} => {ROLES[role]}")
    named = {style.name.casefold() for style in styles}
    return "\n".join(rules), [name for name in own if name.casefold() not in named]


def _role(style: Style, by_id: Mapping[str, Style], own: Mapping[str, str]) -> str:
    seen: set[str] = set()
    here: Style | None = style
    while here is not None and here.id not in seen:
        seen.add(here.id)
        role = own.get(here.name.casefold()) or role_of(here.name)
        if role:
            return role
        if here.outline >= 0:
            return f"heading{min(here.outline + 1, 6)}"
        here = by_id.get(here.base)
    return ""
