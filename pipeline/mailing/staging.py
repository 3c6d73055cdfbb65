"""A list becomes a plan: rows are read, examined, put in order and given their serial numbers.

In: rows, what can be mailed, the publication's terms. Out: a plan beside its place, which `run` moves there. Nothing that a row
says is part of a message: rows are known by their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.postal import Mailing
from pipeline.foundation.value import Struct
from pipeline.mailing.address import normal_address
from pipeline.mailing.columns import FIELDS, columns_of
from pipeline.mailing.lettering import Lettering
from pipeline.mailing.panel import lines_size
from pipeline.mailing.person import bare, family_key, person_key, printed
from pipeline.mailing.plan import Plan, Reader
from pipeline.mailing.postage import CLASSES, Copy, bars, class_of, settled
from pipeline.mailing.tablefile import Row
from pipeline.mailing.tables import INCH, Panel, Scheme
from pipeline.mailing.wish import Offer, certified, wish_of


class Terms(Struct, frozen=True):
    """By what rows are judged: what is offered, the publication's terms, the day, the letters and the place for an address."""

    offer: Offer
    mailing: Mailing
    today: date
    lettering: Lettering
    panel: Panel


def known_columns(mailing: Mailing, shown: str, problems: Problems) -> bool:
    """Whether the publication's own columns, languages and formats are well named; what is not is reported."""
    for name, field in mailing.columns.items():
        if field not in FIELDS:
            problems.error(
                "mailing-column", f'column "{name}" holds "{field}", which is no field', Span(shown),
                hint=f"one of {', '.join(FIELDS)}",
            )  # fmt: skip
    return not problems.errors


def stage(
    plan: Plan, rows: Iterator[Row], shown: str, terms: Terms, problems: Problems, seen: Callable[[int], None]
) -> bool:
    """Put every row of a list into a plan, as a reader or as refused; whether there was a list that can be read.

    `seen` is told how many rows were read, now and then.
    """
    head = next(rows, None)
    if head is None:
        problems.error("columns-missing", "the list is empty", Span(shown, 1), hint="its first row names the columns")
        return False
    columns = columns_of(head[1], terms.mailing.columns, shown, problems)
    if columns is None:
        return False

    def judged() -> Iterator[Reader | tuple[int, str]]:
        for count, (number, cells) in enumerate(rows, 1):
            if count % 1000 == 0:
                seen(count)
            if len(cells) > len(head[1]) and any(cell.strip() for cell in cells[len(head[1]) :]):
                yield number, "columns-short"
                continue
            yield reader_of(number, columns.read(cells), terms)

    plan.add(judged())
    plan.deduplicate(terms.mailing.household == "one")
    return True


def reader_of(number: int, fields: Mapping[str, str], terms: Terms) -> Reader | tuple[int, str]:
    """Return the reader that a row names, or the row's number and the code of what keeps it from being mailed."""
    wish = wish_of(fields, terms.offer)
    if isinstance(wish, str):
        return number, wish
    name = printed(fields)
    if not name:
        return number, "name-missing"
    address = normal_address(fields)
    if isinstance(address, str):
        return number, address
    lines = (name, *address.lines)
    if not all(map(terms.lettering.has, lines)):
        return number, "character-unprintable"
    _, _, width, height = (INCH * side for side in terms.panel.address)
    if not lines_size(terms.lettering, lines, width, height, terms.panel.size):
        return number, "line-long"
    place = bare(address.key)
    family = family_key(name, fields.get("last", ""))
    return Reader(
        number,
        fields.get("id", ""),
        f"{person_key(name)}|{place}",
        # Who wants another copy than the rest of the household gets it.
        f"{family}|{place}|{' '.join(wish.languages)}|{wish.edition}" if family else "",
        name,
        address,
        wish.languages,
        wish.edition,
        certified(fields, terms.today),
    )


def settle(plan: Plan, copies: Sequence[Copy], advertising: str, terms: Terms, scheme: Scheme) -> None:
    """Give every piece its class of postage, its place in the order of the post, and its batch."""
    free: dict[str, tuple[str, ...]] = {}
    for edition in dict.fromkeys(copy.edition for copy in copies):
        free[edition] = bars([copy for copy in copies if copy.edition == edition], advertising, terms.mailing)
    postages = {
        (edition, eligible): CLASSES.index(class_of(eligible, not free[edition], terms.mailing))
        for edition in free
        for eligible in (False, True)
    }
    apart = terms.panel.on == "back"
    counts = {CLASSES[postage]: count for postage, count in plan.copy(apart, postages).items()}
    few = False
    for name, other in settled(counts).items():
        if other != name:
            few = True
            plan.repay(CLASSES.index(name), CLASSES.index(other))
    plan.put("free", {edition: list(reasons) for edition, reasons in free.items()})
    plan.put("too-few", few)
    plan.put("container", scheme.title)
    plan.sort(scheme, terms.mailing.batch)
