"""What may not follow in a partnership is refused with the code and the pointer that are told."""

from datetime import UTC, datetime

import pytest

from services.contracts.facts import Data
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.validation import check
from tests.core.partnerships.refusals import MAY_FOLLOW, REFUSED
from tests.core.partnerships.telling import (
    CLOSED,
    NEED,
    OUTCOME,
    PROPOSED,
    SIGNED,
    event,
    told,
)  # fmt: skip


@pytest.mark.parametrize(("before", "data", "code", "pointer"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_follow_is_refused_with_code_and_pointer(
    before: list[Data], data: Data, code: Code, pointer: str
) -> None:
    partnership = told(*before) if before else None
    with pytest.raises(Rejected) as refused:
        check(partnership, event(data, 99))
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    assert 0 < len(refused.value.reason) < 300


@pytest.mark.parametrize(("before", "data"), MAY_FOLLOW.values(), ids=MAY_FOLLOW)
def test_what_may_follow_is_not_refused(before: list[Data], data: Data) -> None:
    assert told(*before, data).version == len(before) + 1


@pytest.mark.parametrize(("before", "wanted"), [([], 1), ([PROPOSED], 0), (SIGNED, 5), (SIGNED, 7)])
def test_an_event_for_another_version_is_a_conflict(before: list[Data], wanted: int) -> None:
    with pytest.raises(Rejected) as refused:
        check(told(*before) if before else None, event(NEED, 99, expectedversion=wanted))
    assert (refused.value.code, refused.value.pointer) == (Code.VERSION_CONFLICT, "/expectedversion")


def test_an_event_for_the_version_there_is_may_follow_and_so_may_its_duplicate() -> None:
    check(None, event(PROPOSED, 0, expectedversion=0))
    partnership = told(*SIGNED)
    check(partnership, event(NEED, 99, expectedversion=len(SIGNED)))
    check(partnership, event(PROPOSED, 0, expectedversion=0))


def test_what_has_no_day_of_its_own_is_closed_out_by_the_day_on_which_it_is_said() -> None:
    closed = told(PROPOSED, CLOSED)
    check(closed, event(OUTCOME, 99, datetime(2025, 9, 30, 23, tzinfo=UTC)))
    with pytest.raises(Rejected, match="closed"):
        check(closed, event(OUTCOME, 99, datetime(2025, 10, 1, tzinfo=UTC)))
