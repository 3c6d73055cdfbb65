"""The Markdown of the house: each construct as a tree, each node with its place, no text without one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publications import codes

from pipeline.document.article import nodes
from pipeline.document.inline import fold, inlines
from pipeline.document.markdown import Body, body
from pipeline.document.tree import (
    BlockQuote,
    Citation,
    Cite,
    DefinitionList,
    Emphasis,
    FootnoteMark,
    Foreign,
    Heading,
    Inlines,
    LineBreak,
    Link,
    List,
    Node,
    Paragraph,
    PullQuote,
    Sidebar,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    plain,
)
from pipeline.foundation.diagnostic import NOWHERE, Problems


def read(text: str, problems: Problems | None = None) -> Body:
    sheet = problems if problems is not None else Problems()
    return body(text, path="articles/a.md", first_line=1, language="en", folder="none", problems=sheet)


def faults(text: str) -> list[str]:
    problems = Problems()
    read(text, problems)
    return codes(problems)


def said(text: str) -> Inlines:
    return inlines(text, NOWHERE, Problems())


def place(node: Node) -> str:
    return f"{node.span.line}:{node.span.column}"


# ---------------------------------------------------------------- inlines


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*a*", Emphasis((Text("a"),))),
        ("**a**", Strong((Text("a"),))),
        ("^a^", Superscript((Text("a"),))),
        ("~a~", Subscript((Text("a"),))),
        ("[a](https://example.org/x?y=1&z)", Link("https://example.org/x?y=1&z", (Text("a"),))),
        ("[a](tel:800-555-0142)", Link("tel:800-555-0142", (Text("a"),))),
        ("[palabra]{lang=es}", Foreign("es", (Text("palabra"),))),
        ("[^1]", FootnoteMark("1")),
        ("[@kalb2020]", Citation((Cite("kalb2020"),))),
        ("[@a, p. 12]", Citation((Cite("a", "p. 12"),))),
        ("[@one; @two, pp. 3-4]", Citation((Cite("one"), Cite("two", "pp. 3-4")))),
        ("***a***", Emphasis((Strong((Text("a"),)),))),
        ("**[a](https://example.org)**", Strong((Link("https://example.org", (Text("a"),)),))),
        ("“a” — ® ™ 10 mg", Text("“a” — ® ™ 10 mg")),
        (r"\*a\* \[@b\]", Text("*a* [@b]")),
        ("&amp; &lt;b&gt;", Text("& <b>")),
        ("a@example.org", Text("a@example.org")),
        ("<b>a</b>", Text("<b>a</b>")),
    ],
)
def test_each_mark_is_its_inline(source: str, expected: Node) -> None:
    assert (expected,) == said(source)


def test_a_hard_break_is_kept_and_a_soft_one_is_a_space() -> None:
    assert (Text("one two"), LineBreak(), Text("three")) == said(fold("one\n  two\\\nthree"))
    assert fold("one  \ntwo") == fold("one\\\ntwo")


def test_texts_beside_each_other_are_one() -> None:
    assert (Text("a*b_c[d"),) == said("a*b_c[d")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [here](page.html).", "1:12 link-target"),
        ("See [it](javascript:alert).", ""),
        ("A <b>bold</b> word.", "1:3 raw-html"),
        ("A ![x](x.png) word.", "1:8 image-inline"),
        ("*" * 40 + "a" + "*" * 40, "1:1 nesting-deep"),
    ],
)
def test_what_does_not_print_is_named_where_it_stands(text: str, expected: str) -> None:
    assert ([expected] if expected else []) == faults(text)


# ---------------------------------------------------------------- blocks


def test_paragraphs_and_headings_know_their_lines() -> None:
    content = read("\nOne.\n\n## Two\n\nThree.\n").content
    assert [("Paragraph", "2:1"), ("Heading", "4:1"), ("Paragraph", "6:1")] == [
        (type(block).__name__, place(block)) for block in content
    ]
    assert "4:4" == place(content[1].words)  # type: ignore[union-attr]  # a heading, as the line above says


def test_a_citation_knows_its_line_and_column() -> None:
    found = read("First [@one; @two].\n\n- item [@three]\n\n| a |\n|---|\n| b [@four] |\n")
    assert ["1:8", "1:14", "3:9", "7:6"] == [place(cite) for cite in nodes(found.content, Cite)]


def test_a_mark_used_twice_is_found_twice_in_a_paragraph_of_two_lines() -> None:
    found = read("One[^1] and\ntwo[^1].\n\n[^1]: note\n")
    assert ["1:4", "2:4"] == [place(mark) for mark in nodes(found.content, FootnoteMark)]


def test_lists_nest_and_count() -> None:
    (ordered,) = read("3. one\n   - inner\n   - more\n4. two\n").content
    assert isinstance(ordered, List)
    inner = ordered.items[0].content[1]
    assert isinstance(inner, List)
    assert (True, 3, 2, False, 2) == (
        ordered.ordered,
        ordered.start,
        len(ordered.items),
        inner.ordered,
        len(inner.items),
    )
    assert ["1:4", "2:6", "3:6", "4:4"] == [place(p) for p in nodes(ordered, Paragraph)]


def test_a_definition_list_pairs_terms_with_meanings() -> None:
    (found,) = read("Term\n: meaning\n: another\n\nSecond\n: third\n").content
    assert isinstance(found, DefinitionList)
    assert [("Term", 2), ("Second", 1)] == [(item.term.source, len(item.meanings)) for item in found.items]
    assert ["1:1", "5:1"] == [place(item) for item in found.items]


def test_a_block_quote_holds_blocks() -> None:
    (quote,) = read("> One.\n>\n> - two\n").content
    assert isinstance(quote, BlockQuote)
    assert ["Paragraph", "List"] == [type(block).__name__ for block in quote.content]


def test_a_table_has_headers_alignment_and_the_caption_after_it() -> None:
    content = read("| a | b |\n|:--|--:|\n| 1 | x \\| y |\n\nTable: what it *says*\n\nText.\n").content
    table = content[0]
    assert isinstance(table, Table)
    assert 2 == len(content)
    assert [True, True] == [cell.header for cell in table.head]
    assert ["left", "right"] == [cell.align for cell in table.rows[0]]
    assert ["1", "x | y"] == [plain(cell.words.content) for cell in table.rows[0]]
    assert table.caption is not None
    assert ("what it *says*", "5:1") == (table.caption.source, place(table.caption))


def test_cells_know_their_columns() -> None:
    (table,) = read("| a | b |\n|---|---|\n| b | a |\n").content
    assert ["1:3", "1:7", "3:3", "3:7"] == [place(cell) for cell in nodes(table, type(table.head[0]))]  # type: ignore[union-attr]  # a table


def test_a_table_in_a_box_may_be_wide() -> None:
    (table,) = read("::: table {width=wide}\n| a |\n|---|\n| b |\n:::\n").content
    assert isinstance(table, Table)
    assert "wide" == table.width


def test_a_sidebar_has_the_heading_it_begins_with_for_its_title() -> None:
    titled, untitled = read("::: sidebar\n### T\n\nOne.\n:::\n\n::: sidebar\nTwo.\n:::\n").content
    assert isinstance(titled, Sidebar)
    assert isinstance(untitled, Sidebar)
    assert titled.title is not None
    assert ("T", 1, None) == (titled.title.source, len(titled.content), untitled.title)


def test_a_pull_quote_is_one_message() -> None:
    (quote,) = read("::: pullquote\nOne.\n\nTwo.\n:::\n").content
    assert isinstance(quote, PullQuote)
    assert "One.\\\nTwo." == quote.words.source


def test_footnotes_stand_apart_and_are_kept_though_nothing_refers_to_them() -> None:
    found = read("Text[^a].\n\n[^a]: the *note*\n\n[^b]: another\n")
    assert ["a", "b"] == [note.label for note in found.footnotes]
    assert ["3:1", "5:1"] == [place(note) for note in found.footnotes]
    assert 1 == len(found.content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: sidebar\nText.\n", ["1:1 container-open"]),
        ("> ::: sidebar\n> Text.\n> :::\n", []),
        ("::: sidebar\n:::\n", ["1:1 container-empty"]),
        ("::: pullquote\n:::\n", ["1:1 container-empty"]),
        ("::: sidebra\nText.\n:::\n", ["1:1 container-unknown"]),
        ("Text.\n\n:::\n", ["3:1 container-unknown"]),
        ("```\ncode\n```\n", ["1:1 block-unsupported"]),
        ("One.\n\n***\n\nTwo.\n", ["3:1 block-unsupported"]),
        ("- a\n-\n", ["2:1 item-empty"]),
        ("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n|1|2|\n", ["3:1 table-ragged", "4:1 table-ragged"]),
        ("> | a | b |\n> |---|---|\n> | 1 | \\| |\n", []),
        ("::: figure {src=x.svg alt=a}\nOne.\n\nTwo.\n:::\n", ["1:1 image-missing", "4:1 figure-caption"]),
    ],
)
def test_a_fault_has_its_line(text: str, expected: list[str]) -> None:
    assert expected == faults(text)


@pytest.mark.parametrize("text", [">" * 500 + " a", "".join("  " * n + "- a\n" for n in range(500)), "1. " * 500 + "a"])
def test_what_nests_too_deep_is_one_problem_and_no_exception(text: str) -> None:
    assert 1 == sum("nesting-deep" in fault for fault in faults(text))


def test_twelve_lists_in_each_other_are_not_too_deep() -> None:
    text = "".join("  " * depth + f"- {depth}\n" for depth in range(11))
    assert [] == faults(text)
    assert 11 == sum(1 for _ in nodes(read(text).content, Paragraph))


# ---------------------------------------------------------------- properties

MARKS = st.text(alphabet="ab *_~^[](){}<>@#|:!-+>=`\\\"';,.&\n\t1\u00a0é漢😀", max_size=80)


@settings(max_examples=200)
@given(MARKS)
def test_any_text_parses_and_every_node_lies_in_the_file(text: str) -> None:
    found = read(text)
    for node in nodes((found.content, found.footnotes), Node):
        assert 1 <= node.span.line <= text.count("\n") + 1
        assert 1 <= node.span.column


@given(st.text(alphabet="abc déñ,.;“”’—®™0123456789\u00a0", min_size=1, max_size=80))
def test_the_text_of_a_plain_paragraph_survives(text: str) -> None:
    stripped = text.strip(" ")
    # "1." and "2." begin lists, and four spaces a block of code.
    if not stripped.strip() or stripped[0].isdigit():
        return
    (paragraph,) = read(stripped).content
    assert isinstance(paragraph, Paragraph)
    assert stripped.strip() == plain(paragraph.words.content).strip()


@given(st.lists(st.text(alphabet="abc dé", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=6))
def test_blocks_keep_their_order_and_lines(texts: list[str]) -> None:
    content = read(
        "\n\n".join(f"- {text.strip()}" if n % 2 else f"## {text.strip()}" for n, text in enumerate(texts))
    ).content
    assert [1 + 2 * n for n in range(len(texts))] == [block.span.line for block in content]
    assert all(isinstance(block, Heading if n % 2 == 0 else List) for n, block in enumerate(content))
