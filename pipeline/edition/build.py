"""Builds: every edition of an issue in every language, in processes of their own, published whole or not at all."""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, ProcessPoolExecutor, wait
from pathlib import Path
from typing import ClassVar

from pipeline.edition.compose import Edition, compose
from pipeline.edition.cover import can_part, cover_of, inside_of, laid_out, spine_page, spine_width
from pipeline.edition.hardcoded import check_hard_coded
from pipeline.edition.inks import check_inks
from pipeline.edition.inputs import Inputs, read_inputs, shared_inputs
from pipeline.edition.jointly import goes_jointly
from pipeline.edition.manifest import ArticleEntry, Entry, FileEntry, article_entries
from pipeline.edition.unpaged import FORMS, layout_of, unpaged
from pipeline.edition.whereabouts import whereabouts
from pipeline.edition.work import issue_line, prepared
from pipeline.foundation.diagnostic import Exit, Problem, Problems, Span, Unusable, unusable
from pipeline.foundation.language import pseudo_kind
from pipeline.foundation.value import Apart, astuple, replace
from pipeline.press.printing import Output, conformance, print_book
from pipeline.translation.furniture import Furniture
from pipeline.translation.localise import Localised
from pipeline.translation.printed import Printed, encoded
from pipeline.typesetting.dump import dumped
from pipeline.typesetting.inspection import inspect, located
from pipeline.typesetting.layout import Guidelines, Layout
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Slot

# The profile that preflight holds a file to, by the standard that it claims.
PROFILES = {"PDF/X-4": "x4", "PDF/X-1a:2003": "x1a", "PDF/UA-1": "ua1", "PDF/UA-2": "ua2"}

# An eighth of an inch, where a layout for paper and screen has no bleed of its own.
_BLEED = 9.0


class Job(Apart, frozen=True):
    """One file to make. `created` is the date the file says it was made on, in ISO 8601.

    `inputs` stands for all that the file is made from, `articles` for what is shared by all files of the issue. `follows`
    is the language whose pages the articles take in this one, and `slots` are these pages, where they are known. `alone` says that
    no other file is made at the same time, `cover` that the file is the cover of an edition that has one of its own. `copies` asks
    for the pages of all copies that are mailed: in the printer's inks, whole, without tags, links and marks.
    """

    apart: ClassVar[tuple[str, ...]] = ("alone", "slots")

    root: Path
    issue: str
    language: str
    edition: str
    cache: Path
    created: str
    inputs: str = ""
    articles: str = ""
    draft: bool = False
    dump: bool = False
    follows: str = ""
    slots: Mapping[str, Slot] | None = None
    alone: bool = False
    cover: bool = False
    copies: bool = False

    @property
    def name(self) -> str:
        """The name of the file in `output/<issue>/`."""
        return file_name(self.issue, self.language, self.edition, self.cover)


def file_name(issue: str, language: str, edition: str, cover: bool = False) -> str:
    """Return the name of a file of an issue; `cover` for that of a cover of its own."""
    if edition in FORMS:
        return f"{issue}.{language}.{FORMS[edition][0]}"
    return f"{issue}.{language}.{edition}{'.cover' if cover else ''}.pdf"


class Product(Apart, frozen=True):
    """A file made: its bytes, or None where its content has errors, and what is to be said of it.

    `slots` are the pages that its articles take, `places` the record of where its messages print.
    """

    apart: ClassVar[tuple[str, ...]] = ("failure", "slots", "places")

    job: Job
    data: bytes | None
    entry: FileEntry | None
    problems: tuple[Problem, ...]
    dump: str = ""
    seconds: float = 0.0
    failure: Unusable | None = None
    slots: Mapping[str, Slot] | None = None
    places: bytes = b""


