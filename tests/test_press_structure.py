"""The structure tree and the ways through the file."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from press_samples import FIRST, PALETTE, PRINT, SCREEN, SECOND, STRUCTURE, book, library, line, placed

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.page import Book, Element, LinkArea, PlacedLine


def opened(edition: Book, output: Output = SCREEN) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(print_book(edition, PALETTE, library(), output, Problems())))


def elements(node: Any) -> Iterator[Any]:
    """Yield the element and those below it, in reading order."""
    yield node
    for kid in kids(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def kids(node: Any) -> list[Any]:
    return list(node.K) if "/K" in node else []


def by_role(pdf: pikepdf.Pdf) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for element in elements(pdf.Root.StructTreeRoot.K):
        found.setdefault(str(element.S)[1:], []).append(element)
    return found


def simple(*elements: Element) -> Element:
    return Element("document", "Document", elements)


def alone(structure: Element, *lines: object) -> Book:
    """Return a book of these lines, without the sample's links."""
    made = book(tuple(lines), (), structure)  # type: ignore[arg-type]  # lines are items
    return replace(made, pages=tuple(replace(page, links=()) for page in made.pages), bookmarks=())


def test_elements_stand_in_the_documents_order() -> None:
    with opened(book()) as pdf:
        found = [str(element.S)[1:] for element in elements(pdf.Root.StructTreeRoot.K)]
    wanted = "Document Art H1 P Link Span L LI Lbl LBody LI Lbl LBody Figure Caption Table THead TR TH TH"
    assert [*wanted.split(), "TBody", "TR", "TD", "TD", "Note"] == found


def test_order_is_the_documents_however_pages_are_painted() -> None:
    lines = (placed(50, "b", "second"), placed(60, "a", "first"))
    with opened(alone(simple(Element("a", "H1"), Element("b", "P")), *lines)) as pdf:
        assert ["Document", "H1", "P"] == [str(e.S)[1:] for e in elements(pdf.Root.StructTreeRoot.K)]


def test_a_link_is_read_where_it_stands_in_its_paragraph() -> None:
    with opened(book()) as pdf:
        (paragraph,) = by_role(pdf)["P"]
        shape = [int(kid) if isinstance(kid, int) else str(kid.get("/S", kid.get("/Type"))) for kid in kids(paragraph)]
    assert [1, "/Link", 3, "/Span", 5, "/MCR"] == shape


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    with opened(book()) as pdf:
        (paragraph,) = by_role(pdf)["P"]
        assert pdf.pages[0].obj.objgen == paragraph.Pg.objgen
        (further,) = [kid for kid in kids(paragraph) if isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid]
        assert (pdf.pages[1].obj.objgen, 0) == (further.Pg.objgen, int(further.MCID))


def test_containers_have_no_page() -> None:
    with opened(book()) as pdf:
        roles = by_role(pdf)
        for role in ("Document", "Art", "L", "LI", "Table", "TR"):
            assert all("/Pg" not in element for element in roles[role])


def test_the_parent_tree_leads_back_to_every_element() -> None:
    with opened(book()) as pdf:
        nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        rows = {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}
        assert [0, 1, 2, 3] == sorted(rows) == list(range(int(pdf.Root.StructTreeRoot.ParentTreeNextKey)))
        for index, page in enumerate(pdf.pages):
            assert index == int(page.obj.StructParents)
            assert "/S" == str(page.obj.Tabs)
            content = page.obj.Contents.read_bytes().decode()
            assert content.count("/MCID") == len(rows[index])
            for mcid, element in enumerate(rows[index]):
                assert f"{element.S}<</MCID {mcid}>>BDC" in content
        for annotation in pdf.pages[0].obj.Annots:
            assert "/Link" == str(rows[int(annotation.StructParent)].S)


def test_a_link_over_two_lines_has_two_areas_and_one_element() -> None:
    with opened(book()) as pdf:
        (link,) = by_role(pdf)["Link"]
        objects = [kid.Obj for kid in kids(link) if isinstance(kid, pikepdf.Dictionary)]
        assert [a.objgen for a in pdf.pages[0].obj.Annots] == [o.objgen for o in objects]
        assert {"Care team"} == {str(o.Contents) for o in objects}
        assert [60, 328, 110, 338] == list(objects[0].Rect)
        assert "https://example.org/a" == str(objects[0].A.URI)


def test_attributes_say_language_scope_numbering_extent_and_meaning() -> None:
    with opened(book()) as pdf:
        roles = by_role(pdf)
        assert "es" == str(roles["Span"][0].Lang)
        assert ["/Column", "/Column"] == [str(th.A[0].Scope) for th in roles["TH"]]
        assert "/Decimal" == str(roles["L"][0].A[0].ListNumbering)
        assert "Twelve “of” 100 (más)" == str(roles["Figure"][0].Alt)
        assert [40, 170, 140, 220] == list(roles["Figure"][0].A[0].BBox)
        assert "note" == str(roles["Note"][0].ID)
        assert "note" == str(pdf.Root.StructTreeRoot.IDTree.Names[0])
        assert "An article" == str(roles["Art"][0].T)
        assert ("en-US", True) == (str(pdf.Root.Lang), bool(pdf.Root.ViewerPreferences.DisplayDocTitle))


def test_names_of_our_own_are_mapped_to_standard_ones() -> None:
    structure = simple(Element("a", "H1"), Element("box", "Sidebar", (Element("b", "P"),)))
    with opened(alone(structure, placed(50, "a", "A"), placed(60, "b", "B"))) as pdf:
        assert {"/Sidebar": "/Sect"} == {k: str(v) for k, v in pdf.Root.StructTreeRoot.RoleMap.items()}


