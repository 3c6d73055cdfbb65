"""What composing keeps on disk: believed only as it was written, and of no consequence for what comes out."""

from __future__ import annotations

import hashlib
import marshal
from pathlib import Path

import pytest

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import replace
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
    return Composer(library, Justification(), {"en": Hyphenator("en", exceptions or {}, cache=cache)}, cache, "shelf")


def set_all(made: Composer, style: TextStyle = BODY) -> list[tuple[Line, ...]]:
    problems = Problems()
    found = []
    for number, text in enumerate(TEXTS):
        run = Run(text, "serif/regular", style.size, "ink")
        where = Span("a.md", number + 1, 1)
        found.append(made.lines([run], style, 300, language="en", span=where, problems=problems))
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


def noted(made: Composer, text: str, measure: float = 60) -> tuple[tuple[Line, ...], list[tuple[str, Span]]]:
    problems = Problems()
    run = Run(text, "serif/regular", 10, "ink")
    lines = made.lines([run], BODY, measure, language="en", span=Span("b.md", 7, 1), problems=problems)
    return lines, [(problem.code, problem.span) for problem in problems]


def test_a_problem_is_found_again_in_a_paragraph_that_was_made_before(tmp_path: Path, fonts: Path) -> None:
    first = composer(fonts, tmp_path)
    made = noted(first, "A word of antiphosphatidylethanolaminergic length and 漢.")
    assert {"missing-glyph"} <= {code for code, _ in made[1]}
    first.keep()
    assert made == noted(composer(fonts, tmp_path), "A word of antiphosphatidylethanolaminergic length and 漢.")


def test_a_kept_paragraph_says_where_it_now_stands(tmp_path: Path, fonts: Path) -> None:
    first = composer(fonts, tmp_path)
    set_all(first)
    first.keep()
    problems = Problems()
    run = Run(TEXTS[0], "serif/regular", BODY.size, "ink")
    lines = composer(fonts, tmp_path).lines([run], BODY, 300, language="en", span=Span("c.md", 9, 9), problems=problems)
    assert {line.span for line in lines} == {Span("c.md", 9, 9)}


def test_a_shelf_holds_what_its_last_build_used(tmp_path: Path, fonts: Path) -> None:
    first = composer(fonts, tmp_path)
    set_all(first)
    first.keep()
    (shelf,) = (tmp_path / "paragraphs").iterdir()
    before = set(opened(shelf, "paragraphs")[1])
    second = composer(fonts, tmp_path)
    noted(second, "Another text altogether.", 300)
    second.keep()
    after = set(opened(shelf, "paragraphs")[1])
    assert before
    assert after
    assert before.isdisjoint(after)


def test_anything_a_paragraph_depends_on_is_in_its_key(tmp_path: Path, fonts: Path) -> None:
    made = composer(fonts, tmp_path)._composed
    run = Run("word", "serif/regular", 10.0, "ink")
    keys = {
        made.key([replace(run, **{field: value})], replace(BODY, **change), *rest)  # type: ignore[arg-type]  # by name
        for field, value in (
            ("text", "worm"), ("face", "serif/bold"), ("size", 11.0), ("colour", "red"), ("rise", 2.0),
            ("features", ("smcp",)), ("key", "a"), ("language", "es"), ("hyphenate", False), ("tracking", 5.0),
        )
        for change in ({}, {"align": "start"}, {"hyphenate": False}, {"indent": 0.0}, {"case": "upper"})
        for rest in ((120.0, "en", None, (0.0, 0), 0), (120.0, "es", None, (0.0, 0), 0), (120.0, "en", None, (0.0, 0), 1))
    }  # fmt: skip
    assert len(keys) == 10 * 5 * 3
