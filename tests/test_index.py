"""The index of articles: every article once, by department and alphabet, with the page it is on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from publications import FRONT, ONE, article, run, said
from specimen import CREATED, LANGUAGES, Specimen, placed_lines, walk

from pipeline.document.tree import Text, Words, plain
from pipeline.edition.compose import compose
from pipeline.edition.inputs import read_inputs
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.index import alphabetical
from pipeline.typesetting.layoutfile import read_layout

Make = Callable[..., Path]


@pytest.mark.parametrize("edition", ["large-print", "screen"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_is_in_the_index_once_under_its_department(
    language: str, edition: str, specimen: Specimen
) -> None:
    composed = specimen.edition(language, edition)
    index = next(e for e in composed.book.structure.children if e.key.startswith("index/"))
    painted: dict[str, list[str]] = {}
    for page, item in placed_lines(composed.book.pages):
        if page.template == "index":
            painted.setdefault(item.key, []).append(item.line.text.strip())
    found = [link.target[1:] for link in walk(index) if link.role == "Link"]
    assert sorted(composed.starts) == sorted(found)
    for link in (e for e in walk(index) if e.role == "Link"):
        slug = link.target[1:]
        assert str(composed.starts[slug]) == painted[link.key][-1]
        assert plain(composed.documents[slug].title.content) == " ".join(painted[link.key][:-1])
    groups = [child for child in index.children if child.role in ("H2", "TOC")]
    assert ["H2", "TOC"] * (len(groups) // 2) == [child.role for child in groups]
    names = [" ".join(painted[child.key]).casefold() for child in groups if child.role == "H2"]
    assert sorted(names) == names
    assert all("TOCI" == entry.role for child in groups[1::2] for entry in child.children)


def test_an_edition_that_is_not_named_has_no_index(specimen: Specimen) -> None:
    assert not any(page.template == "index" for page in specimen.edition("en", "print").book.pages)


@pytest.mark.parametrize(("text", "sorted_by"), [("¿Qué es?", "que es"), ("“Ágil”", "agil"), ("A b", "a b")])
def test_accents_marks_and_case_do_not_count_in_the_alphabet(text: str, sorted_by: str) -> None:
    assert sorted_by == alphabetical(Words((Text(text),)))


def test_an_index_for_an_edition_that_is_not_made_is_named_with_its_line(publication: Make) -> None:
    root = publication({"articles/issues/first.toml": ("volume = 1\n", 'volume = 1\nindex = ["pocket"]\n')})
    assert ["articles/issues/first.toml:6:10 index-edition"] == said(run(root, *ONE, exit_code=1))


@pytest.mark.parametrize(("text", "role"), [("Por {names}", "P"), ("En este número", "H1")])
def test_words_of_the_furniture_without_a_translation_say_their_language(
    text: str, role: str, publication: Make, faces_cache: Path
) -> None:
    path = "locale/es/LC_MESSAGES/furniture.po"
    front = FRONT.replace("summary:", "authors: [{name: Ana Doe}]\nsummary:")
    root = publication(article(front=front))
    whole, translated = foreign(root, faces_cache), (root / path).read_text("utf-8")
    assert f'msgstr "{text}"' in translated
    (root / path).write_text(translated.replace(f'msgstr "{text}"', 'msgstr ""'), "utf-8", newline="\n")
    assert Counter([role]) == foreign(root, faces_cache) - whole


def foreign(root: Path, cache: Path) -> Counter[str]:
    """Return the roles of the elements of the Spanish edition that are in English."""
    problems = Problems()
    inputs, layout = read_inputs(root, "first", problems), read_layout(root, "screen", "es", problems)
    assert inputs is not None and layout is not None
    made = compose(inputs, "es", layout, cache, CREATED, problems)
    return Counter(element.role for element in walk(made.book.structure) if element.language == "en")
