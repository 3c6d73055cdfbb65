"""The benchmark on the synthetic corpus: the product beside Typst, whole processes, as ratios in one call.

In: the corpus's folder, a Python with the peers. Out: rows of the table of goals, and what was missing.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from measuring import Failed, Runner, interleaved, measured, median, ordinary, ratio, restored, together

HERE = Path(__file__).resolve().parent
BARS = {"a": "≤ 0.65", "b": "≤ 1.2"}
COMPILE = """
import sys, typst
source, target, root = sys.argv[1:4]
typst.compile(source, output=target, root=root, font_paths=[root + "/fonts"], ignore_system_fonts=True)
"""
RESIDENT = """
import pathlib, shutil, sys, time, typst
source, edited, target, root = sys.argv[1:5]
copy = pathlib.Path(root, "src", "resident.typ")
shutil.copy(source, copy)
compiler = typst.Compiler(str(copy), root=root, font_paths=[root + "/fonts"], ignore_system_fonts=True)
compiler.compile(output=target)
shutil.copy(edited, copy)
started = time.perf_counter()
compiler.compile(output=target)
print(time.perf_counter() - started)
copy.unlink()
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A goal, the bar it has, and what was measured."""

    goal: str
    bar: str
    found: str


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things lie: the corpus (`src`, `fonts`, `img`), the peers' Python, a folder to work in; `rounds` a measure."""

    corpus: Path
    peers: str
    work: Path
    rounds: int

    def environment(self, cache: str) -> dict[str, str]:
        """Return the environment of a process of the product with a cache of its own."""
        return ordinary(MOTIVATOR_CACHE=str(self.work / cache), PYTHONPATH=str(HERE.parent))

    def product(self, name: str, layout: str, *more: str) -> list[str]:
        """Return the command that sets a document of the corpus."""
        source, target = self.corpus / "src" / f"{name}.json", self.work / f"product-{name}-{layout}.pdf"
        return [sys.executable, str(HERE / "adapter.py"), str(source), layout, str(target), *more]

    def typst(self, name: str, layout: str) -> list[str]:
        """Return the command that has Typst set the same document."""
        source, target = self.corpus / "src" / f"{name}-{layout}.typ", self.work / f"typst-{name}-{layout}.pdf"
        return [self.peers, "-c", COMPILE, str(source), str(target), str(self.corpus)]

    def warm(self) -> None:
        """Fill the caches: "full" with all that a build leaves, "kept" with typefaces, patterns and words, "bare" without words.

        A cold run begins with "kept": a magazine's words are those of its last issue, its paragraphs never. The very first
        one begins with "bare".
        """
        for language in ("en", "es"):
            for layout in "ab":
                measured(self.product(f"{language}-1", layout), self.environment("full"))
        restored(self.work / "kept", self.work / "full")
        shutil.rmtree(self.work / "kept" / "motivator" / "paragraphs")
        restored(self.work / "bare", self.work / "kept")
        shutil.rmtree(self.work / "bare" / "motivator" / "words")

    def ready(self, cache: str, kept: str = "kept") -> Callable[[], None]:
        """Return a function that gives `cache` what `warm` has filled `kept` with, and no more."""
        return functools.partial(restored, self.work / cache, self.work / kept)


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of the table of goals, each as soon as it is measured. Raises `Failed` where a runner fails."""
    bench.warm()
    yield from cold(bench)
    yield from edited(bench)
    yield from resident(bench)
    yield from issue_of_four(bench)
    yield from growth(bench)
    yield from lines(bench)


def cold(bench: Bench) -> Iterator[Row]:
    """Yield how long both layouts take in both languages."""
    wanted = [(layout, language, "kept") for layout in "ab" for language in ("en", "es")]
    for layout, language, kept in (*wanted, ("a", "en", "bare")):
        runners = {
            "typst": Runner(bench.typst(f"{language}-1", layout), os.environ),
            "product": Runner(
                bench.product(f"{language}-1", layout), bench.environment("cold"), bench.ready("cold", kept)
            ),
        }
        runs = interleaved(runners, bench.rounds)
        own, other = runs["product"], runs["typst"]
        found = (
            f"{ratio(own, other):.2f} ({median(own, 'wall'):.2f} s of {median(other, 'wall'):.2f} s; "
            f"CPU {median(own, 'cpu'):.2f} s of {median(other, 'cpu'):.2f} s; {median(own, 'memory'):.0f} MB)"
        )
        state = "cold" if kept == "kept" else "no word known"
        bar = BARS[layout] if kept == "kept" else "none"
        yield Row(f"layout {layout}, {language}, {state}, of Typst's wall time", bar, found)


def edited(bench: Bench) -> Iterator[Row]:
    """Yield how long one edited paragraph takes in a new process that finds what was kept of the build before."""
    runners = {
        "typst": Runner(bench.typst("en-1-edited", "a"), os.environ),
        "product": Runner(bench.product("en-1-edited", "a"), bench.environment("again"), bench.ready("again", "full")),
    }
    runs = interleaved(runners, bench.rounds)
    found = f"{ratio(runs['product'], runs['typst']):.2f} ({median(runs['product'], 'wall'):.2f} s)"
    yield Row("one paragraph edited, new process, of Typst's cold time", "≤ 0.35", found)


def resident(bench: Bench) -> Iterator[Row]:
    """Yield how long one edited paragraph takes in a process that has set the document before."""
    source, target = bench.corpus / "src", bench.work / "typst-resident.pdf"
    texts = [str(source / f"en-1{state}-a.typ") for state in ("", "-edited")]
    peer = [bench.peers, "-c", RESIDENT, *texts, str(target), str(bench.corpus)]
    own = bench.product("en-1", "a", "--again", str(source / "en-1-edited.json"))
    pairs = [(_seconds(own, bench.environment("cold")), _seconds(peer, dict(os.environ))) for _ in range(bench.rounds)]
    share = statistics.median(one / other for one, other in pairs)
    seconds = statistics.median(one for one, _ in pairs)
    yield Row("the same in a resident process, of Typst's warm compiler", "≤ 0.6", f"{share:.2f} ({seconds:.3f} s)")


def _seconds(command: list[str], environment: Mapping[str, str]) -> float:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(done.stderr[-400:])
    return float(done.stdout)


def issue_of_four(bench: Bench) -> Iterator[Row]:
    """Yield how long two languages by two layouts take, two processes at a time; Typst's use both cores by themselves."""
    every = [(f"{language}-1", layout) for language in ("en", "es") for layout in "ab"]
    shares = []
    for _ in range(bench.rounds):
        bench.ready("cold")()
        peer = together([bench.typst(*one) for one in every], os.environ, 1)
        shares.append(together([bench.product(*one, "--beside") for one in every], bench.environment("cold"), 2) / peer)
    found = f"{statistics.median(shares):.2f}"
    yield Row("issue of 4 PDFs, two processes, of Typst's four compiles", "≤ 0.4", found)


