"""Where words are divided, and where they are not."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.typesetting.hyphenation import Hyphenator, read_exceptions

ENGLISH = Hyphenator("en")
SPANISH = Hyphenator("es")
LISTS = Path(__file__).parents[1] / "locale" / "hyphenation"


def divided(word: str, hyphenator: Hyphenator = ENGLISH) -> str:
    points = (0, *hyphenator.points(word), len(word))
    return "-".join(word[a:b] for a, b in pairwise(points))


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems]


def test_english_and_spanish_words_are_divided_by_their_patterns() -> None:
    assert "re-ha-bil-i-ta-tion" == divided("rehabilitation")
    assert "reha-bi-li-ta-ción" == divided("rehabilitación", SPANISH)


def test_punctuation_around_a_word_does_not_matter() -> None:
    assert "“(treat-ment),”" == divided("“(treatment),”")
    assert "pa-tient’s" == divided("patient’s")


@pytest.mark.parametrize(
    "word",
    [
        "https://www.example.org/treatment", "www.rehabilitation.org", "nurses@rehabilitation.org", "interferon1",
        "2,000,000th", "Interferon®", "Betaferon™,", "REHABILITATION", "self-rehabilitation", "either/otherwise",
    ],
)  # fmt: skip
def test_addresses_figures_marked_names_acronyms_and_compounds_are_left_whole(word: str) -> None:
    assert () == ENGLISH.points(word)


def test_the_fewest_letters_on_either_side_are_kept() -> None:
    assert "fatiga" == divided("fatiga", Hyphenator("es", left=3, right=3))
    assert "pa-so" == divided("paso", Hyphenator("es", left=2, right=2))
    assert "pa-so" == divided("paso", SPANISH)
    assert "fa-ti-ga" == divided("fatiga", Hyphenator("es", left=2, right=2))


def test_a_language_without_patterns_has_no_divisions() -> None:
    assert () == Hyphenator("xx").points("rehabilitation")


def test_a_country_falls_back_to_its_language() -> None:
    assert SPANISH.points("rehabilitación") == Hyphenator("es-US").points("rehabilitación")
    assert ENGLISH.points("administration") == Hyphenator("en-US").points("administration")


def test_an_exception_goes_before_the_patterns() -> None:
    own = Hyphenator("en", {"treatment": "tr-eatment", "fatigue": "fatigue"})
    assert ["(Tr-eatment)", "fatigue"] == [divided("(Treatment)", own), divided("fatigue", own)]


def test_patterns_kept_on_disk_divide_as_the_others(tmp_path: Path) -> None:
    words = ["rehabilitation", "demyelination", "treatment"]
    made = [Hyphenator("en", cache=tmp_path).points(word) for word in words]
    assert 1 == len([path for path in tmp_path.rglob("*") if path.is_file()])
    assert made == [Hyphenator("en", cache=tmp_path).points(word) for word in words]
    assert made == [ENGLISH.points(word) for word in words]


@given(st.text(max_size=40))
def test_any_text_has_ascending_points_inside_it(word: str) -> None:
    for hyphenator in (ENGLISH, SPANISH):
        points = hyphenator.points(word)
        assert sorted(set(points)) == list(points)
        assert all(0 < point < len(word) for point in points)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_lists_of_the_publication_are_sound(language: str) -> None:
    problems = Problems()
    words = read_exceptions(LISTS / f"{language}.txt", problems)
    assert [] == list(problems)
    assert len(words) >= 50
    assert "na-tal-i-zu-mab" == divided("natalizumab", Hyphenator("en", words)) or language == "es"


def test_a_list_that_is_not_there_holds_no_words(tmp_path: Path) -> None:
    problems = Problems()
    assert {} == read_exceptions(tmp_path / "en.txt", problems)
    assert 0 == len(problems)


def test_every_bad_line_of_a_list_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "en.txt"
    path.write_text("# words\nTreat-ment # a comment\ntwo words\n-edge\ntreat-ment\n  tre-atment\n", encoding="utf-8")
    problems = Problems()
    assert {"treatment": "treat-ment"} == read_exceptions(path, problems)
    assert [
        ("hyphenation-word", 3, 1),
        ("hyphenation-word", 4, 1),
        ("hyphenation-twice", 6, 3),
    ] == [(problem.code, problem.span.line, problem.span.column) for problem in problems]


def test_a_list_in_another_encoding_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "es.txt"
    path.write_bytes("a\nneuró-logo\n".encode("latin-1"))
    problems = Problems()
    assert {} == read_exceptions(path, problems)
    assert [("file-encoding", Span(path.as_posix(), 2, 1))] == [(p.code, p.span) for p in problems]
