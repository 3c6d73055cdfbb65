"""Text as braille cells, by liblouis, which is run as a program of its own where it is installed.

In: texts and their language. Out: the same as Unicode braille (U+2800 to U+283F), a space being U+2800.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence

from pipeline.foundation.diagnostic import NOWHERE, Exit, unusable

PROGRAM = "lou_translate"
# Contracted Unified English Braille, which BANA has for the United States; Spanish, as it is printed there, uncontracted. Text of
# another language than the edition's is uncontracted too.
TABLES = {"en": ("en-ueb-g2.ctb", "en-ueb-g1.ctb"), "es": ("es-g1.ctb", "es-g1.ctb")}
# The program reads a line into a buffer of its own.
_LONGEST = 800


def cells(texts: Sequence[str], language: str, *, foreign: bool = False) -> list[str]:
    """Return each of `texts` in cells.

    Raises `Unusable`: "braille-absent" (exit 3) without the program, "braille-language" for a language it has no table for here,
    "braille-failed" (exit 3) where it does not do its work.
    """
    tables = TABLES.get(language.partition("-")[0])
    if tables is None:
        raise unusable(
            "braille-language",
            f'no braille table is set down for "{language}"',
            NOWHERE,
            hint=f"there is one for {', '.join(sorted(TABLES))}",
        )
    program = shutil.which(PROGRAM)
    if program is None:
        raise unusable(
            "braille-absent",
            f"braille is made by liblouis, and its program {PROGRAM} is not installed",
            NOWHERE,
            hint="Debian and Ubuntu have it in liblouis-bin",
            exit_code=Exit.WORLD,
        )
    lines: list[str] = []
    counts = []
    for text in texts:
        pieces = list(_pieces(" ".join(text.replace("\u00ad", "").split())))
        counts.append(len(pieces))
        lines += pieces
    table = tables[foreign]
    done = subprocess.run(
        [program, "--forward", f"unicode.dis,{table}"], input="\n".join(lines) + "\n", capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    made = done.stdout.split("\n")[: len(lines)]
    if done.returncode or len(made) < len(lines):
        raise unusable(
            "braille-failed",
            f"{PROGRAM} did not translate with {table}: {done.stderr.strip() or 'lines are missing'}",
            NOWHERE,
            hint="liblouis 3 or later with its tables is needed",
            exit_code=Exit.WORLD,
        )
    found, at = [], 0
    for count in counts:
        whole = "\u2800".join(line.strip("\u2800 ") for line in made[at : at + count])
        # Two dots more make a cell of computer braille; six are embossed.
        found.append("".join(chr(0x2800 + (ord(sign) & 0x3F)) for sign in whole if "\u2800" <= sign <= "\u28ff"))
        at += count
    return found


def _pieces(text: str) -> Iterator[str]:
    """Yield `text` in pieces the program can take, parted at spaces; one at least."""
    while len(text) > _LONGEST:
        cut = text.rfind(" ", 1, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield text[:cut]
        text = text[cut:].lstrip()
    yield text or " "
