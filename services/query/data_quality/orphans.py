"""What the log holds that hangs on something that nobody has described."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.contracts import facts
from services.core.access import Ids, Operation, Principal, districts_for, has
from services.core.cells import ALL, by_month, of_participants
from services.core.conditions import EVERYTHING, AllOf, Condition, In
from services.core.facts import LedgerId
from services.core.partnerships.partnership import Partnership
from services.query.directory.directory import Directory, SchoolRef
from services.store.port import CellQuery, Reader


class OrphanReason(StrEnum):
    """What is not known of it."""

    UNKNOWN_DISTRICT = "UNKNOWN_DISTRICT"
    UNKNOWN_SCHOOL = "UNKNOWN_SCHOOL"
    UNKNOWN_LEARNER = "UNKNOWN_LEARNER"
    UNKNOWN_PARTNERSHIP = "UNKNOWN_PARTNERSHIP"


class OrphanKind(StrEnum):
    """What is counted."""

    PARTNERSHIPS = "PARTNERSHIPS"
    ENROLLED_LEARNERS = "ENROLLED_LEARNERS"
    GRADES = "GRADES"
    CALENDARS = "CALENDARS"
    SCHOOLS = "SCHOOLS"
    COURSES = "COURSES"
    POLICIES = "POLICIES"
    PLACES = "PLACES"
    PARTICIPANTS = "PARTICIPANTS"


@dataclass(frozen=True, slots=True, order=True)
class Orphan:
    """Facts that hang on something unknown. `school`, `partnership`: empty where they are about none."""

    district: str
    school: str
    partnership: str
    reason: OrphanReason
    kind: OrphanKind
    count: int


async def orphans_of(store: Reader, directory: Directory, principal: Principal) -> list[Orphan]:
    """All that the principal may see, in order."""
    districts = districts_for(principal, Operation.READ_DATA_QUALITY)
    scope = condition_within(districts)
    seen = directory.seen_by(principal).partnerships.values() if districts != frozenset() else ()
    orphans = [
        *_partnerships(seen, directory),
        *_calendars(directory, districts),
        *await _documents(store, directory, districts),
        *await _of_schools(store, directory, scope),
        *await _participants(store, directory, scope),
        *await _places(store, seen, districts),
    ]
    return sorted(orphan for orphan in orphans if orphan.count > 0)


def condition_within(districts: Ids) -> Condition:
    """The condition on cells of these districts."""
    return EVERYTHING if districts is None else In("district", tuple(sorted(districts)))


def _unknown(ref: SchoolRef, directory: Directory) -> OrphanReason | None:
    if ref.district not in directory.names:
        return OrphanReason.UNKNOWN_DISTRICT
    return None if ref in directory.names else OrphanReason.UNKNOWN_SCHOOL


def _partnerships(partnerships: Iterable[Partnership], directory: Directory) -> list[Orphan]:
    named = Counter(district for partnership in partnerships for district in partnership.districts)
    return [
        Orphan(district, "", "", OrphanReason.UNKNOWN_DISTRICT, OrphanKind.PARTNERSHIPS, count)
        for district, count in named.items()
        if district not in directory.names
    ]


def _calendars(directory: Directory, districts: Ids) -> list[Orphan]:
    published = Counter({ref: len(calendars) for ref, calendars in directory.calendars.items()})
    for (ref, _), names in directory.named.items():
        published[ref] += len(names)
    return [
        Orphan(ref.district, ref.school, "", reason, OrphanKind.CALENDARS, count)
        for ref, count in published.items()
        if has(districts, ref.district) and (reason := _unknown(ref, directory)) is not None
    ]


async def _documents(store: Reader, directory: Directory, districts: Ids) -> list[Orphan]:
    """Schools and policies of districts, and courses of districts and schools, that are not described."""
    counted: Counter[tuple[OrphanKind, str, str, OrphanReason]] = Counter()
    for known in directory.names:
        if isinstance(known, SchoolRef) and known.district not in directory.names:
            counted[OrphanKind.SCHOOLS, known.district, known.school, OrphanReason.UNKNOWN_DISTRICT] += 1
    for district in directory.policies:
        if district not in directory.names:
            counted[OrphanKind.POLICIES, district, "", OrphanReason.UNKNOWN_DISTRICT] += 1
    courses = await store.entities_of((await store.document_stamps(("course",))).keys())
    for document in courses:
        if isinstance(document.value, facts.Course):
            ref = SchoolRef(document.key.district, document.value.school)
            if reason := _unknown(ref, directory):
                counted[OrphanKind.COURSES, *ref, reason] += 1
    return [
        Orphan(district, school, "", reason, kind, count)
        for (kind, district, school, reason), count in counted.items()
        if has(districts, district)
    ]


async def _of_schools(store: Reader, directory: Directory, scope: Condition) -> list[Orphan]:
    """Learners and grades of districts and of schools that are not described."""
    orphans = []
    counted = ((by_month("day"), "enrolled", OrphanKind.ENROLLED_LEARNERS), ("grade", "grades", OrphanKind.GRADES))
    for family, measure, kind in counted:
        for keys, (count,) in await store.sum_cells(CellQuery(family, ("district", "school"), (measure,), scope)):
            district, school = map(str, keys)
            reason = _unknown(SchoolRef(district, school), directory)
            if reason is not None:
                orphans.append(Orphan(district, school, "", reason, kind, count))
    return orphans


async def _participants(store: Reader, directory: Directory, scope: Condition) -> list[Orphan]:
    """Learners, once in each school year, who take part in partnerships that were never proposed."""
    where = AllOf((scope, In("phase", (ALL,))))
    query = CellQuery(of_participants("day"), ("district", "partnership"), ("enrolled",), where)
    return [
        Orphan(str(district), "", str(own), OrphanReason.UNKNOWN_PARTNERSHIP, OrphanKind.PARTICIPANTS, count)
        for (district, own), (count,) in await store.sum_cells(query)
        if own not in directory.partnerships
    ]


async def _places(store: Reader, partnerships: Iterable[Partnership], districts: Ids) -> list[Orphan]:
    """Places of learners without any enrolment; only for who may see the learners of that district."""
    orphans = []
    for partnership in partnerships:
        placed = {
            LedgerId(stay.district, 0, stay.learner)
            for stay in partnership.stays
            if stay.placed is not None and has(districts, stay.district)
        }
        enrolled = {(year.district, year.owner) for year in await store.years(placed)} if placed else set()
        unknown = Counter(place.district for place in placed if (place.district, place.owner) not in enrolled)
        orphans += [
            Orphan(district, "", partnership.id, OrphanReason.UNKNOWN_LEARNER, OrphanKind.PLACES, count)
            for district, count in unknown.items()
        ]
    return orphans
