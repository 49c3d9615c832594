"""Ids as spreadsheets write them, read by one rule: what is plainly the same id is taken as it, the rest is refused.

- White space around an id is no part of it, nor are characters that nobody sees, such as a zero-width space.
- Digits of every script, and letters of full width, are the plain ones.
- A whole number that became a decimal is that number: `604822.0`, `604822,0` and `604822.` are `604822`. One with a
  fraction (`604822.5`) is no id, and is refused.
- Commas between its thousands go: `604,822` is `604822`. So does what keeps a cell a text: `'604822`, `="604822"`.
- A number in scientific notation (`6.04822E+11`) has lost digits, and `#N/A` or `#REF!` is no id: both are refused.
- Leading zeros belong to an id. Only numbers, such as those of Ed-Fi's organisations, have none.

Only what comes in is read so. What is in the log already stays as it is.
"""

import re
from unicodedata import category, decomposition, normalize

from services.contracts.rejection import Code, Rejected

_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_DECIMAL = re.compile(r"(?P<whole>\d+|\d{1,3}(,\d{3})+|\d{1,3}(\.\d{3})+(?=,))?(?P<fraction>[.,]\d*)")
_CELL = re.compile(r"""'(?P<quoted>[^']+)|="(?P<formula>[^"]+)\"""")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|DIV/0!|SPILL!|CALC!)|#{3,}")


def plain_id(text: str, pointer: str = "") -> str:
    """The id that the text stands for.

    Raises:
        Rejected: which id was meant cannot be known.
    """
    if text.isalnum() and text.isascii():  # nearly every id
        return text
    stripped = (text if text.isascii() else _plain_characters(text)).strip()
    while cell := _CELL.fullmatch(stripped):
        stripped = (cell["quoted"] or cell["formula"]).strip()
    if _SCIENTIFIC.fullmatch(stripped) or _ERROR.fullmatch(stripped):
        reason = "a spreadsheet made something else of this id; format the column as text, and export it again"
        raise Rejected(Code.INVALID_FORMAT, pointer, reason)
    if _THOUSANDS.fullmatch(stripped):
        return stripped.replace(",", "")
    if (decimal := _DECIMAL.fullmatch(stripped)) and stripped not in (".", ","):
        return _whole(decimal, pointer)
    return stripped


def _whole(decimal: re.Match[str], pointer: str) -> str:
    if decimal["whole"] is None or decimal["fraction"][1:].strip("0"):
        reason = "a number with a fraction is no id; a spreadsheet may have made one of it: format the column as text"
        raise Rejected(Code.INVALID_FORMAT, pointer, reason)
    return decimal["whole"].replace(",", "").replace(".", "")


def _plain_characters(text: str) -> str:
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    kind = category(character)
    if kind == "Cf":  # zero-width spaces, soft hyphens, marks of direction and of byte order
        return ""
    if kind == "Nd":
        return str(int(character))
    return normalize("NFKC", character) if decomposition(character).startswith("<wide>") else character


def plain_number(text: str, pointer: str = "") -> str:
    """The same of an id that is a number: it has no leading zeros either."""
    number = plain_id(text, pointer)
    return str(int(number)) if number.isascii() and number.isdigit() else number
