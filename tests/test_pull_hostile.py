"""Sources that are built to harm, and every reader fed with damage: a refusal in words, soon, and little memory."""

from __future__ import annotations

import io
import os
import random
import resource
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_pull_sources import W, docx, p

from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.sources.apart import Bounds, apart
from pipeline.sources.capture import Fetched
from pipeline.sources.connector import Reading, Source, connector_of
from pipeline.sources.kind import kind_of
from pipeline.sources.photograph import looked_at
from pipeline.sources.reading import read_source

ROOT = Path(__file__).resolve().parents[1]
CASES = Path(__file__).parent / "cases/pull"
SAMPLES = Path(__file__).parents[2] / "shared/samples"
# Mutations of each reader's inputs; MOTIVATOR_MUTATIONS=10000 is the bar.
MUTATIONS = int(os.environ.get("MOTIVATOR_MUTATIONS", "60"))


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return made.getvalue()


def lying() -> bytes:
    """A zip whose directory says that a part of 60 MB has 100 bytes."""
    raw = bytearray(zipped(word__document=b"<a>" + b" " * 60_000_000))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(raw)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    packed = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


ENTITIES = b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %c '&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;'>" % (n, *[n - 1] * 8) for n in range(98, 110)
)
FILE = b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
RSS = b"<rss version='2.0'><channel><item><title>%s</title><description>%s</description></item></channel></rss>"

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "entity bomb in a feed": ("a.xml", lambda: ENTITIES + b"]>" + RSS % (b"&m;", b"&m;"), "xml-doctype"),
    "outside entity in a feed": ("a.xml", lambda: FILE + RSS % (b"&x;", b"&x;"), "xml-doctype"),
    "outside entity in a sitemap": ("a.xml", lambda: FILE + b"<urlset><url><loc>&x;</loc></url></urlset>", "xml-doctype"),
    "entity bomb in a manuscript": ("a.docx", lambda: zipped(word__document=ENTITIES + b"]><a>&m;</a>"), "xml-doctype"),
    "entity in UTF-16": (
        "a.docx",
        lambda: zipped(word__document="\ufeff<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16-le")),
        "xml-doctype",
    ),
    "bomb of a manuscript": ("a.docx", lambda: zipped(word__document=b"0" * 300_000_000), "docx-limits"),
    "manuscript that lies about its size": ("a.docx", lying, "docx"),
    "name that leaves the package": ("a.docx", lambda: zipped(**{"..__..__etc__passwd": b"<a/>"}), "docx-limits"),
    "manuscript nested deep": (
        "a.docx",
        lambda: docx("<w:tbl><w:tr><w:tc>" * 5_000 + p("x") + "</w:tc></w:tr></w:tbl>" * 5_000),
        "",
    ),
    "manuscript of a million runs": ("a.docx", lambda: docx(f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * 300_000}</w:p>"), ""),
    "page nested deep": ("a.html", lambda: b"<html><body>" + b"<div>" * 100_000 + b"text", "nothing-extracted"),
    "page of 30 MB": ("a.html", lambda: b"<p>word word word</p>" * 1_500_000, "file-too-large"),
    "page of open tags": ("a.html", lambda: b"<html><body>" + b"<b><i><a><u>" * 100_000, "nothing-extracted"),
    "page of one attribute": ("a.html", lambda: b"<html><body><p class='" + b"a " * 900_000 + b"'>x", ""),
    "table of spans": ("a.html", lambda: b"<table>" + b"<tr><td colspan=999 rowspan=999>x" * 3_000, ""),
    "lists in lists": ("a.html", lambda: b"<html><body><article>" + b"<ul><li>x" * 20_000, ""),
    "JSON nested deep": ("a.json", lambda: b"[" * 1_000_000, "json-broken"),
    "JSON of digits": ("a.json", lambda: b"[" + b"9" * 5_000_000 + b"]", ""),
    "text of one line": ("a.txt", lambda: b"word " * 4_000_000, ""),
    "text of brackets": ("a.md", lambda: b"[" * 500_000, ""),
    "quotes in quotes": ("a.md", lambda: b">" * 100_000 + b" x", ""),
    "emphasis in emphasis": ("a.md", lambda: b"*a **a " * 60_000, ""),
    "feed of a million entries": ("a.xml", lambda: b"<rss><channel>" + b"<item><title>a</title></item>" * 400_000, ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_built_to_harm_is_refused_or_read_but_costs_little(name: str, tmp_path: Path) -> None:
    file, make, code = HOSTILE[name]
    (tmp_path / file).write_bytes(make())
    script = (
        "import sys; from pipeline.foundation.diagnostic import *; from pipeline.sources.reading import read_source\n"
        "from pipeline.sources.connector import Reading\n"
        "try: read_source(sys.argv[1], None, Reading(), Problems())\n"
        "except Unusable as fault: print(fault.problem.code)\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / file)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "" == done.stderr
    assert done.stdout.startswith(code)
    # Processor seconds, not the clock's: these are bounds that the program sets itself, and a busy machine changes nothing.
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 9, f"{spent:.1f} s"


def test_a_source_that_takes_too_long_or_too_much_is_refused_with_the_limit() -> None:
    for task, limits, said in (
        ("time:sleep", Bounds(clock=1), "1 seconds were not enough"),
        ("test_pull_hostile:spin", Bounds(seconds=1), "more than 1 seconds"),
        ("test_pull_hostile:fill", Bounds(megabytes=200), "200 MB"),
    ):
        with pytest.raises(Unusable) as fault:
            apart(task, (5,) if task == "time:sleep" else (), Span("s"), Problems(), limits)
        assert ("source-limits", True) == (fault.value.problem.code, said in fault.value.problem.message)


def spin(problems: Problems) -> None:
    while True:
        pass


def fill(problems: Problems) -> None:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))
