"""Works exchanged with other programs, and looked after: nothing is lost on the way, nothing is guessed, nothing is doubled."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publications import article, codes, run, said

from pipeline.document.bibliography import read_bibliography, work_of
from pipeline.document.workcheck import (
    bad_identifiers,
    check_retractions,
    check_works,
    duplicates,
    missing,
    read_retractions,
)
from pipeline.foundation.diagnostic import Problems, unusable
from pipeline.foundation.diagnostic import Span as Place
from pipeline.sources.capture import Fetched
from pipeline.sources.exchange import READERS, WRITERS
from pipeline.sources.links import ALIVE, DEAD, MOVED, UNKNOWN, looked_at

Publication = Callable[..., Path]
BIB = r"""
@string{ms = "Multiple Sclerosis Journal"}
@article{kalb2020,
  author = {Kalb, Rosalind and Mart{\'\i}nez, T. R. and {World Health Organization} and Ludwig van Beethoven and others},
  title = {Exercise \& {MS}: 5\% of {\~n}u}, journal = ms, volume = 26, number = 12, pages = {1459--1469},
  year = 2020, month = oct, doi = {10.1177/1352458520915629}, pmid = {32323606}, langid = {english} }
@online{who, author = {{World Health Organization}}, title = {MS}, url = {https://who.int/a_b?c=1&d=2}, urldate = {2024-03-05}}
"""
RIS = """TY  - JOUR
AU  - Kalb, Rosalind
AU  - Roe, J., Jr.
AU  - World Health Organization
TI  - Exercise and MS
T2  - Multiple Sclerosis Journal
J2  - Mult Scler
PY  - 2020
DA  - 2020/10/03/
VL  - 26
IS  - 12
SP  - 1459
EP  - 1469
DO  - 10.1177/1352458520915629
UR  - https://example.org/kalb
ID  - kalb2020
ER  - \n"""
NBIB = """
PMID- 29275977
OWN - NLM
DP  - 2018 Feb
TI  - Diagnosis of multiple sclerosis: 2017 revisions of the McDonald
      criteria.
PG  - 162-73
LID - S1474-4422(17)30470-2 [pii]
LID - 10.1016/S1474-4422(17)30470-2 [doi]
FAU - Thompson, Alan J
AU  - Thompson AJ
CN  - MAGNIMS
LA  - eng
PT  - Journal Article
TA  - Lancet Neurol
JT  - The Lancet. Neurology
VI  - 17
IP  - 2
"""


def read(form: str, text: str) -> list[dict[str, Any]]:
    problems = Problems()
    items = READERS[form](text, f"works{form}", problems)
    assert [] == codes(problems)
    return items


def test_bibtex_is_read_with_its_accents_bodies_and_strings() -> None:
    kalb, who = read(".bib", BIB)
    assert {
        "id": "kalb2020",
        "type": "article-journal",
        "title": "Exercise & MS: 5% of ñu",
        "container-title": "Multiple Sclerosis Journal",
        "volume": "26",
        "issue": "12",
        "page": "1459–1469",
        "DOI": "10.1177/1352458520915629",
        "PMID": "32323606",
        "language": "en",
        "author": [
            {"family": "Kalb", "given": "Rosalind"},
            {"family": "Martínez", "given": "T. R."},
            {"literal": "World Health Organization"},
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        ],
        "issued": {"date-parts": [[2020, 10]]},
    } == kalb
    assert ("webpage", "https://who.int/a_b?c=1&d=2", [[2024, 3, 5]]) == (
        who["type"],
        who["URL"],
        who["accessed"]["date-parts"],
    )


def test_ris_is_read() -> None:
    (item,) = read(".ris", RIS)
    assert [{"family": "Kalb", "given": "Rosalind"}, {"family": "Roe", "given": "J.", "suffix": "Jr."}] == item[
        "author"
    ][:2]
    assert {"literal": "World Health Organization"} == item["author"][2]
    assert ("1459-1469", {"date-parts": [[2020, 10, 3]]}) == (item["page"], item["issued"])


def test_pubmeds_format_is_read_and_short_pages_are_made_whole() -> None:
    (item,) = read(".nbib", NBIB)
    assert {
        "id": "",
        "type": "article-journal",
        "title": "Diagnosis of multiple sclerosis: 2017 revisions of the McDonald criteria",
        "container-title": "The Lancet. Neurology",
        "container-title-short": "Lancet Neurol",
        "volume": "17",
        "issue": "2",
        "page": "162-173",
        "author": [{"family": "Thompson", "given": "Alan J"}, {"literal": "MAGNIMS"}],
        "PMID": "29275977",
        "DOI": "10.1016/S1474-4422(17)30470-2",
        "issued": {"date-parts": [[2018, 2]]},
        "language": "en",
    } == item


word = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=2, max_size=8)
phrase = st.lists(word, min_size=1, max_size=4).map(" ".join)
person = st.one_of(
    st.builds(lambda f, g: {"family": f.title(), "given": g.title()}, word, word),
    st.builds(lambda name: {"literal": name}, phrase),
)
journal = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[a-z]{3,8}[0-9]{4}", fullmatch=True),
        "type": st.just("article-journal"),
        "title": phrase,
        "container-title": phrase,
        "volume": st.integers(1, 99).map(str),
        "issue": st.integers(1, 99).map(str),
        "page": st.builds(lambda a, b: f"{a}-{a + b}", st.integers(1, 2000), st.integers(1, 99)),
        "author": st.lists(person, min_size=1, max_size=4),
        "issued": st.builds(lambda y, m: {"date-parts": [[y, m]]}, st.integers(1900, 2030), st.integers(1, 12)),
        "DOI": st.integers(1000, 99999).map(lambda n: f"10.{n}/x_{n}"),
        "language": st.sampled_from(["en", "es"]),
    }
)


@pytest.mark.parametrize("form", [".bib", ".ris", ".nbib", ".json"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(items=st.lists(journal, min_size=1, max_size=3, unique_by=lambda item: item["id"]))
def test_what_is_written_reads_back(form: str, items: list[dict[str, Any]]) -> None:
    again = read(form, WRITERS[form](items))
    for item in again:
        item["page"] = item["page"].replace("–", "-")
    kept = [{**item, "id": ""} for item in items] if form == ".nbib" else items
    if form == ".nbib":
        # PubMed lists bodies after people.
        for item in kept:
            item["author"] = sorted(item["author"], key=lambda name: "literal" in name)
            again[kept.index(item)]["author"].sort(key=lambda name: "literal" in name)
    assert kept == again


@pytest.mark.parametrize("form", [".bib", ".ris", ".nbib", ".json", ".txt"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    cut=st.integers(0, 900),
    length=st.integers(0, 40),
    put=st.text(st.sampled_from('{}"\\@,= -\n\u2028éA1$%'), max_size=12),
)
def test_broken_files_are_problems_and_never_exceptions(form: str, cut: int, length: int, put: str) -> None:
    text = {".bib": BIB, ".ris": RIS, ".nbib": NBIB, ".json": json.dumps(read(".bib", BIB))}.get(
        form, "Roe J. Moving. Press; 2015."
    )
    problems = Problems()
    items = READERS[form](text[:cut] + put + text[cut + length :], "works", problems)
    assert isinstance(items, list)
    for item in items:
        work_of(item)


def test_what_cannot_be_read_is_named_with_its_line() -> None:
    for form, text, expected in (
        (".bib", "@book{a, title={A}}\n@book{b, title={B}", "2:1 bibtex-syntax"),
        (".ris", "nothing", "0:0 ris-syntax"),
        (".nbib", "PMID- 1\nnothing", "2:1 nbib-syntax"),
        (".json", "nothing", "0:0 references-syntax"),
    ):
        problems = Problems()
        READERS[form](text, "works", problems)
        assert [expected] == codes(problems)


# ---------------------------------------------------------------- commands


def works(root: Path) -> list[dict[str, Any]]:
    found = json.loads((root / "articles/references.json").read_text("utf-8"))
    assert isinstance(found, list)
    return found


def test_works_are_added_once_and_get_keys(publication: Publication, tmp_path: Path) -> None:
    root = publication(article("Text [@kalb2020].\n"))
    before = len(works(root)) if (root / "articles/references.json").exists() else 0
    for name, text in (
        ("a.bib", BIB),
        ("b.ris", RIS),
        ("c.nbib", NBIB),
        ("d.txt", "see the leaflet\nRoe J. Moving. Press; 2015."),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    files = [str(tmp_path / name) for name in ("a.bib", "b.ris", "c.nbib", "d.txt")]
    run(root, "refs", "import", *files, "--dry-run")
    assert before == (len(works(root)) if (root / "articles/references.json").exists() else 0)
    told = json.loads(run(root, "refs", "import", *files, "--format", "json").stdout)
    assert [True, True, False, True, True, True] == [one["new"] for one in told]
    assert [1.0, 1.0, 1.0, 1.0, 0.0, 1.0] == [one["confidence"] for one in told]
    assert ["kalb2020", "who", "thompson2018", "seetheleaflet", "roe2015"] == [
        re.sub("-", "", item["id"]) for item in works(root)[before:]
    ]
    again = json.loads(run(root, "refs", "import", *files, "--format", "json").stdout)
    assert not any(one["new"] for one in again)
    run(root, "refs", "export", str(tmp_path / "out.bib"), "--issue", "first")
    assert ["kalb2020"] == [item["id"] for item in read(".bib", (tmp_path / "out.bib").read_text("utf-8"))]
    run(root, "refs", "export", str(tmp_path / "out.xyz"), exit_code=2)
    run(root, "refs", "import", str(tmp_path / "out.bib"), __file__, exit_code=2)
    assert "work-verbatim" in " ".join(said(run(root, "refs", "check")))


# ---------------------------------------------------------------- checks


def checked(tmp_path: Path, *items: dict[str, Any]) -> list[str]:
    path, problems = tmp_path / "references.json", Problems()
    path.write_text(json.dumps([{"id": f"w{n}", "type": "book", **item} for n, item in enumerate(items)]))
    bibliography = read_bibliography(path, "references.json", problems)
    assert [] == codes(problems)
    check_works(bibliography, date(2026, 11, 22), problems)
    return [f"{problem.code}: {problem.message}" for problem in problems]


WHOLE = {
    "title": "A book about walking",
    "author": [{"family": "Roe"}],
    "publisher": "P",
    "issued": {"date-parts": [[2015]]},
}


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        ([], {"ISBN": "978-1-932603-31-6", "ISSN": "1352-4585", "PMID": "29275977", "PMCID": "PMC6467793"}),
        (["ISBN", "ISSN"], {"ISBN": "978-1-932603-31-7", "ISSN": "1352-4586"}),
        (["ISBN", "PMID", "PMCID"], {"ISBN": "12", "PMID": "PMC1", "PMCID": "1"}),
        ([], {"ISBN": "0-306-40615-2, 9781932603316 (pbk)"}),
    ],
)
def test_identifiers_are_held_to_check_digit_and_form(expected: list[str], fields: dict[str, str]) -> None:
    assert expected == [variable for variable, _ in bad_identifiers(fields)]


def test_a_work_lacks_what_its_type_needs(tmp_path: Path) -> None:
    assert [] == checked(tmp_path, WHOLE)
    for kind, expected in (
        (
            "article-journal",
            ["name of the journal, book or site", "volume or DOI or PMID", "pages or number or DOI or PMID"],
        ),
        ("webpage", ["URL", "day of access"]),
        ("thesis", []),
        ("song", []),
    ):
        work = work_of({**WHOLE, "type": kind})
        assert work is not None and expected == list(missing(work))


def test_years_to_come_are_named(tmp_path: Path) -> None:
    assert ['work-future: "w0" is published in 2062, which is yet to come'] == checked(
        tmp_path, {**WHOLE, "issued": {"date-parts": [[2062]]}}
    )
    assert [] == checked(tmp_path, {**WHOLE, "issued": {"date-parts": [[2026]]}})


@pytest.mark.parametrize(
    ("expected", "other"),
    [
        (1, {"DOI": "https://doi.org/10.1000/ABC", "title": "Other"}),
        (1, {"title": "A Book About <i>Walking</i>!"}),
        (0, {"title": "A Book About Walking", "edition": "2"}),
        (0, {"title": "A book about walking", "author": [{"family": "Doe"}]}),
    ],
)
def test_works_that_are_one_are_found(expected: int, other: dict[str, Any]) -> None:
    made = [work_of({**WHOLE, "type": "book", "DOI": "10.1000/abc"}), work_of({**WHOLE, "type": "book", **other})]
    assert expected == len(list(duplicates([work for work in made if work])))


def test_retracted_works_are_errors_whatever_the_list_calls_its_columns(tmp_path: Path) -> None:
    work = work_of({**WHOLE, "type": "book", "DOI": "10.1000/abc"})
    assert work is not None
    for text, expected in (
        ("DOI,Reason\nhttps://doi.org/10.1000/ABC,made up\n", ["1:1 work-retracted"]),
        ("Record ID,OriginalPaperDOI,OriginalPaperPubMedID\n1,10.1000/abc,0\n", ["1:1 work-retracted"]),
        ("DOI\n10.1000/abd\n", []),
        ("title\nx\n", ["1:0 retractions-columns"]),
        ("", ["1:0 retractions-columns"]),
    ):
        path, problems = tmp_path / "list.csv", Problems()
        path.write_text(text)
        check_retractions([work], read_retractions(path, "list.csv", problems), problems)
        assert expected == codes(problems)


def test_a_retracted_work_keeps_an_issue_from_being_checked(publication: Publication) -> None:
    item = json.dumps([{"id": "roe", "type": "book", **WHOLE, "DOI": "10.1000/abc"}])
    files = {
        **article("Text [@roe]. Half of them [@?].\n"),
        "articles/references.json": item.encode(),
        "retracted.csv": b"DOI,Reason\n10.1000/abc,made up\n",
    }
    root = publication(files)
    toml = root / "publication.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[citations]\nretractions = "retracted.csv"\n')
    found = said(run(root, "check", "first", exit_code=1))
    assert "articles/references.json:1:3 work-retracted" in found
    assert "articles/first.md:7:28 citation-needed" in found


@pytest.mark.parametrize(
    ("expected", "outcome"),
    [
        (ALIVE, "https://example.org/a/"),
        (MOVED, "https://example.org/b"),
        (DEAD, "https://example.org/"),
        (DEAD, "the server answers 404 Not Found"),
        (DEAD, "the server answers 410"),
        (DEAD, 'cannot find host "example.org"'),
        (UNKNOWN, "the server answers 403 Forbidden"),
        (UNKNOWN, "the server answers 500"),
        (UNKNOWN, "no answer within 10 seconds"),
    ],
)
def test_an_address_is_dead_only_where_that_is_certain(expected: str, outcome: str) -> None:
    def fetch(url: str) -> Fetched:
        if outcome.startswith("https:"):
            return Fetched(outcome, b"", "text/html")
        raise unusable("fetch-failed", f"not fetched: {outcome}", Place(url))

    assert expected == looked_at("https://example.org/a", fetch).state
