"""Markdown as it is written: it reads back as what was meant, whatever the characters."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.markdown import body
from pipeline.document.tree import (
    Blocks,
    Cell,
    Emphasis,
    Footnote,
    FootnoteMark,
    Heading,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Paragraph,
    Strong,
    Superscript,
    Table,
    Text,
    Words,
    plain,
)
from pipeline.foundation.diagnostic import Problems
from pipeline.sources.dialect import markdown
from pipeline.sources.escape import tidy

texts = st.text(alphabet=st.sampled_from(list("ab1 .*_[]()<>#+-=|:~^\\`!&;{}@é®“”—lt$\"'/")), max_size=12)
inlines = st.recursive(
    texts.map(Text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda nodes: Emphasis(tuple(nodes))),
        st.lists(inner, max_size=3).map(lambda nodes: Strong(tuple(nodes))),
        st.lists(inner, max_size=3).map(lambda nodes: Superscript(tuple(nodes))),
        st.lists(inner, max_size=3).map(lambda nodes: Link("https://e.org/a", tuple(nodes))),
        st.just(LineBreak()),
    ),
    max_leaves=6,
)


def back(text: str) -> Blocks:
    return body(text, path="x", first_line=1, language="en", folder=".", problems=Problems()).content


def words(text: str) -> Words:
    return Words((Text(text),))


def squeezed(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(inlines, min_size=1, max_size=4))
def test_a_paragraph_reads_back_as_the_same_characters(nodes: list[Inline]) -> None:
    content = tidy(nodes)
    read = back(markdown((Paragraph(Words(tuple(nodes))),)))
    assert squeezed(plain(content)) == squeezed(
        " ".join(plain(b.words.content) for b in read if isinstance(b, Paragraph))
    )
    assert len(read) == (1 if plain(content).strip() else 0)


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, min_size=2, max_size=4), texts)
def test_cells_and_captions_read_back_as_the_same_characters(cells: list[str], caption: str) -> None:
    row = tuple(Cell(words(text)) for text in cells)
    table = Table(row, (row,), words(f"c{caption}"))
    (read,) = back(markdown((table,)))
    assert isinstance(read, Table) and read.caption is not None
    assert [squeezed(text) for text in cells] == [squeezed(plain(cell.words.content)) for cell in read.rows[0]]
    assert squeezed(f"c{caption}") == squeezed(plain(read.caption.content))


@settings(max_examples=100, deadline=None)
@given(texts.filter(lambda text: text.strip()))
def test_a_heading_reads_back_as_the_same_characters(text: str) -> None:
    (read,) = back(markdown((Heading(2, words(text)),)))
    assert isinstance(read, Heading) and squeezed(text) == squeezed(plain(read.words.content))


def test_two_lists_in_a_row_stay_two() -> None:
    lists = tuple(List(False, (Item((Paragraph(words(text)),)),)) for text in ("a", "b", "c"))
    assert ["a", "b", "c"] == [
        plain(b.items[0].content[0].words.content) for b in back(markdown(lists)) if isinstance(b, List)
    ]  # type: ignore[union-attr]


def test_footnotes_stand_after_the_text() -> None:
    note = Footnote("1", (Paragraph(words("below")), Paragraph(words("and more"))))
    text = markdown((Paragraph(Words((Text("Above"), FootnoteMark("1")))),), (note,))
    assert text == "Above[^1]\n\n[^1]: below\n\n    and more\n"


def test_a_line_that_looks_like_a_caption_is_kept_apart_from_the_table() -> None:
    table = Table((Cell(words("a")), Cell(words("b"))), ())
    text = markdown((table, Paragraph(words("Table: not a caption"))))
    assert [Table, Paragraph] == [type(block) for block in back(text)]
