"""Manuscripts, feeds, sites, captures and Markdown files."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.tree import Figure, Heading, Paragraph, Table, plain
from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.sources.capture import Capture, name_of, slug_of
from pipeline.sources.connector import Reading
from pipeline.sources.dialect import markdown
from pipeline.sources.docx import read_docx
from pipeline.sources.feed import read_feed
from pipeline.sources.kind import kind_of
from pipeline.sources.markdown_file import read_markdown
from pipeline.sources.text import read_text_capture
from pipeline.sources.wordpress import read_posts

SAMPLES = Path(__file__).parents[2] / "shared/samples"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not at hand")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems]


def facts(capture: Capture) -> dict[str, object]:
    return {fact.kind: fact.value for fact in capture.facts}


def docx(body: str, **parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://'
            'schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return made.getvalue()


def p(text: str, *, bold: bool = False) -> str:
    return f"<w:p><w:r><w:rPr>{'<w:b/>' if bold else ''}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_bold_paragraphs_of_a_manuscript_are_its_title_and_headings() -> None:
    raw = docx(
        p("Heat and legs", bold=True) + p("By Ana Ruiz") + p("What it is", bold=True) + p("Warmth slows nerves.")
    )
    found = read_docx(raw, "m.docx", Reading(), Problems())
    assert found.title == "Heat and legs"
    assert facts(found)["authors"] == [{"name": "Ana Ruiz"}]
    assert markdown(found.content) == "## What it is\n\nWarmth slows nerves.\n"


def test_numbers_in_caption_fields_are_kept() -> None:
    field = '<w:p><w:r><w:t>Figure </w:t></w:r><w:fldSimple w:instr=" SEQ "><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>'
    assert "Figure 7" in markdown(read_docx(docx(field), "m.docx", Reading(), Problems()).content)


def test_tracked_changes_are_an_error_and_comments_are_listed() -> None:
    problems = Problems()
    changed = '<w:p><w:ins w:author="A"><w:r><w:t>new words in the text</w:t></w:r></w:ins></w:p>'
    words = "<w:p><w:r><w:t>Is this so?</w:t></w:r></w:p>"
    notes = f'<w:comments {W}><w:comment w:id="1" w:author="Ed">{words}</w:comment></w:comments>'
    read_docx(docx(changed, comments=notes), "m.docx", Reading(), problems)
    assert ["tracked-changes", "word-comment"] == codes(problems)
    assert 'comment by Ed: "Is this so?"' in [problem.message for problem in problems]


def test_citation_fields_give_their_works_once() -> None:
    work = {
        "type": "article-journal",
        "title": "On heat",
        "author": [{"family": "Roe", "given": "FM"}],
        "issued": {"date-parts": [["2012"]]},
    }
    text = json.dumps({"citationItems": [{"id": "ITEM-1", "itemData": work}]})
    run = f"<w:r><w:instrText>ADDIN CSL_CITATION {text[:40]}</w:instrText></w:r><w:r><w:instrText>{text[40:]}</w:instrText></w:r>"
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = mark.format("begin") + run + mark.format("separate") + "<w:r><w:t>(1)</w:t></w:r>" + mark.format("end")
    found = read_docx(docx(f"<w:p>{field}</w:p><w:p>{field}</w:p>"), "m.docx", Reading(), Problems())
    assert [r.item["author"] for r in found.references] == [[{"family": "Roe", "given": "F. M."}]]
    assert markdown(found.content) == "[@#0]\n\n[@#0]\n"


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 30_000_000)
    return made.getvalue()


def many() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(2001):
            archive.writestr(f"{number}.xml", "")
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (bomb(), "docx-limits"),
        (many(), "docx-limits"),
        (b"PK\x03\x04 not a zip", "docx-broken"),
        (docx("<w:p>"), "docx-broken"),
        (docx(""), "nothing-extracted"),
        (docx("", notes="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "xml-doctype"),
    ],
)
def test_a_damaged_or_hostile_word_file_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Unusable) as fault:
        read_docx(raw, "m.docx", Reading(), Problems())
    assert code == fault.value.problem.code


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 700), st.binary(min_size=1, max_size=6))
def test_a_word_file_with_bytes_changed_gives_an_article_or_a_problem(at: int, change: bytes) -> None:
    raw = docx(p("Heat", bold=True) + p("Warmth slows nerves."))
    try:
        read_docx(raw[:at] + change + raw[at + len(change) :], "m.docx", Reading(), Problems())
    except Unusable as fault:
        assert fault.problem.code


FEED = b"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title>
<entry><title>Heat &amp;amp; legs</title><link href="https://h.example/heat"/><published>2014-06-03T10:00:00Z</published>
<updated>2015-07-30T14:24:00Z</updated><author><name>Ana Ruiz</name></author>
<content type="html">&lt;p&gt;Warmth slows &lt;b&gt;nerves&lt;/b&gt;.&lt;/p&gt;
&lt;script&gt;x&lt;/script&gt;</content></entry>%s</feed>"""


