"""Small files, one for each type of structure element, in both languages: what the press can write, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from press_samples import CHART, PALETTE, SCREEN, library, line, placed

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import Struct, field, replace
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.page import (
    Book,
    Bookmark,
    Destination,
    Element,
    LinkArea,
    Page,
    PageItem,
    PlacedLine,
    Publication,
    Reviewed,
)

LANGUAGES = ("en", "es")
MODERN = replace(SCREEN, accessible=("PDF/UA-2", "WTPDF-1.0"))
_WORDS = {
    "en": ("Walking farther", "Three short walks a day help.", "una palabra", "MS", "multiple sclerosis", "Page"),
    "es": ("Caminar más", "Tres paseos cortos al día ayudan.", "a few words", "EM", "esclerosis múltiple", "Página"),
}


class Sheet(Struct):
    """Two pages being filled, line under line, with words in a language."""

    language: str
    items: list[list[PageItem]] = field(default_factory=lambda: [[], []])
    links: list[LinkArea] = field(default_factory=list)
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    page: int = 0

    @property
    def title(self) -> str:
        return _WORDS[self.language][0]

    @property
    def text(self) -> str:
        return _WORDS[self.language][1]

    @property
    def foreign(self) -> tuple[str, str]:
        return ("es" if self.language == "en" else "en"), _WORDS[self.language][2]

    @property
    def short(self) -> tuple[str, str]:
        return _WORDS[self.language][3], _WORDS[self.language][4]

    def key(self) -> str:
        return f"k{next(self.keys)}"

    def y(self) -> float:
        return 40.0 + 14.0 * len(self.items[self.page])

    def put(
        self, role: str, *parts: str | tuple[str, str], children: tuple[Element, ...] = (), **more: object
    ) -> Element:
        """Set a line and return its element; parts are texts, or a text and the key of the inline child it belongs to."""
        key = self.key()
        self.items[self.page].append(placed(self.y(), key, *(parts or (self.text,))))
        return Element(key, role, children, **more)  # type: ignore[arg-type] # fields of an element

    def within(self, role: str, *children: Element, **more: object) -> Element:
        return Element(self.key(), role, children, **more)  # type: ignore[arg-type] # fields of an element


Made = tuple[Element, ...]


def headings(sheet: Sheet) -> Made:
    return tuple(sheet.put(f"H{level}", sheet.title) for level in range(2, 7))


def paragraph_over_two_pages(sheet: Sheet) -> Made:
    paragraph = sheet.put("P")
    sheet.items[1].append(placed(40, paragraph.key, sheet.text))
    return (paragraph,)


def groups(role: str) -> Callable[[Sheet], Made]:
    return lambda sheet: (sheet.within(role, sheet.put("H2", sheet.title), sheet.put("P")),)


def quotations(role: str) -> Callable[[Sheet], Made]:
    return lambda sheet: (sheet.within(role, sheet.put("P")),)


def leaves(role: str) -> Callable[[Sheet], Made]:
    return lambda sheet: (sheet.put(role),)


def lists(numbering: str, label: str) -> Callable[[Sheet], Made]:
    def made(sheet: Sheet) -> Made:
        items = [
            sheet.within("LI", sheet.put("Lbl", f"{label}{number}"), sheet.within("LBody", sheet.put("P")))
            for number in (1, 2)
        ]
        return (sheet.within("L", *items, numbering=numbering),)

    return made


def nested_lists(sheet: Sheet) -> Made:
    (inner,) = lists("Disc", "o ")(sheet)
    item = sheet.within("LI", sheet.put("Lbl", "1."), sheet.within("LBody", sheet.put("P"), inner))
    return (sheet.within("L", item, numbering="Decimal"),)


def table(sheet: Sheet) -> Made:
    head = sheet.within("TR", *(sheet.put("TH", word, scope="Column") for word in ("A", "B")))
    rows = []
    for number in (1, 2):
        first = sheet.put("TH", str(number), scope="Row", headers=(head.children[0].key,))
        rows.append(sheet.within("TR", first, sheet.put("TD", "5", headers=(head.children[1].key, first.key))))
    caption = sheet.put("Caption", sheet.title)
    return (sheet.within("Table", caption, sheet.within("THead", head), sheet.within("TBody", *rows)),)


def spans(sheet: Sheet) -> Made:
    wide = sheet.put("TH", sheet.title, scope="Column", columns=2)
    deep = sheet.put("TH", "A", scope="Row", rows=2)
    rows = (
        sheet.within("TR", deep, sheet.put("TD", "1", headers=(wide.key, deep.key))),
        sheet.within("TR", sheet.put("TD", "2", headers=(wide.key, deep.key))),
    )
    return (sheet.within("Table", sheet.within("THead", sheet.within("TR", wide)), sheet.within("TBody", *rows)),)


def figure(sheet: Sheet) -> Made:
    element = Element(sheet.key(), "Figure", (sheet.put("Caption", sheet.title),), alternate=sheet.text)
    sheet.items[0].append(replace(CHART, key=element.key))
    return (element,)


def note(sheet: Sheet) -> Made:
    mark, letter, foot = sheet.key(), sheet.key(), sheet.key()
    paragraph = sheet.put("P", sheet.text, ("a", mark), children=(Element(mark, "Reference", ref=foot),))
    second = sheet.key()
    again = sheet.put("P", sheet.text, ("a", second), children=(Element(second, "Reference", ref=foot),))
    sheet.items[1] += [placed(300, letter, "a."), PlacedLine(60, 300, line(sheet.text), foot)]
    return (paragraph, again, Element(foot, "Note", (Element(letter, "Lbl"),), ref=mark))


def bibliography(sheet: Sheet) -> Made:
    entry = sheet.within("LI", sheet.put("Lbl", "1."), sheet.within("LBody", sheet.put("BibEntry")))
    return (sheet.within("L", entry, numbering="Decimal"),)


def inline(role: str) -> Callable[[Sheet], Made]:
    def made(sheet: Sheet) -> Made:
        key = sheet.key()
        return (sheet.put("P", "… ", (sheet.text, key), " …", children=(Element(key, role),)),)

    return made


def foreign(sheet: Sheet) -> Made:
    key, (language, text) = sheet.key(), sheet.foreign
    return (sheet.put("P", "… ", (text, key), " …", children=(Element(key, "Span", language=language),)),)


def abbreviation(sheet: Sheet) -> Made:
    key, (short, whole) = sheet.key(), sheet.short
    return (sheet.put("P", "… ", (short, key), " …", children=(Element(key, "Span", expansion=whole),)),)


def divided_word(sheet: Sheet) -> Made:
    """Set capitals drawn as something else, and a word divided where its line ends."""
    paragraph = sheet.put("P", sheet.text)
    first = line("wal")
    shown = replace(first, segments=(replace(first.segments[0], actual=True),), hyphen=True)
    sheet.items[0] += [PlacedLine(40, 200, shown, paragraph.key), placed(214, paragraph.key, "king")]
    return (paragraph,)


def web_link(sheet: Sheet) -> Made:
    return (_linked(sheet, "https://example.org/a"),)


def contents(sheet: Sheet) -> Made:
    entries = []
    for target in ("#start", "#end"):
        paragraph = _linked(sheet, target)
        entries.append(sheet.within("TOCI", sheet.within("Reference", *paragraph.children)))
    return (sheet.within("TOC", *entries),)


def _linked(sheet: Sheet, target: str) -> Element:
    key = sheet.key()
    y = sheet.y()
    sheet.links.append(LinkArea(40, y - 8, 120, 10, target, key, sheet.title))
    if target.startswith("#"):
        sheet.items[0].append(placed(y, key, sheet.title))
        return Element("", "P", (Element(key, "Link", target=target),))
    return sheet.put("P", (sheet.title, key), " …", children=(Element(key, "Link", target=target),))


FEATURES: dict[str, Callable[[Sheet], Made]] = {
    "headings": headings,
    "p": paragraph_over_two_pages,
    # Every one of these files holds two articles.
    "art": leaves("P"),
    **{role.lower(): groups(role) for role in ("Part", "Sect", "Div", "Aside", "Sidebar")},
    **{role.lower(): quotations(role) for role in ("BlockQuote", "PullQuote")},
    **{role.lower(): leaves(role) for role in ("Title", "Subtitle", "Byline")},
    "l-decimal": lists("Decimal", ""),
    "l-disc": lists("Disc", "• "),
    "l-terms": lists("Description", "A "),
    "l-nested": nested_lists,
    "table": table,
    "table-spans": spans,
    "figure": figure,
    "note": note,
    "bibentry": bibliography,
    **{role.lower(): inline(role) for role in ("Em", "Strong", "Sub", "Sup", "Quote", "Code", "Reference")},
    "span-lang": foreign,
    "span-expansion": abbreviation,
    "span-actual": divided_word,
    "link": web_link,
    "toc": contents,
}


def feature(name: str, language: str) -> Book:
    """Return a book of two pages that shows one feature under a heading, with running head and folio."""
    sheet = Sheet(language)
    first = sheet.put("H1", sheet.title)
    body = FEATURES[name](sheet)
    sheet.page = 1
    last = sheet.put("H2", sheet.title)
    root = Element(
        "document", "Document", (Element("start/art", "Art", (first, *body)), Element("end/art", "Art", (last,)))
    )
    pages = []
    for number, items in enumerate(sheet.items, 1):
        head = PlacedLine(40, 20, line(sheet.title, size=8), artifact="Pagination/Header")
        foot = PlacedLine(150, 386, line(str(number)), artifact="Pagination/Footer")
        place = Destination(("start", "end")[number - 1], 40, ("start/art", "end/art")[number - 1])
        links = tuple(sheet.links) if number == 1 else ()
        pages.append(Page(number, str(number), "text", 300, 400, (head, *items, foot), links, (place,)))
    bookmarks = (Bookmark(sheet.title, 0, 40, 0, "", first.key), Bookmark(sheet.title, 1, 40, 1, "", last.key))
    reviews = (Reviewed(sheet.title, "2026-09", "2029-09-30"),)
    publication = Publication(
        sheet.title, "The Association", sheet.text, language, "2026-11-22T10:00:00Z", ("MS",), (), "© 2026", reviews
    )
    return Book(tuple(pages), root, bookmarks, publication)


def printed(name: str, language: str, output: Output) -> bytes:
    """Return a feature's file."""
    problems = Problems()
    data = print_book(feature(name, language), PALETTE, library(), output, problems)
    assert [] == [problem.text() for problem in problems]
    return data
