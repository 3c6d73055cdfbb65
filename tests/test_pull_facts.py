"""What sources say about their texts, and that nothing is made up."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.sources.dates import finer, read_date, read_timestamp
from pipeline.sources.facts import Line, read_facts
from pipeline.sources.furniture import without_site
from pipeline.sources.people import Named, read_people, read_person
from pipeline.sources.tongue import language_of


def date(text: str) -> str | None:
    return read_date(text, Span("x"), Problems())


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems]


def facts(*lines: str) -> dict[str, Any]:
    reading = read_facts([Line(text, 0) for text in lines], Span("x"), Problems())
    return {fact.kind: fact.value for fact in reading.facts}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Thursday, 30 July 2015 14:24", "2015-07-30T14:24"),
        ("Jueves, 30 Julio 2015 14:24", "2015-07-30T14:24"),
        ("el 26 de junio de 2014", "2014-06-26"),
        ("1.º de enero de 2020", "2020-01-01"),
        ("April 1, 2019", "2019-04-01"),
        ("Sept. 3rd, 2019", "2019-09-03"),
        ("March 2015", "2015-03"),
        ("marzo de 2015", "2015-03"),
        ("2015", "2015"),
        ("2015-07-30", "2015-07-30"),
        ("Summer/Fall 2013", None),
        ("31 April 2015", None),
        ("the 30th", None),
    ],
)
def test_a_date_keeps_the_precision_it_was_stated_at(stated: str, expected: str | None) -> None:
    assert expected == date(stated)


def test_a_date_in_figures_is_refused_with_a_warning() -> None:
    problems = Problems()
    assert read_date("11/9/2021", Span("x"), problems) is None
    assert ["date-ambiguous"] == codes(problems)


def test_a_time_stamp_keeps_its_own_zones_clock() -> None:
    assert read_timestamp("2015-07-30T14:24:05-04:00") == "2015-07-30T14:24"
    assert read_timestamp("Tue, 03 Jun 2014 10:05:00 -0400") == "2014-06-03T10:05"
    assert read_timestamp("yesterday") is None


def test_of_two_dates_that_agree_the_finer_is_kept() -> None:
    assert finer("2015-07-30", "2015-07-30T14:24") == "2015-07-30T14:24"
    assert finer("2015-07", "2016-07-01") is None


def test_a_reviewer_has_name_credentials_and_the_roles_below() -> None:
    found = facts(
        "Reviewed by Ada L. Brook, M.D., Ph.D.",
        "President, The Brook Group",
        "Professor of Neurology (retired)",
    )
    assert found == {
        "reviewers": {
            "name": "Ada L. Brook",
            "credentials": "M.D., Ph.D.",
            "roles": ["President, The Brook Group", "Professor of Neurology (retired)"],
        }
    }


def test_a_reviewers_line_may_state_the_day() -> None:
    assert facts("Medically reviewed by Ada Brook, MD, on March 3, 2024") == {
        "reviewed": "2024-03-03",
        "reviewers": {"name": "Ada Brook", "credentials": "MD"},
    }


def test_spanish_sentences_are_read_too() -> None:
    found = facts(
        "Revisado por Dra. Ana Ruiz, MD",
        "Última actualización el 30 de julio de 2015",
        "Última revisión: marzo de 2024",
    )
    assert found["reviewers"]["name"] == "Dra. Ana Ruiz"
    assert found["source_modified"] == "2015-07-30"
    assert found["reviewed"] == "2024-03"


def test_a_sites_save_time_is_no_review() -> None:
    assert facts("Last Updated on Thursday, 30 July 2015 14:24") == {"source_modified": "2015-07-30T14:24"}


@pytest.mark.parametrize(
    "text",
    [
        "REVISADO POR EXPERTOS",
        "Reviewed by experts",
        "The plan was reviewed by the city council in March 2015 and sent back.",
        "She was last updated on her sister's health in July.",
        "By noon the streets were empty.",
    ],
)
def test_running_text_is_not_taken_for_a_fact(text: str) -> None:
    assert {} == facts(text)


def test_first_appearance_keeps_the_names_as_printed() -> None:
    expected = {"first_appeared": {"publication": "The Motivator", "issue": "Summer/Fall 2013"}}
    assert expected == facts("This content originally appeared in the Summer/Fall 2013 issue of The Motivator.")
    assert {"publication": "The Motivator", "issue": "verano/otoño de 2013"} == facts(
        "Publicado originalmente en el número de verano/otoño de 2013 de The Motivator."
    )["first_appeared"]


def test_dates_that_contradict_are_reported() -> None:
    problems = Problems()
    read_facts([Line("Last updated: May 1, 2020", 0), Line("Last updated: May 2, 2020", 1)], Span("x"), problems)
    assert ["fact-conflict"] == codes(problems)


def test_people_of_a_byline_are_told_apart() -> None:
    assert read_people("Ana Ruiz, PhD, MPH; Jim Roe, MSPH") == (
        Named("Ana Ruiz", "PhD, MPH"),
        Named("Jim Roe", "MSPH"),
    )
    assert read_people("Ana Ruiz, Jim Roe and Li Wei") == (
        Named("Ana Ruiz"),
        Named("Jim Roe"),
        Named("Li Wei"),
    )
    assert read_people("Super User") == ()
    assert read_person("Susan Hill, M.D., Director, Orange Clinic") == Named(
        "Susan Hill", "M.D.", ("Director, Orange Clinic",)
    )


@pytest.mark.parametrize(
    ("window", "site", "expected"),
    [
        ("Managing Heat | Hillside Health", "", "Managing Heat"),
        ("Hillside Health | Managing Heat", "Hillside Health", "Managing Heat"),
        ("Heat - what it does", "", "Heat - what it does"),
        ("Heat - what it does - Hillside", "Hillside", "Heat - what it does"),
    ],
)
def test_a_windows_title_loses_the_sites_name(window: str, site: str, expected: str) -> None:
    assert expected == without_site(window, site)


def test_the_text_decides_the_language_and_a_false_declaration_is_reported() -> None:
    problems = Problems()
    spanish = (
        "La fatiga es uno de los síntomas que las personas con la enfermedad notan más en el día y por la noche. " * 3
    )
    assert language_of(spanish, "en-US", "en", Span("x"), problems) == "es"
    assert ["language-mismatch"] == codes(problems)
    assert language_of("Short.", "es", "en", Span("x"), Problems()) == "es"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Medically reviewed by Ana Ruiz, M.D. — Written by Lee Brown on March 5, 2024",
            {"reviewers": {"name": "Ana Ruiz", "credentials": "M.D."}, "authors": [{"name": "Lee Brown"}]},
        ),
        ("Reviewed: March 2024 • Next review: March 2027", {"reviewed": "2024-03", "review_due": "2027-03"}),
        (
            "Reviewed on March 5, 2024 by Ana Ruiz, MD",
            {"reviewed": "2024-03-05", "reviewers": {"name": "Ana Ruiz", "credentials": "MD"}},
        ),
        (
            "Revisado médicamente por la Dra. Ana Ruiz, el 4 de octubre de 2023",
            {"reviewed": "2023-10-04", "reviewers": {"name": "Dra. Ana Ruiz"}},
        ),
        ("Date reviewed: May 2022", {"reviewed": "2022-05"}),
        ("Este contenido fue revisado el 5 de marzo de 2024", {"reviewed": "2024-03-05"}),
        ("First published in March 2014", {"published": "2014-03"}),
        ("Reviewed 3/2024", {}),
        ("She reviewed the plan on March 5, 2024 — and wrote it anew.", {}),
    ],
)
def test_the_lines_of_publishers_give_what_they_say_and_no_more(line: str, expected: dict[str, object]) -> None:
    found = read_facts([Line(line, 0)], Span("p"), Problems())
    assert expected == {fact.kind: fact.value for fact in found.facts}


def test_reviewers_joined_by_and_are_two_people() -> None:
    found = read_facts([Line("Reviewed by Ana Ruiz, MD, FAAN and Lee Brown, PhD", 0)], Span("p"), Problems())
    assert [("Ana Ruiz", "MD, FAAN"), ("Lee Brown", "PhD")] == [
        (fact.value["name"], fact.value["credentials"]) for fact in found.facts
    ]