def test_an_entry_of_a_feed_is_an_article() -> None:
    (found,) = read_feed(FEED % b"", "feed.xml", "en", Problems())
    assert (found.title, found.url, found.name) == (
        "Heat & legs",
        "https://h.example/heat",
        "heat-amp-legs",
    ) or found.name == "heat-legs"
    assert markdown(found.content) == "Warmth slows **nerves**.\n"
    stated = facts(found)
    assert (stated["published"], stated["source_modified"]) == ("2014-06-03", "2015-07-30T14:24")
    assert stated["authors"] == [{"name": "Ana Ruiz"}]


def test_an_entry_without_content_is_an_error_that_names_it() -> None:
    problems = Problems()
    read_feed(
        FEED % b"<entry><title>Empty</title><link href='https://h.example/e'/></entry>",
        "feed.xml",
        "en",
        problems,
    )
    assert [("entry-empty", 'entry 2, "Empty", has no content')] == [(x.code, x.message) for x in problems]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed/>',
            "xml-doctype",
        ),
        ('<?xml version="1.0"?><!DOCTYPE a []><feed/>'.encode("utf-16"), "xml-doctype"),
        (b"<note>no feed</note>", "source-unknown"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>', "nothing-extracted"),
    ],
)
def test_a_feed_that_is_hostile_or_none_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Unusable) as fault:
        read_feed(raw, "feed.xml", "en", Problems())
    assert code == fault.value.problem.code


def test_a_post_of_a_wordpress_site_is_an_article() -> None:
    post = {
        "slug": "heat-and-legs",
        "link": "https://h.example/heat",
        "date": "2014-06-03T10:00:00",
        "modified": "2015-07-30T14:24:09",
        "title": {"rendered": "Heat &#038; legs"},
        "content": {
            "rendered": "<p>Warmth slows nerves.</p><p>Reviewed by Ada Brook, MD</p>",
            "protected": False,
        },
        "_embedded": {"author": [{"name": "Ana Ruiz"}]},
    }
    (found,) = read_posts(json.dumps([post]).encode(), "posts.json", "en", Problems())
    assert (found.title, found.name) == ("Heat & legs", "heat-and-legs")
    stated = facts(found)
    assert (stated["published"], stated["source_modified"]) == ("2014-06-03", "2015-07-30T14:24")
    assert stated["reviewers"] == {"name": "Ada Brook", "credentials": "MD"}
    assert markdown(found.content) == "Warmth slows nerves.\n"


def test_a_notice_before_the_json_is_quoted_in_the_error() -> None:
    with pytest.raises(Unusable) as fault:
        read_posts(b"<b>Notice</b>: undefined index in x.php[]", "posts.json", "en", Problems())
    assert 'no JSON; it begins "Notice : undefined index in x.php[]"' == fault.value.problem.message


