"""The text of a formula in pieces."""

import math
import re
from enum import StrEnum
from typing import NamedTuple

MAX_LENGTH = 2_000
MAX_TOKENS = 200
COMPARISONS = frozenset("<≤>≥=≠")
_PIECES = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator><=|>=|!=|==|[-+−*×/÷(),<≤>≥=≠])|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)
_ALIKE = {"-": "−", "*": "×", "/": "÷", "<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
"""Other spellings of an operator."""


class FormulaError(Exception):
    """The formula means nothing; `column` is where, counted from 1."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(f"column {column}: {message}")
        self.column = column


class TokenKind(StrEnum):
    NUMBER = "number"
    NAME = "name"
    OPERATOR = "operator"
    END = "end"


class Token(NamedTuple):
    kind: TokenKind
    text: str
    column: int


def tokens_of(text: str) -> list[Token]:
    """The pieces in order, and the end. Raises FormulaError for what is none, and for too much of it."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(MAX_LENGTH + 1, f"expected at most {MAX_LENGTH} characters")
    tokens = [_token(piece) for piece in _PIECES.finditer(text) if piece.lastgroup != "space"]
    if len(tokens) > MAX_TOKENS:
        raise FormulaError(tokens[MAX_TOKENS].column, f"expected at most {MAX_TOKENS} numbers, names and operators")
    return [*tokens, Token(TokenKind.END, "", len(text) + 1)]


def _token(piece: re.Match[str]) -> Token:
    text, column = piece.group(), piece.start() + 1
    if piece.lastgroup == "other":
        raise FormulaError(column, f"expected a number, a metric, an operator or a parenthesis, found {text[:40]!r}")
    if piece.lastgroup == TokenKind.NUMBER and not math.isfinite(float(text)):
        raise FormulaError(column, "expected a smaller number")
    return Token(TokenKind(str(piece.lastgroup)), _ALIKE.get(text, text), column)
