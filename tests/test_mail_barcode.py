"""The Intelligent Mail barcode, serial numbers and the ledger that keeps them apart."""

from __future__ import annotations

import csv
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Unusable
from pipeline.mailing.barcode import Barcode, serials, tracking
from pipeline.mailing.serials import Block, free, reserve, serial

TRACKING = "01234567094987654321"
DAY = date(2026, 11, 22)
# The postal service's set of 10,000 cases (number, tracking, routing, bars, code, words) is no part of the project.
CASES = os.environ.get("MOTIVATOR_IMB_CASES", "")


@pytest.mark.parametrize(
    ("routing", "bars"),
    [
        ("", "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT"),
        ("01234", "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT"),
        ("012345678", "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA"),
        ("01234567891", "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"),
    ],
)
def test_the_specifications_own_codes_come_out_bar_for_bar(routing: str, bars: str) -> None:
    assert bars == Barcode(TRACKING, routing).bars


@pytest.mark.parametrize(
    ("code", "routing"),
    [
        ("", ""),
        (TRACKING[:-1], ""),
        (TRACKING + "1", ""),
        ("05234567094987654321", ""),
        ("09234567094987654321", "01234"),
        ("0123456709498765432X", ""),
        ("٠1234567094987654321", ""),
        ("-1234567094987654321", ""),
        (TRACKING, "1"),
        (TRACKING, "0123"),
        (TRACKING, "0123456"),
        (TRACKING, "012345678901"),
        (TRACKING, "1234X"),
        (TRACKING, "12345-678"),
        (TRACKING, " 1234"),
    ],
)
def test_what_the_specification_forbids_is_refused_and_not_repeated(code: str, routing: str) -> None:
    with pytest.raises(ValueError) as fault:
        _ = Barcode(code, routing)
    assert not code or code not in str(fault.value)


@given(st.text("0123456789", min_size=18, max_size=22), st.text("0123456789", max_size=12))
def test_every_code_is_encoded_or_refused_by_the_rule(code: str, routing: str) -> None:
    if len(code) == 20 and code[1] <= "4" and len(routing) in (0, 5, 9, 11):
        assert set("AFDT") >= set(Barcode(code, routing).bars) and 65 == len(Barcode(code, routing).bars)
    else:
        with pytest.raises(ValueError):
            _ = Barcode(code, routing)


@pytest.mark.skipif(not CASES, reason="MOTIVATOR_IMB_CASES names no file of the postal service's cases")
def test_all_official_cases_come_out_as_they_should() -> None:
    valid = invalid = 0
    with Path(CASES).open(newline="", encoding="latin-1") as stream:
        for row in csv.reader(stream, quoting=csv.QUOTE_NONE):
            _, code, routing, bars, verdict, *_ = row
            if verdict == "00":
                valid += 1
                assert bars == Barcode(code, routing).bars, row[0]
            else:
                invalid += 1
                with pytest.raises(ValueError):
                    _ = Barcode(code, routing)
    assert valid and invalid


def test_a_tracking_code_has_room_for_its_serial_number() -> None:
    assert "00270123456000000007" == tracking("00", "270", "123456", 7)
    assert "00270912345678000007" == tracking("00", "270", "912345678", 7)
    assert (10**9, 10**6) == (serials("123456"), serials("912345678"))
    for mailer, number in (("912345", 1), ("123456789", 1), ("123456", 10**9), ("912345678", 10**6), ("123456", -1)):
        with pytest.raises(ValueError):
            tracking("00", "270", mailer, number)


blocks = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 12)), max_size=6)


@given(blocks, st.integers(1, 60), st.integers(0, 99))
def test_free_numbers_are_free_and_as_many_as_asked_for(held: list[Block], count: int, start: int) -> None:
    held = [(first, min(number, 100 - first)) for first, number in held]
    taken = {n for first, number in held for n in range(first, first + number)}
    found = free(held, count, 100, start)
    if found is None:
        assert 100 - len(taken) < count
        return
    given_out = [n for first, number in found for n in range(first, first + number)]
    assert count == len(given_out) == len(set(given_out))
    assert not taken & set(given_out)
    assert set(range(100)) >= set(given_out)
    assert given_out == [serial(found, index) for index in range(count)]


def test_a_run_that_asks_again_gets_its_own_numbers(tmp_path: Path) -> None:
    first = reserve("mail.sqlite", tmp_path, "123456", "a", 100, 1000, DAY)
    other = reserve("mail.sqlite", tmp_path, "123456", "b", 100, 1000, DAY)
    assert first == reserve("mail.sqlite", tmp_path, "123456", "a", 100, 1000, DAY + timedelta(days=3))
    assert not set(range(*_ends(first))) & set(range(*_ends(other)))
    assert 0o600 == stat.S_IMODE((tmp_path / "mail.sqlite").stat().st_mode)


def _ends(found: tuple[Block, ...]) -> tuple[int, int]:
    ((first, number),) = found
    return first, first + number


def test_numbers_come_back_after_45_days_and_not_before(tmp_path: Path) -> None:
    reserve("mail.sqlite", tmp_path, "123456", "a", 900, 1000, DAY)
    with pytest.raises(Unusable) as fault:
        reserve("mail.sqlite", tmp_path, "123456", "b", 200, 1000, DAY + timedelta(days=45))
    assert "serials-spent" == fault.value.problem.code
    late = reserve("mail.sqlite", tmp_path, "123456", "b", 200, 1000, DAY + timedelta(days=46))
    assert 200 == sum(number for _, number in late)
    with pytest.raises(Unusable) as fault:
        reserve("mail.sqlite", tmp_path, "123456", "a", 900, 1000, DAY + timedelta(days=46))
    assert "serials-old" == fault.value.problem.code
    # Another mailer's numbers are its own.
    assert ((1, 900),) == reserve("mail.sqlite", tmp_path, "654321", "c", 900, 1000, DAY)


def test_many_who_ask_at_once_get_different_numbers(tmp_path: Path) -> None:
    def ask(number: int) -> tuple[Block, ...]:
        return reserve("mail.sqlite", tmp_path, "123456", f"run {number}", 10, 10_000, DAY)

    with ThreadPoolExecutor(8) as pool:
        found = sorted(block for asked in pool.map(ask, range(24)) for block in asked)
    assert all(one[0] + one[1] <= other[0] for one, other in pairwise(found))
    assert 240 == sum(number for _, number in found)


def test_a_ledger_that_is_none_is_named_without_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "mail.sqlite").write_bytes(b"no database at all, of secret content" * 50)
    for ledger in ("mail.sqlite", "postgresql+psycopg://ana:secret@127.0.0.1:1/none", "nosuch://ana:secret@host/x"):
        with pytest.raises(Unusable) as fault:
            reserve(ledger, tmp_path, "123456", "a", 1, 1000, DAY)
        assert fault.value.problem.code in ("ledger-refused", "database-unknown")
        assert "secret" not in str(fault.value)
