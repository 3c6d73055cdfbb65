"""The documentation: complete, up to date, its links whole, its commands real."""

from __future__ import annotations

import ast
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

import generate  # type: ignore[import-not-found]  # noqa: E402 - it lies beside the pages it makes

from pipeline.document.article import KEYS  # noqa: E402
from pipeline.document.figures import CHARTS  # noqa: E402
from pipeline.document.figures import KEYS as FIGURE_KEYS  # noqa: E402
from pipeline.document.grammar import CONTAINERS  # noqa: E402

PROSE = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
FOR_EVERYONE = [ROOT / "README.md", *(DOCS / "tutorials").glob("*.md"), *(DOCS / "how-to").glob("*.md")]


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings make."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def commands(text: str) -> Iterator[list[str]]:
    """Yield each `motivator …` of a page, in a block or between backquotes."""
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S):
        for line in block.split("\n"):
            if line.lstrip("$ ").startswith("motivator "):
                yield shlex.split(re.split(r" {3,}| [>|] ", line.lstrip("$ "))[0])
    for words in re.findall(r"`(motivator [^`]+)`", text):
        yield shlex.split(words)


def fault(words: list[str]) -> str:
    """Return what is wrong with a command as it is written, or "" where it would run."""
    command: click.Command = generate.command_line
    # "[OPTIONS]" stands for what may follow.
    rest = [word for word in words[1:] if not word.startswith("[") and word != "COMMAND"]
    while rest:
        word, rest = rest[0], rest[1:]
        known = {name: option for option in command.params for name in option.opts}
        if word.startswith("-"):
            if word in ("--help", "-h"):
                continue
            if word not in known:
                return f"{' '.join(words)}: no option {word}"
            option = known[word]
            if isinstance(option, click.Option) and not option.is_flag:
                value, rest = rest[0], rest[1:]
                if isinstance(option.type, click.Choice) and value not in option.type.choices:
                    return f"{' '.join(words)}: {word} takes no {value}"
        elif isinstance(command, click.Group):
            inner = command.get_command(click.Context(command, **command.context_settings), word)
            if inner is None:
                return f"{' '.join(words)}: no command {word}"
            command = inner
    return ""


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    entries = [
        code for area in tomllib.loads((DOCS / "diagnostics.toml").read_text()).values() for code in area["codes"]
    ]
    assert sorted(set(generate.codes())) == sorted(entries)


def test_codes_are_found_however_they_are_written() -> None:
    source = """
def check(problems, span, lost):
    problems.error("number-changed", "a message", span)
    pair.warning(problems, "sentences-lost" if lost else "sentences-added", "a message")
    raise unusable("disk", "a message", span)
    Problem("warning", "old", "a message", span)
    for kind, text in (("citation", "a"), ("footnote", "b")):
        pair.error(problems, f"{kind}-missing", f"drops the {kind}")
    for code, entries, what in (("fuzzy", [], "are fuzzy"),):
        problems.warning(code, "a message", span)
"""
    assert {
        ("number-changed", "error"),
        ("sentences-lost", "warning"),
        ("sentences-added", "warning"),
        ("disk", "error"),
        ("old", "warning"),
        ("citation-missing", "error"),
        ("footnote-missing", "error"),
        ("fuzzy", "warning"),
    } == set(generate.codes_in(ast.parse(source)))


def test_generated_pages_are_up_to_date() -> None:
    made = generate.pages()
    written = {name: (DOCS / "reference" / name).read_text("utf-8") for name in made}
    stale = [name for name, text in made.items() if text != written[name]]
    assert [] == stale, "run make docs"


def test_keys_toml_explains_no_key_that_is_gone() -> None:
    words = tomllib.loads((DOCS / "keys.toml").read_text())
    for file, kind in (
        ("publication", generate.Settings),
        ("issue", generate.Plan),
        ("layout", generate.LayoutFile),
    ):
        known = {
            (path or "top", key) for path, struct in generate.keys(kind) for key in struct.__struct_encode_fields__
        }
        given = {(path, key) for path, table in words[file].items() for key in table if key != "_"}
        assert set() == given - known


def test_the_article_page_names_every_key_box_and_chart() -> None:
    page = (DOCS / "reference" / "article.md").read_text("utf-8")
    named = set(re.findall(r"`(?:::: )?([\w]+)`", page))
    assert set() == {*KEYS, *FIGURE_KEYS, *CONTAINERS, *CHARTS} - named


def test_every_command_is_in_the_readme() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    leaves = [path for path, command in generate.commands() if not isinstance(command, click.Group)]
    assert [] == [path for path in leaves if f"`{path}" not in page]


@pytest.mark.parametrize("name", names(PROSE))
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    page = ROOT / name
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    for mark, alternate, target in re.findall(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text)):
        assert alternate, f"{target} has no words"
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), f"{name}: {target}"
        if anchor:
            assert anchor in anchors(other), f"{name}: {target}"
        if mark:
            assert 250_000 > other.stat().st_size, f"{target} is too heavy"


@pytest.mark.parametrize("name", names(PROSE))
def test_every_command_of_a_page_exists(name: str) -> None:
    if name == "CHANGELOG.md":
        pytest.skip("it tells of commands as they once were")
    assert [] == [wrong for words in commands((ROOT / name).read_text("utf-8")) if (wrong := fault(words))]


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert "motivator catalog mend: no command mend" == fault(["motivator", "catalog", "mend"])
    assert "motivator build x --quick: no option --quick" == fault(["motivator", "build", "x", "--quick"])


@pytest.mark.parametrize("name", names(FOR_EVERYONE))
def test_pages_for_editors_and_translators_never_speak_of_python_packages(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    allowed = text.partition("<!-- for developers -->")[0]
    needed = re.sub(r"Python 3\.11 or newer", "", allowed)
    assert [] == re.findall(r"(?i)\bpython\b|\bpip\b", needed)
