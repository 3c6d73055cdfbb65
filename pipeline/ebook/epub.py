"""The EPUB: a volume's documents, their table of contents and what the publication says of its accessibility, in one file.

In: a `Volume`. Out: the bytes of an EPUB 3.3 publication that keeps EPUB Accessibility 1.1. The same volume gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from pipeline.document.tree import Text, Words, plain
from pipeline.ebook.volume import Picture, Volume
from pipeline.ebook.xhtml import chapter_page, escaped, notice_page, page, said
from pipeline.foundation.value import Struct

FOLDER = "EPUB"
# EPUB Accessibility 1.1, 4.1.4: how the claim is worded.
CLAIM = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
_KINDS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "css": "text/css",
    "xhtml": "application/xhtml+xml",
}
_FEATURES = (
    "alternativeText",
    "displayTransformability",
    "longDescription",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
)
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n<rootfiles>\n'
    f'<rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/>\n'
    "</rootfiles>\n</container>\n"
)
# Sizes are the reader's own; what is set here is rhythm. Emphasis is not italic, as in large print.
_STYLE = """body { line-height: 1.5; margin: 0 1em; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-align: start; hyphens: none; break-after: avoid; }
p { margin: 0 0 1em; text-align: start; }
em { font-style: normal; font-weight: bold; }
sup, sub { font-size: 1em; line-height: 1; }
a { text-decoration: underline; }
aside { border: 0.125em solid; margin: 1.5em 0; padding: 1em; }
aside[role="doc-footnote"] { border: 0; margin: 0; padding: 0; }
blockquote { margin: 1em; }
figure { margin: 1.5em 0; break-inside: avoid; }
figcaption, caption { margin: 0.5em 0; text-align: start; }
img { height: auto; max-width: 100%; width: 40em; }
nav ol { list-style: none; padding: 0 0 0 1em; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border-bottom: 0.0625em solid; padding: 0.25em 0.75em 0.25em 0; text-align: start; vertical-align: top; }
dt { font-weight: bold; }
.deck { font-size: 1.125em; }
"""


class _Item(Struct, frozen=True):
    """A file of the publication: `linear` ones are read one after the other, in the order of the manifest."""

    name: str
    data: bytes
    linear: bool = False
    properties: str = ""

    @property
    def key(self) -> str:
        """Its name in the package: letters, figures, hyphens and stops, and no figure first (XML, NCName)."""
        return "f-" + "".join(
            sign if (sign.isalnum() and sign.isascii()) or sign in "-." else "_" for sign in self.name
        )


def epub(volume: Volume) -> bytes:
    """Return the publication as one file."""
    items = list(_items(volume))
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        # The first file, and not compressed, so that the kind of the whole stands at its 38th byte (OCF 3.3, 4.3).
        _write(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _write(archive, "META-INF/container.xml", _CONTAINER.encode())
        _write(archive, f"{FOLDER}/package.opf", _package(volume, items))
        for item in items:
            _write(archive, f"{FOLDER}/{item.name}", item.data)
    return whole.getvalue()


def _write(archive: zipfile.ZipFile, name: str, data: bytes, kind: int = zipfile.ZIP_DEFLATED) -> None:
    # The oldest date there is: that of the making would tell two runs apart.
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = kind
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def _items(volume: Volume) -> Iterator[_Item]:
    yield _Item("cover.xhtml", _cover(volume), True)
    yield _Item("nav.xhtml", _navigation(volume), True, "nav")
    for part in volume.parts:
        for chapter in part.chapters:
            yield _Item(f"{chapter.document.slug}.xhtml", chapter_page(chapter, volume), True)
    for notice in volume.notices:
        yield _Item(f"{notice.slug}.xhtml", notice_page(notice, volume), True)
    yield _Item("masthead.xhtml", _masthead(volume), True)
    yield _Item("style.css", _STYLE.encode())
    pictures: dict[str, Picture] = {picture.name: picture for picture in volume.pictures.values()}
    if volume.cover is not None:
        pictures.pop(volume.cover.name, None)
        yield _Item(volume.cover.name, volume.cover.data, properties="cover-image")
    for name in sorted(pictures):
        yield _Item(name, pictures[name].data)


def _cover(volume: Volume) -> bytes:
    language = volume.language
    body = f"<h1>{escaped(volume.title)}</h1>\n" + said(volume.subtitle, language, "p") + "\n"
    if volume.cover is not None:
        name = volume.cover.name
        alternate = volume.cover_alternate
        spoken = f' lang="{alternate.language}"' if alternate.language not in ("", language) else ""
        text = escaped(plain(alternate.content) or alternate.source)
        body += f'<figure><img src="{escaped(name)}" alt="{text}"{spoken}/></figure>\n'
    return page(volume.title, language, body, "cover", "")


def _masthead(volume: Volume) -> bytes:
    language = volume.language
    body = said(volume.words.masthead, language, "h1") + "\n"
    body += "".join(said(words, language, "p") + "\n" for words in volume.about)
    return page(plain(volume.words.masthead.content), language, body, "colophon", "")


def _navigation(volume: Volume) -> bytes:
    """Return the table of contents, departments over their articles, and the landmarks (EPUB 3.3, 7)."""
    language, words = volume.language, volume.words
    entries = ""
    for part in volume.parts:
        inner = "".join(_entry(c.document.slug, c.document.title, language) for c in part.chapters)
        if plain(part.title.content):
            entries += f"<li>{said(part.title, language, 'span')}\n<ol>\n{inner}</ol>\n</li>\n"
        else:
            entries += inner
    entries += "".join(_entry(notice.slug, notice.title, language) for notice in volume.notices)
    entries += _entry("masthead", words.masthead, language)
    contents = said(words.contents, language, "h1")
    first = next((c.document.slug for part in volume.parts for c in part.chapters), "masthead")
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc">\n{contents}\n<ol>\n{entries}</ol>\n</nav>\n'
        '<nav epub:type="landmarks" hidden="hidden">\n<ol>\n'
        f'<li><a epub:type="cover" href="cover.xhtml">{escaped(volume.title)}</a></li>\n'
        f'<li><a epub:type="toc" href="#toc">{escaped(plain(words.contents.content))}</a></li>\n'
        f'<li><a epub:type="bodymatter" href="{first}.xhtml">{escaped(plain(volume.subtitle.content))}</a></li>\n'
        "</ol>\n</nav>\n"
    )
    return page(plain(words.contents.content), language, body)


def _entry(slug: str, title: Words, language: str) -> str:
    plainly = Words((Text(plain(title.content)),), title.source, title.language)
    return (
        f'<li><a href="{escaped(slug)}.xhtml"{_language(title, language)}>{escaped(plain(plainly.content))}</a></li>\n'
    )


def _language(words: Words, around: str) -> str:
    language = words.language
    return f' lang="{language}" xml:lang="{language}"' if language and language != around else ""


def _package(volume: Volume, items: list[_Item]) -> bytes:
    """Return the package document (EPUB 3.3, 5), with its accessibility metadata (EPUB Accessibility 1.1, 3)."""
    images = any(item.name.endswith((".svg", ".png", ".jpg")) for item in items)
    modes = ("textual", "visual") if images else ("textual",)
    features = "".join(_meta("schema:accessibilityFeature", feature) for feature in _FEATURES)
    manifest = "".join(
        f'<item id="{item.key}" href="{escaped(item.name)}" media-type="{_KINDS[item.name.rpartition(".")[2]]}"'
        + (f' properties="{item.properties}"' if item.properties else "")
        + "/>\n"
        for item in items
    )
    spine = "".join(f'<itemref idref="{item.key}"/>\n' for item in items if item.linear)
    rights = f"<dc:rights>{escaped(volume.rights)}</dc:rights>\n" if volume.rights else ""
    title = f"{volume.title}, {plain(volume.subtitle.content)}"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{volume.language}">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">{escaped(volume.identifier)}</dc:identifier>\n'
        f"<dc:title>{escaped(title)}</dc:title>\n<dc:language>{volume.language}</dc:language>\n"
        f"<dc:publisher>{escaped(volume.publisher)}</dc:publisher>\n<dc:creator>{escaped(volume.publisher)}</dc:creator>\n"
        f"<dc:date>{volume.created[:10]}</dc:date>\n{rights}"
        + _meta("dcterms:modified", volume.created)
        + "".join(_meta("schema:accessMode", mode) for mode in modes)
        + _meta("schema:accessModeSufficient", "textual")
        + features
        + _meta("schema:accessibilityHazard", "none")
        + '<meta property="dcterms:conformsTo" id="claim">'
        + f"{CLAIM}</meta>\n"
        + f'<meta property="a11y:certifiedBy" refines="#claim">{escaped(volume.publisher)}</meta>\n'
        + f"</metadata>\n<manifest>\n{manifest}</manifest>\n<spine>\n{spine}</spine>\n</package>\n"
    ).encode()


def _meta(name: str, value: str) -> str:
    return f'<meta property="{name}">{escaped(value)}</meta>\n'