def growth(bench: Bench) -> Iterator[Row]:
    """Yield how time and memory grow with the text."""
    found = {}
    for scale in (1, 16):
        runner = Runner(bench.product(f"en-{scale}", "a"), bench.environment("cold"), bench.ready("cold"))
        found[scale] = interleaved({"product": runner}, 1)["product"][0]
    times = found[16].wall / found[1].wall
    yield Row("16 times the text", "≤ 12 times the time, ≤ 250 MB", f"{times:.1f} times, {found[16].memory:.0f} MB")


def lines(bench: Bench) -> Iterator[Row]:
    """Yield the quality of lines, read from the PDFs by the corpus's own meter."""
    meter = bench.corpus.parent / "quality.py"
    bars = {"en": "≤ 23 % / .32 / 1.70 / 1.5 %", "es": "≤ 23 % / .26 / 1.55 / .5 %"}
    for language, bar in bars.items():
        figures = bench.work / f"lines-{language}.json"
        figures.unlink(missing_ok=True)
        made = bench.work / f"product-{language}-1-a.pdf"
        font = bench.corpus / "fonts" / "BenchSerif-Regular.ttf"
        command = [bench.peers, str(meter), "--layout", "a", "--font", str(font), "--json", str(figures), str(made)]
        measured(command, os.environ)
        data = json.loads(figures.read_text())
        yield Row(
            f"lines, {language}: hyphenated / sd / p95 / over twice the natural space",
            bar,
            f"{data['hyph']:.1%} / {data['ratio_sd']:.2f} / {data['p95']:.2f} / {data['vloose']:.1%}",
        )
        faults = f"{data['widows']}, {data['orphans']}, {data['over']}"
        yield Row(
            f"lines, {language}: longest run of hyphens / runts / widows, orphans, overfull",
            "2 / 5 % / 0",
            f"{data['max_hyph']} / {data['runts']:.1%} / {faults}",
        )
