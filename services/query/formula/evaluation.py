"""Values of formulas. A value that is missing makes the result missing, for the reason that weighs most."""

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from services.query.formula.parser import Call, Function, Name, Negative, Node, Number, Operation, names_in
from services.query.model.answers import Value, ValueStatus


class NodeValue(NamedTuple):
    """`value` is None unless `status` is OK."""

    value: float | None
    status: ValueStatus = ValueStatus.OK


WEIGHT = (ValueStatus.SUPPRESSED, ValueStatus.CODED, ValueStatus.DIVIDE_BY_ZERO, ValueStatus.NO_DATA)
"""Reasons, the heaviest first."""
HIDDEN = (ValueStatus.SUPPRESSED, ValueStatus.CODED)
"""There is a value, which nobody may learn: `coalesce` puts nothing in its place."""
SHOWS_PARTS = (ValueStatus.OK, ValueStatus.DIVIDE_BY_ZERO)
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "≤": operator.le, ">": operator.gt, "≥": operator.ge, "=": operator.eq, "≠": operator.ne,
}  # fmt: skip
_COMPUTE: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "−": operator.sub, "×": operator.mul, "÷": operator.truediv,
}  # fmt: skip


_DIGITS = Context(prec=400)
"""As many as the largest number has, and its decimal places."""


def derived_value(label: str, formula: Node, values: Mapping[str, Value]) -> Value:
    """The value of a derived metric, given those of the names in it.

    A quotient, in percent or not, shows its two parts. n is the smallest n of what the formula reads.
    """
    outcomes = {name: _outcome(value) for name, value in values.items()}
    outcome = outcome_of(formula, outcomes)
    n = min((n_of_name for name in names_in(formula) if (n_of_name := values[name.name].n) is not None), default=None)
    numerator, denominator = outcome.value, None
    quotient = _quotient(formula)
    if quotient is not None and outcome.status in SHOWS_PARTS:
        numerator = outcome_of(quotient.left, outcomes).value
        denominator = outcome_of(quotient.right, outcomes).value
    return Value(label, outcome.value, numerator, denominator, n, outcome.status)


def outcome_of(node: Node, values: Mapping[str, NodeValue]) -> NodeValue:
    match node:
        case Number(value=value):
            return NodeValue(value)
        case Name(name=name):
            return values[name]
        case Negative(item=item):
            return _computed(operator.neg, [outcome_of(item, values)])
        case Operation(operator=sign, left=left, right=right):
            return _operation(sign, outcome_of(left, values), outcome_of(right, values))
        case Call():
            return _call(node, values)


def _operation(sign: str, left: NodeValue, right: NodeValue) -> NodeValue:
    if sign in _COMPARE:
        return _computed(lambda one, another: float(_COMPARE[sign](one, another)), [left, right])
    if sign == "÷" and right.value == 0 and left.value is not None:
        return NodeValue(None, ValueStatus.DIVIDE_BY_ZERO)
    return _computed(_COMPUTE[sign], [left, right])


def _call(call: Call, values: Mapping[str, NodeValue]) -> NodeValue:
    match call:
        case Call(function=Function.IF, arguments=(condition, yes, no)):
            met = outcome_of(condition, values)
            return met if met.value is None else outcome_of(yes if met.value else no, values)
        case Call(function=Function.ROUND, arguments=(number, *places)):
            digits = int(places[0].value) if places and isinstance(places[0], Number) else 0
            return _computed(lambda value: _rounded(value, digits), [outcome_of(number, values)])
        case Call(function=Function.PERCENT, arguments=(Operation(operator="÷", left=left, right=right),)):
            return _operation("÷", _percent(outcome_of(left, values)), outcome_of(right, values))  # as rates are
    return _function(call.function, [outcome_of(argument, values) for argument in call.arguments])


def _function(function: Function, outcomes: Sequence[NodeValue]) -> NodeValue:
    match function:
        case Function.COALESCE:
            decided = [outcome for outcome in outcomes if outcome.value is not None or outcome.status in HIDDEN]
            return decided[0] if decided else outcomes[-1]
        case Function.PERCENT:
            return _percent(outcomes[0])
        case Function.MIN:
            return _computed(min, outcomes)
        case _:
            return _computed(max, outcomes)


def _rounded(value: float, places: int) -> float:
    """Half up, away from 0, of the decimal number that is shown: 2.675 to two places is 2.68."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _DIGITS))


def _percent(share: NodeValue) -> NodeValue:
    return _computed(lambda number: 100 * number, [share])


def _quotient(formula: Node) -> Operation | None:
    match formula:
        case Operation(operator="÷"):
            return formula
        case Call(function=Function.PERCENT, arguments=(item,)):
            return _quotient(item)
    return None


def _computed(compute: Callable[..., float], outcomes: Sequence[NodeValue]) -> NodeValue:
    missing = _heaviest(outcomes)
    if missing is not None:
        return NodeValue(None, missing)
    value = compute(*(outcome.value for outcome in outcomes))
    return NodeValue(value) if math.isfinite(value) else NodeValue(None, ValueStatus.NO_DATA)


def _heaviest(outcomes: Iterable[NodeValue]) -> ValueStatus | None:
    statuses = {outcome.status for outcome in outcomes}
    return next((status for status in WEIGHT if status in statuses), None)


def _outcome(value: Value) -> NodeValue:
    if value.value is None or value.status is not ValueStatus.OK:
        return NodeValue(None, ValueStatus.NO_DATA if value.status is ValueStatus.OK else value.status)
    return NodeValue(value.value)
