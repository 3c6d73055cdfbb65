"""What composing keeps on disk: believed only as it was written, and of no consequence for what comes out."""

from __future__ import annotations

import hashlib
import marshal
from pathlib import Path

import pytest

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.typesetting import keeping
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.keeping import keep, opened, origin
from pipeline.typesetting.layout import Family, Justification, TextStyle
from pipeline.typesetting.page import Line
from pipeline.typesetting.paragraph import Composer, Run

BODY = TextStyle("body", "serif", 10, 12.5, align="justify", hyphenate=True, indent=10)
TEXTS = (
    "Magnetic resonance imaging of the office waffle: demyelination, rehabilitation and physiotherapy for 12 mg of it.",
    "Rehabilitation begins where treatment cannot go on; Dr. Hollingsworth says so, and https://example.org/steps/one.",
)
VALUE = {"a": (1.5, "b", None), "c": [b"d", True]}


@pytest.fixture
def fonts(request: pytest.FixtureRequest) -> Path:
    cache = request.config.cache
    assert cache is not None
    return cache.mkdir("fonts")


def composer(fonts: Path, cache: Path | None, exceptions: dict[str, str] | None = None) -> Composer:
    library = FaceLibrary({"serif": Family("source-serif-4", optical=10.0)}, fonts)
    return Composer(library, Justification(), {"en": Hyphenator("en", exceptions or {}, cache=cache)}, cache)


def set_all(made: Composer, style: TextStyle = BODY) -> list[tuple[Line, ...]]:
    problems = Problems()
    found = []
    for number, text in enumerate(TEXTS):
        run = Run(text, "serif/regular", style.size, "ink")
        where = Span("a.md", number + 1, 1)
        found.append(made.lines([run], style, 120, language="en", span=where, problems=problems))
    return found


def files(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    keep(tmp_path / "x" / "y", "kind", VALUE)
    assert opened(tmp_path / "x" / "y", "kind") == VALUE


def test_nothing_is_believed_that_is_not_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x"
    keep(path, "kind", VALUE)
    data = path.read_bytes()
    assert opened(tmp_path / "none", "kind") is None
    assert opened(tmp_path, "kind") is None
    assert opened(path, "other") is None
    for broken in (b"", data[:-1], data[:50], data + b"x", data[:-3] + b"\0" + data[-2:], b"<html>" + data):
        path.write_bytes(broken)
        assert opened(path, "kind") is None


def test_another_version_of_the_program_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    keep(path, "kind", VALUE)
    monkeypatch.setattr(keeping, "origin", lambda: hashlib.sha256(b"later").digest())
    assert opened(path, "kind") is None


def test_a_value_of_another_form_is_not_kept_over(tmp_path: Path) -> None:
    assert len(origin()) == 32
    path = tmp_path / "x"
    keep(path, "kind", VALUE)
    with pytest.raises(ValueError, match="unmarshallable"):
        keep(path, "kind", object())
    assert opened(path, "kind") == VALUE


def test_a_folder_keeps_within_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LIMIT", 5_000)
    for number in range(10):
        keep(tmp_path / str(number), "kind", bytes(1_000))
    found = files(tmp_path)
    assert sum(path.stat().st_size for path in found) <= 5_000
    assert tmp_path / "9" in found


def test_a_folder_that_takes_nothing_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("in the way", encoding="utf-8")
    keep(tmp_path / "words" / "x", "kind", VALUE)
    assert opened(tmp_path / "words" / "x", "kind") is None


def test_lines_are_the_same_with_and_without_a_cache(tmp_path: Path, fonts: Path) -> None:
    plain = set_all(composer(fonts, None))
    first = composer(fonts, tmp_path)
    assert plain == set_all(first)
    first.keep()
    kept = files(tmp_path)
    assert kept
    again = composer(fonts, tmp_path)
    assert plain == set_all(again)
    before = [path.stat().st_mtime_ns for path in kept]
    again.keep()
    assert before == [path.stat().st_mtime_ns for path in kept], "nothing new, nothing written"


def test_a_broken_cache_changes_no_line(tmp_path: Path, fonts: Path) -> None:
    first = composer(fonts, tmp_path)
    plain = set_all(first)
    first.keep()
    for path in files(tmp_path):
        path.write_bytes(path.read_bytes()[:-7])
    again = composer(fonts, tmp_path)
    assert plain == set_all(again)
    again.keep()
    assert all(opened(path, path.parent.name) is not None for path in files(tmp_path))


def test_divisions_follow_the_publications_own_list(tmp_path: Path, fonts: Path) -> None:
    first = composer(fonts, tmp_path)
    set_all(first)
    first.keep()
    own = {"rehabilitation": "rehabilitation", "demyelination": "demyelination"}
    assert set_all(composer(fonts, None, own)) == set_all(composer(fonts, tmp_path, own))


def test_another_size_and_setting_shares_the_words_only(tmp_path: Path, fonts: Path) -> None:
    first = composer(fonts, tmp_path)
    set_all(first)
    first.keep()
    large = TextStyle("body", "serif", 11, 12.5, align="start", hyphenate=True)
    assert set_all(composer(fonts, None), large) == set_all(composer(fonts, tmp_path), large)


def test_a_kept_value_is_plain(tmp_path: Path) -> None:
    keep(tmp_path / "x", "kind", VALUE)
    data = (tmp_path / "x").read_bytes()
    assert marshal.loads(data[len(b"motivator kind\n") + 64 :]) == VALUE
