"""Units of formulas: they multiply and divide as on paper.

What is added, compared or chosen between must have one unit; plain numbers fit any. A unit over itself is a RATIO, and
a RATIO times a unit is that unit. A PERCENT is only multiplied and divided by plain numbers, ratios, or (to a RATIO)
another PERCENT: 95 % of 200 learners are not 19,000. `percent` makes a PERCENT of a RATIO. Minutes and hours are
different units.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from services.core.kpis import Unit
from services.query.formula.parser import Call, Function, Name, Negative, Node, Number, Operation
from services.query.formula.tokens import FormulaError

Powers = tuple[tuple[Unit, int], ...]
"""Units with their exponents, in order; of a RATIO none."""
RATIO: Powers = ()
PERCENT: Powers = ((Unit.PERCENT, 1),)


def powers_of(unit: Unit) -> Powers:
    return RATIO if unit is Unit.RATIO else ((unit, 1),)


def unit_named(powers: Powers) -> Unit | None:
    """The unit of the catalogue; None: it has none for this, such as minutes per learner."""
    if not powers:
        return Unit.RATIO
    return powers[0][0] if len(powers) == 1 and powers[0][1] == 1 else None


def powers_in(node: Node, units: Mapping[str, Powers]) -> Powers | None:
    """The unit of the formula; None: a plain number. Raises FormulaError where units do not fit."""
    match node:
        case Number():
            return None
        case Name(name=name):
            return units[name]
        case Negative(item=item):
            return powers_in(item, units)
        case Operation(operator="×" | "÷"):
            return _product(node, units)
        case Operation(operator=operator, left=left, right=right, column=column):
            return _one_unit(f"around {operator}", (left, right), units, column)
        case Call():
            return _of_call(node, units)


def _of_call(node: Call, units: Mapping[str, Powers]) -> Powers | None:
    match node.function:
        case Function.PERCENT:
            return _percent(powers_in(node.arguments[0], units), node.column)
        case Function.ROUND:
            return powers_in(node.arguments[0], units)
        case Function.IF:
            powers_in(node.arguments[0], units)
            return _one_unit("in both cases of if", node.arguments[1:], units, node.column)
        case function:
            return _one_unit(f"in {function}", node.arguments, units, node.column)


def _one_unit(where: str, nodes: Iterable[Node], units: Mapping[str, Powers], column: int) -> Powers | None:
    known = [powers for node in nodes if (powers := powers_in(node, units)) is not None]
    for one, another in pairwise(known):
        if one != another:
            raise FormulaError(column, f"expected one unit {where}, not {words(one)} and {words(another)}")
    return known[0] if known else None


def _product(node: Operation, units: Mapping[str, Powers]) -> Powers | None:
    left, right = powers_in(node.left, units), powers_in(node.right, units)
    if left is None and right is None:
        return None
    sign = 1 if node.operator == "×" else -1
    exponents = dict(left or ())
    for unit, exponent in right or ():
        exponents[unit] = exponents.get(unit, 0) + sign * exponent
    product = tuple(sorted((unit, exponent) for unit, exponent in exponents.items() if exponent))
    if Unit.PERCENT in dict(product) and product != PERCENT:
        message = f"expected a PERCENT to be multiplied or divided by a plain number, not to make {words(product)}"
        raise FormulaError(node.column, message)
    return product


def _percent(powers: Powers | None, column: int) -> Powers:
    if powers:
        raise FormulaError(column, f"expected a RATIO in percent, not {words(powers)}")
    return PERCENT


def words(powers: Powers) -> str:
    """For people: `MINUTES ÷ COUNT^2`. Columns that square columns have large exponents soon."""
    if not powers:
        return Unit.RATIO
    above = [_power(unit, exponent) for unit, exponent in powers if exponent > 0]
    below = [_power(unit, -exponent) for unit, exponent in powers if exponent < 0]
    return " ÷ ".join([" × ".join(above) or "1", *below])


def _power(unit: Unit, exponent: int) -> str:
    return unit if exponent == 1 else f"{unit}^{exponent}"
