"""Commands that make things: `check` and `build`."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

import click

from pipeline.cli.report import finish, progress, show, talk
from pipeline.cli.session import Session
from pipeline.edition.build import Job, Product, file_name, run
from pipeline.edition.dates import created
from pipeline.edition.inputs import shared_inputs
from pipeline.edition.ledger import Sources, keep, recalled
from pipeline.edition.manifest import FILE, FileEntry, Manifest, combined, publish, read_manifest
from pipeline.edition.sharedplates import prove_plates, shared_editions
from pipeline.edition.unpaged import FORMS, layout_of
from pipeline.edition.verify import verify, verify_texts
from pipeline.editorial.issue import Issue, issue_names, read_issue
from pipeline.foundation.diagnostic import Exit, Problems, Span
from pipeline.foundation.language import pseudo_kind
from pipeline.translation.printed import record_name

FORMAT = click.Choice(["text", "json"])


@click.command()
@click.argument("issue", required=False)
@click.option("--format", "form", type=FORMAT, default="text", show_default=True, help="How problems are printed.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--pages/--no-pages", default=None, help="Compose the pages and read them, too.  [default: with ISSUE]")
@click.option("--jobs", type=click.IntRange(1, 256), default=None, metavar="N", help="How many files to make at once.")
@click.pass_obj
def check(session: Session, issue: str | None, form: str, strict: bool, pages: bool | None, jobs: int | None) -> None:
    """Say everything that is wrong with the articles, catalogs, layouts, review dates and citations.

    With ISSUE, only what that issue is made of, and its pages as well: they are made in every language and edition, and
    what a reader of proofs would mark is said with its page. Where there are errors before, no page is made.

    \b
    Example: motivator check 2027-winter
    """
    problems = Problems()
    settings = session.settings
    verify(session.root, settings, issue, session.today, session.cache, problems)
    if not problems.errors and (pages or (pages is None and issue)):
        names = (issue,) if issue else issue_names(session.root)
        plans = [plan for name in names if (plan := read_issue(session.root, name, settings, problems)) is not None]
        planned = [
            job
            for plan in plans
            for job in jobs_of(session, plan, tuple(settings.languages), tuple(plan.plan.editions))
        ]
        products = make_all(planned, jobs)
        for product in products:
            problems.add(product.problems)
        for plan in plans:
            prove(session, plan, plan.plan.editions, {}, products, problems)
    finish(problems, strict=strict, format=form)


def jobs_of(
    session: Session,
    plan: Issue,
    languages: Sequence[str],
    editions: Sequence[str],
    *,
    draft: bool = False,
    dump: bool = False,
) -> list[Job]:
    """Return the files to make of an issue, language by language, each with the mark of what it is made from."""
    when = created(plan.plan.date, os.environ.get("SOURCE_DATE_EPOCH", ""))
    sources = Sources(session.root)
    return [
        Job(
            session.root,
            plan.name,
            language,
            edition,
            session.cache,
            when,
            sources.digest(
                plan.name,
                plan.slugs,
                language,
                layout_of(session.root, edition, plan.plan.editions),
                (when, "draft" * (draft or bool(pseudo_kind(language))), "cover" * cover, edition),
                plan.plan.coedition,
            ),
            sources.articles,
            # Nobody should take a pseudo-language for an edition.
            draft or bool(pseudo_kind(language)),
            dump,
            session.settings.language if plan.plan.same_plan or plan.plan.coedition else "",
            cover=cover,
        )
        for language in languages
        for edition in editions
        for cover in parts_of(plan, edition)
    ]


def parts_of(plan: Issue, edition: str) -> tuple[bool, ...]:
    """Return the files of an edition: False for its pages, and True for its cover, where that has a file of its own."""
    return (False, True) if edition in plan.plan.cover.separate else (False,)


@click.command()
@click.argument("issue")
@click.option("--language", "languages", multiple=True, metavar="TAG", help="Make this language only; may be repeated.")
@click.option("--edition", "editions", multiple=True, metavar="NAME", help="Make this edition only; may be repeated.")
@click.option("--jobs", type=click.IntRange(1, 256), default=None, metavar="N", help="How many files to make at once.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="Write into DIR instead of output/ISSUE.",
)  # fmt: skip
@click.option("--draft", is_flag=True, help="Mark every page as a draft and claim no standard.")
@click.option("--strict", is_flag=True, help="Refuse untranslated text, and count warnings as errors.")
@click.option("--force", is_flag=True, help="Make files anew although nothing has changed.")
@click.option("--dump", is_flag=True, help="Write the pages as text beside each PDF.")
@click.option("--format", "form", type=FORMAT, default="text", show_default=True, help="How the result is printed.")
@click.pass_obj
def build(
    session: Session,
    issue: str,
    languages: tuple[str, ...],
    editions: tuple[str, ...],
    jobs: int | None,
    output: Path | None,
    draft: bool,
    strict: bool,
    force: bool,
    dump: bool,
    form: str,
) -> None:
    """Make the PDFs of ISSUE in every language and edition, with their manifest.

    Nothing is written where anything is wrong: output/ keeps the files it has.

    A pseudo-language shows what no translation can change: en-x-longer has accents and is half as long again, en-x-brackets has
    accents and each text in brackets.

    \b
    Example: motivator build 2027-winter --language es --edition large-print
    """
    problems = Problems()
    settings = session.settings
    plan = read_issue(session.root, issue, settings, problems)
    if plan is None or problems.errors:
        finish(problems, format=form)
    pseudo = tuple(dict.fromkeys(tag for tag in languages if pseudo_kind(tag)))
    wanted_languages = chosen(languages, (*settings.languages, *pseudo), "language")
    forms = () if not editions else tuple(name for name in FORMS if name not in plan.plan.editions)
    wanted_editions = chosen(editions, (*plan.plan.editions, *forms), "edition")
    folder = output or session.root / "output" / issue
    planned = jobs_of(session, plan, wanted_languages, wanted_editions, draft=draft, dump=dump)
    old = read_manifest(folder)
    fresh: dict[str, FileEntry] = {}
    for job in planned if not (force or dump) else ():
        known = recalled(job.cache, job.inputs, folder / job.name)
        if known is not None and has_record(folder, job):
            fresh[job.name] = known[0]
            problems.add(known[1])
    todo = [job for job in planned if job.name not in fresh]
    if todo:
        # Read here, before there are other processes: those that are forked find it read.
        inputs, noted = shared_inputs(todo[0].root, todo[0].issue, todo[0].articles)
        problems.add(problem for problem in noted if problem.severity == "error")
        if inputs is not None:
            spoken = [language for language in wanted_languages if not pseudo_kind(language)]
            verify_texts(inputs, spoken, session.cache, problems, draft=draft)
    products = [] if problems.errors else make_all(todo, jobs)
    for product in products:
        problems.add(product.problems)
    if not problems.errors and plan.plan.coedition and not pseudo:
        known_files = {name: (entry, folder / name) for name, entry in fresh.items()}
        if len(wanted_languages) < len(settings.languages):
            for job in jobs_of(session, plan, tuple(settings.languages), wanted_editions, draft=draft):
                entry = recalled(job.cache, job.inputs, folder / job.name)
                if job.language not in wanted_languages and entry is not None:
                    known_files[job.name] = (entry[0], folder / job.name)
        prove(session, plan, wanted_editions, known_files, products, problems)
    entries = [*fresh.values(), *(product.entry for product in products if product.entry is not None)]
    if strict:
        refuse_fallbacks(entries, problems)
    failed = [product.failure for product in products if product.failure is not None]
    bad = problems.errors or any(product.data is None for product in products) or (strict and len(problems))
    if bad:
        show(problems, form)
        talk(f"nothing written: {folder} is as it was")
        raise SystemExit(int(max([fault.exit_code for fault in failed], default=Exit.PROBLEMS)))
    order = [
        file_name(issue, language, name, cover)
        for language in settings.languages
        for name in dict.fromkeys((*plan.plan.editions, *FORMS))
        for cover in parts_of(plan, name)
    ]
    new = combined(old, Manifest(issue=issue, title=plan.plan.title, files=tuple(entries)), order)
    if products or new != old:
        files: dict[str, bytes] = {}
        for product in products:
            assert product.data is not None
            files[product.job.name] = product.data
            if product.places:
                files[record_name(product.job.name)] = product.places
            if dump:
                files[f"{product.job.name[:-4]}.txt"] = product.dump.encode()
        publish(folder, new, files)
    for product in products:
        if product.entry is not None:
            keep(product.job.cache, product.job.inputs, product.entry, product.problems)
    say_what_was_made(folder, planned, fresh, form)
    if form == "text":
        say_what_was_fitted(planned, entries)
        show(problems)


def prove(
    session: Session,
    plan: Issue,
    editions: Sequence[str],
    known: Mapping[str, tuple[FileEntry, Path]],
    products: Sequence[Product],
    problems: Problems,
) -> None:
    """Hold the languages of a co-edition to each other where any of their files was made now; `known` are those that were there."""
    languages = session.settings.languages
    made = {product.job.name: product for product in products if product.job.issue == plan.name}
    for edition in shared_editions(session.root, plan, editions, languages):
        names = {language: f"{plan.name}.{language}.{edition}.pdf" for language in languages}
        if not any(name in made for name in names.values()):
            continue
        files: dict[str, tuple[FileEntry, bytes]] = {}
        for language, name in names.items():
            product = made.get(name)
            if product is not None and product.entry is not None and product.data is not None:
                files[language] = product.entry, product.data
            elif product is None and name in known:
                files[language] = known[name][0], known[name][1].read_bytes()
        if not any(product.data is None for name, product in made.items() if name in names.values()):
            prove_plates(plan, edition, files, languages, problems)


def has_record(folder: Path, job: Job) -> bool:
    """Tell whether the record of where messages print is there; covers of their own and forms without pages have none."""
    return job.cover or job.edition in FORMS or (folder / record_name(job.name)).is_file()


def chosen(given: tuple[str, ...], known: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the languages or editions asked for, all of them where none was named.

    Raises `click.UsageError` for one that is not there.
    """
    for name in given:
        if name not in known:
            raise click.UsageError(f'no {what} "{name}"; this issue has {", ".join(known)}')
    return tuple(name for name in known if not given or name in given)


