"""One batch: its copies, labels, proof and lists, made in a folder beside its place and moved there whole.

In: a plan on disk and a number. Out: `batch-0001/`. The same plan gives the same bytes, whoever makes it, so that a
batch that broke off is made again and none is made twice. Runs in a process of its own, on this machine or another.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from pipeline.foundation.postal import Mailing
from pipeline.foundation.value import Struct
from pipeline.mailing.barcode import Barcode, tracking
from pipeline.mailing.copies import Kinds, Look, write_copies
from pipeline.mailing.labels import write_labels
from pipeline.mailing.lettering import Lettering
from pipeline.mailing.panel import block, shared
from pipeline.mailing.plan import Piece, Plan
from pipeline.mailing.postage import CLASSES, FREE, mark
from pipeline.mailing.report import pick_list, postal_report
from pipeline.mailing.serials import serial
from pipeline.mailing.stock import read_stock
from pipeline.mailing.tables import INCH, Panel, Sheet

PLAN = "plan.sqlite"
# How many pieces of a batch are proofed besides its first and its last.
_PROOFED = 10


class Terms(Struct, frozen=True):
    """What all batches of a mailing have in common; it is kept in the plan. `blocks` are its serial numbers."""

    run: str
    mailing: Mailing
    panel: Panel
    sheet: Sheet
    lettering: Lettering
    sender: tuple[str, ...]
    organization: str
    blocks: tuple[tuple[int, int], ...]
    stocks: dict[str, str]


def folder_name(number: int) -> str:
    """Return the name of a batch's folder."""
    return f"batch-{number:04d}"


def terms_of(plan: Plan) -> Terms:
    """Return what all batches of a mailing have in common."""
    return msgspec.convert(plan.fact("terms"), Terms)


def make_batch(run: Path, number: int) -> int:
    """Make a batch of the mailing in the folder `run`, unless it is there, and return its number."""
    home = run / folder_name(number)
    if home.is_dir():
        return number
    plan = Plan(run / PLAN)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder_name(number)}.", dir=run))
    try:
        _fill(beside, plan, number)
        _sync(beside)
        try:
            beside.rename(home)
        except OSError:
            # Somebody else made it meanwhile, with the same bytes.
            if not home.is_dir():
                raise
        _sync(run)
        return number
    finally:
        plan.close()
        shutil.rmtree(beside, ignore_errors=True)


def stock_key(sums: Sequence[tuple[str, Sequence[str], int]]) -> str:
    """Return the name of the stock that a batch needs: its sorts."""
    return " ".join(sorted({f"{language}.{edition}" for edition, languages, _ in sums for language in languages}))


def sums_of(plan: Plan, number: int) -> list[tuple[str, tuple[str, ...], int]]:
    """Return how many pieces a batch has of each edition and languages."""
    return [
        (edition, tuple(languages.split()), count)
        for edition, languages, count in plan.sums("pieces.edition, pieces.languages", number)
    ]


def _fill(home: Path, plan: Plan, number: int) -> None:
    """Write a batch's files into a folder; the last one says what the others are."""
    terms = terms_of(plan)
    sums = sums_of(plan, number)
    stock = read_stock(plan.path.parent.parent / "press" / terms.stocks[stock_key(sums)])
    bars, code = _bars(terms), _code(terms)
    look = _look(terms, bars)
    identity = sha256(f"{terms.run} {number}".encode()).hexdigest()[:32]
    kinds = Kinds(stock, look)
    files: dict[str, dict[str, Any]] = {}

    digest, pages = write_copies(home / "copies.pdf", stock, look, plan.pieces(number), sums, identity)
    files["copies.pdf"] = {"sha256": digest, "pages": pages}
    digest, sheets = write_labels(
        home / "labels.pdf", stock, terms.sheet, terms.lettering, plan.pieces(number), bars, identity[::-1]
    )
    files["labels.pdf"] = {"sha256": digest, "pages": sheets}
    chosen = _proofed(plan, number, terms.run)
    some: dict[tuple[str, tuple[str, ...]], int] = {}
    for piece in plan.pieces(number, chosen):
        some[piece.edition, piece.languages] = some.get((piece.edition, piece.languages), 0) + 1
    digest, pages = write_copies(
        home / "proof.pdf",
        stock,
        look,
        plan.pieces(number, chosen),
        [(*kind, count) for kind, count in some.items()],
        sha256(f"{terms.run} {number} proof".encode()).hexdigest()[:32],
    )
    files["proof.pdf"] = {"sha256": digest, "pages": pages, "pieces": chosen}
    texts = {
        "manifest.csv": _manifest(plan, number, kinds, code),
        "picklist.txt": pick_list(plan, number),
        "report.txt": postal_report(plan, number),
    }
    for name, text in texts.items():
        data = text.encode()
        write_private(home / name, data)
        files[name] = {"sha256": sha256(data).hexdigest()}
    first, last = plan.span(number)
    about = {"batch": number, "first": first, "last": last, "pieces": last - first + 1, "files": files}
    write_private(home / "batch.json", json.dumps(about, indent=2, sort_keys=True).encode() + b"\n")


