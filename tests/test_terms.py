"""The glossary: read by its rows, found in any form of its words, and kept by translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.catalogs import check_entry
from pipeline.translation.checks.house import House
from pipeline.translation.glossary import FILE, read_terms
from pipeline.translation.inflection import Lemmas, tokens
from pipeline.translation.message import Message
from pipeline.translation.po import Entry
from pipeline.translation.shelf import Shelf
from pipeline.translation.termbook import occurrences, text

HEAD = "source term,language,translation,note,expansion,status,medicine\n"
ROWS = """\
fatigue,es,fatiga,,,,
fatigue,es,cansancio,that is tiredness,,forbidden,
tiredness,es,cansancio,,,,
clinical trial,es,ensayo clínico,,,,
clinical trial,es,ensayo,later on,,allowed,
relapsing MS,es,EM recurrente,,,,
MS,es,EM,,esclerosis múltiple,,
screening,es,prueba de detección,,,,
social worker,es,trabajador social,,,,
ocrelizumab,es,ocrelizumab,,,,generic
glatiramer acetate,es,acetato de glatiramer,,,,generic
Ocrevus,es,Ocrevus,,,,brand
The Motivator,es,The Motivator,,,do not translate,
,es,minusválido,it hurts our readers,,forbidden,
"""


def terms(folder: Path, rows: str) -> tuple[House, list[str]]:
    (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(HEAD + rows, "utf-8")
    problems = Problems()
    house = House(read_terms(folder, problems))
    return house, [f"{problem.span.line} {problem.code}" for problem in problems]


def found(
    folder: Path, original: str, translation: str, rows: str = ROWS, pair: tuple[str, str] = ("en", "es")
) -> list[tuple[str, str]]:
    house, _ = terms(folder, rows)
    problems = Problems()
    message = Message(original, domain="walking", language=pair[0])
    check_entry(message, Entry(original, (translation,)), pair[1], problems, house)
    return [(problem.severity, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("Fatigue is common in MS.", "La fatiga es común en la EM."),
        ("Fatigue is common in MS.", "La fatiga es común en la esclerosis múltiple."),
        ("Two clinical trials ended.", "Terminaron dos ensayos clínicos."),
        ("Two clinical trials ended.", "Terminaron dos ensayos."),
        ("Ask the social workers.", "Pregunte a las trabajadoras sociales."),
        ("MS fatigue is not tiredness.", "La fatiga de la EM no es cansancio."),
        ("MS fatigue is not being tired.", "La fatiga de la EM no es el cansancio."),
        ("Glatiramer acetate is injected.", "El acetato de glatiramer se inyecta."),
        ("Read The Motivator today.", "Lea hoy The Motivator."),
        ("Relapsing MS comes and goes.", "La EM recurrente va y viene."),
        ("The video screen is small.", "La pantalla es pequeña."),
        ("Call Ms. Ruiz today.", "Llame hoy a la Sra. Ruiz."),
    ],
)
def test_a_term_is_known_in_every_form_of_its_words(original: str, translation: str, tmp_path: Path) -> None:
    assert [] == found(tmp_path, original, translation)


@pytest.mark.parametrize(
    ("wanted", "original", "translation"),
    [
        (("error", "term-forbidden"), "Fatigue is common.", "El cansancio es común."),
        (("error", "term-forbidden"), "Fatigue after fatigue.", "Fatiga tras cansancios."),
        (("error", "term-forbidden"), "He uses a wheelchair.", "Es minusválido."),
        (("warning", "term-other"), "Two clinical trials ended.", "Terminaron dos estudios."),
        (("warning", "term-other"), "Relapsing MS comes and goes.", "La EM va y viene."),
        (("error", "term-translated"), "Read The Motivator today.", "Lea hoy El Motivador."),
        (("error", "medicine-changed"), "Ocrelizumab is given twice.", "Se administra dos veces."),
        (("error", "medicine-changed"), "It is given twice.", "El ocrelizumab se administra dos veces."),
        (("error", "medicine-changed"), "Ocrevus is given twice.", "Ocrebus se administra dos veces."),
        (("error", "medicine-changed"), "Glatiramer acetate helps.", "El acetato ayuda."),
    ],
)
def test_a_term_that_is_not_kept_is_found(
    wanted: tuple[str, str], original: str, translation: str, tmp_path: Path
) -> None:
    assert wanted in found(tmp_path, original, translation)


def test_a_forbidden_word_is_named_once_with_what_to_write(tmp_path: Path) -> None:
    house, _ = terms(tmp_path, ROWS)
    problems = Problems()
    message = Message("Fatigue is common.", domain="walking", language="en")
    check_entry(message, Entry(message.text, ("El cansancio es común.",)), "es", problems, house)
    (problem,) = problems
    assert 'the glossary forbids "cansancio" for "fatigue"' == problem.message
    assert "write “fatiga” (that is tiredness); the list is locale/glossary.csv" == problem.hint


def test_a_glossary_is_read_backwards_for_an_article_in_the_other_language(tmp_path: Path) -> None:
    both = "es", "en"
    assert [] == found(tmp_path, "El ocrelizumab ayuda.", "Ocrelizumab helps.", pair=both)
    assert [("error", "medicine-changed")] == found(tmp_path, "El ocrelizumab ayuda.", "It helps.", pair=both)
    assert [("warning", "term-other")] == found(tmp_path, "La fatiga es común.", "It is common.", pair=both)


@pytest.mark.parametrize(
    "row",
    ["fatigue,,fatiga,,,,", "fatigue,es,,,,,", ",es,fatiga,,,,", "fatigue,es,fatiga,,,best,", "x,es,x,,,,drug"],
)
def test_a_row_that_says_nothing_is_named_with_its_line(row: str, tmp_path: Path) -> None:
    assert ["3 glossary-row"] == terms(tmp_path, f"MS,es,EM,,,,\n{row}\n")[1]


def test_the_glossary_of_the_house_is_without_fault() -> None:
    problems = Problems()
    assert {"en", "es"} == set(read_terms(Path(__file__).parents[1], problems))
    assert [] == [problem.text() for problem in problems]


@pytest.mark.parametrize(
    ("language", "term", "sentence", "count"),
    [
        ("es", "recaída", "Las recaídas y una recaída.", 2),
        ("es", "medio de contraste", "los medios de contraste", 1),
        ("en", "MRI", "MRIs, an MRI and the mri", 2),
        ("en", "screening", "screenings of a screen", 1),
        ("xx", "wort", "wort worte", 1),
    ],
)
def test_forms_of_a_word_are_found_and_other_words_are_not(language: str, term: str, sentence: str, count: int) -> None:
    assert count == len(occurrences(term, text(sentence), Lemmas(language, Shelf())))


def test_the_s_of_a_genitive_is_no_part_of_a_word() -> None:
    assert ["the", "patient", "visit"] == [token.form for token in tokens("the patient’s visit")]


def test_what_a_shelf_holds_is_believed_only_whole(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "lemmas", "es")
    shelf["recaídas"] = "recaída"
    shelf.keep()
    (file,) = (tmp_path / "words").iterdir()
    assert "recaída" == Shelf(tmp_path, "lemmas", "es").get("recaídas")
    assert None is Shelf(tmp_path, "lemmas", "en").get("recaídas")
    file.write_bytes(file.read_bytes()[:-1])
    assert {} == dict(Shelf(tmp_path, "lemmas", "es"))


def test_a_shelf_that_is_not_lasting_lets_go_of_what_was_not_asked_for(tmp_path: Path) -> None:
    first = Shelf(tmp_path, "verdicts", lasting=False)
    first["a"], first["b"] = 1, 2
    first.keep()
    second = Shelf(tmp_path, "verdicts", lasting=False)
    assert 1 == second["a"]
    second["c"] = 3
    second.keep()
    assert {"a": 1, "c": 3} == dict(Shelf(tmp_path, "verdicts", lasting=False))
