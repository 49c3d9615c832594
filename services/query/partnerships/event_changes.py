"""Which fields of which things an event of a partnership changed, with their values before and after."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from services.contracts import partnerships as said
from services.contracts.facts import Data

Layer = Mapping[str, object]
"""The fields that one event says of one thing."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one thing, in the names of the API.

    Attributes:
        subject: the id of the thing within the partnership, or the side; None of the partnership itself.
        before, after: as text; None: it had no value, or has none now.
    """

    subject: str | None
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What an event says of a thing: the member with the thing's id, and the members with the names of its fields."""

    thing: str
    id_member: str | None
    fields: Mapping[str, str]
    cleared: tuple[str, ...] = ()
    """Fields that have no value any more."""


def _rule(thing: str, id_member: str | None, *names: str, cleared: tuple[str, ...] = (), **renamed: str) -> Rule:
    return Rule(thing, id_member, MappingProxyType({name: name for name in names} | renamed), cleared)


_CONTRIBUTION = _rule(
    "contribution", "contribution", "side", "kind", "quantity", "date", "role", "pledge", "source", cents="amount"
)
_GOAL = _rule("goal", "goal", "title", "baseline", "target", "due")
_HELD = _rule("check_in", "check_in", "notes", date="held")
RULES: Mapping[type, Rule] = MappingProxyType(
    {
        said.Proposed: _rule("partnership", None, "name", "begin", "end", cadence_days="cadenceDays"),
        said.Renewed: _rule("partnership", None, until="end"),
        said.CapacitySet: _rule("partnership", None, "places"),
        said.LeadAssigned: _rule("lead", "side", "name", "role", date="since"),
        said.LeadVacated: _rule("lead", "side", date="since", cleared=("name", "role")),
        said.VisionDrafted: _rule("clause", "clause", "kind", "text"),
        said.VisionEndorsed: _rule("endorsement", "clause", "name", "role", "date"),
        said.ContributionPledged: _rule(
            "pledge", "contribution", "side", "kind", "begin", "end", "quantity", cents="amount"
        ),
        said.ContributionRecorded: _CONTRIBUTION,
        said.ContributionCorrected: _CONTRIBUTION,
        said.CheckInScheduled: _rule("check_in", "check_in", "due"),
        said.CheckInRescheduled: _rule("check_in", "check_in", "due"),
        said.CheckInHeld: _HELD,
        said.CheckInRecorded: _HELD,
        said.CheckInCancelled: _rule("check_in", "check_in", date="cancelled"),
        said.ChallengeRaised: _rule("challenge", "challenge", "text", date="raised"),
        said.ChallengeAtCheckIn: _rule("challenge", "challenge", "text"),
        said.ChallengeResolved: _rule("challenge", "challenge", text="resolution", date="resolved"),
        said.ResolutionAtCheckIn: _rule("challenge", "challenge", text="resolution"),
        said.ActionAgreed: _rule("action", "action", "text", "owner", "side", "due"),
        said.ActionAtCheckIn: _rule("action", "action", "text", "owner", "side", "due"),
        said.ActionDone: _rule("action", "action", date="done"),
        said.AgreementAmended: _rule("amendment", "amendment", "what", "why", "effective", cadence_days="cadenceDays"),
        said.AdjustmentAtCheckIn: _rule(
            "amendment", "amendment", "what", "why", "effective", cadence_days="cadenceDays"
        ),
        said.NeedRecorded: _rule("need", "need", "side", "text"),
        said.GoalSet: _GOAL,
        said.GoalRevised: _GOAL,
    }
)
"""By the type of what is said. What is not listed changes no field that everybody who sees the partnership may see: the
learners of the districts, and what was measured of them, never stand here."""
TAKEN_BACK: Mapping[said.Change, tuple[str, tuple[type, ...]]] = MappingProxyType(
    {
        "action_done": ("action", (said.ActionDone, said.CheckInRecorded)),
        "challenge_resolved": ("challenge", (said.ChallengeResolved, said.ResolutionAtCheckIn)),
        "check_in_held": ("check_in", (said.CheckInHeld, said.CheckInRecorded)),
        "check_in_cancelled": ("check_in", (said.CheckInCancelled,)),
        "check_in_rescheduled": ("check_in", (said.CheckInRescheduled,)),
        "goal_revised": ("goal", (said.GoalRevised,)),
        "clause_reworded": ("clause", (said.VisionDrafted,)),
    }
)
"""What is taken back by itself: of which thing, and what had said it."""


@dataclass(slots=True)
class EventChanges:
    """Reads the events of one partnership in order, and says of each which fields it changed."""

    _layers: dict[tuple[str, str], list[tuple[type, Layer]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, data: Data) -> tuple[FieldChange, ...]:
        if isinstance(data, said.ChangeWithdrawn):
            return self._taken_back(data)
        return tuple(change for part in _parts(data) for change in self._added(*part))

    def _added(self, thing: tuple[str, str], subject: str | None, kind: type, layer: Layer) -> tuple[FieldChange, ...]:
        before = self._values(thing)
        self._layers[thing].append((kind, layer))
        return _differences(subject, before, self._values(thing))

    def _taken_back(self, data: said.ChangeWithdrawn) -> tuple[FieldChange, ...]:
        if data.change not in TAKEN_BACK:
            return ()
        name, kinds = TAKEN_BACK[data.change]
        thing = (name, data.subject)
        before, layers = self._values(thing), self._layers[thing]
        last = next((index for index in range(len(layers) - 1, -1, -1) if layers[index][0] in kinds), None)
        if last is not None:
            del layers[last]
        return _differences(data.subject, before, self._values(thing))

    def _values(self, thing: tuple[str, str]) -> dict[str, object]:
        return {name: value for _, layer in self._layers[thing] for name, value in layer.items()}


def _parts(data: Data) -> Iterator[tuple[tuple[str, str], str | None, type, Layer]]:
    """The things that an event is about; a recorded check-in is about all that came of it."""
    yield from _part(data)
    if isinstance(data, said.CheckInRecorded):
        for part in (*data.challenges, *data.actions, *data.adjustments):
            yield from _part(part)
        for resolution in data.resolutions:
            for thing, subject, kind, layer in _part(resolution):
                yield thing, subject, kind, {**layer, "resolved": data.date}
        for action in data.done:
            yield ("action", action), action, said.CheckInRecorded, {"done": data.date}


def _part(data: object) -> Iterator[tuple[tuple[str, str], str | None, type, Layer]]:
    rule = RULES.get(type(data))
    if rule is None:
        return
    subject = None if rule.id_member is None else str(getattr(data, rule.id_member))
    beside = [str(value) for name in ("side", "duty") if (value := getattr(data, name, None)) is not None]
    own = " ".join([subject or "", *beside]) if rule.thing in ("lead", "endorsement") else subject or ""
    layer = {name: getattr(data, member) for member, name in rule.fields.items()}
    yield (rule.thing, own), subject, type(data), layer | dict.fromkeys(rule.cleared)


def _differences(
    subject: str | None, before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[FieldChange, ...]:
    names = [*before, *(name for name in after if name not in before)]
    return tuple(
        FieldChange(subject, name, _text(name, before.get(name)), _text(name, after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    )


def _text(name: str, value: object) -> str | None:
    match name, value:
        case _, None:
            return None
        case "amount", int():
            return f"{value // 100}.{value % 100:02d}"
        case (("side" | "kind"), str()):
            return value.upper()
        case _, date():
            return value.isoformat()
        case _, float():
            return f"{value:g}" if abs(value) < 1e5 else f"{value:.2f}"
    return str(value)
