"""Articles as boxes: no word lost, none doubled; elements that say what each part is."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specimen import (
    BOTH,
    ISSUE,
    ROOT,
    article,
    marks,
    note_letters,
    own_text,
    read,
    references_in,
    setter,
    spoken,
    texts,
    walk,
)

from pipeline.document.markdown import body
from pipeline.document.tree import Blocks, Citation, Cite, Document, Item, List, Paragraph, Text, Words
from pipeline.edition.inputs import Inputs, read_inputs
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.ending import EndWords, ending
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.notice import paragraphs
from pipeline.typesetting.page import Element, PlacedDrawing, PlacedLine
from pipeline.typesetting.setter import DIVIDED, Setter, at_marks

WORDS = EndWords(
    *(
        Words((Text(said),), said)
        for said in (
            "Notes",
            "References",
            "Reviewed by",
            "Last reviewed {date}",
            "In {issue} of {publication}",
            "See also",
        )
    )
)
FIGURE = '::: figure {src=figures/heat-art.svg alt="Hills" width=column}\nThe hills.\n:::'


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    problems = Problems()
    made = read_inputs(ROOT, ISSUE, problems)
    assert made is not None and not problems.errors
    return made


@pytest.fixture(scope="module")
def layouts() -> dict[str, Layout]:
    found = {}
    for language, edition in BOTH:
        layout = read_layout(ROOT, edition, language, Problems())
        assert layout is not None
        found[f"{language} {edition}"] = layout
    return found


@pytest.fixture(scope="module")
def printed(layouts: dict[str, Layout], faces_cache: Path) -> Setter:
    return setter(layouts["en print"], "en", faces_cache, Problems())


@pytest.fixture(scope="module")
def large(layouts: dict[str, Layout], faces_cache: Path) -> Setter:
    return setter(layouts["en large-print"], "en", faces_cache, Problems())


def blocks(text: str, language: str = "en") -> Blocks:
    problems = Problems()
    made = body(
        text, path="a.md", first_line=1, language=language, folder=str(ROOT / "articles"), problems=problems
    ).content
    assert [] == [p.text() for p in problems]
    return made


def galley(own: Setter) -> Galley:
    return Galley(own, own.layout.column, "teal", str(ROOT / "articles"), own.layout.measure)


def made(own: Setter, text: str) -> Galley:
    result = galley(own)
    result.blocks(blocks(text))
    return result


def lines(boxes: list[Box]) -> Iterator[PlacedLine]:
    for box in boxes:
        for item in box.items:
            if isinstance(item, PlacedLine) and item.key:
                yield item


def words_of(own: Galley) -> list[str]:
    return words_in(own.boxes, references_in(own.elements))


def words_in(boxes: list[Box], inline: set[str] = set()) -> list[str]:  # noqa: B006 - never changed
    text, key = "", ""
    for line in lines(boxes):
        text += (" " if line.key != key else "") + own_text(line, inline)
        key = line.key
    return spoken(text)


# ---------------------------------------------------------------- no lost text


@pytest.mark.parametrize(("language", "edition"), BOTH)
def test_every_word_of_every_article_is_in_its_boxes_once(
    language: str, edition: str, inputs: Inputs, layouts: dict[str, Layout], faces_cache: Path
) -> None:
    layout = layouts[f"{language} {edition}"]
    own = setter(layout, language, faces_cache, Problems())
    assert 19 <= len(inputs.documents)
    for slug in inputs.documents:
        document, references = article(slug, language, inputs)
        own.prefix, own.notes = slug, note_letters(document)
        column = galley(own)
        first, rest = document.content[0], document.content
        if layout.manner.drop_cap and isinstance(first, Paragraph):
            column.opening(first, layout.manner.drop_cap)
            rest = document.content[1:]
        column.blocks(rest)
        wanted = spoken(" ".join(texts(document.content, layout)))
        # Rows of a table are read one after the other; their cells' lines stand side by side.
        assert wanted == words_of(column), slug
        before = len(column.boxes)
        ending(column, document, references, WORDS)
        found = " ".join(words_in(column.boxes[before:]))
        for content in [read(work.content) for work in references]:
            assert 1 == found.count(" ".join(spoken(content))), slug
        for note in document.footnotes:
            assert 1 == found.count(" ".join(spoken(" ".join(texts(note.content, layout))))), slug


def test_a_note_keeps_whatever_it_holds(printed: Setter, large: Setter) -> None:
    note = "A note [^1].\n\n[^1]: First the text.\n\n    - one item\n    - another\n\n    Last the text.\n"
    read_note = body(note, path="a.md", first_line=1, language="en", folder="", problems=Problems())
    whole = Document("a", "en", Words((), "A", "en"), read_note.content, read_note.footnotes)
    for own in (printed, large):
        own.notes = note_letters(whole)
        column = galley(own)
        ending(column, whole, (), WORDS)
        wanted = ["Notes", "a.", *spoken(" ".join(texts(read_note.footnotes[0].content, own.layout)))]
        assert sorted(wanted) == sorted(words_in(column.boxes))


def test_a_notice_says_what_it_cannot_print(printed: Setter) -> None:
    whole = Document("n", "en", Words((), "N", "en"), blocks("One sentence.\n\n- a list"))
    printed.problems = Problems()
    assert 1 == len(paragraphs(printed, whole))
    assert ["notice-block"] == [problem.code for problem in printed.problems]


WORD = st.sampled_from(["rest", "heat", "walking", "1.5", "mg", "“yes,”", "multidisciplinary", "a", "MS;", "énergie"])
PROSE = st.lists(WORD, min_size=1, max_size=40).map(" ".join)
BLOCK = st.one_of(
    PROSE,
    PROSE.map(lambda text: f"## {text}"),
    st.lists(PROSE, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(PROSE, min_size=1, max_size=3).map(lambda items: "\n".join(f"{n}. {t}" for n, t in enumerate(items, 1))),
    PROSE.map(lambda text: f"> {text}"),
    PROSE.map(lambda text: f"- {text}\n  - {text}\n    - {text}"),
    st.tuples(PROSE, PROSE).map(lambda two: f"{two[0]}\n: {two[1]}"),
    st.tuples(PROSE, PROSE).map(lambda two: f"| {two[0]} | {two[1]} |\n| --- | ---: |\n| {two[1]} | {two[0]} |"),
    st.tuples(PROSE, PROSE).map(lambda two: f"::: sidebar\n### {two[0]}\n\n{two[1]}\n\n- {two[0]}\n:::"),
    PROSE.map(lambda text: f"::: pullquote\n{text}\n:::"),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BLOCK, min_size=1, max_size=6))
def test_any_article_keeps_its_words(printed: Setter, large: Setter, parts: list[str]) -> None:
    text = "\n\n".join(parts)
    for own in (printed, large):
        wanted = spoken(" ".join(texts(blocks(text), own.layout)))
        assert sorted(wanted) == sorted(words_of(made(own, text)))


def test_a_wide_table_in_a_long_sidebar_is_not_lost(printed: Setter) -> None:
    row = "| Heat | Afternoon | Cold drinks |\n"
    table = f"| What | When | Try |\n| --- | --- | --- |\n{row}"
    long = "\n\n".join(["A sentence about rest and heat that goes on for a while and then goes on again. " * 6] * 6)
    text = f"::: sidebar\n### Title\n\n{long}\n\n{table}:::"
    wanted = spoken(" ".join(texts(blocks(text), printed.layout)))
    assert sorted(wanted) == sorted(words_of(made(printed, text)))


def test_a_list_of_nothing_is_set_without_a_fault(printed: Setter) -> None:
    column = galley(printed)
    column.blocks((List(False, (Item(()), Item(()))),))
    assert [] == column.boxes


# ---------------------------------------------------------------- elements


def roles(elements: list[Element] | tuple[Element, ...]) -> list[object]:
    return [(e.role, *roles(e.children)) if e.children else e.role for e in elements]


def test_headings_keep_their_levels(printed: Setter) -> None:
    assert ["H2", "P", "H3", "P", ("Div", "H4", "P")] == roles(
        made(printed, "## A\n\na\n\n### B\n\nb\n\n#### C\n\nc").elements
    )


def test_a_list_has_items_with_labels_and_bodies(printed: Setter) -> None:
    column = made(printed, "- one\n  - inner\n- two")
    inner = ("L", ("LI", "Lbl", ("LBody", "P")))
    assert [("L", ("LI", "Lbl", ("LBody", "P", inner)), ("LI", "Lbl", ("LBody", "P")))] == roles(column.elements)
    assert "Disc" == column.elements[0].numbering
    assert "Decimal" == made(printed, "3. one\n4. two").elements[0].numbering
    assert ["3.", "4."] == [line.line.text for line in lines(made(printed, "3. one\n4. two").boxes)][::2]


def test_a_definition_list_names_its_terms(printed: Setter) -> None:
    assert [("L", ("LI", "Lbl", ("LBody", "P")))] == roles(made(printed, "Term\n: What it means").elements)


def test_a_table_says_which_cells_are_headers_of_columns(printed: Setter) -> None:
    column = made(printed, "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nTable: What it shows.")
    head, row = ("TR", "TH", "TH"), ("TR", "TH", "TD")
    assert [("Table", "Caption", ("THead", head), ("TBody", row))] == roles(column.elements)
    headers = [e for element in column.elements for e in walk(element) if e.role == "TH" and e.scope != "Row"]
    assert ["Column", "Column"] == [e.scope for e in headers]


def test_a_figure_has_its_alternate_text_and_its_caption(printed: Setter) -> None:
    column = made(printed, FIGURE)
    assert [("Figure", "Caption")] == roles(column.elements)
    assert "Hills" == column.elements[0].alternate
    drawings = [item for item in column.boxes[0].items if isinstance(item, PlacedDrawing)]
    assert [column.elements[0].key] == [item.key for item in drawings]


def test_a_quotation_holds_its_paragraphs(printed: Setter) -> None:
    assert [("BlockQuote", "P", "P")] == roles(made(printed, "> one\n>\n> two").elements)


def test_a_sidebar_is_a_section_whose_title_stands_one_level_down(printed: Setter) -> None:
    column = made(printed, "## Head\n\ntext\n\n::: sidebar\n### Box\n\ntext\n:::")
    assert ["H2", "P", ("Aside", "H3", "P")] == roles(column.elements)


def test_a_block_left_in_another_language_says_so(printed: Setter) -> None:
    spanish = blocks("Hola a todos.", "es")
    column = galley(printed)
    column.blocks(spanish)
    assert ["es"] == [e.language for e in column.elements]
    column = made(printed, "Hello to all, [hola]{lang=es}.")
    assert [("", "es")] == [(e.language, e.children[0].language) for e in column.elements]


def test_links_and_citations_are_elements_of_their_paragraph(printed: Setter) -> None:
    column = made(printed, "See [the page](https://example.org/x) or [@a].")
    assert [("P", "Link", "Reference")] == roles(column.elements)
    assert "https://example.org/x" == column.elements[0].children[0].target
    assert ["?"] != marks(blocks("A [@a]."), {}), "marks are set by resolving"


def test_pull_quotes_can_be_dropped_whole(printed: Setter, large: Setter) -> None:
    text = "one\n\n::: pullquote\nAgain one.\n:::"
    column = made(printed, text)
    assert column.boxes[-1].drop == column.elements[-1].key
    assert ["P"] == roles(made(large, text).elements)


# ---------------------------------------------------------------- room


@pytest.fixture(scope="module")
def impreso(layouts: dict[str, Layout], faces_cache: Path) -> Setter:
    return setter(layouts["es print"], "es", faces_cache, Problems())


def tops(column: Galley) -> list[tuple[str, float]]:
    """Return each line's text and its baseline in lines of the grid, in a column that the boxes fill from its head."""
    step = column.setter.layout.grid.leading
    found, y = [], 0.0
    for index, box in enumerate(column.boxes):
        y += box.before if index else 0.0
        y = math.ceil(y / step - 1e-6) * step if box.snap else y
        placed = [item for item in box.items if isinstance(item, PlacedLine) and item.key]
        found.append((placed[-1].line.text, (y + placed[-1].y) / step))
        y += box.height
    return found


