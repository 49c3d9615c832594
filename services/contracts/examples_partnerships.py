"""The catalogue's examples of partnership events: the story of one hospital partnership, in the order it was told."""

from typing import Any

from services.contracts.examples import DISTRICT

PARTNERSHIP = "mercy-health-careers"
SOURCE = "https://partners.example.org/mercy"

_LEARNERS = ("lk_6f1c0a7be2d94c358a40d1f7e5b3920c", "lk_b85e21d3f60947ac9e7d40c61b2f8a35")
_ATTENDANCE = {"metric": "attendance_rate", "phase": "during", "schoolYear": 2025}
_DFW = {"metric": "dfw_rate", "where": [["subject", ["Mathematics"]]], "schoolYear": 2025}
_PRESENCE = {"goal": "presence", "title": "Present nine days of ten", "question": _ATTENDANCE, "due": "2025-05-30"}
_ANA = {"name": "Ana Ruiz", "role": "Director of career education"}
_SAM = {"name": "Sam Okafor", "role": "Chief nursing officer"}
_VISITS = {"contribution": "visits-2024-10", "side": "partner", "kind": "lab_visits", "date": "2024-10-15"}


def _seat(learner: int, day: str) -> dict[str, str]:
    return {"district": DISTRICT, "learner": _LEARNERS[learner], "date": day}


