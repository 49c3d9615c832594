"""The ids of records, read by one rule (`services.contracts.plain_ids`) wherever they stand."""

from collections import Counter

from services.contracts.plain_ids import plain_id, plain_number
from services.contracts.rejection import Code, Rejected
from services.ingest.edfi.records import EdFiId, Member
from services.ingest.summary import Tally

_STUDENT = "student_unique_id"
_RULES = {
    _STUDENT: plain_id,
    "school_id": plain_number,
    "local_education_agency_id": plain_number,
    "education_service_center_id": plain_number,
    "education_organization_id": plain_number,
}
"""Ed-Fi's ids of organisations are numbers, those of students are text."""
_INEXACT = 2**53
AS_IN_SPREADSHEETS = (
    "an id was read as the plain one, without a spreadsheet's decimals, commas, white space or unseen characters, and "
    "that of a district or school without leading zeros"
)
LEADING_ZEROS = "students whose ids differ only in leading zeros are two: look whether a spreadsheet dropped the zeros"


class Ids:
    """Reads the ids of records in place, and tells the summary what was unusual about them."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._students: set[str] = set()

    def read(self, member: Member, pointer: str = "") -> None:
        """Read the ids of a record or of a part of it.

        Raises:
            Rejected: an id is damaged beyond what can be known.
        """
        names = type(member).__struct_encode_fields__
        for field, name in zip(type(member).__struct_fields__, names, strict=True):
            value = getattr(member, field)
            if isinstance(value, Member):
                self.read(value, f"{pointer}/{name}")
            elif isinstance(value, tuple):
                for index, item in enumerate(value):
                    if isinstance(item, Member):
                        self.read(item, f"{pointer}/{name}/{index}")
            elif field in _RULES and value is not None:
                setattr(member, field, self._read(field, value, f"{pointer}/{name}"))

    def finish(self) -> None:
        """Note what only all ids together say."""
        without_zeros = Counter(student.lstrip("0") for student in self._students if student.isdigit())
        if alike := sum(count for count in without_zeros.values() if count > 1):
            self._tally.note(LEADING_ZEROS, alike)

    def _read(self, field: str, value: EdFiId, pointer: str) -> str:
        if isinstance(value, float) and not value.is_integer():
            raise Rejected(Code.WRONG_TYPE, pointer, "an id must be a text or a whole number")
        # From 2⁵³ on a decimal has lost digits, so it is written as what a spreadsheet makes of such numbers.
        written = f"{value:E}" if isinstance(value, float) and value >= _INEXACT else str(value)
        plain = _RULES[field](written, pointer)
        if plain != written:
            self._tally.note(AS_IN_SPREADSHEETS)
        if field == _STUDENT:
            self._students.add(plain)
        return plain