def gap(column: Galley, before: str, after: str) -> float:
    """Return how many lines of the grid lie from the line that begins with one text to that of another."""
    found = tops(column)
    return next(y for text, y in found if text.startswith(after)) - next(
        y for text, y in found if text.startswith(before)
    )


def test_a_list_keeps_a_line_free_under_it_and_the_text_the_grid(printed: Setter, impreso: Setter) -> None:
    for own in (printed, impreso):
        column = made(own, "Before it.\n\n- one\n- two\n\nAfter it.\n\nAnd on.")
        assert gap(column, "Before", "one") == pytest.approx(1)
        assert gap(column, "one", "two") == pytest.approx(1)
        assert gap(column, "two", "After") == pytest.approx(2)
        assert gap(column, "Before", "After") == pytest.approx(4)
        placed = list(lines(column.boxes))[-2:]
        assert [0.0, 13.0] == [line.line.segments[0].x for line in placed], "no indent after a free line"


def test_terms_follow_one_another_without_a_line_between_them(printed: Setter, impreso: Setter) -> None:
    for own in (printed, impreso):
        column = made(own, "Before it.\n\nOne\n: first\n\nTwo\n: second\n\nAfter it.")
        # A term is set in another size; its baseline is a hair off the text's.
        assert gap(column, "Before", "One") == pytest.approx(2, abs=0.1)
        assert gap(column, "first", "Two") == pytest.approx(1, abs=0.1)
        assert gap(column, "second", "After") == pytest.approx(2, abs=0.1)
        headed = made(own, "## Words\n\nOne\n: first")
        assert gap(headed, "Words", "One") == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    "title", ["What the medicines can do and what no medicine can", "Lo que los medicamentos pueden y no pueden hacer"]
)
def test_a_heading_of_two_lines_has_leading_and_its_text_keeps_the_grid(printed: Setter, title: str) -> None:
    column = made(printed, f"Before it.\n\n## {title}\n\nAfter it.\n\n## One line\n\nThen.")
    style, step = printed.layout.style("heading"), printed.layout.grid.leading
    (first, top), (second, bottom) = tops(column)[1:3]
    assert title == first + second
    assert (bottom - top) * step > 1.1 * style.size
    assert gap(column, "Before", "After") == pytest.approx(4), "a line above two lines"
    assert gap(column, "After", "Then") == pytest.approx(3)
    headed = made(printed, f"## {title}\n\nAfter it.")
    assert tops(headed)[2][1] == pytest.approx(tops(made(printed, "Text."))[0][1] + 2)
    assert tops(headed)[0][1] * step > style.size * 0.66, "capitals stay in the column"


