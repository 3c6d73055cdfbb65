"""How much the checks find, and how little they find in vain: measured on good translations, and asserted as bars."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples" / "markdown"
sys.path.insert(0, str(ROOT / "benchmarks"))

import faults  # type: ignore[import-not-found]  # noqa: E402 - it lies among the benchmarks

from pipeline.foundation.diagnostic import Problems  # noqa: E402
from pipeline.translation.checks.catalogs import check_entry  # noqa: E402
from pipeline.translation.checks.house import House, open_house  # noqa: E402
from pipeline.translation.message import Message  # noqa: E402
from pipeline.translation.po import Entry  # noqa: E402


@cache
def house(thorough: bool = False) -> House:
    return open_house(ROOT, "en", Problems(), thorough=thorough)


@cache
def specimen() -> tuple[faults.Segment, ...]:
    return tuple(faults.segments(sorted((ROOT / "locale" / "es" / "LC_MESSAGES").glob("*.po"))))


@cache
def measured(name: str) -> faults.Caught:
    return faults.measure(specimen(), house(), faults={name: faults.FAULTS[name]}, rounds=2).caught[name]


@pytest.mark.parametrize(
    ("name", "least", "share"),
    [
        ("one digit changed", 100, 0.99),
        ("tenfold, or decimal point lost", 60, 0.99),
        ("unit swapped", 8, 1.0),
        ("sentence dropped", 300, 0.93),
        ("last quarter cut", 200, 0.93),
        ('"no" dropped', 90, 0.79),
        ("one bracket dropped", 40, 1.0),
        ("two numbers exchanged", 40, 0.95),
        ("link lost", 8, 1.0),
        ("citation lost", 30, 1.0),
        ("¿ or ¡ lost", 30, 1.0),
        ("® or ™ lost", 2, 1.0),
    ],
)
def test_a_fault_in_a_good_translation_is_found(name: str, least: int, share: float) -> None:
    caught = measured(name)
    assert caught.count >= least
    assert caught.share >= share, f"{caught.share:.1%}; missed: {caught.missed[:3]}"


@pytest.mark.parametrize("name", ["one digit changed", "unit swapped", "link lost", "citation lost", "¿ or ¡ lost"])
def test_what_harms_most_is_an_error(name: str) -> None:
    caught = measured(name)
    assert caught.errors / caught.count >= 0.99


def test_a_medicine_written_for_another_is_an_error() -> None:
    found = faults.measure(
        specimen(), house(), faults={"medicine": faults.medicine(house().terms["es"])}, rounds=2
    ).caught["medicine"]
    assert found.count >= 10 and found.errors == found.count


def test_a_slip_of_the_hand_is_found_by_the_dictionary() -> None:
    few = specimen()[::8]
    caught = faults.measure(few, house(thorough=True), faults={"slip": faults.typing}, rounds=1).caught["slip"]
    assert caught.count >= 40 and caught.share >= 0.95


def test_good_translations_have_no_errors_and_few_warnings() -> None:
    found = faults.measure(specimen(), house(thorough=True), faults={"none": lambda text, chance: None})
    assert found.segments > 500
    assert 0 == found.errors, found.judged
    assert found.warnings / found.segments <= 0.005, found.flagged


def blocks(name: str) -> list[str]:
    body = (SAMPLES / name).read_text("utf-8").split("\n---\n", 1)[1]
    return [block.strip().lstrip("# ") for block in re.split(r"\n(?:\s*\n)?", body) if block.strip()]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample pages are not here")
def test_of_a_published_pair_only_real_differences_are_errors() -> None:
    english, spanish = blocks("0001-02-01-what-if-im-self-employed.md"), blocks("es-what-if-im-self-employed.md")
    pairs = [*zip(range(9), range(9), strict=True), (10, 9), (11, 10)]
    errors = {}
    for here, there in pairs:
        problems = Problems()
        message = Message(english[here], domain="sample", language="en")
        check_entry(message, Entry(english[here], (spanish[there],)), "es", problems, house(thorough=True))
        # Our articles have no links without a host, which is another fault than a translator's.
        found = {problem.code for problem in problems if problem.severity == "error"} - {"link-target"}
        if found:
            errors[here] = found
    # The Spanish page put a title into a link's address, and left three links to the glossary out.
    assert {4: {"link-missing", "link-added"}, 7: {"link-missing"}} == errors


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample pages are not here")
def test_published_spanish_is_spelt_as_the_dictionary_has_it() -> None:
    text = (SAMPLES / "esclerosis_multiple.md").read_text("utf-8")
    problems = Problems()
    for block in text.split("\n\n"):
        check_entry(Message("x", domain="sample", language="en"), Entry("x", (block,)), "es", problems, house(True))
    assert [] == [problem.message for problem in problems if problem.code == "spelling"]
