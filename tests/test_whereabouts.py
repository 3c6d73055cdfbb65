"""After a build each message knows where it prints, and the proof shows it there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from publications import FRONT, contents, run, said

from pipeline.document.inline import inlines
from pipeline.document.tree import plain
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.press.proofsheet import Row, Text, proof_sheets
from pipeline.press.regions import Pages
from pipeline.translation.catalog import open_catalogs
from pipeline.translation.printed import Placed, Printed, read_record, record_name, records
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Family

Publication = Callable[..., Path]

BODY = """Drink a glass of water.

::: sidebar
## Ask for help

Call the helpline, [at any hour](https://example.org/help).
:::

| Month | Days |
|---|---|
| July | 31 |
"""
ARTICLE = {"articles/first.md": (FRONT + BODY).encode()}
SCREEN = ("build", "first", "--language", "es", "--edition", "screen", "--jobs", "1")


def translated(root: Path) -> None:
    run(root, "catalog", "update")
    path = root / "locale/es/LC_MESSAGES/first.po"
    text = path.read_text("utf-8")
    said_in = {"Drink a glass of water.": "Beba un vaso de agua.", "Ask for help": "Pida ayuda", "July": "julio"}
    for original, words in said_in.items():
        text = text.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "{words}"')
    path.write_text(text, "utf-8")


def record_of(root: Path) -> Printed:
    record = read_record(root / "output/first", "first.es.screen.pdf")
    assert record is not None
    return record


def words_in(pdf: Path, placed: Placed) -> list[str]:
    """Return the text of a file in each place of a message, as another reader finds it."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for spot in placed.spots:
        page = document[spot.page - 1]
        left, _, _, top = page.get_trimbox()
        text = page.get_textpage()
        box = (left + spot.x - 1, top - spot.y - spot.height - 1, left + spot.x + spot.width + 1, top - spot.y + 1)
        found.append(" ".join(text.get_text_bounded(*box).replace("\ufffe", "").replace("\x02", "").split()))
        text.close()
        page.close()
    document.close()
    return found


def test_a_build_leaves_where_each_message_prints(publication: Publication) -> None:
    root = publication(ARTICLE)
    translated(root)
    run(root, *SCREEN)
    found = {
        placed.text: words_in(root / "output/first/first.es.screen.pdf", placed) for placed in record_of(root).messages
    }
    assert ["Beba un vaso de agua."] == found["Drink a glass of water."]
    assert ["Pida ayuda"] == found["Ask for help"]
    assert ["julio"] == found["July"]
    assert ["Call the helpline, at any hour."] == found["Call the helpline, [at any hour](https://example.org/help)."]
    # The article's own page comes before the cover and the contents, which repeat its title.
    spots = next(placed.spots for placed in record_of(root).messages if placed.text == "A first article")
    assert spots[0].page > 2 and {1, 2} <= {spot.page for spot in spots[1:]}
    assert any("En este número" in text for text in found["In this issue"])


def test_the_record_belongs_to_the_bytes_of_its_file(publication: Publication) -> None:
    root = publication(ARTICLE)
    translated(root)
    run(root, *SCREEN)
    folder = root / "output/first"
    data = (folder / record_name("first.es.screen.pdf")).read_bytes()
    assert 1 == len(list(records(root / "output")))
    run(root, *SCREEN, "--force")
    assert data == (folder / record_name("first.es.screen.pdf")).read_bytes()
    (folder / "first.es.screen.pdf").write_bytes(b"another file")
    assert [] == list(records(root / "output"))
    # A record that is gone is made again, and so is the file that it was made with.
    (folder / record_name("first.es.screen.pdf")).unlink()
    run(root, *SCREEN)
    assert data == (folder / record_name("first.es.screen.pdf")).read_bytes()


@pytest.mark.parametrize("data", [b"", b"{}", b'{"version": 99}', b"\xff"])
def test_a_record_that_does_not_read_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(b"")
    (tmp_path / "x.places.json").write_bytes(data)
    assert read_record(tmp_path, "x.pdf") is None


def test_the_places_of_the_specimen_hold_the_words_of_their_messages(
    publication: Publication, tmp_path: Path, faces_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from specimen import ROOT

    monkeypatch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
    run(ROOT, "build", "2027-winter", "--language", "es", "--edition", "print", "--output", str(tmp_path))
    record = read_record(tmp_path, "2027-winter.es.print.pdf")
    assert record is not None
    catalogs = open_catalogs(ROOT, "es", Problems())
    checked = 0
    for placed in record.messages:
        catalog = catalogs.get(placed.domain)
        entry = catalog.find((placed.context or None, placed.text)) if catalog is not None else None
        if entry is None or not entry.translated or placed.read_aloud or placed.domain == "furniture":
            continue
        content = inlines(entry.text, Span("x"), Problems())
        wanted = re.findall(r"[^\W\d_]{4,}", re.sub(r"\{\w+\}", " ", plain(content)))
        found = " ".join(words_in(tmp_path / record.file, placed)).casefold()
        for word in (wanted[:1] + wanted[-1:])[: 2 if len(wanted) > 1 else 1]:
            checked += 1
            # A word may be parted at a line's end, or begin with a large initial.
            assert word.casefold() in re.sub(r"\W", "", found), (placed, found)
    assert checked > 900


class Page(HTMLParser):
    """What an HTML page refers to, and what it refers to that is not there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.outside: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "a":
            self.targets.append((given["href"] or "").removeprefix("#"))
        if tag == "img":
            assert "alt" in given
            self.outside += [] if (given["src"] or "").startswith("data:image/png;base64,") else [given["src"] or ""]
        if tag not in ("img", "meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


def test_the_proof_shows_each_message_beside_its_place(publication: Publication) -> None:
    root = publication(ARTICLE)
    translated(root)
    run(root, *SCREEN)
    before = contents(root)
    result = run(root, "catalog", "proof", "es")
    assert ["first.es.screen.proof.html", "first.es.screen.proof.pdf"] == [
        Path(line).name for line in result.stdout.split()
    ]
    text = (root / "output/first/first.es.screen.proof.html").read_text("utf-8")
    page = Page(text)
    assert ([], []) == (page.outside, page.open)
    assert set(page.targets) <= set(page.ids) and len(page.ids) == len(set(page.ids))
    assert '<p lang="en">Drink a glass of water.</p>\n<p class="target" lang="es">Beba un vaso de agua.</p>' in text
    assert "locale/es/LC_MESSAGES/first.po:" in text
    with pikepdf.open(root / "output/first/first.es.screen.proof.pdf") as pdf:
        assert len(pdf.pages) > 1
    document = pypdfium2.PdfDocument(root / "output/first/first.es.screen.proof.pdf")
    words = " ".join(" ".join(document[n].get_textpage().get_text_bounded() for n in range(len(document))).split())
    document.close()
    assert "Beba un vaso de agua." in words and "first; translated; locale/es/LC_MESSAGES/first.po" in words
    pdf_bytes = (root / "output/first/first.es.screen.proof.pdf").read_bytes()
    run(root, "catalog", "proof", "es", "--issue", "first", "--edition", "screen", "--output", str(root / "elsewhere"))
    assert (text, pdf_bytes) == (
        (root / "elsewhere/first.es.screen.proof.html").read_text("utf-8"),
        (root / "elsewhere/first.es.screen.proof.pdf").read_bytes(),
    )
    # Nothing else was touched.
    assert before.items() <= contents(root).items()


def test_a_proof_needs_a_build(publication: Publication) -> None:
    root = publication(ARTICLE)
    assert ["output proof-unbuilt"] == said(run(root, "catalog", "proof", "es", exit_code=1))
    run(root, "catalog", "proof", "es", "--issue", "none", exit_code=2)
    run(root, "catalog", "proof", "nonsense", exit_code=2)


def test_pages_are_those_of_the_file_where_the_cover_has_one_of_its_own(publication: Publication) -> None:
    root = publication(
        {
            "articles/first.md": (FRONT + BODY + "\nA sentence that is repeated to fill some pages. " * 900).encode(),
            "articles/issues/first.toml": ('story = "first"', 'story = "first"\nseparate = ["print"]'),
        }
    )
    run(root, "build", "first", "--language", "en", "--edition", "print")
    names = {path.name for path in (root / "output/first").iterdir()}
    assert {"first.en.print.pdf", "first.en.print.cover.pdf", "first.en.print.places.json"} <= names
    record = json.loads((root / "output/first/first.en.print.places.json").read_text("utf-8"))
    placed = next(each for each in record["messages"] if each["text"] == "Drink a glass of water.")
    (spot,) = placed["spots"]
    # The cover is no page of this file.
    assert str(spot["page"] + 2) == spot["folio"]


# ---------------------------------------------------------------- pictures and sheets


def test_a_region_is_what_the_page_shows_there(publication: Publication) -> None:
    root = publication(ARTICLE)
    run(root, "build", "first", "--language", "en", "--edition", "print", "--draft")
    data = (root / "output/first/first.en.print.pdf").read_bytes()
    with Pages(data, 2.0) as pages:
        width, height = pages.size(1)
        whole = pages.whole(1, 0.5)
        assert (round(width * 0.5), round(height * 0.5)) == whole.pixels
        corner = pages.region(1, 0.0, 0.0, 10.0, 10.0)
        # A little around it, as far as there is bleed.
        assert corner.png.startswith(b"\x89PNG") and 32 <= corner.pixels[0] <= 44
        beyond = pages.region(1, width * 3, height * 3, 10.0, 10.0)
        assert beyond.pixels >= (1, 1)


def test_sheets_take_any_text_and_end(faces_cache: Path) -> None:
    library = FaceLibrary({"sans": Family("source-sans-3")}, faces_cache)
    faces = (library.face("sans/regular").path, library.face("sans/bold").path)
    rows = [Row((), (Text("x" * 3000), Text("word " * 3000, bold=True), Text("uno\n\ndos — ďž 漢"))), Row((), ())]
    data = proof_sheets("A proof", "es", rows, *faces)
    document = pypdfium2.PdfDocument(data)
    words = "".join(document[n].get_textpage().get_text_bounded() for n in range(len(document)))
    document.close()
    assert (3000, 3000) == (words.count("x"), words.count("word"))
