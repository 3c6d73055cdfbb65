"""Arrangements: which of the ways to set an article make-up took, and what it costs; for those who read dumps.

In: an article in its place. Out: a value that dumps print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.foundation.value import Struct
from pipeline.typesetting.flow import Sheet
from pipeline.typesetting.trial import Fitted


class Arranged(Struct, frozen=True):
    """An article, or a part of one, as make-up arranged it.

    `pages` are the folios of its pages with the cost of each and how it was filled. `price` is what it costs in all: its pages'
    costs, the pages themselves, and what is left of the last. `art` is the height of its opening picture in points,
    `dropped` how many pull quotes were left out, `done` what copyfitting did.
    """

    key: str
    price: float
    pages: tuple[tuple[int, float, str], ...]
    art: float = 0.0
    dropped: int = 0
    done: tuple[str, ...] = ()


def arranged(chosen: Fitted, numbers: Sequence[int]) -> Arranged:
    """Return how an article is arranged on the pages of these numbers."""
    trial = chosen.trial
    pages = tuple((number, sheet.cost, _how(sheet)) for number, sheet in zip(numbers, trial.sheets, strict=True))
    art = trial.art[3] if trial.art is not None else 0.0
    return Arranged(chosen.piece.key, trial.price, pages, art, len(trial.dropped), chosen.done)


def told(made: Arranged) -> Iterator[str]:
    """Yield an arrangement as text: a line of the whole, then one a page."""
    said = [f"cost {made.price:.0f}", f"{len(made.pages)} {'page' if len(made.pages) == 1 else 'pages'}"]
    said += [f"art {made.art:.0f} pt"] if made.art else []
    said += [f"{made.dropped} pull {'quote' if made.dropped == 1 else 'quotes'} left out"] if made.dropped else []
    yield f"  {made.key:<28} {', '.join([*said, *made.done])}"
    for number, cost, how in made.pages:
        yield f"    page {number:<4} cost {cost:<8.1f} {how}".rstrip()


def _how(sheet: Sheet) -> str:
    """Return in words how a page was filled: the place, from the cheapest, at which each column ends, and where figures stand."""
    said: list[str] = []
    if sheet.row is not None:
        columns = len(sheet.row.columns)
        if sheet.queue.more(sheet.left):
            said.append("ends " + " ".join(str(end + 1) for end in sheet.chosen[0][:columns]))
        else:
            said.append("balanced" if columns > 1 else "the end")
    said += [f"{len(sheet.above)} across at the head"] if sheet.above else []
    said += [f"{len(sheet.under)} across at the foot"] if sheet.under else []
    said += [f"{len(sheet.pending)} put off"] if sheet.pending else []
    return ", ".join(said)
