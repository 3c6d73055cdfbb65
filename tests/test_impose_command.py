"""`motivator impose` at the terminal: what it writes, what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from booklets import booklet, changed
from publications import run, said


@pytest.fixture
def printed(tmp_path: Path, faces_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
    path = tmp_path / "issue.en.print.pdf"
    path.write_bytes(booklet(8))
    return path


def test_it_writes_sheets_beside_the_file_and_needs_no_publication(printed: Path, tmp_path: Path) -> None:
    result = run(tmp_path, "impose", str(printed), "--caliper", "0.1mm")
    target = tmp_path / "issue.en.print.saddle.pdf"
    assert f"{target}  4 sides of 9.333 by 6.556 in\n" == result.stdout
    assert "" == result.stderr
    with pikepdf.open(target) as pdf:
        assert 4 == len(pdf.pages)


def test_pages_that_do_not_fill_the_sheets_are_said_and_no_fault(printed: Path, tmp_path: Path) -> None:
    printed.write_bytes(booklet(6))
    result = run(tmp_path, "impose", str(printed), "--output", str(tmp_path / "to" / "sheets.pdf"))
    assert "4 sides of 9.333 by 6.556 in, 2 blank pages" in result.stdout
    assert [f"{printed.name} pages-padded"] == said(result)
    assert (tmp_path / "to" / "sheets.pdf").is_file()


def test_what_a_sheet_has_no_use_for_is_said_to_stay_behind(printed: Path, tmp_path: Path) -> None:
    def tag(pdf: pikepdf.Pdf) -> None:
        pdf.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)

    printed.write_bytes(changed(printed.read_bytes(), tag))
    assert "left behind: its tags and reading order\n" == run(tmp_path, "impose", str(printed)).stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--scheme", "triple"], "'triple' is not one of 'saddle', 'two-up'"),
        (["--sheet", "big"], '"big" is no sheet; write 19x25in'),
        (["--caliper", "thick"], '"thick" is no length'),
        (["--gutter", "-3pt"], '"-3pt" is less than nothing'),
        (["--creep", "shingle"], "--creep shingle needs --caliper"),
        (["--signature", "6"], "a signature of 6 pages on sheets of 4: take a multiple"),
        (["--scheme", "four-up-sheetwise", "--signature", "12"], "on sheets of 8"),
    ],
)
def test_wrong_options_are_exit_2(options: list[str], words: str, printed: Path, tmp_path: Path) -> None:
    result = run(tmp_path, "impose", str(printed), *options, exit_code=2)
    assert words in result.stderr
    assert [printed] == list(tmp_path.glob("*.pdf"))


def test_the_file_itself_is_never_written_over(printed: Path, tmp_path: Path) -> None:
    before = printed.read_bytes()
    result = run(tmp_path, "impose", str(printed), "--output", str(printed), exit_code=2)
    assert "--output is the file itself" in result.stderr
    assert before == printed.read_bytes()
    assert "does not exist" in run(tmp_path, "impose", str(tmp_path / "no.pdf"), exit_code=2).stderr


def test_a_file_that_cannot_be_imposed_is_exit_1_and_writes_nothing(printed: Path, tmp_path: Path) -> None:
    good = printed.read_bytes()
    for data, options, code in (
        (b"not a PDF", [], "pdf-unreadable"),
        (changed(good, lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user="")), [], "pdf-encrypted"),
        (good, ["--sheet", "9x6in"], "sheet-small"),
    ):
        printed.write_bytes(data)
        result = run(tmp_path, "impose", str(printed), *options, exit_code=1)
        assert [f"{printed.name} {code}"] == said(result)
        assert "hint: " in result.stderr
        assert [printed] == list(tmp_path.glob("*.pdf"))


def test_a_disk_that_refuses_is_exit_3(printed: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run(tmp_path, "impose", str(printed), "--output", str(tmp_path / "file" / "x.pdf"), exit_code=3)
    assert "cannot write" in result.stderr


@pytest.mark.parametrize(
    ("scheme", "option"), [("saddle", "--gutter"), ("two-up", "--spine")], ids=["no cut", "no fold"]
)
def test_room_for_which_a_scheme_has_no_place_is_wrong_usage(
    scheme: str, option: str, printed: Path, tmp_path: Path
) -> None:
    result = run(tmp_path, "impose", str(printed), "--scheme", scheme, option, "5mm", exit_code=2)
    assert option in result.stderr
    assert not list(tmp_path.glob("*.saddle.pdf"))
