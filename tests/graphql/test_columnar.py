"""Plain selections are answered at once, as they are field by field: tests/graphql/fakes.py holds every query to it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from graphql import GraphQLObjectType
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.execution.fast_execution import ColumnarExecution
from services.query.model.answers import Value, ValueStatus
from tests.depth import examples
from tests.graphql.fakes import ROWS, FakeQueries, answered, ask
from tests.support.graphql_schema import GRAPHQL_SCHEMA

QUESTION = '{metrics: [{metric: {name: "absences"}}], time: {schoolYear: 2011}}'


def selections(type_name: str, depth: int = 3) -> st.SearchStrategy[str]:
    """Selections of the type's plain fields, with aliases, repetitions and `__typename`."""
    kind = GRAPHQL_SCHEMA.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    fields: list[st.SearchStrategy[str]] = []
    for name, field in kind.fields.items():
        if field.args:
            continue
        inner = field.type
        while hasattr(inner, "of_type"):
            inner = inner.of_type
        if not isinstance(inner, GraphQLObjectType):
            fields.append(st.just(name))
        elif depth:
            fields.append(selections(inner.name, depth - 1).map(f"{name} {{}}".format))
    aliased = st.one_of(fields).flatmap(lambda field: st.sampled_from([field, f"again: {field}", "__typename"]))
    return st.lists(aliased, min_size=1, max_size=5, unique_by=lambda field: field.partition(" ")[0]).map(
        lambda some: f"{{ {' '.join(some)} }}"
    )


values = st.builds(
    Value,
    st.just("rate"),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.floats(0, 1e6),
    st.none(),
    st.none() | st.integers(0, 10_000),
    st.sampled_from(ValueStatus),
)


@settings(max_examples=examples(60), deadline=None)
@given(selections("RowConnection"), st.lists(values, max_size=4))
async def test_any_selection_of_rows_is_answered_as_field_by_field(selected: str, some: list[Value]) -> None:
    rows = [replace(ROWS[0], values=(value, value), bucket=date(2011, 3, n + 1)) for n, value in enumerate(some)]
    await answered(f"{{ metricQuery(query: {QUESTION}) {{ rows {selected} }} }}", FakeQueries(rows=rows))


@settings(max_examples=examples(40), deadline=None)
@given(selections("Table"))
async def test_any_selection_of_tables_is_answered_as_field_by_field(selected: str) -> None:
    await answered(f"{{ metricQuery(query: {QUESTION}) {{ table {selected} }} }}")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
async def test_a_number_that_json_does_not_have_is_an_error_as_ever(number: float) -> None:
    bad = Value("rate", number, None, None, 3, ValueStatus.OK)
    queries = FakeQueries(rows=[replace(ROWS[0], values=(bad,))])
    _, errors = await ask(
        f"{{ metricQuery(query: {QUESTION}) {{ rows {{ nodes {{ values {{ value }} }} }} }} }}", queries
    )
    assert [error["extensions"]["code"] for error in errors] == ["INTERNAL_ERROR"]


async def test_rows_are_not_resolved_field_by_field(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved: list[str] = []
    ordinary = ColumnarExecution.execute_field

    def noted(self: ColumnarExecution, *args: Any, **kwargs: Any) -> Any:
        resolved.append(args[2][0].node.name.value)
        return ordinary(self, *args, **kwargs)

    monkeypatch.setattr(ColumnarExecution, "execute_field", noted)
    document = f"{{ metricQuery(query: {QUESTION}) {{ rows {{ nodes {{ bucket values {{ metric value }} }} }} }} }}"
    await answered(document)
    assert resolved == ["metricQuery", "rows", "nodes"] * 2  # as any document, and as a known one
