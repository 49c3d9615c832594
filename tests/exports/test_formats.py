"""Whatever the format, a file that is read back holds what `table` holds."""

import csv
import io
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.types.table import table
from services.core.kpis import Granularity
from services.exports.model import Format, Wanted
from services.exports.writing import FORMULA, written
from services.query.model import (
    Answer,
    Column,
    ColumnKind,
    Cost,
    ErrorCode,
    Key,
    Last,
    MetricQuery,
    Page,
    QueryError,
    Row,
    Value,
    ValueStatus,
)

QUERY = MetricQuery((), Last(1, Granularity.MONTH))
Columns = dict[str, list[Any]]
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: not (text.startswith("'") and text[1:].startswith(FORMULA))  # which looks as if it were prefixed
)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    dimensions, metrics = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    bucket = draw(st.booleans())
    columns = [
        *(Column(f"dimension_{n}", "", ColumnKind.DIMENSION) for n in range(dimensions)),
        *([Column("bucket", "", ColumnKind.BUCKET)] if bucket else []),
        *(Column(f"metric_{n}", "", ColumnKind.METRIC) for n in range(metrics)),
    ]
    row = st.builds(
        Row,
        st.tuples(*(st.builds(Key, st.just("d"), texts) for _ in range(dimensions))),
        st.dates() if bucket else st.none(),
        st.tuples(*(_value() for _ in range(metrics))),
    )
    return answer(columns, draw(st.lists(row, max_size=7)))


def _value() -> st.SearchStrategy[Value]:
    return st.builds(Value, st.just("m"), numbers, st.none(), st.none(), st.none(), st.sampled_from(ValueStatus))


def answer(columns: Sequence[Column], rows: Sequence[Row]) -> Answer:
    return Answer(datetime(2011, 6, 1, tzinfo=UTC), tuple(columns), rows, None, Cost(1, 1))


def file_of(found: Answer, form: Format, statuses: bool = False, batch: int = 3) -> bytes:
    out = io.BytesIO()
    done = list(written(found, Wanted(QUERY, form, statuses), out, batch))
    assert done[-1:] == ([len(found.rows)] if found.rows else [])
    return out.getvalue()


def expected(found: Answer, statuses: bool) -> Columns:
    """The columns of `table`."""
    data = table(found.columns, Page(found.rows, [], len(found.rows), False, False)).data
    columns: Columns = {}
    for column in data:
        arrays = (each for each in (column.strings, column.dates, column.numbers) if each is not None)
        columns[column.name] = next(arrays)
        if statuses and column.statuses is not None:
            columns[f"{column.name}__status"] = [each.name for each in column.statuses]
    return columns


def of_csv(data: bytes) -> Columns:
    names, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    return {name: [_parsed(name, row[at]) for row in rows] for at, name in enumerate(names)}


def _parsed(name: str, cell: str) -> Any:
    if cell == "":
        return None
    if name == "bucket":
        return date.fromisoformat(cell)
    if name.startswith("metric") and not name.endswith("__status"):
        return float(cell)
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def of_jsonl(data: bytes) -> Columns:
    rows = [orjson.loads(line) for line in data.splitlines()]
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
    if "bucket" in columns:
        columns["bucket"] = [date.fromisoformat(each) for each in columns["bucket"]]
    return columns


def of_parquet(data: bytes) -> Columns:
    return pyarrow.parquet.read_table(io.BytesIO(data)).to_pydict()


def of_arrow(data: bytes) -> Columns:
    return pyarrow.ipc.open_stream(data).read_all().to_pydict()


READERS: dict[Format, Callable[[bytes], Columns]] = {
    Format.CSV: of_csv,
    Format.JSONL: of_jsonl,
    Format.PARQUET: of_parquet,
    Format.ARROW: of_arrow,
}


@pytest.mark.parametrize("form", Format)
@given(found=answers(), statuses=st.booleans())
def test_a_file_that_is_read_back_is_the_table(form: Format, found: Answer, statuses: bool) -> None:
    columns = expected(found, statuses)
    if form is Format.JSONL and not found.rows:
        columns = {}  # without rows it names no columns
    read = READERS[form](file_of(found, form, statuses))
    assert read == columns
    assert list(read) == list(columns)


ONE = [Column("school", "School", ColumnKind.DIMENSION), Column("rate", "Rate", ColumnKind.METRIC)]


def rows(*schools: str | None, rate: float | None = 1.5) -> list[Row]:
    status = ValueStatus.OK if rate is not None else ValueStatus.NO_DATA
    return [Row((Key("school", each),), None, (Value("rate", rate, None, None, None, status),)) for each in schools]


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
    data = file_of(answer(ONE, rows(school, rate=-1.5)), Format.CSV)
    assert data.decode() == f"school,rate\r\n{line}\r\n"


def test_csv_is_empty_and_json_is_null_where_there_is_no_value() -> None:
    found = answer(ONE, rows("a", rate=None))
    assert file_of(found, Format.CSV, statuses=True) == b"school,rate,rate__status\r\na,,NO_DATA\r\n"
    assert file_of(found, Format.JSONL) == b'{"school":"a","rate":null}\n'


def test_an_answer_without_rows_still_names_its_columns() -> None:
    assert file_of(answer(ONE, []), Format.CSV) == b"school,rate\r\n"
    assert pyarrow.ipc.open_stream(file_of(answer(ONE, []), Format.ARROW)).schema.names == ["school", "rate"]


def test_a_status_that_would_have_the_name_of_a_metric_is_refused() -> None:
    columns = [Column(name, "", ColumnKind.METRIC) for name in ("a", "a__status")]
    with pytest.raises(QueryError, match="a__status") as refused:
        file_of(answer(columns, []), Format.CSV, statuses=True)
    assert refused.value.code is ErrorCode.DUPLICATE_NAME
    assert file_of(answer(columns, []), Format.CSV) == b"a,a__status\r\n"


@pytest.mark.parametrize("form", [Format.PARQUET, Format.ARROW])
def test_without_pyarrow_its_formats_name_the_extra(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(QueryError, match="extra `arrow`") as refused:
        file_of(answer(ONE, []), form)
    assert refused.value.code is ErrorCode.FORMAT_NOT_INSTALLED
    assert file_of(answer(ONE, []), Format.CSV) == b"school,rate\r\n"