def test_front_matter_from_elsewhere_is_mapped_to_ours() -> None:
    raw = b"""---
published: true
title: "What if?"
lang: en
author: Ana Ruiz, Jim Roe
date: 2014-06-03T10:00:00Z
bite: A summary.
layout: basic
---
# What if?
Text with a [link](/relative) and one
[whole](https://example.org/).

Deeper
------
* one
* two
"""
    problems = Problems()
    found = read_markdown(raw, "0001-02-01-what-if.md", "en", problems)
    assert (found.title, found.name, found.front["summary"]) == ("What if?", "what-if", "A summary.")
    stated = facts(found)
    assert (stated["published"], stated["front:layout"]) == ("2014-06-03", "basic")
    assert stated["authors"] == [{"name": "Ana Ruiz"}, {"name": "Jim Roe"}]
    assert (
        markdown(found.content)
        == "Text with a link and one [whole](https://example.org/).\n\n## Deeper\n\n- one\n- two\n"
    )
    assert "link-relative" in codes(problems)


def test_a_hard_wrapped_manuscript_has_its_lines_joined() -> None:
    line = "Warmth slows the nerves that are short of insulation\n"
    found = read_text_capture((f"Heat\n\n{line * 3}\n" + f"{line}and legs.\n").encode(), "heat.txt", "en", Problems())
    assert [2, 157] == [len(found.content), len(plain(found.content[0].words.content)) - 1]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("raw", "name", "declared", "expected"),
    [
        (b"<!doctype html><p>a", "a", "", "html"),
        (b"<?xml version='1.0'?><rss></rss>", "a.xml", "", "feed"),
        (b"text", "a.txt", "", "text"),
        (b"# text", "a.md", "", "markdown"),
        (b"{}", "https://h.example/wp-json/", "application/json", "json"),
        (b"PK\x03\x04", "a.docx", "", "docx"),
    ],
)
def test_the_kind_of_a_source_is_told(raw: bytes, name: str, declared: str, expected: str) -> None:
    assert expected == kind_of(raw, name, declared, Span(name))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file-empty"),
        (b"\x00\x01\x02", "file-binary"),
        (b"%PDF-1.7", "source-unknown"),
        (b"plain words", "source-unknown"),
    ],
)
def test_what_is_no_source_is_said_to_be_none(raw: bytes, code: str) -> None:
    with pytest.raises(Unusable) as fault:
        kind_of(raw, "file.bin", "", Span("file.bin"))
    assert code == fault.value.problem.code


def test_slugs_are_short_plain_words() -> None:
    assert slug_of("¿Qué es la “esclerosis”?") == "que-es-la-esclerosis"
    assert slug_of("x" * 90) == "x" * 60
    assert name_of("a/weakness-capture.txt") == "weakness"
    assert name_of("https://h.example/about/12-heat.html?x=1") == "heat"
    assert name_of("https://h.example/index.php") == ""


@with_samples
def test_the_sample_manuscripts_keep_their_structure() -> None:
    problems = Problems()
    spanish = read_docx(
        (SAMPLES / "docx/manuscript-es-mendeley-comments.docx").read_bytes(), "a.docx", Reading(), problems
    )
    english = read_docx(
        (SAMPLES / "docx/manuscript-table-caption-field.docx").read_bytes(), "b.docx", Reading(), Problems()
    )
    note = read_docx((SAMPLES / "docx/footnote-hyperlink.docx").read_bytes(), "c.docx", Reading(), Problems())
    assert (spanish.language, len(spanish.references)) == ("es", 20)
    assert 4 <= sum(isinstance(block, Heading) for block in spanish.content)
    assert 13 == codes(problems).count("word-comment")
    assert any(isinstance(b, Paragraph) and plain(b.words.content).startswith("Figura 1") for b in spanish.content)
    tables = [block for block in english.content if isinstance(block, Table)]
    assert len(tables) == 1 and tables[0].caption is not None
    assert len(english.references) == 21
    assert markdown(note.content, note.footnotes) == "[^1]\n\n[^1]: [Example](http://www.example.com)\n"
    assert not any(isinstance(block, Figure) for block in english.content)


@with_samples
def test_the_sample_feed_gives_an_article_for_each_entry() -> None:
    problems = Problems()
    found = read_feed((SAMPLES / "feeds/atom-small.xml").read_bytes(), "f.xml", "en", problems)
    assert ["Atom-Powered Robots Run Amok", "Self-referenced link"] == [capture.title for capture in found]
    assert ["entry-summary", "entry-summary"] == codes(problems)
