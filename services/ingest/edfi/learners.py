"""studentSchoolAssociations → enrollment.recorded; the demographics, joined to them → learner.described."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from services.contracts import facts
from services.contracts.events import EnrollmentRecorded, LearnerDescribed
from services.contracts.primitives import Race
from services.contracts.rules import FIRST_DAY, LAST_DAY
from services.core.calendar import school_year_of, school_year_span
from services.ingest.edfi import records
from services.ingest.edfi.calendar_names import CalendarNaming
from services.ingest.edfi.context import Context
from services.ingest.edfi.descriptors import RACES, code_value, is_limited_english, optional_code, plain, race
from services.ingest.import_ports import DraftEvent
from services.ingest.summary import RecordOrigin

SPECIAL_EDUCATION = "studentSpecialEducationProgramAssociations"
LANGUAGE_INSTRUCTION = "studentLanguageInstructionProgramAssociations"

_ECONOMIC = frozenset({"economicdisadvantaged", "economicallydisadvantaged"})
_HOMELESS = frozenset({"homeless"})
_FOSTER = frozenset({"fostercare"})
_MILITARY = frozenset({"parentinmilitary", "militaryconnected"})


class _Programme(NamedTuple):
    begin: date
    end: date | None
    time: datetime


class _Demographics(NamedTuple):
    origin: RecordOrigin
    of_district: bool
    record: records.StudentEducationOrganizationAssociation


class StudentRecords:
    """A studentUniqueId is unique in an Ed-Fi ODS, so programmes are joined by it alone; demographics within a
    district, since they may hang on the district or on a school. `finish` describes the learners once all are read."""

    def __init__(self, context: Context, naming: CalendarNaming) -> None:
        self._context = context
        self._naming = naming
        self._school_years: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self._special_education: defaultdict[str, list[_Programme]] = defaultdict(list)
        self._language_instruction: defaultdict[str, list[_Programme]] = defaultdict(list)
        self._demographics: dict[tuple[str, str], _Demographics] = {}

    def enrollment(self, record: records.StudentSchoolAssociation, origin: RecordOrigin) -> Iterator[DraftEvent]:
        school = str(record.school_reference.school_id)
        student = str(record.student_reference.student_unique_id)
        district = self._context.district_of(school)
        of_year = record.school_year_type_reference
        school_year = of_year.school_year if of_year else None
        own_year = school_year or school_year_of(record.entry_date)
        if FIRST_DAY <= record.entry_date <= LAST_DAY:
            self._school_years[district, student].add(own_year)
        calendar = self._naming.for_enrollment(record, district, own_year)
        data = facts.Enrollment(
            school=school,
            learner=student,
            entry_date=record.entry_date,
            grade_level=optional_code(record.entry_grade_level_descriptor),
            exit_date=record.exit_withdraw_date,
            exit_type=optional_code(record.exit_withdraw_type_descriptor),
            primary_school=record.primary_school,
            school_year=school_year,
            calendar=calendar.own,
        )
        at = self._context.time_of(record, record.entry_date)
        draft = self._context.draft(origin, EnrollmentRecorded, district, at, data)
        yield draft._replace(later_calendar=calendar.later)

    def special_education(self, record: records.ProgramAssociation, _origin: RecordOrigin) -> Iterator[DraftEvent]:
        return self._note(self._special_education, record)

    def language_instruction(self, record: records.ProgramAssociation, _origin: RecordOrigin) -> Iterator[DraftEvent]:
        return self._note(self._language_instruction, record)

    def demographics(
        self, record: records.StudentEducationOrganizationAssociation, origin: RecordOrigin
    ) -> Iterator[DraftEvent]:
        """A student may have one record at the district and others at schools: the district's is taken, or else the
        last one read."""
        organisation = str(record.education_organization_reference.education_organization_id)
        district = self._context.district_of_organisation(organisation)
        key = (district, str(record.student_reference.student_unique_id))
        demographics = _Demographics(origin, organisation in self._context.districts, record)
        if known := self._demographics.get(key):
            self._context.tally.warn(origin.file, "several demographics of one student in one district: one is used")
        if known is None or demographics.of_district or not known.of_district:
            self._demographics[key] = demographics
        return iter(())

    def finish(self) -> Iterator[DraftEvent]:
        for (district, student), demographics in self._demographics.items():
            school_years = self._school_years.get((district, student), ())
            if not school_years:
                text = "demographics without an enrolment in this import, so of no school year: left out"
                self._context.tally.warn(demographics.origin.file, text)
            self._warn_of_races(demographics)
            for school_year in sorted(school_years):
                yield self._described(district, student, school_year, demographics)

    def _note(
        self, programmes: defaultdict[str, list[_Programme]], record: records.ProgramAssociation
    ) -> Iterator[DraftEvent]:
        at = self._context.time_of(record, record.begin_date)
        student = str(record.student_reference.student_unique_id)
        programmes[student].append(_Programme(record.begin_date, record.end_date, at))
        return iter(())

    def _warn_of_races(self, demographics: _Demographics) -> None:
        for item in demographics.record.races or ():
            if race(item.race_descriptor) is None:
                text = f"race {code_value(item.race_descriptor)} is none of the federal five: left out"
                self._context.tally.warn(demographics.origin.file, text)

    def _described(self, district: str, student: str, school_year: int, demographics: _Demographics) -> DraftEvent:
        record = demographics.record
        special = self._special_education.get(student, [])
        language = self._language_instruction.get(student, [])
        data = facts.Learner(
            learner=student,
            school_year=school_year,
            sex=optional_code(record.sex_descriptor),
            hispanic_latino=record.hispanic_latino_ethnicity,
            races=_races(record),
            economically_disadvantaged=_has(record, _ECONOMIC, school_year),
            english_learner=self._english_learner(record, language, school_year),
            disability=self._disability(record, special, school_year),
            homeless=_has(record, _HOMELESS, school_year),
            foster_care=_has(record, _FOSTER, school_year),
            military_connected=_has(record, _MILITARY, school_year),
        )
        own = self._context.time_of(record, school_year_span(school_year).begin)
        at = max((own, *(programme.time for programme in (*special, *language))))
        return self._context.draft(demographics.origin, LearnerDescribed, district, at, data)

    def _english_learner(
        self, record: records.StudentEducationOrganizationAssociation, programmes: list[_Programme], school_year: int
    ) -> bool | None:
        """limitedEnglishProficiencyDescriptor is there and not "NotLimited", or a language instruction programme
        overlaps the school year. Not known if neither the descriptor nor the programmes are in this import."""
        level = record.limited_english_proficiency_descriptor
        if (level and is_limited_english(level)) or _overlap(programmes, school_year):
            return True
        return False if level or LANGUAGE_INSTRUCTION in self._context.present else None

    def _disability(
        self, record: records.StudentEducationOrganizationAssociation, programmes: list[_Programme], school_year: int
    ) -> bool | None:
        """`disabilities` has one, or a special education programme overlaps the school year. Not known if it has none
        and the programmes are not in this import: many districts fill only those."""
        if record.disabilities or _overlap(programmes, school_year):
            return True
        return False if SPECIAL_EDUCATION in self._context.present else None


def _races(record: records.StudentEducationOrganizationAssociation) -> tuple[Race, ...]:
    """`races`, in the federal order."""
    names = {race(item.race_descriptor) for item in record.races or ()}
    return tuple(name for name in RACES.values() if name in names)


def _has(record: records.StudentEducationOrganizationAssociation, codes: frozenset[str], school_year: int) -> bool:
    """One of the StudentCharacteristicDescriptors is listed, for always or for a period in the school year.

    A characteristic that is not listed is False, not unknown: the list is the district's whole statement.
    """
    return any(
        plain(code_value(item.student_characteristic_descriptor)) in codes
        and (not item.periods or _overlap(((p.begin_date, p.end_date) for p in item.periods), school_year))
        for item in record.student_characteristics or ()
    )


def _overlap(spans: Iterable[tuple[date, date | None, *tuple[object, ...]]], school_year: int) -> bool:
    first, last = school_year_span(school_year)
    return any(begin <= last and (end is None or end >= first) for begin, end, *_ in spans)
