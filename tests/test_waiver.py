"""Waivers: a finding let pass with a reason, until a text changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import article, run

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import replace
from pipeline.translation.catalog import Catalog
from pipeline.translation.checks.catalogs import check_catalog
from pipeline.translation.message import Message
from pipeline.translation.po import Entry
from pipeline.translation.waiver import seal, waived, waivers

WRONG = Entry("Take 10 mg.", ("Tome 20 mg.",), comments=("Ana: ask the author",), text_span=Span("x.po", 4, 1))


def check(entry: Entry) -> list[str]:
    problems = Problems()
    message = Message(entry.msgid, domain="walking", language="en")
    check_catalog([message], Catalog("x.po", "walking", "es", None, (entry,)), problems)
    return [f"{problem.severity} {problem.code}" for problem in problems]


def test_a_waived_finding_is_silent_and_other_comments_stay() -> None:
    entry = waived(WRONG, "number-changed", "the study was\ncorrected")
    assert ("Ana: ask the author", f"waived number-changed ~{seal(WRONG)}: the study was corrected") == entry.comments
    assert ["error number-changed"] == check(WRONG)
    assert [] == check(entry)


def test_a_waiver_lapses_when_the_text_or_its_translation_changes() -> None:
    entry = waived(WRONG, "number-changed", "corrected")
    lapsed = ["error number-changed", "warning waiver-lapsed"]
    assert lapsed == check(replace(entry, msgstr=("Tome 30 mg.",)))
    assert lapsed == check(replace(entry, msgid="Take 15 mg."))


def test_a_waiver_is_for_its_own_code_alone() -> None:
    entry = replace(WRONG, msgstr=("¡Tome 20 mg.",))
    assert ["error number-changed", "warning waiver-idle"] == check(waived(WRONG, "dose-changed", "corrected"))
    assert ["error punctuation-unpaired"] == check(waived(entry, "number-changed", "corrected"))


@pytest.mark.parametrize(
    "comment", ["waived number-changed", "waived number-changed: because", "waived number-changed ~{seal}:"]
)
def test_a_waiver_without_a_reason_or_a_seal_waives_nothing(comment: str) -> None:
    entry = replace(WRONG, comments=(comment.format(seal=seal(WRONG)),))
    assert ["error number-changed", "warning waiver-reason"] == check(entry)


def test_a_waiver_that_is_renewed_takes_the_place_of_the_old_one() -> None:
    first = waived(WRONG, "number-changed", "corrected")
    second = waived(replace(first, msgstr=("Tome 30 mg.",)), "number-changed", "corrected again")
    assert ["corrected again"] == [waiver.reason for waiver in waivers(second)]
    assert [] == check(second)


@given(st.text(min_size=1).filter(str.strip), st.text(), st.text())
def test_what_is_waived_is_read_back(reason: str, msgid: str, msgstr: str) -> None:
    entry = waived(Entry(msgid, (msgstr,)), "number-changed", reason)
    (waiver,) = waivers(entry)
    assert (" ".join(reason.split()), seal(entry)) == (waiver.reason, waiver.seal)


PO = "locale/es/LC_MESSAGES/first.po"


def prepared(publication: Callable[..., Path]) -> Path:
    root = publication(article("Take 10 mg a day.\n"))
    run(root, "catalog", "update")
    path = root / PO
    text = path.read_text("utf-8")
    assert 'msgid "Take 10 mg a day."\nmsgstr ""' in text
    path.write_text(text.replace('a day."\nmsgstr ""', 'a day."\nmsgstr "Tome 20 mg al día."'), "utf-8")
    return root


def line_of(root: Path) -> int:
    lines = (root / PO).read_text("utf-8").split("\n")
    return lines.index('msgstr "Tome 20 mg al día."') + 1


def test_the_command_waives_what_the_check_named_and_the_build_goes_on(publication: Callable[..., Path]) -> None:
    root = prepared(publication)
    build = ("build", "first", "--edition", "screen", "--language", "es", "--jobs", "1")
    assert "[number-changed]" in run(root, *build, exit_code=1).stderr
    place = f"{PO}:{line_of(root)}"
    run(root, "catalog", "waive", place, "number-changed", "the author says so")
    assert "number-changed" not in run(root, "catalog", "check").stderr
    run(root, *build)
    before = (root / PO).read_bytes()
    run(root, "catalog", "update")
    assert before == (root / PO).read_bytes()


@pytest.mark.parametrize(
    ("place", "code", "reason", "said"),
    [
        (f"{PO}:{{line}}", "dose-changed", "x", "finds no dose-changed"),
        (f"{PO}:2", "number-changed", "x", "it stands at line"),
        (PO, "number-changed", "x", "names no line"),
        ("locale/es/LC_MESSAGES/none.po:3", "number-changed", "x", "is no catalog"),
        ("../first.po:3", "number-changed", "x", "is no catalog"),
        (f"{PO}:{{line}}", "number-changed", " ", "needs a reason"),
        (f"{PO}:{{line}}", "translation-blank", "x", "cannot be waived"),
    ],
)
def test_what_the_check_did_not_name_is_not_waived(
    place: str, code: str, reason: str, said: str, publication: Callable[..., Path]
) -> None:
    root = prepared(publication)
    before = (root / PO).read_bytes()
    result = run(root, "catalog", "waive", place.format(line=line_of(root)), code, reason, exit_code=2)
    assert said in result.stderr
    assert before == (root / PO).read_bytes()


def test_findings_are_summed_up_by_code_and_remembered_until_something_changes(
    publication: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = prepared(publication)
    monkeypatch.setenv("MOTIVATOR_CACHE", str(tmp_path / "cache"))
    first = run(root, "catalog", "check", exit_code=1)
    assert "1 error   number-changed" in first.stderr
    second = run(root, "catalog", "check", exit_code=1)
    assert first.stderr == second.stderr
    path = root / "locale" / "glossary.csv"
    path.write_text(path.read_text("utf-8") + ",es,tome,too short,,forbidden,\n", "utf-8")
    third = run(root, "catalog", "check", exit_code=1)
    assert "[term-forbidden]" in third.stderr
