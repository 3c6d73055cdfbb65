"""Spelling and reading level: what a dictionary knows, what Spanish makes of it, and how hard a text is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.settings import Reading
from pipeline.translation.checks.pair import pair
from pipeline.translation.checks.reading import check_reading, english_syllables, level, spanish_syllables
from pipeline.translation.checks.spelling import check_spelling, house_words, misspelt
from pipeline.translation.dictionary import Speller, dictionary_path
from pipeline.translation.shelf import Shelf


@pytest.fixture(scope="module")
def spanish() -> Speller:
    path = dictionary_path("es")
    assert path is not None, "the extra dev brings the dictionaries"
    return Speller("es", path, Shelf())


def wrong(speller: Speller, translation: str, original: str = "", house: frozenset[str] = frozenset()) -> list[str]:
    both = pair(original, translation, ("en", "es"), Span("x.po", 1, 1), Span(""))
    return list(misspelt(both, speller, house))


@pytest.mark.parametrize(
    "text",
    [
        "Pregúnteselo, repártalas y escríbalo; vámonos sin lastimarle.",
        "Clínicamente, el neuropsicólogo ve la espasticidad y la mononucleosis.",
        "El Dr. Kowalczyk vive en Hackensack con EE. UU. y la FDA.",
        "Vea MedlinePlus en https://medlineplus.gov/spanihs o escriba a ayudda@example.org.",
        "Continúa en {numero_pagina}; tome 5 mcg [@kalb2020].",
        "La palabra [fatigue]{lang=en} es inglesa.",
        "El fisioterapeuta, los cardíacos y los cardiacos.",
    ],
)
def test_what_is_right_is_known(text: str, spanish: Speller) -> None:
    assert [] == wrong(spanish, text)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("recaida", "recaída"),
        ("médcio", "médico"),
        ("cansacio", "cansancio"),
        ("fattiga", "fatiga"),
        ("Pregutne", "Pregunte"),
    ],
)
def test_a_slip_is_found_and_the_word_that_was_meant_is_named(word: str, meant: str, spanish: Speller) -> None:
    assert [word] == wrong(spanish, f"{word} es así.")
    assert meant == spanish.nearest(word)


def test_a_name_of_the_original_and_a_word_of_the_house_are_let_pass(spanish: Speller) -> None:
    assert ["Lhermitte"] == wrong(spanish, "Lhermitte lo vio.")
    assert [] == wrong(spanish, "Lhermitte lo vio.", "Lhermitte saw it.")
    assert ["nicturia", "nicturias"] == wrong(spanish, "La nicturia y las nicturias.")
    assert [] == wrong(spanish, "La nicturia y las nicturias.", house=frozenset({"nicturia"}))


def test_the_finding_says_what_to_type(spanish: Speller) -> None:
    both = pair("A relapse.", "Una recaida.", ("en", "es"), Span("x.po", 1, 1), Span(""))
    problems = Problems()
    check_spelling(both, problems, spanish, frozenset(), "es")
    (problem,) = problems
    assert ("warning", '"recaida" is in no dictionary') == (problem.severity, problem.message)
    assert "did you mean “recaída”? If it is right as it is, add it to locale/es/words.txt" == problem.hint


def test_a_dictionary_is_opened_only_for_words_that_were_never_asked_for(tmp_path: Path) -> None:
    path = dictionary_path("es")
    assert path is not None
    shelf = Shelf(tmp_path, "spelling")
    assert Speller("es", path, shelf).knows("médico")
    shelf.keep()
    # There is nothing to open any more.
    again = Speller("es", tmp_path / "none", Shelf(tmp_path, "spelling"))
    assert again.knows("médico")
    with pytest.raises(FileNotFoundError):
        again.knows("médica")


def test_a_language_without_a_dictionary_has_none() -> None:
    assert dictionary_path("xx") is None


def test_the_words_of_the_house_stand_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "locale" / "es").mkdir(parents=True)
    (tmp_path / "locale" / "es" / "words.txt").write_text(
        "# ours\nnicturia\n\ncoseguro  # what the insured pays\n", "utf-8"
    )
    assert {"nicturia", "coseguro"} == house_words(tmp_path, "es")
    assert frozenset() == house_words(tmp_path, "en")


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("día", 2),
        ("agua", 2),
        ("ciudad", 2),
        ("país", 2),
        ("quien", 1),
        ("pingüino", 3),
        ("muy", 1),
        ("aéreo", 4),
        ("médico", 3),
        ("guerra", 2),
    ],
)
def test_spanish_syllables_are_counted_by_their_vowels(word: str, count: int) -> None:
    assert count == spanish_syllables(word)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("walk", 1),
        ("walked", 1),
        ("wanted", 2),
        ("people", 2),
        ("medicine", 3),
        ("science", 2),
        ("table", 2),
        ("being", 2),
    ],
)
def test_english_syllables_are_nearly_right(word: str, count: int) -> None:
    assert count == english_syllables(word)


EASY = ["The sun is hot. We sit in the shade. Ana has a fan. It is a good day. "] * 8
HARD = [
    "Considerable heterogeneity characterizes pharmacological interventions administered internationally, nowadays. "
] * 16
DURO = [
    "La considerable heterogeneidad metodológica caracteriza intervenciones farmacológicas administradas internacionalmente. "
] * 12
FACIL = ["El sol da calor. Nos vamos a la sombra. Ana trae un abanico. Es un día bueno. "] * 8


def test_hard_articles_are_named_and_easy_or_short_ones_are_not() -> None:
    def codes(texts: list[str], language: str, limits: Reading | None = None) -> list[str]:
        problems = Problems()
        check_reading(texts, language, Span("articles/x.md"), limits or Reading(), problems)
        return [problem.code for problem in problems]

    assert ["reading-level"] == codes(HARD, "en") == codes(DURO, "es")
    assert [] == codes(EASY, "en") + codes(FACIL, "es") + codes(HARD[:1], "en") + codes(HARD, "cy")
    assert ["reading-level"] == codes(FACIL, "es", Reading(inflesz=200))


def test_headings_and_labels_are_no_prose() -> None:
    assert None is level(["Considerable heterogeneity"] * 200, "en")
