"""The bibliography: reading it, numbering citations, writing references."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.document.bibliography import Bibliography, check_bibliography, read_bibliography
from pipeline.document.citation import marks, resolved
from pipeline.document.reference import rich
from pipeline.document.tree import (
    Block,
    Cell,
    Citation,
    Cite,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Foreign,
    Inlines,
    Link,
    Paragraph,
    Picture,
    PullQuote,
    Sidebar,
    Superscript,
    Table,
    Text,
    Words,
    plain,
)
from pipeline.foundation.diagnostic import Problems, Span

KALB: dict[str, Any] = {
    "id": "kalb2020",
    "type": "article-journal",
    "title": "Exercise and lifestyle physical activity recommendations for people with multiple sclerosis",
    "author": [{"family": f, "given": g} for f, g in (("Kalb", "R."), ("Brown", "T. R."), ("Coote", "S."))]
    + [{"family": name, "given": "A."} for name in ("Costello", "Dalgas", "Garmon", "Giesser")],
    "container-title": "Multiple Sclerosis Journal",
    "container-title-short": "Mult. Scler.",
    "volume": "26",
    "issue": "12",
    "page": "1459–1469",
    "issued": {"date-parts": [[2020]]},
    "DOI": "https://doi.org/10.1177/1352458520915629",
}
SCHAPIRO: dict[str, Any] = {
    "id": "schapiro2007",
    "type": "book",
    "title": "Managing the Symptoms of Multiple Sclerosis",
    "author": [{"family": "Schapiro", "given": "R. T."}],
    "edition": "5",
    "publisher": "Demos Medical Publishing",
    "issued": {"date-parts": [[2007]]},
}
WEB: dict[str, Any] = {
    "id": "web",
    "type": "webpage",
    "title": "Who gets MS?",
    "author": [{"literal": "National Institute of Health"}],
    "URL": "https://example.org/ms",
    "issued": {"date-parts": [[2023, 11, 28]]},
    "accessed": {"date-parts": [[2024, 3, 5]]},
}


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems]


def read(tmp_path: Path, *items: dict[str, Any], text: str | None = None) -> tuple[Bibliography, Problems]:
    path, problems = tmp_path / "references.json", Problems()
    path.write_text(json.dumps(items, indent=1) if text is None else text, "utf-8")
    return read_bibliography(path, "articles/references.json", problems), problems


def cite(*keys: str) -> Citation:
    return Citation(tuple(Cite(*key.split("@"), span=Span("articles/a.md", 7, 3)) for key in keys))


def words(*content: Any) -> Words:
    return Words(tuple(Text(part) if isinstance(part, str) else part for part in content))


def article(*blocks: Block, language: str = "en", **more: Any) -> Document:
    return Document("a", language, words("Title"), blocks, **more)


def entries(bibliography: Bibliography, key: str, language: str = "en") -> Inlines:
    _, references = resolved(article(Paragraph(words(cite(key))), language=language), bibliography, Problems())
    return references[0].content


def wording(tmp_path: Path, item: dict[str, Any], language: str = "en") -> str:
    bibliography, problems = read(tmp_path, {"id": "x", **item})
    assert [] == codes(problems)
    return plain(entries(bibliography, item.get("id", "x"), language))


# ---------------------------------------------------------------- reading


def test_no_file_is_an_empty_bibliography(tmp_path: Path) -> None:
    problems = Problems()
    assert Bibliography() == read_bibliography(tmp_path / "no.json", "no.json", problems)
    assert 0 == len(problems)


def test_broken_json_is_one_problem_with_its_line_and_no_key_is_called_unknown(tmp_path: Path) -> None:
    bibliography, problems = read(tmp_path, text='[\n{"id": "a", "type": "book", "title": "A"},\n{"id" "b"}\n]')
    resolved(article(Paragraph(words(cite("b")))), bibliography, problems)
    assert [("references-syntax", 3)] == [(p.code, p.span.line) for p in problems]
    assert bibliography.item("a")


@pytest.mark.parametrize(
    "text", ["", "{}", "[", "[1]", "[{}] x", "[" * 100_000, "[" + "9" * 5000 + "]", '[{"id": "\\ud800"}]']
)
def test_what_is_no_list_of_items_is_a_problem_and_never_an_exception(tmp_path: Path, text: str) -> None:
    _, problems = read(tmp_path, text=text)
    assert problems.errors


def test_a_file_in_another_encoding_is_a_problem_with_its_line(tmp_path: Path) -> None:
    path, problems = tmp_path / "references.json", Problems()
    path.write_bytes('[\n"niño"]'.encode("latin-1"))
    read_bibliography(path, "references.json", problems)
    assert [("file-encoding", 2)] == [(p.code, p.span.line) for p in problems]


def test_faults_of_an_item_name_its_line(tmp_path: Path) -> None:
    text = """[
 {"id": "a", "type": "book", "title": "A"},
 {"id": "a", "type": "book", "title": "B"},
 {"id": "c", "title": "C"},
 {"id": "d",
  "type": "bok", "title": "D"},
 {"id": "e", "type": "book", "title": "E",
  "author": "Kalb R",
  "issued": {"raw": "some day"},
  "URL": "javascript:alert(1)"},
 {"id": "f", "type": "book"}
]"""
    _, problems = read(tmp_path, text=text)
    assert [
        (3, "references-duplicate"),
        (4, "references-type"),
        (6, "references-type"),
        (8, "references-field"),
        (9, "references-field"),
        (10, "references-field"),
        (11, "references-field"),
    ] == [(p.span.line, p.code) for p in problems]


atoms: list[Any] = [None, True, -7, 2013, 1e300, "", "x", "10.1/x", "2013-02-31", "<i>", "\u202e.", [], {}]
names = st.sampled_from(["family", "given", "literal", "date-parts", "season", "raw", "verbatim", "status"])
plain_values = st.sampled_from(atoms) | st.text(max_size=5)
json_values = st.one_of(
    plain_values,
    st.lists(plain_values | st.lists(st.integers(-1, 32), max_size=3), max_size=2),
    st.dictionaries(names, plain_values | st.just([[2024, 2, 30]]), max_size=3),
    st.lists(st.dictionaries(names, plain_values, max_size=3), max_size=8),
)
variables = "author editor translator issued accessed title container-title DOI URL volume issue page edition"


# The first value drawn waits for hypothesis's tables of Unicode, which a slow machine takes seconds over.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from([*variables.split(), "custom", "language"]), json_values, max_size=6),
    st.sampled_from(["article-journal", "book", "chapter", "webpage", "report", "thesis", "song"]),
)
def test_any_item_is_read_and_written_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, item: dict[str, Any], kind: str
) -> None:
    bibliography, _ = read(tmp_path_factory.getbasetemp(), {**item, "id": "x", "type": kind})
    for language in ("en", "es", "cy"):
        entries(bibliography, "x", language)


# ---------------------------------------------------------------- numbering


@pytest.mark.parametrize(
    ("expected", "keys"),
    [
        ("1", "a"),
        ("1,2", "a b"),
        ("1–3", "c a b"),
        ("1,3–5", "a c d e"),
        ("3(p12)", "c@p. 12"),
        ("1,2,3(pp12–14),4", "a b c@pp. 12-14 d"),
        ("2(p1,p7)", "b@p. 1 b@7"),
        ("1(chap3)", "a@chap. 3"),
        ("1", "a a nowhere"),
        ("?", "nowhere"),
    ],
)
def test_marks_are_sorted_and_runs_of_three_become_ranges(expected: str, keys: str) -> None:
    numbers = {key: number for number, key in enumerate("abcde", 1)}
    found = marks([Cite(*key.replace("%", " ").split("@")) for key in _keys(keys)], numbers)
    assert expected == found


def _keys(text: str) -> list[str]:
    """Split at the spaces before a key, not at those inside a locator."""
    keys: list[str] = []
    for part in text.split(" "):
        if keys and keys[-1].endswith("."):
            keys[-1] += f" {part}"
        else:
            keys.append(part)
    return keys


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_marks_say_every_number_once(numbers: list[int]) -> None:
    known = {str(number): number for number in range(1, 41)}
    said: list[int] = []
    for part in marks([Cite(str(number)) for number in numbers], known).split(","):
        first, _, last = part.partition("–")
        said += range(int(first), int(last or first) + 1)
    assert sorted(set(numbers)) == said


def test_works_are_numbered_in_reading_order_and_those_only_listed_come_last(tmp_path: Path) -> None:
    items = [{"id": key, "type": "book", "title": key} for key in "abcdefgh"]
    bibliography, problems = read(tmp_path, *items)
    document = article(
        PullQuote(words("Said.", cite("g"))),
        Paragraph(words("One", cite("c"), Emphasis((cite("d"),)))),
        Sidebar(words("Box"), (Paragraph(words(cite("a"))),)),
        Table((Cell(words("H")),), ((Cell(words(cite("b"))),),), words("Caption", cite("f"))),
        Figure(Picture("x.svg"), words("Alt"), words(cite("c", "h"))),
        footnotes=(Footnote("1", (Paragraph(words(cite("e"))),)),),
        references=("a", "g"),
    )
    changed, references = resolved(document, bibliography, problems)
    assert list("cdabfheg") == [reference.key for reference in references]
    assert list(range(1, 9)) == [reference.number for reference in references]
    figure = changed.content[4]
    assert isinstance(figure, Figure) and figure.caption
    assert Citation(cite("c", "h").cites, "1,6") == figure.caption.content[0]
    assert [] == codes(problems)


def test_a_document_without_citations_is_the_same_object() -> None:
    document = article(Paragraph(words("Nothing")))
    assert document is resolved(document, Bibliography(), Problems())[0]


def test_an_unknown_key_is_reported_where_it_stands_with_the_nearest_known_one(tmp_path: Path) -> None:
    bibliography, problems = read(tmp_path, KALB)
    resolved(article(Paragraph(words(cite("kalb2002")))), bibliography, problems)
    (problem,) = problems
    assert "articles/a.md:7:3" == str(problem.span)
    assert "citation-unknown" == problem.code
    assert 'did you mean "kalb2020"?' == problem.hint


def test_works_no_article_uses_are_warned_of(tmp_path: Path) -> None:
    bibliography, problems = read(tmp_path, KALB, SCHAPIRO, WEB)
    check_bibliography([article(Paragraph(words(cite("kalb2020"))), references=("web",))], bibliography, problems)
    assert ['no article uses the work "schapiro2007"'] == [problem.message for problem in problems]
    assert ["reference-unused"] == codes(problems)
    assert 0 == problems.errors


# ---------------------------------------------------------------- references


def test_a_journal_article_is_in_ama_form_with_its_parts_marked(tmp_path: Path) -> None:
    bibliography, _ = read(tmp_path, KALB)
    assert (
        Text(f"Kalb R, Brown TR, Coote S, et al. {KALB['title']}. "),
        Emphasis((Text("Mult Scler"),)),
        Text(". 2020;26(12):1459-1469. "),
        Link("https://doi.org/10.1177/1352458520915629", (Text("doi:10.1177/1352458520915629"),)),
    ) == entries(bibliography, "kalb2020")


@pytest.mark.parametrize(
    ("expected", "item", "language"),
    [
        (
            ("Schapiro RT. Managing the Symptoms of Multiple Sclerosis. 5th ed. Demos Medical Publishing; 2007."),
            SCHAPIRO,
            "en",
        ),
        (
            ("Schapiro RT. Managing the Symptoms of Multiple Sclerosis. 5.ª ed. Demos Medical Publishing; 2007."),
            SCHAPIRO,
            "es",
        ),
        (
            (
                "National Institute of Health. Who gets MS? November 28, 2023. Accessed March 5, 2024. "
                "https://example.org/ms"
            ),
            WEB,
            "en",
        ),
        (
            (
                "National Institute of Health. Who gets MS? 28 de noviembre de 2023. "
                "Consultado el 5 de marzo de 2024. https://example.org/ms"
            ),
            WEB,
            "es-US",
        ),
        (
            (
                "Reich D. Multiple sclerosis. In: Goldman L, Schafer A, eds. Goldman-Cecil Medicine. 26th ed. "
                "Elsevier; 2020:chap 34."
            ),
            {
                "type": "chapter",
                "title": "Multiple sclerosis",
                "author": [{"family": "Reich", "given": "Daniel"}],
                "editor": [{"family": "Goldman", "given": "L."}, {"family": "Schafer", "given": "A"}],
                "container-title": "Goldman-Cecil Medicine",
                "edition": "26th edition",
                "publisher": "Elsevier",
                "issued": {"date-parts": [["2020"]]},
                "chapter-number": 34,
            },
            "en",
        ),
        (
            "Goldman L, ed. Medicina interna. Vol 1. 2.ª ed. Elsevier; 2019.",
            {
                "type": "book",
                "title": "Medicina interna",
                "editor": [{"family": "Goldman", "given": "L."}],
                "edition": 2,
                "volume": 1,
                "publisher": "Elsevier",
                "issued": {"date-parts": [[2019]]},
            },
            "es",
        ),
        (
            "Walking farther. The Motivator. 2013;(Summer/Fall):12-15.",
            {
                "type": "article-magazine",
                "title": "Walking farther",
                "container-title": "The Motivator",
                "issue": "Summer/Fall",
                "issued": {"date-parts": [[2013]]},
                "page": "12--15",
            },
            "en",
        ),
        (
            "Schapiro RT. Managing weakness. The Motivator. verano/otoño de 2013:12.",
            {
                "type": "article-magazine",
                "title": "Managing weakness",
                "author": [{"family": "Schapiro", "given": "R.T."}],
                "container-title": "The Motivator",
                "issued": {"literal": "Summer/Fall 2013"},
                "page": "12",
            },
            "es",
        ),
        (
            "Organización Mundial de la Salud. Plan de acción. Informe n.º 7. OMS; 2013.",
            {
                "type": "report",
                "title": "Plan de acción",
                "author": [{"literal": "Organización Mundial de la Salud"}],
                "number": 7,
                "publisher": "OMS",
                "issued": {"date-parts": [[2013, 5]]},
            },
            "es",
        ),
        (
            "van der Berg JP Jr. On Gait. Dissertation. University of Alabama; 2000.",
            {
                "type": "thesis",
                "title": "On gait",
                "author": [
                    {
                        "family": "Berg",
                        "non-dropping-particle": "van der",
                        "given": "Jean-Paul",
                        "suffix": "Jr.",
                    }
                ],
                "publisher": "University of Alabama",
                "issued": {"date-parts": [[2000]]},
            },
            "en",
        ),
        (
            "Lee A. Early view. Neurology. Published online March 5, 2024. doi:10.1000/182",
            {
                "type": "article-journal",
                "title": "Early view",
                "author": [{"family": "Lee", "given": "A"}],
                "container-title": "Neurology",
                "issued": {"date-parts": [[2024, 3, 5]]},
                "DOI": "10.1000/182",
            },
            "en",
        ),
        (
            "Anything, as it stood.",
            {"type": "book", "custom": {"status": "verbatim", "verbatim": "Anything, as it stood."}},
            "en",
        ),
    ],
)
def test_each_kind_of_work_is_in_ama_form_in_the_language_of_the_list(
    tmp_path: Path, expected: str, item: dict[str, Any], language: str
) -> None:
    assert expected == wording(tmp_path, item, language)


def test_a_parsed_work_with_its_verbatim_text_prints_parsed(tmp_path: Path) -> None:
    item = {**SCHAPIRO, "custom": {"status": "parsed", "verbatim": "Schapiro, R. T., Managing …"}}
    assert wording(tmp_path, item).startswith("Schapiro RT. Managing")


def test_addresses_in_a_verbatim_reference_are_links(tmp_path: Path) -> None:
    item = {
        "id": "x",
        "type": "book",
        "custom": {"status": "verbatim", "verbatim": "See https://example.org/a."},
    }
    bibliography, _ = read(tmp_path, item)
    expected = (Text("See "), Link("https://example.org/a", (Text("https://example.org/a"),)), Text("."))
    assert expected == entries(bibliography, "x")


def test_a_title_in_another_language_than_the_list_says_so(tmp_path: Path) -> None:
    bibliography, _ = read(tmp_path, {**SCHAPIRO, "language": "en-US"})
    title = Emphasis((Text(SCHAPIRO["title"]),))
    assert Foreign("en-US", (title,)) in entries(bibliography, "schapiro2007", "es")
    assert title in entries(bibliography, "schapiro2007", "en")


def test_markup_of_csl_texts_becomes_inlines_and_unclosed_tags_do_no_harm() -> None:
    expected = (Text("T"), Superscript((Text("2"),)), Text(" of "), Emphasis((Text("E. coli"),)))
    assert expected == rich('T<sup>2</sup> <span class="nocase">of</span> <i>E. coli')
