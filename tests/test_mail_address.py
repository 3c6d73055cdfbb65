"""Lists, names, wishes and addresses: what is read, what is made of it, and why a row is refused."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.mailing.address import Address, normal_address
from pipeline.mailing.columns import NAMES, columns_of
from pipeline.mailing.person import family_key, person_key, printed
from pipeline.mailing.refusal import WORDS
from pipeline.mailing.street import capitals, normal_street
from pipeline.mailing.tablefile import rows
from pipeline.mailing.wish import REFUSALS, Make, Offer, Wish, certified, wish_of
from pipeline.mailing.zipcode import split

OFFER = Offer(("en", "es"), (Make("large-print", 18, True), Make("print", 10, False), Make("large-print-24", 24, True)))


def lines(**fields: str) -> tuple[str, ...] | str:
    found = normal_address(fields)
    return found.lines if isinstance(found, Address) else found


def home(street: str, **other: str) -> tuple[str, ...] | str:
    return lines(**{"street": street, "city": "Springfield", "state": "IL", "zip": "62701", **other})


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("123 North Main Street, Apt. #4", "123 N MAIN ST APT 4"),
        ("12 south st", "12 SOUTH ST"),
        ("7 Avenue C Northeast", "7 AVENUE C NE"),
        ("1600 Pennsylvania Ave. N.W.", "1600 PENNSYLVANIA AVE NW"),
        ("45 1/2 East Lake Shore Drive", "45 1/2 E LAKE SHORE DR"),
        ("9 Elm Rd # 12B", "9 ELM RD UNIT 12B"),
        ("9 Elm Rd Suite 400", "9 ELM RD STE 400"),
        ("P. O. Box 12", "PO BOX 12"),
        ("R.R. #2 Box 152", "RR 2 BOX 152"),
        ("12-34 Bell Blvd", "12-34 BELL BLVD"),
        ("88 Peñasco Lane", "88 PEÑASCO LN"),
        ("10 Street Road", "10 STREET RD"),
        ("5 The Circle", "5 THE CIR"),
    ],
)
def test_street_lines_are_written_as_the_post_writes_them(typed: str, written: str) -> None:
    assert written == normal_street(typed)


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40))
def test_a_line_normalised_twice_is_the_same(text: str) -> None:
    once = normal_street(text)
    assert once == normal_street(once)
    assert capitals(text) == capitals(capitals(text))


def test_accents_are_kept_and_composed() -> None:
    assert "PEN\u0303A".replace("N\u0303", "Ñ") == capitals("Pen\u0303a")


def test_units_of_a_second_line_go_behind_the_street_and_other_lines_above_it() -> None:
    assert ("77 ELM ST STE 400", "SPRINGFIELD IL 62701") == home("77 Elm Street", street2="Suite 400")
    assert ("SUNSHINE HOME", "44 OAK AVE", "SPRINGFIELD IL 62701") == home("Sunshine Home", street2="44 Oak Avenue")
    assert ("44 OAK AVE", "PO BOX 7", "SPRINGFIELD IL 62701") == home("44 Oak Avenue", street2="PO Box 7")


@pytest.mark.parametrize(
    ("typed", "second", "written"),
    [
        ("150 Calle A", "Urb. Las Gladiolas", ("URB LAS GLADIOLAS", "150 CALLE A")),
        ("URB LAS GLADIOLAS 150 CALLE A", "", ("URB LAS GLADIOLAS", "150 CALLE A")),
        ("150 Calle A, Urbanización Las Gladiolas", "", ("URB LAS GLADIOLAS", "150 CALLE A")),
        ("Urb. Royal Oak", "A-17 Calle Amapola", ("URB ROYAL OAK", "A17 CALLE AMAPOLA")),
        ("12-45 Calle 8", "Urb Santa Rosa", ("URB SANTA ROSA", "12-45 CALLE 8")),
        ("1234 Avenida Ashford Apartamento 1A", "", ("1234 AVE ASHFORD APT 1A",)),
        ("HC 1 Buzón 29", "", ("HC 1 BOX 29",)),
    ],
)
def test_addresses_of_puerto_rico_keep_their_manners(typed: str, second: str, written: tuple[str, ...]) -> None:
    found = lines(street=typed, street2=second, city="San Juan", state="PR", zip="926")
    assert (*written, "SAN JUAN PR 00926") == found


def test_calle_is_never_a_street() -> None:
    found = lines(street="150 Calle Street", city="Ponce", state="Puerto Rico", zip="00730")
    assert isinstance(found, tuple) and "150 CALLE STREET" == found[0]


def test_the_urbanization_may_stand_in_a_column_of_its_own() -> None:
    found = lines(street="150 Calle A", urbanization="Urb Las Gladiolas", city="San Juan", state="PR", zip="00926-3232")
    assert ("URB LAS GLADIOLAS", "150 CALLE A", "SAN JUAN PR 00926-3232") == found


@pytest.mark.parametrize(
    ("city", "state", "code", "last"),
    [
        ("APO", "AE", "09204", "APO AE 09204"),
        ("APO AE", "", "9204", "APO AE 09204"),
        ("fpo", "ap", "96278", "FPO AP 96278"),
        ("DPO", "Armed Forces Americas", "34042", "DPO AA 34042"),
    ],
)
def test_military_mail_is_domestic(city: str, state: str, code: str, last: str) -> None:
    assert ("PSC 12 BOX 56", last) == lines(street="PSC 12, Box 56", city=city, state=state, zip=code)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8002", ("08002", "")),
        ("80020000", ("08002", "")),
        ("80021234", ("08002", "1234")),
        ("601", ("00601", "")),
        ("62701-1234", ("62701", "1234")),
        ("62701 - 123", ("62701", "0123")),
        ("627011234", ("62701", "1234")),
        ("K1A 0B1", None),
        ("", None),
        ("627", ("00627", "")),
        ("12", None),
    ],
)
def test_zip_codes_get_back_what_a_spreadsheet_took(typed: str, read: tuple[str, str] | None) -> None:
    assert read == split(typed)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"zip": ""}, "zip-missing"),
        ({"zip": "ABCDE"}, "zip-bad"),
        ({"zip": "90210"}, "zip-state"),
        ({"state": "Ontario"}, "state-unknown"),
        ({"city": ""}, "city-missing"),
        ({"street": ""}, "address-missing"),
        ({"street": "Main Street"}, "street-number"),
        ({"country": "Canada"}, "abroad"),
    ],
)
def test_an_address_that_cannot_be_delivered_is_refused_with_its_reason(fields: dict[str, str], code: str) -> None:
    assert code == home(**{"street": "1 Elm St", **fields})
    assert code in WORDS


@pytest.mark.parametrize(
    "typed",
    [
        "12 Elm St  Apt 3  Dover  NJ  07801  US",
        "12 Elm St\nApt 3\nDover, NJ 07801",
        "12 Elm Street Apt 3, Dover, NJ 07801",
        "12 Elm Street, Apt 3, Dover New Jersey 07801",
    ],
)
def test_an_address_in_one_cell_is_taken_apart(typed: str) -> None:
    assert ("12 ELM ST APT 3", "DOVER NJ 07801") == lines(address=typed)


@pytest.mark.parametrize(
    "heads",
    [
        "Addressee|Street Address|Supplemental Address 1|City|State|Postal Code|Preferred Language|Do Not Mail",
        "addressee_display|street_address|supplemental_address_1|city|state_province|postal_code|preferred_language|do_not_mail",
        "CnBio_ID|CnBio_First_Name|CnBio_Last_Name|CnAdrPrf_Addrline1|CnAdrPrf_City|CnAdrPrf_State|CnAdrPrf_ZIP",
        "FirstName|LastName|MailingStreet|MailingCity|MailingState|MailingPostalCode|npsp__Deceased__c",
        "First Name|Last Name|Mailing Street|Mailing City|Mailing State/Province|Mailing Zip/Postal Code|Mailing Country",
        "Email Address|First Name|Last Name|Address|LANGUAGE",
        "Nombre|Apellidos|Dirección|Ciudad|Estado|Código Postal|Idioma",
    ],
)
def test_the_columns_of_membership_programs_are_known(heads: str) -> None:
    problems = Problems()
    found = columns_of(heads.split("|"), {}, "list.csv", problems)
    assert found is not None and not problems
    assert {"name", "first"} & set(found.places)
    assert {"zip", "address"} & set(found.places)


def test_no_name_of_a_column_stands_for_two_fields() -> None:
    names = [name for known in NAMES.values() for name in known.split()]
    assert sorted(set(names)) == sorted(names)


def test_the_publications_own_columns_count_first_and_a_head_is_never_repeated() -> None:
    found = columns_of(["Name", "Ship To", "Street", "City", "ZIP"], {"Ship To": "name"}, "list.csv", Problems())
    assert found is not None
    assert {"name": "B"} == found.read(["A", "B"])
    problems = Problems()
    assert columns_of(["María García", "12 Elm St"], {}, "list.csv", problems) is None
    assert "García" not in "".join(problem.text() for problem in problems)


@pytest.mark.parametrize(
    ("fields", "wish"),
    [
        ({}, Wish(("en",), "large-print")),
        ({"language": "es_US"}, Wish(("es",), "large-print")),
        ({"language": "Español", "format": "letra grande"}, Wish(("es",), "large-print")),
        ({"language": "both"}, Wish(("en", "es"), "large-print")),
        ({"language": "Spanish/English"}, Wish(("en", "es"), "large-print")),
        ({"language": "German"}, "language-unmade"),
        ({"format": "Print"}, Wish(("en",), "print")),
        ({"format": "Large print, 24 pt"}, Wish(("en",), "large-print-24")),
        ({"format": "large print", "size": "20"}, Wish(("en",), "large-print-24")),
        ({"size": "36"}, "size-unmade"),
        ({"format": "e-mail"}, "by-email"),
        ({"format": "papyrus"}, "format-unknown"),
        ({"refuses": "1"}, "opted-out"),
        ({"refuses": "No"}, Wish(("en",), "large-print")),
        ({"refuses": "ja bitte"}, "opted-out"),
        ({"deceased": "true"}, "deceased"),
    ],
)
def test_readers_get_what_they_want_or_a_reason(fields: dict[str, str], wish: Wish | str) -> None:
    assert wish == wish_of(fields, OFFER)
    assert not isinstance(wish, str) or wish in WORDS
    assert set(WORDS) >= REFUSALS


@pytest.mark.parametrize(
    ("fields", "eligible"),
    [
        ({"eligible": "yes"}, True),
        ({"eligible": "yes", "expires": "2026-11-22"}, True),
        ({"eligible": "yes", "expires": "2026-11-21"}, False),
        ({"eligible": "yes", "expires": "soon"}, False),
        ({"eligible": "11/22/2026"}, True),
        ({"eligible": "perhaps"}, False),
        ({"expires": "2030-01-01"}, False),
    ],
)
def test_a_certificate_counts_while_it_lasts(fields: dict[str, str], eligible: bool) -> None:
    assert eligible is certified(fields, date(2026, 11, 22))


def test_a_person_is_the_same_however_the_name_was_typed() -> None:
    names = ["Dr. María L. García-Núñez", "garcia nunez, maria", "MARÍA GARCÍA NÚÑEZ, PhD", "Sra. María García Núñez"]
    assert 1 == len({person_key(printed({"name": name})) for name in names})
    assert person_key("JOHN SMITH") != person_key("JOHN SMITH JR")
    assert "SMITH" == family_key("MR JOHN SMITH JR") == family_key("JANE SMITH")
    assert "DE LA CRUZ" == family_key("ANA DE LA CRUZ")


CSV = "Name,Street,City,State,ZIP\nZoë Peña,1 Elm St,Dover,NJ,07801\n\nAna Díaz,2 Elm St,Dover,NJ,07801\n"


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        b"\xef\xbb\xbf" + CSV.encode(),
        CSV.encode("cp1252"),
        CSV.encode("utf-16"),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "\t").replace("\n", "\r\n").encode(),
    ],
)
def test_a_list_is_read_in_whatever_encoding_and_with_whatever_delimiter(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    found = list(rows(str(path)))
    assert [1, 2, 4] == [number for number, _ in found]
    assert "Zoë Peña" == found[1][1][0]


def test_a_workbook_and_a_database_say_the_same_as_the_text(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    for line in CSV.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")] if line else [])
    book.save(tmp_path / "list.xlsx")
    base = sqlite3.connect(tmp_path / "list.sqlite")
    base.execute("CREATE TABLE people (Name, Street, City, State, ZIP INTEGER)")
    base.executemany(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?)", [row.split(",") for row in CSV.splitlines()[1:] if row]
    )
    base.commit()
    base.close()
    sheet = list(rows(str(tmp_path / "list.xlsx")))
    asked = list(rows(f"sqlite:///{tmp_path / 'list.sqlite'}", "SELECT * FROM people ORDER BY Street"))
    assert [1, 2, 4] == [number for number, _ in sheet]
    assert [["Name", "Street", "City", "State", "ZIP"], ["Zoë Peña", "1 Elm St", "Dover", "NJ", "7801"]] == [
        cells for _, cells in sheet[:2]
    ]
    assert [cells for _, cells in sheet] == [cells for _, cells in asked]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("list.csv", b'Name,Street\n"Zo\xc3\xab Pe\xc3\xb1a,1 Elm', "recipients-broken"),
        ("list.xlsx", b"no workbook: Zo\xc3\xab", "recipients-broken"),
        ("list.csv", b"\xff\xfe\x00\xd8\x00\xd8", "file-encoding"),
    ],
)
def test_a_broken_list_is_named_and_not_repeated(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unusable) as fault:
        list(rows(str(tmp_path / name)))
    assert code == fault.value.problem.code
    assert "Zo" not in str(fault.value)


def test_a_database_never_repeats_its_password() -> None:
    for url in (
        "postgresql+psycopg://ana:secret@127.0.0.1:1/none",
        "nosuch://ana:secret@host/x",
        "sqlite:////no/such/dir/x",
    ):
        with pytest.raises(Unusable) as fault:
            list(rows(url, "SELECT 1"))
        assert "secret" not in str(fault.value)
