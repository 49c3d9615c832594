"""Formulas of derived metrics: what they are made of, and how their text is read.

    sum       = product { ("+" | "-") product }
    product   = factor { ("*" | "/") factor }
    factor    = "-" factor | number | name | function "(" arguments ")" | "(" sum ")"
    condition = sum ("<" | "<=" | ">" | ">=" | "=" | "!=") sum        the first argument of `if`

Also − × ÷ ≤ ≥ ≠ and ==. Text is data here: it is never handed to `eval`.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.contracts.near_names import suggestion
from services.query.formula.tokens import COMPARISONS, FormulaError, Token, TokenKind, tokens_of

MAX_NESTING = 30
"""Parentheses, functions and signs within each other. Together with MAX_TOKENS it bounds every recursion."""


class Function(StrEnum):
    MIN = "min"
    MAX = "max"
    COALESCE = "coalesce"
    IF = "if"
    PERCENT = "percent"
    ROUND = "round"


ARGUMENTS = {Function.IF: (3, 3), Function.PERCENT: (1, 1), Function.ROUND: (1, 2)}
"""Fewest and most; of the others 2 and as many as there are."""
MAX_PLACES = 6
"""Decimal places that `round` may keep."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Negative:
    item: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """`operator` is one of + − × ÷, or in the condition of `if` one of < ≤ > ≥ = ≠."""

    operator: str
    left: "Node"
    right: "Node"
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    function: Function
    arguments: tuple["Node", ...]
    column: int


Node = Number | Name | Negative | Operation | Call
_PLACES: tuple[Node, ...] = tuple(Number(places) for places in range(MAX_PLACES + 1))


def parse(text: str) -> Node:
    """The formula that the text is. Raises FormulaError."""
    parser = _Parser(tokens_of(text))
    node = parser.sum(0)
    parser.expect("", "an operator or the end")
    return node


def names_in(node: Node) -> list[Name]:
    """Every name, in the order of the text."""
    match node:
        case Name():
            return [node]
        case Negative(item=item):
            return names_in(item)
        case Operation(left=left, right=right):
            return names_in(left) + names_in(right)
        case Call(arguments=arguments):
            return [name for argument in arguments for name in names_in(argument)]
    return []


class _Parser:
    """Recursive descent over the tokens, the last of which is the end."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def expect(self, text: str, wanted: str) -> None:
        """Goes behind the operator with this text (empty: the end)."""
        if self._next.text != text:
            raise self._unexpected(wanted)
        self._at += bool(text)

    def sum(self, depth: int) -> Node:
        return self._chain("+−", depth)

    def _chain(self, operators: str, depth: int) -> Node:
        """Operations of one precedence, the left ones first."""
        node = self._factor(depth) if operators == "×÷" else self._chain("×÷", depth)
        while self._next.kind is TokenKind.OPERATOR and self._next.text in operators:
            sign = self._take()
            right = self._factor(depth) if operators == "×÷" else self._chain("×÷", depth)
            node = Operation(sign.text, node, right, sign.column)
        return node

    def _factor(self, depth: int) -> Node:
        if depth > MAX_NESTING:
            raise FormulaError(self._next.column, f"expected at most {MAX_NESTING} nested parentheses")
        token = self._next
        if token.kind is TokenKind.NUMBER:
            return Number(float(self._take().text))
        if token.kind is TokenKind.NAME:
            self._at += 1
            return self._call(token, depth + 1) if self._next.text == "(" else Name(token.text, token.column)
        if token.text == "−":
            self._at += 1
            return Negative(self._factor(depth + 1))
        self.expect("(", "a number, a metric, a function or (")
        node = self.sum(depth + 1)
        self.expect(")", "an operator or )")
        return node

    def _call(self, name: Token, depth: int) -> Call:
        if name.text not in list(Function):
            raise FormulaError(
                name.column,
                f"expected one of the functions {', '.join(Function)}, not {name.text[:40]!r}"
                f"{suggestion(name.text, Function)}",
            )
        function = Function(name.text)
        self.expect("(", "(")
        arguments = [self._condition(depth) if function is Function.IF else self.sum(depth)]
        while self._next.text == ",":
            self._at += 1
            arguments.append(self.sum(depth))
        self.expect(")", "an operator, a comma or )")
        fewest, most = ARGUMENTS.get(function, (2, len(arguments)))
        if not fewest <= len(arguments) <= max(fewest, most):
            wanted = f"{fewest}" if fewest == most else f"{fewest} or {most}"
            wanted = wanted if function in ARGUMENTS else f"at least {fewest}"
            raise FormulaError(name.column, f"expected {wanted} arguments of {function}, not {len(arguments)}")
        if function is Function.ROUND and len(arguments) == 2 and arguments[1] not in _PLACES:
            raise FormulaError(name.column, f"expected a number of decimal places from 0 to {MAX_PLACES} in round")
        return Call(function, tuple(arguments), name.column)

    def _condition(self, depth: int) -> Node:
        left = self.sum(depth)
        if self._next.text not in COMPARISONS:
            raise self._unexpected("a comparison: <, <=, >, >=, = or !=")
        sign = self._take()
        return Operation(sign.text, left, self.sum(depth), sign.column)

    def _unexpected(self, wanted: str) -> FormulaError:
        actual = repr(self._next.text) if self._next.text else "the end"
        return FormulaError(self._next.column, f"expected {wanted}, found {actual}")
