"""The finishing pass: what the file says about itself, its output intent, and its final compact form.

In: a PDF as ReportLab wrote it. Out: the same pages with document information and XMP that agree (ISO
16684-1), claims of conformance, object streams, and an identifier made from the content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from pipeline.press.colour import Separation
from pipeline.typesetting.page import Publication

_PRODUCER = "Motivator press, on ReportLab and pikepdf"
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """The output condition a file is made for: its name in the ICC registry, in words, and its profile."""

    identifier: str
    description: str
    separation: Separation


def finished(
    data: bytes, publication: Publication, claims: tuple[str, ...], version: str, condition: Condition | None
) -> bytes:
    """Return the file `data` as it is delivered.

    `claims` are the standards it keeps, `version` its PDF version, `condition` what it is printed for. Raises
    ValueError if `publication.created` is not a date of ISO 8601.
    """
    created = _instant(publication.created)
    with Pdf.open(BytesIO(data)) as pdf:
        _inform(pdf, publication, created)
        packet = _packet(publication, created, claims, uuid5(NAMESPACE_URL, sha256(data).hexdigest()).hex)
        # A packet must be readable by programs that do not read PDF; qpdf leaves this one stream
        # uncompressed.
        pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        if condition is not None:
            pdf.Root.OutputIntents = Array([_intent(pdf, condition)])
        out = BytesIO()
        pdf.save(
            out,
            force_version=version,
            object_stream_mode=ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return out.getvalue()


def _instant(created: str) -> datetime:
    """Return the time that `created` names, in UTC; a day is its first second."""
    instant = datetime.fromisoformat(created)
    if instant.tzinfo is None:
        return instant.replace(tzinfo=timezone.utc)  # noqa: UP017 - one spelling for both uses
    return instant.astimezone(timezone.utc)  # noqa: UP017 - as above


def _inform(pdf: Pdf, publication: Publication, created: datetime) -> None:
    """Write the document information dictionary anew: ReportLab's has words and dates of its own."""
    date = String(created.strftime("D:%Y%m%d%H%M%SZ"))
    entries: dict[str, pikepdf.Object] = {
        "/Title": String(publication.title),
        "/Author": String(publication.author),
        "/Subject": String(publication.subject),
        "/Keywords": String(", ".join(publication.keywords)),
        "/Creator": String(_PRODUCER),
        "/Producer": String(_PRODUCER),
        "/CreationDate": date,
        "/ModDate": date,
        "/Trapped": Name("/False"),
    }
    kept = {key: value for key, value in entries.items() if not isinstance(value, String) or str(value)}
    pdf.trailer.Info = pdf.make_indirect(Dictionary(kept))


def _intent(pdf: Pdf, condition: Condition) -> Dictionary:
    """Return the output intent, profile embedded (ISO 15930-7, 6.2.2)."""
    profile = pdf.make_stream(condition.separation.data, N=4)
    identifier = condition.identifier or condition.separation.description
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(identifier),
        OutputCondition=String(condition.description or identifier),
        RegistryName=String("http://www.color.org"),
        Info=String(condition.description or condition.separation.description),
        DestOutputProfile=pdf.make_indirect(profile),
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
        "pdfuaid:part": "1" if "PDF/UA-1" in claims else "",
        "pdfxid:GTS_PDFXVersion": "PDF/X-4" if "PDF/X-4" in claims else "",
    }
    parts = [
        "<dc:format>application/pdf</dc:format>",
        _alternatives("dc:title", publication.title, language),
        _alternatives("dc:description", publication.subject, language),
        _listed("dc:creator", "Seq", (publication.author,)),
        _listed("dc:subject", "Bag", publication.keywords),
        _listed("dc:language", "Bag", (language,)),
        *(f"<{key}>{escape(value)}</{key}>" for key, value in simple.items() if value),
    ]
    spaces = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about=""{spaces}>\n'
        + "\n".join(filter(None, parts))
        + '\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _alternatives(key: str, value: str, language: str) -> str:
    if not value:
        return ""
    said = escape(value)
    own = f"<rdf:li xml:lang={quoteattr(language)}>{said}</rdf:li>" if language else ""
    return f'<{key}><rdf:Alt><rdf:li xml:lang="x-default">{said}</rdf:li>{own}</rdf:Alt></{key}>'


def _listed(key: str, kind: str, values: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{key}><rdf:{kind}>{items}</rdf:{kind}></{key}>" if items else ""
