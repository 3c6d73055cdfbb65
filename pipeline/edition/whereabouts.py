"""Where each message prints: the pages of an edition read backwards, from the lines to what was translated.

In: a book and the messages it was made of. Out: the `Placed` of the record that a build writes. A line knows the file and the line
its text comes from, and so its message; words of the furniture, which come from no article, are known by what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.document.tree import Document, Words, plain
from pipeline.edition.compose import Edition
from pipeline.edition.inputs import Inputs
from pipeline.foundation.diagnostic import Span
from pipeline.foundation.value import replace
from pipeline.translation.furniture import DOMAIN, Furniture
from pipeline.translation.furniture import messages as furniture_messages
from pipeline.translation.message import Message, Place, is_asked, messages, translated
from pipeline.translation.printed import Placed, Spot
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import Book, Line, Page, PlacedDrawing, PlacedImage, PlacedLine
from pipeline.typesetting.passages import elements

Key = tuple[str, str, str]

# How far a line of type reaches above and below its baseline, in ems.
_ABOVE, _BELOW = 0.85, 0.3
# A line further below the one before than so many ems is in another box.
_APART = 2.6


def whereabouts(edition: Edition, book: Book, inputs: Inputs, layout: Layout) -> tuple[Placed, ...]:
    """Return where the messages of an edition print in `book`, which is the edition's or a part of it."""
    index = _Index(edition, inputs)
    # Where an article says something itself comes before the cover and the contents, which repeat it.
    own: dict[Key, list[Spot]] = {}
    found: dict[Key, list[Spot]] = {}
    aloud: set[Key] = set()
    spoken = {
        element.key: key
        for element in elements(book.structure)
        if element.alternate and (key := index.alternate(element.key, element.alternate)) is not None
    }
    for number, page in enumerate(book.pages, 1):
        for owner, key, spot in _on(page, number, index, layout, spoken, aloud):
            (own if owner == key[0] else found).setdefault(key, []).append(spot)
    return tuple(
        Placed(*key, (*_joined(own.get(key, ())), *_joined(found.get(key, ()))), key in aloud)
        for key in index.order
        if key in own or key in found
    )


class _Index:
    """The messages of an issue, to be found by where they come from and by what they say."""

    def __init__(self, edition: Edition, inputs: Inputs) -> None:
        self.by_span: dict[Span, Key] = {}
        self.by_words: dict[tuple[str, str], Key] = {}
        self.charts: dict[str, list[tuple[str, Key]]] = {}
        self.own: set[Key] = set()
        self.order: list[Key] = []
        self.furniture: list[tuple[re.Pattern[str], Key]] = []
        for slug, document in inputs.documents.items():
            self._article(document, edition.documents[slug])
        listed = furniture_messages(inputs.words, inputs.settings.language)
        for message in listed:
            self._furniture(message, edition.furniture)
        # The longest text that fits is the one that was set.
        self.furniture.sort(key=lambda each: -len(each[0].pattern))

    def _article(self, document: Document, shown: Document) -> None:
        for message in messages(document):
            self._known((document.slug, message.context, message.text))
        for (original, place), (words, _) in zip(_texts(document), _texts(shown), strict=True):
            if is_asked(original):
                key = (document.slug, "", original.source)
                said = _flat(plain(words.content) or words.source)
                self.by_span.setdefault(original.span, key)
                self.by_words.setdefault((document.slug, said), key)
                if place.role in ("axis", "category", "series"):
                    self.charts.setdefault(document.slug, []).append((said, key))

    def _furniture(self, message: Message, furniture: Furniture) -> None:
        key = (DOMAIN, message.context, message.text)
        self._known(key)
        for text in furniture.forms.get(message.text, (furniture.text(message.text),)):
            parts = [re.escape(_flat(part)) for part in re.split(r"\{[a-z_]+\}", text)]
            if any(parts):
                self.furniture.append((re.compile(r"\s*.+?\s*".join(parts), re.IGNORECASE), key))

    def _known(self, key: Key) -> None:
        if key not in self.own:
            self.own.add(key)
            self.order.append(key)

    def article(self, slug: str, span: Span) -> Key | None:
        """Return the message at a place in the articles, as the article `slug` has it where the words are the same in two."""
        key = self.by_span.get(span)
        if key is None:
            return None
        here = (slug, key[1], key[2])
        return here if here in self.own else key

    def label(self, slug: str, line: Line) -> Key | None:
        """Return the message that a line of a chart's label is of; the line's own place is that of the picture."""
        text = _flat(line.text)
        found = [key for words, key in self.charts.get(slug, ()) if words == text]
        # A label of two lines is known by either.
        found = found or [key for words, key in self.charts.get(slug, ()) if text and f" {text} " in f" {words} "]
        return found[0] if found else None

    def words(self, text: str, among: bool = False) -> Key | None:
        """Return the message of the furniture that a text is, or that stands `among` its words."""
        flat = _flat(text)
        for pattern, key in self.furniture:
            match = pattern.search(flat) if among else pattern.fullmatch(flat)
            if match and not flat[: match.start()][-1:].isalnum() and not flat[match.end() :][:1].isalnum():
                return key
        return None

    def alternate(self, element: str, text: str) -> Key | None:
        """Return the message that is an element's alternate text."""
        slug = element.partition("/")[0]
        return self.by_words.get((slug, _flat(text))) or self.words(text)


