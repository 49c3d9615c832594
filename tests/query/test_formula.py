"""Formulas: what their text means, what is refused and where, their units, and what comes of missing values."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from services.core.kpis import METRICS, Unit
from services.query.formula.evaluation import HIDDEN, WEIGHT, derived_value
from services.query.formula.measures import measuring_of
from services.query.formula.parser import MAX_NESTING, parse
from services.query.formula.tokens import MAX_LENGTH, MAX_TOKENS, FormulaError
from services.query.formula.units import powers_in, powers_of, unit_named, words
from services.query.model.answers import Value, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DerivedMetric, MetricRef

NAMES: dict[str, float] = {"a": 6.0, "b": 4.0, "c": -3.0, "zero": 0.0}


def value(number: float | None, status: ValueStatus = ValueStatus.OK, n: int | None = 10) -> Value:
    return Value("x", number, number, None, n, status)


VALUES = {name: value(number) for name, number in NAMES.items()}


def result(text: str, values: Mapping[str, Value] = VALUES) -> Value:
    return derived_value("derived", parse(text), values)


MEANINGS = [
    ("a", 6.0),
    ("a + b * 2", 14.0),
    ("(a + b) * 2", 20.0),
    ("a - b - 1", 1.0),
    ("a / b / 2", 0.75),
    ("a − b × 2 ÷ 4", 4.0),
    ("-a + b", -2.0),
    ("- -a", 6.0),
    ("2 * -a", -12.0),
    ("1.5*a", 9.0),
    ("min(a, b, c)", -3.0),
    ("max(a, b)", 6.0),
    ("percent(b / a)", 100 * 4 / 6),
    ("percent(b / a + 1)", 100 * (4 / 6 + 1)),
    ("round(b / a)", 1),
    ("round(b / a, 2)", 0.67),
    ("round(2.675 + 0 * a, 2)", 2.68),
    ("round(-2.5 + 0 * a)", -3),
    ("if(a > b, 1, 2)", 1.0),
    ("if(a <= b, 1, 2)", 2.0),
    ("if(a ≥ 6, a, b) + 1", 7.0),
    ("if(a = 6, 1, 0) + if(a == 6, 1, 0) + if(a != 6, 1, 0) + if(a ≠ 6, 1, 0)", 2.0),
    ("if(zero = 0, 0, a / zero)", 0.0),
    ("\n a\t+ b ", 10.0),
]


@pytest.mark.parametrize(("text", "expected"), MEANINGS)
def test_a_formula_means_what_it_means_on_paper(text: str, expected: float) -> None:
    assert (result(text).value, result(text).status) == (expected, ValueStatus.OK)


REFUSED = [
    ("", 1, "a number"),
    ("a +", 4, "found the end"),
    ("a b", 3, "an operator or the end, found 'b'"),
    ("(a", 3, "an operator or )"),
    ("a)", 2, "found ')'"),
    ("a $ b", 3, "found '$'"),
    ("mean(a, b)", 1, "one of the functions"),
    ("min(a)", 1, "at least 2 arguments"),
    ("min()", 5, "found ')'"),
    ("if(a, b, c)", 5, "a comparison"),
    ("if(a > b, c)", 1, "3 arguments of if"),
    ("percent(a, b)", 1, "1 arguments"),
    ("round(a, b)", 1, "decimal places"),
    ("round(a, 7)", 1, "decimal places"),
    ("round(a, 1.5)", 1, "decimal places"),
    ("round(a, 1, 2)", 1, "1 or 2 arguments"),
    ("a > b", 3, "an operator or the end"),
    ("1e5", 2, "found 'e5'"),
    (".5", 1, "found '.'"),
    ("9" * 400, 1, "a smaller number"),
    ("__import__('os')", 12, 'found "\'"'),
    ("a.b", 2, "found '.'"),
    ("(" * (MAX_NESTING + 1) + "a", MAX_NESTING + 2, f"at most {MAX_NESTING}"),
    ("-" * (MAX_NESTING + 1) + "a", MAX_NESTING + 2, f"at most {MAX_NESTING}"),
    ("a+" * MAX_TOKENS + "a", MAX_TOKENS + 1, f"at most {MAX_TOKENS}"),
    ("a" * (MAX_LENGTH + 1), MAX_LENGTH + 1, f"at most {MAX_LENGTH}"),
]


@pytest.mark.parametrize(("text", "column", "message"), REFUSED, ids=[f"{text:.20}" for text, _, _ in REFUSED])
def test_what_means_nothing_is_refused_with_its_column(text: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert refused.value.column == column
    assert str(refused.value).startswith(f"column {column}: expected ")
    assert message in str(refused.value)


def test_the_largest_formula_is_computed() -> None:
    chain = "a" + "+a" * (MAX_TOKENS // 2 - 1)
    assert result(chain).value == 6.0 * (MAX_TOKENS // 2)
    assert result("(" * MAX_NESTING + "a" + ")" * MAX_NESTING).value == 6.0


@given(st.text(alphabet="ab1.()+-*/,<=if min \n", max_size=60))
@example("if(if(a<b,a,b)<1,a,b)")
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        parse(text)
    except FormulaError as error:
        assert 1 <= error.column <= len(text) + 1


Tree = Any
"""A name or number, or (operator, left, right)."""
trees = st.recursive(
    st.sampled_from(sorted(NAMES)) | st.integers(0, 9),
    lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "/", "min", "max"]), inner, inner),
    max_leaves=12,
)


def text_of(tree: Tree) -> str:
    match tree:
        case ("min" | "max" as name, left, right):
            return f"{name}({text_of(left)}, {text_of(right)})"
        case (sign, left, right):
            return f"({text_of(left)} {sign} {text_of(right)})"
    return str(tree)


def number_of(tree: Tree) -> float:
    match tree:
        case (sign, left, right):
            one, another = number_of(left), number_of(right)
            return {
                "+": lambda: one + another, "-": lambda: one - another, "*": lambda: one * another,
                "/": lambda: one / another, "min": lambda: min(one, another), "max": lambda: max(one, another),
            }[sign]()  # fmt: skip
    return NAMES[tree] if isinstance(tree, str) else float(tree)


@given(trees)
def test_any_formula_is_computed_as_python_would_or_divides_by_zero(tree: Tree) -> None:
    value_read = result(text_of(tree))
    try:
        expected = number_of(tree)
    except ZeroDivisionError:
        assert (value_read.value, value_read.status) == (None, ValueStatus.DIVIDE_BY_ZERO)
    else:
        assert (value_read.value, value_read.status) == (expected, ValueStatus.OK)


# ---- missing values ----------------------------------------------------------------------------------------------

MISSING = {f"m_{status.value.lower()}": value(None, status) for status in WEIGHT}


@pytest.mark.parametrize("place", range(len(WEIGHT)))
@pytest.mark.parametrize("operation", ["{} + {}", "{} / {}", "max({}, {})", "if({} > {}, 1, 2)", "-({} * {})"])
def test_of_several_reasons_the_heaviest_is_told(operation: str, place: int) -> None:
    names = list(MISSING)
    for lighter in (*names[place:], "a"):
        for pair in ((names[place], lighter), (lighter, names[place])):
            value_read = result(operation.format(*pair), {**VALUES, **MISSING})
            assert (value_read.value, value_read.status) == (None, WEIGHT[place])


@pytest.mark.parametrize("status", WEIGHT)
def test_coalesce_replaces_what_is_missing_but_not_what_is_hidden(status: ValueStatus) -> None:
    value_read = result("coalesce(m, 7)", {"m": value(None, status)})
    assert value_read.value == (None if status in HIDDEN else 7.0)
    assert value_read.status is (status if status in HIDDEN else ValueStatus.OK)
    assert result("coalesce(a, m)", {**VALUES, "m": value(None, status)}).value == 6.0


def test_a_coded_value_is_a_bound_that_is_not_computed_with() -> None:
    value_read = result("a + 1", {"a": value(95.0, ValueStatus.CODED)})
    assert (value_read.value, value_read.status) == (None, ValueStatus.CODED)


def test_the_branch_that_is_not_taken_may_be_missing() -> None:
    assert result("if(a > 1, a, m)", {**VALUES, "m": value(None, ValueStatus.SUPPRESSED)}).value == 6.0


def test_a_number_that_is_too_large_is_none() -> None:
    value_read = result("a * a", {"a": value(1e200)})
    assert (value_read.value, value_read.status) == (None, ValueStatus.NO_DATA)


def test_a_quotient_shows_its_parts_and_n_is_the_smallest_read() -> None:
    value_read = result("(a + b) / c", {"a": value(6.0, n=9), "b": value(4.0, n=4), "c": value(5.0, n=None)})
    assert (value_read.numerator, value_read.denominator, value_read.value, value_read.n) == (10.0, 5.0, 2.0, 4)
    whole = result("a + 1")
    assert (whole.numerator, whole.denominator, whole.n) == (7.0, None, 10)
    hidden = result("m / b", {**VALUES, "m": value(None, ValueStatus.SUPPRESSED)})
    assert (hidden.numerator, hidden.denominator) == (None, None)


# ---- units -------------------------------------------------------------------------------------------------------

UNITS = {
    "learners": Unit.COUNT, "days": Unit.DAYS, "minutes": Unit.MINUTES, "rate": Unit.PERCENT, "ratio": Unit.RATIO,
    "points": Unit.POINTS,
}  # fmt: skip
POWERS = {name: powers_of(unit) for name, unit in UNITS.items()}
GOOD_UNITS = [
    ("learners + 5", Unit.COUNT),
    ("learners / learners", Unit.RATIO),
    ("ratio * learners", Unit.COUNT),
    ("ratio + 1", Unit.RATIO),
    ("rate - rate", Unit.PERCENT),
    ("rate * 2 / 3", Unit.PERCENT),
    ("rate / rate", Unit.RATIO),
    ("rate * ratio", Unit.PERCENT),
    ("percent(learners / learners) - rate", Unit.PERCENT),
    ("round(rate, 1)", Unit.PERCENT),
    ("minutes / learners", None),
    ("minutes / learners * learners", Unit.MINUTES),
    ("days * learners / days", Unit.COUNT),
    ("1 / days", None),
    ("if(learners > 10, minutes / days, 0)", None),
    ("max(days, 1)", Unit.DAYS),
    ("coalesce(points, 0)", Unit.POINTS),
]


@pytest.mark.parametrize(("text", "unit"), GOOD_UNITS)
def test_units_multiply_and_divide_as_on_paper(text: str, unit: Unit | None) -> None:
    powers = powers_in(parse(text), POWERS)
    assert powers is not None
    assert unit_named(powers) is unit


BAD_UNITS = [
    ("rate + learners", 6, "one unit around +, not PERCENT and COUNT"),
    ("1 + (learners - days)", 15, "COUNT and DAYS"),
    ("minutes / days + minutes", 16, "MINUTES ÷ DAYS and MINUTES"),
    ("max(1, learners, days)", 1, "in max"),
    ("if(learners > days, 1, 2)", 13, "around >"),
    ("if(learners > 1, learners, rate)", 1, "both cases of if"),
    ("rate * learners", 6, "plain number"),
    ("learners / rate", 10, "plain number"),
    ("rate * rate", 6, "plain number"),
    ("percent(learners)", 1, "a RATIO in percent, not COUNT"),
    ("percent(rate)", 1, "a RATIO in percent"),
    ("ratio + learners", 7, "RATIO and COUNT"),
]


@pytest.mark.parametrize(("text", "column", "message"), BAD_UNITS)
def test_units_that_do_not_fit_are_refused_with_the_column(text: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError) as refused:
        powers_in(parse(text), POWERS)
    assert refused.value.column == column
    assert message in str(refused.value)


def test_units_have_words() -> None:
    powers = powers_in(parse("minutes / learners / days"), POWERS)
    assert powers is not None
    assert words(powers) == "MINUTES ÷ COUNT ÷ DAYS"


def test_units_of_columns_that_square_columns_again_and_again_are_few_words() -> None:
    squares = [derived(f"a{n} * a{n}", f"a{n + 1}") for n in range(48)]
    with pytest.raises(QueryError, match=rf"DAYS\^{2**48} and COUNT$") as refused:
        measuring_of((MetricRef("absences", "a0"), *squares, derived("a48 + members")))
    assert refused.value.path == "query.metrics[49].derived.formula"


@given(trees)
def test_units_of_one_kind_never_stand_in_the_way_of_sums(tree: Tree) -> None:
    text = text_of(tree)
    assume("*" not in text and "/" not in text)
    assert powers_in(parse(text), dict.fromkeys(NAMES, powers_of(Unit.DAYS))) in (None, powers_of(Unit.DAYS))


# ---- names in a query --------------------------------------------------------------------------------------------


def derived(formula: str, alias: str = "x") -> DerivedMetric:
    return DerivedMetric(alias, formula)


def test_metrics_that_only_formulas_name_are_read_but_not_shown() -> None:
    measuring = measuring_of((MetricRef("tardies", "late"), derived("late / member_days"), derived("x + x", "y")))
    assert [read.ref.label for read in measuring.reads] == ["late", "member_days"]
    assert measuring.shown == (0, 2, 3)


def test_a_column_of_the_query_comes_before_a_metric_of_its_name() -> None:
    measuring = measuring_of((MetricRef("tardies", "absences"), derived("absences + 1")))
    assert [read.ref.name for read in measuring.reads] == ["tardies"]


def test_a_formula_looks_at_derived_columns_above_it_only() -> None:
    measuring = measuring_of((derived("absences + 1", "absences"), derived("absences + 1")))
    assert [read.ref.name for read in measuring.reads] == ["absences"]
    assert [dict(metric.slots) for metric in measuring.derived] == [{"absences": 0}, {"absences": 1}]


def test_every_metric_of_the_catalogue_can_be_in_a_formula() -> None:
    for name, metric in METRICS.items():
        (unit,) = measuring_of((derived(f"{name} * 2"),)).units
        assert unit is metric.unit


WRONG = [
    ("absences +", "column 11"),
    ("1 + 1", "column 1: expected at least one metric"),
    ("1 + nope", "column 5: there is no metric, and no column above this one, named 'nope'"),
    ("x", "column 1: there is no metric"),
    ("attendance_rate + absences", "column 17: expected one unit"),
]


@pytest.mark.parametrize(("formula", "message"), WRONG)
def test_a_wrong_formula_is_refused_by_its_place_in_the_query(formula: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        measuring_of((MetricRef("tardies"), derived(formula)))
    assert (refused.value.code, refused.value.path) == (ErrorCode.INVALID_FORMULA, "query.metrics[1].derived.formula")
    assert message in str(refused.value)
