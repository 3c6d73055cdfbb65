"""Addresses: a row's fields to the lines that the post wants, or the reason why there are none.

In: fields as `columns` reads them. Out: an `Address`, normalised as USPS Publication 28 says, or the code of what is wrong.
Addresses in one field are taken apart by their line breaks, by the double spaces of Mailchimp, or by usaddress.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.foundation.value import Struct
from pipeline.mailing.island import military, normal_island
from pipeline.mailing.street import capitals, delivers, is_unit, normal_street
from pipeline.mailing.zipcode import MILITARY, belongs, split, state_by_zip, state_of

_HOME = frozenset(
    {"", "US", "USA", "UNITEDSTATES", "UNITEDSTATESOFAMERICA", "1228", "EEUU", "ESTADOSUNIDOS", "PR", "PUERTORICO"}
)


class Address(Struct, frozen=True):
    """Where a piece goes. `above` are lines over the street's, such as an attention line; `plus4` and `point` may be empty."""

    above: tuple[str, ...]
    urbanization: str
    street: str
    city: str
    state: str
    zip: str
    plus4: str = ""
    point: str = ""

    @property
    def last(self) -> str:
        """The last line: city, state and ZIP Code (Publication 28, 211)."""
        return f"{self.city} {self.state} {self.zip}{'-' if self.plus4 else ''}{self.plus4}"

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines below the name."""
        return tuple(line for line in (*self.above, self.urbanization, self.street, self.last) if line)

    @property
    def routing(self) -> str:
        """The routing code of the Intelligent Mail barcode: five, nine or eleven digits."""
        return self.zip + (self.plus4 + self.point if self.plus4 else "")

    @property
    def key(self) -> str:
        """What is the same for the same place."""
        return f"{self.street}|{self.urbanization}|{self.zip}"


def normal_address(fields: Mapping[str, str]) -> Address | str:
    """Return the address of a row, or the code of the reason why there is none."""
    if re.sub(r"[^A-Z0-9]", "", capitals(fields.get("country", ""))) not in _HOME:
        return "abroad"
    if "address" in fields and not fields.get("street"):
        parted = _apart(fields["address"])
        if parted is None:
            return "address-unread"
        fields = {**fields, **parted}
    lines = [
        part.strip() for key in ("street", "street2", "street3", "street4") for part in _parts(fields.get(key, ""))
    ]
    if not lines:
        return "address-missing"
    zips = split(fields.get("zip", ""), fields.get("plus4", ""))
    if zips is None:
        return "zip-missing" if not fields.get("zip") else "zip-bad"
    city, named = capitals(fields.get("city", "")), fields.get("state", "")
    office, area = military(city, named)
    if office:
        area = area or state_by_zip(zips[0])
        if area not in MILITARY or not belongs(zips[0], area):
            return "zip-state"
        return Address((), "", " ".join(capitals(line) for line in lines), office, area, *zips)
    state = state_of(named) if named else state_by_zip(zips[0])
    if not state:
        return "state-unknown"
    if not city:
        return "city-missing"
    if not belongs(zips[0], state):
        return "zip-state"
    urb = ""
    if state == "PR":
        urb, done = normal_island(lines, fields.get("urbanization", ""))
    else:
        done = [normal_street(line) for line in lines]
    above, street = _placed(done)
    if not street or not (delivers(street) or urb):
        return "street-number"
    point = fields.get("point", "").strip()
    return Address(above, urb, street, city, state, *zips, point if re.fullmatch(r"\d\d", point) and zips[1] else "")


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\r\n]+", text) if part.strip()]


def _placed(lines: list[str]) -> tuple[tuple[str, ...], str]:
    """Return the lines above the one to deliver to, and that one with its unit behind it."""
    lines = [line for line in lines if line]
    units = [line for line in lines if is_unit(line)]
    others = [line for line in lines if line not in units]
    if not others:
        return (), " ".join(units)
    boxes = [line for line in others if re.match(r"(PO BOX|RR \d|HC \d)", line)]
    # The post delivers to the line right above the city (Publication 28, 213.4): a box where there is one.
    numbered = (
        boxes or [line for line in others if re.match(r"\d", line)] or [line for line in others if delivers(line)]
    )
    street = numbered[-1] if numbered else others[-1]
    above = tuple(line for line in others if line is not street)
    return above, " ".join([street, *units])


def _apart(text: str) -> dict[str, str] | None:
    """Return the fields of an address that stands in one cell, or None where it cannot be told where they part."""
    for parts in ([p.strip(" ,") for p in _parts(text)], [p.strip(" ,") for p in re.split(r"\s{2,}|\t", text.strip())]):
        if len(parts) > 2 and re.sub(r"[^A-Z]", "", parts[-1].upper()) in _HOME - {"", "PR"}:
            parts = parts[:-1]
        if len(parts) >= 4 and split(parts[-1]) and state_of(parts[-2]):
            return {"city": parts[-3], "state": parts[-2], "zip": parts[-1], **_streets(parts[:-3])}
        found = (
            re.fullmatch(r"(.+?)[,\s]+([A-Za-z. ]+?)[,\s]+(\d{5}(?:-\d{4})?|\d{9})", parts[-1])
            if len(parts) > 1
            else None
        )
        if found and state_of(found[2]):
            return {"city": found[1], "state": found[2], "zip": found[3], **_streets(parts[:-1])}
    return _guessed(" ".join(text.split()))


def _streets(lines: list[str]) -> dict[str, str]:
    keys = ("street", "street2", "street3", "street4")
    return dict(zip(keys, [*lines[:3], " ".join(lines[3:])] if len(lines) > 4 else lines, strict=False))


def _guessed(text: str) -> dict[str, str] | None:
    """Return the fields as the model of usaddress sees them."""
    import usaddress  # type: ignore[import-untyped]  # ships no types

    try:
        tagged, _ = usaddress.tag(text)
    except usaddress.RepeatedLabelError:
        return None
    city, state, code = (str(tagged.pop(key, "")) for key in ("PlaceName", "StateName", "ZipCode"))
    tagged.pop("CountryName", "")
    for key in ("Recipient", "NotAddress"):
        tagged.pop(key, "")
    street = " ".join(str(value) for value in tagged.values())
    return {"street": street, "city": city, "state": state, "zip": code} if street and city and code else None
