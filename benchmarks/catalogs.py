"""Catalogs: parsing and writing beside msgcat, updating beside msgmerge, and what an update finds, as ratios in one run.

    python benchmarks/catalogs.py --work DIR [--messages N] [--update N] [--rounds N]

GNU gettext's programs are run apart; where they are absent this part says so and is left out.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import edits
from measuring import Failed, Run, Runner, interleaved, measured, ordinary

from pipeline.translation.catalog import new_header
from pipeline.translation.po import Entry, read_entries, write_entries

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve()


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    goal: str
    bar: str
    found: str


def rows(work: Path, rounds: int, messages: int = 100_000, update: int = 10_000) -> Iterator[Row]:
    """Yield what is measured. Raises `Failed` where GNU gettext is not installed."""
    msgcat, msgmerge = shutil.which("msgcat"), shutil.which("msgmerge")
    if not msgcat or not msgmerge:
        raise Failed("GNU gettext is not installed (msgcat, msgmerge)")
    folder = work / "catalogs"
    folder.mkdir(parents=True, exist_ok=True)
    yield from _parsing(folder, rounds, messages, msgcat)
    yield from _updating(folder, update, msgmerge)


def _parsing(folder: Path, rounds: int, messages: int, msgcat: str) -> Iterator[Row]:
    given, ours, theirs = folder / "many.po", folder / "ours.po", folder / "theirs.po"
    header = new_header("The Motivator", "es")
    given.write_text(write_entries([header, *edits.entries(ROOT, messages)]), "utf-8")
    python = sys.executable
    runners = {
        "ours": Runner((python, str(HERE), "--copy", str(given), str(ours)), ordinary()),
        "msgcat": Runner((msgcat, "--no-wrap", "-o", str(theirs), str(given)), ordinary()),
    }
    runs = interleaved(runners, rounds)
    start = measured((python, str(HERE), "--copy", "", ""), ordinary())
    same = ours.read_bytes() == theirs.read_bytes()
    share = statistics.median(_cpu(a, start) / b.cpu for a, b in zip(runs["ours"], runs["msgcat"], strict=True))
    whole = statistics.median(a.cpu / b.cpu for a, b in zip(runs["ours"], runs["msgcat"], strict=True))
    yield Row(
        f"{messages:,} messages parsed and written, CPU time beside msgcat --no-wrap",
        "0.5",
        f"{share:.2f} ({whole:.2f} with Python's start)",
    )
    yield Row("the bytes are msgcat's", "yes", "yes" if same else "no")


def _cpu(run: Run, start: Run) -> float:
    return run.cpu - start.cpu


def _updating(folder: Path, count: int, msgmerge: str) -> Iterator[Row]:
    old, template = folder / "old.po", folder / "new.pot"
    ours, theirs = folder / "merged.po", folder / "msgmerged.po"
    header = new_header("The Motivator", "es")
    before = edits.entries(ROOT, count)
    edit = edits.edited([entry.msgid for entry in before])
    old.write_text(write_entries([header, *before]), "utf-8")
    template.write_text(write_entries([new_header("The Motivator", ""), *map(Entry, edit.texts)]), "utf-8")
    mine = measured((sys.executable, str(HERE), "--merge", str(old), str(template), str(ours)), ordinary())
    peer = measured(
        (msgmerge, "--quiet", "--no-wrap", "--previous", "-o", str(theirs), str(old), str(template)), ordinary()
    )
    yield Row(
        f"update of {count:,} messages, a tenth edited, CPU time beside msgmerge",
        "1/15",
        f"1/{peer.cpu / mine.cpu:.0f}",
    )
    for name, path in (("", ours), (" (msgmerge)", theirs)):
        right, wrong = _found(path, edit)
        yield Row(f"right old text found{name}", "88 %" if not name else "", f"{right:.1f} %")
        yield Row(f"wrong old text{name}", "1.5 %" if not name else "", f"{wrong:.2f} %")


def _found(path: Path, edit: edits.Edit) -> tuple[float, float]:
    """Return the shares of the edited messages that have their own old text, and of all unknown ones that have a wrong one."""
    right = wrong = 0
    for entry in read_entries(path.read_text("utf-8"), path.name):
        if entry.obsolete or entry.previous is None:
            continue
        if edit.origin.get(entry.msgid) == entry.previous.msgid:
            right += 1
        elif entry.msgid in edit.origin or entry.msgid in edit.new:
            wrong += 1
    return 100 * right / len(edit.origin), 100 * wrong / (len(edit.origin) + len(edit.new))


def _copy(given: str, made: str) -> None:
    """What is measured beside msgcat."""
    if given:
        text = Path(given).read_bytes().decode()
        Path(made).write_bytes(write_entries(read_entries(text, given)).encode())


def _merge(old: str, template: str, made: str) -> None:
    """What is measured beside msgmerge."""
    from pipeline.foundation.diagnostic import Problems
    from pipeline.translation.catalog import open_catalog
    from pipeline.translation.merge import memory, merge
    from pipeline.translation.message import Message

    catalog = open_catalog(Path(old), Path(old).parent, "es", Problems())
    if catalog is None:
        raise SystemExit("the catalog is broken")
    texts = read_entries(Path(template).read_text("utf-8"), template)
    asked = [Message(entry.msgid, domain="x", language="en") for entry in texts if entry.msgid]
    merged = merge(asked, catalog, memory([catalog]), path=made, domain="x", language="es", project="The Motivator")
    Path(made).write_bytes(merged.catalog.data())


def main(arguments: list[str]) -> int:
    """Measure and print; or do one thing that is measured."""
    if arguments[:1] == ["--copy"]:
        _copy(*arguments[1:])
        return 0
    if arguments[:1] == ["--merge"]:
        _merge(*arguments[1:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="a folder that may be filled and emptied")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--update", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    for row in rows(given.work.resolve(), given.rounds, given.messages, given.update):
        print(f"{row.goal}: {row.found}  [{row.bar}]", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
