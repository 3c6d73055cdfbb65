"""Word manuscripts: tracked changes, styles, comments, notes, and what reference managers leave."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

import pytest
from test_pull_sources import W, codes, docx, p

from pipeline.document.tree import BlockQuote, Figure, Heading, PullQuote, Sidebar, plain
from pipeline.foundation.diagnostic import Problems
from pipeline.sources.capture import Capture
from pipeline.sources.connector import Reading
from pipeline.sources.dialect import markdown
from pipeline.sources.docx import read_docx

TEXT = "Warmth slows the nerves of the body."
DRAWING = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def read(body: str, problems: Problems | None = None, reading: Reading | None = None, **parts: str) -> Capture:
    sheet = Problems() if problems is None else problems
    return read_docx(docx(body, **parts), "m.docx", reading or Reading(), sheet)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def deleted(text: str) -> str:
    return f'<w:del w:author="A"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins w:author="A">{run(text)}</w:ins>'


@pytest.mark.parametrize(
    ("body", "accepted", "rejected"),
    [
        (
            f"<w:p>{run('Heat ')}{inserted('really ')}{deleted('often ')}{run('slows nerves.')}</w:p>",
            "Heat really slows nerves.\n",
            "Heat often slows nerves.\n",
        ),
        (
            f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('One ')}</w:p><w:p>{run('two.')}</w:p>",
            "One two.\n",
            "One\n\ntwo.\n",
        ),
        (
            f"<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>{run('One ')}</w:p><w:p>{run('two.')}</w:p>",
            "One\n\ntwo.\n",
            "One two.\n",
        ),
        (
            f"{p('First.')}<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>{inserted('New.')}</w:p>{p('Last.')}",
            "First.\n\nNew.\n\nLast.\n",
            "First.\n\nLast.\n",
        ),
        (
            (
                f"<w:p>{run('Here.')}</w:p><w:p><w:moveFrom>{run('Moved.')}</w:moveFrom></w:p>{p('Mid.')}"
                f"<w:p><w:moveTo>{run('Moved.')}</w:moveTo></w:p>"
            ),
            "Here.\n\nMid.\n\nMoved.\n",
            "Here.\n\nMoved.\n\nMid.\n",
        ),
        (
            (
                "<w:p><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr><w:t>Stress</w:t></w:r>"
                f"{run(' is told.')}</w:p>"
            ),
            "**Stress** is told.\n",
            "*Stress* is told.\n",
        ),
    ],
)
def test_tracked_changes_are_accepted_or_rejected_as_word_does_it(body: str, accepted: str, rejected: str) -> None:
    for way, expected in (("accept", accepted), ("reject", rejected)):
        assert expected == markdown(read(body, reading=Reading(tracked=way)).content)


def test_settling_changes_is_said_and_refusing_names_the_way_out() -> None:
    body = f"<w:p>{run('Heat ')}{inserted('slows nerves.')}</w:p>"
    settled, refused = Problems(), Problems()
    read(body, settled, Reading(tracked="accept"))
    read(body, refused)
    assert [["changes-settled"], ["tracked-changes"]] == [codes(settled), codes(refused)]
    assert "--tracked accept" in next(iter(refused)).hint


def styled(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def styles(*entries: tuple[str, str, str]) -> str:
    made = (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{base}"/>' if base else "")
        + "</w:style>"
        for key, name, base in entries
    )
    return f"<w:styles {W}>{''.join(made)}</w:styles>"


def test_a_style_means_what_its_name_or_the_style_below_it_says() -> None:
    given = styles(
        ("Ttulo1", "heading 1", ""),
        ("Inter", "Intertítulo", "Ttulo1"),
        ("Cita", "Cita", ""),
        ("Dest", "Cita destacada", "Cita"),
    )
    body = styled("Inter", "What it is") + p(TEXT) + styled("Cita", "She said so.") + styled("Dest", "Cool down.")
    content = read(p("Heat and legs", bold=True) + body, styles=given).content
    assert isinstance(content[0], Heading) and plain(content[0].words.content) == "What it is"
    assert [BlockQuote, PullQuote] == [type(block) for block in content[2:]]


def test_the_publication_says_what_its_own_styles_mean() -> None:
    given = styles(("X1", "Kasten", ""), ("X2", "Zwischen", ""), ("X3", "Notiz", ""))
    body = (
        p(TEXT) + styled("X2", "A part") + p(TEXT) + styled("X1", "Beside the text.") + styled("X3", "Not for print.")
    )
    own = {"Kasten": "sidebar", "zwischen": "heading2", "Notiz": "drop"}
    content = read(body, reading=Reading(styles=own), styles=given).content
    assert [Heading, Sidebar] == [type(block) for block in (content[1], content[3])]
    assert "Not for print" not in markdown(content)


def test_styles_that_the_manuscript_does_not_have_are_named() -> None:
    problems = Problems()
    read(p(TEXT), problems, Reading(styles={"Kasten": "sidebar"}))
    assert ["styles-unused"] == codes(problems)


def test_a_comment_is_a_note_for_the_editor_with_the_words_it_stands_on() -> None:
    body = (
        f"<w:p>{run('Warmth ')}<w:commentRangeStart w:id='4'/>{run('slows nerves')}<w:commentRangeEnd w:id='4'/>"
        f"{run(' at once.')}</w:p>"
    )
    words = "<w:p><w:r><w:t>By how much?</w:t></w:r></w:p>"
    notes = f'<w:comments {W}><w:comment w:id="4" w:author="Ed" w:date="2026-03-04T10:00:00Z">{words}</w:comment></w:comments>'
    found = read(body, comments=notes)
    [note] = [fact for fact in found.facts if fact.kind == "comment"]
    assert ({"by": "Ed", "date": "2026-03-04", "about": "slows nerves"}, "By how much?") == (note.value, note.text)
    assert "By how much" not in markdown(found.content)


def field(code: str, result: str, data: str = "") -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    return (
        mark.format("begin", data)
        + f"<w:r><w:instrText>{escape(code)}</w:instrText></w:r>"
        + mark.format("separate", "")
        + run(result)
        + mark.format("end", "")
    )


def csl(*items: tuple[str, str, str]) -> str:
    cited = [
        {
            "itemData": {"type": "book", "title": title, "issued": {"date-parts": [[2001]]}},
            "locator": where,
            "label": label,
        }
        for title, where, label in items
    ]
    return "ADDIN ZOTERO_ITEM CSL_CITATION " + json.dumps({"citationItems": cited})


def test_citation_fields_are_citations_with_their_locators() -> None:
    body = (
        f"<w:p>{run('So it is ')}{field(csl(('On heat', '12', 'page'), ('On cold', '', '')), '(1,2)')}{run('. Again')}"
    )
    body += f"{field(csl(('On cold', '3', 'chapter')), '(2)')}{run('.')}</w:p>"
    found = read(body)
    assert ["On heat", "On cold"] == [reference.item["title"] for reference in found.references]
    assert "So it is[@#0, p. 12; @#1]. Again[@#1, chap. 3].\n" == markdown(found.content)


def test_the_list_that_a_reference_manager_prints_is_left_to_the_article() -> None:
    body = f"<w:p>{run('So it is')}{field(csl(('On heat', '', '')), '(1)')}{run('.')}</w:p>" + p(
        "References", bold=True
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body += f"<w:p>{mark.format('begin')}<w:r><w:instrText>ADDIN ZOTERO_BIBL {{}} CSL_BIBLIOGRAPHY</w:instrText></w:r>"
    body += f"{mark.format('separate')}{run('1. On heat. 2001.')}</w:p><w:p>{run('2. More.')}{mark.format('end')}</w:p>"
    found = read(body + p(TEXT))
    assert f"So it is[@#0].\n\n{TEXT}\n" == markdown(found.content)
    assert 1 == len(found.references)


def test_endnotes_own_fields_are_read_too() -> None:
    record = (
        '<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author><style>Roe, F. M.</style></author>'
        "<author>Heat Society,</author></authors></contributors><titles><title>On heat</title>"
        "<secondary-title>Lancet</secondary-title></titles><pages>1-9</pages><volume>3</volume><number>2</number>"
        "<dates><year>2012</year></dates><electronic-resource-num>10.1000/x.1</electronic-resource-num></record>"
    )
    code = f"ADDIN EN.CITE <EndNote><Cite><Author>Roe</Author><Pages>4</Pages>{record}</Cite></EndNote>"
    found = read(f"<w:p>{run('So it is')}{field(code, '[1]')}{run('.')}</w:p>")
    item = found.references[0].item
    assert ("article-journal", "10.1000/x.1", "Lancet", "1-9") == tuple(
        item[key] for key in ("type", "DOI", "container-title", "page")
    )
    assert [{"family": "Roe", "given": "F. M."}, {"literal": "Heat Society"}] == item["author"]
    assert "So it is[@#0, p. 4].\n" == markdown(found.content)


def test_a_field_that_is_none_keeps_its_words() -> None:
    body = (
        f"<w:p>{run('See page ')}{field('PAGEREF x', '7')}{run('.')}{field('ADDIN EN.CITE <EndNote><!x', '[1]')}</w:p>"
    )
    assert "See page 7.[1]\n" == markdown(read(body).content).replace("\\", "")


def test_footnotes_and_endnotes_are_notes_of_their_own() -> None:
    mark = "<w:r><w:{}Reference w:id='2'/></w:r>"
    body = f"<w:p>{run('One')}{mark.format('footnote')}{run(' two')}{mark.format('endnote')}</w:p>"
    note = '<w:{0} {1}><w:{2} w:id="2"><w:p><w:r><w:t>{3}</w:t></w:r></w:p></w:{2}></w:{0}>'
    found = read(
        body,
        footnotes=note.format("footnotes", W, "footnote", "At the foot."),
        endnotes=note.format("endnotes", W, "endnote", "At the end."),
    )
    assert "One[^1] two[^2]\n\n[^1]: At the foot.\n\n[^2]: At the end.\n" == markdown(found.content, found.footnotes)


def test_a_caption_below_a_picture_is_its_caption() -> None:
    from lxml import html

    from pipeline.sources.docx import _captioned
    from pipeline.sources.fragment import read_fragment

    body = html.fragment_fromstring(
        '<p><img src="a.png" alt="A leg"></p><p class="caption">Figure 1. A leg.</p>', "body"
    )
    _captioned(body)
    markup = "".join(html.tostring(child, encoding="unicode") for child in body)
    found = read_fragment(
        markup, raw=b"", suffix="", connector="", origin="m", name="", title="T", url="", language="en", facts=[],
        fallback="en", problems=Problems(),
    )  # fmt: skip
    [figure] = found.content
    assert isinstance(figure, Figure) and figure.caption is not None
    assert ("A leg", "Figure 1. A leg.") == (plain(figure.alternate.content), plain(figure.caption.content))
