"""What somebody sees, as one frozen value: it follows from their grants, and whoever has the same may share answers."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from services.core.access.grants import EVERYWHERE, Grant, Ids, Role, Scope, has, union
from services.core.access.operations import Operation
from services.core.access.table import Verdict, rule_of
from services.core.access.target import PartnershipLike, condition_of, covers, target_of
from services.core.conditions import EVERYTHING, NOTHING, AnyOf, Condition
from services.core.suppression import NOT_SHARED

Scopes = tuple[Scope, ...]
_PLACES = {"districts": "district", "schools": "school"}
_PARTICIPANTS = {**_PLACES, "partnerships": "partnership"}


@dataclass(frozen=True, slots=True)
class Sight:
    """Where somebody may read what. Each is a union of scopes; of none, nothing.

    Attributes:
        directory: districts and schools.
        learners: numbers that come from learners.
        participants: the same of participants of partnerships alone, without attributes of learners.
        shared: where numbers that come from learners could be shared with them by an agreement. Nothing is read of
            these until there are protected releases.
        protected: where an agreement in force shares with them what partnerships say of their participants, as long as
            they are enough. Nothing sets it yet (`Principal.with_agreements`): agreements open nothing.
        partnerships: partnerships and their numbers.
        as_partner: the part of it by which somebody sees partnerships as their partner does, whatever the district.
    """

    directory: Scopes = ()
    learners: Scopes = ()
    participants: Scopes = ()
    shared: Scopes = ()
    partnerships: Scopes = ()
    as_partner: Scopes = ()
    protected: Scopes = ()

    @property
    def districts(self) -> Ids:
        """The districts that they may know of."""
        return union([scope.districts for scope in self.directory])

    @property
    def partnership_ids(self) -> Ids:
        """The partnerships that they see whatever the district."""
        return union([_named(scope) for scope in self.as_partner])

    def cells(self) -> Condition:
        """The condition on every cell that is read, whomever it is about."""
        return _within(self.learners)

    def cells_of_participants(self) -> Condition:
        """The same on cells that are about participants alone, and on no attributes of them."""
        return _any(self.cells(), _of_participants(self.participants))

    def places(self) -> Condition:
        """The districts and schools of whose learners they see anything."""
        return _any(self.cells(), _within(self.participants))

    def whole_districts(self, within: Ids = None) -> Ids:
        """The districts of which they may know every school, of those within."""
        whole = union([scope.districts for scope in self.directory if scope.schools is None])
        return within if whole is None else whole if within is None else whole & within

    def single_schools(self, within: Ids = None) -> frozenset[tuple[str, str]]:
        """The further schools that they may know of, each with its district, of those within."""
        return frozenset(
            (district, school)
            for scope in self.directory
            for district in scope.districts or ()
            for school in scope.schools or ()
            if has(within, district)
        )

    def sees_district(self, district: str) -> bool:
        return any(has(scope.districts, district) for scope in self.directory)

    def sees_school(self, district: str, school: str) -> bool:
        return any(has(scope.districts, district) and has(scope.schools, school) for scope in self.directory)

    def sees_partnership(self, partnership: PartnershipLike, schools: frozenset[str] = frozenset()) -> bool:
        """Args: `schools`: those of its participants, where a scope names schools (`needs_schools`)."""
        target = target_of(partnership, schools)
        return any(covers(scope, target) for scope in self.partnerships)

    def sides_of(self, partnership: PartnershipLike) -> tuple[str, ...]:
        """The districts under which a partnership counts for them: all, unless they see it through some alone."""
        if any(covers(scope, target_of(partnership)) for scope in self.as_partner):
            return tuple(partnership.districts)
        return tuple(filter(self.sees_district, partnership.districts))

    def sees_learners(self, districts: Collection[str]) -> bool:
        """Whether numbers that come from any learners of all these districts are theirs to see as they are."""
        return all(_sees_all(self.learners, district) for district in districts)

    def sees_participants(self, partnership: PartnershipLike) -> bool:
        """Whether they may see numbers of all participants of it, as long as no attribute of a learner is in them."""
        own = [scope for scope in self.participants if has(scope.partnerships, partnership.id)]
        return all(_sees_all((*self.learners, *own), district) for district in partnership.districts)

    def hidden_below(self, partnership: PartnershipLike, minimum_n: int) -> int | None:
        """How many participants at least are behind a number of it that they are shown; None: it may be any number.

        Args:
            minimum_n: the least n by the policies of its districts, for whoever is outside.
        """
        if self.sees_learners(partnership.districts) or self.sees_participants(partnership):
            return None
        shared = any(covers(scope, target_of(partnership)) for scope in self.protected)
        return minimum_n if shared else NOT_SHARED

    @property
    def needs_schools(self) -> bool:
        """Whether it takes the schools of its participants to say which partnerships they see."""
        return any(scope.schools is not None for scope in self.partnerships)


def _sees_all(scopes: Scopes, district: str) -> bool:
    return any(scope.schools is None and has(scope.districts, district) for scope in scopes)


@lru_cache(maxsize=1024)
def _within(scopes: Scopes) -> Condition:
    return condition_of(scopes, _PLACES)


@lru_cache(maxsize=1024)
def _of_participants(scopes: Scopes) -> Condition:
    return condition_of(scopes, _PARTICIPANTS)


def _any(*conditions: Condition) -> Condition:
    seen = tuple(condition for condition in dict.fromkeys(conditions) if condition != NOTHING)
    if EVERYTHING in seen:
        return EVERYTHING
    return seen[0] if len(seen) == 1 else AnyOf(seen)


def _named(scope: Scope) -> Ids:
    return frozenset() if scope.partnerships is None and scope.organisations is not None else scope.partnerships


_ALL: Scopes = (EVERYWHERE,)
EVERYTHING_SEEN = Sight(directory=_ALL, learners=_ALL, partnerships=_ALL, as_partner=_ALL)


def sight_of(grants: Collection[Grant]) -> Sight:
    """What grants let somebody see; all of them are taken to be in force."""
    return _sight_of(tuple(dict.fromkeys((grant.role, grant.scope) for grant in grants)))


Holdings = tuple[tuple[Role, Scope], ...]


@lru_cache(maxsize=1024)
def _sight_of(holdings: Holdings) -> Sight:
    learners = Operation.READ_LEARNER_METRICS
    partners = tuple(item for item in holdings if item[0] is Role.PARTNER)
    return Sight(
        directory=scopes_of(holdings, Operation.READ_DIRECTORY),
        learners=scopes_of(holdings, learners),
        participants=scopes_of(holdings, learners, Verdict.PARTICIPANTS),
        shared=scopes_of(holdings, learners, Verdict.PROTECTED),
        partnerships=scopes_of(holdings, Operation.READ_PARTNERSHIPS),
        as_partner=scopes_of(partners, Operation.READ_PARTNERSHIPS),
    )


@lru_cache(maxsize=4096)
def scopes_of(holdings: Holdings, operation: Operation, answer: Verdict = Verdict.YES) -> Scopes:
    """The scopes of those roles to which the table gives this answer."""
    rules = ((scope, rule_of(role, operation)) for role, scope in holdings)
    return tuple(dict.fromkeys(scope for scope, rule in rules if answer in (rule.own, rule.shared)))
