"""A file as older programs read it: no object streams, and a table that finds its objects (PDF 1.4).

In: a file as the press writes it. Out: the same objects without what came with PDF 1.5 (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

from io import BytesIO


def plain(data: bytes) -> bytes:
    """Return a file in the form of PDF 1.4, the same bytes for the same file."""
    # Imported late: PDF/X-1a alone has use for it.
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, force_version="1.4", deterministic_id=True)
    return out.getvalue()
