"""The translation memory finds what was translated, forgets what is gone, and proposes without touching anybody's work."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import run, said

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.translation.catalog import Catalog, catalog_path, new_header
from pipeline.translation.fill import fill
from pipeline.translation.memory import FOLDER, Memory, Proposal, open_memory
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous, write_entries

Publication = Callable[..., Path]

LONG = "Drink a glass of water every 30 minutes and rest in a cool room."
NEAR = "Drink a glass of water every 45 minutes and rest in a cool room."
SAID = "Beba un vaso de agua cada 30 minutos y descanse en un cuarto fresco."
TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>Call the helpline.</seg></tuv>
<tuv xml:lang="es"><seg>Llame a la línea de ayuda.</seg></tuv></tu></body></tmx>"""


def catalog(root: Path, domain: str, *entries: Entry, language: str = "es") -> Path:
    path = catalog_path(root, language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_entries((new_header("x", language), *entries)), "utf-8")
    return path


def opened(root: Path, problems: Problems | None = None, written: Mapping[str, str] | None = None) -> Memory:
    return open_memory(root, root / "cache", written or {}, "en", Problems() if problems is None else problems)


def best(
    root: Path, text: str, languages: tuple[str, str] = ("en", "es"), threshold: float = 70
) -> list[tuple[int, str]]:
    with opened(root) as memory:
        return [(int(p.score), p.target) for p in memory.proposals(text, *languages, threshold)]


def test_the_same_text_is_found_first_and_a_like_one_with_its_likeness(tmp_path: Path) -> None:
    catalog(tmp_path, "heat", Entry(LONG, (SAID,)), Entry("Something else altogether.", ("Otra cosa.",)))
    assert [(100, SAID)] == best(tmp_path, LONG)
    assert [(96, SAID)] == best(tmp_path, NEAR)
    assert [] == best(tmp_path, NEAR, threshold=97)
    assert [] == best(tmp_path, "Nothing like it was ever said.")
    assert [] == best(tmp_path, LONG, ("en", "fr"))


def test_what_nobody_has_confirmed_is_not_in_it(tmp_path: Path) -> None:
    catalog(
        tmp_path,
        "heat",
        Entry("One text.", ("Uno.",), flags=("fuzzy",)),
        Entry("Two texts.", ("Dos.",), comments=("needs review: dos?",)),
        Entry("Three texts.", ("Tres.",), obsolete=True),
        Entry("Four texts.", ("",)),
    )
    catalog(tmp_path, "heat", Entry("Five texts.", ("Five text.",)), language="en")
    with opened(tmp_path) as memory:
        assert 2 == memory.size
    assert [(100, "Tres.")] == best(tmp_path, "Three texts.", threshold=100)


def test_it_works_both_ways_round(tmp_path: Path) -> None:
    catalog(tmp_path, "heat", Entry(LONG, (SAID,)))
    assert [(100, LONG)] == best(tmp_path, SAID, ("es", "en"))


def test_an_article_written_in_spanish_is_spanish(tmp_path: Path) -> None:
    catalog(tmp_path, "abuela", Entry("Mi abuela.", ("My grandmother.",)), language="en")
    with opened(tmp_path, written={"abuela": "es"}) as memory:
        assert ["My grandmother."] == [p.target for p in memory.proposals("Mi abuela.", "es", "en", 100)]


def test_only_what_has_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog(tmp_path, "heat", Entry(LONG, (SAID,)))
    other = catalog(tmp_path, "sleep", Entry("Sleep well.", ("Duerma bien.",)))
    assert [(100, SAID)] == best(tmp_path, LONG)
    seen: list[str] = []
    from pipeline.translation import memory as room

    real = room._pairs
    monkeypatch.setattr(room, "_pairs", lambda path, *more: seen.append(path.name) or real(path, *more))  # type: ignore[func-returns-value]  # a list that notes
    assert [(100, SAID)] == best(tmp_path, LONG)
    assert [] == seen
    catalog(tmp_path, "sleep", Entry("Sleep well.", ("Que duerma bien.",)))
    assert [(100, "Que duerma bien.")] == best(tmp_path, "Sleep well.")
    assert ["sleep.po"] == seen
    other.unlink()
    assert [] == best(tmp_path, "Sleep well.")


def stored(root: Path) -> Path:
    (path,) = (root / "cache" / "memory").glob("*.sqlite")
    return path


