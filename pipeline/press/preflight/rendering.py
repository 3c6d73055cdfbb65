"""Pages as pixels, where what is seen cannot be told from what is painted. The one door of pypdfium2."""

from __future__ import annotations

from pipeline.press.preflight.subject import Subject


def grey(subject: Subject, page: int, scale: float) -> tuple[bytes, int, int, int]:
    """Return a page's media in grey: its pixels, width, height, and the bytes of a row. Pages count from 1."""
    pixels, width, height, stride, _ = _drawn(subject, page, scale, True)
    return pixels, width, height, stride


def colour(subject: Subject, page: int, scale: float) -> tuple[bytes, int, int, int, int]:
    """Return a page's media in colour: its pixels (blue, green, red), width, height, the bytes of a row and of a pixel."""
    return _drawn(subject, page, scale, False)


def _drawn(subject: Subject, page: int, scale: float, plain: bool) -> tuple[bytes, int, int, int, int]:
    # Imported late: few pages have to be looked at.
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    try:
        if not subject.opened:
            subject.opened.append(pypdfium2.PdfDocument(subject.data))
        (document,) = subject.opened
        shown = document[page - 1]
        try:
            drawn = shown.render(scale=scale, grayscale=plain, may_draw_forms=False)
            return bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, drawn.n_channels
        finally:
            shown.close()
    except pypdfium2.PdfiumError as fault:
        raise ValueError(str(fault)) from fault
