"""`motivator mail`: copies of an issue, each with its reader's address, in the order of the post."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.report import finish, progress, show, talk
from pipeline.cli.session import Session
from pipeline.foundation.diagnostic import Exit, Problems

if TYPE_CHECKING:
    from pipeline.editorial.issue import Issue
    from pipeline.mailing.run import Done, Order


@click.command()
@click.argument("issue")
@click.argument("recipients", required=False)
@click.option(
    "--edition", "editions", multiple=True, metavar="NAME",
    help="Mail this edition; may be repeated, the first one for who names none.  [default: large-print]",
)  # fmt: skip
@click.option("--query", default="", metavar="SQL", help="What to ask the database that RECIPIENTS is the URL of.")
@click.option(
    "--name", default="", metavar="NAME", help="A name for this mailing, to send the same issue to the same list again."
)
@click.option(
    "--batch", type=click.IntRange(1, 100_000), default=None, metavar="N", help="Pieces a file.  [default: 2500]"
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, metavar="N", help="How many batches to make at once."
)
@click.option(
    "--scheduler",
    default="",
    metavar="URL",
    help="Make batches on the Dask cluster of this scheduler: tcp://host:8786.",
)
@click.option(
    "--purge", is_flag=True, help="Remove every mailing of ISSUE from output/, and the readers' data with it."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the result is printed.",
)  # fmt: skip
@click.pass_obj
def mail(
    session: Session,
    issue: str,
    recipients: str | None,
    editions: tuple[str, ...],
    query: str,
    name: str,
    batch: int | None,
    jobs: int | None,
    scheduler: str,
    purge: bool,
    form: str,
) -> None:
    """Make addressed copies of ISSUE for RECIPIENTS, sorted for the post, with labels, proofs, lists and a report.

    RECIPIENTS is a CSV or XLSX file, or the URL of a database with --query. Rows that cannot be mailed are written to
    refused.csv with their numbers and reasons. A mailing that broke off goes on when the command is given again.

    \b
    Example: motivator mail 2027-winter recipients.csv --edition large-print
    """
    from pipeline.editorial.issue import read_issue

    problems = Problems()
    settings = session.settings
    plan = read_issue(session.root, issue, settings, problems)
    if plan is None or problems.errors:
        finish(problems, format=form)
    folder = session.root / "output" / issue / "mail"
    if purge:
        from pipeline.mailing.run import purge as purged

        if recipients:
            raise click.UsageError("--purge takes no RECIPIENTS")
        count = purged(folder)
        click.echo(
            json.dumps({"purged": count}) if form == "json" else f"{count} mailing{'' if count == 1 else 's'} removed"
        )
        raise SystemExit(int(Exit.DONE))
    if not recipients:
        raise click.UsageError("Missing argument 'RECIPIENTS'.")
    if name and not name.replace("-", "").replace("_", "").isalnum():
        raise click.BadParameter(f'"{name}" is no name: letters, digits and hyphens', param_hint="--name")
    wanted = editions or ("large-print",)
    for edition in wanted:
        if edition not in plan.plan.editions:
            raise click.UsageError(f'no edition "{edition}"; this issue has {", ".join(plan.plan.editions)}')
    order = _order(session, plan, recipients, query, tuple(dict.fromkeys(wanted)), folder, name, batch, jobs, scheduler)
    done = _made(order, problems)
    if done is None:
        show(problems, form)
        talk("nothing mailed")
        raise SystemExit(int(Exit.PROBLEMS))
    if form == "json":
        data = {
            "folder": done.folder.as_posix(),
            "figures": dict(done.figures),
            "batches": done.batches,
            "made": done.made,
        }
        click.echo(json.dumps(data, indent=2))
    else:
        figures = ", ".join(f"{count:,} {what}" for what, count in done.figures)
        state = f"{done.made} made now" if done.made else "unchanged"
        click.echo(f"{done.folder}  {figures}; {done.batches} batches, {state}")
        show(problems)
    raise SystemExit(int(Exit.DONE))


def _order(
    session: Session,
    plan: Issue,
    recipients: str,
    query: str,
    editions: tuple[str, ...],
    folder: Path,
    name: str,
    batch: int | None,
    jobs: int | None,
    scheduler: str,
) -> Order:
    from pipeline.edition.dates import created
    from pipeline.foundation.value import replace
    from pipeline.mailing.run import Order

    settings = session.settings
    publisher = settings.publisher
    mailing = settings.mailing if batch is None else replace(settings.mailing, batch=batch)
    sender = tuple(mailing.return_address) or (publisher.name, *publisher.address)
    return Order(
        root=session.root,
        issue=plan.name,
        title=settings.name,
        source=recipients,
        query=query,
        languages=tuple(settings.languages),
        editions=editions,
        mailing=mailing,
        sender=sender,
        organization=publisher.name,
        cache=session.cache,
        folder=folder,
        created=created(plan.plan.date, os.environ.get("SOURCE_DATE_EPOCH", "")),
        today=session.today,
        name=name,
        jobs=jobs or os.cpu_count() or 1,
        scheduler=scheduler,
    )


def _made(order: Order, problems: Problems) -> Done | None:
    """Return the mailing made, with a bar on standard error."""
    from pipeline.mailing.run import Progress
    from pipeline.mailing.run import mail as mailed

    with progress() as bar:
        task = bar.add_task("reading the list", total=None)

        def read(count: int) -> None:
            bar.update(task, completed=count)

        def made(count: int, total: int) -> None:
            bar.update(task, description="batches", completed=count, total=total)

        return mailed(order, Progress(read, made), problems)
