"""The ledger of builds: a file is made again when what it is made from has changed, and only then."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import run, said

from pipeline.edition import ledger
from pipeline.edition.ledger import Sources, keep, recalled
from pipeline.edition.manifest import FileEntry
from pipeline.edition.scaffold import scaffold
from pipeline.foundation.diagnostic import Problem, Span

EVERY = {(language, edition) for language in ("en", "es") for edition in ("print", "screen")}
PAGES = b"%PDF-1.7 the pages"
PROBLEM = Problem(
    "warning", "runt", "a short line", Span("a.md", 3, 1), "reword", ((Span("b.po", 9), "its translation"),)
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ledger") / "magazine"
    scaffold(root)
    for language in ("en", "es"):
        folder = root / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "first.po").write_text("")
    (root / "articles" / "unprinted.md").write_text("---\nlanguage: en\n---\n")
    return root


@pytest.fixture
def magazine(model: Path, tmp_path: Path) -> Path:
    shutil.copytree(model, tmp_path / "magazine")
    return tmp_path / "magazine"


def digests(root: Path, *more: str) -> dict[tuple[str, str], str]:
    sources = Sources(root)
    return {job: sources.digest("first", ("first",), *job, more) for job in EVERY}


@pytest.mark.parametrize(
    ("name", "anew"),
    [
        ("articles/first.md", EVERY),
        ("articles/issues/first.toml", EVERY),
        ("articles/references.json", EVERY),
        ("articles/figures/new.svg", EVERY),
        ("articles/unprinted.md", set()),
        ("articles/new.md", EVERY),
        ("articles/.sources/first/page.html", set()),
        ("publication.toml", EVERY),
        ("layouts/house.toml", EVERY),
        ("layouts/screen.toml", {job for job in EVERY if job[1] == "screen"}),
        ("layouts/large-print.toml", set()),
        ("locale/es/LC_MESSAGES/first.po", {job for job in EVERY if job[0] == "es"}),
        # The first language's pages may lead the others'.
        ("locale/en/LC_MESSAGES/first.po", EVERY),
        ("locale/hyphenation/es.txt", EVERY),
    ],
)
def test_a_change_makes_anew_what_depends_on_it(magazine: Path, name: str, anew: set[tuple[str, str]]) -> None:
    before = digests(magazine)
    assert before == digests(magazine)
    path = magazine / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.is_file() else b"") + b"\n# changed\n")
    after = digests(magazine)
    assert anew == {job for job in EVERY if before[job] != after[job]}


def test_the_date_and_the_program_count_and_the_folder_does_not(
    magazine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(magazine)
    shutil.copytree(magazine, tmp_path / "elsewhere")
    assert before == digests(tmp_path / "elsewhere")
    assert not set(before.values()) & set(digests(magazine, "draft").values())
    monkeypatch.setattr(ledger, "VERSION", 0)
    assert not set(before.values()) & set(digests(magazine).values())


def test_an_article_in_another_language_brings_its_catalogs_in(magazine: Path) -> None:
    article = magazine / "articles" / "first.md"
    article.write_text(article.read_text("utf-8").replace("language: en", "language: es"), "utf-8")
    before = digests(magazine)
    (magazine / "locale" / "es" / "LC_MESSAGES" / "first.po").write_text("# changed\n")
    assert not set(before.values()) & set(digests(magazine).values())


def entry(digest: str, data: bytes = PAGES, name: str = "first.en.screen.pdf") -> FileEntry:
    return FileEntry(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        pages=8,
        language="en",
        edition="screen",
        standards=("PDF/UA-1",),
        translated=1.0,
        fonts=(),
        articles=(),
        shown_in_source_language=(),
        inputs=digest,
    )


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A file that was made from "d1", its record kept in the folder beside it."""
    path = tmp_path / "first.en.screen.pdf"
    path.write_bytes(PAGES)
    keep(tmp_path, "d1", entry("d1"), (PROBLEM,))
    return path


def test_what_was_said_of_a_file_is_known_again(made: Path) -> None:
    assert (entry("d1"), (PROBLEM,)) == recalled(made.parent, "d1", made)


def test_a_file_that_changed_or_went_is_made_again(made: Path) -> None:
    made.write_bytes(PAGES + b"!")
    assert recalled(made.parent, "d1", made) is None
    made.unlink()
    assert recalled(made.parent, "d1", made) is None


@pytest.mark.parametrize("at", [0, 63, 64, 70, 200, -2])
def test_a_broken_record_is_not_trusted(made: Path, at: int) -> None:
    record = made.parent / "builds" / "d1.json"
    data = bytearray(record.read_bytes())
    data[at] ^= 1
    record.write_bytes(data)
    assert recalled(made.parent, "d1", made) is None
    record.write_bytes(data[: len(data) // 2])
    assert recalled(made.parent, "d1", made) is None


def test_a_record_of_other_inputs_another_file_or_another_version_is_not_trusted(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made.parent / "builds"
    shutil.copy(folder / "d1.json", folder / "d2.json")
    assert recalled(made.parent, "d2", made) is None
    other = made.with_name("first.es.screen.pdf")
    other.write_bytes(PAGES)
    assert recalled(made.parent, "d1", other) is None
    monkeypatch.setattr(ledger, "VERSION", ledger.VERSION + 1)
    assert recalled(made.parent, "d1", made) is None


def test_old_records_make_room(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "KEPT", 3)
    for number in range(5):
        keep(made.parent, f"n{number}", entry(f"n{number}"), ())
    assert ["n2.json", "n3.json", "n4.json"] == sorted(path.name for path in (made.parent / "builds").iterdir())


words = st.text(max_size=20)
spans = st.builds(Span, words, st.integers(0, 99), st.integers(0, 99))


@given(
    st.lists(
        st.builds(
            Problem, st.sampled_from(["error", "warning"]), words, words, spans, words,
            st.lists(st.tuples(spans, words), max_size=3).map(tuple),
        ),
        max_size=4,
    ).map(tuple)
)  # fmt: skip
def test_problems_are_read_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, found: tuple[Problem, ...]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "problems"
    folder.mkdir(exist_ok=True)
    path = folder / "first.en.screen.pdf"
    path.write_bytes(PAGES)
    keep(folder, "d", entry("d"), found)
    again = recalled(folder, "d", path)
    assert again is not None
    assert found == again[1]


def test_an_unchanged_build_says_again_what_it_warned_of_and_strict_counts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faces_cache: Path
) -> None:
    monkeypatch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
    root = tmp_path / "magazine"
    scaffold(root)
    (root / "locale/es/LC_MESSAGES/first.po").unlink()
    command = ("build", "first", "--edition", "screen", "--language", "es", "--draft")
    first = run(root, *command)
    again = run(root, *command)
    assert "unchanged" in again.stdout
    assert said(first)
    assert said(first) == said(again)
    run(root, *command, "--strict", exit_code=1)
    # A manifest that was lost is written again from the ledger; the pages stay.
    manifest = root / "output" / "first" / "manifest.json"
    text = manifest.read_text("utf-8")
    manifest.unlink()
    assert "unchanged" in run(root, *command).stdout
    assert text == manifest.read_text("utf-8")


def test_problems_of_an_issue_are_shared_only_while_its_articles_stay(tmp_path: Path) -> None:
    scaffold(tmp_path / "magazine")
    before = Sources(tmp_path / "magazine").articles
    path = tmp_path / "magazine" / "articles" / "first.md"
    path.write_bytes(path.read_bytes() + b"\nMore.\n")
    assert before != Sources(tmp_path / "magazine").articles
