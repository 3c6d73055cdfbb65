"""Files appear whole or not at all, and lengths are what a designer types."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Exit, Unusable
from pipeline.foundation.files import read_text, write_all, write_whole
from pipeline.foundation.geometry import points


def test_a_file_is_written_with_its_folders_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.txt", b"one")
    write_whole(tmp_path / "a" / "b.txt", b"two")
    assert ["b.txt"] == [path.name for path in (tmp_path / "a").iterdir()]
    assert b"two" == (tmp_path / "a" / "b.txt").read_bytes()


def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a.sh"
    path.write_bytes(b"")
    path.chmod(0o751)
    write_whole(path, b"x")
    assert 0o751 == path.stat().st_mode & 0o777


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "taken").write_bytes(b"a file")
    with pytest.raises(Unusable) as caught:
        write_all({tmp_path / "old": b"new", tmp_path / "taken" / "inside": b"x"})
    assert (Exit.WORLD, "disk") == (caught.value.exit_code, caught.value.problem.code)
    assert {"old": b"old", "taken": b"a file"} == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_text_comes_without_its_mark_and_with_line_feeds(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert "one\ntwo\nthree\n" == read_text(tmp_path / "a", "a")


def test_a_byte_that_is_no_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\ntw\xff\n")
    with pytest.raises(Unusable, match=r"a:2:1: error: byte 0xFF is no UTF-8 \[file-encoding\]"):
        read_text(tmp_path / "a", "a")


@pytest.mark.parametrize(
    ("expected", "length"),
    [(18, "18pt"), (72, "1in"), (72, "25.4mm"), (72, "2.54 cm"), (24, "2pc"), (24, "2p"), (-3, "-3pt"), (0, "0pt")],
)
def test_a_length_is_in_points(expected: float, length: str) -> None:
    assert expected == pytest.approx(points(length))


@pytest.mark.parametrize("length", ["", "18", "pt", "1e9pt", "18px", "9" * 400 + "pt", "201in", "nan pt", "١pt"])
def test_what_is_no_length_of_a_page_is_refused(length: str) -> None:
    with pytest.raises(ValueError, match=r"18pt|any page"):
        points(length)


@given(st.text(max_size=20))
def test_any_text_is_a_length_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert abs(points(text)) <= 14_400
