"""Sheets of a translator's proof as PDF: each message beside a picture of its place on the page.

In: rows of pictures and texts, typefaces. Out: a PDF file. It is a working paper: it claims no standard, and the same input gives
the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from pipeline.foundation.value import Struct
from pipeline.press.regions import Picture

# US Letter in points; what stands where on it.
_WIDTH, _HEIGHT, _EDGE, _FOOT = 612.0, 792.0, 40.0, 46.0
_PICTURE, _GAP = 250.0, 16.0
_TEXT = _WIDTH - 2 * _EDGE - _PICTURE - _GAP
_SIZE, _LEADING = 8.5, 11.0
_TALLEST = 330.0


class Text(Struct, frozen=True):
    """A paragraph of a row: what it says, in bold or in a lighter tone."""

    text: str
    bold: bool = False
    quiet: bool = False


class Row(Struct, frozen=True):
    """A message: its pictures, and what is said of it."""

    pictures: tuple[Picture, ...]
    texts: tuple[Text, ...]


def proof_sheets(title: str, language: str, rows: Iterable[Row], regular: Path, bold: Path) -> bytes:
    """Return rows as a PDF file; `regular` and `bold` are TrueType files."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
    from reportlab.pdfbase.ttfonts import TTFont

    from pipeline.press.writer import Canvas

    names = []
    for path in (regular, bold):
        names.append(f"proof-{path.stem}")
        registerFont(TTFont(names[-1], str(path)))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(_WIDTH, _HEIGHT), invariant=1, lang=language, pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("motivator")
    canvas.setAuthor("")
    canvas.setSubject("")
    state = {"y": 0.0, "page": 0}

    def turn() -> None:
        if state["page"]:
            canvas.showPage()
        state["page"] += 1
        canvas.setFont(names[0], 8)
        canvas.setFillGray(0.35)
        canvas.drawString(_EDGE, _HEIGHT - 30, title)
        canvas.drawRightString(_WIDTH - _EDGE, 26, str(int(state["page"])))
        state["y"] = _HEIGHT - _FOOT

    turn()
    for row in rows:
        sizes = [_size(picture) for picture in row.pictures]
        lines = [
            (line, text)
            for text in row.texts
            for line in _folded(text.text, partial(_width, stringWidth, names[text.bold]))
        ]
        depth = max(sum(height + 6 for _, height in sizes), min(len(lines) * _LEADING, _HEIGHT - 2 * _FOOT)) + 12
        if state["y"] - depth < _FOOT and state["y"] < _HEIGHT - _FOOT:
            turn()
        top = state["y"]
        foot = top
        for picture, (width, height) in zip(row.pictures, sizes, strict=True):
            if foot - height < _FOOT and foot < _HEIGHT - _FOOT:
                turn()
                top = foot = state["y"]
            canvas.drawImage(ImageReader(io.BytesIO(picture.png)), _EDGE, foot - height, width, height)
            canvas.setStrokeGray(0.75)
            canvas.rect(_EDGE, foot - height, width, height)
            foot -= height + 6
        y = top - _SIZE
        for line, text in lines:
            if y < _FOOT:
                turn()
                foot = y = state["y"]
                y -= _SIZE
            canvas.setFont(names[text.bold], _SIZE)
            canvas.setFillGray(0.35 if text.quiet else 0.0)
            canvas.drawString(_EDGE + _PICTURE + _GAP, y, line)
            y -= _LEADING
        state["y"] = min(foot, y + _LEADING - 4) - 12
        if state["y"] > _FOOT:
            canvas.setStrokeGray(0.85)
            canvas.line(_EDGE, state["y"] + 4, _WIDTH - _EDGE, state["y"] + 4)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _size(picture: Picture) -> tuple[float, float]:
    """Return the size of a picture on the sheet: that on the page, smaller where there is no room."""
    width, height = picture.points
    scale = min(1.0, _PICTURE / width, _TALLEST / height)
    return width * scale, height * scale


def _width(measured: Callable[[str, str, float], float], face: str, text: str) -> float:
    return measured(text, face, _SIZE)


def _folded(text: str, width: Callable[[str], float]) -> Sequence[str]:
    """Return text in lines no wider than there is room; a word that is wider by itself is parted."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            while width(word) > _TEXT:
                cut = next((at for at in range(len(word) - 1, 0, -1) if width(word[:at]) <= _TEXT), 1)
                lines += [line] if line else []
                lines.append(word[:cut])
                line, word = "", word[cut:]
            longer = f"{line} {word}" if line else word
            if width(longer) > _TEXT:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines
