"""A pseudo-language changes every text that is asked for, and only that; what it leaves is hard-coded."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from hypothesis import given
from hypothesis import strategies as st
from publications import run, said
from specimen import ROOT

from pipeline.document.inline import inlines
from pipeline.editorial.issue import article_names
from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.foundation.language import is_language, pseudo_kind
from pipeline.translation.checks.pair import side
from pipeline.translation.po import read_entries
from pipeline.translation.pseudo import is_plain, pseudo

Publication = Callable[..., Path]

KINDS = ("longer", "brackets")


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("en-x-longer", "longer"),
        ("es-x-brackets", "brackets"),
        ("en", ""),
        ("en-x-other", ""),
        ("qq-x-longer", ""),
        ("-x-longer", ""),
    ],
)
def test_pseudo_languages_are_known_by_their_tags(tag: str, kind: str) -> None:
    assert kind == pseudo_kind(tag)
    assert not (kind and is_language(tag))


def test_a_text_is_half_as_long_again_or_in_brackets() -> None:
    text = "Drink a glass of water every 30 minutes."
    assert pseudo(text, "longer").startswith("Đŕíñķ á ğļášš óf wáţéŕ évéŕý 30 míñúţéš. óñé ")
    assert 1.5 <= len(pseudo(text, "longer")) / len(text) < 1.75
    assert "\\[Đŕíñķ á ğļášš óf wáţéŕ évéŕý 30 míñúţéš.\\]" == pseudo(text, "brackets")
    assert "[Páğé {page}]" == pseudo("Page {page}", "brackets", markdown=False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        "See [the story](the-long-day.md#rest), [@key, p. 12] and **why**.[^1]",
        "Write to editor@example.org or https://example.org/page, call 800-555-0142.",
        "[Palabra]{lang=es} and `code`, H~2~O, 5 &lt; 6, a \\* b {page}",
    ],
)
def test_markup_stays_as_it_was(text: str, kind: str) -> None:
    one, other = side(text, "en"), side(pseudo(text, kind), "en")
    assert (one.links, one.cites, one.footnotes, one.marks, one.addresses) == (
        other.links, other.cites, other.footnotes, other.marks, other.addresses,
    )  # fmt: skip
    assert "{page}" in pseudo(text, kind) or "{page}" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_the_specimen_keeps_its_markup(kind: str) -> None:
    count = 0
    for path in sorted((ROOT / "locale/templates").glob("*.pot")):
        for entry in read_entries(path.read_text("utf-8"), path.name):
            if entry.msgid and path.stem != "furniture":
                count += 1
                one, other = side(entry.msgid, "en"), side(pseudo(entry.msgid, kind), "en")
                assert (one.links, one.cites, one.footnotes, one.marks) == (
                    other.links,
                    other.cites,
                    other.footnotes,
                    other.marks,
                )
                problems = Problems()
                inlines(pseudo(entry.msgid, kind), Span("x"), problems)
                assert [] == list(problems)
    assert count > 500


@given(st.text(max_size=80), st.sampled_from(KINDS))
def test_any_text_can_be_changed(text: str, kind: str) -> None:
    assert pseudo(text, kind) != text


@given(st.from_regex(r"[A-Za-z]{2,12}", fullmatch=True))
def test_no_changed_word_is_plain(word: str) -> None:
    assert not is_plain(pseudo(word, "brackets", markdown=False).strip("[]"))


def test_an_issue_is_built_in_pseudo_languages_and_has_nothing_hard_coded(publication: Publication) -> None:
    root = publication()
    result = run(
        root, "build", "first", "--language", "en-x-longer", "--language", "en-x-brackets", "--edition", "screen"
    )
    assert [] == [line for line in said(result) if "hard-coded" in line]
    assert "first.en-x-longer.screen.pdf" in result.stdout and "no standard claimed" in result.stdout
    assert [] == list((root / "locale").glob("*-x-*"))


def test_words_that_come_from_no_catalog_are_named(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    root = publication()
    real = "pipeline.translation.furniture.Furniture.say"
    from pipeline.translation.furniture import Furniture

    said_by = Furniture.say

    def say(self: Furniture, key: str, count: int | None = None, /, **values: object) -> str:
        return "In this issue" if key == "in_this_issue" else said_by(self, key, count, **values)

    monkeypatch.setattr(real, say)
    result = run(root, "build", "first", "--language", "en-x-longer", "--edition", "screen", "--jobs", "1")
    assert re.search(r'page 2: text that no translation can change: "In this issue" \[hard-coded\]', result.stderr)


# ---------------------------------------------------------------- pybabel


def test_pybabel_finds_the_messages_of_the_template_word_for_word() -> None:
    for slug in article_names(ROOT):
        found = list(extract_from_file("motivator", ROOT / "articles" / f"{slug}.md"))
        wanted = read_entries((ROOT / f"locale/templates/{slug}.pot").read_text("utf-8"), slug)
        assert [entry.msgid for entry in wanted if entry.msgid] == [text for _, text, _, _ in found]
        assert all(line > 0 for line, *_ in found)
        assert [list(entry.notes) for entry in wanted if entry.msgid] == [notes for *_, notes, _ in found]


def test_an_article_that_does_not_read_stops_pybabel_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "articles" / "first.md"
    path.parent.mkdir()
    path.write_text("no front matter\n", "utf-8")
    with pytest.raises(Unusable) as fault:
        list(extract_from_file("motivator", path))
    assert ("front-matter-missing", "articles/first.md") == (fault.value.problem.code, fault.value.problem.span.path)
