"""Reviews are sealed with what was seen, lapse when it changes, and say on the page who answers for what."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from publications import ONE, run, said

from pipeline.foundation.value import replace
from pipeline.translation import states
from pipeline.translation.catalog import Catalog, catalog_path, new_header
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, read_entries

Publication = Callable[..., Path]

DAY = "2026-11-02"
MESSAGES = (Message("Drink water.", language="en"), Message("Rest.", language="en"))
BUILD = ("build", "first", "--language", "es", "--edition", "screen", "--jobs", "1")
ARTICLE = """---
title: Keeping cool
language: en
department: features
reviewers: [{name: Grace Oyelaran, credentials: RN}]
reviewed: 2026-09
---
Drink water.

Rest.
"""


def catalog(*entries: Entry) -> Catalog:
    return Catalog("x.po", "heat", "es", new_header("x", "es"), entries)


WHOLE = catalog(Entry("Drink water.", ("Beba agua.",)), Entry("Rest.", ("Descanse.",)))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (None, states.UNTRANSLATED),
        (Entry("a"), states.UNTRANSLATED),
        (Entry("a", ("b",), flags=("fuzzy",)), states.FUZZY),
        (Entry("a", ("b", ""), msgid_plural="as"), states.FUZZY),
        (Entry("a", ("b",)), states.TRANSLATED),
        (Entry("a", ("b",), comments=("Needs review",)), states.NEEDS_REVIEW),
        (Entry("a", ("b",), comments=("needs review: tú?",)), states.NEEDS_REVIEW),
        (Entry("a", ("b",), comments=("reviewed: 2026-11-02 Eva Gil",)), states.TRANSLATED),
        (states.reviewed(Entry("a", ("b",)), "Eva Gil", DAY), states.REVIEWED),
    ],
)
def test_a_message_is_in_one_state(entry: Entry | None, expected: str) -> None:
    assert expected == states.state(entry)


@pytest.mark.parametrize(
    "changed",
    [
        {"msgstr": ("Beba más agua.",)},
        {"msgid": "Drink more water."},
        {"msgctxt": "advice"},
        {"msgid_plural": "Waters."},
    ],
)
def test_a_review_lapses_when_what_was_seen_changes(changed: dict[str, object]) -> None:
    entry = states.reviewed(Entry("Drink water.", ("Beba agua.",)), "Eva Gil", DAY)
    assert states.lapsed(entry) is None
    other = replace(entry, **changed)
    assert states.TRANSLATED == states.state(other)
    old = states.lapsed(other)
    assert old is not None and ("Eva Gil", DAY) == (old.who, old.day)


def test_a_review_answers_questions_and_one_that_holds_stands() -> None:
    entry = Entry("a", ("b",), comments=("mine", "needs review: b?", "memory: 80% x.po"))
    once = states.reviewed(entry, "Eva Gil", DAY)
    assert ("mine",) == once.comments[:1] and 2 == len(once.comments)
    assert once == states.reviewed(once, "Ana Ruiz", "2026-12-01")
    again = states.reviewed(replace(once, msgstr=("c",)), "Ana Ruiz", "2026-12-01")
    assert ["reviewed: 2026-12-01 Ana Ruiz"] == [c.partition(" ~")[0] for c in again.comments[1:]]


def test_a_sign_off_is_of_the_whole_article_as_it_prints() -> None:
    signed = states.with_sign_off(WHOLE, MESSAGES, "Luis Peña, MD", DAY)
    assert states.standing(MESSAGES, signed).sign_off_holds
    other = replace(signed, entries=(Entry("Drink water.", ("Tome agua.",)), signed.entries[1]))
    assert not states.standing(MESSAGES, other).sign_off_holds
    unsettled = replace(signed, entries=(replace(signed.entries[0], flags=("fuzzy",)), signed.entries[1]))
    assert not states.standing(MESSAGES, unsettled).sign_off_holds
    assert not states.standing((*MESSAGES, Message("New.", language="en")), signed).sign_off_holds


def test_a_translation_is_behind_when_its_text_has_changed_and_it_has_not() -> None:
    made = states.with_translator(WHOLE, MESSAGES, "Ana Ruiz", DAY)
    assert not states.standing(MESSAGES, made).behind
    more = (*MESSAGES, Message("New.", language="en"))
    assert states.standing(more, made).behind
    assert not states.standing(more, WHOLE).behind
    done = replace(made, entries=(*made.entries, Entry("New.", ("Nuevo.",))))
    assert not states.standing(more, done).behind


def test_statements_are_comments_that_another_reader_keeps(tmp_path: Path) -> None:
    made = states.with_review(states.with_translator(WHOLE, MESSAGES, "Ana Ruiz", DAY), MESSAGES, "Eva Gil", DAY)
    path = tmp_path / "heat.po"
    path.write_bytes(made.data())
    polib.pofile(str(path)).save(str(path))
    entries = read_entries(path.read_text("utf-8"), "heat.po")
    assert [states.REVIEWED] * 2 == [states.state(entry) for entry in entries if entry.msgid]
    (header,) = (entry for entry in entries if not entry.msgid)
    stated = states.stated(header.comments, "translated")
    assert stated is not None and ("Ana Ruiz", DAY) == (stated.who, stated.day)


# ---------------------------------------------------------------- the command, the policy, the page


def cool(publication: Publication, policy: str = "") -> Path:
    """Return a publication with a medical article that is translated."""
    root = publication(
        {
            "articles/first.md": ARTICLE,
            "publication.toml": ("medical = false\n", f"medical = true\n{policy}"),
        }
    )
    run(root, "catalog", "update")
    path = catalog_path(root, "es", "first")
    text = path.read_text("utf-8")
    for original, said_ in (
        ("Keeping cool", "Mantenerse fresco"),
        ("Drink water.", "Beba agua."),
        ("Rest.", "Descanse."),
    ):
        text = text.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "{said_}"')
    path.write_text(text, "utf-8")
    return root


def test_review_writes_down_who_and_when_once(publication: Publication) -> None:
    root = cool(publication)
    command = ("catalog", "review", "es", "first", "--by", "Eva  Gil", "--format", "json")
    (row,) = json.loads(run(root, *command).stdout)["articles"]
    assert ("Eva Gil, 2026-11-22", 3, 3) == (row["reviewed_by"], row["translated"], row["reviewed"])
    data = catalog_path(root, "es", "first").read_bytes()
    assert 3 == len(re.findall(rb"^# reviewed: 2026-11-22 Eva Gil ~[0-9a-f]{10}$", data, re.MULTILINE))
    run(root, *command)
    run(root, "catalog", "update")
    assert data == catalog_path(root, "es", "first").read_bytes()


def test_review_without_a_name_only_shows(publication: Publication) -> None:
    root = cool(publication)
    before = catalog_path(root, "es", "first").read_bytes()
    assert "first" in run(root, "catalog", "review", "es").stdout
    assert before == catalog_path(root, "es", "first").read_bytes()
    run(root, "catalog", "review", "es", "--by", "Eva Gil", exit_code=2)
    run(root, "catalog", "review", "es", "first", "--by", "Eva ~ Gil", exit_code=2)
    run(root, "catalog", "review", "es", "second", "--by", "Eva Gil", exit_code=2)


def test_questions_and_lapsed_reviews_are_warnings_at_their_lines(publication: Publication) -> None:
    root = cool(publication)
    run(root, "catalog", "review", "es", "first", "--by", "Eva Gil")
    path = catalog_path(root, "es", "first")
    text = (
        path.read_text("utf-8")
        .replace("Beba agua.", "Tome agua.")
        .replace("# reviewed", "# needs review: tú?\n# reviewed", 1)
    )
    path.write_text(text, "utf-8")
    found = [line for line in said(run(root, "catalog", "check", "--language", "es")) if "review" in line]
    lines = text.split("\n")
    at = [n for n, line in enumerate(lines, 1) if line in ('msgstr "Mantenerse fresco"', 'msgstr "Tome agua."')]
    path_name = "locale/es/LC_MESSAGES/first.po"
    assert [f"{path_name}:{at[0]}:1 needs-review", f"{path_name}:{at[1]}:1 review-lapsed"] == found


@pytest.mark.parametrize(
    ("policy", "code", "role"),
    [
        ("translation_review = true", "translation-unreviewed", "reviewer"),
        ("medical_sign_off = true", "sign-off-missing", "medical"),
    ],
)
def test_the_policy_holds_an_edition_back_until_it_is_signed(
    publication: Publication, policy: str, code: str, role: str
) -> None:
    root = cool(publication, f"\n[policy]\n{policy}\n")
    for command in (("catalog", "check"), ("check",), BUILD):
        assert code in " ".join(said(run(root, *command, exit_code=1)))
    run(root, *BUILD, "--draft")
    run(root, "catalog", "review", "es", "first", "--by", "Luis Peña, MD", "--as", role)
    run(root, *BUILD)
    path = catalog_path(root, "es", "first")
    path.write_text(path.read_text("utf-8").replace("Descanse.", "Repose."), "utf-8")
    assert code in " ".join(said(run(root, *BUILD, exit_code=1)))


def test_what_is_not_medical_needs_no_sign_off(publication: Publication) -> None:
    root = publication(
        {"publication.toml": ("medical = false\n", "medical = false\n\n[policy]\nmedical_sign_off = true\n")}
    )
    run(root, "catalog", "update")
    run(root, *BUILD)


def pages(root: Path) -> str:
    """Return the text of the Spanish edition, lines joined."""
    run(root, *BUILD, "--dump")
    dump = (root / "output/first/first.es.screen.txt").read_text("utf-8")
    return " ".join(" ".join(re.findall(r" '(.*)'(?: |$)", dump, re.MULTILINE)).split())


def test_each_answers_on_the_page_for_what_they_saw(publication: Publication) -> None:
    root = cool(publication)
    assert "Revisado por Grace Oyelaran, RN" in pages(root)
    run(root, "catalog", "review", "es", "first", "--by", "Ana Ruiz", "--as", "translator")
    run(root, "catalog", "review", "es", "first", "--by", "Eva Gil")
    run(root, "catalog", "review", "es", "first", "--by", "Luis Peña, MD", "--as", "medical")
    text = pages(root)
    assert "Traducción de Ana Ruiz, 22 de noviembre de 2026" in text
    assert "Traducción revisada por Eva Gil, 22 de noviembre de 2026" in text
    assert "Revisión médica de la traducción por Luis Peña, MD, 22 de noviembre de 2026" in text
    assert "versión" not in text


def test_a_translation_behind_says_so_and_leaves_the_reviewer_to_the_original(publication: Publication) -> None:
    root = cool(publication)
    for who, role in (("Ana Ruiz", "translator"), ("Eva Gil", "reviewer")):
        run(root, "catalog", "review", "es", "first", "--by", who, "--as", role)
    path = root / "articles/first.md"
    path.write_text(path.read_text("utf-8").replace("Rest.", "Rest in a cool room."), "utf-8")
    run(root, "catalog", "update")
    text = pages(root)
    assert "Versión en inglés revisada por Grace Oyelaran, RN" in text
    assert "Última revisión de la versión en inglés: septiembre de 2026" in text
    assert "Traducción de Ana Ruiz, 22 de noviembre de 2026" in text
    assert "Esta traducción se hizo de una versión anterior del texto" in text
    assert "Revisado por" not in text and "Eva Gil" not in text
    assert "locale/es/LC_MESSAGES/first.po translation-behind" in said(run(root, "catalog", "check"))


def test_an_electronic_book_says_the_same(publication: Publication) -> None:
    root = cool(publication)
    run(root, "catalog", "review", "es", "first", "--by", "Ana Ruiz", "--as", "translator")
    path = root / "articles/first.md"
    path.write_text(path.read_text("utf-8").replace("Rest.", "Rest in a cool room."), "utf-8")
    run(root, "catalog", "update")
    run(root, "build", "first", "--language", "es", "--edition", "epub")
    (book,) = (root / "output/first").glob("first.es*.epub")
    with zipfile.ZipFile(book) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
    for words in (
        "Versión en inglés revisada por",
        "Traducción de Ana Ruiz, 22 de noviembre de 2026",
        "versión anterior",
    ):
        assert words in text
    assert "Revisado por" not in text


def test_the_original_has_no_credits_of_a_translation(publication: Publication) -> None:
    root = cool(publication)
    run(root, "catalog", "review", "es", "first", "--by", "Ana Ruiz", "--as", "translator")
    run(root, *ONE, "--dump")
    assert "Ana Ruiz" not in (root / "output/first/first.en.print.txt").read_text("utf-8")
