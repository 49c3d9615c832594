"""What an input names outside its partnership: districts, schools and learners that the store must know.

The log accepts what names others, since validity depends on the event and the state alone; `dataQuality` lists it.
Where nothing at all is described yet, nothing is refused: it cannot be known which ids are wrong.
"""

from collections.abc import Collection, Sequence
from datetime import date

from services.commands.model import CommandError
from services.contracts import facts
from services.contracts import partnerships as said
from services.contracts.near_names import suggestion
from services.contracts.rejection import Code
from services.core.access import Ids, has
from services.core.calendar import school_year_of
from services.core.facts import EntityKey, LedgerId, encoded
from services.core.ledger import live
from services.store.port import EntityQuery, Store

NAMED = 500
"""Ids among which near ones are looked for."""


class References:
    """Looks up in the store what inputs name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def check_districts(self, districts: Sequence[str], visible: Collection[str] | None) -> None:
        """Raises CommandError for a district that has not described itself, while others have.

        Args:
            visible: the districts of whoever asks, among which near names are looked for; None: all.
        """
        unknown = [index for index, district in enumerate(districts) if not await self._is_described(district)]
        if not unknown:
            return
        if not (await self._store.entities(EntityQuery("district", first=1))).total:
            return
        described = await self._store.entities(EntityQuery("district", visible, first=NAMED))
        wanted = districts[unknown[0]]
        meant = suggestion(wanted, [entity.key.district for entity in described.items])
        message = f"no district {wanted[:100]!r}{meant} is known; a district is known once it has described itself"
        raise CommandError(Code.UNKNOWN_REFERENCE, f"input.districts[{unknown[0]}]", message)

    async def check_question(self, question: said.Question, districts: Sequence[str], visible: Ids = None) -> None:
        """Raises CommandError for a place in a question that is none of a partnership's.

        That is a district other than its own, and a school that none of its districts has, while they have schools.

        Args:
            visible: the districts of whoever asks; None: all. A school of another one is refused as one that is
                missing, so that nobody finds out by asking which schools there are.
        """
        seen = [district for district in districts if has(visible, district)]
        for condition, (dimension, values) in enumerate(question.where):
            for index, value in enumerate(values):
                path = f"input.question.where[{condition}].values[{index}]"
                if dimension == "district" and value not in districts:
                    message = f"the partnership has no district {value[:100]!r}; it has {', '.join(districts)[:200]}"
                    raise CommandError(Code.UNKNOWN_REFERENCE, path, message)
                if dimension == "school" and not await self._has_school(seen, value):
                    await self._refuse_school(districts, value, path, visible)

    async def check_shared(self, district: str, schools: Sequence[str]) -> None:
        """Raises CommandError for a district, or a school of it, that an agreement names and that has not described
        itself, while others have. Whoever drafts acts for the district, so no near name is kept from them.
        """
        try:
            await self.check_districts([district], (district,))
        except CommandError as error:
            raise CommandError(error.code, "district", str(error)) from None
        for index, school in enumerate(schools):
            if not await self._has_school([district], school):
                await self._refuse_school([district], school, f"input.schools[{index}]", None)

    async def unknown_learners(self, district: str, learners: Collection[str], days: Collection[date]) -> set[str]:
        """Learner keys without an enrolment or a description in the district's ledgers; none while it has no school.

        Args:
            days: in whose school years a description is looked for.
        """
        schools = await self._store.entities(EntityQuery("school", districts=[district], first=1))
        if not schools.total:
            return set()
        enrolled = {year.owner for year in await self._store.years([LedgerId(district, 0, key) for key in learners])}
        rest = [key for key in learners if key not in enrolled]
        years = {school_year_of(day) for day in days}
        ledgers = await self._store.ledgers([LedgerId(district, year, key) for key in rest for year in years])
        described = {
            ledger_id.owner
            for ledger_id, ledger in ledgers.items()
            if any(fact.value is not None for fact in ledger.get("learner", {}).values())
        }
        return {key for key in rest if key not in described}

    async def at_schools(self, district: str, learners: Collection[str], schools: Collection[str]) -> set[str]:
        """Those of the learner keys who are, or ever were, enrolled at one of these schools."""
        years = await self._store.years([LedgerId(district, 0, key) for key in learners])
        return {
            ledger_id.owner
            for ledger_id, ledger in (await self._store.ledgers(years)).items()
            if any(enrolled.school in schools for enrolled in live(ledger, "enrollment", facts.Enrollment))
        }

    async def _is_described(self, district: str) -> bool:
        return await self._store.entity(EntityKey(district, "district", encoded(district))) is not None

    async def _has_school(self, districts: Sequence[str], school: str) -> bool:
        keys = [EntityKey(district, "school", encoded(school)) for district in districts]
        return any([await self._store.entity(key) is not None for key in keys])

    async def _refuse_school(self, districts: Sequence[str], school: str, path: str, visible: Ids) -> None:
        page = await self._store.entities(EntityQuery("school", districts=districts, first=NAMED))
        if page.total:
            meant = suggestion(school, [item.key.id for item in page.items if has(visible, item.key.district)])
            message = f"no school {school[:100]!r}{meant} is known in {', '.join(districts)[:200]}"
            raise CommandError(Code.UNKNOWN_REFERENCE, path, message)
