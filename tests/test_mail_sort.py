"""The order of the post, postage and plans: levels, containers, batches, duplicates, who may go free."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.postal import Mailing
from pipeline.mailing.address import Address
from pipeline.mailing.plan import Plan, Reader
from pipeline.mailing.postage import CLASSES, FIRST, FREE, NONPROFIT, Copy, bars, class_of, mark, settled
from pipeline.mailing.presort import groups, places
from pipeline.mailing.tables import Level, Panel, Scheme, Sheet, read_table

ROOT = Path(__file__).resolve().parent.parent
SCHEME = Scheme(
    title="tray",
    most=7,
    bundle=3,
    levels=[
        Level(name="5-digit", digits=5, minimum=5),
        Level(name="3-digit", digits=3, minimum=4),
        Level(name="mixed", digits=0, minimum=0),
    ],
)
counts = st.dictionaries(
    st.sampled_from([f"{p}{n:02d}" for p in ("080", "081", "331") for n in range(6)]), st.integers(1, 20)
)


@given(counts)
def test_each_level_has_its_minimum_and_is_the_finest_that_has(found: dict[str, int]) -> None:
    sorted_out = groups(found, SCHEME)
    assert set(found) == set(sorted_out)
    for group in set(sorted_out.values()):
        members = [code for code, one in sorted_out.items() if one == group]
        level = SCHEME.levels[group.rank]
        assert level.minimum <= sum(found[code] for code in members)
        assert all(code.startswith(group.digits) for code in members)
    assert all("5-digit" == sorted_out[code].level for code, count in found.items() if count >= 5)


@given(counts, st.integers(1, 30))
def test_containers_hold_one_group_and_no_more_than_they_may(found: dict[str, int], batch: int) -> None:
    sorted_out = groups(found, SCHEME)
    pieces = sorted(
        (("a", sorted_out[code], code) for code, count in found.items() for _ in range(count)),
        key=lambda piece: (piece[1].rank, piece[1].digits, piece[2]),
    )
    placed = list(zip(pieces, places(iter(pieces), SCHEME, batch), strict=True))
    numbers = [place.container for _, place in placed]
    assert numbers == sorted(numbers)
    assert not pieces or list(range(1, numbers[-1] + 1)) == sorted(set(numbers))
    for _, inside in groupby(placed, key=lambda one: one[1].container):
        held = list(inside)
        assert SCHEME.most >= len(held)
        assert 1 == len({piece[1] for piece, _ in held}) == len({place.batch for _, place in held})
        for _, bundle in groupby(held, key=lambda one: one[1].bundle):
            wrapped = list(bundle)
            assert SCHEME.bundle >= len(wrapped) and 1 == len({piece[2] for piece, _ in wrapped})
    sizes = [len(list(inside)) for _, inside in groupby(placed, key=lambda one: one[1].batch)]
    assert all(size >= batch for size in sizes[:-1])
    assert all(size < batch + SCHEME.most for size in sizes)


def test_classes_of_postage_never_share_a_container_or_a_batch() -> None:
    group = groups({"08002": 1}, SCHEME)["08002"]
    found = list(places(iter([("a", group, "08002"), ("b", group, "08002")]), SCHEME, 100))
    assert [(1, 1), (2, 2)] == [(place.container, place.batch) for place in found]


OPEN = Mailing(free_matter=True, postage="nonprofit")
COPY = Copy("en", "large-print", 28, 18.0)


def test_free_matter_is_barred_by_small_type_advertising_price_and_by_not_being_asked_for() -> None:
    assert () == bars([COPY], "", OPEN)
    assert () == bars([Copy("en", "e", 28, 14.0)], "", OPEN)
    assert 1 == len(bars([COPY, Copy("es", "large-print", 28, 13.5)], "", OPEN))
    assert 1 == len(bars([COPY], "page 3", OPEN))
    assert 1 == len(bars([COPY], "", Mailing(free_matter=True, at_cost=False)))
    assert 1 == len(bars([COPY], "", Mailing()))


def test_only_who_is_certified_gets_it_and_others_go_as_configured() -> None:
    assert FREE == class_of(True, True, OPEN)
    assert NONPROFIT == class_of(False, True, OPEN) == class_of(True, False, OPEN)
    assert {NONPROFIT: FIRST, FREE: FREE} == settled({NONPROFIT: 199, FREE: 1})
    assert {NONPROFIT: NONPROFIT} == settled({NONPROFIT: 200})


def test_marks_say_what_the_post_wants() -> None:
    assert "FREE MATTER FOR THE BLIND OR HANDICAPPED" == " ".join(mark(FREE, OPEN, "A"))
    permitted = Mailing(permit="42", permit_city="Town ST")
    assert ("NONPROFIT ORG", "US POSTAGE PAID", "TOWN ST", "PERMIT NO 42") == mark(NONPROFIT, permitted, "A")
    assert () == mark("stamp", permitted, "A")


def person(row: int, name: str = "ANA DIAZ", street: str = "1 ELM ST", **other: object) -> Reader:
    known: dict[str, object] = {
        "row": row, "key": "", "person": f"{name}|{street}", "household": f"{name.split()[-1]}|{street}", "name": name,
        "address": Address((), "", street, "DOVER", "NJ", "07801"), "languages": ("en",), "edition": "large-print",
        "eligible": False,
    }  # fmt: skip
    return Reader(**known | other)  # type: ignore[arg-type]  # fields by name


def doubles(tmp_path: Path, *readers: Reader, households: bool = True) -> dict[int, tuple[str, int]]:
    plan = Plan(tmp_path / "plan", new=True)
    plan.add(readers)
    plan.deduplicate(households)
    found = {row: (code, first) for row, code, first in plan.refusals()}
    plan.finish()
    return found


def _other(folder: Path) -> Path:
    (folder / "other").mkdir()
    return folder / "other"


def test_the_same_person_and_the_same_household_get_one_copy(tmp_path: Path) -> None:
    rows = (person(2), person(3), person(4, "LUIS DIAZ"), person(5, "EVA LEE"), person(6, "LUIS DIAZ", "2 ELM ST"))
    assert {3: ("duplicate-person", 2), 4: ("duplicate-household", 2)} == doubles(tmp_path, *rows)
    assert {3: ("duplicate-person", 2)} == doubles(_other(tmp_path), *rows, households=False)


def test_the_lists_own_number_tells_a_person_and_the_certified_row_stays(tmp_path: Path) -> None:
    rows = (
        person(2, key="7"),
        person(3, street="9 OAK ST", key="7", eligible=True),
        person(4, street="5 OAK ST", key=""),
    )
    assert {2: ("duplicate-person", 3)} == doubles(tmp_path, *rows)


def test_a_fraction_of_a_plan_is_never_read_by_others(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "plan", new=True)
    assert 0o600 == (tmp_path / "plan").stat().st_mode & 0o777
    plan.finish()


def test_the_houses_tables_are_sound() -> None:
    for file, names, kind in (
        ("panels", ("carrier", "window-10", "window-9x12", "back-cover"), Panel),
        ("labels", ("avery-5160", "avery-5161", "avery-5162", "avery-5163", "avery-5164", "avery-l7160"), Sheet),
        ("presort", ("trays", "sacks"), Scheme),
    ):
        for name in names:
            problems = Problems()
            assert read_table(ROOT, file, name, kind, problems) is not None, name
            assert not problems


def test_a_table_that_cannot_be_worked_with_is_named(tmp_path: Path) -> None:
    home = tmp_path / "layouts" / "mailing"
    home.mkdir(parents=True)
    (home / "presort.toml").write_text(
        '[trays]\ntitle = "t"\nmost = 5\nlevels = [{ name = "a", digits = 5, minimum = 2 }]\n'
    )
    problems = Problems()
    assert read_table(tmp_path, "presort", "trays", Scheme, problems) is None
    assert read_table(tmp_path, "presort", "tray", Scheme, problems) is None
    assert ["mailing-table", "mailing-unknown"] == sorted(problem.code for problem in problems)
    assert len(CLASSES) == 4
