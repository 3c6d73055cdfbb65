"""Citations by a CSL style: as citeproc-js writes them, from a cache, in any numeric style."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from publications import codes

from pipeline.document.bibliography import Bibliography, read_bibliography
from pipeline.document.citation import marks
from pipeline.document.csl import csl_item
from pipeline.document.processor import StyleUnusable, check_style, written
from pipeline.document.reference import Entries, house_style, read_style
from pipeline.document.tree import Cite, Inlines, plain
from pipeline.document.work import Name, When, Work
from pipeline.foundation.diagnostic import Problems

CASES = Path(__file__).parent / "cases" / "references"
GOLDEN = json.loads((CASES / "golden.json").read_text("utf-8"))
NUMERIC = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" page-range-format="minimal">
  <citation><layout><text variable="citation-number"/></layout></citation>
  <bibliography><layout><text variable="citation-number" suffix=". "/><group delimiter=" / ">
    <names variable="author"><name/><substitute><text variable="title"/></substitute></names>
    <text variable="title"/><text variable="page"/></group></layout></bibliography>
</style>"""
# Spanish that a style has no words for: what is consulted or published "el" a day is so "en" a month or a year.
MENDED = {
    "Consultado el marzo": "Consultado en marzo",
    "Publicado en línea el 2020": "Publicado en línea en 2020",
    "Consultado el 2021": "Consultado en 2021",
}


def bibliography() -> Bibliography:
    return read_bibliography(CASES / "items.json", "items.json", Problems())


def from_js(entry: str) -> str:
    """Return an entry of citeproc-js as ours are: it escapes HTML and raises the letters of ordinals in Spanish."""
    text = re.sub(r"<sup>([ao])</sup>", lambda found: {"a": "ª", "o": "º"}[found[1]], html.unescape(entry))
    for said, meant in MENDED.items():
        text = text.replace(said, meant)
    return text


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_entry_is_as_citeproc_js_writes_it(language: str) -> None:
    works = bibliography().works.values()
    ours = dict(
        zip(
            (w.key for w in works),
            written(house_style(), language, [csl_item(w, language) for w in works]),
            strict=True,
        )
    )
    assert {key: from_js(entry) for key, entry in GOLDEN["entries"][language].items()} == ours


def test_marks_are_grouped_and_collapsed_as_citeproc_js_does() -> None:
    numbers = {key: number for number, key in enumerate(bibliography().works, 1)}
    labels = {"page": "p.", "chapter": "chap."}
    for cluster, mark in GOLDEN["marks"].items():
        cites = [Cite(key, f"{labels[more[0]]} {more[1]}" if more else "") for key, *more in json.loads(cluster)]
        # citeproc-js leaves the hyphen of a locator as it was typed.
        assert re.sub(r"</?sup>", "", mark).replace("-", "–") == marks(cites, numbers)


def test_initials_without_stops_are_not_one_name() -> None:
    work = Work("x", "book", (Name("Hecht", "FM"), Name("Le", "J-P")), fields={"title": "T"})
    assert ["F. M.", "J.-P."] == [name["given"] for name in csl_item(work, "en")["author"]]
    assert "Hecht FM, Le JP. " in entry(work)


def entry(work: Work, language: str = "en", style: str = "") -> str:
    return plain(content(work, language, style))


def content(work: Work, language: str = "en", style: str = "") -> Inlines:
    problems = Problems()
    made = Entries(style).entry(work, language, problems)
    assert [] == codes(problems)
    return made


def test_a_style_of_the_publication_writes_the_entries() -> None:
    work = Work("x", "article-journal", (Name("Roe", "Ann"),), fields={"title": "On gait", "page": "162-173"})
    assert "Ann Roe / On gait / 162–73" == entry(work, style=NUMERIC)
    assert "On gait / 1–15" == entry(Work("x", "book", fields={"title": "On gait", "page": "1-15"}), style=NUMERIC)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("not XML", "a style"),
        ("not a CSL style", "<a/>"),
        ("no <bibliography>", '<style xmlns="http://purl.org/net/xbiblio/csl"/>'),
        ("without a document type", "<!DOCTYPE x>" + NUMERIC),
        ("a numeric style", NUMERIC.replace("citation-number", "title")),
        (
            "take that one",
            NUMERIC.replace("<citation>", '<link href="http://x/y" rel="independent-parent"/><citation>'),
        ),
    ],
)
def test_what_is_no_style_says_why(expected: str, text: str) -> None:
    with pytest.raises(StyleUnusable, match=re.escape(expected)):
        check_style(text)


def test_an_unusable_style_is_a_problem_and_the_house_style_stands_in(tmp_path: Path) -> None:
    (tmp_path / "bad.csl").write_text("nothing")
    problems = Problems()
    assert ("", ["0:0 style-unusable"]) == (read_style(tmp_path, "bad.csl", problems), codes(problems))


def test_entries_come_from_the_cache_and_a_broken_cache_does_no_harm(tmp_path: Path) -> None:
    work = Work("x", "book", fields={"title": "On gait"}, issued=When(2001))
    entries = Entries(cache=tmp_path)
    first = entries.entry(work, "en", Problems())
    entries.keep()
    (shelf,) = tmp_path.glob("references/*.json")
    shelf.write_text(shelf.read_text("utf-8").replace("On Gait", "From the cache"), "utf-8")
    assert "From the cache. 2001." == plain(Entries(cache=tmp_path).entry(work, "en", Problems()))
    for broken in ("", "[]", '{"a": 1}'):
        shelf.write_text(broken)
        assert first == Entries(cache=tmp_path).entry(work, "en", Problems())


def test_what_the_cache_holds_needs_no_processor(tmp_path: Path) -> None:
    entries = Entries(cache=tmp_path)
    entries.entry(Work("x", "book", fields={"title": "On gait"}), "en", Problems())
    entries.keep()
    code = f"""
import sys
from pathlib import Path
from pipeline.document.reference import Entries
from pipeline.document.work import Work
from pipeline.foundation.diagnostic import Problems
Entries(cache=Path({str(tmp_path)!r})).entry(Work("x", "book", fields={{"title": "On gait"}}), "en", Problems())
assert "citeproc" not in sys.modules and "lxml" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CASES.parent.parent.parent)
