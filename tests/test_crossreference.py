"""The file's last form: whatever objects are handed over, another library finds each of them again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.press.crossreference import TOGETHER, Spool

ROOT, PAGES, PAGE, INFO = 1, 2, 3, 4
FRAME = {
    ROOT: b"<</Type/Catalog/Pages 2 0 R>>",
    PAGES: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
    INFO: b"<</Title(T)>>",
}


def stream(data: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%b\nendstream" % (len(data), data)


def serialised(bodies: dict[int, bytes], version: tuple[int, int] = (1, 7)) -> bytes:
    """Return a file of these objects, its streams laid down as they come."""
    spool = Spool(version)
    loose: dict[int, bytes] = {}
    for number, body in bodies.items():
        if body.endswith(b"endstream"):
            spool.put(number, (body,))
        else:
            loose[number] = body
    for number, together in enumerate(batched(loose.items()), max(bodies) + 1):
        spool.pack(number, dict(together))
    return spool.close(ROOT, INFO)


def batched(items: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    rest = list(items)
    return (rest[at : at + TOGETHER] for at in range(0, len(rest), TOGETHER))


@given(st.lists(st.one_of(st.integers(0, 10**6), st.binary(max_size=40)), max_size=500))
def test_every_object_is_found_under_its_number(listed: list[int | bytes]) -> None:
    # Every seventh number is nobody's, as those of ReportLab's own objects are.
    things = {5 + place + place // 6: thing for place, thing in enumerate(listed)}
    bodies = {n: stream(thing) if isinstance(thing, bytes) else b"%d" % thing for n, thing in things.items()}
    data = serialised(FRAME | bodies)
    with pikepdf.open(BytesIO(data)) as pdf:
        assert ("1.7", 1, "T") == (pdf.pdf_version, len(pdf.pages), str(pdf.docinfo.Title))
        for number, thing in things.items():
            found = pdf.get_object(number, 0)
            assert thing == (found.read_raw_bytes() if isinstance(found, pikepdf.Stream) else int(found))


def test_thousands_of_small_objects_take_little_room() -> None:
    tags = {n: b"<</Type/StructElem/S/P/P 9 0 R/Pg 3 0 R/K[%d]>>" % n for n in range(10, 3000)}
    assert len(serialised(FRAME | tags)) < sum(map(len, tags.values())) / 4


def test_the_identifier_follows_the_content() -> None:
    plain, changed = (serialised(FRAME | {9: body}) for body in (b"1", b"2"))
    with pikepdf.open(BytesIO(plain)) as one, pikepdf.open(BytesIO(changed)) as two:
        assert one.trailer.ID[0] != two.trailer.ID[0]
    assert plain == serialised(FRAME | {9: b"1"})


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
def test_the_table_of_objects_stands_up_to_a_strict_reader(tmp_path: Path) -> None:
    data = serialised(FRAME | {n: b"%d" % n for n in range(5, 700, 3)}, (1, 6))
    (tmp_path / "made.pdf").write_bytes(data)
    result = subprocess.run(["qpdf", "--check", tmp_path / "made.pdf"], capture_output=True, text=True, check=False)
    assert (0, "") == (result.returncode, result.stderr)
