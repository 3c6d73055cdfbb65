"""A partner in another language, matched text by text and offered to the translator."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.main import main
from pipeline.foundation.diagnostic import Problems
from pipeline.translation.align import Pair, Unit, align
from pipeline.translation.catalog import open_catalog
from pipeline.translation.po import Entry

SETTINGS = 'name = "The Motivator"\nlanguages = ["en", "es"]\n[publisher]\nname = "Specimen"\n'
SAMPLES = Path(__file__).parents[2] / "shared/samples/markdown"
ENGLISH = """---
title: Heat and your legs
language: en
---

In 2019, a study of 412 people showed that warmth slows the nerves of the legs.

## What you can do

Wear a cooling vest when the temperature is above 30 °C, and rest in the shade.

Ask your neurologist about dalfampridine (Ampyra®), a medicine that may help you to walk.

Call us at 800-555-0142, or write to editor@example.org.
"""
SPANISH = """---
title: El calor y sus piernas
lang: es
---

En 2019, un estudio de 412 personas mostró que el calor hace más lentos los nervios de las piernas.

Esta frase está solamente en la página en español, y no la tiene nadie más en otra parte.

## Qué puede hacer usted

Use un chaleco de enfriamiento cuando la temperatura pase de los 30 °C. Descanse a la sombra.

Pregunte a su neurólogo por la dalfampridina (Ampyra®), un medicamento que puede ayudarle a caminar.

Llámenos al 800-555-0142, o escriba a editor@example.org.
"""


def pull(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "--today", "2026-11-22", "pull", *arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "publication.toml").write_text(SETTINGS)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/heat.md").write_text(ENGLISH)
    (tmp_path / "calor.md").write_text(SPANISH)
    return tmp_path


def entries(root: Path, slug: str = "heat") -> dict[str, Entry]:
    problems = Problems()
    path = root / f"locale/es/LC_MESSAGES/{slug}.po"
    catalog = open_catalog(path, root, "es", problems)
    assert catalog is not None and not problems.errors
    return {entry.msgid: entry for entry in catalog.entries}


def test_the_partner_is_offered_as_fuzzy_translations_with_score_and_source(root: Path) -> None:
    done = pull(root, str(root / "calor.md"), "--translation-of", "heat")
    assert done.exit_code == 0, done.output
    found = entries(root)
    assert {
        "Heat and your legs": "El calor y sus piernas",
        "What you can do": "Qué puede hacer usted",
        "Call us at 800-555-0142, or write to editor@example.org.": "Llámenos al 800-555-0142, o escriba a editor@example.org.",
    }.items() <= {key: entry.text for key, entry in found.items()}.items()
    assert all("neurólogo" in e.text for key, e in found.items() if "neurologist" in key)
    assert all(e.fuzzy and "matched by machine, score 0." in e.comments[-1] for e in found.values() if e.text)
    assert not any("Esta frase" in entry.text for entry in found.values())


def test_a_translators_own_work_is_never_touched(root: Path) -> None:
    pull(root, str(root / "calor.md"), "--translation-of", "heat")
    path = root / "locale/es/LC_MESSAGES/heat.po"
    path.write_text(path.read_text().replace("Qué puede hacer usted", "Qué hacer"))
    before = path.read_bytes()
    again = pull(root, str(root / "calor.md"), "--translation-of", "heat")
    assert (0, before) == (again.exit_code, path.read_bytes())
    assert "0 texts offered" in again.stdout


def test_a_dry_run_offers_nothing(root: Path) -> None:
    done = pull(root, str(root / "calor.md"), "--translation-of", "heat", "--dry-run")
    assert "6 texts offered" in done.stdout
    assert not (root / "locale").exists()


def test_a_page_in_the_articles_own_language_is_no_translation(root: Path) -> None:
    (root / "same.md").write_text(ENGLISH)
    done = pull(root, str(root / "same.md"), "--translation-of", "heat")
    assert (1, True) == (done.exit_code, "translation-language" in done.stderr)


def test_an_article_that_is_not_there_is_wrong_usage(root: Path) -> None:
    assert 2 == pull(root, str(root / "calor.md"), "--translation-of", "cold").exit_code


TEXTS = st.lists(st.text(alphabet="abcdefgh 0123456789.", min_size=1, max_size=60), max_size=9)


@given(TEXTS, TEXTS)
def test_pairs_keep_the_order_of_both_sides(one: list[str], other: list[str]) -> None:
    source = [Unit(f"{n}|{text}", text, "paragraph") for n, text in enumerate(one)]
    target = [Unit(f"{n}|{text}", text, "paragraph") for n, text in enumerate(other)]
    pairs = align(source, target, "es")
    firsts = [int(pair.source.partition("|")[0]) for pair in pairs]
    seconds = [int(pair.translation.partition("|")[0]) for pair in pairs]
    assert firsts == sorted(set(firsts)) and seconds == sorted(set(seconds))
    assert all(0 <= pair.score <= 1 for pair in pairs)


def test_equal_texts_are_matched_one_by_one() -> None:
    texts = [
        Unit(t, t, "paragraph") for t in ("In 2019 it was warm.", "In 2020 it was colder than ever.", "See page 12.")
    ]
    assert [(t.source, t.source) for t in texts] == [(p.source, p.translation) for p in align(texts, texts, "en")]


def test_a_text_that_the_partner_parts_in_two_is_answered_by_both() -> None:
    whole = Unit(
        "whole",
        "In 2019, 412 people were asked about dalfampridine. In 2021, 530 people were asked again.",
        "paragraph",
    )
    halves = [
        Unit("one.", "En 2019 se preguntó a 412 personas por la dalfampridina.", "paragraph"),
        Unit("two.", "En 2021 se preguntó de nuevo a 530 personas.", "paragraph"),
    ]
    [pair] = align([whole], halves, "es")
    assert Pair("whole", "one. two.", pair.score) == pair


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not at hand")
def test_a_real_pair_of_pages_is_matched_without_a_wrong_one(root: Path) -> None:
    english, spanish = SAMPLES / "0001-02-01-what-if-im-self-employed.md", SAMPLES / "es-what-if-im-self-employed.md"
    assert pull(root, str(english), "--slug", "work").exit_code == 0
    assert pull(root, str(spanish), "--translation-of", "work").exit_code == 0
    offered = {key: entry.text for key, entry in entries(root, "work").items() if entry.text}
    starts = {key[:28]: text[:22] for key, text in offered.items()}
    assert len(offered) >= 12
    known = {
        "What if I'm self-employed?": "¿Qué ocurre si soy un ",
        "If you run an income-generat": "Si usted tiene un nego",
        "New options for the self-emp": "Nuevas opciones para l",
        "You can't be denied coverage": "No se le puede negar l",
        "When you fill out a Marketpl": "También podrá averigua",
    }
    assert known.items() <= starts.items()
