"""What pages say in structured data and in lines on rights and translations: taken where it is about the page, else left."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.foundation.diagnostic import Problems
from pipeline.sources.capture import Capture
from pipeline.sources.web import read_page

TEXT = "In 2019, a study of 412 people showed that warmth slows the nerves of the legs, and that rest helps."
HERE = "https://example.org/heat"


def read(head: str = "", body: str = "") -> Capture:
    page = f"<main><h1>Heat</h1><p>{TEXT}</p></main>{body}"
    markup = f"<html lang='en'><head><title>Heat</title>{head}</head><body>{page}</body></html>"
    return read_page(markup.encode(), HERE, "en", Problems(), url=HERE)


def stated(found: Capture) -> dict[str, Any]:
    return {fact.kind: fact.value for fact in found.facts if fact.kind != "title"}


def linked(*nodes: dict[str, Any]) -> str:
    return f"<script type='application/ld+json'>{json.dumps(list(nodes))}</script>"


def test_linked_data_of_the_page_is_read_through_its_graph() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Person", "@id": "#ana", "name": "Ana Ruiz", "honorificSuffix": "MD", "jobTitle": "Neurologist"},
            {
                "@type": "MedicalWebPage",
                "url": f"{HERE}/",
                "lastReviewed": "2024-03-05",
                "reviewedBy": {"@id": "#ana"},
                "mainEntity": {
                    "@type": "Article",
                    "datePublished": "2020-01-02",
                    "author": [{"@type": "Person", "name": "Lee Brown"}],
                },
                "license": "https://creativecommons.org/licenses/by/4.0/",
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 2, "name": "Symptoms"},
                    {"@type": "ListItem", "position": 1, "item": {"@id": "/", "name": "Home"}},
                ],
            },
        ],
    }
    assert stated(read(linked(graph))) == {
        "reviewed": "2024-03-05",
        "reviewers": {"name": "Ana Ruiz", "credentials": "MD", "roles": ["Neurologist"]},
        "published": "2020-01-02",
        "authors": [{"name": "Lee Brown"}],
        "rights": "https://creativecommons.org/licenses/by/4.0/",
        "breadcrumb": ["Symptoms"],
    }


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "Article", "url": "https://example.org/cold", "datePublished": "2020-01-02"},
        {"@type": "Article", "mainEntityOfPage": {"@id": "https://example.org/cold"}, "datePublished": "2020-01-02"},
        {"@type": "ItemList", "itemListElement": [{"@type": "Article", "datePublished": "2020-01-02"}]},
        {"@type": "WebSite", "datePublished": "2020-01-02", "author": {"@type": "Person", "name": "Lee Brown"}},
        {"@type": "Article", "author": {"@type": "Organization", "name": "Heat Society"}, "datePublished": "soon"},
        {"@type": "Article", "author": "https://example.org/people/4"},
    ],
)
def test_linked_data_of_other_things_is_no_fact(node: dict[str, Any]) -> None:
    assert {} == stated(read(linked(node)))


def test_microdata_of_the_one_article_is_read_and_that_of_many_is_not() -> None:
    one = (
        "<div itemscope itemtype='https://schema.org/MedicalWebPage'><time itemprop='lastReviewed' datetime='2024-03-05'>5/3</time>"
        "<span itemprop='reviewedBy' itemscope itemtype='https://schema.org/Person'><b itemprop='name'>Ana Ruiz</b></span></div>"
    )
    card = (
        "<div itemscope itemtype='https://schema.org/Article'><meta itemprop='dateModified' content='2020-01-02'></div>"
    )
    assert {"reviewed": "2024-03-05", "reviewers": {"name": "Ana Ruiz"}} == stated(read(body=one))
    assert {"source_modified": "2020-01-02"} == stated(read(body=card))
    assert {} == stated(read(body=card + card))


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (
            "<link rel='alternate' hreflang='es' href='/es/calor'>",
            "",
            {"language": "es", "url": "https://example.org/es/calor"},
        ),
        (
            "",
            "<a href='calor'>Lea este artículo en español</a>",
            {"language": "es", "url": "https://example.org/calor"},
        ),
        ("", "<a href='calor'>Información en Español</a>", None),
        ("", "<a href='calor'>Español</a>", None),
        ("<link rel='alternate' hreflang='x-default' href='/'>", "", None),
        (f"<link rel='alternate' hreflang='en' href='{HERE}'>", "", None),
        ("<link rel='alternate' hreflang='es' href='javascript:x'>", "", None),
    ],
)
def test_a_partner_is_a_page_that_says_it_is_this_one(head: str, body: str, expected: dict[str, str] | None) -> None:
    assert expected == stated(read(head, body)).get("partner")


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("Versión en español aprobada por CDC – Order #2", "translation_reviewed", {"by": "CDC – Order #2"}),
        ("Traducido por Ana Ruiz, 5 de marzo de 2024", "translated", {"by": "Ana Ruiz", "date": "2024-03-05"}),
        ("Translated by Ana Ruiz on March 5, 2024", "translated", {"by": "Ana Ruiz", "date": "2024-03-05"}),
        ("Versión en inglés revisada por: Linda Vorvick, MD", "source_reviewed", {"by": "Linda Vorvick, MD"}),
        ("Suggested citation: Ruiz A. Heat. Lancet. 2012.", "citation", "Ruiz A. Heat. Lancet. 2012."),
        ("© 2015 Heat Society. All rights reserved.", "rights", "© 2015 Heat Society. All rights reserved."),
        ("Next review due: 15 March 2027", "review_due", "2027-03-15"),
    ],
)  # fmt: skip
def test_lines_on_translation_rights_and_citing_are_facts(line: str, kind: str, value: object) -> None:
    assert {kind: value} == stated(read(body=f"<footer><p>{line}</p></footer>"))


def test_the_reviewer_of_the_english_page_is_none_of_the_spanish_one() -> None:
    assert "reviewers" not in stated(read(body="<p>Versión en inglés revisada por: Linda Vorvick, MD</p>"))


def test_what_is_left_out_is_listed_once_and_nothing_of_the_text() -> None:
    found = read(body="<footer><p>Call us today</p><p>Call us today</p><p>© 2015 Heat Society</p></footer>")
    assert ("Call us today",) == found.left_out
