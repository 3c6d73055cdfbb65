"""Independent judges: veraPDF and page-validation find no fault in any tagged file, of either profile."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import page as page_validation
import pytest
from features import FEATURES, LANGUAGES, MODERN, printed
from press_samples import SCREEN
from specimen import Specimen, locked
from verapdf import MODERN as MODERN_FLAVOURS
from verapdf import UA1, missing, verdicts

EDITIONS = ("screen", "large-print")
FLAVOURS = (UA1, *MODERN_FLAVOURS)
WANTED = [f"{name}.{language}.pdf" for name in FEATURES for language in LANGUAGES]

needs_verapdf = pytest.mark.skipif(bool(missing()), reason=f"veraPDF did not judge: {missing()}")
Judge = Callable[[str], dict[str, list[str]]]


def profile(flavour: str) -> str:
    return "ua1" if flavour == UA1 else "modern"


@pytest.fixture(scope="session")
def judged(specimen: Specimen) -> Judge:
    """A function that returns what veraPDF says of all files by a flavour; the processes of a run ask it once each."""

    def verdict(flavour: str) -> dict[str, list[str]]:
        kept = specimen.folder / f"verapdf.{flavour}.json"
        with locked(kept):
            if not kept.exists():
                files = [*feature_files(specimen.folder, profile(flavour)), *issue_files(specimen, profile(flavour))]
                kept.write_text(json.dumps(verdicts(flavour, files)))
            found: dict[str, list[str]] = json.loads(kept.read_text())
        return found

    return verdict


def feature_files(folder: Path, standard: str) -> list[Path]:
    made = folder / f"features.{standard}"
    with locked(made):
        if not made.exists():
            made.mkdir()
            output = SCREEN if standard == "ua1" else MODERN
            for name in FEATURES:
                for language in LANGUAGES:
                    (made / f"{name}.{language}.pdf").write_bytes(printed(name, language, output))
    return sorted(made.glob("*.pdf"))


def issue_files(specimen: Specimen, standard: str) -> list[Path]:
    modern = standard == "modern"
    return [specimen.pdf(language, edition, modern=modern) for language in LANGUAGES for edition in EDITIONS]


@needs_verapdf
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_verapdf_finds_no_fault_in_a_file_of_each_structure_type(flavour: str, judged: Judge) -> None:
    found = judged(flavour)
    assert {name: [] for name in WANTED} == {name: found.get(name) for name in WANTED}


@needs_verapdf
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_verapdf_finds_no_fault_in_the_specimen_issue(flavour: str, judged: Judge, specimen: Specimen) -> None:
    found = judged(flavour)
    names = [path.name for path in issue_files(specimen, profile(flavour))]
    assert {name: [] for name in names} == {name: found.get(name) for name in names}


@needs_verapdf
def test_verapdf_finds_the_faults_that_are_there(tmp_path: Path) -> None:
    """A judge that finds nothing anywhere would prove nothing."""
    (tmp_path / "old.pdf").write_bytes(printed("note", "en", SCREEN))
    broken = printed("figure", "en", SCREEN).replace(b"pdfuaid:part>1", b"pdfuaid:part>3")
    (tmp_path / "broken.pdf").write_bytes(broken)
    found = verdicts("ua2", [tmp_path / "old.pdf"])["old.pdf"]
    assert {"6.1-1", "8.2.5.2-2", "8.2.5.14-1", "8.8-1"} <= {rule.split(" ")[0] for rule in found}
    assert 1 == len(verdicts(UA1, [tmp_path / "broken.pdf"])["broken.pdf"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FEATURES)
def test_page_validation_finds_no_fault_in_a_file_of_each_structure_type(
    name: str, language: str, tmp_path: Path
) -> None:
    (tmp_path / "feature.pdf").write_bytes(printed(name, language, SCREEN))
    assert [] == [str(f) for f in page_validation.validate_pdf(tmp_path / "feature.pdf", profile="ua1").failures]


@pytest.mark.parametrize("standard", ["ua1", "modern"])
def test_qpdf_and_poppler_read_every_file_without_a_complaint(standard: str, specimen: Specimen) -> None:
    files = issue_files(specimen, standard)
    if (qpdf := shutil.which("qpdf")) is None or (pdfinfo := shutil.which("pdfinfo")) is None:
        pytest.skip("needs qpdf and poppler-utils")
    for path in files:
        said = subprocess.run([qpdf, "--check", path], capture_output=True, text=True, check=False)
        assert (0, "") == (said.returncode, said.stderr), said.stderr
        command = [pdfinfo, "-struct-text", path]
        # Titles of links come as they are in the file.
        read = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        # Poppler knows the list numberings of PDF 1.7 alone.
        complaints = [row for row in read.stderr.splitlines() if standard == "ua1" or "ListNumbering" not in row]
        assert (0, []) == (read.returncode, complaints)
        assert read.stdout.startswith("Document\n")
