"""An issue as a whole: what its pages refer to, and its files read back by independent readers."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import page as page_validation
import pikepdf
import pypdfium2  # type: ignore[import-untyped] # it has no stubs
import pytest
from specimen import BOTH, EDITIONS, LANGUAGES, Composed, Specimen, placed_lines, spoken, walk

from pipeline.document.article import nodes
from pipeline.document.tree import Heading, plain
from pipeline.foundation.value import replace
from pipeline.typesetting.dump import dumped
from pipeline.typesetting.page import Element, PlacedLine

TAGGED = [(language, edition) for language, edition in BOTH if edition != "print"]


@pytest.fixture(params=BOTH, ids=" ".join)
def composed(request: pytest.FixtureRequest, specimen: Specimen) -> Composed:
    language, edition = request.param
    return specimen.edition(language, edition)


def text_of(composed: Composed, number: int) -> str:
    """Return all lines of a page, furniture too."""
    page = composed.book.pages[number - 1]
    return " ".join(item.line.text for item in page.items if isinstance(item, PlacedLine))


def everything(composed: Composed) -> str:
    return " ".join(spoken(" ".join(item.line.text for _, item in placed_lines(composed.book.pages))))


# ---------------------------------------------------------------- pages that refer to pages


def test_contents_give_the_pages_the_articles_begin_on(composed: Composed) -> None:
    listed = next(e for e in walk(composed.book.structure) if e.role == "TOC")
    entries = [e for e in walk(listed) if e.role == "Link"]
    assert list(composed.inputs.issue.articles) == [e.target[1:] for e in entries]
    painted: dict[str, list[str]] = {}
    for _, item in placed_lines(composed.book.pages):
        painted.setdefault(item.key, []).append(item.line.text.strip())
    for entry in entries:
        numbers = [text for text in painted[entry.key] if text.isdigit()]
        assert [str(composed.starts[entry.target[1:]])] == numbers


def test_an_article_begins_where_it_is_said_to(composed: Composed) -> None:
    for slug, number in composed.starts.items():
        title = " ".join(spoken(plain(composed.documents[slug].title.content)))
        assert title in " ".join(spoken(text_of(composed, number))), (slug, number)
        assert slug in [d.name for d in composed.book.pages[number - 1].destinations]


def test_jump_lines_name_the_page_an_article_goes_on_at_and_comes_from(composed: Composed) -> None:
    say = composed.furniture.say
    patterns = {key: re.escape(say(key, page="@")).replace("@", r"(\d+)") for key in ("continued_on", "continued_from")}
    found: dict[str, list[tuple[int, int]]] = {key: [] for key in patterns}
    for page, item in placed_lines(composed.book.pages):
        for key, pattern in patterns.items():
            if not item.key and (match := re.search(pattern, item.line.text)) is not None:
                found[key].append((page.number, int(match[1])))
    if composed.layout.manner.jump_lines:
        assert 1 == len(found["continued_on"])
        [(here, there)] = found["continued_on"]
        assert [(there, here)] == found["continued_from"]
        assert there > here + 1
    else:
        assert [] == found["continued_on"] == found["continued_from"]


def test_a_running_head_names_the_department_on_the_left_and_the_article_on_the_right(specimen: Specimen) -> None:
    composed = specimen.edition("es", "print")
    heads = {
        page.number: item.line.text
        for page, item in placed_lines(composed.book.pages)
        if item.artifact == "Pagination/Header" and item.y < composed.layout.sheet.head
    }
    assert "Tema de portada" == heads[composed.starts["the-long-day"] + 2]
    assert "El largo día" == heads[composed.starts["the-long-day"] + 1]


def test_bookmarks_name_every_article_and_stand_in_order(composed: Composed) -> None:
    marks = composed.book.bookmarks
    articles = {(plain(composed.documents[slug].title.content), page) for slug, page in composed.starts.items()}
    assert set() == articles - {(mark.title, mark.page + 1) for mark in marks}
    pages = [mark.page for mark in marks if (mark.title, mark.page + 1) in articles]
    assert pages == sorted(pages)
    assert all(0 <= mark.page < len(composed.book.pages) for mark in marks)
    assert 0 == marks[0].level
    starts = [index for index, mark in enumerate(marks) if 0 == mark.level] + [len(marks)]
    for begin, end in pairwise(starts):
        inside = [mark.page for mark in marks[begin:end]]
        assert inside == sorted(inside), marks[begin].title
    assert all(other.level <= one.level + 1 for one, other in pairwise(marks))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_magazine_has_a_page_count_that_can_be_bound(language: str, specimen: Specimen) -> None:
    assert 0 == len(specimen.edition(language, "print").book.pages) % 4


def test_every_article_has_the_same_pages_in_both_languages(specimen: Specimen) -> None:
    made = [specimen.edition(language, "print") for language in ("en", "es")]
    assert made[0].starts == made[1].starts
    assert 32 == len(made[0].book.pages) == len(made[1].book.pages)


def test_every_heading_level_follows_from_the_one_before(composed: Composed) -> None:
    level = 0
    for element in walk(composed.book.structure):
        if re.fullmatch(r"H[1-6]", element.role):
            assert int(element.role[1]) <= level + 1, element.key
            level = int(element.role[1])


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("edition", EDITIONS)
def test_furniture_speaks_the_language_of_the_edition(edition: str, specimen: Specimen) -> None:
    english, spanish = (everything(specimen.edition(language, edition)) for language in LANGUAGES)
    for own, other in (
        ("Reviewed by", "Revisado por"),
        ("September 2026", "septiembre de 2026"),
        ("In this issue", "En este número"),
        ("References", "Referencias"),
        ("Winter/Spring 2027", "nvierno/primavera de 2027"),
    ):
        assert own in english and other in spanish
        assert own not in spanish and other not in english


def test_no_name_in_braces_and_no_key_is_printed(composed: Composed) -> None:
    text = everything(composed)
    assert [] == re.findall(r"\{\w+\}", text)
    assert "[@" not in text and "[^" not in text and ":::" not in text


# ---------------------------------------------------------------- files


def kids(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Yield all structure elements under a node."""
    found = node.get("/K")
    parts = list(found) if isinstance(found, pikepdf.Array) else [found]
    for part in parts:
        if isinstance(part, pikepdf.Dictionary) and "/S" in part:
            yield part
            yield from kids(part)


