"""What the press lends to mailing: an issue's pages as all copies have them, and the face that addresses are printed in.

In: an order. Out: files in a folder and plain values about them. Each function runs in a process of its own, whose memory ends
with it: the process that addresses copies loads no type and composes nothing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from io import BytesIO
from pathlib import Path

from pipeline.foundation.diagnostic import Problem, Problems
from pipeline.foundation.files import write_whole
from pipeline.foundation.value import Struct
from pipeline.mailing.lettering import NAME, Lettering
from pipeline.mailing.postage import Copy
from pipeline.mailing.wish import Make

# Raised whenever a file of this room would come out differently.
VERSION = 1
# Large print begins here (APH, ACB); what the reader wants is compared with the size of running text.
_LARGE = 18.0


class Wanted(Struct, frozen=True):
    """What is to be mailed: an issue of a publication, in some editions, and where things are kept that can be made again."""

    root: Path
    issue: str
    editions: tuple[str, ...]
    cache: Path
    folder: Path
    created: str


class Stand(Struct, frozen=True):
    """What can be mailed: the editions, the digest of what each copy is made from by language and edition, and the letters.

    `face` is the file that holds the face, `advertising` where the issue has any.
    """

    makes: tuple[Make, ...]
    inputs: dict[tuple[str, str], str]
    lettering: Lettering
    face: Path
    advertising: str


def stand(wanted: Wanted) -> tuple[Stand | None, tuple[Problem, ...]]:
    """Return what can be mailed, and what is wrong; None where that leaves nothing."""
    from pipeline.edition.inputs import read_inputs
    from pipeline.edition.ledger import Sources
    from pipeline.typesetting.font import FaceLibrary
    from pipeline.typesetting.layoutfile import read_layout

    problems = Problems()
    inputs = read_inputs(wanted.root, wanted.issue, problems)
    if inputs is None:
        return None, tuple(problems)
    languages = inputs.settings.languages
    sources = Sources(wanted.root)
    plan = inputs.issue.plan
    makes, digests, library = [], {}, None
    for edition in wanted.editions:
        layout = read_layout(wanted.root, edition, languages[0], problems)
        if layout is None:
            return None, tuple(problems)
        size = layout.style("body").size
        makes.append(Make(edition, size, size >= _LARGE - 0.05))
        if library is None:
            library = FaceLibrary(layout.faces, wanted.cache)
            name = layout.style("body").face.partition("/")[0]
        for language in languages:
            more = (wanted.created, "copies", str(VERSION))
            digests[language, edition] = sources.digest(
                wanted.issue, inputs.issue.slugs, language, edition, more, plan.coedition
            )
    assert library is not None
    lettering, face = _face(wanted, inputs.settings.name, plan.title, library, f"{name}/regular")
    return Stand(tuple(makes), digests, lettering, face, plan.advertises), tuple(problems)


def copies(
    wanted: Wanted, language: str, edition: str, digest: str
) -> tuple[Path | None, Copy | None, tuple[Problem, ...]]:
    """Return the file of an edition's pages as all copies have them, and what it is like; made only where it is not there."""
    from pipeline.edition.build import Job, make

    stem = f"{language}.{edition}.{digest[:16]}"
    path, facts = wanted.folder / f"{stem}.pdf", wanted.folder / f"{stem}.json"
    known = _known(path, facts)
    if known is not None:
        return path, known, ()
    product = make(Job(wanted.root, wanted.issue, language, edition, wanted.cache, wanted.created, digest, copies=True))
    if product.data is None or any(problem.severity == "error" for problem in product.problems):
        return None, None, product.problems
    copy = _measured(product.data, language, edition)
    _keep(path, product.data)
    about = {
        "sha256": hashlib.sha256(product.data).hexdigest(),
        "language": language, "edition": edition, "pages": copy.pages, "smallest": copy.smallest,
    }  # fmt: skip
    # The facts come last: they say that the file is there.
    _keep(facts, json.dumps(about).encode())
    return path, copy, product.problems


def _keep(path: Path, data: bytes) -> None:
    """Write a file that its owner alone may read, as all files of a mailing."""
    write_whole(path, data)
    path.chmod(0o600)


