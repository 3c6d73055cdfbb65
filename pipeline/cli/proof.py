"""`motivator catalog proof`: each message beside the place where it prints."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.exchange import tag
from pipeline.cli.report import finish, talk
from pipeline.editorial.issue import issue_names
from pipeline.foundation.diagnostic import Problems, Span, shown
from pipeline.foundation.files import write_all
from pipeline.translation.printed import Printed, read_record, records


@click.command()
@click.argument("language", metavar="LANG", callback=tag)
@click.option("--issue", default="", metavar="NAME", help="The issue.  [default: the one that was built]")
@click.option(
    "--edition", default="", metavar="NAME", help="The edition.  [default: the first of the issue that was built]"
)
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="Write into DIR instead of beside the file.",
)  # fmt: skip
@click.pass_context
def proof(context: click.Context, language: str, issue: str, edition: str, output: Path | None) -> None:
    """Write a PDF and an HTML page that show each message in LANG with its number beside its place on the page.

    The places are those of the last build.

    \b
    Example:
      motivator build 2027-winter --language es --edition screen
      motivator catalog proof es --issue 2027-winter --edition screen
    """
    from pipeline.edition.inputs import read_inputs
    from pipeline.edition.proof import proof_rows
    from pipeline.edition.proofpage import SCALE, pictured, proof_html, sheet_rows
    from pipeline.press.proofsheet import proof_sheets
    from pipeline.press.regions import Pages
    from pipeline.translation.fallback import printing_catalogs
    from pipeline.translation.update import domains
    from pipeline.typesetting.font import FaceLibrary
    from pipeline.typesetting.layoutfile import read_layout

    press = context.obj
    problems = Problems()
    known = issue_names(press.root)
    if issue and issue not in known:
        raise click.BadParameter(f'no issue "{issue}"; there are {", ".join(known)}', param_hint="--issue")
    record = _record(press.root / "output", language, issue, edition)
    if record is None:
        wanted = " ".join(
            part for part in (issue or "ISSUE", f"--language {language}", edition and f"--edition {edition}") if part
        )
        problems.error(
            "proof-unbuilt",
            f'no file in "{language}" that is as it was built',
            Span(shown(press.root / "output" / issue, press.root)),
            hint=f"motivator build {wanted}",
        )
        finish(problems)
    folder = press.root / "output" / record.issue
    inputs = read_inputs(press.root, record.issue, problems)
    layout = read_layout(press.root, record.edition, language, problems)
    if inputs is None or layout is None:
        finish(problems)
    asked = domains(tuple(inputs.documents.values()), inputs.words, inputs.settings.language)
    printing, silent = proof_rows(asked, printing_catalogs(press.root, language, problems), record)
    title = f"{press.settings.name}, {record.issue}: proof of {record.language} {record.edition}"
    library = FaceLibrary(layout.faces, press.cache)
    family = "sans" if "sans" in layout.faces else next(iter(layout.faces))
    faces = (library.face(f"{family}/regular").path, library.face(f"{family}/bold").path)
    with Pages((folder / record.file).read_bytes(), SCALE) as pages:
        pictures = pictured(printing, pages)
        html = proof_html(title, record, printing, silent, pictures, pages)
    sheets = proof_sheets(title, record.language, sheet_rows(printing, silent, pictures), *faces)
    stem = f"{record.file.removesuffix('.pdf')}.proof"
    target = output or folder
    write_all({target / f"{stem}.html": html.encode(), target / f"{stem}.pdf": sheets})
    for suffix in (".html", ".pdf"):
        click.echo(target / f"{stem}{suffix}")
    talk(f"{len(printing)} messages with their places, {len(silent)} that print nowhere in this file")
    finish(problems)


def _record(output: Path, language: str, issue: str, edition: str) -> Printed | None:
    """Return the record of the file that is asked for, or of the first that was built."""
    if issue and edition:
        return read_record(output / issue, f"{issue}.{language}.{edition}.pdf")
    found = [
        record
        for record in records(output)
        if record.language == language
        and record.issue == (issue or record.issue)
        and record.edition == (edition or record.edition)
    ]
    # The print edition is what a translator's work ends in.
    return min(found, key=lambda record: (record.edition != "print", record.edition), default=None)
