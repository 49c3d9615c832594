"""What somebody wants to do something with, and whether it lies within a scope."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from services.core.access.grants import Scope, has
from services.core.cells import KeyValue
from services.core.conditions import EVERYTHING, NOTHING, AllOf, AnyOf, Condition, In


@dataclass(frozen=True, slots=True)
class Target:
    """A district, a school, a partnership or a record of one of them.

    Attributes:
        districts: whose it is; of a partnership all of its districts.
        schools: ids of the schools that it is about; of a partnership those of its participants. Empty: it is about
            none of them, as a whole district is.
        partnership: the id of the partnership; None: it is no partnership's.
        organisations: the partner organisations of that partnership.
        event_type: of an event that is to be appended.
        every: whether all of its districts must be in scope, as for who proposes a partnership; else one is enough.
        only_participants: of numbers: only participants of partnerships are in it, and no attribute of learners.
    """

    districts: tuple[str, ...] = ()
    schools: frozenset[str] = frozenset()
    partnership: str | None = None
    organisations: tuple[str, ...] = ()
    event_type: str | None = None
    every: bool = False
    only_participants: bool = False


class Organisation(Protocol):
    @property
    def id(self) -> str: ...


class PartnershipLike(Protocol):
    """As much of a partnership as says whose it is."""

    @property
    def id(self) -> str: ...
    @property
    def districts(self) -> tuple[str, ...]: ...
    @property
    def partners(self) -> Collection[Organisation]: ...


def target_of(partnership: PartnershipLike, schools: frozenset[str] = frozenset()) -> Target:
    """Args: `schools`: those of its participants, where a scope names schools."""
    organisations = tuple(partner.id for partner in partnership.partners)
    return Target(tuple(partnership.districts), schools, partnership.id, organisations)


def covers(scope: Scope, target: Target) -> bool:
    """Whether the target lies within all parts of the scope."""
    within = (has(scope.districts, district) for district in target.districts)
    return (
        (scope.districts is None or (all(within) and bool(target.districts) if target.every else any(within)))
        and (scope.schools is None or _is_named(scope, target) or not scope.schools.isdisjoint(target.schools))
        and (scope.partnerships is None or target.partnership in scope.partnerships)
        and (scope.organisations is None or not scope.organisations.isdisjoint(target.organisations))
        and (scope.event_types is None or target.event_type is None or target.event_type in scope.event_types)
    )


def _is_named(scope: Scope, target: Target) -> bool:
    """Whoever is given schools and a partnership by name has the partnership before anybody of theirs is in it."""
    return scope.partnerships is not None and target.partnership in scope.partnerships


def condition_of(scopes: Collection[Scope], columns: Mapping[str, str]) -> Condition:
    """The condition of cells or documents that lie within one of the scopes.

    Args:
        columns: the column of each part of a scope that is compared, such as `districts` with `district`.
    """
    conditions = [_condition(scope, columns) for scope in scopes]
    if EVERYTHING in conditions:
        return EVERYTHING
    return conditions[0] if len(conditions) == 1 else AnyOf(tuple(dict.fromkeys(conditions))) if conditions else NOTHING


def _condition(scope: Scope, columns: Mapping[str, str]) -> Condition:
    parts = [(column, ids) for name, column in columns.items() if (ids := getattr(scope, name)) is not None]
    conditions: list[Condition] = [In(column, tuple[KeyValue, ...](sorted(ids))) for column, ids in parts]
    return conditions[0] if len(conditions) == 1 else AllOf(tuple(conditions))
