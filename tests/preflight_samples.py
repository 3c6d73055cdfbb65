"""Small files that keep each profile of preflight, and ways to break them one rule at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from press_samples import PALETTE, PRINT, SCREEN, SECOND, book, library, line

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.press.preflight.inspection import preflight
from pipeline.press.preflight.outcome import Report
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.page import Book, Element, Page, PageItem, PlacedLine, Publication

Break = Callable[[pikepdf.Pdf], Any]


def printed(edition: Book, output: Output) -> bytes:
    problems = Problems()
    data = print_book(edition, PALETTE, library(), output, problems)
    assert [] == list(problems)
    return data


@cache
def press() -> bytes:
    """A file of four pages for the press."""
    more = tuple(Page(number, str(number), "text", 300, 400, SECOND) for number in (3, 4))
    small = book()
    return printed(replace(small, pages=(*small.pages, *more)), PRINT)


@cache
def press_old() -> bytes:
    """The same without what PDF/X-1a does not know."""
    with pikepdf.open(BytesIO(press())) as pdf:
        pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-1a:2003"
        return saved(pdf, force_version="1.4")


@cache
def tagged() -> bytes:
    """A file that a screen reader reads."""
    return printed(book(), SCREEN)


@cache
def tagged_newer() -> bytes:
    """The same as PDF/UA-2."""
    with pikepdf.open(BytesIO(tagged())) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        part = b"<pdfuaid:part>2</pdfuaid:part><pdfuaid:rev>2024</pdfuaid:rev>"
        pdf.Root.Metadata.write(packet.replace(b"<pdfuaid:part>1</pdfuaid:part>", part))
        space = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Namespace, NS=pikepdf.String("http://iso.org/pdf2/ssn"))
        )
        top = element(pdf, "Document")
        top.NS = space
        pdf.Root.StructTreeRoot.Namespaces = pikepdf.Array([space])
        note = element(pdf, "Note")
        note.S, note.Ref = pikepdf.Name.FENote, pikepdf.Array([element(pdf, "P")])
        entry = pdf.Root.Outlines.First
        for one in [entry, entry.First, entry.Next]:
            one.Dest = pikepdf.Array([element(pdf, "H1"), pikepdf.Name.XYZ, 0, 0, None])
        return saved(pdf, force_version="2.0")


# Ends of lines as words make them.
_WORDS = (
    "A walk in the morning is easier", "than one in the afternoon heat, and", "those who plan it come home with", "strength",
    "left. Carry water, rest in the", "shade, and turn back early.",
)  # fmt: skip


def large_pages(texts: tuple[str, ...] = _WORDS, size: float = 18, leading: float = 26, x: float = 80) -> Book:
    """A book of large print: one paragraph and its page number on each of three pages."""
    items: list[PageItem] = [
        PlacedLine(x, 150 + leading * n, line(text, space=True, size=size), "p") for n, text in enumerate(texts)
    ]
    pages = tuple(
        Page(
            n,
            str(n),
            "text",
            612,
            792,
            (*items, PlacedLine(500, 730, line(str(n), size=20), artifact="Pagination/Footer")),
        )
        for n in (1, 2, 3)
    )
    tree = Element("document", "Document", (Element("p", "P"),))
    return Book(pages, tree, (), Publication("Large print", "MSAA", "", "en", "2026-11-22"))


@cache
def large() -> bytes:
    """A file of large print."""
    return printed(large_pages(), replace(SCREEN, links=False))


GOOD = {"x4": press, "x1a": press_old, "ua1": tagged, "ua2": tagged_newer, "large-print": large}


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """Return a file's bytes, its streams as they are."""
    out = BytesIO()
    pdf.save(
        out, deterministic_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable, **options,
    )  # fmt: skip
    return out.getvalue()


def broken(profile: str, change: Break, **options: Any) -> bytes:
    """Return the good file of a profile with a change made to it."""
    with pikepdf.open(BytesIO(GOOD[profile]())) as pdf:
        change(pdf)
        return saved(pdf, **options)


def report(data: bytes, profile: str) -> Report:
    """Return what a file is like, held to a profile."""
    (found,) = preflight(data, "sample.pdf", (profile,))
    return found


def states(data: bytes, profile: str) -> dict[str, str]:
    """Return the checks that a file does not pass, with their verdicts."""
    return {result.code: result.state for result in report(data, profile).results if result.state != "pass"}


# ---------------------------------------------------------------- ways to break a file


def element(pdf: pikepdf.Pdf, role: str) -> Any:
    """Return the first structure element of a type."""
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem" and str(one.S) == f"/{role}":
            return one
    raise AssertionError(role)


def page(pdf: pikepdf.Pdf, number: int = 1) -> Any:
    return pdf.pages[number - 1].obj


def swap(old: str, new: str, number: int = 1) -> Break:
    """Return a change of a page's content."""

    def change(pdf: pikepdf.Pdf) -> None:
        data = page(pdf, number).Contents.read_bytes()
        assert old.encode() in data, data.decode()
        page(pdf, number).Contents = pdf.make_stream(data.replace(old.encode(), new.encode(), 1))

    return change


def add(operators: str, number: int = 1) -> Break:
    """Return a change that paints something more."""

    def change(pdf: pikepdf.Pdf) -> None:
        data = page(pdf, number).Contents.read_bytes()
        page(pdf, number).Contents = pdf.make_stream(data + b"\n" + operators.encode())

    return change


def words(text: str, before: str, size: float = 10) -> str:
    """Return operators that show a text, with others before it."""
    face = library().face("text/regular")
    codes = "".join(f"{face.glyph(char):04X}" for char in text)
    return f"q {before} BT /F1 {size} Tf 1 0 0 1 60 250 Tm <{codes}> Tj ET Q"


def packet(old: str, new: str) -> Break:
    """Return a change of the XMP packet."""

    def change(pdf: pikepdf.Pdf) -> None:
        data = pdf.Root.Metadata.read_bytes()
        assert old.encode() in data
        pdf.Root.Metadata.write(data.replace(old.encode(), new.encode()))

    return change


def image(space: str, pixels: bytes, width: int, height: int, **entries: Any) -> Callable[[pikepdf.Pdf], Any]:
    """Return a maker of an image."""

    def make(pdf: pikepdf.Pdf) -> Any:
        return pdf.make_stream(
            pixels, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height, BitsPerComponent=8,
            ColorSpace=pikepdf.Name(f"/{space}"), **entries,
        )  # fmt: skip

    return make


def resource(kind: str, name: str, make: Callable[[pikepdf.Pdf], Any], operators: str = "") -> Break:
    """Return a change that puts an object among a page's resources, and paints with it."""

    def change(pdf: pikepdf.Pdf) -> None:
        resources = page(pdf).Resources
        if f"/{kind}" not in resources:
            resources[f"/{kind}"] = pikepdf.Dictionary()
        resources[f"/{kind}"][f"/{name}"] = make(pdf)
        if operators:
            add(operators)(pdf)

    return change


def separation(name: str) -> Callable[[pikepdf.Pdf], Any]:
    """Return a maker of a spot colour's space."""

    def make(pdf: pikepdf.Pdf) -> Any:
        tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[0, 1, 1, 0])
        return pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name(f"/{name}"), pikepdf.Name.DeviceCMYK, tint])

    return make


def font(pdf: pikepdf.Pdf) -> Any:
    """Return the font that most is set in."""
    return page(pdf).Resources.Font.F1


def everywhere(change: Callable[[Any], Any]) -> Break:
    """Return a change made to every page."""
    return lambda pdf: [change(one.obj) for one in pdf.pages]
