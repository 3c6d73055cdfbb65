"""The command line: what every command promises, and the way from an empty folder to an issue."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from publications import FRONT, article, run, said

from pipeline.cli.main import main
from pipeline.cli.report import coloured, table
from pipeline.foundation.diagnostic import Problem, Span

Publication = Callable[..., Path]


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group, **group.context_settings)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


EVERY = sorted(commands(main))


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_help_of_every_command_has_an_example(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*command, "--help"], prog_name="motivator")
    assert (0, "") == (result.exit_code, result.stderr)
    assert "Example" in result.stdout
    assert f"motivator {' '.join(command[:2])}" in result.stdout.split("Example")[1]


def test_the_contract_names_the_commands() -> None:
    expected = {("new",), ("pull",), ("check",), ("review",), ("build",), ("catalog",)}
    expected |= {("catalog", name) for name in ("update", "status", "check")}
    assert expected <= set(EVERY)


def test_help_and_version_need_no_publication(tmp_path: Path) -> None:
    for option in ("--help", "-h", "--version"):
        assert run(tmp_path, option).stdout


@pytest.mark.parametrize(
    "arguments",
    [["--today", "2026-13-01", "check"], ["--today", "now", "check"], ["-C", "/no/such/folder", "check"], ["chekc"]],
)
def test_wrong_options_are_exit_2_and_say_so_on_standard_error(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    assert "Error" in result.stderr


def test_new_then_build_makes_an_issue(tmp_path: Path, faces_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
    folder = tmp_path / "magazine"
    made = run(tmp_path, "new", str(folder))
    assert f"{folder / 'publication.toml'}\n" in made.stdout
    assert "build first" in made.stderr
    built = run(folder, "build", "first", "--jobs", "2")
    names = [
        f"first.{language}.{edition}.pdf" for language in ("en", "es") for edition in ("print", "large-print", "screen")
    ]
    assert names == [Path(line.split("  ")[0]).name for line in built.stdout.splitlines()]
    manifest = json.loads((folder / "output" / "first" / "manifest.json").read_text("utf-8"))
    assert names == [entry["file"] for entry in manifest["files"]]
    assert all((folder / "output" / "first" / name).read_bytes().startswith(b"%PDF-") for name in names)
    again = run(folder, "build", "first")
    assert 6 == again.stdout.count("unchanged")


def test_new_leaves_a_folder_that_holds_something_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    assert [f"{tmp_path} folder-taken"] == said(run(tmp_path, "new", str(tmp_path), exit_code=2))
    assert ["mine"] == [path.name for path in tmp_path.iterdir()]


def test_a_publication_is_found_from_a_folder_inside_it(publication: Publication) -> None:
    assert "first" in run(publication() / "articles", "review").stdout


def test_today_is_what_the_option_says(publication: Publication) -> None:
    root = publication(
        {
            **article(front=FRONT.replace("features", "symptoms").replace("summary: A deck.", "reviewed: 2024-01")),
            "publication.toml": (
                "[departments.features]",
                '[departments.symptoms]\ntitle = "S"\n\n[departments.features]',
            ),
        }
    )
    states = []
    for today in ("2026-11-01", "2026-11-02", "2027-02-01"):
        result = CliRunner().invoke(main, ["-C", str(root), "--today", today, "review", "--format", "json"])
        states.append(json.loads(result.stdout)[0]["state"])
    assert ["fresh", "due", "overdue"] == states


def test_reviews_as_a_calendar_are_folded_lines_with_the_day_they_are_due(publication: Publication) -> None:
    front = FRONT.replace("A first article", "A; long, " + "title é " * 20).replace(
        "summary: A deck.", "reviewed: 2024-01"
    )
    text = run(publication(article(front=front)), "review", "--format", "ics").stdout_bytes.decode()
    assert "DTSTART;VALUE=DATE:20270131\r\nDTEND;VALUE=DATE:20270201\r\n" in text
    assert r"SUMMARY:Medical review due: A\; long\," in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--format", "json"),
        ("review", "--format", "json"),
        ("catalog", "status", "--format", "json"),
        ("catalog", "check", "--format", "json"),
        ("build", "first", "--edition", "screen", "--language", "en", "--jobs", "1", "--format", "json"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_json_is_the_whole_of_standard_output(command: tuple[str, ...], publication: Publication) -> None:
    root = publication()
    assert json.loads(run(root, *command).stdout)


def test_problems_as_json_say_the_same_as_text(publication: Publication) -> None:
    root = publication(article("So [@nobody].\n"))
    text, data = run(root, "check", exit_code=1), run(root, "check", "--format", "json", exit_code=1)
    found = json.loads(data.stdout)
    assert ("", 1) == (text.stdout, found["errors"])
    told = [
        f"{p['path']}:{p['line']}:{p['column']} {p['code']}" if p["line"] else f"{p['path']} {p['code']}"
        for p in found["problems"]
    ]
    assert said(text) == told


def test_strict_counts_warnings(publication: Publication) -> None:
    root = publication()
    assert run(root, "check").stderr.count(": warning: ")
    run(root, "check", "--strict", exit_code=1)


def test_strict_refuses_untranslated_text_and_writes_nothing(publication: Publication) -> None:
    root = publication()
    result = run(root, "build", "first", "--strict", "--language", "es", "--edition", "screen", exit_code=1)
    assert "untranslated-strict" in result.stderr
    assert ["kept.pdf"] == [path.name for path in (root / "output" / "first").iterdir()]


def test_a_second_update_changes_no_byte(publication: Publication) -> None:
    root = publication()
    assert "locale/es/LC_MESSAGES/first.po\n" in run(root, "catalog", "update").stdout
    assert "" == run(root, "catalog", "update").stdout


def test_a_bad_source_date_is_wrong_usage(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    root = publication()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert ["epoch-bad"] == said(run(root, "build", "first", exit_code=2))


# ---------------------------------------------------------------- as a process of its own


def process(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONWARNINGS": "error", **more}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_data_and_talk_have_their_own_streams_and_no_bar_without_a_terminal(publication: Publication) -> None:
    root = publication(article("Text " + "W" * 200 + ".\n"))
    ran = process("build", "first", "--language", "en", "--edition", "screen", cwd=root / "articles")
    assert 0 == ran.returncode, ran.stderr
    assert 1 == len(ran.stdout.splitlines())
    assert "word-too-wide" in ran.stderr
    assert "\x1b" not in ran.stderr + ran.stdout


def test_the_program_is_called_motivator(tmp_path: Path) -> None:
    ran = process("build", cwd=tmp_path)
    assert (2, "Usage: motivator build") == (ran.returncode, ran.stderr[:22])


def test_a_reader_that_goes_away_is_no_fault(publication: Publication) -> None:
    root = publication()
    command = f"{sys.executable} -m pipeline review --format json | true; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    ran = subprocess.run(
        ["bash", "-c", command], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert ("0\n", "") == (ran.stdout, "" if "Traceback" not in ran.stderr else ran.stderr)


# ---------------------------------------------------------------- how it speaks


def test_a_table_is_as_wide_as_its_words() -> None:
    assert "a    n\n---  -\nbcd  1" == table([("bcd", 1)], ("a", "n"), right=(1,))


def test_colour_adds_nothing_but_colour() -> None:
    for span in (Span("a.md", 3, 1), Span("")):
        problem = Problem("error", "code", "an error: in words", span, "type this")
        assert problem.text() == click.unstyle(coloured(problem))
        assert problem.text() != coloured(problem)
