"""What is hard-coded: words on the pages of a pseudo-language that came from no catalog.

In: an edition composed in a pseudo-language. Out: a problem for each line with such words. Names of people, works that are cited,
dates and addresses are not for translation, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.document.tree import plain
from pipeline.edition.compose import Edition
from pipeline.edition.inputs import Inputs
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import date_words, season_words
from pipeline.translation.message import ADDRESS, messages
from pipeline.translation.pseudo import is_plain
from pipeline.typesetting.page import Line, Page, PlacedDrawing, PlacedLine
from pipeline.typesetting.passages import frame

_WORD = re.compile(r"[^\W\d_]{2,}")


def check_hard_coded(edition: Edition, inputs: Inputs, problems: Problems) -> None:
    """Warn of each text that stayed as it is in a pseudo-language, with the first page it stands on (`hard-coded`)."""
    known = set(_WORD.findall(" ".join(_not_translated(edition, inputs))))
    said: set[str] = set()
    for page in edition.book.pages:
        for line, picture in _lines(page):
            words = [
                word for word in _WORD.findall(ADDRESS.sub(" ", line.text)) if is_plain(word) and word not in known
            ]
            text = " ".join(line.text.split())
            if not words or text in said:
                continue
            said.add(text)
            where = f"page {frame(page)}: "
            what = "a picture's label" if picture else "text"
            problems.warning(
                "hard-coded",
                f'{where}{what} that no translation can change: "{text}"',
                line.span,
                hint="draw the picture without words, or make it a chart"
                if picture
                else "it has to come from a catalog",
            )


def _lines(page: Page) -> Iterator[tuple[Line, bool]]:
    for item in page.items:
        match item:
            case PlacedLine():
                yield item.line, False
            case PlacedDrawing():
                yield from ((label.line, True) for label in item.labels)


def _not_translated(edition: Edition, inputs: Inputs) -> Iterator[str]:
    """Yield texts that print as they are in every language."""
    settings, plan = inputs.settings, inputs.issue.plan
    publisher = settings.publisher
    yield from (settings.name, publisher.name, *publisher.address, publisher.email, publisher.web)
    language = edition.book.publication.language
    yield season_words(f"{plan.season} {plan.date[:4]}", language)
    dates = [plan.date]
    for document in edition.documents.values():
        for person in (*document.authors, *document.reviewers):
            yield f"{person.name} {person.credentials}"
        if document.first_appeared is not None:
            yield from (document.first_appeared.issue, document.first_appeared.publication)
        dates += [document.reviewed, document.published]
        # An address may be parted at a line's end, where it looks like words.
        yield from (
            found for message in messages(inputs.documents[document.slug]) for found in ADDRESS.findall(message.text)
        )
    yield from (date_words(day, language) for day in dates if day)
    yield from _cited(edition)


def _cited(edition: Edition) -> Iterable[str]:
    return (plain(work.content) for works in edition.references.values() for work in works)
