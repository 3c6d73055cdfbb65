"""Web pages: the facts, the text, nothing of the furniture, and no word lost."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.tree import Block, Table, plain
from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.sources.capture import Capture
from pipeline.sources.dialect import markdown
from pipeline.sources.text import read_text_capture
from pipeline.sources.web import read_page

CASES = Path(__file__).parent / "cases/pull"
SAMPLES = Path(__file__).parents[2] / "shared/samples"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not at hand")

TAGS = (
    "<table>",
    "<tr>",
    "<td>",
    "<th colspan=2>",
    "<li>",
    "<ul>",
    "<ol>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<p>",
    "</p>",
    "<br>",
    "<h2>",
)
MORE = ("<b>", "<a href=#x>", "<aside>")

BODY = """Warm weather slows nerves that are short of insulation & makes legs feel heavy. It passes as the body cools.

A [cooling vest](https://example.org/vest) holds packs at 12 °C – cool, “not icy” – against the chest.

Coolmax® cloth, light colors and a fan do much; sugar \\* salt_drinks do not.

- Shade
  - before ten
  - after four
- Water
"""


def page(markup: str, head: str = "<title>A page about heat</title>", problems: Problems | None = None) -> Capture:
    raw = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{markup}</body></html>".encode()
    return read_page(raw, "page.html", "en", problems if problems is not None else Problems())


def body(markup: str, problems: Problems | None = None) -> str:
    found = page(f"<article><h1>Title of it</h1>{markup}</article>", problems=problems)
    return markdown(found.content, found.footnotes)


def stated(capture: Capture) -> dict[str, object]:
    return {f.kind: f.value for f in capture.facts if f.kind not in ("title", "created")}


@pytest.mark.parametrize("name", ["joomla.html", "wordpress.html"])
def test_a_page_of_a_known_kind_gives_its_facts_and_its_text(name: str) -> None:
    found = read_page((CASES / name).read_bytes(), name, "en", Problems())
    assert found.title == "Keeping Cool & Carrying On"
    assert stated(found) == {
        "breadcrumb": ["About Heat", "What Does Heat Do?", "Cooling"],
        "reviewers": {
            "name": "Ada L. Brook",
            "credentials": "MD",
            "roles": ["Director, Hillside Clinic", "Professor of Neurology, Lowland College (retired)"],
        },
        "first_appeared": {"publication": "The Motivator", "issue": "Summer/Fall 2013"},
        "source_modified": "2015-07-30T14:24",
        **({"rights": "© 2015 Hillside Health Society"} if name == "joomla.html" else {}),
        "see_also": ["For devices that cool, please see our full listing of cooling devices."],
    }
    assert [r.item["author"] for r in found.references] == [[{"family": "Marsh", "given": "L. M."}]]
    assert markdown(found.content) == BODY


@with_samples
@pytest.mark.parametrize("kind", ["joomla 2.5", "joomla 3", "wordpress", "unknown", "one paragraph a line"])
def test_the_captured_page_reads_the_same_from_markup(kind: str) -> None:
    raw = (SAMPLES / "weakness-capture.txt").read_bytes()
    capture = read_text_capture(raw, "weakness-capture.txt", "en", Problems())
    found = read_page(marked_up(raw.decode(), kind).encode(), "weakness.html", "en", Problems())
    assert (capture.title, capture.language, stated(capture)) == (found.title, found.language, stated(found))
    assert markdown(capture.content) == markdown(found.content)
    assert [r.verbatim for r in capture.references] == [r.verbatim for r in found.references]


def marked_up(text: str, kind: str) -> str:
    """Return the capture's own text in the markup of a kind of site."""
    lines = [html.escape(line, quote=False) for line in text.split("\n")]
    long = [line for line in lines if len(line) > 200]
    start = next(at for at, line in enumerate(lines) if line.startswith("Schapiro, R. T."))
    tail = [block.split("\n") for block in re.split(r"\n\n+", "\n".join(lines[start:]).strip())]
    tail[-1], modified = tail[-1][:-1], tail[-1][-1]
    paragraphs = "".join(f"<p>{p}</p>" for p in long) + "".join(f"<p>{'<br />'.join(b)}</p>" for b in tail)
    trail = next(line for line in lines if "&gt;" in line).split(" &gt; ")
    links = "".join(f'<li><a href="/x">{label}</a> <span class="divider">&gt;</span></li>' for label in trail[:-1])
    crumbs = f'<ul class="breadcrumb">{links}<li class="active"><span>{trail[-1]}</span></li></ul>'
    share = '<div class="share">Share this Page: <a href="http://r.example">submit to reddit</a></div>'
    menu = "".join(f"<li><a href='/m'>{line}</a></li>" for line in lines[3:16] if line)
    title = f"<title>{lines[0]}</title>"
    head = f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{title}</head><body><ul class=menu>{menu}</ul>"
    match kind:
        case "joomla 2.5":
            info = f'<dl class="article-info"><dt>Details</dt><dd class="modified">{modified}</dd></dl>'
            inner = f'{crumbs}<div class="item-page">{share}{info}{paragraphs}</div>'
        case "joomla 3":
            time = (
                '<time datetime="2015-07-30T14:24:00-04:00" itemprop="dateModified">Last Updated: 30 July 2015</time>'
            )
            info = f'<dl class="article-info muted"><dd class="modified"><span class="icon-calendar"></span>{time}</dd></dl>'
            title = (
                '<div class="page-header"><h2 itemprop="headline">Managing Weakness in Multiple Sclerosis</h2></div>'
            )
            inner = f'{crumbs}<div class="item-page">{title}{info}{share}<div itemprop="articleBody">{paragraphs}</div></div>'
        case "wordpress":
            heading = '<h1 class="entry-title">Managing Weakness in Multiple Sclerosis</h1>'
            inner = f'{crumbs}<article>{heading}{share}<div class="entry-content">{paragraphs}<p>{modified}</p></div></article>'
        case "one paragraph a line":
            lone = "".join(f"<p><strong>{line}</strong></p>" for block in tail for line in block)
            text = "".join(f"<p>{p}</p>" for p in long)
            inner = f"<p id=breadcrumb>{' &gt; '.join(trail)}</p><div id=x>{text}{lone}</div>{modified}"
        case _:
            inner = f"{crumbs}<div id=a><div id=b>{share}{paragraphs}</div><div>{modified}</div></div>"
    return f"{head}{inner}<div id=footer>Home | Donate</div></body></html>"


def test_structure_survives_in_the_dialect() -> None:
    text = body(
        """<h3>First</h3><p>One <b>two </b><i>three</i>, CO<sub>2</sub> and 10<sup>3</sup>.</p><h5>Deeper</h5>
        <ol start=3><li>a<li>b</ol><blockquote><p>Said.</p></blockquote><dl><dt>Term<dd>What it means</dl>
        <p lang=en>Call <a href="tel:+18005550100">us</a>, <a href="javascript:alert(1)">not this</a>,
        <span lang=es>hola</span>.</p>"""
    )
    assert text == (
        "## First\n\nOne **two** *three*, CO~2~ and 10^3^.\n\n### Deeper\n\n3. a\n4. b\n\n> Said.\n\nTerm\n: "
        "What it means\n\n"
        "Call [us](tel:+18005550100), not this, [hola]{lang=es}.\n"
    )


def test_a_table_has_header_cells_a_caption_and_rows_of_equal_length() -> None:
    text = body(
        """<p>Look:</p><table><caption>Steps | day</caption><thead><tr><th rowspan=2>Who<th colspan=2>Deaths</tr>
        <tr><th>men<th>women</tr></thead><tr><td>A<td align=right>1<td align=right>2<tr><td>B<td align=right>3</table>"""
    )
    assert text == (
        "Look:\n\n| Who | Deaths: men | Deaths: women |\n| --- | ---: | --- |\n| A | 1 | 2 |\n| B | 3 |  |"
        "\n\nTable: Steps | day\n"
    )


def test_a_table_that_lays_out_the_page_loses_no_word() -> None:
    problems = Problems()
    text = body("<table><tr><td><p>Left text.</p><table><tr><td>Inner</table><td>Right text.</table>", problems)
    assert ["Left text.", "Inner", "Right text."] == [*text.split("\n\n")[:2], text.split("\n\n")[2].strip()]
    assert "table-as-paragraphs" in [problem.code for problem in problems]


def test_footnotes_become_footnotes() -> None:
    text = body(
        '<p>Walk<sup><a href="#n1" id="r1">1</a></sup> on, as all of them did.</p>'
        '<ol><li id="n1">Slowly. <a href="#r1">↑</a></li></ol>'
    )
    assert text == "Walk[^1] on, as all of them did.\n\n[^1]: Slowly.\n"


def test_scripts_hidden_text_and_share_buttons_are_no_text() -> None:
    text = body(
        "<p>All of the text is here, in one line.</p><p hidden>secret</p><p style='display: "
        "none'>none</p><script>x()</script>"
        "<p>Share this page</p><svg><text>logo</text></svg><form><input value=a><p>Search</p></form>"
    )
    assert text == "All of the text is here, in one line.\n"


def test_marks_of_markdown_in_a_page_are_text() -> None:
    assert body("<p>1. not a list, #not a heading, *a* [b](c) &lt;i&gt; &amp;amp; {lang=x} a|b</p>") == (
        "1\\. not a list, #not a heading, \\*a\\* \\[b\\](c) \\<i> \\&amp; \\{lang=x\\} a|b\n"
    )


@pytest.mark.parametrize(
    ("head", "raw", "expected"),
    [
        (b"", "<p>El niño — «año» comió</p>".encode("cp1252"), "El niño — «año» comió"),
        (b"", "<p>El niño — «año» comió</p>".encode(), "El niño — «año» comió"),
        (b"<meta charset=iso-8859-1>", "<p>“niño”</p>".encode("cp1252"), "“niño”"),
        (
            b'<meta http-equiv=content-type content="text/html; charset=utf-8">',
            "<p>niño ®</p>".encode(),
            "niño ®",
        ),
    ],
)
def test_the_charset_is_what_a_browser_takes(head: bytes, raw: bytes, expected: str) -> None:
    found = read_page(
        b"<html><head>" + head + b"</head><body><article><h1>T</h1>" + raw + b"<p>" + b"x" * 50 + b"</p>",
        "p",
        "es",
        Problems(),
    )
    block = found.content[0]
    assert expected == plain(block.words.content)  # type: ignore[union-attr] # a paragraph


def test_garbled_text_is_reported() -> None:
    problems = Problems()
    body("<p>El niÃ±o come en la casa de su madre todos los dÃ­as.</p>", problems)
    assert "text-garbled" in [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"  \n ", "file-empty"),
        (b"<html>\x00\x01\x02</html>", "file-binary"),
        (b"<html><body></body></html>", "nothing-extracted"),
        (b"<html><body><nav><a href=/>Home</a></nav></body></html>", "nothing-extracted"),
        (b"<p>" + b"word " * 500_000, "file-too-large"),
        (b"<div>" * 100_000 + b"deep", "nothing-extracted"),
        (b"<article><div>" + b"<i>" * 3000 + b"deep", "nothing-extracted"),
    ],
)
def test_a_page_without_text_is_an_error_and_never_an_empty_article(raw: bytes, code: str) -> None:
    with pytest.raises(Unusable) as fault:
        read_page(raw, "page.html", "en", Problems())
    assert code == fault.value.problem.code


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*"<>/=\"' ab1", *TAGS, *MORE]), max_size=60).map("".join))
def test_any_markup_gives_text_or_a_problem(markup: str) -> None:
    try:
        page(markup)
    except Unusable as fault:
        assert fault.problem.code


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


