"""Whatever the format, a file that is read back holds what `table` holds."""

import io
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.metrics.table import table
from services.core.kpis import Granularity
from services.exports.file_writer import FORMULA, written
from services.exports.model import ExportRequest, Format
from services.exports.records import count_of
from services.query.model.answers import Answer, Column, ColumnKind, Cost, Key, Row, Value, ValueStatus
from services.query.model.pages import Page
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import Last, MetricQuery, PriorYear
from tests.exports.reading import Columns, read

PLAIN = MetricQuery((), Last(1, Granularity.MONTH))
queries = st.builds(
    MetricQuery,
    st.just(()),
    st.just(PLAIN.time),
    totals=st.booleans(),
    subtotals=st.booleans(),
    compare=st.sampled_from([None, PriorYear()]),
)
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: not (text.startswith("'") and text[1:].startswith(FORMULA))  # which looks as if it were prefixed
)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def answers(draw: st.DrawFn, query: MetricQuery) -> Answer:
    dimensions, metrics = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    bucket = draw(st.booleans())
    columns = [
        *(Column(f"dimension_{n}", "", ColumnKind.DIMENSION) for n in range(dimensions)),
        *([Column("bucket", "", ColumnKind.BUCKET)] if bucket else []),
        *(Column(f"metric_{n}", "", ColumnKind.METRIC) for n in range(metrics)),
    ]
    own = draw(st.lists(rows_by(dimensions, metrics, st.dates() if bucket else st.none()), max_size=7))
    shown = answer(columns, own)
    if query.totals:
        shown = replace(shown, totals=draw(rows_by(0, metrics, st.none())))
    if query.subtotals:
        shorter = [draw(rows_by(n, metrics, st.none())) for n in range(1, dimensions + bucket)]
        shown = replace(shown, subtotals=shorter)
    return shown


def rows_by(dimensions: int, metrics: int, buckets: st.SearchStrategy[date | None]) -> st.SearchStrategy[Row]:
    keys = (st.builds(Key, st.just(f"dimension_{n}"), texts) for n in range(dimensions))
    return st.builds(Row, st.tuples(*keys), buckets, st.tuples(*(values for _ in range(metrics))))


statuses = st.sampled_from(ValueStatus)
nothing = st.none()
values = st.builds(
    Value, st.just("m"), numbers, nothing, nothing, nothing, statuses, numbers, numbers, numbers, nothing | statuses
)


def answer(columns: Sequence[Column], rows: Sequence[Row]) -> Answer:
    return Answer(datetime(2011, 6, 1, tzinfo=UTC), tuple(columns), rows, None, Cost(1, 1))


def file_of(found: Answer, wanted: ExportRequest, batch: int = 3) -> bytes:
    out = io.BytesIO()
    done = list(written(found, wanted, out, batch))
    assert done[-1:] == ([count_of(found)] if count_of(found) else [])
    return out.getvalue()


def plain(found: Answer, form: Format, *, statuses: bool = False) -> bytes:
    return file_of(found, ExportRequest(PLAIN, form, statuses))


def expected(found: Answer, wanted: ExportRequest) -> Columns:
    """The columns of `table`, if subtotals and totals were rows."""
    compared = wanted.query.compare is not None
    rows = [*found.rows, *found.subtotals, *([found.totals] if found.totals else [])]
    columns = kinds(found) if wanted.query.totals or wanted.query.subtotals else {}
    names = [column.name for column in found.columns if column.kind is ColumnKind.DIMENSION]
    padded = [replace(row, keys=(*row.keys, *(Key(name, None) for name in names[len(row.keys) :]))) for row in rows]
    for column in table(found.columns, Page(padded, [], len(rows), False, False), compared=compared).data:
        arrays = (array for array in (column.strings, column.dates, column.numbers) if array is not None)
        columns[column.name] = next(arrays)
        if wanted.statuses and column.statuses is not None:
            columns[f"{column.name}__status"] = [status.name for status in column.statuses]
        if column.baselines is not None:
            columns[f"{column.name}__baseline"] = column.baselines
            if wanted.statuses and column.baseline_statuses is not None:
                columns[f"{column.name}__baseline_status"] = [
                    baseline_status and baseline_status.name for baseline_status in column.baseline_statuses
                ]
            columns[f"{column.name}__delta"] = list(column.deltas or [])
            columns[f"{column.name}__delta_pct"] = list(column.delta_pcts or [])
    return columns


