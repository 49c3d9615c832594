"""The payloads of the catalogue's examples of learner events: a week in a small district, by event type."""

from typing import Any

DISTRICT = "255901"
SOURCE = "https://sis.example.org/grand-bend"
TIME = "2025-09-08T14:05:00-05:00"

_SCHOOL = {"school": "255901001"}
_LEARNER = {"learner": "604822"}
_YEAR = {"schoolYear": 2026}
_MARK = {**_SCHOOL, **_LEARNER, "date": "2025-09-08"}
_GRADE = {**_SCHOOL, **_LEARNER, **_YEAR, "gradingPeriod": "First Six Weeks"}
_VISIT = {**_LEARNER, "engagement": "visit-2025-0117", "date": "2025-09-05"}
_PLACE = {**_LEARNER, "partnership": "robotics-lab", "startDate": "2025-09-01"}

DATA: dict[str, list[dict[str, Any]]] = {
    "tandem.district.described.v1": [{"name": "Grand Bend ISD", "timeZone": "America/Chicago", "state": "TX"}],
    "tandem.district.retracted.v1": [{}],
    "tandem.school.described.v1": [
        {**_SCHOOL, "name": "Grand Bend High School", "gradeLevels": ["Ninth grade", "Tenth grade"]}
    ],
    "tandem.school.retracted.v1": [_SCHOOL],
    "tandem.course.described.v1": [
        {**_SCHOOL, "course": "ALG-1", "title": "Algebra I", "subject": "Mathematics", "coreSubject": True}
    ],
    "tandem.course.retracted.v1": [{**_SCHOOL, "course": "ALG-1"}],
    "tandem.calendar.published.v1": [
        {
            **_SCHOOL,
            **_YEAR,
            "days": [
                {"date": "2025-09-01", "kind": "Holiday"},
                {"date": "2025-09-02", "kind": "Instructional day"},
                {"date": "2025-09-03", "kind": "Instructional day"},
            ],
            "terms": [{"name": "Fall Semester", "begin": "2025-08-18", "end": "2025-12-19"}],
            "gradingPeriods": [{"name": "First Six Weeks", "begin": "2025-08-18", "end": "2025-09-26"}],
        },
        {**_SCHOOL, **_YEAR, "calendar": "KG", "days": [{"date": "2025-09-03", "kind": "Instructional day"}]},
    ],
    "tandem.calendar.retracted.v1": [{**_SCHOOL, **_YEAR}],
    "tandem.policy.adopted.v1": [
        {"version": "2026", "attendance": "negative", "passMark": 70, "minimumN": 10},
        {
            "version": "2026.1",
            "valuations": [
                {"kind": "lab_visits", "begin": "2025-07-01", "cents": 45_000, "source": "Board resolution 2025-31"},
                {
                    "kind": "volunteer_hours",
                    "begin": "2025-07-01",
                    "cents": 6_250,
                    "source": "Bureau of Labor Statistics, registered nurses",
                    "role": "Registered nurse",
                },
            ],
            "healthWeights": {"shared_vision": 2, "data": 1.5, "evidence": 0},
        },
    ],
    "tandem.policy.retracted.v1": [{}],
    "tandem.sharing.agreement.recorded.v1": [
        {
            "agreement": "st-mary-2026",
            "title": "Attendance of participants in Pathways to Care",
            "recipient": {"kind": "partner", "id": "st-mary"},
            "purpose": "To see whether participants come to school more often than their peers.",
            "families": ["attendance", "engagement"],
            "begin": "2026-08-01",
            "end": "2027-06-30",
            "destruction": "2027-12-31",
        },
        {
            "agreement": "consortium-2026",
            "title": "Yearly report of the consortium",
            "recipient": {"kind": "consortium"},
            "purpose": "To report attendance and grades of member districts each year.",
            "families": ["attendance", "grades", "engagement"],
            "schools": ["255901107"],
            "begin": "2026-07-01",
            "end": "2029-06-30",
            "destruction": "2030-06-30",
        },
    ],
    "tandem.sharing.agreement.retracted.v1": [{"agreement": "st-mary-2026"}],
    "tandem.sharing.signature.recorded.v1": [
        {
            "agreement": "st-mary-2026",
            "side": "district",
            "signedBy": "Dr. Maria Lopez, superintendent",
            "signedAt": "2026-07-15T16:00:00Z",
            "terms": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
        }
    ],
    "tandem.sharing.signature.retracted.v1": [{"agreement": "st-mary-2026", "side": "district"}],
    "tandem.sharing.end.recorded.v1": [
        {
            "agreement": "st-mary-2026",
            "side": "recipient",
            "endedAt": "2027-02-01T17:00:00Z",
            "reason": "The programme closes at the end of January.",
        }
    ],
    "tandem.learner.described.v1": [
        {
            **_LEARNER,
            **_YEAR,
            "sex": "Female",
            "hispanicLatino": False,
            "races": ["Asian", "White"],
            "economicallyDisadvantaged": True,
            "englishLearner": False,
        }
    ],
    "tandem.learner.retracted.v1": [{**_LEARNER, **_YEAR}],
    "tandem.enrollment.recorded.v1": [
        {**_SCHOOL, **_LEARNER, "entryDate": "2025-08-18", "gradeLevel": "Ninth grade"},
        {**_SCHOOL, **_LEARNER, "entryDate": "2025-09-01", "gradeLevel": "Kindergarten", "calendar": "KG"},
        {
            **_SCHOOL,
            **_LEARNER,
            "entryDate": "2025-08-18",
            "gradeLevel": "Ninth grade",
            "exitDate": "2025-09-05",
            "exitType": "Transferred to a public school in the same district",
        },
    ],
    "tandem.enrollment.retracted.v1": [{**_SCHOOL, **_LEARNER, "entryDate": "2025-08-18"}],
    "tandem.attendance.recorded.v1": [
        {**_MARK, "category": "Unexcused Absence"},
        {**_MARK, "section": "ALG-1-03", "category": "Tardy", "minutesAbsent": 12, "reason": "Bus was late"},
    ],
    "tandem.attendance.retracted.v1": [_MARK],
    "tandem.attendance.roll.recorded.v1": [
        {
            **_SCHOOL,
            "date": "2025-09-08",
            "section": "HOMEROOM-9A",
            "daily": True,
            "takenAt": "2025-09-08T08:35:00-05:00",
            "marks": [
                ["604822", "In Attendance"],
                ["604823", "Tardy", 10],
                ["604824", "Excused Absence", None, "Medical"],
            ],
        }
    ],
    "tandem.attendance.roll.retracted.v1": [
        {**_SCHOOL, "date": "2025-09-08", "section": "HOMEROOM-9A", "learners": ["604823", "604824"]}
    ],
    "tandem.grade.recorded.v1": [
        {**_GRADE, "section": "ALG-1-03", "subject": "Mathematics", "numeric": 88.5, "coreSubject": True},
        {**_GRADE, "course": "ART-1", "kind": "Final", "letter": "W"},
    ],
    "tandem.grade.retracted.v1": [{**_GRADE, "section": "ALG-1-03"}],
    "tandem.engagement.recorded.v1": [{**_VISIT, "kind": "lab_visit", "minutes": 90, "partnership": "robotics-lab"}],
    "tandem.engagement.retracted.v1": [_VISIT],
    "tandem.participation.recorded.v1": [
        {**_PLACE, "endDate": "2026-05-29", "program": "After-school robotics", "plannedHours": 60}
    ],
    "tandem.participation.retracted.v1": [_PLACE],
}
"""At least one payload for each type of learner event; the ids are made up."""
