"""The publication's own file."""

from __future__ import annotations

from pathlib import Path

import pytest
from publications import codes

from pipeline.edition.scaffold import SETTINGS
from pipeline.foundation.diagnostic import Exit, Problems, Unusable
from pipeline.foundation.settings import Settings, find_publication, read_settings

PLAIN = SETTINGS.replace('profile = "layouts/colour/GRACoL_TR006_coated.icc"', "")


def settings(text: str, folder: Path) -> tuple[Settings | None, list[str]]:
    (folder / "publication.toml").write_text(text, "utf-8")
    problems = Problems()
    return read_settings(folder, problems), codes(problems)


def test_a_new_publication_reads(tmp_path: Path) -> None:
    found, problems = settings(PLAIN, tmp_path)
    assert found is not None
    assert ("en", ["en", "es"], 36, "Features", []) == (
        found.language,
        found.languages,
        found.review.months,
        found.departments["features"].title,
        problems,
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('["en", "es"]', "[]", "4:1 languages-missing"),
        ('["en", "es"]', '["en", "xx-nowhere-at-all-whatever"]', "4:1 language-unknown"),
        ('["en", "es"]', '["en", "es", "en"]', "4:1 language-twice"),
        ("months = 36", "months = 36\ndepartments = { featrues = 12 }", "17:1 department-unknown"),
        ("months = 36", 'months = "three years"', "16:1 value-kind"),
        ("months = 36", "months = 100000", "16:1 value-kind"),
        ("due_days = 90", "due_days = -1", "17:1 value-kind"),
        ("[press]", '[press]\nprofile = "no.icc"', "20:1 profile-missing"),
        ('name = "My Organization"', "", "8:1 key-missing"),
        ("telephone", "phone", "11:1 unknown-key"),
    ],
)
def test_a_fault_has_its_line(old: str, new: str, expected: str, tmp_path: Path) -> None:
    assert old in PLAIN
    assert [expected] == settings(PLAIN.replace(old, new, 1), tmp_path)[1]


def test_a_publication_is_found_from_any_folder_inside_it(tmp_path: Path) -> None:
    inside = tmp_path / "articles" / "figures"
    inside.mkdir(parents=True)
    (tmp_path / "publication.toml").write_text(PLAIN)
    assert tmp_path == find_publication(inside)


def test_no_publication_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as caught:
        find_publication(tmp_path)
    assert Exit.USAGE is caught.value.exit_code