def _known(path: Path, facts: Path) -> Copy | None:
    """Return what is known of a file that is there and whole, or None."""
    try:
        about = json.loads(facts.read_bytes())
        if about["sha256"] != hashlib.sha256(path.read_bytes()).hexdigest():
            return None
        return Copy(about["language"], about["edition"], about["pages"], about["smallest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _measured(data: bytes, language: str, edition: str) -> Copy:
    from pipeline.press.preflight.subject import Subject

    subject = Subject(data, edition)
    try:
        # Invisible text (7) is not read by eyes.
        sizes = [text.size for text in subject.marks.texts if text.text.strip() and text.rendering != 7]
        return Copy(language, edition, len(subject.pages), round(min(sizes, default=0.0), 2))
    finally:
        subject.close()


def covered(path: Path, boxes: tuple[tuple[float, float, float, float], ...]) -> tuple[str, ...]:
    """Return what the last page of a file has within boxes of its trim, in inches, where the address is to stand."""
    from pipeline.press.preflight.subject import Subject

    subject = Subject(path.read_bytes(), path.name)
    try:
        number = len(subject.pages)
        trim = subject.pages[-1].trim
        texts = [
            (text.x, text.y, text.x + text.width, text.y + text.size)
            for text in subject.marks.texts
            if text.page == number and text.text.strip()
        ]
        pictures = [mark.box for mark in subject.marks.pictures if mark.page == number]
        found = []
        for what, marks in (("text", texts), ("a picture", pictures)):
            for left, low, width, height in boxes:
                x, y = trim[0] + 72 * left, trim[1] + 72 * low
                if any(x < m[2] and m[0] < x + 72 * width and y < m[3] and m[1] < y + 72 * height for m in marks):
                    found.append(what)
                    break
        return tuple(found)
    finally:
        subject.close()


def _face(wanted: Wanted, title: str, subject: str, library: object, name: str) -> tuple[Lettering, Path]:
    """Return the letters of a face, and a file of one page that has it embedded, with the marks of the press.

    The file gives batches their metadata and their output intent, too.
    """
    from pipeline.foundation.settings import read_settings
    from pipeline.press.canvas import File
    from pipeline.press.colour import separation
    from pipeline.press.fontfile import Typeface
    from pipeline.press.hand import Hand
    from pipeline.press.metadata import Condition, describe
    from pipeline.typesetting.font import FaceLibrary
    from pipeline.typesetting.page import Publication

    assert isinstance(library, FaceLibrary)
    settings = read_settings(wanted.root, Problems())
    assert settings is not None
    face = library.face(name)
    letters = {chr(code): glyph for code, glyph in sorted(face.characters.items()) if glyph and chr(code).isprintable()}
    lettering = Lettering(
        {char: f"{glyph:04X}" for char, glyph in letters.items()},
        {char: round(face.advance(glyph), 3) for char, glyph in letters.items()},
        face.cap_height,
        face.ascender,
    )
    day = date.fromisoformat(wanted.created[:10]).isoformat()
    key = f"{VERSION} {title} {subject} {settings.press} {wanted.created} {library.digest(name).hex()} {day}"
    path = wanted.folder / f"face.{hashlib.sha256(key.encode()).hexdigest()[:16]}.pdf"
    if not path.is_file():
        with Hand() as beside:
            press = settings.press
            inks = separation(wanted.root / press.profile, wanted.cache) if press.profile else None
            file = File("", (1, 6), beside)
            (number,) = file.reserve()
            typeface = Typeface(face, NAME, number)
            typeface.painted += [f"<{glyph}>" for glyph in lettering.glyphs.values()]
            page = file.page_number()
            file.page(
                page,
                f"/MediaBox[0 0 612 792]/TrimBox[0 0 612 792]/Resources<</Font<</{NAME} {number} 0 R>>>>",
            )
            typeface.write(file)
            about = Publication(f"{title}: {subject}", settings.publisher.name, "", settings.language, wanted.created)
            condition = None if inks is None else Condition(press.identifier, press.condition, inks)
            describe(file, about, ("PDF/X-4",) if inks is not None else (), condition)
            out = BytesIO(file.data())
        _keep(path, out.getvalue())
    return lettering, path