@pytest.mark.parametrize("style", ["title", "deck", "pull", "heading", "cover-title", "cover-deck", "notice.title"])
def test_what_is_set_large_ends_on_no_stub(printed: Setter, style: str) -> None:
    said = (
        "Heat can bring old symptoms back for an hour or an afternoon. Learn why it happens, how to cool down, and when to "
        "call for help."
    )
    own = printed.layout.style(style)
    for measure in range(180, 480, 20):
        boxes, _ = printed.block("P", printed.words(said), own, float(measure))
        widths = [item.line.width for item in lines(boxes)]
        plain, _ = printed.block("P", printed.words(said), replace(own, balance=False), float(measure))
        assert len(widths) <= len(plain) + 1
        if 1 < len(widths) < 5:
            assert widths[-1] > 0.55 * max(widths), (measure, widths)


# ---------------------------------------------------------------- breaks


def costs(column: Galley) -> list[float]:
    return [box.cost for box in column.boxes]


LONG = "Rest is part of the plan and so is shade, and neither of them costs you anything at all. " * 4


def test_two_lines_of_a_paragraph_stay_together_at_both_ends(printed: Setter) -> None:
    found = costs(made(printed, LONG))
    assert len(found) > 4
    assert (NEVER, NEVER) == (found[1], found[-1])
    assert all(cost < NEVER for cost in (found[0], *found[2:-1]))


