"""Checks of what a file for the press says about itself, and of what it must not hold (ISO 15930)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.press.preflight.outcome import Finding, Outcome, count, listed, outcome, verdict
from pipeline.press.preflight.subject import Subject, broken

_NEEDED = (
    "xmp:CreateDate",
    "xmp:ModifyDate",
    "xmp:MetadataDate",
    "xmpMM:DocumentID",
    "xmpMM:VersionID",
    "xmpMM:RenditionClass",
    "dc:title",
    "pdf:Trapped",
)
# What is said in two places must be the same in both.
_TWINS = {
    "Title": "dc:title",
    "Author": "dc:creator",
    "Subject": "dc:description",
    "Keywords": "pdf:Keywords",
    "Creator": "xmp:CreatorTool",
    "Producer": "pdf:Producer",
    "CreationDate": "xmp:CreateDate",
    "ModDate": "xmp:ModifyDate",
    "Trapped": "pdf:Trapped",
}
_DATE = re.compile(r"D:\d{4}(?:\d\d){0,5}(?:Z|[+-]\d\d'?(?:\d\d'?)?)?\Z")
_FILTERS = {"/LZWDecode", "/LZW"}


def pdf_version(subject: Subject) -> Outcome:
    """PDF/X-4 rests on PDF 1.6."""
    version = subject.version
    said = f"PDF {version[0]}.{version[1]}"
    return verdict(said, version <= (1, 6), f"is {said}, and 1.6 is the highest allowed")


def pdf_version_x1a(subject: Subject) -> Outcome:
    """PDF/X-1a rests on PDF 1.4, without streams of objects."""
    version = subject.version
    packed = b"/ObjStm" in subject.data or b"/Type/XRef" in subject.data.replace(b" ", b"")
    said = f"PDF {version[0]}.{version[1]}{', objects in streams' if packed else ''}"
    return verdict(said, version <= (1, 4) and not packed, f"is {said}; PDF/X-1a allows 1.4, and no objects in streams")


def claim_x4(subject: Subject) -> Outcome:
    """The packet says PDF/X-4."""
    said = subject.xmp.get("pdfxid:GTS_PDFXVersion", "nothing")
    return verdict(f"XMP says {said}", said == "PDF/X-4", f"the XMP packet claims {said}, not PDF/X-4")


def claim_x1a(subject: Subject) -> Outcome:
    """The document information says PDF/X-1a."""
    said = subject.info.get("GTS_PDFXVersion", "nothing")
    whole = said == "PDF/X-1a:2003" or (
        said == "PDF/X-1:2001" and subject.info.get("GTS_PDFXConformance") == "PDF/X-1a:2001"
    )
    return verdict(f"Info says {said}", whole, f"the document information claims {said}, not PDF/X-1a:2003")


def packet(subject: Subject) -> Outcome:
    """The packet has all that PDF/X-4 asks for."""
    missing = [key for key in _NEEDED if not subject.xmp.get(key)]
    found = [Finding(f"the XMP packet has no {key}") for key in missing]
    return outcome(f"{len(_NEEDED) - len(missing)} of {len(_NEEDED)} properties", found)


def agreement(subject: Subject) -> Outcome:
    """The document information and the packet say the same."""
    found: list[Finding] = []
    shared = 0
    for key, twin in _TWINS.items():
        if key not in subject.info or twin not in subject.xmp:
            continue
        shared += 1
        one, other = subject.info[key], subject.xmp[twin]
        if key.endswith("Date"):
            one, other = _moment(one), _moment(other)
        if one.lstrip("/") != other:
            found.append(Finding(f'{key} is "{subject.info[key]}" in Info, "{subject.xmp[twin]}" in the XMP packet'))
    return outcome(f"{count(shared, 'entry', 'entries')} of Info compared with XMP", found)


def _moment(date: str) -> str:
    """Return the digits of a date down to the second, and its zone."""
    date = date.removeprefix("D:").replace("'", "")
    zone = re.search(r"(?<=\d)(Z|[+-]\d\d:?\d\d)\Z", date)
    digits = re.sub(r"\D", "", date[: zone.start()] if zone else date)
    hours = zone[1].replace(":", "") if zone else ""
    return f"{digits:0<14}{'Z' if hours in ('', '+0000', '-0000') else hours}"


def title(subject: Subject) -> Outcome:
    """The file has a title."""
    said = subject.info.get("Title", "")
    return verdict(f'"{said}"', said.strip(), "the document information has no title")


def dates(subject: Subject) -> Outcome:
    """The file says when it was made and changed."""
    said = [subject.info.get(key, "") for key in ("CreationDate", "ModDate")]
    wrong = [date for date in said if not _DATE.match(date)]
    return verdict(
        ", ".join(said), not wrong, "CreationDate or ModDate is missing from the document information or no date"
    )


def trapped(subject: Subject) -> Outcome:
    """The file says whether it is trapped."""
    said = subject.info.get("Trapped", "nothing").lstrip("/")
    return verdict(f"Trapped {said}", said in ("True", "False"), f"Trapped says {said}; it has to be True or False")


def identifier(subject: Subject) -> Outcome:
    """The file has an identifier."""
    found: Any = subject.pdf.trailer.get("/ID")
    parts = [] if found is None else [bytes(part) for part in found]
    whole = len(parts) == 2 and all(parts)
    said = parts[0].hex()[:12] if whole else "none"
    return verdict(f"ID {said}", whole, "the trailer has no ID")


def intent(subject: Subject) -> Outcome:
    """There is one output intent, and it names its condition."""
    intents = subject.intents
    if len(intents) != 1:
        return verdict(
            count(len(intents), "output intent"), False, f"there are {len(intents)} output intents, one is needed"
        )
    named = str(intents[0].get("/OutputConditionIdentifier", ""))
    return verdict(f'condition "{named}"', named, "the output intent names no condition")


def profile(subject: Subject) -> Outcome:
    """The output intent holds the profile of a CMYK printer."""
    embedded = [one.DestOutputProfile for one in subject.intents if "/DestOutputProfile" in one]
    if not embedded:
        return verdict("none", False, "the output intent embeds no profile")
    data = embedded[0].read_bytes()
    space, kind, mark = data[16:20].decode("latin-1"), data[12:16].decode("latin-1"), data[36:40]
    said = (
        f"{space} {kind}, {len(data) / 1000:.0f} kB, ICC {data[8]}.{data[9] >> 4}" if len(data) > 128 else "no profile"
    )
    whole = (space, kind, mark) == ("CMYK", "prtr", b"acsp") and int(embedded[0].get("/N", 0)) == 4
    return verdict(said, whole, f"the output intent's profile is none of a CMYK printer ({said})")


def on_page(subject: Subject) -> Outcome:
    """Nothing that is clicked or written on lies on the page: links, notes, fields."""
    found: list[Finding] = []
    total = 0
    for sheet in subject.pages:
        for one in sheet.page.get("/Annots", ()):
            total += 1
            kind = str(one.get("/Subtype", "/?"))[1:]
            try:
                a, b, c, d = (float(edge) for edge in one.Rect)
            except broken():
                a, b, c, d = sheet.bleed
            limit = sheet.trim if kind == "PrinterMark" else sheet.bleed
            outside = max(a, c) <= limit[0] or min(a, c) >= limit[2] or max(b, d) <= limit[1] or min(b, d) >= limit[3]
            if kind != "TrapNet" and not outside:
                found.append(
                    Finding(f"an annotation ({kind}) lies on the page", sheet.number, sheet.place(min(a, c), max(b, d)))
                )
    return outcome(count(total, "annotation"), found)


def actions(subject: Subject) -> Outcome:
    """Nothing is done when the file is opened: no actions, no JavaScript."""
    found = [Finding(f"the catalog has {key[1:]}") for key in ("/AA", "/OpenAction") if _acts(subject.root.get(key))]
    names = subject.root.get("/Names")
    if names is not None and "/JavaScript" in names:
        found.append(Finding("the file holds JavaScript"))
    found += [Finding("the page has actions", sheet.number) for sheet in subject.pages if "/AA" in sheet.page]
    return outcome(count(len(found), "action"), found)


def _acts(found: Any) -> bool:
    """Whether an entry is an action; a place to open at is none."""
    import pikepdf

    return isinstance(found, pikepdf.Dictionary)


def forms(subject: Subject) -> Outcome:
    """There are no fields to be filled in."""
    form = subject.root.get("/AcroForm")
    return verdict("no form" if form is None else "a form", form is None, "the file holds a form")


def attachments(subject: Subject) -> Outcome:
    """Everything is in the file, and nothing else: no attachments, no streams from elsewhere."""
    names = subject.root.get("/Names")
    found = [Finding("files are attached")] if names is not None and "/EmbeddedFiles" in names else []
    found += [Finding("files are associated with the document")] if "/AF" in subject.root else []
    found += [Finding("a stream lies in another file") for stream in _streams(subject) if "/F" in stream]
    return outcome(count(len(found), "file beside the pages", "files beside the pages"), found)


def objects(subject: Subject) -> Outcome:
    """Objects that a press must not meet: PostScript, OPI, alternate images."""
    found: list[Finding] = []
    for stream in _streams(subject):
        kind = str(stream.get("/Subtype", ""))
        if kind == "/PS" or stream.get("/Subtype2") == "/PS" or "/PS" in stream:
            found.append(Finding("an object holds PostScript"))
        if "/OPI" in stream:
            found.append(Finding("an image is to be exchanged (OPI)"))
        if "/Alternates" in stream:
            found.append(Finding("an image has alternates"))
        if "/Ref" in stream and kind == "/Form":
            found.append(Finding("a form stands for a page of another file"))
    return outcome(count(len(found), "such object"), found)


def filters(subject: Subject) -> Outcome:
    """No stream is packed by LZW."""
    return _filtered(subject, _FILTERS)


def filters_x1a(subject: Subject) -> Outcome:
    """No stream is packed by LZW, JPEG 2000 or JBIG2."""
    return _filtered(subject, _FILTERS | {"/JPXDecode", "/JBIG2Decode"})


def _filtered(subject: Subject, barred: set[str]) -> Outcome:
    used: set[str] = set()
    for stream in _streams(subject):
        given = stream.get("/Filter")
        used |= {str(given)} if given is not None and str(given).startswith("/") else {str(one) for one in given or ()}
    found = [Finding(f"a stream is packed by {name[1:]}") for name in sorted(used & barred)]
    return outcome(listed([name[1:] for name in sorted(used)]) or "no filter", found)


def layers(subject: Subject) -> Outcome:
    """Layers have one way to be seen."""
    found = subject.root.get("/OCProperties")
    several = found is not None and "/Configs" in found and len(found.Configs)
    return verdict("no layers" if found is None else "layers", not several, "layers can be seen in more than one way")


def layers_x1a(subject: Subject) -> Outcome:
    """There are no layers."""
    found = subject.root.get("/OCProperties")
    return verdict("no layers" if found is None else "layers", found is None, "the file has layers")


def soundness(subject: Subject) -> Outcome:
    """The file is whole, and every page can be read."""
    found = [Finding(f"the file had to be repaired: {said.strip()}") for said in subject.repaired]
    found += [Finding(f"the content cannot be read: {said}", page) for page, said in subject.marks.faults]
    return outcome(f"{count(len(subject.pages), 'page')}, {count(len(subject.data), 'byte')}", found)


def _streams(subject: Subject) -> Iterator[Any]:
    import pikepdf

    return (one for one in subject.pdf.objects if isinstance(one, pikepdf.Stream))
