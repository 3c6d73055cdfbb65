"""What people read of a mailing: what to pick, what to hand to the post, what was refused. No name and no address is in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from pipeline.mailing.plan import Plan
from pipeline.mailing.postage import CLASSES, FREE, NONPROFIT, NONPROFIT_LEAST
from pipeline.mailing.refusal import words


def pick_list(plan: Plan, batch: int = 0) -> str:
    """Return how many copies of each edition and language are needed, of a batch or of all."""
    sizes = plan.fact("sizes")
    rows = []
    copies: dict[tuple[str, str], int] = {}
    for edition, languages, count in plan.sums("pieces.edition, pieces.languages", batch):
        for language in languages.split():
            copies[edition, language] = copies.get((edition, language), 0) + count
        rows.append((count, edition, " + ".join(languages.split())))
    lines = [f"Pick list{f', batch {batch}' if batch else ''}", "", "Copies"]
    lines += [
        f"{count:9,}  {edition} ({sizes[edition]:g} pt)  {language}"
        for (edition, language), count in sorted(copies.items())
    ]
    lines += ["", "Pieces"]
    lines += [f"{count:9,}  {edition}  {languages}" for count, edition, languages in rows]
    return "\n".join([*lines, ""])


def postal_report(plan: Plan, batch: int = 0) -> str:
    """Return what is handed to the post, class by class and level by level, of a batch or of all."""
    title, container = plan.fact("title"), plan.fact("container")
    lines = [f"Postal report{f', batch {batch}' if batch else ''}: {title}", ""]
    totals = dict(plan.sums("pieces.postage", batch))
    for postage, count in totals.items():
        lines.append(f"{CLASSES[postage]}: {count:,} pieces")
    free = plan.fact("free")
    for edition, reasons in sorted(free.items()):
        verdict = "may go as free matter" if not reasons else f"may not go as free matter: {'; '.join(reasons)}"
        lines.append(f"{edition}: {verdict}")
    if CLASSES.index(NONPROFIT) not in totals and plan.fact("too-few"):
        lines.append(f"fewer than {NONPROFIT_LEAST} pieces for nonprofit mail: mailed first-class")
    if CLASSES.index(FREE) in totals:
        lines.append(
            "free matter: leave it unsealed; ask your post office whether it wants a statement for 200 pieces or more"
        )
    lines += ["", f"{container:9}  class         level      pieces  bundles  ZIP Codes"]
    for number, postage, level, low, high, bundles, count in plan.containers(batch):
        span = low if low == high else f"{low} to {high}"
        lines.append(f"{number:9}  {CLASSES[postage]:12}  {level:9}  {count:6,}  {bundles:7}  {span}")
    return "\n".join([*lines, ""])


def refusals(plan: Plan) -> str:
    """Return every row that is not mailed, with the reason: a table that the keepers of the list work through."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("row", "code", "reason"))
    for row, code, first in plan.refusals():
        table.writerow((row, code, words(code, first)))
    return out.getvalue()


def summary(plan: Plan, batches: Sequence[int]) -> list[tuple[str, int]]:
    """Return the figures of a mailing for whoever started it."""
    return [
        ("pieces", plan.count()), ("batches", len(batches)), ("refused", plan.count("refused")),
        *((CLASSES[postage], count) for postage, count in plan.sums("pieces.postage")),
    ]  # fmt: skip
