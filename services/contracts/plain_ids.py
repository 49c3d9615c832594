"""Ids as spreadsheets write them, read by one rule: what is plainly the same id is taken as it, the rest is refused.

- White space around an id is no part of it.
- A whole number that became a decimal is that number: `604822.0` and `604822.` are `604822`.
- Commas between its thousands go: `604,822` is `604822`. So does what keeps a cell a text: `'604822`, `="604822"`.
- A number in scientific notation (`6.04822E+11`) has lost digits, and `#N/A` or `#REF!` is no id: both are refused.
- Leading zeros belong to an id. Only numbers, such as those of Ed-Fi's organisations, have none.
"""

import re

from services.contracts.rejection import Code, Rejected

_DECIMAL = re.compile(r"(\d+)\.0*")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_CELL = re.compile(r"""'(?P<quoted>[^']+)|="(?P<formula>[^"]+)\"""")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|DIV/0!)")


def plain_id(text: str, pointer: str = "") -> str:
    """The id that the text stands for.

    Raises:
        Rejected: which id was meant cannot be known.
    """
    if text.isalnum() and text.isascii():  # nearly every id
        return text
    stripped = text.strip()
    if cell := _CELL.fullmatch(stripped):
        stripped = (cell["quoted"] or cell["formula"]).strip()
    if _SCIENTIFIC.fullmatch(stripped) or _ERROR.fullmatch(stripped):
        reason = "a spreadsheet made something else of this id; format the column as text, and export it again"
        raise Rejected(Code.INVALID_FORMAT, pointer, reason)
    if decimal := _DECIMAL.fullmatch(stripped):
        return decimal[1]
    return stripped.replace(",", "") if _THOUSANDS.fullmatch(stripped) else stripped


def plain_number(text: str, pointer: str = "") -> str:
    """The same of an id that is a number: it has no leading zeros either."""
    number = plain_id(text, pointer)
    return str(int(number)) if number.isascii() and number.isdigit() else number
