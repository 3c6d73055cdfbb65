"""The types of structure elements: what each is, and how it is spelt in a file of PDF 1.7 and in one of PDF 2.0.

In: the role that the typesetter gave an element. Out: the type that stands in the file, and the namespace it is of.

PDF 2.0 has a set of types of its own (ISO 32000-2, 14.8.4) beside that of PDF 1.7 (ISO 32000-1, 14.8.4), which stays the
default. What only the older set has, an `Art` or a `TOC`, is as standard there as before; a `Note` is not: it has become
`FENote` (ISO 14289-2, 8.2.5.14).
"""

from __future__ import annotations

# The namespace of PDF 2.0's types (ISO 32000-2, 14.8.6.2); elements that name none are of PDF 1.7's.
NAMESPACE = "http://iso.org/pdf2/ssn"

# By what becomes of an element of which nothing is painted.
INLINE = frozenset((
    "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot",
    "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP",
))  # fmt: skip
CELLS = frozenset(("TH", "TD"))
GROUPS = frozenset((
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "Index", "NonStruct", "Private",
    "L", "Table", "THead", "TBody", "TFoot",
))  # fmt: skip
LEAVES = frozenset((
    "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TOCI", "LI", "Lbl", "LBody", "TR",
    "Figure", "Formula", "Form",
))  # fmt: skip
# Names of our own and of PDF 2.0, and the type of PDF 1.7 that each is mapped to.
MAPPED = {
    "Em": "Span",
    "Strong": "Span",
    "Sub": "Span",
    "Sup": "Span",
    "Aside": "Sect",
    "Sidebar": "Sect",
    "PullQuote": "BlockQuote",
    "Title": "P",
    "Subtitle": "P",
    "Byline": "P",
    "FENote": "Note",
}
KNOWN = INLINE | CELLS | GROUPS | LEAVES | MAPPED.keys()

# Where a name of ours, or of PDF 1.7, is another in PDF 2.0; there `Sub` is a line, not a letter below it.
_RENAMED = {
    "Note": "FENote",
    "Sub": "Span",
    "Sup": "Span",
    "Sidebar": "Aside",
    "PullQuote": "BlockQuote",
    "Subtitle": "P",
    "Byline": "P",
    "Title": "P",
}
_OF_TWO = frozenset((
    "Document", "Part", "Sect", "Div", "Aside", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "Em", "Strong",
    "Span", "Link", "Annot", "Form", "FENote", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "L", "LI", "LBody",
    "Table", "THead", "TBody", "TFoot", "TR", "TH", "TD", "Caption", "Figure", "Formula",
))  # fmt: skip


def plain(role: str) -> str:
    """Return the type of PDF 1.7 that a role is or is mapped to."""
    return MAPPED.get(role, role)


def modern(role: str) -> tuple[str, bool]:
    """Return the type a role is written as in PDF 2.0, and whether it is of that version's namespace."""
    written = _RENAMED.get(role, role)
    return written, written in _OF_TWO


def numbering(value: str, *, two: bool) -> str:
    """Return a list's ListNumbering (ISO 32000-1, table 347; ISO 32000-2, table 382).

    A list of terms is a "Description", which PDF 1.7 does not know; PDF/UA-2, 8.2.5.25, forbids to call it unnumbered.
    """
    return "None" if value == "Description" and not two else value
