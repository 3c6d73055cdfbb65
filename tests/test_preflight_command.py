"""The command `motivator preflight`, what builds make of it, and files that are none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from preflight_samples import GOOD, add, broken, large, press, tagged, words
from publications import ONE, contents, run, said
from specimen import BOTH, Specimen

from pipeline.cli.main import main
from pipeline.edition.build import PROFILES
from pipeline.foundation.diagnostic import Unusable
from pipeline.foundation.value import replace
from pipeline.press.preflight import checks
from pipeline.press.preflight.inspection import preflight
from pipeline.press.preflight.operations import Broken, operations
from pipeline.press.printing import Output, conformance


def command(*words: str, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["preflight", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert exit_code == result.exit_code, result.output
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "press.pdf").write_bytes(press())
    (tmp_path / "tagged.pdf").write_bytes(tagged())
    (tmp_path / "broken.pdf").write_bytes(broken("x4", add(words("one more note", "/G0 gs 0 0 0 1 k"))))
    return tmp_path


def test_a_file_is_held_to_what_it_claims(folder: Path) -> None:
    shown = command(str(folder / "press.pdf"), str(folder / "tagged.pdf")).stdout
    assert "press.pdf: PDF/X-4, 44 checks, passed" in shown
    assert "tagged.pdf: PDF/UA-1, 28 checks, passed" in shown


def test_every_check_is_shown_with_its_rule_and_its_figure(folder: Path) -> None:
    shown = command(str(folder / "press.pdf")).stdout
    wanted = [check for check in checks.CHECKS if "x4" in check.profiles.split()]
    assert [] == [check.code for check in wanted if f" {check.code} " not in shown or check.rule not in shown]
    assert "9.00 pt at the narrowest edge, 9 needed" in shown


def test_a_profile_can_be_named(folder: Path) -> None:
    result = command(str(folder / "tagged.pdf"), "--profile", "x4", exit_code=1)
    assert "PDF/X-4" in result.stdout
    assert {"output-intent", "press-annotations", "colour-space"} <= {code.split()[-1] for code in said(result)}


def test_what_is_found_is_said_with_page_place_text_and_rule(folder: Path) -> None:
    result = command(str(folder / "broken.pdf"), exit_code=1)
    assert (
        'error: black text of 10.0 pt does not overprint: "one more note" (page 1, 51 pt from the left and 159 from the top)'
        " [black-overprint]\n    hint: x4: GWG 2022 R0009 and R0011"
    ) in result.stderr


def test_json_says_the_same(folder: Path) -> None:
    data = json.loads(command(str(folder / "broken.pdf"), "--format", "json", exit_code=1).stdout)
    assert (1, 0) == (data["errors"], data["warnings"])
    (failed,) = [check for check in data["reports"][0]["checks"] if check["state"] == "fail"]
    assert "black-overprint" == failed["check"]
    assert [51.0, 159.0] == failed["findings"][0]["place"]


def test_warnings_count_when_they_are_asked_to(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(broken("x4", lambda pdf: pdf.pages.__delitem__(3)))
    assert "page-multiple" in command(str(path)).stderr
    command(str(path), "--strict", exit_code=1)


def test_a_file_that_claims_nothing_wants_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    assert "profile-unclaimed" in command(str(path), exit_code=2).stderr
    assert "PDF/X-4" in command(str(path), "--profile", "x4", exit_code=1).stdout


def test_no_file_and_no_such_file_are_wrong_usage(tmp_path: Path) -> None:
    command(exit_code=2)
    command(str(tmp_path / "none.pdf"), exit_code=2)


def locked(data: bytes, **rights: str) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", **rights))
    return out.getvalue()


def test_files_that_cannot_be_read_are_named_and_the_others_are_checked(folder: Path) -> None:
    bad = {
        "text.pdf": b"Dear printer,\n",
        "empty.pdf": b"",
        "head.pdf": press()[:700],
        "locked.pdf": locked(press(), user="b"),
        "rights.pdf": locked(press(), user=""),
    }
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    result = command(*(str(folder / name) for name in (*bad, "press.pdf")), exit_code=1)
    found = sorted(line.replace(str(folder), "").lstrip("/") for line in said(result))
    assert [
        "empty.pdf pdf-unreadable",
        "head.pdf pdf-unreadable",
        "locked.pdf pdf-encrypted",
        "rights.pdf pdf-encrypted",
        "text.pdf pdf-unreadable",
    ] == found
    assert "press.pdf: PDF/X-4" in result.stdout
    assert "0x" not in result.stderr


@pytest.mark.parametrize(("language", "edition"), BOTH)
def test_every_file_of_the_specimen_passes(specimen: Specimen, language: str, edition: str) -> None:
    data = specimen.pdf(language, edition).read_bytes()
    wanted = ("large-print",) if edition == "large-print" else ()
    claimed = preflight(data, edition)
    assert [("x4",) if edition == "print" else ("ua1",)] == [tuple(report.profile for report in claimed)]
    found = [problem for report in (*claimed, *preflight(data, edition, wanted)) for problem in report.problems()]
    assert [] == [problem.text() for problem in found if problem.severity == "error"]
    assert {"small-type-inks"} >= {problem.code for problem in found}


def test_a_build_that_fails_preflight_does_not_publish(
    publication: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication({"layouts/print.toml": ('bleed = "0.125in"', 'bleed = "0.1in"')})
    before = contents(root)
    result = run(root, *ONE, exit_code=1)
    assert "bleed-size" in {code.split()[-1] for code in said(result)}
    assert before == contents(root)
    run(root, *ONE, "--draft")


def test_every_standard_that_a_build_claims_has_a_profile() -> None:
    press = Output("cmyk", tagged=False, bleed=9, links=False)
    screen = Output("rgb", tagged=True, bleed=0, links=True)
    asked = (press, replace(press, standard="PDF/X-1a:2003"), screen, replace(screen, accessible=("PDF/UA-2",)))
    assert {claim for output in asked for claim in conformance(output)} == set(PROFILES)
    assert set(PROFILES.values()) <= set(checks.PROFILES)


def test_what_is_told_from_words_alone_stops_no_build() -> None:
    assert {check.code for check in checks.CHECKS} > checks.GUESSED


def test_profiles_in_the_table_are_known() -> None:
    assert set(checks.PROFILES) == {name for check in checks.CHECKS for name in check.profiles.split()}
    # Guides for large print look at the same things, with figures of their own.
    asked = [(name, check.code) for check in checks.CHECKS for name in check.profiles.split()]
    assert len(asked) == len(set(asked))


def test_the_command_starts_without_reading_pdf_libraries() -> None:
    code = "import sys, pipeline.cli.preflight; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set() == {"pikepdf", "pypdfium2", "PIL"} & set(done.stdout.split())


# ---------------------------------------------------------------- whatever the bytes


SMALL = {"x4": press, "ua1": tagged, "large-print": large}


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(SMALL)), st.floats(0, 1))
def test_a_file_cut_short_is_an_error_and_no_traceback(profile: str, share: float) -> None:
    data = SMALL[profile]()
    cut(data[: int(len(data) * share)], profile)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(sorted(SMALL)),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=12)), min_size=1, max_size=8),
)
def test_a_file_with_bytes_changed_is_read_or_named(profile: str, changes: list[tuple[float, bytes]]) -> None:
    with pikepdf.open(BytesIO(GOOD[profile]())) as pdf:
        out = BytesIO()
        # In the open, so that changes meet objects and operators and not their packing only.
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False, qdf=True)
    data = bytearray(out.getvalue())
    for share, new in changes:
        at = int(share * (len(data) - len(new)))
        data[at : at + len(new)] = new
    cut(bytes(data), profile)


def cut(data: bytes, profile: str) -> None:
    try:
        reports = preflight(data, "sample.pdf", (profile,))
    except Unusable as fault:
        assert fault.problem.code in ("pdf-unreadable", "pdf-encrypted")
    else:
        assert reports[0].results
        # Whatever the file says can be said at a terminal.
        json.dumps(reports[0].data(), ensure_ascii=False).encode()
        assert all(problem.text().replace("\n", "").isprintable() for problem in reports[0].problems())


@settings(max_examples=200)
@given(
    st.one_of(st.binary(max_size=60), st.text("01-. qQBTEmlcrefWn*/F[]<>()\\'\"kgdTjJ\n", max_size=60).map(str.encode))
)
def test_any_bytes_are_operations_or_named(data: bytes) -> None:
    with suppress(Broken):
        assert all(len(one) == 3 for one in operations(data))


def test_operations_are_those_that_pikepdf_reads() -> None:
    for make in GOOD.values():
        with pikepdf.open(BytesIO(make())) as pdf:
            for page in pdf.pages:
                wanted = [str(one.operator) for one in pikepdf.parse_content_stream(page)]
                building = {"m", "l", "c", "v", "y", "h", "re"}
                data = page.obj.Contents.read_bytes()
                assert [one for one in wanted if one not in building] == [o.decode() for _, _, o in operations(data)]
