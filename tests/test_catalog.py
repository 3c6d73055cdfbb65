"""Catalogs are read strictly and written as GNU msgcat writes them."""

import os
import shutil
import subprocess

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.foundation.value import replace
from pipeline.translation.catalog import (
    catalog_languages,
    catalog_path,
    header_fields,
    new_header,
    open_catalog,
    open_catalogs,
)
from pipeline.translation.po import Entry, Previous, read_entries, write_entries

MSGCAT = shutil.which("msgcat")
MSGFMT = shutil.which("msgfmt")
HEADER = Entry("", ("Language: es\nContent-Type: text/plain; charset=UTF-8\n",))

needs_gettext = pytest.mark.skipif(not (MSGCAT and MSGFMT), reason="GNU gettext is not installed")


def msgcat(data):
    run = subprocess.run([MSGCAT, "--no-wrap", "--force-po", "-"], input=data, capture_output=True, check=False)
    assert 0 == run.returncode, run.stderr.decode()
    return run.stdout


def opened(tmp_path, text, language="es"):
    """Return the catalog that `text` makes and the codes and places of what is wrong with it."""
    path = catalog_path(tmp_path, language, "walking")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    problems = Problems()
    catalog = open_catalog(path, tmp_path, language, problems)
    return catalog, [(p.code, p.span.line, p.span.column) for p in problems]


WILD = r"""#no space
#
#  two spaces
#   
# one	tab
#. note
#.note2
#: b.c:3 a.c:1
#: articles/x.md
#, python-format, fuzzy, no-wrap, no-c-format
#| msgctxt "old"
#| msgid "was"
msgctxt "c"
msgid "tab\t nl\nmiddle \"q\" \\ é  \x41\101 end\n"
msgstr ""
"x\n"
"y"

msgid "trailing\n"
msgstr "una\n"

# old words
#, fuzzy
#~| msgid "prev obs"
#~ msgid "obs"
#~ msgstr "OBS\nL2"

msgid "one" " and " msgid_plural "many"
msgstr[0] "uno"
msgstr[1] "muchos\nx"

#: aaaaaaaaaaaaaaaaaaaaaaa.md bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.md ccccccccccccccccccccccc.md
#: éééééééééééé.md:1 d
msgid "\n"
msgstr "\n\n"

msgid "a\n\nb"
msgstr ""
"""  # noqa: W291 - the spaces after a comment are what is tested


@needs_gettext
def test_a_wild_catalog_is_written_as_msgcat_writes_it():
    source = write_entries([HEADER]) + "\n" + WILD
    assert msgcat(source.encode()).decode() == write_entries(read_entries(source, "x.po"))


@needs_gettext
def test_references_are_wrapped_where_msgcat_wraps_them():
    entries = [
        Entry(f"{size}{letter}", references=(letter * 40, letter * size, "z"))
        for size in range(12, 40)
        for letter in "aé"
    ]
    text = write_entries([HEADER, *entries])
    assert msgcat(text.encode()).decode() == text


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t"\\ '), max_size=30
)
comments = st.lists(st.from_regex(r"[a-z .:,é]{0,20}", fullmatch=True).map(str.strip), max_size=2).map(tuple)


@st.composite
def entry_lists(draw):
    keys = draw(st.lists(words.filter(bool), max_size=8, unique=True))
    return [
        Entry(
            msgid=key,
            msgstr=(draw(words),),
            msgctxt=draw(st.none() | words),
            comments=draw(comments),
            notes=draw(comments),
            references=draw(
                st.lists(st.from_regex(r"[a-z/]{1,30}\.md", fullmatch=True), max_size=4, unique=True).map(tuple)
            ),
            flags=draw(st.sampled_from([(), ("fuzzy",)])),
            previous=draw(st.none() | st.builds(Previous, words, st.none() | words)),
            obsolete=draw(st.booleans()),
        )
        for key in keys
    ]


@st.composite
def odd_layouts(draw):
    """Texts that hold the same catalog as msgcat would write, in other layouts, and some that are none."""
    text = write_entries([HEADER, *draw(entry_lists())])
    lines = text.split("\n")
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(3, max(3, len(lines) - 1)))
        lines[at : at + 1] = draw(
            st.sampled_from(
                [
                    [],
                    [""],
                    ["", *lines[at : at + 1]],
                    [f" {lines[at]}" if at < len(lines) else ""],
                    ['"x"', *lines[at : at + 1]],
                    ["# c", *lines[at : at + 1]],
                    ["#: a.c :3 b.c: 4", *lines[at : at + 1]],
                    ["#, fuzzy, c-format, range: 1..2", *lines[at : at + 1]],
                    ['#~ msgid "old"', '#~ msgstr "o"', *lines[at : at + 1]],
                    ['msgid "p"', 'msgid_plural "q"', 'msgstr[0] "r"', 'msgstr[1] ""', *lines[at : at + 1]],
                    ["#~ " + (lines[at] if at < len(lines) else "")],
                    ['#| msgid "was"', *lines[at : at + 1]],
                ]
            )
        )
    return "\n".join(lines)


