"""What a screen reader meets is the articles' text: once, in order, with the right types and languages (no validator asks)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # it has no stubs
import pytest
from specimen import BOTH, LANGUAGES, Composed, Specimen, column_of, placed_lines, read, spoken
from tagreader import Node, Read, read_file
from test_specimen import article_texts, first_difference, note_texts

from pipeline.document.article import nodes as found_nodes
from pipeline.document.tree import (
    BlockQuote,
    DefinitionList,
    Document,
    Figure,
    Foreign,
    Heading,
    Link,
    List,
    Sidebar,
    Table,
    plain,
)
from pipeline.foundation.value import Struct, replace

TAGGED = [(language, edition) for language in LANGUAGES for edition in ("screen", "large-print")]


class Heard(Struct, frozen=True):
    """An edition of the specimen issue as it was composed, and as it is read from its file."""

    composed: Composed
    read: Read
    path: Path

    @property
    def articles(self) -> dict[str, Node]:
        """The article elements by slug, in the plan's order, house notices taken out."""
        found = [node for node in self.read.root.walk() if node.role == "Art"]
        slugs = list(self.composed.inputs.issue.articles)
        assert len(slugs) == len(found)
        own = [replace(a, kids=[k for k in a.kids if not (isinstance(k, Node) and self.is_notice(k))]) for a in found]
        return dict(zip(slugs, own, strict=True))

    def is_notice(self, node: Node) -> bool:
        titles = {
            plain(self.composed.documents[slug].title.content)
            for slug in self.composed.inputs.issue.plan.notices
            if slug in self.composed.documents
        }
        return node.role == "Aside" and bool(node.all("H2")) and node.all("H2")[0].text.strip() in titles


def nodes(tree: object, kind: type[Any]) -> list[Any]:
    return list(found_nodes(tree, kind))


@cache
def _read(path: Path) -> Read:
    return read_file(path)


@pytest.fixture(params=TAGGED, ids=" ".join)
def heard(request: pytest.FixtureRequest, specimen: Specimen) -> Heard:
    language, edition = request.param
    path = specimen.pdf(language, edition)
    return Heard(specimen.edition(language, edition), _read(path), path)


# ---------------------------------------------------------------- text


def test_the_tree_reads_each_article_word_for_word_in_its_order(heard: Heard) -> None:
    for slug, article in heard.articles.items():
        notes = article.all("Note")
        if heard.composed.layout.manner.notes == "foot":
            said = spoken("".join(note.without("Reference") for note in notes))
            assert spoken(" ".join(note_texts(heard.composed, slug))) == said
            words = spoken(article.without("Reference", "Note"))
        else:
            words = spoken(article.without("Reference"))
        whole, without = (spoken(" ".join(article_texts(heard.composed, slug, quotes))) for quotes in (True, False))
        wanted = without if len(words) < len(whole) else whole
        assert wanted == words, (slug, first_difference(wanted, words))


def test_no_text_is_outside_the_tree_but_what_runs_with_the_pages(heard: Heard) -> None:
    assert () == heard.read.untagged
    kinds = {artifact.kind for artifact in heard.read.artifacts if artifact.text.strip()}
    assert {"Pagination"} == kinds


def test_running_heads_and_folios_are_artifacts_and_never_read(heard: Heard) -> None:
    said = defaultdict(set)
    for artifact in heard.read.artifacts:
        if artifact.kind == "Pagination":
            said[artifact.page].add(artifact.text.strip())
            if artifact.subtype:
                assert ({"Header": "Top", "Footer": "Bottom"}[artifact.subtype],) == artifact.attached
    for index, page in enumerate(heard.composed.book.pages):
        if page.folio:
            assert any(page.folio in re.findall(r"\d+", text)[:1] for text in said[index]), index
    running = {text for texts in said.values() for text in texts if any(map(str.isalpha, text))}
    assert running
    # What else is read is the articles' own, word for word, as another test has it.
    front = [node for node in heard.read.root.kids if isinstance(node, Node) and node.role != "Part"]
    blocks = {node.text.strip() for part in front for node in part.walk() if node.role == "P"}
    titles = {plain(document.title.content) for document in heard.composed.documents.values()}
    assert set() == running & blocks - titles - {heard.composed.inputs.settings.name}


def test_an_entry_of_the_contents_is_read_as_its_title_and_then_its_page(heard: Heard) -> None:
    wanted = {
        f"{' '.join(plain(heard.composed.documents[slug].title.content).split())} {page}"
        for slug, page in heard.composed.starts.items()
    }
    tocs = heard.read.root.all("TOC")
    assert tocs
    for entries in tocs[:1]:
        assert wanted == {" ".join(link.text.split()) for link in entries.all("Link")}
    assert wanted >= {" ".join(link.text.split()) for toc in tocs for link in toc.all("Link")}


