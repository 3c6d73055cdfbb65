"""TOML as typed values: every key that does not fit is named, with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta
from publications import codes

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.toml import Toml, read_toml, typed


class Inner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    sizes: list[float] = []


class Outer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str
    count: Annotated[int, Meta(ge=1, le=9)] = 1
    kind: Literal["a", "b"] | None = None
    inner: Inner | None = None
    rows: list[Inner] = []
    named: dict[str, Inner] = {}
    pair: tuple[float, float] = (0, 1)
    sides: str | list[str] = ""


def read(text: str, folder: Path) -> tuple[Outer | None, Problems]:
    path = folder / "plan.toml"
    path.write_text(text, "utf-8")
    problems = Problems()
    toml = read_toml(path, "plan.toml", problems)
    return (typed(toml, Outer, problems) if toml else None), problems


def test_what_fits_is_a_value(tmp_path: Path) -> None:
    value, problems = read('title = "T"\nkind = "b"\n[inner]\nname = "n"\nsizes = [1, 2.5]\n', tmp_path)
    assert Outer(title="T", kind="b", inner=Inner(name="n", sizes=[1.0, 2.5])) == value
    assert [] == codes(problems)


def test_every_key_that_does_not_fit_is_named_at_its_line(tmp_path: Path) -> None:
    value, problems = read(
        'titel = "T"\n'
        "count = 12\n"
        'kind = "c"\n'
        "pair = [1]\n"
        "sides = 3\n"
        "[inner]\n"
        "name = 3\n"
        "[[rows]]\n"
        'name = "one"\n'
        "[[rows]]\n"
        "naem = 1\n"
        'sizes = [1, "two"]\n'
        "[named.x]\n",
        tmp_path,
    )
    assert value is None
    assert [
        "1:1 key-missing",
        "1:1 unknown-key",
        "2:1 value-kind",
        "3:1 value-kind",
        "4:1 value-kind",
        "5:1 value-kind",
        "7:1 value-kind",
        "10:1 key-missing",
        "11:1 unknown-key",
        "12:1 value-kind",
        "13:1 key-missing",
    ] == codes(problems)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ('counts = 2\ntitle = "T"', 'unknown key "counts"', 'did you mean "count"?'),
        ("count = 0\ntitle = 'T'", "count: expected a whole number of at least 1", ""),
        ('count = "2"\ntitle = "T"', "count: expected a whole number, got text in quotes", ""),
        ("title = 2027-01-01", "title: expected text in quotes, got a date without quotes", ""),
        ('kind = "c"\ntitle = "T"', "kind: no such value: 'c'", 'one of "a", "b"'),
        ('inner = "x"\ntitle = "T"', "inner: expected a table, got text in quotes", ""),
        ("sides = 3\ntitle = 'T'", "sides: expected text in quotes or a list, got a whole number", ""),
        ("count = 1", 'no key "title"', "add title = …"),
    ],
)
def test_a_message_says_in_words_what_was_expected(line: str, message: str, hint: str, tmp_path: Path) -> None:
    _, problems = read(line, tmp_path)
    assert [(message, hint)] == [(problem.message, problem.hint) for problem in problems]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('title = "a\n', "1:11"),
        ("x = 1\nx = 2\n", "2:6"),
        ("title = " + "[" * 9000, "0:0"),
        ("title = " + "9" * 9000, "0:0"),
        ("\0", "1:1"),
    ],
)
def test_what_is_no_toml_is_one_problem(text: str, place: str, tmp_path: Path) -> None:
    _, problems = read(text, tmp_path)
    assert [f"{place} toml-broken"] == codes(problems)


def test_a_file_that_is_missing_or_no_utf_8_is_one_problem(tmp_path: Path) -> None:
    problems = Problems()
    assert read_toml(tmp_path / "none.toml", "none.toml", problems) is None
    (tmp_path / "latin.toml").write_bytes(b'a = 1\nb = "\xe9"\n')
    assert read_toml(tmp_path / "latin.toml", "latin.toml", problems) is None
    assert ["2:1 file-encoding", "0:0 file-unreadable"] == codes(problems)


def toml(text: str, folder: Path) -> Toml:
    (folder / "plan.toml").write_text(text, "utf-8")
    found = read_toml(folder / "plan.toml", "plan.toml", Problems())
    assert found is not None
    return found


def test_a_key_without_a_place_of_its_own_stands_where_its_table_does(tmp_path: Path) -> None:
    file = toml('title = "T"\n\n[page]\nmargins = { head = "1pt" }\n"quoted key" = 2\n', tmp_path)
    assert "plan.toml:4:1" == str(file.span("page", "margins", "head"))
    assert "plan.toml:5:1" == str(file.span("page", "quoted key"))
    assert "plan.toml:3:1" == str(file.span("page", "trim"))
    assert "plan.toml:1:1" == str(file.span("sheet"))


def test_a_text_is_found_in_quotes_from_its_key_on(tmp_path: Path) -> None:
    file = toml('[cover]\nstory = "walking"\n[[sections]]\narticles = [\n  \'heat\', "walking"]\n', tmp_path)
    assert "plan.toml:2:9" == str(file.quoted("walking", "cover", "story"))
    assert "plan.toml:5:11" == str(file.quoted("walking", "sections", "0", "articles"))
    assert "plan.toml:5:3" == str(file.quoted("heat", "sections", "0", "articles"))
    assert "plan.toml:4:1" == str(file.quoted("sleep", "sections", "0", "articles"))


@given(text=st.text(max_size=200))
def test_any_text_is_a_value_or_problems_and_no_exception(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, "utf-8", newline="")
    problems = Problems()
    found = read_toml(path, "any.toml", problems)
    value = typed(found, Outer, problems) if found else None
    assert (value is None) == bool(problems.errors)
