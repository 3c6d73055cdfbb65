"""A translator's proof: each message of an issue in one language, with the places it prints.

In: a record that a build left, the messages and the catalogs as they are now. Out: rows in the order of the pages, then the
messages that print nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.foundation.diagnostic import Span
from pipeline.foundation.value import Struct
from pipeline.translation import states
from pipeline.translation.catalog import Catalogs
from pipeline.translation.message import Message
from pipeline.translation.printed import Placed, Printed, Spot

# Places of one message that are shown as pictures; the rest are named.
SHOWN = 3


class ProofRow(Struct, frozen=True):
    """A message with its number, what it says in both languages, its state, and where it prints."""

    number: int
    domain: str
    text: str
    source_language: str
    translation: str
    state: str
    notes: tuple[str, ...]
    comments: tuple[str, ...]
    span: Span
    origin: Span
    spots: tuple[Spot, ...]
    read_aloud: bool = False

    @property
    def home(self) -> Spot | None:
        """Its first place, which is that in its own article where it has one."""
        return self.spots[0] if self.spots else None

    @property
    def shown(self) -> tuple[Spot, ...]:
        """The places that are shown: those on its own page first."""
        home = self.home
        if home is None:
            return ()
        near = [spot for spot in self.spots if spot.page in (home.page, home.page + 1)]
        return tuple(near[:SHOWN])

    def places(self) -> str:
        """Return where it prints, in words: "page 4, column 2; page 1"."""
        said = dict.fromkeys(_said(spot) for spot in (*self.shown, *self.spots))
        return "; ".join(said)


def _said(spot: Spot) -> str:
    name = spot.folio or str(spot.page)
    return f"page {name}, column {spot.column}" if spot.column else f"page {name}"


def proof_rows(
    asked: Mapping[str, Sequence[Message]], catalogs: Catalogs, record: Printed
) -> tuple[tuple[ProofRow, ...], tuple[ProofRow, ...]]:
    """Return the messages that print, by page, and those that do not; each has the number it has among all of them."""
    placed = {(each.domain, each.context, each.text): each for each in record.messages}
    printing: list[ProofRow] = []
    silent: list[ProofRow] = []
    number = 0
    for domain, messages in asked.items():
        for message in messages:
            number += 1
            row = _row(number, domain, message, catalogs, placed.get((domain, message.context, message.text)))
            (printing if row.spots else silent).append(row)
    printing.sort(key=_place)
    return tuple(printing), tuple(silent)


def _place(row: ProofRow) -> tuple[float, ...]:
    home = row.home
    assert home is not None
    return home.page, home.column, home.y, home.x, row.number


def _row(number: int, domain: str, message: Message, catalogs: Catalogs, placed: Placed | None) -> ProofRow:
    catalog = catalogs.get(domain)
    entry = catalog.find(message.key) if catalog is not None else None
    own = message.language == catalogs.language
    state = states.state(entry)
    if own and state == states.UNTRANSLATED:
        state = "its own language"
    return ProofRow(
        number,
        domain,
        message.text,
        message.language,
        "\n".join(entry.msgstr) if entry is not None else "",
        state,
        message.notes,
        entry.comments if entry is not None else (),
        entry.text_span if entry is not None else Span(f"locale/{catalogs.language}/LC_MESSAGES/{domain}.po"),
        message.span,
        placed.spots if placed is not None else (),
        placed is not None and placed.read_aloud,
    )
