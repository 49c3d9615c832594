"""localEducationAgencies → district.described, schools → school.described."""

from collections.abc import Iterator

from services.contracts import facts
from services.contracts.events import DistrictDescribed, SchoolDescribed
from services.contracts.rejection import Code, Rejected
from services.ingest.edfi import records
from services.ingest.edfi.context import UNDATED, Context
from services.ingest.edfi.descriptors import code_value, optional_code
from services.ingest.import_ports import DraftEvent
from services.ingest.summary import RecordOrigin


class Organisations:
    """Tells the context which districts there are and which school is whose."""

    def __init__(self, context: Context) -> None:
        self._context = context
        if context.options.district is not None:
            context.districts.add(context.options.district)

    def district(self, record: records.LocalEducationAgency, origin: RecordOrigin) -> Iterator[DraftEvent]:
        """The district's id is its localEducationAgencyId; Ed-Fi has no time zone, so the caller's is taken."""
        district = str(record.local_education_agency_id)
        self._context.districts.add(district)
        data = facts.District(
            name=record.name_of_institution,
            time_zone=self._context.options.time_zone,
            state=_state(record),
            parent=_parent(record),
        )
        yield self._context.draft(origin, DistrictDescribed, district, self._context.time_of(record, UNDATED), data)

    def school(self, record: records.School, origin: RecordOrigin) -> Iterator[DraftEvent]:
        """Its district is its localEducationAgencyReference, which a charter may lack: then the caller's."""
        school = str(record.school_id)
        if reference := record.local_education_agency_reference:
            self._context.district_of_school[school] = str(reference.local_education_agency_id)
        elif self._context.options.district is None:
            reason = f"school {school} names no district; name the district for schools without one"
            raise Rejected(Code.MISSING_FIELD, "/localEducationAgencyReference", reason)
        district = self._context.district_of(school)
        self._context.districts.add(district)
        self._context.district_of_school[school] = district
        levels = tuple(code_value(level.grade_level_descriptor) for level in record.grade_levels or ())
        data = facts.School(school=school, name=record.name_of_institution, grade_levels=levels)
        yield self._context.draft(origin, SchoolDescribed, district, self._context.time_of(record, UNDATED), data)


def _state(record: records.LocalEducationAgency) -> str | None:
    """The StateAbbreviationDescriptor of the first address that has one."""
    states = (optional_code(address.state_abbreviation_descriptor) for address in record.addresses or ())
    return next(filter(None, states), None)


def _parent(record: records.LocalEducationAgency) -> str | None:
    if parent := record.parent_local_education_agency_reference:
        return str(parent.local_education_agency_id)
    if centre := record.education_service_center_reference:
        return str(centre.education_service_center_id)
    return None
