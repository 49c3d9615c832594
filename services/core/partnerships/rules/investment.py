"""Whether something may be pledged, put in, corrected and taken back."""

from datetime import date

from services.contracts import partnerships as said
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.rules.refusal import known, new, validate_transition, wrong_moment


@validate_transition.register
def _(data: said.ContributionPledged, now: Partnership, _: date) -> None:
    new(data.contribution, now.pledges, "/data/contribution", "pledge")


@validate_transition.register
def _(data: said.ContributionRecorded, now: Partnership, _: date) -> None:
    new(data.contribution, now.contributions, "/data/contribution", "contribution")
    _delivers(data, now)


@validate_transition.register
def _(data: said.ContributionCorrected, now: Partnership, _: date) -> None:
    _recorded(data.contribution, now)
    _delivers(data, now)


@validate_transition.register
def _(data: said.ContributionRetracted, now: Partnership, _: date) -> None:
    _recorded(data.contribution, now)


def _delivers(data: said.ContributionRecorded, now: Partnership) -> None:
    if data.pledge is None:
        return
    known(data.pledge, now.pledges, "/data/pledge", "pledge", "pledge it first, or leave it out")
    pledge = now.pledges[data.pledge].pledged
    if (pledge.side, pledge.kind) != (data.side, data.kind):
        reason = f"pledge {data.pledge} is {pledge.kind} of the {pledge.side}'s side; side and kind must be the same"
        raise Rejected(Code.INVALID_VALUE, "/data/pledge", reason)


def _recorded(contribution: str, now: Partnership) -> None:
    known(contribution, now.contributions, "/data/contribution", "contribution", "record it first")
    if now.contributions[contribution] is None:
        raise wrong_moment(
            "/data/contribution", f"contribution {contribution} was retracted; record it anew under another id"
        )
