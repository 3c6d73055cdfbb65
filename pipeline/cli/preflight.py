"""`motivator preflight`: finished PDFs held against the profiles of printers, screen readers and large print."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.report import show, table
from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable
from pipeline.press.preflight.checks import PROFILES
from pipeline.press.preflight.inspection import preflight as inspected
from pipeline.press.preflight.outcome import Report, count


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="PDF…", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--profile", "profiles", multiple=True, type=click.Choice(list(PROFILES)),
    help="Hold the files to this profile; may be repeated.  [default: what each file claims]",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the checks are printed.",
)  # fmt: skip
def preflight(files: tuple[Path, ...], profiles: tuple[str, ...], strict: bool, form: str) -> None:
    """Check finished PDFs as a printer's or a screen reader's software would, from whichever program they come.

    Every check is named with what it measured and where its rule is written; what breaks a rule, with its page and place.
    The profiles: x4 and x1a (PDF/X, for the press), ua1 and ua2 (PDF/UA, for screen readers), large-print, aph, acb
    and rnib (guidelines for large print).

    \b
    Example: motivator preflight advertisement.pdf --profile x4
    """
    problems = Problems()
    reports: list[Report] = []
    worst = Exit.DONE
    for path in files:
        name = path.as_posix()
        try:
            found = inspected(path.read_bytes(), name, dict.fromkeys(profiles))
        except Unusable as fault:
            problems.add([fault.problem])
            worst = max(worst, fault.exit_code)
            continue
        if not found:
            hint = f"say which: --profile {next(iter(PROFILES))}"
            problems.error("profile-unclaimed", "claims no profile that it could be held to", Span(name), hint=hint)
            worst = max(worst, Exit.USAGE)
        reports += found
        for report in found:
            problems.add(report.problems())
    bad = problems.errors or (strict and len(problems))
    if form == "json":
        data = {
            "reports": [report.data() for report in reports],
            "problems": [problem.data() for problem in problems],
            "errors": problems.errors,
            "warnings": problems.warnings,
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(summary(report) for report in reports), nl=bool(reports))
        show(problems)
    raise SystemExit(int(max(worst, Exit.PROBLEMS if bad else Exit.DONE)))


def summary(report: Report) -> str:
    """Return a report as a heading and a table of its checks."""
    failed = sum(result.state == "fail" for result in report.results)
    warned = sum(result.state == "warning" for result in report.results)
    standard = PROFILES[report.profile].partition(":")[0]
    verdict = f"{failed} failed" if failed else "passed"
    also = f", {count(warned, 'warning')}" if warned else ""
    rows = [(result.state, result.code, result.rule, result.figure) for result in report.results]
    return (
        f"{report.path}: {standard}, {count(len(report.results), 'check')}, {verdict}{also}\n"
        f"{table(rows, ('state', 'check', 'rule', 'figure'))}"
    )
