"""Bad partnership events: none of them is valid, whatever came before it."""

from typing import Any

from services.contracts.catalogue import examples_of
from services.contracts.rejection import Code
from tests.contracts.bad_events import Bad, Raw, written

PROPOSED, RENEWED, PLEDGED = "partnership.proposed", "partnership.renewed", "contribution.pledged"
CORRECTED = "contribution.corrected"
RECORDED, HELD, GOAL = "contribution.recorded", "checkin.held", "goal.set"
PLACED, STORY, CAPACITY = "participant.placed", "story.published", "capacity.set"
PARTNER = {"id": "mercy", "name": "Mercy Hospital", "kind": "hospital"}


def said(noun: str = PROPOSED) -> dict[str, Any]:
    """A valid partnership event; its caller may change it."""
    return examples_of(f"tandem.{noun}.v1")[0]


def _envelope(name: str, code: Code, pointer: str, **members: object) -> Bad:
    return Bad(name, code, pointer, written({**said(), **members}))


def _data(name: str, code: Code, pointer: str, noun: str, /, **members: object) -> Bad:
    event = said(noun)
    return Bad(name, code, f"/data{pointer}", written({**event, "data": {**event["data"], **members}}))


def _without(name: str, pointer: str, noun: str, *members: str) -> Bad:
    event = said(noun)
    event["data"] = {key: value for key, value in event["data"].items() if key not in members}
    return Bad(name, Code.MISSING_FIELD, pointer, written(event))


BAD_PARTNERSHIP_EVENTS = [
    # the envelope
    _envelope("a partnership type of other case", Code.UNKNOWN_TYPE, "/type", type="Tandem.Partnership.Proposed.v1"),
    _envelope("a version below zero", Code.OUT_OF_RANGE, "/expectedversion", expectedversion=-1),
    _envelope("a version as text", Code.WRONG_TYPE, "/expectedversion", expectedversion="3"),
    _envelope("a digest that is none", Code.INVALID_FORMAT, "/requestdigest", requestdigest="abc"),
    _envelope("said in the future", Code.TIME_IN_FUTURE, "/time", time="2025-09-12T12:00:00Z"),
    _envelope("said before 1900", Code.OUT_OF_RANGE, "/time", time="1700-01-01T00:00:00Z"),
    _envelope("a partnership without an id", Code.OUT_OF_RANGE, "/partitionkey", partitionkey=""),
    # what is said
    _data("no district", Code.OUT_OF_RANGE, "/districts", PROPOSED, districts=[]),
    _data("a district twice", Code.DUPLICATE_ITEM, "/districts/1", PROPOSED, districts=["255901", "255901"]),
    _data("a partner twice", Code.DUPLICATE_ITEM, "/partners/1/id", PROPOSED, partners=[PARTNER, PARTNER]),
    _data("a partner of no kind", Code.MISSING_FIELD, "/partners/0/kind", PROPOSED,
          partners=[{"id": "mercy", "name": "Mercy Hospital"}]),
    _data("an agreement that ends first", Code.DATE_ORDER, "/end", PROPOSED, end="2024-08-31"),
    _data("an agreement of another millennium", Code.OUT_OF_RANGE, "/begin", PROPOSED, begin="0204-09-01"),
    _data("a cadence of no days", Code.OUT_OF_RANGE, "/cadenceDays", PROPOSED, cadenceDays=0),
    _data("a renewal that ends first", Code.DATE_ORDER, "/until", RENEWED, until="2025-03-23"),
    _data("a third side", Code.INVALID_VALUE, "/side", "lead.assigned", side="parents"),
    _data("a lead without a name", Code.OUT_OF_RANGE, "/name", "lead.assigned", name=""),
    _data("a bell in a clause", Code.INVALID_FORMAT, "/text", "vision.drafted", text="a\x07b"),
    _data("a clause without text", Code.OUT_OF_RANGE, "/text", "vision.drafted", text=""),
    _data("an amendment of another millennium", Code.OUT_OF_RANGE, "/effective", "agreement.amended",
          effective="9999-01-01"),
    _without("a pledge of nothing", "/data/cents", PLEDGED, "quantity"),
    _without("a contribution of nothing", "/data/cents", RECORDED, "quantity"),
    _data("money pledged without an amount", Code.MISSING_FIELD, "/cents", PLEDGED, kind="funding", quantity=5_000),
    _data("money put in without an amount", Code.MISSING_FIELD, "/cents", RECORDED, kind="funding", quantity=5_000),
    _data("money corrected to no amount", Code.MISSING_FIELD, "/cents", CORRECTED, kind="funding", quantity=0),
    _data("a pledge that ends first", Code.DATE_ORDER, "/end", PLEDGED, end="2024-08-31"),
    _data("less than nothing", Code.OUT_OF_RANGE, "/quantity", RECORDED, quantity=-1),
    _data("half a cent", Code.WRONG_TYPE, "/cents", RECORDED, cents=0.5),
    _data("a quantity beyond any float", Code.OUT_OF_RANGE, "/quantity", RECORDED, quantity=Raw("1e400")),
    _data("an attendee of no side", Code.OUT_OF_RANGE, "/attendees/0", HELD, attendees=[["Ana Ruiz"]]),
    _data("progress without its time", Code.MISSING_FIELD, "/progress/0/asOf", HELD, progress=[{"goal": "presence"}]),
    _data("nothing to reach", Code.INVALID_VALUE, "/target", GOAL, target=91.2),
    _data("a goal that asks nothing", Code.MISSING_FIELD, "/question/metric", GOAL, question={}),
    _data("a condition without values", Code.OUT_OF_RANGE, "/question/where/0/1", GOAL,
          question={"metric": "dfw_rate", "where": [["subject", []]]}),
    _data("a student id", Code.INVALID_FORMAT, "/learner", PLACED, learner="604822"),
    _data("places below zero", Code.OUT_OF_RANGE, "/places", CAPACITY, places=-1),
    _data("consent as text", Code.WRONG_TYPE, "/consent", STORY, consent="yes"),
    _data("evidence that is no digest", Code.INVALID_FORMAT, "/digest", STORY, digest="0" * 63),
]  # fmt: skip