def test_a_column_rather_ends_before_a_hyphen_of_the_text(printed: Setter) -> None:
    column = made(
        printed, "Rest is self-care and warm-ups are well-known stand-ins for all-day walk-throughs too. " * 12
    )
    parted = [index for index, box in enumerate(column.boxes[:-2]) if box.text.rstrip().endswith("-")]
    assert parted
    assert all(column.boxes[index + 1].cost >= DIVIDED for index in parted)


def test_a_heading_is_bound_to_what_follows_it(printed: Setter) -> None:
    column = made(printed, f"{LONG}\n\n## A heading\n\n{LONG}")
    index = next(n for n, box in enumerate(column.boxes) if box.text.startswith("A heading"))
    assert column.boxes[index].cost < NEVER == column.boxes[index + 1].cost


def test_a_figure_under_a_heading_is_not_parted_from_it(printed: Setter) -> None:
    column = made(printed, f"## A heading\n\n{FIGURE}\n\n{LONG}")
    found = [n for n, box in enumerate(column.boxes) if any(isinstance(item, PlacedDrawing) for item in box.items)]
    head = [n for n, box in enumerate(column.boxes) if box.text.startswith("A heading")]
    assert found == head or (found == [head[0] + 1] and column.boxes[found[0]].cost == NEVER)