@pytest.mark.parametrize(("language", "edition"), TAGGED)
def test_an_independent_reader_finds_no_fault_by_pdf_ua(language: str, edition: str, specimen: Specimen) -> None:
    result = page_validation.validate_pdf(str(specimen.pdf(language, edition)), profile="ua1")
    assert [] == list(result.failures)


@pytest.mark.parametrize(("language", "edition"), TAGGED)
def test_the_tags_say_title_language_headers_and_pictures(language: str, edition: str, specimen: Specimen) -> None:
    with pikepdf.open(specimen.pdf(language, edition)) as pdf:
        assert language == str(pdf.Root.Lang)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        elements = list(kids(pdf.Root.StructTreeRoot))
        figures = [e for e in elements if e.S == "/Figure"]
        assert len(figures) > 10
        assert [] == [e for e in figures if not str(e.get("/Alt", ""))]
        headers = [e for e in elements if e.S == "/TH"]
        assert headers
        for header in headers:
            attributes = header.A if isinstance(header.A, pikepdf.Array) else [header.A]
            assert {"/Column", "/Row"} & {str(a.get("/Scope")) for a in attributes}
        assert {"/Art", "/TOC", "/L", "/Table", "/Link"} <= {str(e.S) for e in elements}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_can_be_found_in_the_text_of_the_screen_edition(language: str, specimen: Specimen) -> None:
    made = specimen.edition(language, "screen")
    document = pypdfium2.PdfDocument(specimen.pdf(language, "screen"))
    try:
        text = flat(" ".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()
    missing = [
        plain(heading.words.content)
        for slug in made.inputs.issue.articles
        for heading in nodes(made.documents[slug].content, Heading)
        if flat(plain(heading.words.content)) not in text
    ]
    assert [] == missing


def flat(text: str) -> str:
    """Return text without spaces and ends of lines, as readers differ about them."""
    return re.sub(r"[\s\u00ad\ufffe\u00a0]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_magazine_is_ready_for_the_press(language: str, specimen: Specimen) -> None:
    made = specimen.edition(language, "print")
    sheet = made.layout.sheet
    with pikepdf.open(specimen.pdf(language, "print")) as pdf:
        assert "/GTS_PDFX" == str(pdf.Root.OutputIntents[0].S)
        assert "CGATS" in str(pdf.Root.OutputIntents[0].OutputConditionIdentifier)
        assert len(made.book.pages) == len(pdf.pages)
        for page in pdf.pages:
            trim, bleed = ([float(v) for v in page[name]] for name in ("/TrimBox", "/BleedBox"))
            assert [sheet.width, sheet.height] == pytest.approx([trim[2] - trim[0], trim[3] - trim[1]], abs=0.01)
            assert [sheet.bleed] * 4 == pytest.approx(
                [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]], abs=0.01
            )
            assert "/Annots" not in page
            content = b"".join(stream.read_bytes() for stream in streams(page))
            assert [] == re.findall(rb"(?<![\w.])(?:rg|RG)(?![\w.])", content)


def streams(page: pikepdf.Page) -> list[pikepdf.Stream]:
    """Return a page's content and that of the forms it uses."""
    content = page.obj.Contents
    found = list(content) if isinstance(content, pikepdf.Array) else [content]
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    for _, form in resources.get("/XObject", pikepdf.Dictionary()).items():
        if str(form.get("/Subtype")) == "/Form":
            found.append(form)
    return [part for part in found if isinstance(part, pikepdf.Stream)]


@pytest.mark.parametrize(("language", "edition"), BOTH)
def test_every_font_is_embedded_and_can_be_read_as_text(language: str, edition: str, specimen: Specimen) -> None:
    with pikepdf.open(specimen.pdf(language, edition)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and str(o.get("/Type")) == "/Font"]
        assert fonts
        for font in fonts:
            whole: pikepdf.Object = font
            if "/DescendantFonts" in font:
                assert "/ToUnicode" in font, str(font.BaseFont)
                whole = font.DescendantFonts[0]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(whole.FontDescriptor.keys()), str(font.BaseFont)


@pytest.mark.parametrize(("language", "edition"), TAGGED)
def test_every_link_leads_somewhere(language: str, edition: str, specimen: Specimen) -> None:
    with pikepdf.open(specimen.pdf(language, edition)) as pdf:
        inside, outside = Counter[str](), Counter[str]()
        for page in pdf.pages:
            for note in page.get("/Annots", []):
                assert str(note.Contents)
                if "/A" in note and "/URI" in note.A:
                    outside[str(note.A.URI)] += 1
                else:
                    inside["to a place"] += 1
        assert inside.total() >= len(specimen.edition(language, edition).starts)
        assert all(re.match(r"(https?://|mailto:|tel:)", target) for target in outside)
        assert len(outside) > 10


# ---------------------------------------------------------------- proofs


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_order_of_the_pages_is_as_it_was_accepted(
    language: str, specimen: Specimen, proof: Callable[[str, str], None]
) -> None:
    lines = []
    for edition in EDITIONS:
        made = specimen.edition(language, edition)
        lines.append(f"{edition}: {len(made.book.pages)} pages")
        for slug, number in sorted(made.starts.items(), key=lambda start: start[1]):
            lines.append(f"  {number:4} {slug}: {plain(made.documents[slug].title.content)}")
    proof(f"pages-{language}", "\n".join(lines) + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dump_of_an_article_is_as_it_was_accepted(
    language: str, specimen: Specimen, proof: Callable[[str, str], None]
) -> None:
    made = specimen.edition(language, "print")
    first = made.starts["heat"]
    pages = tuple(page for page in made.book.pages if first <= page.number < first + 2)
    assert len(pages) == 2
    own = [article for article in made.arranged if article.key == "heat"]
    # Keys count from the beginning of the edition: without their numbers only these two pages are compared.
    proof(f"dump-heat-{language}", re.sub(r"/\d+[.\d]* +", "/ ", dumped(replace(made.book, pages=pages), own)))


@pytest.mark.parametrize("slug", ["heat", "ask-the-doctor"])
def test_the_tags_of_an_article_are_as_they_were_accepted(
    slug: str, specimen: Specimen, proof: Callable[[str, str], None]
) -> None:
    made = specimen.edition("es", "large-print")
    own = next(e for e in walk(made.book.structure) if e.key == f"{slug}/art")
    text = dict[str, str]()
    for _, item in placed_lines(made.book.pages):
        text[item.key] = text.get(item.key, "") + item.line.text
    proof(f"tags-{slug}", "".join(f"{line}\n" for line in tags(own, text)))


def tags(element: Element, text: dict[str, str], depth: int = 0) -> Iterator[str]:
    says = [element.role]
    for name in ("language", "scope", "numbering", "alternate"):
        if value := getattr(element, name):
            says.append(f"{name}={value[:60]}")
    words = text.get(element.key, "").strip()
    if words:
        says.append(repr(words if len(words) < 60 else f"{words[:57]}..."))
    yield f"{'  ' * depth}{' '.join(says)}"
    for child in element.children:
        yield from tags(child, text, depth + 1)
