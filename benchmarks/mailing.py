"""What a mailing costs: time, CPU, memory and room by the number of readers, and whether a rerun gives the same bytes.

    python benchmarks/mailing.py [--readers 1000 10000 100000] [--pages 28] [--jobs 2] [--work DIR] [--write FILE]

A publication is made with one issue of so many pages in large print, the address on its back cover, so that a piece has these
pages and no others. Readers are invented. Memory is that of the command and all its processes together, shared pages counted once
(Linux's proportional set size), looked at fifty times a second.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

MAILING = """
[mailing]
mailer = "123456"
service = { free-matter = "270", nonprofit = "271", first-class = "272" }
free_matter = true
postage = "nonprofit"
permit = "42"
permit_city = "Town ST"
panel = "back-cover"
"""
ARTICLE = "---\ntitle: A long article\nlanguage: en\ndepartment: features\nsummary: A deck.\n---\n\n"
SENTENCE = "Heat makes nerves slow, and a cool morning gives strength back to people who plan their day around it. "
FIRST = (
    "Ana",
    "María",
    "José",
    "Luis",
    "Carmen",
    "Rosa",
    "John",
    "Mary",
    "Zoë",
    "Renée",
    "Iván",
    "Ángel",
    "Noé",
    "Grace",
)
LAST = (
    "García",
    "Núñez",
    "Smith",
    "Jones",
    "O'Neil",
    "Peña",
    "Díaz",
    "Müller",
    "Brown",
    "Lee",
    "Muñoz",
    "Ortiz",
    "Young",
)
STREETS = ("Main", "Oak", "Maple", "Elm", "Walnut", "Cedar", "Lake", "Hill", "Park", "River", "Pine", "Sunset")
KINDS = ("Street", "Avenue", "Road", "Lane", "Drive", "Boulevard", "Court")
CITIES = (
    ("Cherry Hill", "NJ", 8002), ("Camden", "NJ", 8103), ("Philadelphia", "PA", 19104), ("New York", "NY", 10001),
    ("Chicago", "IL", 60601), ("Miami", "FL", 33101), ("Los Angeles", "CA", 90001), ("Boston", "MA", 2111),
)  # fmt: skip
HEADS = (
    "Contact ID", "First Name", "Last Name", "Street Address", "Supplemental Address 1", "City", "State", "Postal Code",
    "Postal Code Suffix", "Preferred Language", "Free Matter", "Free Matter Expires",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """What a mailing took: readers, pages of all pieces, seconds of wall and CPU time, megabytes of memory and of copies."""

    readers: int
    pages: int
    wall: float
    cpu: float
    memory: float
    room: float
    digest: str


def readers(path: Path, count: int) -> None:
    """Write a list of invented readers, no two of them in one place."""
    chance = random.Random(count)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(HEADS)
        for number in range(count):
            city, state, code = CITIES[number % len(CITIES)]
            table.writerow(
                (number + 1, chance.choice(FIRST), chance.choice(LAST),
                 f"{100 + number} {chance.choice(STREETS)} {chance.choice(KINDS)}", f"Apt {number % 30}" if number % 3 else "",
                 city, state, f"{code + number // 10 % 60:05d}", f"{number % 9000 + 1000}",
                 ("en_US", "es_US")[number % 4 == 0], "yes" if number % 2 else "", "2099-12-31" if number % 2 else "")
            )  # fmt: skip


def publication(work: Path, pages: int) -> Path:
    """Return a publication whose issue has so many pages in large print."""
    root = work / "magazine"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "pipeline", "new", str(root)], check=True, capture_output=True)
    with (root / "publication.toml").open("a", encoding="utf-8") as stream:
        stream.write(MAILING)
    readers(work / "few.csv", 4)
    parts = max(pages // 2, 1)
    for _ in range(12):
        body = "\n\n".join(f"## Part {n}\n\n{SENTENCE * 7}\n\n{SENTENCE * 6}" for n in range(parts))
        (root / "articles" / "first.md").write_text(ARTICLE + body + "\n", "utf-8")
        mail(root, work / "few.csv", 1)
        found = {int(row["pages"]) for path in files(root, "manifest.csv") for row in rows(path)}
        if found == {pages}:
            return root
        parts += 1 if max(found) < pages else -1
    raise SystemExit(f"no issue of {pages} pages came out")


def files(root: Path, name: str) -> list[Path]:
    """Return the files of a name in all batches of the one mailing."""
    return sorted((root / "output" / "first" / "mail").glob(f"*/batch-*/{name}"))


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a batch's manifest."""
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def mail(root: Path, table: Path, jobs: int) -> tuple[float, float, float]:
    """Mail the issue anew; return seconds of wall and CPU time, and the megabytes of memory at the peak."""
    for old in (root / "output" / "first" / "mail").glob("*/plan.sqlite"):
        shutil.rmtree(old.parent)
    shutil.rmtree(root / "mailing", ignore_errors=True)
    command = [sys.executable, "-m", "pipeline", "-C", str(root), "mail", "first", str(table), "--jobs", str(jobs)]
    before = os.times()
    started = time.perf_counter()
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(held, tree(process.pid))) / 1024)
            time.sleep(0.02)
        said = process.stderr.read() if process.stderr else b""
    if process.returncode:
        raise SystemExit(said.decode(errors="replace"))
    wall, after = time.perf_counter() - started, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used, peak


def tree(process: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [process]
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    except OSError:
        # It ended meanwhile.
        return found
    return found


def held(process: int) -> int:
    """Return the kilobytes of memory of a process, those shared with others in part; 0 where it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)


def cost(root: Path, work: Path, count: int, jobs: int) -> Cost:
    """Return what a mailing to so many readers takes; each of them has to have a piece."""
    table = work / f"readers-{count}.csv"
    readers(table, count)
    wall, cpu, memory = mail(root, table, jobs)
    pages = pieces = 0
    for path in files(root, "manifest.csv"):
        found = rows(path)
        pages, pieces = pages + sum(int(row["pages"]) for row in found), pieces + len(found)
    if pieces != count:
        raise SystemExit(f"{pieces} pieces for {count} readers")
    whole = hashlib.sha256()
    for path in files(root, "*"):
        with path.open("rb") as data:
            whole.update(hashlib.file_digest(data, "sha256").digest())
    room = sum(path.stat().st_size for path in files(root, "copies.pdf")) / 1e6
    return Cost(count, pages, wall, cpu, memory, room, whole.hexdigest())


def main() -> int:
    """Measure, print a table, and say whether the first mailing came out the same twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--pages", type=int, default=28)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / ".work" / "mailing")
    parser.add_argument("--write", type=Path, default=None)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    root = publication(given.work, given.pages)
    found = [cost(root, given.work, count, given.jobs) for count in given.readers]
    same = cost(root, given.work, given.readers[0], given.jobs).digest == found[0].digest
    lines = [
        "| readers | pages | seconds | CPU seconds | memory, MB | copies, MB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {one.readers:,} | {one.pages:,} | {one.wall:.1f} | {one.cpu:.1f} | {one.memory:.0f} | {one.room:.0f} |"
            for one in found
        ),
        "",
        f"An issue of {given.pages} pages, {given.jobs} processes; load of the machine at the end: {os.getloadavg()[0]:.1f}.",
        f"A rerun gave {'the same bytes' if same else 'OTHER bytes'}.",
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if given.write is not None:
        given.write.write_text("# What a mailing costs\n\nWritten by `benchmarks/mailing.py`.\n\n" + text, "utf-8")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
