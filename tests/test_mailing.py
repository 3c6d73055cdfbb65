"""Mailings from the command to the files: every piece with its own reader's address and language, whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from mailings import HEADS, MAILING, bars, facts, leaves, letters_of, listed, mailed, manifest, reader, refused, said
from publications import TODAY, article, run

from pipeline.mailing.barcode import Barcode
from pipeline.press.preflight.inspection import preflight

READERS = [reader(number) for number in range(130)]
# Rows that are refused, each for its own reason; they follow the readers, whose last row is 131.
REFUSED = {
    132: ("opted-out", reader(500, **{"Do Not Mail": "1"})),
    133: ("zip-state", reader(501, **{"Postal Code": "99999"})),
    134: ("by-email", reader(502, Format="E-mail")),
    135: ("character-unprintable", reader(503, **{"First Name": "Ли"})),
    136: ("line-long", reader(504, **{"Street Address": "1 " + "Very Long Name " * 12})),
    137: ("duplicate-person", reader(3, **{"Contact ID": "9001"})),
    138: ("duplicate-household", reader(4, **{"Contact ID": "9002", "First Name": "Rosa"})),
    139: ("language-unmade", reader(505, **{"Preferred Language": "Hmong"})),
}
LIST = listed([*READERS, *(row for _, row in REFUSED.values())])
# How often a mailing is killed; the whole measure is a hundred times.
KILLS = int(os.environ.get("MOTIVATOR_KILLS", "4"))


@pytest.fixture(scope="module")
def magazine(scaffolded: Path, faces_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A publication with a mailing of its issue; no test changes it."""
    root = tmp_path_factory.mktemp("mailing") / "magazine"
    shutil.copytree(scaffolded, root)
    for name, data in article().items():
        (root / name).write_bytes(data)
    with (root / "publication.toml").open("a") as stream:
        stream.write(MAILING)
    (root / "readers.csv").write_bytes(LIST)
    # Small trays, so that few readers make many batches.
    presort = root / "layouts" / "mailing" / "presort.toml"
    presort.write_text(presort.read_text("utf-8").replace("most = 500", "most = 5"), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        patch.chdir(root)
        result = run(root, "mail", "first", "readers.csv", "--batch", "40", "--jobs", "2")
        (root / "said.txt").write_text(result.output)
        yield root


@pytest.fixture
def mailing(magazine: Path, tmp_path: Path, faces_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A function that makes a copy of the publication without its mailing, ready to mail: the pages are there."""
    monkeypatch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def make(settings: tuple[str, str] = ("", ""), readers: bytes = LIST) -> Path:
        root = tmp_path / f"magazine{len(list(tmp_path.iterdir()))}"
        shutil.copytree(magazine, root)
        shutil.rmtree(mailed(root))
        shutil.rmtree(root / "mailing")
        text = (root / "publication.toml").read_text("utf-8")
        assert settings[0] in text
        (root / "publication.toml").write_text(text.replace(*settings, 1) if settings[0] else text, "utf-8")
        (root / "readers.csv").write_bytes(readers)
        return root

    return make


def mail(root: Path, *more: str, exit_code: int = 0) -> str:
    return run(root, "mail", "first", str(root / "readers.csv"), *more, exit_code=exit_code).output


def digests(run: Path) -> dict[str, str]:
    """Return the digest of every file that a mailing gives out."""
    return {
        path.relative_to(run).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(run.rglob("*"))
        if path.is_file() and path.name != "plan.sqlite"
    }


def test_every_row_is_mailed_once_or_refused_with_its_reason(magazine: Path) -> None:
    run = mailed(magazine)
    rows = [int(row["row"]) for row in manifest(run)]
    assert list(range(2, 132)) == sorted(rows)
    assert {row: code for row, (code, _) in REFUSED.items()} == refused(run)
    assert {"pieces": 130, "refused": 8, "free-matter": 65, "first-class": 65} == facts(run)["figures"]
    assert 4 == len(list(run.glob("batch-*")))


def test_each_piece_holds_its_own_readers_address_and_language(magazine: Path) -> None:
    run = mailed(magazine)
    languages = {"en_US": ["en"], "es_US": ["es"], "both": ["en", "es"], "": ["en"]}
    # What is printed on the pages of each language is told by the file that was made for it alone.
    shown = {
        path.name.partition(".")[0]: _content(path)
        for path in (magazine / "output/first/mail/press").glob("*.large-print.*.pdf")
    }
    assert {"en", "es"} == set(shown) and shown["en"] != shown["es"]
    seen = 0
    for folder in sorted(run.glob("batch-*")):
        rows = [row for row in manifest(run) if row["batch"] == folder.name]
        with pikepdf.open(folder / "copies.pdf") as pdf:
            records = list(leaves(pdf))
            assert list(range(len(pdf.pages))) == [page for _, pages in records for page in pages]
            for row, (record, pages) in zip(rows, records, strict=True):
                wanted = READERS[int(row["row"]) - 2]
                key, name, street, last = said(pdf.pages[pages[0]])
                assert f"{wanted['First Name']} {wanted['Last Name']}".upper() == name
                assert f"{wanted['Street Address'].upper().removesuffix('STREET')}ST" == street
                assert f"{wanted['City']} {wanted['State']} {row['zip']}".upper() == last
                assert Barcode(row["tracking"], row["routing"]).bars == bars(pdf.pages[pages[0]])
                assert f"{row['piece']} {row['languages'].replace(' ', '+')} large-print".upper() == key
                own = languages[wanted["Preferred Language"]]
                assert own == row["languages"].split() == str(record.DPM.Motivator.Languages).split()
                content = [_stream(pdf.pages[page]) for page in pages[2:]]
                assert [one for one in content if one] == [one for language in own for one in shown[language]]
                assert int(row["piece"]) == record.DPM.Motivator.Piece
                seen += 1
    assert 130 == seen


def _content(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        return [_stream(page) for page in pdf.pages]


def _stream(page: pikepdf.Page) -> bytes:
    return page.obj.Contents.read_bytes() if "/Contents" in page.obj else b""


def test_serial_numbers_and_pieces_are_given_once(magazine: Path) -> None:
    rows = manifest(mailed(magazine))
    assert 130 == len({row["tracking"] for row in rows}) == len({row["piece"] for row in rows})
    assert {"270", "272"} == {row["tracking"][2:5] for row in rows}
    free = {row["row"] for row in rows if row["postage"] == "free-matter"}
    assert {str(number + 2) for number in range(130) if number % 2} == free


def test_the_mark_of_free_matter_stands_on_its_own_pieces_alone(magazine: Path) -> None:
    run = mailed(magazine)
    for folder in run.glob("batch-*"):
        rows = [row for row in manifest(run) if row["batch"] == folder.name]
        with pikepdf.open(folder / "copies.pdf") as pdf:
            for row in rows:
                page = pdf.pages[int(row["first_page"]) - 1]
                letters = letters_of(page.obj.Resources.Font.MA)
                shared = page.obj.Contents[0].read_bytes()
                words = [
                    "".join(letters[text[at : at + 4]] for at in range(0, len(text), 4))
                    for text in re.findall(rb"<([0-9A-F]*)>", shared)
                ]
                assert ("FREE MATTER FOR THE BLIND" in words) is (row["postage"] == "free-matter")
                assert ("PERMIT NO 42" in words) is (row["postage"] == "first-class")


def test_a_batch_is_a_pdf_vt_of_one_page_object_a_page_over_shared_streams(magazine: Path) -> None:
    path = mailed(magazine) / "batch-0001" / "copies.pdf"
    with pikepdf.open(path) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert ">PDF/VT-1</pdfvtid:GTS_PDFVTVersion>" in packet and ">PDF/X-4</pdfxid:GTS_PDFXVersion>" in packet
        assert 1 == len(pdf.Root.OutputIntents)
        objects = [page.obj.objgen for page in pdf.pages]
        assert len(objects) == len(set(objects))
        pieces = len(list(leaves(pdf)))
        streams = {
            page.obj.Contents.objgen for page in pdf.pages if isinstance(page.obj.get("/Contents"), pikepdf.Stream)
        }
        assert len(streams) < 20 < pieces
        assert not pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else True
    (report,) = preflight(path.read_bytes(), "copies.pdf", ["x4"])
    assert [] == [problem for problem in report.problems() if problem.severity == "error"]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_an_independent_reader_finds_no_fault_in_the_files(magazine: Path) -> None:
    for path in mailed(magazine).glob("batch-*/*.pdf"):
        done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stdout + done.stderr


def test_labels_and_proofs_repeat_the_copies(magazine: Path) -> None:
    run = mailed(magazine)
    for folder in run.glob("batch-*"):
        about = json.loads((folder / "batch.json").read_bytes())
        rows = {int(row["piece"]): row for row in manifest(run) if row["batch"] == folder.name}
        chosen = about["files"]["proof.pdf"]["pieces"]
        assert {min(rows), max(rows)} < set(chosen) and min(12, len(rows)) == len(chosen)
        with pikepdf.open(folder / "copies.pdf") as copies, pikepdf.open(folder / "proof.pdf") as proof:
            addressed = {number: said(copies.pages[int(row["first_page"]) - 1]) for number, row in rows.items()}
            assert [addressed[number] for number in chosen] == [
                said(proof.pages[pages[0]]) for _, pages in leaves(proof)
            ]
        with pikepdf.open(folder / "labels.pdf") as labels:
            letters = letters_of(labels.pages[0].obj.Resources.Font.MA)
            found = [
                "".join(letters[text[at : at + 4]] for at in range(0, len(text), 4))
                for page in labels.pages
                for text in re.findall(rb"<([0-9A-F]*)>", page.obj.Contents.read_bytes())
            ]
            # A label has the number of its piece and the lines of the address.
            assert found == [line for number, one in addressed.items() for line in (str(number), *one[1:])]
            assert -(-len(rows) // 30) == len(labels.pages)
        for name, entry in about["files"].items():
            assert entry["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_nothing_of_a_reader_is_said_logged_or_part_of_a_name_and_files_are_their_owners_alone(magazine: Path) -> None:
    folder = magazine / "output" / "first" / "mail"
    names = "\n".join(path.as_posix() for path in folder.rglob("*"))
    lists = "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".csv", ".txt", ".json"))
    lists = "".join(lists.split(json.dumps("glyphs")))
    for row in READERS[:20]:
        for value in (row["Last Name"], row["Street Address"]):
            for text in (names, lists, (magazine / "said.txt").read_text("utf-8")):
                assert value.upper() not in text.upper()
    for path in [*folder.rglob("*"), folder]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert (0o600 if path.is_file() else mode & 0o755) == mode, path
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert 0o600 == stat.S_IMODE((magazine / "mailing" / "ledger.sqlite").stat().st_mode)


def test_the_same_list_gives_the_same_bytes_however_it_is_split_among_processes(
    magazine: Path, mailing: Callable[..., Path]
) -> None:
    root = mailing()
    mail(root, "--batch", "40", "--jobs", "1")
    assert mailed(magazine).name == mailed(root).name
    assert digests(mailed(magazine)) == digests(mailed(root))
    assert "unchanged" in mail(root, "--batch", "40")


def test_a_workbook_and_a_database_mail_the_same(magazine: Path, mailing: Callable[..., Path]) -> None:
    from openpyxl import Workbook

    root = mailing()
    book = Workbook()
    assert book.active is not None
    base = sqlite3.connect(root / "readers.sqlite")
    base.execute(f"CREATE TABLE readers (number INTEGER, {', '.join(f'[{head}]' for head in HEADS)})")
    book.active.append(HEADS)
    for number, row in enumerate([*READERS, *(row for _, row in REFUSED.values())]):
        cells = [row.get(head, "") for head in HEADS]
        # A spreadsheet takes a ZIP Code for a number.
        book.active.append(
            [int(cell) if head == "Postal Code" else cell for head, cell in zip(HEADS, cells, strict=True)]
        )
        base.execute(f"INSERT INTO readers VALUES ({', '.join('?' * (len(HEADS) + 1))})", (number, *cells))
    book.save(root / "readers.xlsx")
    base.commit()
    base.close()
    run(root, "mail", "first", str(root / "readers.xlsx"), "--batch", "40")
    names = [mailed(root).name]
    run(root, "mail", "first", "--purge")
    query = f"SELECT {', '.join(f'[{head}]' for head in HEADS)} FROM readers ORDER BY number"
    run(root, "mail", "first", f"sqlite:///{root}/readers.sqlite", "--query", query, "--batch", "40")
    assert [*names, mailed(root).name] == [mailed(magazine).name] * 2


def test_purge_removes_every_trace_of_the_readers_and_keeps_the_ledger(mailing: Callable[..., Path]) -> None:
    root = mailing()
    mail(root)
    assert "1 mailing removed" in run(root, "mail", "first", "--purge").output
    assert not (root / "output" / "first" / "mail").exists()
    assert (root / "output" / "first" / "kept.pdf").is_file()
    assert b"SMITH" not in (root / "mailing" / "ledger.sqlite").read_bytes()
    assert "0 mailings removed" in run(root, "mail", "first", "--purge").output


def test_free_matter_is_refused_on_advertising_and_on_a_lapsed_certificate(mailing: Callable[..., Path]) -> None:
    lapsed = [reader(number, **{"Free Matter": "yes", "Free Matter Expires": "2026-11-21"}) for number in range(6)]
    root = mailing(readers=listed(lapsed))
    mail(root)
    assert {"pieces": 6, "refused": 0, "first-class": 6} == facts(mailed(root))["figures"]
    run(root, "mail", "first", "--purge")
    plan = root / "articles" / "issues" / "first.toml"
    plan.write_text("advertising = true\n" + plan.read_text("utf-8"), "utf-8")
    (root / "readers.csv").write_bytes(listed([reader(number, **{"Free Matter": "yes"}) for number in (1, 3, 5)]))
    mail(root)
    assert {"pieces": 3, "refused": 0, "first-class": 3} == facts(mailed(root))["figures"]
    assert "it carries advertising" in (mailed(root) / "report.txt").read_text("utf-8")


def test_free_matter_is_refused_under_14_points(mailing: Callable[..., Path]) -> None:
    root = mailing(readers=listed([reader(1, **{"Free Matter": "yes", "Format": "print"})]))
    mail(root, "--edition", "large-print", "--edition", "print")
    assert {"pieces": 1, "refused": 0, "first-class": 1} == facts(mailed(root))["figures"]
    assert "14 are the least" in (mailed(root) / "report.txt").read_text("utf-8")


def test_the_address_on_the_back_cover_stands_on_the_outermost_page(mailing: Callable[..., Path]) -> None:
    root = mailing(("[mailing]\n", '[mailing]\npanel = "back-cover"\n'), listed(READERS[:8]))
    mail(root)
    run = mailed(root)
    # Who wants both languages gets two booklets, each a piece.
    assert Counter({"en": 6, "es": 4}) == Counter(row["languages"] for row in manifest(run))
    for folder in run.glob("batch-*"):
        with pikepdf.open(folder / "copies.pdf") as pdf:
            for record, pages in leaves(pdf):
                assert 0 == len(pages) % 2
                own = str(record.DPM.Motivator.Languages).upper()
                assert said(pdf.pages[pages[-1]])[0].split()[1] == own


def test_an_address_is_never_printed_over_text(mailing: Callable[..., Path]) -> None:
    root = mailing(("[mailing]\n", '[mailing]\npanel = "over"\n'), listed(READERS[:2]))
    panels = root / "layouts" / "mailing" / "panels.toml"
    over = '[over]\ntitle = "o"\non = "back"\naddress = [0.3, 2.6, 5.0, 2.0]\npostage = [5.5, 1, 2, 1]\n'
    panels.write_text(panels.read_text("utf-8") + over, "utf-8")
    assert "panel-covered" in mail(root, exit_code=1)


@pytest.mark.parametrize(
    ("settings", "readers", "code"),
    [
        (("", ""), b"", "columns-missing"),
        (("", ""), listed([]), "mailing-empty"),
        (("", ""), b"a,b\n1,2\n", "columns-missing"),
        (("[mailing]\n", '[mailing]\npanel = "nowhere"\n'), LIST, "mailing-unknown"),
        (('"123456"', '"12345"'), LIST, "value-kind"),
        (("[mailing]\n", '[mailing]\ncolumns = { "X" = "nothing" }\n'), LIST, "mailing-column"),
    ],
)
def test_what_cannot_be_mailed_is_said_and_nothing_is_left(
    settings: tuple[str, str], readers: bytes, code: str, mailing: Callable[..., Path]
) -> None:
    root = mailing(settings, readers)
    assert f"[{code}]" in mail(root, exit_code=1)
    assert [] == [*(root / "output" / "first" / "mail").glob("*/plan.sqlite"), *(root / "output").rglob(".plan*")]


def test_reasons_are_written_even_where_no_row_can_be_mailed(mailing: Callable[..., Path]) -> None:
    root = mailing(readers=listed(row for _, row in REFUSED.values() if row["Contact ID"] in ("501", "503")))
    assert "output/first/mail/refused.csv says why" in mail(root, exit_code=1)
    assert {2: "opted-out", 3: "by-email"} == refused(root / "output" / "first" / "mail")
    assert 0o600 == stat.S_IMODE((root / "output" / "first" / "mail" / "refused.csv").stat().st_mode)


def test_another_list_does_not_begin_while_a_mailing_is_unfinished(mailing: Callable[..., Path]) -> None:
    root = mailing()
    mail(root)
    (mailed(root) / "mailing.json").unlink()
    (root / "readers.csv").write_bytes(listed(READERS[:5]))
    assert "[mailing-unfinished]" in mail(root, exit_code=1)
    (root / "readers.csv").write_bytes(LIST)
    mail(root)
    assert (mailed(root) / "mailing.json").is_file()


def start(root: Path) -> subprocess.Popen[bytes]:
    """Return a mailing as a process, or a group of processes, of its own."""
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "-C",
        str(root),
        "--today",
        TODAY,
        "mail",
        "first",
        str(root / "readers.csv"),
    ]
    return subprocess.Popen(
        [*command, "--batch", "4", "--jobs", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def test_a_mailing_that_is_killed_goes_on_without_a_missing_or_a_doubled_piece(
    mailing: Callable[..., Path], faces_cache: Path
) -> None:
    whole, root = mailing(), mailing()
    began = time.monotonic()
    first = start(whole)
    first.communicate()
    assert 0 == first.returncode
    took = time.monotonic() - began
    chance = random.Random(os.environ.get("MOTIVATOR_SEED", "7"))
    for number in range(KILLS):
        process = start(root)
        time.sleep(chance.uniform(0, took))
        # Half of the times the processes that it started are left behind.
        if number % 2:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        # Processes that were left behind hold the other end.
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        found = list((root / "output" / "first" / "mail").glob("*/mailing.json"))
        if found:
            # It was done before: begin anew, so that every kill meets a mailing that is not finished.
            assert digests(mailed(whole)) == digests(mailed(root))
            shutil.rmtree(mailed(root))
    last = start(root)
    _, errors = last.communicate()
    assert 0 == last.returncode, errors.decode()
    rows = Counter(int(row["row"]) for row in manifest(mailed(root)))
    assert Counter(range(2, 132)) == rows
    assert digests(mailed(whole)) == digests(mailed(root))
    assert 26 == len(list(mailed(root).glob("batch-*")))
    assert [] == [path for path in mailed(root).iterdir() if path.name.startswith(".")]
    rest = [path for path in (root / "output" / "first" / "mail").iterdir() if path.name.startswith(".plan")]
    assert [] == rest


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_makes_the_same_files_although_a_worker_dies(
    mailing: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    whole, root = mailing(), mailing()
    mail(whole, "--batch", "4")
    # Workers find the package as the test does.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parent.parent))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        killed: list[int] = []

        def strike() -> None:
            folder = root / "output" / "first" / "mail"
            until = time.monotonic() + 60
            while time.monotonic() < until and not list(folder.glob("*/batch-*")):
                time.sleep(0.01)
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                pid = next(iter(client.run(os.getpid).values()))
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

        thread = threading.Thread(target=strike)
        thread.start()
        mail(root, "--batch", "4", "--scheduler", cluster.scheduler_address)
        thread.join()
    assert killed
    assert digests(mailed(whole)) == digests(mailed(root))


def test_a_scheduler_that_is_silent_is_named(mailing: Callable[..., Path]) -> None:
    pytest.importorskip("distributed")
    root = mailing(readers=listed(READERS[:2]))
    assert "[cluster-silent]" in mail(root, "--scheduler", "tcp://127.0.0.1:9", exit_code=3)
