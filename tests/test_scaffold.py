"""A new publication is whole: it checks, it builds, and its translators can begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from publications import codes, run

from pipeline.edition.inputs import read_inputs
from pipeline.edition.scaffold import scaffold
from pipeline.editorial.issue import furniture_words
from pipeline.foundation.diagnostic import Exit, Problems, Unusable
from pipeline.foundation.settings import read_settings
from pipeline.translation import furniture
from pipeline.translation.catalog import open_catalogs
from pipeline.typesetting.layoutfile import read_layout


def test_every_file_it_names_is_there(tmp_path: Path) -> None:
    files = scaffold(tmp_path / "new")
    assert sorted(files) == sorted(path for path in (tmp_path / "new").rglob("*") if path.is_file())
    assert {"publication.toml", "layouts", "articles", "locale", ".gitignore"} <= {
        path.name for path in (tmp_path / "new").iterdir()
    }


def test_its_issue_reads_without_a_problem(scaffolded: Path) -> None:
    problems = Problems()
    inputs = read_inputs(scaffolded, "first", problems)
    assert inputs is not None
    layouts = [read_layout(scaffolded, name, "en", problems) for name in inputs.issue.plan.editions]
    assert (["first"], True, []) == (list(inputs.documents), all(layouts), codes(problems))


@pytest.mark.parametrize("language", ["en", "es"])
def test_its_catalogs_hold_the_words_of_the_layouts_and_nothing_of_the_house(language: str, scaffolded: Path) -> None:
    problems = Problems()
    catalog = open_catalogs(scaffolded, language, problems).get(furniture.DOMAIN)
    assert catalog is not None
    settings = read_settings(scaffolded, problems)
    assert settings is not None
    words = furniture_words(scaffolded, settings, problems)
    assert [message.text for message in furniture.messages(words)] == [entry.msgid for entry in catalog.entries]
    assert language == "en" or all(entry.translated and not entry.fuzzy for entry in catalog.entries)
    assert b"Motivator" not in catalog.data()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for taken in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(Unusable) as caught:
            scaffold(taken)
        assert Exit.USAGE is caught.value.exit_code
    assert ["mine.txt"] == [path.name for path in tmp_path.iterdir()]


def test_nothing_is_said_of_it_and_nothing_is_left_to_update(tmp_path: Path) -> None:
    scaffold(tmp_path / "new")
    before = {path: path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file()}
    for command in (("check",), ("check", "first"), ("catalog", "check")):
        result = run(tmp_path / "new", *command)
        assert ("", "") == (result.stdout, result.stderr)
    run(tmp_path / "new", "catalog", "update")
    made = {path: path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert before == {path: data for path, data in made.items() if "output" not in path.parts}


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert scaffold(tmp_path)
