"""ZIP Codes: what spreadsheets lose of them, and the state that their first three digits stand for.

Source: the prefixes of USPS Publication 65 and its labeling list L002, by state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PREFIXES = """
AA 340|AE 090-098|AK 995-999|AL 350-352 354-369|AP 962-966|AR 716-729|AS 967|AZ 850-853 855-857 859-860 863-865
CA 900-908 910-928 930-961|CO 800-816|CT 060-069|DC 200 202-205 569|DE 197-199|FL 320-339 341-342 344 346-347 349
FM 969|GA 300-319 398-399|GU 969|HI 967-968|IA 500-516 520-528|ID 832-838|IL 600-620 622-629|IN 460-479
KS 660-662 664-679|KY 400-418 420-427|LA 700-701 703-708 710-714|MA 010-027 055|MD 206-212 214-219|ME 039-049
MH 969|MI 480-499|MN 550-551 553-567|MO 630-631 633-641 644-658|MP 969|MS 386-397|MT 590-599|NC 270-289|ND 580-588
NE 680-681 683-693|NH 030-038|NJ 070-089|NM 870-871 873-875 877-884|NV 889-891 893-895 897-898|NY 005 063 100-149
OH 430-459|OK 730-731 734-741 743-749|OR 970-979|PA 150-196|PR 006-007 009|PW 969|RI 028-029|SC 290-299|SD 570-577
TN 370-385|TX 733 750-770 772-799 885|UT 840-847|VA 201 220-246|VI 008|VT 050-054 056-059|WA 980-986 988-994
WI 530-532 534-535 537-549|WV 247-268|WY 820-831 834
"""
_NAMES = """
AL Alabama|AK Alaska|AS American Samoa|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FM Federated States of Micronesia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois
IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MH Marshall Islands|MD Maryland|MA Massachusetts|MI Michigan
MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico
NY New York|NC North Carolina|ND North Dakota|MP Northern Mariana Islands|OH Ohio|OK Oklahoma|OR Oregon|PW Palau
PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont
VA Virginia|VI Virgin Islands|VI US Virgin Islands|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming
AA Armed Forces Americas|AE Armed Forces Europe|AP Armed Forces Pacific
"""


def _entries(table: str) -> Iterator[tuple[str, str]]:
    for entry in table.replace("\n", "|").split("|"):
        if entry:
            code, _, rest = entry.partition(" ")
            yield code, rest


def _numbers(ranges: str) -> Iterator[int]:
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


STATES: dict[str, frozenset[int]] = {code: frozenset(_numbers(ranges)) for code, ranges in _entries(_PREFIXES)}
MILITARY = ("AA", "AE", "AP")
_BY_NAME = {re.sub(r"[^A-Z]", "", name.upper()): code for code, name in _entries(_NAMES)}
# Where each prefix stands for one state alone.
_BY_PREFIX: dict[int, str] = {}
for _state, _prefixes in STATES.items():
    for _prefix in _prefixes:
        _BY_PREFIX[_prefix] = "" if _prefix in _BY_PREFIX else _state


def state_of(text: str) -> str:
    """Return the two letters of a state, a territory or a military area, or "" where it is none."""
    bare = re.sub(r"[^A-Z]", "", text.upper())
    return bare if bare in STATES else _BY_NAME.get(bare, "")


def state_by_zip(zip5: str) -> str:
    """Return the state that a ZIP Code alone leads to, or "" where several share its prefix."""
    return _BY_PREFIX.get(int(zip5[:3]), "")


def split(text: str, suffix: str = "") -> tuple[str, str] | None:
    """Return the five digits and the four (or "") of a ZIP Code as typed or as a spreadsheet left it; None for anything else.

    Spreadsheets drop leading zeros: "8002" is 08002, "80020000" 08002-0000, "601" 00601.
    """
    parts = re.fullmatch(r"\s*(\d{3,5})(?:\s*[-–—. ]\s*(\d{1,4}))?\s*", text)
    joined = re.fullmatch(r"\s*(\d{7,9})\s*", text)
    if parts:
        five, four = parts[1].zfill(5), (parts[2] or "").zfill(4) if parts[2] else ""
    elif joined:
        whole = joined[1].zfill(9)
        five, four = whole[:5], whole[5:]
    else:
        return None
    more = suffix.strip()
    if not four and re.fullmatch(r"\d{1,4}", more):
        four = more.zfill(4)
    return five, "" if four == "0000" else four


def belongs(zip5: str, state: str) -> bool:
    """Whether a ZIP Code lies in a state."""
    return int(zip5[:3]) in STATES.get(state, frozenset())
