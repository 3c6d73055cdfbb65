"""Lists of invented readers, mailings of a scratch publication, and what their files hold as an independent reader sees it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf

HEADS = (
    "Contact ID", "First Name", "Last Name", "Street Address", "Supplemental Address 1", "City", "State", "Postal Code",
    "Postal Code Suffix", "Preferred Language", "Format", "Do Not Mail", "Free Matter", "Free Matter Expires",
)  # fmt: skip
MAILING = """
[mailing]
mailer = "123456"
service = { free-matter = "270", nonprofit = "271", first-class = "272" }
free_matter = true
postage = "first-class"
permit = "42"
permit_city = "Town ST"
"""
PLACES = (("Cherry Hill", "NJ", 8002), ("Miami", "FL", 33101), ("Chicago", "IL", 60601), ("Boston", "MA", 2111))
NAMES = ("Ana", "José", "Zoë", "Mary", "Iván", "Lena", "Noé", "Omar", "Rosa")
FAMILIES = ("Núñez", "Smith", "Peña", "Jones", "García", "Müller", "Brown")


def reader(number: int, **other: str) -> dict[str, str]:
    """Return a reader of an invented list; no two live in one place."""
    city, state, code = PLACES[number % len(PLACES)]
    row = {
        "Contact ID": str(number + 1),
        "First Name": NAMES[number % len(NAMES)],
        "Last Name": FAMILIES[number % len(FAMILIES)],
        "Street Address": f"{1000 + number} Oak Street",
        "City": city,
        "State": state,
        "Postal Code": f"{code + number // 40 % 9:05d}",
        "Postal Code Suffix": f"{number % 9000 + 1000}",
        "Preferred Language": ("en_US", "es_US", "both", "")[number % 4],
        "Free Matter": "yes" if number % 2 else "no",
        "Free Matter Expires": "2030-12-31" if number % 2 else "",
    }
    return row | other


def listed(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return readers as the CSV that CiviCRM exports."""
    out = io.StringIO()
    table = csv.DictWriter(out, HEADS, restval="")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


def mailed(root: Path) -> Path:
    """Return the folder of the one mailing of the issue "first"."""
    (found,) = (path.parent for path in (root / "output" / "first" / "mail").glob("*/plan.sqlite"))
    return found


def manifest(run: Path) -> list[dict[str, str]]:
    """Return the rows of all manifests of a mailing, each with its batch."""
    rows = []
    for path in sorted(run.glob("batch-*/manifest.csv")):
        with path.open(newline="") as stream:
            rows += [row | {"batch": path.parent.name} for row in csv.DictReader(stream)]
    return rows


def refused(run: Path) -> dict[int, str]:
    """Return the code of each row that was refused."""
    with (run / "refused.csv").open(newline="") as stream:
        return {int(row["row"]): row["code"] for row in csv.DictReader(stream)}


def facts(run: Path) -> dict[str, Any]:
    """Return what the mailing says of itself."""
    data = json.loads((run / "mailing.json").read_bytes())
    assert isinstance(data, dict)
    return data


def said(page: pikepdf.Page) -> list[str]:
    """Return the strings that the last stream of a page shows, through the face's own map to text: a piece's own content."""
    streams = page.obj.Contents
    own = list(streams)[-1].read_bytes()  # type: ignore[call-overload]  # arrays iterate
    letters = letters_of(page.obj.Resources.Font.MA)
    texts = re.findall(rb"<([0-9A-F]*)>\s*Tj", own)
    return ["".join(letters[text[at : at + 4]] for at in range(0, len(text), 4)) for text in texts]


def letters_of(font: pikepdf.Object) -> dict[bytes, str]:
    """Return the text of each glyph of a font, from its ToUnicode map."""
    found = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", font.ToUnicode.read_bytes())
    return {code: bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in found}


def bars(page: pikepdf.Page) -> str:
    """Return the bars drawn on a page, told apart by where they begin and how high they are."""
    own = list(page.obj.Contents)[-1].read_bytes()  # type: ignore[call-overload]  # arrays iterate
    drawn = [tuple(map(float, one)) for one in re.findall(rb"([\d.]+) ([\d.]+) [\d.]+ ([\d.]+) re", own)]
    assert drawn == sorted(drawn), "bars stand from left to right"
    full = max((high for *_, high in drawn), default=0.0)
    return "".join("F" if h == full else "D" if low == 0 else "A" if h > full / 2 else "T" for _, low, h in drawn)


def leaves(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, list[int]]]:
    """Yield each record of a file's document parts with the numbers of its pages, having checked the tree (ISO 32000-2, 14.12)."""
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    root = pdf.Root.DPartRoot
    assert "/DPartRoot" == root.Type and 2 == root.RecordLevel and 3 == len(list(root.NodeNameList))
    top = root.DPartRootNode
    assert top.is_indirect and root.objgen == top.Parent.objgen
    for group in top.DParts:
        for tray in group:
            assert "/DPart" == tray.Type and top.objgen == tray.Parent.objgen
            for records in tray.DParts:
                for record in records:
                    assert "/DPart" == record.Type and tray.objgen == record.Parent.objgen
                    first = numbers[record.Start.objgen]
                    last = numbers[record.get("/End", record.Start).objgen]
                    pages = list(range(first, last + 1))
                    for number in pages:
                        assert record.objgen == pdf.pages[number].obj.DPart.objgen
                    yield record, pages