# ---------------------------------------------------------------- types


def test_every_heading_list_cell_note_figure_and_link_is_there_once_as_what_it_is(heard: Heard) -> None:
    for slug, article in heard.articles.items():
        document = heard.composed.documents[slug]
        content = (document.content, document.footnotes)
        works = heard.composed.references[slug]
        most = heard.composed.layout.manner.records
        records = [table for table in nodes(content, Table) if 0 < most <= len(table.head)]
        recorded = sum(len(table.rows) for table in records)
        tables = [table for table in nodes(content, Table) if table not in records]
        rows = [row for table in tables for row in (table.head, *table.rows)]
        terms = [item for block in nodes(content, DefinitionList) for item in block.items]
        items = [item for block in nodes(content, List) for item in block.items]
        wanted = {
            "H1": 1,
            "L": len(nodes(content, List)) + len(nodes(content, DefinitionList)) + bool(works) + len(records),
            "LI": len(items) + len(terms) + len(works) + recorded,
            "LBody": len(items) + len(terms) + len(works) + recorded,
            "BibEntry": len(works),
            "Table": len(tables),
            "TR": len(rows),
            "Note": len(document.footnotes),
            "Figure": len(nodes(content, Figure)) + (document.art is not None),
            "Caption": sum(figure.caption is not None for figure in nodes(content, Figure))
            + sum(table.caption is not None for table in tables),
            "Aside": len(nodes(content, Sidebar)),
        }
        found = Counter(node.role for node in article.walk())
        assert wanted == {role: found[role] for role in wanted}, slug
        assert sum(map(len, rows)) == found["TH"] + found["TD"], slug
        assert len(nodes(content, BlockQuote)) <= found["BlockQuote"]
        assert headings(document, heard) == [
            (node.role, " ".join(node.without("Reference").split())) for node in article.walk() if is_heading(node)
        ]


def test_the_departments_are_parts_that_hold_their_articles_and_have_names(heard: Heard) -> None:
    parts = heard.read.root.all("Part")
    sections = [s for s in heard.composed.inputs.issue.plan.sections if s.articles]
    assert [len(section.articles) for section in sections] == [len(part.all("Art")) for part in parts]
    assert all(isinstance(kid, Node) and kid.role == "Art" for part in parts for kid in part.kids)


def is_heading(node: Node) -> bool:
    return re.fullmatch("H[1-6]", node.role) is not None


def headings(document: Document, heard: Heard) -> list[tuple[str, str]]:
    """Return the headings that an article prints, in order: its own, those of its boxes, and those of its end."""
    say = heard.composed.furniture.say
    found = [("H1", plain(document.title.content))]
    level = 1
    for block in document.content:
        if isinstance(block, Heading):
            level = block.level
            found.append((f"H{level}", read(block.words.content)))
        if isinstance(block, Sidebar):
            inside = [block.title] if block.title is not None else []
            found += [(f"H{level + 1}", read(title.content)) for title in inside]
            found += [(f"H{h.level}", read(h.words.content)) for h in nodes(block.content, Heading)]
    if document.footnotes and heard.composed.layout.manner.notes == "end":
        found.append(("H2", say("notes", len(document.footnotes))))
    if heard.composed.references[document.slug]:
        found.append(("H2", say("references", len(heard.composed.references[document.slug]))))
    return [(role, " ".join(text.split())) for role, text in found]


def test_headings_begin_at_the_first_level_and_skip_none(heard: Heard) -> None:
    levels = [int(node.role[1]) for node in heard.read.root.walk() if is_heading(node)]
    assert 1 == levels[0]
    assert [] == [(one, other) for one, other in pairwise(levels) if other > one + 1]


def test_the_outline_is_the_headings(heard: Heard) -> None:
    with pikepdf.open(heard.path) as pdf, pdf.open_outline() as outline:
        marks = Counter(_title(item.title) for item in _flat(outline.root))
    # Some are painted in capitals.
    found = Counter(_title(node.without("Reference")) for node in heard.read.root.walk() if is_heading(node))
    assert found == marks


def _title(text: str) -> str:
    """Return a title as it is compared: without the language that a bookmark may have in front."""
    return " ".join(re.sub("\x1b.*?\x1b", "", text).casefold().split())


