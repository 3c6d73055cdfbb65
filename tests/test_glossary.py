"""Abbreviations of the glossary: read aloud as what they stand for, in the text's own language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publications import article
from specimen import LANGUAGES, Specimen, walk
from tagreader import read_file

from pipeline.edition.compose import compose
from pipeline.edition.inputs import read_inputs
from pipeline.foundation.diagnostic import Problems
from pipeline.translation.glossary import FILE, expansions
from pipeline.typesetting.abbreviation import abbreviations, parts
from pipeline.typesetting.layoutfile import read_layout

KNOWN = {"MS": "multiple sclerosis", "MRI": "magnetic resonance imaging"}
HEAD = "source term,language,translation,note,expansion\n"


def read(folder: Path, rows: str) -> tuple[object, list[str]]:
    (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(HEAD + rows, "utf-8")
    problems = Problems()
    return expansions(folder, problems), [problem.code for problem in problems]


def test_expansions_are_read_by_language(tmp_path: Path) -> None:
    rows = "MS,en,MS,,multiple sclerosis\nMS,es,EM,after the first mention,esclerosis múltiple\nfatigue,es,fatiga,,\n"
    wanted = {"en": {"MS": "multiple sclerosis"}, "es": {"EM": "esclerosis múltiple"}}
    assert (wanted, []) == read(tmp_path, rows)


def test_a_glossary_without_the_column_or_none_expands_nothing(tmp_path: Path) -> None:
    assert {} == expansions(tmp_path, Problems())
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text("source term,language,translation,note\nMS,es,EM,\n", "utf-8")
    assert {} == expansions(tmp_path, Problems())


@pytest.mark.parametrize(
    "rows", ["MS,en,,,multiple sclerosis\n", "MS,en,MS,,multiple sclerosis\nMS,en,MS,,manuscript\n"]
)
def test_an_expansion_of_nothing_or_two_of_one_is_reported(rows: str, tmp_path: Path) -> None:
    assert ["glossary-expansion"] == read(tmp_path, rows)[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MS can be seen by MRI.", ["MS", "MRI"]),
        ("(MS), MS's, MS-related", ["MS", "MS", "MS"]),
        ("MSCN, RMS, ms, MS-3, MS® and EM", []),
    ],
)
def test_an_abbreviation_is_a_word_of_its_own(text: str, found: list[str]) -> None:
    made = list(parts(text, KNOWN))
    assert text == "".join(part for part, _ in made)
    assert [(short, KNOWN[short]) for short in found] == [pair for pair in made if pair[1]]


def test_a_region_has_the_abbreviations_of_its_language() -> None:
    known = {"es": {"EM": "esclerosis múltiple"}}
    assert known["es"] == abbreviations("es-US", known)
    assert {} == abbreviations("en", known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_abbreviation_of_the_specimen_issue_says_what_it_stands_for(language: str, specimen: Specimen) -> None:
    short, words = {"en": ("MS", "multiple sclerosis"), "es": ("EM", "esclerosis múltiple")}[language]
    spans = [node for node in read_file(specimen.pdf(language, "screen")).root.all("Span") if node.expansion]
    assert 50 < sum(node.text == short and node.expansion == words for node in spans)
    assert {language} == {node.language for node in spans}


def test_text_left_in_its_own_language_has_that_languages_abbreviations(
    publication: Callable[..., Path], faces_cache: Path
) -> None:
    glossary = HEAD + "MS,en,MS,,multiple sclerosis\nMS,es,EM,,esclerosis múltiple\n"
    root = publication({**article("Heat makes MS worse, and EM is Spanish.\n"), FILE: glossary})
    problems = Problems()
    inputs, layout = read_inputs(root, "first", problems), read_layout(root, "screen", "es", problems)
    assert inputs is not None and layout is not None
    made = compose(inputs, "es", layout, faces_cache, "2027-04-01T00:00:00Z", problems)
    found = [(e.role, e.expansion) for e in walk(made.book.structure) if e.expansion]
    assert [("Span", "multiple sclerosis")] == found
