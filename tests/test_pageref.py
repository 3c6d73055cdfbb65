"""References from article to article: where they lead, the page they say, and what is reported of the wrong ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from publications import ONE, article, run, said
from specimen import BOTH, Specimen, placed_lines

from pipeline.document.article import nodes, read_article
from pipeline.document.pageref import Place, place, referenced, referred
from pipeline.document.tree import Document, Link, plain
from pipeline.edition import settle
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.page import PlacedLine

Make = Callable[..., Path]
FRONT = "---\ntitle: One\nlanguage: en\n---\n"


def read(tmp_path: Path, body: str) -> Document:
    path = tmp_path / "articles" / "one.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FRONT + body, encoding="utf-8")
    document = read_article(path, tmp_path, Problems())
    assert document is not None
    return document


def english(page: str, language: str) -> tuple[str, str]:
    return f"page {page}", "en"


def shown(document: Document) -> list[tuple[str, str, str]]:
    return [(link.target, plain(link.content), link.language) for link in nodes(document, Link)]


def test_a_link_leads_to_an_article_a_part_of_one_or_out_of_the_issue() -> None:
    assert Place("two") == place("two.md", "one")
    assert Place("two", "part") == place("two.md#part", "one")
    assert Place("one", "part") == place("#part", "one")
    assert place("https://example.org/two.md", "one") is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("[Two](two.md)", "Two (page 14)"),
        ("[Two, {page}](two.md)", "Two, page 14"),
        ("[see *{page}*](two.md)", "see page 14"),
        ("**[Two](two.md).**", "Two (page 14)"),
        ("[below](#part)", "below"),
        ("[below, {page}](#part)", "below, page 3"),
        ("[Three](three.md)", "Three (page 00)"),
    ],
)
def test_the_page_stands_where_it_is_asked_for_else_behind_the_words(tmp_path: Path, body: str, text: str) -> None:
    document = read(tmp_path, f"{body}\n\n## Part {{#part}}\n")
    filled = referenced(document, {Place("two"): "14", Place("one", "part"): "3"}, english)
    assert [text] == [words for _, words, _ in shown(filled)]


def test_words_in_another_language_are_a_link_that_says_so(tmp_path: Path) -> None:
    document = read(tmp_path, "[see {page} for more](two.md)")
    filled = referenced(document, {Place("two"): "14"}, lambda page, language: (f"página {page}", "es"))
    assert [("#two", "see ", ""), ("#two", "página 14", "es"), ("#two", " for more", "")] == shown(filled)


def test_only_links_that_say_a_page_ask_for_one(tmp_path: Path) -> None:
    document = read(tmp_path, "[a](#part) [b](two.md) [c {page}](#part) [d](https://example.org)\n\n## P {#part}\n")
    assert {Place("two"), Place("one", "part")} == referred(document)


def test_a_name_is_no_part_of_what_prints(tmp_path: Path) -> None:
    document = read(tmp_path, "## Before you go {#before}\n\nText.\n")
    assert "Before you go" == document.content[0].words.source  # type: ignore[union-attr] # it is a heading


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("[x](secnd.md)\n", "articles/first.md:7:5: error [link-unknown]"),
        ("Text.\n\n[x](#nowhere)\n", "articles/first.md:9:5: error [link-unknown]"),
        ("## A {#a}\n\nT.\n\n## B {#a}\n\nT.\n", "articles/first.md:11:1: error [anchor-twice]"),
        ("## A {#Über uns}\n\nT.\n\n## B {#B_b}\n\nT.\n", "articles/first.md:11:1: error [anchor-bad]"),
        ("::: pullquote {#a}\nWords.\n:::\n\nText.\n", "articles/first.md:7:1: error [anchor-bad]"),
    ],
)
def test_a_reference_that_leads_nowhere_is_named_with_its_line(publication: Make, body: str, found: str) -> None:
    root = publication(article(body))
    place, _, code = found.replace(" error", "").partition(": ")
    assert f"{place} {code[1:-1]}" in said(run(root, "check", exit_code=1))
    assert f"{place} {code[1:-1]}" in said(run(root, *ONE, exit_code=1))


def test_references_that_do_not_settle_are_reported(publication: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = publication(article("See [the part, {page}](#part).\n\n## Part {#part}\n\nText.\n"))
    run(root, *ONE)
    monkeypatch.setattr(settle, "PASSES", 1)
    assert "articles/first.md references-unsettled" in said(run(root, *ONE, "--force", exit_code=1))


@pytest.fixture(params=BOTH, ids=" ".join)
def both(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param  # type: ignore[no-any-return] # the parameters are pairs


def test_every_reference_of_the_specimen_says_the_page_it_leads_to(both: tuple[str, str], specimen: Specimen) -> None:
    composed = specimen.edition(*both)
    places = {place.name: page.number for page in reversed(composed.book.pages) for place in page.destinations}
    text = "".join(item.line.text for _, item in placed_lines(composed.book.pages))
    word = {"en": "page", "es": "página"}[both[0]]
    said_pages = {int(number) for number in re.findall(rf"{word}\u00a0(\d+)", text)}
    assert {places[name] for name in ("the-long-day", "heat", "heat/before-you-go-out")} <= said_pages
    assert said_pages <= set(places.values())
    there = composed.book.pages[places["heat/before-you-go-out"] - 1]
    title = {"en": "Before you go out", "es": "Antes de salir"}[both[0]]
    assert any(isinstance(item, PlacedLine) and title in item.line.text for item in there.items)


def test_a_reference_can_be_followed_and_is_tagged_as_a_link(publication: Make) -> None:
    body = (
        "See [the part, {page}](#part).\n\n"
        + "Words of text that fill a page. " * 700
        + "\n\n## Part {#part}\n\nText.\n"
    )
    root = publication(article(body))
    run(root, "build", "first", "--edition", "screen", "--language", "en")
    with pikepdf.open(root / "output" / "first" / "first.en.screen.pdf") as pdf:
        links = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
        there = [link for link in links if "the part" in str(link.Contents)]
        assert 1 == len(there)
        page = pikepdf.Page(there[0].Dest[0]).index + 1
        assert page > 4
        assert f"the part, page\u00a0{page}" == str(there[0].Contents)
        assert "/StructParent" in there[0]
