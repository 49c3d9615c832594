"""What is found by what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.search import folded, is_found, search_key


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("École Élémentaire Été", "ecole elementaire ete"),
        ("E\u0301cole", "ecole"),
        ("Ñandú", "nandu"),
        ("STRASSE Straße", "strasse strasse"),
        ("İstanbul ısı", "istanbul isi"),
        ("Łódź Ærø Þingvellir Đakovo", "lodz aero thingvellir dakovo"),
        ("ΌΣΟΣ όσος", "οσοσ οσοσ"),
        ("ﬁne №4 ２０", "fine no4 20"),
        ("Школа Й", "школа и"),
        ("  two \t words\n", "two words"),
        ("हिन्दी", "हिनदी"),
        ("", ""),
    ],
)
def test_case_and_accents_make_no_difference(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text(), st.text())
def test_every_part_of_words_is_found_in_any_case(before: str, part: str, after: str) -> None:
    words = f"{before} {part} {after}"
    assert is_found(part, ["another", words])
    assert is_found(part.upper(), [words]) or folded(part.upper()) != folded(part)


def test_a_text_is_found_within_one_line_only() -> None:
    assert not is_found("ab", ["a", "b"])
    assert not is_found("a\nb", ["a", "b"])
    assert search_key(["Nord", "S1"]) == "nord\ns1"
    assert is_found(None, []) and is_found("", ["x"])
