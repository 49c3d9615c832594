"""What is refused since a version of the rules is refused of events of that version, and never of older ones."""

import pytest

from services.contracts import partnerships as said
from services.contracts.envelopes import CURRENT_RULES
from services.contracts.facts import Data
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.validation import check
from tests.core.partnerships.telling import ACTIVE, PAUSED, RENEWED, day, event, told, vacated

SINCE_2: dict[str, tuple[list[Data], Data, Code, str]] = {
    "a renewal of a paused one without a lead": (
        [*ACTIVE, PAUSED, vacated("partner", day(15))], RENEWED, Code.INVALID_TRANSITION, "",
    ),
    "a renewal of a paused one on the day of the vacancy": (
        [*ACTIVE, PAUSED, vacated("district", RENEWED.date)], RENEWED, Code.INVALID_TRANSITION, "",
    ),
}  # fmt: skip
MAY_FOLLOW_SINCE_2: dict[str, tuple[list[Data], Data]] = {
    "a renewal of a paused one with both leads": ([*ACTIVE, PAUSED], RENEWED),
    "a renewal of a paused one whose lead leaves later": (
        [*ACTIVE, PAUSED, vacated("partner", day(21))], RENEWED,
    ),
    "a renewal of an active one without a lead": (
        [*ACTIVE, vacated("partner", day(1))], said.Renewed(date=day(2), until=day(800)),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "data", "code", "pointer"), SINCE_2.values(), ids=SINCE_2)
def test_a_stricter_rule_holds_from_its_version_on(before: list[Data], data: Data, code: Code, pointer: str) -> None:
    partnership = told(*before)
    check(partnership, event(data, 99))
    check(partnership, event(data, 99, rulesversion=1))
    with pytest.raises(Rejected) as refused:
        check(partnership, event(data, 99, rulesversion=CURRENT_RULES))
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


@pytest.mark.parametrize(("before", "data"), MAY_FOLLOW_SINCE_2.values(), ids=MAY_FOLLOW_SINCE_2)
def test_what_the_stricter_rule_lets_through(before: list[Data], data: Data) -> None:
    check(told(*before), event(data, 99, rulesversion=CURRENT_RULES))
