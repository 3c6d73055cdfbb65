"""What the file says about itself, and its output intent.

In: a file whose pages are written. Out: document information and XMP that agree (ISO 16684-1), claims of
conformance, the colour profile it is made for, and an identifier made from the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from uuid import NAMESPACE_URL, uuid5

from pipeline.foundation.value import Struct
from pipeline.press.canvas import File, reference, text
from pipeline.press.colour import Separation
from pipeline.typesetting.page import Publication

_PRODUCER = "Motivator press, on ReportLab"
_OLD_CLAIM = "PDF/X-1a:2003"
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "mrv": "urn:motivator:review:1.0#",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfd": "http://pdfa.org/declarations/",
    "pdfx": "http://ns.adobe.com/pdfx/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
# The two levels of WTPDF 1.0, 6.1.2 and 6.1.3; a file of ours keeps both.
_DECLARED = {
    "WTPDF-1.0": (
        "http://pdfa.org/declarations/wtpdf#accessibility1.0",
        "http://pdfa.org/declarations/wtpdf#reuse1.0",
    )
}


class Condition(Struct, frozen=True):
    """The output condition a file is made for: its name in the ICC registry, in words, and its profile."""

    identifier: str
    description: str
    separation: Separation


def describe(
    file: File, publication: Publication, claims: tuple[str, ...], condition: Condition | None, *, two: bool = False
) -> None:
    """Write into `file`, the last before it is closed, what it says about itself.

    `claims` are the standards it keeps, `condition` what it is printed for. A file of PDF 2.0 (`two`) says it in XMP alone:
    the information dictionary is deprecated there (ISO 32000-2, 14.3.3). Raises ValueError if
    `publication.created` is not a date of ISO 8601.
    """
    created = _instant(publication.created)
    packet = _packet(publication, created, claims, uuid5(NAMESPACE_URL, file.digest()).hex)
    file.information("" if two else _information(publication, created, claims))
    # A packet must be readable by programs that do not read PDF: it is not compressed.
    file.catalog("Metadata", file.stream(packet, "/Type/Metadata/Subtype/XML", deflate=False))
    file.catalog("ViewerPreferences", file.add("<</DisplayDocTitle true>>"))
    if condition is not None:
        file.catalog("OutputIntents", file.add(f"[{_intent(file, condition)}]"))


def _instant(created: str) -> datetime:
    """Return the time that `created` names, in UTC; a day is its first second."""
    instant = datetime.fromisoformat(created)
    if instant.tzinfo is None:
        return instant.replace(tzinfo=timezone.utc)  # noqa: UP017 - one spelling for both uses
    return instant.astimezone(timezone.utc)  # noqa: UP017 - as above


def _information(publication: Publication, created: datetime, claims: tuple[str, ...]) -> str:
    """Return the document information dictionary."""
    date = created.strftime("D:%Y%m%d%H%M%SZ")
    entries = {
        "Title": publication.title,
        "Author": publication.author,
        "Subject": publication.subject,
        "Keywords": ", ".join(publication.keywords),
        "Creator": _PRODUCER,
        "Producer": _PRODUCER,
        "CreationDate": date,
        "ModDate": date,
        "GTS_PDFXVersion": _OLD_CLAIM if _OLD_CLAIM in claims else "",
    }
    return f"<<{''.join(f'/{key}{text(value)}' for key, value in entries.items() if value)}/Trapped/False>>"


def _intent(file: File, condition: Condition) -> str:
    """Return the output intent, profile embedded (ISO 15930-7, 6.2.2)."""
    profile = file.stream(condition.separation.data, "/N 4")
    identifier = condition.identifier or condition.separation.description
    return (
        f"<</Type/OutputIntent/S/GTS_PDFX/OutputConditionIdentifier{text(identifier)}"
        f"/OutputCondition{text(condition.description or identifier)}/RegistryName(http://www.color.org)"
        f"/Info{text(condition.description or condition.separation.description)}"
        f"/DestOutputProfile {reference(profile)}>>"
    )


def _packet(publication: Publication, created: datetime, claims: tuple[str, ...], identity: str) -> bytes:
    """Return the XMP packet."""
    date = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    language = publication.language
    simple = {
        "xmp:CreateDate": date,
        "xmp:ModifyDate": date,
        "xmp:MetadataDate": date,
        "xmp:CreatorTool": _PRODUCER,
        "pdf:Producer": _PRODUCER,
        "pdf:Keywords": ", ".join(publication.keywords),
        "pdf:Trapped": "False",
        "xmpMM:DocumentID": f"uuid:{identity}",
        "xmpMM:VersionID": "1",
        "xmpMM:RenditionClass": "default",
        "pdfuaid:part": "1" if "PDF/UA-1" in claims else "2" if "PDF/UA-2" in claims else "",
        # ISO 14289-2, 5: the year of the edition. Part 1 has none.
        "pdfuaid:rev": "2024" if "PDF/UA-2" in claims else "",
        "xmpRights:Marked": "True" if publication.rights else "",
        "pdfxid:GTS_PDFXVersion": "PDF/X-4" if "PDF/X-4" in claims else "",
        # PDF/X-1a claims itself in the information dictionary, which XMP has to repeat (ISO 15930-4, 6.2).
        "pdfx:GTS_PDFXVersion": _OLD_CLAIM if _OLD_CLAIM in claims else "",
    }
    parts = [
        "<dc:format>application/pdf</dc:format>",
        _alternatives("dc:title", publication.title, language, publication.titles),
        _alternatives("dc:description", publication.subject, language),
        _alternatives("dc:rights", publication.rights, language),
        _listed("dc:creator", "Seq", (publication.author,)),
        _listed("dc:subject", "Bag", publication.keywords),
        _listed("dc:language", "Bag", (language,)),
        *(f"<{key}>{escape(value)}</{key}>" for key, value in simple.items() if value),
        _structures("pdfd:declarations", ({"pdfd:conformsTo": uri} for c in claims for uri in _DECLARED.get(c, ()))),
        _structures(
            "mrv:reviews",
            ({"mrv:title": r.title, "mrv:reviewed": r.reviewed, "mrv:due": r.due} for r in publication.reviews),
        ),
    ]
    said = "".join(filter(None, parts))
    spaces = "".join(f' xmlns:{key}="{space}"' for key, space in _SPACES.items() if f"<{key}:" in said)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about=""{spaces}>\n'
        + "\n".join(filter(None, parts))
        + '\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _alternatives(key: str, value: str, language: str, others: Iterable[tuple[str, str]] = ()) -> str:
    """Return a text in its languages, the file's own the default."""
    if not value:
        return ""
    said = {"x-default": value, **({language: value} if language else {}), **dict(others)}
    items = "".join(
        f'<rdf:li xml:lang="{escape(tag, quote=True)}">{escape(text)}</rdf:li>' for tag, text in said.items()
    )
    return f"<{key}><rdf:Alt>{items}</rdf:Alt></{key}>"


def _structures(key: str, values: Iterable[Mapping[str, str]]) -> str:
    """Return an unordered array of structures; fields without a value are left out."""
    items = "".join(
        f'<rdf:li rdf:parseType="Resource">{"".join(f"<{k}>{escape(v)}</{k}>" for k, v in value.items() if v)}</rdf:li>'
        for value in values
    )
    return f"<{key}><rdf:Bag>{items}</rdf:Bag></{key}>" if items else ""


def _listed(key: str, kind: str, values: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{key}><rdf:{kind}>{items}</rdf:{kind}></{key}>" if items else ""


def escape(value: str, *, quote: bool = False) -> str:
    """Return text as XML spells it; with `quote` it may stand in an attribute."""
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value.replace('"', "&quot;") if quote else value
