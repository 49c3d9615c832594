"""Inputs of partnership mutations to what events say. What may be said is for the contract and the core to decide."""

import dataclasses
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid4, uuid5

import msgspec
from strawberry import UNSET

from schema.partnerships import inputs
from schema.partnerships.enum_values import word
from services.commands.model import CommandError, refusal
from services.contracts.decode import explain
from services.contracts.facts import Data
from services.contracts.partnerships import Proposed, Question
from services.contracts.rejection import Code, Rejected

D = TypeVar("D", bound=Data)
T = TypeVar("T")
MAX_AMOUNT = 1e12


def data_of(kind: type[D], data: Any, key: str | None, today: date, **more: Any) -> D:
    """What the input says, as the payload of an event.

    Args:
        key: the idempotency key, from which ids that were left out are made, or else they are new each time.
        today: stands for a date that was left out.
        more: members that the input does not have.

    Raises:
        CommandError: a member has a value that cannot be.
    """
    plain = {**_plain(data), **more}
    names = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    required = {field.name for field in msgspec.structs.fields(kind) if field.required}
    _check_order(plain)
    if "date" in names and kind is not Proposed and plain.get("date") is None:
        plain["date"] = today
    for name in required & set(OWN_IDS):
        plain.setdefault(name, new_id(key))
    if "amount" in plain:
        plain["cents"] = whole_cents(plain.pop("amount"))
    named = {names[name]: value for name, value in plain.items() if name in names}
    try:
        return msgspec.convert(named, kind)
    except msgspec.ValidationError as error:
        rejection = explain(str(error))
        raise refusal(Rejected(rejection.code, f"/data{rejection.pointer}", rejection.reason)) from None


OWN_IDS = (
    "contribution", "clause", "challenge", "action", "amendment", "need", "goal", "story", "check_in", "agreement",
)  # fmt: skip
"""Members that name what an event is about within its partnership."""


RENAMED = {"school_year": "schoolYear", "cadence_days": "cadenceDays"}
"""Members of nested inputs whose names differ in events."""
NEW_AT_CHECK_IN = {"challenges": "challenge", "actions": "action", "adjustments": "amendment"}
"""What a check-in may bring that is new, and the member that names each of it."""


def new_at_check_in(check_in: inputs.CheckInRecordInput, key: str | None, day: date) -> dict[str, list[dict[str, Any]]]:
    """What is new at a check-in, with ids where these were left out. Raises CommandError for an action due before."""
    plain = _plain(check_in)
    new = {
        name: [
            {member: new_id(None if key is None else f"{key}\0{name}\0{index}"), **item}
            for index, item in enumerate(plain[name])
        ]
        for name, member in NEW_AT_CHECK_IN.items()
    }
    held = given(check_in.date) or day
    for index, action in enumerate(new["actions"]):
        if action["due"] < held <= day:  # that a check-in is in the future is refused by itself, and is what is wrong
            reason = f"{action['due']} is before the check-in at which it is agreed"
            raise refusal(Rejected(Code.DATE_ORDER, f"/data/actions/{index}/due", reason))
    return new


def _check_order(plain: dict[str, Any]) -> None:
    """Raises CommandError where a day was given on which what is said was over already."""
    day = plain.get("date")
    for name in ("due", "end"):
        if day is not None and (last := plain.get(name)) is not None and last < day:
            raise refusal(Rejected(Code.DATE_ORDER, f"/data/{name}", f"{last} is before {day}, when it was said"))


def given(value: T | None) -> T | None:
    """The value; None for what was left out, or is empty."""
    return None if value is UNSET else value


def question_of(question: inputs.QuestionInput) -> Question:
    """The question of a goal or story. Raises CommandError for a value that cannot be, with a path from `question`."""
    try:
        return msgspec.convert(_renamed(_plain(question)), Question)
    except msgspec.ValidationError as error:
        rejection = explain(str(error))
        refused = refusal(Rejected(rejection.code, f"/data/question{rejection.pointer}", rejection.reason))
        raise CommandError(refused.code, refused.path.removeprefix("input."), str(refused)) from None


def new_id(key: str | None) -> str:
    return (uuid4() if key is None else uuid5(NAMESPACE_URL, key)).hex


def subject_of(data: Data) -> str | None:
    """The id of what an event is about, within its partnership."""
    values = (getattr(data, name, None) for name in (*OWN_IDS, "subject"))
    return next((subject for subject in values if subject is not None), None)


def request_of(name: str, partnership: str, data: Any) -> bytes:
    """The request as bytes that are the same whenever the same is asked."""
    return msgspec.json.encode([name, partnership, _plain(data)], order="sorted")


def _plain(value: Any) -> Any:
    """An input as plain values, by the names of Python; what was left out is left out."""
    match value:
        case Enum():
            return word(value)
        case inputs.ConditionInput(dimension=dimension, values=values):
            return [dimension, list(values)]
        case inputs.AttendeeInput(name=name, side=side):
            return [name, word(side)]
        case list():
            return [_plain(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    members = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    return {name: _renamed(_plain(member)) for name, member in members if member is not UNSET and member is not None}


def _renamed(value: Any) -> Any:
    """Of nested inputs the members whose names differ in events."""
    if isinstance(value, dict):
        return {RENAMED.get(name, name): member for name, member in value.items()}
    return [_renamed(item) for item in value] if isinstance(value, list) else value


def whole_cents(amount: float) -> int:
    """Raises CommandError for what is no amount of money: negative, beyond all measure, or with parts of a cent."""
    if not 0 <= amount <= MAX_AMOUNT:
        raise refusal(Rejected(Code.OUT_OF_RANGE, "/data/amount", f"an amount is from 0 to {MAX_AMOUNT:,.0f}"))
    cents = Decimal(repr(amount)) * 100
    if cents != int(cents):
        reason = f"{amount} has more than two decimal places; an amount is in whole cents"
        raise refusal(Rejected(Code.INVALID_VALUE, "/data/amount", reason))
    return int(cents)
