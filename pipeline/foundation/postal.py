"""The table `[mailing]` of `publication.toml`: by which rules and at whose expense copies are mailed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Digits = Annotated[str, Meta(pattern=r"^\d*\Z")]


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The service type identifier of each class of mail, three digits from the table of the postal service."""

    free_matter: Annotated[str, Meta(pattern=r"^(\d{3})?\Z")] = ""
    nonprofit: Annotated[str, Meta(pattern=r"^(\d{3})?\Z")] = ""
    first_class: Annotated[str, Meta(pattern=r"^(\d{3})?\Z")] = ""


class Mailing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How copies are mailed.

    `mailer` is the mailer identifier of six or nine digits, without which no barcode is printed; `ledger` a file of the
    publication, or the URL of a database that several people share. `postage` is what is printed where matter does not go free:
    `permit` and `permit_city` make its indicia. `panel` names a place for the address in `layouts/mailing/panels.toml`, `labels`
    a sheet of `labels.toml`, `containers` a scheme of `presort.toml`. `duplex` begins each piece on a new leaf, `batch` is how many
    pieces make a file, `household` whether a
    household gets one copy or each of its readers. `columns`, `languages` and `formats` map what a list says to what is known.
    """

    return_address: list[str] = []
    mailer: Annotated[str, Meta(pattern=r"^([0-8]\d{5}|9\d{8})?\Z")] = ""
    barcode_id: Annotated[str, Meta(pattern=r"^\d[0-4]\Z")] = "00"
    service: Service = Service()
    ledger: str = "mailing/ledger.sqlite"
    postage: Literal["nonprofit", "first-class", "stamp"] = "stamp"
    permit: str = ""
    permit_city: str = ""
    free_matter: bool = False
    at_cost: bool = True
    endorsement: str = ""
    panel: str = "carrier"
    labels: str = "avery-5160"
    containers: str = "trays"
    duplex: bool = True
    batch: Annotated[int, Meta(ge=1, le=100_000)] = 2_500
    household: Literal["one", "each"] = "one"
    columns: dict[str, str] = {}
    languages: dict[str, str] = {}
    formats: dict[str, str] = {}