def make(job: Job) -> Product:
    """Return one edition in one language. Runs in a process of its own; reads, and writes nothing but the font cache."""
    started = time.process_time()
    problems = Problems()
    # A build makes millions of values that live to its end: looking for circles among them is time lost.
    gc.disable()
    try:
        if job.articles:
            inputs, noted = shared_inputs(job.root, job.issue, job.articles)
            problems.add(noted)
        else:
            inputs = read_inputs(job.root, job.issue, problems)
        others = inputs.issue.plan.editions if inputs is not None else ()
        layout = read_layout(job.root, layout_of(job.root, job.edition, others), job.language, problems)
        if inputs is not None and pseudo_kind(job.language):
            # It is looked at, not printed: it keeps to no other language's pages.
            alone = replace(inputs.issue.plan, coedition=False, same_plan=False)
            inputs = replace(inputs, issue=replace(inputs.issue, plan=alone))
        if inputs is not None and layout is not None and job.copies:
            layout = _for_copies(layout, inputs)
        if inputs is not None and layout is not None:
            check_inks(inputs, layout, job.cache, problems)
        if inputs is None or layout is None or problems.errors:
            return Product(job, None, None, tuple(problems))
        if job.edition in FORMS:
            return _without_pages(job, inputs, layout, problems, started)
        found = Problems()
        try:
            edition = compose(
                inputs,
                job.language,
                layout,
                job.cache,
                job.created,
                found,
                draft=job.draft,
                slots=job.slots,
                alone=job.alone,
            )
        except Unusable:
            problems.add(found)
            raise
        inspect(edition.book, layout, edition.library, found)
        problems.add(located(tuple(found), edition.book, layout))
        if pseudo_kind(job.language):
            check_hard_coded(edition, inputs, problems)
        if problems.errors:
            # What is wrong may have left pages without some of their content: there is nothing to print.
            return Product(job, None, None, tuple(problems), slots=edition.slots)
        data, pages = _printed(job, inputs, layout, edition, problems)
        if data is None:
            return Product(job, None, None, tuple(problems), slots=edition.slots)
        if not problems.errors:
            problems.add(refusals(job, data, output(inputs, layout, job.draft, job.name), layout.guidelines))
        entry = file_entry(
            job,
            conformance(output(inputs, layout, job.draft)),
            tuple(sorted({family.family for family in layout.faces.values()})),
            edition.localised,
            edition.furniture,
            () if job.cover else article_entries(inputs, edition.starts, edition.fitted),
            data,
            pages,
        )
        dump = dumped(edition.book, edition.arranged) if job.dump else ""
        seconds = time.process_time() - started
        places = _places(job, inputs, layout, edition, entry)
        return Product(job, data, entry, tuple(problems), dump, seconds, slots=edition.slots, places=places)
    except Unusable as fault:
        problems.add([fault.problem])
        return Product(job, None, None, tuple(problems), failure=fault)
    finally:
        gc.enable()


def _without_pages(job: Job, inputs: Inputs, layout: Layout, problems: Problems, started: float) -> Product:
    """Return an issue in a form that has no pages of ours."""
    work = prepared(inputs, job.language, layout, job.cache, problems)
    data, pages = unpaged(work, job.edition, job.created)
    work.setter.composer.keep()
    if problems.errors:
        return Product(job, None, None, tuple(problems))
    slugs = {slug: 0 for slug in inputs.issue.articles if slug in work.documents}
    entry = file_entry(
        job, FORMS[job.edition][1], (), work.localised, work.furniture, article_entries(inputs, slugs, {}), data, pages
    )
    return Product(job, data, entry, tuple(problems), seconds=time.process_time() - started)


def _places(job: Job, inputs: Inputs, layout: Layout, edition: Edition, entry: FileEntry) -> bytes:
    """Return the record of where messages print; a cover of its own, whose pages are laid side by side, has none."""
    if job.cover:
        return b""
    book = inside_of(edition.book) if job.edition in inputs.issue.plan.cover.separate else edition.book
    return encoded(
        Printed(
            file=job.name,
            sha256=entry.sha256,
            issue=job.issue,
            language=job.language,
            edition=job.edition,
            pages=entry.pages,
            messages=whereabouts(edition, book, inputs, layout),
        )
    )


def _printed(
    job: Job, inputs: Inputs, layout: Layout, edition: Edition, problems: Problems
) -> tuple[bytes | None, int]:
    """Return the file of an edition, or of its cover or what is within that, and its pages; None where it cannot be parted."""
    book, how = edition.book, output(inputs, layout, job.draft, job.name)
    if job.copies or job.edition not in inputs.issue.plan.cover.separate:
        return print_book(book, layout.colours, edition.library, how, problems), len(book.pages)
    if not can_part(book, layout, inputs.issue, problems):
        return None, 0
    inside = inside_of(book)
    if not job.cover:
        return print_book(inside, layout.colours, edition.library, how, problems), len(inside.pages)
    # Marks stand around the sheet, not around its pages.
    data = print_book(cover_of(book), layout.colours, edition.library, replace(how, marks=False, slug=""), problems)
    width = spine_width(len(inside.pages), inputs.settings.press.caliper)
    if not width:
        problems.warning(
            "cover-caliper",
            "the cover has no spine: how thick a leaf of the paper is is not known",
            Span("publication.toml"),
            hint='caliper = "0.1mm" in [press]; ask the printer',
        )
    words = f"{inputs.settings.name} · {issue_line(inputs.issue.plan, job.language)}"
    spine = spine_page(words, width, book, layout, edition.library, how)
    return laid_out(data, job.name, width, spine, layout, job.cache, problems), 2


def _for_copies(layout: Layout, inputs: Inputs) -> Layout:
    """Return a layout as copies are printed that are mailed: PDF/X-4 allows neither links nor, among shared pages, tags."""
    space = "cmyk" if inputs.settings.press.profile else layout.space
    sheet = replace(layout.sheet, bleed=layout.sheet.bleed or _BLEED)
    return replace(
        layout, sheet=sheet, space=space, tagged=False, links=False, conformance=("PDF/X-4",), marks=False, slug=False
    )


