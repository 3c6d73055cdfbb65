"""What is about to be written is read back by polib, and must be what is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.translation.catalog import Catalog, new_header
from pipeline.translation.po import Entry, Previous
from pipeline.translation.readback import read_back

ENTRIES = (
    Entry("One", ("Uno",), notes=("paragraph",), references=("articles/walking.md",)),
    Entry("Two", ("Dos",), msgctxt="title", comments=("kept",)),
    Entry("Three", ("Tres",), flags=("fuzzy",), previous=Previous("Thre")),
    Entry('Say "yes"\\\nand\tgo', ('Di "sí"\\\ny\tve',)),
    Entry("Four", ("",)),
    Entry("Five", ("Cinco",), obsolete=True, previous=Previous("Fiv"), flags=("fuzzy",)),
    Entry("Six", ("",), obsolete=True),
    Entry("a day", ("un día", "unos días"), msgid_plural="days"),
)


def catalog(*entries: Entry) -> Catalog:
    return Catalog("locale/es/LC_MESSAGES/walking.po", "walking", "es", new_header("M", "es"), entries)


def codes(data: bytes, meant: Catalog) -> list[str]:
    problems = Problems()
    fine = read_back(data, meant, problems)
    assert fine is not bool(problems.errors)
    return [f"{problem.code} {problem.span}" for problem in problems]


def test_a_catalog_of_every_kind_of_entry_reads_back() -> None:
    assert [] == codes(catalog(*ENTRIES).data(), catalog(*ENTRIES))


@pytest.mark.parametrize(
    "changed",
    [
        replace(ENTRIES[0], msgstr=("Otro",)),
        replace(ENTRIES[0], msgid="Other"),
        replace(ENTRIES[0], msgctxt="title"),
        replace(ENTRIES[0], flags=("fuzzy",)),
        replace(ENTRIES[0], obsolete=True),
    ],
)
def test_a_difference_is_a_problem_of_the_catalog(changed: Entry) -> None:
    data = catalog(changed, *ENTRIES[1:]).data()
    assert ["catalog-readback locale/es/LC_MESSAGES/walking.po"] == codes(data, catalog(*ENTRIES))


def test_a_lost_and_an_added_entry_are_found() -> None:
    assert 1 == len(codes(catalog(*ENTRIES[1:]).data(), catalog(*ENTRIES)))
    assert 1 == len(codes(catalog(*ENTRIES).data(), catalog(*ENTRIES[1:])))


def test_what_is_no_catalog_is_a_problem_and_no_exception() -> None:
    assert 1 == len(codes(b'msgid "a\nmsgstr', catalog()))
    assert 1 == len(codes(b"\xff\xfe", catalog()))


# A bell is no text: articles refuse control characters, and polib does not know its escape.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\a\0"), min_size=1, max_size=20)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4, unique_by=lambda pair: pair[0]))
def test_any_text_reads_back_line_ends_of_other_alphabets_included(pairs: list[tuple[str, str]]) -> None:
    meant = catalog(*(Entry(msgid, (msgstr,)) for msgid, msgstr in pairs))
    assert [] == codes(meant.data(), meant)
