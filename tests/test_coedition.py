"""Co-editions from plan to plates: the specimen issue and a small one, judged by our own proof and by Ghostscript."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polib
import pytest
from PIL import Image
from publications import run, said
from specimen import LANGUAGES, Composed, Specimen
from test_makeup import LARGE, PRINT

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.press.plateproof import differences
from pipeline.press.plates import Sheet, sheets
from pipeline.typesetting.blackplate import in_black, light
from pipeline.typesetting.layout import Colour
from pipeline.typesetting.page import Line, Page, PlacedDrawing, PlacedLine, PlacedRectangle, Segment

Make = Callable[..., Path]

BODY = """\
The first words of an article, and enough of them that a second line and a third are there as well, with more after those.

A paragraph that comes to be a good deal longer in one language than it is in the other, however it may be said in either.

::: sidebar
### A box

A few words in a box.
:::

::: pullquote
A sentence that is worth being read twice.
:::

| Morning | Evening |
|---|---|
| Water | A walk in the garden |
| Rest | Sleep |

The last words.
"""
FRONT = """\
---
title: A first article
language: en
department: features
summary: A deck.
reviewers: [{name: Ana Doe, credentials: MD, roles: [Specimen of a doctor]}]
reviewed: 2026-09
---
"""
PLAN = "articles/issues/first.toml"
JOINTLY = {
    PLAN: ('season = "Spring"', 'season = "Spring"\ncoedition = true'),
    "articles/first.md": FRONT + BODY,
}


@pytest.fixture(scope="session")
def coedition(specimen: Specimen) -> Specimen:
    """The specimen issue as a co-edition."""
    folder = specimen.folder / "coedition"
    folder.mkdir(exist_ok=True)
    return Specimen(specimen.cache, folder, coedition=True)


@pytest.fixture
def joint(publication: Make) -> Callable[..., Path]:
    """A function that makes a small publication in two languages, planned as a co-edition."""

    def make(files: Mapping[str, object] | None = None) -> Path:
        root = publication({**JOINTLY, **(files or {})})
        translate(root)
        return root

    return make


def translate(root: Path) -> None:
    """Fill the Spanish catalogs with text half as long again."""
    run(root, "catalog", "update")
    for path in sorted((root / "locale" / "es" / "LC_MESSAGES").glob("*.po")):
        catalog = polib.pofile(str(path), wrapwidth=0)
        for entry in catalog.untranslated_entries():
            words = entry.msgid.split(" ")
            entry.msgstr = " ".join([*words[:-1], *("palabra" for _ in range(1 + len(words) // 2)), words[-1]])
        catalog.save()
    run(root, "catalog", "update")


def built(root: Path, *more: str, exit_code: int = 0) -> list[str]:
    return said(run(root, "build", "first", "--edition", "print", "--jobs", "1", *more, exit_code=exit_code))


def read(root: Path) -> dict[str, tuple[Sheet, ...]]:
    """Return the plates of the files of the small publication."""
    return {name: sheets((root / "output" / "first" / f"first.{name}.print.pdf").read_bytes()) for name in LANGUAGES}


# ---------------------------------------------------------------- the specimen issue


@pytest.fixture(scope="module")
def plates(coedition: Specimen) -> dict[str, tuple[Sheet, ...]]:
    return {language: sheets(coedition.pdf(language, "print").read_bytes()) for language in LANGUAGES}


def test_the_specimen_issue_shares_all_plates_but_the_black_one(plates: dict[str, tuple[Sheet, ...]]) -> None:
    assert [] == differences(plates)
    assert all(len(pages) == 36 for pages in plates.values())


def test_its_pictures_tints_and_rules_are_all_there(plates: dict[str, tuple[Sheet, ...]], coedition: Specimen) -> None:
    book = coedition.edition("es", "print").book
    wanted = sum(isinstance(item, PlacedRectangle) for page in book.pages for item in page.items)
    found = Counter(mark.kind for page in plates["es"] for mark in page.marks)
    assert wanted == found["rule"] + found["tint"] > 100
    assert found["drawing"] > 1000


@pytest.mark.skipif(not shutil.which("gs"), reason="Ghostscript is not installed")
def test_ghostscript_separates_both_languages_into_the_same_colour_plates(coedition: Specimen, tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        separated(coedition.pdf(language, "print"), tmp_path / language)
    for plate in ("Cyan", "Magenta", "Yellow", "Black"):
        same = [pixels(tmp_path / "en" / name) == pixels(tmp_path / "es" / name) for name in named(plate)]
        assert 36 == len(same)
        # A page for the reader's notes differs in its heading: no page is the same in black.
        assert {plate != "Black"} == set(same), plate


def separated(file: Path, folder: Path) -> None:
    """Render every plate of every page as a bitmap, at 50 dots an inch."""
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r50"]
    subprocess.run([*command, f"-sOutputFile={folder}/%02d.tif", str(file)], check=True, capture_output=True)


def named(plate: str) -> Iterator[str]:
    return (f"{number:02d}({plate}).tif" for number in range(1, 37))


def pixels(path: Path) -> bytes:
    with Image.open(path) as image:
        return image.tobytes()


def test_a_co_edition_prints_every_word(coedition: Specimen, specimen: Specimen) -> None:
    for language in LANGUAGES:
        jointly, alone = (letters(made.edition(language, "print")) for made in (coedition, specimen))
        for slug, wanted in alone.items():
            if slug.startswith("notice") or slug == "contents":
                continue  # other notices have room, and other decks
            missing = wanted - jointly[slug]
            assert not missing, (language, slug)


def letters(composed: Composed) -> dict[str, Counter[str]]:
    """Return how often each letter is printed in each article; page numbers and hyphens are no letters.

    Pull quotes say again what stands in the text, and may be left out.
    """
    found: dict[str, Counter[str]] = {}
    for page in composed.book.pages:
        for item in page.items:
            if isinstance(item, PlacedLine) and item.key and not item.style.startswith("pull"):
                counted = found.setdefault(item.key.partition("/")[0], Counter())
                counted.update(char for char in item.line.text if char.isalpha())
    return found


def test_the_articles_of_a_co_edition_have_the_same_pages(coedition: Specimen) -> None:
    en, es = (coedition.edition(language, "print").starts for language in LANGUAGES)
    assert en == es


def test_no_text_of_a_co_edition_has_a_colour(coedition: Specimen) -> None:
    composed = coedition.edition("en", "print")
    colours = {
        segment.colour
        for page in composed.book.pages
        for item in page.items
        for line in ((item,) if isinstance(item, PlacedLine) else getattr(item, "labels", ()))
        for segment in line.line.segments
    }
    assert {"ink", "soft"} == colours, "both are black ink alone, one of them screened"


# ---------------------------------------------------------------- a build


@pytest.mark.parametrize("width", ["", " {width=wide}", " {width=inset}"])
def test_a_build_of_all_languages_is_proved(width: str, joint: Make) -> None:
    beside = "\n\n" + "A paragraph beside the box, which is as long as the box is deep. " * 12 + "\n\n:::"
    body = BODY.replace("::: sidebar", f"::: sidebar{width}").replace("box.\n:::\n\n:::", f"box.\n:::{beside}")
    assert beside in body
    root = joint({"articles/first.md": FRONT + body})
    assert not [one for one in built(root) if "plate" in one]
    assert [] == differences(read(root))


def test_without_the_key_text_keeps_its_colours_and_nothing_is_proved(joint: Make) -> None:
    root = joint({PLAN: ("volume", "volume")})
    assert [] == built(root)
    assert differences(read(root))


def test_the_other_editions_are_as_they_would_be_with_one_plan(joint: Make) -> None:
    root = joint()
    command = ("build", "first", "--edition", "large-print", "--jobs", "1")
    run(root, *command)
    files = [(root / "output" / "first" / f"first.{name}.large-print.pdf").read_bytes() for name in LANGUAGES]
    plan = root / PLAN
    plan.write_text(plan.read_text("utf-8").replace("coedition", "same_plan"), "utf-8", newline="\n")
    run(root, *command)
    assert files == [(root / "output" / "first" / f"first.{name}.large-print.pdf").read_bytes() for name in LANGUAGES]


def test_one_language_alone_is_not_proved_and_says_so(joint: Make) -> None:
    root = joint()
    assert ["articles/issues/first.toml:4:1 plates-unproved"] == built(root, "--language", "es")
    assert [] == built(root, "--language", "en"), "the other file is of this state"
    assert [] == differences(read(root))


def test_one_language_alone_has_the_pages_it_has_with_all(joint: Make) -> None:
    root = joint()
    built(root, "--language", "es")
    alone = (root / "output" / "first" / "first.es.print.pdf").read_bytes()
    built(root, "--force")
    assert alone == (root / "output" / "first" / "first.es.print.pdf").read_bytes()


def test_a_change_in_one_language_makes_the_others_anew(joint: Make) -> None:
    root = joint()
    built(root)
    catalog = root / "locale" / "es" / "LC_MESSAGES" / "first.po"
    catalog.write_text(catalog.read_text("utf-8").replace("palabra", "palabras"), "utf-8", newline="\n")
    result = run(root, "build", "first", "--edition", "print", "--jobs", "1")
    assert "unchanged" not in result.stdout
    assert 2 == run(root, "build", "first", "--edition", "print").stdout.count("unchanged")


def sabotaged(root: Path, text: str) -> None:
    layout = root / "layouts" / "print.toml"
    layout.write_text(layout.read_text("utf-8") + text, "utf-8", newline="\n")


def test_what_breaks_a_co_edition_is_named_and_nothing_is_written(joint: Make) -> None:
    root = joint()
    sabotaged(root, '\n[language.es.styles.reviewer]\nleading = "16pt"\n')
    result = run(root, "build", "first", "--edition", "print", "--jobs", "1", exit_code=1)
    [problem] = [line for line in result.stderr.splitlines() if "[plate-differs]" in line]
    assert problem.startswith("articles/first.md: error: en, es print, page ")
    assert "the rule at " in problem and " pt higher in es, on cyan, magenta, yellow and black" in problem
    assert "articles/issues/first.toml:4:1: the co-edition" in result.stderr
    assert not (root / "output" / "first" / "first.es.print.pdf").exists()


def test_a_check_of_the_issue_proves_it_too(joint: Make) -> None:
    root = joint()
    plan = root / PLAN
    text = plan.read_text("utf-8").replace('"print", "large-print", "screen"', '"print"')
    plan.write_text(text, "utf-8", newline="\n")
    assert not [one for one in said(run(root, "check", "first")) if "plate" in one]
    sabotaged(root, '\n[language.es.styles.reviewer]\nleading = "16pt"\n')
    assert "articles/first.md plate-differs" in said(run(root, "check", "first", exit_code=1))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ('\n[colours.ink]\nrgb = "#000000"\ncmyk = [60, 40, 40, 100]\n', "layouts/print.toml coedition-ink"),
        ('\n[language.en.styles.title]\ncolour = "cream"\n', "coedition-light"),
    ],
    ids=["black of four inks", "light text"],
)
def test_text_that_cannot_be_black_is_refused(joint: Make, change: str, code: str) -> None:
    root = joint()
    sabotaged(root, change)
    found = built(root, exit_code=1)
    assert any(code in one for one in found), found
    assert not (root / "output" / "first" / "first.en.print.pdf").exists()


def test_the_manifest_says_what_the_shorter_language_leaves_white(coedition: Specimen, joint: Make) -> None:
    root = joint({"articles/first.md": FRONT + BODY.replace("The last words.", "More words to read. " * 400)})
    built(root)
    manifest = json.loads((root / "output" / "first" / "manifest.json").read_text("utf-8"))
    fitted = {entry["language"]: entry["articles"][0]["fitted"] for entry in manifest["files"]}
    assert any("left white" in one for one in fitted["en"])


def test_footnotes_of_a_co_edition_close_the_article(joint: Make) -> None:
    text = BODY.replace("of an article,", "of an article[^1],", 1) + "\n[^1]: A note.\n"
    root = joint({"articles/first.md": FRONT + text})
    assert not [one for one in built(root) if "loose-line" not in one]
    assert [] == differences(read(root))


def test_a_publication_in_one_language_may_be_a_co_edition(joint: Make) -> None:
    root = joint({"publication.toml": ('languages = ["en", "es"]', 'languages = ["en"]')})
    assert [] == built(root)


# ---------------------------------------------------------------- text in black


def page(*items: PlacedLine | PlacedDrawing | PlacedRectangle) -> Page:
    return Page(3, "3", "text", 600.0, 800.0, items)


def words(colour: str) -> PlacedLine:
    return PlacedLine(0.0, 0.0, Line((Segment("serif/regular", 10.0, colour, "<0001>", "Words", 0.0, 9.0),), 9.0, 9.0))


def test_text_and_labels_turn_black_and_what_is_inked_keeps_its_colour() -> None:
    tint = PlacedRectangle(0.0, 0.0, 9.0, 9.0, "teal-tint")
    chart = PlacedDrawing(0.0, 0.0, 9.0, 9.0, (), (words("rust"),))
    problems = Problems()
    made = in_black(page(words("teal"), words("soft"), tint, chart), PRINT, "en", problems)
    assert page(words("ink"), words("soft"), tint, replace(chart, labels=(words("ink"),))) == made
    assert [] == list(problems)


def test_light_text_is_reported_with_its_page_and_words() -> None:
    problems = Problems()
    in_black(page(words("paper")), PRINT, "es", problems)
    [problem] = problems
    assert "coedition-light" == problem.code
    assert 'es print, page 3: "Words" is set in the light colour "paper"' in problem.message


def test_ink_has_to_be_black_alone() -> None:
    problems = Problems()
    layout = replace(PRINT, colours={**PRINT.colours, "ink": Colour("#000000", (60, 40, 40, 100))})
    in_black(page(), layout, "en", problems)
    assert ["coedition-ink"] == [problem.code for problem in problems]


def test_a_colour_is_light_by_what_it_sends_back() -> None:
    assert [True, True, False, False] == [light(c, LARGE) for c in ("paper", "cream", "teal", "#777777")]


@pytest.mark.parametrize(("count", "over"), [(14, ["en", "es"]), (8, ["es"]), (3, [])])
def test_each_language_is_told_by_how_much_it_is_over_its_pages(joint: Make, count: int, over: list[str]) -> None:
    sentence = "Plain words for people who live with it, and for those who care for them. "
    body = "\n\n".join(f"Part {number}: {sentence * 5}" for number in range(count))
    root = joint({"articles/first.md": f"{FRONT}{body}\n"})
    path = root / PLAN
    path.write_text(path.read_text("utf-8") + "\n[article.first]\npages = 1\n", "utf-8")
    told = [line for line in run(root, "check", "first").stderr.splitlines() if line.endswith("[overset]")]
    found = {
        language: int(line.split("warning: ")[1].split()[0])
        for language in LANGUAGES
        for line in told
        if f" in {language}, print edition" in line
    }
    assert over == sorted(found)
    assert len(over) == len([line for line in told if ", print edition" in line])
    if len(over) == 2:
        # The Spanish of it is half as long again.
        assert found["es"] > 1.5 * found["en"] > 0