def _texts(document: Document) -> list[tuple[Words, Place]]:
    """Return all texts of a document that print, in the order of the walk, with what each is."""
    found: list[tuple[Words, Place]] = []

    def turn(words: Words, place: Place) -> Words:
        found.append((words, place))
        return words

    translated(document, turn)
    return found


def _flat(text: str) -> str:
    return " ".join(text.split())


def _on(
    page: Page, number: int, index: _Index, layout: Layout, spoken: dict[str, Key], aloud: set[Key]
) -> Iterator[tuple[str, Key, Spot]]:
    """Yield what stands on a page: the article it belongs to or "cover" and the like, the message, the place."""
    lines: dict[str, list[PlacedLine]] = {}
    for item in page.items:
        match item:
            case PlacedLine():
                lines.setdefault(item.key or f"\0{id(item)}", []).append(item)
            case PlacedDrawing():
                slug = item.key.partition("/")[0]
                for label in item.labels:
                    key = index.label(slug, label.line)
                    if key is not None:
                        yield (
                            slug,
                            key,
                            _spot(replace(label, x=item.x + label.x, y=item.y + label.y), page, number, layout),
                        )
        if isinstance(item, PlacedDrawing | PlacedImage) and item.key in spoken:
            aloud.add(spoken[item.key])
            column = _column(item.x, item.width, page, layout)
            yield (
                item.key.partition("/")[0],
                spoken[item.key],
                _box(number, page.folio, column, item.x, item.y, item.width, item.height),
            )
    for owner, own in lines.items():
        slug = owner.partition("/")[0]
        left: list[PlacedLine] = []
        for placed in own:
            key = index.article(slug, placed.line.span)
            if key is None:
                left.append(placed)
            else:
                yield slug, key, _spot(placed, page, number, layout)
        whole = "".join(placed.line.text for placed in left)
        key = index.words(whole) or index.words(whole, among=True)
        if key is not None:
            yield from ((slug, key, _spot(placed, page, number, layout)) for placed in left)


def _spot(placed: PlacedLine, page: Page, number: int, layout: Layout) -> Spot:
    segments = placed.line.segments
    size = max((segment.size for segment in segments), default=0.0)
    start = min((segment.x for segment in segments), default=0.0)
    x, width = placed.x + start, max((segment.x + segment.width for segment in segments), default=0.0) - start
    column = _column(x, width, page, layout)
    return _box(number, page.folio, column, x, placed.y - size * _ABOVE, width, size * (_ABOVE + _BELOW))


def _box(page: int, folio: str, column: int, x: float, y: float, width: float, height: float) -> Spot:
    return Spot(page, folio, column, round(x, 1), round(y, 1), round(width, 1), round(height, 1))


def _column(x: float, width: float, page: Page, layout: Layout) -> int:
    """Return the column that something stands in: 0 on pages that have none, and for what is wider than one."""
    if layout.grid.columns < 2:
        return 1 if page.folio else 0
    across = x - layout.left(page.number)
    step = layout.column + layout.grid.gutter
    column = int((across + 1.0) // step)
    inside = 0 <= column < layout.grid.columns and across + width <= column * step + layout.column + step * 0.1
    return column + 1 if page.folio and inside else 0


def _joined(spots: Iterable[Spot]) -> Iterator[Spot]:
    """Yield boxes with those of lines under each other in one column as one."""
    last: Spot | None = None
    for spot in spots:
        if last is not None and _together(last, spot):
            left, top = min(last.x, spot.x), min(last.y, spot.y)
            right = max(last.x + last.width, spot.x + spot.width)
            foot = max(last.y + last.height, spot.y + spot.height)
            last = _box(last.page, last.folio, min(last.column, spot.column), left, top, right - left, foot - top)
            continue
        if last is not None:
            yield last
        last = spot
    if last is not None:
        yield last


def _together(one: Spot, other: Spot) -> bool:
    if one.page != other.page:
        return False
    beside = min(one.x + one.width, other.x + other.width) > max(one.x, other.x)
    below = other.y - (one.y + one.height)
    # A large initial and the lines beside it are one paragraph.
    level = one.y - 1 <= other.y <= one.y + one.height and abs(other.x - (one.x + one.width)) < other.height * 2
    return (beside and -one.height <= below < other.height * _APART) or level
