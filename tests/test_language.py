"""Dates, numbers, lists and names, as the house writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation import language as speak


@pytest.mark.parametrize(
    ("english", "spanish", "value"),
    [
        ("2013", "2013", "2013"),
        ("September 2026", "septiembre de 2026", "2026-09"),
        ("July 30, 2015", "30 de julio de 2015", "2015-07-30"),
        ("July 30, 2015", "30 de julio de 2015", "2015-07-30T14:24"),
        ("January 1, 2026", "1 de enero de 2026", "2026-01-01"),
    ],
)
def test_a_date_is_said_at_the_precision_it_was_stated(english, spanish, value):
    assert english == speak.date_words(value, "en")
    assert spanish == speak.date_words(value, "es")


@pytest.mark.parametrize(
    "value",
    ["2013", "2026-09", "2024-02-29", "2015-07-30T14:24", "2015-07-30T14:24:59Z", "2015-07-30T14:24+02:00"],
)
def test_dates_of_the_calendar_are_dates(value):
    assert speak.is_date(value)


@pytest.mark.parametrize(
    "value",
    ["", "2026-13", "2026-00", "2026-02-30", "2025-02-29", "2026-9", "26-09", "2026/09", "2026-09-01T25:00",
     "0000", "2026-09T10:00", " 2026", "2026\n", "٢٠٢٦", "last year"],
)  # fmt: skip
def test_other_strings_are_no_dates(value):
    assert not speak.is_date(value)
    with pytest.raises(ValueError, match="not a date"):
        speak.date_words(value, "en")


@given(st.dates())
def test_every_day_can_be_said_in_both_languages(day):
    for language in ("en", "es"):
        assert str(day.year) in speak.date_words(day.isoformat(), language)


@pytest.mark.parametrize(
    ("expected", "items"),
    [
        ("", []),
        ("Ana", ["Ana"]),
        ("Ana y Luis", ["Ana", "Luis"]),
        ("Ana, Luis y Eva", ["Ana", "Luis", "Eva"]),
        ("Juan e Inés", ["Juan", "Inés"]),
        ("hijos e hijas", ["hijos", "hijas"]),
        ("madera y hierro", ["madera", "hierro"]),
        ("agua y hielo", ["agua", "hielo"]),
        ("átomos y iones", ["átomos", "iones"]),
        ("uno e “ítem”", ["uno", "“ítem”"]),
        ("calor y yodo", ["calor", "yodo"]),
    ],
)
def test_spanish_and_becomes_e_before_the_sound_of_i(expected, items):
    assert expected == speak.list_words(items, "es")


@pytest.mark.parametrize(
    ("expected", "items"),
    [
        ("uno o dos", ["uno", "dos"]),
        ("siete u ocho", ["siete", "ocho"]),
        ("minutos u horas", ["minutos", "horas"]),
        ("7 u 8", ["7", "8"]),
        ("10 u 11", ["10", "11"]),
        ("90 o 110", ["90", "110"]),
        ("9,000 u 11,000", ["9,000", "11,000"]),
        ("uno, dos u Óscar", ["uno", "dos", "Óscar"]),
    ],
)
def test_spanish_or_becomes_u_before_the_sound_of_o(expected, items):
    assert expected == speak.list_words(items, "es", either=True)


def test_english_lists_have_the_serial_comma():
    assert "A, B, and C" == speak.list_words(["A", "B", "C"], "en")
    assert "A and B" == speak.list_words(["A", "B"], "en")
    assert "A or B" == speak.list_words(["A", "B"], "en", either=True)


@pytest.mark.parametrize(
    ("expected", "value"),
    [("12,345.67", 12345.67), ("1,234", 1234.0), ("0.125", 0.125), ("35.9", 35.9), ("-2", -2)],
)
def test_numbers_have_point_decimals_and_comma_thousands_in_both_languages(expected, value):
    assert expected == speak.number_words(value, "en")
    assert expected == speak.number_words(value, "es")


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("verano/otoño", "Summer/Fall"),
        ("invierno", "Winter"),
        ("verano/otoño de 2013", "Summer/Fall 2013"),
        ("mayo/junio de 2012", "May/June 2012"),
        ("primavera de 2011", "Spring 2011"),
    ],
)
def test_seasons_and_months_that_name_an_issue_are_said_in_the_language_and_back(spanish, english):
    assert spanish == speak.season_words(english, "es")
    assert english == speak.season_words(spanish, "en")
    assert english == speak.season_words(english, "en")


def test_a_name_that_is_no_season_is_left_alone():
    assert "Anniversary issue" == speak.season_words("Anniversary issue", "es")
    assert "otoño de 2013" == speak.season_words("Autumn 2013", "es")
    assert "" == speak.season_words("", "es")


def test_languages_are_named_in_each_other():
    assert "inglés" == speak.language_name("en", "es")
    assert "español" == speak.language_name("es", "es")
    assert "Spanish" == speak.language_name("es", "en")
    assert "qqq" == speak.language_name("qqq", "en")


@pytest.mark.parametrize("tag", ["en", "es", "pt-BR", "zh-Hans", "cy", "ar"])
def test_known_tags_are_languages(tag):
    assert speak.is_language(tag)


@pytest.mark.parametrize("tag", ["", "english", "e", "es_US", "../es", "qqq", "en-", "xx"])
def test_other_tags_are_no_languages(tag):
    assert not speak.is_language(tag)


def test_plural_forms_are_gettexts():
    assert "nplurals=2; plural=(n != 1);" == speak.plural_forms("es")
    assert "nplurals=2; plural=(n != 1);" == speak.plural_forms("en")


def test_a_label_begins_with_a_capital_and_quotes_are_curly():
    assert "Septiembre de 2026" == speak.sentence_case("septiembre de 2026", "es")
    assert "¿Qué es?" == speak.sentence_case("¿qué es?", "es")
    assert "2026" == speak.sentence_case("2026", "en")
    assert "“fatiga”" == speak.quoted("fatiga", "es")


def test_arabic_runs_from_right_to_left():
    assert speak.is_right_to_left("ar")
    assert not speak.is_right_to_left("es")