_TOLD: list[tuple[str, str, dict[str, Any]]] = [
    ("partnership.proposed", "2024-08-05", {
        "name": "Mercy health careers", "kind": "health_careers", "districts": [DISTRICT],
        "partners": [{"id": "mercy", "name": "Mercy Hospital", "kind": "hospital"}],
        "begin": "2024-09-01", "end": "2025-06-30", "cadenceDays": 90,
    }),
    ("lead.assigned", "2024-08-06", {"side": "district", **_ANA, "date": "2024-08-05"}),
    ("lead.assigned", "2024-08-06", {"side": "partner", **_SAM, "date": "2024-08-05"}),
    ("lead.assigned", "2024-08-06", {
        "side": "partner", "name": "Li Wen", "role": "Controller", "date": "2024-09-01", "duty": "oversight",
    }),
    ("vision.drafted", "2024-08-12", {
        "clause": "outcome-1", "kind": "outcome", "text": "Every student in the programme earns a nursing aide credit.",
    }),
    ("vision.endorsed", "2024-08-19", {"clause": "outcome-1", "side": "district", **_ANA, "date": "2024-08-19"}),
    ("vision.endorsed", "2024-08-20", {"clause": "outcome-1", "side": "partner", **_SAM, "date": "2024-08-20"}),
    ("need.recorded", "2024-08-20", {
        "need": "lab", "side": "district", "text": "A lab in which skills can be practised.", "date": "2024-08-20",
    }),
    ("contribution.pledged", "2024-08-21", {
        "contribution": "lab-visits", "side": "partner", "kind": "lab_visits", "begin": "2024-09-01",
        "end": "2025-06-30", "quantity": 20,
    }),
    ("partnership.activated", "2024-09-03", {"date": "2024-09-03"}),
    ("goal.set", "2024-09-04", {**_PRESENCE, "baseline": 91.2, "target": 95.0}),
    ("goal.set", "2024-09-04", {
        "goal": "mathematics", "title": "Fewer D, F and W in mathematics", "question": _DFW, "baseline": 18.0,
        "target": 10.0, "due": "2025-05-30",
    }),
    ("capacity.set", "2024-09-04", {"places": 1, "date": "2024-09-09"}),
    ("participant.placed", "2024-09-09", _seat(0, "2024-09-09")),
    ("participant.waitlisted", "2024-09-10", _seat(1, "2024-09-10")),
    ("contribution.recorded", "2024-10-15", {**_VISITS, "quantity": 3, "pledge": "lab-visits"}),
    ("contribution.corrected", "2024-10-16", {**_VISITS, "quantity": 2, "pledge": "lab-visits"}),
    ("contribution.recorded", "2024-10-16", {
        "contribution": "monitors", "side": "partner", "kind": "equipment", "date": "2024-10-16", "quantity": 4,
        "cents": 320_000, "source": "Invoice 2024-118",
    }),
    ("contribution.retracted", "2024-10-17", {"contribution": "monitors"}),
    ("participant.released", "2024-11-01", _seat(0, "2024-11-01")),
    ("participant.placed", "2024-11-04", _seat(1, "2024-11-04")),
    ("checkin.scheduled", "2024-11-18", {"checkIn": "cadence-2024-12-02", "due": "2024-12-02"}),
    ("checkin.held", "2024-12-02", {
        "checkIn": "cadence-2024-12-02", "date": "2024-12-02",
        "attendees": [["Ana Ruiz", "district"], ["Sam Okafor", "partner"]],
        "progress": [{"goal": "presence", "value": 92.6, "n": 38, "asOf": "2024-12-02T14:00:00Z"}],
        "notes": "Attendance is rising; the bus is the bottleneck.",
    }),
    ("challenge.raised", "2024-12-02", {
        "challenge": "bus", "text": "No bus on Fridays.", "date": "2024-12-02", "checkIn": "cadence-2024-12-02",
    }),
    ("action.agreed", "2024-12-02", {
        "action": "shuttle", "text": "Ask for a place in the hospital's shuttle.", "owner": "Sam Okafor",
        "side": "partner", "due": "2024-12-20", "date": "2024-12-02", "checkIn": "cadence-2024-12-02",
    }),
    ("action.done", "2024-12-17", {"action": "shuttle", "date": "2024-12-16"}),
    ("challenge.resolved", "2025-01-06", {
        "challenge": "bus", "text": "The shuttle stops at the school.", "date": "2025-01-06",
    }),
    ("agreement.amended", "2025-01-08", {
        "amendment": "cadence", "what": "Check-ins every 60 days", "why": "Problems were seen late.",
        "effective": "2025-01-15", "cadenceDays": 60, "checkIn": "cadence-2024-12-02",
    }),
    ("goal.revised", "2025-01-08", {
        **_PRESENCE, "baseline": 91.2, "target": 94.0, "why": "The lab opened later than planned.",
        "checkIn": "cadence-2024-12-02",
    }),
    ("checkin.scheduled", "2025-01-20", {"checkIn": "cadence-2025-01-31", "due": "2025-01-31"}),
    ("checkin.missed", "2025-02-01", {"checkIn": "cadence-2025-01-31", "date": "2025-02-01"}),
    ("checkin.scheduled", "2025-02-01", {"checkIn": "cadence-2025-04-01", "due": "2025-04-01"}),
    ("checkin.rescheduled", "2025-02-03", {
        "checkIn": "cadence-2025-04-01", "due": "2025-04-08", "date": "2025-02-03", "why": "Spring break.",
    }),
    ("checkin.scheduled", "2025-02-03", {"checkIn": "budget", "due": "2025-02-20"}),
    ("challenge.raised", "2025-02-04", {"challenge": "rooms", "text": "No room in spring.", "date": "2025-02-04"}),
    ("action.agreed", "2025-02-04", {
        "action": "rooms", "text": "Ask for a room.", "owner": "Ana Ruiz", "side": "district", "due": "2025-03-01",
        "date": "2025-02-04",
    }),
    ("checkin.scheduled", "2025-02-04", {"checkIn": "spring", "due": "2025-02-07"}),
    ("checkin.recorded", "2025-02-05", {
        "checkIn": "spring", "date": "2025-02-05",
        "attendees": [["Ana Ruiz", "district"], ["Sam Okafor", "partner"]], "notes": "Rooms and the bus.",
        "resolutions": [{"challenge": "rooms", "text": "The library is free."}], "done": ["rooms"],
        "challenges": [{"challenge": "keys", "text": "Nobody has a key to the library."}],
        "actions": [{
            "action": "keys", "text": "Order two keys.", "owner": "Sam Okafor", "side": "partner", "due": "2025-02-20",
        }],
        "adjustments": [{
            "amendment": "thursdays", "what": "Lab visits on Thursdays", "why": "The library is free then.",
            "effective": "2025-03-01",
        }],
    }),
    ("checkin.cancelled", "2025-02-05", {
        "checkIn": "budget", "date": "2025-02-05", "why": "The budget was settled by mail.",
    }),
    ("lead.vacated", "2025-02-10", {"side": "partner", "date": "2025-02-14", "reason": "A new post."}),
    ("lead.assigned", "2025-02-24", {
        "side": "partner", "name": "Noor Haddad", "role": "Chief nursing officer", "date": "2025-02-24",
    }),
    ("partnership.paused", "2025-03-10", {"date": "2025-03-10", "reason": "The ward is rebuilt."}),
    ("partnership.renewed", "2025-03-21", {"until": "2026-06-30", "date": "2025-03-24"}),
    ("goal.met", "2025-05-31", {"goal": "presence", "value": 94.4, "n": 41, "date": "2025-05-31"}),
    ("goal.missed", "2025-05-31", {"goal": "mathematics", "value": 12.5, "n": 40, "date": "2025-05-31"}),
    ("story.published", "2025-06-12", {
        "story": "presence-2025", "title": "They come because the ward expects them",
        "text": "Students who practise at Mercy were there nearly every day.", "question": _ATTENDANCE, "value": 94.4,
        "n": 41, "asOf": "2025-06-12T15:00:00Z",
        "digest": "0618fbd0b882345d38ac2bfadfe8e6218f9c73c51b64c3d8ade9e3c2ae32e2c9", "consent": True,
        "investment": {"asOf": "2025-06-12", "schoolYear": 2025, "district": 1240000, "partner": 1815000,
                       "inKind": 2055000, "districtKinds": ["staff_hours"],
                       "partnerKinds": ["volunteer_hours", "funding"]},
        "audience": "partners",
    }),
    *(
        (f"{noun}.withdrawn", "2025-07-01", {**what, "by": "Ana Ruiz", "reason": "It was entered in error."})
        for noun, what in (
            ("endorsement", {"clause": "outcome-1", "side": "partner"}), ("clause", {"clause": "outcome-1"}),
            ("pledge", {"contribution": "lab-visits"}), ("checkin", {"checkIn": "cadence-2025-01-31"}),
            ("challenge", {"challenge": "bus"}), ("action", {"action": "shuttle"}),
            ("amendment", {"amendment": "cadence"}), ("need", {"need": "lab"}), ("goal", {"goal": "mathematics"}),
            ("story", {"story": "presence-2025"}), ("capacity", {"since": "2024-09-09"}),
            ("lead", {"side": "partner", "duty": "oversight", "since": "2024-09-01"}),
            ("status", {"status": "paused", "since": "2025-03-10"}),
            ("participant", {"district": DISTRICT, "learner": _LEARNERS[1], "since": "2024-09-10"}),
            ("change", {"change": "goal_decided", "subject": "presence"}),
            ("change", {"change": "check_in_cancelled", "subject": "budget"}),
        )
    ),
    ("partnership.closed", "2025-08-29", {"date": "2025-08-29", "reason": "The programme moved to the college."}),
]  # fmt: skip

STORY: list[dict[str, Any]] = [
    {
        "specversion": "1.0",
        "type": f"tandem.{noun}.v1",
        "id": f"example-{number}",
        "source": SOURCE,
        "time": f"{day}T15:00:00-05:00",
        "partitionkey": PARTNERSHIP,
        **({"expectedversion": number - 1} if noun == "partnership.activated" else {}),
        "data": data,
    }
    for number, (noun, day, data) in enumerate(_TOLD, 1)
]
WITHDRAWN_PROPOSAL: dict[str, Any] = {
    "specversion": "1.0",
    "type": "tandem.partnership.withdrawn.v1",
    "id": "example-withdrawn",
    "source": SOURCE,
    "time": "2024-08-09T15:00:00-05:00",
    "partitionkey": "mercy-summer-camp",
    "data": {"by": "Ana Ruiz", "reason": "The hospital has no room in summer.", "date": "2024-08-09"},
}
"""Of another partnership, which was proposed and never active."""
"""Events of every type, each of which may follow what came before it. Who and what is made up."""
