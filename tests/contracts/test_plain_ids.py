"""Ids out of spreadsheets: the plain id that was meant, or a refusal, never another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.plain_ids import plain_id, plain_number
from services.contracts.rejection import Rejected


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("604822", "604822"),
        ("604822.0", "604822"),
        ("604822.", "604822"),
        ("0604822.00", "0604822"),
        (" 604822\u00a0", "604822"),
        ("604,822", "604822"),
        ("'604822", "604822"),
        ('="0604822"', "0604822"),
        ("0604822", "0604822"),
        ("S-604822", "S-604822"),
        ("604822,0", "604822"),
        ("604822,00", "604822"),
        ("604822,000", "604822"),
        ("604822,", "604822"),
        ("604,822.0", "604822"),
        ("604.822,0", "604822"),
        ("604,000", "604000"),
        ("60\u200b4822\ufeff", "604822"),
        ("\u200e604822\u00ad", "604822"),
        ("\uff16\uff10\uff14\uff18\uff12\uff12", "604822"),
        ("\uff16\uff10\uff14\uff18\uff12\uff12\uff0e\uff10", "604822"),
        ("\u0666\u0660\u0664", "604"),
        ("\uff33\uff0d\uff16", "S-6"),
        ("60\u00b2", "60\u00b2"),
        ("\u00c9cole", "\u00c9cole"),
        ('="\'604822"', "604822"),
        ("\u200b", ""),
        (".", "."),
        ("1.0.0", "1.0.0"),
        ("12E4", "12E4"),
        ("O'Neil", "O'Neil"),
    ],
)
def test_the_id_that_was_meant(written: str, plain: str) -> None:
    assert plain_id(written) == plain


@pytest.mark.parametrize(
    "written",
    [
        "6.04822E+11",
        "6,04822E+11",
        "6E+05",
        "#N/A",
        "#REF!",
        "\u2003#DIV/0!\u2003",
        "######",
        "604822.5",
        "604822,5",
        "604.822",
        "604,822.5",
        "604.822,5",
        "1,2",
        ".5",
        "604822.05",
        "\uff16.\uff15",
    ],
)
def test_what_a_spreadsheet_destroyed_is_refused(written: str) -> None:
    with pytest.raises(Rejected, match="spreadsheet") as refused:
        plain_id(written, "/data/learner")
    assert refused.value.pointer == "/data/learner"


def test_a_number_has_no_leading_zeros() -> None:
    assert [plain_number(text) for text in ("092001001", "92001001.0", "S01", "0")] == [
        "92001001",
        "92001001",
        "S01",
        "0",
    ]


@given(st.text(alphabet="01.,'=\"E+ a-#\u200b\uff11\uff0e\u00b2", max_size=12))
def test_a_plain_id_is_plain(written: str) -> None:
    try:
        plain = plain_id(written)
    except Rejected:
        return
    assert plain_id(plain) == plain
