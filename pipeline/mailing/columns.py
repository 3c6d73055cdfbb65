"""Which column of a list holds what: the names that membership programs give them, and the publication's own.

In: the heads of a table. Out: for each of our fields the places it may stand in, the first with a value counting.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct

# As CiviCRM, Raiser's Edge, Salesforce with its Nonprofit Success Pack, and Mailchimp export them, and as people write them by
# hand; letters and digits only. A field's first names count before its later ones.
NAMES: dict[str, str] = {
    "id": "contactid externalidentifier cnbioid constituentid id18digitcaseinsensitive recordid contactid18",
    "name": "addresseedisplay addressee cnadrsaladdressee primaryaddressee npo02formalgreetingc formalgreeting displayname "
    "fullname name recipient nombrecompleto",
    "prefix": "individualprefix prefix cnbiotitle1 salutation title",
    "first": "firstname cnbiofirstname fname given givenname first nombre nombres",
    "middle": "middlename cnbiomiddlename middle",
    "last": "lastname cnbiolastname lname surname familyname last apellido apellidos",
    "suffix": "individualsuffix suffix cnbiosuffix1",
    "organization": "organizationname cnbioorgname organization organisation company accountname organizacion",
    "street": "streetaddress cnadrprfaddrline1 mailingstreet addressline1 address1 street line1 addr1 direccion calle",
    "street2": "supplementaladdress1 cnadrprfaddrline2 addressline2 address2 street2 line2 addr2 apartment unit direccion2",
    "street3": "supplementaladdress2 cnadrprfaddrline3 addressline3 address3 street3 line3 addr3",
    "street4": "supplementaladdress3 cnadrprfaddrline4 addressline4 address4",
    "urbanization": "urbanization urbanizacion urb",
    "city": "city cnadrprfcity mailingcity town ciudad",
    "state": "stateprovince stateprovinceid state cnadrprfstate mailingstate mailingstateprovince province stateabbreviation "
    "estado",
    "zip": "postalcode cnadrprfzip mailingpostalcode mailingzippostalcode zip zipcode postcode zippostalcode codigopostal",
    "plus4": "postalcodesuffix zip4 plus4 zipplus4",
    "point": "deliverypoint deliverypointcode dpbc cnadrprfdpc",
    "country": "country countryid cnadrprfcontrylongdscription cnadrprfcountry mailingcountry pais",
    "address": "address cnadrprfaddrblock mailingaddress fulladdress addressblock",
    "language": "preferredlanguage language lang idioma cnattrlanguage languagepreferred npsplanguagec languagec",
    "format": "format edition formato preferredformat formatc readingformat",
    "size": "size typesize pointsize fontsize largeprintsize tamano",
    "refuses": "donotmail optout nomail cnbiorequestsnomail requestsnomail npspdonotcontactc donotcontact "
    "npspundeliverableaddressc unsubscribed norecibir",
    "deceased": "isdeceased deceased contactisdeceased cnbiodeceased npspdeceasedc fallecido",
    "eligible": "freematter certified freemattereligible nlspatron eligible freematterc",
    "expires": "freematterexpires certificateexpires certifieduntil eligibleuntil freematterexpiresc",
}
FIELDS = tuple(NAMES)
_KNOWN = {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split())}


class Columns(Struct, frozen=True):
    """For each field the numbers of its columns, counted from 0, the one that counts first before the others."""

    places: Mapping[str, tuple[int, ...]]

    def read(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the fields of a row that say anything."""
        found = {}
        for field, places in self.places.items():
            for place in places:
                if place < len(cells) and (value := cells[place].strip()):
                    found[field] = value
                    break
        return found


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the letters and digits of a text in lower case, without accents."""
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in bare if not unicodedata.combining(c)).lower())


def columns_of(heads: Sequence[str], own: Mapping[str, str], shown: str, problems: Problems) -> Columns | None:
    """Return the columns of a table, or None where it lacks what an address is made of.

    `own` are the publication's own names, each with the field it holds; they count before those known. The heads themselves are
    never named: a list without a head has a reader in its place.
    """
    mapped = {plain(name): field for name, field in own.items()}
    ranked: dict[str, list[tuple[int, int]]] = {}
    for place, head in enumerate(heads):
        key = plain(head)
        if key in mapped:
            ranked.setdefault(mapped[key], []).append((-1, place))
        elif key in _KNOWN:
            field, rank = _KNOWN[key]
            ranked.setdefault(field, []).append((rank, place))
    places = {field: tuple(place for _, place in sorted(found)) for field, found in ranked.items()}
    lacking = []
    if not {"name", "first", "last", "organization"} & set(places):
        lacking.append("name")
    if "address" not in places:
        lacking += [field for field in ("street", "city", "zip") if field not in places]
    if lacking:
        problems.error(
            "columns-missing",
            f"no column for {', '.join(lacking)} in its first row",
            Span(shown, 1),
            hint='name yours in publication.toml: [mailing.columns] "Ship To" = "name"',
        )
        return None
    return Columns(places)
