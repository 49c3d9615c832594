"""Columns and lines that are there when the question asks for a comparison, for subtotals or for totals."""

import io
from dataclasses import replace

import pyarrow
import pyarrow.parquet
import pytest

from services.core.kpis import Granularity
from services.exports.file_writer import written
from services.exports.model import ExportRequest, Format
from services.query.model.answers import Answer, Column, ColumnKind, Cost, Key, Row, Value, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import Last, MetricQuery, PreviousPeriod
from tests.exports.answering import AS_OF

ASKED = MetricQuery((), Last(1, Granularity.MONTH), ("district", "sex", "grade_level"))
COMPARED = replace(ASKED, compare=PreviousPeriod())
ADDED_UP = replace(ASKED, totals=True, subtotals=True)
COLUMNS = tuple(Column(name, "", ColumnKind.DIMENSION) for name in ASKED.group_by)
OK, GONE = ValueStatus.OK, ValueStatus.NO_DATA


def by(*keys: str | None, value: float = 1.0) -> Row:
    """A row with these for its first keys."""
    named = tuple(Key(*name_and_value) for name_and_value in zip(ASKED.group_by, keys, strict=False))
    return Row(named, None, (Value("m", value, None, None, None, OK, None, None, None, GONE),))


def answer(*rows: Row, metrics: tuple[str, ...] = ("m",)) -> Answer:
    columns = (*COLUMNS, *(Column(name, "", ColumnKind.METRIC) for name in metrics))
    return Answer(AS_OF, columns, rows, None, Cost(1, 1))


def file_of(found: Answer, query: MetricQuery, form: Format = Format.CSV, *, statuses: bool = False) -> bytes:
    out = io.BytesIO()
    list(written(found, ExportRequest(query, form, statuses), out, 10))
    return out.getvalue()


def test_a_key_that_is_not_known_is_told_from_one_that_the_line_is_not_grouped_by() -> None:
    """The last two subtotals have the same keys, of which the one is "not known"."""
    shown = replace(answer(by("d", None, None)), subtotals=[by(), by("d"), by("d", None)], totals=by())
    assert file_of(shown, ADDED_UP).decode().splitlines() == [
        "row_kind,grouped_by,district,sex,grade_level,m",
        "ROW,district sex grade_level,d,,,1.0",
        "SUBTOTAL,district,d,,,1.0",
        "SUBTOTAL,district sex,d,,,1.0",
        "TOTAL,,,,,1.0",
    ]


@pytest.mark.parametrize(
    "found",
    [
        replace(answer(), totals=by()),
        replace(answer(), subtotals=[by()]),
        replace(answer(), subtotals=[by()], totals=by()),
    ],
    ids=["totals", "subtotals", "both"],
)
def test_the_total_is_there_once(found: Answer) -> None:
    assert file_of(found, ADDED_UP).count(b"TOTAL") == 1


def test_without_dimensions_the_row_and_the_total_are_told_apart() -> None:
    shown = replace(answer(by()), columns=(Column("m", "", ColumnKind.METRIC),), totals=by())
    query = replace(ASKED, group_by=(), totals=True)
    assert file_of(shown, query) == b"row_kind,grouped_by,m\r\nROW,,1.0\r\nTOTAL,,1.0\r\n"


@pytest.mark.parametrize("form", [Format.PARQUET, Format.ARROW])
def test_columns_have_types_where_all_is_null(form: Format) -> None:
    query = replace(COMPARED, totals=True)
    data = file_of(answer(by("d", "s", "g")), query, form, statuses=True)
    schema = pyarrow.parquet.read_schema(io.BytesIO(data)) if form is Format.PARQUET else _ipc_schema(data)
    text, number = pyarrow.string(), pyarrow.float64()
    assert [(column.name, column.type, column.nullable) for column in schema] == [
        *((name, text, True) for name in ("row_kind", "grouped_by", *ASKED.group_by)),
        ("m", number, True),
        ("m__status", text, True),
        ("m__baseline", number, True),
        ("m__baseline_status", text, True),
        ("m__delta", number, True),
        ("m__delta_pct", number, True),
    ]


def _ipc_schema(data: bytes) -> pyarrow.Schema:
    return pyarrow.ipc.open_stream(data).schema


@pytest.mark.parametrize(
    ("query", "statuses", "taken"),
    [
        (ASKED, True, {"m__status"}),
        (COMPARED, False, {"m__baseline", "m__delta", "m__delta_pct"}),
        (COMPARED, True, {"m__status", "m__baseline", "m__baseline_status", "m__delta", "m__delta_pct"}),
        (replace(ASKED, totals=True), False, {"row_kind", "grouped_by"}),
        (replace(ASKED, subtotals=True), False, {"row_kind", "grouped_by"}),
        (ASKED, False, set()),
    ],
)
def test_only_a_metric_that_has_the_name_of_a_column_of_the_file_is_refused(
    query: MetricQuery, statuses: bool, taken: set[str]
) -> None:
    every = ["row_kind", "grouped_by", "m__status", "m__baseline", "m__baseline_status", "m__delta", "m__delta_pct"]
    for name in every:
        shown = answer(metrics=("m", name))
        if name not in taken:
            assert name.encode() in file_of(shown, query, statuses=statuses)
            continue
        with pytest.raises(QueryError, match=name) as refused:
            file_of(shown, query, statuses=statuses)
        assert (refused.value.code, refused.value.path) == (ErrorCode.DUPLICATE_NAME, "query.metrics")