def make_all(jobs: list[Job], workers: int | None) -> list[Product]:
    """Return the products of all jobs, with a bar on standard error."""
    if not jobs:
        return []
    with progress() as bar:
        task = bar.add_task("composing", total=len(jobs))

        def done(product: Product) -> None:
            bar.update(task, advance=1, description=f"{product.job.language} {product.job.edition}")

        return run(jobs, workers or os.cpu_count() or 1, done)


def refuse_fallbacks(entries: Sequence[FileEntry], problems: Problems) -> None:
    """Report each language that would show text in its source language."""
    for entry in entries:
        shown = entry.shown_in_source_language
        for domain in dict.fromkeys(one.domain for one in shown):
            count = sum(one.domain == domain for one in shown)
            problems.error(
                "untranslated-strict",
                f"{count} texts would show in their source language",
                Span(f"locale/{entry.language}/LC_MESSAGES/{domain}.po"),
                hint="translate them, or build without --strict",
            )


def say_what_was_fitted(planned: Sequence[Job], entries: Sequence[FileEntry]) -> None:
    """Say on standard error how articles were set otherwise than the layout says, to take the pages they were given."""
    made = {entry.file: entry for entry in entries}
    for entry in (made[job.name] for job in planned if job.name in made):
        for article in entry.articles:
            if article.fitted:
                talk(f"{entry.language} {entry.edition}: {article.slug} was fitted: {', '.join(article.fitted)}")


def say_what_was_made(folder: Path, planned: Sequence[Job], fresh: Container[str], form: str) -> None:
    """Print the files of this build on standard output; `fresh` are those that were there."""
    manifest = read_manifest(folder)
    if form == "json":
        click.echo((folder / FILE).read_text("utf-8"), nl=False)
        return
    names = {job.name for job in planned}
    for entry in manifest.files if manifest else ():
        if entry.file in names:
            state = "unchanged" if entry.file in fresh else f"{entry.bytes / 1000:.0f} kB"
            pages = f"{entry.pages} pages, " if entry.pages else ""
            claims = ", ".join(entry.standards) or "no standard claimed"
            click.echo(f"{folder / entry.file}  {pages}{entry.translated:.0%} translated, {claims}, {state}")
