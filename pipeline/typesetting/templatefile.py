"""The page templates of a layout file: tables a designer wrote, to values in points.

In: the tables, and the reader of the layout they stand in. Out: `Templates`.
"""

from __future__ import annotations

import difflib
from typing import Any, Protocol, TypeVar

from pipeline.foundation.toml import Toml
from pipeline.typesetting.layout import Sheet
from pipeline.typesetting.layoutschema import LayoutFile, Strict, TemplatesTable
from pipeline.typesetting.template import (
    Area,
    BackTemplate,
    ContentsTemplate,
    ContinuationTemplate,
    CoverTemplate,
    IndexTemplate,
    MastheadTemplate,
    NotesTemplate,
    OpenerTemplate,
    Templates,
)

# The keys that name a colour or a style; other texts are lengths.
COLOUR_KEYS = ("ground", "rule_colour", "line_colour")
STYLE_KEYS = ("title", "down")
Template = TypeVar("Template")


class Reader(Protocol):
    """The reader of a layout's file, as far as templates need it."""

    toml: Toml
    file: LayoutFile

    def colour(self, name: str, *keys: str) -> None:
        """Report a colour that the layout does not have."""

    def distance(self, length: str, *keys: str, least: float = 0.0) -> float:
        """Return a length in points."""

    def fault(self, code: str, message: str, *keys: str, hint: str = "") -> None:
        """Report an error at a key."""


def read_templates(file: TemplatesTable, sheet: Sheet, reader: Reader) -> Templates:
    """Return the page templates, reporting lengths, colours and styles that are none, and what does not fit its page."""
    made = Templates(
        _read(reader, sheet, file.cover, CoverTemplate, "cover"),
        _read(reader, sheet, file.contents, ContentsTemplate, "contents"),
        _read(reader, sheet, file.masthead, MastheadTemplate, "masthead"),
        _read(reader, sheet, file.opener, OpenerTemplate, "opener"),
        _read(reader, sheet, file.department, OpenerTemplate, "department"),
        _read(reader, sheet, file.continuation, ContinuationTemplate, "continuation"),
        _read(reader, sheet, file.notes, NotesTemplate, "notes"),
        _read(reader, sheet, file.index, IndexTemplate, "index"),
        _read(reader, sheet, file.back, BackTemplate, "back"),
    )
    _check(made, sheet, reader)
    return made


def _read(reader: Reader, sheet: Sheet, table: Strict, kind: type[Template], *keys: str) -> Template:
    values: dict[str, Any] = {}
    for key in table.__struct_fields__:
        value, here = getattr(table, key), ("templates", *keys, key)
        if isinstance(value, Strict):
            values[key] = _area(reader, value, sheet, *here)
        elif not isinstance(value, str) or key == "art":
            values[key] = value
        elif key in COLOUR_KEYS:
            reader.colour(value, *here)
            values[key] = value
        elif key in STYLE_KEYS:
            _known_style(reader, value, *here)
            values[key] = value
        else:
            values[key] = reader.distance(value, *here)
    return kind(**values)


def _area(reader: Reader, table: Strict, sheet: Sheet, *keys: str) -> Area:
    """Return a part of the address panel, which is measured from the panel's right edge."""
    right, top, width, height = (
        reader.distance(getattr(table, key), *keys, key) for key in ("right", "top", "width", "height")
    )
    return Area(sheet.width - right - width, top, width, height, reader.toml.span(*keys))


def _known_style(reader: Reader, name: str, *keys: str) -> None:
    """Report a style that stands in the layout neither itself nor by its role."""
    styles = reader.file.styles
    if name not in styles and name.split(".", 1)[0] not in styles:
        near = difflib.get_close_matches(name, styles, 1)
        reader.fault("style-unknown", f'no style "{name}"', *keys, hint=f'did you mean "{near[0]}"?' if near else "")


def _check(made: Templates, sheet: Sheet, reader: Reader) -> None:
    """Report what does not fit its page."""
    if made.cover.story + made.cover.lines > 1:
        message = "the cover story and the other titles overlap"
        reader.fault(
            "template-room", message, "templates", "cover", "story", hint="story and lines are at most 1 together"
        )
    depth = sheet.height * made.back.panel
    for name, area in (("window", made.back.window), ("indicia", made.back.indicia)):
        if area.left < 0 or area.top + area.height > depth:
            message = f"the {name} reaches out of the address panel, {sheet.width:.0f} × {depth:.0f} pt"
            hint = "make it smaller, or the panel deeper"
            reader.fault("template-room", message, "templates", "back", name, hint=hint)
