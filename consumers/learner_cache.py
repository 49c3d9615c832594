"""What a consumer keeps in memory between batches. Dropped whole whenever ownership may have changed."""

from collections.abc import Collection, Iterator, Mapping

from consumers.shared_learners import SharedLearners
from services.contracts import facts
from services.core.data_agreements import AGREEMENT_KINDS
from services.core.facts import EntityChange, EntityKey, Fact, LedgerId
from services.core.ledger import Ledger, live
from services.core.participation import beside
from services.core.policy import DEFAULT_POLICY
from services.core.rules import CourseId, DistrictRules, course_needed, rules_of
from services.store.port import Ledgers, Writer

MAX_LEDGERS = 40_000
"""Of 20,000 learners: the ledger of the year, and the one beside the years, which is nearly always empty."""
KINDS = ("district", "school", "course", "calendar", "policy", *AGREEMENT_KINDS)


class DistrictState:
    """A district's documents with their versions, and the rules that follow from them."""

    def __init__(self, documents: Mapping[EntityKey, Fact], policy: facts.Policy) -> None:
        self.documents = dict(documents)
        self.rules = rules_of(policy, documents)

    def is_newer(self, change: EntityChange) -> bool:
        return change.fact.supersedes(self.documents.get(change.key))

    def value(self, key: EntityKey) -> facts.Data | None:
        known = self.documents.get(key)
        return None if known is None else known.value

    def put(self, change: EntityChange) -> None:
        self.documents[change.key] = change.fact

    def rules_with(self, change: EntityChange) -> DistrictRules:
        """The rules as they will be with this calendar, course or policy."""
        policy = self.rules.policy
        if change.key.kind == "policy":
            policy = change.fact.value if isinstance(change.fact.value, facts.Policy) else DEFAULT_POLICY
        return rules_of(policy, {**self.documents, change.key: change.fact})


async def load_rules(store: Ledgers, district: str, policies: Mapping[str, facts.Policy]) -> DistrictRules:
    """The rules that the store's generation computes a district's cells with."""
    policy = policies.get(district, DEFAULT_POLICY)
    return rules_of(policy, await store.documents(district, ("calendar", "course")))


def courses_needed(ledger: Ledger) -> Iterator[CourseId]:
    """The courses that the grades of a ledger take their subject or core flag from."""
    parts = [part for part in ledger if part.startswith("grade|")]
    grades = (grade for part in parts for grade in live(ledger, part, facts.Grade))
    return (course for grade in grades if (course := course_needed(grade)) is not None)


class LedgerCache:
    """Caches over the store: ledgers, and district states.

    Attributes:
        shared: the learners of several schools at once.
    """

    def __init__(self, store: Writer) -> None:
        self._store = store
        self.shared = SharedLearners(store)
        self._ledgers: dict[LedgerId, Ledger] = {}
        self._districts: dict[str, DistrictState] = {}
        self._needed: dict[str, set[CourseId]] = {}

    def drop(self) -> None:
        self._ledgers.clear()
        self._districts.clear()
        self._needed.clear()
        self.shared.drop()

    def note_grade(self, district: str, grade: facts.Grade) -> None:
        """Note that the grade may need its course, before it is applied."""
        if (needed := self._needed.get(district)) is not None and (course := course_needed(grade)) is not None:
            needed.add(course)

    async def graded_in(self, district: str, course: CourseId) -> list[LedgerId]:
        """The ledgers with a grade that takes its subject or core flag from the course, in the order of their ids.

        All ledgers are looked through for the first course; then it is known which courses no grade needs.
        """
        if course not in self._needed.get(district, {course}):
            return []
        needed, graded = set[CourseId](), []
        async for ledger_id, ledger in self._store.scan_ledgers(district):
            own = set(courses_needed(ledger))
            needed |= own
            if course in own:
                graded.append(ledger_id)
        self._needed[district] = needed
        return graded

    async def district(self, district: str) -> DistrictState:
        if district not in self._districts:
            policies = await self._store.policies()
            documents = await self._store.documents(district, KINDS)
            self._districts[district] = DistrictState(documents, policies.get(district, DEFAULT_POLICY))
        return self._districts[district]

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        """The ledgers, from memory where they are there. They are the cache's own: the fold changes them in place."""
        missing = [ledger_id for ledger_id in ids if ledger_id not in self._ledgers]
        if len(self._ledgers) + 2 * len(missing) > MAX_LEDGERS:
            self._keep(ids)
        if missing:
            await self._load(missing)
        return {ledger_id: self._ledgers[ledger_id] for ledger_id in ids}

    async def _load(self, missing: Collection[LedgerId]) -> None:
        """Read ledgers and those beside them. All years of a learner share the one, so that a change reaches them."""
        learners = {beside(ledger_id) for ledger_id in missing}.difference(self._ledgers)
        self._ledgers.update(await self._store.ledgers(learners.union(missing)))
        for loaded in missing:
            if loaded.school_year:
                self._ledgers[loaded].beside = self._ledgers[beside(loaded)]

    def _keep(self, ids: Collection[LedgerId]) -> None:
        kept = {ledger_id: self._ledgers[ledger_id] for ledger_id in ids if ledger_id in self._ledgers}
        shared = {beside(ledger_id): ledger.beside for ledger_id, ledger in kept.items() if ledger.beside is not None}
        self._ledgers = kept | shared

    def forget(self, ids: Collection[LedgerId]) -> None:
        """Read these ledgers again, and those that share one of them: what was folded into them was not committed."""
        learners = {ledger_id for ledger_id in ids if not ledger_id.school_year}
        sharing = [ledger for ledger in self._ledgers if beside(ledger) in learners] if learners else []
        for forgotten in (*ids, *sharing):
            self._ledgers.pop(forgotten, None)
