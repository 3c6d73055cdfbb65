"""A mailing from its list to its last batch, resumable wherever it broke off.

In: an order. Out: `output/<issue>/mail/<run>/`. First a plan is made beside its place: readers, pieces, serial numbers. It is moved
there whole, and from then on every batch is made from it, whole or not at all. A rerun makes what is not there.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.foundation.diagnostic import Exit, Problems, Span, unusable
from pipeline.foundation.postal import Mailing
from pipeline.foundation.value import Struct
from pipeline.mailing.barcode import serials
from pipeline.mailing.batch import PLAN, folder_name, make_batch, stock_key, sums_of, write_private
from pipeline.mailing.batch import Terms as BatchTerms
from pipeline.mailing.plan import Plan
from pipeline.mailing.postage import CLASSES
from pipeline.mailing.press import Stand, Wanted, copies, covered, stand
from pipeline.mailing.report import pick_list, postal_report, refusals
from pipeline.mailing.serials import Block, reserve
from pipeline.mailing.staging import Terms, known_columns, settle, stage
from pipeline.mailing.stock import lay
from pipeline.mailing.tablefile import rows, shown
from pipeline.mailing.tables import Panel, Scheme, Sheet, read_table
from pipeline.mailing.wish import Offer

Result = TypeVar("Result")
_STAGING = ".plan."
_DONE = "mailing.json"
_REFUSED = "refused.csv"


class Order(Struct, frozen=True):
    """What is asked for: an issue to the readers of a list. `folder` is `output/<issue>/mail`, `name` tells one mailing of the same
    issue to the same readers from another."""

    root: Path
    issue: str
    title: str
    source: str
    query: str
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    mailing: Mailing
    sender: tuple[str, ...]
    organization: str
    cache: Path
    folder: Path
    created: str
    today: date
    name: str = ""
    jobs: int = 1
    scheduler: str = ""


class Done(Struct, frozen=True):
    """A mailing that is finished: its folder, figures, and whether any batch had to be made now."""

    folder: Path
    figures: tuple[tuple[str, int], ...]
    made: int
    batches: int


class Progress(Struct, frozen=True):
    """Who is told how far things are: rows read, and batches made of all."""

    read: Callable[[int], None]
    made: Callable[[int, int], None]


def mail(order: Order, progress: Progress, problems: Problems) -> Done | None:
    """Make a mailing, or what is missing of it; None where something is wrong, with what."""
    mailing = order.mailing
    if not known_columns(mailing, "publication.toml", problems):
        return None
    panel = read_table(order.root, "panels", mailing.panel, Panel, problems)
    sheet = read_table(order.root, "labels", mailing.labels, Sheet, problems)
    scheme = read_table(order.root, "presort", mailing.containers, Scheme, problems)
    if panel is None or sheet is None or scheme is None:
        return None
    _private(order.folder)
    with _locked(order.folder):
        for rest in order.folder.glob(f"{_STAGING}*"):
            rest.unlink()
        wanted = Wanted(order.root, order.issue, order.editions, order.cache, order.folder / "press", order.created)
        found, noted = _apart(stand, wanted)
        problems.add(problem for problem in noted if problem.severity == "error")
        if found is None or problems.errors:
            return None
        run = _planned(order, found, wanted, panel, sheet, scheme, progress, problems)
        if run is None:
            return None
        made = _batches(order, run, progress)
        return _finished(order, run, made)


def _planned(
    order: Order,
    found: Stand,
    wanted: Wanted,
    panel: Panel,
    sheet: Sheet,
    scheme: Scheme,
    progress: Progress,
    problems: Problems,
) -> Path | None:
    """Return the folder of the mailing with its plan in it, made now or before."""
    offer = Offer(order.languages, found.makes, order.mailing.languages, order.mailing.formats)
    terms = Terms(offer, order.mailing, order.today, found.lettering, panel)
    path = order.folder / f"{_STAGING}{os.getpid()}"
    plan = Plan(path, new=True)
    try:
        if not stage(plan, rows(order.source, order.query), shown(order.source), terms, problems, progress.read):
            return None
        pairs = sorted({(lang, edition) for edition, langs in plan.wanted() for lang in langs})
        if not pairs:
            why = order.folder / _REFUSED
            why.unlink(missing_ok=True)
            write_private(why, refusals(plan).encode())
            problems.error(
                "mailing-empty",
                f"no row can be mailed: {plan.count('refused')} are refused",
                Span(shown(order.source)),
                hint=f"{why.relative_to(order.root).as_posix()} says why",
            )
            return None
        pages, about = {}, []
        for language, edition in pairs:
            file, copy, said = _apart(copies, wanted, language, edition, found.inputs[language, edition])
            problems.add(problem for problem in said if problem.severity == "error")
            if file is None or copy is None:
                return None
            pages[f"{language}.{edition}"] = file
            about.append(copy)
            if panel.on == "back" and (under := _apart(covered, file, panel.boxes)):
                problems.error(
                    "panel-covered",
                    f"the last page of {edition} in {language} has {' and '.join(under)} where the address goes",
                    Span("publication.toml"),
                    hint='[mailing] panel = "carrier" puts it on a page of its own',
                )
                return None
        settle(plan, about, found.advertising, terms, scheme)
        identity = sha256(
            json.dumps(
                [plan.digest(), sorted(path.name for path in pages.values()), msgspec.to_builtins(order.mailing), order.name,
                 order.sender, order.organization, msgspec.to_builtins(panel), msgspec.to_builtins(sheet), found.face.name],
                sort_keys=True,
            ).encode()
        ).hexdigest()  # fmt: skip
        run = order.folder / f"{order.name or 'mailing'}-{identity[:12]}"
        _alone(order.folder, run)
        if (run / PLAN).is_file():
            return run
        mailer = order.mailing.mailer
        blocks: tuple[Block, ...] = ()
        if mailer:
            ledger, room = order.mailing.ledger, serials(mailer)
            blocks = reserve(ledger, order.root, mailer, identity, plan.count(), room, order.today)
        stocks = {}
        for number in plan.batches():
            key = stock_key(sums_of(plan, number))
            if key not in stocks:
                stock = _apart(lay, [(sort, pages[sort]) for sort in key.split(" ")], found.face, wanted.folder)
                stocks[key] = stock.path.name
        batch = BatchTerms(
            identity, order.mailing, panel, sheet, found.lettering, order.sender, order.organization, blocks, stocks
        )
        plan.put("terms", msgspec.to_builtins(batch))
        plan.put("title", f"{order.title}, {order.issue}")
        plan.put("sizes", {make.name: make.size for make in found.makes})
        plan.finish()
        _private(run)
        path.rename(run / PLAN)
        _sync(run)
        return run
    finally:
        plan.close()
        path.unlink(missing_ok=True)


def _alone(folder: Path, run: Path) -> None:
    """Refuse to begin a mailing while another one of the issue is unfinished: the list has changed, readers may get two copies."""
    for other in sorted(folder.glob(f"*/{PLAN}")):
        if other.parent != run and not (other.parent / _DONE).is_file():
            raise unusable(
                "mailing-unfinished",
                f'the mailing "{other.parent.name}" of this issue is not finished, and its list or its terms were others',
                Span(other.parent.name),
                hint="run it again with the same list and settings, or remove it: motivator mail ISSUE --purge",
            )


def _batches(order: Order, run: Path, progress: Progress) -> int:
    """Make every batch that is not there, and return how many were made."""
    _sweep(run)
    plan = Plan(run / PLAN)
    try:
        numbers = plan.batches()
    finally:
        plan.close()
    todo = [number for number in numbers if not (run / folder_name(number)).is_dir()]
    done = len(numbers) - len(todo)
    progress.made(done, len(numbers))
    if not todo:
        return 0
    with _executor(order, len(todo)) as pool:
        waiting = iter(todo)
        # No more are handed out than keep everybody busy.
        running: set[Future[int]] = set()
        try:
            while True:
                for number in waiting:
                    running.add(pool.submit(make_batch, run, number))
                    if len(running) >= 2 * order.jobs:
                        break
                if not running:
                    _sweep(run)
                    return len(todo)
                ready, running = wait(running, return_when=FIRST_COMPLETED)
                for future in ready:
                    future.result()
                    done += 1
                progress.made(done, len(numbers))
        except BrokenExecutor as fault:
            raise unusable(
                "process-lost",
                "a process that made batches was ended from outside",
                Span(order.issue),
                hint="run the command again: it goes on where it broke off",
                exit_code=Exit.WORLD,
            ) from fault


def _sweep(run: Path) -> None:
    """Take away what processes that were killed have left: half a batch has readers' addresses in it."""
    for rest in run.glob(".batch-*"):
        shutil.rmtree(rest, ignore_errors=True)


