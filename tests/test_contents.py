"""The contents page and its masthead."""

from pathlib import Path

import pytest
from specimen import ROOT, setter, spoken, walk

from pipeline.document.tree import Text, Words
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.contents import Entry, Masthead, contents_pages
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Draft
from pipeline.typesetting.page import Element, PlacedLine
from pipeline.typesetting.setter import Setter


def words(text: str, language: str = "en") -> Words:
    return Words((Text(text),), text, language)


MASTHEAD = Masthead(
    (
        ("The Motivator", (words("Winter 2027."),)),
        ("The Association", (words("1 Street"),)),
        ("", (words("Not advice."),)),
    )
)


@pytest.fixture(params=["print", "large-print", "screen"])
def own(request: pytest.FixtureRequest, faces_cache: Path) -> Setter:
    layout = read_layout(ROOT, request.param, "en", Problems())
    assert layout is not None
    return setter(layout, "en", faces_cache, Problems())


def entries(count: int, deck: str = "What it is about in a sentence or two.") -> list[Entry]:
    return [
        Entry(
            f"slug-{n}", words(f"Department {n // 3}"), "teal", words(f"Article number {n}"), words(deck), str(100 + n)
        )
        for n in range(count)
    ]


def page_lines(drafts: list[Draft]) -> list[PlacedLine]:
    return [item for draft in drafts for item in draft.items if isinstance(item, PlacedLine)]


def made(own: Setter, found: list[Entry]) -> tuple[list[Draft], Element]:
    return contents_pages(own, own.words("In this issue"), "Winter 2027", found, MASTHEAD)


@pytest.mark.parametrize("count", [1, 15, 60])
def test_every_entry_has_its_title_and_its_page_in_a_link(own: Setter, count: int) -> None:
    drafts, element = made(own, entries(count))
    links = [e for e in walk(element) if e.role == "Link"]
    assert [f"#slug-{n}" for n in range(count)] == [link.target for link in links]
    found: dict[str, list[str]] = {link.key: [] for link in links}
    for line in page_lines(drafts):
        if line.key in found:
            found[line.key].append(line.line.text)
    for number, link in enumerate(links):
        text = " ".join(spoken(" ".join(found[link.key])))
        assert f"Article number {number}" in text
        assert str(100 + number) in spoken(" ".join(found[link.key]))


@pytest.mark.parametrize("count", [1, 15, 60])
def test_everything_is_inside_the_type_area(own: Setter, count: int) -> None:
    drafts, _ = made(own, entries(count))
    layout = own.layout
    for line in page_lines(drafts):
        assert -0.5 <= line.x and line.x + line.line.width <= layout.measure + 6
        assert 0 <= line.y <= layout.depth + 0.5
    assert all(draft.template == "contents" for draft in drafts)


def test_a_short_list_is_one_page_in_the_magazine(own: Setter) -> None:
    assert (1 if own.layout.grid.columns > 1 else 3) >= len(made(own, entries(15))[0])


def test_summaries_give_way_where_there_is_no_room_but_those_of_the_cover_stay(own: Setter) -> None:
    many = entries(22, "A summary that runs on for a good while, so that not all of them fit on a page. " * 2)
    many[5] = replace(many[5], featured=True)
    drafts, element = made(own, many)
    decks = [e for e in walk(element) if e.role == "TOCI" and len(e.children) > 1 and e.children[-1].role == "P"]
    assert (1 if own.layout.grid.columns > 1 else 22) == len(decks)
    keys = {line.key for line in page_lines(drafts)}
    leaves = [e.key for e in walk(element) if not e.children]
    assert [] == [key for key in leaves if key not in keys], "no element is left of what was dropped"


def test_a_department_is_named_once_over_its_articles(own: Setter) -> None:
    drafts, _ = made(own, entries(6))
    text = " ".join(line.line.text for line in page_lines(drafts)).casefold()
    assert [1, 1] == [text.count("department 0"), text.count("department 1")]


def test_the_masthead_says_who_makes_the_magazine(own: Setter) -> None:
    drafts, element = made(own, entries(6))
    text = " ".join(spoken(" ".join(line.line.text for line in page_lines(drafts))))
    for part in ("The Motivator", "Winter 2027.", "The Association", "1 Street", "Not advice."):
        assert part in text
    assert ["H1", "P", "TOC", "Sect"] == [child.role for child in element.children]


def test_blocks_of_a_masthead_under_each_other_do_not_touch(own: Setter) -> None:
    drafts, _ = made(own, entries(6))
    lines = {line.line.text: line.y for line in page_lines(drafts)}
    style = own.layout.style("masthead")
    if own.layout.grid.columns == 1:
        for over, under in (("Winter 2027.", "The Association"), ("1 Street", "Not advice.")):
            assert lines[under] - lines[over] > style.leading * 1.7
    else:
        assert lines["The Motivator"] == lines["The Association"]


def test_titles_of_the_contents_end_on_no_stub(own: Setter) -> None:
    title = "Walking farther and farther on the very same old battery"
    drafts, _ = made(own, [replace(entry, title=words(title)) for entry in entries(3)])
    own_lines = [line for line in page_lines(drafts) if line.style == "contents-entry"]
    stubs = [line.line.text for line in own_lines if line.line.width < 0.4 * max(each.line.width for each in own_lines)]
    assert [] == stubs


def test_a_title_left_in_another_language_says_so(own: Setter) -> None:
    _, element = made(own, [replace(entries(1)[0], title=words("Un título", "es"))])
    assert ["es"] == [e.language for e in walk(element) if e.role == "Link"]
