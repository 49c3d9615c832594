"""Bad events, each with the code and the pointer that its publisher must be told."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from services.contracts.catalogue import examples_of
from services.contracts.rejection import Code

NOW = datetime(2025, 9, 10, 12, tzinfo=UTC)
LEARNER_KEY = "lk_0123456789abcdef0123456789abcdef"

ATTENDANCE = "attendance.recorded"
ROLL = "attendance.roll.recorded"
ROLL_BACK = "attendance.roll.retracted"
ENROLLMENT = "enrollment.recorded"
GRADE = "grade.recorded"
CALENDAR = "calendar.published"


class Bad(NamedTuple):
    name: str
    code: Code
    pointer: str
    raw: bytes


class Raw(str):
    """Stands in an event as it is, for what Python's json would not write."""

    __slots__ = ()


def good(noun: str = ATTENDANCE) -> dict[str, Any]:
    """A valid event; its caller may change it."""
    return examples_of(f"tandem.{noun}.v1")[0]


def written(event: object) -> bytes:
    text = json.dumps(_marked(event))
    return text.replace('"<raw>', "").replace('<raw>"', "").encode()


def _marked(value: object) -> object:
    match value:
        case Raw():
            return f"<raw>{value}<raw>"
        case dict():
            return {name: _marked(member) for name, member in value.items()}
    return value


def _envelope(name: str, code: Code, pointer: str, **members: object) -> Bad:
    return Bad(name, code, pointer, written({**good(), **members}))


def _data(name: str, code: Code, pointer: str, noun: str = ATTENDANCE, **members: object) -> Bad:
    event = good(noun)
    return Bad(name, code, f"/data{pointer}", written({**event, "data": {**event["data"], **members}}))


def _without(name: str, pointer: str, noun: str = ATTENDANCE, *, data: str = "", envelope: str = "") -> Bad:
    event = good(noun)
    event.pop(envelope, None)
    if data:
        event["data"] = {key: value for key, value in event["data"].items() if key != data}
    return Bad(name, Code.MISSING_FIELD, pointer, written(event))


def _raw(name: str, raw: bytes, code: Code = Code.MALFORMED_JSON) -> Bad:
    return Bad(name, code, "", raw)


def _edited(name: str, edit: Callable[[bytes], bytes]) -> Bad:
    return _raw(name, edit(written(good())))


