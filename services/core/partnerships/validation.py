"""Whether an event may follow: the rules of a partnership, each with a code, the member at fault and what to do."""

from datetime import date

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.changes import changes_by
from services.core.partnerships.compound import statements
from services.core.partnerships.event_facts import fingerprint, rules_of, said_on
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.rules import may_follow_since_2, may_follow_since_3, validate_transition
from services.core.partnerships.rules.agreement import activation_lacks, missing_for_activation
from services.core.partnerships.rules.refusal import unknown, wrong_moment
from services.core.partnerships.rules.withdrawals import check_id_is_free
from services.core.partnerships.vision import with_wordings_of

__all__ = ["AFTER_CLOSING", "activation_lacks", "check", "missing_for_activation"]
AFTER_CLOSING = (
    said.ContributionCorrected,
    said.ContributionRetracted,
    said.StoryPublished,
    said.ParticipantReleased,
    said.Withdrawal,
)
"""What may still be said of a partnership that is closed."""


def check(partnership: Partnership | None, event: PartnershipEvent) -> None:
    """Raise `Rejected` if the event may not follow; a duplicate always may, since it changes nothing.

    The answer depends on the event and the state alone, so that a replay of the log decides as the first reading did.
    What holds is asked of the day from which the event itself holds, so that the past may be told late.
    """
    data, wanted = event.data, event.expectedversion
    if partnership is not None and fingerprint(event) in partnership.seen:
        return
    version = 0 if partnership is None else partnership.version
    if wanted is not None and wanted != version:
        reason = f"the partnership has version {version}, not {wanted}; read it again, and decide anew"
        raise Rejected(Code.VERSION_CONFLICT, "/expectedversion", reason)
    if partnership is None:
        if not isinstance(data, said.Proposed):
            raise unknown("/partitionkey", f"partnership {event.partitionkey}", "propose it first")
        return
    day = said_on(event)
    if any(entry.value == "withdrawn" for entry in partnership.statuses):
        raise wrong_moment("", "the proposal was withdrawn; propose a new partnership under another id")
    rules = rules_of(event)
    for statement in statements(data):
        try:
            _check_statement(statement.data, partnership, day, rules)
        except Rejected as rejected:
            raise Rejected(rejected.code, statement.pointer(rejected.pointer), rejected.reason) from None
        if statement.data is not data:
            partnership = replace(partnership, **changes_by(rules)(statement.data, partnership, day))


def _check_statement(data: Data, partnership: Partnership, day: date, rules: int) -> None:
    check_id_is_free(data, partnership)
    if partnership.status_on(day) == "closed" and not isinstance(data, AFTER_CLOSING):
        raise wrong_moment("", "the partnership is closed; only corrections, withdrawals, releases and stories follow")
    since_2 = rules >= 2
    if since_2 and isinstance(data, said.Activated):
        partnership = with_wordings_of(partnership, day)
    validate_transition(data, partnership, day)
    if since_2:
        may_follow_since_2(data, partnership, day)
    if rules >= 3:
        may_follow_since_3(data, partnership, day)
