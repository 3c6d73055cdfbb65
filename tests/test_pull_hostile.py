"""Sources that are built to harm, and every reader fed with damage: a refusal in words, soon, and little memory."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
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
    "outside entity in a sitemap": (
        "a.xml",
        lambda: FILE + b"<urlset><url><loc>&x;</loc></url></urlset>",
        "xml-doctype",
    ),
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


READ = """
import resource, sys
from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.sources.connector import Reading
from pipeline.sources.reading import read_source
try:
    read_source(sys.argv[1], None, Reading(), Problems())
    code = "read"
except Unusable as fault:
    code = fault.problem.code
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_maxrss // 1024, used.ru_utime + used.ru_stime)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_built_to_harm_is_refused_or_read_but_costs_little(name: str, tmp_path: Path) -> None:
    file, make, code = HOSTILE[name]
    (tmp_path / file).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / file)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "" == done.stderr
    said, megabytes, seconds = done.stdout.split()
    assert said.startswith(code)
    # The processor's seconds, not the clock's: bounds that the program sets itself, whatever else the machine does.
    assert (float(megabytes) < 340, float(seconds) < 6) == (True, True), done.stdout


def test_a_source_that_takes_too_long_or_too_much_is_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    # The process apart finds this room there.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    for task, limits, said in (
        ("test_pull_hostile:nap", Bounds(clock=1), "1 seconds were not enough"),
        ("test_pull_hostile:spin", Bounds(seconds=1), "more than 1 seconds"),
        ("test_pull_hostile:fill", Bounds(megabytes=200), "200 MB"),
    ):
        with pytest.raises(Unusable) as fault:
            apart(task, (), Span("s"), Problems(), limits)
        assert ("source-limits", True) == (fault.value.problem.code, said in fault.value.problem.message)


def nap(problems: Problems) -> None:
    time.sleep(5)


def spin(problems: Problems) -> None:
    while True:
        pass


def fill(problems: Problems) -> None:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (png(60_000, 60_000), "no picture"),
        (png(9_000, 9_000), "pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "SVG"),
        (b"\xd7\xcd\xc6\x9a" + b"\0" * 100, ""),
        (b"GIF89a", "no picture"),
        (b"", "no picture"),
    ],
)
def test_a_picture_that_is_none_is_not_kept(data: bytes, said: str) -> None:
    [found] = looked_at([data], Problems())
    assert (b"", True) == (found.data, said in found.fault) and found.fault


def inputs() -> Iterator[tuple[str, str, bytes]]:
    """Yield what the readers are fed with before it is damaged: kind, name, bytes."""
    for path in (CASES / "joomla.html", CASES / "wordpress.html"):
        yield "html", path.name, path.read_bytes()
    yield "feed", "a.xml", RSS % (b"Heat", b"&lt;p&gt;Warmth slows nerves.&lt;/p&gt;")
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Heat</title><updated>2003-12-13T18:30:02Z</updated>"
    yield (
        "feed",
        "b.xml",
        f"{atom}<content type='xhtml'><div><p>Warmth slows nerves.</p></div></content></entry></feed>".encode(),
    )
    post = b'[{"slug": "heat", "date": "2020-01-02T03:04:05", "title": {"rendered": "Heat"}, "content": {"rendered": '
    yield "json", "a.json", post + b'"<p>Warmth slows nerves.</p><ul><li>one<li>two</ul>"}, "translations": {"es": 4}}]'
    text = "---\ntitle: Heat\nauthor: Ana Ruiz\ndate: 2020-01-02\n---\n\n# Heat\n\nIt [slows](https://example.org) nerves.[^1]\n"
    yield "markdown", "a.md", (text + "\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: A note.\n").encode()
    yield (
        "text",
        "a.txt",
        b"Heat | Society\n\nHome > About > Heat\n\nWarmth slows nerves.\n\nReviewed by Ana Ruiz, MD\n",
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p("Note")}</w:footnote></w:footnotes>'
    body = p("Heat", bold=True) + p("Warmth slows nerves.") + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    body += "<w:p><w:ins w:author='A'><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    yield "docx", "a.docx", docx(body, footnotes=notes)
    for path in sorted(SAMPLES.glob("*/*")) if SAMPLES.exists() and MUTATIONS > 1000 else ():
        kind = {".html": "html", ".docx": "docx", ".md": "markdown", ".xml": "feed"}.get(path.suffix)
        if kind:
            yield kind, path.name, path.read_bytes()


TOKENS = (
    b"<", b">", b"&", b"]]>", b"<!--", b"<table>", b"</p>", b"<w:p>", b"&#0;", b"&#x110000;", b"\x00", b"\xff\xfe", b"\xc3",
    b"{", b"[", b'"', b"[^1]", b"---\n", b"::: sidebar\n", b"colspan=99999999999", b"<a href='http://[1'>", b"9" * 400,
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to six things done to them; of a package, to one of its parts half of the time."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([n for n in parts if n.endswith(".xml")])
        parts[name] = damaged(parts[name], chance)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return made.getvalue()
    raw = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(raw) + 1), chance.choice([1, 1, 2, 8, 64, 1000])
        match chance.randrange(5):
            case 0:
                raw[at : at + length] = chance.randbytes(length)
            case 1:
                del raw[at : at + length]
            case 2:
                raw[at:at] = raw[at : at + length] * chance.choice([1, 3, 20])
            case 3:
                raw[at:at] = chance.choice(TOKENS)
            case _:
                other = chance.randrange(len(raw) + 1)
                raw[at : at + length] = raw[other : other + length]
    return bytes(raw)


@pytest.mark.parametrize(("kind", "name", "data"), [pytest.param(*given, id=given[1]) for given in inputs()])
def test_damage_gives_an_article_or_a_problem(kind: str, name: str, data: bytes) -> None:
    connector = connector_of(kind)
    signal.signal(signal.SIGALRM, _hung)
    for number in range(MUTATIONS):
        raw = damaged(data, random.Random(f"{name} {number}"))
        source = Source(got=Fetched("", raw), origin=name, reading=Reading(tracked="accept"))
        signal.alarm(60)
        try:
            kind_of(raw, name, "", Span(name))
            connector.read(source, Problems())
        except Unusable:
            continue
        except Exception as fault:
            raise AssertionError(f"mutation {number} of {name}: {fault!r}") from fault
        finally:
            signal.alarm(0)


def _hung(*_: object) -> None:
    raise TimeoutError("it does not end")