def test_a_term_is_bound_to_its_meaning(printed: Setter) -> None:
    column = made(printed, f"Term\n: {LONG}")
    assert NEVER == column.boxes[1].cost


def test_an_initial_stays_with_the_lines_beside_it(printed: Setter) -> None:
    column = galley(printed)
    column.opening(blocks(LONG)[0], 3)  # type: ignore[arg-type] # a paragraph
    assert [NEVER, NEVER] == costs(column)[1:3]
    assert spoken(LONG) == words_of(column)


@pytest.mark.parametrize(
    ("begins", "sinks"),
    [
        ("Rest is", True), ("A long day is", True), ("Y así es", True), ("I’m fine and", True), ("Yes. That is", True),
        ("Dr. Okafor is", False), ("La Dra. Ruiz es", True), ("Dra. Ruiz es", False), ("MS is", False), ("B12 is", False),
        ("U.S. law is", False), ("EE. UU. es", False), ("P. ej., la", False), ("J. Okafor is", False), ("8 of us", False),
    ],
)  # fmt: skip
def test_an_initial_parts_no_abbreviation_and_no_number(printed: Setter, begins: str, sinks: bool) -> None:
    column = galley(printed)
    column.opening(blocks(f"{begins} {LONG}")[0], 3)  # type: ignore[arg-type] # a paragraph
    first = next(lines(column.boxes)).line
    assert sinks == (first.segments[0].size > 30)
    assert spoken(f"{begins} {LONG}") == words_of(column)


@pytest.mark.parametrize("letter", "TYFDRAÁW")
def test_the_ink_of_an_initial_stands_at_the_edge_and_its_word_beside_it(printed: Setter, letter: str) -> None:
    column = galley(printed)
    column.opening(blocks(f"{letter}here {LONG}")[0], 3)  # type: ignore[arg-type] # a paragraph
    initial, *beside = list(lines(column.boxes))[:4]
    segment = initial.line.segments[0]
    left, right = (edge * segment.size / 1000 for edge in printed.composer.library.face(segment.face).ink(letter))
    size = printed.layout.style("opening").size
    assert initial.x + segment.x + left == pytest.approx(0.0, abs=0.01)
    rooms = [line.x + line.line.segments[0].x - (right - left) for line in beside]
    # The first line leans on an A; hanging punctuation and side bearings are small.
    assert all(0.0 < room < 0.3 * size for room in (rooms[1:] if letter in "AÁ" else rooms)), rooms
    if letter in "AÁ":
        assert -0.25 * (right - left) < rooms[0] < 0.0