def kinds(found: Answer) -> Columns:
    totals = [found.totals] if found.totals else []
    rows = [*found.rows, *found.subtotals, *totals]
    groups = [[*(key.dimension for key in row.keys), *(["bucket"] if row.bucket else [])] for row in rows]
    return {
        "row_kind": ["ROW"] * len(found.rows) + ["SUBTOTAL"] * len(found.subtotals) + ["TOTAL"] * len(totals),
        "grouped_by": [" ".join(group) or None for group in groups],
    }


@pytest.mark.parametrize("form", Format)
@given(data=st.data(), query=queries, statuses=st.booleans())
def test_a_file_that_is_read_back_is_the_table(
    form: Format, data: st.DataObject, query: MetricQuery, statuses: bool
) -> None:
    shown, wanted = data.draw(answers(query)), ExportRequest(query, form, statuses)
    columns = expected(shown, wanted)
    if form is Format.JSONL and not count_of(shown):
        columns = {}  # without lines it names no columns
    numeric = {name for name in columns if name.startswith("metric") and not name.endswith("status")}
    got = read(form, file_of(shown, wanted), numeric)
    assert got == columns
    assert list(got) == list(columns)


ONE = [Column("school", "School", ColumnKind.DIMENSION), Column("rate", "Rate", ColumnKind.METRIC)]


def schools(*ids: str | None, rate: float | None = 1.5) -> list[Row]:
    status = ValueStatus.OK if rate is not None else ValueStatus.NO_DATA
    return [Row((Key("school", school),), None, (Value("rate", rate, None, None, None, status),)) for school in ids]


@pytest.mark.parametrize(
    ("school", "line"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1),-1.5"),
        ("+1", "'+1,-1.5"),
        ("-1", "'-1,-1.5"),
        ("@SUM(A1)", "'@SUM(A1),-1.5"),
        ("\t=1", "'\t=1,-1.5"),
        ("\r=1", '"\'\r=1",-1.5'),
        ("\n=1", '"\'\n=1",-1.5'),
        ("a=1", "a=1,-1.5"),
        ('a,"b"\r\nc', '"a,""b""\r\nc",-1.5'),
        ("Schüler ✓", "Schüler ✓,-1.5"),
        (None, ",-1.5"),
    ],
)
def test_a_text_is_never_a_formula_and_a_negative_number_stays_one(school: str | None, line: str) -> None:
    data = plain(answer(ONE, schools(school, rate=-1.5)), Format.CSV)
    assert data.decode() == f"school,rate\r\n{line}\r\n"


def test_csv_is_empty_and_json_is_null_where_there_is_no_value() -> None:
    shown = answer(ONE, schools("a", rate=None))
    assert plain(shown, Format.CSV, statuses=True) == b"school,rate,rate__status\r\na,,NO_DATA\r\n"
    assert plain(shown, Format.JSONL) == b'{"school":"a","rate":null}\n'


def test_an_answer_without_rows_still_names_its_columns() -> None:
    assert plain(answer(ONE, []), Format.CSV) == b"school,rate\r\n"
    assert pyarrow.ipc.open_stream(plain(answer(ONE, []), Format.ARROW)).schema.names == ["school", "rate"]


@pytest.mark.parametrize("form", [Format.PARQUET, Format.ARROW])
def test_without_pyarrow_its_formats_name_the_extra(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(QueryError, match="extra `arrow`") as refused:
        plain(answer(ONE, []), form)
    assert refused.value.code is ErrorCode.FORMAT_NOT_INSTALLED
    assert plain(answer(ONE, []), Format.CSV) == b"school,rate\r\n"
