"""Front matter: YAML whose values know their places and stay as they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import codes

from pipeline.document.frontmatter import Field, fields
from pipeline.foundation.diagnostic import Problems


def read(text: str) -> tuple[Field | None, Problems]:
    problems = Problems()
    return fields(text, "articles/a.md", 2, problems), problems


def test_values_stay_as_they_were_typed() -> None:
    front, problems = read("reviewed: 2026-09\nbold: no\nnumber: 1e3\nempty:\n")
    assert front is not None
    assert {"reviewed": "2026-09", "bold": "no", "number": "1e3", "empty": ""} == {k: f.value for k, f in front.items()}
    assert (None, None, []) == (front.get("empty"), front.get("absent"), codes(problems))


def test_keys_and_values_know_their_places() -> None:
    front, _ = read('title: T\nauthors:\n  - {name: "Jo", roles: [a, b]}\n')
    assert front is not None
    author = front["authors"].list(Problems())[0]
    roles = author["roles"].list(Problems())
    assert "articles/a.md:2:8" == str(front["title"].span)
    assert "articles/a.md:4:6 articles/a.md:4:12" == f"{author['name'].key_span} {author['name'].span}"
    assert ["articles/a.md:4:26", "articles/a.md:4:29"] == [str(role.span) for role in roles]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: a: b\n", "2:9 front-matter-broken"),
        ("a: 1\nb: [1, 2\n", "4:1 front-matter-broken"),
        ("a: 1\nb: *c\n", "3:4 front-matter-broken"),
        ("a: &a [*a, *a]\n", "2:8 front-matter-broken"),
        ("- a list\n", "2:1 front-matter-broken"),
        ("a: 1\nb: \x07\n", "3:1 front-matter-broken"),
        ("a: " + "[" * 400, "2:1 front-matter-broken"),
        ("a: " + "[" * 40 + "]" * 40, "2:24 front-matter-broken"),
        ("a: 1\nb: 2\na: 3\n", "4:1 key-twice"),
    ],
)
def test_a_fault_has_its_line(text: str, expected: str) -> None:
    assert [expected] == codes(read(text)[1])


def test_text_and_lists_are_not_taken_for_each_other() -> None:
    front, problems = read("a: [x]\nb: y\n")
    assert front is not None
    assert "" == front["a"].text(problems)
    assert ["y"] == [item.value for item in front["b"].list(problems)]
    assert ["2:4 value-kind", "3:4 value-kind"] == codes(problems)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@,\n \t\x85\u2028é", max_size=60))
def test_any_text_is_fields_or_a_problem(text: str) -> None:
    front, problems = read(text)
    assert (front is None) <= bool(problems.errors)