def _flat(items: list[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from _flat(item.children)


def test_every_foreign_run_and_nothing_else_is_in_another_language(heard: Heard) -> None:
    language = heard.composed.book.publication.language
    for slug, article in heard.articles.items():
        document = heard.composed.documents[slug]
        wanted = Counter(
            (node.language, " ".join(plain(node.content).split()))
            for node in nodes((document.content, document.footnotes), Foreign)
        )
        found = Counter(
            (node.language, " ".join(node.text.split()))
            for node in article.all("Span")
            if node.language != language and node.kids
        )
        # A source that quotes Spanish in English may repeat it in its references.
        assert wanted == Counter({key: found[key] for key in wanted}), slug


def test_cells_have_headers_figures_a_text_and_a_place_and_notes_a_name(heard: Heard) -> None:
    root = heard.read.root
    assert root.all("TH")
    assert {"Column", "Row"} >= {cell.scope for cell in root.all("TH")}
    names = {cell.identifier for cell in root.all("TH")}
    for cell in root.all("TD"):
        assert cell.headers and set(cell.headers) <= names
    for figure in root.all("Figure"):
        assert figure.alternate and figure.boxed
    identifiers = [note.identifier for note in root.all("Note")]
    assert all(identifiers) and len(set(identifiers)) == len(identifiers)
    assert all(node.numbering for node in root.all("L") if node.all("Lbl"))


def test_links_have_their_words_and_say_where_they_lead(heard: Heard) -> None:
    for slug, article in heard.articles.items():
        document = heard.composed.documents[slug]
        links = [node for node in article.all("Link") if node.annotations]
        assert all(words for node in links for words in node.annotations)
        assert len(nodes((document.content, document.footnotes), Link)) <= len(links)
        assert all(node.text.strip() for node in links), slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_profiles_read_alike_but_for_the_names_of_two_types(language: str, specimen: Specimen) -> None:
    old, new = (_read(specimen.pdf(language, "screen", modern=modern)) for modern in (False, True))
    assert [(n.role, n.language, n.alternate) for n in old.root.walk()] == [
        ({"FENote": "Note"}.get(n.role, n.role), n.language, n.alternate) for n in new.root.walk()
    ]
    assert old.root.raw == new.root.raw
    assert "http://iso.org/pdf2/ssn" == new.root.namespace
    assert {"http://iso.org/pdf2/ssn"} == {n.namespace for n in new.root.all("FENote", "Aside", "P", "H1", "TD")}


# ---------------------------------------------------------------- copying

_TURN = "\u2060"


@pytest.mark.parametrize(("language", "edition"), BOTH)
@pytest.mark.parametrize("program", ["pdfium", "pdftotext"])
def test_what_is_copied_is_the_text_with_its_spaces_and_without_its_hyphens(
    program: str, language: str, edition: str, specimen: Specimen
) -> None:
    pages = _copied(program, specimen.pdf(language, edition))
    made = specimen.edition(language, edition)
    lost = []
    for key, page, text in _painted(made):
        if key.split("/")[0] not in made.documents:
            # Beside titles in the contents stand numbers, which readers put where they see them.
            continue
        words = " ".join(text.split())
        # Where an address goes on in the next line, and a hyphen of its own stands before, readers differ.
        pattern = re.escape(words).replace(f"\\-{_TURN}", "-? ?").replace(_TURN, " ?")
        if not re.search(pattern, pages[page]):
            lost.append((key, page + 1, words.replace(_TURN, "")))
    assert [] == lost


def _painted(made: Composed) -> Iterator[tuple[str, int, str]]:
    """Yield each block's text as far as it stands in a column, marks of notes and citations with it."""
    place: tuple[str, int, int] = ("", -1, 0)
    text = ""
    for page, item in placed_lines(made.book.pages):
        here = (item.key, page.number - 1, column_of(item, page, made.layout))
        if here != place:
            if place[0] and len(text.split()) > 3:
                yield *place[:2], text
            place, text = here, ""
        shown = "".join(segment.text for segment in item.line.segments)
        text += shown + ("" if item.line.hyphen else " " if item.line.text[-1:].isspace() else _TURN)
    if place[0]:
        yield *place[:2], text


def _copied(program: str, path: Path) -> list[str]:
    if program == "pdfium":
        document = pypdfium2.PdfDocument(path)
        try:
            pages = [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
    else:
        if shutil.which("pdftotext") is None:
            pytest.skip("needs poppler-utils")
        said = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
        pages = said.stdout.decode().split("\f")
    # A reader's software takes a soft hyphen and the end of its line away.
    return [" ".join(re.sub("[\u00ad\ufffe\u0002]\\s*", "", page).split()) for page in pages]
