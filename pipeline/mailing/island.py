"""Addresses with manners of their own: Puerto Rico (USPS Publication 28, part 29 and appendix H), and military mail (part 225).

In Puerto Rico the urbanization is part of the address, for street and number recur within one ZIP Code; CALLE and AVE stand
before the name; a house's letter and number have no hyphen between, block and house do.
"""

from __future__ import annotations

import re

from pipeline.mailing.street import UNITS, capitals, is_unit, normal_street

_URB = r"(?:URBANIZACION|URBANIZACIÓN|URB|URBN)"
_WAYS = r"(?:CALLE|CLL|AVENIDA|AVE|AV|CARRETERA|CARR|PASEO|CAMINO|CALLEJON|CALLEJÓN|BULEVAR|BLVD|VIA|VÍA|PARQUE|PLAZA|MARGINAL)"
_SHORT = {"AVENIDA": "AVE", "AV": "AVE", "CLL": "CALLE", "CARRETERA": "CARR", "BULEVAR": "BLVD", "CALLEJÓN": "CALLEJON"}
_LUMPED = re.compile(rf"^{_URB} (?P<name>\D+?) (?P<rest>(?:[A-Z]{{1,2}}-?\d|\d|{_WAYS} ).*)$")
_BEHIND = re.compile(rf"^(?P<rest>.*\d.*?) {_URB} (?P<name>.+)$")


def normal_island(lines: list[str], urbanization: str) -> tuple[str, list[str]]:
    """Return the urbanization's line, or "", and the other lines of an address in Puerto Rico."""
    urb = capitals(urbanization)
    urb = re.sub(rf"^{_URB} ", "", urb)
    kept: list[str] = []
    for text in lines:
        line = capitals(re.sub(r"#\s*", "#", text))
        alone = re.fullmatch(rf"{_URB} (\D+)", line)
        found = _LUMPED.match(line) or _BEHIND.match(line)
        if alone and not re.search(rf"\b{_WAYS}\b \S", alone[1]):
            urb = urb or alone[1]
        elif found:
            urb = urb or found["name"]
            kept.append(_line(found["rest"]))
        else:
            kept.append(_line(line))
    return (f"URB {urb}" if urb else ""), kept


def _line(line: str) -> str:
    if re.search(r"\b(BOX|BUZ[OÓ]N|APARTADO)\b", line):
        return normal_street(line)
    words = [_SHORT.get(word, word) for word in line.split()]
    if is_unit(line):
        return normal_street(line)
    joined: list[str] = []
    for word in words:
        if word.startswith("#") and len(word) > 1:
            joined += [word[1:]] if (joined and joined[-1] in UNITS) or not joined else ["UNIT", word[1:]]
        else:
            joined.append(UNITS[word] if word in UNITS and word not in ("KEY", "STOP", "SIDE") else word)
    if joined and (found := re.fullmatch(r"([A-Z]{1,2})-(\d+)|(\d+)-([A-Z]{1,2})", joined[0])):
        joined[0] = "".join(part for part in found.groups() if part)
    return " ".join(joined)


def military(city: str, state: str) -> tuple[str, str]:
    """Return APO, FPO or DPO and the area's letters where a city and a state name them in one way or another, or ("", "")."""
    words = capitals(f"{city} {state}").split()
    office = next((word for word in words if word in ("APO", "FPO", "DPO")), "")
    area = next((word for word in words if word in ("AA", "AE", "AP")), "")
    return (office, area) if office else ("", "")