def in_file_order(entries):
    """Return `entries` as they are in a file: obsolete ones last, nothing fuzzy or obsolete that is empty."""
    entries = [entry if entry.text else replace(entry, flags=()) for entry in entries]
    return tuple([e for e in entries if not e.obsolete] + [e for e in entries if e.obsolete and e.text])


@settings(max_examples=25)
@given(entry_lists())
def test_reading_what_was_written_gives_it_back(entries):
    assert in_file_order(entries) == read_entries(write_entries(entries), "x.po")


@needs_gettext
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entry_lists())
def test_what_is_written_is_what_msgcat_would_write(entries):
    text = write_entries([HEADER, *entries])
    assert msgcat(text.encode()).decode() == text


@needs_gettext
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(odd_layouts())
def test_what_msgcat_reads_in_any_layout_is_written_as_msgcat_writes_it(text):
    run = subprocess.run(
        [MSGCAT, "--no-wrap", "--force-po", "-"], input=text.encode(), capture_output=True, check=False
    )
    try:
        ours = write_entries(read_entries(text, "x.po"))
    except Unusable:
        assert run.returncode, text
        return
    keys = [entry.key for entry in read_entries(text, "x.po")]
    if run.returncode == 0 and len(keys) == len(set(keys)):
        assert run.stdout.decode() == ours


SOURCE = (write_entries([HEADER]) + "\n" + WILD).encode()
MUTATIONS = int(os.environ.get("MOTIVATOR_MUTATIONS", "150"))


@st.composite
def mutations(draw):
    """A catalog's bytes with up to four places changed, removed, doubled or exchanged for other bytes of the syntax."""
    data = bytearray(SOURCE)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 12))
        data[at : at + size] = draw(
            st.binary(max_size=3)
            | st.sampled_from(
                [
                    b'"',
                    b"\\",
                    b"\n",
                    b"\n\n",
                    b"#~ ",
                    b"#| ",
                    b"#",
                    b"msgid ",
                    b'msgstr "x"\n',
                    b"\r\n",
                    b"\xef\xbb\xbf",
                ]
            )
            | st.just(bytes(data[at : at + size]) * 2)
        )
    return bytes(data)


@settings(
    max_examples=MUTATIONS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(mutations())
def test_any_mutation_is_read_right_or_refused_with_its_line(tmp_path, data):
    catalog, found = opened(tmp_path, data)
    path = catalog_path(tmp_path, "es", "walking")
    assert data == path.read_bytes()
    if catalog is None:
        assert found and all(code.startswith("catalog-") and line >= 1 for code, line, _ in found), data
        return
    written = catalog.data()
    again, more = opened(tmp_path, written)
    assert again is not None, more
    # Nothing is lost: all that has a text comes back, and a second writing changes no byte.
    assert [e for e in catalog.entries if not e.obsolete or e.text] and written == again.data()
    assert {e.key: e.msgstr for e in catalog.entries if e.text} == {e.key: e.msgstr for e in again.entries if e.text}
    if MSGCAT:
        run = subprocess.run([MSGCAT, "--no-wrap", "--force-po", "-"], input=data, capture_output=True, check=False)
        if run.returncode == 0 and b"\r" not in data and b"charset=UTF-8" in run.stdout:
            theirs = read_entries(run.stdout.decode(), "x.po")
            assert {e.key: e.msgstr for e in theirs if e.msgid} == {
                e.key: e.msgstr for e in again.entries if e.msgid
            }, data


@settings(max_examples=25)
@given(entry_lists())
def test_polib_reads_the_same_messages(entries):
    written = polib.pofile(write_entries([HEADER, *entries]))
    assert {(e.msgctxt, e.msgid, e.msgstr) for e in written} == {
        (e.msgctxt, e.msgid, e.text) for e in in_file_order(entries)
    }


@settings(max_examples=50)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_line(text):
    try:
        read_entries(text, "x.po")
    except Unusable as fault:
        assert "catalog-syntax" == fault.problem.code
        assert fault.problem.span.line >= 1


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        (2, 8, 'msgid "a"\nmsgstr "b\n'),
        (1, 1, "mgsid \"a\"\nmsgstr \"b\"\n"),
        (1, 1, 'msgstr "b"\n'),
        (2, 1, 'msgid "a"\nmsgid "b"\nmsgstr "c"\n'),
        (3, 1, 'msgid "a"\nmsgstr "b"\n"c" d\n'.replace('"c" d', "d")),
        (1, 9, 'msgid "a\\q"\nmsgstr "b"\n'),
        (2, 0, 'msgid "a"'),
        (2, 4, '#~ msgid "a"\n#~ msgstr "b" \n'.replace("#~ msgstr", "   msgstr")),
        (3, 1, 'msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n'),
        (2, 10, 'msgid "a"\nmsgstr "b\0"\n'),
        (2, 1, 'msgid "a"\n# inside\nmsgstr "b"\n'),
    ],
)  # fmt: skip
def test_a_fault_of_syntax_names_its_line_and_nothing_is_read(tmp_path, line, column, text):
    catalog, found = opened(tmp_path, text)
    assert catalog is None
    if column:
        assert [("catalog-syntax", line, column)] == found
    else:
        assert ["catalog-syntax"] == [code for code, _, _ in found]


