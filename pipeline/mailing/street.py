"""Street lines as the post writes them: capitals, no punctuation, standard abbreviations, accents kept (USPS Publication 28).

In: a line as somebody typed it. Out: the line normalised, and what of it names a unit. Puerto Rico and military mail have
manners of their own, in `island`.
"""

from __future__ import annotations

import re
import unicodedata

# Publication 28, appendix C1: the abbreviation, then what else people write.
_SUFFIXES = """
ALY ALLEY ALLEE ALLY|ANX ANNEX ANEX|ARC ARCADE|AVE AVENUE AV AVEN AVENU AVN AVNUE|BYU BAYOU|BCH BEACH|BND BEND|BLF BLUFF
BTM BOTTOM|BLVD BOULEVARD BOUL BOULV|BR BRANCH BRNCH|BRG BRIDGE BRDGE|BRK BROOK|BG BURG|BYP BYPASS BYPAS|CP CAMP|CYN CANYON
CPE CAPE|CSWY CAUSEWAY|CTR CENTER CENT CENTRE CENTR|CIR CIRCLE CIRC CRCLE|CLF CLIFF|CLFS CLIFFS|CLB CLUB|CMN COMMON|COR CORNER
CORS CORNERS|CRSE COURSE|CT COURT CRT|CTS COURTS|CV COVE|CRK CREEK|CRES CRESCENT CRSENT|CRST CREST|XING CROSSING CRSSNG
CURV CURVE|DL DALE|DM DAM|DV DIVIDE|DR DRIVE DRIV DRV|DRS DRIVES|EST ESTATE|ESTS ESTATES|EXPY EXPRESSWAY EXP EXPRESS
EXT EXTENSION|FALL|FLS FALLS|FRY FERRY|FLD FIELD|FLDS FIELDS|FLT FLAT|FRD FORD|FRST FOREST|FRG FORGE|FRK FORK|FT FORT
FWY FREEWAY FREEWY FRWAY|GDN GARDEN|GDNS GARDENS|GTWY GATEWAY|GLN GLEN|GRN GREEN|GRV GROVE GROV|HBR HARBOR|HVN HAVEN
HTS HEIGHTS HT|HWY HIGHWAY HIWAY HWAY|HL HILL|HLS HILLS|HOLW HOLLOW|INLT INLET|IS ISLAND|ISLE|JCT JUNCTION|KY KEY|KNL KNOLL
KNLS KNOLLS|LK LAKE|LKS LAKES|LAND|LNDG LANDING|LN LANE|LGT LIGHT|LF LOAF|LCK LOCK|LDG LODGE|LOOP|MALL|MNR MANOR|MDW MEADOW
MDWS MEADOWS|MEWS|ML MILL|MLS MILLS|MSN MISSION|MTWY MOTORWAY|MT MOUNT|MTN MOUNTAIN|NCK NECK|ORCH ORCHARD|OVAL|OPAS OVERPASS
PARK|PKWY PARKWAY PKY PARKWY|PASS|PSGE PASSAGE|PATH|PIKE|PNE PINE|PNES PINES|PL PLACE|PLN PLAIN|PLNS PLAINS|PLZ PLAZA PLZA
PT POINT|PTS POINTS|PRT PORT|PR PRAIRIE|RADL RADIAL|RAMP|RNCH RANCH|RPD RAPID|RPDS RAPIDS|RST REST|RDG RIDGE|RDGS RIDGES
RIV RIVER|RD ROAD|RDS ROADS|RTE ROUTE|ROW|RUE|RUN|SHL SHOAL|SHR SHORE|SHRS SHORES|SKWY SKYWAY|SPG SPRING|SPGS SPRINGS|SPUR
SQ SQUARE SQR|STA STATION|STRA STRAVENUE|STRM STREAM|ST STREET STRT STR|STS STREETS|SMT SUMMIT|TER TERRACE TERR|TRWY THROUGHWAY
TRCE TRACE|TRAK TRACK|TRL TRAIL|TRLR TRAILER|TUNL TUNNEL|TPKE TURNPIKE TRNPK|UN UNION|VLY VALLEY|VIA VIADUCT|VW VIEW|VLG VILLAGE
VL VILLE|VIS VISTA|WALK|WALL|WAY|WAYS|WL WELL|WLS WELLS
"""
# Appendix C2; what stands before a unit's number.
_UNITS = """
APT APARTMENT APTO APARTAMENTO|BLDG BUILDING|DEPT DEPARTMENT|FL FLOOR PISO|HNGR HANGAR|KEY|LOT|PIER|RM ROOM|SLIP|SPC SPACE
STE SUITE|STOP|TRLR TRAILER|UNIT
"""
# Those that need no number.
_ALONE = """
BSMT BASEMENT|FRNT FRONT|LBBY LOBBY|LOWR LOWER|OFC OFFICE|PH PENTHOUSE|REAR|SIDE|UPPR UPPER
"""
_DIRECTIONS = """
N NORTH|S SOUTH|E EAST|W WEST|NE NORTHEAST|NW NORTHWEST|SE SOUTHEAST|SW SOUTHWEST
"""


