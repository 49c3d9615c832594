"""What is committed at once is bounded in bytes, and nothing is left out or changes its place."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consumers.batches import portions
from services.log.port import Record

AT = datetime(2026, 1, 1, tzinfo=UTC)
values = st.lists(st.none() | st.binary(max_size=30), min_size=1, max_size=20)


@given(values, st.integers(1, 60))
def test_all_records_come_in_order_in_the_largest_runs_that_fit(some: list[bytes | None], size: int) -> None:
    records = [Record("t", 0, offset, b"k", value, (), AT) for offset, value in enumerate(some)]
    runs = list(portions(records, size))
    assert [record for run in runs for record in run] == records
    lengths = [[len(record.value or b"") for record in run] for run in runs]
    assert all(run and (sum(run) <= size or len(run) == 1) for run in lengths)
    assert all(sum(run) + following[0] > size for run, following in pairwise(lengths))