def test_a_message_that_stands_twice_is_refused_with_both_places(tmp_path):
    catalog, found = opened(tmp_path, 'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n')
    assert catalog is None
    assert [("catalog-duplicate", 4, 1)] == found


def test_another_charset_is_read_and_written_as_utf_8(tmp_path):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=%s\\n"\n\nmsgid "a"\nmsgstr "%s"\n'
    for charset, text in (
        ("ISO-8859-1", "niño"),
        ("koi8-r", "слово"),
        ("EUC-JP", "言葉"),
        ("Shift_JIS", "表示"),
        ("CP1252", "a"),
    ):
        catalog, found = opened(tmp_path, (head % (charset, text)).encode(charset))
        assert [] == found
        assert (head % ("UTF-8", text)).encode() == catalog.data()


def test_bytes_that_are_not_what_the_header_says_are_refused(tmp_path):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=%s\\n"\n\nmsgid "a"\nmsgstr "ñ"\n'
    assert (None, [("catalog-charset", 2, 1)]) == opened(tmp_path, head % "ISO-8859-1")
    assert (None, [("catalog-charset", 2, 1)]) == opened(tmp_path, head % "no-such")
    assert (None, [("catalog-charset", 5, 9)]) == opened(tmp_path, (head % "UTF-8").encode("latin-1"))
    assert (None, [("catalog-charset", 5, 9)]) == opened(tmp_path, (head % "EUC-JP").encode("latin-1"))
    assert (None, [("catalog-charset", 2, 11)]) == opened(tmp_path, b'msgid "a"\nmsgstr "ni\xf1o"\n')


def test_bom_and_crlf_are_read_and_written_plain(tmp_path):
    catalog, found = opened(tmp_path, b'\xef\xbb\xbfmsgid "a"\r\nmsgstr ""\r\n"b\\n"\r\n"c"\r\n')
    assert [] == found
    assert b'msgid "a"\nmsgstr ""\n"b\\n"\n"c"\n' == catalog.data()


def test_plural_forms_must_be_as_many_as_promised(tmp_path):
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    catalog, found = opened(tmp_path, head + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n')
    assert (None, [("catalog-plural", 6, 1)]) == (catalog, found)


def test_a_catalog_in_the_wrong_folder_is_warned_of(tmp_path):
    _, found = opened(tmp_path, 'msgid ""\nmsgstr "Language: fr\\n"\n')
    assert [("catalog-language", 2, 1)] == found
    assert [] == opened(tmp_path, 'msgid ""\nmsgstr "Language: es_US\\n"\n')[1]


def test_entries_know_the_lines_of_their_msgid_and_msgstr(tmp_path):
    catalog, _ = opened(tmp_path, '# c\nmsgid ""\n"a"\nmsgstr "b"\n')
    assert [(2, 4)] == [(entry.span.line, entry.text_span.line) for entry in catalog.entries]
    assert "locale/es/LC_MESSAGES/walking.po" == catalog.entries[0].span.path


def test_a_broken_catalog_does_not_hide_the_others(tmp_path):
    opened(tmp_path, "nonsense")
    good = catalog_path(tmp_path, "es", "sleep")
    good.write_text('msgid "a"\nmsgstr "b"\n', "utf-8")
    problems = Problems()
    catalogs = open_catalogs(tmp_path, "es", problems)
    assert ({"walking"}, ["sleep"], 1) == (set(catalogs.broken), list(catalogs.by_domain), problems.errors)
    assert ("es",) == catalog_languages(tmp_path)


def test_a_header_keeps_what_an_editor_wrote_and_adds_what_is_missing():
    old = Entry(
        "",
        ("Language: es_US\nX-Generator: Poedit\nPO-Revision-Date: 2026-11-02 10:00+0100\n",),
        comments=("Ana",),
    )
    header = new_header("The Motivator", "es", old)
    fields = header_fields(header)
    assert ("Ana",) == header.comments
    assert ("es_US", "Poedit", "2026-11-02 10:00+0100") == (
        fields["Language"], fields["X-Generator"], fields["PO-Revision-Date"],
    )  # fmt: skip
    assert "nplurals=2; plural=(n != 1);" == fields["Plural-Forms"]
    assert header == new_header("The Motivator", "es", header)
    assert "POT-Creation-Date" not in fields


@needs_gettext
def test_a_fresh_catalog_passes_msgfmt_without_a_word(tmp_path):
    path = tmp_path / "x.po"
    prose = Entry("85% of people do", ("el 85% de las personas",), notes=("paragraph",), references=("articles/x.md",))
    path.write_text(write_entries([new_header("The Motivator", "es"), prose]), "utf-8")
    run = subprocess.run([MSGFMT, "--check", "-o", "/dev/null", path], capture_output=True, check=False)
    assert (0, b"") == (run.returncode, run.stderr)
