"""The checks, one row each: the code, the profiles that ask for it, where the rule is written, and who looks.

"x4" is PDF/X-4, "x1a" PDF/X-1a, "ua1" and "ua2" are PDF/UA-1 and PDF/UA-2; the others are guidelines for large print.
"""

from __future__ import annotations

from collections.abc import Callable

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
from pipeline.press.preflight.guide import GUIDES, Guide
from pipeline.press.preflight.outcome import Check, Outcome
from pipeline.press.preflight.subject import Subject

PROFILES = {
    "x4": "PDF/X-4: files for the press, transparency and profiles allowed",
    "x1a": "PDF/X-1a: files for the press, without transparency",
    "ua1": "PDF/UA-1: files that a screen reader reads",
    "ua2": "PDF/UA-2: the same, on PDF 2.0",
    **{name: guide.words for name, guide in GUIDES.items()},
}

# What is told from words alone may be wrong: it keeps no file of ours from being published.
GUESSED = frozenset(("print-hyphens", "print-capitals", "structure-divisions"))

_X, _UA, _LARGE = "x4 x1a", "ua1 ua2", " ".join(GUIDES)

_CHECKS = (
    # ---- what the file is
    Check("file-sound", f"{_X} {_UA} {_LARGE}", "ISO 32000-1, 7.5 and 7.8", identity.soundness),
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
    Check("font-embedded", f"{_X} {_UA} {_LARGE}", "ISO 15930-7, 6.4; ISO 14289-1, 7.21.4.1", lettering.embedded),
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
)


def large_print(guide: Guide, profile: str) -> tuple[Check, ...]:
    """Return the checks of a guide; a figure that it does not have is not checked."""
    rules = {**GUIDES["large-print"].rules, **guide.rules}

    def held(code: str, look: Callable[[Subject, Guide], Outcome], severity: str = "error") -> Check:
        return Check(code, profile, rules[code], lambda subject: look(subject, guide), severity)

    # A line that is a little long is no reason to hold a file back where a guide does not say that it is.
    long: str = "error" if "print-line-length" in guide.rules and guide.characters < largeprint.SHORT else "warning"
    return (
        held("print-size", largeprint.sizes),
        *((held("print-x-height", largeprint.x_height),) if guide.x_height else ()),
        held("print-leading", largeprint.leading),
        Check("print-ragged", profile, "ACB 2025, Access Board: flush left, ragged right", largeprint.ragged),
        Check("print-hyphens", profile, "ACB 2025: no divided words", largeprint.hyphens),
        Check("print-columns", profile, "ACB 2025, Access Board: one column", largeprint.columns),
        Check("print-italics", profile, "APH 2022, RNIB, CNIB: no italics", largeprint.italics),
        Check("print-capitals", profile, "RNIB, CNIB, Lighthouse: no blocks of capitals", largeprint.capitals),
        Check("print-contrast", profile, "WCAG 2.2, 1.4.6; APH 2022: never grey", contrast.contrast),
        *((held("print-margins", largeprint.margins),) if guide.margin else ()),
        held("print-line-length", largeprint.line_length, long),
        held("print-folio", largeprint.page_numbers),
        Check("print-upright", profile, "RNIB: horizontal text", largeprint.upright),
        Check("print-textless", profile, "APH 2022: text, not pictures of text", largeprint.readable),
    )


CHECKS = (*_CHECKS, *(check for name, guide in GUIDES.items() for check in large_print(guide, name)))
