"""A country's language falls back on the language, and counts choose a plural form."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.diagnostic import Problems
from pipeline.translation import furniture
from pipeline.translation.catalog import Catalog, Catalogs, catalog_path, new_header
from pipeline.translation.fallback import fallbacks, printing_catalogs
from pipeline.translation.merge import Memory, merge
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous, write_entries


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("es", ("es",)),
        ("es-US", ("es-US", "es")),
        ("zh-Hant-TW", ("zh-Hant-TW", "zh-Hant", "zh")),
        ("en-x-longer", ("en-x-longer", "en")),
    ],
)
def test_a_tag_falls_back_part_by_part(tag: str, expected: tuple[str, ...]) -> None:
    assert expected == fallbacks(tag)


def write(root: Path, language: str, *entries: Entry) -> None:
    path = catalog_path(root, language, "heat")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_entries((new_header("x", language), *entries)), "utf-8")


def said(root: Path, language: str, text: str) -> str:
    catalog = printing_catalogs(root, language, Problems()).get("heat")
    entry = catalog.find((None, text)) if catalog is not None else None
    return entry.text if entry is not None and entry.translated else ""


def test_each_message_comes_from_the_nearest_language_that_has_it(tmp_path: Path) -> None:
    write(tmp_path, "es", Entry("car", ("coche",)), Entry("rest", ("descanse",)), Entry("eat", ("coma",)))
    write(
        tmp_path, "es-US", Entry("car", ("carro",)), Entry("rest", ("",)),
        Entry("eat", ("come",), flags=("fuzzy",), previous=Previous("eats")),
    )  # fmt: skip
    assert ["carro", "descanse", "coma", ""] == [said(tmp_path, "es-US", text) for text in ("car", "rest", "eat", "go")]
    assert "coche" == said(tmp_path, "es", "car")


def test_a_language_without_catalogs_prints_from_the_one_it_falls_back_on(tmp_path: Path) -> None:
    write(tmp_path, "es", Entry("car", ("coche",)))
    assert "coche" == said(tmp_path, "es-US", "car")
    assert "es-US" == printing_catalogs(tmp_path, "es-US", Problems()).by_domain["heat"].language


def test_a_catalog_that_does_not_read_is_not_filled_in_from_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, "es", Entry("car", ("coche",)))
    path = catalog_path(tmp_path, "es-US", "heat")
    path.parent.mkdir(parents=True)
    path.write_text("msgid nonsense", "utf-8")
    problems = Problems()
    assert printing_catalogs(tmp_path, "es-US", problems).get("heat") is None
    assert 1 == problems.errors


# ---------------------------------------------------------------- plural forms


def words(plural: str, *forms: str, language: str = "es") -> furniture.Furniture:
    header = new_header("x", language, Entry("", (f"Plural-Forms: {plural}\n",)))
    entry = Entry("Reference", forms, msgid_plural="References")
    return furniture.open_furniture(
        Catalogs(language, {"furniture": Catalog("x", "furniture", language, header, (entry,))})
    )


def test_a_count_chooses_the_form_by_the_rule_of_the_language() -> None:
    spanish = words("nplurals=2; plural=(n != 1);", "Referencia", "Referencias")
    assert ["Referencias", "Referencia", "Referencias", "Referencias"] == [
        spanish.say("references", n) for n in (0, 1, 2, None)
    ]
    rule = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"
    polish = words(f"nplurals=3; plural=({rule});", "a", "b", "c", language="pl")
    assert ["a", "b", "c", "c", "b"] == [polish.say("references", n) for n in (1, 3, 5, 12, 22)]


def test_without_a_translation_the_forms_are_those_of_the_source() -> None:
    spanish = words("nplurals=3; plural=(n == 1 ? 0 : 2);", "Referencia", "")
    assert ["Reference", "References"] == [spanish.say("references", n) for n in (1, 2)]
    assert "en" == spanish.language_of("references")


@pytest.mark.parametrize(
    "rule", ["nplurals=2; plural=nonsense;", "nplurals=2; plural=__import__;", "", "nplurals=2; plural=9;"]
)
def test_a_rule_that_is_none_chooses_no_form_that_is_not_there(rule: str) -> None:
    assert words(rule, "Referencia", "Referencias").say("references", 2) in ("Referencia", "Referencias")


def test_an_update_asks_for_as_many_forms_as_the_language_has() -> None:
    message = Message("Reference", plural="References", domain="furniture", language="en")

    def updated(old: Catalog | None, language: str) -> Entry:
        made = merge([message], old, Memory({}), path="x", domain="furniture", language=language, project="x")
        return made.catalog.entries[0]

    assert (("", ""), "References") == (updated(None, "es").msgstr, updated(None, "es").msgid_plural)
    assert ("", "", "") == updated(None, "pl").msgstr
    old = Catalog(
        "x", "furniture", "es", new_header("x", "es"), (Entry("Reference", ("a", "b"), msgid_plural="References"),)
    )
    assert ("a", "b") == updated(old, "es").msgstr