def test_the_line_beside_an_initial_a_comes_closer_only_to_its_own_word(printed: Setter) -> None:
    def starts(begins: str) -> list[float]:
        column = galley(printed)
        column.opening(blocks(f"{begins} {LONG}")[0], 3)  # type: ignore[arg-type] # a paragraph
        return [line.x + line.line.segments[0].x for line in list(lines(column.boxes))[1:4]]

    first, *others = starts("Al llegar a casa")
    assert others == [pytest.approx(others[0], abs=0.5)] * 2
    assert first < others[0] - 3
    alone = starts("A long day")
    assert alone == [pytest.approx(alone[0], abs=0.5)] * 3


@pytest.mark.parametrize("begin", ["The", "A"])
def test_what_is_said_of_a_line_beside_an_initial_begins_with_the_initial(
    begin: str, layouts: dict[str, Layout], faces_cache: Path
) -> None:
    layout = layouts["en print"]
    own = setter(replace(layout, manner=replace(layout.manner, lead_in=0)), "en", faces_cache, Problems())
    found: list[str] = []
    for letters in range(8, 30):
        own.problems = Problems()
        said = f"{begin} {'x' * letters} {'y' * 24} {LONG}"
        block = blocks(said)[0]
        assert isinstance(block, Paragraph)
        galley(own).opening(block, 3)
        quoted = [problem.message.partition('"')[2].rstrip('…"') for problem in own.problems]
        assert all(text in said for text in quoted), quoted
        found += [text for text in quoted if said.startswith(text)]
    assert found


def test_an_initial_that_is_a_word_keeps_the_space_after_it(printed: Setter) -> None:
    column = galley(printed)
    column.opening(blocks(f"A long day. {LONG}")[0], 3)  # type: ignore[arg-type] # a paragraph
    assert ["A", "long", "day."] == words_of(column)[:3]


def test_every_box_knows_the_line_it_came_from(printed: Setter) -> None:
    column = made(printed, f"{LONG}\n\n## Head\n\n- item\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n{FIGURE}")
    assert [] == [box.text for box in column.boxes if not box.span.line]
    assert {"a.md"} == {box.span.path for box in column.boxes}


def test_a_document_is_not_changed_by_setting_it(printed: Setter) -> None:
    text = f"## Head\n\n{LONG}"
    before = blocks(text)
    galley(printed).blocks(before)
    assert blocks(text) == before


def test_a_run_in_head_stands_in_the_line_of_its_paragraph_and_is_still_a_heading(printed: Setter) -> None:
    column = made(printed, "#### By day.\n\nA first line of [text](https://example.org/x).\n\n#### Alone\n\n- item\n")
    assert [("Div", "H4", ("P", "Link")), "H4"] == roles(column.elements)[:2]
    assert column.boxes[0].text.startswith("By day. A first line")
    head, text = column.elements[0].children
    keys = [segment.key for line in lines(column.boxes[:1]) for segment in line.line.segments]
    assert [head.key, text.key] == [key for key in dict.fromkeys(keys) if key in (head.key, text.key)]
    assert {column.elements[0].key} == {line.key for line in lines(column.boxes[:1])}
    assert (4, "By day.") == printed.headings[head.key][:2]


def test_large_print_gives_every_heading_its_own_line(large: Setter) -> None:
    assert ["H4", "P"] == roles(made(large, "#### By day.\n\nText.").elements)


@pytest.mark.parametrize(
    ("expected", "before", "after"),
    [
        ("in the U.S.", "in the U.S. ", "."),
        ("at noon.", "at noon ", "."),
        ("in the U.S., too", "in the U.S. ", ", too"),
    ],
)
def test_a_stop_of_an_abbreviation_ends_its_sentence_before_a_mark(expected: str, before: str, after: str) -> None:
    nodes = at_marks((Text(before), Citation((Cite("key"),), "1"), Text(after)), outside=True)
    assert expected == "".join(node.text for node in nodes if isinstance(node, Text))
