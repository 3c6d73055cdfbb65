"""The benchmarks, and their table.

    python benchmarks/bench.py --work DIR [--corpus DIR] [--peers PYTHON] [--rounds N] [--write FILE]

With a corpus, the product is measured beside Typst by the goals of the project; always, on the specimen issue.
Everything is a ratio or a count of one call, for machines differ. `make bench CORPUS=DIR` calls it.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import catalogs
import corpus
import issue
import tagging
from measuring import Failed

LIBRARIES = ("reportlab", "uharfbuzz", "pyphen", "pillow", "msgspec", "markdown-it-py")


def versions(peers: str) -> list[str]:
    """Return what the figures were made with."""
    said = [f"Python {platform.python_version()}", f"{os.cpu_count()} processors"]
    said += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    if peers:
        code = "import importlib.metadata as m; print('Typst (typst-py)', m.version('typst'))"
        done = subprocess.run([peers, "-c", code], capture_output=True, text=True, check=False)
        said.append(done.stdout.strip() or "Typst absent")
    return said


def found_corpus(given: str) -> Path | None:
    """Return the folder that holds `src`, `fonts` and `img`: the one given, or `work` in it; None where neither does."""
    for folder in (Path(given), Path(given, "work")) if given else ():
        if (folder / "src").is_dir() and (folder / "fonts").is_dir():
            return folder.resolve()
    return None


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Return a table of Markdown."""
    return [f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *rows)] + [""]


def goals(given: argparse.Namespace, missing: list[str]) -> list[str]:
    """Return the table of goals, as far as it can be measured; what cannot is written to `missing`."""
    folder = found_corpus(given.corpus)
    if folder is None:
        missing.append("No corpus: name its folder, `make bench CORPUS=DIR`. The table of goals is left out.")
        return []
    if (
        not given.peers
        or subprocess.run([given.peers, "-c", "import typst"], capture_output=True, check=False).returncode
    ):
        missing.append("Typst could not be installed (`benchmarks/peers.txt`). The table of goals is left out.")
        return []
    found: list[tuple[str, ...]] = []
    try:
        for row in corpus.rows(corpus.Bench(folder, given.peers, given.work / "corpus", given.rounds)):
            print(f"{row.goal}: {row.found}  [{row.bar}]", flush=True)
            found.append((row.goal, row.bar, row.found))
    except Failed as fault:
        missing.append(f"The rest of the table of goals is left out: {fault}")
    return ["## Beside Typst", "", *table(("goal", "bar", "measured"), found)]


def whole_issue(given: argparse.Namespace, missing: list[str]) -> list[str]:
    """Return the tables of the whole issue."""
    found: list[tuple[str, ...]] = []
    spent: dict[str, dict[str, float]] = {}
    try:
        for row in issue.rows(given.work, given.rounds):
            print(f"{row.goal}: {row.found}  [{row.bar}]", flush=True)
            found.append((row.goal, row.bar, row.found))
        for row in tagging.rows(given.work, given.rounds):
            print(f"{row.goal}: {row.found}  [{row.bar}]", flush=True)
            found.append((row.goal, row.bar, row.found))
        for edition, phase, seconds in issue.phases(given.work):
            spent.setdefault(phase, {})[edition] = seconds
    except Failed as fault:
        missing.append(f"The rest of the whole issue is left out: {fault}")
    editions = tuple(dict.fromkeys(edition for row in spent.values() for edition in row))
    where = [(phase, *(f"{row.get(edition, 0.0):.2f}" for edition in editions)) for phase, row in spent.items()]
    return [
        "## The specimen issue",
        "",
        *table(("build", "bar", "measured"), found),
        "Where the time of one file goes, in seconds of CPU time:",
        "",
        *table(("phase", *editions), where),
    ]


def translations(given: argparse.Namespace, missing: list[str]) -> list[str]:
    """Return the table of catalogs."""
    found: list[tuple[str, ...]] = []
    try:
        for row in catalogs.rows(given.work, given.rounds):
            print(f"{row.goal}: {row.found}  [{row.bar}]", flush=True)
            found.append((row.goal, row.bar, row.found))
    except Failed as fault:
        missing.append(f"The rest of the table of catalogs is left out: {fault}")
    return ["## Catalogs, beside GNU gettext", "", *table(("goal", "bar", "measured"), found)] if found else []


def main(arguments: list[str]) -> int:
    """Measure, print, and write the page of results where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="a folder that may be filled and emptied")
    parser.add_argument("--corpus", default="", help="the corpus's folder")
    parser.add_argument("--peers", default="", help="a Python that has the peers")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", type=Path, help="the Markdown file of results")
    given = parser.parse_args(arguments)
    (given.work / "corpus").mkdir(parents=True, exist_ok=True)
    given.work = given.work.resolve()
    missing: list[str] = []
    body = goals(given, missing) + whole_issue(given, missing) + translations(given, missing)
    head = [
        "# Benchmarks",
        "",
        "Written by `make bench`; how to run it stands in [the guide for contributors](../CONTRIBUTING.md).",
        f"Whole processes in {given.rounds} rounds, taking turns, medians: {', '.join(versions(given.peers))}.",
        "Read the ratios rather than the seconds: machines differ, and drift while they are measured.",
        "",
    ]
    page = "\n".join([*head, *body, *missing]).rstrip() + "\n"
    for line in missing:
        print(line)
    if given.write:
        given.write.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