@with_samples
def test_a_health_agencys_page_gives_what_it_shows() -> None:
    found = read_page((SAMPLES / "html/womenshealth-migraine.html").read_bytes(), "m.html", "en", Problems())
    assert (found.title, found.language) == ("Migraine", "en")
    assert stated(found)["source_modified"] == "2019-04-01"
    assert "reviewed" not in stated(found)
    assert [f.value["name"] for f in found.facts if f.kind == "reviewers"] == [
        "Peter J. Goadsby", "Susan Hutchinson", "B. Lee Peterlin",
    ]  # fmt: skip
    text = markdown(found.content)
    assert 20 == text.count("\n## ")
    assert "Table: Migraine vs. bad tension-type headache" in text
    assert "NutraSweet® and Equal®" in text
    assert "grateful for the medical review" not in text


@with_samples
def test_a_journals_pages_give_authors_references_and_tables() -> None:
    problems = Problems()
    found = read_page((SAMPLES / "html/pcd-24_0058.html").read_bytes(), "e.html", "en", Problems())
    spanish = read_page((SAMPLES / "html/pcd-13_0293-es.html").read_bytes(), "s.html", "en", problems)
    assert ("en", "es") == (found.language, spanish.language)
    assert ("2024-08-08", "2014-06-26") == (stated(found)["reviewed"], stated(spanish)["reviewed"])
    assert (3, 5) == (len(stated(found)["authors"]), len(stated(spanish)["authors"]))  # type: ignore[arg-type] # lists
    assert (12, 19) == (len(found.references), len(spanish.references))
    assert (3, 3) == (len(tables(found.content)), len(tables(spanish.content)))
    assert all(t.caption for t in (*tables(found.content), *tables(spanish.content)))
    assert "language-mismatch" in [problem.code for problem in problems]
