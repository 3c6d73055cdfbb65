"""Builds: the same input gives the same bytes, and what goes wrong leaves the output as it was."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from click.testing import CliRunner, Result
from specimen import placed_lines, walk

from pipeline.cli.main import main
from pipeline.edition.compose import compose
from pipeline.edition.inputs import read_inputs
from pipeline.edition.manifest import Manifest, publish
from pipeline.edition.scaffold import scaffold
from pipeline.foundation.diagnostic import Exit, Problems, Unusable
from pipeline.typesetting.layoutfile import read_layout

SPANISH = {
    "A first article": "Un primer artículo",
    "Replace this text": "Cambie este texto por el suyo",
    "Write here": "Escriba aquí, en Markdown. Una línea en blanco termina un párrafo.",
    "A heading": "Un título",
    "a list": "una lista",
    "of two items": "de dos elementos",
    "My Magazine": "Mi revista",
    "This magazine gives": "Esta revista da información general, no consejo médico.",
    "A magazine made": "Una revista hecha con cuidado",
    "The first issue": "El primer número",
    "Features": "Reportajes",
    "Invented reviewer": "Revisora inventada",
    "The other article": "El otro artículo",
}
FRONT = """\
reviewers: [{name: Ana Doe, credentials: MD, roles: [Invented reviewer]}]
reviewed: 2026-09
see_also: [The other article]
"""


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory, faces_cache: Path) -> Path:
    """A new publication with its catalogs, translated into Spanish."""
    root = tmp_path_factory.mktemp("publication") / "magazine"
    scaffold(root)
    article = root / "articles" / "first.md"
    text = article.read_text("utf-8").replace("summary:", f"{FRONT}summary:", 1)
    article.write_text(text, "utf-8", newline="\n")
    ran = CliRunner().invoke(main, ["-C", str(root), "catalog", "update"])
    assert 0 == ran.exit_code, ran.output
    for path in (root / "locale" / "es" / "LC_MESSAGES").glob("*.po"):
        path.write_text(filled(path.read_text("utf-8")), "utf-8", newline="\n")
    return root


def filled(text: str) -> str:
    """Return a catalog with its empty messages filled in."""
    made = []
    for block in text.split("\n\n"):
        for start, spanish in SPANISH.items():
            if f'\nmsgid "{start}' in block:
                lines = [line for line in block.split("\n") if not line.startswith(("#, fuzzy", "#|", "msgstr"))]
                block = "\n".join([*lines, f'msgstr "{spanish}"'])
        made.append(block)
    return "\n\n".join(made)


@pytest.fixture
def magazine(translated: Path, tmp_path: Path, faces_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    root = tmp_path / "magazine"
    shutil.copytree(translated, root)
    return root


def build(root: Path, *more: str, code: int = 0) -> Result:
    ran = CliRunner().invoke(main, ["-C", str(root), "build", "first", *more])
    assert code == ran.exit_code, ran.output + repr(ran.exception)
    return ran


def one(root: Path, *more: str, code: int = 0) -> Result:
    return build(root, "--language", "en", "--edition", "screen", *more, code=code)


def contents(root: Path) -> dict[str, bytes]:
    folder = root / "output" / "first"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}


def told(root: Path) -> dict[str, dict[str, object]]:
    read = json.loads((root / "output" / "first" / "manifest.json").read_text("utf-8"))
    return {entry["file"]: entry for entry in read["files"]}


def times(root: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (root / "output" / "first").iterdir()}


def metadata(path: Path) -> str:
    with pikepdf.open(path) as pdf:
        return bytes(pdf.Root.Metadata.read_bytes()).decode("utf-8")


# ---------------------------------------------------------------- bytes


def test_two_builds_in_two_folders_by_one_or_two_processes_give_the_same_bytes(magazine: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "deeper"
    shutil.copytree(magazine, other)
    build(magazine, "--jobs", "1")
    build(other, "--jobs", "2")
    assert contents(magazine) == contents(other)
    names = [f"first.{lang}.{name}.pdf" for lang in ("en", "es") for name in ("large-print", "print", "screen")]
    records = [f"{name.removesuffix('.pdf')}.places.json" for name in names]
    assert sorted([*names, *records, "manifest.json"]) == list(contents(magazine))
    check_manifest(magazine)


def check_manifest(root: Path) -> None:
    """The manifest says of each file what the contract asks for."""
    entries = told(root)
    assert 6 == len(entries)
    for name, entry in entries.items():
        data = contents(root)[name]
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        with pikepdf.open(root / "output" / "first" / name) as pdf:
            assert len(pdf.pages) == entry["pages"]
        assert f"first.{entry['language']}.{entry['edition']}.pdf" == name
        assert (["PDF/X-4"] if entry["edition"] == "print" else ["PDF/UA-1"]) == entry["standards"]
        assert 1.0 == entry["translated"], entry["shown_in_source_language"]
        assert entry["fonts"]
        articles = entry["articles"]
        assert isinstance(articles, list)
        assert [("first", "2026-09", ["Ana Doe"])] == [(a["slug"], a["reviewed"], a["reviewers"]) for a in articles]
        assert [] == entry["shown_in_source_language"]
        assert len(data) == entry["bytes"]


def test_the_date_in_the_environment_is_the_one_in_the_file(magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    one(magazine)
    first = contents(magazine)
    assert "2026-01-01T00:00:00Z" in metadata(magazine / "output" / "first" / "first.en.screen.pdf")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    one(magazine)
    assert "2027-04-01T00:00:00Z" in metadata(magazine / "output" / "first" / "first.en.screen.pdf")
    assert first != contents(magazine)


# ---------------------------------------------------------------- again


def test_nothing_is_made_again_where_nothing_has_changed(magazine: Path) -> None:
    one(magazine)
    before = times(magazine)
    assert "unchanged" in one(magazine).output
    assert before == times(magazine)
    assert "unchanged" not in one(magazine, "--force").output
    assert before != times(magazine)


@pytest.mark.parametrize("name", ["articles/first.md", "publication.toml", "layouts/screen.toml"])
def test_a_change_in_any_file_makes_the_files_anew(magazine: Path, name: str) -> None:
    one(magazine)
    path = magazine / name
    # What the ledger keeps outlives a run of the tests: a comment of its own makes the change a new one.
    note = f"\n# {uuid4()}\n".encode()
    old, new = (b"of two items", b"of three items") if name.endswith(".md") else (b"\n", note)
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert "unchanged" not in one(magazine).output


def test_a_file_that_was_tampered_with_is_made_again(magazine: Path) -> None:
    one(magazine)
    whole = contents(magazine)
    path = magazine / "output" / "first" / "first.en.screen.pdf"
    path.write_bytes(path.read_bytes()[:-1])
    one(magazine)
    assert whole == contents(magazine)


def test_one_edition_keeps_what_the_manifest_says_of_the_others(magazine: Path) -> None:
    one(magazine)
    before = told(magazine)
    build(magazine, "--language", "es", "--edition", "screen")
    after = told(magazine)
    assert ["first.en.screen.pdf", "first.es.screen.pdf"] == list(after)
    assert before["first.en.screen.pdf"] == after["first.en.screen.pdf"]
    names = [f"first.{language}.screen.{suffix}" for language in ("en", "es") for suffix in ("pdf", "places.json")]
    assert [*names, "manifest.json"] == list(contents(magazine))


def test_another_folder_can_be_named(magazine: Path, tmp_path: Path) -> None:
    one(magazine, "--output", str(tmp_path / "there"))
    there = sorted(path.name for path in (tmp_path / "there").iterdir())
    assert ["first.en.screen.pdf", "first.en.screen.places.json", "manifest.json"] == there
    assert {} == contents(magazine)


# ---------------------------------------------------------------- what goes wrong


FAULTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "front matter": ("articles/first.md", lambda text: text.replace("title:", "titel:")),
    "citation": ("articles/first.md", lambda text: f"{text}\nA claim [@nowhere].\n"),
    "picture": ("articles/first.md", lambda text: f'{text}\n::: figure {{src=figures/no.png alt="x"}}\n:::\n'),
    "catalog": ("locale/es/LC_MESSAGES/first.po", lambda text: f'{text}\nmsgid "broken\n'),
    "layout": ("layouts/screen.toml", lambda text: text.replace("[grid]", "[grdi]")),
    "plan": ("articles/issues/first.toml", lambda text: text.replace('articles = ["first"]', 'articles = ["frist"]')),
    "settings": ("publication.toml", lambda text: text.replace("languages", "langauges")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_leaves_the_output_as_it_was(magazine: Path, fault: str) -> None:
    folder = magazine / "output" / "first"
    folder.mkdir(parents=True)
    (folder / "first.es.screen.pdf").write_bytes(b"kept")
    name, change = FAULTS[fault]
    path = magazine / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    ran = build(magazine, "--language", "es", "--edition", "screen", code=1)
    assert path.name in ran.output
    assert "Traceback" not in ran.output
    assert {"first.es.screen.pdf": b"kept"} == contents(magazine)


def test_an_unknown_issue_language_or_edition_is_wrong_usage(magazine: Path) -> None:
    assert 2 == CliRunner().invoke(main, ["-C", str(magazine), "build", "frist"]).exit_code
    assert 'did you mean "first"' in CliRunner().invoke(main, ["-C", str(magazine), "build", "frist"]).output
    build(magazine, "--language", "fr", code=2)
    build(magazine, "--edition", "poster", code=2)


def test_a_disk_that_fails_in_the_middle_of_writing_leaves_the_output_as_it_was(
    magazine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one(magazine)
    before = contents(magazine)
    path = magazine / "articles" / "first.md"
    path.write_text(path.read_text("utf-8").replace("of two items", "of three items"), "utf-8")
    real, failed = os.fsync, []

    def fails(handle: int) -> None:
        # The second file that is to appear in the output; what the cache keeps is synchronised as well.
        if len(list((magazine / "output" / "first").glob(".*"))) == 2:
            failed.append(handle)
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fails)
    ran = build(magazine, "--edition", "screen", "--jobs", "1", code=3)
    assert "No space left on device" in ran.output
    assert 1 == len(failed)
    assert before == contents(magazine)


def test_a_write_that_is_refused_leaves_no_part_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuses)
    with pytest.raises(Unusable, match="Input/output error") as caught:
        publish(tmp_path / "out", Manifest(issue="first", title="", files=()), {"a.pdf": b"1", "b.pdf": b"2"})
    assert Exit.WORLD == caught.value.exit_code
    assert [] == sorted(p.name for p in (tmp_path / "out").glob("*"))


# ---------------------------------------------------------------- strict, draft, dump


def test_strict_refuses_a_message_without_a_translation(magazine: Path) -> None:
    build(magazine, "--language", "es", "--edition", "screen", "--strict")
    shutil.rmtree(magazine / "output")
    empty(magazine / "locale" / "es" / "LC_MESSAGES" / "first.po", "de dos elementos")
    ran = build(magazine, "--language", "es", "--edition", "screen", "--strict", code=1)
    assert "untranslated-strict" in ran.output
    assert {} == contents(magazine)
    assert "untranslated" in build(magazine, "--language", "es", "--edition", "screen").output
    entry = told(magazine)["first.es.screen.pdf"]
    assert [{"domain": "first", "text": "of two items"}] == entry["shown_in_source_language"]
    assert entry["translated"] != 1.0


def empty(path: Path, translation: str) -> None:
    text = path.read_text("utf-8")
    assert 1 == text.count(f'msgstr "{translation}"')
    path.write_text(text.replace(f'msgstr "{translation}"', 'msgstr ""'), "utf-8", newline="\n")


@pytest.mark.parametrize(
    "english", ["A first article", "of two items", "Invented reviewer", "The other article", "Features"]
)
def test_a_text_without_translation_prints_in_its_own_language_and_is_tagged_so(
    magazine: Path, faces_cache: Path, english: str
) -> None:
    domain = "furniture" if english == "Features" else "first"
    empty(magazine / "locale" / "es" / "LC_MESSAGES" / f"{domain}.po", SPANISH[english])
    problems = Problems()
    inputs, layout = read_inputs(magazine, "first", problems), read_layout(magazine, "large-print", "es", problems)
    assert inputs is not None and layout is not None
    edition = compose(inputs, "es", layout, faces_cache, "2027-04-01T00:00:00Z", problems)
    spoken = {e.key: e.language for e in walk(edition.book.structure)}
    said = [
        (spoken[segment.key or item.key] or spoken[item.key] or "es", segment.text.strip())
        for _, item in placed_lines(edition.book.pages)
        for segment in item.line.segments
        if item.key
    ]
    assert {"en"} == {language for language, text in said if text.casefold() == english.casefold()}
    assert {"es"} == {language for language, text in said if text in ("una lista", "Esta revista da")}
    if domain == "first":
        assert ["untranslated"] == [p.code for p in problems]


def test_a_draft_claims_no_standard_and_says_so_on_its_pages(magazine: Path) -> None:
    for edition, claim in (("screen", "<pdfuaid:part>"), ("print", "<pdfxid:GTS_PDFXVersion>")):
        path = magazine / "output" / "first" / f"first.en.{edition}.pdf"
        build(magazine, "--language", "en", "--edition", edition)
        assert claim in metadata(path)
        assert not told(magazine)[path.name]["draft"]
        build(magazine, "--language", "en", "--edition", edition, "--draft", "--dump")
        pages = contents(magazine)[path.with_suffix(".txt").name].decode().split("\npage ")
        assert [] == [page.split(" ")[0] for page in pages if "Draft, not for print" not in page]
        entry = told(magazine)[path.name]
        assert ([], True) == (entry["standards"], entry["draft"])
        assert claim not in metadata(path)


def test_pages_can_be_dumped_as_text(magazine: Path) -> None:
    one(magazine, "--dump")
    dump = contents(magazine)["first.en.screen.txt"].decode()
    assert "page 1 cover" in dump
    assert "articles/first.md:" in dump
    assert re.search(r" 1\.00 +title +first/\d+ +'A first article'", dump)
    assert re.search(r"\n  first +cost \d+, 1 page\n    page 3 +cost [\d.]+ +balanced\n", dump)
    assert "'Write here, in Markdown." in dump


def test_the_result_can_be_had_as_json(magazine: Path) -> None:
    ran = one(magazine, "--format", "json")
    assert "first" == json.loads(ran.stdout)["issue"]


def test_a_number_that_a_translation_changed_keeps_the_issue_from_print(magazine: Path) -> None:
    article = magazine / "articles" / "first.md"
    article.write_text(article.read_text("utf-8") + "\nRest for 45 minutes.\n", "utf-8", newline="\n")
    assert 0 == CliRunner().invoke(main, ["-C", str(magazine), "catalog", "update"]).exit_code
    catalog = magazine / "locale" / "es" / "LC_MESSAGES" / "first.po"
    text = catalog.read_text("utf-8")
    lost = text.replace('"Rest for 45 minutes."\nmsgstr ""', '"Rest for 45 minutes."\nmsgstr "Descanse 30 minutos."')
    assert text != lost
    catalog.write_text(lost, "utf-8", newline="\n")
    before = contents(magazine)
    refused = build(magazine, "--language", "es", "--edition", "screen", code=1)
    assert "[number-changed]" in refused.output
    assert before == contents(magazine)


def test_what_composing_keeps_changes_no_byte(
    magazine: Path, tmp_path: Path, faces_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache" / "motivator"
    cache.mkdir(parents=True)
    for path in faces_cache.iterdir():
        if path.is_file():
            shutil.copy(path, cache)
    monkeypatch.setenv("MOTIVATOR_CACHE", str(cache.parent))
    made = []
    for _ in range(3):
        # Nothing kept, all kept, all broken.
        one(magazine, "--jobs", "1")
        made.append(contents(magazine))
        shutil.rmtree(magazine / "output")
        if len(made) == 2:
            for path in (*(cache / "words").iterdir(), *(cache / "paragraphs").iterdir()):
                path.write_bytes(path.read_bytes()[:-5])
    assert made[0] == made[1] == made[2]