def _table(text: str) -> dict[str, str]:
    found = {}
    for entry in text.replace("\n", "|").split("|"):
        short, *others = entry.split() or [""]
        found.update(dict.fromkeys((short, *others), short))
    found.pop("", None)
    return found


SUFFIXES, UNITS, ALONE, DIRECTIONS = (_table(text) for text in (_SUFFIXES, _UNITS, _ALONE, _DIRECTIONS))
_BOX = re.compile(r"^(?:P ?O ?|POST OFFICE |POSTAL |APARTADO |APDO )?(?:BOX|BX|APARTADO|BUZ[OÓ]N)\b ?#? ?([A-Z0-9-]+)$")
_RURAL = re.compile(
    r"^(?:RURAL ROUTE|RURAL RTE|RR|R R|RFD|HIGHWAY CONTRACT|HC|STAR ROUTE) ?#? ?(\d+[A-Z]?) (?:BOX|BX|BUZ[OÓ]N) ?#? ?([A-Z0-9-]+)$"
)


def capitals(text: str) -> str:
    """Return a line in capitals, without punctuation that the post does not want; accents stay, as do hyphens and slashes.

    Letters are composed (NFC), so that a typeface finds them.
    """
    text = unicodedata.normalize("NFC", text).upper()
    text = re.sub(r"[.,;:!?\"“”‘’'`´()\[\]{}*_]", lambda found: "" if found[0] in ".'‘’`´" else " ", text)
    text = re.sub(r"[‐-―]", "-", text)
    return " ".join(text.split())


def normal_street(text: str) -> str:
    """Return a street line as the post writes it: "123 N Main Street, Apt. #4" is "123 N MAIN ST APT 4"."""
    line = capitals(re.sub(r"#", " # ", text))
    line = re.sub(r"# (?=\S)", "#", line)
    if found := _BOX.match(line):
        return f"PO BOX {found[1]}"
    if found := _RURAL.match(line):
        return (
            f"{'HC' if line.startswith(('HC', 'HIGH', 'STAR')) else 'RR'} {found[1].lstrip('0') or '0'} BOX {found[2]}"
        )
    words = line.split()
    at = _unit_at(words)
    return " ".join([*_street(words[:at]), *_unit(words[at:])])


def is_unit(text: str) -> bool:
    """Whether a line names a unit and nothing else: a second line that belongs behind the first."""
    words = capitals(re.sub(r"#\s*", "#", text)).split()
    return bool(words) and _unit_at(words) == 0 and len(words) <= 4


def _unit_at(words: list[str]) -> int:
    """Return where the words that name a unit begin, or how many words there are."""
    for at, word in enumerate(words):
        if word.startswith("#") and len(word) > 1:
            return at
        if word in UNITS and at + 1 < len(words) and _numbered(words[at + 1]) and (at != 1 or word in ("APT", "STE")):
            return at
        if word in ALONE and at and at == len(words) - 1:
            return at
    return len(words)


def _numbered(word: str) -> bool:
    bare = word.lstrip("#")
    return bool(re.fullmatch(r"[A-Z]|[A-Z]{0,2}-?\d+[A-Z0-9/-]*|[A-Z]\d*-?[A-Z0-9]*\d[A-Z0-9]*", bare))


def _unit(words: list[str]) -> list[str]:
    """Return a unit with its designator abbreviated; a bare number sign is "UNIT" (Publication 28, 213)."""
    found: list[str] = []
    for word in words:
        if word.startswith("#"):
            known = found and found[-1] in UNITS
            found += [word[1:]] if known else ["UNIT", word[1:]]
        else:
            found.append(UNITS.get(word) or ALONE.get(word) or word)
    return [word for word in found if word]


def _street(words: list[str]) -> list[str]:
    """Return a street with its directions and its last suffix abbreviated; the name itself is left as it is."""
    if len(words) < 3 or not re.match(r"\d", words[0]):
        return [*words[:-1], SUFFIXES.get(words[-1], words[-1])] if len(words) > 1 else words
    body, after = words, []
    if len(body) > 3 and body[-1] in DIRECTIONS and any(word in SUFFIXES for word in body[1:-1]):
        body, after = body[:-1], [DIRECTIONS[body[-1]]]
    first = 2 if re.fullmatch(r"\d+/\d+", body[1]) else 1
    # "123 NORTH ST" is a street called North.
    if body[first] in DIRECTIONS and len(body) > first + 2:
        body = [*body[:first], DIRECTIONS[body[first]], *body[first + 1 :]]
    if body[-1] in SUFFIXES and len(body) > first + 1:
        body = [*body[:-1], SUFFIXES[body[-1]]]
    return [*body, *after]


def delivers(line: str) -> bool:
    """Whether a line can be delivered to: it has a number, or a word that stands for one."""
    return bool(re.search(r"\d", line) or re.match(r"(ONE|TWO|THREE|FOUR|FIVE|GENERAL DELIVERY)\b", line))
