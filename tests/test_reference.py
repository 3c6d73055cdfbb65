"""Free-text references: read where that can be proved, kept word for word in any case."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.ama import entry as ama
from pipeline.sources.reference import read

SAMPLE = Path(__file__).parents[2] / "shared/samples/refs/ama-references.json"


def test_a_book_in_a_charitys_form_is_read() -> None:
    text = "Schapiro, R. T., Managing the Symptoms of Multiple Sclerosis, 5th edition, (Demos Medical Publishing, 2007)"
    item = read(text).csl("schapiro2007")
    assert item == {
        "id": "schapiro2007",
        "type": "book",
        "author": [{"family": "Schapiro", "given": "R. T."}],
        "title": "Managing the Symptoms of Multiple Sclerosis",
        "publisher": "Demos Medical Publishing",
        "issued": {"date-parts": [[2007]]},
        "edition": "5",
        "custom": {"verbatim": text, "status": "parsed", "confidence": 0.9},
    }


def test_a_journal_article_is_read_with_its_identifiers() -> None:
    read_ = read(
        "Thompson AJ, Banwell BL, Barkhof F, et al. Diagnosis of multiple sclerosis: 2017 revisions of the McDonald criteria. "
        "Lancet Neurol. 2018;17(2):162-173. doi:10.1016/S1474-4422(17)30470-2",
        pmid="29275977",
    )
    assert read_.status == "parsed"
    assert read_.item["author"][0] == {"family": "Thompson", "given": "A. J."}
    assert (read_.item["volume"], read_.item["issue"], read_.item["page"]) == ("17", "2", "162-173")
    assert (read_.item["DOI"], read_.item["PMID"]) == ("10.1016/S1474-4422(17)30470-2", "29275977")


def test_a_web_page_keeps_the_days_it_states() -> None:
    item = read(
        "Example Agency. About fatigue. Updated May 3, 2023. Accessed March 5, 2024. https://example.org/f"
    ).item
    assert item["issued"] == {"date-parts": [[2023, 5, 3]]}
    assert item["accessed"] == {"date-parts": [[2024, 3, 5]]}
    assert item["URL"] == "https://example.org/f"
    assert item["custom"]["issued-label"] == "Updated"


def test_a_chapter_names_book_and_editors() -> None:
    item = read("Roe J. Walking. In: Hill S, Brook A, eds. Moving. 2nd ed. Lowland Press; 2015:35-37.").item
    assert (item["type"], item["container-title"], item["edition"]) == ("chapter", "Moving", "2")
    assert [e["family"] for e in item["editor"]] == ["Hill", "Brook"]


def test_a_group_that_publishes_its_own_report_is_its_author() -> None:
    item = read("Center for Walking Studies. Report on stairs; 2023. https://example.org/r.pdf").item
    assert (item["type"], item["title"]) == ("report", "Report on stairs")


@pytest.mark.parametrize(
    "text",
    [
        "see the leaflet you got at the clinic",
        "Center for Walking Studies. Stairs, 2013. http://example.org/a. Last looked at on Monday.",
        "Personal communication with A. Brook",
    ],
)
def test_what_cannot_be_proved_stays_verbatim(text: str) -> None:
    found = read(text)
    assert ("verbatim", text) == (found.status, found.verbatim)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (1.0, "Roe J. Moving. 2nd ed. Lowland Press; 2015."),
        (0.9, "Roe J, Moving, 2nd edition, (Lowland Press, 2015)".replace("Roe J,", "Roe, J.,")),
        (0.7, "Example Agency. Fatigue. Heat. Accessed March 5, 2024. https://example.org/f"),
        (0.3, "see the leaflet, doi:10.1000/182"),
        (0.0, "see the leaflet"),
    ],
)
def test_what_was_read_says_how_sure_it_is(expected: float, text: str) -> None:
    found = read(text)
    assert expected == found.confidence == found.csl("x")["custom"]["confidence"]


def test_an_apa_entry_is_read() -> None:
    item = read("Hill, S. A., & Brook, L. (2012). Heat and walking. Journal of Heat, 12(3), 1-5.").item
    assert [a["family"] for a in item["author"]] == ["Hill", "Brook"]
    assert item["container-title"] == "Journal of Heat"


@given(st.text(max_size=300))
def test_any_text_is_kept_and_none_is_a_fault(text: str) -> None:
    assert " ".join(text.split()) == read(text).verbatim


def test_a_long_title_takes_no_long_time() -> None:
    assert read("Physical Activity And Nutrition Environment Tool For Everyone " * 200).status == "verbatim"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the shared sample references are not at hand")
def test_at_least_92_of_100_printed_references_read_back() -> None:
    entries = json.loads(SAMPLE.read_text())
    found = [read(e["text"], doi=e["doi_from_link"] or "", pmid=e["pmid_from_link"] or "") for e in entries]
    # To the letter, but for what the page put in: the labels of its links, and the stop of one after "et al.".
    labels = r"\s*\b(?:PubMed|CrossRef|External Web Site Icon)\b(?=\s|$)"
    whole = [re.sub(r"et al\. \.", "et al.", re.sub(labels, "", reference.verbatim)) for reference in found]
    exact = sum(r.status == "parsed" and ama(r.item) == text for r, text in zip(found, whole, strict=True))
    assert 92 <= exact
    assert all(ama(r.item) == text for r, text in zip(found, whole, strict=True) if r.confidence == 1.0)
    wanted = [
        (e["doi_from_link"], f.item.get("DOI")) for e, f in zip(entries, found, strict=True) if e["doi_from_link"]
    ]
    assert all(want == got for want, got in wanted)
