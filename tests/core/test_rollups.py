"""Rollups say what the cells that they are made of say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.core.cells import FAMILIES, MOVES, CellKey, Measures
from services.core.rollups import MONTHLY, MOVING, add_rollups

DAYS = ["2010-08-31", "2010-09-01", "2010-09-30", "2011-09-15"]


def keys_of(family: str) -> st.SearchStrategy[CellKey]:
    values = (DAYS if name == "date" else ["a", "b"] for name in FAMILIES[family].columns)
    return st.tuples(*map(st.sampled_from, values)).map(lambda parts: CellKey(family, parts))


keys = st.sampled_from(["day", "day_by_attribute", "participant_day", "engagement"]).flatmap(keys_of)
measures = st.dictionaries(st.sampled_from(["excused", "member", "unpresumed"]), st.integers(-3, 3))
cells = st.dictionaries(keys, measures, max_size=12)


def added(some: dict[CellKey, Measures]) -> Counter[tuple[object, ...]]:
    """Family, keys with the month in place of the day, and measure → sum."""
    total: Counter[tuple[object, ...]] = Counter()
    for (family, values), by_measure in some.items():
        for name, by in by_measure.items():
            total[(family, *values[:-1], str(values[-1])[:7], name)] += by
    return total


def copied(some: dict[CellKey, Measures]) -> dict[CellKey, Measures]:
    return {key: dict(by_measure) for key, by_measure in some.items()}


@given(cells)
def test_the_cells_of_a_month_are_the_sum_of_those_of_its_days(plain: dict[CellKey, Measures]) -> None:
    rolled_up = add_rollups(copied(plain))
    for family, monthly in MONTHLY.items():
        months = {key: by_measure for key, by_measure in rolled_up.items() if key.family == monthly}
        assert all(str(key.values[-1]).endswith("-01") for key in months)
        days = {CellKey(monthly, key.values): by_measure for key, by_measure in plain.items() if key.family == family}
        assert added(months) == added(days)


@given(cells)
def test_the_cells_of_membership_are_those_of_the_days_on_which_members_move(plain: dict[CellKey, Measures]) -> None:
    rolled_up = add_rollups(copied(plain))
    for family, moving in MOVING.items():
        assert {key: by_measure for key, by_measure in rolled_up.items() if key.family == moving} == {
            CellKey(moving, key.values): {name: by_measure[name] for name in MOVES if name in by_measure}
            for key, by_measure in plain.items()
            if key.family == family and by_measure.keys() & set(MOVES)
        }


@given(cells)
def test_the_cells_themselves_stay_as_they_are(plain: dict[CellKey, Measures]) -> None:
    assert {key: rollup for key, rollup in add_rollups(copied(plain)).items() if key in plain} == plain
