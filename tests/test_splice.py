"""Translations are spliced into an article's file by position, and nothing else in it changes."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli.main import main
from pipeline.document.article import read_article
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.translation.catalog import catalog_path
from pipeline.translation.message import translated
from pipeline.translation.splice import changes, spliced

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"

ARTICLE = """---
title:  'It''s "odd"'   # a comment
breadcrumb: [About MS, "A: b"]
authors: [{name: "Ana", roles: [Author]}]
summary: >
  Two lines
  of text.
---

Heading {#not-one}
==================

Two lines\r
of text.  \r
A third, \\
a fourth.

> 1. A quotation
>    in a list
>
>    | One | Two \\| three |
>    |-----|---|
>    |  a  | a |

Table: Some _words_

Term

: What it means

::: pullquote
First part.

Second part.
:::

::: sidebar
### Title {#title}

- Text of it.[^1]
- [Ask](https://a.org/x) now
:::

## Name {#name}

[^1]: A *note*.
"""


def article(folder, text):
    path = folder / "articles" / "odd.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    document = read_article(path, folder, Problems())
    assert document is not None
    return document


def texts(document):
    found = []
    translated(document, lambda words, _: found.append(words.source) or words)
    return found


def spliced_with(folder, text, turn):
    before = article(folder, text)
    after = translated(before, lambda words, _: replace(words, source=turn(words.source)))
    problems = Problems()
    made = spliced(text, changes(before, after), "articles/odd.md", "es", problems)
    return made, after, list(problems)


def test_identity_gives_back_every_byte(tmp_path):
    for text in (ARTICLE, f"\ufeff{ARTICLE}", ARTICLE.replace("\r", "").replace("\n", "\r\n")):
        assert text == spliced_with(tmp_path, text, lambda said: said)[0]


@pytest.mark.parametrize(
    "turn",
    [
        lambda said: f"Ñandú {said}",
        lambda said: f"{said} 5: “x”, 'y' and \"z\" | # [end]",
        lambda said: f"12. {said}",
        lambda said: f"- {said}",
        lambda said: f"# {said}",
        lambda said: f"> {said}",
        lambda said: said.replace(" ", "\\\n"),
    ],
)
def test_translations_stand_where_their_originals_stood_and_read_back_as_they_are(tmp_path, turn):
    made, after, problems = spliced_with(tmp_path, ARTICLE, turn)
    assert [] == problems
    read = article(tmp_path, made)
    plain = [" ".join(text.replace("\\\n", " ").replace("\\", "").split()) for text in texts(read)]
    assert [" ".join(text.replace("\\\n", " ").replace("\\", "").split()) for text in texts(after)] == plain
    assert "es" == read.language
    assert made.replace(" ", "").count("#acomment") == 1


def test_all_else_is_left_as_it_is(tmp_path):
    made, _, _ = spliced_with(tmp_path, ARTICLE, lambda said: "Título" if said == "Title" else said)
    assert ARTICLE.replace("### Title {#", "### Título {#").replace("---\ntitle", "---\nlanguage: es\ntitle") == made


pieces = st.lists(
    st.sampled_from(["word ", "a  b\n", "*x* ", "[l](https://a.org) ", "\n\n", "- ", "> ", "# ", "| a | b |\n|--|--|\n", "1. ",
                     "::: sidebar\n", ":::\n", "\t", "é", "\\", "[^1]", "\n[^1]: n\n\n", "{#n}", "  \n", "`c`", "\r\n", ":  m\n"]),
    max_size=25,
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces)
def test_identity_gives_back_every_byte_of_any_article(tmp_path, parts):
    text = "---\ntitle: T\n---\n\nStart.\n\n" + "".join(parts)
    assert text == spliced_with(tmp_path, text, lambda said: said)[0]
    # What is asked of one text leaves the rest of the file as it was.
    made = spliced_with(tmp_path, text, lambda said: "Inicio" if said == "T" else said)[0]
    assert text.replace("title: T", "language: es\ntitle: Inicio").replace("---\nlanguage", "---\nlanguage") == made


def test_every_article_and_sample_comes_back_byte_for_byte(tmp_path):
    found = sorted((ROOT / "articles").glob("*.md"))
    assert found
    for path in found:
        problems = Problems()
        document = read_article(path, ROOT, problems)
        text = path.read_bytes().decode()
        name = path.relative_to(ROOT).as_posix()
        assert text == spliced(text, changes(document, document), name, "es", problems)
        other = translated(document, lambda words, _: replace(words, source=f"Ñu {words.source}"))
        made = spliced(text, changes(document, other), name, "es", problems)
        assert [] == [p for p in problems if p.code == "splice-place"]
        assert made.count("Ñu ") >= len([c for c in changes(document, other) if c.was.span.path == name])
    for path in sorted(SAMPLES.rglob("*.md")):
        text = path.read_bytes().decode()
        whole = text if text.startswith("---") else f"---\ntitle: T\n---\n{text}"
        assert whole == spliced_with(tmp_path, whole, lambda said: said)[0], path


def test_the_command_writes_each_article_in_the_language(tmp_path):
    (tmp_path / "publication.toml").write_text(
        'name = "The Motivator"\nlanguages = ["en", "es"]\n[publisher]\nname = "P"\n', "utf-8"
    )
    (tmp_path / "articles").mkdir()
    source = "---\ntitle: Walking\nlanguage: en\n---\n\nWalk  often,\nand rest.\n"
    (tmp_path / "articles" / "walking.md").write_text(source, "utf-8")

    def run(*arguments):
        return CliRunner().invoke(main, ["-C", str(tmp_path), "catalog", *arguments])

    assert 0 == run("update").exit_code
    path = catalog_path(tmp_path, "es", "walking")
    path.write_text(path.read_text("utf-8").replace('rest."\nmsgstr ""', 'rest."\nmsgstr "Camine."'), "utf-8")
    assert 0 == run("localised", "es").exit_code
    made = (tmp_path / "output" / "localised" / "es" / "walking.md").read_text("utf-8")
    assert "---\ntitle: Walking\nlanguage: es\n---\n\nCamine.\n" == made
    assert 0 == run("localised", "en", "--output", str(tmp_path / "x")).exit_code
    assert source == (tmp_path / "x" / "walking.md").read_text("utf-8")
    assert 2 == run("localised", "no language").exit_code
    assert 2 == run("localised", "es", "--output", str(tmp_path / "articles")).exit_code
