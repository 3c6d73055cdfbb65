"""The CSL processor: citeproc-py's one door, and what has to be put right of what it writes.

In: a style as CSL 1.0 XML (docs.citationstyles.org), CSL-JSON items, a language. Out: each entry as text with the few tags that
CSL-JSON has (i, b, sup, sub). citeproc-py prints a title that stands in for a missing author a second time, and a full stop
after a question mark; its collapsing of numbers is not used at all (`document.citation` does that). The processor is loaded when
an entry is written that no cache holds.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

# Raised whenever what is written of the same item changes.
VERSION = 1
_LARGEST = 1_000_000
_STOPS = re.compile(r"([.?!…])((?:</\w+>)*)\.(?=\s|$)")
_STANDING = re.compile(r"\b([Cc]onsultado|[Pp](?:rep|)ublicado en línea) el (?=\d{4}\b|[a-z]+ de \d{4}\b)")


class StyleUnusable(ValueError):
    """A style that this program cannot write references with; the message says why."""


def check_style(text: str) -> None:
    """Raise `StyleUnusable` for what is no independent, numeric CSL style."""
    if len(text) > _LARGEST or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise StyleUnusable("a style is a small file without a document type")
    root = _style(text, "en-US").root
    if not root.tag.endswith("}style"):
        raise StyleUnusable("not a CSL style: its first element is no <style>")
    parent = re.search(r'<link[^>]*href="([^"]*)"[^>]*rel="independent-parent"|rel="independent-parent"', text)
    if parent:
        raise StyleUnusable(f"it only names another style{': ' + parent[1] if parent[1] else ''}; take that one")
    if root.find("{*}bibliography") is None:
        raise StyleUnusable("it has no <bibliography>")
    if "citation-number" not in text:
        raise StyleUnusable("it cites by authors or by notes, not by numbers; take a numeric style")


def written(style: str, language: str, items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the entry of each item, without its number. Raises what the processor raises on an item it cannot write."""
    from citeproc import (  # type: ignore[import-untyped] # the library has no types
        Citation,
        CitationItem,
        CitationStylesBibliography,
    )
    from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped] # the library has no types

    prepared = _style(style, _locale(language))
    for item in items:
        with warnings.catch_warnings():
            # The processor prints variables newer than itself, but warns of them.
            warnings.filterwarnings("ignore", message="The following arguments for Reference", category=UserWarning)
            source = CiteProcJSON([{**item, "id": "x", "language": str(item.get("language", language))}])
        bibliography = CitationStylesBibliography(prepared, source, _Tags)
        bibliography.register(Citation([CitationItem("x")]))
        entries = bibliography.bibliography()
        yield _mended(str(entries[0])) if entries else ""


def _mended(text: str) -> str:
    text = _STOPS.sub(r"\1\2", re.sub(r"[ \t\r\n]+", " ", text).strip())
    return _STANDING.sub(r"\1 en ", text)


class _Tag(str):
    """Text in a tag of CSL-JSON."""

    name = ""

    def __new__(cls, text: str) -> _Tag:
        return super().__new__(cls, f"<{cls.name}>{text}</{cls.name}>" if cls.name else text)


class _Italic(_Tag):
    name = "i"


class _Bold(_Tag):
    name = "b"


class _Superscript(_Tag):
    name = "sup"


class _Subscript(_Tag):
    name = "sub"


class _Tags:
    """The formatter: the processor's formats as tags, and texts as they are."""

    Italic = Oblique = _Italic
    Bold = _Bold
    Superscript = _Superscript
    Subscript = _Subscript
    Light = Underline = SmallCaps = _Tag

    @staticmethod
    def preformat(text: object) -> str:
        return str(text)


@lru_cache(maxsize=8)
def _style(text: str, locale: str) -> Any:
    """Return a style read; entries come without their number, which the list sets."""
    from citeproc import CitationStylesStyle

    _mend_processor()
    try:
        style = CitationStylesStyle(BytesIO(text.encode()), locale=locale, validate=False)
    except SyntaxError as fault:
        raise StyleUnusable(f"not XML: {fault.msg}") from fault
    except (AttributeError, ValueError, TypeError) as fault:
        # What is XML but no style trips the reader in many ways.
        raise StyleUnusable("not a CSL style") from fault
    bibliography = style.root.find("{*}bibliography")
    for element in list(bibliography.iter()) if bibliography is not None else ():
        if element.get("variable") == "citation-number":
            element.getparent().remove(element)
    return style


@lru_cache(maxsize=1)
def _mend_processor() -> tuple[type, ...]:
    """Make the processor hold back whatever was put in for missing names, as CSL asks (1.0.2, "Substitute").

    The processor makes each element of the class, of those derived from its own, that is named as the element and came last.
    """
    from citeproc import model
    from citeproc.source import VariableError  # type: ignore[import-untyped] # the library has no types

    class Substitute(model.Substitute, model.CitationStylesElement):  # type: ignore[misc] # the library has no types
        """Holds back all variables of a macro, not only those named by the element itself."""

        def add_to_repressed_list(self, child: Any, context: Any) -> None:
            """Add every variable that `child` printed to those not to be printed again."""
            held = context.get_layout().repressed
            waiting = [child]
            while waiting:
                element = waiting.pop()
                for inner in element.iter():
                    if inner.get("variable") and isinstance(inner, model.Text | model.Names):
                        held.setdefault(inner.tag, []).append(inner.get("variable"))
                    if inner.get("macro"):
                        waiting.append(self.get_macro(inner.get("macro")))

    class Names(model.Names, model.CitationStylesElement):  # type: ignore[misc] # the library has no types
        """Prints no names that were put in for others before."""

        def process(self, item: Any, names_context: Any = None, context: Any = None, **more: Any) -> Any:
            """Return the names as text."""
            held = (context if context is not None else self).get_layout().repressed.get(self.tag, ())
            whole = self.get("variable", "")
            left = " ".join(role for role in whole.split() if not any(role in names.split() for names in held))
            if not left:
                raise VariableError
            self.set("variable", left)
            try:
                return super().process(item, names_context=names_context, context=context, **more)
            finally:
                self.set("variable", whole)

    class Text(model.Text, model.CitationStylesElement):  # type: ignore[misc] # the library has no types
        """Shortens the last page of a range only where both numbers have as many digits: not "1-15" to "1-5"."""

        def _format_last_page(self, first: str, last: str) -> str:
            if len(first) == len(last) and first != last:
                return str(super()._format_last_page(first, last))
            if self.get_root().get_option("page-range-format") in (None, "expanded"):
                return last
            letters = re.match(r"[^\d]*", first)
            return last.removeprefix(letters[0]) if letters else last

    class Date(model.Date, model.CitationStylesElement):  # type: ignore[misc] # the library has no types
        """Parts a date by the delimiter that its own form in the locale has."""

        def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
            """Return the parts of a date as text."""
            if "delimiter" not in self.attrib or not self.is_locale_date():
                return super().render_single_date(date, show_parts, context)
            parts = self.parts(date, show_parts, context)
            return self.join(parts) if parts else None

    return Substitute, Names, Text, Date


def _locale(language: str) -> str:
    """Return the language without its region: the processor then takes the region that its locales hold to be the main one."""
    short = language.replace("_", "-").split("-")[0].lower()
    return "en-US" if short == "en" else short
