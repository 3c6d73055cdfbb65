"""Articles that are parted: where their rest goes, what says so, and in which order they are read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from publications import ONE, run, said
from specimen import Specimen, placed_lines, walk

from pipeline.typesetting.box import Box
from pipeline.typesetting.jump import Ways, queued, ways
from pipeline.typesetting.opener import Opening
from pipeline.typesetting.trial import Piece

Make = Callable[..., Path]
OPENING = Opening(Box(0.0), ())


def piece(slug: str, part: int = 0) -> Piece:
    return Piece(slug, slug, "", "ink", OPENING, OPENING, (), part=part)


def test_the_rest_of_an_article_goes_behind_the_one_named_and_the_rests_there() -> None:
    order = [piece("a"), piece("b"), piece("c"), piece("d")]
    queued(order, 0, piece("a", 1), "c")
    queued(order, 1, piece("b", 1), "c")
    queued(order, 2, piece("c", 1), "")
    assert ["a", "b", "c", "a+1", "b+1", "d", "c+1"] == [each.key for each in order]


def test_an_article_jumps_where_its_next_page_is_not_overleaf() -> None:
    assert Ways({}, {}) == ways([["a"], ["a", "b"], ["b"]])
    assert Ways({1: 3}, {3: ("a", 1)}) == ways([["a"], ["a"], ["b"], ["b", "a"], ["a"]])
    assert Ways({0: 2}, {2: ("a", 0)}) == ways([["a"], [], ["a"]])


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_article_that_is_parted_is_read_in_one_piece(language: str, specimen: Specimen) -> None:
    composed = specimen.edition(language, "print")
    article = next(e for e in composed.book.structure.children if e.key == "the-long-day/art")
    keys = {element.key: place for place, element in enumerate(walk(article))}
    first: dict[str, int] = {}
    for page, item in placed_lines(composed.book.pages):
        if item.key in keys:
            first.setdefault(item.key, page.number)
    pages = [first[key] for key in keys if key in first]
    start = composed.starts["the-long-day"]
    assert {start, start + 1, start + 2, start + 3} == {page for page in pages if page < start + 5}
    assert max(pages) > composed.starts["program-notes"]
    # What is read later stands on a later page; boxes and charts may float by one.
    assert all(later >= page - 1 for page, later in pairwise(pages))


def test_an_article_cannot_go_on_behind_one_that_comes_before_it(publication: Make) -> None:
    plan = ("[cover]\n", '[article.first]\njump = { pages = 1, behind = "frist" }\n\n[cover]\n')
    root = publication({"articles/issues/first.toml": plan})
    [found] = [line for line in said(run(root, *ONE, exit_code=1)) if "jump-place" in line]
    assert found.startswith("articles/issues/first.toml:")


@pytest.mark.parametrize(
    "change", [('recto = "{title}"', 'recto = "{author}"'), ('foot = "{name} · {issue}"', 'foot = "{title}"')]
)
def test_a_running_line_cannot_name_what_is_not_there(publication: Make, change: tuple[str, str]) -> None:
    root = publication({"layouts/print.toml": change})
    [found] = said(run(root, *ONE, exit_code=1))
    assert found.startswith("layouts/print.toml:") and found.endswith(" running-unknown")