def test_a_label_comes_before_the_text_it_labels_and_a_block_after_it() -> None:
    structure = simple(Element("note", "Note", (Element("inner", "P"), Element("label", "Lbl"))))
    lines = (placed(40, "inner", "more"), placed(50, "note", "text"), placed(60, "label", "1"))
    with opened(alone(structure, *lines)) as pdf:
        (note,) = by_role(pdf)["Note"]
        assert ["/Lbl", 1, "/P"] == [k if isinstance(k, int) else str(k.S) for k in kids(note)]


def test_without_links_a_link_is_a_span_and_pages_have_no_annotations() -> None:
    with opened(book(), replace(SCREEN, links=False)) as pdf:
        assert "Link" not in by_role(pdf)
        assert 2 == len(by_role(pdf)["Span"])
        assert all("/Annots" not in page.obj for page in pdf.pages)


@pytest.mark.parametrize(
    ("structure", "words"),
    [
        (simple(Element("a", "P"), Element("lost", "P")), 'nothing is painted for 1 blocks.*"lost"'),
        (simple(Element("b", "P")), '"a", which is not in the structure tree'),
        (simple(Element("a", "P"), Element("a", "P")), 'two structure elements have the key "a"'),
        (simple(Element("a", "Paragraph")), 'unknown role "Paragraph"'),
        (simple(Element("", "P")), "no key"),
        (simple(Element("a", "P", (Element("x", "Figure"),))), '"x"'),
    ],
)
def test_pages_and_structure_that_do_not_fit_are_a_fault(structure: Element, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        opened(alone(structure, placed(50, "a", "A")))


def test_an_inline_element_outside_its_line_is_a_fault() -> None:
    structure = simple(Element("a", "P"), Element("b", "P", (Element("c", "Span"),)))
    with pytest.raises(ValueError, match="in which it does not lie"):
        opened(alone(structure, placed(50, "a", ("A", "c")), placed(60, "b", "B")))


def test_text_that_is_neither_content_nor_runs_with_the_pages_is_a_fault() -> None:
    lost = PlacedLine(40, 60, line("lost"))
    with pytest.raises(ValueError, match='"lost" is painted and belongs to no element'):
        opened(alone(simple(Element("a", "P")), placed(50, "a", "A"), lost))
    head = replace(lost, artifact="Pagination/Header")
    with opened(alone(simple(Element("a", "P")), placed(50, "a", "A"), head)) as pdf:
        assert 1 == len(by_role(pdf)["P"])
    opened(alone(simple(Element("a", "P")), placed(50, "a", "A"), lost), replace(SCREEN, tagged=False)).close()


def test_a_link_area_without_a_link_is_a_fault() -> None:
    made = book()
    area = LinkArea(0, 0, 9, 9, "https://example.org", "p")
    with pytest.raises(ValueError, match='"p" belongs to no Link'):
        opened(replace(made, pages=(replace(made.pages[0], links=(area,)), made.pages[1])))


def test_a_link_leads_to_a_place_in_the_file_or_is_reported() -> None:
    made = book()
    links = (
        LinkArea(60, 62, 50, 10, "#start", "link", "Start"),
        LinkArea(40, 74, 30, 10, "#nowhere", "link"),
    )
    problems = Problems()
    edition = replace(made, pages=(replace(made.pages[0], links=links), made.pages[1]))
    data = print_book(edition, PALETTE, library(), SCREEN, problems)
    assert ["link-target-missing"] == [problem.code for problem in problems]
    with pikepdf.open(BytesIO(data)) as pdf:
        (annotation,) = pdf.pages[0].obj.Annots
        assert pdf.pages[0].obj.objgen == annotation.Dest[0].objgen
        assert 360 == annotation.Dest[3]


def test_the_outline_nests_and_names_a_foreign_language() -> None:
    with opened(book()) as pdf:
        first = pdf.Root.Outlines.First
        assert ("An article", "Last") == (str(first.Title), str(first.Next.Title))
        assert b"\xfe\xff\x00\x1b\x00e\x00s\x00U\x00S\x00\x1b" == bytes(first.First.Title)[:14]
        assert (2, -1) == (int(pdf.Root.Outlines.Count), int(first.Count))


def test_page_labels_are_the_folios() -> None:
    made = book()
    folios = ("", "2", "3", "iv", "7")
    pages = tuple(replace(made.pages[1], number=at, folio=folio, items=()) for at, folio in enumerate(folios, 1))
    edition = replace(made, pages=pages, bookmarks=())
    with opened(edition, PRINT) as pdf:
        assert ["1", "2", "3", "iv", "7"] == [str(page.label) for page in pdf.pages]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("", "i", "j"))), min_size=1, max_size=12))
def test_whatever_is_painted_each_sequence_has_one_parent(pieces: list[tuple[str, str]]) -> None:
    used = sorted({block for block, _ in pieces})
    structure = simple(*(Element(b, "P", (Element(f"{b}i", "Span"), Element(f"{b}j", "Em"))) for b in used))
    lines = [
        placed(20 + at * 12, block, ("x", block + inline if inline else ""))
        for at, (block, inline) in enumerate(pieces)
    ]
    with opened(alone(structure, *lines)) as pdf:
        found = [
            int(kid) for element in elements(pdf.Root.StructTreeRoot.K) for kid in kids(element) if isinstance(kid, int)
        ]
        content = pdf.pages[0].obj.Contents.read_bytes().decode()
    assert list(range(content.count("/MCID"))) == sorted(found)


def test_the_samples_agree_with_each_other() -> None:
    painted = {item.key for item in (*FIRST, *SECOND) if not hasattr(item, "colour")}
    assert {"title", "p", "figure", "note"} < painted
    assert "Document" == STRUCTURE.role