@contextmanager
def _executor(order: Order, count: int) -> Iterator[Executor]:
    """Yield who makes batches: processes of this machine, or the workers of a Dask cluster that share its folders."""
    if not order.scheduler:
        with ProcessPoolExecutor(min(order.jobs, count), initializer=_heed, initargs=(os.getpid(),)) as pool:
            yield pool
        return
    try:
        from pipeline.mailing.cluster import connected
    except ImportError as fault:
        raise unusable(
            "cluster-missing", "--scheduler needs Dask", Span(order.scheduler),
            hint="pip install 'motivator-pipeline[cluster]'", exit_code=Exit.USAGE,
        ) from fault  # fmt: skip
    with connected(order.scheduler) as pool:
        yield pool


def _heed(parent: int) -> None:
    """End this process soon after its parent is gone: one that was killed cannot say so itself."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def _apart(task: Callable[..., Result], *arguments: Any) -> Result:
    """Return what a task returns that runs in a process of its own, whose memory ends with it."""
    with ProcessPoolExecutor(1, initializer=_heed, initargs=(os.getpid(),)) as pool:
        try:
            return pool.submit(task, *arguments).result()
        except BrokenExecutor as fault:
            raise unusable(
                "process-lost", "a process that made pages was ended from outside", Span(""),
                hint="the machine may be short of memory", exit_code=Exit.WORLD,
            ) from fault  # fmt: skip


def _finished(order: Order, run: Path, made: int) -> Done:
    """Write what a whole mailing is, and return it."""
    plan = Plan(run / PLAN)
    try:
        numbers = plan.batches()
        figures = [("pieces", plan.count()), ("refused", plan.count("refused"))]
        figures += [(CLASSES[postage], count) for postage, count in plan.sums("pieces.postage")]
        if not (run / _DONE).is_file():
            batches = [json.loads((run / folder_name(number) / "batch.json").read_bytes()) for number in numbers]
            texts = {
                _REFUSED: refusals(plan),
                "picklist.txt": pick_list(plan),
                "report.txt": postal_report(plan),
                _DONE: json.dumps(
                    {"issue": order.issue, "name": run.name, "figures": dict(figures), "batches": batches},
                    indent=2,
                    sort_keys=True,
                )
                + "\n",
            }
            for name, text in texts.items():
                beside = run / f".{name}"
                beside.unlink(missing_ok=True)
                write_private(beside, text.encode())
                beside.rename(run / name)
            _sync(run)
        return Done(run, tuple(figures), made, len(numbers))
    finally:
        plan.close()


def purge(folder: Path) -> int:
    """Remove every mailing of an issue, and return how many there were. The ledger stays: it has no reader's data."""
    if not folder.is_dir():
        return 0
    with _locked(folder):
        runs = [path.parent for path in folder.glob(f"*/{PLAN}")]
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != _LOCK:
                path.unlink()
    (folder / _LOCK).unlink(missing_ok=True)
    folder.rmdir()
    return len(runs)


_LOCK = ".lock"
# Tenths of a second.
_PATIENCE = 30


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep others from mailing this issue meanwhile; the lock ends with the process, however that ends."""
    import fcntl

    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        # Processes of a mailing that was killed end a moment after it.
        for attempt in range(_PATIENCE + 1):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as fault:
                if attempt == _PATIENCE:
                    raise unusable(
                        "mailing-busy", "somebody mails this issue now", Span(folder.parent.name), exit_code=Exit.WORLD
                    ) from fault
                time.sleep(0.1)
        yield
    finally:
        os.close(handle)


def _private(folder: Path) -> None:
    """Make a folder that its owner alone may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
