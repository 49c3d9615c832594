"""What a process knows of districts, schools, calendars and partnerships, brought up to date by what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from services.contracts import facts
from services.contracts.data_agreements import SharingAgreementKey
from services.core.access import Principal, Sight
from services.core.calendar import SchoolCalendar
from services.core.cells import of_participants
from services.core.conditions import AllOf
from services.core.data_agreements import AGREEMENT_KINDS, Agreement, agreements_of
from services.core.facts import EntityKey
from services.core.partnerships.partnership import Partnership
from services.core.policy import DEFAULT_POLICY
from services.query.directory.directory import Directory, SchoolRef
from services.query.planning.cohorts import starred
from services.store.port import CellQuery, Entity, Reader, Stamp, StoreState

KINDS = ("district", "school", "calendar", *AGREEMENT_KINDS)
PLACES_OF = of_participants("day")


class NamedCalendar(NamedTuple):
    """A calendar that only the learners follow whose enrolments name it."""

    school: str
    school_year: int
    name: str


Document = facts.District | facts.School | SchoolCalendar | NamedCalendar | SharingAgreementKey
"""A district document as questions need it."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Everything that was read, and the directory that was made of it; never changed, only replaced."""

    stamps: Mapping[EntityKey, Stamp] = field(default_factory=dict)
    documents: Mapping[EntityKey, Document] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)


class ReferenceData:
    """The reference data of one store. One serves a whole process, with all its event loops.

    Whoever asks at the same moment for the first time reads it twice, which is the price of having no lock between
    event loops; each gets what their state of the store says.
    """

    def __init__(self) -> None:
        self._loaded = _Loaded()

    async def directory(self, store: Reader, state: StoreState | None = None) -> Directory:
        """The directory as the store says now.

        Args:
            store: the store, or a snapshot of it.
            state: what `store` is in, if the caller has just looked.

        Raises:
            StoreError: it cannot be read.
        """
        made_of, loaded = state or await store.state(), self._loaded
        if made_of != loaded.directory.made_of:
            self._loaded = loaded = await _brought_up_to_date(loaded, store, made_of)
        return loaded.directory

    async def seen_by(self, principal: Principal, store: Reader, state: StoreState | None = None) -> Directory:
        """The directory with those partnerships alone that the principal may see: every question looks in here."""
        directory = await self.directory(store, state)
        if principal.sight.needs_schools:
            directory = replace(directory, schools=await schools_of_participants(store, principal.sight))
        return directory.seen_by(principal)


async def schools_of_participants(store: Reader, sight: Sight) -> dict[str, frozenset[str]]:
    """By partnership the schools among those in sight at which it ever had a participant."""
    where = AllOf((sight.places(), starred(PLACES_OF, ())))
    columns = ("partnership", "school", "date")  # of the changes of one day something is left over for who ever came
    schools: dict[str, set[str]] = {}
    for (partnership, school, _), (member,) in await store.sum_cells(CellQuery(PLACES_OF, columns, ("member",), where)):
        if member:
            schools.setdefault(str(partnership), set()).add(str(school))
    return {partnership: frozenset(of_it) for partnership, of_it in schools.items()}


async def _brought_up_to_date(loaded: _Loaded, store: Reader, state: StoreState) -> _Loaded:
    known = loaded.directory.made_of
    if known is not None and known.generation.ledgers != state.generation.ledgers:
        loaded = _Loaded()
    partnerships = await _partnerships(loaded.directory.partnerships, store)
    if known is not None and _documents_stand(known, state):
        return replace(loaded, directory=replace(loaded.directory, partnerships=partnerships, made_of=state))
    stamps = await store.document_stamps(KINDS)
    changed = _changed(loaded, stamps, state)
    if not changed and stamps.keys() == loaded.stamps.keys():
        directory = replace(loaded.directory, partnerships=partnerships, policies=state.policies, made_of=state)
        return replace(loaded, directory=directory)
    entities = {entity.key: _document(entity, state.policies) for entity in await store.entities_of(changed)}
    documents = {key: document for key, document in loaded.documents.items() if key in stamps} | entities
    return _Loaded(stamps, documents, _directory(documents, partnerships, state))


