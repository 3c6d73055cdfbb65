"""An article's file as a document, its facts at the precision they were stated."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import codes

from pipeline.document.article import nodes, read_article
from pipeline.document.tree import Cite, Document, Figure, Paragraph, Person, Picture, Words, blocks_of, plain
from pipeline.foundation.diagnostic import Problems

WHOLE = """\
---
title: Walking *farther* on the same battery
language: en
department: symptom-awareness
breadcrumb: [About MS, Symptoms, Walking]
authors: [{name: Ana Ruiz, roles: [Writer]}, Jo Doe]
reviewers: [{name: "Lee Wu", credentials: MD, roles: [Neurologist, Editor]}]
reviewed: 2026-09
first_appeared: {publication: The Motivator, issue: Summer/Fall 2013}
published: 2026-10-02
source_modified: 2015-07-30T14:24
source: {url: https://example.org/a, retrieved: 2026-01-02, sha256: abc, licence: CC BY 4.0}
summary: The deck of "it".
references: [kalb2020]
see_also: [Sleep well]
art: figures/x.svg
art_alt: A picture
---

Text [@kalb2020].
"""


def read(text: str | bytes, folder: Path, name: str = "walking") -> tuple[Document | None, Problems]:
    path = folder / "articles" / f"{name}.md"
    (path.parent / "figures").mkdir(parents=True, exist_ok=True)
    (path.parent / "figures" / "x.svg").write_bytes(b"<svg/>")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    problems = Problems()
    return read_article(path, folder, problems), problems


def test_every_field_becomes_a_fact(tmp_path: Path) -> None:
    article, problems = read(WHOLE, tmp_path)
    assert [] == codes(problems)
    assert article is not None
    assert ("walking", "en", "symptom-awareness") == (article.slug, article.language, article.department)
    assert "Walking farther on the same battery" == plain(article.title.content)
    assert ("2026-09", "2026-10-02", "2015-07-30T14:24") == (
        article.reviewed,
        article.published,
        article.source_modified,
    )
    assert ("Ana Ruiz", "Jo Doe") == tuple(author.name for author in article.authors)
    assert (Person("Lee Wu", "MD", (Words((), ""), Words((), ""))).credentials, 2) == (
        article.reviewers[0].credentials,
        len(article.reviewers[0].roles),
    )
    assert article.first_appeared is not None
    assert ("The Motivator", "Summer/Fall 2013") == (article.first_appeared.publication, article.first_appeared.issue)
    assert article.source is not None
    assert ("https://example.org/a", "abc", "CC BY 4.0") == (
        article.source.url,
        article.source.sha256,
        article.source.licence,
    )
    assert (("kalb2020",), ["About MS", "Symptoms", "Walking"]) == (
        article.references,
        [words.source for words in article.breadcrumb],
    )
    assert article.art is not None
    assert (Picture("figures/x.svg"), "A picture") == (article.art.image, article.art.alternate.source)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    article, _ = read(WHOLE, tmp_path)
    assert article is not None
    assert "articles/walking.md:2:8" == str(article.title.span)
    assert "articles/walking.md:20:7" == str(next(nodes(article.content, Cite)).span)


def test_the_smallest_article_is_a_title_and_a_paragraph(tmp_path: Path) -> None:
    article, problems = read("---\ntitle: T\n---\nText.\n", tmp_path)
    assert article is not None
    assert ("en", "", (), None) == (article.language, article.reviewed, article.reviewers, article.summary)
    assert [] == codes(problems)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("reviewed: 2026-02-30", ["3:11 date-bad"]),
        ("reviewed: September 2026", ["3:11 date-bad"]),
        ("language: klingon-x", ["3:11 language-unknown"]),
        ("sumary: x", ["3:1 unknown-key"]),
        ("source: the web", ["3:9 value-kind"]),
        ("source: {uri: x}", ["3:10 unknown-key"]),
        ("first_appeared: {issue: Fall, in: The Motivator}", ["3:31 unknown-key"]),
        ("authors: Ana", ["3:10 value-kind"]),
        ("authors: [{roles: [Writer]}]", ["3:11 name-missing"]),
        ("authors: [[Ana]]", ["3:11 name-missing", "3:11 value-kind"]),
        ("summary: {a: b}", ["3:10 value-kind"]),
        ("art: figures/none.svg", ["3:6 alternate-missing", "3:6 image-missing"]),
        ("title: again", ["3:1 key-twice"]),
    ],
)
def test_a_bad_field_has_its_place(line: str, expected: list[str], tmp_path: Path) -> None:
    article, problems = read(f"---\ntitle: T\n{line}\n---\nText.\n", tmp_path)
    assert expected == codes(problems)
    assert article is not None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# H\n\nText.", ["4:1 heading-level"]),
        ("## H\n\n#### I", ["6:1 heading-level"]),
        ("## H\n\n### I\n\n## J", []),
        ("::: sidebar\n### T\n\n#### U\n\nText.\n:::", []),
        ("::: sidebar\n### T\n\n##### U\n\nText.\n:::", ["7:1 heading-level"]),
        ("- ## H", ["4:1 heading-place"]),
        ("> > ## H", ["4:1 heading-place"]),
        ("- a\n\n  ::: pullquote\n  b\n  :::", ["6:1 container-place"]),
        (":::: sidebar\nT\n\n::: sidebar\nb\n:::\n::::", ["7:1 container-place"]),
        ("Text[^1].", ["4:5 footnote-unknown"]),
        ("Text.\n\n[^1]: note", ["6:1 footnote-unused"]),
        ("", ["3:1 article-empty"]),
        ("Te\0xt \x1b[0m.\n\n\x7f", ["4:3 character-control", "6:1 character-control"]),
    ],
)
def test_a_bad_body_has_its_place(body: str, expected: list[str], tmp_path: Path) -> None:
    assert expected == codes(read(f"---\ntitle: T\n---\n{body}\n", tmp_path)[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "0:0 article-empty"),
        ("\ufeff \n", "0:0 article-empty"),
        ("Text.", "1:1 front-matter-missing"),
        ("Text.\n---\ntitle: T\n---\nText.", "1:1 front-matter-missing"),
        ("---\ntitle: T\n", "1:1 front-matter-missing"),
        ("---\n[\n---\nText.", "3:1 front-matter-broken"),
    ],
)
def test_what_says_too_little_is_no_article(text: str, expected: str, tmp_path: Path) -> None:
    article, problems = read(text, tmp_path)
    assert (None, [expected]) == (article, codes(problems))


@pytest.mark.parametrize("name", ["Walking", "two words", "a--b", "-a", "ä", "a_b"])
def test_a_slug_is_lower_case_letters_digits_and_hyphens(name: str, tmp_path: Path) -> None:
    assert ["0:0 slug-bad"] == codes(read("---\ntitle: T\n---\nText.\n", tmp_path, name)[1])


def test_a_mark_and_other_line_ends_change_nothing(tmp_path: Path) -> None:
    plain_article, _ = read(WHOLE, tmp_path)
    assert plain_article == read(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode(), tmp_path)[0]
    assert plain_article == read(WHOLE.replace("\n", "\r"), tmp_path)[0]


def test_a_control_character_goes_no_further(tmp_path: Path) -> None:
    article, _ = read("---\ntitle: T\x02U\n---\nOne\x00two.\n", tmp_path)
    assert article is not None
    assert ("T U", "One two.") == (article.title.source, next(nodes(article.content, Paragraph)).words.source)


def test_nodes_come_in_reading_order(tmp_path: Path) -> None:
    article, _ = read("---\ntitle: T\n---\nOne.\n\n- two\n\n  > three\n\n![four](figures/x.svg)\n", tmp_path)
    assert article is not None
    assert ["One.", "two", "three"] == [p.words.source for p in nodes(article, Paragraph)]
    assert ["four"] == [f.alternate.source for f in nodes(article, Figure)]
    assert 2 == len(blocks_of(article.content[1]))


@given(text=st.text(alphabet="ab-:\n\r \t#[]{}@^>|'\"\x00\x85\u2028é", max_size=120))
def test_any_file_is_an_article_or_problems(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    for whole in (text, f"---\n{text}\n---\nText.", f"---\ntitle: T\n---\n{text}"):
        article, problems = read(whole, folder)
        assert (article is None) <= bool(problems.errors)
