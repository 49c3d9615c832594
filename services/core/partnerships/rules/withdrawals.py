"""Whether something may be taken back."""

from datetime import date

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.partnership import Partnership, office
from services.core.partnerships.placements import stay_from
from services.core.partnerships.rules.refusal import known, not_before, unknown, validate_transition, wrong_moment
from services.core.partnerships.withdrawable import BEGUN_BY, WITHDRAWN_BY, id_of, pointer_of
from services.core.partnerships.withdrawable_changes import CHANGES

NOTHING = "there is nothing to take back"


def check_id_is_free(data: Data, now: Partnership) -> None:
    """Raise `Rejected` where something new has the id of something that was withdrawn: ids are not used again."""
    kind = BEGUN_BY.get(type(data))
    if kind is None:
        return
    wanted = id_of(data, kind)
    if any((withdrawal.what, withdrawal.id) == (kind.what, wanted) for withdrawal in now.withdrawals):
        reason = f"{kind.what} {wanted} was withdrawn; take another id"
        raise Rejected(Code.DUPLICATE_ITEM, pointer_of(kind), reason)


@validate_transition.register
def _(data: said.Withdrawal, now: Partnership, _: date) -> None:
    kind = WITHDRAWN_BY[type(data)]
    known(id_of(data, kind), getattr(now, kind.items), pointer_of(kind), kind.what, NOTHING)


@validate_transition.register
def _(data: said.ChangeWithdrawn, now: Partnership, _: date) -> None:
    kind = CHANGES[data.change]
    thing = kind.things(now).get(data.subject)
    if thing is None or kind.without(thing) is None:
        raise unknown("/data/subject", f"{kind.what!r} of {data.subject} that can be taken back", NOTHING)


@validate_transition.register
def _(_data: said.ProposalWithdrawn, now: Partnership, day: date) -> None:
    not_before(day, now.proposed, "it was proposed")
    if any(entry.value != "proposed" for entry in now.statuses):
        raise wrong_moment("", "it is no proposal any more; close it, or withdraw the activation if that was an error")
    if any(stay.released is None for stay in now.stays):
        raise wrong_moment("", "learners have a place or wait for one; release them first")


@validate_transition.register
def _(data: said.StatusWithdrawn, now: Partnership, _: date) -> None:
    if not any((entry.since, entry.value) == (data.since, data.status) for entry in now.statuses):
        raise unknown("/data/since", f"change to {data.status} on {data.since}", NOTHING)


@validate_transition.register
def _(data: said.LeadWithdrawn, now: Partnership, _: date) -> None:
    timeline = now.leads.get(office(data.side, data.duty), ())
    if not any(entry.since == data.since for entry in timeline):
        raise unknown("/data/since", f"change of the {data.side}'s {data.duty} on {data.since}", NOTHING)


@validate_transition.register
def _(data: said.EndorsementWithdrawn, now: Partnership, _: date) -> None:
    known(data.clause, now.clauses, "/data/clause", "clause", NOTHING)
    if not any(data.side in wording.endorsed for wording in now.clauses[data.clause]):
        raise unknown("/data/side", f"endorsement of clause {data.clause} by the {data.side}'s side", NOTHING)


@validate_transition.register
def _(data: said.CapacityWithdrawn, now: Partnership, _: date) -> None:
    if not any(entry.since == data.since for entry in now.capacities):
        raise unknown("/data/since", f"number of places from {data.since} on", NOTHING)


@validate_transition.register
def _(data: said.ParticipantWithdrawn, now: Partnership, _: date) -> None:
    if stay_from(now, data.district, data.learner, data.since) is None:
        raise unknown("/data/learner", f"place or wait of the learner that began on {data.since}", NOTHING)
