"""The checks, one row each: the code, the profiles that ask for it, where the rule is written, and who looks.

"x4" is PDF/X-4, "x1a" PDF/X-1a, "ua1" and "ua2" are PDF/UA-1 and PDF/UA-2, "large-print" the guidelines for large print.
"""

from __future__ import annotations

from pipeline.press.preflight import (
    access,
    contrast,
    geometry,
    identity,
    inks,
    largeprint,
    lettering,
    pictures,
    semantics,
    tagging,
)
from pipeline.press.preflight.outcome import Check

PROFILES = {
    "x4": "PDF/X-4: files for the press, transparency and profiles allowed",
    "x1a": "PDF/X-1a: files for the press, without transparency",
    "ua1": "PDF/UA-1: files that a screen reader reads",
    "ua2": "PDF/UA-2: the same, on PDF 2.0",
    "large-print": "large print: what readers with low vision need",
}

# What is told from words alone may be wrong: it keeps no file of ours from being published.
GUESSED = frozenset(("print-hyphens", "print-capitals", "structure-divisions"))

_X, _UA = "x4 x1a", "ua1 ua2"

CHECKS = (
    # ---- what the file is
    Check("file-sound", f"{_X} {_UA} large-print", "ISO 32000-1, 7.5 and 7.8", identity.soundness),
    Check("pdf-version", "x4", "ISO 15930-7, 6.1", identity.pdf_version),
    Check("pdf-version-old", "x1a", "ISO 15930-4, 6.1", identity.pdf_version_x1a),
    Check("press-claim", "x4", "ISO 15930-7, 6.3", identity.claim_x4),
    Check("press-claim-old", "x1a", "ISO 15930-4, 6.3", identity.claim_x1a),
    Check("xmp-keys", "x4", "ISO 15930-7, 6.3", identity.packet),
    Check("info-agrees", _X, "ISO 15930-7, 6.3", identity.agreement),
    Check("press-title", _X, "ISO 15930-7, 6.3", identity.title),
    Check("press-dates", _X, "ISO 15930-7, 6.3", identity.dates),
    Check("press-trapped", _X, "ISO 15930-7, 6.3", identity.trapped),
    Check("press-identifier", _X, "ISO 15930-7, 6.1", identity.identifier),
    Check("output-intent", _X, "ISO 15930-7, 6.2.2", identity.intent),
    Check("output-profile", _X, "ISO 15930-7, 6.2.2; GWG 2022 R0035", identity.profile),
    Check("press-annotations", _X, "ISO 15930-7, 6.18", identity.on_page),
    Check("press-actions", _X, "ISO 15930-7, 6.19", identity.actions),
    Check("press-form", _X, "ISO 15930-7, 6.18", identity.forms),
    Check("press-attachments", _X, "ISO 15930-7, 6.7", identity.attachments),
    Check("press-objects", _X, "ISO 15930-7, 6.9 to 6.12", identity.objects),
    Check("press-filters", "x4", "ISO 15930-7, 6.6", identity.filters),
    Check("press-filters-old", "x1a", "ISO 15930-4, 6.6", identity.filters_x1a),
    Check("press-layers", "x4", "GWG 2022 R0034", identity.layers),
    Check("press-layers-old", "x1a", "ISO 15930-4, 6.1", identity.layers_x1a),
    # ---- pages
    Check("page-boxes", _X, "ISO 15930-7, 6.13", geometry.page_boxes),
    Check("box-order", _X, "ISO 15930-7, 6.13", geometry.box_order),
    Check("bleed-size", _X, "printers in the United States: 0.125 in", geometry.bleed_size),
    Check("bleed-painted", _X, "trade practice: art runs to the end of the bleed", geometry.bleed_painted),
    Check("crop-box", _X, "GWG 2022 R0003", geometry.crop_box),
    Check("trim-size", _X, "GWG 2022 R0004", geometry.trim_size),
    Check("user-unit", _X, "GWG 2022 R0002", geometry.user_unit),
    Check("page-multiple", _X, "saddle stitching: whole sheets", geometry.page_multiple, "warning"),
    Check("page-empty", _X, "GWG 2022 R0005", geometry.page_empty, "warning"),
    # ---- colour
    Check("colour-space", _X, "ISO 15930-7, 6.2.3; GWG 2022 R0027", inks.colour_space),
    Check("spot-colour", _X, "GWG 2022 R0020", inks.spots, "warning"),
    Check("registration-colour", _X, "GWG 2022 R0024", inks.registration, "warning"),
    Check("ink-total", _X, "GWG 2022 R0026; the output intent's profile", inks.ink_total),
    Check("picture-ink", _X, "GWG 2022 R0026; the output intent's profile", pictures.ink_of_pictures),
    Check("black-only", _X, "GWG 2022 R0015; house: black ink alone below 24 pt", inks.black_only),
    Check("black-overprint", _X, "GWG 2022 R0009 and R0011", inks.black_overprint),
    Check("white-overprint", _X, "GWG 2022 R0007 and R0008", inks.white_overprint),
    Check("line-thin", _X, "GWG 2022 R0018 and R0019", inks.hairlines),
    Check("small-type-inks", _X, "GWG 2022 R0016", inks.small_type, "warning"),
    Check("group-space", "x4", "GWG 2022 R0030", inks.group_space),
    Check("transparency", "x1a", "ISO 15930-4, 6.5", inks.opaque),
    Check("picture-resolution", _X, "GWG 2022 R0031 and R0032", pictures.resolution),
    # ---- fonts
    Check("font-embedded", f"{_X} {_UA} large-print", "ISO 15930-7, 6.4; ISO 14289-1, 7.21.4.1", lettering.embedded),
    Check("font-subset", f"{_X} {_UA}", "ISO 32000-1, 9.6.4", lettering.subsets),
    Check("font-text", f"{_X} {_UA}", "ISO 14289-1, 7.21.7; ISO 32000-1, 9.10", lettering.meanings),
    Check("font-glyph", f"{_X} {_UA}", "ISO 14289-1, 7.21.8", lettering.glyphs),
    Check("font-width", f"{_X} {_UA}", "ISO 15930-7, 6.4; ISO 14289-1, 7.21.5", lettering.widths),
    # ---- a tagged file as a whole
    Check("access-claim", "ua1", "ISO 14289-1, 5", access.claim_ua1),
    Check("access-claim-newer", "ua2", "ISO 14289-2, 5", access.claim_ua2),
    Check("access-version", "ua1", "ISO 14289-1, 6", access.version_ua1),
    Check("access-version-newer", "ua2", "ISO 14289-2, 6", access.version_ua2),
    Check("access-marked", _UA, "ISO 14289-1, 7.1; ISO 32000-1, 14.7.1", access.marked),
    Check("access-language", _UA, "ISO 14289-1, 7.2", access.language),
    Check("access-title", _UA, "ISO 14289-1, 7.1", access.shown_title),
    Check("access-tabs", _UA, "ISO 14289-1, 7.18.3", access.tabs),
    Check("access-outline", _UA, "ISO 14289-1, 7.17", access.outline),
    Check("access-labels", _UA, "ISO 14289-1, 7.17; ISO 32000-1, 12.4.2", access.labels),
    Check("access-destinations", _UA, "ISO 32000-1, 12.3.2", access.destinations),
    Check("structure-destinations", "ua2", "ISO 14289-2, 8.8", access.structure_destinations),
    # ---- content and structure
    Check("structure-tree", _UA, "ISO 14289-1, 7.1; ISO 32000-1, 14.7.2", tagging.structure),
    Check("content-tagged", _UA, "ISO 14289-1, 7.1", tagging.content_tagged),
    Check("content-nested", _UA, "ISO 14289-1, 7.1; ISO 32000-1, 14.6", tagging.nesting),
    Check("content-parent", _UA, "ISO 32000-1, 14.7.4", tagging.parents),
    Check("structure-role", _UA, "ISO 14289-1, 7.1; ISO 32000-1, 14.8.4", tagging.roles),
    Check("structure-links", _UA, "ISO 14289-1, 7.18.1 and 7.18.5", tagging.links),
    Check("structure-headings", _UA, "ISO 14289-1, 7.4.2", semantics.headings),
    Check("structure-figures", _UA, "ISO 14289-1, 7.3; ISO 32000-1, 14.8.5.4.3", semantics.figures),
    Check("structure-tables", _UA, "ISO 14289-1, 7.5", semantics.tables),
    Check("structure-lists", _UA, "ISO 14289-1, 7.6; ISO 32000-1, 14.8.4.3.3", semantics.lists),
    Check("structure-notes", _UA, "ISO 14289-1, 7.9", semantics.notes),
    Check("structure-notes-newer", "ua2", "ISO 14289-2, 8.2.5.14", semantics.notes_ua2),
    Check("structure-namespace", "ua2", "ISO 14289-2, 8.2.5.2", semantics.namespace),
    Check("structure-languages", _UA, "ISO 14289-1, 7.2; RFC 5646", semantics.languages),
    Check("structure-divisions", _UA, "ISO 14289-1, 7.2; ISO 32000-1, 14.8.2.2.3", semantics.divisions),
    # ---- large print
    Check("print-size", "large-print", "ACB 2025 and APH 2022: 18 points", largeprint.sizes),
    Check("print-leading", "large-print", "CNIB and Lighthouse: 1.25 times the size", largeprint.leading),
    Check("print-ragged", "large-print", "ACB 2025, Access Board: flush left, ragged right", largeprint.ragged),
    Check("print-hyphens", "large-print", "ACB 2025: no divided words", largeprint.hyphens),
    Check("print-columns", "large-print", "ACB 2025, Access Board: one column", largeprint.columns),
    Check("print-italics", "large-print", "APH 2022, RNIB, CNIB: no italics", largeprint.italics),
    Check("print-capitals", "large-print", "RNIB, CNIB, Lighthouse: no blocks of capitals", largeprint.capitals),
    Check("print-contrast", "large-print", "WCAG 2.2, 1.4.6; APH 2022: never grey", contrast.contrast),
    Check("print-margins", "large-print", "ACB 2025, Access Board: an inch", largeprint.margins),
    Check("print-line-length", "large-print", "UKAAF G003: 60 to 70 characters", largeprint.line_length, "warning"),
    Check("print-folio", "large-print", "ACB 2025, RNIB: page numbers as big as the text", largeprint.page_numbers),
    Check("print-upright", "large-print", "RNIB: horizontal text", largeprint.upright),
    Check("print-textless", "large-print", "APH 2022: text, not pictures of text", largeprint.readable),
)