def output(inputs: Inputs, layout: Layout, draft: bool = False, name: str = "") -> Output:
    """Return how a layout's file, called `name`, is printed."""
    press = inputs.settings.press
    cmyk = layout.space == "cmyk"
    return Output(
        space=layout.space,
        tagged=layout.tagged,
        bleed=layout.sheet.bleed,
        links=layout.links,
        output_profile=inputs.root / press.profile if cmyk and press.profile else None,
        output_condition=(press.identifier, press.condition) if cmyk else ("", ""),
        draft=draft,
        overprint=goes_jointly(inputs.issue.plan, layout, len(inputs.settings.languages)),
        accessible=tuple(name for name in layout.conformance if not name.startswith("PDF/X")) or ("PDF/UA-1",),
        standard="PDF/X-1a:2003" if "PDF/X-1a" in layout.conformance else "PDF/X-4",
        marks=layout.marks,
        slug=name if layout.slug else "",
        ink=press.ink,
    )


def refusals(job: Job, data: bytes, made: Output, guidelines: Guidelines) -> list[Problem]:
    """Return what preflight holds against a file: whatever breaks a standard that it claims, or a guideline it is to keep."""
    if made.draft:
        return []
    # Loaded when there is a file to read, not while a command starts.
    from pipeline.press.preflight.checks import GUESSED
    from pipeline.press.preflight.guide import own_guide
    from pipeline.press.preflight.inspection import preflight

    wanted = [PROFILES[standard] for standard in conformance(made) if standard in PROFILES]
    guide = None
    # The rules of large print are for the edition itself, whose tags tell what its text is.
    if guidelines.name == "custom" and not job.copies:
        _, *figures = astuple(guidelines)
        guide = own_guide(*figures)
    elif guidelines.name and not job.copies:
        wanted.append(guidelines.name)
    reports = preflight(data, job.name, wanted, made.ink / 100, guide) if wanted or guide else ()
    found = [problem for report in reports for problem in report.problems() if problem.severity == "error"]
    return [replace(problem, severity="warning") if problem.code in GUESSED else problem for problem in found]


def file_entry(
    job: Job,
    standards: tuple[str, ...],
    fonts: tuple[str, ...],
    localised: Sequence[Localised],
    furniture: Furniture,
    articles: tuple[ArticleEntry, ...],
    data: bytes,
    pages: int,
) -> FileEntry:
    """Return what the manifest says of a file."""
    asked = sum(made.total for made in localised)
    translated = sum(made.translated for made in localised)
    fallbacks = tuple(Entry(made.document.slug, message.text) for made in localised for message in made.fallbacks)
    fallbacks += tuple(Entry("furniture", message.text) for message in furniture.fallbacks)
    return FileEntry(
        file=job.name,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        pages=pages,
        language=job.language,
        edition=job.edition,
        standards=standards,
        translated=round(translated / asked, 4) if asked else 1.0,
        fonts=fonts,
        articles=articles,
        shown_in_source_language=fallbacks,
        inputs=job.inputs,
        draft=job.draft,
    )


def run(
    jobs: Iterable[Job], workers: int, done: Callable[[Product], None], executor: Executor | None = None
) -> list[Product]:
    """Return the products of all jobs in their order; `done` is called with each as it comes.

    A job that follows another language's pages waits for that language's file, where it is among the jobs.
    """
    planned = list(jobs)
    leaders = {(job.issue, job.edition, job.cover, job.language): number for number, job in enumerate(planned)}
    waits = {
        number: leaders[job.issue, job.edition, job.cover, job.follows]
        for number, job in enumerate(planned)
        if job.follows != job.language and (job.issue, job.edition, job.cover, job.follows) in leaders
    }
    results: dict[int, Product] = {}
    if executor is None and (workers == 1 or len(planned) == 1):
        for number in sorted(range(len(planned)), key=lambda number: number in waits):
            slots = results[waits[number]].slots if number in waits else None
            results[number] = make(replace(planned[number], slots=slots, alone=workers > 1))
            done(results[number])
        return [results[number] for number in range(len(planned))]
    pool = executor or ProcessPoolExecutor(min(workers, len(planned)))
    try:
        with pool:
            running = {pool.submit(make, job): n for n, job in enumerate(planned) if n not in waits}
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    number = running.pop(future)
                    results[number] = product = future.result()
                    done(product)
                    for follower in (n for n, leader in waits.items() if leader == number):
                        running[pool.submit(make, replace(planned[follower], slots=product.slots))] = follower
    except BrokenExecutor as fault:
        raise unusable(
            "process-lost",
            "a process that made pages was ended from outside",
            Span(planned[0].issue),
            hint="the machine may be short of memory: try --jobs 1",
            exit_code=Exit.WORLD,
        ) from fault
    return [results[number] for number in range(len(planned))]