BAD_EVENTS = [
    # not JSON at all
    _raw("nothing", b""),
    _raw("only white space", b" \r\n\t"),
    _raw("text", b"hello"),
    _raw("XML", b"<event/>"),
    _raw("cut off", written(good())[:-7]),
    _raw("two events in one", written(good()) * 2),
    _raw("UTF-16", json.dumps(good()).encode("utf-16")),
    _raw("a byte order mark", b"\xef\xbb\xbf" + written(good())),
    _edited("Latin-1", lambda raw: raw.replace(b"604822", "Zoë".encode("latin-1"))),
    _edited("an encoded surrogate", lambda raw: raw.replace(b"604822", b"\xed\xa0\x80")),
    _edited("an overlong NUL", lambda raw: raw.replace(b"604822", b"\xc0\x80")),
    _edited("a bare control character", lambda raw: raw.replace(b"604822", b"60\n48")),
    _edited("single quotes", lambda raw: raw.replace(b'"', b"'")),
    _edited("a trailing comma", lambda raw: raw[:-1] + b",}"),
    _envelope("a lone high surrogate", Code.MALFORMED_JSON, "", id="\ud800"),
    _envelope("a lone low surrogate", Code.MALFORMED_JSON, "", id="x\udc00"),
    _envelope("NaN", Code.MALFORMED_JSON, "", extension=float("nan")),
    Bad("NaN minutes", Code.MALFORMED_JSON, "", _data("", Code.MALFORMED_JSON, "", minutesAbsent=float("nan")).raw),
    Bad("infinity", Code.MALFORMED_JSON, "", _data("", Code.MALFORMED_JSON, "", fractionAbsent=float("inf")).raw),
    _raw("brackets without end", b"[" * 200_000),
    _raw("objects without end", b'{"data":' * 100_000),
    _envelope("nested too deep, ignored member", Code.MALFORMED_JSON, "", extension=Raw("[" * 65 + "]" * 65)),
    _raw("too large", written({**good(), "extension": "x" * 1_000_000}), Code.TOO_LARGE),
    # JSON, but no event
    _raw("null", b"null", Code.WRONG_TYPE),
    _raw("an array", b"[" + written(good()) + b"]", Code.WRONG_TYPE),
    _raw("a string", b'"event"', Code.WRONG_TYPE),
    _raw("a number", b"1", Code.WRONG_TYPE),
    # the envelope
    Bad("an empty object", Code.MISSING_FIELD, "/type", b"{}"),
    _without("no specversion", "/specversion", envelope="specversion"),
    _without("no id", "/id", envelope="id"),
    _without("no source", "/source", envelope="source"),
    _without("no time", "/time", envelope="time"),
    _without("no partitionkey", "/partitionkey", envelope="partitionkey"),
    _without("no data", "/data", envelope="data"),
    _envelope("CloudEvents 0.3", Code.UNSUPPORTED_SPECVERSION, "/specversion", specversion="0.3"),
    _envelope("specversion a number", Code.WRONG_TYPE, "/specversion", specversion=1.0),
    _envelope("unknown type", Code.UNKNOWN_TYPE, "/type", type="tandem.attendance.recorded.v2"),
    _envelope("type of other case", Code.UNKNOWN_TYPE, "/type", type="Tandem.Attendance.Recorded.v1"),
    _envelope("type a number", Code.UNKNOWN_TYPE, "/type", type=7),
    _envelope("id empty", Code.OUT_OF_RANGE, "/id", id=""),
    _envelope("id too long", Code.OUT_OF_RANGE, "/id", id="x" * 201),
    _envelope("id a number", Code.WRONG_TYPE, "/id", id=7),
    _envelope("id null", Code.WRONG_TYPE, "/id", id=None),
    _envelope("NUL in the id", Code.INVALID_FORMAT, "/id", id="a\x00b"),
    _envelope("line separator in the source", Code.INVALID_FORMAT, "/source", source="a\u2028b"),
    _envelope("C1 control in the partitionkey", Code.INVALID_FORMAT, "/partitionkey", partitionkey="\x85"),
    _envelope("time without offset", Code.INVALID_FORMAT, "/time", time="2025-09-08T14:05:00"),
    _envelope("time a date", Code.INVALID_FORMAT, "/time", time="2025-09-08"),
    _envelope("time a number", Code.WRONG_TYPE, "/time", time=1_757_340_300),
    _envelope("no such day", Code.INVALID_FORMAT, "/time", time="2025-02-29T10:00:00Z"),
    _envelope("time ahead", Code.TIME_IN_FUTURE, "/time", time="2025-09-11T12:00:00.000001Z"),
    _envelope("the last moment", Code.TIME_IN_FUTURE, "/time", time="9999-12-31T23:59:59.999999-23:59"),
    _envelope("the first moment", Code.OUT_OF_RANGE, "/time", time="0001-01-01T00:00:00+23:59"),
    _envelope("data null", Code.WRONG_TYPE, "/data", data=None),
    _envelope("data an array", Code.WRONG_TYPE, "/data", data=[]),
    _envelope("data as text", Code.WRONG_TYPE, "/data", data=json.dumps(good()["data"])),
    # the facts
    _without("no school", "/data/school", data="school"),
    _without("no category", "/data/category", data="category"),
    _without("grade without section and course", "/data/section", GRADE, data="section"),
    _without("grade without a value", "/data/numeric", GRADE, data="numeric"),
    _data("category of other case", Code.INVALID_VALUE, "/category", category="tardy"),
    _data("category a number", Code.WRONG_TYPE, "/category", category=3),
    _data("learner a number", Code.WRONG_TYPE, "/learner", learner=604822),
    _data("tab in the learner", Code.INVALID_FORMAT, "/learner", learner="6\t4"),
    _data("a learner key", Code.RESERVED_LEARNER_ID, "/learner", learner=LEARNER_KEY),
    _data("date with a time", Code.INVALID_FORMAT, "/date", date="2025-09-08T00:00:00Z"),
    _data("American date", Code.INVALID_FORMAT, "/date", date="09/08/2025"),
    _data("date before 1900", Code.OUT_OF_RANGE, "/date", date="0206-09-08"),
    _data("date after 2199", Code.OUT_OF_RANGE, "/date", date="9999-12-31"),
    _data("minutes below zero", Code.OUT_OF_RANGE, "/minutesAbsent", minutesAbsent=-1),
    _data("more minutes than a day", Code.OUT_OF_RANGE, "/minutesAbsent", minutesAbsent=1441),
    _data("minutes beyond any integer", Code.OUT_OF_RANGE, "/minutesAbsent", minutesAbsent=10**400),
    _data("half a minute", Code.WRONG_TYPE, "/minutesAbsent", minutesAbsent=0.5),
    _data("minutes as text", Code.WRONG_TYPE, "/minutesAbsent", minutesAbsent="30"),
    _data("minutes a boolean", Code.WRONG_TYPE, "/minutesAbsent", minutesAbsent=True),
    _data("fraction above one", Code.OUT_OF_RANGE, "/fractionAbsent", fractionAbsent=1.0001),
    _data("fraction beyond any float", Code.OUT_OF_RANGE, "/fractionAbsent", fractionAbsent=Raw("1e400")),
    _data("slot too long", Code.OUT_OF_RANGE, "/slot", slot="x" * 61),
    _data("a learner twice in a roll", Code.DUPLICATE_ITEM, "/marks/1/0", ROLL, marks=[["1", "Tardy"]] * 2),
    _data("a mark without category", Code.OUT_OF_RANGE, "/marks/0", ROLL, marks=[["1"]]),
    _data("a mark as an object", Code.WRONG_TYPE, "/marks/0", ROLL, marks=[{"learner": "1", "category": "Tardy"}]),
    _data("a wrong mark", Code.INVALID_VALUE, "/marks/1/1", ROLL, marks=[["1", "Tardy"], ["2", "Late"]]),
    _data("too many marks", Code.OUT_OF_RANGE, "/marks", ROLL, marks=[[str(i), "Tardy"] for i in range(5001)]),
    _data("a learner key in a roll", Code.RESERVED_LEARNER_ID, "/marks/0/0", ROLL, marks=[[LEARNER_KEY, "Tardy"]]),
    _data("a learner key taken back", Code.RESERVED_LEARNER_ID, "/learners/1", ROLL_BACK, learners=["1", LEARNER_KEY]),
    _data("a school year that ended before the entry", Code.OUT_OF_RANGE, "/schoolYear", ENROLLMENT, schoolYear=2025),
    _data("exit before entry", Code.DATE_ORDER, "/exitDate", ENROLLMENT, exitDate="2025-08-17"),
    _data("exit after 2199", Code.OUT_OF_RANGE, "/exitDate", ENROLLMENT, exitDate="2999-01-01"),
    _data("programme ends first", Code.DATE_ORDER, "/endDate", "participation.recorded", endDate="2025-08-31"),
    _data("school year 0", Code.OUT_OF_RANGE, "/schoolYear", GRADE, schoolYear=0),
    _data("school year as a span", Code.WRONG_TYPE, "/schoolYear", GRADE, schoolYear="2025-2026"),
    _data("score above 200", Code.OUT_OF_RANGE, "/numeric", GRADE, numeric=200.5),
    _data("letter E", Code.INVALID_FORMAT, "/letter", GRADE, letter="E"),
    _data("unknown race", Code.INVALID_VALUE, "/races/0", "learner.described", races=["Martian"]),
    _data("flag as text", Code.WRONG_TYPE, "/homeless", "learner.described", homeless="yes"),
    _data("unknown engagement", Code.INVALID_VALUE, "/kind", "engagement.recorded", kind="party"),
    _data(
        "calendar day outside its year", Code.OUT_OF_RANGE, "/days/0/date", CALENDAR,
        days=[{"date": "2026-07-01", "kind": "Holiday"}],
    ),
    _data(
        "calendar day twice", Code.DUPLICATE_ITEM, "/days/1", CALENDAR,
        days=[{"date": "2025-09-01", "kind": "Holiday"}] * 2,
    ),
    _data("calendar of no name", Code.INVALID_VALUE, "/calendar", CALENDAR, calendar="  "),
    _data("calendar with a name and terms", Code.INVALID_VALUE, "/terms", CALENDAR, calendar="KG"),
    _data("enrolment in a calendar of no name", Code.INVALID_VALUE, "/calendar", ENROLLMENT, calendar=" "),
    _data(
        "term ends first", Code.DATE_ORDER, "/terms/0/end", CALENDAR,
        terms=[{"name": "Fall", "begin": "2025-09-02", "end": "2025-09-01"}],
    ),
    _data(
        "two terms of one name", Code.DUPLICATE_ITEM, "/terms/1/name", CALENDAR,
        terms=[{"name": "Fall", "begin": "2025-09-01", "end": "2025-09-02"}] * 2,
    ),
    _data("minimum n below 5", Code.OUT_OF_RANGE, "/minimumN", "policy.adopted", minimumN=1),
    _data("attendance mode unknown", Code.INVALID_FORMAT, "/attendance", "policy.adopted", attendance="both"),
]  # fmt: skip
