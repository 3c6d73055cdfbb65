"""Problems: how they read, in which order they stand, and how they travel."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import NOWHERE, Exit, Problems, Span, Unusable, shown, unusable


def test_a_problem_reads_as_place_severity_message_code_then_relations_and_hint() -> None:
    problems = Problems()
    problems.error(
        "link-missing",
        "translation drops the link",
        Span("locale/es/LC_MESSAGES/a.po", 118, 1),
        hint="keep it",
        related=((Span("articles/a.md", 42, 7), "the paragraph it translates"),),
    )
    assert (
        "locale/es/LC_MESSAGES/a.po:118:1: error: translation drops the link [link-missing]\n"
        "    articles/a.md:42:7: the paragraph it translates\n"
        "    hint: keep it"
    ) == next(iter(problems)).text()


@pytest.mark.parametrize(
    ("expected", "span"),
    [("a.md", Span("a.md")), ("a.md:3:1", Span("a.md", 3)), ("a.md:3:9", Span("a.md", 3, 9)), ("", NOWHERE)],
)
def test_a_place_is_as_precise_as_it_is_known(expected: str, span: Span) -> None:
    assert expected == str(span)


def test_a_problem_of_no_file_has_no_place() -> None:
    assert "error: no font [font]" == str(unusable("font", "no font", NOWHERE))


def test_problems_are_told_by_file_and_place_each_once() -> None:
    problems = Problems()
    problems.warning("b", "later", Span("b.md", 2, 1))
    problems.error("a", "down", Span("a.md", 10, 1))
    problems.error("a", "up", Span("a.md", 9, 1))
    problems.error("a", "up", Span("a.md", 9, 1))
    assert ["up", "down", "later"] == [problem.message for problem in problems]
    assert (2, 1, "2 errors, 1 warning in 2 files") == (problems.errors, problems.warnings, problems.summary())


def test_an_empty_sheet_has_nothing_to_say() -> None:
    assert ("", 0, False) == (Problems().summary(), Problems().errors, bool(Problems()))


def test_a_problem_as_data_goes_through_json() -> None:
    problems = Problems()
    problems.warning("c", "m", Span("a.md", 1, 2), hint="h", related=((Span("b.md", 3, 4), "r"),))
    data = next(iter(problems)).data()
    assert data == json.loads(json.dumps(data))
    assert ("warning", "a.md", 1, 2, 3) == (
        data["severity"],
        data["path"],
        data["line"],
        data["column"],
        data["related"][0]["line"],
    )


def test_what_leaves_nothing_to_go_on_with_comes_back_whole_from_another_process() -> None:
    fault = unusable("disk", "no room", Span("a.pdf"), hint="make room", exit_code=Exit.WORLD)
    back = pickle.loads(pickle.dumps(fault))
    assert isinstance(back, Unusable)
    assert (fault.problem, Exit.WORLD, str(fault)) == (back.problem, back.exit_code, str(back))


@given(st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.integers(0, 3), st.integers(0, 3), st.booleans())))
def test_the_order_does_not_depend_on_who_reports_first(rows: list[tuple[str, int, int, bool]]) -> None:
    forth, back = Problems(), Problems()
    for sheet, order in ((forth, rows), (back, rows[::-1])):
        for path, line, column, serious in order:
            (sheet.error if serious else sheet.warning)("code", "words", Span(path, line, column))
    assert list(forth) == list(back)


def test_a_file_is_named_from_the_publication_where_it_lies_in_it(tmp_path: Path) -> None:
    assert "articles/a.md" == shown(tmp_path / "articles" / "a.md", tmp_path)
    assert "/elsewhere/a.md" == shown(Path("/elsewhere/a.md"), tmp_path)