def _code(terms: Terms) -> Callable[[Piece], Barcode | None]:
    """Return what gives the barcode of a piece, None where the mailing has none."""
    mailing = terms.mailing
    services = {
        "free-matter": mailing.service.free_matter,
        "nonprofit": mailing.service.nonprofit,
        "first-class": mailing.service.first_class,
    }

    def code(piece: Piece) -> Barcode | None:
        service = services.get(CLASSES[piece.postage], "")
        if not mailing.mailer or not service:
            return None
        number = serial(terms.blocks, piece.number - 1)
        return Barcode(tracking(mailing.barcode_id, service, mailing.mailer, number), piece.address.routing)

    return code


def _bars(terms: Terms) -> Callable[[Piece], str]:
    """Return what gives the bars of a piece; those of the last piece are remembered for its label."""
    code = _code(terms)
    known: dict[int, str] = {}

    def bars(piece: Piece) -> str:
        if piece.number not in known:
            found = code(piece)
            # Labels follow copies, so that all bars of a batch are met twice; a batch has few thousand.
            known[piece.number] = "" if found is None else found.bars
        return known[piece.number]

    return bars


def _look(terms: Terms, bars: Callable[[Piece], str]) -> Look:
    box = tuple(INCH * side for side in terms.panel.address)
    at = (box[0], box[1], box[2], box[3])
    lettering, size = terms.lettering, terms.panel.size
    marks = [mark(name, terms.mailing, terms.organization) for name in CLASSES]
    endorsement = terms.mailing.endorsement.upper()
    static = [
        shared(lettering, terms.panel, terms.sender, lines, endorsement, framed=name != FREE)
        for name, lines in zip(CLASSES, marks, strict=True)
    ]

    def own(piece: Piece) -> bytes:
        lines = (piece.name, *piece.address.lines)
        return block(lettering, lines, bars(piece), key_line(piece), at, size)

    return Look(terms.panel.on == "carrier", terms.mailing.duplex, static, own)


def key_line(piece: Piece) -> str:
    """Return the line over an address that tells the people at the tables what the piece is: number, languages, edition."""
    return f"{piece.number} {'+'.join(piece.languages)} {piece.edition}".upper()


def _proofed(plan: Plan, number: int, run: str) -> list[int]:
    """Return the numbers of a batch's first and last piece and of ten others, drawn by lots that are the mailing's own."""
    first, last = plan.span(number)
    # No secret hangs on it: it has to come out the same on a rerun.
    drawn = random.Random(f"{run} {number}").sample(range(first + 1, last), min(_PROOFED, max(last - first - 1, 0)))
    return sorted({first, last, *drawn})


def _manifest(plan: Plan, number: int, kinds: Kinds, code: Callable[[Piece], Barcode | None]) -> str:
    """Return the batch's pieces as a table: no names and no streets, for it goes to the printer and the post."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    heads = "piece row container bundle level zip languages edition postage pages first_page tracking routing"
    table.writerow(heads.split())
    page = 1
    for piece in plan.pieces(number):
        barcode = code(piece)
        pages = kinds.pages(piece.edition, piece.languages)
        table.writerow(
            (piece.number, piece.row, piece.container, piece.bundle, piece.level,
             piece.address.zip + ("-" + piece.address.plus4 if piece.address.plus4 else ""),
             " ".join(piece.languages), piece.edition, CLASSES[piece.postage], pages, page,
             barcode.tracking if barcode else "", barcode.routing if barcode else "")
        )  # fmt: skip
        page += pages
    return out.getvalue()


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that its owner alone may read, and put it on the disk."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