@pytest.mark.parametrize("spoil", ["noise", "half", "version", "stranger", "empty"])
def test_a_broken_memory_or_one_of_another_version_is_made_anew(tmp_path: Path, spoil: str) -> None:
    catalog(tmp_path, "heat", Entry(LONG, (SAID,)))
    best(tmp_path, LONG)
    path = stored(tmp_path)
    data = path.read_bytes()
    if spoil == "noise":
        path.write_bytes(b"no database at all" * 500)
    elif spoil == "half":
        path.write_bytes(data[: len(data) // 2])
    elif spoil == "empty":
        path.write_bytes(b"")
    else:
        with sqlite3.connect(path) as database:
            database.execute("UPDATE pair SET target = 'Falso.'")
            database.execute("PRAGMA user_version = 99" if spoil == "version" else "PRAGMA application_id = 7")
        database.close()
    assert [(100, SAID)] == best(tmp_path, LONG)


def test_a_row_that_was_spoilt_is_not_believed(tmp_path: Path) -> None:
    catalog(tmp_path, "heat", Entry(LONG, (SAID,)))
    best(tmp_path, LONG)
    with sqlite3.connect(stored(tmp_path)) as database:
        database.execute("UPDATE pair SET target = 'Beba un vaso de agua cada 300 minutos.' WHERE language = 'es'")
    database.close()
    assert [] == best(tmp_path, LONG)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    catalog(tmp_path, "heat", Entry(LONG, (SAID,)))
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    assert [(100, SAID)] == best(tmp_path, LONG)


def test_tmx_files_of_the_publication_are_in_it_and_broken_ones_are_named(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "agency.tmx").write_text(TMX, "utf-8")
    (folder / "broken.tmx").write_text("<tmx", "utf-8")
    problems = Problems()
    with opened(tmp_path, problems) as memory:
        assert ["Llame a la línea de ayuda."] == [
            p.target for p in memory.proposals("Call the helpline.", "en", "es", 90)
        ]
    assert ["memory-unread"] == [problem.code for problem in problems]


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=6, unique=True), st.text(max_size=30))
def test_any_text_can_be_asked_for(tmp_path_factory: pytest.TempPathFactory, texts: list[str], asked: str) -> None:
    root = tmp_path_factory.mktemp("memory")
    catalog(root, "heat", *(Entry(text, (f"{text}!",)) for text in texts if text.strip()))
    best(root, asked)


# ---------------------------------------------------------------- proposals


def test_a_proposal_is_fuzzy_and_says_how_like_it_is_and_where_it_stands() -> None:
    empty, done = Entry(NEAR, comments=("mine",)), Entry("Rest.", ("Descanse.",))
    was = Catalog("x.po", "heat", "es", None, (empty, done, Entry("Old.", ("",), obsolete=True)))
    proposal = Proposal(LONG, SAID, 96.4, "locale/es/LC_MESSAGES/heat.po", "reviewed")
    filled, found = fill([Message(NEAR, language="en"), Message("Rest.", language="en")], was, lambda *_: [proposal])
    entry = filled.entries[0]
    assert ((SAID,), ("fuzzy",), Previous(LONG)) == (entry.msgstr, entry.flags, entry.previous)
    assert ("mine", "memory: 96% locale/es/LC_MESSAGES/heat.po, reviewed") == entry.comments
    assert (done, Span("")) == (filled.entries[1], found[0].span)
    assert 1 == len(found)


def test_messages_in_the_catalogs_own_language_are_not_filled() -> None:
    was = Catalog("x.po", "heat", "en", None, (Entry(NEAR),))
    proposal = Proposal(LONG, SAID, 96.0, "x", "translated")
    assert (was, ()) == fill([Message(NEAR, language="en")], was, lambda *_: [proposal])


def test_fill_proposes_and_a_second_run_changes_no_byte(publication: Publication) -> None:
    root = publication({"articles/second.md": "---\ntitle: Second\nlanguage: en\n---\nText!\n"})
    run(root, "catalog", "update")
    first, second = catalog_path(root, "es", "first"), catalog_path(root, "es", "second")
    first.write_text(
        first.read_text("utf-8").replace('msgid "Text."\nmsgstr ""', 'msgid "Text."\nmsgstr "Texto."'), "utf-8"
    )
    before = {path: path.read_bytes() for path in root.glob("locale/**/*.po")}
    dry = run(root, "catalog", "fill", "es", "--dry-run", "--format", "json")
    assert before == {path: path.read_bytes() for path in root.glob("locale/**/*.po")}
    assert [("second", "Text!", "Texto.")] == [
        (row["domain"], row["message"], row["target"]) for row in json.loads(dry.stdout)["proposals"]
    ]
    run(root, "catalog", "fill", "es")
    text = second.read_text("utf-8")
    assert "# memory: 80% locale/es/LC_MESSAGES/first.po\n#. paragraph" in text
    assert '#, fuzzy\n#| msgid "Text."\nmsgid "Text!"\nmsgstr "Texto."' in text
    assert before[first] == first.read_bytes()
    run(root, "catalog", "fill", "es")
    assert text == second.read_text("utf-8")
    run(root, "catalog", "update")
    assert text == second.read_text("utf-8")


def test_fill_takes_a_threshold_and_files_from_elsewhere(publication: Publication) -> None:
    root = publication({"articles/second.md": "---\ntitle: Second\nlanguage: en\n---\nCall the helplines.\n"})
    run(root, "catalog", "update")
    (root / "agency.tmx").write_text(TMX, "utf-8")
    more = ("--tmx", str(root / "agency.tmx"), "--dry-run", "--format", "json")
    assert [97] == [int(r["score"]) for r in json.loads(run(root, "catalog", "fill", "es", *more).stdout)["proposals"]]
    assert [] == json.loads(run(root, "catalog", "fill", "es", "--threshold", "98", *more).stdout)["proposals"]
    assert ["locale/fr catalog-missing"] == said(run(root, "catalog", "fill", "fr", exit_code=1))
    run(root, "catalog", "fill", "nonsense", exit_code=2)
