"""Articles into pages: openers, columns, figures, run-on articles, notices."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import ROOT

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Made, Notice, make_up
from pipeline.typesetting.opener import Opening
from pipeline.typesetting.page import Element, PageItem, PlacedRectangle
from pipeline.typesetting.trial import Piece


def layout_of(name: str) -> Layout:
    layout = read_layout(ROOT, name, "en", Problems())
    assert layout is not None
    return layout


PRINT, LARGE = layout_of("print"), layout_of("large-print")
STEP = PRINT.grid.leading
LINES = round(PRINT.depth / STEP)


def box(name: str, lines: float = 1.0, layout: Layout = PRINT, width: float = 0.0, **more: object) -> Box:
    height = lines * layout.grid.leading
    item = PlacedRectangle(0.0, 0.0, width or layout.column, height, name)
    return Box(height, (item,), text=name, span=Span("a.md", 7, 1), **more)  # type: ignore[arg-type] # by name


def paragraph(name: str, count: int, layout: Layout = PRINT) -> list[Box]:
    snap = layout.manner.snap
    costs = [NEVER if n in (1, count - 1) and n else 0.0 for n in range(count)]
    return [box(f"{name}{n}", layout=layout, cost=cost, snap=snap) for n, cost in enumerate(costs)]


def heading(name: str, following: list[Box]) -> list[Box]:
    return [box(name, before=STEP, cost=-20.0), replace(following[0], cost=NEVER), *following[1:]]


def opening(slug: str, lines: float = 6.0, layout: Layout = PRINT) -> Opening:
    words = box(f"{slug}-opener", lines, layout, layout.measure)
    return Opening(words, (Element(f"{slug}/1", "H1"),))


def piece(slug: str, boxes: Sequence[Box], layout: Layout = PRINT, **more: object) -> Piece:
    short = replace(opening(slug, 4.0, layout), elements=(Element(f"{slug}/2", "H1"),))
    boxes = [replace(b, text=f"{slug}:{b.text}") for b in boxes]
    whole = opening(slug, 6.0, layout)
    return Piece(slug, slug.title(), "News", "teal", whole, short, tuple(boxes), **more)  # type: ignore[arg-type] # by name


class Place(Struct, frozen=True):
    page: int
    column: int
    top: float
    bottom: float
    name: str


def places(made: Made, layout: Layout = PRINT) -> list[Place]:
    """Return what stands on the pages in the order of pages, columns and depth; bands across have column 0."""
    found = []
    step = layout.column + layout.grid.gutter
    for number, draft in enumerate(made.drafts):
        for item in draft.items:
            if isinstance(item, PlacedRectangle):
                found.append(Place(number, round(item.x / step), item.y, item.y + item.height, item.colour))
    return sorted(found, key=lambda place: (place.page, place.column, place.top))


def up(
    pieces: Sequence[Piece], notices: Sequence[Notice] = (), layout: Layout = PRINT, codes: Sequence[str] = ()
) -> Made:
    problems = Problems()
    made = make_up(pieces, notices, layout, problems)
    assert list(codes) == [problem.code for problem in problems]
    return made


def notice(height: float) -> tuple[tuple[PageItem, ...], Element] | None:
    return (PlacedRectangle(0.0, 0.0, PRINT.measure, height, "notice"),), Element("n/1", "Sect")


def text(lines: int, name: str = "p") -> list[Box]:
    """Return paragraphs of four lines and a rest, `lines` in all."""
    made: list[Box] = []
    while lines > 0:
        count = lines if lines < 8 else 4
        made += paragraph(f"{name}{len(made)}.", count)
        lines -= count
    return made


# ---------------------------------------------------------------- everything, once, in order

PART = st.one_of(
    st.integers(1, 12).map(lambda n: ("paragraph", n)),
    st.integers(1, 12).map(lambda n: ("heading", n)),
    st.integers(4, 60).map(lambda n: ("column", n)),
    st.integers(4, 50).map(lambda n: ("wide", n)),
    st.integers(3, 9).map(lambda n: ("pull", n)),
)
ARTICLE = st.tuples(st.lists(PART, min_size=1, max_size=18), st.sampled_from([None, True, False]), st.booleans())


def parts(article: list[tuple[str, int]], layout: Layout) -> list[Box]:
    made: list[Box] = []
    for number, (kind, size) in enumerate(article):
        name = f"{number}."
        match kind:
            case "paragraph":
                made += paragraph(name, size, layout)
            case "heading":
                made += heading(f"{name}h", paragraph(name, size, layout))
            case "pull":
                made.append(box(name, size, layout, place="column", snap=True, drop=f"drop{number}", before=STEP / 2))
            case _:
                wide = kind == "wide" and layout.grid.columns > 1
                width = layout.measure if wide else layout.column
                deep = min(size, int(layout.depth / layout.grid.leading) - 1)
                made.append(box(name, deep, layout, width, place="wide" if wide else "column", snap=True, before=STEP))
    return made


@settings(deadline=None, max_examples=40)
@given(st.lists(ARTICLE, min_size=1, max_size=4), st.sampled_from([PRINT, LARGE]))
def test_every_box_is_on_the_pages_once_and_text_keeps_its_order(
    articles: list[tuple[list[tuple[str, int]], bool | None, bool]], layout: Layout
) -> None:
    pieces = [
        piece(f"a{n}", [named(b, f"a{n}:{b.text}") for b in parts(content, layout)], layout, breaks=breaks, fills=fills)
        for n, (content, breaks, fills) in enumerate(articles)
    ]
    made = up(pieces, [notice], layout)
    found = places(made, layout)
    for own in pieces:
        dropped = {f"{b.items[0].colour}" for b in own.boxes if b.drop in made.dropped and b.drop}  # type: ignore[union-attr] # rectangles
        there = [place.name for place in found if place.name.startswith(f"{own.slug}:")]
        wanted = [b.items[0].colour for b in own.boxes]  # type: ignore[union-attr] # rectangles
        kept = there if any(name in dropped for name in there) else [*there, *dropped]
        assert sorted(wanted) == sorted(kept)
        flow = {b.items[0].colour for b in own.boxes if not b.place}  # type: ignore[union-attr] # rectangles
        assert [name for name in wanted if name in flow] == [name for name in there if name in flow]
        assert 1 == sum(place.name == f"{own.slug}-opener" for place in found)
    for place in found:
        assert -0.01 <= place.top <= place.bottom <= layout.depth + 0.01, place
    assert all(draft.items for draft in made.drafts)


def named(own: Box, name: str) -> Box:
    first = own.items[0]
    assert isinstance(first, PlacedRectangle)
    return replace(own, items=(replace(first, colour=name),))


@settings(deadline=None, max_examples=40)
@given(st.lists(ARTICLE, min_size=1, max_size=3))
def test_nothing_on_a_page_overlaps(articles: list[tuple[list[tuple[str, int]], bool | None, bool]]) -> None:
    pieces = [piece(f"a{n}", parts(content, PRINT), breaks=breaks) for n, (content, breaks, _) in enumerate(articles)]
    made = up(pieces, [notice])
    for draft in made.drafts:
        items = [item for item in draft.items if isinstance(item, PlacedRectangle)]
        for index, one in enumerate(items):
            assert -0.01 <= one.x and one.x + one.width <= PRINT.measure + 0.01
            for other in items[index + 1 :]:
                across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
                down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
                assert across <= 0.01 or down <= 0.01, (one.colour, other.colour)


# ---------------------------------------------------------------- columns


def last_and_first(made: Made) -> list[tuple[str, str]]:
    """Return the last name of each column and the first of the next."""
    found = [place for place in places(made) if place.column or place.bottom - place.top < 3 * STEP]
    ends = []
    for one, other in pairwise(found):
        if (one.page, one.column) != (other.page, other.column):
            ends.append((one.name, other.name))
    return ends


@pytest.mark.parametrize("lead", range(2, 60, 5))
def test_a_heading_is_never_last_in_a_column(lead: int) -> None:
    boxes: list[Box] = []
    for n in range(6):
        boxes += [*text(lead + n, f"t{n}-"), *heading(f"h{n}", paragraph(f"p{n}.", 5))]
    made = up([piece("a", boxes)])
    assert [] == [pair for pair in last_and_first(made) if pair[0].startswith("h")]


@pytest.mark.parametrize("lead", range(1, 60, 4))
def test_two_lines_of_a_paragraph_stay_together(lead: int) -> None:
    boxes = [b for n in range(30) for b in paragraph(f"{n}.", 4 + (lead + n) % 5)]
    for one, other in last_and_first(up([piece("a", boxes)])):
        (before, line), (after, next_line) = one.split("."), other.split(".")
        if before == after:
            count = 4 + (lead + int(before)) % 5
            assert int(line) >= 1 and int(next_line) <= count - 2


def test_a_figure_that_does_not_fit_moves_to_the_next_head_and_the_text_flows_on() -> None:
    room = LINES - 8
    boxes = [*text(room - 4), box("figure", 20, place="column", snap=True), *text(80, "q")]
    found = places(up([piece("a", boxes)]))
    figure = next(place for place in found if place.name == "figure")
    head = min(p.top for p in found if (p.page, p.column) == (figure.page, figure.column) and p.name != "a-opener")
    assert head == figure.top
    before = [p for p in found if (p.page, p.column) < (figure.page, figure.column)]
    assert any(p.name.startswith("q") for p in before)


def test_a_wide_figure_stands_across_the_page() -> None:
    boxes = [*text(20), box("wide", 20, PRINT, PRINT.measure, place="wide"), *text(60, "q")]
    found = places(up([piece("a", boxes)]))
    wide = next(place for place in found if place.name == "wide")
    assert wide.bottom <= PRINT.depth + 0.01
    assert (
        [] == [p for p in found if p.page == wide.page and p.bottom > wide.top + 0.1 and p.top < wide.bottom - 0.1][1:]
    )


def test_the_last_page_of_an_article_is_balanced() -> None:
    made = up([piece("a", text(60))])
    depths = [max(p.bottom for p in places(made) if p.column == column) for column in (0, 1)]
    assert abs(depths[0] - depths[1]) <= 3 * STEP


def test_what_is_deeper_than_a_page_is_reported() -> None:
    up([piece("a", [*text(10), box("deep", LINES + 9)])], codes=["no-room"])


def test_a_wide_figure_deeper_than_a_page_is_reported() -> None:
    up([piece("a", [*text(10), box("deep", LINES + 9, place="wide")])], codes=["no-room"])


# ---------------------------------------------------------------- openers, run-on, notices


@pytest.mark.parametrize("fill", range(0, 60, 3))
def test_an_opener_is_never_without_text_under_it(fill: int) -> None:
    found = places(up([piece("a", text(max(8, fill * 2))), piece("b", text(40, "q"))]))
    opener = next(place for place in found if place.name == "b-opener")
    under = [p for p in found if p.page == opener.page and p.name.startswith("q") and p.top >= opener.bottom]
    assert len(under) >= 4


def test_an_article_runs_on_where_there_is_room() -> None:
    made = up([piece("a", text(24)), piece("b", text(24, "q"))])
    assert {"a": 0, "b": 0} == made.starts
    assert "b/2" == made.elements["b"][0].key, "the shorter opener"
    assert ["a", "b"] == made.drafts[0].slugs


def test_an_article_that_asks_for_a_page_gets_one() -> None:
    made = up([piece("a", text(24)), piece("b", text(24, "q"), breaks=True)])
    assert {"a": 0, "b": 1} == made.starts
    assert "b/1" == made.elements["b"][0].key


def test_an_article_begins_a_page_where_the_last_one_left_too_little() -> None:
    made = up([piece("a", text(80)), piece("b", text(24, "q"))])
    assert {"a": 0, "b": 1} == made.starts


def test_no_article_runs_on_in_large_print() -> None:
    made = up([piece("a", text(3), LARGE), piece("b", text(3), LARGE)], layout=LARGE)
    assert {"a": 0, "b": 1} == made.starts


def test_a_notice_fills_what_an_article_leaves() -> None:
    made = up([piece("a", text(50)), piece("b", text(50, "q"), breaks=True)], [notice])
    found = [place for place in places(made) if place.name == "notice"]
    assert [0, 1] == [place.page for place in found]
    assert PRINT.depth == pytest.approx(found[0].bottom)
    assert ["H1", "Sect"] == [e.role for e in made.elements["a"]]


def test_no_notice_where_the_plan_wants_none() -> None:
    made = up([piece("a", text(50), fills=False)], [notice])
    assert [] == [place for place in places(made) if place.name == "notice"]


def test_a_notice_that_does_not_fit_gives_way_to_the_next() -> None:
    made = up([piece("a", text(50))], [lambda height: None, notice])
    assert 1 == sum(place.name == "notice" for place in places(made))


def test_notices_take_turns() -> None:
    def other(height: float) -> tuple[tuple[PageItem, ...], Element] | None:
        return (PlacedRectangle(0.0, 0.0, PRINT.measure, height, "other"),), Element("o/1", "Sect")

    made = up([piece(name, text(50, name), breaks=True) for name in "abc"], [notice, other])
    turns = [place.name for place in places(made) if place.name in ("notice", "other")]
    assert ["notice", "other", "notice"] == turns


def test_no_notice_comes_again_while_another_fits() -> None:
    def low(height: float) -> tuple[tuple[PageItem, ...], Element] | None:
        if height > PRINT.depth * 0.5:
            return None
        return (PlacedRectangle(0.0, 0.0, PRINT.measure, height, "low"),), Element("l/1", "Sect")

    # The first leaves more than half a page, the others less: what was passed over has its turn before the other comes again.
    lengths = {"a": 20, "b": 70, "c": 70}
    made = up([piece(name, text(lines, name), breaks=True) for name, lines in lengths.items()], [low, notice])
    turns = [place.name for place in places(made) if place.name in ("notice", "low")]
    assert ["notice", "low", "notice"] == turns


def test_a_pull_quote_left_out_leaves_no_element_behind() -> None:
    for lines in range(40, 200, 12):
        quote = box("quote", 7, place="column", snap=True, drop="a/9", before=STEP / 2)
        made = up([piece("a", [*text(lines), quote, *text(12, "q")])])
        there = any(place.name == "quote" for place in places(made))
        assert there != ("a/9" in made.dropped)


def test_an_article_continued_says_so_on_both_pages() -> None:
    made = up([piece("a", text(200))])
    assert ["a", ""] == [made.drafts[0].continues, made.drafts[0].continued]
    assert ["", "a"] == [made.drafts[-1].continues, made.drafts[-1].continued]


def test_no_article_makes_no_page() -> None:
    assert [] == up([]).drafts
