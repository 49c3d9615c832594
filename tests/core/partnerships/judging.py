"""The health of a partnership of which some things were said."""

from collections.abc import Sequence

import msgspec

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.health import Health, PartScore, Weights, health
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.timeline import Dated
from services.core.partnerships.valuation import DEFAULT_RATES
from tests.core.partnerships.telling import DAY, NOW, day, told

NO_WEIGHTS: Weights = {}


def of(payloads: Sequence[Data], weights: Weights = NO_WEIGHTS, minimum: int | None = None) -> Health:
    """As it is after nine days."""
    return health(told(*payloads), day(9), DEFAULT_RATES, weights, minimum)


def active(partnership: Partnership) -> Partnership:
    """The same as if it were active, whatever it lacks: a proposal has no scores."""
    return msgspec.structs.replace(partnership, statuses=(Dated(DAY, "active"),))


def judged_as_active(payloads: Sequence[Data], weights: Weights = NO_WEIGHTS) -> Health:
    """As it is after nine days, if it were active by then."""
    return health(active(told(*payloads)), day(9), DEFAULT_RATES, weights)


def scores(judged: Health) -> dict[str, float | None]:
    return {strategy.strategy: strategy.score for strategy in judged.strategies}


def parts(judged: Health) -> dict[str, PartScore]:
    return {part.name: part for strategy in judged.strategies for part in strategy.parts}


def measured(value: float, n: int | None) -> list[Data]:
    frozen = said.FrozenValue(goal="g1", value=value, n=n, as_of=NOW)
    return [
        said.CheckInScheduled(check_in="q1", due=day(3)),
        said.CheckInHeld(check_in="q1", date=day(4), progress=(frozen,)),
    ]
