"""How deep a JSON text is nested, decided before it is parsed.

A parser gives up on nesting where its stack ends, so the same event would be refused or not depending on who calls it.
A replay must decide as the first reading did: the limit is ours, and far below any stack.
"""

import re

from services.contracts.rejection import Code, Rejected

MAX_NESTING = 64
"""Events need 5; the rest is room for members that Tandem ignores."""

# Strings, closed or not. Possessive, so that a text of nothing but quotes takes linear time.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ALIKE = bytes.maketrans(b"{}", b"[]")  # whether they match in kind is for the parser


def check_nesting(raw: bytes) -> None:
    """Raise `Rejected` if brackets are nested deeper than `MAX_NESTING` or do not match."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_NESTING:
        return
    brackets = _STRING.sub(b"", raw).translate(_ALIKE, _NOT_BRACKETS)
    for _ in range(MAX_NESTING):
        brackets = brackets.replace(b"[]", b"")
        if not brackets:
            return
    raise Rejected(Code.MALFORMED_JSON, "", f"brackets do not match, or are nested deeper than {MAX_NESTING} levels")