def _documents_stand(known: StoreState, state: StoreState) -> bool:
    """Policies are compared too: where a store cannot hold a moment, they may be older than the number beside them."""
    same_ledgers = known.generation.ledgers == state.generation.ledgers
    return same_ledgers and known.documents == state.documents and known.policies == state.policies


def _changed(loaded: _Loaded, stamps: Mapping[EntityKey, Stamp], state: StoreState) -> set[EntityKey]:
    """Documents that were written since; and the calendars of districts whose policy takes other days for school."""
    otherwise = {
        district
        for district in state.policies.keys() | loaded.directory.policies.keys()
        if _school_days(state.policies, district) != _school_days(loaded.directory.policies, district)
    }
    return {
        key
        for key, stamp in stamps.items()
        if loaded.stamps.get(key) != stamp or (key.kind == "calendar" and key.district in otherwise)
    }


async def _partnerships(known: Mapping[str, Partnership], store: Reader) -> Mapping[str, Partnership]:
    """All partnerships; only those are read of which the store has another version."""
    versions = await store.partnership_versions()
    kept = {key: known[key] for key, version in versions.items() if key in known and known[key].version == version}
    changed = versions.keys() - kept.keys()
    return kept | await store.partnerships(changed) if changed else kept


def _school_days(policies: Mapping[str, facts.Policy], district: str) -> Sequence[str]:
    return policies.get(district, DEFAULT_POLICY).instructional_kinds


def _document(entity: Entity, policies: Mapping[str, facts.Policy]) -> Document:
    match entity.value:
        case facts.Calendar(calendar=None) as published:
            return SchoolCalendar(published, _school_days(policies, entity.key.district))
        case facts.Calendar(calendar=str(name)) as published:
            return NamedCalendar(published.school, published.school_year, name)
        case facts.District() | facts.School() | SharingAgreementKey() as described:
            return described
    raise TypeError(f"{entity.key} holds {type(entity.value).__name__}")


def _directory(
    documents: Mapping[EntityKey, Document], partnerships: Mapping[str, Partnership], state: StoreState
) -> Directory:
    calendars: dict[SchoolRef, tuple[SchoolCalendar, ...]] = {}
    named: dict[tuple[SchoolRef, int], tuple[str, ...]] = {}
    names: dict[str | SchoolRef, str] = {}
    zones: dict[str, str] = {}
    for key, document in sorted(documents.items(), key=lambda item: item[0]):
        match document:
            case facts.District(name=name, time_zone=zone):
                names[key.district], zones[key.district] = name, zone
            case facts.School(school=school, name=name):
                names[SchoolRef(key.district, school)] = name
            case NamedCalendar(school=school, school_year=year, name=name):
                of_year = SchoolRef(key.district, school), year
                named[of_year] = (*named.get(of_year, ()), name)
            case SchoolCalendar(school=school):
                ref = SchoolRef(key.district, school)
                calendars[ref] = (*calendars.get(ref, ()), document)
    ordered = {ref: tuple(sorted(own, key=lambda calendar: calendar.school_year)) for ref, own in calendars.items()}
    agreements = _agreements(documents)
    return Directory(ordered, names, zones, state.policies, partnerships, named, agreements, state)


def _agreements(documents: Mapping[EntityKey, Document]) -> Mapping[str, Sequence[Agreement]]:
    """By district, in the order of their ids."""
    recorded = {key: document for key, document in documents.items() if isinstance(document, SharingAgreementKey)}
    by_district: dict[str, list[Agreement]] = {}
    for agreement in agreements_of(recorded):
        by_district.setdefault(agreement.district, []).append(agreement)
    return by_district
