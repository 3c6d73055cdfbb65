"""A finding stands at its word in the catalog, however the lines of the catalog are broken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.translation.checks.place import locator
from pipeline.translation.po import Entry, read_entries, write_entries

WRAPPED = """\
msgid "Take 10 mg."
msgstr ""
"Tome \\"20\\" mg,\\n"
"o 30 mg."

msgid "{n} page"
msgid_plural "{n} pages"
msgstr[0] "{n} página"
msgstr[1] "{m} páginas"
"""


def place(text: str, entry: int, words: str, plural: int = 0) -> str:
    here = read_entries(text, "x.po")[entry].text_span
    return str(locator(lambda: text.split("\n"), here, plural)(words))


def test_a_word_is_found_in_wrapped_lines_and_behind_escapes() -> None:
    assert "x.po:3:9" == place(WRAPPED, 0, "20")
    assert "x.po:4:4" == place(WRAPPED, 0, "30 mg")
    assert "x.po:9:12" == place(WRAPPED, 1, "{m}", 1)


def test_what_does_not_stand_there_is_at_the_msgstr() -> None:
    assert "x.po:2:1" == place(WRAPPED, 0, "10") == place(WRAPPED, 0, "") == place(WRAPPED, 0, "{m}")
    assert "x.po:8:1" == place(WRAPPED, 1, "{m}", 2)


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40), st.text('ab\n"\\', max_size=20)
)
def test_the_place_of_a_word_holds_it(word: str, before: str) -> None:
    text = write_entries([Entry("x", (f"{before}§{word}",))])
    entry = read_entries(text, "x.po")[0]
    found = locator(lambda: text.split("\n"), entry.text_span)("§")
    assert text.split("\n")[found.line - 1][found.column - 1] == "§"
