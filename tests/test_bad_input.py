"""Bad input through the command line: a diagnostic with its place, the exit code, and every file as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from publications import FRONT, ONE, article, contents, run, said

Files = Mapping[str, bytes | str | tuple[str, str] | None]
Publication = Callable[[Files], Path]

# Designers move the lines of layouts; `test_layoutfile.py` looks at them.
_LAYOUT = re.compile(r"(?<=layouts/print\.toml):\d+:1")
PLAN = "articles/issues/first.toml"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#ff0000"/></svg>'
# The signature, size and first bytes of a PNG file that breaks off.
CUT_PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000100000001008020000009091683600000015494441547801")


def figure(name: str, more: str = "") -> bytes:
    text = f'Text.\n\n::: figure {{src=figures/{name} {more} alt="Alternate text."}}\nA caption.\n:::\n'
    return article(text)["articles/first.md"]


def picture(name: str, data: str | bytes, more: str = "") -> Files:
    return {"articles/first.md": figure(name, more), f"articles/figures/{name}": data}


def front(text: str) -> Files:
    return article(front=text)


ARTICLES: list[tuple[str, Files, list[str]]] = [
    ("no front matter", article("Text.\n", ""), ["articles/first.md:1:1 front-matter-missing"]),
    ("front matter without an end", front("---\ntitle: A\n"), ["articles/first.md:1:1 front-matter-missing"]),
    (
        "front matter that is no YAML",
        front("---\ntitle: A: b: c\n---\n"),
        ["articles/first.md:2:9 front-matter-broken"],
    ),
    ("front matter of plain text", front("---\nwords\n---\n"), ["articles/first.md:2:1 front-matter-broken"]),
    (
        "unknown keys",
        front(FRONT.replace("summary", "sumary").replace("department", "departmnt")),
        ["articles/first.md:4:1 unknown-key", "articles/first.md:5:1 unknown-key"],
    ),
    ("no title", front(FRONT.replace("title: A first article\n", "")), ["articles/first.md:2:1 title-missing"]),
    (
        "bad dates",
        front(FRONT.replace("summary: A deck.", "reviewed: 2026-13\npublished: yesterday")),
        ["articles/first.md:5:11 date-bad", "articles/first.md:6:12 date-bad"],
    ),
    (
        "a list where text belongs",
        front(FRONT.replace("A deck.", "[a, b]")),
        ["articles/first.md:5:10 value-kind"],
    ),
    (
        "a text where a mapping belongs",
        front(FRONT.replace("summary: A deck.", "source: the web")),
        ["articles/first.md:5:9 value-kind"],
    ),
    (
        "an unknown key of a person",
        front(FRONT.replace("summary: A deck.", "reviewers: [{name: Jo Doe, role: MD}]")),
        ["articles/first.md:5:28 unknown-key"],
    ),
    (
        "an alias bomb",
        front("---\ntitle: A\na: &a [x, x, x]\nb: &b [*a, *a]\nsummary: [*b, *b]\n---\n"),
        ["articles/first.md:4:8 front-matter-broken"],
    ),
    ("lists in lists", front("---\ntitle: " + "[" * 400 + "\n---\n"), ["articles/first.md:2:1 front-matter-broken"]),
    (
        "a tag that would run a program",
        front("---\ntitle: !!python/object/apply:os.getcwd []\n---\n"),
        ["articles/first.md:2:1 title-missing"],
    ),
    ("a citation that is nowhere", article("So it is [@nobody].\n"), ["articles/first.md:7:11 citation-unknown"]),
    ("an empty article", article("", ""), ["articles/first.md article-empty"]),
    ("an article of nothing but front matter", article(""), ["articles/first.md:6:1 article-empty"]),
    (
        "nothing but a footnote",
        article("[^1]: the note\n"),
        ["articles/first.md:6:1 article-empty"],
    ),
    ("a footnote that is nowhere", article("Text.[^2]\n"), ["articles/first.md:7:6 footnote-unknown"]),
    ("NUL bytes", article("Te\0xt.\n"), ["articles/first.md:7:3 character-control"]),
    ("an escape sequence", article("Text \x1b[31m.\n"), ["articles/first.md:7:6 character-control"]),
    ("another encoding", {"articles/first.md": FRONT.encode() + b"T\xe9.\n"}, ["articles/first.md:7:1 file-encoding"]),
    ("UTF-16", {"articles/first.md": FRONT.encode("utf-16")}, ["articles/first.md:1:1 file-encoding"]),
    ("500 quotations in each other", article(">" * 500 + " deep\n"), ["articles/first.md:7:1 nesting-deep"]),
    (
        "500 lists in each other",
        article("".join("  " * depth + "- x\n" for depth in range(500))),
        ["articles/first.md:18:1 nesting-deep"],
    ),
    ("1,000 strongs in each other", article("*" * 2000 + "a" + "*" * 2000), ["articles/first.md:7:1 nesting-deep"]),
    (
        "ragged rows",
        article("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n"),
        ["articles/first.md:9:1 table-ragged", "articles/first.md:10:1 table-ragged"],
    ),
    (
        "a sidebar inside a list",
        article("- item\n\n  ::: sidebar\n  text\n  :::\n"),
        ["articles/first.md:9:1 container-place"],
    ),
    ("a box without an end", article("::: sidebar\ntext\n"), ["articles/first.md:7:1 container-open"]),
    ("an empty box", article("Text.\n\n::: pullquote\n:::\n"), ["articles/first.md:9:1 container-empty"]),
    ("an unknown box", article("::: sidebra\ntext\n:::\n"), ["articles/first.md:7:1 container-unknown"]),
    (
        "empty items",
        article("Text.\n\n-\n- a\n"),
        ["articles/first.md:9:1 item-empty"],
    ),
    ("a heading in a list", article("- ## H\n"), ["articles/first.md:7:1 heading-place"]),
    ("a skipped level", article("Text.\n\n#### H\n\nText.\n"), ["articles/first.md:9:1 heading-level"]),
    ("an image that is missing", {"articles/first.md": figure("x.png")}, ["articles/first.md:9:1 image-missing"]),
    (
        "an image outside articles/",
        {"articles/first.md": figure("../../x.png")},
        ["articles/first.md:9:1 image-missing"],
    ),
    ("an image that is none", picture("x.png", "hello"), ["articles/first.md:9:1 image-unreadable"]),
    ("an image cut short", picture("x.png", CUT_PNG), ["articles/first.md:9:1 image-unreadable"]),
    ("an image of another kind", picture("x.bmp", "BM"), ["articles/first.md:9:1 image-kind"]),
    (
        "an SVG that is HTML",
        picture("x.svg", "<!DOCTYPE html><p>no"),
        ["articles/figures/x.svg:1:15 artwork-unsupported"],
    ),
    ("an SVG that is no XML", picture("x.svg", "<svg"), ["articles/figures/x.svg:1:1 image-unreadable"]),
    ("a CSV with text for a number", picture("x.csv", "A,B\nx,many\n"), ["articles/figures/x.csv:2:1 chart-data"]),
    ("a CSV with no number", picture("x.csv", "A,B\nx,nan\n"), ["articles/figures/x.csv:2:1 chart-data"]),
    ("a CSV with ragged rows", picture("x.csv", "A,B\nx,1,2\n"), ["articles/figures/x.csv:2:1 chart-data"]),
    ("an empty CSV", picture("x.csv", ""), ["articles/figures/x.csv:1:1 chart-data"]),
    ("a CSV of bytes", picture("x.csv", bytes(range(256))), ["articles/figures/x.csv:2:1 file-encoding"]),
    ("an unknown chart", picture("x.csv", "A,B\nx,1\n", "chart=pie"), ["articles/first.md:9:1 chart-kind"]),
    (
        "no alternate text",
        article("![](figures/x.svg)\n") | {"articles/figures/x.svg": SVG},
        ["articles/first.md:7:1 alternate-missing"],
    ),
    (
        "a name that is none for an article",
        {"articles/A Name.md": FRONT + "Text.", PLAN: ('articles = ["first"]', 'articles = ["first", "A Name"]')},
        ["articles/A Name.md slug-bad"],
    ),
    ("a character no font has", article("One\n\n- item 漢 here.\n"), ["articles/first.md:9:3 missing-glyph"]),
]

PUBLICATION: list[tuple[str, Files, list[str]]] = [
    (
        "an unknown slug",
        {PLAN: ('articles = ["first"]', 'articles = ["first", "fisrt"]')},
        [f"{PLAN}:14:22 article-unknown"],
    ),
    (
        "a slug twice",
        {PLAN: ('articles = ["first"]', 'articles = ["first", "first"]')},
        [f"{PLAN}:14:13 article-twice"],
    ),
    (
        "a plan without articles",
        {PLAN: ('articles = ["first"]', "articles = []")},
        [f"{PLAN}:1:1 issue-empty", f"{PLAN}:10:9 cover-story"],
    ),
    ("an unknown department", {PLAN: ('"features"', '"feature"')}, [f"{PLAN}:13:1 department-unknown"]),
    ("an unknown edition", {PLAN: ('"print",', '"prnt",')}, ["layouts/prnt.toml layout-missing"]),
    ("a plan that is no TOML", {PLAN: 'title = "a\n'}, [f"{PLAN}:1:11 toml-broken"]),
    ("a plan of lists in lists", {PLAN: "title = " + "[" * 5000}, [f"{PLAN} toml-broken"]),
    ("a plan with a long number", {PLAN: "volume = " + "9" * 5000}, [f"{PLAN} toml-broken"]),
    ("a bad date of the issue", {PLAN: ('"2027-04"', '"April"')}, [f"{PLAN}:4:1 date-bad"]),
    ("a cover that is missing", {PLAN: ("[cover]", '[cover]\nart = "figures/no.svg"')}, [f"{PLAN}:10:1 image-missing"]),
    (
        "a cover that is no picture",
        {PLAN: ("[cover]", '[cover]\nart = "figures/no.png"'), "articles/figures/no.png": "hello"},
        [f"{PLAN}:10:1 image-unreadable"],
    ),
    (
        "references that are no JSON",
        {"articles/references.json": '[{"id": "a",]'},
        ["articles/references.json:1:13 references-syntax"],
    ),
    (
        "references that are no list",
        {"articles/references.json": "{}"},
        ["articles/references.json:1:1 references-syntax"],
    ),
    ("a publication that is no TOML", {"publication.toml": "name =\n"}, ["publication.toml:1:7 toml-broken"]),
    (
        "a publication of wrong types",
        {"publication.toml": 'name = 3\nlanguages = "en"\nnames = 1\n'},
        [
            "publication.toml:1:1 key-missing",
            "publication.toml:1:1 value-kind",
            "publication.toml:2:1 value-kind",
            "publication.toml:3:1 unknown-key",
        ],
    ),
    ("a language that is none", {"publication.toml": ('"es"', '"spanish"')}, ["publication.toml:4:1 language-unknown"]),
    (
        "a profile that is missing",
        {"publication.toml": ("GRACoL_", "GRACOL_")},
        ["publication.toml:20:1 profile-missing"],
    ),
    (
        "a review that lasts no time",
        {"publication.toml": ("months = 36", "months = 0")},
        ["publication.toml:16:1 value-kind"],
    ),
    (
        "a layout that leaves no room",
        {"layouts/print.toml": ('inner = "54pt"', 'inner = "500pt"')},
        ["layouts/print.toml layout-no-room"],
    ),
    (
        "a layout that extends itself",
        {"layouts/print.toml": ('extends = "house"', 'extends = "print"')},
        ["layouts/print.toml layout-circle"],
    ),
    (
        "a layout that extends nothing",
        {"layouts/print.toml": ('"house"', '"hause"')},
        ["layouts/print.toml layout-missing"],
    ),
    (
        "a layout with wrong types",
        {"layouts/print.toml": ("columns = 2", 'columns = "2"')},
        ["layouts/print.toml value-kind"],
    ),
    (
        "a layout without columns",
        {"layouts/print.toml": ("columns = 2", "columns = 0")},
        ["layouts/print.toml value-kind"],
    ),
    (
        "a layout with an unknown key",
        {"layouts/print.toml": ("gutter", "guter")},
        ["layouts/print.toml unknown-key"],
    ),
    ("a layout with a bad length", {"layouts/print.toml": ('"20pt"', '"20"')}, ["layouts/print.toml length-bad"]),
    (
        "an unknown colour of a department",
        {"publication.toml": ('"teal"', '"mauve"')},
        ["publication.toml colour-unknown"],
    ),
    (
        "a catalog with a syntax error",
        {"locale/en/LC_MESSAGES/first.po": 'msgid "Text."\nmsgstr "Text\n'},
        ["locale/en/LC_MESSAGES/first.po:2:8 catalog-syntax"],
    ),
    (
        "a catalog in another encoding",
        {"locale/en/LC_MESSAGES/first.po": b'msgid "Text."\nmsgstr "T\xe9xt."\n'},
        ["locale/en/LC_MESSAGES/first.po:2:10 catalog-charset"],
    ),
    (
        "a catalog that names no charset there is",
        {"locale/en/LC_MESSAGES/first.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=CP12\\n"\n'},
        ["locale/en/LC_MESSAGES/first.po:2:1 catalog-charset"],
    ),
]


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in ARTICLES], ids=[case[0] for case in ARTICLES])
def test_a_bad_article_is_named_with_its_line_and_nothing_is_written(
    publication: Publication, files: Files, expected: list[str]
) -> None:
    root = publication(files)
    before = contents(root)
    errors = said(run(root, *ONE, exit_code=1))
    assert [] == [problem for problem in expected if problem not in errors], errors
    assert before == contents(root)


@pytest.mark.parametrize(
    ("files", "expected"), [case[1:] for case in PUBLICATION], ids=[case[0] for case in PUBLICATION]
)
def test_a_bad_plan_layout_or_catalog_is_named_with_its_line_and_nothing_is_written(
    publication: Publication, files: Files, expected: list[str]
) -> None:
    root = publication(files)
    before = contents(root)
    command = ONE if "prnt" not in str(files) else ("build", "first", "--language", "en", "--jobs", "1")
    errors = [_LAYOUT.sub("", error) for error in said(run(root, *command, exit_code=1))]
    assert [] == [problem for problem in expected if problem not in errors], errors
    assert before == contents(root)


def test_everything_wrong_is_said_in_one_run(publication: Publication) -> None:
    files = article("So [@nobody].\n\n#### H\n", FRONT.replace("summary", "sumary"))
    errors = said(run(publication(files), "check", "first", exit_code=1))
    expected = ["5:1 unknown-key", "7:5 citation-unknown", "9:1 heading-level"]
    assert expected == [error.removeprefix("articles/first.md:") for error in errors if "first.md" in error]


@pytest.mark.parametrize(("language", "said_so"), [("en", 'Say "yes" now.'), ("es", 'Diga "sí" ya.')])
def test_typewriter_quotes_are_named_with_their_line(publication: Publication, language: str, said_so: str) -> None:
    text = (
        f"{said_so}\n\nIt doesn't.\n\n- The 1990's\n\n“Quoted”, it’s 5' 10\", 12\" at [x](https://example.org/a'b).\n"
    )
    root = publication(article(text, FRONT.replace("language: en", f"language: {language}")))
    result = run(root, "check", "first", "--no-pages")
    found = [line for line in said(result) if "quotes-straight" in line]
    assert [f"articles/first.md:{line} quotes-straight" for line in ("7:1", "9:1", "11:3")] == found
    assert "type “…” for a quotation and ’ for an apostrophe" in result.stderr


def test_check_opens_every_picture(publication: Publication) -> None:
    plan = {PLAN: ("[cover]", '[back]\nart = "figures/no.svg"\n[cover]')}
    errors = said(run(publication({**picture("x.png", CUT_PNG), **plan}), "check", exit_code=1))
    assert ["articles/first.md:9:1 image-unreadable", f"{PLAN}:10:1 image-missing"] == errors[:2]


def test_a_missing_glyph_is_named_with_its_character_and_face(publication: Publication) -> None:
    result = run(publication(article("Text 😀.\n")), *ONE, exit_code=1)
    assert "no glyph for U+1F600 GRINNING FACE" in result.stderr
    assert "(serif/regular)" in result.stderr


def test_a_word_wider_than_its_column_is_divided_and_reported(publication: Publication) -> None:
    root = publication(article("Text " + "W" * 200 + " more.\n"))
    assert "articles/first.md:7:1 word-too-wide" in said(run(root, *ONE))
    run(root, *ONE, "--strict", "--force", exit_code=1)


def test_byte_order_marks_and_other_line_ends_change_nothing(publication: Publication) -> None:
    text = FRONT + "Text.\n\n## H\n\n- a\n- b\n"
    root = publication({"articles/first.md": text})
    run(root, *ONE)
    made = contents(root)["output/first/first.en.print.pdf"]
    for other in (b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode()):
        (root / "articles" / "first.md").write_bytes(other)
        run(root, *ONE)
        assert made == contents(root)["output/first/first.en.print.pdf"]


ODD = {
    "a-figure": "![An alternate text](figures/x.svg)\n",
    "a-chart": '::: figure {src=figures/x.csv chart=line alt="Alternate text."}\n:::\n',
    "a-table": "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "a-wide-table": "|" + " a |" * 12 + "\n|" + "---|" * 12 + "\n|" + " 1 |" * 12 + "\n",
    "headings": "## One\n\n## Two\n\n### Three\n",
    "a-pull-quote": "::: pullquote\nA sentence.\n:::\n",
    "a-sidebar": "::: sidebar\n### Title\n\nText.\n:::\n",
    "a-list": "- a\n\n  > b\n\n- c\n\n  | d | e |\n  |---|---|\n  | 1 | 2 |\n\n- ![f](figures/x.svg)\n",
    "a-picture-of-nothing": "![An alternate text](figures/nothing.svg)\n",
    "a-chart-below-nothing": '::: figure {src=figures/y.csv chart=bars alt="Alternate text."}\n:::\n',
    "brackets": "[" * 300 + "a" + "](" * 300 + "\n",
}


def test_odd_articles_are_set_all_the_same(publication: Publication) -> None:
    slugs = ", ".join(f'"{name}"' for name in ODD)
    files: dict[str, bytes | str | tuple[str, str] | None] = {
        f"articles/{n}.md": FRONT + body for n, body in ODD.items()
    }
    files |= {
        "articles/figures/x.svg": SVG,
        "articles/figures/nothing.svg": SVG.split("<rect")[0] + "</svg>",
        "articles/figures/x.csv": "A,B\nx,0\n",
        "articles/figures/y.csv": "A,B\nx,-5\ny,\n",
        PLAN: ('articles = ["first"]', f'articles = ["first", {slugs}]'),
    }
    root = publication(files)
    run(root, "build", "first", "--edition", "print", "--edition", "large-print", "--language", "en", "--jobs", "1")
    assert "first.en.large-print.pdf" in {path.name for path in (root / "output" / "first").glob("*.pdf")}


def test_a_table_with_more_columns_than_fit_is_refused_with_its_place(publication: Publication) -> None:
    wide = "|" + " a |" * 40 + "\n|" + "---|" * 40 + "\n|" + " 1 |" * 40 + "\n"
    root = publication(article(wide))
    result = run(root, "build", "first", "--edition", "screen", "--language", "en", exit_code=1)
    assert "articles/first.md:7:1 table-too-wide" in said(result)
    assert not list((root / "output").glob("**/*screen.pdf"))
    run(root, "build", "first", "--edition", "large-print", "--language", "en", "--jobs", "1")


@pytest.mark.parametrize("name", ["article", "word", "brackets"])
def test_a_paragraph_of_half_a_megabyte_takes_no_more_than_its_share_of_time(
    publication: Publication, name: str
) -> None:
    """Two megabytes take less than half a minute; a quarter of them is long enough to see what grows faster."""
    texts = {"article": "word and more words of text " * 18_000, "word": "W" * 500_000, "brackets": "[" * 4_000}
    root = publication(article(texts[name] + "\n"))
    run(root, "check", "first")
    run(root, "catalog", "update")


def test_a_long_paragraph_is_composed(publication: Publication) -> None:
    run(publication(article("word and more words of text " * 4_000 + "\n")), *ONE)


@pytest.mark.parametrize(
    ("name", "data", "exit_code"),
    [
        ("empty.txt", b"", 1),
        ("empty.html", b"", 1),
        ("empty.docx", b"", 1),
        ("empty.md", b"", 1),
        ("empty.xml", b"", 1),
        ("binary.txt", bytes(range(256)) * 40, 1),
        ("binary.html", bytes(range(256)) * 40, 1),
        ("binary.docx", bytes(range(256)) * 40, 1),
        ("binary.md", bytes(range(256)) * 40, 1),
        ("binary.json", bytes(range(256)) * 40, 1),
        ("picture.html", CUT_PNG, 1),
    ],
)
def test_a_pull_of_an_empty_or_binary_file_is_refused(
    publication: Publication, tmp_path: Path, name: str, data: bytes, exit_code: int
) -> None:
    root = publication({})
    before = contents(root)
    source = tmp_path / name
    source.write_bytes(data)
    assert said(run(root, "pull", str(source), exit_code=exit_code))
    assert before == contents(root)


def test_a_broken_catalog_or_article_stops_an_update_before_it_writes(publication: Publication) -> None:
    root = publication({"locale/es/LC_MESSAGES/first.po": 'msgid "a\n'})
    before = contents(root)
    assert ["locale/es/LC_MESSAGES/first.po:1:7 catalog-syntax"] == said(run(root, "catalog", "update", exit_code=1))
    assert before == contents(root)
    (root / "locale" / "es" / "LC_MESSAGES" / "first.po").unlink()
    run(root, "catalog", "update")
    before = contents(root)
    (root / "articles" / "first.md").write_text(FRONT + "Other text.\n\n## ::: H\n\n- \n")
    run(root, "catalog", "update", exit_code=1)
    assert {**before, "articles/first.md": ""} == {**contents(root), "articles/first.md": ""}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("build", "frist"), "issue-missing"),
        (("build", "../issues/first"), "issue-missing"),
        (("check", "frist"), "issue-missing"),
        (("build", "first", "--language", "xx"), ""),
        (("build", "first", "--edition", "poster"), ""),
        (("build", "first", "--jobs", "0"), ""),
        (("build",), ""),
        (("review", "--due-before", "soon"), ""),
        (("catalog", "status", "--language", "spanish"), ""),
    ],
)
def test_wrong_usage_is_exit_2(publication: Publication, command: tuple[str, ...], code: str) -> None:
    root = publication({})
    result = run(root, *command, exit_code=2)
    assert code in result.stderr if code else "Usage:" in result.stderr


def test_a_folder_without_a_publication_is_wrong_usage(tmp_path: Path) -> None:
    assert [f"{tmp_path} publication-missing"] == said(run(tmp_path, "check", exit_code=2))


def test_output_that_cannot_be_written_is_exit_3_and_leaves_no_pieces(publication: Publication) -> None:
    root = publication({})
    (root / "taken").write_bytes(b"a file")
    before = contents(root)
    result = run(root, *ONE, "--output", str(root / "taken" / "inside"), exit_code=3)
    assert "cannot write" in result.stderr
    assert before == contents(root)


def test_a_family_that_is_not_installed_is_exit_3(publication: Publication) -> None:
    root = publication({"layouts/house.toml": ('"source-serif-4", optical = 10 ', '"comic-sans"')})
    assert ["font-missing"] == [error.split()[-1] for error in said(run(root, *ONE, exit_code=3))]
